//! What can be written at a place of a query: the words that the grammar has there, and the names of the graph that fit the
//! pattern so far.

mod candidate;
mod known;
mod place;
mod scan;
mod suggest;
mod usage;

pub use candidate::{Candidate, CandidateKind};
pub use usage::Usage;

use super::dataset::Dataset;
use super::limits::Budget;
use super::tokens::{Kind, Token, tokens};
use crate::error::Result;
use crate::rdf::Prefixes;
use std::collections::BTreeSet;
use std::ops::Range;

/// What can be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the text in whose place it is written.
    pub range: Range<usize>,
    /// The best first, at most 50.
    pub candidates: Vec<Candidate>,
}

/// Returns what can be written at a byte of a text, which need not be a query yet.
///
/// # Errors
/// If a limit is passed.
pub fn complete(
    dataset: Dataset<'_>,
    usage: &Usage,
    (text, at): (&str, usize),
    budget: &Budget,
) -> Result<Completion> {
    budget.enter("the completion");
    let tokens = tokens(text);
    let range = word_at(text, &tokens, at);
    let typed = text.get(range.start..at).unwrap_or_default();
    if is_closed_to_names(text, &tokens, at) {
        let candidates = Vec::new();
        return Ok(Completion { range, candidates });
    }
    let prefixes = declared(text, &tokens, &dataset.graph().prefixes);
    let scanned = scan::scan(text, &tokens, &range, &prefixes);
    let asking = suggest::Asking {
        dataset,
        usage,
        prefixes: &prefixes,
        typed,
        variables: variables(text, &tokens, &range),
        triples: &scanned.triples,
        budget,
    };
    let mut candidates = asking.candidates(&scanned.place)?;
    candidates.truncate(candidate::MOST);
    Ok(Completion { range, candidates })
}

/// Returns the bytes of the word that a place is in or at the end of; without one, none.
fn word_at(text: &str, tokens: &[Token], at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or_default();
    // An IRI that is not closed is several tokens.
    let open = before.rfind('<').filter(|open| {
        let written = before.get(open + 1..).unwrap_or_default();
        let is_iri = |c: char| !c.is_whitespace() && !"<>\"{}|^`\\".contains(c);
        written.contains(':') && written.chars().all(is_iri)
    });
    if let Some(open) = open {
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || "<>".contains(c));
        let end = end.filter(|end| rest.get(*end..).is_some_and(|rest| rest.starts_with('>')));
        return open..end.map_or(at, |end| at + end + 1);
    }
    let is_word = |token: &&Token| {
        matches!(token.kind, Kind::Word | Kind::Variable)
            && token.range.start < at
            && at <= token.range.end
    };
    if let Some(token) = tokens.iter().find(is_word) {
        return token.range.clone();
    }
    // The sign of a variable without a name is none yet.
    match before.ends_with(['?', '$']) {
        true => at - 1..at,
        false => at..at,
    }
}

/// Returns whether a place is in a comment, a string, a number or the tag of a language.
fn is_closed_to_names(text: &str, tokens: &[Token], at: usize) -> bool {
    let inside = tokens.iter().find(|token| {
        let is_open = token.kind == Kind::OpenString || token.kind == Kind::Language;
        token.range.start < at && (at < token.range.end || at == token.range.end && is_open)
    });
    if let Some(token) = inside {
        return !matches!(
            token.kind,
            Kind::Word | Kind::Variable | Kind::Sign | Kind::Iri
        );
    }
    let ended = tokens.iter().take_while(|token| token.range.end <= at);
    let start = ended.last().map_or(0, |token| token.range.end);
    let gap = text.get(start..at).unwrap_or_default();
    gap.rsplit('\n')
        .next()
        .is_some_and(|line| line.contains('#'))
}

/// Returns the prefixes of the graph and those that a text declares.
fn declared(text: &str, tokens: &[Token], known: &Prefixes) -> Prefixes {
    let mut prefixes = known.clone();
    for three in tokens.windows(3) {
        let [keyword, name, iri] = three else {
            continue;
        };
        if keyword.text(text).eq_ignore_ascii_case("PREFIX") && iri.kind == Kind::Iri {
            let name = name.text(text).trim_end_matches(':');
            prefixes.declare(name, iri.text(text).trim_matches(['<', '>']));
        }
    }
    prefixes
}

/// Returns the variables of a text with their signs, in the order in which they appear, without the word that is written.
fn variables(text: &str, tokens: &[Token], written: &Range<usize>) -> Vec<String> {
    let (mut variables, mut known) = (Vec::new(), BTreeSet::new());
    for token in tokens {
        let name = token.text(text);
        if token.kind == Kind::Variable && token.range != *written && known.insert(name) {
            variables.push(name.to_owned());
        }
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Part, Source};
    use crate::query::limits::Limits;
    use crate::read::{Reading, read};
    use crate::source::SourceFile;

    fn people() -> Graph {
        let source = SourceFile::new(
            "people.ttl",
            "@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
             :Person rdfs:label \"person\"@en . :Town rdfs:label \"town\"@en ; rdfs:label \"城镇\"@zh .
             :alice a :Person ; :livesIn :delft ; :age 30 ; rdfs:label \"Alice\"@en .
             :bob a :Person ; :livesIn :delft ; rdfs:label \"Bob\"@en . :carol a :Person .
             :delft a :Town ; :in :holland ; rdfs:label \"Delft\"@en , \"代尔夫特\"@zh .
             :livesIn rdfs:label \"lives in\"@en , \"居住于\"@zh .",
        );
        let reading = Reading {
            base: None,
            blank_node_prefix: "b",
        };
        let part = Part {
            source: Source {
                path: "people.ttl".to_owned(),
                digest: [0; 32],
                lines: source.line_count(),
            },
            graph: Some("http://g/people.ttl".to_owned()),
            said: read(&source, &reading).expect("few terms"),
        };
        Graph::from_parts(vec![part], None).expect("a small graph")
    }

    /// Completes at `|`, and gives the texts with their counts.
    fn at(text: &str) -> Vec<String> {
        let graph = people();
        let dataset = Dataset::new(&graph);
        let (before, after) = text.split_once('|').expect("a place");
        let text = format!("{before}{after}");
        let budget = Budget::new(&Limits::default());
        let usage = Usage::of(dataset, &budget).expect("no limits");
        let found = complete(dataset, &usage, (&text, before.len()), &budget).expect("no limits");
        let shown = |candidate: Candidate| match candidate.count {
            Some(count) => format!("{} {count}", candidate.text),
            None => candidate.text,
        };
        found.candidates.into_iter().map(shown).collect()
    }

    #[test]
    fn properties_and_classes_fit_the_pattern() {
        let of_town = at("SELECT * { ?t a :Town ; | }");
        assert_eq!(of_town[..3], [":in 1", "a 1", "rdfs:label 1"]);
        assert!(!of_town.contains(&":livesIn 2".to_owned()));
        let of_person = at("SELECT * { ?p | . ?p a :Person }");
        assert_eq!(
            of_person[..4],
            ["a 3", ":livesIn 2", "rdfs:label 2", ":age 1"]
        );
        assert_eq!(at("SELECT * { ?p :age ?n ; a | }")[..1], [":Person 3"]);
        assert_eq!(at("SELECT * { ?p a | }")[..2], [":Person 3", ":Town 1"]);
        // What somebody lives in.
        assert_eq!(at("SELECT * { ?p :livesIn ?t . ?t a | }")[..1], [":Town 1"]);
        assert_eq!(at("SELECT * { ?p :livesIn/| }")[..1], [":in 1"]);
        assert_eq!(at("SELECT * { ?p :livesIn | }")[..1], [":delft 2"]);
    }

    #[test]
    fn names_are_found_by_their_labels() {
        assert_eq!(at("SELECT * { ?p 居住| }"), [":livesIn 2"]);
        assert_eq!(at("SELECT * { ?p a 城| }"), [":Town 1"]);
        assert_eq!(at("SELECT * { ?p :livesIn 代尔| }"), [":delft 2"]);
        assert_eq!(at("SELECT * { alic| }"), [":alice"]);
        assert_eq!(at("SELECT * { FILTER(?x = :bo|) }"), [":bob"]);
        assert_eq!(at("SELECT * { ?p <http://e/liv| }"), [":livesIn 2"]);
    }

    #[test]
    fn words_stand_where_the_grammar_has_them() {
        assert_eq!(at("sel|"), ["SELECT"]);
        assert_eq!(at("PREFIX rdf|"), ["rdf:", "rdfs:"]);
        assert_eq!(at("SELECT ?ab| { ?abc :p ?b }"), ["?abc"]);
        assert_eq!(at("SELECT * { ?s ?p ?o . op| }"), ["OPTIONAL"]);
        assert_eq!(
            at("SELECT * { ?s ?p ?o FILTER(strl|) }"),
            ["STRLEN(", "STRLANG(", "STRLANGDIR("]
        );
        assert_eq!(at("SELECT * { ?s ?p ?o } or|"), ["ORDER BY"]);
        assert_eq!(at("SELECT * { ?s ?p 'a| }"), [""; 0]);
        assert_eq!(at("SELECT * { ?s ?p ?o } # or|"), [""; 0]);
        assert_eq!(
            at("SELECT * { ?s ?p ?o } ORDER BY ?|")[..3],
            ["?s", "?p", "?o"]
        );
    }
}
