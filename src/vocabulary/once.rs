//! One finding for one fault: where several checks see the same, the one that says most of it stays.

use crate::finding::{Finding, Related};
use crate::infer::{INCONSISTENCY, UNSATISFIABLE};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of the vocabulary that say what a contradiction by the rules of OWL is about.
const CONTRADICTING: [&str; 8] = [
    "disjoint-classes",
    "iri-instead-of-literal",
    "literal-instead-of-iri",
    "separated-number",
    "several-values",
    "wrong-datatype",
    "wrong-domain",
    "wrong-range",
];

/// What related places say that a contradiction rests on.
const OTHERS: [&str; 2] = [ANOTHER_VALUE, OTHER_CLASS];

/// What is said of the place of another value of a functional property.
pub const ANOTHER_VALUE: &str = "another value";

/// What is said of the place of a class that is disjoint with another one.
pub const OTHER_CLASS: &str = "the other class";

/// What is said of the place of an entity that has a label.
pub const ITS_ENTITY: &str = "what has the label";

/// For each id, those that say the same thing worse at the same place.
const BETTER: [(&str, &[&str]); 5] = [
    ("near-namespace", &["wrong-prefix", "ambiguous-prefix"]),
    (
        "invisible-character",
        &[
            "similar-iri",
            "wrong-prefix",
            "undefined-term",
            "dangling-reference",
            "same-label",
            "unseen-text",
        ],
    ),
    (
        "similar-iri",
        &[
            "wrong-prefix",
            "undefined-term",
            "dangling-reference",
            "without-type",
        ],
    ),
    ("wrong-prefix", &["undefined-term", "dangling-reference"]),
    ("unknown-vocabulary-term", &["undefined-term"]),
];

/// Sorts findings by place, and leaves out those that are said better by another one at the same place.
pub fn only_first(findings: &mut Vec<Finding>) {
    let key = |finding: &Finding| {
        let place = &finding.place;
        (
            place.file.clone(),
            place.span.start,
            finding.id,
            finding.message.clone(),
        )
    };
    findings.sort_by_cached_key(key);
    findings.dedup();
    let worse = worse(findings.iter());
    findings.retain(|finding| !is_worse(&worse, finding));
}

/// The places of findings with what other findings say worse there.
type Worse = BTreeMap<(String, usize), BTreeSet<&'static str>>;

fn worse<'f>(findings: impl Iterator<Item = &'f Finding>) -> Worse {
    let mut worse: Worse = BTreeMap::new();
    for finding in findings {
        for (_, ids) in BETTER.iter().filter(|(id, _)| *id == finding.id) {
            let place = (finding.place.file.clone(), finding.place.span.start);
            worse.entry(place).or_default().extend(ids.iter().copied());
        }
    }
    worse
}

fn is_worse(worse: &Worse, finding: &Finding) -> bool {
    let place = (finding.place.file.clone(), finding.place.span.start);
    worse
        .get(&place)
        .is_some_and(|ids| ids.contains(finding.id))
}

/// Leaves out of the findings that are known what others say better: contradictions, and classes that can have no instance, that rest
/// on a line of a literal without a value or of a finding of the vocabulary, and terms that are not declared. Of those of the
/// vocabulary, it leaves out what a shape says at the same place, in words that the project chose.
pub fn without_doubles(
    known: &mut Vec<Finding>,
    of_vocabulary: &mut Vec<Finding>,
    of_shapes: &[Finding],
) {
    let place = |finding: &Finding| (finding.place.file.clone(), finding.place.span.start);
    let by_shapes: BTreeSet<(String, usize)> = of_shapes.iter().map(place).collect();
    let worse = worse(of_vocabulary.iter());
    let mut said: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let contradicting = of_vocabulary
        .iter()
        .filter(|finding| CONTRADICTING.contains(&finding.id));
    let ill_typed = known
        .iter()
        .filter(|finding| finding.id == "ill-typed-literal");
    for finding in contradicting.chain(ill_typed) {
        let others = finding.related.iter();
        let others = others.filter(|related| OTHERS.contains(&related.message.as_str()));
        let others = others.map(|related| &related.place);
        for place in std::iter::once(&finding.place).chain(others) {
            let starts = said.entry(place.file.clone()).or_default();
            starts.insert(place.span.start);
        }
    }
    known.retain(|finding| {
        let related = finding.related.iter().map(|related| &related.place);
        let mut places = std::iter::once(&finding.place).chain(related);
        let is_said = [INCONSISTENCY, UNSATISFIABLE].contains(&finding.id)
            && places.any(|place| {
                let starts = said.get(&place.file);
                starts.is_some_and(|starts| starts.range(place.span.clone()).next().is_some())
            });
        !is_said && !is_worse(&worse, finding)
    });
    of_vocabulary.retain(|finding| {
        let entities = finding.related.iter();
        let mut entities = entities.filter(|related| related.message == ITS_ENTITY);
        let is_of_shape = |related: &Related| {
            by_shapes.contains(&(related.place.file.clone(), related.place.span.start))
        };
        !by_shapes.contains(&place(finding)) && !entities.any(is_of_shape)
    });
}
