//! What a SELECT clause may name ([SPARQL 1.1, 18.2.4.1](https://www.w3.org/TR/sparql11-query/#sparqlGroupAggregate)):
//! each variable once, and of a grouped query only what is grouped by or aggregated.

use super::super::tokens::Kind;
use super::Fault;
use super::grammar::{Grammar, Read};
use std::ops::Range;

/// A SELECT clause.
#[derive(Default)]
pub(super) struct Selected {
    /// The tokens of its variables, and for expressions the variables outside of aggregates.
    pub columns: Vec<(usize, Option<Vec<usize>>)>,
    /// The token of its `*`.
    pub star: Option<usize>,
    /// Whether an expression has an aggregate.
    pub has_aggregate: bool,
    /// Whether there is a GROUP BY.
    pub is_grouped: bool,
    /// The variables that are grouped by.
    pub keys: Vec<String>,
    /// The tokens of its pattern.
    pub pattern: Range<usize>,
}

impl Selected {
    /// The first thing that it names and may not.
    fn fault(&self, grammar: &Grammar) -> Option<Fault> {
        let name = |token: usize| {
            let token = grammar.tokens.get(token);
            token.map_or("", |token| &token.text(grammar.text)[1..])
        };
        let at = |token: usize| {
            grammar
                .tokens
                .get(token)
                .map_or(0, |token| token.range.start)
        };
        if let Some(star) = self.star
            && (self.is_grouped || self.has_aggregate)
        {
            let problem = "`*` and groups do not go together: name the variables";
            return Some(Fault::new(at(star), problem));
        }
        let mut before: Vec<&str> = Vec::new();
        for (token, free) in &self.columns {
            let variable = name(*token);
            if before.contains(&variable) {
                let problem = format!("`?{variable}` is there already in this `SELECT`");
                return Some(Fault::new(at(*token), problem));
            }
            let used = match free {
                Some(free) => free.as_slice(),
                None => std::slice::from_ref(token),
            };
            let is_loose = |token: &&usize| {
                let used = name(**token);
                !before.contains(&used) && !self.keys.iter().any(|key| key == used)
            };
            if (self.is_grouped || self.has_aggregate)
                && let Some(loose) = used.iter().find(is_loose)
            {
                let variable = name(*loose);
                let problem = format!(
                    "`?{variable}` is neither grouped by nor inside an aggregate: add it to `GROUP BY`, or take one of its values with `SAMPLE(?{variable})`"
                );
                return Some(Fault::new(at(*loose), problem));
            }
            if free.is_some() && !self.is_grouped && self.is_in_pattern(grammar, variable) {
                let problem = format!("`?{variable}` is used in the pattern");
                let fault = Fault::new(at(*token), problem);
                return Some(fault.with_hint("after `AS` a new name is needed"));
            }
            before.push(variable);
        }
        None
    }

    fn is_in_pattern(&self, grammar: &Grammar, variable: &str) -> bool {
        self.pattern.clone().any(|at| {
            let token = grammar.tokens.get(at);
            let is_name = token.is_some_and(|token| {
                token.kind == Kind::Variable && &token.text(grammar.text)[1..] == variable
            });
            is_name && !grammar.subqueries.iter().any(|range| range.contains(&at))
        })
    }
}

impl Grammar<'_> {
    /// A SELECT query or subquery, up to its modifiers.
    pub fn select(&mut self) -> Read<Selected> {
        self.at += 1;
        if ["DISTINCT", "REDUCED"].contains(&self.word().as_str()) {
            self.at += 1;
        }
        let mut selected = Selected {
            star: (self.token() == Some("*")).then_some(self.at),
            ..Selected::default()
        };
        if !self.eat("*") {
            while self.column(&mut selected)? {}
            if selected.columns.is_empty() {
                let name = self.token().unwrap_or_default();
                if !["", "WHERE", "FROM"].contains(&self.word().as_str()) {
                    let problem = format!("a variable begins with a question mark: `?{name}`");
                    return Err(self.fault(problem));
                }
                return Err(self.expected("variables, `(expression AS ?name)` or `*`"));
            }
        }
        self.sources()?;
        let start = self.at;
        self.where_group()?;
        selected.pattern = start..self.at;
        self.aggregates = (0, false);
        selected.is_grouped = self.modifiers(&mut selected.keys)?;
        selected.has_aggregate |= self.aggregates.1;
        if self.later.is_none() {
            self.later = selected.fault(self);
        }
        Ok(selected)
    }

    /// A variable or expression of a SELECT clause; false if there is no further one.
    fn column(&mut self, selected: &mut Selected) -> Read<bool> {
        if self.kind() == Some(Kind::Variable) {
            selected.columns.push((self.at, None));
            self.at += 1;
        } else if self.token() == Some("(") {
            self.open()?;
            self.free.clear();
            self.aggregates = (0, false);
            let start = self.at;
            self.expression()?;
            let is_variable = self.at == start + 1 && self.free == [start];
            if is_variable && self.token() == Some(")") {
                let problem =
                    "a variable in `SELECT` stands without parentheses, or with `AS ?name`";
                return Err(self.fault(problem.to_owned()));
            }
            if self.word() != "AS" {
                return Err(self.expected("an operator or `AS ?name`"));
            }
            self.at += 1;
            let variable = self.at;
            self.variable()?;
            self.close(")", "`)`")?;
            selected.has_aggregate |= self.aggregates.1;
            let free = std::mem::take(&mut self.free);
            selected.columns.push((variable, Some(free)));
        } else if self.token() == Some(",") {
            let message = "no comma stands between the variables of `SELECT`".to_owned();
            return Err(self.fault(message));
        } else if self.is_call() {
            let name = self.token().unwrap_or_default().to_owned();
            let message = format!("an expression in `SELECT` is written `({name}(…) AS ?name)`");
            return Err(self.fault(message));
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}
