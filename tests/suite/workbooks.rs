//! Workbooks as other programs make them now: LibreOffice of `tests/cases/workbooks/libreoffice.fods`, openpyxl by the script beside
//! it. What is read of each sheet, and what is found in it, stands in the `.txt` of the program; `BIXI_ACCEPT=1` rewrites it.

use bixi::internals::finding::Finding;
use bixi::internals::table::{Dialect, Header, Table, rendered, visible_sheets};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
#[cfg_attr(
    not(workbooks),
    ignore = "BIXI_WORKBOOKS does not say that LibreOffice and openpyxl are installed"
)]
fn workbooks_of_libreoffice_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    check("libreoffice", &converted(folder.path(), "xlsx"));
}

#[test]
#[cfg_attr(
    not(workbooks),
    ignore = "BIXI_WORKBOOKS does not say that LibreOffice and openpyxl are installed"
)]
fn workbooks_of_openpyxl_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.xlsx");
    let mut python = Command::new("python3");
    run(python.arg(cases().join("of_openpyxl.py")).arg(&path));
    check("openpyxl", &fs::read(&path).expect("a workbook"));
}

#[test]
#[cfg_attr(
    not(workbooks),
    ignore = "BIXI_WORKBOOKS does not say that LibreOffice and openpyxl are installed"
)]
fn what_is_no_workbook_of_excel_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    for (format, why) in [
        ("ods", "it is in the format of OpenDocument, `.ods`"),
        ("xls", "it is in the old format of `.xls`"),
    ] {
        let bytes = converted(folder.path(), format);
        let path = format!("a.{format}");
        let table = Table::open(&path, Cursor::new(bytes), &Dialect::default());
        let found = table.expect("it opens").findings;
        let [finding] = &*found else {
            unreachable!("{found:?}");
        };
        let message = format!("this is not a workbook that can be read: {why}");
        assert_eq!(finding.message, message);
        let hint = "save it as `.xlsx` or `.csv`, without a password";
        assert_eq!(finding.hint.as_deref(), Some(hint));
    }
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/workbooks")
}

fn run(command: &mut Command) {
    let output = command.output().expect("the program");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}

/// The workbook of LibreOffice in one of its formats. A profile of its own keeps it from speaking to one that runs.
fn converted(folder: &Path, format: &str) -> Vec<u8> {
    let profile = format!("file://{}/profile", folder.display());
    run(Command::new("soffice")
        .arg(format!("-env:UserInstallation={profile}"))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(folder)
        .arg(cases().join("libreoffice.fods")));
    fs::read(folder.join(format!("libreoffice.{format}"))).expect("a workbook")
}

/// Compares what is read of a workbook with the `.txt` of the program that made it.
fn check(program: &str, bytes: &[u8]) {
    let mut read = String::new();
    for sheet in visible_sheets("a.xlsx", bytes).expect("a workbook") {
        read.push_str(&shown(&sheet, bytes));
    }
    let path = cases().join(format!("{program}.txt"));
    if crate::session::accepting() {
        fs::write(&path, &read).expect("a file");
    }
    assert_eq!(read, fs::read_to_string(&path).expect("a file"));
}

/// The variables of a sheet, its rows with `·` for an empty cell, and what is found in it.
fn shown(sheet: &str, bytes: &[u8]) -> String {
    let dialect = Dialect {
        header: Header::Row(1),
        sheet: Some(sheet.to_owned()),
        ..Dialect::default()
    };
    let path = format!("a.xlsx!{sheet}");
    let open = || Cursor::new(bytes.to_vec());
    let page = rendered(&path, open(), &dialect).expect("a page");
    let mut table = Table::open(&path, open(), &dialect).expect("a table");
    let columns = table.columns.iter();
    let variables: Vec<&str> = columns.map(|column| &*column.variable).collect();
    let mut text = format!("== {sheet}\n{}\n", variables.join(" | "));
    while let Some(batch) = table.next_batch(2).expect("rows") {
        for (row, number) in batch.numbers.iter().enumerate() {
            let cells = (0..table.columns.len()).map(|column| batch.cell(row, column));
            let cells: Vec<&str> = cells.map(|cell| cell.unwrap_or("·")).collect();
            let cells = cells.join(" | ").replace('\n', "⏎");
            text.push_str(&format!("{number}: {cells}\n"));
        }
    }
    for Finding {
        id, message, place, ..
    } in &table.findings
    {
        let position = page.position(place.span.start);
        text.push_str(&format!(
            "! {}:{} {id}: {message}\n",
            position.line, position.column
        ));
    }
    text
}
