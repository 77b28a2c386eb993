//! `bixi` alone: where the project stands, and what to type next.

use super::build::{graph_of, say_left_out};
use super::failure::Result;
use super::limits::Resources;
use super::{Outcome, Shared, terminal};

use bixi::text::{count, one_line};

/// Prints the counts and the next commands.
pub fn run(shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    say_left_out(&project)?;
    let Some(snapshot) = graph_of(&project, shared, &Resources::default())? else {
        return Ok(Outcome::Findings);
    };
    let sizes = snapshot.sizes();
    let queries = project.query_names()?;
    let tests = project.expectations()?;
    let name = Some(project.config.name.as_str()).filter(|name| !name.is_empty());
    let mut text = format!(
        "{}  {}\n",
        one_line(name.unwrap_or("project")),
        one_line(&project.root.display().to_string())
    );
    let imported = match sizes.imported {
        0 => String::new(),
        imported => format!("{}, ", count(imported, "imported file")),
    };
    text.push_str(&format!(
        "{}, {imported}{}, {}, {}\n\n",
        count(sizes.sources, "source"),
        count(sizes.statements, "statement"),
        count(queries.len(), "query"),
        count(tests.len(), "expectation")
    ));
    let example = one_line(queries.first().map_or("NAME", String::as_str));
    for (command, what) in [
        ("bixi query".to_owned(), "list the saved queries"),
        (format!("bixi query {example}"), "ask one"),
        ("bixi show LABEL".to_owned(), "everything about an entity"),
        (
            "bixi view --around LABEL".to_owned(),
            "draw its neighbourhood",
        ),
        ("bixi test".to_owned(), "check the expectations"),
    ] {
        text.push_str(&format!("  {command:28}{what}\n"));
    }
    terminal::answer(&text)?;
    Ok(Outcome::Clean)
}
