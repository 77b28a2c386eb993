//! Makes the graph of a project's sources, a few files at a time, and copies from an older graph what is as it was.

use super::broken;
use super::files::{AT_ONCE, Files};
use super::imported;
use super::input::{Input, Large, Said};
use super::old::{Old, blank_node_prefixes};
use super::rules::{ReadFiles, add_what_follows, inconsistencies};
use super::tables::LargeTable;
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::graph::{Acceptance, Certainty, Graph, Merge};
use crate::imports::{self, Import, Resolver};
use crate::infer::undefined_terms;
use crate::limits::Limits;
use crate::mapping::UNKNOWN_REFERENCE;
use crate::project::{self, Broken, Project};
use crate::read::{cannot_be_read, unreadable};
use crate::statement::Statements;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the sources of a project were compiled to.
pub(super) struct Compiled {
    /// The graph.
    pub graph: Graph,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Where imports lead.
    pub imports: Vec<Import>,
    /// Whether the findings leave nothing to build: the graph is not whole.
    pub is_refused: bool,
    /// Whether names in tables that were not found are not among the findings, since they may be in sources with errors.
    pub are_references_unchecked: bool,
}

/// Makes the graph of the files, finds what is wrong in them, and adds what follows.
///
/// # Errors
/// If a file changes while it is read, a limit is passed, or there is more than a graph can hold.
pub(super) fn compiled(files: &mut Files, old: Old, limits: &Limits) -> Result<Compiled> {
    let project = files.project;
    let config = &project.config;
    broken::check_levels(config)?;
    let resolver = Resolver::of(project)?;
    let (mut read, imports) = read_with_imports(files, &resolver, old, limits)?;
    let mut is_refused = !read.broken.is_empty() && config.build.broken == Broken::Fail;
    let are_references_unchecked = is_refused && looks_up(files)?;
    let sources = ReadFiles::of(files.project);
    if is_refused {
        // Rules that cannot be read are found all the same.
        let unreadable = files.rules()?.unreadable.clone();
        take_over(unreadable, config.build.broken, &mut read);
    } else {
        let (graph, mut of_rules) = add_what_follows(files, &sources, read.graph, limits)?;
        read.graph = graph;
        of_rules.retain(|finding| {
            finding.severity == Severity::Error || !imported::is_of_others(finding, files)
        });
        is_refused = take_over(of_rules, config.build.broken, &mut read);
    }
    if !is_refused {
        limits.work.enter("looking for contradictions");
        limits.check()?;
        let mut found = inconsistencies(project, &sources, &read.graph)?;
        found.retain(|finding| !imported::is_of_others(finding, files));
        read.findings.extend(found);
        read.findings.extend(undefined_terms(
            &read.graph,
            &config.own,
            &|path| resolver.is_own(path),
            &|path| sources.read(path),
            // Each term of the namespaces that the settings name must be declared.
            &|_, _| true,
        ));
        let own = imports.iter();
        let own: Vec<&Import> = own.filter(|import| resolver.is_own(&import.file)).collect();
        read.findings.extend(imports::ambiguous(
            own.iter().copied(),
            &resolver,
            &|path| sources.read(path),
        ));
        let not_resolved = imports::not_resolved(own, &resolver, &|path| sources.read(path));
        read.findings.extend(not_resolved);
        read.findings.extend(resolver.findings().cloned());
    }
    broken::level(&mut read.findings, &config.findings, &read.broken);
    Ok(Compiled {
        graph: read.graph,
        findings: read.findings,
        imports,
        is_refused,
        are_references_unchecked,
    })
}

/// Reads the sources and all files to which their imports lead.
fn read_with_imports(
    files: &mut Files,
    resolver: &Resolver,
    old: Old,
    limits: &Limits,
) -> Result<(SourcesRead, Vec<Import>)> {
    let mut read = read_sources(files, resolver, old, None, limits)?;
    let imports = loop {
        let imports = imports::imports(&read.graph, resolver)?;
        let is_source = |path: &str| files.is_source(path);
        let needed = imports::files(&imports, &is_source);
        // All that these lead to is known before the next round, so that a long chain of imports takes no round for each.
        let needed = resolver.followed(&read.graph, needed, &is_source)?;
        let known = files.imported.clone();
        files.import(needed);
        if files.imported == known {
            break imports;
        }
        limits.check()?;
        // Files that are known are taken over as they are, so that only the others are read now.
        let before = read;
        let old = Old::again(files, &before.graph, before.findings, before.broken);
        read = read_sources(files, resolver, old, None, limits)?;
    };
    if looks_up(files)? {
        read = read_in_view(files, resolver, read, limits)?;
    }
    Ok((read, imports))
}

/// Returns whether a mapping of a table looks entities up.
fn looks_up(files: &Files) -> Result<bool> {
    let tables = files.tables()?;
    Ok(files.built().iter().any(|path| tables.sees_graph(path)))
}

/// Reads the tables whose mappings call `bixi:entity`, given the graph of all other sources. `owl:imports` statements of these
/// tables are not followed.
fn read_in_view(
    files: &Files,
    resolver: &Resolver,
    before: SourcesRead,
    limits: &Limits,
) -> Result<SourcesRead> {
    let is_refused = !before.broken.is_empty() && files.project.config.build.broken == Broken::Fail;
    let graph = Arc::new(before.graph);
    let old = Old::again(files, &graph, before.findings, before.broken);
    let mut read = read_sources(files, resolver, old, Some(&graph), limits)?;
    if is_refused {
        // What is not found may be in a source that is not in the graph.
        read.findings
            .retain(|finding| finding.id != UNKNOWN_REFERENCE);
    }
    Ok(read)
}

/// Takes over what was found in the rules, and returns whether it leaves nothing to build.
fn take_over(of_rules: Vec<Finding>, mode: Broken, read: &mut SourcesRead) -> bool {
    let mut errors: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    let found = of_rules.iter();
    for finding in found.filter(|finding| finding.severity == Severity::Error) {
        let file = errors.entry(finding.place.file.clone());
        file.or_default().push(finding.clone());
    }
    read.findings.extend(of_rules);
    if mode == Broken::Skip {
        // Without the file of a rule that cannot be read the other rules give what they give.
        let left_out = errors.iter();
        let left_out = left_out.map(|(path, found)| broken::left_out(path, found));
        read.findings.extend(left_out);
    }
    let is_refused = mode == Broken::Fail && !errors.is_empty();
    read.broken.extend(errors.into_keys());
    is_refused
}

/// What reading the sources came to.
struct SourcesRead {
    /// What they say.
    graph: Graph,
    /// What is wrong in them.
    findings: Vec<Finding>,
    /// The files and folders that cannot be read as what they are.
    broken: BTreeSet<String>,
}

/// The graph of what the sources say, and what reading them found, given the graph of those that need no other if it is there.
fn read_sources(
    files: &Files,
    resolver: &Resolver,
    mut old: Old,
    others: Option<&Arc<Graph>>,
    limits: &Limits,
) -> Result<SourcesRead> {
    let project = files.project;
    let contexts = files.contexts()?;
    let tables = files.tables()?;
    let skips = project.config.build.broken == Broken::Skip;
    let mut broken = BTreeSet::new();
    let paths = files.built();
    let prefixes = blank_node_prefixes(&paths);
    let mut merge = old.graph.map_or_else(Merge::default, Merge::revising);
    let mut findings = Vec::new();
    for folder in &files.unreadable {
        let found = cannot_be_read(&folder.path, &folder.reason);
        let left_out = skips.then(|| broken::left_out(&folder.path, std::slice::from_ref(&found)));
        findings.extend([found].into_iter().chain(left_out));
        broken.insert(folder.path.clone());
    }
    for (path, found) in tables.without_table() {
        let left_out = skips.then(|| broken::left_out(path, &found));
        findings.extend(found.into_iter().chain(left_out));
        broken.insert(path.to_owned());
    }
    // Some files at a time: all cores have work, and no more texts are in memory than that.
    for some in batches(project, &paths) {
        if let [first, ..] = some {
            limits.work.enter(reading(first, some.len()));
        }
        limits.check()?;
        let some = some.iter().map(|path| Input {
            project,
            path,
            is_own: resolver.is_own(path),
            contexts,
            tables,
            blank_node_prefix: &prefixes[path],
            before: old.sources.get(path.as_str()).copied(),
            known: old.known.remove(path),
            others,
        });
        let some: Vec<Input> = some.collect();
        let said = some.into_par_iter().map(|input| (input.path, input.read()));
        // All are read before the first error is looked for, so that it is the first by path.
        let said: Vec<(&str, Result<Said>)> = said.collect();
        for (path, said) in said {
            let graph = project.graph_iri(path);
            let is_own = resolver.is_own(path);
            let has_error = |found: &[Finding]| is_own && has_error(found);
            let said = match said {
                Ok(said) => said,
                Err(error) => Said::Unreadable(unreadable(path, error)?),
            };
            let (found, is_broken) = match said {
                Said::Unreadable(found) => {
                    merge.begin(Some(&graph))?;
                    merge.end(broken::nothing_of(path))?;
                    (vec![found], is_own)
                }
                Said::Later => {
                    merge.begin(Some(&graph))?;
                    merge.end(broken::nothing_of(path))?;
                    (Vec::new(), false)
                }
                Said::AsBefore(index) => {
                    merge.copy(index, Some(&graph))?;
                    let (mut found, is_broken) = old.found_in(path);
                    for mapping in tables.mappings_of(path) {
                        found.extend(old.found_in(mapping).0);
                    }
                    (found, is_broken)
                }
                Said::New(mut part) => {
                    let found = std::mem::take(&mut part.said.findings);
                    let is_broken = has_error(&found);
                    if is_broken && skips && !broken::is_of_rows(path, &found) {
                        part.said = Statements::default();
                    } else if !is_own && !found.is_empty() {
                        // A copy from an older graph has only the terms of statements.
                        part.said.drop_unused_terms()?;
                    }
                    merge.add(*part)?;
                    (found, is_broken)
                }
                Said::Large(syntax) => {
                    let blank_node_prefix = &prefixes[path];
                    merge.begin(Some(&graph))?;
                    let read = match syntax {
                        Some(syntax) => project.stream(path).and_then(|stream| {
                            let large = Large {
                                project,
                                path,
                                syntax,
                                blank_node_prefix,
                            };
                            large.read(stream, &mut merge, limits)
                        }),
                        None => {
                            let large = LargeTable {
                                project,
                                path,
                                blank_node_prefix,
                                others,
                            };
                            tables.read(&large, &mut merge, limits)
                        }
                    };
                    let found = match read {
                        Ok(found) => found,
                        Err(error) => {
                            let found = unreadable(path, error)?;
                            merge.end(broken::nothing_of(path))?;
                            vec![found]
                        }
                    };
                    let is_broken = has_error(&found);
                    (found, is_broken)
                }
            };
            if is_broken {
                broken.insert(path.to_owned());
            }
            if is_own {
                let left_out = (is_broken && skips).then(|| broken::left_out(path, &found));
                findings.extend(found.into_iter().chain(left_out));
            } else {
                findings.extend(imported::finding(found));
            }
        }
    }
    // What is wrong in a mapping is found for each of its tables.
    let mut of_mappings = BTreeSet::new();
    findings.retain(|finding| {
        let place = &finding.place;
        let found = || {
            (
                place.file.clone(),
                place.span.start,
                finding.message.clone(),
            )
        };
        !tables.is_mapping(&place.file) || of_mappings.insert(found())
    });
    if skips {
        let of_mapping = |finding: &&Finding| {
            finding.severity == Severity::Error && tables.is_mapping(&finding.place.file)
        };
        let mut errors: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
        for finding in findings.iter().filter(of_mapping) {
            let of_file = errors.entry(&finding.place.file).or_default();
            of_file.push(finding.clone());
        }
        // Its tables are left out, and it is with them.
        let known = broken::broken_files(&findings);
        let left_out = errors.iter().filter(|(path, _)| !known.contains(path));
        let left_out = left_out.map(|(path, found)| broken::left_out(path, found));
        let left_out: Vec<Finding> = left_out.collect();
        findings.extend(left_out);
    }
    let acceptance = project.config.acceptance.as_ref();
    let prefixes = &project.config.prefixes;
    let certainty = acceptance.map(|acceptance| certainty(acceptance, prefixes));
    let certainty = certainty.transpose()?;
    limits.work.enter("sorting the statements");
    limits.check()?;
    let mut graph = merge.finish(certainty.as_ref())?;
    for (name, namespace) in &project.config.prefixes {
        graph.prefixes.declare(name, namespace);
    }
    Ok(SourcesRead {
        graph,
        findings,
        broken,
    })
}

fn has_error(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

/// Paths in their order, some at a time, a large file alone.
fn batches<'a>(project: &Project, paths: &'a [String]) -> Vec<&'a [String]> {
    let mut batches = Vec::new();
    for run in paths.chunk_by(|a, b| !project.is_large(a) && !project.is_large(b)) {
        batches.extend(run.chunks(AT_ONCE * rayon::current_num_threads()));
    }
    batches
}

/// What is at work while some sources are read.
fn reading(first: &str, count: usize) -> String {
    match count {
        1 => format!("reading `{first}`"),
        _ => format!("reading `{first}` and {} more", count - 1),
    }
}

/// What `bixi.toml` says of certainty, as the graph takes it.
///
/// # Errors
/// If the default is the name of no level, which is checked where `bixi.toml` is read.
pub(super) fn certainty(
    config: &project::Acceptance,
    prefixes: &BTreeMap<String, String>,
) -> Result<Certainty> {
    let names: Vec<String> = config
        .levels
        .iter()
        .map(|level| level.name.clone())
        .collect();
    let default = names.iter().position(|name| *name == config.default);
    let default = default.ok_or_else(|| {
        let what = format!(
            "the default level `{}` is none of the levels",
            config.default
        );
        Error::internal(what)
    })?;
    let levels = config.levels.iter().zip(0..);
    // Prefixes of sources are known when the graph is.
    let expanded = |name: &String| match name.split_once(':') {
        Some((prefix, local)) => match prefixes.get(prefix) {
            Some(namespace) => format!("{namespace}{local}"),
            None => name.clone(),
        },
        None => name.clone(),
    };
    let values = levels.flat_map(|(level, n)| {
        let values = level.values.iter();
        values.map(move |name| (expanded(name), n))
    });
    Ok(Certainty {
        acceptance: Acceptance {
            names,
            default: default as u8,
        },
        property: expanded(&config.property),
        levels: values.collect(),
    })
}
