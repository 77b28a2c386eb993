//! The tokens that are strings ([Turtle, 2.5.1](https://www.w3.org/TR/rdf12-turtle/#turtle-literals)).

use super::chars::{ascii_twin, find_string_end};
use super::escapes::check_string_escape;
use super::fault::Fault;
use super::lexer::Lexer;
use super::token::{Kind, Token};
use memchr::{memchr_iter, memchr2};

impl Lexer<'_> {
    /// [`String`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-String)
    #[inline]
    pub(super) fn string(&mut self, start: usize, quote: u8) -> Token {
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

    /// `“…”`, as word processors and Chinese input methods write it, up to the closing quote on the line.
    pub(super) fn typographic_string(&mut self, start: usize, open: char, quote: char) -> Token {
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
}
