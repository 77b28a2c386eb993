//! Rules that give nothing because they name what nothing has.

use super::Sources;
use super::fault::place;
use super::own::{Draft, Name};
use super::undefined::is_in;
use crate::dictionary::TermId;
use crate::finding::{Finding, nearest};
use crate::graph::Graph;
use crate::rdf::{Term, vocab};
use std::collections::BTreeSet;

/// Returns the warnings of rules that give nothing because no statement of the closed graph has a property or a class that they
/// name. A vocabulary need not have instances, so a name that may be right is passed over: one that is described, unless
/// statements have one that is nearly the same and is not, and in a
/// graph without individuals one of a namespace of which nothing is described. If `namespaces` has some, only terms of these
/// are judged.
pub fn idle_rules(
    graph: &Graph,
    own: &[Draft],
    namespaces: &[String],
    source: Sources,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut said: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut described: Option<Described> = None;
    for draft in own {
        for (name, term) in draft.asks_for() {
            let known = graph.find(term);
            let shown = graph.prefixes.display(term);
            let is_used = match name {
                Name::Property => known.is_some_and(|id| has(graph, [None, Some(id), None])),
                Name::Class => {
                    let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
                    known.is_some_and(|id| has(graph, [None, rdf_type, Some(id)]))
                }
            };
            let is_judged = match term {
                Term::NamedNode(iri) => namespaces.is_empty() || is_in(namespaces, iri.as_str()),
                _ => true,
            };
            if is_used || !is_judged || !said.insert((draft.place.as_str(), shown.clone())) {
                continue;
            }
            let described = described.get_or_insert_with(|| Described::of(graph));
            if described.has(graph, term) && !is_misspelt_elsewhere(graph, name, term) {
                continue;
            }
            let what = match name {
                Name::Property => "no statement has the property",
                Name::Class => "nothing is of the class",
            };
            let message = format!("the rule `{}` gives nothing: {what} `{shown}`", draft.name);
            let at = place(Some(&draft.place), source);
            let mut finding = Finding::warning("idle-rule", message, at);
            let names = used(graph, name).into_iter();
            let mut names: BTreeSet<String> = names.map(|id| graph.display(id)).collect();
            let given = own
                .iter()
                .flat_map(Draft::gives)
                .filter(|(kind, _)| *kind == name);
            names.extend(given.map(|(_, term)| graph.prefixes.display(term)));
            if let Some(near) = nearest(&shown, names.iter().map(String::as_str)) {
                finding = finding.with_hint(format!("did you mean `{near}`?"));
            }
            findings.push(finding);
        }
    }
    findings
}

fn has(graph: &Graph, [subject, predicate, object]: [Option<u32>; 3]) -> bool {
    graph
        .all_triples(subject, predicate, object)
        .next()
        .is_some()
}

/// Returns the properties that statements have, or the classes that something is of.
fn used(graph: &Graph, name: Name) -> BTreeSet<TermId> {
    match name {
        Name::Property => graph.statistics.predicates().collect(),
        Name::Class => {
            let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
            let typed = rdf_type.map(|property| graph.all_triples(None, Some(property), None));
            let typed = typed.into_iter().flatten();
            typed.map(|[_, _, class]| class).collect()
        }
    }
}

/// Returns whether statements have a name of the same namespace that is nearly the same and that nothing describes.
fn is_misspelt_elsewhere(graph: &Graph, name: Name, term: &Term) -> bool {
    let Term::NamedNode(iri) = term else {
        return false;
    };
    let is_beside = |id: &TermId| {
        let other = graph.dictionary.text(*id);
        namespace(&other) == namespace(iri.as_str()) && !is_described(graph, *id)
    };
    let names = used(graph, name).into_iter().filter(is_beside);
    let names: Vec<String> = names.map(|id| graph.display(id)).collect();
    let shown = graph.prefixes.display(term);
    nearest(&shown, names.iter().map(String::as_str)).is_some()
}

/// Returns whether a source has a statement about a term.
fn is_described(graph: &Graph, term: TermId) -> bool {
    let mut statements = graph.all_triples(Some(term), None, None);
    statements.any(|triple| !graph.places_of(triple).is_empty())
}

/// What a graph describes, which tells a name that nothing has yet from one that is misspelt.
struct Described {
    /// The namespaces of all subjects, if the graph has no individuals.
    namespaces: Option<BTreeSet<String>>,
}

/// The namespaces of the languages that vocabularies are written in.
const LANGUAGES: [&str; 4] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/ns/shacl#",
];

/// The classes of these languages that individuals are of, too.
const OF_INDIVIDUALS: [&str; 3] = [
    "http://www.w3.org/2002/07/owl#NamedIndividual",
    "http://www.w3.org/2002/07/owl#Thing",
    "http://www.w3.org/2000/01/rdf-schema#Resource",
];

impl Described {
    fn of(graph: &Graph) -> Self {
        Self {
            namespaces: (!has_individuals(graph)).then(|| namespaces(graph)),
        }
    }

    /// Returns whether a name may be right although nothing has it.
    fn has(&self, graph: &Graph, term: &Term) -> bool {
        let Term::NamedNode(iri) = term else {
            return false;
        };
        let known = graph.find(term);
        let namespaces = self.namespaces.as_ref();
        known.is_some_and(|id| is_described(graph, id))
            || namespaces.is_some_and(|described| !described.contains(namespace(iri.as_str())))
    }
}

/// Returns whether something has a type and is not a class, property, shape or other part of a vocabulary.
fn has_individuals(graph: &Graph) -> bool {
    let Some(rdf_type) = graph.dictionary.find_iri(vocab::RDF_TYPE) else {
        // Without types no statement tells individuals from the rest.
        return true;
    };
    let is_of_languages = |class: TermId| {
        let class = graph.dictionary.text(class);
        LANGUAGES.contains(&namespace(&class)) && !OF_INDIVIDUALS.contains(&class.as_str())
    };
    let typed = || graph.all_triples(None, Some(rdf_type), None);
    let classes: BTreeSet<TermId> = typed().map(|[_, _, class]| class).collect();
    let of_languages = classes.into_iter().filter(|class| is_of_languages(*class));
    let of_languages: BTreeSet<TermId> = of_languages.collect();
    let parts = typed().filter(|[_, _, class]| of_languages.contains(class));
    let parts: BTreeSet<TermId> = parts.map(|[part, _, _]| part).collect();
    typed().any(|[subject, _, _]| !parts.contains(&subject))
}

/// Returns the namespaces of all subjects of the sources.
fn namespaces(graph: &Graph) -> BTreeSet<String> {
    let mut subjects = BTreeSet::new();
    for triple in graph.all_triples(None, None, None) {
        let [subject, _, _] = triple;
        if !subjects.contains(&subject) && !graph.places_of(triple).is_empty() {
            subjects.insert(subject);
        }
    }
    let iris = subjects.into_iter().map(|id| graph.dictionary.text(id));
    iris.map(|iri| namespace(&iri).to_owned()).collect()
}

/// Returns an IRI up to its last `#` or `/`.
fn namespace(iri: &str) -> &str {
    let end = iri.rfind(['#', '/']).map_or(0, |at| at + 1);
    iri.get(..end).unwrap_or(iri)
}
