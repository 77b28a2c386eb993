//! Tables from their bytes to their cells.

use super::*;
use std::io::Cursor;

/// The variables of a table, and its rows: the number, and the cells with `·` for an empty one.
fn read(path: &str, bytes: &[u8], dialect: &Dialect, most_rows: usize) -> (String, Vec<String>) {
    let mut table = Table::open(path, Cursor::new(bytes.to_vec()), dialect).expect("it opens");
    let variables: Vec<&str> = table
        .columns
        .iter()
        .map(|column| &*column.variable)
        .collect();
    let variables = variables.join(" ");
    let mut rows = Vec::new();
    while let Some(batch) = table.next_batch(most_rows).expect("a batch") {
        assert!(batch.len() <= most_rows);
        for (row, number) in batch.numbers.iter().enumerate() {
            let cells = (0..table.columns.len()).map(|column| batch.cell(row, column));
            let cells: Vec<&str> = cells.map(|cell| cell.unwrap_or("·")).collect();
            rows.push(format!("{number}: {}", cells.join(" ")));
        }
    }
    (variables, rows)
}

#[test]
fn delimited_text_is_read_as_it_is_written() {
    let dialect = Dialect::default;
    let cases: [(&str, Dialect, &str, &[&str]); 9] = [
        (
            "名称,Gründung,Gründung,\n康弘药业,1998,x,\n\n\"a\n\nb\",,y,z\n",
            dialect(),
            "名称 Gründung Gründung_2 c4",
            &["2: 康弘药业 1998 x ·", "4: a\n\nb · y z"],
        ),
        ("a;b\r\n1,5;2\r\n", dialect(), "a b", &["2: 1,5 2"]),
        ("a\tb\n\"x\ty\"\t2", dialect(), "a b", &["2: x\ty 2"]),
        ("a|b\n1|\n", dialect(), "a b", &["2: 1 ·"]),
        (
            "Companies of 2024\n\na,b\n1,NULL\nNULL,-\n2,3,4\n5\n",
            Dialect {
                header: Header::Row(3),
                null: vec!["NULL".into(), "-".into()],
                ..dialect()
            },
            "a b",
            &["4: 1 ·", "6: 2 3", "7: 5 ·"],
        ),
        (
            "1,2\n3,4\n",
            Dialect {
                header: Header::None,
                ..dialect()
            },
            "c1 c2",
            &["1: 1 2", "2: 3 4"],
        ),
        (
            "a;b,c\n1;2,3\n",
            Dialect {
                separator: Some(';'),
                ..dialect()
            },
            "a b_c",
            &["2: 1 2,3"],
        ),
        (
            "a,b\n\"1,2\n3,4\n",
            dialect(),
            "a b",
            &["2: \"1 2", "3: 3 4"],
        ),
        ("", dialect(), "", &[]),
    ];
    for (text, dialect, variables, rows) in cases {
        for most_rows in [1, 1000] {
            let found = read("a.csv", text.as_bytes(), &dialect, most_rows);
            assert_eq!(found.0, variables, "{text:?}");
            assert_eq!(found.1, rows, "{text:?}");
        }
    }
}
