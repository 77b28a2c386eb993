//! The text whose words a column has: in which characters of a passage the words of a cell stand.

use super::findings::WORDS;
use crate::finding::{Finding, Place, Related};
use crate::paragraphs::paragraphs;
use crate::source::SourceFile;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most characters of a text that a hint shows.
const SHOWN: usize = 20;

/// A text with its passages.
#[derive(Clone, Debug)]
pub struct Text {
    path: String,
    content: String,
    /// The characters of the passages, by their numbers.
    passages: BTreeMap<i64, Range<usize>>,
}

/// What is wrong with the words of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misplaced {
    problem: String,
    hint: String,
    related: Option<Related>,
}

impl Misplaced {
    /// Returns the finding of words in a row.
    pub fn finding(self, words: &str, row: u64, place: Place) -> Finding {
        let message = format!("`{words}` in row {row} {}", self.problem);
        let mut finding = Finding::warning(WORDS, message, place).with_hint(self.hint);
        finding.related.extend(self.related);
        finding
    }
}

impl Text {
    /// Returns the text of a file, given the number of its first passage where its lines have none. Bytes that are not UTF-8
    /// are replacement characters.
    pub fn of(file: &SourceFile, first: i64) -> Self {
        let content = String::from_utf8_lossy(&file.bytes).into_owned();
        let (found, _) = paragraphs(&content, first);
        let found = found.into_iter();
        Self {
            path: file.path.clone(),
            passages: found.map(|one| (one.number, one.characters)).collect(),
            content,
        }
    }

    /// Returns the characters of words that stand once in the passage with a number, or in the whole text without one: code points
    /// from 0 on.
    pub fn find(&self, passage: Option<&str>, words: &str) -> Result<Range<usize>, Misplaced> {
        let (name, characters) = match passage {
            None => (format!("`{}`", self.path), 0..self.content.chars().count()),
            Some(number) => (format!("passage {number}"), self.passage(number)?),
        };
        let bytes = self.bytes(&characters);
        let part = self.content.get(bytes.clone()).unwrap_or_default();
        let mut places = part.match_indices(words);
        let problem = match (places.next(), places.count()) {
            (None, _) => format!("is not in {name}"),
            (Some((at, _)), 0) => {
                let before = part.get(..at).unwrap_or_default().chars().count();
                let start = characters.start + before;
                return Ok(start..start + words.chars().count());
            }
            (Some(_), more) => {
                return Err(Misplaced {
                    problem: format!("stands {} times in {name}", more + 1),
                    hint: "write more of the words around".to_owned(),
                    related: self.related(bytes, name),
                });
            }
        };
        Err(Misplaced {
            problem,
            hint: self.hint(part, words),
            related: self.related(bytes, name),
        })
    }

    /// Returns the characters of a passage.
    fn passage(&self, number: &str) -> Result<Range<usize>, Misplaced> {
        let known = number
            .parse()
            .ok()
            .and_then(|number: i64| self.passages.get(&number));
        known.cloned().ok_or_else(|| {
            let ends = self
                .passages
                .first_key_value()
                .zip(self.passages.last_key_value());
            Misplaced {
                problem: format!(
                    "cannot be looked for: `{}` has no passage `{number}`",
                    self.path
                ),
                hint: match ends {
                    Some(((first, _), (last, _))) => format!("it has passages {first} to {last}"),
                    None => "it is empty".to_owned(),
                },
                related: None,
            }
        })
    }

    /// Returns the bytes of some characters.
    fn bytes(&self, characters: &Range<usize>) -> Range<usize> {
        let byte = |count: usize| {
            let mut from = self.content.char_indices().skip(count);
            from.next().map_or(self.content.len(), |(at, _)| at)
        };
        byte(characters.start)..byte(characters.end)
    }

    fn related(&self, bytes: Range<usize>, name: String) -> Option<Related> {
        let place = Place {
            file: self.path.clone(),
            span: bytes,
        };
        Some(Related {
            place,
            message: name,
        })
    }

    /// Returns where words may stand that are not in a part of the text.
    fn hint(&self, part: &str, words: &str) -> String {
        let holds = |characters: &Range<usize>| {
            let text = self.content.get(self.bytes(characters));
            text.is_some_and(|text| text.contains(words))
        };
        let others = self.passages.iter().filter(|(_, passage)| holds(passage));
        let others: Vec<String> = others.map(|(number, _)| number.to_string()).collect();
        if !others.is_empty() {
            return format!("these words stand in passage {}", others.join(", "));
        }
        // The longest beginning that the part has.
        let ends = words.char_indices().map(|(at, c)| at + c.len_utf8());
        let beginnings =
            ends.map_while(|end| words.get(..end).filter(|begun| part.contains(begun)));
        let Some(begun) = beginnings.last() else {
            return "words are compared character for character, with their punctuation".to_owned();
        };
        let after = part.split_once(begun).map_or("", |(_, after)| after);
        let end = |text: &str| {
            let skipped = text.chars().count().saturating_sub(SHOWN);
            text.chars().skip(skipped).collect::<String>()
        };
        let next: String = after.chars().take(SHOWN).collect();
        match next.is_empty() {
            true => format!("the text ends after `{}`", end(begun)),
            false => format!("after `{}` the text has `{next}`", end(begun)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        let content = "# 云溪\n1　云溪有𝄞企业67家，企业多。\n2　云溪落户。\n";
        Text::of(&SourceFile::new("t.txt", content), 1)
    }

    fn problem(passage: Option<&str>, words: &str) -> String {
        let misplaced = text().find(passage, words).expect_err("a problem");
        let place = Place::default();
        let finding = misplaced.finding(words, 5, place);
        format!("{}; {}", finding.message, finding.hint.unwrap_or_default())
    }

    #[test]
    fn words_have_the_characters_where_they_stand_once() {
        assert_eq!(text().find(Some("1"), "企业67家"), Ok(11..16));
        assert_eq!(text().find(Some("0"), "云溪"), Ok(2..4));
        assert_eq!(text().find(None, "落户。"), Ok(26..29));
    }

    #[test]
    fn words_that_are_not_there_once_are_a_problem_with_a_hint() {
        let cases = [
            (
                Some("1"),
                "落户",
                "`落户` in row 5 is not in passage 1; these words stand in passage 2",
            ),
            (
                Some("1"),
                "有𝄞企业76家",
                "`有𝄞企业76家` in row 5 is not in passage 1; after `有𝄞企业` the text has `67家，企业多。`",
            ),
            (
                Some("2"),
                "落户。云",
                "`落户。云` in row 5 is not in passage 2; the text ends after `落户。`",
            ),
            (
                Some("1"),
                "企业",
                "`企业` in row 5 stands 2 times in passage 1; write more of the words around",
            ),
            (
                None,
                "乐",
                "`乐` in row 5 is not in `t.txt`; words are compared character for character, with their punctuation",
            ),
            (
                Some("p1"),
                "云",
                "`云` in row 5 cannot be looked for: `t.txt` has no passage `p1`; it has passages 0 to 2",
            ),
        ];
        for (passage, words, expected) in cases {
            assert_eq!(problem(passage, words), expected);
        }
    }
}
