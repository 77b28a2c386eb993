//! Reads classes and escapes of a pattern: [XML Schema part 2, G.4](https://www.w3.org/TR/xmlschema11-2/#charcter-classes).

use super::classes::{category, class_of_letter, set_of_property};
use super::parser::{Parsed, Parser};
use super::syntax::{Class, ClassItem};

impl Parser {
    /// After `\`: a single character, as a range, or a set of them.
    pub fn class_escape(&mut self, start: usize) -> Parsed<ClassItem> {
        let Some(letter) = self.next() else {
            return self.fail(
                start,
                "`\\` escapes nothing; write `\\\\` for the character",
            );
        };
        let same = |character| Ok(ClassItem::Range(character, character));
        match letter {
            'n' => same('\n'),
            'r' => same('\r'),
            't' => same('\t'),
            '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^'
            | '$' => same(letter),
            'p' | 'P' => self.property(start, letter == 'P'),
            letter => match class_of_letter(letter) {
                Some((set, is_negated)) => Ok(ClassItem::Set { set, is_negated }),
                None => self.fail(start, foreign_escape(letter)),
            },
        }
    }

    /// After `\p` or `\P`.
    fn property(&mut self, start: usize, is_negated: bool) -> Parsed<ClassItem> {
        let mut name = String::new();
        if self.takes('{') {
            while let Some(character) = self.next().filter(|c| *c != '}') {
                name.push(character);
            }
        } else {
            return self.fail(
                start,
                "`\\p` is followed by a name in braces, as in `\\p{Lu}`",
            );
        }
        if self.characters.get(self.at - 1) != Some(&'}') {
            return self.fail(start, "`\\p{` is not closed by `}`");
        }
        match set_of_property(&name) {
            Some(set) => Ok(ClassItem::Set { set, is_negated }),
            None => {
                let hint = match name.strip_prefix("Is") {
                    Some(block) => format!("Unicode has no block `{block}`"),
                    None if set_of_property(&format!("Is{name}")).is_some() => {
                        format!("`{name}` is not a category; the block is `\\p{{Is{name}}}`")
                    }
                    None if name.chars().next().and_then(category).is_some() => {
                        format!(
                            "`{name}` is not a general category of Unicode, as `L` and `Lu` are"
                        )
                    }
                    None => format!("`{name}` is not a general category of Unicode"),
                };
                self.fail(start, hint)
            }
        }
    }

    /// After `[`: `charGroup ::= ( posCharGroup | negCharGroup ) ( '-' charClassExpr )?`
    pub fn class(&mut self, start: usize) -> Parsed<Class> {
        self.enter(start)?;
        let mut class = Class {
            is_negated: self.takes('^'),
            items: Vec::new(),
            subtracted: None,
        };
        loop {
            let at = self.at;
            match self.peek(0) {
                None => {
                    return self.fail(start, "`[` is not closed; write `\\[` for the character");
                }
                Some(']') if class.items.is_empty() => {
                    return self.fail(at, "the class is empty; write `\\]` for the character");
                }
                Some(']') => break,
                Some('-') if self.peek(1) == Some('[') => {
                    if class.items.is_empty() {
                        return self
                            .fail(at, "nothing stands before `-[`, which subtracts a class");
                    }
                    self.at += 2;
                    class.subtracted = Some(Box::new(self.class(at + 1)?));
                    if self.peek(0) != Some(']') {
                        return self.fail(self.at, "`]` must follow the class that is subtracted");
                    }
                    break;
                }
                Some(_) => class.items.push(self.class_item()?),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(class)
    }

    /// A range, a single character or an escape of a class.
    fn class_item(&mut self) -> Parsed<ClassItem> {
        let start = self.at;
        let first = self.single_or_set()?;
        let ClassItem::Range(from, _) = first else {
            return Ok(first);
        };
        // A hyphen before the end of the class, or before a subtraction, is a character.
        let is_character = matches!(
            (self.peek(1), self.peek(2)),
            (Some('[' | ']'), _) | (Some('-'), Some('['))
        );
        if self.peek(0) != Some('-') || is_character {
            return Ok(first);
        }
        if self.characters.get(start) == Some(&'-') {
            return self.fail(start, HYPHEN);
        }
        self.at += 1;
        let end = self.at;
        if self.peek(0) == Some('-') {
            return self.fail(end, HYPHEN);
        }
        match self.single_or_set()? {
            ClassItem::Range(to, _) if from <= to => Ok(ClassItem::Range(from, to)),
            ClassItem::Range(..) => self.fail(start, "the range ends before it begins"),
            ClassItem::Set { .. } => self.fail(end, "a range cannot end with a class"),
        }
    }

    fn single_or_set(&mut self) -> Parsed<ClassItem> {
        let start = self.at;
        match self.next() {
            None => self.fail(start, "`[` is not closed"),
            Some('[') if self.peek(0) == Some(':') => self.fail(
                start,
                "XPath has no named classes; write for example `\\p{L}` for letters",
            ),
            Some('[') => self.fail(
                start,
                "`[` within a class is written `\\[`; only `-[…]` may stand in one",
            ),
            Some('\\') if self.peek(0).is_some_and(|c| c.is_ascii_digit()) => {
                self.fail(start, "a back-reference cannot stand in a class")
            }
            Some('\\') => self.class_escape(start),
            Some(character) => Ok(ClassItem::Range(character, character)),
        }
    }
}

const HYPHEN: &str = "`-` begins or ends a range here; write `\\-` for the character";

/// What to say of an escape that XPath does not have.
fn foreign_escape(letter: char) -> String {
    let escape = format!("`\\{letter}`");
    match letter {
        'b' | 'B' | '<' | '>' => format!("XPath has no word boundary {escape}"),
        'A' | 'G' => format!("XPath has no {escape}; `^` is the start"),
        'z' | 'Z' => format!("XPath has no {escape}; `$` is the end"),
        'x' | 'u' | 'U' | '0' | 'o' => format!(
            "XPath has no escape {escape} of a character by its number; in SPARQL it is `\\u` and four digits in the string"
        ),
        'Q' | 'E' => format!("XPath has no {escape}; the flag `q` takes the pattern as it is"),
        'k' | 'g' => format!("XPath has no {escape}; a group is referred to by number: `\\1`"),
        letter if letter.is_alphanumeric() => format!("XPath has no escape {escape}"),
        letter => format!("{escape} is not an escape; `{letter}` stands for itself without `\\`"),
    }
}
