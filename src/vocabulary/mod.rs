//! Checks how the files of a project use its vocabulary, under the closed-world assumption: a term that no file
//! declares does not exist.
//!
//! No shape is needed, and nothing is inferred: the statements of the files are compared with what they declare in
//! [RDF Schema](https://www.w3.org/TR/rdf-schema/) and [OWL 2](https://www.w3.org/TR/owl2-syntax/), and with the names of
//! well-known vocabularies. Each check is linear in the statements.

mod certainty;
mod entities;
mod evidence;
mod explain;
mod fault;
mod hierarchy;
mod known;
mod labels;
mod language;
mod literals;
mod namespaces;
mod numbers;
mod once;
mod places;
mod schema;
mod scope;
mod statements;
mod terms;
mod texts;
mod words;

pub use explain::EXPLANATIONS;
pub use known::{prefixes as known_prefixes, term as known_term};
pub use once::without_doubles;
pub use scope::Context;

use crate::finding::Finding;
use crate::infer;
use fault::Found;
use schema::Schema;
use scope::Scope;

/// A check of the whole graph.
type Check = fn(&Scope, &Schema, &mut Found);

/// The checks, in an order that does not matter.
const CHECKS: [Check; 17] = [
    statements::check,
    hierarchy::disjoint,
    terms::deprecated,
    |scope, _, found| hierarchy::cycles(scope, found),
    |scope, _, found| labels::several(scope, found),
    |scope, _, found| labels::shared(scope, found),
    |scope, _, found| labels::missing(scope, found),
    |scope, _, found| texts::check(scope, found),
    |scope, _, found| entities::without_type(scope, found),
    |scope, _, found| entities::dangling(scope, found),
    |scope, _, found| entities::similar(scope, found),
    |scope, _, found| terms::wrong_prefix(scope, found),
    |scope, _, found| terms::unknown(scope, found),
    |scope, _, found| namespaces::check(scope, found),
    |scope, _, found| evidence::periods(scope, found),
    |scope, _, found| evidence::reifiers(scope, found),
    |scope, _, found| certainty::check(scope, found),
];

/// Returns what is wrong with the use of a vocabulary, by place.
pub fn findings(context: &Context) -> Vec<Finding> {
    let scope = Scope::of(context);
    let schema = Schema::of(&scope);
    let mut found = Found::default();
    for check in CHECKS {
        check(&scope, &schema, &mut found);
    }
    evidence::without_evidence(&scope, &mut found);
    let Found {
        faults,
        mut findings,
    } = found;
    findings.extend(
        faults
            .into_iter()
            .filter_map(|fault| places::finding(&scope, fault)),
    );
    if context.own.is_empty() {
        findings.extend(undeclared(&scope));
    }
    if !context.is_whole {
        findings.retain(|finding| !OF_WHOLE.contains(&finding.id));
    }
    once::only_first(&mut findings);
    findings
}

/// Findings that something is missing, which may stand where a source cannot be read.
const OF_WHOLE: [&str; 9] = [
    "dangling-reference",
    "missing-label",
    "unasserted-statement",
    "undefined-term",
    "without-evidence",
    "without-type",
    "wrong-domain",
    "wrong-prefix",
    "wrong-range",
];

/// Without settings, the terms that are not declared, of namespaces most of whose terms are.
fn undeclared(scope: &Scope) -> Vec<Finding> {
    let declaring = scope
        .namespaces
        .iter()
        .filter(|of| of.is_own && of.declared > 0);
    let namespaces: Vec<String> = declaring.map(|of| of.iri.clone()).collect();
    let is_mostly_declared = |namespace: &str, count: usize| {
        let mut all = scope.namespaces.iter();
        all.any(|of| of.iri == namespace && scope.are_slips(count, of.declared))
    };
    infer::undefined_terms(
        scope.graph,
        &namespaces,
        scope.context.is_own_file,
        scope.context.files,
        &is_mostly_declared,
    )
}
