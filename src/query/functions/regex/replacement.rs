//! The replacement of `fn:replace`: [XPath and XQuery Functions and Operators 3.1,
//! 5.6.4](https://www.w3.org/TR/xpath-functions-31/#func-replace).

use super::PatternError;

/// A part of a replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplacementPart {
    Text(String),
    /// What a group matched; 0 is the whole match.
    Group(usize),
}

/// Reads a replacement for a pattern with this many groups.
pub fn parse_replacement(
    replacement: &str,
    groups: usize,
) -> Result<Vec<ReplacementPart>, PatternError> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut characters = (1..).zip(replacement.chars()).peekable();
    while let Some((position, character)) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some((_, escaped @ ('\\' | '$'))) => text.push(escaped),
                other => {
                    let escape = other.map(|(_, c)| c.to_string()).unwrap_or_default();
                    return Err(PatternError::Replacement {
                        position,
                        problem: format!(
                            "`\\{escape}` is not an escape, only `\\$` and `\\\\` are; write `\\\\` for the character"
                        ),
                    });
                }
            },
            '$' => {
                let mut number = None;
                // As many digits as name an existing group; the rest is text.
                while let Some((_, next)) = characters.peek()
                    && let Some(digit) = next.to_digit(10)
                {
                    let longer = number.unwrap_or(0_usize) * 10 + digit as usize;
                    if longer > groups.max(9) {
                        break;
                    }
                    number = Some(longer);
                    characters.next();
                }
                let Some(number) = number else {
                    return Err(PatternError::Replacement {
                        position,
                        problem: "`$` is not followed by the number of a group; write `\\$` for the character"
                            .to_owned(),
                    });
                };
                // A group that is not there is the empty string.
                if number <= groups {
                    parts.push(ReplacementPart::Text(std::mem::take(&mut text)));
                    parts.push(ReplacementPart::Group(number));
                }
            }
            character => text.push(character),
        }
    }
    parts.push(ReplacementPart::Text(text));
    Ok(parts)
}
