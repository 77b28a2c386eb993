//! The links of entities: how many there are by property, a part of them, those between some entities, and paths.

use super::Snapshot;
use crate::build::vocabulary;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::project::Project;
use crate::query::{Budget, Dataset, Limits, entity};
use crate::rdf::{Term, Triple};
use crate::view::{Reach, Styles, paths};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Which way links of an entity lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkDirection {
    /// From the entity, which is their subject.
    Outgoing,
    /// To the entity, which is their object.
    Incoming,
}

/// A property that links an entity with others in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedBy {
    /// The property.
    pub property: Term,
    /// The direction.
    pub direction: LinkDirection,
    /// The number of links, at least 1.
    pub count: usize,
}

/// A statement between two entities: its object is an IRI or a blank node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The statement.
    pub triple: Triple,
    /// Whether it is only inferred.
    pub is_inferred: bool,
}

/// Some of the links of an entity by one property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The links.
    pub links: Vec<Link>,
    /// How many there are in all.
    pub count: usize,
}

/// How an entity looks in a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// Its narrowest class, if it has one.
    pub class: Option<Term>,
    /// The colour that the styles give its class, as `#rrggbb`.
    pub color: Option<String>,
    /// At most two characters that the styles give its class, in the language of the reader.
    pub icon: Option<String>,
}

impl Snapshot {
    /// Counts the links of an entity by property and direction: first those that lead from it, then those that lead to it; in
    /// each direction the property with the most first. An entity that the graph does not have has none.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{LinkDirection, QueryLimits};
    ///
    /// let delft = snapshot.entity("Delft")?;
    /// let linked = snapshot.linked_by(&delft, &QueryLimits::default())?;
    /// assert_eq!(snapshot.prefixes().display(&linked[0].property), ":livesIn");
    /// assert_eq!((linked[0].direction, linked[0].count), (LinkDirection::Incoming, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn linked_by(&self, entity: &Term, limits: &Limits) -> Result<Vec<LinkedBy>> {
        let graph = self.graph();
        let Some(id) = graph.find(entity) else {
            return Ok(Vec::new());
        };
        let budget = Budget::new(limits);
        let pace = budget.pace();
        let mut linked = Vec::new();
        for direction in [LinkDirection::Outgoing, LinkDirection::Incoming] {
            let mut counts: BTreeMap<TermId, usize> = BTreeMap::new();
            for triple in statements(self.dataset(), id, None, direction) {
                pace.step(1)?;
                if is_link(graph, triple) {
                    *counts.entry(triple[1]).or_default() += 1;
                }
            }
            let mut counts: Vec<(TermId, usize)> = counts.into_iter().collect();
            counts.sort_by_key(|(property, count)| (std::cmp::Reverse(*count), *property));
            linked.extend(counts.into_iter().map(|(property, count)| LinkedBy {
                property: graph.dictionary.term(property),
                direction,
                count,
            }));
        }
        Ok(linked)
    }

    /// Returns those links of an entity by a property in one direction whose numbers are in a range, from 0. Their order is that
    /// of the terms at the other end in the snapshot, so that it is the same each time.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{LinkDirection, QueryLimits};
    ///
    /// let (delft, lives) = (snapshot.entity("Delft")?, snapshot.entity("lives in")?);
    /// let limits = QueryLimits::default();
    /// let first = snapshot.links(&delft, &lives, LinkDirection::Incoming, 0..1, &limits)?;
    /// assert_eq!((first.links.len(), first.count), (1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn links(
        &self,
        entity: &Term,
        property: &Term,
        direction: LinkDirection,
        range: Range<usize>,
        limits: &Limits,
    ) -> Result<Links> {
        let graph = self.graph();
        let mut found = Links::default();
        let (Some(id), Some(property)) = (graph.find(entity), graph.find(property)) else {
            return Ok(found);
        };
        let budget = Budget::new(limits);
        let pace = budget.pace();
        for triple in statements(self.dataset(), id, Some(property), direction) {
            pace.step(1)?;
            if !is_link(graph, triple) {
                continue;
            }
            if range.contains(&found.count) {
                found.links.push(link(graph, triple)?);
            }
            found.count += 1;
        }
        Ok(found)
    }

    /// Returns the links between some entities, in both directions.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let entities = [snapshot.entity("Bob")?, snapshot.entity("Delft")?];
    /// let links = snapshot.links_between(&entities, &QueryLimits::default())?;
    /// assert_eq!(links[0].triple.predicate.as_str(), "http://example.org/livesIn");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn links_between(&self, entities: &[Term], limits: &Limits) -> Result<Vec<Link>> {
        let graph = self.graph();
        let found = entities.iter().filter_map(|term| graph.find(term));
        let ids: BTreeSet<TermId> = found.collect();
        let budget = Budget::new(limits);
        let pace = budget.pace();
        let mut links = Vec::new();
        for id in &ids {
            for triple in statements(self.dataset(), *id, None, LinkDirection::Outgoing) {
                pace.step(1)?;
                if ids.contains(&triple[2]) && is_link(graph, triple) {
                    links.push(link(graph, triple)?);
                }
            }
        }
        Ok(links)
    }

    /// Returns how entities look in a picture: their classes, with the colours and icons that the
    /// [styles](https://bixi.example/vocab/style#) of the graph give them.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let looks = snapshot.appearances(&[snapshot.entity("Bob")?]);
    /// assert_eq!(looks[0].class, Some(snapshot.entity(":Person")?));
    /// assert_eq!(looks[0].color, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn appearances(&self, entities: &[Term]) -> Vec<Appearance> {
        let graph = self.graph();
        let styles = Styles::of(graph, &self.languages);
        let look = |term: &Term| {
            let class = graph.find(term).and_then(|id| graph.class_of(id));
            let color = class.and_then(|class| styles.color(graph, class));
            Appearance {
                class: class.map(|class| graph.dictionary.term(class)),
                color: color.map(|color| color.to_string()),
                icon: class.and_then(|class| styles.icon(graph, class)),
            }
        };
        entities.iter().map(look).collect()
    }
}

impl Project {
    /// Returns the links on all shortest paths between two entities, which are named by IRI, prefixed name or label, in either
    /// direction of each link. Paths avoid the vocabulary, classes and evidence, as those that [`draw`](Self::draw) draws.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let links = project.paths(&snapshot, ("Alice", "Delft"), 8, &QueryLimits::default())?;
    /// assert_eq!(links.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a name stands for nothing or for several entities, no path has at most `most` links, or a limit is passed.
    pub fn paths(
        &self,
        snapshot: &Snapshot,
        (from, to): (&str, &str),
        most: usize,
        limits: &Limits,
    ) -> Result<Vec<Link>> {
        let graph = snapshot.graph();
        let vocabulary = vocabulary(self, graph)?;
        let reach = Reach {
            depth: most,
            limit: usize::MAX,
            only: Vec::new(),
            avoid: Vec::new(),
            is_directed: false,
            is_vocabulary: &|path: &str| vocabulary.contains(path),
        };
        let (from, to) = (entity(graph, from)?, entity(graph, to)?);
        let selection = paths(snapshot.dataset(), (from, to), &reach, &Budget::new(limits))?;
        let ids = selection.triples.iter().map(|triple| {
            graph
                .ids_of(triple)
                .ok_or_else(|| Error::internal("a path has a statement that the graph lacks"))
        });
        // Where both directions of a link are walked, it is there twice.
        let ids = ids.collect::<Result<BTreeSet<[TermId; 3]>>>()?;
        ids.into_iter().map(|ids| link(graph, ids)).collect()
    }
}

/// Returns the statements of an entity in a direction, of one property or of all.
fn statements(
    dataset: Dataset,
    id: TermId,
    property: Option<TermId>,
    direction: LinkDirection,
) -> impl Iterator<Item = [TermId; 3]> {
    match direction {
        LinkDirection::Outgoing => dataset.triples(Some(id), property, None),
        LinkDirection::Incoming => dataset.triples(None, property, Some(id)),
    }
}

/// Returns whether a statement is between two entities.
fn is_link(graph: &Graph, [_, _, object]: [TermId; 3]) -> bool {
    let dictionary = &graph.dictionary;
    !dictionary.is_literal(object) && dictionary.triple(object).is_none()
}

/// Returns a statement between two entities with its terms.
fn link(graph: &Graph, ids: [TermId; 3]) -> Result<Link> {
    let [subject, predicate, object] = ids.map(|id| graph.dictionary.term(id));
    let triple = match (subject, predicate) {
        (Term::NamedNode(subject), Term::NamedNode(predicate)) => {
            Triple::new(subject, predicate, object)
        }
        (Term::BlankNode(subject), Term::NamedNode(predicate)) => {
            Triple::new(subject, predicate, object)
        }
        _ => {
            return Err(Error::internal(
                "a statement has a literal as its subject or predicate",
            ));
        }
    };
    Ok(Link {
        triple,
        is_inferred: graph.is_only_inferred(ids),
    })
}
