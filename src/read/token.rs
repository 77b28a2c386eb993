//! What a text is cut into ([Turtle, terminals](https://www.w3.org/TR/rdf12-turtle/#terminals)).

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
