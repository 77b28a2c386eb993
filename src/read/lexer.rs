//! Cuts a text into tokens without copying ([Turtle, terminals](https://www.w3.org/TR/rdf12-turtle/#terminals)).

use super::chars::{DIGIT, ascii_twin, find_iri_end, find_string_end, is, is_pn_chars_base};
use super::escapes::check_string_escape;
use super::fault::{Fault, Faults};
use memchr::{memchr, memchr_iter, memchr2, memchr3};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The end of the text.
    End,
    /// `<…>`
    IriRef,
    /// `ex:name`, `ex:`, `:name`
    PrefixedName,
    /// `_:label`
    BlankNodeLabel,
    /// `"…"` or `'…'`
    String,
    /// `"""…"""` or `'''…'''`
    LongString,
    /// `42`
    Integer,
    /// `4.2`
    Decimal,
    /// `4.2e1`
    Double,
    /// `@en`, `@ar--rtl`, also `@prefix`, `@base` and `@version`
    At,
    /// `a`, `true`, `PREFIX` or a name without colon that stands for nothing
    Word,
    /// `.`
    Dot,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParenthesis,
    /// `)`
    CloseParenthesis,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `<<`
    OpenReified,
    /// `>>`
    CloseReified,
    /// `<<(`
    OpenTripleTerm,
    /// `)>>`
    CloseTripleTerm,
    /// `{|`
    OpenAnnotation,
    /// `|}`
    CloseAnnotation,
    /// `~`
    Tilde,
    /// `^^`
    Carets,
    /// A character that begins no token.
    Unknown,
}

/// One token; its text stays where it is.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// It has escapes, so its text does not stand for itself.
    pub escaped: bool,
    /// Something in it is wrong and was reported; it stands for no term.
    pub faulty: bool,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// Where the colon of a prefixed name is.
    pub colon: usize,
    /// Line that it starts in, counted from 0 at the start of the text.
    pub line: u32,
}

impl Token {
    /// Its bytes.
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The bytes between the quotes or angle brackets.
    pub fn inner(&self) -> Range<usize> {
        let quotes = if self.kind == Kind::LongString { 3 } else { 1 };
        self.start + quotes..self.end - quotes
    }
}

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
    line: u32,
    /// What is wrong in the tokens so far.
    pub faults: Faults,
    /// The comments so far, if they are wanted.
    pub comments: Option<Vec<Range<usize>>>,
    /// N-Triples and N-Quads know fewer tokens, and of strings only `"…"`.
    by_line: bool,
    /// Bytes looked at in vain for the end of long strings.
    searched: usize,
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
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
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
        self.at = memchr(b'\n', rest).map_or(self.bytes.len(), |length| start + length);
        let carriage_return = usize::from(self.peek(self.at - 1) == b'\r');
        if let Some(comments) = &mut self.comments {
            comments.push(start..self.at - carriage_return);
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

    /// `“…”`, as word processors and Chinese input methods write it, up to the closing quote on the line.
    fn typographic_string(&mut self, start: usize, open: char, quote: char) -> Token {
        let inside = start + open.len_utf8();
        let rest = self.text.get(inside..).unwrap_or_default();
        let closes = |c: char| c == quote || ascii_twin(c) == Some(quote);
        let closing = rest.char_indices().find(|(_, c)| closes(*c) || *c == '\n');
        self.saw_end |= closing.is_none();
        let Some((length, character)) = closing.filter(|(_, c)| *c != '\n') else {
            return self.token(Kind::Unknown, start, inside);
        };
        let end = inside + length + character.len_utf8();
        let message = format!("the typographic quote `{open}` does not begin a string");
        let hint = format!("write the string between `{quote}` and `{quote}`");
        self.faults
            .push(Fault::new("typographic-quote", message, start..end).with_hint(hint));
        let mut token = self.token(Kind::String, start, end);
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
            return if self.peek(start + 2) == b'(' {
                self.token(Kind::OpenTripleTerm, start, start + 3)
            } else {
                self.token(Kind::OpenReified, start, start + 2)
            };
        }
        self.broken_iri(start, end)
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

    /// [`String`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-String)
    #[inline]
    fn string(&mut self, start: usize, quote: u8) -> Token {
        if self.peek(start + 1) == quote && self.peek(start + 2) == quote && !self.by_line {
            return self.long_string(start, quote);
        }
        let mut at = start + 1;
        let (mut escaped, faults) = (false, self.faults.len());
        loop {
            at = find_string_end(self.bytes, at, quote);
            match self.bytes.get(at) {
                Some(b'\\') => {
                    escaped = true;
                    at = self.escape(at);
                }
                Some(byte) if *byte == quote => break,
                Some(b'\n' | b'\r') | None => return self.unterminated_string(start, at, quote),
                Some(_) => at += 1,
            }
        }
        let mut token = self.token(Kind::String, start, at + 1);
        token.escaped = escaped;
        token.faulty = self.faults.len() > faults;
        token
    }

    fn unterminated_string(&mut self, start: usize, at: usize, quote: u8) -> Token {
        let quote = quote as char;
        let message = format!("this string has no closing `{quote}` on its line");
        let hint = if self.by_line {
            format!("end it with `{quote}`; a line break inside a string is written `\\n`")
        } else {
            format!(
                "end it with `{quote}`, or write a string of several lines between `\"\"\"` and `\"\"\"`"
            )
        };
        let end = self.before_punctuation(start + 1, at);
        let fault = Fault::new("unterminated-string", message, start..end).with_hint(hint);
        self.faulty(Kind::String, start..end, fault)
    }

    /// The end of a string without end on a line: `.`, `;` or `,` at the end of the line is not of the string.
    fn before_punctuation(&self, start: usize, end: usize) -> usize {
        let line = self.bytes(start..end).trim_ascii_end();
        match line.split_last() {
            Some((b'.' | b';' | b',', before)) => start + before.trim_ascii_end().len(),
            _ => end,
        }
    }

    fn long_string(&mut self, start: usize, quote: u8) -> Token {
        let (line, faults) = (self.line, self.faults.len());
        let mut at = start + 3;
        let mut escaped = false;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let spent = self.searched > 4 * self.bytes.len() + (1 << 20);
            let Some(length) = memchr2(quote, b'\\', rest).filter(|_| !spent) else {
                self.searched += self.bytes.len() - start;
                self.saw_end = true;
                return self.unterminated_long_string(start, quote);
            };
            at += length;
            if self.peek(at) == b'\\' {
                escaped = true;
                at = self.escape(at);
            } else if self.peek(at + 1) == quote && self.peek(at + 2) == quote {
                break;
            } else {
                at += 1;
            }
        }
        let mut token = self.token(Kind::LongString, start, at + 3);
        token.line = line;
        self.line += memchr_iter(b'\n', self.bytes(start..at)).count() as u32;
        token.escaped = escaped;
        token.faulty = self.faults.len() > faults;
        token
    }

    /// The string would be the rest of the file; it is taken to end with its first line.
    fn unterminated_long_string(&mut self, start: usize, quote: u8) -> Token {
        let quotes = String::from(quote as char).repeat(3);
        let message = format!("this string has no closing `{quotes}` in the rest of the file");
        let fault = Fault::new("unterminated-string", message, start..start + 3)
            .with_hint(format!("end it with `{quotes}`"));
        let end = self.end_of_line(start);
        self.faulty(Kind::LongString, start..end, fault)
    }

    /// The byte after an escape in a string.
    fn escape(&mut self, at: usize) -> usize {
        let (length, fault) = check_string_escape(self.text, at);
        self.faults.extend(fault);
        at + length
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
