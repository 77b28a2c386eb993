//! Questions to a graph in [SPARQL 1.1](https://www.w3.org/TR/sparql11-query/) and what
//! [SPARQL 1.2](https://www.w3.org/TR/sparql12-query/) says of triple terms.
//!
//! Text is parsed (`parse`) to algebra, lowered to a [logical] plan over numbered variables, rewritten ([rewrite]), planned
//! ([physical]) and executed ([execute]) on the columns of the [index].

mod aggregates;
mod algebra;
mod argument_doubts;
mod asked_graphs;
mod basic_encoding;
mod batch;
mod best_text;
mod blank_nodes;
mod complete;
mod dataset;
mod decoded;
mod depth;
mod doubts;
mod elsewhere;
mod engine;
mod entity_kind;
mod execute;
pub(crate) mod expression;
mod filled;
mod find;
mod format;
mod front_matter;
pub mod functions;
mod grouped;
mod index;
mod inspect;
mod known;
mod languages;
mod limits;
mod literals;
pub(crate) mod logical;
mod made;
mod marked;
mod matched;
mod misplaced;
mod names;
mod needed;
mod occurrence;
mod on_engine;
mod one_or_more;
mod operators;
mod other_literals;
mod parameter;
mod parameter_values;
mod parameters;
mod parse;
mod parser;
mod physical;
pub mod portable;
mod prebound;
mod reads;
mod required;
mod results;
mod rewrite;
mod run;
mod scope;
mod service;
mod slips;
mod solution;
mod sql;
mod syntax;
mod terms;
mod text_choice;
mod text_languages;
mod text_table;
mod threshold;
mod tokens;
mod unbound;
mod unused;
mod warning;
mod words;

pub use algebra::{NameOf, named_in};
pub(crate) use algebra::{Part as AlgebraPart, parts, walk as walk_algebra};
pub(crate) use batch::sort::sort;
pub use complete::{Candidate, CandidateKind, Completion, Usage, complete};
pub use dataset::{Dataset, DefaultGraph};
pub use elsewhere::elsewhere;
pub use entity_kind::EntityKind;
pub use filled::{check_arguments, check_chosen_language, filled, in_languages};
pub use find::{Found, find};
pub use front_matter::{Expected, Extent, FrontMatter, Order, Param, Scalar, Sets, TestSeverity};
pub(crate) use front_matter::{
    FrontMatterError, place_of as place_in_front_matter, read_all as read_all_front_matter,
};
pub(crate) use functions::{CustomFunction, slug, wrong_pattern};
pub use inspect::{AnswerForm, Inspected, REFUSED, wrong_defaults};
pub use languages::{
    ChosenTexts, check_language, is_language, languages_of, marked, marked_label, marked_literal,
};
pub use limits::{Budget, Pace, Reservation};
pub use limits::{Cancellation, LARGEST_PRODUCT, Limits, Progress};
pub use literals::Literals;
pub use marked::{Part as TextPart, PartKind, parts_of_text};
pub use matched::{Matched, NotFollowed, matched};
pub(crate) use names::{PlainLabels, meanings_by_labels, near_names_of_kind};
pub use names::{
    by_identifier, candidates, class, entity, entity_of_kind, meanings_of_kind, near_names,
    properties, property, suggestion, taken_for, wider_properties, written_literal,
};
pub use one_or_more::OneOrMore;
pub use parameter::Parameter;
pub use parameter_values::is_lexical_form;
pub use parameters::{follows_language, parameters};
pub use parse::parse;
pub use physical::{Actual, Field, Label, Plan, PlanOperator};
pub use prebound::{
    PreBinding, Prebound, evaluate_for_literals, evaluate_prebound, refused_prebound,
};
pub use reads::{Extract, reads};
pub(crate) use required::{NoSolution, statements_behind};
pub use results::{Results, Solutions, Triples};
pub use rewrite::Rewrite;
pub use run::{evaluate_algebra, evaluate_in_batches, logical};
pub use service::{Answered, Engines, Known, Services};
pub use slips::{is_of_language, known_of_language};
pub use solution::{Solution, UNBOUND};
pub use sql::in_sql;
pub(crate) use syntax::{UNDECLARED as UNDECLARED_PREFIX, at_function};
pub use threshold::Threshold;
pub(crate) use tokens::{AGGREGATES, Kind as TokenKind, Token, replaced, tokens};
pub use unused::{UNKNOWN_NAME, UsedNames, is_known, is_used};
pub use warning::Warning;
pub use words::with_words;

use crate::error::{Error, ParameterError, QueryError, Result, Suggestion};
use crate::graph::Graph;
use crate::rdf::Prefixes;
use crate::source::SourceFile;
use engine::Ran;
pub use engine::{Planned, Rewritten};
pub use execute::BATCH;
use filled::{FilledQuery, filled_within, written_variables};
use parse::parse_within;
use run::{executed, placed, prepared, refuse, run};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// A query as its file has it.
#[derive(Clone, Debug)]
pub struct Query {
    /// Where it comes from: a path, or what stands for one.
    pub source: SourceFile,
    /// The `#+` lines at its top.
    pub front_matter: FrontMatter,
    /// The graphs that it is asked of, if they are given from outside of its text.
    #[doc(hidden)]
    pub graphs: Option<Graphs>,
    /// The IRI that relative IRIs are resolved against where the text has no `BASE`.
    #[doc(hidden)]
    pub base: Option<String>,
}

/// The graphs that a query is asked of, in the place of those that its text names: the
/// [dataset of the protocol](https://www.w3.org/TR/sparql11-protocol/#dataset).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graphs {
    /// The IRIs of the graphs whose union is the default graph.
    pub default: Vec<String>,
    /// The IRIs of the named graphs.
    pub named: Vec<String>,
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
            let query = source.path;
            return Err(QueryError::Utf16 { query }.into());
        }
        let text = std::str::from_utf8(&source.bytes).map_err(|error| QueryError::NotUtf8 {
            query: source.path.clone(),
            valid_up_to: error.valid_up_to(),
        })?;
        let front_matter = FrontMatter::of(text);
        let mut query = Self {
            source,
            front_matter: FrontMatter::default(),
            graphs: None,
            base: None,
        };
        let wrong = match front_matter {
            Ok(front_matter) => {
                query.front_matter = front_matter;
                parameters::unused_declaration(&query)
            }
            Err(error) => Some(error),
        };
        wrong.map_or(Ok(()), |error| Err(syntax::front_matter(&query, error)))?;
        Ok(query)
    }

    /// Reads the front matter as a type of the caller that ignores the keys it does not know: a part that is not about the
    /// query itself, such as how its answer is drawn.
    ///
    /// # Errors
    /// If a value does not fit the type, with its place.
    pub(crate) fn front_matter_as<T: Default + DeserializeOwned>(&self) -> Result<T> {
        let read = front_matter::read(self.text());
        read.map_err(|error| syntax::front_matter(self, error))
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
    let budget = Budget::new(&Limits::default());
    depth::with_stack(depth::of_text(query.text()), move || {
        let filled = filled_within(query, arguments, dataset, &budget)?;
        run(dataset, filled.parsed, &budget, BATCH)
    })
}

/// An answer with what can be said about it.
#[derive(Debug)]
pub struct Answer {
    /// The answer.
    pub results: Results,
    /// The operators that found it, if they were noted.
    pub executed: Plan,
    /// Likely mistakes in the query.
    pub warnings: Vec<Warning>,
    /// The parameters without an argument that have a value in the front matter, with this value.
    pub defaults: Vec<(String, String)>,
    /// Values that are a part of a name, or another name, each with the entity that it is taken for.
    pub taken: Vec<(String, Suggestion)>,
    /// Whether no solution was found, or aggregates of none.
    pub found_nothing: bool,
}

/// Evaluates a query within limits; with `analyzes`, notes the operators that it takes.
///
/// # Errors
/// As [`evaluate`], and if a limit is passed.
pub fn answer(
    dataset: Dataset<'_>,
    query: &Query,
    arguments: &Arguments,
    limits: &Limits,
    analyzes: bool,
) -> Result<Answer> {
    depth::with_stack(depth::of_text(query.text()), move || {
        answer_within(dataset, query, arguments, &Budget::new(limits), analyzes)
    })
}

fn answer_within(
    dataset: Dataset<'_>,
    query: &Query,
    arguments: &Arguments,
    budget: &Budget,
    analyzes: bool,
) -> Result<Answer> {
    let FilledQuery {
        mut parsed,
        chosen,
        defaults,
        taken,
        warnings: of_arguments,
    } = filled_within(query, arguments, dataset, budget)?;
    let used = UsedNames::of(dataset.graph());
    let mut warnings = unused::together(unused::unused(&mut parsed, &used));
    warnings.extend(doubts::doubts(query, &mut parsed, dataset.graph()));
    warnings.extend(of_arguments);
    let aggregates = aggregates::of(&parsed);
    let written = analyzes.then(|| written_variables(query, chosen.as_ref()));
    let answered = executed(dataset, parsed, budget, written.as_ref(), BATCH);
    let Ran {
        mut results,
        executed,
        warnings: of_run,
    } = answered.map_err(|error| placed(query, error))?;
    warnings.extend(of_run);
    if let (Results::Solutions(solutions), Some(chosen)) = (&mut results, chosen) {
        solutions.note_chosen(chosen);
    }
    warnings.extend(aggregates.warnings(&results));
    let found_nothing = aggregates.found_nothing(&results);
    Ok(Answer {
        results,
        executed,
        warnings,
        defaults,
        taken,
        found_nothing,
    })
}

/// Returns what can be said of a query without running it. Its parameters are variables like others, and bound.
///
/// # Errors
/// If the text is not SPARQL, the query asks for what cannot be done, or a limit is passed.
pub fn inspect(
    graph: &Graph,
    used: &UsedNames,
    query: &Query,
    budget: &Budget,
) -> Result<Inspected> {
    depth::with_stack(depth::of_text(query.text()), move || {
        let mut parsed = parse_within(query, &graph.prefixes, None, budget)?;
        refuse(&mut parsed, Some(&query.source.path), budget)
            .map_err(|error| placed(query, error))?;
        misplaced::check_places(query, &graph.prefixes, budget)?;
        budget.look()?;
        let mut warnings = unused::unused(&mut parsed, used);
        // What nothing has where it need not be is meant, unless it is nearly the name of something.
        let needed = needed::needed(algebra::pattern_of(&mut parsed));
        warnings.retain(|warning| {
            let is_unknown = warning.id == UNKNOWN_NAME && warning.hint.is_none();
            !is_unknown || warning.iri().is_none_or(|iri| needed.contains(iri))
        });
        budget.look()?;
        warnings.extend(doubts::doubts(query, &mut parsed, graph));
        budget.look()?;
        Ok(Inspected {
            warnings,
            form: inspect::form(&mut parsed),
            must_be_planned: inspect::must_be_planned(&mut parsed),
        })
    })
}

/// Returns the text of a query in its usual form.
///
/// # Errors
/// If the text is not SPARQL, or a limit is passed.
pub fn formatted(query: &Query, prefixes: &Prefixes, limits: &Limits) -> Result<String> {
    let budget = Budget::new(limits);
    depth::with_stack(depth::of_text(query.text()), move || {
        parse_within(query, prefixes, None, &budget)?;
        format::formatted(query.text(), &budget)
    })
}

/// Plans a query, which shows calls of unknown functions, and returns what to say if it is expected to be refused since it
/// multiplies parts that no variable connects. If a parameter lacks a value, nothing is known of that.
///
/// # Errors
/// If the query cannot be planned, or a limit is passed.
pub fn expected_refusal(
    dataset: Dataset,
    query: &Query,
    arguments: &Arguments,
    budget: &Budget,
) -> Result<Option<Warning>> {
    match explain_within(dataset, query, arguments, budget) {
        Ok(plan) => Ok(inspect::product_of(&plan)),
        Err(Error::Parameter(error)) if matches!(*error, ParameterError::Missing { .. }) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Returns the plan of a query, which is not executed: its operators in the order in which they would run.
///
/// # Errors
/// As [`evaluate`].
pub fn explain(
    dataset: Dataset,
    query: &Query,
    arguments: &Arguments,
    limits: &Limits,
) -> Result<Plan> {
    explain_within(dataset, query, arguments, &Budget::new(limits))
}

fn explain_within(
    dataset: Dataset,
    query: &Query,
    arguments: &Arguments,
    budget: &Budget,
) -> Result<Plan> {
    depth::with_stack(depth::of_text(query.text()), move || {
        let filled = filled_within(query, arguments, dataset, budget)?;
        let written = written_variables(query, filled.chosen.as_ref());
        let planned = prepared(dataset, filled.parsed, budget);
        let explained = planned.map(|planned| planned.explained(&written));
        explained.map_err(|error| placed(query, error))
    })
}

/// Returns why a query has no solution, as [`required::no_solution`] does.
///
/// # Errors
/// If the query cannot be evaluated, or a limit is passed.
pub(crate) fn no_solution(
    dataset: Dataset<'_>,
    query: &Query,
    arguments: &Arguments,
    limits: &Limits,
) -> Result<Option<NoSolution>> {
    depth::with_stack(depth::of_text(query.text()), move || {
        let budget = Budget::new(limits);
        let ask = |ask| match run(dataset, ask, &budget, BATCH)? {
            Results::Boolean(is_true) => Ok(is_true),
            _ => Err(Error::internal("an ASK query has solutions")),
        };
        required::no_solution(dataset, query, arguments, &budget, &ask)
    })
}
