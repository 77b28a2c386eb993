//! Writes a [syntax tree](super::syntax) in the dialect of the crates `regex` and `fancy-regex`, with classes spelt out so that
//! nothing depends on the meanings that the dialect gives them.

use super::case::variants;
use super::classes::{NAME, NAME_START};
use super::syntax::{Atom, Branches, CharacterSet, Class, ClassItem, Quantifier, Syntax};
use std::fmt::Write;

/// The flags that change the meaning of what is translated.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meaning {
    /// `s`: the wildcard matches ends of lines.
    pub is_dot_all: bool,
    /// `m`: anchors match at each line.
    pub has_lines: bool,
    /// `i`
    pub ignores_case: bool,
    /// Whether the anchors of lines are exact at the end of a text that ends with a line feed, which takes look-around.
    pub looks_around: bool,
}

/// The translation of a pattern.
pub fn translate(syntax: &Syntax, meaning: Meaning) -> String {
    let mut translation = Translation {
        meaning,
        text: String::new(),
    };
    translation.branches(&syntax.branches);
    translation.text
}

struct Translation {
    meaning: Meaning,
    text: String,
}

impl Translation {
    fn branches(&mut self, branches: &Branches) {
        for (number, pieces) in branches.iter().enumerate() {
            if number > 0 {
                self.text.push('|');
            }
            // What is empty is left out, since `fancy-regex` does not repeat it.
            for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
                self.atom(&piece.atom);
                if let Some(quantifier) = piece.quantifier {
                    self.quantifier(quantifier);
                }
            }
        }
    }

    fn atom(&mut self, atom: &Atom) {
        match atom {
            Atom::Character(character) => {
                let ranges = self.with_variants(*character, *character);
                match ranges.as_slice() {
                    [_] => push_character(*character, &mut self.text),
                    ranges => {
                        self.text.push('[');
                        self.ranges(ranges);
                        self.text.push(']');
                    }
                }
            }
            Atom::Class(class) => self.class(class),
            Atom::Wildcard if self.meaning.is_dot_all => self.text.push_str("(?s:.)"),
            Atom::Wildcard => self.text.push_str(r"[^\n\r]"),
            Atom::Start => self.text.push_str(self.start()),
            Atom::End => self.text.push_str(self.end()),
            Atom::Group {
                branches,
                is_capturing,
            } => {
                self.text.push_str(if *is_capturing { "(" } else { "(?:" });
                self.branches(branches);
                self.text.push(')');
            }
            // A group that matched nothing is the empty string.
            Atom::BackReference(number) => {
                let reference = match self.meaning.ignores_case {
                    true => format!(r"(?:(?({number})(?i:\{number})|))"),
                    false => format!(r"(?:(?({number})\{number}|))"),
                };
                self.text.push_str(&reference);
            }
        }
    }

    fn start(&self) -> &'static str {
        match (self.meaning.has_lines, self.meaning.looks_around) {
            (false, _) => r"(?:\A)",
            (true, false) => "(?m:^)",
            // A line feed at the end of the text begins no line.
            (true, true) => r"(?:\A|(?m:^)(?!\z))",
        }
    }

    fn end(&self) -> &'static str {
        match (self.meaning.has_lines, self.meaning.looks_around) {
            (false, _) => r"(?:\z)",
            (true, false) => "(?m:$)",
            (true, true) => r"(?:(?m:$)(?!\z)|(?<!\n)\z)",
        }
    }

    fn quantifier(&mut self, quantifier: Quantifier) {
        let Quantifier {
            least,
            most,
            is_reluctant,
        } = quantifier;
        let text = match (least, most) {
            (0, Some(1)) => "?".to_owned(),
            (0, None) => "*".to_owned(),
            (1, None) => "+".to_owned(),
            (least, None) => format!("{{{least},}}"),
            (least, Some(most)) => format!("{{{least},{most}}}"),
        };
        self.text.push_str(&text);
        if is_reluctant {
            self.text.push('?');
        }
    }

    fn class(&mut self, class: &Class) {
        let subtracted = class.subtracted.as_deref();
        if subtracted.is_some() {
            self.text.push('[');
        }
        self.text
            .push_str(if class.is_negated { "[^" } else { "[" });
        for item in &class.items {
            match item {
                ClassItem::Range(first, last) => {
                    let ranges = self.with_variants(*first, *last);
                    self.ranges(&ranges);
                }
                ClassItem::Set { set, is_negated } => {
                    self.text.push_str(if *is_negated { "[^" } else { "[" });
                    self.set(set);
                    self.text.push(']');
                }
            }
        }
        self.text.push(']');
        if let Some(subtracted) = subtracted {
            self.text.push_str("--");
            self.class(subtracted);
            self.text.push(']');
        }
    }

    fn set(&mut self, set: &CharacterSet) {
        match set {
            CharacterSet::Space => self.text.push_str(r"\x{20}\t\n\r"),
            CharacterSet::NameStart => self.ranges(NAME_START),
            CharacterSet::Name => {
                self.ranges(NAME_START);
                self.ranges(NAME);
            }
            CharacterSet::Digit => self.text.push_str(r"\p{Nd}"),
            // All but punctuation, separators and others.
            CharacterSet::Word => self.text.push_str(r"[^\p{P}\p{Z}\p{C}]"),
            CharacterSet::Category(category) => self.text.push_str(&format!(r"\p{{{category}}}")),
            CharacterSet::Block(ranges) if ranges.is_empty() => {
                self.text.push_str(r"[^\x{0}-\x{10FFFF}]");
            }
            CharacterSet::Block(ranges) => self.ranges(ranges),
        }
    }

    fn ranges(&mut self, ranges: &[(char, char)]) {
        for (first, last) in ranges {
            push_character(*first, &mut self.text);
            if first != last {
                self.text.push('-');
                push_character(*last, &mut self.text);
            }
        }
    }

    /// A range, and where case is ignored the variants of its characters.
    fn with_variants(&self, first: char, last: char) -> Vec<(char, char)> {
        let mut ranges = vec![(first, last)];
        if !self.meaning.ignores_case {
            return ranges;
        }
        for variant in variants(first..=last) {
            match ranges.last_mut() {
                Some((_, end)) if (*end..variant).nth(1).is_none() && *end < variant => {
                    *end = variant;
                }
                _ => ranges.push((variant, variant)),
            }
        }
        ranges
    }
}

/// Writes a character so that it stands for itself, within a class and outside.
fn push_character(character: char, text: &mut String) {
    if character.is_alphanumeric() {
        text.push(character);
    } else {
        // Writing to a string does not fail.
        let _ = write!(text, r"\x{{{:X}}}", u32::from(character));
    }
}
