//! `bixi view`

use super::build::graph_of;
use super::query::{check_names, collect, named, with_language};
use super::{Acceptance, Outcome, Shared, terminal};
use bixi::error::{Error, Result};
use bixi::query::{Arguments, QueryResults, entity, evaluate};
use bixi::view::{around, between, view as draw};
use bixi::write;

/// Draw a part of the graph
///
/// A CONSTRUCT or DESCRIBE query draws its statements; a SELECT query draws the entities in its rows and what the graph
/// says between them; `--around` draws an entity and its neighbours. IRIs are nodes, literals and classes go into them.
/// `bixi view parks | dot -Tsvg > parks.svg` makes a picture with Graphviz.
#[derive(clap::Args)]
pub struct View {
    /// A name in `queries/`, a file, or `-` for standard input
    #[arg(required_unless_present = "around")]
    name: Option<String>,
    /// Draw this entity (IRI, prefixed name or label) and its neighbours
    #[arg(long, value_name = "ENTITY", conflicts_with = "name")]
    around: Option<String>,
    /// How many statements a neighbour may be away
    #[arg(long, value_name = "N", default_value_t = 1)]
    depth: usize,
    /// The most nodes that `--around` draws
    #[arg(long, value_name = "N", default_value_t = 200)]
    max_nodes: usize,
    /// dot or mermaid
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    format: Format,
    /// Draw also what is only inferred, where no CONSTRUCT says what to draw
    #[arg(long)]
    inferred: bool,
    #[command(flatten)]
    acceptance: Acceptance,
}

/// How a view is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The language of Graphviz
    Dot,
    /// The language of Mermaid, which code hosts draw in Markdown
    Mermaid,
}

/// Draws and prints.
pub fn run(view: &View, arguments: &Arguments, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let query = view
        .name
        .as_deref()
        .map(|name| named(&project, name))
        .transpose()?;
    let mut arguments = arguments.clone();
    if let Some(query) = &query {
        arguments = with_language(query, &arguments, shared);
        check_names(query, &arguments, "view")?;
    }
    let Some(snapshot) = graph_of(&project, shared)? else {
        return Ok(Outcome::Findings);
    };
    let (graph, languages) = (&snapshot.graph, &project.config.languages);
    let dataset = view.acceptance.dataset(graph)?;
    // What is drawn unasked is what files say: that it also holds the other way round makes no good picture.
    let drawn = if view.inferred {
        dataset
    } else {
        dataset.asserted()
    };
    let drawing = match (query, &view.around) {
        (Some(query), _) => {
            let title = query
                .front_matter
                .title
                .clone()
                .unwrap_or_else(|| query.source.path.clone());
            match evaluate(dataset, &query, &arguments)? {
                QueryResults::Graph(triples) => draw(graph, &collect(triples)?, &title, languages),
                QueryResults::Solutions(solutions) => {
                    let mut entities = Vec::new();
                    for solution in solutions {
                        let solution = solution.map_err(Error::Evaluation)?;
                        entities.extend(solution.iter().map(|(_, term)| term.clone()));
                    }
                    between(drawn, &entities, &title, languages)
                }
                QueryResults::Boolean(_) => {
                    let message = format!(
                        "`{}` asks whether; there is nothing to draw",
                        query.source.path
                    );
                    return Err(Error::Format { message });
                }
            }
        }
        (None, name) => {
            let entity = entity(graph, name.as_deref().unwrap_or_default())?;
            around(drawn, entity, view.depth, view.max_nodes, languages)
        }
    };
    if let Some(left_out) = &drawing.left_out {
        terminal::say(&format!("left out: {left_out}"));
    }
    terminal::answer(&match view.format {
        Format::Dot => write::dot(&drawing),
        Format::Mermaid => write::mermaid(&drawing),
    })?;
    Ok(Outcome::Clean)
}
