//! Graph patterns as relations.

use super::order::sliced;
use super::refusal::Refusal;
use super::relation::Relation;
use super::value::{Binding, FACETS, Facets, Kind, Value, common, quoted, stop};
use super::writer::{Active, Writer};
use crate::rdf::{Term, Triple, with_usual_case};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeMap;

impl Writer {
    /// Returns a pattern as a relation.
    pub fn pattern(
        &mut self,
        pattern: &GraphPattern,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        if !matches!(active, Active::Default) {
            check_in_graph(pattern)?;
        }
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let mut relation = Relation::default();
                for pattern in patterns {
                    self.triple(pattern, active, &mut relation)?;
                }
                Ok(relation)
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => self.path(subject, path, object, active),
            GraphPattern::Join { left, right } => {
                let left = self.pattern(left, active)?;
                left.join(self.pattern(right, active)?)
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => self.left_join(left, right, expression.as_ref(), active),
            GraphPattern::Filter { expr, inner } => {
                let mut relation = self.pattern(inner, active)?;
                let condition = self.condition(expr, &relation, active)?;
                relation.conditions.push(condition);
                Ok(relation)
            }
            GraphPattern::Union { left, right } => self.union(left, right, active),
            GraphPattern::Graph { name, inner } => {
                let active = match name {
                    NamedNodePattern::NamedNode(name) => Active::Named(name.to_string()),
                    NamedNodePattern::Variable(name) => Active::Each(name.clone()),
                };
                self.needs_named = true;
                let relation = self.pattern(inner, &active)?;
                match &active {
                    Active::Each(name) if !relation.bindings.contains_key(name.as_str()) => {
                        Err(Refusal::new("GRAPH without a statement in it", "GRAPH"))
                    }
                    _ => Ok(relation),
                }
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => self.extend(inner, variable, expression, active),
            GraphPattern::Minus { left, right } => self.minus(left, right, active),
            GraphPattern::Values {
                variables,
                bindings,
            } => self.values(variables, bindings),
            GraphPattern::OrderBy { inner, .. } => self.pattern(inner, active),
            GraphPattern::Project { inner, variables } => {
                let relation = self.pattern(inner, active)?;
                let names = names(variables);
                // What is not selected is another variable outside, even if it is called the same.
                let (columns, bindings) = self.select(&relation, Some(&names))?;
                Ok(self.relation_of(&format!("SELECT {columns}{}", relation.tail()), &bindings))
            }
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
                let relation = self.pattern(inner, active)?;
                let (columns, bindings) = self.select(&relation, None)?;
                let sql = format!("SELECT DISTINCT {columns}{}", relation.tail());
                Ok(self.relation_of(&sql, &bindings))
            }
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => self.slice(inner, *start, *length, active),
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.group(inner, variables, aggregates, active),
            GraphPattern::Lateral { .. } => Err(Refusal::new("LATERAL", "LATERAL")),
            GraphPattern::Service { .. } => Err(Refusal::new("SERVICE", "SERVICE")),
        }
    }

    /// Adds the statements that match a triple pattern.
    fn triple(
        &mut self,
        pattern: &TriplePattern,
        active: &Active,
        relation: &mut Relation,
    ) -> Result<(), Refusal> {
        let alias = self.alias("t");
        relation.add(format!("{} {alias}", table(active)));
        match active {
            Active::Default => {}
            Active::Named(name) => {
                relation
                    .conditions
                    .push(format!("{alias}.g = {}", quoted(name)));
            }
            Active::Each(name) => {
                relation.bind(name.as_str(), node(&alias, "g"))?;
            }
        }
        self.term(&pattern.subject, node(&alias, "s"), relation)?;
        let predicate = node(&alias, "p");
        match &pattern.predicate {
            NamedNodePattern::NamedNode(iri) => {
                let iri = quoted(&iri.to_string());
                relation.conditions.push(format!("{alias}.p = {iri}"));
            }
            NamedNodePattern::Variable(name) => relation.bind(name.as_str(), predicate)?,
        }
        let TermPattern::Triple(inner) = &pattern.object else {
            let facets = Facets::of(|name| format!("{alias}.o_{name}"));
            let object = Value::term(format!("{alias}.o"), Some(facets));
            return self.term(&pattern.object, object, relation);
        };
        relation
            .conditions
            .push(format!("{alias}.o_subject IS NOT NULL"));
        let part = |part: &str| node(&alias, part);
        self.term(&inner.subject, part("o_subject"), relation)?;
        let predicate = TermPattern::from(inner.predicate.clone());
        self.term(&predicate, part("o_predicate"), relation)?;
        let object = format!("{alias}.o_object");
        match &inner.object {
            TermPattern::Variable(name)
                if self.is_read(name.as_str())
                    && !relation.bindings.contains_key(name.as_str()) =>
            {
                let value = self.of_triple_term(object, relation);
                relation.bind(name.as_str(), value)
            }
            pattern => self.term(pattern, Value::term(object, None), relation),
        }
    }

    /// Binds a term of a pattern to a value, or compares it.
    pub fn term(
        &mut self,
        pattern: &TermPattern,
        value: Value,
        relation: &mut Relation,
    ) -> Result<(), Refusal> {
        let name = match pattern {
            TermPattern::Variable(name) => name.as_str().to_owned(),
            TermPattern::BlankNode(node) => format!("_:{}", node.as_str()),
            TermPattern::NamedNode(_) | TermPattern::Literal(_) | TermPattern::Triple(_) => {
                let what = "a triple term that is not the object of a pattern";
                let constant = constant(pattern).ok_or_else(|| Refusal::new(what, "<<("))?;
                let term = quoted(&with_usual_case(constant).to_string());
                relation.conditions.push(format!("{} = {term}", value.main));
                return Ok(());
            }
        };
        // What is known of a part of a triple term, or of an end of a path, is looked up if it is asked for.
        let value = match &value.facets {
            None if self.is_read(&name) && !relation.bindings.contains_key(&name) => {
                self.looked_up(value, relation)
            }
            _ => value,
        };
        relation.bind(&name, value)
    }

    /// Returns a term with what is known of it, by another table.
    fn looked_up(&mut self, value: Value, relation: &mut Relation) -> Value {
        self.needs_terms = true;
        let alias = self.alias("k");
        let on = format!("{alias}.term = {}", value.main);
        relation.add_outer(format!("terms {alias}"), on);
        let facets = Facets::of(|name| format!("{alias}.{name}"));
        Value::term(value.main, Some(facets))
    }

    /// Returns the object of a triple term with what is known of it. The query stops at a literal that no statement has, of which
    /// nothing else is known.
    fn of_triple_term(&mut self, main: String, relation: &mut Relation) -> Value {
        let value = self.looked_up(Value::term(&main, None), relation);
        let Some(known) = value.facets else {
            return Value::term(main, None);
        };
        let is_unknown = format!("{} IS NULL AND substr({main}, 1, 1) = '\"'", known.text);
        let message = "a literal that only a triple term has is read";
        let facets = Facets::of(|name| {
            let of = FACETS.iter().find(|(facet, _)| *facet == name);
            let stop = stop(message, of.map_or("STRING", |(_, of)| of));
            format!(
                "CASE WHEN {is_unknown} THEN {stop} ELSE {} END",
                known.get(name)
            )
        });
        Value::term(main, Some(facets))
    }

    fn union(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        let mut sides = [self.pattern(left, active)?, self.pattern(right, active)?];
        let [a, b] = &sides;
        let mut kinds: BTreeMap<String, (Kind, bool)> = BTreeMap::new();
        for name in a.bindings.keys().chain(b.bindings.keys()) {
            let of = |side: &Relation| side.bindings.get(name).cloned();
            let kind = match (of(a), of(b)) {
                (Some(a), Some(b)) => {
                    (common(a.value.kind, b.value.kind), a.is_bound && b.is_bound)
                }
                (Some(one), None) | (None, Some(one)) => (one.value.kind, false),
                (None, None) => continue,
            };
            kinds.insert(name.clone(), kind);
        }
        for side in &mut sides {
            for (name, (kind, is_bound)) in &kinds {
                let value = match side.bindings.get(name) {
                    Some(binding) => binding.value.widened(*kind)?,
                    None => Value::null(*kind),
                };
                let binding = Binding {
                    value,
                    is_bound: *is_bound,
                };
                side.bindings.insert(name.clone(), binding);
            }
        }
        let [a, b] = &sides;
        let (columns, bindings) = self.select(a, None)?;
        let first = format!("SELECT {columns}{}", a.tail());
        let (columns, _) = self.select(b, None)?;
        let second = format!("SELECT {columns}{}", b.tail());
        Ok(self.relation_of(&format!("{first}\nUNION ALL\n{second}"), &bindings))
    }

    fn extend(
        &mut self,
        inner: &GraphPattern,
        variable: &Variable,
        expression: &Expression,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        let mut relation = self.pattern(inner, active)?;
        let value = self.expression(expression, &relation, active)?;
        let is_simple = value.main.len() <= SHORT;
        let is_bound = match expression {
            Expression::NamedNode(_) | Expression::Literal(_) => true,
            Expression::Variable(name) => {
                let of = relation.bindings.get(name.as_str());
                of.is_some_and(|binding| binding.is_bound)
            }
            _ => false,
        };
        let binding = Binding { value, is_bound };
        relation
            .bindings
            .insert(variable.as_str().to_owned(), binding);
        if is_simple {
            return Ok(relation);
        }
        // What is long would be computed, and written, wherever the variable is read.
        let (table, mut extended) = self.table(&relation)?;
        extended.add(table);
        Ok(extended)
    }

    fn values(
        &mut self,
        variables: &[Variable],
        bindings: &[Vec<Option<GroundTerm>>],
    ) -> Result<Relation, Refusal> {
        let mut rows = Vec::new();
        for row in bindings {
            let mut relation = Relation::default();
            for (index, name) in variables.iter().enumerate() {
                let term = row.get(index).and_then(Option::as_ref);
                let value = term.map(|term| Value::ground(term).as_term()).transpose()?;
                let is_bound = bindings
                    .iter()
                    .all(|row| row.get(index).is_some_and(Option::is_some));
                let value = value.unwrap_or_else(|| Value::null(Kind::Term));
                let binding = Binding { value, is_bound };
                relation.bindings.insert(name.as_str().to_owned(), binding);
            }
            rows.push(relation);
        }
        let is_empty = rows.is_empty();
        if is_empty {
            let mut relation = Relation::default();
            for name in variables {
                let value = Value::null(Kind::Term);
                let binding = Binding {
                    value,
                    is_bound: false,
                };
                relation.bindings.insert(name.as_str().to_owned(), binding);
            }
            rows.push(relation);
        }
        let mut selects = Vec::new();
        let mut found = Vec::new();
        for row in &rows {
            let (columns, bindings) = self.select(row, None)?;
            selects.push(format!("SELECT {columns}"));
            found = bindings;
        }
        let mut sql = selects.join("\nUNION ALL\n");
        if is_empty {
            sql.push_str("\nWHERE FALSE");
        }
        Ok(self.relation_of(&sql, &found))
    }

    fn slice(
        &mut self,
        inner: &GraphPattern,
        start: usize,
        length: Option<usize>,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        let GraphPattern::Project { inner, variables } = inner else {
            return Err(Refusal::new(
                "LIMIT of distinct rows within a query",
                "LIMIT",
            ));
        };
        let (unsorted, order): (_, &[OrderExpression]) = match &**inner {
            GraphPattern::OrderBy { inner, expression } => (&**inner, expression),
            inner => (inner, &[]),
        };
        let relation = self.pattern(unsorted, active)?;
        let keys = self.keys(order, &relation)?;
        let (columns, bindings) = self.select(&relation, Some(&names(variables)))?;
        let sql = format!(
            "SELECT {columns}{}{}",
            relation.tail(),
            sliced(&keys, start, length)
        );
        Ok(self.relation_of(&sql, &bindings))
    }
}

/// How long an expression may be that is written again wherever its variable is read, in bytes.
const SHORT: usize = 200;

/// Refuses what is evaluated for each graph, also for one that has no statement of a pattern.
fn check_in_graph(pattern: &GraphPattern) -> Result<(), Refusal> {
    match pattern {
        GraphPattern::Bgp { patterns } if patterns.is_empty() => {
            Err(Refusal::new("GRAPH without a statement in it", "GRAPH"))
        }
        GraphPattern::Values { .. } => Err(Refusal::new("VALUES within GRAPH", "GRAPH")),
        GraphPattern::Project { .. }
        | GraphPattern::Distinct { .. }
        | GraphPattern::Reduced { .. }
        | GraphPattern::Slice { .. }
        | GraphPattern::Group { .. } => Err(Refusal::new("a subquery within GRAPH", "GRAPH")),
        _ => Ok(()),
    }
}

fn names(variables: &[Variable]) -> Vec<String> {
    let names = variables.iter().map(|name| name.as_str().to_owned());
    names.collect()
}

/// Returns the table of the statements that patterns are about.
pub fn table(active: &Active) -> &'static str {
    match active {
        Active::Default => "statements",
        Active::Named(_) | Active::Each(_) => "named",
    }
}

/// Returns what is known of an IRI or a blank node in a column.
pub fn node(alias: &str, column: &str) -> Value {
    let main = format!("{alias}.{column}");
    let facets = Facets::of(|name| match name {
        "text" if column.len() == 1 => format!("{main}_text"),
        "text" => {
            format!("CASE WHEN {main} LIKE '<%' THEN substr({main}, 2, length({main}) - 2) END")
        }
        "exact" => "CAST(NULL AS DECIMAL(38, 18))".to_owned(),
        "double" => "CAST(NULL AS DOUBLE)".to_owned(),
        _ => "CAST(NULL AS STRING)".to_owned(),
    });
    Value::term(main, Some(facets))
}

/// Returns the term of a pattern that has no variable in it.
fn constant(pattern: &TermPattern) -> Option<Term> {
    match pattern {
        TermPattern::NamedNode(iri) => Some(iri.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::Triple(triple) => {
            let subject = match constant(&triple.subject)? {
                Term::NamedNode(iri) => iri,
                _ => return None,
            };
            let NamedNodePattern::NamedNode(predicate) = triple.predicate.clone() else {
                return None;
            };
            let object = constant(&triple.object)?;
            Some(Triple::new(subject, predicate, object).into())
        }
        TermPattern::BlankNode(_) | TermPattern::Variable(_) => None,
    }
}
