//! `bixi import`

use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::Resources;
use super::report::say_findings;
use super::{Outcome, Shared, terminal};
use bixi::text::count;
use bixi::{Error, ImportOptions, Project, ProposedMapping, Snapshot};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

/// Propose a mapping that makes statements of a table
///
/// Looks at a table in CSV, TSV, XLSX, JSON or JSON Lines, and prints a mapping for it: a CONSTRUCT query over its rows, with comments
/// that say why each line is so, and as comments below it what it makes of the first five rows. Classes and properties of the graph
/// that are called like the file and its headers are used, others are new. Nothing is written without `--write`.
#[derive(clap::Args)]
pub struct Import {
    /// The table
    file: PathBuf,
    /// Write the mapping into the folder of mappings, where `bixi build` reads it
    #[arg(long)]
    write: bool,
    /// Print what the mapping makes of the whole table, as Turtle, instead of the mapping
    #[arg(long, conflicts_with = "write")]
    print: bool,
    /// Annotate each statement with the number of its row
    #[arg(long)]
    rows: bool,
    /// The class of what the rows are: IRI, prefixed name or label [default: what is called like the file]
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The path of the rows in JSON, such as `$.companies[*]`
    #[arg(long, value_name = "PATH")]
    items: Option<String>,
    /// The row with the names of the columns, 0 if there is none [default: 1]
    #[arg(long, value_name = "ROW")]
    header: Option<u32>,
    /// The character between the cells of a row, `tab` for the tabulator [default: what divides the rows most evenly]
    #[arg(long, value_name = "CHARACTER", value_parser = separator)]
    separator: Option<char>,
    /// The encoding of the table, such as `big5` [default: UTF-8, or a guess]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Propose what this file of metadata in CSVW says of the table
    #[arg(long, value_name = "FILE")]
    from_csvw: Option<PathBuf>,
    #[command(flatten)]
    resources: Resources,
}

/// Proposes a mapping, and prints or writes it.
pub fn run(import: &Import, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    // What cannot be read is said before anything is built.
    fs::metadata(&import.file).map_err(Error::io("read", &import.file))?;
    if let Some(metadata) = &import.from_csvw {
        fs::metadata(metadata).map_err(Error::io("read", metadata))?;
    }
    let snapshot = graph(&project, shared, import)?;
    let options = ImportOptions {
        class: import.class.as_deref(),
        sheet: import.sheet.as_deref(),
        items: import.items.as_deref(),
        header: import.header,
        separator: import.separator,
        encoding: import.encoding.as_deref(),
        csvw: import.from_csvw.as_deref(),
        with_rows: import.rows,
    };
    let proposed = project.propose_mapping(&import.file, snapshot.as_ref(), &options)?;
    if import.write {
        write(&project, &proposed)?;
    } else if import.print {
        terminal::answer(&proposed.turtle(true)?)?;
    } else {
        terminal::answer(&with_rows(&proposed)?)?;
    }
    if !proposed.findings.is_empty() {
        say_findings(&project, &proposed.findings, shared)?;
    }
    for note in &proposed.notes {
        terminal::say(&format!("note: {note}"));
    }
    if !import.write {
        say_next(&proposed);
    }
    Ok(Outcome::Clean)
}

/// Reads the argument of `--separator`.
fn separator(text: &str) -> std::result::Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(only), None) => Ok(only),
        _ => Err("it is not one character".to_owned()),
    }
}

/// Returns the graph whose names are used: with errors in the sources the last one that was built, after saying so. There is none
/// without sources, or if none was built yet.
///
/// # Errors
/// If a mapping is to be written, and the sources have errors and no graph was built yet.
fn graph(project: &Project, shared: &Shared, import: &Import) -> Result<Option<Snapshot>> {
    if project.source_paths()?.is_empty() {
        return Ok(None);
    }
    if let Some(snapshot) = graph_of(project, shared, &import.resources)? {
        return Ok(Some(snapshot));
    }
    let last = project.snapshot_path();
    if last.is_file() {
        terminal::say(
            "note: proposed with the names of the last graph, since no new one was built",
        );
        return Ok(Some(Snapshot::open(&last)?));
    }
    if import.write {
        return Err(Failure::usage(
            "the graph was not built, so that its names are unknown; without `--write` a mapping is proposed without them",
        ));
    }
    terminal::say("note: proposed without the names in the graph, since it was not built");
    Ok(None)
}

/// Returns the mapping with what it makes of the first rows in comments.
fn with_rows(proposed: &ProposedMapping) -> Result<String> {
    let turtle = proposed.turtle(false)?;
    let lines = turtle
        .lines()
        .filter(|line| !line.starts_with("PREFIX ") && !line.starts_with("@prefix "));
    let lines = lines.map(|line| format!("# {line}").trim_end().to_owned() + "\n");
    let lines: String = lines.collect();
    let rows = match proposed.rows {
        rows @ 0..=5 => count(rows, "row"),
        rows => format!("the first 5 of {rows} rows"),
    };
    Ok(format!(
        "{}\n# What it makes of {rows}:\n{lines}",
        proposed.text
    ))
}

/// Says what is to be done with a mapping that is not written yet.
fn say_next(proposed: &ProposedMapping) {
    if let Some(first) = proposed.mappings.first() {
        terminal::say(&format!(
            "note: `{}` has a mapping already: `{first}`",
            proposed.table
        ));
    } else {
        terminal::say(&format!(
            "nothing was written; `--write` writes the mapping to `{}`",
            proposed.path
        ));
    }
}

/// Writes the mapping into the folder of mappings.
///
/// # Errors
/// If the table has a mapping already, a file of this name is there, or it cannot be written.
fn write(project: &Project, proposed: &ProposedMapping) -> Result<()> {
    if let Some(first) = proposed.mappings.first() {
        return Err(Failure::usage(format!(
            "`{}` has a mapping already: `{first}`; without `--write` another one is printed",
            proposed.table
        )));
    }
    let path = project.root.join(&proposed.path);
    if path.symlink_metadata().is_ok() {
        return Err(Failure::usage(format!(
            "`{}` is there already; without `--write` the mapping is printed",
            proposed.path
        )));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    // If somebody else has written it meanwhile, it stays.
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(proposed.text.as_bytes()));
    written.map_err(Error::io("write", &path))?;
    let next = match proposed.is_outside {
        true => format!(
            "put the table into the project as `{}`, then run",
            proposed.table
        ),
        false => "look through it, then run".to_owned(),
    };
    terminal::answer(&format!(
        "wrote `{}`: {} of `{}` {} {}; {next} `bixi build`\n",
        proposed.path,
        count(proposed.rows, "row"),
        proposed.table,
        if proposed.rows == 1 { "makes" } else { "make" },
        count(proposed.statements, "statement"),
    ))?;
    Ok(())
}
