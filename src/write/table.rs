//! Tables for a terminal: a header, a rule and rows, aligned by display width.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// A table in at most `width` terminal columns; wider cells are wrapped. Numbers are aligned right.
pub fn table(header: &[String], rows: &[Vec<String>], width: Option<u16>) -> String {
    let rule = LineStyle::none().fill('─');
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(rule));
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width);
    }
    table.set_header(header.to_vec());
    table.add_rows(rows.to_vec());
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((u16::from(index > 0), 1));
        let mut cells = rows
            .iter()
            .filter_map(|row| row.get(index))
            .filter(|cell| !cell.is_empty());
        if cells.clone().next().is_some() && cells.all(|cell| cell.parse::<f64>().is_ok()) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn cells(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn wide_characters_are_aligned_and_numbers_stand_right() {
        let rows = [cells(&["温江区", "480"]), cells(&["Huli", "33"])];
        let text = table(&cells(&["place", "n"]), &rows, None);
        assert_eq!(
            text,
            "place     n\n────────────\n温江区  480\nHuli     33\n"
        );
    }

    #[test]
    fn a_table_keeps_to_the_width() {
        let rows = [cells(&[
            "一二三四五六七八九十一二三四五六七八九十",
            "x y z x y z x y z x y z",
        ])];
        let text = table(&cells(&["a", "b"]), &rows, Some(40));
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
    }
}
