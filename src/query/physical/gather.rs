//! Takes a [group graph pattern](https://www.w3.org/TR/sparql11-query/#GroupPatterns) apart: into leaves that the index answers,
//! other patterns, and conditions.

use super::plan::{Leaf, PathPattern, Scope, TriplePattern};
use crate::query::index::{ActiveGraph, Catalog};
use crate::query::logical::{Atom, Expression, Operator, Pattern, Slot};

/// What is joined with what.
#[derive(Default)]
pub struct Parts<'p> {
    /// What the index answers.
    pub leaves: Vec<Leaf>,
    /// What it does not.
    pub others: Vec<&'p Pattern>,
    /// What has to be true of the join.
    pub conditions: Vec<&'p Expression>,
}

impl<'p> Parts<'p> {
    /// Takes a pattern apart.
    pub fn of(pattern: &'p Pattern, scope: &Scope, catalog: &mut Catalog) -> Self {
        let mut parts = Self::default();
        parts.gather(pattern, scope.graph, catalog, true);
        parts
    }

    fn gather(
        &mut self,
        pattern: &'p Pattern,
        graph: ActiveGraph,
        catalog: &mut Catalog,
        is_top: bool,
    ) {
        match &pattern.operator {
            Operator::Basic(atoms) => {
                self.leaves
                    .extend(atoms.iter().map(|atom| leaf(atom, graph)));
            }
            Operator::Join(sides) => {
                for side in sides.iter() {
                    self.gather(side, graph, catalog, false);
                }
            }
            Operator::Filter(conditions, input)
                if is_top || conditions.iter().all(|c| input.binds_all_of(c)) =>
            {
                self.conditions.extend(conditions);
                self.gather(input, graph, catalog, is_top);
            }
            Operator::Graph(name, input) => match graph_of_leaves(*name, input, catalog) {
                Some(graph) => self.gather(input, graph, catalog, false),
                None => self.others.push(pattern),
            },
            _ => self.others.push(pattern),
        }
    }
}

/// Returns the graph in which the leaves of a pattern in `GRAPH` are matched, if it has nothing else and the name of the
/// graph is none of their variables.
pub fn graph_of_leaves(name: Slot, input: &Pattern, catalog: &mut Catalog) -> Option<ActiveGraph> {
    match name {
        _ if !input.is_flat() => None,
        Slot::Term(name) => catalog.named(name),
        Slot::Var(name) if input.possible.contains(name) => None,
        Slot::Var(name) => Some(ActiveGraph::Each(name)),
    }
}

/// Returns the triple pattern that a pattern consists of, if it is one.
pub fn only_triple(
    pattern: &Pattern,
    scope: &Scope,
    catalog: &mut Catalog,
) -> Option<TriplePattern> {
    let (atoms, graph) = match &pattern.operator {
        Operator::Basic(atoms) => (atoms, scope.graph),
        Operator::Graph(name, input) => match &input.operator {
            Operator::Basic(atoms) => (atoms, graph_of_leaves(*name, input, catalog)?),
            _ => return None,
        },
        _ => return None,
    };
    match atoms.as_slice() {
        [Atom::Triple(slots)] => Some(TriplePattern {
            slots: *slots,
            graph,
        }),
        _ => None,
    }
}

fn leaf(atom: &Atom, graph: ActiveGraph) -> Leaf {
    match atom {
        Atom::Triple(slots) => Leaf::Triple(TriplePattern {
            slots: *slots,
            graph,
        }),
        Atom::Path {
            subject,
            path,
            object,
        } => Leaf::Path(PathPattern {
            subject: *subject,
            path: path.clone(),
            object: *object,
            graph,
        }),
        Atom::TripleTerm(term) => Leaf::TripleTerm(*term),
    }
}
