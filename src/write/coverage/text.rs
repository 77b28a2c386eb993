//! Coverage for people: how much is not covered, then what.

use crate::expect::{Coverage, Covered, CoveredPart, CoveredSource};
use crate::number::count;
use crate::rdf::{Prefixes, Term};
use crate::shapes::SH;
use crate::write::lines::list;
use crate::write::table::table;

/// The namespaces of the languages that vocabularies and shapes are written in.
const LANGUAGES: [&str; 4] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2002/07/owl#",
    SH,
];

/// A gap: its kind, what it is, and what belongs to it.
type Gap = (String, String, String);

/// The counts of each kind of which there is something, then the gaps.
pub(super) fn text(coverage: &Coverage, prefixes: &Prefixes) -> String {
    let terms = |kind: &str, unit: &str, all: &[Covered]| {
        let all: Vec<&Covered> = all.iter().filter(|covered| !is_of_w3c(covered)).collect();
        let open = all.iter().filter(|covered| covered.expectations.is_empty());
        let gap = |covered: &&Covered| {
            let name = prefixes.display(&covered.term);
            (kind.to_owned(), name, count(covered.uses, unit))
        };
        (all.len(), open.map(gap).collect::<Vec<Gap>>())
    };
    let parts = |kind: &str, all: &[CoveredPart]| {
        let open = all.iter().filter(|part| part.expectations.is_empty());
        let gap = |part: &CoveredPart| {
            let place = part.place.clone().unwrap_or_default();
            (kind.to_owned(), part.name.clone(), place)
        };
        (all.len(), open.map(gap).collect::<Vec<Gap>>())
    };
    let kinds = [
        ("classes", terms("class", "instance", &coverage.classes)),
        (
            "properties",
            terms("property", "statement", &coverage.properties),
        ),
        ("rules", parts("rule", &coverage.rules)),
        ("shapes", parts("shape", &coverage.shapes)),
        ("saved queries", parts("query", &coverage.queries)),
        ("views", parts("view", &coverage.views)),
    ];
    let (covered, lines) = coverage.lines();
    let mut rows = vec![row("lines", lines - covered, lines)];
    let mut gaps = Vec::new();
    for (kind, (all, open)) in kinds.into_iter().filter(|(_, (all, _))| *all > 0) {
        rows.push(row(kind, open.len(), all));
        gaps.extend(open);
    }
    gaps.extend(coverage.sources.iter().filter_map(gap_of_source));
    let header = ["", "not covered", "of"].map(str::to_owned);
    let mut text = table(&header, &rows, None);
    if !gaps.is_empty() {
        text.push('\n');
        text.push_str(&list(&gaps));
    }
    text.push_str(&format!(
        "\n{:.1} % of {} with statements are covered\n",
        coverage.percent(),
        count(lines, "line")
    ));
    text
}

/// Whether a term is one of the languages that vocabularies and shapes are written in.
fn is_of_w3c(covered: &Covered) -> bool {
    let Term::NamedNode(iri) = &covered.term else {
        return false;
    };
    LANGUAGES
        .iter()
        .any(|language| iri.as_str().starts_with(language))
}

fn row(kind: &str, open: usize, all: usize) -> Vec<String> {
    vec![kind.to_owned(), open.to_string(), all.to_string()]
}

/// Returns the lines of a source that are not covered. Lines without a statement between two of them do not part them.
fn gap_of_source(source: &CoveredSource) -> Option<Gap> {
    let runs = source
        .lines
        .chunk_by(|a, b| (a.expectations > 0) == (b.expectations > 0));
    let open = runs.filter(|run| run.iter().all(|line| line.expectations == 0));
    let shown: Vec<String> = open
        .filter_map(|run| match run {
            [] => None,
            [line] => Some(line.line.to_string()),
            [first, .., last] => Some(format!("{}-{}", first.line, last.line)),
        })
        .collect();
    let gap = || ("lines".to_owned(), source.path.clone(), shown.join(", "));
    (!shown.is_empty()).then(gap)
}
