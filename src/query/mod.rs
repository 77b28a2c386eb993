//! Questions to a graph in [SPARQL 1.1](https://www.w3.org/TR/sparql11-query/) and what of
//! [SPARQL 1.2](https://www.w3.org/TR/sparql12-query/) speaks of triple terms: solved on columns, or, what cannot be,
//! evaluated by oxigraph on our index.

mod algebra;
mod blank_nodes;
mod dataset;
mod doubts;
mod find;
mod front_matter;
pub mod functions;
mod graphs;
mod grouped;
mod lexical;
mod limits;
mod names;
mod parameter_values;
mod parameters;
mod parse;
mod paths;
mod products;
mod results;
mod solve;
mod syntax;
mod tokens;
mod unbound;
mod unused;

pub(crate) use algebra::parts;
pub use dataset::{Dataset, DefaultGraph};
pub use find::{Found, find};
pub use front_matter::{Expected, Extent, FrontMatter, Order, Param, Scalar};
pub(crate) use functions::wrong_pattern;
pub use limits::{LARGEST_PRODUCT, Limits, Progress};
pub use names::{candidates, entity, near_names, properties};
pub use parameters::{Parameter, parameters};
pub use parse::parse;
pub use results::{Results, Solution, Solutions, Triples};
pub use solve::{Explanation, Operator};
pub use unused::Warning;

use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::source::SourceFile;
use limits::Budget;
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};
use serde::de::DeserializeOwned;
use solve::Stop;
use std::collections::BTreeMap;

/// A query as its file has it.
#[derive(Clone, Debug)]
pub struct Query {
    /// Where it comes from: a path, or what stands for one.
    pub source: SourceFile,
    /// The `#+` lines at its top.
    pub front_matter: FrontMatter,
}

impl Query {
    /// Reads front matter and text.
    ///
    /// # Errors
    /// If it is not UTF-8 or its front matter is not as it should be.
    #[doc(hidden)]
    pub fn new(mut source: SourceFile) -> Result<Self> {
        // The mark of the byte order that some editors begin a file with.
        if source.bytes.starts_with(b"\xEF\xBB\xBF") {
            source = SourceFile::new(source.path, source.bytes.split_off(3));
        }
        if source.bytes.starts_with(b"\xFF\xFE") || source.bytes.starts_with(b"\xFE\xFF") {
            let path = &source.path;
            let message =
                format!("`{path}` is in UTF-16, not in UTF-8; save it in the encoding UTF-8");
            return Err(Error::Query { message });
        }
        let text = std::str::from_utf8(&source.bytes).map_err(|error| Error::Query {
            message: format!(
                "`{}` is not UTF-8 from byte {} on",
                source.path,
                error.valid_up_to()
            ),
        })?;
        let front_matter = FrontMatter::of(text);
        let mut query = Self {
            source,
            front_matter: FrontMatter::default(),
        };
        let wrong = match front_matter {
            Ok(front_matter) => {
                query.front_matter = front_matter;
                parameters::unused_declaration(&query)
            }
            Err(error) => Some(error),
        };
        wrong.map_or(Ok(()), |error| Err(syntax::front_matter(&query, &error)))?;
        Ok(query)
    }

    /// Reads the front matter as a type of the caller that ignores the keys it does not know: a part that is not about the
    /// query itself, such as how its answer is drawn.
    ///
    /// # Errors
    /// If a value does not fit the type, with its place.
    pub(crate) fn front_matter_as<T: Default + DeserializeOwned>(&self) -> Result<T> {
        let read = front_matter::read(self.text());
        read.map_err(|error| syntax::front_matter(self, &error))
    }

    /// Whether there is more than front matter and comments.
    pub fn has_text(&self) -> bool {
        !tokens::tokens(self.text()).is_empty()
    }

    /// The text; [`Query::new`] checked that it is UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.source.bytes).unwrap_or_default()
    }
}

/// Values for the parameters of a query, by name, as the user wrote them.
pub type Arguments = BTreeMap<String, String>;

/// Evaluates a query. The prefixes of the graph are known to it.
///
/// # Errors
/// If the query is not SPARQL, an argument does not fit, or evaluation fails.
pub fn evaluate(dataset: Dataset<'_>, query: &Query, arguments: &Arguments) -> Result<Results> {
    let parsed = filled(query, arguments, dataset.graph())?;
    evaluate_algebra(dataset, parsed, &Limits::default())
}

/// The results of a query with its plan and what is doubtful about the query.
#[derive(Debug)]
pub struct Answer {
    /// The results.
    pub results: Results,
    /// How it came about, or why oxigraph evaluated the query.
    pub explanation: Explanation,
    /// Names in the query that no source uses, and other likely mistakes.
    pub warnings: Vec<Warning>,
}

/// Evaluates a query within limits; with `explains`, notes how it was done.
///
/// # Errors
/// As [`evaluate`], and if a limit is passed.
pub fn answer(
    dataset: Dataset<'_>,
    query: &Query,
    arguments: &Arguments,
    limits: &Limits,
    explains: bool,
) -> Result<Answer> {
    let mut parsed = filled(query, arguments, dataset.graph())?;
    let mut warnings = unused::unused(&mut parsed, dataset.graph());
    warnings.extend(doubts::doubts(query, &mut parsed, dataset.graph()));
    let explained = explains.then(|| tokens::variables(query.text()));
    let (results, explanation) = solve_or_hand_on(dataset, parsed, limits, explained)
        .map_err(|error| syntax::at_function(query, error))?;
    Ok(Answer {
        results,
        explanation,
        warnings,
    })
}

/// Evaluates a query that is parsed already.
///
/// # Errors
/// If evaluation fails or passes a limit.
pub fn evaluate_algebra(
    dataset: Dataset<'_>,
    parsed: spargebra::Query,
    limits: &Limits,
) -> Result<Results> {
    solve_or_hand_on(dataset, parsed, limits, None).map(|(results, _)| results)
}

/// Solves a query on columns; what cannot be solved so, oxigraph evaluates.
fn solve_or_hand_on(
    dataset: Dataset<'_>,
    mut parsed: spargebra::Query,
    limits: &Limits,
    explained: Option<solve::Names>,
) -> Result<(Results, Explanation)> {
    algebra::lower_language_tags(&mut parsed);
    algebra::tell_time(&mut parsed);
    blank_nodes::number_solutions(&mut parsed);
    let budget = Budget::new(limits.clone());
    let left = match solve::answer(&dataset, &parsed, budget, explained) {
        Ok(answered) => return Ok(answered),
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Unsupported(left)) => left.name(),
    };
    if !limits.allow_product {
        let pattern = algebra::pattern_of(&mut parsed);
        products::refuse(pattern, dataset.graph(), dataset.level())?;
    }
    let evaluator = format!("oxigraph's evaluator, for {left},");
    limits.progress.enter(evaluator);
    let names = match parsed.dataset() {
        Some(asked) => asked.named.clone().unwrap_or_default(),
        None => dataset.graph_names(),
    };
    algebra::concatenate_strings(&mut parsed);
    algebra::count_values(&mut parsed);
    paths::take_apart(&mut parsed);
    graphs::take_apart(&mut parsed, &names);
    graphs::merge_default(&mut parsed, dataset.graph());
    lexical::look_up(&mut parsed);
    functions::replace_all_calls(&mut parsed);
    let mut evaluator = SparqlEvaluator::new();
    for (name, function) in blank_nodes::functions() {
        evaluator = evaluator.with_custom_function(name, move |terms| function(terms));
    }
    for (name, function) in functions::matching_functions() {
        evaluator = evaluator.with_custom_function(name, function);
    }
    let results = evaluator
        .for_query(parsed)
        .on_queryable_dataset(dataset)
        .execute()
        .map_err(Error::Evaluation)?;
    let explanation = Explanation {
        left: Some(left),
        ..Explanation::default()
    };
    Ok((owned(results).map_err(Error::Evaluation)?, explanation))
}

/// The results of oxigraph's evaluator, read to their end.
fn owned(results: QueryResults<'_>) -> std::result::Result<Results, QueryEvaluationError> {
    Ok(match results {
        QueryResults::Boolean(answer) => Results::Boolean(answer),
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let rows = solutions.map(|solution| Ok(solution?.values().to_vec()));
            let rows = rows.collect::<std::result::Result<Vec<_>, QueryEvaluationError>>()?;
            Results::Solutions(Solutions::new(variables, rows))
        }
        QueryResults::Graph(triples) => {
            let triples = triples.collect::<std::result::Result<Vec<_>, _>>()?;
            Results::Graph(Triples::new(triples))
        }
    })
}

/// The algebra of a query with its parameters filled in.
fn filled(query: &Query, arguments: &Arguments, graph: &Graph) -> Result<spargebra::Query> {
    // The text as it was written is parsed first, since its errors are at places that the user can see.
    let as_written = parse(query, &graph.prefixes, None)?;
    let mut parsed = match parameters::fill(query, arguments, graph)? {
        Some(text) => {
            let source = SourceFile::new(&query.source.path, text);
            let front_matter = FrontMatter::default();
            parse(
                &Query {
                    source,
                    front_matter,
                },
                &graph.prefixes,
                None,
            )?
        }
        None => as_written,
    };
    unbound::remove_conditions(&mut parsed);
    if let Some(name) = algebra::service(&mut parsed) {
        let path = &query.source.path;
        let message = format!(
            "`{path}` would ask another server with `SERVICE {name}`; bixi uses no network"
        );
        return Err(Error::Query { message });
    }
    Ok(parsed)
}
