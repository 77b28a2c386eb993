//! Text and attribute values of [XML 1.0](https://www.w3.org/TR/xml/) documents.

/// Whether XML can carry a character, itself or as a reference: production
/// [Char](https://www.w3.org/TR/xml/#NT-Char).
pub fn is_writable(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Escapes text between tags. A carriage return becomes a reference, since a parser reads a bare one as a line feed
/// (2.11). A character that XML cannot carry becomes U+FFFD.
pub fn text(text: &str) -> String {
    escaped(text, |character| match character {
        '\r' => Some("&#13;"),
        _ => None,
    })
}

/// Escapes the value of an attribute in double quotes. White space other than the space becomes a reference, since a
/// parser reads it as a space otherwise (3.3.3).
pub fn attribute(value: &str) -> String {
    escaped(value, |character| match character {
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        _ => None,
    })
}

fn escaped(text: &str, reference: fn(char) -> Option<&'static str>) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ if !is_writable(character) => escaped.push(char::REPLACEMENT_CHARACTER),
            _ => match reference(character) {
                Some(reference) => escaped.push_str(reference),
                None => escaped.push(character),
            },
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_survives_a_parser() {
        assert_eq!(
            text("a\r\n\t<&>\"b\u{1}"),
            "a&#13;\n\t&lt;&amp;&gt;&quot;b\u{FFFD}"
        );
        assert_eq!(attribute("a\r\n\tb"), "a&#13;&#10;&#9;b");
    }
}
