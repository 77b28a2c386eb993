//! JSON and its numbers in the one form that equal values have
//! ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785), [data round tripping](https://www.w3.org/TR/json-ld11-api/#data-round-tripping)).

use super::json::{Json, Member, Value};
use std::fmt::Write;

/// The canonical form of a value.
pub fn canonical(json: &Json) -> String {
    let mut text = String::new();
    write(json, &mut text);
    text
}

fn write(json: &Json, into: &mut String) {
    match &json.value {
        Value::Null => into.push_str("null"),
        Value::Boolean(value) => into.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => into.push_str(&number(text.parse().unwrap_or(0.0))),
        Value::String(text) => write_string(text, into),
        Value::Array(items) => {
            into.push('[');
            for (index, item) in items.iter().enumerate() {
                into.push_str(if index > 0 { "," } else { "" });
                write(item, into);
            }
            into.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<&Member> = members.iter().collect();
            members.sort_by(|a, b| a.key.encode_utf16().cmp(b.key.encode_utf16()));
            into.push('{');
            for (index, member) in members.into_iter().enumerate() {
                into.push_str(if index > 0 { "," } else { "" });
                write_string(&member.key, into);
                into.push(':');
                write(&member.value, into);
            }
            into.push('}');
        }
    }
}

/// [RFC 8785, 3.2.2.2](https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.2)
fn write_string(text: &str, into: &mut String) {
    into.push('"');
    for character in text.chars() {
        match character {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\u{8}' => into.push_str("\\b"),
            '\t' => into.push_str("\\t"),
            '\n' => into.push_str("\\n"),
            '\u{c}' => into.push_str("\\f"),
            '\r' => into.push_str("\\r"),
            '\0'..='\u{1f}' => {
                // Writing to a string does not fail.
                let _ = write!(into, "\\u{:04x}", character as u32);
            }
            _ => into.push(character),
        }
    }
    into.push('"');
}

/// A number as ECMAScript writes it ([Number::toString](https://tc39.es/ecma262/#sec-numeric-types-number-tostring)).
fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let (sign, shortest) = (
        if value < 0.0 { "-" } else { "" },
        format!("{:e}", value.abs()),
    );
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits = mantissa.replace('.', "");
    let count = digits.len() as i32;
    // The point stands after this many digits.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let zeros = |count: i32| "0".repeat(count.max(0) as usize);
    let unsigned = match point {
        _ if !(-5..=21).contains(&point) => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            format!(
                "{first}{dot}{rest}e{}{}",
                if point > 0 { "+" } else { "-" },
                (point - 1).abs()
            )
        }
        _ if point <= 0 => format!("0.{}{digits}", zeros(-point)),
        _ if point >= count => format!("{digits}{}", zeros(point - count)),
        _ => {
            let (whole, part) = digits.split_at(point as usize);
            format!("{whole}.{part}")
        }
    };
    format!("{sign}{unsigned}")
}

/// A number of JSON as lexical form, and whether it is that of a double and not of an integer. `None` if no double is so large.
pub fn lexical_form(text: &str, wants_double: bool) -> Option<(String, bool)> {
    let value: f64 = text.parse().ok()?;
    if !value.is_finite() {
        return None;
    }
    if wants_double || value.fract() != 0.0 || value.abs() >= 1e21 {
        return Some((double(value), true));
    }
    let is_exact = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let digits = match text {
        // An integer is taken as it is written, however many digits a double could tell apart.
        _ if value == 0.0 => "0".to_owned(),
        text if is_exact => text.to_owned(),
        _ => format!("{value:.0}"),
    };
    Some((digits, false))
}

/// `5.3E0`: one digit, at most 15 after the point, no zeros at the end.
fn double(value: f64) -> String {
    let text = format!("{value:.15e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = mantissa.trim_end_matches('0');
    let zero = if mantissa.ends_with('.') { "0" } else { "" };
    format!("{mantissa}{zero}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (4.50, "4.5"),
            (2e-3, "0.002"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (1.5e-7, "1.5e-7"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (333_333_333.333_333_3, "333333333.3333333"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn lexical_forms_are_those_of_integers_and_doubles() {
        let is = |text, wants_double, expected: &str, is_double| {
            assert_eq!(
                lexical_form(text, wants_double),
                Some((expected.to_owned(), is_double))
            );
        };
        is("5", false, "5", false);
        is("-0", false, "0", false);
        is("1.0", false, "1", false);
        is("12345678901234567890", false, "12345678901234567890", false);
        is("1e3", false, "1000", false);
        is("1e21", false, "1.0E21", true);
        is("5.3", false, "5.3E0", true);
        is("5", true, "5.0E0", true);
        is("0.000001", false, "1.0E-6", true);
        is("-12.5e3", true, "-1.25E4", true);
        assert_eq!(lexical_form("1e999", false), None);
    }
}
