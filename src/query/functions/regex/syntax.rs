//! The syntax tree of a regular expression of XPath: that of [XML Schema part 2, appendix
//! G](https://www.w3.org/TR/xmlschema11-2/#regexs) with the extensions of [XPath and XQuery Functions and Operators 3.1,
//! 5.6.1](https://www.w3.org/TR/xpath-functions-31/#regex-syntax).

/// Alternatives, of which the first that matches is taken.
pub type Branches = Vec<Vec<Piece>>;

/// A pattern that was read.
#[derive(Clone, Debug)]
pub struct Syntax {
    pub branches: Branches,
    /// The number of capturing groups.
    pub groups: usize,
    pub has_back_reference: bool,
    /// Whether `^` or `$` stands in it as an anchor.
    pub has_anchor: bool,
}

/// An atom and how often it is repeated.
#[derive(Clone, Debug)]
pub struct Piece {
    pub atom: Atom,
    pub quantifier: Option<Quantifier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantifier {
    pub least: u32,
    /// `None` is without limit.
    pub most: Option<u32>,
    pub is_reluctant: bool,
}

#[derive(Clone, Debug)]
pub enum Atom {
    Character(char),
    Class(Class),
    /// `.`
    Wildcard,
    /// `^`
    Start,
    /// `$`
    End,
    Group {
        branches: Branches,
        is_capturing: bool,
    },
    BackReference(usize),
}

/// `[…]`, or an escape of a class outside of one.
#[derive(Clone, Debug)]
pub struct Class {
    pub is_negated: bool,
    pub items: Vec<ClassItem>,
    /// What is subtracted from it, after the negation.
    pub subtracted: Option<Box<Class>>,
}

#[derive(Clone, Debug)]
pub enum ClassItem {
    /// From the first to the last character.
    Range(char, char),
    Set {
        set: CharacterSet,
        is_negated: bool,
    },
}

/// The set of characters that an escape stands for.
#[derive(Clone, Debug)]
pub enum CharacterSet {
    /// `\s`
    Space,
    /// `\i`
    NameStart,
    /// `\c`
    Name,
    /// `\d`
    Digit,
    /// `\w`
    Word,
    /// `\p{Lu}`, a general category of Unicode.
    Category(&'static str),
    /// `\p{IsHiragana}`, the code points of a block, of which there are none in those of surrogates.
    Block(Vec<(char, char)>),
}

impl Piece {
    /// Whether it is `(?:)`, which matches the empty string however often it is repeated.
    pub fn is_empty(&self) -> bool {
        match &self.atom {
            Atom::Group {
                branches,
                is_capturing: false,
            } => branches.iter().flatten().all(Self::is_empty),
            _ => false,
        }
    }
}

impl Syntax {
    /// The longest text that each match contains, in any case if the pattern ignores it. It may be empty.
    pub fn needle(&self) -> String {
        let [pieces] = self.branches.as_slice() else {
            return String::new();
        };
        let character = |piece: &Piece| match piece {
            Piece {
                atom: Atom::Character(character),
                quantifier: None,
            } => Some(*character),
            _ => None,
        };
        let runs = pieces.split(|piece| character(piece).is_none());
        let longest = runs.max_by_key(|run| run.len()).unwrap_or(&[]);
        longest.iter().filter_map(character).collect()
    }
}
