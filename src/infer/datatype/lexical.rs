//! Lexical forms of [XML Schema datatypes](https://www.w3.org/TR/xmlschema11-2/) and of those of
//! [RDF](https://www.w3.org/TR/rdf12-concepts/#section-Datatypes). White space is not forgiven: a literal is taken as it is.

use super::Value;
use std::cmp::Ordering;
use std::fmt::Write;

/// [`decimal`](https://www.w3.org/TR/xmlschema11-2/#decimal) without superfluous zeros and sign.
pub fn decimal(text: &str) -> Option<String> {
    let (negative, unsigned) = sign(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut number = String::with_capacity(text.len() + 1);
    if negative && !(whole.is_empty() && fraction.is_empty()) {
        number.push('-');
    }
    number.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        number.push('.');
        number.push_str(fraction);
    }
    Some(number)
}

/// [`integer`](https://www.w3.org/TR/xmlschema11-2/#integer): a decimal without a point.
pub fn integer(text: &str) -> Option<String> {
    decimal(text).filter(|_| !text.contains('.'))
}

/// Whether a decimal is an integer between two bounds.
pub fn lies_in(number: &str, low: Option<i128>, high: Option<i128>) -> bool {
    if number.contains('.') {
        return false;
    }
    match number.parse::<i128>() {
        Ok(value) => low.is_none_or(|low| low <= value) && high.is_none_or(|high| value <= high),
        // It is further away from zero than every bound.
        Err(_) if number.starts_with('-') => low.is_none(),
        Err(_) => high.is_none(),
    }
}

/// Compares two decimals that [`decimal`] or [`integer`] wrote.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (a_below, a_unsigned) = sign(a);
    let (b_below, b_unsigned) = sign(b);
    let (a_whole, a_fraction) = a_unsigned.split_once('.').unwrap_or((a_unsigned, ""));
    let (b_whole, b_fraction) = b_unsigned.split_once('.').unwrap_or((b_unsigned, ""));
    // Without superfluous zeros the longer of two whole numbers is the larger one.
    let by_size = a_whole.len().cmp(&b_whole.len());
    let by_size = by_size.then_with(|| a_whole.cmp(b_whole));
    let by_size = by_size.then_with(|| a_fraction.cmp(b_fraction));
    match (a_below, b_below) {
        (false, false) => by_size,
        (true, true) => by_size.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// [`float`](https://www.w3.org/TR/xmlschema11-2/#float). A number that only rounds to zero or to infinity is not one.
pub fn float(text: &str) -> Option<u32> {
    let value: f32 = match special(text) {
        Some(value) => value as f32,
        None => numeral(text)?.parse().ok()?,
    };
    is_near(text, value.into()).then(|| if value.is_nan() { f32::NAN } else { value }.to_bits())
}

/// [`double`](https://www.w3.org/TR/xmlschema11-2/#double). A number that only rounds to zero or to infinity is not one.
pub fn double(text: &str) -> Option<u64> {
    let value: f64 = match special(text) {
        Some(value) => value,
        None => numeral(text)?.parse().ok()?,
    };
    is_near(text, value).then(|| if value.is_nan() { f64::NAN } else { value }.to_bits())
}

fn special(text: &str) -> Option<f64> {
    match text {
        "INF" | "+INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => None,
    }
}

/// Digits with a point, then an exponent; Rust reads more than XML Schema does.
fn numeral(text: &str) -> Option<&str> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    decimal(mantissa)?;
    integer(exponent)?;
    Some(text)
}

fn is_near(text: &str, value: f64) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let is_zero = !mantissa.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    special(text).is_some() || (value.is_finite() && (value != 0.0) != is_zero)
}

/// [`rdf:PlainLiteral`](https://www.w3.org/TR/rdf-plain-literal/): text, `@`, and a language tag that may be empty.
pub fn plain_literal(text: &str) -> Option<Value> {
    let (text, language) = text.rsplit_once('@')?;
    let known =
        language.is_empty() || is_language(language) && !language.starts_with(char::is_numeric);
    known.then(|| Value::Text(text.to_owned(), language.to_ascii_lowercase()))
}

/// [`hexBinary`](https://www.w3.org/TR/xmlschema11-2/#hexBinary)
pub fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2).map(|at| text.get(at..at + 2));
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect()
}

/// [`base64Binary`](https://www.w3.org/TR/xmlschema11-2/#base64Binary); single spaces may stand between characters.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
        return None;
    }
    let characters: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    let padding = characters
        .iter()
        .rev()
        .take_while(|byte| **byte == b'=')
        .count();
    if !characters.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for character in characters.iter().take(characters.len() - padding) {
        let six = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // The bits that the padding leaves over are zero.
    (bits & ((1 << count) - 1) == 0).then_some(bytes)
}

/// [`normalizedString`](https://www.w3.org/TR/xmlschema11-2/#normalizedString)
pub fn is_normalized(text: &str) -> bool {
    !text.contains(['\t', '\n', '\r'])
}

/// [`token`](https://www.w3.org/TR/xmlschema11-2/#token)
pub fn is_token(text: &str) -> bool {
    is_normalized(text) && !text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' ')
}

/// [`language`](https://www.w3.org/TR/xmlschema11-2/#language)
pub fn is_language(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphabetic();
    text.split('-').enumerate().all(|(index, part)| {
        (1..=8).contains(&part.len())
            && part
                .chars()
                .all(|c| letters(c) || index > 0 && c.is_ascii_digit())
    })
}

/// [`Name`](https://www.w3.org/TR/xml/#NT-Name)
pub fn is_name(text: &str) -> bool {
    text.starts_with(is_name_start) && is_nmtoken(text)
}

/// [`NCName`](https://www.w3.org/TR/xml-names/#NT-NCName)
pub fn is_nc_name(text: &str) -> bool {
    is_name(text) && !text.contains(':')
}

/// [`NMTOKEN`](https://www.w3.org/TR/xml/#NT-Nmtoken)
pub fn is_nmtoken(text: &str) -> bool {
    let is_name_char = |c: char| {
        is_name_start(c)
            || c.is_ascii_digit()
            || matches!(
                c,
                '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}'
            )
    };
    !text.is_empty() && text.chars().all(is_name_char)
}

fn is_name_start(c: char) -> bool {
    matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}' | '\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Whether a text is balanced [element content](https://www.w3.org/TR/xml/#NT-content).
pub fn is_xml_content(text: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        match after_markup(&rest[at..], &mut open) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    open.is_empty() && !rest.contains("]]>")
}

/// What follows a comment, a CDATA section, a processing instruction, a reference or a tag.
fn after_markup<'a>(markup: &'a str, open: &mut Vec<&'a str>) -> Option<&'a str> {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(inside) = markup.strip_prefix(start) {
            return inside.split_once(end).map(|(_, after)| after);
        }
    }
    if let Some(reference) = markup.strip_prefix('&') {
        let (name, after) = reference.split_once(';')?;
        return is_entity(name).then_some(after);
    }
    let (tag, after) = markup.strip_prefix('<')?.split_once('>')?;
    take_tag(tag, open).then_some(after)
}

fn is_entity(name: &str) -> bool {
    matches!(name, "lt" | "gt" | "amp" | "apos" | "quot")
        || name.strip_prefix('#').is_some_and(|number| {
            number.strip_prefix('x').map_or_else(
                || number.parse::<u32>().is_ok(),
                |digits| u32::from_str_radix(digits, 16).is_ok(),
            )
        })
}

/// What stands between `<` and `>`: an end tag closes the last open one, a start tag opens one unless it ends in `/`.
fn take_tag<'a>(tag: &'a str, open: &mut Vec<&'a str>) -> bool {
    if let Some(name) = tag.strip_prefix('/') {
        return open.pop() == Some(name.trim_end());
    }
    let (tag, closed) = tag
        .strip_suffix('/')
        .map_or((tag, false), |tag| (tag, true));
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    if !closed {
        open.push(name);
    }
    is_name(name) && are_attributes(attributes.trim())
}

fn are_attributes(mut text: &str) -> bool {
    while !text.is_empty() {
        let Some((name, value)) = text.split_once('=') else {
            return false;
        };
        let value = value.trim_start();
        let inside = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.split_once(quote));
        match inside {
            Some((inside, rest)) if is_name(name.trim()) && !inside.contains('<') => {
                text = rest.trim_start()
            }
            _ => return false,
        }
    }
    true
}

/// [`rdf:JSON`](https://www.w3.org/TR/rdf12-concepts/#section-json) with numbers as their nearest double and keys in order.
pub fn json(text: &str) -> Option<String> {
    let mut canonical = String::new();
    write_json(&serde_json::from_str(text).ok()?, &mut canonical)?;
    Some(canonical)
}

fn write_json(value: &serde_json::Value, text: &mut String) -> Option<()> {
    match value {
        serde_json::Value::Number(number) => {
            write!(text, "{:x}", number.as_f64()?.to_bits()).ok()?
        }
        serde_json::Value::Array(items) => {
            text.push('[');
            for item in items {
                write_json(item, text)?;
                text.push(',');
            }
            text.push(']');
        }
        serde_json::Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, member) in members {
                write!(text, "{name:?}:").ok()?;
                write_json(member, text)?;
                text.push(',');
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
    Some(())
}
