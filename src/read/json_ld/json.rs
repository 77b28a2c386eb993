//! JSON as a tree that knows where each value stands ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)).

use crate::read::fault::Fault;
use crate::read::sink::Span;
use std::borrow::Cow;

/// How many arrays and objects may stand in one another: a document that people or programs write has a dozen.
pub const DEEPEST: usize = 200;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Json<'t> {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// What it is.
    pub value: Value<'t>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Value<'t> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number as it is written.
    Number(&'t str),
    /// A text without its quotes and escapes.
    String(Cow<'t, str>),
    /// Values in an order.
    Array(Vec<Json<'t>>),
    /// Values by keys, as they stand; one key may stand twice.
    Object(Vec<Member<'t>>),
}

/// A key of an object with its value.
#[derive(Clone, Debug)]
pub struct Member<'t> {
    pub key: Cow<'t, str>,
    pub key_span: Span,
    pub value: Json<'t>,
}

impl<'t> Json<'t> {
    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&[Member<'t>]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items of an array; any other value is its own only item.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Array(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value of a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let member = self.as_object()?.iter().find(|member| member.key == key);
        member.map(|member| &member.value)
    }
}

/// What was read: the value, and the keys that an object has twice (the place before and the place that counts).
pub struct Parsed<'t> {
    pub root: Json<'t>,
    pub doubled: Vec<(Span, Span)>,
}

/// Reads a text of less than 4 GiB from a byte on.
///
/// # Errors
/// The first fault; nothing is known of what follows it.
pub fn parse(text: &str, start: usize) -> Result<Parsed<'_>, Fault> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: start,
        depth: 0,
        doubled: Vec::new(),
    };
    let root = reader.value()?;
    reader.skip_white_space();
    if reader.at < text.len() {
        let message = format!("expected the end of the file, found {}", reader.found());
        return Err(reader.fault(message));
    }
    Ok(Parsed {
        root,
        doubled: reader.doubled,
    })
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: usize,
    doubled: Vec<(Span, Span)>,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// What stands here, as a message says it.
    fn found(&self) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        match rest.chars().next() {
            None => "the end of the file".to_owned(),
            Some(_) if word_length(rest) > 0 => {
                let word = rest.get(..word_length(rest).min(40)).unwrap_or_default();
                format!("`{word}`")
            }
            Some(quote @ ('"' | '\'')) => format!("`{quote}`"),
            Some(character) => format!("`{}`", character.escape_debug()),
        }
    }

    /// A fault of what stands here: a word, or one character.
    fn fault(&self, message: impl Into<String>) -> Fault {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = word_length(rest).max(rest.chars().next().map_or(0, char::len_utf8));
        Fault::new("invalid-json", message, self.at..self.at + length)
    }

    fn expected(&self, what: &str) -> Fault {
        let fault = self.fault(format!("expected {what}, found {}", self.found()));
        match self.peek() {
            Some(b'\'') => fault.with_hint("strings of JSON stand between `\"` and `\"`"),
            Some(b'/') => fault.with_hint("JSON has no comments: leave it out"),
            Some(b'}' | b']') => {
                fault.with_hint("leave out the `,` before it, or write what is missing")
            }
            _ => fault,
        }
    }

    fn value(&mut self) -> Result<Json<'t>, Fault> {
        self.skip_white_space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.array()?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        let span = Span::of(start..self.at);
        Ok(Json { span, value })
    }

    fn word(&mut self) -> Result<Value<'t>, Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let word = rest.get(..word_length(rest)).unwrap_or_default();
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            _ => return Err(self.expected("a value")),
        };
        self.at += word.len();
        Ok(value)
    }

    /// Goes into an array or object; the character here opens it.
    fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let message =
                format!("arrays and objects stand in one another more than {DEEPEST} levels deep");
            let fault = Fault::new("too-deep", message, self.at..self.at + 1);
            let hint = "give the inner ones an `@id` and state them beside the others";
            return Err(fault.with_hint(hint));
        }
        self.at += 1;
        Ok(())
    }

    /// After an item: whether another follows, or the end.
    fn goes_on(&mut self, close: u8) -> Result<bool, Fault> {
        self.skip_white_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            _ => {
                let what = format!("`,` or `{}`", close as char);
                let fault = self.fault(format!("expected {what}, found {}", self.found()));
                Err(match self.peek() {
                    Some(b'"') => fault.with_hint("a `,` seems to be missing before it"),
                    _ => fault,
                })
            }
        }
    }

    fn array(&mut self) -> Result<Value<'t>, Fault> {
        self.enter()?;
        let mut items = Vec::new();
        self.skip_white_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            if !self.goes_on(b']')? {
                return Ok(Value::Array(items));
            }
        }
    }

    fn object(&mut self) -> Result<Value<'t>, Fault> {
        self.enter()?;
        let mut members: Vec<Member> = Vec::new();
        self.skip_white_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_white_space();
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key between quotes"));
            }
            let start = self.at;
            let key = self.string()?;
            let key_span = Span::of(start..self.at);
            self.skip_white_space();
            if self.peek() != Some(b':') {
                return Err(self.fault(format!("expected `:`, found {}", self.found())));
            }
            self.at += 1;
            let value = self.value()?;
            members.push(Member {
                key,
                key_span,
                value,
            });
            if !self.goes_on(b'}')? {
                return Ok(Value::Object(self.without_doubled(members)));
            }
        }
    }

    /// Of a key that stands twice the last one counts, as nearly every reader has it.
    fn without_doubled(&mut self, mut members: Vec<Member<'t>>) -> Vec<Member<'t>> {
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by(|a, b| members[*a].key.cmp(&members[*b].key));
        let pairs = order.windows(2).filter_map(|pair| match pair {
            [before, after] if members[*before].key == members[*after].key => {
                Some((*before, *after))
            }
            _ => None,
        });
        let mut lost: Vec<(usize, usize)> = pairs.collect();
        lost.sort_unstable();
        let span = |index: usize| members[index].key_span;
        let doubled = lost
            .iter()
            .map(|(before, after)| (span(*before), span(*after)));
        self.doubled.extend(doubled);
        let (mut index, mut lost) = (0, lost.into_iter().peekable());
        members.retain(|_| {
            let is_lost = lost.next_if(|(before, _)| *before == index).is_some();
            index += 1;
            !is_lost
        });
        members
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Result<Value<'t>, Fault> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let is_zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if is_zero && whole > 1 {
            let message = "a number of JSON does not begin with `0`";
            let fault = Fault::new("invalid-json", message, start..self.at);
            return Err(fault.with_hint("leave out the zeros, or write it between quotes"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Value::Number(
            self.text.get(start..self.at).unwrap_or_default(),
        ))
    }

    /// One digit or more; returns their number.
    fn digits(&mut self) -> Result<usize, Fault> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.expected("a digit"));
        }
        Ok(self.at - start)
    }

    /// A string; the quote that opens it stands here.
    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        let open = self.at;
        self.at += 1;
        let mut whole = String::new();
        let mut start = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let length = rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F));
            self.at += length.unwrap_or(rest.len());
            let part = self.text.get(start..self.at).unwrap_or_default();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    if whole.is_empty() {
                        return Ok(Cow::Borrowed(part));
                    }
                    whole.push_str(part);
                    return Ok(Cow::Owned(whole));
                }
                Some(b'\\') => {
                    whole.push_str(part);
                    whole.push(super::escapes::escape(self.text, &mut self.at)?);
                    start = self.at;
                }
                Some(control) if control != b'\n' && control != b'\r' => {
                    let message =
                        format!("a control character (U+{control:04X}) cannot stand in a string");
                    let fault = Fault::new("invalid-json", message, self.at..self.at + 1);
                    let hint = match control {
                        b'\t' => "write `\\t`".to_owned(),
                        _ => format!("write `\\u{control:04X}`"),
                    };
                    return Err(fault.with_hint(hint));
                }
                _ => {
                    let message = "this string has no closing `\"` on its line";
                    let fault = Fault::new("invalid-json", message, open..self.at);
                    return Err(fault.with_hint(
                        "end it with `\"`; a line break inside a string is written `\\n`",
                    ));
                }
            }
        }
    }
}

/// The length of the word that a text begins with.
fn word_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}
