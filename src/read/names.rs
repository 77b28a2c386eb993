//! The tokens that are names: prefixed names, words, blank node labels, language tags
//! ([Turtle, terminals](https://www.w3.org/TR/rdf12-turtle/#terminals)).

use super::chars::{
    DIGIT, LETTER, NAME, ascii_twin, is, is_local_escape, is_pn_chars, is_pn_chars_u,
};
use super::escapes::is_percent_encoded;
use super::fault::Fault;
use super::lexer::Lexer;
use super::token::{Kind, Token};

impl Lexer<'_> {
    /// [`PrefixedName`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-PrefixedName), or a word without colon.
    #[inline]
    pub(super) fn name(&mut self, start: usize) -> Token {
        let mut at = start;
        loop {
            let byte = self.peek(at);
            if is(byte, NAME) || byte == b'.' {
                at += 1;
            } else if byte == b':'
                && !(at > start && self.peek(at - 1) == b'.' && self.boolean_end(start).is_some())
            {
                return self.prefixed_name(start, at);
            } else if byte >= 0x80
                && let Some(character) = self.char_at(at).filter(|c| is_pn_chars(*c))
            {
                at += character.len_utf8();
            } else {
                break;
            }
        }
        while self.peek(at - 1) == b'.' && at > start + 1 {
            at -= 1;
        }
        self.token(Kind::Word, start, self.boolean_end(start).unwrap_or(at))
    }

    /// Where `true` or `false` ends if a `.` follows it at once: no name of a prefix ends in `.`, so it ends a statement.
    fn boolean_end(&self, start: usize) -> Option<usize> {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let is_before_dot =
            |word: &&[u8]| rest.starts_with(word) && rest.get(word.len()) == Some(&b'.');
        let words: [&[u8]; 2] = [b"true", b"false"];
        words
            .iter()
            .find(|word| is_before_dot(word))
            .map(|word| start + word.len())
    }

    #[inline]
    fn prefixed_name(&mut self, start: usize, colon: usize) -> Token {
        let mut at = colon + 1;
        let first = self.peek(at);
        // A local name begins neither with `-` nor with `.`.
        let mut end = at;
        let mut escaped = false;
        if first != b'-' && first != b'.' {
            loop {
                let byte = self.peek(at);
                if is(byte, NAME) || byte == b':' {
                    at += 1;
                } else if byte == b'.' {
                    // A dot belongs to the name only if more of the name follows.
                    at += 1;
                    continue;
                } else if byte < 0x80 && byte != b'%' && byte != b'\\' {
                    break;
                } else {
                    match self.rare_in_local_name(at, at == colon + 1) {
                        Some((length, is_escape)) => {
                            at += length;
                            escaped |= is_escape;
                        }
                        None => break,
                    }
                }
                end = at;
            }
        }
        let bad_prefix = colon > start && self.peek(colon - 1) == b'.';
        let bad_escape = matches!(self.peek(end), b'%' | b'\\');
        let mut token = self.token(Kind::PrefixedName, start, end);
        token.colon = colon;
        token.escaped = escaped;
        if bad_prefix {
            let message = "the name of a prefix cannot end in `.`";
            let fault = Fault::new("unexpected-token", message, colon - 1..colon);
            return self.faulty_name(token, fault);
        }
        if bad_escape {
            let fault = self.bad_escape_in_name(end);
            token.end = fault.span.end;
            return self.faulty_name(token, fault);
        }
        token
    }

    /// Length of a character beyond ASCII, of `%41` or of `\-` in a local name, and whether it is the latter.
    fn rare_in_local_name(&self, at: usize, is_first: bool) -> Option<(usize, bool)> {
        match self.peek(at) {
            b'%' => is_percent_encoded(self.bytes, at).then_some((3, false)),
            b'\\' => is_local_escape(self.peek(at + 1)).then_some((2, true)),
            _ => {
                let character = self.char_at(at)?;
                let fits = if is_first {
                    is_pn_chars_u(character)
                } else {
                    is_pn_chars(character)
                };
                fits.then_some((character.len_utf8(), false))
            }
        }
    }

    fn bad_escape_in_name(&self, at: usize) -> Fault {
        let next = self.char_at(at + 1).filter(|c| !c.is_whitespace());
        let end = at + 1 + next.map_or(0, char::len_utf8);
        let (message, hint) = if self.peek(at) == b'%' {
            (
                "`%` in a name must be followed by two hexadecimal digits",
                "write `\\%` for the character itself",
            )
        } else {
            (
                "`\\` in a name must be followed by one of `_~.-!$&'()*+,;=/?#@%`",
                "other characters need the IRI in full, between `<` and `>`",
            )
        };
        Fault::new("invalid-escape", message, at..end).with_hint(hint)
    }

    fn faulty_name(&mut self, token: Token, fault: Fault) -> Token {
        let mut faulty = self.faulty(token.kind, token.span(), fault);
        faulty.colon = token.colon;
        faulty
    }

    /// [`BLANK_NODE_LABEL`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-BLANK_NODE_LABEL)
    pub(super) fn blank_node_label(&mut self, start: usize) -> Token {
        if self.peek(start + 1) != b':' {
            return self.token(Kind::Unknown, start, start + 1);
        }
        let first = start + 2;
        let (mut at, mut end) = (first, first);
        loop {
            let byte = self.peek(at);
            if is(byte, NAME) && (at > first || byte != b'-') {
                at += 1;
            } else if byte == b'.' && at > first {
                at += 1;
                continue;
            } else if byte >= 0x80
                && let Some(character) = self.char_at(at)
                && (is_pn_chars_u(character) || (at > first && is_pn_chars(character)))
            {
                at += character.len_utf8();
            } else {
                break;
            }
            end = at;
        }
        if end == first {
            let message = "`_:` must be followed by the label of a blank node";
            let fault = Fault::new("invalid-blank-node-label", message, start..first)
                .with_hint("a label is like a name, `_:b1`; a blank node without label is `[]`");
            return self.faulty(Kind::BlankNodeLabel, start..first, fault);
        }
        if self.by_line && self.peek(end) == b':' {
            let rest = self.bytes(end..self.bytes.len());
            let is_part = |byte: &u8| is(*byte, NAME) || matches!(byte, b':' | b'.' | 0x80..);
            let length = rest
                .iter()
                .position(|byte| !is_part(byte))
                .unwrap_or(rest.len());
            let message = "the label of a blank node cannot contain `:`";
            let fault = Fault::new("invalid-blank-node-label", message, end..end + 1)
                .with_hint("write `_` or `-` in its place");
            return self.faulty(Kind::BlankNodeLabel, start..end + length, fault);
        }
        self.token(Kind::BlankNodeLabel, start, end)
    }

    /// [`LANG_DIR`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-LANG_DIR), or `@` and a keyword.
    pub(super) fn language_tag(&mut self, start: usize) -> Token {
        let letters = |mut at: usize, classes: u8| {
            while is(self.peek(at), classes) {
                at += 1;
            }
            at
        };
        let mut end = letters(start + 1, LETTER);
        if end == start + 1 {
            let message =
                "`@` must be followed by a language tag or by `prefix`, `base`, `version`";
            let fault = Fault::new("invalid-language-tag", message, start..end)
                .with_hint("a language tag is like `@en` or `@zh-Hans`");
            return self.faulty(Kind::At, start..end, fault);
        }
        loop {
            let subtag = letters(end + 1, LETTER | DIGIT);
            if self.peek(end) != b'-' || subtag == end + 1 {
                break;
            }
            end = subtag;
        }
        // In a collection the label of a blank node may follow at once.
        if self.peek(end) == b'_' && self.peek(end + 1) != b':' {
            while self.peek(end) == b'_' || is(self.peek(end), LETTER | DIGIT) {
                end += 1;
            }
            let tag = self.str(start + 1..end);
            let message = format!("`{tag}` is not a language tag: its parts stand between `-`");
            let hint = format!("write `@{}`", tag.replace('_', "-"));
            let fault = Fault::new("invalid-language-tag", message, start..end).with_hint(hint);
            return self.faulty(Kind::At, start..end, fault);
        }
        if self.peek(end) == b'-' && self.peek(end + 1) == b'-' {
            end = letters(end + 2, LETTER);
        }
        self.token(Kind::At, start, end)
    }

    /// Whether a name ends in punctuation of full width, which Turtle takes for a part of the name: where, and what was meant.
    pub(super) fn full_width_end(
        &self,
        token: &Token,
    ) -> Option<(std::ops::Range<usize>, char, char)> {
        let character = self.str(token.span()).chars().next_back()?;
        let twin = ascii_twin(character)?;
        Some((token.end - character.len_utf8()..token.end, character, twin))
    }
}
