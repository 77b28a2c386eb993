//! Which character divides the cells of delimited text.

use super::dialect::{Dialect, Header};
use super::row::{RawCell, Scan, Syntax, scan};

/// What may divide cells; of two that do equally well, the first does.
const CANDIDATES: [char; 4] = [',', ';', '\t', '|'];

/// This many rows are looked at.
const ROWS: usize = 50;

/// Returns the separator that divides the rows at the start of a text most evenly: most rows have as many cells as the header
/// has, at least two. Separators in quotes do not count. Nothing if no candidate divides the header.
pub fn guess(text: &str, is_end: bool, dialect: &Dialect) -> Option<char> {
    let mut best = None;
    for candidate in CANDIDATES {
        let counts = cell_counts(text, is_end, dialect, candidate);
        let width = counts.first().copied().filter(|width| *width > 1);
        let Some(width) = width else { continue };
        let even = counts.iter().filter(|count| **count == width).count();
        if best.is_none_or(|(most, widest, _)| (even, width) > (most, widest)) {
            best = Some((even, width, candidate));
        }
    }
    best.map(|(_, _, candidate)| candidate)
}

/// The numbers of cells that the first rows from the header have; comments, rows that are empty, and the one that is cut, do not
/// count.
fn cell_counts(text: &str, is_end: bool, dialect: &Dialect, separator: char) -> Vec<usize> {
    let mut buffer = [0; 4];
    let separator = separator.encode_utf8(&mut buffer).as_bytes();
    let (mut at, mut cells, mut counts) = (0, Vec::<RawCell>::new(), Vec::new());
    let mut number = 0;
    while at < text.len() && counts.len() < ROWS {
        let is_comment = dialect.is_comment(text.get(at..).unwrap_or_default());
        let syntax = Syntax {
            separator,
            has_no_quotes: dialect.has_no_quotes || is_comment,
            ignored_quotes: &[],
        };
        let Scan::Row(next) = scan(text.as_bytes(), at, is_end, syntax, &mut cells) else {
            break;
        };
        (at, number) = (next, number + 1);
        let is_above = matches!(dialect.header, Header::Row(row) if number < row);
        let is_empty = cells.iter().all(|cell| cell.span.is_empty());
        if !is_above && !is_empty && !is_comment {
            counts.push(cells.len());
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_what_divides_most_rows_evenly() {
        let cases = [
            ("a,b\n1,2\n", Some(',')),
            ("a;b\n1,5;2,5\n", Some(';')),
            ("a\tb\n1\t2\n", Some('\t')),
            ("a|b|c\nx,y|2|3\n", Some('|')),
            ("名称;区\n\"温江; 康弘, 药业\";1\n", Some(';')),
            ("\"a;b\",\"c;d\"\n1,2\n", Some(',')),
            ("name, in full;town\nx;y\nz;w\n", Some(';')),
            ("one\n1,5\n", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(guess(text, true, &Dialect::default()), expected, "{text:?}");
        }
        let titled = "Towns, people, and more\n\na;b\n1;2\n";
        let third = Dialect {
            header: Header::Row(3),
            ..Dialect::default()
        };
        assert_eq!(guess(titled, true, &third), Some(';'));
        let commented = Dialect {
            comment: Some("#".into()),
            ..Dialect::default()
        };
        let text = "#,\"made, by hand\na;b\n1;2\n";
        assert_eq!(guess(text, true, &commented), Some(';'));
    }
}
