//! Escapes in strings, IRIs and local names ([Turtle, 6.4](https://www.w3.org/TR/rdf12-turtle/#sec-escapes)).

use super::fault::Fault;

/// Whether `%` at a byte is followed by two hexadecimal digits.
pub fn is_percent_encoded(bytes: &[u8], at: usize) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    digit(at + 1) && digit(at + 2)
}

/// The length of the escape at a byte of a string, and what is wrong with it.
pub fn check_string_escape(text: &str, at: usize) -> (usize, Option<Fault>) {
    let bytes = text.as_bytes();
    match bytes.get(at + 1) {
        Some(b't' | b'b' | b'n' | b'r' | b'f' | b'"' | b'\'' | b'\\') => (2, None),
        Some(b'u' | b'U') => match code_point(bytes, at) {
            Ok((length, _)) => (length, None),
            Err((length, message)) => {
                let span = at..at + length;
                (length, Some(Fault::new("invalid-escape", message, span)))
            }
        },
        // A line break or the end is left to what looks for the end of the string.
        Some(b'\n' | b'\r') | None => (1, Some(unknown(at..at + 1))),
        Some(_) => {
            let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
            let length = 1 + next.map_or(1, char::len_utf8);
            (length, Some(unknown(at..at + length)))
        }
    }
}

fn unknown(span: std::ops::Range<usize>) -> Fault {
    let message =
        "`\\` in a string must be followed by one of `t b n r f \" ' \\`, by `u` or by `U`";
    Fault::new("invalid-escape", message, span).with_hint("write `\\\\` for the character itself")
}

/// The length and the character of `\u0041` or `\U00000041`, or the length of what is none and why.
fn code_point(bytes: &[u8], at: usize) -> Result<(usize, char), (usize, &'static str)> {
    let digits = if bytes.get(at + 1) == Some(&b'U') {
        8
    } else {
        4
    };
    let hex = bytes.get(at + 2..).unwrap_or_default();
    let hex = &hex[..hex.len().min(digits)];
    let valid = hex
        .iter()
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    if valid < digits {
        let message = if digits == 8 {
            "`\\U` must be followed by eight hexadecimal digits"
        } else {
            "`\\u` must be followed by four hexadecimal digits"
        };
        return Err((2 + valid, message));
    }
    let number = hex.iter().fold(0_u32, |number, byte| {
        number << 4 | (*byte as char).to_digit(16).unwrap_or_default()
    });
    match char::from_u32(number) {
        Some(character) => Ok((2 + digits, character)),
        None if (0xD800..0xE000).contains(&number) => Err((
            2 + digits,
            "this is half of a surrogate pair, which is not a character of its own",
        )),
        None => Err((2 + digits, "there is no character of this number")),
    }
}

/// Appends a string without its escapes. Escapes that are none were reported, and are left out.
pub fn unescape_string(raw: &[u8], into: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(length) = memchr::memchr(b'\\', rest) {
        into.extend_from_slice(&rest[..length]);
        let plain = match rest.get(length + 1) {
            Some(b't') => b'\t',
            Some(b'b') => 8,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b'f') => 12,
            Some(b'u' | b'U') => {
                let length_of_escape = push_code_point(rest, length, into);
                rest = rest.get(length + length_of_escape..).unwrap_or_default();
                continue;
            }
            Some(other) => *other,
            None => return,
        };
        into.push(plain);
        rest = rest.get(length + 2..).unwrap_or_default();
    }
    into.extend_from_slice(rest);
}

fn push_code_point(bytes: &[u8], at: usize, into: &mut Vec<u8>) -> usize {
    match code_point(bytes, at) {
        Ok((length, character)) => {
            into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            length
        }
        Err((length, _)) => length,
    }
}

/// Appends an IRI without its escapes.
///
/// # Errors
/// Where the first escape that is none starts, its length, and why it is none.
pub fn unescape_iri(raw: &[u8], into: &mut Vec<u8>) -> Result<(), (usize, usize, &'static str)> {
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        if *byte != b'\\' {
            into.push(*byte);
            at += 1;
            continue;
        }
        if !matches!(raw.get(at + 1), Some(b'u' | b'U')) {
            return Err((at, 1, "`\\` in an IRI must be followed by `u` or `U`"));
        }
        let (length, character) =
            code_point(raw, at).map_err(|(length, message)| (at, length, message))?;
        into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        at += length;
    }
    Ok(())
}

/// Appends a local name without the `\` of its escapes.
pub fn unescape_local_name(raw: &[u8], into: &mut Vec<u8>) {
    let mut bytes = raw.iter();
    while let Some(byte) = bytes.next() {
        let byte = if *byte == b'\\' {
            bytes.next()
        } else {
            Some(byte)
        };
        into.extend(byte);
    }
}
