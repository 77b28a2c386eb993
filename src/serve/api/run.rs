//! `/api/run`: the answer of a query as lines of JSON ([NDJSON](https://github.com/ndjson/ndjson-spec)): what it is, its rows in
//! batches, and what is to be said of it.

use super::asked::Asked;
use super::query::{self, Said, problem};
use super::term::{Named, named};
use crate::serve::problem::Problem;
use crate::serve::query::{begin, internal};
use crate::serve::reply::Reply;
use crate::serve::text::Units;
use bixi::rdf::Term;
use bixi::{
    Answer, Arguments, Error, GraphFormat, Query, QueryLimits, Results, Snapshot, ViewName,
};
use serde::Serialize;
use std::collections::HashMap;
use std::io::Write;
use std::time::{Duration, Instant};

/// The rows of a batch.
const BATCH: usize = 500;
/// Up to so many statements are written as Turtle beside.
const TURTLE: usize = 5_000;
/// How long it may take to see what there is on the loosest level of acceptance.
const LOOK: Duration = Duration::from_secs(5);

/// The first line.
#[derive(Serialize)]
struct Head<'a> {
    kind: &'static str,
    /// The variables, or the parts of a statement.
    variables: Vec<&'a str>,
    /// All rows, also those that are not sent.
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    boolean: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<ViewName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

/// Some rows: terms, each once, and for each row the indices of its terms.
#[derive(Default, Serialize)]
struct Batch {
    terms: Vec<Named>,
    rows: Vec<Vec<Option<usize>>>,
    #[serde(skip)]
    known: HashMap<Term, usize>,
}

/// The last line.
#[derive(Serialize)]
struct End {
    is_end: bool,
    rows: usize,
    is_incomplete: bool,
    warnings: Vec<Said>,
    defaults: Vec<Given>,
    taken: Vec<Given>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Claims>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_languages: Option<OtherLanguages>,
    #[serde(skip_serializing_if = "Option::is_none")]
    turtle: Option<String>,
    /// The time of the evaluation.
    milliseconds: u64,
}

/// A value that a parameter has by default, or what a value was taken for.
#[derive(Serialize)]
struct Given {
    name: String,
    value: String,
}

/// The further rows on the loosest level of acceptance.
#[derive(Serialize)]
struct Claims {
    level: String,
    rows: usize,
}

/// The different texts that are in another language than that of the reader.
#[derive(Serialize)]
struct OtherLanguages {
    language: String,
    texts: usize,
}

/// Answers the call: `query` or `name`, arguments, `id`, `limit`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let started = Instant::now();
    let (query, arguments) = query::required(asked, &["limit"])?;
    let id = asked.parameters.one("id")?;
    let noted = id.map(|id| asked.state.running.note(id, asked.limits));
    let _noted = noted.transpose()?;
    let most = asked.parameters.number("limit")?.unwrap_or(usize::MAX);
    let snapshot = &asked.served.snapshot;
    let answer = snapshot.query(&query, &arguments, asked.limits);
    let answer = answer.map_err(|error| problem(error, query.text()))?;
    let mut end = end(&query, &answer, snapshot);
    end.milliseconds = started.elapsed().as_millis() as u64;
    let mut lines = Lines { asked, reply };
    begin(lines.reply, "application/x-ndjson")?;
    let languages = &asked.served.project.config.languages;
    let language = languages.first().map(String::as_str);
    let head = Head {
        kind: "ask",
        variables: Vec::new(),
        count: 0,
        boolean: None,
        view: query.view_name()?,
        title: query.front_matter.title_in(language),
    };
    match answer.results {
        Results::Boolean(boolean) => lines.line(&Head {
            boolean: Some(boolean),
            ..head
        })?,
        Results::Solutions(mut solutions) => {
            let count = solutions.len();
            let variables = solutions.variables().to_vec();
            lines.line(&Head {
                kind: "select",
                variables: variables.iter().map(|variable| variable.as_str()).collect(),
                count,
                ..head
            })?;
            end.claims = claims(snapshot, &query, &arguments, asked.limits, count)?;
            let (language, texts) = solutions.in_other_languages();
            end.other_languages = (texts > 0).then(|| OtherLanguages {
                language: language.to_owned(),
                texts,
            });
            end.is_incomplete = count > most;
            solutions.truncate(most);
            end.rows = lines.rows(solutions.map(|solution| solution.into_values()))?;
        }
        Results::Graph(mut triples) => {
            let count = triples.len();
            lines.line(&Head {
                kind: "construct",
                variables: vec!["subject", "predicate", "object"],
                count,
                ..head
            })?;
            end.is_incomplete = count > most;
            triples.truncate(most);
            if triples.len() <= TURTLE {
                let mut turtle = Vec::new();
                let written = triples.clone();
                written.write(GraphFormat::Turtle, snapshot.prefixes(), &mut turtle)?;
                end.turtle = Some(String::from_utf8_lossy(&turtle).into_owned());
            }
            let row = |triple: bixi::rdf::Triple| {
                let subject = Term::from(triple.subject);
                vec![
                    Some(subject),
                    Some(triple.predicate.into()),
                    Some(triple.object),
                ]
            };
            end.rows = lines.rows(triples.map(row))?;
        }
    }
    lines.line(&end)
}

/// Returns the last line as far as it is known before the rows.
fn end(query: &Query, answer: &Answer, snapshot: &Snapshot) -> End {
    let units = Units::of(query.text());
    let mut warnings = Vec::new();
    for warning in &answer.warnings {
        if warning.is_likely_typo || answer.found_nothing {
            let at = snapshot.place_of(warning, query);
            warnings.push(Said {
                message: warning.message.clone(),
                hint: warning.hint.clone(),
                at: at.map(|range| units.range(&range)),
            });
        }
    }
    let given = |(name, value): &(String, String)| Given {
        name: name.clone(),
        value: value.clone(),
    };
    let taken = answer.taken.iter().map(|(name, entity)| Given {
        name: name.clone(),
        value: entity.to_string(),
    });
    End {
        is_end: true,
        rows: 0,
        is_incomplete: false,
        warnings,
        defaults: answer.defaults.iter().map(given).collect(),
        taken: taken.collect(),
        claims: None,
        other_languages: None,
        turtle: None,
        milliseconds: 0,
    }
}

/// Returns how many rows more there are on the loosest level of acceptance; nothing if there are none, or a limit is passed.
///
/// # Errors
/// If the query fails for another reason.
fn claims(
    snapshot: &Snapshot,
    query: &Query,
    arguments: &Arguments,
    limits: &QueryLimits,
    rows: usize,
) -> Result<Option<Claims>, Problem> {
    let Some(level) = snapshot.levels().last() else {
        return Ok(None);
    };
    let loosest = snapshot.accepting(level)?;
    let limits = QueryLimits {
        timeout: Some(limits.timeout.map_or(LOOK, |most| most.min(LOOK))),
        ..limits.clone()
    };
    let solutions = match loosest.query(query, arguments, &limits) {
        Ok(Answer {
            results: Results::Solutions(solutions),
            ..
        }) => solutions,
        Ok(_) | Err(Error::Limit { .. } | Error::Product { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let more = solutions.len().saturating_sub(rows);
    Ok((more > 0).then(|| Claims {
        level: level.clone(),
        rows: more,
    }))
}

/// The lines of the answer.
struct Lines<'a> {
    asked: &'a Asked<'a>,
    reply: &'a mut Reply,
}

impl Lines<'_> {
    fn line(&mut self, line: &impl Serialize) -> Result<(), Problem> {
        let mut text = serde_json::to_vec(line).map_err(|error| internal(&error.to_string()))?;
        text.push(b'\n');
        let written = self.reply.write_all(&text);
        written.map_err(|error| internal(&error.to_string()))
    }

    /// Writes rows in batches, and returns their number.
    fn rows(&mut self, rows: impl Iterator<Item = Vec<Option<Term>>>) -> Result<usize, Problem> {
        let (mut batch, mut count) = (Batch::default(), 0);
        for row in rows {
            let row = row.into_iter();
            let row = row.map(|term| Some(self.index(&mut batch, term?)));
            let row = row.collect();
            batch.rows.push(row);
            count += 1;
            if batch.rows.len() == BATCH {
                self.batch(&mut batch)?;
            }
        }
        if !batch.rows.is_empty() {
            self.batch(&mut batch)?;
        }
        Ok(count)
    }

    fn batch(&mut self, batch: &mut Batch) -> Result<(), Problem> {
        if self.asked.limits.cancellation.is_cancelled() {
            return Err(Problem::bad("the query was cancelled"));
        }
        self.line(&std::mem::take(batch))
    }

    /// Returns the index of a term of a batch.
    fn index(&self, batch: &mut Batch, term: Term) -> usize {
        if let Some(index) = batch.known.get(&term) {
            return *index;
        }
        let index = batch.terms.len();
        batch.terms.push(named(&self.asked.served.snapshot, &term));
        batch.known.insert(term, index);
        index
    }
}
