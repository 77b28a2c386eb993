//! `bixi why`

use super::build::graph_of;
use super::failure::Result;
use super::limits::{Resources, count};
use super::names::whole_name;
use super::{Outcome, Shared, advice, terminal};
use bixi::{ProofFormat, WhyEach};

/// Explain why a statement holds, or why it does not
///
/// Without an object, explains each statement of the subject with the property; without a property, each of its statements. A
/// place as `bixi show` prints it, such as `data/firms.csv:2`, stands for the statements that are made there.
///
/// For an asserted statement, prints the lines that assert it, with their evidence. For an inferred one, prints its proof
/// down to file and line. For one that does not hold, prints the rules that could infer it and the premises that they
/// lack, the nearest first, and whether it holds with a wider property; the exit code is 1 then.
#[derive(clap::Args)]
pub struct Why {
    /// IRI, prefixed name or label; or a line of a source or a row of a table: `PATH:LINE`
    subject: String,
    /// A property: IRI, prefixed name or label; `a` for the class
    property: Option<String>,
    /// IRI, prefixed name, label or literal: its text, `"text"@language` or `"text"^^datatype`, or as `bixi show` prints it
    object: Option<String>,
    /// text, json or dot
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// How certain a statement must be to hold: a level of `bixi.toml` [default: the one named there]
    #[arg(long, value_name = "LEVEL")]
    accept: Option<String>,
    /// The most rules that are shown for a statement that does not hold
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, default_value_t = 5)]
    max_rules: usize,
    /// The most statements that are explained where no object is given
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, default_value_t = 20)]
    max_statements: usize,
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
    let limits = why.resources.of_query();
    let subject = whole_name(&snapshot, &why.subject);
    let property = why.property.as_deref();
    let property = property.map(|name| whole_name(&snapshot, name));
    let (Some(property), Some(object)) = (&property, &why.object) else {
        let each = project.why_each(
            &snapshot,
            &subject,
            property.as_deref(),
            why.max_statements,
            &limits,
        )?;
        return answer_each(&each, why, format);
    };
    let object = whole_name(&snapshot, object);
    let answer = project.why(&snapshot, [&subject, property, &object], &limits)?;
    terminal::answer(&answer.write(format, why.max_rules, &advice::accept))?;
    Ok(match answer.holds() {
        true => Outcome::Clean,
        false => Outcome::Findings,
    })
}

/// Prints why some statements hold: in JSON a list of them.
fn answer_each(each: &WhyEach, why: &Why, format: ProofFormat) -> Result<Outcome> {
    let written = each.each.iter();
    let written = written.map(|one| one.write(format, why.max_rules, &advice::accept));
    let written: Vec<String> = written.collect();
    match why.format {
        Format::Text => terminal::answer(&written.join("\n"))?,
        Format::Json => {
            let proofs: Vec<&str> = written.iter().map(|one| one.trim_end()).collect();
            terminal::answer(&format!("[{}]\n", proofs.join(",\n")))?;
        }
        Format::Dot => terminal::answer(&written.concat())?,
    }
    if written.is_empty() {
        let name = &why.subject;
        let property = why.property.as_deref();
        let property = property.map_or_else(String::new, |name| format!(" with `{name}`"));
        terminal::say(&match each.are_of_place {
            true => format!("no statement{property} is made at `{name}`"),
            false => format!("`{name}` is the subject of no statement{property}"),
        });
        return Ok(Outcome::Findings);
    }
    if each.more > 0 {
        terminal::say(&format!(
            "{} left out; `--max-statements {}` shows all",
            bixi::text::count(each.more, "statement"),
            written.len() + each.more
        ));
    }
    Ok(Outcome::Clean)
}
