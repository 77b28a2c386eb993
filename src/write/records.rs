//! Rows as records for a terminal that a table does not fit into: a line for each value, as `\x` of
//! [psql](https://www.postgresql.org/docs/current/app-psql.html) writes them.

use unicode_width::UnicodeWidthStr;

/// The terminal columns that a column of a table needs to be read, if its cells are wider: in fewer, words fall apart.
const LEAST: usize = 8;
/// The terminal columns between two columns of a table.
const BETWEEN: usize = 2;

/// Returns whether a table of some rows is unreadable in this many terminal columns: its cells would be broken within words.
pub fn needs_records(header: &[String], rows: &[Vec<String>], width: u16) -> bool {
    let widest = |(index, name): (usize, &String)| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        let widths = cells.map(|cell| cell.width());
        widths.fold(name.width(), usize::max).min(LEAST)
    };
    let least: usize = header.iter().enumerate().map(widest).sum();
    least + BETWEEN * header.len().saturating_sub(1) > usize::from(width)
}

/// Returns a row as a record: its number, and a line for each cell that is not empty.
pub fn record(number: usize, header: &[String], row: &[String]) -> String {
    let names = header.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut text = format!("─ {number} ─\n");
    for (name, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
        let padding = " ".repeat(names - name.width());
        text.push_str(&format!("{name}{padding}  {cell}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(count: usize, text: &str) -> Vec<String> {
        vec![text.to_owned(); count]
    }

    #[test]
    fn a_table_of_twenty_columns_is_unreadable_in_a_hundred() {
        let row = [cells(20, "温江区医学城")];
        assert!(needs_records(&cells(20, "place"), &row, 100));
        assert!(!needs_records(&cells(20, "place"), &row, 200));
        // Long cells are wrapped between words, and short ones need less.
        assert!(!needs_records(&cells(10, "place"), &row, 100));
        assert!(!needs_records(&cells(20, "abc"), &[cells(20, "12")], 100));
    }

    #[test]
    fn a_record_has_a_line_for_each_value() {
        let header = ["地点".to_owned(), "year".to_owned(), "n".to_owned()];
        let row = ["温江区".to_owned(), String::new(), "5".to_owned()];
        assert_eq!(record(2, &header, &row), "─ 2 ─\n地点  温江区\nn     5\n");
    }
}
