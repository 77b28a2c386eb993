//! Which character divides the cells of delimited text.

use super::dialect::{Dialect, Header};
use super::row::{RawCell, Scan, Syntax, scan};

/// What may divide cells; of two that do equally well, the first does.
const CANDIDATES: [char; 4] = [',', ';', '\t', '|'];

/// This many rows are looked at.
const ROWS: usize = 50;

/// Returns the separator that divides the rows at the start of a text most evenly: most rows have as many cells as the header
/// has, at least two. Separators in quotes do not count, and one that would stand within the quotes of a row comes after all others.
/// A tab comes first if the name of the table says that it is divided by tabs, and it divides all rows evenly. Nothing if no
/// candidate divides the header.
pub fn guess(text: &str, is_end: bool, dialect: &Dialect, has_tabs: bool) -> Option<char> {
    let mut best = None;
    for candidate in CANDIDATES {
        let (counts, is_torn) = cell_counts(text, is_end, dialect, candidate);
        let width = counts.first().copied().filter(|width| *width > 1);
        let Some(width) = width else { continue };
        let even = counts.iter().filter(|count| **count == width).count();
        let is_named = has_tabs && candidate == '\t' && even == counts.len();
        let rank = (is_named, !is_torn, even, width);
        if best.is_none_or(|(highest, _)| rank > highest) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The numbers of cells that the first rows from the header have, and whether a quote stands within a cell; comments, rows that are
/// empty, and the one that is cut, do not count.
fn cell_counts(text: &str, is_end: bool, dialect: &Dialect, separator: char) -> (Vec<usize>, bool) {
    let mut buffer = [0; 4];
    let separator = separator.encode_utf8(&mut buffer).as_bytes();
    let (mut at, mut cells, mut counts) = (0, Vec::<RawCell>::new(), Vec::new());
    let (mut number, mut is_torn) = (0, false);
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
            is_torn |= !dialect.has_no_quotes && cells.iter().any(|cell| cell.is_torn(text));
        }
    }
    (counts, is_torn)
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
            ("id,\"a;b;c\"\n1,\"1;2;3\"\n", Some(',')),
            ("id;name\n1;5\" pipe\n", Some(';')),
            ("one\n1,5\n", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let guessed = guess(text, true, &Dialect::default(), false);
            assert_eq!(guessed, expected, "{text:?}");
        }
        let with_commas = "id\tname, first\n1\tA, B\n";
        let guessed = |has_tabs| guess(with_commas, true, &Dialect::default(), has_tabs);
        assert_eq!((guessed(false), guessed(true)), (Some(','), Some('\t')));
        let uneven = guess("a,b\tc\n1,2\n3,4\n", true, &Dialect::default(), true);
        assert_eq!(uneven, Some(','));
        let titled = "Towns, people, and more\n\na;b\n1;2\n";
        let third = Dialect {
            header: Header::Row(3),
            ..Dialect::default()
        };
        assert_eq!(guess(titled, true, &third, false), Some(';'));
        let commented = Dialect {
            comment: Some("#".into()),
            ..Dialect::default()
        };
        let text = "#,\"made, by hand\na;b\n1;2\n";
        assert_eq!(guess(text, true, &commented, false), Some(';'));
    }
}
