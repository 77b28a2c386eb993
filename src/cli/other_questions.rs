//! What other questions would find beside the rows of an answer: with all claims, with fewer parameters, with a part of a text.

use super::advice::accept;
use super::arguments::{as_given, way_to_give};
use super::text_parts::parts;
use bixi::rdf::TermRef;
use bixi::text::{count as counted, one_line};
use bixi::{
    Answer, Arguments, Error, Query, QueryLimits, Result, Results, Snapshot, Solution, Solutions,
};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Other questions are asked for at most this long, since nobody waits for them; one that is not answered by then is not named.
const LONGEST: Duration = Duration::from_secs(5);

/// The most parts of a text that are named.
const PARTS: usize = 3;

/// At most this many of the rows that claims would add are shown.
const CLAIMS: usize = 5;

/// A question that was answered.
pub struct Asked<'a> {
    query: &'a Query,
    arguments: &'a Arguments,
    limits: &'a QueryLimits,
    /// When no further question is asked.
    until: Instant,
}

impl<'a> Asked<'a> {
    /// Takes a question, its limits and when it was asked.
    pub fn new(
        query: &'a Query,
        arguments: &'a Arguments,
        limits: &'a QueryLimits,
        started: Instant,
    ) -> Self {
        let taken = started.elapsed();
        let left = limits.timeout.map(|most| most.saturating_sub(taken));
        Self {
            query,
            arguments,
            limits,
            until: Instant::now() + left.map_or(LONGEST, |left| left.min(LONGEST)),
        }
    }

    /// Returns how many rows more than an answer has there are on the loosest level of acceptance, given with its name, and the
    /// first of them line by line; nothing if there are none.
    ///
    /// # Errors
    /// If a question fails for another reason than a limit.
    pub fn more_claims(
        &self,
        seen: &Snapshot,
        loosest: &(Snapshot, String),
        rows: usize,
    ) -> Result<Option<String>> {
        let (snapshot, level) = loosest;
        let Some(claimed) = self.solutions(snapshot, self.arguments)? else {
            return Ok(None);
        };
        let more = claimed.len().saturating_sub(rows);
        if more == 0 {
            return Ok(None);
        }
        if rows == 0 {
            let said = format!("{} with {}", counted(more, "row"), accept(level));
            return Ok(Some(said));
        }
        let mut said = format!("{} with {}", counted(more, "more row"), accept(level));
        let Some(known) = self.solutions(seen, self.arguments)? else {
            return Ok(Some(said));
        };
        let cells = |row: Solution| {
            (0..known.variables().len()).map(move |at| row.at(at).map(|term| term.to_string()))
        };
        let known_rows: HashSet<Vec<Option<String>>> =
            known.clone().map(|row| cells(row).collect()).collect();
        let new =
            claimed.filter(|row| !known_rows.contains(&cells(row.clone()).collect::<Vec<_>>()));
        for row in new.take(CLAIMS.min(more)) {
            let cells = (0..known.variables().len()).filter_map(|at| row.at(at));
            let cells: Vec<String> = cells.map(|term| plain(seen, term)).collect();
            said.push_str(&format!("\n  {}", one_line(&cells.join(" · "))));
        }
        if more > CLAIMS {
            said.push_str(&format!("\n  … and {} more", more - CLAIMS));
        }
        Ok(Some(said))
    }

    /// Explains an answer without rows: which optional arguments exclude all rows, how many links an entity has otherwise, which
    /// parts of a text argument match rows, and where else its words occur. Each part of the message begins with its separator.
    ///
    /// # Errors
    /// If a question fails for another reason than a limit.
    pub fn why_empty(&self, seen: &Snapshot) -> Result<String> {
        let (mut said, mut mentions) = (String::new(), String::new());
        let (mut named, mut excluding) = (Vec::new(), Vec::new());
        for parameter in self.query.parameters() {
            let name = &parameter.name;
            let Some(value) = self.arguments.get(name) else {
                continue;
            };
            let mut all = usize::MAX;
            if parameter.optional {
                let mut fewer = self.arguments.clone();
                fewer.remove(name);
                all = self.rows(seen, &fewer)?;
                if all > 0 {
                    excluding.push(name.clone());
                    let way = way_to_give(name, "query");
                    said.push_str(&format!("; {} without `{way}`", counted(all, "row")));
                }
            }
            if parameter.kind == "iri" {
                named.push((name.clone(), value));
            }
            if parameter.kind == "literal" {
                if all > 0 {
                    said.push_str(&self.with_parts(seen, name, value, all)?);
                }
                let elsewhere = seen.mentions(value).map(|found| found.to_string());
                mentions.extend(elsewhere);
            }
        }
        for (name, value) in named {
            // If another argument excludes all rows, the links of the entity do not explain the empty answer.
            if excluding.iter().all(|other| *other == name) {
                said.extend(self.links(seen, value));
            }
        }
        Ok(said + &mentions)
    }

    /// Returns how many links an entity has, given a name of it; nothing if the name has no meaning or several, or a limit is passed.
    /// It tells a fact that is not stated from an entity that the graph does not have.
    fn links(&self, seen: &Snapshot, name: &str) -> Option<String> {
        let entity = seen.entity(name).ok()?;
        let linked = seen.linked_by(&entity, self.limits).ok()?;
        let links: usize = linked.iter().map(|linked| linked.count).sum();
        let entity = seen.prefixes().display(&entity);
        (links > 0).then(|| format!("; {} with `bixi show {entity}`", counted(links, "link")))
    }

    /// Returns with which parts of a text there are rows, but fewer than without it.
    fn with_parts(&self, seen: &Snapshot, name: &str, text: &str, all: usize) -> Result<String> {
        let mut said = String::new();
        for parts in parts(text) {
            let mut named = 0;
            for part in parts {
                let mut other = self.arguments.clone();
                other.insert(name.to_owned(), part.clone());
                let rows = self.rows(seen, &other)?;
                if rows > 0 && rows < all && named < PARTS {
                    let given = as_given(name, &part, "query");
                    said.push_str(&format!("; {} with `{given}`", counted(rows, "row")));
                    named += 1;
                }
            }
            if named > 0 {
                break;
            }
        }
        Ok(said)
    }

    /// Returns the number of rows of an answer; none if it passes a limit.
    fn rows(&self, seen: &Snapshot, arguments: &Arguments) -> Result<usize> {
        let solutions = self.solutions(seen, arguments)?;
        Ok(solutions.map_or(0, |solutions| solutions.len()))
    }

    /// Returns an answer; nothing if it passes a limit, or the other arguments are none that the query takes.
    ///
    /// # Errors
    /// If it fails for another reason.
    fn solutions(&self, seen: &Snapshot, arguments: &Arguments) -> Result<Option<Solutions>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        let limits = QueryLimits {
            timeout: Some(left),
            engines: None,
            ..self.limits.clone()
        };
        match seen.query(self.query, arguments, &limits) {
            Ok(Answer {
                results: Results::Solutions(solutions),
                ..
            }) => Ok(Some(solutions)),
            Ok(_) => Ok(None),
            Err(
                Error::Limit { .. }
                | Error::Product { .. }
                | Error::TooLarge { .. }
                | Error::Query(_)
                | Error::Name(_)
                | Error::Parameter(_),
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Returns a value as people read it: a literal without its quotation marks, an IRI with its prefix.
fn plain(seen: &Snapshot, term: TermRef<'_>) -> String {
    match term {
        TermRef::Literal(literal) => literal.value().to_owned(),
        term => seen.prefixes().display(&term.into_owned()),
    }
}
