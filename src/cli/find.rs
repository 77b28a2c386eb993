//! `bixi find`

use super::build::graph_of;
use super::failure::Result;
use super::limits::{Resources, count};
use super::{Acceptance, OnEngine, Outcome, Shared, terminal};
use bixi::text::list;
use bixi::{Found, QueryLimits, Search, Snapshot};

/// Find entities by a part of their name
///
/// Searches the names in all languages for all words of the text, whatever their case, width (full or half), accents and
/// tones. If no name contains them, all other texts are searched, such as amounts as they are printed and remarks; if none of
/// them does, entities with similar names are shown.
#[derive(clap::Args)]
pub struct Find {
    /// What to look for
    text: String,
    /// Show at most this many entities
    #[arg(long, value_name = "NUMBER", value_parser = count, allow_negative_numbers = true, default_value_t = 20)]
    limit: usize,
    /// table or json
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Search all texts, also if a name contains the words
    #[arg(long)]
    all_texts: bool,
    #[command(flatten)]
    engine: OnEngine,
    #[command(flatten)]
    acceptance: Acceptance,
    #[command(flatten)]
    resources: Resources,
}

/// How what is found is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people
    Table,
    /// Entities with their labels and classes, and how many there are of each class
    Json,
}

/// Finds and prints.
pub fn run(find: &Find, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &find.resources)? else {
        return Ok(Outcome::Findings);
    };
    let snapshot = find.acceptance.of(&snapshot)?;
    let limits = find.resources.of_query();
    if find.format == Format::Json || find.all_texts {
        find.engine
            .refuse("names, without `--all-texts` and `--format json`")?;
    }
    let snapshot = find.engine.of(&project, snapshot)?;
    if snapshot.engine().is_some() {
        return elsewhere(find, &snapshot, &limits);
    }
    if find.format == Format::Json {
        let search = Search {
            text: &find.text,
            all_texts: find.all_texts,
            class: None,
            offset: 0,
            limit: find.limit,
        };
        let snapshot = snapshot.for_reader(&project.languages(&snapshot));
        terminal::answer(&snapshot.search(&search, &limits)?.to_json()?)?;
        return Ok(Outcome::Clean);
    }
    let found = snapshot.find(&find.text, find.all_texts, &limits)?;
    let prefixes = snapshot.prefixes();
    let row = |found: &Found| {
        // A reifier has no class, as a rule; it is known by its statement.
        let class = found.class.as_ref().or(found.reified.as_ref());
        (
            prefixes.display(&found.entity),
            class.map_or_else(String::new, |class| prefixes.display(class)),
            match &found.property {
                None => found.name.clone(),
                Some(property) => format!("{} {}", prefixes.display(property), found.name),
            },
        )
    };
    let rows: Vec<_> = found.iter().take(find.limit).map(row).collect();
    terminal::answer(&list(&rows))?;
    if found.first().is_some_and(|found| found.is_similar) {
        terminal::say(&format!(
            "note: nothing has `{}` in its name or another text; these names are similar",
            find.text
        ));
    }
    match found.len().checked_sub(rows.len()) {
        _ if found.is_empty() => terminal::say(&format!("nothing is called `{}`", find.text)),
        Some(more) if more > 0 => {
            terminal::say(&format!("{more} more; `--limit` shows more of them"));
        }
        _ => {}
    }
    Ok(Outcome::Clean)
}

/// Finds entities by the words of their names on an engine, and prints them.
fn elsewhere(find: &Find, snapshot: &Snapshot, limits: &QueryLimits) -> Result<Outcome> {
    let found = snapshot.find_elsewhere(&find.text, limits)?;
    let prefixes = snapshot.prefixes();
    let rows = found
        .iter()
        .take(find.limit)
        .map(|(entity, property, name)| {
            let property = prefixes.display_iri(property.as_str());
            (prefixes.display(entity), property, name.clone())
        });
    let rows: Vec<_> = rows.collect();
    terminal::answer(&list(&rows))?;
    match found.len() - rows.len() {
        _ if found.is_empty() => {
            let engine = snapshot.engine().unwrap_or_default();
            terminal::say(&format!("nothing on `{engine}` is called `{}`", find.text));
        }
        0 => {}
        more => terminal::say(&format!("{more} more; `--limit` shows more of them")),
    }
    Ok(Outcome::Clean)
}
