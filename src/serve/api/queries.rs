//! `/api/queries`: the saved queries of the project, with what their parameters are.

use super::asked::{Asked, json};
use super::term::{Named, named};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::rdf::Term;
use bixi::{Arguments, Query, Results, ViewName};
use serde::Serialize;

/// A parameter with more choices than these is searched.
const CHOICES: usize = 60;

#[derive(Serialize)]
struct Answer {
    queries: Vec<Saved>,
}

#[derive(Serialize)]
struct Saved {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<ViewName>,
    parameters: Vec<Parameter>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// Its text, if one query is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
}

/// A parameter of a query.
#[derive(Serialize)]
pub struct Parameter {
    name: String,
    kind: String,
    /// The classes of one of which it must be an instance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    of: Vec<Named>,
    is_optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Default>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The entities that it can be, if they are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Named>>,
}

/// The value that a parameter has without one.
#[derive(Serialize)]
struct Default {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

/// Answers the call: `name`, or nothing for all.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let project = &asked.served.project;
    let one = asked.parameters.one("name")?;
    let names = match one {
        Some(name) => vec![name.to_owned()],
        None => project.query_names()?,
    };
    let mut queries = Vec::new();
    for name in names {
        match project.query(&name) {
            Ok(query) => queries.push(saved(asked, name, &query, one.is_some())?),
            Err(error) if one.is_some() => return Err(error.into()),
            Err(error) => queries.push(Saved {
                name,
                title: None,
                description: None,
                view: None,
                parameters: Vec::new(),
                error: Some(Problem::from(error).text().to_owned()),
                query: None,
            }),
        }
    }
    json(&Answer { queries }, reply)
}

fn saved(asked: &Asked, name: String, query: &Query, is_whole: bool) -> Result<Saved, Problem> {
    let language = language(asked);
    let matter = &query.front_matter;
    Ok(Saved {
        name,
        title: matter.title_in(language).map(str::to_owned),
        description: matter.description_in(language).map(str::to_owned),
        view: query.view_name()?,
        parameters: parameters(asked, query, is_whole),
        error: None,
        query: is_whole.then(|| query.text().to_owned()),
    })
}

fn language<'a>(asked: &'a Asked) -> Option<&'a str> {
    let languages = &asked.served.project.config.languages;
    languages.first().map(String::as_str)
}

/// Returns the parameters of a query but that for the language of the reader, with their choices if they are wanted.
pub fn parameters(asked: &Asked, query: &Query, with_choices: bool) -> Vec<Parameter> {
    let snapshot = &asked.served.snapshot;
    let parameters = query.parameters().into_iter();
    let parameters = parameters.filter(|parameter| parameter.name != "lang");
    let parameter = |parameter: bixi::Parameter| {
        let declared = query.front_matter.params.get(&parameter.name);
        let default = declared.and_then(|declared| declared.default.as_ref());
        let default = default.map(|value| {
            let value = value.to_string();
            let entity = snapshot.entity(&value).ok();
            let label = entity.and_then(|entity| snapshot.label(&entity));
            Default {
                label: label.map(|label| label.value().to_owned()),
                value,
            }
        });
        let description = declared.and_then(|declared| declared.description_in(language(asked)));
        let of = parameter.of.iter();
        let of: Vec<Term> = of.filter_map(|name| snapshot.entity(name).ok()).collect();
        let choices = with_choices.then(|| choices(asked, &parameter.kind, &of));
        Parameter {
            name: parameter.name,
            kind: parameter.kind,
            of: of.iter().map(|class| named(snapshot, class)).collect(),
            is_optional: parameter.optional,
            default,
            description: description.map(str::to_owned),
            choices: choices.flatten(),
        }
    };
    parameters.map(parameter).collect()
}

/// Returns what a parameter of a type and some classes can be, if these are few entities.
fn choices(asked: &Asked, kind: &str, of: &[Term]) -> Option<Vec<Named>> {
    let snapshot = &asked.served.snapshot;
    let pattern = match (kind, of) {
        ("class", _) => "?instance a ?entity".to_owned(),
        ("property", _) => "?subject ?entity ?object".to_owned(),
        ("iri", [_, ..]) => {
            let classes: Vec<String> = of.iter().map(Term::to_string).collect();
            let classes = classes.join(" ");
            format!("VALUES ?class {{ {classes} }} ?entity a/rdfs:subClassOf* ?class")
        }
        _ => return None,
    };
    let most = CHOICES + 1;
    let query =
        format!("SELECT DISTINCT ?entity {{ {pattern} FILTER(ISIRI(?entity)) }} LIMIT {most}");
    let query = Query::from_text(&query).ok()?;
    let answer = snapshot
        .query(&query, &Arguments::new(), asked.limits)
        .ok()?;
    let Results::Solutions(solutions) = answer.results else {
        return None;
    };
    let few = solutions.len() <= CHOICES;
    let entities = solutions.filter_map(|solution| solution.at(0).map(|term| term.into_owned()));
    few.then(|| entities.map(|entity| named(snapshot, &entity)).collect())
}
