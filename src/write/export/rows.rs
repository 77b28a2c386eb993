//! Which statements of a graph are exported, and in which order: by subject, with its types first.

use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::{Acceptance, Graph, Origin, Place, Portion};
use crate::rdf::vocab;
use std::iter;
use std::sync::Arc;

/// The part of a graph that is exported.
#[derive(Clone, Debug)]
pub enum Part {
    /// All of it.
    All,
    /// What is only inferred.
    Inferred,
    /// What stands in some graphs; `None` is the default graph.
    Graphs(Vec<Option<TermId>>),
}

/// The statements of a part of a graph that are seen on a level of acceptance.
pub struct Rows<'g> {
    /// The graph.
    pub graph: &'g Graph,
    level: u8,
    part: Part,
    /// The number of `rdf:type`.
    rdf_type: Option<TermId>,
}

impl<'g> Rows<'g> {
    /// Returns the statements of a part that are seen on a level, with its marks.
    pub fn new(graph: &'g Graph, level: u8, part: Part) -> Self {
        Self {
            graph,
            level,
            part,
            rdf_type: graph.dictionary.find_iri(vocab::RDF_TYPE),
        }
    }

    /// Hands on each statement once, with its row.
    pub fn each(&self, mut visit: impl FnMut(usize, [TermId; 3]) -> Result<()>) -> Result<()> {
        for subject in 0..self.graph.dictionary.len() as TermId {
            let rows = self.graph.spo.rows(subject);
            if !rows.is_empty() {
                self.each_of_subject(subject, rows, &mut visit)?;
            }
        }
        Ok(())
    }

    /// Hands on each statement of some ascending rows.
    pub fn each_of(
        &self,
        mut rows: &[u32],
        mut visit: impl FnMut(usize, [TermId; 3]) -> Result<()>,
    ) -> Result<()> {
        let spo = &self.graph.spo;
        while let Some(first) = rows.first() {
            let triple = spo.triple(*first as usize);
            let [subject, ..] = triple.ok_or_else(|| Error::internal("a graph has fewer rows"))?;
            let end = spo.rows(subject).end;
            let (of_subject, after) =
                rows.split_at(rows.partition_point(|row| (*row as usize) < end));
            let of_subject = of_subject.iter().map(|row| *row as usize);
            self.each_of_subject(subject, of_subject, &mut visit)?;
            rows = after;
        }
        Ok(())
    }

    /// Hands on each statement once, with its row: by predicate, subject and object. It takes 4 bytes a statement.
    pub fn each_by_predicate(
        &self,
        mut visit: impl FnMut(usize, [TermId; 3]) -> Result<()>,
    ) -> Result<()> {
        let spo = &self.graph.spo;
        let mut rows: Vec<u32> = (0..spo.len() as u32).collect();
        rows.retain(|row| self.has(*row as usize));
        // They are sorted by subject and object already, and the sort keeps that order among those of a predicate.
        rows.sort_by_key(|row| spo.second.get(*row as usize).copied());
        for row in rows {
            let triple = spo.triple(row as usize);
            let triple = triple.ok_or_else(|| Error::internal("a graph has fewer rows"))?;
            visit(row as usize, triple)?;
        }
        Ok(())
    }

    fn each_of_subject(
        &self,
        subject: TermId,
        rows: impl Iterator<Item = usize> + Clone,
        visit: &mut impl FnMut(usize, [TermId; 3]) -> Result<()>,
    ) -> Result<()> {
        let spo = &self.graph.spo;
        let types = self.rdf_type.map_or(0..0, |rdf_type| {
            spo.range([Some(subject), Some(rdf_type), None])
        });
        let of_types = rows.clone().filter(|row| types.contains(row));
        let others = rows.filter(|row| !types.contains(row));
        for row in of_types.chain(others).filter(|row| self.has(*row)) {
            match (spo.second.get(row), spo.third.get(row)) {
                (Some(predicate), Some(object)) => visit(row, [subject, *predicate, *object])?,
                _ => return Err(Error::internal("a column has fewer rows")),
            }
        }
        Ok(())
    }

    /// Puts the graphs that a statement is written in into a buffer, sorted.
    pub fn graphs_of(&self, row: usize, names: &mut Vec<Option<TermId>>) {
        names.clear();
        let places = &self.graph.places;
        places.each_origin(row, |origin| {
            let origin = places.origins.get(origin);
            names.extend(origin.filter(|o| self.has_origin(o)).map(|o| o.graph));
        });
        names.sort_unstable();
        names.dedup();
    }

    /// Returns the first place of a statement in each graph that it is written in, sorted by graph.
    pub fn places_of(&self, row: usize) -> Vec<Place> {
        let mut places = self.graph.places.of(row);
        places.retain(|place| self.has_place(place.source, place.graph));
        places.sort_unstable_by_key(|place| (place.graph, place.source, place.line));
        places.dedup_by_key(|place| place.graph);
        places
    }

    /// Returns the graphs that statements are written in, by name, with all that stands in them.
    pub fn portions(&self) -> impl Iterator<Item = (Option<TermId>, Arc<Portion>)> {
        let origins = self.graph.places.origins.iter();
        let mut names: Vec<_> = origins
            .filter(|origin| self.has_origin(origin))
            .map(|origin| origin.graph)
            .collect();
        names.sort_unstable();
        names.dedup();
        if names.len() > 1 {
            self.graph.take_portions();
        }
        names
            .into_iter()
            .map(|name| (name, self.graph.portion(&[name])))
    }

    /// Counts the statements of the part that are on weaker levels of acceptance.
    pub fn less_certain(&self) -> usize {
        let strongest = self.level | Acceptance::LEVEL;
        let rows = self.graph.spo.levels.iter().enumerate();
        let weaker = rows.filter(|(row, level)| {
            let is_step = **level & Acceptance::LEVEL == Acceptance::HIDDEN;
            !is_step
                && !Acceptance::sees(self.level, **level)
                && Acceptance::sees(strongest, **level)
                && self.is_in_part(*row)
        });
        weaker.count()
    }

    fn has(&self, row: usize) -> bool {
        Acceptance::sees(self.level, self.graph.marked_level(row)) && self.is_in_part(row)
    }

    fn is_in_part(&self, row: usize) -> bool {
        match &self.part {
            Part::All => true,
            Part::Inferred => self.graph.marked_level(row) & Acceptance::INFERRED != 0,
            Part::Graphs(_) => {
                let places = &self.graph.places;
                let mut is_in = false;
                places.each_origin(row, |origin| {
                    let origin = places.origins.get(origin);
                    is_in |= origin.is_some_and(|origin| self.has_origin(origin));
                });
                is_in
            }
        }
    }

    /// Whether what stands at places of an origin is exported.
    fn has_origin(&self, origin: &Origin) -> bool {
        self.has_place(origin.source, origin.graph)
    }

    /// Whether what stands in a graph at a place in a source is exported.
    fn has_place(&self, source: u32, graph: Option<TermId>) -> bool {
        let is_inferred = source == Origin::NONE;
        match &self.part {
            _ if is_inferred && self.level & Acceptance::INFERRED != 0 => false,
            Part::All => true,
            Part::Inferred => is_inferred,
            Part::Graphs(names) => names.contains(&graph),
        }
    }
}

impl Graph {
    /// Returns the graphs that a name stands for: an IRI or a prefixed name for the graph that has it, a path for those of that
    /// source, `inferred` for that of what is inferred. There are none if nothing has the name.
    pub(crate) fn graphs_called(&self, name: &str) -> Vec<Option<TermId>> {
        let expanded = self.prefixes.expand(name);
        let iris = iter::once(name).chain(expanded.as_deref());
        let named = iris
            .filter_map(|iri| self.dictionary.find_iri(iri))
            .map(Some);
        let named: Vec<_> = named.collect();
        let origins = self.places.origins.iter();
        let called = origins.filter(|origin| {
            let source = self.sources.get(origin.source as usize);
            named.contains(&origin.graph)
                || source.is_some_and(|source| source.path == name)
                || origin.source == Origin::NONE && name == INFERRED
        });
        let mut graphs: Vec<_> = called.map(|origin| origin.graph).collect();
        graphs.sort_unstable();
        graphs.dedup();
        graphs
    }
}

/// The name of the graph of what is inferred, below the base of the project.
const INFERRED: &str = "inferred";
