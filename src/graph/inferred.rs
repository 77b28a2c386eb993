//! Inferred triples in a graph: each has a derivation where an asserted one has places.

use super::derivations::{Derivations, RuleName};
use super::order::Sorted;
use super::{Acceptance, Graph, Order, Origin, Places, Portions, Statistics};
use crate::dictionary::{Interner, Tag, TermId};
use crate::error::{Error, Result};
use rayon::slice::ParallelSliceMut;

/// Inferred triples on their way into the graph.
#[derive(Default)]
pub struct Inferred {
    /// The IRI of the graph that they stand in.
    pub graph: String,
    /// Terms that the graph does not have; they are numbered on from its own.
    pub made: Interner,
    /// The triples, by number.
    pub triples: Vec<[TermId; 3]>,
    /// The level of each; [`Acceptance::HIDDEN`] if no query is to see it.
    pub levels: Vec<u8>,
    /// The rules.
    pub rules: Vec<RuleName>,
    /// Where the derivation of each starts in `steps`, and where the last ends.
    pub starts: Vec<u32>,
    /// The index of a rule, then the premises: a row of the graph, or the number of rows and the number of a triple.
    pub steps: Vec<u32>,
    /// What contradicts itself: a rule, and premises as in `steps`.
    pub contradictions: Vec<(u32, Vec<u32>)>,
}

impl Derivations {
    /// The derivations of triples with rows for premises, and with the rules that occur; `rows` has those of the old
    /// triples, then those of the inferred ones.
    fn of(inferred: Inferred, rows: &[u32]) -> Self {
        let Inferred {
            levels,
            rules,
            starts,
            mut steps,
            mut contradictions,
            ..
        } = inferred;
        let mut indexes: Vec<Option<u32>> = vec![None; rules.len()];
        let mut used: Vec<RuleName> = Vec::new();
        let mut renumber = |rule: &mut u32, premises: &mut [u32]| {
            premises
                .iter_mut()
                .for_each(|premise| *premise = rows[*premise as usize]);
            let index = indexes[*rule as usize].get_or_insert(used.len() as u32);
            if *index as usize == used.len() {
                used.push(rules[*rule as usize].clone());
            }
            *rule = *index;
        };
        for bounds in starts.windows(2) {
            let &[start, end] = bounds else { continue };
            let step = steps.get_mut(start as usize..end as usize);
            if let Some((rule, premises)) = step.and_then(|step| step.split_first_mut()) {
                renumber(rule, premises);
            }
        }
        for (rule, premises) in &mut contradictions {
            renumber(rule, premises);
        }
        let hidden = levels
            .iter()
            .filter(|level| **level == Acceptance::HIDDEN)
            .count() as u32;
        Self {
            rules: used,
            // A graph without inferred triples has empty columns.
            starts: if steps.is_empty() { Vec::new() } else { starts }.into(),
            steps: steps.into(),
            contradictions,
            hidden,
        }
    }
}

impl Graph {
    /// The graph with inferred triples. A triple that it had on a weaker level gets the stronger one and a derivation.
    ///
    /// # Errors
    /// If there are more terms or statements than can be numbered.
    pub fn with_inferred(mut self, mut inferred: Inferred) -> Result<Self> {
        if inferred.triples.is_empty() {
            let rows: Vec<u32> = (0..self.len() as u32).collect();
            self.derivations = Derivations::of(inferred, &rows);
            return Ok(self);
        }
        if self.dictionary.find_iri(&inferred.graph).is_none() {
            inferred.made.intern(Tag::IRI, inferred.graph.as_bytes())?;
        }
        let all = vec![true; self.dictionary.len()];
        let extended = self.dictionary.merged(&all, &inferred.made);
        let (mut dictionary, numbers) =
            (extended.dictionary, [extended.kept, extended.made].concat());
        dictionary.read_literals();
        let renumber = |triple: [TermId; 3]| triple.map(|term| numbers[term as usize]);
        self.places.renumber_graphs(&numbers);
        let first_line = self.first_inferred_line(inferred.triples.len())?;
        self.places.origins.push(Origin {
            source: Origin::NONE,
            graph: dictionary.find_iri(&inferred.graph),
            first_line,
        });
        let mut added: Vec<Added> = Vec::with_capacity(inferred.triples.len());
        for (number, (triple, level)) in inferred.triples.iter().zip(&inferred.levels).enumerate() {
            added.push((
                renumber(*triple),
                number as u32,
                level | Acceptance::INFERRED,
            ));
        }
        drop(std::mem::take(&mut inferred.triples));
        let terms = dictionary.len();
        self.dictionary = dictionary.into();

        let mut lines = Vec::with_capacity(self.len() + added.len());
        let mut more = self.places.more.to_vec();
        let mut rows = vec![0; self.len() + added.len()];
        let known = self.len();
        added.par_sort_unstable();
        let old_lines = std::mem::take(&mut self.places.lines);
        self.spo = merged(&self.spo, terms, &renumber, &added, &mut |old, new, row| {
            let entry = old.and_then(|row| old_lines.get(row).copied());
            let line = new.map(|number| first_line + number);
            lines.push(entry_of(entry, line, &mut more));
            for at in [old, new.map(|number| known + number as usize)]
                .into_iter()
                .flatten()
            {
                rows[at] = row as u32;
            }
        });
        drop(added);
        self.osp = self.spo.next(terms);
        self.pos = self.osp.next(terms);
        self.statistics = Statistics::of(&self.spo, &self.pos);
        self.places.lines = lines.into();
        self.places.more = more.into();
        self.places.portions = Portions::default();
        self.derivations = Derivations::of(inferred, &rows);
        Ok(self)
    }

    /// The number of the first line that stands for a derivation.
    fn first_inferred_line(&self, count: usize) -> Result<u32> {
        let last = self.places.origins.last();
        let after = last.map_or(0, |origin| {
            let source = self.sources.get(origin.source as usize);
            origin.first_line as usize + source.map_or(0, |source| source.lines as usize)
        });
        let limit = u64::from(Places::SEVERAL);
        if (after + count) as u64 > limit {
            return Err(Error::TooLarge {
                what: "inferred statements",
                limit,
            });
        }
        Ok(after as u32)
    }
}

/// An inferred triple, its number and its level.
type Added = ([TermId; 3], u32, u8);

/// The order SPO with more triples, which are sorted in it; `visit` is told, row by row, the old row and the number of the inferred triple.
fn merged(
    old: &Order,
    terms: usize,
    renumber: &dyn Fn([TermId; 3]) -> [TermId; 3],
    added: &[Added],
    visit: &mut dyn FnMut(Option<usize>, Option<u32>, usize),
) -> Order {
    let mut triples = Sorted::new(old.components, terms, old.len() + added.len());
    let mut levels = Vec::with_capacity(old.len() + added.len());
    let mut added = added.iter().peekable();
    let mut add = |triple: [TermId; 3], level: u8, old: Option<usize>, new: Option<u32>| {
        visit(old, new, triples.len());
        triples.push(triple);
        levels.push(level);
    };
    for (row, triple) in old
        .matching([None; 3])
        .up_to(Acceptance::HIDDEN)
        .enumerate()
    {
        let triple = renumber(triple);
        let level = old.levels.get(row).copied().unwrap_or(0);
        while let Some((other, number, level)) = added.next_if(|(other, ..)| *other < triple) {
            add(*other, *level, None, Some(*number));
        }
        match added.next_if(|(other, ..)| *other == triple) {
            Some((_, number, better)) => {
                let level = level & !Acceptance::LEVEL | better & Acceptance::LEVEL;
                add(triple, level, Some(row), Some(*number));
            }
            None => add(triple, level, Some(row), None),
        }
    }
    added.for_each(|(triple, number, level)| add(*triple, *level, None, Some(*number)));
    let mut merged = triples.finish();
    merged.levels = levels.into();
    merged
}

/// The places of a triple that has old ones, a derivation, or both.
fn entry_of(old: Option<u32>, line: Option<u32>, more: &mut Vec<u32>) -> u32 {
    match (old, line) {
        (Some(entry), None) => entry,
        (None, Some(line)) => line,
        (None, None) => 0,
        (Some(entry), Some(line)) => {
            let mut lines = vec![entry];
            if entry & Places::SEVERAL != 0 {
                let at = (entry & !Places::SEVERAL) as usize;
                let count = more[at] as usize;
                lines = more[at + 1..at + 1 + count].to_vec();
            }
            lines.push(line);
            let entry = Places::SEVERAL | more.len() as u32;
            more.push(lines.len() as u32);
            more.extend(lines);
            entry
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Part, Source};
    use crate::read::{Reading, read};
    use crate::source::SourceFile;

    fn graph(text: &str) -> Graph {
        let source = SourceFile::new("a.ttl", text);
        let said = read(
            &source,
            &Reading {
                base: None,
                blank_node_prefix: "b",
            },
        )
        .expect("few terms");
        let lines = source.line_count();
        let source = Source {
            path: "a.ttl".to_owned(),
            digest: [0; 32],
            lines,
        };
        Graph::from_parts(
            vec![Part {
                source,
                graph: None,
                said,
            }],
            None,
        )
        .expect("a small graph")
    }

    #[test]
    fn an_inferred_triple_has_a_derivation_and_stands_in_its_own_graph() {
        let before = graph(
            "<http://e/a> <http://e/p> <http://e/b> .\n<http://e/b> <http://e/p> <http://e/d> .",
        );
        let [a, p, d] = ["a", "p", "d"].map(|name| {
            before
                .dictionary
                .find_iri(&format!("http://e/{name}"))
                .expect("a term")
        });
        let mut made = Interner::default();
        let c = before.dictionary.len() as u32
            + made.intern(Tag::IRI, b"http://e/c").expect("few terms");
        let after = before
            .with_inferred(Inferred {
                graph: "http://e/inferred".to_owned(),
                made,
                triples: vec![[a, p, d], [c, p, d]],
                levels: vec![0, Acceptance::HIDDEN],
                rules: vec![
                    RuleName::default(),
                    RuleName {
                        name: "prp-trp".to_owned(),
                        place: None,
                    },
                ],
                starts: vec![0, 3, 5],
                steps: vec![1, 0, 1, 1, 2],
                contradictions: Vec::new(),
            })
            .expect("a small graph");
        let [a, p, d] = ["a", "p", "d"].map(|name| {
            after
                .dictionary
                .find_iri(&format!("http://e/{name}"))
                .expect("a term")
        });
        assert_eq!(after.len(), 4);
        assert_eq!(after.triples(None, None, None).count(), 3);
        assert_eq!(after.inferred_len(), 1);
        let derivation = after.derivation([a, p, d]).expect("inferred");
        assert_eq!(derivation.rule.name, "prp-trp");
        assert_eq!(derivation.premises.len(), 2);
        assert!(
            derivation
                .premises
                .iter()
                .all(|premise| after.is_asserted(*premise))
        );
        assert!(!after.is_asserted([a, p, d]));
        assert_eq!(after.places_of([a, p, d]), []);
        let names: Vec<_> = after.graphs_of([a, p, d]).into_iter().flatten().collect();
        assert_eq!(
            names,
            [after
                .dictionary
                .find_iri("http://e/inferred")
                .expect("its graph")]
        );
        for order in [&after.spo, &after.pos, &after.osp] {
            assert_eq!(
                order.matching([None; 3]).up_to(Acceptance::HIDDEN).count(),
                4
            );
            assert_eq!(
                order
                    .matching([None; 3])
                    .up_to(Acceptance::INFERRED)
                    .count(),
                2
            );
        }
    }
}
