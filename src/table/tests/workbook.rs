//! Workbooks from their bytes to their cells and findings.

use super::*;
use crate::table::unpacked;
use std::io::Write;
use zip::write::SimpleFileOptions;

/// A workbook with the sheets `公司` and `Towns`, of which the second has these rows and what follows them in XML.
fn workbook(rows: &str, behind: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let sheet = |rows: &str, behind: &str| {
        format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData>{behind}</worksheet>")
    };
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\">\
                 <Relationship Id=\"a\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/>\
                 </Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>\
                 <sheet name=\"公司\" sheetId=\"1\" r:id=\"a\"/><sheet name=\"Towns\" sheetId=\"2\" r:id=\"b\"/>\
                 </sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\">\
                 <Relationship Id=\"a\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"b\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet2.xml\"/>\
                 <Relationship Id=\"c\" Type=\"{relations}/styles\" Target=\"styles.xml\"/>\
                 </Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>\
                 </cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            sheet(
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>名</t></is></c></row>",
                "",
            ),
        ),
        ("xl/worksheets/sheet2.xml", sheet(rows, behind)),
    ];
    packed(parts.iter().map(|(name, text)| (*name, text.as_bytes())))
}

fn packed<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("a workbook").into_inner()
}

fn text(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn towns(header: u64) -> Dialect {
    Dialect {
        header: Header::Row(header),
        sheet: Some("Towns".into()),
        ..Dialect::default()
    }
}

#[test]
fn cells_are_texts_and_rows_have_the_numbers_that_are_shown() {
    let rows = [
        format!("<row r=\"1\">{}</row>", text("A1", "Towns, a title")),
        format!(
            "<row r=\"3\">{}{}{}{}</row>",
            text("B3", "name"),
            text("C3", "面积"),
            text("D3", "since"),
            text("E3", "big")
        ),
        format!(
            "<row r=\"4\">{}<c r=\"C4\"><v>34</v></c><c r=\"D4\" s=\"1\"><v>45352</v></c><c r=\"E4\" t=\"b\"><v>1</v></c></row>",
            text("B4", "温江\n区")
        ),
        format!(
            "<row r=\"6\">{}<c r=\"C6\"><v>0.5</v></c><c r=\"D6\" s=\"2\"><v>45352.5</v></c>{}</row>",
            text("B6", "007"),
            text("G6", "more")
        ),
    ];
    let bytes = workbook(&rows.concat(), "");
    let (variables, rows) = read("a.xlsx", &bytes, &towns(3), 10);
    assert_eq!(variables, "c1 name 面积 since big c6 c7");
    assert_eq!(
        rows,
        [
            "4: · 温江\n区 34 2024-03-01 true · ·",
            "6: · 007 0.5 2024-03-01T12:00:00 · · more"
        ]
    );
    let page = "Towns, a title\n\n\tname\t面积\tsince\tbig\n\
                \t温江 区\t34\t2024-03-01\ttrue\n\n\t007\t0.5\t2024-03-01T12:00:00\t\t\tmore\n";
    assert_eq!(
        findings("a.xlsx", &bytes, page, &towns(3)),
        ["3:19-3:19 warning[table-empty-header] column 7 has no name; its variable is `?c7`"]
    );
    let first = read("a.xlsx", &bytes, &Dialect::default(), 10);
    assert_eq!(first, ("名".to_owned(), vec![]));
}

#[test]
fn what_is_wrong_in_a_sheet_is_found_at_its_cell() {
    let rows = [
        format!("<row r=\"1\">{}{}</row>", text("A1", "区"), text("B1", "b")),
        format!(
            "<row r=\"2\">{}<c r=\"B2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>",
            text("A2", "温江")
        ),
        "<row r=\"3\"><c r=\"B3\"><f>A2+1</f></c></row>".to_owned(),
        "<row r=\"4\"><c r=\"B4\"><f>1+1</f><v>2</v></c></row>".to_owned(),
        "<row r=\"5\"><c r=\"B5\"><v>510100199001011234</v></c></row>".to_owned(),
        "<row r=\"6\"><c r=\"A6\" t=\"e\"><v>#SPILL!</v></c><c r=\"B6\"><v>3</v></c></row>"
            .to_owned(),
    ];
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"A2:A4\"/></mergeCells>";
    let bytes = workbook(&rows.concat(), merged);
    let (_, found) = read("a.xlsx", &bytes, &towns(1), 10);
    let long = "5: · 510100199001011260";
    assert_eq!(found, ["2: 温江 ·", "4: · 2", long, "6: · 3"]);
    assert_eq!(
        findings(
            "a.xlsx",
            &bytes,
            "区\tb\n温江\t#DIV/0!\n\t\n\t2\n\t510100199001011260\n#SPILL!\t3\n",
            &towns(1)
        ),
        [
            "2:1-2:3 warning[table-merged-cells] the cells A2:A4 are merged; only A2 has the text; \
             write the text in each cell that it is for",
            "2:4-2:11 warning[table-error-cell] the cell B2 has the error `#DIV/0!`, so it is read as empty",
            "3:2-3:2 warning[table-formula-without-value] the cell B3 has a formula, but no value; \
             open the workbook in a spreadsheet program and save it, which calculates it",
            "5:2-5:20 warning[table-long-number] the cell B5 has a whole number of more than 15 digits, \
             of which a workbook keeps no more; make the cells texts, and write the digits again",
            "6:1-6:8 warning[table-error-cell] the cell A6 has the error `#SPILL!`, so it is read as empty",
        ]
    );
    let sheet = |name: &str| Dialect {
        sheet: Some(name.into()),
        ..Dialect::default()
    };
    assert_eq!(
        findings("a.xlsx", &bytes, "", &sheet("towns")),
        [
            "1:1-1:1 error[table-no-sheet] there is no sheet `towns` in this workbook; did you mean `Towns`?"
        ]
    );
    assert_eq!(
        findings("a.xlsx", &bytes, "", &sheet("xyz")),
        [
            "1:1-1:1 error[table-no-sheet] there is no sheet `xyz` in this workbook; there are `公司`, `Towns`"
        ]
    );
    assert_eq!(
        findings(
            "a.xlsx",
            &bytes,
            "区\tb\n温江\t#DIV/0!\n\t\n\t2\n\t510100199001011260\n#SPILL!\t3\n",
            &towns(9)
        ),
        [
            "7:1-7:1 error[table-no-header] there is no row 9, which should have the names of the columns; \
             say in which row they are by `header`, or `header: none`"
        ]
    );
}

#[test]
fn names_that_are_missing_are_looked_for_below() {
    let first = format!("<row r=\"3\">{}{}</row>", text("C3", "id"), text("D3", "v"));
    let cases = [
        (
            workbook("", ""),
            "\n",
            "1:1-1:1",
            "say in which row they are by `header`, or `header: none`",
        ),
        (
            workbook(&first, ""),
            "\n\n\t\tid\tv\n",
            "4:1-4:1",
            "if they are in row 3, say `header: 3`",
        ),
    ];
    for (bytes, page, place, hint) in cases {
        let message = "there is no row 1, which should have the names of the columns";
        assert_eq!(
            findings("a.xlsx", &bytes, page, &towns(1)),
            [format!("{place} error[table-no-header] {message}; {hint}")]
        );
    }
}

#[test]
fn a_title_above_the_names_is_found() {
    let rows = [
        format!("<row r=\"1\">{}</row>", text("A1", "Towns of 2024")),
        format!(
            "<row r=\"3\">{}{}</row>",
            text("A3", "name"),
            text("B3", "区")
        ),
        format!("<row r=\"4\">{}</row>", text("A4", "温江")),
    ];
    let page = "Towns of 2024\n\nname\t区\n温江\n";
    let found = findings("a.xlsx", &workbook(&rows.concat(), ""), page, &towns(1));
    assert_eq!(
        found[0],
        "1:1-1:14 warning[table-title-row] row 1 has one text and row 3 has 2: it may be a title above the names of the columns; \
         if so, say `header: 3`"
    );
    assert_eq!(
        findings("a.xlsx", &workbook(&rows.concat(), ""), page, &towns(3)),
        [""; 0]
    );
}

#[test]
fn what_is_no_workbook_is_said() {
    let unsorted = format!(
        "<row r=\"2\">{}</row><row r=\"1\">{}</row>",
        text("A2", "a"),
        text("A1", "b")
    );
    let far = format!("<row r=\"1048577\">{}</row>", text("A1048577", "a"));
    let wide = format!("<row r=\"1\">{}</row>", text("XFE1", "a"));
    let cases = [
        (
            b"PK\x03\x04, but no more".to_vec(),
            "it is a text, such as CSV, with the name of a workbook",
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            "it is in the old format of `.xls`",
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"
                .to_vec(),
            "it is encrypted with a password",
        ),
        (
            packed([("a", b"b".as_slice())].into_iter()),
            "File not found '_rels/.rels'",
        ),
        (
            packed([("content.xml", b"<a/>".as_slice())].into_iter()),
            "it is in the format of OpenDocument, `.ods`",
        ),
        (
            packed([("xl/workbook.bin", b"b".as_slice())].into_iter()),
            "it is in the binary format of `.xlsb`",
        ),
        (
            workbook(&unsorted, ""),
            "its rows or cells are not in their order",
        ),
        (
            workbook(&far, ""),
            "a cell is beyond row 1,048,576 or column XFD",
        ),
        (
            workbook(&wide, ""),
            "a cell is beyond row 1,048,576 or column XFD",
        ),
    ];
    for (bytes, why) in cases {
        let mut table = Table::open("a.xlsx", Cursor::new(bytes), &towns(1)).expect("it opens");
        assert!(table.columns.is_empty() && table.next_batch(9).expect("no rows").is_none());
        let messages: Vec<&str> = table.findings.iter().map(|one| &*one.message).collect();
        assert_eq!(
            messages,
            [format!("this is not a workbook that can be read: {why}")]
        );
    }
}

#[test]
fn a_workbook_that_would_fill_the_memory_is_refused() {
    let zeros = vec![0; 1 << 20];
    let bytes = packed([("xl/workbook.xml", &*zeros), ("b", &*zeros)].into_iter());
    assert!(bytes.len() < 1 << 14);
    let check = |bytes: &[u8], most| unpacked::check(&mut Cursor::new(bytes.to_vec()), most);
    assert!(check(&bytes, 2 << 20).is_ok());
    assert_eq!(
        check(&bytes, (2 << 20) - 1),
        Err("it has more than 2,097,151 bytes when it is unpacked".to_owned())
    );
    let strings = "<sst uniqueCount = '18446744073709551615'></sst>";
    let bytes = packed([("xl/sharedStrings.xml", strings.as_bytes())].into_iter());
    assert_eq!(
        check(&bytes, 1 << 20),
        Err("it promises 18,446,744,073,709,551,615 strings, but has no room for them".to_owned())
    );
}

#[test]
fn a_workbook_of_openpyxl_is_read() {
    let bytes = include_bytes!("openpyxl.xlsx");
    let dialect = Dialect {
        null: vec!["—".into()],
        ..Dialect::default()
    };
    let (variables, rows) = read("a.xlsx", bytes, &dialect, 10);
    assert_eq!(variables, "名称 Gründung staff share listed code total");
    assert_eq!(
        rows,
        [
            "2: 康弘药业 1998-10-03 4200 0.125 true 0028 ·",
            "3: 通威 2024-02-29T08:05:00 34 · false 007 ·",
            "6: 新希望 · -1.5 · · · ·",
        ]
    );
    let page = "名称\tGründung\tstaff\tshare\tlisted\tcode\ttotal\n\
                康弘药业\t1998-10-03\t4200\t0.125\ttrue\t0028\t\n\
                通威\t2024-02-29T08:05:00\t34\t—\tfalse\t007\n\n\n\
                新希望\t\t-1.5\n";
    let hint = "open the workbook in a spreadsheet program and save it, which calculates it";
    assert_eq!(
        findings("a.xlsx", bytes, page, &dialect),
        [
            format!("2:38-2:38 warning[table-formula-without-value] the cell G2 has a formula, but no value; {hint}"),
            "6:1-6:4 warning[table-merged-cells] the cells A6:B6 are merged; only A6 has the text; \
             write the text in each cell that it is for"
                .to_owned(),
        ]
    );
}

#[test]
fn a_workbook_of_a_mac_with_a_hidden_sheet_is_read() {
    let bytes = include_bytes!("openpyxl-1904.xlsx");
    let (variables, rows) = read("a.xlsm", bytes, &Dialect::default(), 10);
    assert_eq!(variables, "name since share listed staff code double error");
    assert_eq!(
        rows,
        [
            "2: 康弘 2024-02-29 0.125 true 4200 007 · ·",
            "3: 通威 1998-10-03T08:05:00 1 false 34 +86 28 · ·",
            "4: hidden row · · · 1000000000000000000000 · · ·",
        ]
    );
    let hidden = Dialect {
        sheet: Some("hidden".into()),
        ..Dialect::default()
    };
    let (variables, rows) = read("a.xlsx!hidden", bytes, &hidden, 10);
    assert_eq!((&*variables, &*rows), ("x", &[] as &[String]));
}

#[test]
fn each_of_a_hundred_sheets_is_read() {
    let bytes = workbook_of(100);
    for number in [1, 2, 57, 100] {
        let dialect = Dialect {
            sheet: Some(format!("表{number}")),
            ..Dialect::default()
        };
        let path = format!("a.xlsx!表{number}");
        let expected = ("n".to_owned(), vec![format!("2: {number}")]);
        assert_eq!(read(&path, &bytes, &dialect, 10), expected);
    }
}

/// A workbook with so many sheets, `表1` and so on, which have their numbers as shared strings, as LibreOffice writes texts.
fn workbook_of(sheets: usize) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let numbers = || 1..=sheets;
    let named = numbers().map(|n| format!("<sheet name=\"表{n}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"));
    let related = numbers().map(|n| {
        format!("<Relationship Id=\"r{n}\" Type=\"{relations}/worksheet\" Target=\"worksheets/s{n}.xml\"/>")
    });
    let strings =
        numbers().map(|n| format!("<si><r><t xml:space=\"preserve\">{n}</t></r><r><t/></r></si>"));
    let cell =
        |cell: &str, string: usize| format!("<c r=\"{cell}\" s=\"0\" t=\"s\"><v>{string}</v></c>");
    let mut parts = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}\">\
                 <Relationship Id=\"a\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{}</sheets></workbook>",
                named.collect::<String>()
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}\">{}\
                 <Relationship Id=\"s\" Type=\"{relations}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
                related.collect::<String>()
            ),
        ),
        (
            "xl/sharedStrings.xml".to_owned(),
            format!(
                "<sst xmlns=\"{main}\" count=\"{sheets}\" uniqueCount=\"{}\"><si><t>n</t></si>{}</sst>",
                sheets + 1,
                strings.collect::<String>()
            ),
        ),
    ];
    parts.extend(numbers().map(|n| {
        let (name, value) = (cell("A1", 0), cell("A2", n));
        let rows = format!("<row r=\"1\">{name}</row><row r=\"2\">{value}</row>");
        let sheet =
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        (format!("xl/worksheets/s{n}.xml"), sheet)
    }));
    packed(parts.iter().map(|(name, text)| (&**name, text.as_bytes())))
}
