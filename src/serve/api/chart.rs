//! `/api/chart`: the numbers in the rows of a query as bars or lines, in SVG.

use super::asked::Asked;
use super::query::required;
use crate::serve::problem::Problem;
use crate::serve::query::{begin, internal};
use crate::serve::reply::Reply;
use bixi::{Chart, ChartOptions, Results};
use std::io::Write;

/// The parameters that are none of the query.
const OWN: [&str; 4] = ["kind", "limit", "of", "theme"];

/// Answers the call: `name` or `query` with its parameters, `kind`, `of`, the
/// variables that are drawn, and `theme`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let kind = match asked.parameters.one("kind")? {
        None | Some("bar") => Chart::Bar,
        Some("line") => Chart::Line,
        Some(other) => {
            let text = format!("`kind` is `bar` or `line`, not `{other}`");
            return Err(Problem::bad(text));
        }
    };
    let theme = asked.parameters.theme()?.unwrap_or_default();
    let of: Vec<String> = asked.parameters.all("of").map(str::to_owned).collect();
    let (query, arguments) = required(asked, &OWN)?;
    let (project, snapshot) = (&asked.served.project, &asked.served.snapshot);
    let languages = project.languages(snapshot);
    let answer = snapshot.query(&query, &arguments, asked.limits)?;
    let Results::Solutions(solutions) = answer.results else {
        return Err(Problem::bad(
            "only the rows of a SELECT query can be a chart",
        ));
    };
    let language = languages.first().map(String::as_str);
    let options = ChartOptions {
        kind,
        of: &of,
        title: query.front_matter.title_in(language),
        query: &query.source.path,
        languages: &languages,
        theme,
    };
    let chart = solutions.chart(&options, snapshot)?;
    begin(reply, "image/svg+xml")?;
    let written = reply.write_all(chart.svg.as_bytes());
    written.map_err(|error| internal(&error.to_string()))
}
