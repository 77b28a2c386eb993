//! [Functions on strings](https://www.w3.org/TR/sparql11-query/#func-strings).

use super::numeral::Numeral;
use super::value::{Text, Value};
use crate::dictionary::Number;

/// [`STRLEN`](https://www.w3.org/TR/sparql11-query/#func-strlen)
pub fn length(arguments: &[Value]) -> Option<Value> {
    let length = arguments.first()?.string()?.text.chars().count();
    Some(Value::integer(length.try_into().ok()?))
}

/// [`UCASE`](https://www.w3.org/TR/sparql11-query/#func-ucase)
pub fn upper_case(arguments: &[Value]) -> Option<Value> {
    let text = arguments.first()?.string()?;
    Some(text.with(text.text.to_uppercase()))
}

/// [`LCASE`](https://www.w3.org/TR/sparql11-query/#func-lcase)
pub fn lower_case(arguments: &[Value]) -> Option<Value> {
    let text = arguments.first()?.string()?;
    Some(text.with(text.text.to_lowercase()))
}

/// Two strings, if they are [compatible](https://www.w3.org/TR/sparql11-query/#func-arg-compatibility).
fn compatible(arguments: &[Value]) -> Option<(Text<'_>, Text<'_>)> {
    let [text, part] = arguments else { return None };
    let (text, part) = (text.string()?, part.string()?);
    (part.is_simple() || text.has_language_of(&part)).then_some((text, part))
}

/// [`STRSTARTS`](https://www.w3.org/TR/sparql11-query/#func-strstarts)
pub fn starts(arguments: &[Value]) -> Option<Value> {
    let (text, part) = compatible(arguments)?;
    Some(text.text.starts_with(part.text).into())
}

/// [`STRENDS`](https://www.w3.org/TR/sparql11-query/#func-strends)
pub fn ends(arguments: &[Value]) -> Option<Value> {
    let (text, part) = compatible(arguments)?;
    Some(text.text.ends_with(part.text).into())
}

/// [`CONTAINS`](https://www.w3.org/TR/sparql11-query/#func-contains)
pub fn contains(arguments: &[Value]) -> Option<Value> {
    let (text, part) = compatible(arguments)?;
    Some(text.text.contains(part.text).into())
}

/// [`STRBEFORE`](https://www.w3.org/TR/sparql11-query/#func-strbefore)
pub fn before(arguments: &[Value]) -> Option<Value> {
    let (text, part) = compatible(arguments)?;
    let split = text.text.split_once(part.text);
    Some(split.map_or_else(|| Value::text(""), |(before, _)| text.with(before)))
}

/// [`STRAFTER`](https://www.w3.org/TR/sparql11-query/#func-strafter)
pub fn after(arguments: &[Value]) -> Option<Value> {
    let (text, part) = compatible(arguments)?;
    let split = text.text.split_once(part.text);
    Some(split.map_or_else(|| Value::text(""), |(_, after)| text.with(after)))
}

/// [`CONCAT`](https://www.w3.org/TR/sparql11-query/#func-concat): with a language that all parts have.
pub fn concat(arguments: &[Value]) -> Option<Value> {
    let texts: Option<Vec<Text>> = arguments.iter().map(Value::string).collect();
    let texts = texts?;
    let joined: String = texts.iter().map(|text| text.text).collect();
    Some(match texts.split_first() {
        Some((first, others)) if others.iter().all(|text| text.has_language_of(first)) => {
            first.with(joined)
        }
        _ => Value::text(joined),
    })
}

/// [`SUBSTR`](https://www.w3.org/TR/sparql11-query/#func-substr): the characters from a position on, as many as a length
/// says, both rounded as [`fn:substring`](https://www.w3.org/TR/xpath-functions-31/#func-substring) does.
pub fn part(arguments: &[Value]) -> Option<Value> {
    let (text, start, length) = match arguments {
        [text, start] => (text, start, None),
        [text, start, length] => (text, start, Some(length)),
        _ => return None,
    };
    let text = text.string()?;
    let start = rounded(&start.number()?);
    let end = match length {
        Some(length) => start + rounded(&length.number()?),
        None => f64::INFINITY,
    };
    let is_inside = |position: f64| start <= position && position < end;
    let characters = text.text.chars().zip(1_u64..);
    let inside = characters.filter(|(_, position)| is_inside(*position as f64));
    Some(text.with(inside.map(|(character, _)| character).collect::<String>()))
}

/// Returns a position, rounded half up.
pub fn rounded(number: &Numeral) -> f64 {
    match number {
        Numeral::Small(Number::Integer(value)) => i64::from(*value) as f64,
        number => f64::from(number.double().round()),
    }
}

/// [`ENCODE_FOR_URI`](https://www.w3.org/TR/sparql11-query/#func-encode)
pub fn encode(arguments: &[Value]) -> Option<Value> {
    let mut encoded = String::new();
    for byte in arguments.first()?.string()?.text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(byte.into());
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(Value::text(encoded))
}

/// [`LANGMATCHES`](https://www.w3.org/TR/sparql11-query/#func-langMatches), by
/// [basic filtering](https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1).
pub fn lang_matches(arguments: &[Value]) -> Option<Value> {
    let [tag, range] = arguments else { return None };
    Some(is_in_range(tag.simple()?, range.simple()?).into())
}

/// Returns whether a language tag matches a range ([RFC 4647, basic filtering](https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1)).
pub fn is_in_range(tag: &str, range: &str) -> bool {
    if range == "*" {
        return !tag.is_empty();
    }
    let mut subtags = tag.split('-');
    let mut wanted = range.split('-');
    // No range is empty, so what has no language matches none.
    let matches = wanted.all(|wanted| {
        subtags
            .next()
            .is_some_and(|tag| tag.eq_ignore_ascii_case(wanted))
    });
    matches && !range.is_empty()
}
