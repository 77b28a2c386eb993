//! `*.paths.toml`: paths between entities that there must be, or must not be.

use super::document::{self, Fault};
use crate::error::{Error, Result, chain};
use crate::number::count;
use crate::query::{Budget, Dataset, Limits, entity};
use crate::rdf::{Prefixes, Term, Triple};
use crate::source::SourceFile;
use crate::view::{IsVocabulary, Reach, paths, predicates};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use toml::Spanned;

/// The ending of the files.
pub const ENDING: &str = "paths.toml";

/// The keys of a file.
const KEYS: [&str; 8] = [
    "path",
    "path.from",
    "path.to",
    "path.within",
    "path.through",
    "path.avoid",
    "path.directed",
    "path.none",
];

/// The most statements that a path may have which is looked for only to say how long it is.
const MOST: usize = 64;

/// What a file expects.
#[derive(Clone, Debug, Deserialize)]
pub struct Expected {
    /// The paths.
    pub path: Vec<Path>,
}

/// A path between two entities, which are named by IRI, prefixed name or label as everything else.
#[derive(Clone, Debug, Deserialize)]
pub struct Path {
    /// Where it begins.
    pub from: Spanned<String>,
    /// Where it ends.
    pub to: Spanned<String>,
    /// The most statements that it may have; without it, any number.
    #[serde(default, deserialize_with = "most")]
    pub within: Option<usize>,
    /// The only properties that it may have, with their subproperties; without them, any.
    #[serde(default)]
    pub through: Option<Vec<Spanned<String>>>,
    /// Properties that it may not have, and entities that it may not lead over.
    #[serde(default)]
    pub avoid: Vec<Spanned<String>>,
    /// Whether it leads from subjects to objects only.
    #[serde(default)]
    pub directed: bool,
    /// Whether there must be none.
    #[serde(default)]
    pub none: bool,
}

/// Reads a number of statements.
fn most<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<usize>, D::Error> {
    let wrong = |_| D::Error::custom("expected a number of statements");
    usize::deserialize(deserializer).map(Some).map_err(wrong)
}

impl Path {
    /// Returns the names in it.
    pub fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        let ends = [&self.from, &self.to].into_iter();
        ends.chain(self.through.iter().flatten()).chain(&self.avoid)
    }

    /// Returns what keeps it from being a path, whatever the graph holds.
    fn fault(&self) -> Option<Fault> {
        let fault = |at: &Spanned<String>, problem: &str| Fault {
            span: at.span(),
            problem: problem.to_owned(),
            hint: None,
        };
        if self.through.as_ref().is_some_and(Vec::is_empty) {
            let hint = "leave `through` out if it may have any";
            return Some(Fault {
                hint: Some(hint.to_owned()),
                ..fault(&self.from, "a path without properties leads nowhere")
            });
        }
        let is_end = |name: &&Spanned<String>| {
            let name = name.get_ref();
            name == self.from.get_ref() || name == self.to.get_ref()
        };
        let end = self.avoid.iter().find(is_end)?;
        Some(fault(end, "a path cannot avoid where it begins or ends"))
    }
}

/// Whether a path is that of an expectation of paths.
pub fn is_of_paths(path: &str) -> bool {
    path.strip_suffix(ENDING)
        .is_some_and(|stem| stem.ends_with('.'))
}

impl Expected {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is not TOML, or has a key or a value that it cannot have.
    pub fn of(source: &SourceFile) -> std::result::Result<Self, Fault> {
        let expected: Self = document::read(source, &KEYS)?;
        match expected.path.iter().find_map(Path::fault) {
            Some(fault) => Err(fault),
            None => Ok(expected),
        }
    }
}

/// Checks a file; returns what is not as expected, line by line, and the 1-based line of the first path that it is about.
///
/// # Errors
/// If a limit is passed.
pub fn check(
    dataset: Dataset,
    source: &SourceFile,
    is_vocabulary: IsVocabulary,
    limits: &Limits,
) -> Result<(Vec<String>, Option<u32>)> {
    let expected = match Expected::of(source) {
        Ok(expected) => expected,
        Err(fault) => {
            let place = source.position(fault.span.start);
            let failure = format!("{}:{place}: {fault}", source.path);
            return Ok((vec![failure], Some(place.line)));
        }
    };
    let (mut failures, mut first) = (Vec::new(), None);
    if expected.path.is_empty() {
        failures.push(format!("{}: it names no path", source.path));
    }
    for path in &expected.path {
        let line = source.position(path.from.span().start).line;
        let found = match of_path(dataset, path, is_vocabulary, limits) {
            Err(error @ Error::Name(_)) => {
                Some(chain(&error).lines().map(str::to_owned).collect::<Vec<_>>())
            }
            found => found?,
        };
        let Some(found) = found else {
            continue;
        };
        first.get_or_insert(line);
        let [start, rest @ ..] = found.as_slice() else {
            return Err(Error::internal("an unexpected path has no description"));
        };
        failures.push(format!("{}:{line}: {start}", source.path));
        failures.extend(rest.iter().map(|line| format!("  {line}")));
    }
    Ok((failures, first))
}

/// Returns what is not as expected of a path: a sentence, and the statements of the path that was found.
fn of_path(
    dataset: Dataset,
    path: &Path,
    is_vocabulary: IsVocabulary,
    limits: &Limits,
) -> Result<Option<Vec<String>>> {
    let graph = dataset.graph();
    let names = |names: &[Spanned<String>]| -> Vec<String> {
        names.iter().map(|name| name.get_ref().clone()).collect()
    };
    let ends = (
        entity(graph, path.from.get_ref())?,
        entity(graph, path.to.get_ref())?,
    );
    let avoid = names(&path.avoid);
    let avoid = avoid.iter().map(|name| entity(graph, name));
    let reach = |depth| -> Result<Reach> {
        Ok(Reach {
            depth,
            limit: usize::MAX,
            only: predicates(graph, &names(path.through.as_deref().unwrap_or_default()))?,
            avoid: avoid.clone().collect::<Result<_>>()?,
            is_directed: path.directed,
            is_vocabulary,
        })
    };
    let within = path.within.unwrap_or(MOST);
    let search = |depth| match paths(dataset, ends, &reach(depth)?, &Budget::new(limits)) {
        Ok(selection) => Ok(Some(one_of(&selection.triples, &path_ends(dataset, ends)))),
        Err(Error::NoPath { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    let (from, to) = (path.from.get_ref(), path.to.get_ref());
    let shown = |found: &[Triple]| {
        let lines = found.iter().map(|triple| display(&graph.prefixes, triple));
        lines.collect::<Vec<_>>()
    };
    Ok(match (search(within)?, path.none) {
        (Some(_), false) | (None, true) => None,
        (Some(found), true) => {
            let length = count(found.len(), "statement");
            let what = format!("a path of {length} leads from `{from}` to `{to}`");
            Some([vec![what], shown(&found)].concat())
        }
        (None, false) => {
            let farther = if within < MOST { search(MOST)? } else { None };
            Some(match farther {
                Some(found) => {
                    let (length, most) = (found.len(), count(within, "statement"));
                    let what = format!(
                        "no path of at most {most} leads from `{from}` to `{to}`; the shortest has {length}"
                    );
                    [vec![what], shown(&found)].concat()
                }
                None => vec![format!("no path leads from `{from}` to `{to}`")],
            })
        }
    })
}

fn path_ends(dataset: Dataset, (from, to): (u32, u32)) -> (Term, Term) {
    let dictionary = &dataset.graph().dictionary;
    (dictionary.term(from), dictionary.term(to))
}

/// Returns one path of the statements on all shortest paths between two terms: at each step the first by its text.
fn one_of(statements: &[Triple], (from, to): &(Term, Term)) -> Vec<Triple> {
    // How far each term is from the end.
    let mut distance: BTreeMap<String, usize> = BTreeMap::from([(to.to_string(), 0)]);
    let ends = |triple: &Triple| [triple.subject.to_string(), triple.object.to_string()];
    let mut sorted: Vec<&Triple> = statements.iter().collect();
    sorted.sort_by_cached_key(|triple| triple.to_string());
    for step in 1..=sorted.len() {
        for triple in &sorted {
            let [subject, object] = ends(triple);
            for (near, far) in [(&subject, &object), (&object, &subject)] {
                if distance.get(near) == Some(&(step - 1)) && !distance.contains_key(far) {
                    distance.insert(far.clone(), step);
                }
            }
        }
    }
    let (mut here, mut path) = (from.to_string(), Vec::new());
    while let Some(left) = distance.get(&here).copied().filter(|left| *left > 0) {
        let next = sorted.iter().find_map(|triple| {
            let [subject, object] = ends(triple);
            let other = match here == subject {
                true => object,
                false if here == object => subject,
                false => return None,
            };
            (distance.get(&other) == Some(&(left - 1))).then(|| ((*triple).clone(), other))
        });
        let Some((triple, other)) = next else {
            break;
        };
        path.push(triple);
        here = other;
    }
    path
}

fn display(prefixes: &Prefixes, triple: &Triple) -> String {
    let [subject, object] = [triple.subject.clone().into(), triple.object.clone()];
    let predicate = prefixes.display_iri(triple.predicate.as_str());
    format!(
        "{} {predicate} {}",
        prefixes.display(&subject),
        prefixes.display(&object)
    )
}
