//! Terms of the project's own vocabulary that are used and that nothing is said of: most are slips.

use super::Sources;
use crate::dictionary::TermId;
use crate::finding::{Finding, Place, nearest};
use crate::graph::{self, Graph};
use crate::rdf::vocab;
use std::collections::{BTreeMap, BTreeSet};

/// What a term is used as.
type Kind = &'static str;

const CLASS: Kind = "class";
const PROPERTY: Kind = "property";

/// Namespaces of the properties below.
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const SH: &str = "http://www.w3.org/ns/shacl#";

/// Properties whose values, or the members of the lists that these are, are classes or properties.
const USES: [(&str, &str, Kind); 38] = [
    (RDF, "type", CLASS),
    (RDFS, "subClassOf", CLASS),
    (RDFS, "domain", CLASS),
    (RDFS, "range", CLASS),
    (RDFS, "subPropertyOf", PROPERTY),
    (OWL, "equivalentClass", CLASS),
    (OWL, "disjointWith", CLASS),
    (OWL, "complementOf", CLASS),
    (OWL, "unionOf", CLASS),
    (OWL, "intersectionOf", CLASS),
    (OWL, "disjointUnionOf", CLASS),
    (OWL, "someValuesFrom", CLASS),
    (OWL, "allValuesFrom", CLASS),
    (OWL, "onClass", CLASS),
    (OWL, "onProperty", PROPERTY),
    (OWL, "inverseOf", PROPERTY),
    (OWL, "equivalentProperty", PROPERTY),
    (OWL, "propertyDisjointWith", PROPERTY),
    (OWL, "propertyChainAxiom", PROPERTY),
    (OWL, "hasKey", PROPERTY),
    (OWL, "assertionProperty", PROPERTY),
    (SH, "targetClass", CLASS),
    (SH, "class", CLASS),
    (SH, "targetSubjectsOf", PROPERTY),
    (SH, "targetObjectsOf", PROPERTY),
    (SH, "path", PROPERTY),
    (SH, "inversePath", PROPERTY),
    (SH, "alternativePath", PROPERTY),
    (SH, "zeroOrMorePath", PROPERTY),
    (SH, "oneOrMorePath", PROPERTY),
    (SH, "zeroOrOnePath", PROPERTY),
    (SH, "ignoredProperties", PROPERTY),
    (SH, "equals", PROPERTY),
    (SH, "disjoint", PROPERTY),
    (SH, "lessThan", PROPERTY),
    (SH, "lessThanOrEquals", PROPERTY),
    ("https://schema.org/", "domainIncludes", CLASS),
    ("https://schema.org/", "rangeIncludes", CLASS),
];

/// Returns whether an IRI is in one of some namespaces.
pub fn is_in(namespaces: &[String], iri: &str) -> bool {
    let mut namespaces = namespaces.iter();
    namespaces.any(|namespace| iri.starts_with(namespace.as_str()))
}

/// A term that is used and not declared.
struct Undefined {
    kind: Kind,
    /// The statements that use it as what it is.
    uses: Vec<[TermId; 3]>,
}

/// Returns a warning for each property and class in the namespaces that a source of the project uses and that no statement
/// has as its subject, at the first use. `is_closed` says of a namespace whether this many terms of it can be slips; those of
/// other namespaces are not reported.
pub fn undefined_terms(
    graph: &Graph,
    namespaces: &[String],
    is_own: &dyn Fn(&str) -> bool,
    source: Sources,
    is_closed: &dyn Fn(&str, usize) -> bool,
) -> Vec<Finding> {
    if namespaces.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (id, Undefined { kind, uses }) in undefined(graph, namespaces) {
        let places = places(graph, &uses, is_own);
        let (first, count) = (places.first().copied(), places.len());
        found.extend(first.map(|place| (place, id, kind, count)));
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, id, ..) in &found {
        *counts.entry(namespace_of(graph, *id)).or_default() += 1;
    }
    counts.retain(|namespace, count| is_closed(namespace, *count));
    found.retain(|(_, id, ..)| counts.contains_key(&namespace_of(graph, *id)));
    found.sort_unstable();
    let names = match found.is_empty() {
        true => BTreeSet::new(),
        false => defined(graph, namespaces),
    };
    let of_source = found.into_iter().filter_map(|(place, id, kind, count)| {
        // Places are those of sources.
        let file = graph.sources.get(place.source as usize)?;
        Some((file.path.as_str(), place, id, kind, count))
    });
    let findings = of_source.map(|(path, place, id, kind, count)| {
        let name = graph.display(id);
        let span = source(path).and_then(|file| {
            let line = file.text_span(place.line)?;
            let written = graph.written_in(&file, line.clone(), place.source as usize, id);
            Some(written.into_iter().next().unwrap_or(line))
        });
        let place = Place {
            file: path.to_owned(),
            span: span.unwrap_or(0..0),
        };
        let times = match count {
            1 => String::new(),
            count => format!(", but used at {count} places"),
        };
        let message = format!("the {kind} `{name}` of the project is not declared{times}");
        let hint = match nearest(&name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if kind == CLASS => format!("declare it: `{name} a owl:Class .`"),
            None => format!("declare it: `{name} a rdf:Property .`"),
        };
        Finding::warning("undefined-term", message, place).with_hint(hint)
    });
    findings.collect()
}

/// Returns what stands before the local name of an IRI.
fn namespace_of(graph: &Graph, id: TermId) -> String {
    let mut iri = graph.dictionary.text(id);
    iri.truncate(iri.rfind(['#', '/']).map_or(0, |at| at + 1));
    iri
}

/// Returns the terms in the namespaces that are used and that no statement has as its subject.
fn undefined(graph: &Graph, namespaces: &[String]) -> BTreeMap<TermId, Undefined> {
    let is_undefined = |id: TermId| {
        graph.dictionary.is_iri(id)
            && is_in(namespaces, &graph.dictionary.text(id))
            && !is_subject(graph, id)
    };
    let mut undefined: BTreeMap<TermId, Undefined> = BTreeMap::new();
    let mut judged: BTreeMap<TermId, bool> = BTreeMap::new();
    let mut note = |kind: Kind, id: TermId, triple: [TermId; 3]| {
        if *judged.entry(id).or_insert_with(|| is_undefined(id)) {
            let term = undefined.entry(id).or_insert(Undefined {
                kind,
                uses: Vec::new(),
            });
            term.uses.push(triple);
        }
    };
    let list = ["first", "rest"].map(|name| graph.dictionary.find_iri(&format!("{RDF}{name}")));
    for (namespace, name, kind) in USES {
        let property = graph.dictionary.find_iri(&format!("{namespace}{name}"));
        let triples = property.map(|property| graph.all_triples(None, Some(property), None));
        for triple in triples.into_iter().flatten() {
            note(kind, triple[2], triple);
            for cell in cells(graph, list, triple[2]) {
                note(kind, cell[2], cell);
            }
        }
    }
    for id in graph.statistics.predicates() {
        if is_undefined(id) {
            for triple in graph.all_triples(None, Some(id), None) {
                note(PROPERTY, id, triple);
            }
        }
    }
    undefined
}

/// The longest list that is looked at; one with a cycle has no end.
const LONGEST: usize = 10_000;

/// Returns the `rdf:first` statements of a [list](https://www.w3.org/TR/rdf-schema/#ch_list), given `rdf:first` and `rdf:rest`;
/// none if the term is not a list.
fn cells(graph: &Graph, list: [Option<TermId>; 2], head: TermId) -> Vec<[TermId; 3]> {
    let [Some(first), Some(rest)] = list else {
        return Vec::new();
    };
    let mut cells = Vec::new();
    let mut cell = Some(head);
    while let Some(at) = cell
        && cells.len() < LONGEST
    {
        cells.extend(graph.all_triples(Some(at), Some(first), None));
        let mut next = graph.all_triples(Some(at), Some(rest), None);
        cell = next.next().map(|[.., next]| next);
    }
    cells
}

/// Whether a source says something of a term, apart from how it looks.
fn is_subject(graph: &Graph, id: TermId) -> bool {
    let mut triples = graph.all_triples(Some(id), None, None);
    let is_style = |property: TermId| graph.dictionary.text(property).starts_with(vocab::STYLES);
    triples.any(|triple| graph.is_asserted(triple) && !is_style(triple[1]))
}

/// Returns the places of statements in sources of the project, sorted.
fn places(
    graph: &Graph,
    triples: &[[TermId; 3]],
    is_own: &dyn Fn(&str) -> bool,
) -> Vec<graph::Place> {
    let places = triples.iter().flat_map(|triple| graph.places_of(*triple));
    let is_of_own = |place: &graph::Place| {
        let source = graph.sources.get(place.source as usize);
        source.is_some_and(|source| is_own(&source.path))
    };
    let mut places: Vec<graph::Place> = places.filter(is_of_own).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The names of the terms in the namespaces that something is said of.
fn defined(graph: &Graph, namespaces: &[String]) -> BTreeSet<String> {
    let iris = 0..graph.dictionary.bounds[0];
    let is_defined =
        |id: &TermId| is_in(namespaces, &graph.dictionary.text(*id)) && is_subject(graph, *id);
    iris.filter(is_defined)
        .map(|id| graph.display(id))
        .collect()
}
