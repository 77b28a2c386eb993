//! The paragraphs of a text, with their numbers and characters.
//!
//! A paragraph is a line of the text that is not blank, or the lines of its head, without the white space around it, the marks of a
//! heading and a number that it begins with, as a [text position selector](https://www.w3.org/TR/annotation-model/#text-position-selector) counts its characters.

use std::ops::Range;

/// A paragraph of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its number.
    pub number: i64,
    /// Its characters: code points from 0 on.
    pub characters: Range<usize>,
}

/// Returns the paragraphs of a text, and the lines that are none. If most lines begin with a number, and these ascend, they are the
/// numbers of the paragraphs: a first line without one is the title, which has the number before with the lines right below it, and
/// other lines without one are left out. Else the lines are counted from `first` on.
pub fn paragraphs(content: &str, first: i64) -> (Vec<Paragraph>, Vec<usize>) {
    let lines = lines(content);
    let numbers: Vec<i64> = lines.iter().filter_map(|line| line.number).collect();
    let is_numbered = numbers.len() * 2 > lines.len() && numbers.is_sorted_by(|a, b| a < b);
    let (mut found, mut left_out) = (Vec::<Paragraph>::new(), Vec::new());
    let mut end_of_head = 0;
    for (index, (line, counted)) in lines.into_iter().zip(first..).enumerate() {
        let title = || Some(numbers.first()? - 1).filter(|_| index == 0);
        let number = match is_numbered {
            true => line.number.or_else(title),
            false => Some(counted),
        };
        let Line { mut characters, .. } = line;
        if !is_numbered && let Some(number) = line.number {
            // It is a part of the text.
            characters.start -= number.to_string().len() + 1;
        }
        if is_numbered && line.number.is_none() && (index == 0 || line.line == end_of_head + 1) {
            end_of_head = line.line;
        }
        match (number, found.last_mut()) {
            (Some(number), _) => found.push(Paragraph { number, characters }),
            (None, Some(head)) if line.line == end_of_head => head.characters.end = characters.end,
            (None, _) => left_out.push(line.line),
        }
    }
    (found, left_out)
}

/// A line of a text that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// Its number in the text, from 1 on.
    line: usize,
    /// The number that it begins with, as in `12<tab>…`.
    number: Option<i64>,
    /// Its characters without that number, the marks of a heading and the white space around it: code points from 0 on.
    characters: Range<usize>,
}

/// Returns the lines of a text that are not blank.
fn lines(content: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = 0;
    for (whole, line) in content.split_inclusive('\n').zip(1..) {
        let begun = whole.trim_start_matches(is_space);
        let text = begun.trim_start_matches('#').trim_start_matches(is_space);
        let text = if text.len() + 1 < begun.len() {
            text
        } else {
            begun
        };
        let number = leading_number(text);
        let text = number.map_or(text, |(_, rest)| rest);
        let before = whole.chars().count() - text.chars().count();
        let length = text.trim_end_matches(is_space).chars().count();
        if length > 0 {
            found.push(Line {
                line,
                number: number.map(|(number, _)| number),
                characters: start + before..start + before + length,
            });
        }
        start += whole.chars().count();
    }
    found
}

/// Returns the number that a line begins with, written without leading zeros and with one white space after it, and the rest.
fn leading_number(line: &str) -> Option<(i64, &str)> {
    let (digits, rest) = line.split_once(is_space)?;
    let number: i64 = digits.parse().ok()?;
    (number.to_string() == digits).then_some((number, rest))
}

/// White space, and the mark of the byte order, which is not part of what somebody reads.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

#[cfg(test)]
mod tests {
    use super::{Paragraph, paragraphs};

    fn shown(text: &str) -> (Vec<(i64, String)>, Vec<usize>) {
        let (found, left_out) = paragraphs(text, 1);
        let characters: Vec<char> = text.chars().collect();
        let shown = found.into_iter().map(
            |Paragraph {
                 number,
                 characters: at,
             }| { (number, characters[at].iter().collect()) },
        );
        (shown.collect(), left_out)
    }

    #[test]
    fn paragraphs_are_lines_without_the_space_around_them() {
        let text = "\u{FEFF}题目\r\n\r\n　　温江。 \n\t\nA line\u{1D11E} here";
        let expected = [(1, "题目"), (2, "温江。"), (3, "A line\u{1D11E} here")];
        let expected = expected.map(|(number, text)| (number, text.to_owned()));
        assert_eq!(shown(text), (expected.into(), vec![]));
        assert_eq!(shown(" \n　\n"), (vec![], vec![]));
    }

    #[test]
    fn numbers_at_the_beginnings_of_most_lines_are_those_of_the_paragraphs() {
        let text = "# 云溪\n来源：日报 \n\n另\n1　一、\n2　二\n续\n5\t五\n6　六\n7　七";
        let head = "云溪\n来源：日报";
        let expected = [
            (0, head),
            (1, "一、"),
            (2, "二"),
            (5, "五"),
            (6, "六"),
            (7, "七"),
        ];
        let expected = expected.map(|(number, text)| (number, text.to_owned()));
        assert_eq!(shown(text), (expected.into(), vec![4, 7]));
    }

    #[test]
    fn other_numbers_at_beginnings_are_a_part_of_the_text() {
        let text = "A title\n2021 was good.\n3 firms left.\n07 came\n2 more\n";
        let expected = [
            "A title",
            "2021 was good.",
            "3 firms left.",
            "07 came",
            "2 more",
        ];
        let expected = (1..).zip(expected.map(str::to_owned));
        assert_eq!(shown(text), (expected.collect(), vec![]));
    }
}
