//! Prints plans: the operators in the order in which they run, inner ones inside of others.

use super::cost::is_scanned;
use super::labels::Labels;
use super::outline::{Label, Line, Plan};
use super::plan::{Computed, Condition, Exists, Join, Node, Operator};
use crate::query::logical::{Var, VarSet};

/// Returns a plan with its operators in the order in which they run, inside of an outer one, if there is one.
pub fn explained(node: &Node, outer: Option<Label>, labels: &Labels) -> Plan {
    let mut lines = Lines {
        labels,
        depth: 0,
        lines: Vec::new(),
    };
    match outer {
        Some(outer) => {
            lines.line(outer, None);
            lines.inside(|lines| lines.node(node));
        }
        None => lines.node(node),
    }
    Plan::of_lines(lines.lines, false)
}

struct Lines<'l, 'a> {
    labels: &'l Labels<'l, 'a>,
    depth: usize,
    lines: Vec<Line>,
}

impl Lines<'_, '_> {
    fn line(&mut self, label: Label, estimate: Option<f64>) {
        self.lines.push(Line {
            depth: self.depth,
            label,
            estimate,
            actual: None,
        });
    }

    /// Prints an operator, if it is worth telling.
    fn named(&mut self, label: Option<Label>, estimate: Option<f64>) {
        if let Some(label) = label {
            self.line(label, estimate);
        }
    }

    /// Prints what runs inside of the last operator.
    fn inside(&mut self, print: impl FnOnce(&mut Self)) {
        self.depth += 1;
        print(self);
        self.depth -= 1;
    }

    fn node(&mut self, node: &Node) {
        let own = self.labels.operator(node);
        match &node.operator {
            Operator::Empty
            | Operator::Values { .. }
            | Operator::CountFromIndex(_)
            | Operator::Service(_) => {
                self.named(own, Some(node.estimate));
            }
            Operator::Join(join) => self.join(join),
            Operator::EqualJoin {
                sides, conditions, ..
            } => {
                sides.iter().for_each(|side| self.node(side));
                self.named(own, None);
                conditions
                    .iter()
                    .for_each(|condition| self.condition(condition));
            }
            Operator::LeftJoin(join) => {
                let [left, right] = &join.sides;
                self.node(left);
                self.named(own, Some(node.estimate));
                let lookup = join.lookup.as_ref().filter(|pattern| {
                    let matching = self.labels.catalog.at(pattern.graph);
                    let matching = matching.count(pattern.constants());
                    !is_scanned(matching, left.estimate as usize)
                });
                match lookup {
                    Some(pattern) => {
                        let label = self.labels.index_lookup(pattern);
                        self.inside(|lines| lines.line(label, Some(node.estimate)));
                    }
                    None => self.inside(|lines| lines.node(right)),
                }
                if let Some(condition) = &join.condition {
                    self.inside(|lines| lines.exists(&condition.computed));
                }
            }
            Operator::AntiJoin { sides, .. } | Operator::Apply { sides, .. } => {
                self.node(&sides[0]);
                self.named(own, Some(node.estimate));
                self.inside(|lines| lines.node(&sides[1]));
            }
            Operator::Union(sides) => {
                self.named(own, Some(node.estimate));
                self.inside(|lines| lines.union(sides));
            }
            Operator::Extend { value, input, .. } => {
                self.node(input);
                if let Some(label) = own {
                    self.line(label, None);
                    self.inside(|lines| value.iter().for_each(|value| lines.exists(value)));
                }
            }
            Operator::Project { input, .. }
            | Operator::Slice { input, .. }
            | Operator::Carry { input, .. } => self.node(input),
            Operator::Sort { keys, input } => {
                self.named(own, Some(node.estimate));
                self.inside(|lines| {
                    lines.node(input);
                    keys.iter().for_each(|(key, _)| lines.exists(key));
                });
            }
            Operator::Distinct(input)
            | Operator::EachGraph { input, .. }
            | Operator::InGraph { input, .. } => {
                self.named(own, Some(node.estimate));
                self.inside(|lines| lines.node(input));
            }
            Operator::Group(group) => {
                self.named(own, Some(node.estimate));
                self.inside(|lines| {
                    lines.node(&group.input);
                    let values = group.aggregates.iter().flat_map(|of| &of.value);
                    values.for_each(|value| lines.exists(value));
                });
            }
        }
    }

    /// Prints the inputs of a union, and those of a union that is its first input.
    fn union(&mut self, sides: &[Node; 2]) {
        let [left, right] = sides;
        match &left.operator {
            Operator::Union(inner) => self.union(inner),
            _ => self.node(left),
        }
        self.node(right);
    }

    fn exists(&mut self, computed: &Computed) {
        for (variable, exists) in &computed.exists {
            self.one_exists(Some(*variable), exists);
        }
    }

    /// Prints the semi-join of an `EXISTS`, which an expression may have by a variable.
    fn one_exists(&mut self, variable: Option<Var>, exists: &Exists) {
        match exists {
            Exists::Either(both) => both
                .iter()
                .for_each(|exists| self.one_exists(variable, exists)),
            _ => {
                let label = match variable {
                    Some(variable) => self.labels.exists_in_expression(variable, exists),
                    None => self.labels.exists(exists, true),
                };
                self.line(label, None);
                self.inside(|lines| lines.input_of(exists));
            }
        }
    }

    fn input_of(&mut self, exists: &Exists) {
        match exists {
            Exists::Either(_) => self.one_exists(None, exists),
            Exists::SemiJoin { input, .. } | Exists::Apply { input, .. } => self.node(input),
            Exists::SemiJoinWhere {
                input, conditions, ..
            } => {
                self.node(input);
                conditions
                    .iter()
                    .for_each(|condition| self.exists(&condition.computed));
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        self.line(self.labels.condition(condition), None);
        self.inside(|lines| match condition.computed.semi_join() {
            Some((exists, _)) => lines.input_of(exists),
            None => lines.exists(&condition.computed),
        });
    }

    /// Prints a join: each condition where its variables are bound, if the rows are as expected.
    fn join(&mut self, join: &Join) {
        let mut open: Vec<&Condition> = join.conditions.iter().collect();
        let (mut bound, mut rows) = (VarSet::default(), 1.0);
        if let Some(first) = &join.first {
            self.join(first);
            bound.extend(&first.variables);
            rows = first.steps.last().map_or(1.0, |step| step.estimate);
        }
        for input in &join.before {
            self.node(&input.node);
            // What shares no variable with the leaves waits until these are joined.
            if !input.variables.is_disjoint(&join.variables) {
                bound.extend(&input.variables);
                rows = input.node.estimate;
            }
        }
        if let Some(search) = &join.search
            && bound.is_empty()
        {
            let condition = &join.conditions[search.condition];
            open.retain(|other| !std::ptr::eq(*other, condition));
            self.line(
                self.labels.text_search(condition),
                Some(search.estimate as f64),
            );
            bound.insert(search.variable);
            rows = search.estimate as f64;
        }
        for step in join.seeded.as_ref().unwrap_or(&join.steps) {
            let leaf = &join.leaves[step.leaf];
            let label = self.labels.step(leaf, &bound, rows as usize);
            self.line(label, Some(step.estimate));
            bound.extend(&leaf.variables());
            rows = step.estimate;
            open.retain(|condition| {
                let waits = condition.is_nondeterministic || !condition.variables.is_subset(&bound);
                if !waits {
                    self.condition(condition);
                }
                waits
            });
        }
        for input in &join.after {
            self.node(&input.node);
        }
        open.iter().for_each(|condition| self.condition(condition));
    }
}
