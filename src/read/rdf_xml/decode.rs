//! From bytes to UTF-8 by the byte order mark or the declaration of the encoding
//! ([XML 1.0, 4.3.3 and F](https://www.w3.org/TR/xml/#charencoding)).

use crate::read::fault::Fault;
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

/// Text in an encoding other than UTF-8 is decoded in pieces of this many bytes, whose places are known exactly.
const PIECE: usize = 64;

/// Decodes the bytes of a file.
pub struct Decoder {
    kind: Kind,
    /// Of text in other encodings: where pieces begin in the text, and in the file.
    pieces: Vec<(usize, usize)>,
    read: usize,
}

enum Kind {
    Utf8,
    Latin1,
    Other(Box<encoding_rs::Decoder>),
}

impl Decoder {
    /// The decoder for a file that begins with these bytes, and the length of its byte order mark.
    ///
    /// # Errors
    /// If the encoding is not supported, or is not the declared one.
    pub fn of(head: &[u8]) -> Result<(Self, usize), Fault> {
        let (family, mark) = match head {
            [0xEF, 0xBB, 0xBF, ..] => (Some(UTF_8), 3),
            [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] => {
                return Err(unsupported("UTF-32", 0..4));
            }
            [0, 0, 0, b'<', ..] | [b'<', 0, 0, 0, ..] => return Err(unsupported("UTF-32", 0..4)),
            [0x4C, 0x6F, 0xA7, 0x94, ..] => return Err(unsupported("EBCDIC", 0..4)),
            [0xFF, 0xFE, ..] => (Some(UTF_16LE), 2),
            [0xFE, 0xFF, ..] => (Some(UTF_16BE), 2),
            [b'<', 0, _, 0, ..] => (Some(UTF_16LE), 0),
            [0, b'<', 0, _, ..] => (Some(UTF_16BE), 0),
            _ => (None, 0),
        };
        let kind = match (family, declared(head)) {
            (Some(encoding), _) if encoding != UTF_8 => Kind::other(encoding),
            (Some(_), None) | (None, None) => Kind::Utf8,
            (known, Some((name, at))) => {
                let span = at..at + name.len();
                let lower = name.to_ascii_lowercase();
                match Encoding::for_label(name.as_bytes()) {
                    _ if lower == "us-ascii" || lower == "ascii" => Kind::Utf8,
                    Some(encoding) if encoding == UTF_8 => Kind::Utf8,
                    Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
                        return Err(not_declared(&name, span));
                    }
                    Some(_) if known.is_some() => return Err(not_declared(&name, span)),
                    _ if matches!(
                        lower.as_str(),
                        "iso-8859-1" | "latin1" | "iso_8859-1" | "l1"
                    ) =>
                    {
                        Kind::Latin1
                    }
                    Some(encoding) => Kind::other(encoding),
                    None => return Err(unsupported(&name, span)),
                }
            }
        };
        let decoder = Self {
            kind,
            pieces: Vec::new(),
            read: mark,
        };
        Ok((decoder, mark))
    }

    /// Appends the text of bytes, and keeps those that are the beginning of a character. `bad` is told where, from the
    /// start of the new text, bytes are not valid.
    pub fn decode(
        &mut self,
        raw: &mut Vec<u8>,
        is_end: bool,
        into: &mut Vec<u8>,
        start: usize,
        mut bad: impl FnMut(usize),
    ) {
        let from = into.len();
        if let Kind::Utf8 = self.kind {
            return decode_utf_8(raw, is_end, into, |at| bad(at - from));
        }
        let mut chunks = raw.chunks(PIECE).peekable();
        while let Some(piece) = chunks.next() {
            self.pieces.push((start + into.len() - from, self.read));
            self.read += piece.len();
            let before = into.len();
            match &mut self.kind {
                Kind::Other(decoder) => {
                    let is_last = is_end && chunks.peek().is_none();
                    decode_piece(decoder, piece, is_last, into);
                }
                _ => piece
                    .iter()
                    .for_each(|byte| push_char(char::from(*byte), into)),
            }
            let new = into.get(before..).unwrap_or_default();
            for at in memmem::find_iter(new, "\u{FFFD}") {
                bad(before - from + at);
            }
        }
        if is_end
            && raw.is_empty()
            && let Kind::Other(decoder) = &mut self.kind
        {
            decode_piece(decoder, &[], true, into);
        }
        raw.clear();
    }

    /// The byte of the file that a byte of the text comes from; within a piece of 64 bytes it is estimated.
    pub fn offset_in_file(&self, offset: usize) -> usize {
        let next = self.pieces.partition_point(|(text, _)| *text <= offset);
        let Some((text, file)) = next.checked_sub(1).and_then(|at| self.pieces.get(at)) else {
            return offset;
        };
        let (text_end, file_end) = match self.pieces.get(next) {
            Some(end) => *end,
            None => (text + (self.read - file).max(1), self.read),
        };
        let length = (text_end - text).max(1);
        let along = (offset - text) * (file_end - file) / length;
        (file + along).min(file_end)
    }
}

impl Kind {
    fn other(encoding: &'static Encoding) -> Self {
        Self::Other(Box::new(encoding.new_decoder_without_bom_handling()))
    }
}

fn decode_piece(
    decoder: &mut encoding_rs::Decoder,
    piece: &[u8],
    is_last: bool,
    into: &mut Vec<u8>,
) {
    let mut text = String::new();
    let mut rest = piece;
    loop {
        text.reserve(
            decoder
                .max_utf8_buffer_length(rest.len())
                .unwrap_or(4 * PIECE),
        );
        let (result, read, _) = decoder.decode_to_string(rest, &mut text, is_last);
        rest = rest.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            break;
        }
    }
    into.extend_from_slice(text.as_bytes());
}

fn decode_utf_8(raw: &mut Vec<u8>, is_end: bool, into: &mut Vec<u8>, mut bad: impl FnMut(usize)) {
    let mut kept = 0;
    if std::str::from_utf8(raw).is_ok() {
        into.extend_from_slice(raw);
    } else {
        let mut at = 0;
        for chunk in raw.utf8_chunks() {
            into.extend_from_slice(chunk.valid().as_bytes());
            at += chunk.valid().len() + chunk.invalid().len();
            let is_begun = at == raw.len() && !is_end && is_beginning(chunk.invalid());
            if is_begun {
                kept = chunk.invalid().len();
                break;
            }
            for _ in chunk.invalid() {
                bad(into.len());
                into.push(b'_');
            }
        }
    }
    raw.drain(..raw.len() - kept);
}

/// Whether bytes are the beginning of a character that more bytes could complete.
fn is_beginning(bytes: &[u8]) -> bool {
    matches!(std::str::from_utf8(bytes), Err(error) if error.error_len().is_none())
}

fn push_char(character: char, into: &mut Vec<u8>) {
    into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The encoding that the declaration names, and where.
fn declared(head: &[u8]) -> Option<(String, usize)> {
    let head = head.get(..1024).unwrap_or(head);
    let begin = if head.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let declaration = head.get(begin..)?;
    declaration.strip_prefix(b"<?xml")?;
    let end = memmem::find(declaration, b"?>")?;
    let declaration = declaration.get(..end)?;
    let mut at = memmem::find(declaration, b"encoding")? + "encoding".len();
    let skip = |at: &mut usize| {
        while declaration.get(*at).is_some_and(u8::is_ascii_whitespace) {
            *at += 1;
        }
    };
    skip(&mut at);
    (declaration.get(at) == Some(&b'=')).then_some(())?;
    at += 1;
    skip(&mut at);
    let quote = *declaration.get(at)?;
    let value = declaration.get(at + 1..)?;
    let length = value.iter().position(|byte| *byte == quote)?;
    let name = String::from_utf8_lossy(value.get(..length)?).into_owned();
    Some((name, begin + at + 1))
}

fn unsupported(name: &str, span: std::ops::Range<usize>) -> Fault {
    let message = format!("the encoding `{name}` is not supported");
    Fault::new("invalid-utf8", message, span).with_hint("save the file in the encoding UTF-8")
}

fn not_declared(name: &str, span: std::ops::Range<usize>) -> Fault {
    let message = format!("the file is not in the encoding `{name}` that it declares");
    let hint = "declare the encoding that the file is in, most often `UTF-8`";
    Fault::new("invalid-utf8", message, span).with_hint(hint)
}
