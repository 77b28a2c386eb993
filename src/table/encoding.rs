//! In which encoding a table is: by its byte order mark, by what is said, or by a guess from its bytes
//! ([Encoding Standard](https://encoding.spec.whatwg.org/), [GB 18030](https://encoding.spec.whatwg.org/#gb18030-decoder)).

use super::problems::Problems;
use super::text::{Bytes, head, rewind};
use crate::error::{Error, Result};
use crate::finding::Finding;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// This many bytes are looked at for UTF-16, and one of [`MANY`] of them must be zero.
const LOOKED_AT: usize = 256;
const MANY: usize = 8;

/// Bytes are UTF-8 that was damaged if of this many characters at most one is broken.
const FEW: usize = 100;

/// This many bytes are looked at at a time.
const PIECE: usize = 1 << 16;

/// Returns the encoding of a table: that of its byte order mark, else the one with the label that is said, else UTF-16 or UTF-8 if its
/// bytes are or nearly are, else what is more likely of Big5, GB 18030 and Windows-1252, which is a finding. So is another label than
/// that of UTF-8 for bytes that are UTF-8.
///
/// # Errors
/// If the bytes cannot be read.
pub fn encoding_of(
    path: &str,
    bytes: &mut dyn Bytes,
    said: Option<&str>,
    problems: &mut Problems,
) -> Result<&'static Encoding> {
    let head = head(path, bytes, 3)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(encoding);
    }
    if let Some(label) = said {
        match Encoding::for_label(label.as_bytes()) {
            Some(encoding) => {
                report_utf_8(path, bytes, encoding, problems)?;
                return Ok(encoding);
            }
            None => problems.add(unknown(label, problems)),
        }
    }
    if let Some(encoding) = utf_16(path, bytes)? {
        guess(encoding, 0, problems);
        return Ok(encoding);
    }
    let mut utf_8 = Utf8::default();
    pieces(path, bytes, |piece| {
        utf_8.look(piece);
        true
    })?;
    let broken = utf_8.broken + usize::from(!utf_8.begun.is_empty());
    // With few broken bytes it is UTF-8 that was damaged: these are found where they are read.
    if broken * FEW <= utf_8.wide {
        return Ok(UTF_8);
    }
    let (mut pairs, mut big5) = (Pairs::default(), Big5::default());
    pieces(path, bytes, |piece| {
        for byte in piece {
            pairs.look(*byte);
            big5.look(*byte);
        }
        !(pairs.is_broken && big5.is_broken)
    })?;
    let encoding = if big5.is_likely() {
        BIG5
    } else if pairs.are_likely() {
        GB18030
    } else if utf_8.wide >= broken {
        // Text in Windows-1252 has hardly any bytes by chance that are characters of UTF-8.
        return Ok(UTF_8);
    } else {
        WINDOWS_1252
    };
    let at = utf_8.first_wide.unwrap_or(0);
    guess(encoding, at, problems);
    Ok(encoding)
}

/// Reports that a table whose bytes are UTF-8, and not all ASCII, is said to have another encoding.
///
/// # Errors
/// If the bytes cannot be read.
fn report_utf_8(
    path: &str,
    bytes: &mut dyn Bytes,
    said: &'static Encoding,
    problems: &mut Problems,
) -> Result<()> {
    let mut utf_8 = Utf8::default();
    if said != UTF_8 {
        pieces(path, bytes, |piece| {
            utf_8.look(piece);
            utf_8.broken == 0
        })?;
    }
    if let Some(at) = utf_8.first_wide.filter(|_| utf_8.is_all()) {
        let name = said.name();
        let message =
            format!("the table is read as {name}, as it is said, but its bytes are UTF-8");
        let finding = Finding::warning("table-encoding-unlikely", message, problems.place(at..at));
        problems.add(finding.with_hint("leave `encoding` out, or say `encoding: utf-8`"));
    }
    Ok(())
}

/// Returns UTF-16 in one of its orders, if the first bytes are likely to be in it: many are zero, and all that are stand first or
/// second of two.
fn utf_16(path: &str, bytes: &mut dyn Bytes) -> Result<Option<&'static Encoding>> {
    let head = head(path, bytes, LOOKED_AT)?;
    let zeros = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let is_many = |zeros: usize| zeros > 1 && zeros * MANY >= head.len();
    Ok(match (zeros(0), zeros(1)) {
        (0, low) if is_many(low) => Some(UTF_16LE),
        (high, 0) if is_many(high) => Some(UTF_16BE),
        _ => None,
    })
}

/// Gives the bytes from the start to a function, piece by piece, until it wants no more.
fn pieces(path: &str, bytes: &mut dyn Bytes, mut look: impl FnMut(&[u8]) -> bool) -> Result<()> {
    rewind(path, bytes)?;
    let mut piece = vec![0; PIECE];
    loop {
        let count = bytes.read(&mut piece).map_err(Error::io("read", path))?;
        let new = piece.get(..count).unwrap_or_default();
        if new.is_empty() || !look(new) {
            return Ok(());
        }
    }
}

/// Whether bytes that come in pieces are UTF-8.
#[derive(Default)]
struct Utf8 {
    /// The beginning of a character at the end of the last piece.
    begun: Vec<u8>,
    /// The number of characters of several bytes, and of sequences of bytes that encode no character.
    wide: usize,
    broken: usize,
    /// The number of bytes before the next piece.
    count: usize,
    /// The first byte that is not ASCII.
    first_wide: Option<usize>,
}

impl Utf8 {
    fn look(&mut self, piece: &[u8]) {
        if self.first_wide.is_none() {
            let wide = piece.iter().position(|byte| !byte.is_ascii());
            self.first_wide = wide.map(|at| self.count + at);
        }
        self.count += piece.len();
        let joined;
        let piece = match self.begun.is_empty() {
            true => piece,
            false => {
                joined = [&*self.begun, piece].concat();
                &joined
            }
        };
        let mut rest: &[u8] = piece;
        while let Err(error) = std::str::from_utf8(rest) {
            let (valid, behind) = rest.split_at(error.valid_up_to());
            self.wide += wide(valid);
            let Some(length) = error.error_len() else {
                self.begun = behind.into();
                return;
            };
            self.broken += 1;
            rest = behind.get(length..).unwrap_or_default();
        }
        self.wide += wide(rest);
        self.begun.clear();
    }

    fn is_all(&self) -> bool {
        self.broken == 0 && self.begun.is_empty()
    }
}

/// Returns the number of characters of several bytes in UTF-8.
fn wide(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte >= 0xC0).count()
}

/// Whether bytes are likely to be GB 18030: all of them have a meaning in it, and more characters of two bytes are in GB 2312,
/// which has what is written every day, than beside it. An accented letter of Windows-1252 with the letter behind it is beside it.
#[derive(Default)]
struct Pairs {
    state: State,
    usual: u64,
    unusual: u64,
    is_broken: bool,
}

/// The bytes of the character that is being read.
#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    None,
    One(u8),
    Two,
    Three,
}

impl Pairs {
    fn look(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::None, 0..=0x7F) => State::None,
            (State::None, 0x81..=0xFE) => State::One(byte),
            (State::One(_), b'0'..=b'9') => State::Two,
            (State::One(first), 0x40..=0x7E | 0x80..=0xFE) => {
                let is_usual = byte >= 0xA1 && matches!(first, 0xA1..=0xA9 | 0xB0..=0xF7);
                self.usual += u64::from(is_usual);
                self.unusual += u64::from(!is_usual);
                State::None
            }
            (State::Two, 0x81..=0xFE) => State::Three,
            (State::Three, b'0'..=b'9') => {
                self.usual += 1;
                State::None
            }
            _ => {
                self.is_broken = true;
                State::None
            }
        };
    }

    fn are_likely(&self) -> bool {
        !self.is_broken && self.state == State::None && self.usual > self.unusual
    }
}

/// Whether bytes are likely to be [Big5](https://encoding.spec.whatwg.org/#big5-decoder): nearly all characters of two bytes are those
/// that are written every day, and the second byte of some is that of an ASCII character, as it is of none in GB 2312.
#[derive(Default)]
struct Big5 {
    first: Option<u8>,
    usual: u64,
    unusual: u64,
    with_ascii: u64,
    is_broken: bool,
}

impl Big5 {
    fn look(&mut self, byte: u8) {
        match (self.first.take(), byte) {
            (None, 0..=0x7F) => {}
            (None, 0xA1..=0xF9) => self.first = Some(byte),
            (Some(first), 0x40..=0x7E | 0xA1..=0xFE) => {
                let is_usual = first <= 0xC6;
                self.usual += u64::from(is_usual);
                self.unusual += u64::from(!is_usual);
                self.with_ascii += u64::from(byte <= 0x7E);
            }
            _ => self.is_broken = true,
        }
    }

    fn is_likely(&self) -> bool {
        let all = self.usual + self.unusual;
        !self.is_broken
            && self.first.is_none()
            && self.usual * 10 >= all * 9
            && self.with_ascii * 10 >= all
    }
}

fn unknown(label: &str, problems: &Problems) -> Finding {
    let message = format!("`{label}` is not the name of an encoding");
    let hint = "name one of the Encoding Standard: `utf-8`, `gb18030`, `windows-1252`";
    Finding::error("table-unknown-encoding", message, problems.place(0..0)).with_hint(hint)
}

fn guess(encoding: &'static Encoding, at: usize, problems: &mut Problems) {
    let name = encoding.name();
    let message = format!("the table is not UTF-8; it is read as {name}, which is a guess");
    let hint = format!("say `encoding: {name}`, or the encoding that it has, or save it as UTF-8");
    let finding = Finding::warning("table-encoding-guessed", message, problems.place(at..at));
    problems.add(finding.with_hint(hint));
    problems.guessed_encoding = Some(name);
}
