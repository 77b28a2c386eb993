//! Makes one graph of what the files say.

use super::change::{Row, renumber, statements_fit};
use super::revise::Copied;
use super::{
    Certainty, Components, Graph, Order, Origin, Places, Portions, Source, Statistics, certainty,
};
use crate::dictionary::{Dictionary, Interner, Tag, TermId};
use crate::error::{Error, Result};
use crate::statement::Statements;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// One file's part of a graph.
pub struct Part {
    /// The file.
    pub source: Source,
    /// The IRI of the graph that its statements stand in unless it names another; `None` is the default graph.
    pub graph: Option<String>,
    /// What it says.
    pub said: Statements,
}

/// A graph while parts are added to it.
#[derive(Default)]
pub struct Merge<'g> {
    graph: Graph,
    interner: Interner,
    rows: Vec<Row>,
    /// What is taken over from an older graph.
    copied: Option<Copied<'g>>,
    /// What is known of the source that was begun last.
    open: OpenSource,
}

/// A source whose statements are being added. How many lines it has shows at its end, so until then its rows have their
/// lines in the source, from 0, and the graphs of the rows stand beside them.
#[derive(Default)]
struct OpenSource {
    /// The graph of its statements unless they name another.
    graph: Option<TermId>,
    /// Its rows with one graph one after the other: the index of the first of them, and the graph.
    runs: Vec<(usize, Option<TermId>)>,
    /// The prefixes that it declares.
    prefixes: Vec<(String, String)>,
}

impl Merge<'_> {
    /// Adds a part. The order of parts counts: it is that of the sources and of places.
    ///
    /// # Errors
    /// If there are more terms or lines than can be numbered.
    pub fn add(&mut self, part: Part) -> Result<()> {
        self.begin(part.graph.as_deref())?;
        self.say(&part.said)?;
        self.end(part.source)
    }

    /// Begins a source whose statements come in pieces; they stand in the graph of this IRI unless they name another.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn begin(&mut self, graph: Option<&str>) -> Result<()> {
        let intern = |iri: &str| self.interner.intern(Tag::IRI, iri.as_bytes());
        self.open = OpenSource {
            graph: graph.map(intern).transpose()?,
            ..OpenSource::default()
        };
        Ok(())
    }

    /// Adds what the source that was begun last says, or a piece of it: its terms, its statements, its prefixes.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn say(&mut self, said: &Statements) -> Result<()> {
        let ids = self.interner.absorb(&said.interner)?;
        let runs = &mut self.open.runs;
        for statement in &said.statements {
            let graph = statement
                .graph
                .map_or(self.open.graph, |graph| Some(ids[graph as usize]));
            if runs.last().is_none_or(|(_, last)| *last != graph) {
                runs.push((self.rows.len(), graph));
            }
            let [subject, predicate, object] = statement.triple.map(|id| ids[id as usize]);
            self.rows
                .push([subject, predicate, object, statement.line - 1]);
        }
        for (name, namespace) in &said.prefixes {
            self.declare(name.clone(), namespace.clone());
        }
        Ok(())
    }

    /// Ends the source that was begun last, now that its digest and its number of lines are known.
    ///
    /// # Errors
    /// If there are more lines than can be numbered, or a statement is in a line that the source does not have.
    pub fn end(&mut self, source: Source) -> Result<()> {
        let lines = source.lines;
        self.graph.sources.push(source);
        let number = self.graph.sources.len() as u32 - 1;
        let OpenSource { runs, prefixes, .. } = std::mem::take(&mut self.open);
        self.graph.declared.push(prefixes);
        let ends = runs.iter().skip(1).map(|(start, _)| *start);
        let ends = ends.chain([self.rows.len()]);
        for ((start, graph), end) in runs.iter().zip(ends) {
            let first_line = self.graph.first_line(number, *graph)?;
            for row in &mut self.rows[*start..end] {
                if row[3] >= lines {
                    let what = format!("a statement is in line {} of {lines}", row[3] + 1);
                    return Err(Error::internal(what));
                }
                row[3] += first_line;
            }
        }
        Ok(())
    }

    /// Notes a prefix that the source that was begun last declares.
    fn declare(&mut self, name: String, namespace: String) {
        self.graph.prefixes.declare(&name, &namespace);
        self.open.prefixes.push((name, namespace));
    }

    /// The graph of all parts.
    ///
    /// # Errors
    /// If there are more statements than can be numbered.
    pub fn finish(self, certainty: Option<&Certainty>) -> Result<Graph> {
        let Self {
            mut graph,
            interner,
            mut rows,
            copied,
            ..
        } = self;
        statements_fit(rows.len())?;
        if let Some(copied) = copied {
            graph = copied.merged(graph, &interner, rows)?;
        } else {
            let (dictionary, numbers) = Dictionary::from_interner(&interner);
            drop(interner);
            graph.places.renumber_graphs(&numbers);
            renumber(&mut rows, &numbers);
            rows.par_sort_unstable();
            graph.dictionary = dictionary.into();
            graph.index(rows);
        }
        if let Some(certainty) = certainty {
            certainty::apply(&mut graph, certainty);
        }
        Ok(graph)
    }
}

impl<'g> Merge<'g> {
    /// A merge that may copy sources of an older graph.
    pub fn revising(old: &'g Graph) -> Self {
        let moved = vec![None; old.places.origins.len()];
        Self {
            copied: Some(Copied {
                old,
                moved,
                left_out: BTreeSet::new(),
            }),
            ..Self::default()
        }
    }

    /// The same merge, which does not copy some statements of the older graph.
    #[must_use]
    pub fn leaving_out(mut self, statements: BTreeSet<[TermId; 3]>) -> Self {
        if let Some(copied) = &mut self.copied {
            copied.left_out = statements;
        }
        self
    }

    /// Adds a source as it is in the older graph, where it has this index; its statements stand in the graph of this IRI
    /// unless they name another. The sources that are copied must have the order that they had, and the bytes of the
    /// older graph must be known to be what was written.
    ///
    /// # Errors
    /// If there are more terms or lines than can be numbered.
    pub fn copy(&mut self, index: usize, graph: Option<&str>) -> Result<()> {
        let Some(mut copied) = self.copied.take() else {
            return Ok(());
        };
        let old = copied.old;
        self.begin(graph)?;
        for (name, namespace) in old.declared.of(index) {
            self.declare(name.clone(), namespace.clone());
        }
        self.end(old.sources[index].clone())?;
        let number = self.graph.sources.len() as u32 - 1;
        for (origin, moved) in old.places.origins.iter().zip(&mut copied.moved) {
            if origin.source as usize != index || origin.source == Origin::NONE {
                continue;
            }
            let intern = |name: TermId| {
                let is_iri = old.dictionary.is_iri(name);
                let tag = if is_iri { Tag::IRI } else { Tag::BLANK };
                let text = old.dictionary.text(name);
                self.interner.intern(tag, text.as_bytes())
            };
            let name = origin.graph.map(intern).transpose()?;
            // Lines move with what is before them.
            let first_line = self.graph.first_line(number, name)?;
            *moved = Some(i64::from(first_line) - i64::from(origin.first_line));
        }
        self.copied = Some(copied);
        Ok(())
    }
}

impl Graph {
    /// The union of the parts, in their order.
    ///
    /// # Errors
    /// If there are more terms, statements or lines than can be numbered.
    pub fn from_parts(parts: Vec<Part>, certainty: Option<&Certainty>) -> Result<Self> {
        let mut merge = Merge::default();
        parts.into_iter().try_for_each(|part| merge.add(part))?;
        merge.finish(certainty)
    }

    /// The number of the first line of a source as far as it speaks of a graph.
    fn first_line(&mut self, source: u32, graph: Option<TermId>) -> Result<u32> {
        let origins = &self.places.origins;
        let own = origins.iter().rev().take_while(|o| o.source == source);
        if let Some(origin) = own.into_iter().find(|origin| origin.graph == graph) {
            return Ok(origin.first_line);
        }
        let lines_of = |source: u32| {
            let source = self.sources.get(source as usize);
            u64::from(source.map_or(0, |source| source.lines))
        };
        let first = origins.last().map_or(0, |before| {
            u64::from(before.first_line) + lines_of(before.source)
        });
        let limit = u64::from(Places::SEVERAL);
        if first + lines_of(source) > limit {
            return Err(Error::TooLarge {
                what: "lines",
                limit,
            });
        }
        let first_line = first as u32;
        self.places.origins.push(Origin {
            source,
            graph,
            first_line,
        });
        Ok(first_line)
    }

    /// Fills orders and places from sorted rows.
    fn index(&mut self, rows: Vec<Row>) {
        let (mut lines, mut more) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut triples: Vec<[TermId; 3]> = Vec::with_capacity(rows.len());
        let mut places: Vec<u32> = Vec::new();
        for group in rows.chunk_by(|a, b| a[..3] == b[..3]) {
            triples.push([group[0][0], group[0][1], group[0][2]]);
            places.clear();
            places.extend(group.iter().map(|row| row[3]));
            places.dedup();
            Places::push(&mut lines, &mut more, &places);
        }
        drop(rows);
        self.places.lines = lines.into();
        self.places.more = more.into();
        self.places.portions = Portions::default();
        let terms = self.dictionary.len();
        self.spo = Order::new(Components::SPO, terms, &triples);
        drop(triples);
        self.osp = self.spo.next(terms);
        self.pos = self.osp.next(terms);
        self.statistics = Statistics::of(&self.spo, &self.pos);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::read::{Reading, read};
    use crate::source::SourceFile;

    pub fn graph(files: &[(&str, &str)]) -> Graph {
        let parts = files.iter().map(|(path, text)| {
            let source = SourceFile::new(*path, *text);
            let reading = Reading {
                base: None,
                blank_node_prefix: "b",
            };
            Part {
                source: Source {
                    path: (*path).to_owned(),
                    digest: [0; 32],
                    lines: source.line_count(),
                },
                graph: Some(format!("http://g/{path}")),
                said: read(&source, &reading).expect("few terms"),
            }
        });
        Graph::from_parts(parts.collect(), None).expect("a small graph")
    }

    #[test]
    fn a_triple_of_several_files_is_one_triple_with_several_places() {
        let graph = graph(&[
            (
                "a.ttl",
                "<http://e/a> <http://e/b> <http://e/c>,\n <http://e/d> .",
            ),
            (
                "b.trig",
                "<http://e/a> <http://e/b> <http://e/c> .\n<http://e/g> { <http://e/a> <http://e/b> <http://e/c> }",
            ),
        ]);
        assert_eq!(graph.len(), 2);
        let triple = graph.triples(None, None, None).next().expect("two triples");
        let places: Vec<String> = graph
            .places_of(triple)
            .iter()
            .map(|place| graph.display_place(place))
            .collect();
        assert_eq!(places, ["a.ttl:1", "b.trig:1", "b.trig:2"]);
        let graphs: Vec<String> = graph
            .graphs_of(triple)
            .iter()
            .flatten()
            .map(|name| graph.dictionary.text(*name))
            .collect();
        assert_eq!(graphs, ["http://e/g", "http://g/a.ttl", "http://g/b.trig"]);
    }

    #[test]
    fn every_pattern_gives_what_a_scan_gives() {
        let text: String = (0..60)
            .map(|n| {
                format!(
                    "<http://e/{}> <http://e/{}> <http://e/{}> .\n",
                    n % 7,
                    n % 3,
                    n % 11
                )
            })
            .collect();
        let graph = graph(&[("a.ttl", &text)]);
        let all: Vec<[TermId; 3]> = graph.triples(None, None, None).collect();
        let terms = graph.dictionary.len() as TermId;
        let bound = || (0..=terms).map(|id| (id < terms).then_some(id));
        for (s, p, o) in
            bound().flat_map(|s| bound().flat_map(move |p| bound().map(move |o| (s, p, o))))
        {
            let mut found: Vec<_> = graph.triples(s, p, o).collect();
            found.sort_unstable();
            let fits = |bound: Option<TermId>, id| bound.is_none_or(|bound| bound == id);
            let expected: Vec<_> = all
                .iter()
                .copied()
                .filter(|t| fits(s, t[0]) && fits(p, t[1]) && fits(o, t[2]))
                .collect();
            assert_eq!(found, expected);
        }
    }
}
