//! Literals that are not of the datatype that a property wants, and how they should be written.

use super::schema::XSD;
use super::scope::Scope;
use crate::dictionary::{LiteralType, TermId};
use crate::infer::Datatypes;
use crate::rdf::vocab;

/// The most characters of a value that a message shows.
const SHOWN: usize = 60;

/// Returns the text of a value for a message: numbers as they are written, everything else in backticks.
pub fn shown(scope: &Scope, value: TermId) -> String {
    if !scope.graph.dictionary.is_literal(value) {
        return scope.name(value);
    }
    let text = scope.graph.display(value);
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    match text.chars().count() > SHOWN {
        true => format!("`{}…`", text.chars().take(SHOWN).collect::<String>()),
        false if text.bytes().all(|b| b.is_ascii_digit()) => text,
        false => format!("`{text}`"),
    }
}

/// What kind of literal is there, in words.
pub fn kind(scope: &Scope, literal_type: &LiteralType) -> String {
    match literal_type.datatype.as_str() {
        vocab::XSD_STRING => "a text".to_owned(),
        _ if !literal_type.language.is_empty() => "a text with a language tag".to_owned(),
        datatype => {
            let name = scope.graph.prefixes.display_iri(datatype);
            format!("{} `{name}`", article(&name))
        }
    }
}

/// Returns the article of a datatype's name.
pub fn article(name: &str) -> &'static str {
    let local = name.rsplit([':', '#', '/']).next().unwrap_or(name);
    let is_xsd = name.starts_with("xsd:");
    match is_xsd || local.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    }
}

/// Whether numbers are the values of a datatype.
pub fn is_number(datatype: &str) -> bool {
    is_integer(datatype)
        || matches!(
            datatype.strip_prefix(XSD),
            Some("decimal" | "double" | "float")
        )
}

/// Whether integers are the values of a datatype.
pub fn is_integer(datatype: &str) -> bool {
    let integers = [
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
    ];
    datatype
        .strip_prefix(XSD)
        .is_some_and(|name| integers.contains(&name))
}

/// Returns a number without its separators of thousands and in ASCII digits, if a text is a number with them: `120,000`,
/// `1.234.567`, `1 200`, `1.200,50`, `１２０`.
pub fn without_separators(text: &str) -> Option<String> {
    let text: String = text.trim().chars().map(narrow).collect();
    let (sign, unsigned) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.get(..1).unwrap_or_default(), rest),
        None => ("", text.as_str()),
    };
    for separator in [
        ',', '.', ' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’', '，', '_',
    ] {
        let point = if separator == '.' { ',' } else { '.' };
        let (whole, fraction) = match unsigned.split_once(point) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (unsigned, None),
        };
        let mut groups = whole.split(separator);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_whole = !rest.is_empty()
            && first.len() <= 3
            && are_digits(first)
            && rest
                .iter()
                .all(|group| group.len() == 3 && are_digits(group))
            && fraction.is_none_or(are_digits);
        if is_whole {
            let sign = if sign == "-" { "-" } else { "" };
            let fraction = fraction
                .map(|digits| format!(".{digits}"))
                .unwrap_or_default();
            return Some(format!("{sign}{first}{}{fraction}", rest.concat()));
        }
    }
    None
}

/// Returns a character in its narrow form.
fn narrow(character: char) -> char {
    match character {
        '０'..='９' => {
            char::from_u32(character as u32 - '０' as u32 + '0' as u32).unwrap_or(character)
        }
        '．' => '.',
        other => other,
    }
}

/// Returns how a literal should be written so that it is of a datatype, as a hint.
pub fn correction(
    datatypes: &Datatypes,
    text: &str,
    of: &LiteralType,
    datatype: &str,
    shown: &str,
) -> Option<String> {
    let wanted = LiteralType {
        datatype: datatype.to_owned(),
        language: String::new(),
        direction: String::new(),
    };
    let fits = |text: &str| datatypes.value(text, &wanted).is_some();
    let text = text.trim();
    if is_number(datatype) {
        let narrow: String = text.chars().map(narrow).collect();
        let number = without_separators(text)
            .filter(|number| fits(number))
            .unwrap_or(narrow);
        if !fits(&number) {
            return None;
        }
        let separators = if number.len() < text.len() {
            " and separators"
        } else {
            ""
        };
        return Some(match datatype.strip_prefix(XSD) {
            Some("double") if !number.contains(['e', 'E']) => match is_number(&of.datatype) {
                true => format!("write `{number}e0`"),
                false => format!("write `{number}e0` without quotes"),
            },
            Some("float") => format!("write `\"{number}\"^^{shown}`"),
            _ if of.datatype.starts_with(XSD) && is_number(&of.datatype) => {
                format!("write `{number}`")
            }
            _ => format!("write `{number}` without quotes{separators}"),
        });
    }
    if datatype == vocab::XSD_BOOLEAN {
        let truth = match text.to_lowercase().as_str() {
            "true" | "yes" | "1" | "是" => "true",
            "false" | "no" | "0" | "否" => "false",
            _ => return None,
        };
        return Some(format!("write `{truth}` without quotes"));
    }
    if datatype == vocab::RDF_LANG_STRING {
        return Some("add its language tag, as in `\"park\"@en`".to_owned());
    }
    if datatype == vocab::XSD_STRING {
        return Some(match of.language.is_empty() {
            true => format!("write `\"{text}\"`"),
            false => "leave out the language tag, or make the range `rdf:langString`".to_owned(),
        });
    }
    let lexical = as_time(text, datatype).filter(|text| fits(text));
    let lexical = lexical.or_else(|| fits(text).then(|| text.to_owned()))?;
    Some(format!("write `\"{lexical}\"^^{shown}`"))
}

/// Returns a date or a year in the form of a datatype, given a text in another usual form.
fn as_time(text: &str, datatype: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['.', '/', '-', '年', '月', '日', 'T']).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    let date = match parts.as_slice() {
        [year, month, day, ..] if year.len() == 4 => {
            Some((number(year)?, number(month)?, number(day)?))
        }
        [day, month, year] if year.len() == 4 => {
            Some((number(year)?, number(month)?, number(day)?))
        }
        _ => None,
    };
    let date = date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
    match datatype.strip_prefix(XSD)? {
        "date" => date,
        "dateTime" if !text.contains(':') => date.map(|date| format!("{date}T00:00:00")),
        "gYear" => date
            .as_ref()
            .and_then(|date| date.get(..4))
            .or_else(|| text.strip_suffix('年'))
            .map(str::to_owned),
        "gYearMonth" => date.and_then(|date| date.get(..7).map(str::to_owned)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_without_their_separators() {
        for (text, number) in [
            ("120,000", Some("120000")),
            ("1,234,567.5", Some("1234567.5")),
            ("1.200", Some("1200")),
            ("1.234.567,50", Some("1234567.50")),
            ("-1 200", Some("-1200")),
            ("1'200", Some("1200")),
            ("１２０,０００", Some("120000")),
            ("120", None),
            ("1,20", None),
            ("2020,12,31", None),
            ("1,200 Einwohner", None),
            ("", None),
        ] {
            assert_eq!(without_separators(text).as_deref(), number, "{text}");
        }
    }
}
