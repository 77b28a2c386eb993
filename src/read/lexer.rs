//! Cuts a text into tokens without copying ([Turtle, terminals](https://www.w3.org/TR/rdf12-turtle/#terminals)).

use super::chars::{DIGIT, ascii_twin, find_iri_end, is, is_pn_chars_base};
use super::fault::{Fault, Faults};
use super::token::{Kind, Token};
use memchr::{memchr, memchr2, memchr3};
use std::ops::Range;

/// Where the lexer is, to come back to.
#[derive(Clone, Copy)]
pub struct Mark {
    at: usize,
    line: u32,
    faults: usize,
    comments: usize,
}

/// The tokens of a text.
pub struct Lexer<'a> {
    /// The text.
    pub text: &'a str,
    pub(super) bytes: &'a [u8],
    at: usize,
    pub(super) line: u32,
    /// What is wrong in the tokens so far.
    pub faults: Faults,
    /// The comments so far, if they are wanted.
    pub comments: Option<Vec<Range<usize>>>,
    /// The last carriage return between tokens.
    pub(super) carriage_return: usize,
    /// N-Triples and N-Quads know fewer tokens, and of strings only `"…"`.
    pub(super) by_line: bool,
    /// Bytes looked at in vain for the end of long strings.
    pub(super) searched: usize,
    /// Whether the end of the text was seen: with more text after it, what was read last could be something else.
    pub saw_end: bool,
}

impl<'a> Lexer<'a> {
    /// The tokens of a text from its byte `at` on.
    pub fn new(text: &'a str, at: usize, by_line: bool) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            line: 0,
            faults: Faults::default(),
            comments: None,
            carriage_return: 0,
            by_line,
            searched: 0,
            saw_end: false,
        }
    }

    /// Where it is.
    pub fn mark(&self) -> Mark {
        Mark {
            at: self.at,
            line: self.line,
            faults: self.faults.len(),
            comments: self.comments.as_ref().map_or(0, Vec::len),
        }
    }

    /// Goes back; what was reported since is forgotten.
    pub fn reset(&mut self, mark: Mark) {
        self.at = mark.at;
        self.line = mark.line;
        self.faults.truncate(mark.faults);
        if let Some(comments) = &mut self.comments {
            comments.truncate(mark.comments);
        }
    }

    /// Goes on at another byte of a line that is known.
    pub fn go_to(&mut self, at: usize, line: u32) {
        self.at = at;
        self.line = line;
    }

    /// Bytes of a range that a token gave.
    #[inline]
    pub fn bytes(&self, range: Range<usize>) -> &'a [u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// Text of a range that a token gave.
    pub fn str(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    #[inline]
    pub(super) fn peek(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    /// Skips white space and comments.
    #[inline]
    fn skip_trivia(&mut self) {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\r') => {
                    self.carriage_return = self.at;
                    self.at += 1;
                }
                Some(b'\n') => {
                    self.at += 1;
                    self.line += 1;
                }
                Some(b'#') => self.comment(),
                _ => return,
            }
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.at = start + length;
        if let Some(comments) = &mut self.comments {
            comments.push(start..self.at);
        }
    }

    /// The next token.
    #[inline]
    pub fn next(&mut self) -> Token {
        let mut token = self.next_of_turtle();
        self.saw_end |= token.end >= self.bytes.len();
        if self.by_line && !self.is_known_by_line(&token) {
            token.kind = Kind::Unknown;
        }
        token
    }

    /// Whether N-Triples and N-Quads have such a token.
    fn is_known_by_line(&self, token: &Token) -> bool {
        match token.kind {
            Kind::IriRef
            | Kind::BlankNodeLabel
            | Kind::String
            | Kind::At
            | Kind::Carets
            | Kind::Dot
            | Kind::OpenTripleTerm
            | Kind::CloseTripleTerm
            | Kind::End => true,
            Kind::Word => self.bytes(token.span()).eq_ignore_ascii_case(b"version"),
            _ => false,
        }
    }

    #[inline]
    fn next_of_turtle(&mut self) -> Token {
        self.skip_trivia();
        let start = self.at;
        let Some(first) = self.bytes.get(start) else {
            return self.token(Kind::End, start, start);
        };
        match first {
            b':' | b'a'..=b'z' | b'A'..=b'Z' => self.name(start),
            b'"' => self.string(start, b'"'),
            b'<' => self.iri_or_triple(start),
            b';' => self.token(Kind::Semicolon, start, start + 1),
            b',' => self.token(Kind::Comma, start, start + 1),
            b'.' if !is(self.peek(start + 1), DIGIT) => self.token(Kind::Dot, start, start + 1),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(start),
            b'@' => self.language_tag(start),
            b'_' => self.blank_node_label(start),
            b'^' if self.peek(start + 1) == b'^' => self.token(Kind::Carets, start, start + 2),
            b'\'' if !self.by_line => self.string(start, b'\''),
            _ => self.rare(start, *first),
        }
    }

    fn rare(&mut self, start: usize, first: u8) -> Token {
        let next = self.peek(start + 1);
        let (kind, length) = match first {
            b'[' => (Kind::OpenBracket, 1),
            b']' => (Kind::CloseBracket, 1),
            b'(' => (Kind::OpenParenthesis, 1),
            b')' if next == b'>' && self.peek(start + 2) == b'>' => (Kind::CloseTripleTerm, 3),
            b')' => (Kind::CloseParenthesis, 1),
            b'{' if next == b'|' => (Kind::OpenAnnotation, 2),
            b'{' => (Kind::OpenBrace, 1),
            b'}' => (Kind::CloseBrace, 1),
            b'|' if next == b'}' => (Kind::CloseAnnotation, 2),
            b'>' if next == b'>' => (Kind::CloseReified, 2),
            b'~' => (Kind::Tilde, 1),
            _ => return self.beyond_ascii(start),
        };
        self.token(kind, start, start + length)
    }

    /// A name that starts beyond ASCII, punctuation in full width, or a character that begins nothing.
    fn beyond_ascii(&mut self, start: usize) -> Token {
        let Some(character) = self.char_at(start) else {
            return self.token(Kind::Unknown, start, start + 1);
        };
        let end = start + character.len_utf8();
        match ascii_twin(character) {
            Some(quote @ ('"' | '\'')) => self.typographic_string(start, character, quote),
            Some(twin) => self.full_width(start, end, character, twin),
            None if is_pn_chars_base(character) => self.name(start),
            None => self.token(Kind::Unknown, start, end),
        }
    }

    fn full_width(&mut self, start: usize, end: usize, character: char, twin: char) -> Token {
        let kind = match twin {
            ';' => Kind::Semicolon,
            '.' => Kind::Dot,
            ',' => Kind::Comma,
            '(' => Kind::OpenParenthesis,
            ')' => Kind::CloseParenthesis,
            '[' => Kind::OpenBracket,
            ']' => Kind::CloseBracket,
            '{' => Kind::OpenBrace,
            '}' => Kind::CloseBrace,
            '~' => Kind::Tilde,
            _ => return self.token(Kind::Unknown, start, end),
        };
        self.faults
            .push(Fault::full_width(start..end, character, twin));
        let mut token = self.token(kind, start, end);
        token.faulty = true;
        token
    }

    #[inline]
    pub(super) fn token(&mut self, kind: Kind, start: usize, end: usize) -> Token {
        self.at = end;
        Token {
            kind,
            escaped: false,
            faulty: false,
            start,
            end,
            colon: 0,
            line: self.line,
        }
    }

    pub(super) fn faulty(&mut self, kind: Kind, span: Range<usize>, fault: Fault) -> Token {
        self.faults.push(fault);
        let mut token = self.token(kind, span.start, span.end);
        token.faulty = true;
        token
    }

    /// The end of the line that a byte is in, its line break left out.
    pub fn end_of_line(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let end = memchr(b'\n', rest).map_or(self.bytes.len(), |length| at + length);
        if end > at && self.peek(end - 1) == b'\r' {
            end - 1
        } else {
            end
        }
    }

    /// [`IRIREF`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-IRIREF), `<<` or `<<(`. Whether its characters
    /// are those of an IRI is looked at when the IRI is seen for the first time.
    #[inline]
    fn iri_or_triple(&mut self, start: usize) -> Token {
        let end = find_iri_end(self.bytes, start + 1);
        if self.peek(end) == b'>' {
            return self.token(Kind::IriRef, start, end + 1);
        }
        if self.peek(start + 1) == b'<' {
            let end = find_iri_end(self.bytes, start + 2);
            if self.peek(end) == b'>' && end > start + 2 && self.peek(start + 2) != b'(' {
                return self.doubled_angle(start, end);
            }
            return if self.peek(start + 2) == b'(' {
                self.token(Kind::OpenTripleTerm, start, start + 3)
            } else {
                self.token(Kind::OpenReified, start, start + 2)
            };
        }
        self.broken_iri(start, end)
    }

    /// `<<http://example.org/>`: an IRI where a reified triple would have three terms.
    fn doubled_angle(&mut self, start: usize, end: usize) -> Token {
        let iri = self.str(start + 2..end);
        let is_closed_twice = self.peek(end + 1) == b'>';
        let fault = Fault::new(
            "invalid-iri",
            "`<<` opens a reified triple, and an IRI stands here",
            start..start + 2,
        )
        .with_hint(format!("write `<` once: `<{iri}>`"));
        self.faulty(
            Kind::IriRef,
            start..end + 1 + usize::from(is_closed_twice),
            fault,
        )
    }

    /// An IRI with a space or `<` inside, or without `>`: it ends at the `>` of its line, or where it breaks.
    fn broken_iri(&mut self, start: usize, end: usize) -> Token {
        let rest = self.bytes.get(end..).unwrap_or_default();
        let closing = memchr3(b'>', b'<', b'\n', rest).map(|length| end + length);
        self.saw_end |= closing.is_none();
        match closing.filter(|at| self.peek(*at) == b'>') {
            Some(closing) => {
                let what = if self.peek(end) == b' ' {
                    "an IRI cannot contain a space"
                } else {
                    "an IRI cannot contain a control character"
                };
                let fault = Fault::new("invalid-iri", what, end..end + 1)
                    .with_hint("write it percent-encoded, a space as `%20`");
                self.faulty(Kind::IriRef, start..closing + 1, fault)
            }
            None => {
                let fault = Fault::new("invalid-iri", "this IRI has no closing `>`", start..end)
                    .with_hint("end the IRI with `>`");
                self.faulty(Kind::IriRef, start..end, fault)
            }
        }
    }

    /// [`NumericLiteral`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-NumericLiteral)
    fn number(&mut self, start: usize) -> Token {
        let digits = |mut at: usize| {
            while is(self.peek(at), DIGIT) {
                at += 1;
            }
            at
        };
        let exponent = |at: usize| {
            let sign = usize::from(matches!(self.peek(at + 1), b'+' | b'-'));
            let end = digits(at + 1 + sign);
            let empty = end == at + 1 + sign;
            (matches!(self.peek(at), b'e' | b'E') && !empty).then_some(end)
        };
        let first = start + usize::from(matches!(self.peek(start), b'+' | b'-'));
        let whole = digits(first);
        let (mut kind, mut end) = (Kind::Integer, whole);
        if self.peek(whole) == b'.' {
            let fraction = digits(whole + 1);
            if fraction > whole + 1 {
                (kind, end) = (Kind::Decimal, fraction);
            }
            if let Some(after) = exponent(fraction)
                && (whole > first || fraction > whole + 1)
            {
                (kind, end) = (Kind::Double, after);
            }
        } else if let Some(after) = exponent(whole)
            && whole > first
        {
            (kind, end) = (Kind::Double, after);
        }
        if end == first {
            return self.token(Kind::Unknown, start, start + 1);
        }
        self.token(kind, start, end)
    }
}
