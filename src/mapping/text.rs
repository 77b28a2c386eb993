//! The text whose words a column has: in which characters of a passage the words of a cell stand.

use super::findings::WORDS;
use crate::finding::{Finding, Place, Related, cited};
use crate::paragraphs::paragraphs;
use crate::source::SourceFile;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most characters of a text that a hint shows.
const SHOWN: usize = 20;

/// The most characters of words that a hint looks for.
const LOOKED_FOR: usize = 200;

/// A text with its passages.
#[derive(Clone, Debug)]
pub struct Text {
    path: String,
    content: String,
    /// The passages, by their numbers.
    passages: BTreeMap<i64, Part>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// The number of characters before it.
    start: usize,
    bytes: Range<usize>,
}

/// Why it is not known where the words of a cell stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// The text has no such passage.
    NoPassage,
    /// The words are not there.
    Absent,
    /// They stand there several times.
    Several,
}

impl Text {
    /// Returns the text of a file, given the number of its first passage where its lines have none. Bytes that are not UTF-8
    /// are replacement characters.
    pub fn of(file: &SourceFile, first: i64) -> Self {
        let content = String::from_utf8_lossy(&file.bytes).into_owned();
        let starts = content.char_indices().map(|(at, _)| at);
        let starts: Vec<usize> = starts.collect();
        let byte = |character: usize| starts.get(character).copied().unwrap_or(content.len());
        let (found, _) = paragraphs(&content, first);
        let passages = found.into_iter().map(|one| {
            let Range { start, end } = one.characters;
            let bytes = byte(start)..byte(end);
            (one.number, Part { start, bytes })
        });
        Self {
            path: file.path.clone(),
            passages: passages.collect(),
            content,
        }
    }

    /// Returns the characters of words that stand once in the passage with a number, or in the whole text without one: code points
    /// from 0 on.
    ///
    /// # Errors
    /// If the text has no such passage, or the words do not stand there once.
    pub fn find(&self, passage: Option<&str>, words: &str) -> Result<Range<usize>, Misplaced> {
        let part = self.part(passage).ok_or(Misplaced::NoPassage)?;
        let text = self.text(&part);
        let at = text.find(words).ok_or(Misplaced::Absent)?;
        let (before, found) = text.split_at_checked(at).ok_or(Misplaced::Absent)?;
        let mut rest = found.chars();
        rest.next();
        if rest.as_str().contains(words) {
            return Err(Misplaced::Several);
        }
        let start = part.start + before.chars().count();
        Ok(start..start + words.chars().count())
    }

    /// Returns the finding of the words of a row that cannot be placed, at the place of that row.
    pub fn finding(
        &self,
        misplaced: Misplaced,
        (passage, words): (Option<&str>, &str),
        row: u64,
        place: Place,
    ) -> Finding {
        let name = passage.map_or_else(
            || format!("`{}`", self.path),
            |number| format!("passage {number}"),
        );
        let part = self.part(passage);
        let (problem, hint) = match (misplaced, &part) {
            (Misplaced::Several, _) => (
                format!("stands several times in {name}"),
                "write more of the words around".to_owned(),
            ),
            (Misplaced::Absent, Some(part)) => {
                (format!("is not in {name}"), self.hint(part, words))
            }
            _ => (
                format!(
                    "cannot be looked for: `{}` has no passage `{}`",
                    self.path,
                    cited(passage.unwrap_or_default())
                ),
                self.numbers(),
            ),
        };
        let message = format!("`{}` in row {row} {problem}", cited(words));
        let mut finding = Finding::warning(WORDS, message, place).with_hint(hint);
        finding.related.extend(part.map(|part| Related {
            place: Place {
                file: self.path.clone(),
                span: part.bytes,
            },
            message: name,
        }));
        finding
    }

    /// Returns a passage, or the whole text; nothing if there is no passage with the number.
    fn part(&self, passage: Option<&str>) -> Option<Part> {
        match passage {
            None => Some(Part {
                start: 0,
                bytes: 0..self.content.len(),
            }),
            Some(number) => self.passages.get(&number.parse().ok()?).cloned(),
        }
    }

    fn text(&self, part: &Part) -> &str {
        self.content.get(part.bytes.clone()).unwrap_or_default()
    }

    /// Returns which numbers the passages have.
    fn numbers(&self) -> String {
        let first = self.passages.keys().next();
        match first.zip(self.passages.keys().next_back()) {
            Some((first, last)) => format!("it has passages {first} to {last}"),
            None => "it is empty".to_owned(),
        }
    }

    /// Returns where words may stand that are not in a part of the text.
    fn hint(&self, part: &Part, words: &str) -> String {
        let others = self.passages.iter();
        let others = others.filter(|(_, passage)| self.text(passage).contains(words));
        let others: Vec<String> = others.map(|(number, _)| number.to_string()).collect();
        if !others.is_empty() {
            return format!("these words stand in passage {}", others.join(", "));
        }
        // The longest beginning that the part has.
        let text = self.text(part);
        let ends = words.char_indices().map(|(at, c)| at + c.len_utf8());
        let beginnings = ends.take(LOOKED_FOR);
        let mut beginnings = beginnings.map_while(|end| {
            let begun = words.get(..end)?;
            Some((begun, text.split_once(begun)?.1))
        });
        let Some((begun, after)) = beginnings.by_ref().last() else {
            return "words are compared character for character, with their punctuation".to_owned();
        };
        let skipped = begun.chars().count().saturating_sub(SHOWN);
        let begun: String = begun.chars().skip(skipped).collect();
        let next: String = after.chars().take(SHOWN).collect();
        match next.is_empty() {
            true => format!("the text ends after `{begun}`"),
            false => format!("after `{begun}` the text has `{next}`"),
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
        let finding = text().finding(misplaced, (passage, words), 5, Place::default());
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
                "`企业` in row 5 stands several times in passage 1; write more of the words around",
            ),
            (
                Some("1"),
                "有𝄞企业67家，企业多。云",
                "`有𝄞企业67家，企业多。云` in row 5 is not in passage 1; the text ends after `有𝄞企业67家，企业多。`",
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
