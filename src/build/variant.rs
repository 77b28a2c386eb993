//! The graph of a project with one statement of its sources removed or replaced. It is made in memory: the asserted statements are
//! copied from the graph of the snapshot, and inference runs again.

use super::compile::certainty;
use super::rules::{rule_files, settings};
use crate::dictionary::{Tag, TermId};
use crate::error::{Error, Result};
use crate::graph::{Certainty, Graph, Merge, Part};
use crate::infer::{Settings, materialise, own_rules, reifications};
use crate::limits::Limits;
use crate::project::{Inference, Project};
use crate::rdf::vocab;
use crate::source::SourceFile;
use crate::statement::{Statement, Statements};
use std::collections::BTreeSet;
use std::time::Duration;

/// A change of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The statement that goes.
    pub statement: [TermId; 3],
    /// The object of the statement that stands in its place, if there is one.
    pub object: Option<TermId>,
}

/// Makes variants of a graph.
pub struct Variants<'g> {
    project: &'g Project,
    graph: &'g Graph,
    timeout: Option<Duration>,
    rules: Vec<SourceFile>,
    certainty: Option<Certainty>,
}

impl<'g> Variants<'g> {
    /// Prepares variants of the graph of a project, of which every byte must be known to be what was written. Each
    /// may take so long.
    ///
    /// # Errors
    /// If a file of rules cannot be read.
    pub fn of(project: &'g Project, graph: &'g Graph, timeout: Option<Duration>) -> Result<Self> {
        let acceptance = project.config.acceptance.as_ref();
        let prefixes = &project.config.prefixes;
        Ok(Self {
            project,
            graph,
            timeout,
            rules: rule_files(project)?,
            certainty: acceptance
                .map(|acceptance| certainty(acceptance, prefixes))
                .transpose()?,
        })
    }

    /// Returns the graph after a change. What reifies the statement goes with it, and so does what is said of a reifier of nothing
    /// else; if another statement stands in its place, the reifiers are of that.
    ///
    /// # Errors
    /// If a limit is passed, or there is more than a graph can hold.
    pub fn graph(&self, edit: Edit) -> Result<Graph> {
        let reifying = reifications(self.graph, edit.statement);
        let mut left_out: BTreeSet<[TermId; 3]> = reifying.iter().copied().collect();
        left_out.insert(edit.statement);
        if edit.object.is_none() {
            left_out.extend(
                reifying
                    .iter()
                    .flat_map(|statement| self.said_of(*statement)),
            );
        }
        let mut merge = Merge::revising(self.graph).leaving_out(left_out);
        for (index, source) in self.graph.sources.iter().enumerate() {
            let name = self.project.graph_iri(&source.path);
            merge.copy(index, Some(&name))?;
        }
        if let Some(object) = edit.object {
            merge.add(self.instead(edit.statement, object, &reifying)?)?;
        }
        let mut graph = merge.finish(self.certainty.as_ref())?;
        for (name, namespace) in &self.project.config.prefixes {
            graph.prefixes.declare(name, namespace);
        }
        let settings = Settings {
            limits: Limits {
                timeout: self.timeout,
                ..Limits::default()
            },
            ..settings(self.project)
        };
        if settings.profile == Inference::None {
            return Ok(graph);
        }
        let (own, _) = own_rules(&graph, &self.rules, &|_| None);
        let inferred = self.project.graph_iri("inferred");
        Ok(materialise(graph, &settings, &own, inferred)?.0)
    }

    /// Returns what is said of a reifier, unless it reifies more than one statement.
    fn said_of(&self, [reifier, reifies, _]: [TermId; 3]) -> Vec<[TermId; 3]> {
        let graph = self.graph;
        match graph
            .asserted_triples(Some(reifier), Some(reifies), None)
            .count()
        {
            1 => graph.asserted_triples(Some(reifier), None, None).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns a statement with another object, with the reifiers that it had, at its first place.
    fn instead(
        &self,
        statement: [TermId; 3],
        object: TermId,
        reifying: &[[TermId; 3]],
    ) -> Result<Part> {
        let graph = self.graph;
        let place = graph.places_of(statement).into_iter().next();
        let place = place.ok_or_else(|| Error::internal("an asserted statement has no place"))?;
        let source = graph.sources.get(place.source as usize).cloned();
        let source = source.ok_or_else(|| Error::internal("a place is in no source"))?;
        let mut said = Statements::default();
        let [subject, predicate, _] = statement;
        let terms = [subject, predicate, object].map(|id| graph.dictionary.term(id));
        let mut intern = |term| said.interner.intern_term(term);
        let triple = [intern(&terms[0])?, intern(&terms[1])?, intern(&terms[2])?];
        let mut triples = vec![triple];
        if !reifying.is_empty() {
            let term = said.interner.intern_triple(triple)?;
            let reifies = said
                .interner
                .intern(Tag::IRI, vocab::RDF_REIFIES.as_bytes())?;
            for [reifier, ..] in reifying {
                let reifier = graph.dictionary.term(*reifier);
                triples.push([said.interner.intern_term(&reifier)?, reifies, term]);
            }
        }
        said.statements = triples
            .into_iter()
            .map(|triple| Statement {
                triple,
                graph: None,
                line: place.line,
            })
            .collect();
        Ok(Part {
            graph: place.graph.map(|name| graph.dictionary.text(name)),
            source,
            said,
        })
    }
}
