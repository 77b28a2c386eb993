//! Makes the graph of sources of which a few have changed from the graph of what they were before.
//!
//! What the others say stands in the old graph with its places, sorted: it is copied in one pass, so nothing of them is
//! read or sorted again. The result is, byte for byte, what a build from nothing gives.

use super::merge::{Merge, Row};
use super::{Graph, Origin, Part, Places, Source};
use crate::dictionary::TermId;
use crate::error::Result;
use std::collections::BTreeMap;

/// What is copied of the old graph, and what is new.
struct Revision<'g> {
    old: &'g Graph,
    /// The new sources and origins, and what the changed ones say.
    new: Merge,
    /// For each old origin, what is added to its lines, or `None` if its source has changed.
    moved: Vec<Option<i64>>,
    /// For each origin of the new graph, whether its name is a number of the old dictionary.
    is_old: Vec<bool>,
}

impl Graph {
    /// The graph in which some sources, by index, say something else; `names` are the names of the graphs of all sources.
    /// `None` if it cannot be made so: with triple terms, or if statements are more or less certain.
    ///
    /// # Errors
    /// If there are more terms or lines than can be numbered.
    pub fn revised(
        &self,
        mut changed: BTreeMap<usize, Part>,
        names: &[String],
    ) -> Result<Option<Self>> {
        let is_plain = self.acceptance.names.is_empty()
            && self.declared.of_source.len() == self.sources.len()
            && names.len() == self.sources.len();
        if !is_plain {
            return Ok(None);
        }
        let mut revision = Revision {
            old: self,
            new: Merge::default(),
            moved: vec![None; self.places.origins.len()],
            is_old: Vec::new(),
        };
        for (index, source) in self.sources.iter().enumerate() {
            match changed.remove(&index) {
                Some(part) => revision.replace(part)?,
                None => revision.copy(index, source)?,
            }
        }
        Ok(revision.finish(names))
    }
}

impl Revision<'_> {
    fn replace(&mut self, part: Part) -> Result<()> {
        self.new.add(part)?;
        self.is_old
            .resize(self.new.graph.places.origins.len(), false);
        Ok(())
    }

    /// Takes over the origins of a source that is as it was; its lines move with what is before it.
    fn copy(&mut self, index: usize, source: &Source) -> Result<()> {
        self.new.end();
        let new = &mut self.new.graph;
        new.sources.push(source.clone());
        for (at, origin) in self.old.places.origins.iter().enumerate() {
            if origin.source as usize != index || origin.source == Origin::NONE {
                continue;
            }
            let first_line = new.first_line(index as u32, origin.graph)?;
            if let Some(moved) = self.moved.get_mut(at) {
                *moved = Some(i64::from(first_line) - i64::from(origin.first_line));
            }
        }
        self.is_old.resize(new.places.origins.len(), true);
        let prefixes = self.old.declared.of(index).to_vec();
        for (name, namespace) in &prefixes {
            new.prefixes.declare(name, namespace);
        }
        new.declared.push(prefixes);
        Ok(())
    }

    /// The rows of sources that are as they were, with the numbers that their terms have in the old graph.
    fn kept_rows(&self) -> Vec<Row> {
        let (old, places) = (self.old, &self.old.places);
        let origins = &places.origins;
        // Neighbours are mostly of the same source: its lines are known until another one comes.
        let (mut lines, mut by) = (0..0, None);
        let mut moved = |line: u32| {
            if !lines.contains(&line) {
                let after = origins.partition_point(|origin| origin.first_line <= line);
                let at = after.checked_sub(1)?;
                let end = origins
                    .get(after)
                    .map_or(u32::MAX, |origin| origin.first_line);
                lines = origins.get(at)?.first_line..end;
                by = self.moved.get(at).copied().flatten();
            }
            u32::try_from(i64::from(line) + by?).ok()
        };
        let mut rows = Vec::with_capacity(old.len());
        for subject in 0..old.dictionary.len() as TermId {
            for row in old.spo.rows(subject) {
                let ends = (old.spo.second.get(row), old.spo.third.get(row));
                let (Some(predicate), Some(object)) = ends else {
                    continue;
                };
                places.each_line(row, |line| {
                    if let Some(line) = moved(line) {
                        rows.push([subject, *predicate, *object, line]);
                    }
                });
            }
        }
        rows
    }

    fn finish(mut self, names: &[String]) -> Option<Graph> {
        let mut kept = self.kept_rows();
        self.new.end();
        let Merge {
            mut graph,
            interner,
            rows: mut added,
            ..
        } = self.new;
        if kept.len() + added.len() >= Places::SEVERAL as usize {
            return None;
        }
        let dictionary = &self.old.dictionary;
        let mut is_kept = vec![false; dictionary.len()];
        let mut keep = |term: TermId| is_kept[term as usize] = true;
        for row in &kept {
            row[..3].iter().copied().for_each(&mut keep);
        }
        let is_old = self.is_old.iter().zip(&graph.places.origins);
        let graphs = is_old
            .filter(|(is_old, _)| **is_old)
            .filter_map(|(_, origin)| origin.graph);
        graphs.for_each(&mut keep);
        names
            .iter()
            .filter_map(|name| dictionary.find_iri(name))
            .for_each(&mut keep);
        let revised = dictionary.revised(&is_kept, &interner)?;
        for (origin, is_old) in graph.places.origins.iter_mut().zip(&self.is_old) {
            let numbers = if *is_old {
                &revised.kept
            } else {
                &revised.made
            };
            origin.graph = origin.graph.map(|name| numbers[name as usize]);
        }
        renumber(&mut kept, &revised.kept);
        renumber(&mut added, &revised.made);
        added.sort_unstable();
        graph.dictionary = revised.dictionary;
        graph.index(merge(kept, &added));
        Some(graph)
    }
}

fn renumber(rows: &mut [Row], numbers: &[TermId]) {
    for row in rows {
        for term in &mut row[..3] {
            *term = numbers[*term as usize];
        }
    }
}

/// Two sorted lists as one.
fn merge(kept: Vec<Row>, added: &[Row]) -> Vec<Row> {
    let mut merged = Vec::with_capacity(kept.len() + added.len());
    let mut added = added.iter().peekable();
    for row in kept {
        while let Some(new) = added.next_if(|new| **new < row) {
            merged.push(*new);
        }
        merged.push(row);
    }
    merged.extend(added);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Reading, read};
    use crate::source::SourceFile;

    fn part(index: usize, text: &str) -> Part {
        let source = SourceFile::new(format!("{index}.ttl"), text);
        let reading = Reading {
            base: None,
            blank_node_prefix: &format!("b{index}-"),
        };
        Part {
            source: Source {
                path: source.path.clone(),
                digest: [0; 32],
                lines: source.line_count(),
            },
            graph: Some(format!("http://g/{index}")),
            said: read(&source, &reading).expect("few terms"),
        }
    }

    #[test]
    fn a_revised_graph_has_the_columns_of_one_made_from_nothing() {
        let texts = [
            "<http://e/a> <http://e/b> 1, 2.5, \"x\"@en, [] .\n<http://e/a> <http://e/b> <http://e/c> .",
            "\n\n<http://e/a> <http://e/b> <http://e/c>, \"y\"@fr .",
            "@prefix p: <http://p/> .\n<http://e/d> <http://e/b> <http://e/c> .",
        ];
        let made = |texts: &[&str]| {
            let parts = texts
                .iter()
                .enumerate()
                .map(|(index, text)| part(index, text));
            Graph::from_parts(parts.collect(), None).expect("a small graph")
        };
        let names: Vec<String> = (0..3).map(|n| format!("http://g/{n}")).collect();
        let new = "<http://e/new> <http://e/b> <http://e/c>, 3e0 .\n<http://e/a> <http://e/b> 1 .";
        for changed in 0..3 {
            let mut all = texts;
            all[changed] = new;
            let revised = made(&texts)
                .revised(BTreeMap::from([(changed, part(changed, new))]), &names)
                .expect("few terms")
                .expect("no triple terms");
            let expected = made(&all);
            for (revised, expected) in [
                (&revised.spo, &expected.spo),
                (&revised.pos, &expected.pos),
                (&revised.osp, &expected.osp),
            ] {
                assert_eq!(revised.offsets[..], expected.offsets[..]);
                assert_eq!(revised.second[..], expected.second[..]);
                assert_eq!(revised.third[..], expected.third[..]);
            }
            assert_eq!(revised.places.lines[..], expected.places.lines[..]);
            assert_eq!(revised.places.more[..], expected.places.more[..]);
            assert_eq!(revised.places.origins, expected.places.origins);
            assert_eq!(revised.dictionary.text[..], expected.dictionary.text[..]);
            assert_eq!(revised.dictionary.types, expected.dictionary.types);
            assert_eq!(revised.prefixes, expected.prefixes);
        }
    }
}
