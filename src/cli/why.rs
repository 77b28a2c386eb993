//! `bixi why`

use super::build::graph_of;
use super::failure::Result;
use super::limits::{Resources, count};
use super::names::whole_name;
use super::{Outcome, Shared, advice, terminal};
use bixi::ProofFormat;

/// Explain why a statement holds, or why it does not
///
/// For an asserted statement, prints the lines that assert it, with their evidence. For an inferred one, prints its proof
/// down to file and line. For one that does not hold, prints the rules that could infer it and the premises that they
/// lack, the nearest first, and whether it holds with a wider property; the exit code is 1 then.
#[derive(clap::Args)]
pub struct Why {
    /// IRI, prefixed name or label
    subject: String,
    /// A property: IRI, prefixed name or label; `a` for the class
    property: String,
    /// IRI, prefixed name, label or literal: its text, `"text"@language` or `"text"^^datatype`
    object: String,
    /// text, json or dot
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// How certain a statement must be to hold: a level of `bixi.toml` [default: the one named there]
    #[arg(long, value_name = "LEVEL")]
    accept: Option<String>,
    /// The most rules that are shown for a statement that does not hold
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, default_value_t = 5)]
    max_rules: usize,
    #[command(flatten)]
    resources: Resources,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A tree with labels
    Text,
    /// Every step, with IRIs
    Json,
    /// The language of Graphviz
    Dot,
}

/// Finds the proof or what is missing, and prints it.
pub fn run(why: &Why, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(mut snapshot) = graph_of(&project, shared, &why.resources)? else {
        return Ok(Outcome::Findings);
    };
    if let Some(level) = &why.accept {
        snapshot = snapshot.accepting(level)?;
    }
    let format = match why.format {
        Format::Text => ProofFormat::Text,
        Format::Json => ProofFormat::Json,
        Format::Dot => ProofFormat::Dot,
    };
    let statement = [&why.subject, &why.property, &why.object];
    let [subject, property, object] = statement.map(|name| whole_name(&snapshot, name));
    let answer = project.why(&snapshot, [&subject, &property, &object])?;
    terminal::answer(&answer.write(format, why.max_rules, &advice::accept))?;
    Ok(match answer.holds() {
        true => Outcome::Clean,
        false => Outcome::Findings,
    })
}
