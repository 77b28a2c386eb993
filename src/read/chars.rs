//! Classes of characters ([Turtle, terminals](https://www.w3.org/TR/rdf12-turtle/#terminals)).

pub use crate::rdf::names::{is_pn_chars, is_pn_chars_base, is_pn_chars_u};

/// Space, tab, carriage return, line feed.
pub const SPACE: u8 = 1;
/// ASCII part of `PN_CHARS`: letters, digits, `_` and `-`.
pub const NAME: u8 = 2;
/// ASCII letters.
pub const LETTER: u8 = 4;
/// Digits.
pub const DIGIT: u8 = 8;
/// ASCII characters that may stand anywhere in path, query and fragment of an IRI, `%` and `#` apart.
pub const IRI: u8 = 16;

/// The classes that a byte belongs to. Bytes of characters beyond ASCII belong to none.
#[inline]
pub fn is(byte: u8, classes: u8) -> bool {
    CLASSES[byte as usize] & classes != 0
}

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        let mut class = 0;
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            class |= SPACE;
        }
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
            class |= NAME | IRI;
        }
        if byte.is_ascii_alphabetic() {
            class |= LETTER;
        }
        if byte.is_ascii_digit() {
            class |= DIGIT;
        }
        if matches!(
            byte,
            b'.' | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
        ) || matches!(byte, b':' | b'@' | b'/' | b'?')
        {
            class |= IRI;
        }
        table[byte as usize] = class;
        byte += 1;
    }
    table
}

/// The characters that may be escaped in a local name ([`PN_LOCAL_ESC`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-PN_LOCAL_ESC)).
pub fn is_local_escape(byte: u8) -> bool {
    matches!(
        byte,
        b'_' | b'~'
            | b'.'
            | b'-'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b'/'
            | b'?'
            | b'#'
            | b'@'
            | b'%'
    )
}

/// Punctuation of Turtle that an input method wrote in full width, or as typographic quotes.
pub fn ascii_twin(character: char) -> Option<char> {
    Some(match character {
        '；' => ';',
        '。' | '．' => '.',
        '，' | '、' => ',',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '｛' => '{',
        '｝' => '}',
        '“' | '”' | '„' | '＂' => '"',
        '‘' | '’' | '＇' => '\'',
        '＜' | '《' | '〈' => '<',
        '＞' | '》' | '〉' => '>',
        '＠' => '@',
        '＾' => '^',
        '～' => '~',
        _ => return None,
    })
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// High bits where a byte of eight is zero; exact up to the first that is.
#[inline]
fn zeros(eight: u64) -> u64 {
    eight.wrapping_sub(ONES) & !eight & HIGHS
}

/// High bits where a byte of eight is below `bound` (at most 128); exact up to the first that is.
#[inline]
fn below(eight: u64, bound: u8) -> u64 {
    eight.wrapping_sub(ONES * bound as u64) & !eight & HIGHS
}

/// The first byte from `start` on that could end a short string: its quote, `\`, or a character below 0x0E
/// (line breaks; a tab ends nothing but is rare).
#[inline]
pub fn find_string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let quotes = ONES * u64::from(quote);
    find(
        bytes,
        start,
        |eight| zeros(eight ^ quotes) | zeros(eight ^ (ONES * b'\\' as u64)) | below(eight, 0x0E),
        |byte| byte == quote || byte == b'\\' || byte < 0x0E,
    )
}

/// The first byte from `start` on that could end an IRI: `<`, `>`, or a character up to space.
#[inline]
pub fn find_iri_end(bytes: &[u8], start: usize) -> usize {
    // `<` and `>` differ in one bit only.
    let angle = ONES * b'<' as u64;
    find(
        bytes,
        start,
        |eight| zeros((eight & (ONES * 0xFD)) ^ angle) | below(eight, 0x21),
        |byte| byte & 0xFD == b'<' || byte < 0x21,
    )
}

/// The first byte from `start` on that fits, looked for eight at a time; the length of `bytes` if none does.
#[inline]
fn find(
    bytes: &[u8],
    start: usize,
    in_eight: impl Fn(u64) -> u64,
    fits: impl Fn(u8) -> bool,
) -> usize {
    let mut at = start;
    let (eights, rest) = bytes.get(start..).unwrap_or_default().as_chunks::<8>();
    for eight in eights {
        let found = in_eight(u64::from_le_bytes(*eight));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at + rest
        .iter()
        .position(|byte| fits(*byte))
        .unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_found_at_every_distance_and_with_every_neighbour() {
        for length in 0..20 {
            for byte in 0..=255_u8 {
                let mut bytes = vec![byte; length];
                bytes.extend_from_slice(b"\"xxxxxxxxxx");
                let plain = |b: u8| b != b'"' && b != b'\\' && b >= 0x0E;
                let expected = bytes.iter().position(|b| !plain(*b)).unwrap_or(bytes.len());
                assert_eq!(
                    find_string_end(&bytes, 0, b'"'),
                    expected,
                    "{byte} {length}"
                );
                bytes[length] = b'>';
                let plain = |b: u8| b != b'<' && b != b'>' && b > 0x20;
                let expected = bytes.iter().position(|b| !plain(*b)).unwrap_or(bytes.len());
                assert_eq!(find_iri_end(&bytes, 0), expected, "{byte} {length}");
            }
        }
    }
}
