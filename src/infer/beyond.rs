//! What an ontology says that is not looked at: axioms and class expressions beyond
//! [OWL 2 RL or OWL 2 EL](https://www.w3.org/TR/owl2-profiles/).

use super::Datatypes;
use crate::graph::Graph;
use crate::project::Inference;
use crate::rdf::vocab;
use std::collections::BTreeSet;

const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// What is beyond a profile.
struct Limits {
    /// Properties from which nothing follows, whatever their values.
    properties: &'static [&'static str],
    /// Properties from which something follows only if their value is 0 or 1.
    up_to_one: &'static [&'static str],
    /// Classes from whose instances nothing follows.
    classes: &'static [&'static str],
    /// Class expressions from which nothing follows for the instances of a class below them.
    not_above: &'static [&'static str],
    /// Class expressions of which no instances are found.
    not_below: &'static [&'static str],
}

const OWL_RL: Limits = Limits {
    properties: &[
        "cardinality",
        "datatypeComplementOf",
        "disjointUnionOf",
        "hasSelf",
        "minCardinality",
        "minQualifiedCardinality",
        "onDataRange",
        "onProperties",
        "qualifiedCardinality",
    ],
    up_to_one: &["maxCardinality", "maxQualifiedCardinality"],
    classes: &["ReflexiveProperty"],
    not_above: &["oneOf", "someValuesFrom", "unionOf"],
    not_below: &[],
};

const OWL_EL: Limits = Limits {
    properties: &[
        "allValuesFrom",
        "cardinality",
        "datatypeComplementOf",
        "disjointUnionOf",
        "hasKey",
        "inverseOf",
        "maxCardinality",
        "maxQualifiedCardinality",
        "minCardinality",
        "minQualifiedCardinality",
        "onDataRange",
        "onProperties",
        "propertyDisjointWith",
        "qualifiedCardinality",
    ],
    up_to_one: &[],
    classes: &[
        "AllDisjointProperties",
        "AsymmetricProperty",
        "FunctionalProperty",
        "InverseFunctionalProperty",
        "IrreflexiveProperty",
        "SymmetricProperty",
    ],
    not_above: &["oneOf", "unionOf"],
    not_below: &["complementOf"],
};

/// Returns the kinds of axioms and expressions that a profile does not look at, each with how often it is asserted, the most
/// frequent first.
pub fn beyond(graph: &Graph, profile: Inference) -> Vec<(String, usize)> {
    let limits = match profile {
        Inference::OwlRl | Inference::OwlRlFull => OWL_RL,
        Inference::OwlEl => OWL_EL,
        Inference::None | Inference::Rdfs | Inference::RdfsFull => return Vec::new(),
    };
    let find = |iri: &str| graph.dictionary.find_iri(iri);
    let owl = |name: &str| find(&format!("{OWL}{name}"));
    let asserted = |predicate: Option<u32>, object: Option<u32>| {
        let asserted = |predicate| graph.asserted_triples(None, Some(predicate), object);
        predicate.map(asserted).into_iter().flatten()
    };
    let instances = |class: Option<u32>| {
        let instances = class.map(|class| asserted(find(vocab::RDF_TYPE), Some(class)));
        instances.into_iter().flatten().count()
    };
    let mut kinds: Vec<(String, usize)> = Vec::new();
    let mut add = |kind: String, count: usize| {
        if count > 0 {
            kinds.push((kind, count));
        }
    };
    for name in limits.properties {
        add(format!("owl:{name}"), asserted(owl(name), None).count());
    }
    let known = Datatypes::default().learn(graph);
    let known: BTreeSet<u32> = known.into_iter().map(|(node, _)| node).collect();
    let unknown = asserted(owl("onDatatype"), None).filter(|[node, ..]| !known.contains(node));
    add(
        "owl:onDatatype with other facets".to_owned(),
        unknown.count(),
    );
    for name in limits.up_to_one {
        let values = asserted(owl(name), None).map(|[_, _, value]| graph.dictionary.text(value));
        let above = values.filter(|value| !matches!(value.trim(), "0" | "1"));
        add(format!("owl:{name} above 1"), above.count());
    }
    for name in limits.classes {
        add(format!("owl:{name}"), instances(owl(name)));
    }
    let rule = find("http://www.w3.org/2003/11/swrl#Imp");
    add("swrl:Imp".to_owned(), instances(rule));
    let (sub, equivalent) = (find(vocab::RDFS_SUB_CLASS_OF), owl("equivalentClass"));
    let ends = |end: usize| {
        let below = asserted(sub, None).map(move |triple| triple[end]);
        below.chain(asserted(equivalent, None).map(|triple| triple[2]))
    };
    let (above, below): (BTreeSet<u32>, BTreeSet<u32>) = (ends(2).collect(), ends(0).collect());
    let rest = find("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest");
    let nil = find("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil");
    // The class of one individual is in OWL 2 EL.
    let is_of_one = |list: u32| {
        let mut ends = graph.asserted_triples(Some(list), rest, nil);
        profile == Inference::OwlEl && nil.is_some() && ends.next().is_some()
    };
    for name in limits.not_above {
        let expressions = asserted(owl(name), None);
        let expressions =
            expressions.filter(|[node, _, list]| above.contains(node) && !is_of_one(*list));
        add(format!("owl:{name} in superclasses"), expressions.count());
    }
    for name in limits.not_below {
        let expressions = asserted(owl(name), None).filter(|[node, ..]| below.contains(node));
        add(format!("owl:{name} in subclasses"), expressions.count());
    }
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    kinds
}
