//! The nodes that a condition of [`sh:targetWhere`](https://www.w3.org/TR/shacl12-core/#targetWhere) is evaluated for: those with
//! what it demands, so that it need not be evaluated for each node of the data graph.

use super::evaluate::Evaluation;
use crate::dictionary::TermId;
use crate::shapes::{Constraint, Kind, Path, ShapeId};

impl Evaluation<'_> {
    /// Returns nodes of the data graph among which are all that conform to a shape, ascending; `None` if each node may conform.
    pub(super) fn candidates(&self, id: ShapeId) -> Option<Vec<TermId>> {
        let shape = &self.shapes.shapes[id];
        if shape.is_deactivated || shape.is_refused {
            return None;
        }
        // A node conforms whatever its results are if these do not stand against conformance.
        let counts = |constraint: &&Constraint| {
            let severity = constraint.severity.unwrap_or(shape.severity);
            severity.is_disallowed()
        };
        let constraints = shape.constraints.iter().filter(counts);
        let sets = constraints.filter_map(|constraint| match &shape.path {
            Some((_, path)) => self.with_value(path, &constraint.kind),
            None => self.with_demanded(&constraint.kind),
        });
        sets.min_by_key(Vec::len)
    }

    /// Returns the nodes that may have what a constraint of a node shape demands.
    fn with_demanded(&self, kind: &Kind) -> Option<Vec<TermId>> {
        match kind {
            Kind::Class(classes) => {
                let instances = classes.iter().map(|class| self.data.instances(*class));
                Some(ascending(instances.flatten().collect()))
            }
            Kind::Property(shape) | Kind::Node(shape) => self.candidates(*shape),
            Kind::And(shapes) => {
                let sets = shapes.iter().filter_map(|shape| self.candidates(*shape));
                sets.min_by_key(Vec::len)
            }
            Kind::Or(shapes) => {
                let sets = shapes.iter().map(|shape| self.candidates(*shape));
                union(sets)
            }
            _ => None,
        }
    }

    /// Returns the nodes that have a value for a path; `None` if the constraint does not require a value.
    fn with_value(&self, path: &Path, kind: &Kind) -> Option<Vec<TermId>> {
        match (kind, path) {
            (Kind::HasValue(value), Path::Property(property)) => {
                Some(self.data.subjects(*property, *value).collect())
            }
            (Kind::HasValue(_) | Kind::SomeValue(_), path) => self.starts(path),
            (Kind::MinCount(least), path) if *least > 0 => self.starts(path),
            (Kind::QualifiedMinCount(qualified), path) if qualified.count > 0 => self.starts(path),
            _ => None,
        }
    }

    /// Returns the nodes from which a path may lead to a node, ascending; `None` if that may be each.
    fn starts(&self, path: &Path) -> Option<Vec<TermId>> {
        match path {
            Path::Property(property) => {
                let subjects = self.statements_of(*property).map(|[subject, ..]| subject);
                Some(ascending(subjects.collect()))
            }
            Path::Inverse(inner) => {
                let property = inner.property()?;
                let objects = self.statements_of(property).map(|[.., object]| object);
                Some(ascending(objects.collect()))
            }
            Path::Sequence(paths) => self.starts(paths.first()?),
            Path::Alternative(paths) => union(paths.iter().map(|path| self.starts(path))),
            Path::OneOrMore(inner) => self.starts(inner),
            Path::ZeroOrMore(_) | Path::ZeroOrOne(_) => None,
        }
    }
}

/// Returns the nodes of some sets, ascending; `None` if one of the sets is not known.
fn union(sets: impl Iterator<Item = Option<Vec<TermId>>>) -> Option<Vec<TermId>> {
    let sets = sets.collect::<Option<Vec<Vec<TermId>>>>()?;
    Some(ascending(sets.concat()))
}

fn ascending(mut nodes: Vec<TermId>) -> Vec<TermId> {
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
