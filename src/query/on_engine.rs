//! A query whose parameters are filled in, answered by an engine elsewhere.

use super::asked_graphs::of_graphs;
use super::dataset::Dataset;
use super::limits::Budget;
use super::made::Made;
use super::portable::{Hindrance, Parts, Restorer, Whole, portable};
use super::results::{ResultTerms, Results, Solutions, Triples};
use super::solution::UNBOUND;
use crate::error::{EngineError, Error, QueryError, Result};
use crate::graph::Graph;
use crate::number::count;
use crate::rdf::{Term, Variable};
use crate::remote::{Answer, Engine, Form};
use spargebra::Query;
use std::sync::Arc;

/// How an engine answered.
pub enum Answered {
    /// With an answer.
    There(Results),
    /// With the statements that the answer of the query depends on: it is to be found here.
    Here(Arc<Graph>, Box<Query>),
}

/// Asks an engine, and returns its answer as that of a local query: its terms are those of the graph where the graph has them.
///
/// # Errors
/// If the engine gives no whole answer, cannot answer the query as it is answered here, or a limit is passed.
pub fn answered(
    dataset: &Dataset,
    engine: &Engine,
    query: Query,
    budget: &Budget,
) -> Result<Answered> {
    budget.enter("the engine elsewhere");
    let form = form(&query);
    let portable = portable(of_graphs(dataset, engine, query)?, engine.dialect());
    let mut parts = portable.parts;
    let whole = match portable.whole {
        Ok(whole) => whole,
        Err(hindrance) => {
            let graph =
                gathered(dataset, engine, &mut parts, None).map_err(|error| match error {
                    NotGathered::Error(error) => error,
                    NotGathered::TooMany => refused(engine, &hindrance, TOO_MANY.to_owned()),
                    NotGathered::Unclear(problem) => refused(engine, &hindrance, problem),
                })?;
            note(engine, &graph, &hindrance.problem);
            return Ok(Answered::Here(graph, Box::new(parts.query)));
        }
    };
    // If the statements cannot be had, the engine still answers.
    if portable.prefers_parts
        && let Ok(graph) = gathered(dataset, engine, &mut parts, Some(FEW))
    {
        note(engine, &graph, OFTEN_DIFFERENT);
        return Ok(Answered::Here(graph, Box::new(parts.query)));
    }
    let answer = engine.client().query(form, &whole.text)?;
    budget.look()?;
    let dictionary = Arc::clone(&dataset.graph().dictionary);
    let restorer = Restorer::new(&dictionary, engine.dialect());
    let restored = |term| {
        restorer.term(term).map_err(|problem| {
            let hindrance = Hindrance::new("a value of the answer cannot be known", &[]);
            refused(engine, &hindrance, problem)
        })
    };
    let terms = Made::new(Arc::clone(&dictionary), budget.reservation());
    results(terms, answer, &whole, &restored, budget).map(Answered::There)
}

/// Why a query is answered here though the engine could.
const OFTEN_DIFFERENT: &str = "engines differ, or take long, where a query has `EXISTS`, joins texts, or takes some of the solutions";

/// Notes that a query is answered here, for who reads the answer.
fn note(engine: &Engine, graph: &Graph, why: &str) {
    engine.note(format!(
        "answered here, from {} of `{}`: {why}",
        count(graph.len(), "statement"),
        engine.name()
    ));
}

/// Returns a term of an answer as the graph here has it.
type Restored<'r> = &'r dyn Fn(Term) -> Result<Term>;

/// So many statements are fetched to answer a query here that an engine could answer: about 40 MB.
const FEW: usize = 200_000;

/// Why a query cannot be answered here.
const TOO_MANY: &str =
    "the statements that it needs are more than `max-bytes` of the engine allows";

fn refused(engine: &Engine, hindrance: &Hindrance, reason: String) -> Error {
    Error::from(QueryError::NotPortable {
        engine: engine.name().to_owned(),
        problem: hindrance.problem.clone(),
        reason,
        words: hindrance.words.clone(),
        fault: None,
    })
}

/// Why statements cannot be fetched.
enum NotGathered {
    Error(Error),
    TooMany,
    /// They are not what statements are published as, in words.
    Unclear(String),
}

impl From<Error> for NotGathered {
    fn from(error: Error) -> Self {
        match &error {
            Error::Engine(inner) if matches!(**inner, EngineError::TooLong { .. }) => Self::TooMany,
            _ => Self::Error(error),
        }
    }
}

/// Variables, and rows with a value, or none, for each of them.
type Rows = (Vec<Variable>, Vec<Vec<Option<Term>>>);

/// Fetches the rows of a request for statements.
fn fetched(engine: &Engine, request: &str) -> Result<Rows> {
    match engine.client().query(Form::Select, request)? {
        Answer::Solutions { variables, rows } => Ok((variables, rows)),
        _ => Err(Error::internal("a SELECT query has no solutions")),
    }
}

/// Fetches the statements that a query needs, or returns those that were fetched last if they are enough.
fn gathered(
    dataset: &Dataset,
    engine: &Engine,
    parts: &mut Parts,
    most: Option<usize>,
) -> std::result::Result<Arc<Graph>, NotGathered> {
    let request = parts.request(engine.dialect());
    let is_enough = |by: &str| by == request.text || by == request.of_all;
    if let Some(graph) = engine
        .fetched(is_enough)
        .and_then(|kept| kept.downcast().ok())
    {
        return Ok(graph);
    }
    let text = match most {
        Some(most) => format!("{} LIMIT {}", request.text, most + 1),
        None => request.text.clone(),
    };
    let (variables, rows) = match fetched(engine, &text) {
        Err(Error::Engine(error)) if matches!(*error, EngineError::RowLimit { .. }) => {
            let requests = parts.requests_by_graph(engine.dialect());
            if requests.len() < 2 {
                return Err(Error::Engine(error).into());
            }
            let (mut variables, mut rows) = (Vec::new(), Vec::new());
            for request in requests {
                let of_graph = fetched(engine, &request)?;
                variables = of_graph.0;
                rows.extend(of_graph.1);
            }
            (variables, rows)
        }
        fetched => fetched?,
    };
    if most.is_some_and(|most| rows.len() > most) {
        return Err(NotGathered::TooMany);
    }
    let restorer = Restorer::new(&dataset.graph().dictionary, engine.dialect());
    let graph = parts.graph(&variables, rows, &restorer, engine.dialect().evidence)?;
    let graph = Arc::new(graph.map_err(NotGathered::Unclear)?);
    engine.keep(request.text, graph.clone());
    Ok(graph)
}

fn form(query: &Query) -> Form {
    match query {
        Query::Select { .. } => Form::Select,
        Query::Ask { .. } => Form::Ask,
        Query::Construct { .. } | Query::Describe { .. } => Form::Construct,
    }
}

/// Returns the answer of an engine with what was rewritten in the query brought back.
fn results(
    mut terms: Made,
    answer: Answer,
    whole: &Whole,
    restored: Restored,
    budget: &Budget,
) -> Result<Results> {
    match answer {
        Answer::Boolean(answer) => Ok(Results::Boolean(answer)),
        Answer::Solutions { variables, rows } => {
            let variables = variables.into_iter().map(|name| whole.original(name));
            solutions(terms, variables.collect(), rows, restored, budget).map(Results::Solutions)
        }
        Answer::Graph(triples) => {
            let mut ids = Vec::with_capacity(triples.len());
            let pace = budget.pace();
            for triple in triples {
                ids.push([
                    terms.intern(&restored(triple.subject.into())?),
                    terms.intern(&triple.predicate.into()),
                    terms.intern(&restored(triple.object)?),
                ]);
                pace.step_with(1, ids.capacity() * 12)?;
            }
            Triples::of_ids(ids, ResultTerms::new(terms), budget).map(Results::Graph)
        }
    }
}

fn solutions(
    mut terms: Made,
    variables: Vec<Variable>,
    rows: Vec<Vec<Option<Term>>>,
    restored: Restored,
    budget: &Budget,
) -> Result<Solutions> {
    let count = rows.len();
    let mut columns = vec![Vec::with_capacity(count); variables.len()];
    let pace = budget.pace();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(match value {
                Some(term) => terms.intern(&restored(term)?),
                None => UNBOUND,
            });
        }
        pace.step_with(1, count * variables.len() * 4)?;
    }
    let columns = columns.into_iter().map(Some).collect();
    let terms = ResultTerms::new(terms);
    Solutions::of_columns(variables, columns, count, terms, budget)
}
