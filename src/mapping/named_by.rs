//! How a mapping names the entities of the rows, so that the rows of another table can refer to them.

use super::Mapping;
use super::construct::Part;
use crate::query::{TokenKind, replaced, tokens};
use crate::rdf::Prefixes;
use std::ops::Range;

/// How a column becomes the entity of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBy {
    /// The variable of the column.
    pub variable: String,
    /// The expression whose value is the entity, with IRIs in full.
    pub expression: String,
}

impl Mapping {
    /// Returns how the first subject of the template is computed, if that is by a `BIND` from one variable. The prefixes are those of
    /// the project.
    pub fn named_by(&self, prefixes: &Prefixes) -> Option<NamedBy> {
        let Part::Variable(number) = self.construct.template.first()?.first()? else {
            return None;
        };
        let subject = self.construct.variables.get(*number)?;
        let computed = self.construct.computed.iter();
        let computed = computed.rev().find(|one| one.variable == *subject)?;
        let mut needs = computed.needs.iter();
        let (Some(variable), None) = (needs.next(), needs.next()) else {
            return None;
        };
        let text = self.query.text();
        let tokens = tokens(text);
        let is_word = |at: usize, word: &str| {
            let token = tokens.get(at);
            token.is_some_and(|token| token.text(text).eq_ignore_ascii_case(word))
        };
        let is_end = |at: &usize| {
            let name = tokens
                .get(at + 1)
                .and_then(|token| token.text(text).get(1..));
            is_word(*at, "AS") && name == Some(subject)
        };
        let end = (0..tokens.len()).find(is_end)?;
        let start = (0..end).rev().find(|at| is_word(*at, "BIND"))?;
        let inside = tokens.get(start + 2..end)?;
        let mut known = prefixes.clone();
        known.declare("bixi", crate::rdf::vocab::FUNCTIONS);
        for (name, namespace) in &self.prefixes {
            known.declare(name, namespace);
        }
        let first = inside.first()?.range.start;
        let expression = text.get(first..inside.last()?.range.end)?;
        let names = inside.iter().filter(|token| token.kind == TokenKind::Word);
        let names = names.filter_map(|token| {
            let iri = known.expand(token.text(text))?;
            let range = token.range.start - first..token.range.end - first;
            Some((range, format!("<{iri}>")))
        });
        let names: Vec<(Range<usize>, String)> = names.collect();
        let names = names
            .iter()
            .map(|(range, iri)| (range.clone(), iri.as_str()));
        let names: Vec<(Range<usize>, &str)> = names.collect();
        Some(NamedBy {
            variable: variable.clone(),
            expression: replaced(expression, &names),
        })
    }
}
