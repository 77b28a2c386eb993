//! Reads a pattern into its [syntax tree](super::syntax), by the grammar of
//! [XML Schema part 2, appendix G](https://www.w3.org/TR/xmlschema11-2/#regexs) with the extensions of
//! [XPath and XQuery Functions and Operators 3.1, 5.6.1](https://www.w3.org/TR/xpath-functions-31/#regex-syntax).

use super::PatternError;
use super::syntax::{Atom, Branches, Class, ClassItem, Piece, Quantifier, Syntax};

/// Groups and subtractions may be nested this deep, since the tree is walked by recursion.
const DEEPEST: usize = 100;

/// A pattern may have at most this many characters.
const LONGEST: usize = 100_000;

pub type Parsed<T> = Result<T, PatternError>;

/// Reads a pattern; with `is_spaced` (flag `x`) white space outside of classes is left out first.
pub fn parse(pattern: &str, is_spaced: bool) -> Parsed<Syntax> {
    let mut characters: Vec<char> = pattern.chars().collect();
    if characters.len() > LONGEST {
        return Err(PatternError::TooLong { longest: LONGEST });
    }
    let mut positions: Vec<usize> = (1..=characters.len()).collect();
    if is_spaced {
        let kept = without_space(&characters);
        positions = kept.iter().map(|at| at + 1).collect();
        characters = kept
            .iter()
            .filter_map(|at| characters.get(*at).copied())
            .collect();
    }
    let mut parser = Parser {
        characters,
        positions,
        at: 0,
        depth: 0,
        opened: 0,
        closed: Vec::new(),
        has_back_reference: false,
        has_anchor: false,
    };
    let branches = parser.branches()?;
    if parser.at < parser.characters.len() {
        return parser.fail(
            parser.at,
            "`)` closes no group; write `\\)` for the character",
        );
    }
    Ok(Syntax {
        branches,
        groups: parser.opened,
        has_back_reference: parser.has_back_reference,
        has_anchor: parser.has_anchor,
    })
}

/// The indices of the characters that are left without the white space outside of classes.
fn without_space(characters: &[char]) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    let mut kept = Vec::new();
    for (index, character) in characters.iter().enumerate() {
        if depth == 0 && matches!(character, '\t' | '\n' | '\r' | ' ') {
            continue;
        }
        kept.push(index);
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    kept
}

pub struct Parser {
    pub characters: Vec<char>,
    /// The position in the pattern of each of these characters, from 1.
    positions: Vec<usize>,
    pub at: usize,
    pub depth: usize,
    /// The number of capturing groups that were opened so far.
    opened: usize,
    /// The numbers of those that were closed.
    closed: Vec<usize>,
    has_back_reference: bool,
    has_anchor: bool,
}

impl Parser {
    pub fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    pub fn next(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.at += 1;
        Some(next)
    }

    pub fn takes(&mut self, wanted: char) -> bool {
        let is_there = self.peek(0) == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// The error that something is wrong at the index of a character.
    pub fn fail<T>(&self, at: usize, problem: impl Into<String>) -> Parsed<T> {
        let after_end = self.positions.last().map_or(1, |last| last + 1);
        Err(PatternError::Syntax {
            position: self.positions.get(at).copied().unwrap_or(after_end),
            problem: problem.into(),
        })
    }

    pub fn enter(&mut self, at: usize) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail(at, format!("more than {DEEPEST} groups are in one another"));
        }
        Ok(())
    }

    /// `regExp ::= branch ( '|' branch )*`
    fn branches(&mut self) -> Parsed<Branches> {
        let mut branches = vec![self.branch()?];
        while self.takes('|') {
            branches.push(self.branch()?);
        }
        Ok(branches)
    }

    /// `branch ::= piece*`, `piece ::= atom quantifier?`
    fn branch(&mut self) -> Parsed<Vec<Piece>> {
        let mut pieces = Vec::new();
        while let Some(next) = self.peek(0) {
            if matches!(next, '|' | ')') {
                break;
            }
            let atom = self.atom()?;
            let quantifier = self.quantifier()?;
            pieces.push(Piece { atom, quantifier });
        }
        Ok(pieces)
    }

    fn atom(&mut self) -> Parsed<Atom> {
        let start = self.at;
        let Some(character) = self.next() else {
            return self.fail(start, "something is missing at the end");
        };
        match character {
            '.' => Ok(Atom::Wildcard),
            '^' | '$' => {
                self.has_anchor = true;
                Ok(match character {
                    '^' => Atom::Start,
                    _ => Atom::End,
                })
            }
            '(' => self.group(start),
            '[' => Ok(Atom::Class(self.class(start)?)),
            '\\' => self.escape(start),
            '*' | '+' | '?' if start > 0 && self.is_after_quantifier(start) => {
                let problem = match character {
                    '+' => "a quantifier follows another; XPath has no possessive quantifiers",
                    _ => "a quantifier follows another; put what it repeats into `(?:…)`",
                };
                self.fail(start, problem)
            }
            '*' | '+' | '?' | '{' => self.fail(
                start,
                format!("`{character}` repeats nothing; write `\\{character}` for the character"),
            ),
            '}' | ']' => self.fail(
                start,
                format!("`{character}` closes nothing; write `\\{character}` for the character"),
            ),
            character => Ok(Atom::Character(character)),
        }
    }

    fn is_after_quantifier(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.characters.get(at));
        matches!(before, Some('*' | '+' | '?' | '}'))
    }

    /// After `(`.
    fn group(&mut self, start: usize) -> Parsed<Atom> {
        self.enter(start)?;
        let is_capturing = !self.takes('?');
        if !is_capturing && !self.takes(':') {
            return self.fail(start, self.foreign_group());
        }
        self.opened += usize::from(is_capturing);
        let number = self.opened;
        let branches = self.branches()?;
        if !self.takes(')') {
            return self.fail(start, "`(` is not closed; write `\\(` for the character");
        }
        if is_capturing {
            self.closed.push(number);
        }
        self.depth -= 1;
        Ok(Atom::Group {
            branches,
            is_capturing,
        })
    }

    /// What to say of `(?` and what follows.
    fn foreign_group(&self) -> &'static str {
        match (self.peek(0), self.peek(1)) {
            (Some('=' | '!'), _) => "XPath has no look-ahead",
            (Some('<'), Some('=' | '!')) => "XPath has no look-behind",
            (Some('<' | 'P' | '\''), _) => "XPath has no named groups; they are numbered: `(…)`",
            (Some('#'), _) => "XPath has no comments in patterns",
            (Some('>'), _) => "XPath has no atomic groups",
            (Some('a'..='z' | 'A'..='Z' | '-' | '^'), _) => {
                "XPath has no flags within a pattern; they are the third argument"
            }
            _ => "only `(?:` may follow, for a group without a number",
        }
    }

    fn quantifier(&mut self) -> Parsed<Option<Quantifier>> {
        let start = self.at;
        let (least, most) = match self.peek(0) {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                self.at += 1;
                let counts = self.counts(start)?;
                if self.peek(0) != Some('}') {
                    return self.fail(
                        start,
                        "`{` is not closed by `}` after its numbers; write `\\{` for the character",
                    );
                }
                counts
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(Quantifier {
            least,
            most,
            is_reluctant: self.takes('?'),
        }))
    }

    /// `n`, `n,` or `n,m`
    fn counts(&mut self, start: usize) -> Parsed<(u32, Option<u32>)> {
        let least = self.number()?;
        if !self.takes(',') {
            return Ok((least, Some(least)));
        }
        if self.peek(0) == Some('}') {
            return Ok((least, None));
        }
        let most = self.number()?;
        if most < least {
            return self.fail(
                start,
                format!("the first number of `{{{least},{most}}}` is larger than the second"),
            );
        }
        Ok((least, Some(most)))
    }

    fn number(&mut self) -> Parsed<u32> {
        let start = self.at;
        let mut number = None;
        while let Some(digit) = self.peek(0).and_then(|c| c.to_digit(10)) {
            self.at += 1;
            let next = number.unwrap_or(0_u32).checked_mul(10);
            number = next.and_then(|next| next.checked_add(digit));
            if number.is_none() {
                return self.fail(start, format!("the number is larger than {}", u32::MAX));
            }
        }
        match number {
            Some(number) => Ok(number),
            None => self.fail(
                start,
                "a number is missing, as in `{2}`, `{2,}` and `{2,3}`",
            ),
        }
    }

    /// After `\` outside of a class.
    fn escape(&mut self, start: usize) -> Parsed<Atom> {
        if let Some('1'..='9') = self.peek(0) {
            return self.back_reference(start);
        }
        let item = self.class_escape(start)?;
        Ok(match item {
            ClassItem::Range(character, _) => Atom::Character(character),
            item @ ClassItem::Set { .. } => Atom::Class(Class {
                is_negated: false,
                items: vec![item],
                subtracted: None,
            }),
        })
    }

    /// It has as many digits as there are groups opened before.
    fn back_reference(&mut self, start: usize) -> Parsed<Atom> {
        let mut number = 0_usize;
        while let Some(digit) = self.peek(0).and_then(|c| c.to_digit(10)) {
            let longer = number * 10 + digit as usize;
            if number > 0 && longer > self.opened {
                break;
            }
            number = longer;
            self.at += 1;
        }
        if !self.closed.contains(&number) {
            let problem = match number <= self.opened {
                true => format!("`\\{number}` is within group {number}, which it refers to"),
                false => format!("`\\{number}` refers to a group, and there is none before it"),
            };
            return self.fail(start, problem);
        }
        self.has_back_reference = true;
        Ok(Atom::BackReference(number))
    }
}
