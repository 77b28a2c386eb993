//! What an ontology says that no rule looks at: axioms and class expressions beyond
//! [OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#OWL_2_RL).

use super::Datatypes;
use crate::graph::Graph;
use crate::rdf::vocab;
use std::collections::BTreeSet;

const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// Properties from which nothing follows, whatever their values.
const PROPERTIES: [&str; 9] = [
    "cardinality",
    "datatypeComplementOf",
    "disjointUnionOf",
    "hasSelf",
    "minCardinality",
    "minQualifiedCardinality",
    "onDataRange",
    "onProperties",
    "qualifiedCardinality",
];

/// Properties from which something follows only if their value is 0 or 1.
const UP_TO_ONE: [&str; 2] = ["maxCardinality", "maxQualifiedCardinality"];

/// Class expressions from which nothing follows for the instances of a class below them.
const NOT_ABOVE: [&str; 3] = ["oneOf", "someValuesFrom", "unionOf"];

/// Returns the kinds of axioms and expressions that no rule looks at, each with how often it is asserted, the most frequent
/// first.
pub fn beyond(graph: &Graph) -> Vec<(String, usize)> {
    let find = |iri: &str| graph.dictionary.find_iri(iri);
    let owl = |name: &str| find(&format!("{OWL}{name}"));
    let asserted = |predicate: Option<u32>, object: Option<u32>| {
        let asserted = |predicate| graph.asserted_triples(None, Some(predicate), object);
        predicate.map(asserted).into_iter().flatten()
    };
    let mut kinds: Vec<(String, usize)> = Vec::new();
    let mut add = |kind: String, count: usize| {
        if count > 0 {
            kinds.push((kind, count));
        }
    };
    for name in PROPERTIES {
        add(format!("owl:{name}"), asserted(owl(name), None).count());
    }
    let known = Datatypes::default().learn(graph);
    let known: BTreeSet<u32> = known.into_iter().map(|(node, _)| node).collect();
    let unknown = asserted(owl("onDatatype"), None).filter(|[node, ..]| !known.contains(node));
    add(
        "owl:onDatatype with other facets".to_owned(),
        unknown.count(),
    );
    for name in UP_TO_ONE {
        let values = asserted(owl(name), None).map(|[_, _, value]| graph.dictionary.text(value));
        let above = values.filter(|value| !matches!(value.trim(), "0" | "1"));
        add(format!("owl:{name} above 1"), above.count());
    }
    if let Some(class) = owl("ReflexiveProperty") {
        let count = asserted(find(vocab::RDF_TYPE), Some(class)).count();
        add("owl:ReflexiveProperty".to_owned(), count);
    }
    if let Some(class) = find("http://www.w3.org/2003/11/swrl#Imp") {
        let count = asserted(find(vocab::RDF_TYPE), Some(class)).count();
        add("swrl:Imp".to_owned(), count);
    }
    let above = [find(vocab::RDFS_SUB_CLASS_OF), owl("equivalentClass")];
    let above = above
        .into_iter()
        .flat_map(|property| asserted(property, None));
    let above: BTreeSet<u32> = above.map(|[_, _, class]| class).collect();
    for name in NOT_ABOVE {
        let expressions = asserted(owl(name), None).filter(|[node, ..]| above.contains(node));
        add(format!("owl:{name} in superclasses"), expressions.count());
    }
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    kinds
}
