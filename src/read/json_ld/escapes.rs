//! The escapes of strings ([RFC 8259, section 7](https://www.rfc-editor.org/rfc/rfc8259#section-7)).

use crate::read::fault::Fault;

/// The character that an escape stands for; `at` is where its `\` is, and then the byte after it.
///
/// # Errors
/// If it is none, or only half of a character.
pub fn escape(text: &str, at: &mut usize) -> Result<char, Fault> {
    let start = *at;
    let rest = text.get(start + 1..).unwrap_or_default();
    let Some(letter) = rest.chars().next() else {
        return Err(invalid(start..start + 1, "`\\` is the end of the file"));
    };
    *at = start + 1 + letter.len_utf8();
    Ok(match letter {
        '"' | '\\' | '/' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(text, start, at),
        _ => {
            let message = format!("`\\{}` is not an escape of JSON", letter.escape_debug());
            let hint =
                "`\\` stands before one of `\"\\/bfnrtu`; the character itself is written `\\\\`";
            return Err(invalid(start..*at, message).with_hint(hint));
        }
    })
}

/// `\u` and four hexadecimal digits, or two of these that are a surrogate pair; `at` is after the first `u`.
fn unicode(text: &str, start: usize, at: &mut usize) -> Result<char, Fault> {
    let first = hexadecimal(text, *at).ok_or_else(|| {
        let rest = text.get(start..).unwrap_or_default();
        let end = rest
            .char_indices()
            .nth(6)
            .map_or(rest.len(), |(end, _)| end);
        let shown = rest.get(..end).unwrap_or_default();
        let end = start + shown.find(['"', '\n', '\r']).unwrap_or(end);
        invalid(
            start..end,
            "`\\u` must be followed by four hexadecimal digits",
        )
    })?;
    *at += 4;
    if let Some(character) = char::from_u32(first) {
        return Ok(character);
    }
    let follows = text.get(*at..).is_some_and(|rest| rest.starts_with("\\u"));
    if let Some(second) = hexadecimal(text, *at + 2).filter(|_| follows)
        && let Some(Ok(character)) = char::decode_utf16([first as u16, second as u16]).next()
    {
        *at += 6;
        return Ok(character);
    }
    let written = text.get(start..*at).unwrap_or_default();
    let message = format!("`{written}` is half of a surrogate pair, which stands for no character");
    let hint = "write the character itself, or both halves: `\\ud83d\\ude00` is 😀";
    Err(invalid(start..*at, message).with_hint(hint))
}

fn hexadecimal(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| are_digits)
}

fn invalid(span: std::ops::Range<usize>, message: impl Into<String>) -> Fault {
    Fault::new("invalid-json", message, span)
}
