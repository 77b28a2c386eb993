//! What other questions would find beside the rows of an answer: with all claims, with fewer parameters, with a part of a text.

use super::advice::accept;
use super::arguments::{as_given, way_to_give};
use super::text_parts::parts;
use bixi::rdf::TermRef;
use bixi::text::{count as counted, one_line};
use bixi::{Arguments, Query, QueryLimits, Results, Snapshot, Solution, Solutions};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Other questions are asked for at most this long, since nobody waits for them; one that is not answered by then is not named.
const LONGEST: Duration = Duration::from_secs(5);

/// The most parts of a text that are named.
const PARTS: usize = 3;

/// The most rows that are shown of those that there are with all claims.
const CLAIMS: usize = 3;

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
    pub fn more_claims(
        &self,
        seen: &Snapshot,
        loosest: &(Snapshot, String),
        rows: usize,
    ) -> Option<String> {
        let (snapshot, level) = loosest;
        let claimed = self.solutions(snapshot, self.arguments)?;
        let more = claimed.len().saturating_sub(rows);
        if more == 0 {
            return None;
        }
        if rows == 0 {
            return Some(format!("{} with {}", counted(more, "row"), accept(level)));
        }
        let mut said = format!("{} with {}", counted(more, "more row"), accept(level));
        let known = self.solutions(seen, self.arguments)?;
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
        Some(said)
    }

    /// Explains an answer without rows: which optional arguments exclude all rows, how many links an entity has otherwise, which
    /// parts of a text argument match rows, and where else its words occur. Each part of the message begins with its separator.
    pub fn why_empty(&self, seen: &Snapshot) -> String {
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
                all = self.rows(seen, &fewer);
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
                    said.push_str(&self.with_parts(seen, name, value, all));
                }
                let elsewhere = seen.mentions(value).map(|found| found.to_string());
                mentions.extend(elsewhere);
            }
        }
        for (name, value) in named {
            // Where another argument excludes all rows, that the entity is there says nothing.
            if excluding.iter().all(|other| *other == name) {
                said.extend(self.links(seen, value));
            }
        }
        said + &mentions
    }

    /// Returns how many links the entity of a name has, if the graph has the entity: so a question about what is not stated is
    /// told from one about what is not there.
    fn links(&self, seen: &Snapshot, name: &str) -> Option<String> {
        let entity = seen.entity(name).ok()?;
        let linked = seen.linked_by(&entity, self.limits).ok()?;
        let links: usize = linked.iter().map(|linked| linked.count).sum();
        let entity = seen.prefixes().display(&entity);
        (links > 0).then(|| format!("; {} with `bixi show {entity}`", counted(links, "link")))
    }

    /// Returns with which parts of a text there are rows, but fewer than without it.
    fn with_parts(&self, seen: &Snapshot, name: &str, text: &str, all: usize) -> String {
        let mut said = String::new();
        for parts in parts(text) {
            let mut named = 0;
            for part in parts {
                let mut other = self.arguments.clone();
                other.insert(name.to_owned(), part.clone());
                let rows = self.rows(seen, &other);
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
        said
    }

    /// Returns the number of rows of an answer; none if it passes a limit.
    fn rows(&self, seen: &Snapshot, arguments: &Arguments) -> usize {
        let solutions = self.solutions(seen, arguments);
        solutions.map_or(0, |solutions| solutions.len())
    }

    /// Returns an answer, unless it passes a limit.
    fn solutions(&self, seen: &Snapshot, arguments: &Arguments) -> Option<Solutions> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        let limits = QueryLimits {
            timeout: Some(left),
            ..self.limits.clone()
        };
        let answer = seen.query(self.query, arguments, &limits).ok()?;
        match answer.results {
            Results::Solutions(solutions) => Some(solutions),
            _ => None,
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
