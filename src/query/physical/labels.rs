//! What the operators of a plan are called, and what they are about: patterns and expressions as a query writes them.

use super::method::{Method, method};
use super::plan::{
    Computed, Condition, Equality, Exists, Leaf, Node, Operator, PathPattern, TriplePattern,
};
use crate::dictionary::TermId;
use crate::query::batch::table::Table;
use crate::query::index::{ActiveGraph, Catalog};
use crate::query::logical::{
    Definition, Expression, Generated, Path, Slot, Var, VarSet, VariableKind, Variables,
};
use crate::query::terms::Terms;
use crate::rdf::{Term, vocab};
use std::collections::BTreeSet;

/// What names the parts of a plan.
#[derive(Clone, Copy)]
pub struct Labels<'l, 'a> {
    /// The graphs.
    pub catalog: &'l Catalog<'a>,
    /// The terms.
    pub terms: &'l Terms<'a>,
    /// The variables.
    pub variables: &'l Variables,
    /// The names of variables that the text of the query has, if they are known: the algebra has others of its own.
    pub written: &'l BTreeSet<String>,
}

impl Labels<'_, '_> {
    /// Returns what an operator is called; nothing for one that is not worth telling.
    pub fn operator(&self, node: &Node) -> Option<String> {
        Some(match &node.operator {
            Operator::Join(_)
            | Operator::Project { .. }
            | Operator::Slice { .. }
            | Operator::Carry { .. } => return None,
            Operator::Empty => "Empty".to_owned(),
            Operator::Values { variables, .. } => words("Values", &self.list(variables)),
            Operator::EqualJoin { on, .. } => self.equal_join(on.as_ref()),
            Operator::LeftJoin(join) => {
                let condition = join.condition.as_ref();
                let condition = condition.map(|c| self.expression(&c.computed.expression));
                words("LeftJoin", condition.as_deref().unwrap_or(""))
            }
            Operator::Union(_) => "Union".to_owned(),
            Operator::AntiJoin { .. } => "AntiJoin".to_owned(),
            Operator::Extend {
                variable, value, ..
            } => {
                let value = value.as_ref()?;
                // Another name for a value, and the number of a solution, are not worth telling.
                let is_name = matches!(value.expression, Expression::Variable(_));
                let name = self.variables.name(*variable);
                let is_named = name.is_some_and(|name| self.written.contains(name));
                if is_name && value.exists.is_empty() || !is_named {
                    return None;
                }
                let expression = self.expression(&value.expression);
                format!("Extend {} {expression}", self.variable(*variable))
            }
            Operator::Distinct(_) => "Distinct".to_owned(),
            Operator::Sort { keys, .. } => {
                let key = |(key, descending): &(Computed, bool)| {
                    let key = self.expression(&key.expression);
                    if *descending {
                        format!("DESC({key})")
                    } else {
                        key
                    }
                };
                let keys: Vec<String> = keys.iter().map(key).collect();
                words("Sort", &keys.join(" "))
            }
            Operator::Group(group) => {
                let carried = group.scope.carried();
                let keys: Vec<Var> = group.keys.difference(&carried).iter().collect();
                let aggregates = group
                    .aggregates
                    .iter()
                    .map(|of| self.aggregate(&of.aggregate));
                let aggregates: Vec<String> = aggregates.collect();
                let by = if keys.is_empty() { "" } else { " by " };
                let label = format!("Group{by}{}: {}", self.list(&keys), aggregates.join(", "));
                label.trim_end_matches([':', ' ']).to_owned()
            }
            Operator::CountFromIndex(count) => {
                format!("CountFromIndex {}", self.triple_pattern(&count.pattern))
            }
            Operator::EachGraph { name, .. } => format!("Graph {}", self.variable(*name)),
            Operator::InGraph { name, .. } => format!("Graph {}", self.term(*name)),
            Operator::Apply { .. } => "Apply".to_owned(),
        })
    }

    /// Returns what a join on equal values is called.
    pub fn equal_join(&self, on: Option<&Equality>) -> String {
        match on {
            Some(on) => {
                let [left, right] = [on.left, on.right].map(|variable| self.variable(variable));
                format!("HashJoin {left} = {right}")
            }
            None => "Product".to_owned(),
        }
    }

    /// Returns what a semi-join is called.
    pub fn exists(&self, exists: &Exists) -> String {
        match exists {
            Exists::Apply { .. } => "SemiJoin, correlated".to_owned(),
            _ => "SemiJoin".to_owned(),
        }
    }

    /// Returns what a condition is called.
    pub fn condition(&self, condition: &Condition) -> String {
        format!("Filter {}", self.computed(&condition.computed))
    }

    /// Returns what a search for texts is called.
    pub fn text_search(&self, condition: &Condition) -> String {
        format!("TextSearch {}", self.computed(&condition.computed))
    }

    /// Returns what the step of a join is called that joins a leaf with this many rows of these columns.
    pub fn step(&self, leaf: &Leaf, columns: &VarSet, rows: usize) -> String {
        match leaf {
            Leaf::Triple(pattern) => {
                let matching = self.catalog.at(pattern.graph).count(pattern.constants());
                let operator = match method(pattern, matching, columns, rows) {
                    Method::Scan => "Scan",
                    Method::IndexLookup => "IndexLookup",
                    Method::HashJoin => "HashJoin",
                    Method::SemiJoin => "SemiJoin",
                    Method::Product => "Product",
                };
                format!("{operator} {}", self.triple_pattern(pattern))
            }
            Leaf::TripleTerm(term) => format!("TripleTerms {}", self.variable(term.term)),
            Leaf::Path(path) => format!("PathSearch {}", self.path_pattern(path)),
        }
    }

    /// Returns a triple pattern as it is written.
    pub fn triple_pattern(&self, pattern: &TriplePattern) -> String {
        self.in_graph(self.slots(&pattern.slots), pattern.graph)
    }

    fn path_pattern(&self, pattern: &PathPattern) -> String {
        let [subject, object] = [pattern.subject, pattern.object].map(|slot| self.slot(slot));
        let path = self.path(&pattern.path);
        self.in_graph(format!("{subject} {path} {object}"), pattern.graph)
    }

    fn in_graph(&self, text: String, graph: ActiveGraph) -> String {
        let name = match graph {
            ActiveGraph::Default => return text,
            ActiveGraph::Named(index) => self.term(self.catalog.name(index)),
            ActiveGraph::Each(variable) => self.variable(variable),
        };
        format!("GRAPH {name} {{ {text} }}")
    }

    fn slots(&self, slots: &[Slot; 3]) -> String {
        slots.map(|slot| self.slot(slot)).join(" ")
    }

    fn slot(&self, slot: Slot) -> String {
        match slot {
            Slot::Var(variable) => self.variable(variable),
            Slot::Term(id) => self.term(id),
        }
    }

    pub fn list(&self, variables: &[Var]) -> String {
        let names: Vec<String> = variables.iter().map(|v| self.variable(*v)).collect();
        names.join(" ")
    }

    fn term(&self, id: TermId) -> String {
        let term = self.terms.term(id);
        term.map_or_else(|| "UNDEF".to_owned(), |term| self.constant(&term))
    }

    /// Returns a term with a prefixed name, or a number or Boolean without quotes.
    pub fn constant(&self, term: &Term) -> String {
        if let Term::Literal(literal) = term {
            let is_plain = matches!(
                literal.datatype().as_str(),
                vocab::XSD_INTEGER | vocab::XSD_DECIMAL | vocab::XSD_DOUBLE | vocab::XSD_BOOLEAN
            );
            if is_plain && !literal.value().is_empty() && !literal.value().contains(['"', '\\']) {
                return literal.value().to_owned();
            }
        }
        self.catalog.default.graph.prefixes.display(term)
    }

    /// Returns a variable as it is written.
    pub fn variable(&self, variable: Var) -> String {
        match self.variables.kind(variable) {
            VariableKind::Named(name) if self.written.contains(name) => format!("?{name}"),
            VariableKind::Named(name) => match self.variables.definition(variable) {
                Some(Definition::Aggregate(aggregate)) => self.aggregate(aggregate),
                Some(Definition::Key(expression)) => self.expression(expression),
                None if self.written.is_empty() => format!("?{name}"),
                None => String::new(),
            },
            VariableKind::BlankNode(_) => "[]".to_owned(),
            VariableKind::Generated(generated) => match generated {
                Generated::TripleTerm(term) => format!("<<( {} )>>", self.slots(&term.parts)),
                Generated::Graph(name) => self.variable(*name),
                Generated::Exists => "EXISTS { … }".to_owned(),
                Generated::OuterRow | Generated::EqualKey => String::new(),
            },
        }
    }

    fn path(&self, path: &Path) -> String {
        match path {
            Path::Property(property) => self.term(*property),
            Path::Inverse(path) => format!("^{}", self.path_element(path)),
            Path::Sequence(paths) => {
                let [a, b] = [&paths[0], &paths[1]].map(|path| self.path_element(path));
                format!("{a}/{b}")
            }
            Path::Alternative(paths) => {
                let [a, b] = [&paths[0], &paths[1]].map(|path| self.path_element(path));
                format!("{a}|{b}")
            }
            Path::Repeat {
                path,
                from_zero,
                many,
            } => {
                let sign = match (from_zero, many) {
                    (true, true) => "*",
                    (false, _) => "+",
                    (true, false) => "?",
                };
                format!("{}{sign}", self.path_element(path))
            }
            Path::Negated(properties) => {
                let names: Vec<String> = properties.iter().map(|id| self.term(*id)).collect();
                match names.as_slice() {
                    [name] => format!("!{name}"),
                    names => format!("!({})", names.join("|")),
                }
            }
        }
    }

    fn path_element(&self, path: &Path) -> String {
        match path {
            Path::Property(_) | Path::Negated(_) => self.path(path),
            path => format!("({})", self.path(path)),
        }
    }

    /// Returns what a part of a product is called in an error.
    pub fn part_of_product(&self, table: &Table) -> String {
        let names: Vec<String> = self.names(table).map(|name| format!("`?{name}`")).collect();
        match names.as_slice() {
            [] => format!("a part with {} solutions", table.rows),
            names => format!("the part with {}", names.join(", ")),
        }
    }

    /// Returns what the rows before a product are called in an error.
    pub fn rows_of_product(&self, table: &Table) -> String {
        let mut names: Vec<String> = self.names(table).map(|name| format!("?{name}")).collect();
        names.sort_unstable();
        match names.as_slice() {
            [] => format!("a part with {} solutions", table.rows),
            names => format!("the part with `{}`", names.join(" ")),
        }
    }

    fn names(&self, table: &Table) -> impl Iterator<Item = &str> {
        table
            .variables
            .iter()
            .filter_map(|variable| self.variables.name(*variable))
    }
}

/// Returns an operator with what it is about.
fn words(operator: &str, about: &str) -> String {
    format!("{operator} {about}").trim_end().to_owned()
}
