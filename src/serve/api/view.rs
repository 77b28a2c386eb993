//! `/api/view`: a picture of a part of the graph, as `bixi view` draws it.

use super::asked::Asked;
use super::query::query;
use crate::serve::problem::Problem;
use crate::serve::query::{begin, internal};
use crate::serve::reply::Reply;
use bixi::{Direction, GraphPart, LayoutName, Picture, ViewOptions};
use std::io::Write;
use std::num::NonZeroUsize;

/// The parameters that are none of the query.
const OWN: [&str; 13] = [
    "around",
    "class",
    "depth",
    "direction",
    "format",
    "group",
    "inferred",
    "layout",
    "max-nodes",
    "only",
    "ontology",
    "path",
    "theme",
];

/// The most nodes of a picture: a layout of more takes longer than a second, and is not ended when nobody waits for it any more.
const MOST: usize = 1000;

/// Answers the call: one of `around`, `path` (two), `class`, `ontology`, `name` or `query` with its parameters; and as options
/// `depth`, `only` (several), `max-nodes`, `layout`, `direction`, `group`, `inferred`, `format`, `theme`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let parameters = asked.parameters;
    let (format, media_type) = match parameters.one("format")? {
        None | Some("svg") => (Picture::Svg, "image/svg+xml"),
        Some("json") => (Picture::Json, "application/json"),
        Some(other) => {
            let text = format!("`format` is `svg` or `json`, not `{other}`");
            return Err(Problem::bad(text));
        }
    };
    let path: Vec<&str> = parameters.all("path").collect();
    let ontology = parameters.is_true("ontology")?;
    let query = query(asked, &OWN)?;
    let (around, class) = (parameters.one("around")?, parameters.one("class")?);
    let part = match (&query, around, class, &path[..], ontology) {
        (Some((query, arguments)), None, None, [], false) => GraphPart::Query { query, arguments },
        (None, Some(entity), None, [], false) => GraphPart::Around(entity),
        (None, None, Some(class), [], false) => GraphPart::Class(class),
        (None, None, None, [from, to], false) => GraphPart::Paths { from, to },
        (None, None, None, [], true) => GraphPart::Ontology,
        _ => {
            let text =
                "give one of `around`, `class`, `ontology=true`, `name`, `query`, or `path` twice";
            return Err(Problem::bad(text));
        }
    };
    let served = asked.served;
    let drawing = served
        .project
        .draw(&served.snapshot, part, &options(asked)?, format)?;
    let [(_, picture)] = &drawing.files[..] else {
        return Err(internal("a picture has several files"));
    };
    begin(reply, media_type)?;
    let written = reply.write_all(picture);
    written.map_err(|error| internal(&error.to_string()))
}

/// Returns how it is drawn.
fn options(asked: &Asked) -> Result<ViewOptions, Problem> {
    let parameters = asked.parameters;
    let layout = parameters.one("layout")?.map(LayoutName::named);
    let direction = parameters.one("direction")?.map(Direction::named);
    let max_nodes = parameters.number::<NonZeroUsize>("max-nodes")?;
    if max_nodes.is_some_and(|nodes| nodes.get() > MOST) {
        let text = format!("`max-nodes` is at most {MOST} here: `bixi view` draws larger pictures");
        return Err(Problem::bad(text));
    }
    Ok(ViewOptions {
        depth: parameters.number("depth")?,
        only: parameters.all("only").map(str::to_owned).collect(),
        max_nodes,
        most_nodes: NonZeroUsize::new(MOST),
        layout: layout.transpose().map_err(Problem::bad)?,
        direction: direction.transpose().map_err(Problem::bad)?,
        group: parameters.one("group")?.map(str::to_owned),
        inferred: parameters.is_true("inferred")?,
        theme: parameters.theme()?,
        language: parameters.language()?.map(str::to_owned),
        limits: asked.limits.clone(),
    })
}
