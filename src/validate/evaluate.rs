//! Evaluates a shape for many nodes at once: constraint by constraint, over the value nodes of all of them.

use super::data::Data;
use super::reach::Values;
use super::result::{Found, Node, ResultPath};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::rdf::Term;
use crate::shapes::{Constraint, Fault, Kind, Severity, Shape, ShapeId, Shapes};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What the evaluation of shapes shares.
pub struct Evaluation<'a> {
    pub data: Data<'a>,
    pub shapes: &'a Shapes,
    /// By shape, whether the nodes evaluated so far conform.
    conforms: Vec<Mutex<FxHashMap<TermId, bool>>>,
    /// Classes looked up so far, each with all of its subclasses.
    classes: Mutex<FxHashMap<TermId, Arc<FxHashSet<TermId>>>>,
    faults: Mutex<Vec<Fault>>,
    /// The number of evaluations of shapes so far, and of the nodes that they were for.
    work: AtomicUsize,
}

/// What an evaluation notes.
pub enum Mode<'r> {
    /// Every result.
    Results(&'r mut Vec<Found>),
    /// The indexes of nodes that have results.
    Failing(&'r mut Vec<bool>),
}

/// A constraint with the nodes that it is evaluated for.
#[derive(Clone, Copy)]
pub struct Batch<'b> {
    pub id: ShapeId,
    pub shape: &'b Shape,
    /// The index of the constraint.
    pub index: usize,
    pub constraint: &'b Constraint,
    pub nodes: &'b [TermId],
    pub values: &'b Values,
}

/// A result on its way.
#[derive(Default)]
pub struct Outcome {
    pub value: Option<Node>,
    pub path: Option<ResultPath>,
    pub solution: Vec<(String, Term)>,
}

impl Batch<'_> {
    /// Notes a result for the node with an index.
    pub fn found(&self, mode: &mut Mode, index: usize, result: Outcome) {
        match mode {
            Mode::Failing(failing) => {
                let severity = self.severity();
                if let Some(failing) = failing.get_mut(index) {
                    *failing |= severity.is_disallowed();
                }
            }
            Mode::Results(results) => {
                if let Some(focus) = self.nodes.get(index) {
                    let of_shape = self.shape.path.as_ref().map(|_| ResultPath::OfShape);
                    results.push(Found {
                        focus: *focus,
                        path: result.path.or(of_shape),
                        value: result.value,
                        shape: self.id,
                        constraint: self.index,
                        severity: self.severity(),
                        solution: result.solution,
                    });
                }
            }
        }
    }

    fn severity(&self) -> Severity {
        self.constraint.severity.unwrap_or(self.shape.severity)
    }

    /// Notes a result with a value of the graph.
    pub fn wrong_value(&self, mode: &mut Mode, index: usize, value: TermId) {
        let value = Some(Node::Known(value));
        self.found(
            mode,
            index,
            Outcome {
                value,
                ..Outcome::default()
            },
        );
    }

    /// Notes a result without a value.
    pub fn wrong_node(&self, mode: &mut Mode, index: usize) {
        self.found(mode, index, Outcome::default());
    }

    /// Notes each value for which a test fails.
    pub fn each_value(&self, mode: &mut Mode, mut is_right: impl FnMut(TermId) -> bool) {
        for (index, value) in self.values.iter() {
            if !is_right(value) {
                self.wrong_value(mode, index, value);
            }
        }
    }
}

impl<'a> Evaluation<'a> {
    /// Returns an evaluation of shapes on data that has evaluated nothing yet.
    pub fn new(data: &Data<'a>, shapes: &'a Shapes) -> Self {
        Self {
            data: *data,
            shapes,
            conforms: shapes.shapes.iter().map(|_| Mutex::default()).collect(),
            classes: Mutex::default(),
            faults: Mutex::default(),
            work: AtomicUsize::new(0),
        }
    }

    /// Returns the number of evaluations of shapes so far, together with that of the nodes that each was for.
    pub fn work(&self) -> usize {
        self.work.load(Ordering::Relaxed)
    }

    /// Returns what was found to be wrong with the shapes.
    pub fn into_faults(self) -> Vec<Fault> {
        let mut faults = self
            .faults
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        faults.sort_by_key(|fault| (fault.kind, fault.at));
        faults.dedup();
        faults
    }

    /// Notes what is wrong with a shape.
    pub fn fault(&self, fault: Fault) {
        self.faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(fault);
    }

    /// Evaluates a shape for nodes.
    ///
    /// # Errors
    /// If a query fails.
    pub fn evaluate(&self, id: ShapeId, nodes: &[TermId], mode: &mut Mode) -> Result<()> {
        let shape = &self.shapes.shapes[id];
        self.work.fetch_add(1 + nodes.len(), Ordering::Relaxed);
        // Without nodes all shapes that it refers to would be evaluated for none, however often others refer to them.
        if shape.is_deactivated || shape.is_refused || nodes.is_empty() {
            return Ok(());
        }
        let values = match &shape.path {
            Some((_, path)) => Values::of(&self.data, nodes, path),
            None => Values::themselves(nodes),
        };
        for (index, constraint) in shape.constraints.iter().enumerate() {
            let batch = Batch {
                id,
                shape,
                index,
                constraint,
                nodes,
                values: &values,
            };
            self.constraint(batch, mode)?;
        }
        Ok(())
    }

    fn constraint(&self, batch: Batch, mode: &mut Mode) -> Result<()> {
        match &batch.constraint.kind {
            Kind::Class(classes) => self.class(batch, classes, mode),
            Kind::Datatype(datatypes) => self.datatype(batch, datatypes, mode),
            Kind::NodeKind(kinds) => self.node_kind(batch, *kinds, mode),
            Kind::MinExclusive(bound)
            | Kind::MinInclusive(bound)
            | Kind::MaxExclusive(bound)
            | Kind::MaxInclusive(bound) => self.bound(batch, *bound, mode),
            Kind::MinLength(length) => self.length(batch, mode, |count| count >= *length),
            Kind::MaxLength(length) => self.length(batch, mode, |count| count <= *length),
            Kind::Pattern { pattern, flags } => self.pattern(batch, (pattern, flags), mode)?,
            Kind::SingleLine => self.single_line(batch, mode),
            Kind::LanguageIn(ranges) => self.language_in(batch, ranges, mode),
            Kind::In(members) => batch.each_value(mode, |value| members.contains(&value)),
            Kind::RootClass(classes) => self.root_class(batch, classes, mode),
            Kind::MinCount(count) => self.count(batch, mode, |values| values >= *count),
            Kind::MaxCount(count) => self.count(batch, mode, |values| values <= *count),
            Kind::HasValue(value) => self.has_value(batch, *value, mode),
            Kind::UniqueLang => self.unique_languages(batch, mode),
            Kind::Equals(path) => self.equals(batch, path, mode),
            Kind::Disjoint(path) => self.disjoint(batch, path, mode),
            Kind::SubsetOf(path) => self.subset_of(batch, path, mode),
            Kind::LessThan(path) => self.less_than(batch, path, false, mode),
            Kind::LessThanOrEquals(path) => self.less_than(batch, path, true, mode),
            Kind::MinListLength(length) => self.list_length(batch, mode, |count| count >= *length),
            Kind::MaxListLength(length) => self.list_length(batch, mode, |count| count <= *length),
            Kind::UniqueMembers(is_on) => self.unique_members(batch, !is_on, mode),
            Kind::MemberShape(shape) => self.member_shape(batch, *shape, mode)?,
            Kind::UniqueValuesFor(paths) => self.unique_values(batch, paths, mode)?,
            Kind::Not(shape) => self.not(batch, *shape, mode)?,
            Kind::And(shapes) => self.and(batch, shapes, mode)?,
            Kind::Or(shapes) => self.or(batch, shapes, mode)?,
            Kind::Xone(shapes) => self.xone(batch, shapes, mode)?,
            Kind::Node(shape) => self.node(batch, *shape, mode)?,
            Kind::Property(shape) => self.property(batch, *shape, mode)?,
            Kind::SomeValue(shape) => self.some_value(batch, *shape, mode)?,
            Kind::QualifiedMinCount(qualified) => {
                self.qualified(batch, qualified, mode, |values| values >= qualified.count)?;
            }
            Kind::QualifiedMaxCount(qualified) => {
                self.qualified(batch, qualified, mode, |values| values <= qualified.count)?;
            }
            Kind::Closed(allowed) => self.closed(batch, allowed, mode),
            Kind::Reifier(reifier) => self.reifiers(batch, reifier, mode)?,
            Kind::Sparql(select) => self.sparql(batch, select, mode)?,
            Kind::Component(component) => self.component(batch, component, mode)?,
        }
        Ok(())
    }

    /// Returns whether each of some nodes conforms to a shape.
    ///
    /// # Errors
    /// If a query fails.
    pub fn conforming(&self, id: ShapeId, nodes: &[TermId]) -> Result<Vec<bool>> {
        let known = |nodes: &[TermId]| -> Vec<Option<bool>> {
            let known = self.conforms[id]
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            nodes.iter().map(|node| known.get(node).copied()).collect()
        };
        let first = known(nodes);
        let missing = nodes
            .iter()
            .zip(&first)
            .filter(|(_, known)| known.is_none());
        let mut missing: Vec<TermId> = missing.map(|(node, _)| *node).collect();
        missing.sort_unstable();
        missing.dedup();
        let mut failing = vec![false; missing.len()];
        self.evaluate(id, &missing, &mut Mode::Failing(&mut failing))?;
        let mut all = self.conforms[id]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.extend(
            missing
                .iter()
                .zip(&failing)
                .map(|(node, fails)| (*node, !fails)),
        );
        let found = nodes.iter().zip(first).map(|(node, known)| {
            let known = known.or_else(|| all.get(node).copied());
            known.ok_or_else(|| Error::internal("a node was evaluated and nothing is known of it"))
        });
        found.collect()
    }

    /// Returns a class with all of its subclasses.
    pub fn subclasses(&self, class: TermId) -> Arc<FxHashSet<TermId>> {
        let mut classes = self.classes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = classes.entry(class);
        Arc::clone(known.or_insert_with(|| Arc::new(self.data.subclasses(class))))
    }

    /// Returns whether a shape has queries, or one that it refers to has.
    pub fn has_queries(&self, id: ShapeId) -> bool {
        let mut open = vec![id];
        let mut seen = FxHashSet::default();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            for constraint in &self.shapes.shapes[id].constraints {
                // Whether a key is unique depends on all focus nodes, too.
                if matches!(
                    constraint.kind,
                    Kind::Sparql(_) | Kind::Component(_) | Kind::UniqueValuesFor(_)
                ) {
                    return true;
                }
                open.extend(constraint.kind.shapes());
            }
        }
        false
    }
}
