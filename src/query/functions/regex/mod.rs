//! Regular expressions of XPath, as `REGEX` and `REPLACE` have them: [XPath and XQuery Functions and Operators 3.1,
//! 5.6](https://www.w3.org/TR/xpath-functions-31/#string.match).
//!
//! A pattern is read into a tree by the grammar of the specification and written in the dialect of the crate `regex`, whose
//! automata take linear time; one with back-references is matched by `fancy-regex`, which backtracks, within a limit.

mod case;
mod class_parser;
mod classes;
mod parser;
mod replacement;
mod syntax;
mod translation;

#[cfg(test)]
mod tests;

use replacement::{ReplacementPart, parse_replacement};
use std::ops::Range;
use syntax::{Atom, Piece, Syntax};
use translation::{Meaning, translate};

/// A compiled pattern takes at most this many bytes, as in the crate `regex`.
const LARGEST: usize = 10_000_000;

/// A search with back-references gives up after this many steps back.
const MOST_STEPS: usize = 1_000_000;

/// What is wrong with a pattern, its flags or a replacement. Positions count characters from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// FORX0001
    #[error("`{flag}` is not a flag; the flags are `i`, `m`, `q`, `s` and `x`")]
    UnknownFlag {
        /// The character that is none.
        flag: char,
    },
    /// FORX0002
    #[error("{problem} (character {position})")]
    Syntax {
        /// Where in the pattern.
        position: usize,
        /// What is wrong, in the user's terms.
        problem: String,
    },
    /// The pattern is longer than we read.
    #[error("the pattern has more than {longest} characters")]
    TooLong {
        /// How many it may have.
        longest: usize,
    },
    /// The compiled pattern is larger than we allow.
    #[error("the pattern is too large when its repetitions are written out; repeat less")]
    TooLarge,
    /// FORX0003
    #[error("the pattern matches the empty string, which cannot be replaced")]
    MatchesEmpty,
    /// FORX0004
    #[error("{problem} (character {position})")]
    Replacement {
        /// Where in the replacement.
        position: usize,
        /// What is wrong, in the user's terms.
        problem: String,
    },
    /// Matching a back-reference took longer than we allow.
    #[error("the pattern with a back-reference went back more than {most} times")]
    TooManySteps {
        /// How often it may.
        most: usize,
    },
}

/// What each match of a pattern is replaced with.
#[derive(Clone, Debug)]
pub struct Replacement(Vec<ReplacementPart>);

impl Replacement {
    /// Returns the replacement, if it is the same for all matches.
    fn text(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [ReplacementPart::Text(text)] => Some(text),
            _ => None,
        }
    }
}

/// A pattern of fn:matches and fn:replace, translated.
#[derive(Clone, Debug)]
pub struct Pattern {
    matcher: Matcher,
    groups: usize,
    /// Flag `q`: the replacement is text, too.
    is_literal: bool,
    needle: String,
}

#[derive(Clone, Debug)]
enum Matcher {
    Automaton(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
    /// Anchors of lines, for which the automaton is not exact in texts that end with a line feed.
    Lines(regex::Regex, Box<fancy_regex::Regex>),
}

/// What matches in a text.
enum MatcherOfText<'p> {
    Automaton(&'p regex::Regex),
    Backtracking(&'p fancy_regex::Regex),
}

impl Pattern {
    /// Translates a pattern with [flags](https://www.w3.org/TR/xpath-functions-31/#flags).
    ///
    /// # Errors
    /// If one of the flags or the pattern is wrong (FORX0001, FORX0002), or if it is too large.
    pub fn new(pattern: &str, flags: &str) -> Result<Self, PatternError> {
        if let Some(flag) = flags.chars().find(|flag| !"smixq".contains(*flag)) {
            return Err(PatternError::UnknownFlag { flag });
        }
        let is_literal = flags.contains('q');
        let syntax = match is_literal {
            true => literal(pattern),
            false => parser::parse(pattern, flags.contains('x'))?,
        };
        let meaning = Meaning {
            is_dot_all: flags.contains('s'),
            has_lines: flags.contains('m'),
            ignores_case: flags.contains('i'),
            looks_around: false,
        };
        let exact = Meaning {
            looks_around: true,
            ..meaning
        };
        let matcher = if syntax.has_back_reference {
            Matcher::Backtracking(backtracking(&translate(&syntax, exact))?)
        } else if meaning.has_lines && syntax.has_anchor {
            Matcher::Lines(
                automaton(&translate(&syntax, meaning))?,
                backtracking(&translate(&syntax, exact))?,
            )
        } else {
            Matcher::Automaton(automaton(&translate(&syntax, meaning))?)
        };
        Ok(Self {
            matcher,
            groups: syntax.groups,
            is_literal,
            needle: syntax.needle(),
        })
    }

    /// The longest text that each match contains, in whatever case where case is ignored; it may be empty.
    pub fn needle(&self) -> &str {
        &self.needle
    }

    /// Whether a search takes time linear in the text and so always has an answer.
    pub fn is_linear(&self) -> bool {
        matches!(self.matcher, Matcher::Automaton(_))
    }

    fn matcher(&self, text: &str) -> MatcherOfText<'_> {
        match &self.matcher {
            Matcher::Automaton(regex) => MatcherOfText::Automaton(regex),
            Matcher::Lines(regex, _) if !text.ends_with('\n') => MatcherOfText::Automaton(regex),
            Matcher::Backtracking(regex) | Matcher::Lines(_, regex) => {
                MatcherOfText::Backtracking(regex)
            }
        }
    }

    /// Whether it matches somewhere in a text.
    ///
    /// # Errors
    /// If back-references take too many steps.
    pub fn matches(&self, text: &str) -> Result<bool, PatternError> {
        match self.matcher(text) {
            MatcherOfText::Automaton(regex) => Ok(regex.is_match(text)),
            MatcherOfText::Backtracking(regex) => {
                regex.is_match(text).map_err(|_| too_many_steps())
            }
        }
    }

    /// Whether it matches somewhere in a text; not where [`matches`](Self::matches) fails.
    pub fn is_match(&self, text: &str) -> bool {
        self.matches(text).unwrap_or(false)
    }

    /// Whether it matches the empty string. Then fn:replace has no value.
    pub fn matches_empty(&self) -> bool {
        self.is_match("")
    }

    /// Reads what each match is replaced with.
    ///
    /// # Errors
    /// If the replacement is wrong (FORX0004) or the pattern matches the empty string (FORX0003).
    pub fn replacement(&self, replacement: &str) -> Result<Replacement, PatternError> {
        let parts = match self.is_literal {
            true => vec![ReplacementPart::Text(replacement.to_owned())],
            false => parse_replacement(replacement, self.groups)?,
        };
        match self.matches_empty() {
            true => Err(PatternError::MatchesEmpty),
            false => Ok(Replacement(parts)),
        }
    }

    /// Replaces each match, from the first to the last ([fn:replace](https://www.w3.org/TR/xpath-functions-31/#func-replace)).
    ///
    /// # Errors
    /// As [`replacement`](Self::replacement), and if back-references take too many steps.
    pub fn replace_all(&self, text: &str, replacement: &str) -> Result<String, PatternError> {
        let mut replaced = String::new();
        let replacement = self.replacement(replacement)?;
        self.replace_into(text, &replacement, &mut replaced, |_| Ok(()))?;
        Ok(replaced)
    }

    /// Appends a text in which each match is replaced. After each match, `look` sees what there is, since a text may grow by
    /// any factor, and may stop the work with an error.
    ///
    /// # Errors
    /// If back-references take too many steps, or as `look`.
    pub fn replace_into<E: From<PatternError>>(
        &self,
        text: &str,
        replacement: &Replacement,
        replaced: &mut String,
        mut look: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = |range: Range<usize>| text.get(range).unwrap_or("");
        let mut end = 0;
        // Finding a match takes less time than finding its groups.
        if let (MatcherOfText::Automaton(regex), Some(with)) =
            (self.matcher(text), replacement.text())
        {
            for found in regex.find_iter(text) {
                replaced.push_str(of(end..found.start()));
                replaced.push_str(with);
                end = found.end();
                look(replaced)?;
            }
            replaced.push_str(of(end..text.len()));
            return Ok(());
        }
        let mut replace = |group: &dyn Fn(usize) -> Option<Range<usize>>| {
            let whole = group(0).unwrap_or(end..end);
            replaced.push_str(of(end..whole.start));
            for part in &replacement.0 {
                match part {
                    ReplacementPart::Text(text) => replaced.push_str(text),
                    ReplacementPart::Group(number) => {
                        replaced.push_str(group(*number).map_or("", of));
                    }
                }
            }
            end = whole.end;
            look(replaced)
        };
        match self.matcher(text) {
            MatcherOfText::Automaton(regex) => {
                for captures in regex.captures_iter(text) {
                    replace(&|number| captures.get(number).map(|group| group.range()))?;
                }
            }
            MatcherOfText::Backtracking(regex) => {
                for captures in regex.captures_iter(text) {
                    let captures = captures.map_err(|_| too_many_steps())?;
                    replace(&|number| captures.get(number).map(|group| group.range()))?;
                }
            }
        }
        replaced.push_str(text.get(end..).unwrap_or(""));
        Ok(())
    }
}

fn too_many_steps() -> PatternError {
    PatternError::TooManySteps { most: MOST_STEPS }
}

/// The tree of a pattern in which each character stands for itself.
fn literal(pattern: &str) -> Syntax {
    let piece = |character| Piece {
        atom: Atom::Character(character),
        quantifier: None,
    };
    Syntax {
        branches: vec![pattern.chars().map(piece).collect()],
        groups: 0,
        has_back_reference: false,
        has_anchor: false,
    }
}

/// The translation is correct, so what fails is its size.
fn automaton(translation: &str) -> Result<regex::Regex, PatternError> {
    regex::RegexBuilder::new(translation)
        .size_limit(LARGEST)
        .nest_limit(1000)
        .build()
        .map_err(|_| PatternError::TooLarge)
}

fn backtracking(translation: &str) -> Result<Box<fancy_regex::Regex>, PatternError> {
    fancy_regex::RegexBuilder::new(translation)
        .backtrack_limit(MOST_STEPS)
        .delegate_size_limit(LARGEST)
        .build()
        .map(Box::new)
        .map_err(|_| PatternError::TooLarge)
}
