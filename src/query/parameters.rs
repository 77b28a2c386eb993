//! Parameters of a query: variables named as [BASIL](https://github.com/basilapi/basil) and grlc name them,
//! `?_district_iri`, `?_year_integer`, and with two underscores `?__name_literal` if they may be left out.

use super::algebra::NameOf;
use super::argument_doubts::Given;
use super::dataset::Dataset;
use super::front_matter::FrontMatterError;
use super::languages::{LANGUAGE, is_language};
use super::names::{by_other_name, suggestion};
use super::parameter::Parameter;
use super::parameter_values::{ENTITY_KINDS, is_kind, taken_for_of, term};
use super::tokens::{Kind, tokens, variables};
use super::{Arguments, Query};
use crate::dictionary::TermId;
use crate::error::{Error, NameError, ParameterError, Result, Suggestion};
use crate::finding::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The parameters of a query, by name.
pub fn parameters(query: &Query) -> Vec<Parameter> {
    parameters_of(query, &uses(query))
}

fn parameters_of(query: &Query, uses: &[(Range<usize>, String)]) -> Vec<Parameter> {
    let parameters: BTreeSet<Parameter> = uses
        .iter()
        .map(|(_, variable)| parameter(query, variable))
        .collect();
    parameters.into_iter().collect()
}

/// What a variable says of the parameter that it is; the front matter may say it better.
fn parameter(query: &Query, variable: &str) -> Parameter {
    let optional = variable.starts_with("__");
    let bare = variable.trim_start_matches('_');
    let (name, kind) = match bare.rsplit_once('_') {
        Some((name, kind)) if is_kind(kind) => (name, kind),
        _ => (bare, "literal"),
    };
    let declared = query.front_matter.params.get(name);
    let declared_kind = declared.and_then(|param| param.kind.as_deref());
    Parameter {
        name: name.to_owned(),
        kind: match declared {
            Some(param) if param.kind.is_none() && param.of.is_some() => "iri".to_owned(),
            _ => declared_kind.unwrap_or(kind).to_owned(),
        },
        of: match declared.and_then(|param| param.of.as_ref()) {
            Some(classes) => classes.names().to_vec(),
            None => Vec::new(),
        },
        optional: declared
            .and_then(|param| param.optional)
            .unwrap_or(optional),
    }
}

/// Returns whether the values of a parameter are entities.
pub(super) fn is_of_entity(query: &Query, variable: &str) -> bool {
    ENTITY_KINDS.contains(&parameter(query, variable).kind.as_str())
}

/// What is wrong with a query whose front matter names a parameter or a variable that its text does not have. A test has none of
/// its own if it runs a saved query.
pub fn unused_declaration(query: &Query) -> Option<FrontMatterError> {
    unused_parameter(query).or_else(|| unused_variable(query))
}

/// What is wrong with a variable in the front matter that the query does not have.
fn unused_variable(query: &Query) -> Option<FrontMatterError> {
    let named = &query.front_matter.original;
    if named.is_empty() {
        return None;
    }
    let known = variables(query.text());
    let name = named.iter().find(|name| !known.contains(*name))?;
    let problem = format!("the query has no variable `?{name}`, which `original` names");
    Some(FrontMatterError {
        hint: nearest(name, known.iter().map(String::as_str))
            .map(|near| format!("did you mean `{near}`?")),
        ..FrontMatterError::at(query.text(), name, problem)
    })
}

/// What is wrong with a parameter in the front matter that the query does not have.
fn unused_parameter(query: &Query) -> Option<FrontMatterError> {
    let declared = &query.front_matter.params;
    if declared.is_empty() || query.front_matter.query.is_some() {
        return None;
    }
    let parameters = parameters(query);
    let is_used = |name: &String| parameters.iter().any(|parameter| parameter.name == *name);
    let name = declared.keys().find(|name| !is_used(name))?;
    let near = nearest(
        name,
        parameters.iter().map(|parameter| parameter.name.as_str()),
    );
    let problem =
        format!("the query has no variable `?_{name}`, which the parameter `{name}` would fill");
    Some(FrontMatterError {
        hint: near.map(|near| format!("did you mean `{near}`?")),
        ..FrontMatterError::at(query.text(), name, problem)
    })
}

/// The values of the parameters of a query, in its text.
#[derive(Debug, Default)]
pub struct Filled {
    /// The text with the values, or `None` if the query has no parameters.
    pub text: Option<String>,
    /// The values that arguments give.
    pub given: Vec<Given>,
    /// The parameters without an argument that have a value in the front matter, with this value.
    pub defaults: Vec<(String, String)>,
    /// Values that are a part of a name, or another name, each with the entity that it is taken for.
    pub taken: Vec<(String, Suggestion)>,
}

impl Filled {
    /// Notes which entity a value is taken for.
    fn take(&mut self, value: &str, entity: Suggestion) {
        let taken = (value.to_owned(), entity);
        if !self.taken.contains(&taken) {
            self.taken.push(taken);
        }
    }
}

/// Puts values in the place of the parameters of a query. `positions` says what variables stand for.
///
/// # Errors
/// If an argument is for no parameter, a value is missing, or a value does not fit its parameter.
pub fn fill(
    query: &Query,
    arguments: &Arguments,
    positions: &BTreeMap<String, NameOf>,
    dataset: Dataset<'_>,
) -> Result<Filled> {
    let (text, graph) = (query.text(), dataset.graph());
    let uses = uses(query);
    let parameters = parameters_of(query, &uses);
    let path = &query.source.path;
    let follows = follows_language(query);
    let is_unknown = |name: &&String| {
        let is_language = follows && *name == LANGUAGE;
        !is_language && parameters.iter().all(|parameter| parameter.name != **name)
    };
    if let Some(name) = arguments.keys().find(is_unknown) {
        return Err(unknown(path, name, &parameters).into());
    }
    let mut filled = Filled::default();
    let mut new = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, variable) in uses {
        let parameter = parameter(query, &variable);
        let name = &parameter.name;
        let declared = query.front_matter.params.get(name);
        let default = declared.and_then(|declared| declared.default.as_ref());
        let value = match (arguments.get(name), default) {
            (Some(value), _) => value.clone(),
            (None, Some(default)) => default.to_string(),
            (None, None) if parameter.optional => continue,
            (None, None) => return Err(missing(path, parameter, query).into()),
        };
        let position = positions.get(&variable).copied();
        let term = match term(&parameter, position, &value, dataset) {
            Err(error) if is_perhaps_part_of_name(&error) => {
                let others = other_entities(query, &parameters, name, arguments, dataset);
                let taken = taken_for_of(&parameter, &value, graph, &others)?;
                let Some((id, label)) = taken else {
                    return Err(error);
                };
                filled.take(&value, suggestion(graph, Some(label), id));
                graph.dictionary.term(id)
            }
            term => term?,
        };
        if arguments.contains_key(name) && ENTITY_KINDS.contains(&parameter.kind.as_str()) {
            let found = graph.find(&term);
            let other = found.and_then(|id| by_other_name(dataset, &value, id));
            other.into_iter().for_each(|one| filled.take(&value, one));
        }
        let (range, replacement) = match bound_call(text, &range) {
            Some(call) => (call, "true".to_owned()),
            None => (range, term.to_string()),
        };
        new.push_str(&text[copied..range.start]);
        new.push_str(&replacement);
        copied = range.end;
        let is_noted = filled.given.iter().any(|given| given.variable == variable)
            || filled.defaults.iter().any(|(known, _)| known == name);
        match arguments.contains_key(name) {
            _ if is_noted => {}
            true => filled.given.push(Given {
                name: parameter.name,
                variable,
                term,
            }),
            false => filled.defaults.push((parameter.name, value)),
        }
    }
    new.push_str(&text[copied..]);
    filled.text = (!parameters.is_empty()).then_some(new);
    Ok(filled)
}

/// Returns whether a value was refused that may be a part of a name: nothing has it as a whole, or only what is of another kind.
fn is_perhaps_part_of_name(error: &Error) -> bool {
    match error {
        Error::Name(error) => matches!(**error, NameError::Unknown { .. }),
        Error::Parameter(error) => matches!(**error, ParameterError::Kind { .. }),
        _ => false,
    }
}

/// Returns the entities that the values of the other parameters name as a whole.
fn other_entities(
    query: &Query,
    parameters: &[Parameter],
    name: &str,
    arguments: &Arguments,
    dataset: Dataset<'_>,
) -> Vec<TermId> {
    let others = parameters.iter().filter(|other| other.name != name);
    let entities = others.filter_map(|other| {
        let declared = query.front_matter.params.get(&other.name);
        let default = declared.and_then(|declared| declared.default.as_ref());
        let value = arguments.get(&other.name).cloned();
        let value = value.or_else(|| default.map(ToString::to_string))?;
        // One that is refused is told of where it stands.
        let term = term(other, None, &value, dataset).ok()?;
        dataset.graph().find(&term)
    });
    entities.collect()
}

/// The call `BOUND(?_name)` around a parameter: SPARQL allows only a variable there, and with a value it is true.
pub(super) fn bound_call(text: &str, variable: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..variable.start]
        .trim_end()
        .strip_suffix('(')?
        .trim_end();
    let start = before.len().checked_sub("BOUND".len())?;
    let is_bound = before.get(start..)?.eq_ignore_ascii_case("BOUND");
    let after = text[variable.end..].trim_start().strip_prefix(')')?;
    is_bound.then(|| start..text.len() - after.len())
}

fn unknown(path: &str, name: &str, parameters: &[Parameter]) -> ParameterError {
    let names = || parameters.iter().map(|parameter| parameter.name.as_str());
    ParameterError::Unknown {
        query: path.to_owned(),
        parameter: name.to_owned(),
        parameters: names().map(str::to_owned).collect(),
        suggestion: nearest(name, names()).map(str::to_owned),
    }
}

fn missing(path: &str, parameter: Parameter, query: &Query) -> ParameterError {
    let declared = query.front_matter.params.get(&parameter.name);
    ParameterError::Missing {
        query: path.to_owned(),
        parameter: parameter.name,
        description: declared.and_then(|param| param.description.clone()),
    }
}

/// Returns whether a query has the reserved parameter `?_lang`, for the language of the reader.
pub fn follows_language(query: &Query) -> bool {
    let is_declared = query.front_matter.params.contains_key(LANGUAGE);
    let text = query.text();
    let is_named = text.contains("_lang");
    !is_declared && is_named && variables(text).iter().any(|name| is_language(name))
}

/// The uses of parameters in a query's text but for the language of the reader: the bytes of `?name` or `$name`, and the name with
/// its underscores.
pub(super) fn uses(query: &Query) -> Vec<(Range<usize>, String)> {
    let text = query.text();
    if !["?_", "$_"].iter().any(|start| text.contains(start)) {
        return Vec::new();
    }
    let is_declared = query.front_matter.params.contains_key(LANGUAGE);
    let variables = tokens(text)
        .into_iter()
        .filter(|token| token.kind == Kind::Variable);
    let named = variables.map(|token| {
        let name = token.text(text)[1..].to_owned();
        (token.range, name)
    });
    let is_parameter = |(_, name): &(Range<usize>, String)| {
        name.starts_with('_') && (is_declared || !is_language(name))
    };
    named.filter(is_parameter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Graph;
    use crate::source::SourceFile;

    fn query(text: &str) -> Query {
        Query::new(SourceFile::new("queries/q.rq", text)).expect("a query")
    }

    #[test]
    fn parameters_are_found_outside_of_comments_strings_and_iris() {
        let query = query(
            "SELECT * { ?x ?_p_iri '?_a' , \"\"\"?_b \" \"\"\" . # ?_c\n <http://e/?_d> ?y $__year_integer FILTER(?x<?_e_zh) }",
        );
        let found: Vec<_> = parameters(&query);
        let shown: Vec<String> = found
            .iter()
            .map(|p| format!("{} {} {}", p.name, p.kind, p.optional))
            .collect();
        assert_eq!(shown, ["e zh false", "p iri false", "year integer true"]);
    }

    #[test]
    fn a_parameter_with_a_value_is_bound() {
        let text = "ASK { FILTER(BOUND( ?_n_integer ) && bound(?__o_iri)) }";
        let arguments = Arguments::from([("n".to_owned(), "5".to_owned())]);
        let filled = fill(
            &query(text),
            &arguments,
            &BTreeMap::new(),
            Dataset::new(&Graph::default()),
        )
        .expect("a value that fits");
        assert_eq!(
            filled.text.as_deref(),
            Some("ASK { FILTER(true && bound(?__o_iri)) }")
        );
    }

    #[test]
    fn values_become_terms_of_the_type_that_the_name_says() {
        let graph = Graph::default();
        let text = "SELECT * { ?s ?p ?_n_integer, ?_l_literal, ?_z_zh, <x> ; ?q ?__o_iri }";
        let arguments = |pairs: &[(&str, &str)]| -> Arguments {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let filled = fill(
            &query(text),
            &arguments(&[("n", "5"), ("l", "a\"b"), ("z", "温江")]),
            &BTreeMap::new(),
            Dataset::new(&graph),
        );
        assert_eq!(
            filled.expect("values that fit").text.as_deref(),
            Some(
                "SELECT * { ?s ?p \"5\"^^<http://www.w3.org/2001/XMLSchema#integer>, \"a\\\"b\", \"温江\"@zh, <x> ; ?q ?__o_iri }"
            )
        );
        let message = |pairs: &[(&str, &str)]| match fill(
            &query(text),
            &arguments(pairs),
            &BTreeMap::new(),
            Dataset::new(&graph),
        ) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        assert_eq!(
            message(&[("m", "5")]),
            "`queries/q.rq` has no parameter `m`; it has `l`, `n`, `o`, `z`"
        );
        assert_eq!(
            message(&[("n", "five")]),
            "`five` is not a valid integer, which `n` needs"
        );
        assert_eq!(
            message(&[("n", "5")]),
            "`queries/q.rq` needs a value for `l`"
        );
    }
}
