//! `bixi passages`

use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::Resources;
use super::{Outcome, Shared, terminal};
use bixi::text::count as counted;
use bixi::{Error, NewText};
use oxilangtag::LanguageTag;
use std::path::PathBuf;

/// Make the passages of a text, for evidence
///
/// Prints Turtle: the text with the SHA-256 of its file, and a passage for each line that is not blank, with its number and its
/// characters. If most lines begin with a number, these are the numbers of the passages, and a head before the first of them, without
/// blank lines, is one passage too. Classes, IRIs and labels are made as those of the passages that the graph has. Nothing is
/// written; redirect the output into a file of the project. `bixi check --evidence DIR` compares it with the text.
#[derive(clap::Args)]
pub struct Passages {
    /// The text, in UTF-8
    file: PathBuf,
    /// The IRI of the text, as a prefixed name or in full
    #[arg(long, value_name = "IRI")]
    iri: String,
    /// A label of the text with its language, such as `Bay report@en`; may be given several times [default: those in the graph]
    #[arg(long, value_name = "LABEL@TAG", value_parser = label)]
    label: Vec<(String, String)>,
    #[command(flatten)]
    resources: Resources,
}

/// Reads a label with its language.
///
/// # Errors
/// If no language tag stands after an `@`.
fn label(text: &str) -> std::result::Result<(String, String), String> {
    let wrong = || "a label is written with its language, such as `Bay report@en`".to_owned();
    let (label, tag) = text.rsplit_once('@').ok_or_else(wrong)?;
    match LanguageTag::parse(tag) {
        Ok(_) if !label.is_empty() => Ok((tag.to_owned(), label.to_owned())),
        _ => Err(wrong()),
    }
}

/// Reads the text and prints its passages.
pub fn run(passages: &Passages, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &passages.resources)? else {
        return Ok(Outcome::Findings);
    };
    let iri = &passages.iri;
    let iri = snapshot.iri(iri).ok_or_else(|| {
        Failure::usage(format!(
            "`{iri}` is neither an IRI nor a name with a prefix that a source declares"
        ))
    })?;
    let bytes = std::fs::read(&passages.file).map_err(Error::io("read", &passages.file))?;
    let content = std::str::from_utf8(&bytes).map_err(|error| {
        let at = error.valid_up_to();
        Failure::usage(format!(
            "`{}` is not UTF-8 at byte {at}",
            passages.file.display()
        ))
    })?;
    let file = passages.file.file_name().unwrap_or_default();
    let made = snapshot.passages(&NewText {
        iri: &iri,
        file: &file.to_string_lossy(),
        content,
        labels: &passages.label.iter().cloned().collect(),
    });
    terminal::answer(&made.turtle)?;
    terminal::say(&counted(made.count, "passage"));
    if made.known > 0 {
        terminal::say(&format!(
            "note: the graph has {} of them already",
            made.known
        ));
    }
    if let Some(first) = made.left_out.first() {
        let lines = counted(made.left_out.len(), "line");
        terminal::say(&format!(
            "note: {lines} without a number left out, where the others have one: line {first}{}",
            if made.left_out.len() > 1 { " …" } else { "" }
        ));
    }
    Ok(Outcome::Clean)
}
