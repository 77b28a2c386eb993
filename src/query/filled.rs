//! The algebra of a query with the values of its parameters in it, the language of the reader among them.

use super::algebra::{positions_of_variables, unknown_aggregate};
use super::argument_doubts::doubts;
use super::dataset::Dataset;
use super::front_matter::FrontMatter;
use super::languages::{ChosenTexts, LANGUAGE, check_language, languages_of, useful};
use super::limits::{Budget, Limits};
use super::misplaced::check_places;
use super::parameters::{fill, follows_language};
use super::parse::parse_within;
use super::text_choice::choose_texts;
use super::warning::Warning;
use super::{Arguments, Query, tokens, unbound};
use crate::error::{Result, Suggestion};
use crate::graph::Graph;
use crate::source::SourceFile;
use std::collections::BTreeSet;

/// Returns the arguments of a query with the languages of its reader, the preferred one first, if it has the reserved parameter
/// `?_lang`; a language among the arguments comes before them.
pub fn in_languages(query: &Query, arguments: &Arguments, languages: &[String]) -> Arguments {
    let mut arguments = arguments.clone();
    if follows_language(query) {
        let given = arguments.get(LANGUAGE).into_iter();
        let all: Vec<&str> = given.chain(languages).map(String::as_str).collect();
        if !all.is_empty() {
            arguments.insert(LANGUAGE.to_owned(), all.join(","));
        }
    }
    arguments
}

/// Returns the algebra of a query with its parameters filled in.
///
/// # Errors
/// If the text is not SPARQL, or an argument does not fit.
pub fn filled(query: &Query, arguments: &Arguments, graph: &Graph) -> Result<spargebra::Query> {
    let budget = Budget::new(&Limits::default());
    filled_within(query, arguments, Dataset::new(graph), &budget).map(|filled| filled.parsed)
}

/// A query with values in the place of its parameters.
pub(super) struct FilledQuery {
    /// Its algebra.
    pub parsed: spargebra::Query,
    /// The texts that are chosen by the language of the reader, if the query asks for it.
    pub chosen: Option<ChosenTexts>,
    /// The parameters without an argument that have a value in the front matter, with this value.
    pub defaults: Vec<(String, String)>,
    /// Values that are a part of a name, or another name, each with the entity that it is taken for.
    pub taken: Vec<(String, Suggestion)>,
    /// What is doubtful about the arguments.
    pub warnings: Vec<Warning>,
}

/// As [`filled`], within limits.
pub(super) fn filled_within(
    query: &Query,
    arguments: &Arguments,
    dataset: Dataset,
    budget: &Budget,
) -> Result<FilledQuery> {
    let graph = dataset.graph();
    // The text as it was written is parsed first, since its errors are at places that the user can see.
    let mut as_written = parse_within(query, &graph.prefixes, None, budget)?;
    let positions = positions_of_variables(&mut as_written);
    let values = fill(query, arguments, &positions, dataset)?;
    let (mut parsed, warnings) = match values.text {
        Some(text) => {
            let source = SourceFile::new(&query.source.path, text);
            let front_matter = FrontMatter::default();
            let filled = Query {
                source,
                front_matter,
                graphs: query.graphs.clone(),
                base: query.base.clone(),
            };
            let parsed = parse_within(&filled, &graph.prefixes, None, budget);
            if parsed.is_err() {
                // What is wrong is said where the user wrote it.
                check_places(query, &graph.prefixes, budget)?;
            }
            let mut parsed = parsed?;
            let warnings = doubts(&mut as_written, &mut parsed, &values.given, dataset);
            (parsed, warnings)
        }
        None => (as_written, Vec::new()),
    };
    budget.look()?;
    let mut chosen = None;
    if follows_language(query) {
        let languages = match arguments.get(LANGUAGE) {
            Some(list) => languages_of(list),
            None => graph.languages(),
        };
        let languages = useful(languages, graph);
        let (names, path) = (tokens::variables(query.text()), &query.source.path);
        let mut texts = choose_texts(&mut parsed, &languages, &names, path)?;
        texts.original = query.front_matter.original.iter().cloned().collect();
        chosen = Some(texts);
    }
    unbound::remove_conditions(&mut parsed);
    if let Some(refused) = unknown_aggregate(&mut parsed, Some(&query.source.path)) {
        return Err(refused.into());
    }
    Ok(FilledQuery {
        parsed,
        chosen,
        defaults: values.defaults,
        taken: values.taken,
        warnings,
    })
}

/// Checks that arguments fit the parameters of a query.
///
/// # Errors
/// If one does not, or a parameter lacks a value.
pub fn check_arguments(graph: &Graph, query: &Query, arguments: &Arguments) -> Result<()> {
    filled(query, arguments, graph).map(drop)
}

/// Checks that texts are in the language that arguments choose, if the query follows that of its reader.
///
/// # Errors
/// If none is in it.
pub fn check_chosen_language(graph: &Graph, query: &Query, arguments: &Arguments) -> Result<()> {
    match arguments.get(LANGUAGE) {
        Some(tag) if follows_language(query) => check_language(graph, tag),
        _ => Ok(()),
    }
}

/// Returns the variables that a plan shows by their names.
pub(super) fn written_variables(query: &Query, chosen: Option<&ChosenTexts>) -> BTreeSet<String> {
    let mut written = tokens::variables(query.text());
    written.extend(chosen.into_iter().flat_map(ChosenTexts::added).cloned());
    written
}
