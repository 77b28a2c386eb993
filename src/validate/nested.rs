//! Constraints that refer to shapes: [logical](https://www.w3.org/TR/shacl12-core/#core-components-logical) and
//! [shape-based](https://www.w3.org/TR/shacl12-core/#core-components-shape) ones.

use super::evaluate::{Batch, Evaluation, Mode};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::{Kind, Qualified, Reifier, ShapeId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// How many of some shapes each value conforms to.
type Counts = FxHashMap<TermId, usize>;

impl Evaluation<'_> {
    /// Returns the number of shapes, with their repetitions, that each value of a batch conforms to.
    fn counts(&self, batch: Batch, shapes: &[ShapeId]) -> Result<Counts> {
        let values = batch.values.distinct();
        let mut counts: Counts = values.iter().map(|value| (*value, 0)).collect();
        for shape in shapes {
            for (value, conforms) in values.iter().zip(self.conforming(*shape, &values)?) {
                if let Some(count) = counts.get_mut(value) {
                    *count += usize::from(conforms);
                }
            }
        }
        Ok(counts)
    }

    fn by_count(
        &self,
        batch: Batch,
        shapes: &[ShapeId],
        mode: &mut Mode,
        is_right: impl Fn(usize) -> bool,
    ) -> Result<()> {
        let counts = self.counts(batch, shapes)?;
        batch.each_value(mode, |value| {
            counts.get(&value).is_some_and(|count| is_right(*count))
        });
        Ok(())
    }

    pub(super) fn not(&self, batch: Batch, shape: ShapeId, mode: &mut Mode) -> Result<()> {
        self.by_count(batch, &[shape], mode, |count| count == 0)
    }

    pub(super) fn and(&self, batch: Batch, shapes: &[ShapeId], mode: &mut Mode) -> Result<()> {
        self.by_count(batch, shapes, mode, |count| count == shapes.len())
    }

    pub(super) fn or(&self, batch: Batch, shapes: &[ShapeId], mode: &mut Mode) -> Result<()> {
        self.by_count(batch, shapes, mode, |count| count > 0)
    }

    pub(super) fn xone(&self, batch: Batch, shapes: &[ShapeId], mode: &mut Mode) -> Result<()> {
        self.by_count(batch, shapes, mode, |count| count == 1)
    }

    pub(super) fn node(&self, batch: Batch, shape: ShapeId, mode: &mut Mode) -> Result<()> {
        self.by_count(batch, &[shape], mode, |count| count == 1)
    }

    /// The results of a property shape are those of its own: the value nodes are its focus nodes, each as often as it is a
    /// value of a node.
    pub(super) fn property(&self, batch: Batch, shape: ShapeId, mode: &mut Mode) -> Result<()> {
        let counts = self.counts(batch, &[shape])?;
        let fails = |value: &TermId| counts.get(value) == Some(&0);
        if let Mode::Failing(of_nodes) = mode {
            for (index, value) in batch.values.iter() {
                if fails(&value)
                    && let Some(of_node) = of_nodes.get_mut(index)
                {
                    *of_node = true;
                }
            }
            return Ok(());
        }
        let mut times: BTreeMap<TermId, usize> = BTreeMap::new();
        // A node that conforms may have results that do not stand against it.
        let is_lenient = self.is_lenient(shape);
        for (_, value) in batch
            .values
            .iter()
            .filter(|(_, value)| is_lenient || fails(value))
        {
            *times.entry(value).or_default() += 1;
        }
        while !times.is_empty() {
            let nodes: Vec<TermId> = times.keys().copied().collect();
            self.evaluate(shape, &nodes, mode)?;
            times.retain(|_, left| {
                *left -= 1;
                *left > 0
            });
        }
        Ok(())
    }

    /// Returns whether a shape, or a property shape of it, may have results that do not stand against conformance.
    fn is_lenient(&self, id: ShapeId) -> bool {
        let shape = &self.shapes.shapes[id];
        !shape.severity.is_disallowed()
            || shape
                .constraints
                .iter()
                .any(|constraint| match constraint.kind {
                    Kind::Property(inner) => self.is_lenient(inner),
                    _ => constraint
                        .severity
                        .is_some_and(|severity| !severity.is_disallowed()),
                })
    }

    pub(super) fn some_value(&self, batch: Batch, shape: ShapeId, mode: &mut Mode) -> Result<()> {
        let counts = self.counts(batch, &[shape])?;
        for index in 0..batch.nodes.len() {
            let mut values = batch.values.of_node(index).iter();
            if !values.any(|value| counts.get(value) == Some(&1)) {
                batch.wrong_node(mode, index);
            }
        }
        Ok(())
    }

    pub(super) fn qualified(
        &self,
        batch: Batch,
        qualified: &Qualified,
        mode: &mut Mode,
        is_right: impl Fn(u64) -> bool,
    ) -> Result<()> {
        let own = self.counts(batch, &[qualified.shape])?;
        let others = self.counts(batch, &qualified.siblings)?;
        for index in 0..batch.nodes.len() {
            let values = batch.values.of_node(index).iter();
            let counted =
                values.filter(|value| own.get(value) == Some(&1) && others.get(value) == Some(&0));
            if !is_right(counted.count() as u64) {
                batch.wrong_node(mode, index);
            }
        }
        Ok(())
    }

    /// The reifiers of the statements that lead from the nodes to their values.
    pub(super) fn reifiers(&self, batch: Batch, reifier: &Reifier, mode: &mut Mode) -> Result<()> {
        let Some(property) = batch
            .shape
            .path
            .as_ref()
            .and_then(|(_, path)| path.property())
        else {
            return Ok(());
        };
        let mut found: Vec<(usize, TermId, TermId)> = Vec::new();
        for (index, value) in batch.values.iter() {
            let statement = batch.nodes.get(index).map(|node| [*node, property, value]);
            let term =
                statement.and_then(|statement| self.data.dictionary().find_triple(statement));
            let before = found.len();
            if let (Some(reifies), Some(term)) = (self.data.reifies, term) {
                found.extend(
                    self.data
                        .subjects(reifies, term)
                        .map(|one| (index, value, one)),
                );
            }
            if reifier.is_required && found.len() == before {
                batch.wrong_value(mode, index, value);
            }
        }
        if let Some(shape) = reifier.shape {
            let nodes: Vec<TermId> = found.iter().map(|(.., node)| *node).collect();
            for ((index, value, _), conforms) in found.iter().zip(self.conforming(shape, &nodes)?) {
                if !conforms {
                    batch.wrong_value(mode, *index, *value);
                }
            }
        }
        Ok(())
    }
}
