//! Functions that SQL has, too.

use super::expression::{cast, iri, name_of};
use super::refusal::Refusal;
use super::value::{Kind, Value, quoted};
use super::writer::Writer;
use crate::rdf::{usual_case, vocab};
use spargebra::algebra::{Expression, Function};

impl Writer {
    /// Returns the value of a function.
    pub fn function(
        &mut self,
        function: &Function,
        arguments: &[Expression],
        values: &[Value],
    ) -> Result<Value, Refusal> {
        let name = name_of(function);
        let refused = || Refusal::new(format!("the function `{name}`"), last_part(&name));
        match (function, values) {
            (Function::Str, [value]) => Ok(Value::text(value.as_str()?)),
            (Function::Lang, [value]) => Ok(Value::new(
                Kind::Text { is_tag: true },
                value.as_term()?.facets()?.lang.clone(),
            )),
            (Function::LangMatches, [tag, _]) => language_matches(tag, arguments),
            (Function::Datatype, [value]) => Ok(iri(&value.as_term()?.facets()?.datatype)),
            (Function::Concat, values) => {
                let mut parts = Vec::new();
                for value in values {
                    parts.push(value.as_text()?);
                }
                // Texts of one language would make a text of this language.
                let has_plain = values
                    .iter()
                    .any(|value| matches!(value.kind, Kind::Text { .. }));
                match parts.as_slice() {
                    [] => Ok(Value::text("''")),
                    parts if has_plain => Ok(Value::text(format!("({})", parts.join(" || ")))),
                    _ => Err(in_language(&name)),
                }
            }
            (Function::StrLen, [value]) => Ok(Value::new(
                Kind::Integer,
                format!("length({})", value.as_text()?),
            )),
            (Function::UCase, [value]) => {
                Ok(Value::text(format!("upper({})", plain(value, &name)?)))
            }
            (Function::LCase, [value]) => {
                Ok(Value::text(format!("lower({})", plain(value, &name)?)))
            }
            (Function::SubStr, [value, start]) => {
                let (text, start) = (plain(value, &name)?, positive(start, arguments.get(1))?);
                Ok(Value::text(format!("substr({text}, {start})")))
            }
            (Function::SubStr, [value, start, length]) => {
                let (text, start) = (plain(value, &name)?, positive(start, arguments.get(1))?);
                let length = positive(length, arguments.get(2))?;
                Ok(Value::text(format!("substr({text}, {start}, {length})")))
            }
            (Function::Contains, [a, b]) => {
                let (a, b) = (a.as_text()?, plain(b, &name)?);
                Ok(Value::boolean(format!("instr({a}, {b}) > 0")))
            }
            (Function::StrStarts, [a, b]) => {
                let (a, b) = (a.as_text()?, plain(b, &name)?);
                Ok(Value::boolean(format!("substr({a}, 1, length({b})) = {b}")))
            }
            (Function::StrEnds, [a, b]) => {
                let (a, b) = (a.as_text()?, plain(b, &name)?);
                Ok(Value::boolean(format!("right({a}, length({b})) = {b}")))
            }
            (Function::StrBefore, [a, b]) => {
                let (a, b) = (plain(a, &name)?, plain(b, &name)?);
                Ok(Value::text(format!(
                    "CASE WHEN instr({a}, {b}) > 0 THEN substr({a}, 1, instr({a}, {b}) - 1) WHEN {a} IS NOT NULL THEN '' END"
                )))
            }
            (Function::StrAfter, [a, b]) => {
                let (a, b) = (plain(a, &name)?, plain(b, &name)?);
                Ok(Value::text(format!(
                    "CASE WHEN instr({a}, {b}) > 0 THEN substr({a}, instr({a}, {b}) + length({b})) WHEN {a} IS NOT NULL THEN '' END"
                )))
            }
            (Function::StrLang, [value, _]) => match arguments.get(1) {
                Some(Expression::Literal(tag)) => Ok(Value::in_language(
                    &plain(value, &name)?,
                    &usual_case(tag.value()),
                )),
                _ => Err(refused()),
            },
            (Function::Iri, [value]) if matches!(value.kind, Kind::Term) => Err(refused()),
            (Function::IsIri, [value]) => Ok(starts(value, "<", Some("<<("))),
            (Function::IsBlank, [value]) => Ok(starts(value, "_", None)),
            (Function::IsTriple, [value]) => Ok(starts(value, "<<(", None)),
            (Function::IsLiteral, [value]) => Ok(match value.kind {
                Kind::Term => starts(value, "\"", None),
                _ => Value::boolean(format!("{} IS NOT NULL", value.main)),
            }),
            (Function::IsNumeric, [value]) => {
                let (_, double) = value.numbers()?;
                Ok(Value::boolean(format!(
                    "CASE WHEN {} IS NOT NULL THEN {double} IS NOT NULL END",
                    value.main
                )))
            }
            (Function::Year, [value]) => Ok(Value::new(Kind::Integer, part_of_date(value, 1, 4)?)),
            (Function::Month, [value]) => Ok(Value::new(Kind::Integer, part_of_date(value, 6, 2)?)),
            (Function::Day, [value]) => Ok(Value::new(Kind::Integer, part_of_date(value, 9, 2)?)),
            (function, [value]) => match cast(function) {
                Some("string") => Ok(Value::text(value.as_str()?)),
                Some("integer") => integer(value),
                _ => Err(refused()),
            },
            _ => Err(refused()),
        }
    }
}

fn last_part(name: &str) -> String {
    let name = name.trim_matches(['<', '>']);
    let end = name.rfind(['#', '/', ':']).map_or(0, |at| at + 1);
    name.get(end..).unwrap_or(name).to_owned()
}

fn in_language(name: &str) -> Refusal {
    let what = format!("`{name}` of a text that may have a language");
    Refusal::new(what, name)
}

/// Returns a text that has no language.
fn plain(value: &Value, name: &str) -> Result<String, Refusal> {
    match value.kind {
        Kind::Text { .. } => Ok(value.main.clone()),
        _ => Err(in_language(name)),
    }
}

/// Returns a position or a length, which SQL takes otherwise if it is not positive.
fn positive(value: &Value, argument: Option<&Expression>) -> Result<String, Refusal> {
    let is_positive = matches!(argument, Some(Expression::Literal(number))
        if number.value().parse().is_ok_and(|number: u32| number > 0));
    match value.kind {
        Kind::Integer if is_positive => Ok(value.main.clone()),
        _ => Err(Refusal::new(
            "SUBSTR from or for other than a positive number",
            "SUBSTR",
        )),
    }
}

/// Returns whether a language tag is in a range that is written in the query.
fn language_matches(tag: &Value, arguments: &[Expression]) -> Result<Value, Refusal> {
    let Some(Expression::Literal(range)) = arguments.get(1) else {
        return Err(Refusal::new(
            "a language range that is computed",
            "LANGMATCHES",
        ));
    };
    let Kind::Text { .. } = tag.kind else {
        return Err(Refusal::new(
            "LANGMATCHES of other than LANG",
            "LANGMATCHES",
        ));
    };
    let tag = &tag.main;
    Ok(Value::boolean(match range.value() {
        "*" => format!("{tag} <> ''"),
        range => {
            let range = range.to_ascii_lowercase();
            let wider = quoted(&format!("{range}-"));
            let length = range.chars().count() + 1;
            format!(
                "(lower({tag}) = {} OR substr(lower({tag}), 1, {length}) = {wider})",
                quoted(&range)
            )
        }
    }))
}

/// Returns whether the form of a term in N-Triples starts with a text, and not with another.
fn starts(value: &Value, with: &str, not: Option<&str>) -> Value {
    if value.kind != Kind::Term {
        return Value::boolean(format!(
            "CASE WHEN {} IS NOT NULL THEN FALSE END",
            value.main
        ));
    }
    let has = |start: &str, is: &str| {
        format!(
            "substr({}, 1, {}) {is} {}",
            value.main,
            start.chars().count(),
            quoted(start)
        )
    };
    let condition = match not {
        Some(not) => format!("({} AND {})", has(with, "="), has(not, "<>")),
        None => has(with, "="),
    };
    Value::boolean(condition)
}

/// Returns a part of a date as it is written.
fn part_of_date(value: &Value, start: usize, length: usize) -> Result<String, Refusal> {
    let value = value.as_term()?;
    let facets = value.facets()?;
    let types = ["date", "dateTime"].map(|name| quoted(&format!("{}{name}", super::value::XSD)));
    Ok(format!(
        "CASE WHEN {} IN ({}) AND substr({text}, 5, 1) = '-' THEN TRY_CAST(substr({text}, {start}, {length}) AS BIGINT) END",
        facets.datatype,
        types.join(", "),
        text = facets.text
    ))
}

/// Returns a value as an integer: a text that is one, or a number without what is behind its point.
fn integer(value: &Value) -> Result<Value, Refusal> {
    let of_text = |text: &str| {
        format!(
            "CASE WHEN translate({text}, '0123456789', '') IN ('', '-', '+') THEN TRY_CAST({text} AS BIGINT) END"
        )
    };
    let main = match value.kind {
        Kind::Integer => value.main.clone(),
        Kind::Text { .. } => of_text(&value.main),
        Kind::Term => {
            let facets = value.facets()?;
            let types = [vocab::XSD_STRING, vocab::XSD_INTEGER]
                .map(quoted)
                .join(", ");
            format!(
                "CASE WHEN {} IN ({types}) THEN {} END",
                facets.datatype,
                of_text(&facets.text)
            )
        }
        _ => return Err(Refusal::new("xsd:integer of a computed number", "integer")),
    };
    Ok(Value::new(Kind::Integer, main))
}
