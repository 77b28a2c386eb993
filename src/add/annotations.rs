//! What sources say of statements ([RDF 1.2, reification](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification)):
//! which properties say it, of which statements it is said, and how the nodes are called that stand for statements.

use crate::dictionary::TermId;
use crate::evidence::{DERIVED, END, HAS_SELECTOR, START};
use crate::graph::Graph;
use crate::project::{Level, Project};
use crate::rdf::{Term, vocab};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Properties that say where a statement is from, if none leads to passages.
const SOURCES: [&str; 3] = [
    DERIVED,
    "http://purl.org/dc/terms/source",
    "http://www.w3.org/ns/prov#hadPrimarySource",
];

/// The most statements of a property that are looked at.
const LOOKED_AT: usize = 10_000;

/// A property, which the graph need not have if a well-known vocabulary has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub iri: String,
    pub id: Option<TermId>,
}

/// The annotations of a graph.
pub struct Annotations<'g> {
    graph: &'g Graph,
    /// The nodes that stand for statements.
    reifiers: FxHashSet<TermId>,
    /// The statements that they stand for, as triple terms.
    reified: FxHashSet<TermId>,
    /// The property of certainty, if the settings name one.
    certainty: Option<TermId>,
    /// Its values with the indices of their levels, and that of the level that is accepted by default.
    levels: Vec<(TermId, usize)>,
    accepted: usize,
    /// The properties and namespaces of which the settings say that their statements need evidence.
    wanted: Vec<String>,
}

impl<'g> Annotations<'g> {
    /// Looks at the annotations of a graph.
    pub fn of(project: &Project, graph: &'g Graph) -> Self {
        let expanded = |name: &String| graph.prefixes.expand(name).unwrap_or_else(|| name.clone());
        let acceptance = project.config.acceptance.as_ref();
        let certainty = acceptance.map(|acceptance| expanded(&acceptance.property));
        let levels = acceptance.map_or(&[][..], |acceptance| acceptance.levels.as_slice());
        let is_default = |level: &Level| acceptance.is_some_and(|of| of.default == level.name);
        let values = levels.iter().enumerate().flat_map(|(index, level)| {
            let values = level.values.iter().map(expanded);
            values.filter_map(move |iri| Some((graph.dictionary.find_iri(&iri)?, index)))
        });
        let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
        let (mut reifiers, mut reified) = (FxHashSet::default(), FxHashSet::default());
        let all = reifies.map(|reifies| graph.asserted_triples(None, Some(reifies), None));
        for [reifier, _, statement] in all.into_iter().flatten() {
            reifiers.insert(reifier);
            reified.insert(statement);
        }
        Self {
            graph,
            reifiers,
            reified,
            accepted: levels.iter().position(is_default).unwrap_or(levels.len()),
            levels: values.collect(),
            certainty: certainty.and_then(|iri| graph.dictionary.find_iri(&iri)),
            wanted: project.config.check.evidence.iter().map(expanded).collect(),
        }
    }

    /// Returns whether sources say nothing of statements.
    pub fn is_empty(&self) -> bool {
        self.reifiers.is_empty()
    }

    /// Returns whether a property is one of annotations: sources say it of statements, or it says where something is from and the
    /// graph does not have it.
    pub fn is_annotation(&self, property: &Property) -> bool {
        match property.id {
            Some(id) => self.is_said_of_statements(id),
            None => SOURCES.contains(&property.iri.as_str()),
        }
    }

    /// Returns whether a property is said of statements: the settings say so, or most subjects of it stand for one.
    pub fn is_said_of_statements(&self, property: TermId) -> bool {
        if self.certainty == Some(property) {
            return true;
        }
        let (mut of_statements, mut all) = (0, 0);
        let said = self.graph.asserted_triples(None, Some(property), None);
        for [subject, ..] in said.take(LOOKED_AT) {
            of_statements += usize::from(self.reifiers.contains(&subject));
            all += 1;
        }
        of_statements * 2 > all
    }

    /// Returns whether a statement with some annotations is asserted: its certainty is on the strictest level, or on another one that
    /// is accepted by default and most statements of this certainty are asserted.
    pub fn are_asserted(&self, annotations: &[(String, Term)]) -> bool {
        let Some((certainty, value)) = self.certainty_among(annotations) else {
            return true;
        };
        let levels = self.levels.iter().filter(|(known, _)| *known == value);
        match levels.map(|(_, level)| *level).min() {
            None | Some(0) => true,
            Some(level) if level > self.accepted => false,
            Some(_) => {
                let (mut asserted, mut all) = (0, 0);
                for statement in self.statements_with(certainty, value) {
                    asserted += usize::from(self.graph.is_asserted(statement));
                    all += 1;
                }
                asserted * 2 >= all
            }
        }
    }

    /// Returns the property of certainty and its value among some annotations.
    fn certainty_among(&self, annotations: &[(String, Term)]) -> Option<(TermId, TermId)> {
        let certainty = self.certainty?;
        let iri = self.graph.dictionary.text(certainty);
        let (_, value) = annotations.iter().find(|(property, _)| *property == iri)?;
        Some((certainty, self.graph.find(value)?))
    }

    /// Returns the statements of which sources say something.
    fn statements_with(
        &self,
        property: TermId,
        value: TermId,
    ) -> impl Iterator<Item = [TermId; 3]> + '_ {
        let graph = self.graph;
        let said = graph.asserted_triples(None, Some(property), Some(value));
        let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
        let reified = said.flat_map(move |[node, ..]| {
            let reifies = reifies.into_iter();
            reifies.flat_map(move |reifies| graph.asserted_triples(Some(node), Some(reifies), None))
        });
        reified.filter_map(|[.., statement]| graph.dictionary.triple(statement))
    }

    /// Returns whether statements of a property have annotations: the settings want it, or at least half of those in the graph
    /// have some.
    pub fn are_needed(&self, property: &str) -> bool {
        let is_wanted = |wanted: &String| match wanted.ends_with(['#', '/']) {
            true => property.starts_with(wanted.as_str()),
            false => property == wanted,
        };
        if self.wanted.iter().any(is_wanted) {
            return true;
        }
        let Some(property) = self.graph.dictionary.find_iri(property) else {
            return false;
        };
        let (mut annotated, mut all) = (0, 0);
        let said = self.graph.asserted_triples(None, Some(property), None);
        for triple in said.take(LOOKED_AT) {
            let statement = self.graph.dictionary.find_triple(triple);
            annotated += usize::from(statement.is_some_and(|one| self.reified.contains(&one)));
            all += 1;
        }
        annotated > 0 && annotated * 2 >= all
    }

    /// Returns the property by which annotations name where a statement is from: the one that most often leads to a passage, else
    /// the first that people know, else the only one that leads to entities.
    pub fn of_evidence(&self) -> Option<TermId> {
        let graph = self.graph;
        let selector = graph.dictionary.find_iri(HAS_SELECTOR);
        let is_passage = |node: TermId| {
            let selector = selector.map(|selector| graph.triples(Some(node), Some(selector), None));
            selector.is_some_and(|mut selectors| selectors.next().is_some())
        };
        let mut counts: BTreeMap<TermId, usize> = BTreeMap::new();
        let mut leading: BTreeSet<TermId> = BTreeSet::new();
        for reifier in self.reifiers.iter().copied() {
            for [_, property, object] in graph.asserted_triples(Some(reifier), None, None) {
                if is_passage(object) {
                    *counts.entry(property).or_default() += 1;
                }
                if graph.dictionary.is_iri(object) && self.certainty != Some(property) {
                    leading.insert(property);
                }
            }
        }
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        let known = SOURCES
            .iter()
            .filter_map(|iri| graph.dictionary.find_iri(iri));
        let mut known = known.filter(|property| leading.contains(property));
        let only = || leading.first().copied().filter(|_| leading.len() == 1);
        let most = most.map(|(property, _)| property);
        most.or_else(|| known.next()).or_else(only)
    }

    /// Returns annotations with the positions of their passage, if most annotations of a passage have positions and these have
    /// none.
    pub fn complete(&self, mut annotations: Vec<(String, Term)>) -> Vec<(String, Term)> {
        let graph = self.graph;
        let has = |property: &str| annotations.iter().any(|(known, _)| known == property);
        let find = |iri: &str| graph.dictionary.find_iri(iri);
        let (Some(start), Some(end), false) = (find(START), find(END), has(START) || has(END))
        else {
            return annotations;
        };
        let count = |property: TermId| {
            let said = graph.asserted_triples(None, Some(property), None);
            said.filter(|[subject, ..]| self.reifiers.contains(subject))
                .count()
        };
        let with_positions = count(start);
        let mut values = annotations.iter().filter_map(|(property, value)| {
            let (property, passage) = (find(property)?, graph.find(value)?);
            let selector = graph.objects(passage, HAS_SELECTOR).next()?;
            let are_usual = with_positions * 2 > count(property);
            let at = |property: &str| graph.objects(selector, property).next();
            Some([at(START)?, at(END)?]).filter(|_| are_usual)
        });
        let Some(positions) = values.next() else {
            return annotations;
        };
        let properties = [start, end].map(|property| graph.dictionary.text(property));
        let terms = positions.map(|position| graph.dictionary.term(position));
        annotations.extend(properties.into_iter().zip(terms));
        annotations
    }

    /// Returns IRIs for new nodes that stand for statements, if most such nodes with one of some annotations have a name of the
    /// same letters with a number: the next numbers. Without such names there are none.
    pub fn names(&self, annotations: &[(String, Term)]) -> impl Iterator<Item = String> + use<> {
        let stem = self.stem(annotations);
        stem.into_iter().flat_map(|(stem, last, width)| {
            (last + 1..).map(move |number| format!("{stem}{number:0width$}"))
        })
    }

    /// Returns the letters of the names of nodes for statements, the greatest number, and the least number of its digits.
    fn stem(&self, annotations: &[(String, Term)]) -> Option<(String, u64, usize)> {
        let graph = self.graph;
        // Of annotations such as a passage and a certainty the rarer one tells more.
        let entities = annotations
            .iter()
            .filter(|(_, value)| value.is_named_node());
        let with = entities.filter_map(|(property, value)| {
            let property = graph.dictionary.find_iri(property)?;
            let value = graph.find(value)?;
            let said = graph.asserted_triples(None, Some(property), Some(value));
            let said = said.map(|[subject, ..]| subject);
            let nodes: Vec<TermId> = said.filter(|node| self.reifiers.contains(node)).collect();
            (!nodes.is_empty()).then_some(nodes)
        });
        let all = || self.reifiers.iter().copied().collect::<Vec<TermId>>();
        let nodes = with.min_by_key(Vec::len).unwrap_or_else(all);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for node in &nodes {
            if let Some((stem, ..)) = self.numbered(*node) {
                *counts.entry(stem).or_default() += 1;
            }
        }
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        let (stem, _) = most.filter(|(_, count)| count * 2 > nodes.len())?;
        let named = graph
            .dictionary
            .starting_with(graph.dictionary.iris(), &stem);
        let numbers = named.filter_map(|node| self.numbered(node));
        let numbers: Vec<(String, u64, usize)> =
            numbers.filter(|(known, ..)| *known == stem).collect();
        let last = numbers.iter().map(|(_, number, _)| *number).max()?;
        let width = numbers.iter().map(|(.., width)| *width).min()?;
        Some((stem, last, width))
    }

    /// Returns the IRI of a node without the number at its end, that number, and how many digits it has.
    fn numbered(&self, node: TermId) -> Option<(String, u64, usize)> {
        let iri = Some(self.graph.dictionary.text(node))
            .filter(|_| self.graph.dictionary.is_iri(node))?;
        let stem = iri.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = iri.get(stem.len()..)?;
        Some((stem.to_owned(), digits.parse().ok()?, digits.len()))
    }
}
