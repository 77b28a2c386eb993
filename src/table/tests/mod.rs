//! Tables from their bytes to their cells.

mod json;
mod workbook;

use super::*;
use crate::source::SourceFile;
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
            &["4: 1 ·", "7: 5 ·"],
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

/// The findings of a table that is read to its end: where in its text, how bad, and the words.
fn findings(path: &str, bytes: &[u8], text: &str, dialect: &Dialect) -> Vec<String> {
    let bytes = Cursor::new(bytes.to_vec());
    let page = rendered(path, bytes.clone(), dialect).expect("it is rendered");
    assert_eq!(String::from_utf8_lossy(&page.bytes), text);
    let mut table = Table::open(path, bytes, dialect).expect("it opens");
    while table.next_batch(1000).expect("a batch").is_some() {}
    let source = SourceFile::new(path, text);
    let shown = |finding: &Finding| {
        assert_eq!(finding.place.file, path);
        assert!(EXPLANATIONS.iter().any(|one| one.id == finding.id));
        let (severity, (from, to)) = (finding.severity, finding.place.positions(Some(&source)));
        let hint = finding.hint.as_ref().map(|hint| format!("; {hint}"));
        let hint = hint.unwrap_or_default();
        format!(
            "{from}-{to} {}[{}] {}{hint}",
            severity.as_str(),
            finding.id,
            finding.message
        )
    };
    table.findings.iter().map(shown).collect()
}

const TITLE: &[&str] = &[
    "1:9-1:9 warning[table-empty-header] column 2 has no name; its variable is `?c2`",
    "1:10-1:10 warning[table-empty-header] column 3 has no name; its variable is `?c3`",
    "1:1-1:10 warning[table-title-row] row 1 has one text and row 3 has 3: it may be a title above the names of the columns; \
     if so, say `header: 3`",
];

#[test]
fn what_is_wrong_is_found_at_its_row_and_column() {
    let semicolon = Dialect {
        separator: Some(';'),
        ..Dialect::default()
    };
    let third = Dialect {
        header: Header::Row(3),
        ..Dialect::default()
    };
    let default = Dialect::default();
    let cases: [(&str, &Dialect, &[&str]); 16] = [
        (
            "\n\na,b\n1,2\n",
            &default,
            &[
                "1:1-1:1 warning[table-empty-header] column 1 has no name; its variable is `?c1`",
                "1:1-1:1 warning[table-title-row] row 1 has no text and row 3 has 2: the names of the columns may stand there; \
                 if so, say `header: 3`",
                "3:3-3:4 error[table-ragged-row] this row has 2 cells, but the table has 1 column; \
                 put a cell that has \",\" in quotes",
                "4:3-4:4 error[table-ragged-row] this row has 2 cells, but the table has 1 column; \
                 put a cell that has \",\" in quotes",
            ],
        ),
        ("a,b\n1,2\n\n,\n", &default, &[]),
        ("2024年企业,,\n\nid,名称,年\n1,康弘,1996\n", &default, TITLE),
        (
            "Firms of 2024\nid;name\n1;康弘\n",
            &default,
            &[
                "1:1-1:14 warning[table-title-row] row 1 has one text and row 2 has 2: it may be a title above the names of the \
                 columns; if so, say `header: 2`",
            ],
        ),
        ("name\n\n康弘药业\n温江,区\n", &semicolon, &[]),
        ("a,b,c\n1,,\n1,2,3\n", &default, &[]),
        ("notes\na; b\nc\n", &default, &[]),
        (
            "a,b\n1,\0\n",
            &default,
            &[
                "2:3-2:4 warning[table-nul] the character U+0000 stands here, which no text has; \
                 take it out, or say which `encoding` the table has",
            ],
        ),
        (
            "名称,地\n温江,区,x,y\n\n康弘\n",
            &default,
            &[
                "2:6-2:9 error[table-ragged-row] this row has 4 cells, but the table has 2 columns; \
                 put a cell that has \",\" in quotes",
                "4:1-4:3 warning[table-ragged-row] this row has 1 cell, but the table has 2 columns",
            ],
        ),
        (
            "a,,a, \"a\"\n1,2,3,4\n",
            &default,
            &[
                "1:3-1:3 warning[table-empty-header] column 2 has no name; its variable is `?c2`",
                "1:4-1:5 warning[table-duplicate-header] column 3 is called `a`, but `?a` is taken; \
                 its variable is `?a_2`; give each column a name of its own",
            ],
        ),
        (
            "a,b\n\"1,2\n3,4\n",
            &default,
            &[
                "2:1-2:2 error[table-unclosed-quote] this quote is not closed, so it is read as part of the cell; \
               close it, or put the cell in quotes and double this one",
            ],
        ),
        (
            "a,b\n1,\"the \"best\" one\"\n",
            &default,
            &[
                "2:9-2:19 warning[table-stray-quote] more text of a cell stands behind the quote that closes it; \
               double the quotes within the cell, or close the quote of a cell before it",
            ],
        ),
        (
            "a,b\n1,2\n",
            &semicolon,
            &[
                "1:1-1:4 warning[table-separator] no \";\" divides the names of the columns, but ',' does; \
               say `separator: ','`, or nothing",
            ],
        ),
        (
            "a,b\n1,2\n",
            &third,
            &[
                "3:1-3:1 error[table-no-header] there is no row 3, which should have the names of the columns; \
               say in which row they are by `header`, or `header: none`",
            ],
        ),
        ("a\tb\n1\t2\n", &default, &[]),
        ("one\n1\n", &semicolon, &[]),
    ];
    for (text, dialect, expected) in cases {
        assert_eq!(
            findings("a.csv", text.as_bytes(), text, dialect),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn a_line_of_the_rendered_text_is_a_row() {
    let text = "a,b\r\n\"one\r\ntwo\",2\n\n3,\"4\"\rx,y";
    let bytes = Cursor::new(text.as_bytes().to_vec());
    let page = rendered("a.csv", bytes, &Dialect::default()).expect("it is rendered");
    let shown = "a,b\r\n\"one  two\",2\n\n3,\"4\"\nx,y\n";
    assert_eq!(String::from_utf8_lossy(&page.bytes), shown);
}

/// Returns where a word of the rendered text is in the file, and the row that it is in.
fn place_in_file(path: &str, text: &str, word: &str) -> String {
    let bytes = Cursor::new(text.as_bytes().to_vec());
    let page = rendered(path, bytes, &Dialect::default()).expect("it is rendered");
    let shown = String::from_utf8_lossy(&page.bytes).into_owned();
    let at = shown.find(word).expect("the word");
    format!("{} in row {}", page.position(at), page.shown_line(at))
}

#[test]
fn places_are_where_the_file_has_them_and_rows_are_counted_as_they_are_shown() {
    let cases = [
        ("a.csv", "a,b\n\"one\ntwo\",2\n3,bad\n", "4:3 in row 3"),
        ("a.csv", "a,b\n\"one\nbad\",2\n", "3:1 in row 2"),
        ("a.csv", "sep=;\r\na;b\r\n1;bad", "3:3 in row 2"),
        ("a.csv", "a,b\n1,bad\n", "2:3 in row 2"),
        (
            "a.json",
            "[\n  {\n    \"id\": 1\n  },\n  {\n    \"区\": \"bad\"\n  }\n]\n",
            "6:11 in row 2",
        ),
        (
            "a.json",
            "[{\"id\": 1}, {\"id\": \"bad\"}]",
            "1:21 in row 2",
        ),
        ("a.json", "[{\"id\": \n bad}]", "2:2 in row 2"),
        (
            "a.jsonl",
            "{\"id\": 1}\n\n  {\"id\": \"bad\"}\n",
            "3:11 in row 3",
        ),
    ];
    for (path, text, expected) in cases {
        assert_eq!(place_in_file(path, text, "bad"), expected, "{text}");
    }
}

#[test]
fn findings_of_a_kind_are_counted_past_a_hundred() {
    let text = format!("a,b\n{}", "1\n".repeat(140));
    let found = findings("a.csv", text.as_bytes(), &text, &Dialect::default());
    assert_eq!(found.len(), 101);
    assert_eq!(
        found[100],
        "102:1-102:2 warning[table-ragged-row] 40 findings like this from here to the end of the table"
    );
}

#[test]
fn the_encoding_is_read_said_or_guessed() {
    let text = "名称,区\n康弘药业,温江\n";
    let german = "Stadt,Größe\nMünchen,groß\nKöln,naïve";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plain = "id,name\n1,康弘药业\n";
    let high: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin = encoding_rs::WINDOWS_1252.encode(german).0.into_owned();
    let guess = |name: &str, place: &str| {
        format!(
            "{place} warning[table-encoding-guessed] the table is not UTF-8; it is read as {name}, which is a guess; \
             say `encoding: {name}`, or the encoding that it has, or save it as UTF-8"
        )
    };
    type Case<'a> = (Vec<u8>, Option<&'a str>, &'a str, Vec<String>);
    let utf_8 = |name: &str, place: &str| {
        format!(
            "{place} warning[table-encoding-unlikely] the table is read as {name}, as it is said, but its bytes are UTF-8; \
             leave `encoding` out, or say `encoding: utf-8`"
        )
    };
    let broken = |place: &str| {
        format!(
            "{place} error[table-invalid-bytes] bytes here have no meaning in UTF-8; \
             say which `encoding` the table has, or repair it"
        )
    };
    // A character that was cut, behind many that were not.
    let cut = [text.repeat(30).as_bytes(), b"1,\xE6\x88"].concat();
    let read_cut = format!("{}1,\u{FFFD}", text.repeat(30));
    let mojibake = encoding_rs::WINDOWS_1252.decode(text.as_bytes()).0;
    let cases: [Case; 15] = [
        (cut, None, &read_cut, vec![broken("61:3-61:4")]),
        (
            b"id,n\n1,\xE6\x88\x90\xE9\x83\xBD\n2,caf\xE9\n".into(),
            None,
            "id,n\n1,成都\n2,caf\u{FFFD}\n",
            vec![broken("3:6-3:7")],
        ),
        (
            text.into(),
            Some("latin1"),
            &mojibake,
            vec![utf_8("windows-1252", "1:1-1:1")],
        ),
        (text.into(), Some("utf8"), text, vec![]),
        (text.into(), None, text, vec![]),
        (
            utf_16.clone(),
            None,
            text,
            vec![guess("UTF-16LE", "1:1-1:1")],
        ),
        (high, None, plain, vec![guess("UTF-16BE", "1:1-1:1")]),
        (
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Some("gbk"),
            text,
            vec![],
        ),
        ([b"\xFF\xFE", &*utf_16].concat(), None, text, vec![]),
        (gb.clone(), None, text, vec![guess("gb18030", "1:1-1:1")]),
        (gb, Some("GB2312"), text, vec![]),
        (
            latin.clone(),
            None,
            german,
            vec![guess("windows-1252", "1:9-1:9")],
        ),
        (latin.clone(), Some("latin1"), german, vec![]),
        (
            latin,
            Some("klingon"),
            german,
            vec![
                "1:1-1:1 error[table-unknown-encoding] `klingon` is not the name of an encoding; \
                 name one of the Encoding Standard: `utf-8`, `gb18030`, `windows-1252`"
                    .into(),
                guess("windows-1252", "1:9-1:9"),
            ],
        ),
        (
            b"a,b\n1,\xFC\n".into(),
            Some("utf-8"),
            "a,b\n1,\u{FFFD}\n",
            vec![broken("2:3-2:4")],
        ),
    ];
    for (bytes, encoding, text, expected) in cases {
        let dialect = Dialect {
            encoding: encoding.map(str::to_owned),
            ..Dialect::default()
        };
        let text = format!("{}\n", text.trim_end());
        let found = findings("a.csv", &bytes, &text, &dialect);
        assert_eq!(found, expected, "{text}");
        let plain = read("a.csv", text.as_bytes(), &Dialect::default(), 10);
        assert_eq!(read("a.csv", &bytes, &dialect, 10), plain);
    }
}

/// A table without end but for a number of bytes, which counts what is read of it.
struct Endless {
    at: u64,
    length: u64,
}

const ROW: &[u8] = "康弘药业,\"温江, 成都\",1998\n".as_bytes();

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min((self.length - self.at) as usize);
        for byte in &mut buffer[..count] {
            *byte = ROW[self.at as usize % ROW.len()];
            self.at += 1;
        }
        Ok(count)
    }
}

impl std::io::Seek for Endless {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        let std::io::SeekFrom::Start(at) = to else {
            unreachable!("only from the start");
        };
        self.at = at;
        Ok(at)
    }
}

#[test]
fn a_large_table_is_read_piece_by_piece() {
    let rows = 100_000;
    let bytes = Endless {
        at: 0,
        length: rows * ROW.len() as u64,
    };
    let mut table = Table::open("a.csv", bytes, &Dialect::default()).expect("it opens");
    let (mut count, mut longest) = (1, 0);
    while let Some(batch) = table.next_batch(1000).expect("a batch") {
        count += batch.len() as u64;
        let Rows::Delimited(rows) = &table.rows else {
            unreachable!("it is CSV");
        };
        longest = longest.max(rows.held());
        assert_eq!(batch.cell(batch.len() - 1, 1), Some("温江, 成都"));
    }
    assert_eq!(count, rows);
    assert!(longest < 1 << 18, "{longest} bytes of the text were held");
}
