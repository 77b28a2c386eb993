//! The order of rows, and which of them are taken.

use super::refusal::Refusal;
use super::relation::Relation;
use super::value::Kind;
use super::writer::{Active, Writer};
use spargebra::algebra::OrderExpression;

impl Writer {
    /// Returns what rows are sorted by: unbound, blank nodes, IRIs, numbers by value, other literals by text, triple terms.
    pub fn keys(
        &mut self,
        order: &[OrderExpression],
        relation: &Relation,
    ) -> Result<Vec<Key>, Refusal> {
        let mut keys = Vec::new();
        for expression in order {
            let (expression, is_descending) = match expression {
                OrderExpression::Asc(expression) => (expression, false),
                OrderExpression::Desc(expression) => (expression, true),
            };
            let value = self.expression(expression, relation, &Active::Default)?;
            let mut add = |sql: String| keys.push(Key { sql, is_descending });
            let (Kind::Term, main) = (value.kind, &value.main) else {
                add(value.main);
                continue;
            };
            let facets = value.facets()?;
            add(format!(
                "CASE WHEN {main} IS NULL THEN 0 WHEN substr({main}, 1, 1) = '_' THEN 1 WHEN substr({main}, 1, 3) = '<<(' THEN 5 \
                 WHEN substr({main}, 1, 1) = '<' THEN 2 WHEN {} IS NOT NULL THEN 3 ELSE 4 END",
                facets.double
            ));
            add(facets.double.clone());
            add(facets.text.clone());
            add(main.clone());
        }
        Ok(keys)
    }
}

/// An expression that rows are sorted by.
pub struct Key {
    /// Its SQL.
    pub sql: String,
    /// Whether the largest comes first.
    pub is_descending: bool,
}

/// Returns what sorts and cuts rows. What is unbound comes first.
pub fn sliced(keys: &[Key], start: usize, length: Option<usize>) -> String {
    let mut sql = String::new();
    if !keys.is_empty() {
        let keys = keys
            .iter()
            .map(|Key { sql, is_descending }| match is_descending {
                true => format!("{sql} DESC NULLS LAST"),
                false => format!("{sql} NULLS FIRST"),
            });
        let keys: Vec<String> = keys.collect();
        sql.push_str(&format!("\nORDER BY {}", keys.join(", ")));
    }
    if let Some(length) = length {
        sql.push_str(&format!("\nLIMIT {length}"));
    }
    if start > 0 {
        sql.push_str(&format!("\nOFFSET {start}"));
    }
    sql
}
