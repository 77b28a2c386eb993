//! Reasoning in a build: the rules that apply to a project, what follows by them, and what they find.

use super::files::{Files, Rules};
use super::roles::vocabulary;
use crate::error::Result;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::infer::{self, Draft, Settings, materialise, own_rules};
use crate::limits::Limits;
use crate::project::{Broken, Inference, Project};
use crate::read::unreadable;
use crate::source::SourceFile;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The graph with what its rules infer, and what is wrong with the rules.
///
/// # Errors
/// If a file with rules changes while it is read, a limit is passed, or there are more terms or statements than can be
/// numbered.
pub(super) fn add_what_follows(
    files: &Files,
    sources: &ReadFiles,
    graph: Graph,
    limits: &Limits,
) -> Result<(Graph, Vec<Finding>)> {
    let project = files.project;
    let settings = Settings {
        limits: limits.clone(),
        ..settings(project)
    };
    if settings.profile == Inference::None {
        return Ok((graph, Vec::new()));
    }
    let Rules {
        contents,
        unreadable,
    } = files.rules()?;
    let rules = contents.iter().map(|rule| &rule.file);
    let source: infer::Sources = &|path| sources.read(path);
    let (drafts, of_rules) = own_rules(&graph, rules, source);
    let mut findings = unreadable.clone();
    findings.extend(of_rules);
    limits.check()?;
    let (graph, faults) = materialise(graph, &settings, &drafts, project.graph_iri("inferred"))?;
    findings.extend(faults.iter().map(|fault| fault.finding(source)));
    findings.extend(infer::idle_rules(
        &graph,
        &drafts,
        &project.config.own,
        source,
    ));
    Ok((graph, findings))
}

/// What contradicts itself in the graph of a project, and which classes can have no instance, with the places in its sources.
///
/// # Errors
/// If a folder of the project cannot be read.
pub(super) fn inconsistencies(
    project: &Project,
    sources: &ReadFiles,
    graph: &Graph,
) -> Result<Vec<Finding>> {
    let settings = settings(project);
    let vocabulary = vocabulary(project, graph)?;
    let source: infer::Sources = &|path| sources.read(path);
    let is_ontology = &|path: &str| vocabulary.contains(path);
    let mut found = infer::inconsistencies(graph, &settings.datatypes, source, is_ontology);
    found.extend(infer::unsatisfiable_classes(graph, source, is_ontology));
    Ok(found)
}

/// What reasoning on the graph of a project needs: which rules of the W3C apply, and the project's own.
///
/// # Errors
/// If a file cannot be read.
pub fn reasoning(project: &Project, graph: &Graph) -> Result<(Settings, Vec<Draft>)> {
    let settings = settings(project);
    if settings.profile == Inference::None {
        return Ok((settings, Vec::new()));
    }
    let (own, _) = own_rules(graph, &rule_files(project)?, &|_| None);
    Ok((settings, own))
}

/// The files of the project's own rules, if it infers anything.
///
/// # Errors
/// If a file cannot be read.
pub(super) fn rule_files(project: &Project) -> Result<Vec<SourceFile>> {
    let mut files: Vec<SourceFile> = Vec::new();
    if project.config.inference == Inference::None {
        return Ok(files);
    }
    for path in &project.inventory()?.rules {
        match project.read(path) {
            Ok(file) => files.push(file),
            // The graph was built without it.
            Err(error) if project.config.build.broken == Broken::Skip => {
                unreadable(path, error)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

/// Which rules apply to a project.
pub(super) fn settings(project: &Project) -> Settings {
    Settings {
        profile: project.config.inference,
        leaves_out_endless: project.config.build.broken == Broken::Skip,
        ..Settings::default()
    }
}

/// Files of a project that findings speak of, each read once.
pub(super) struct ReadFiles<'a> {
    project: &'a Project,
    known: RefCell<BTreeMap<String, Option<Rc<SourceFile>>>>,
}

impl<'a> ReadFiles<'a> {
    pub fn of(project: &'a Project) -> Self {
        Self {
            project,
            known: RefCell::default(),
        }
    }

    /// Returns a file by its path, if it can be read.
    pub fn read(&self, path: &str) -> Option<Rc<SourceFile>> {
        let mut known = self.known.borrow_mut();
        // A file that has gone since it was built has no lines to show.
        let file = || self.project.read_to_show(path).ok().map(Rc::new);
        known.entry(path.to_owned()).or_insert_with(file).clone()
    }
}
