//! What a mapping compares in vain: a column of texts with a number.

use super::Mapping;
use super::columns::Used;
use super::findings::{TEXT_AND_NUMBER, at, at_word};
use crate::dictionary::Numeric;
use crate::finding::{Finding, Severity};
use crate::query::{AlgebraPart, TokenKind, tokens, walk_algebra};
use crate::rdf::{Literal, vocab};
use spargebra::Query;
use spargebra::algebra::Expression;
use std::collections::BTreeMap;

/// Returns the finding of each column without a type that a mapping compares with a number: no text is less than a number, or the same.
pub fn compared_texts(mapping: &Mapping, used: &[Used]) -> Vec<Finding> {
    let Query::Select { mut pattern, .. } = mapping.construct.select.clone() else {
        return Vec::new();
    };
    // The first number that each variable is compared with.
    let mut numbers: BTreeMap<String, Literal> = BTreeMap::new();
    walk_algebra(&mut pattern, &mut |part| {
        let AlgebraPart::Expression(expression) = part else {
            return;
        };
        for pair in compared(expression) {
            if let (Expression::Variable(variable), other) | (other, Expression::Variable(variable)) =
                pair
                && let Some(number) = number(other)
            {
                let known = numbers.entry(variable.as_str().to_owned());
                known.or_insert_with(|| number.clone());
            }
        }
    });
    let texts = used.iter().filter(|one| one.datatype == vocab::XSD_STRING);
    let found = texts.filter_map(|one| Some(finding(mapping, one, numbers.get(&one.variable)?)));
    found.collect()
}

/// Returns the pairs of expressions whose values an expression compares.
fn compared(expression: &Expression) -> Vec<(&Expression, &Expression)> {
    match expression {
        Expression::Equal(one, other)
        | Expression::Greater(one, other)
        | Expression::GreaterOrEqual(one, other)
        | Expression::Less(one, other)
        | Expression::LessOrEqual(one, other) => vec![(one, other)],
        Expression::In(one, others) => others.iter().map(|other| (&**one, other)).collect(),
        _ => Vec::new(),
    }
}

fn number(expression: &Expression) -> Option<&Literal> {
    match expression {
        Expression::Literal(literal) => Numeric::of(literal.datatype().as_str()).map(|_| literal),
        Expression::UnaryMinus(inner) | Expression::UnaryPlus(inner) => number(inner),
        _ => None,
    }
}

fn finding(mapping: &Mapping, column: &Used, number: &Literal) -> Finding {
    let (name, datatype) = (&column.variable, number.datatype());
    let message = format!("`?{name}` is a text in each row, and is compared with a number");
    let query = &mapping.query;
    let text = query.text();
    let comparison = tokens(text).windows(3).find_map(|window| {
        let [one, _, other] = window else { return None };
        let is_column = |token: &str| token.get(1..) == Some(name);
        let has = |column: usize, number: usize| {
            let [column, number] = [window.get(column)?, window.get(number)?];
            let is_variable = column.kind == TokenKind::Variable && is_column(column.text(text));
            (is_variable && number.kind == TokenKind::Number).then_some(())
        };
        has(0, 2).or_else(|| has(2, 0))?;
        Some(one.range.start..other.range.end)
    });
    let finding = match comparison {
        Some(span) => at(query, span, message),
        None => at_word(query, &["FILTER"], message),
    };
    let name_of_type = datatype.as_str().rsplit('#').next().unwrap_or_default();
    let hint = format!("say its type: `#+ types: {{ {name}: xsd:{name_of_type} }}`");
    Finding {
        id: TEXT_AND_NUMBER,
        severity: Severity::Warning,
        ..finding.with_hint(hint)
    }
}
