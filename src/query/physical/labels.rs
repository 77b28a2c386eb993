//! What the operators of a plan are called, and what they are about: patterns and expressions as a query writes them.

use super::method::{Method, method};
use super::outline::{Field, Label};
use super::plan::{
    Computed, Condition, Equality, Exists, Group, Leaf, LeftJoin, Node, Operator, PathPattern,
    PlannedAggregate, TriplePattern,
};
use crate::dictionary::TermId;
use crate::query::batch::table::Table;
use crate::query::index::{ActiveGraph, Catalog};
use crate::query::logical::{
    Aggregate, Definition, Expression, Generated, Path, Service, Slot, Var, VarSet, VariableKind,
    Variables,
};
use crate::query::operators;
use crate::query::terms::Terms;
use crate::rdf::{Term, Variable, vocab};
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
    pub fn operator(&self, node: &Node) -> Option<Label> {
        let of_rows = |operator| Label::new(operator).about(self.named(&node.columns));
        Some(match &node.operator {
            Operator::Join(_)
            | Operator::Project { .. }
            | Operator::Slice { .. }
            | Operator::Carry { .. } => return None,
            Operator::Empty => Label::new(operators::EMPTY),
            Operator::Values { variables, .. } => Label::new(operators::VALUES)
                .with("columns", self.each(variables))
                .about(self.named(&VarSet::of(variables.iter().copied()))),
            Operator::EqualJoin { on, .. } => self.equal_join(on.as_ref()),
            Operator::LeftJoin(join) => self.left_join(join),
            Operator::Union(_) => of_rows(operators::UNION),
            Operator::AntiJoin { shared, .. } => {
                Label::new(operators::ANTI_JOIN).about(self.named(shared))
            }
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
                let mut variables = value.expression.variables();
                variables.insert(*variable);
                Label::new(operators::EXTEND)
                    .with("variable", self.variable(*variable))
                    .with("expression", self.computed(value))
                    .about(self.named(&variables))
            }
            Operator::Service(service) => self.service(service),
            Operator::Distinct(_) => of_rows(operators::DISTINCT),
            Operator::Sort { keys, .. } => self.sort(keys),
            Operator::Group(group) => self.group(group),
            Operator::CountFromIndex(count) => Label::new(operators::COUNT_FROM_INDEX)
                .with("pattern", self.triple_pattern(&count.pattern))
                .about(self.named(&count.pattern.variables())),
            Operator::EachGraph { name, .. } => Label::new(operators::GRAPH)
                .with("name", self.variable(*name))
                .about(self.named(&VarSet::of([*name]))),
            Operator::InGraph { name, .. } => {
                Label::new(operators::GRAPH).with("name", self.term(*name))
            }
            Operator::Apply { outer, .. } => Label::new(operators::APPLY).about(self.named(outer)),
        })
    }

    fn service(&self, service: &Service) -> Label {
        let variables = service.variables.iter().map(|(_, of)| *of);
        let silent = service.is_silent.then_some("SILENT ");
        Label::new(operators::SERVICE)
            .with(
                "engine",
                silent.unwrap_or_default().to_owned() + &service.named,
            )
            .about(self.named(&VarSet::of(variables)))
    }

    /// Returns a pattern that an engine elsewhere matches, with the engine.
    pub fn request(&self, service: &Service) -> String {
        let names: Vec<Variable> = service.variables.iter().map(|(of, _)| of.clone()).collect();
        format!(
            "{} {}",
            service.named,
            service.request.text(&names, None, None)
        )
    }

    fn left_join(&self, join: &LeftJoin) -> Label {
        let condition = join.condition.as_ref();
        let mut variables = join.shared.clone();
        if let Some(condition) = condition {
            variables.extend(&condition.variables);
        }
        let condition = condition.map(|condition| self.computed(&condition.computed));
        // No condition is an empty one.
        Label::new(operators::LEFT_JOIN)
            .with("condition", condition.unwrap_or_default())
            .about(self.named(&variables))
    }

    fn sort(&self, keys: &[(Computed, bool)]) -> Label {
        let (mut texts, mut variables) = (Vec::new(), VarSet::default());
        for (key, descending) in keys {
            let text = self.computed(key);
            texts.push(match descending {
                true => format!("DESC({text})"),
                false => text,
            });
            variables.extend(&key.expression.variables());
        }
        Label::new(operators::SORT)
            .with("keys", texts)
            .about(self.named(&variables))
    }

    fn group(&self, group: &Group) -> Label {
        let mut variables = group.keys.difference(&group.scope.carried());
        let keys: Vec<Var> = variables.iter().collect();
        let mut aggregates = Vec::new();
        for PlannedAggregate {
            aggregate, value, ..
        } in &group.aggregates
        {
            // The planned expression has variables in the place of `EXISTS`.
            let planned = value.as_ref().map(|value| value.expression.clone());
            aggregates.push(self.aggregate(&Aggregate {
                expression: planned.or_else(|| aggregate.expression.clone()),
                ..aggregate.clone()
            }));
            if let Some(expression) = &aggregate.expression {
                variables.extend(&expression.variables());
            }
        }
        Label::new(operators::GROUP)
            .with("by", self.each(&keys))
            .with("aggregates", aggregates)
            .about(self.named(&variables))
    }

    /// Returns what a join on equal values is called.
    pub fn equal_join(&self, on: Option<&Equality>) -> Label {
        match on {
            Some(on) => {
                let [left, right] = [on.left, on.right].map(|variable| self.variable(variable));
                Label::new(operators::HASH_JOIN)
                    .with("condition", format!("{left} = {right}"))
                    .about(self.named(&VarSet::of([on.left, on.right])))
            }
            None => Label::new(operators::PRODUCT),
        }
    }

    /// Returns what the semi-join of an `EXISTS` in an expression is called, which has the variable in its place.
    pub fn exists_in_expression(&self, variable: Var, exists: &Exists) -> Label {
        let label = self.exists(exists, true);
        let number = self.variables.number_of_its_kind(variable);
        Label {
            fields: [("exists", Field::Text(format!("#{number}")))]
                .into_iter()
                .chain(label.fields)
                .collect(),
            ..label
        }
    }

    /// Returns what a semi-join is called, or an anti-join.
    pub fn exists(&self, exists: &Exists, is_wanted: bool) -> Label {
        let label = Label::new(if is_wanted {
            operators::SEMI_JOIN
        } else {
            operators::ANTI_JOIN
        });
        match exists {
            Exists::Either(_) => label,
            Exists::SemiJoin { shared, .. } => label.about(self.named(shared)),
            Exists::SemiJoinWhere {
                seen, conditions, ..
            } => {
                let conditions = conditions.iter().map(|of| &of.computed.expression);
                let condition = self.conjunction(&conditions.collect::<Vec<_>>());
                label.with("condition", condition).about(self.named(seen))
            }
            Exists::Apply { seen, .. } => {
                label.with("correlated", Field::Yes).about(self.named(seen))
            }
        }
    }

    /// Returns what a condition is called.
    pub fn condition(&self, condition: &Condition) -> Label {
        match condition.computed.semi_join() {
            Some((exists, is_wanted)) => self.exists(exists, is_wanted),
            None => self.with_condition(operators::FILTER, condition),
        }
    }

    /// Returns what a search for texts is called.
    pub fn text_search(&self, condition: &Condition) -> Label {
        self.with_condition(operators::TEXT_SEARCH, condition)
    }

    fn with_condition(&self, operator: &'static str, condition: &Condition) -> Label {
        Label::new(operator)
            .with("condition", self.computed(&condition.computed))
            .about(self.named(&condition.variables))
    }

    /// Returns what the step of a join is called that joins a leaf with this many rows of these columns.
    pub fn step(&self, leaf: &Leaf, columns: &VarSet, rows: usize) -> Label {
        let label = match leaf {
            Leaf::Triple(pattern) => {
                let matching = self.catalog.at(pattern.graph).count(pattern.constants());
                let operator = match method(pattern, matching, columns, rows) {
                    Method::Scan => operators::SCAN,
                    Method::IndexLookup => operators::INDEX_LOOKUP,
                    Method::HashJoin => operators::HASH_JOIN,
                    Method::SemiJoin => operators::SEMI_JOIN,
                    Method::Product => operators::PRODUCT,
                };
                Label::new(operator).with("pattern", self.triple_pattern(pattern))
            }
            Leaf::TripleTerm(term) => {
                Label::new(operators::TRIPLE_TERMS).with("pattern", self.variable(term.term))
            }
            Leaf::Path(path) => {
                Label::new(operators::PATH_SEARCH).with("pattern", self.path_pattern(path))
            }
        };
        label.about(self.named(&leaf.variables()))
    }

    /// Returns what the lookup of an optional pattern is called.
    pub fn index_lookup(&self, pattern: &TriplePattern) -> Label {
        Label::new(operators::INDEX_LOOKUP)
            .with("pattern", self.triple_pattern(pattern))
            .about(self.named(&pattern.variables()))
    }

    /// Returns the names of those variables that the query names.
    pub fn named(&self, variables: &VarSet) -> Vec<String> {
        let names = variables.iter().filter_map(|of| self.variables.name(of));
        let names = names.filter(|name| self.written.is_empty() || self.written.contains(*name));
        names.map(str::to_owned).collect()
    }

    /// Returns a triple pattern as it is written.
    pub fn triple_pattern(&self, pattern: &TriplePattern) -> String {
        self.in_graph(self.slots(&pattern.slots), pattern.graph)
    }

    fn path_pattern(&self, pattern: &PathPattern) -> String {
        let text = self.path_between(pattern.subject, &pattern.path, pattern.object);
        self.in_graph(text, pattern.graph)
    }

    /// Returns a path between two ends as it is written.
    pub fn path_between(&self, subject: Slot, path: &Path, object: Slot) -> String {
        let [subject, object] = [subject, object].map(|slot| self.slot(slot));
        format!("{subject} {} {object}", self.path(path))
    }

    fn in_graph(&self, text: String, graph: ActiveGraph) -> String {
        let name = match graph {
            ActiveGraph::Default => return text,
            ActiveGraph::Named(index) => self.term(self.catalog.name(index)),
            ActiveGraph::Each(variable) => self.variable(variable),
        };
        format!("GRAPH {name} {{ {text} }}")
    }

    /// Returns the components of a triple pattern.
    pub fn slots(&self, slots: &[Slot; 3]) -> String {
        slots.map(|slot| self.slot(slot)).join(" ")
    }

    /// Returns a component of a pattern.
    pub fn slot(&self, slot: Slot) -> String {
        match slot {
            Slot::Var(variable) => self.variable(variable),
            Slot::Term(id) => self.term(id),
        }
    }

    /// Returns variables as they are written.
    pub fn each(&self, variables: &[Var]) -> Vec<String> {
        variables.iter().map(|v| self.variable(*v)).collect()
    }

    /// Returns a term as it is written.
    pub fn term(&self, id: TermId) -> String {
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
            VariableKind::BlankNode(_) => {
                format!("[{}]", self.variables.number_of_its_kind(variable))
            }
            VariableKind::Generated(generated) => match generated {
                Generated::TripleTerm(term) => format!("<<( {} )>>", self.slots(&term.parts)),
                Generated::Graph(name) => self.variable(*name),
                Generated::Exists => {
                    format!("EXISTS #{}", self.variables.number_of_its_kind(variable))
                }
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
            [] => format!("a part with {} solutions", table.solutions()),
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
