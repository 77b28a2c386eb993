//! Names that nothing has and that are nearly those of something: by their letters, by their namespace, or as terms of the languages
//! themselves.

use crate::dictionary::TermId;
use crate::finding::{likeness, nearest};
use crate::graph::Graph;
use crate::rdf::NamedNode;
use strsim::damerau_levenshtein;

/// The least likeness of a name with another for it to be most likely a slip.
const ALIKE: f64 = 0.75;

/// The most letters in which a namespace differs from the one that is meant: `example.com` and `example.org` do in three.
const OF_NAMESPACE: usize = 3;

/// The most names of a namespace that an unknown name is compared with.
const MOST: usize = 200_000;

/// The namespaces of the languages themselves: what no source uses of them is not a slip of a name, unless it is nearly one of these.
const LANGUAGES: [(&str, &[&str]); 4] = [
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", &OF_RDF),
    ("http://www.w3.org/2000/01/rdf-schema#", &OF_RDFS),
    ("http://www.w3.org/2002/07/owl#", &OF_OWL),
    ("http://www.w3.org/2001/XMLSchema#", &OF_XSD),
];

const OF_RDF: [&str; 19] = [
    "Alt",
    "Bag",
    "CompoundLiteral",
    "HTML",
    "JSON",
    "List",
    "Property",
    "Seq",
    "Statement",
    "XMLLiteral",
    "first",
    "langString",
    "nil",
    "object",
    "predicate",
    "reifies",
    "rest",
    "type",
    "value",
];

const OF_RDFS: [&str; 15] = [
    "Class",
    "Container",
    "ContainerMembershipProperty",
    "Datatype",
    "Literal",
    "Resource",
    "comment",
    "domain",
    "isDefinedBy",
    "label",
    "member",
    "range",
    "seeAlso",
    "subClassOf",
    "subPropertyOf",
];

const OF_OWL: [&str; 40] = [
    "AllDifferent",
    "AnnotationProperty",
    "AsymmetricProperty",
    "Class",
    "DatatypeProperty",
    "FunctionalProperty",
    "InverseFunctionalProperty",
    "IrreflexiveProperty",
    "NamedIndividual",
    "Nothing",
    "ObjectProperty",
    "Ontology",
    "ReflexiveProperty",
    "Restriction",
    "SymmetricProperty",
    "Thing",
    "TransitiveProperty",
    "allValuesFrom",
    "cardinality",
    "complementOf",
    "deprecated",
    "differentFrom",
    "disjointUnionOf",
    "disjointWith",
    "equivalentClass",
    "equivalentProperty",
    "hasKey",
    "hasSelf",
    "hasValue",
    "imports",
    "intersectionOf",
    "inverseOf",
    "maxCardinality",
    "minCardinality",
    "onProperty",
    "oneOf",
    "propertyChainAxiom",
    "sameAs",
    "someValuesFrom",
    "unionOf",
];

const OF_XSD: [&str; 51] = [
    "ENTITIES",
    "ENTITY",
    "ID",
    "IDREF",
    "IDREFS",
    "NCName",
    "NMTOKEN",
    "NMTOKENS",
    "NOTATION",
    "Name",
    "QName",
    "anyAtomicType",
    "anySimpleType",
    "anyType",
    "anyURI",
    "base64Binary",
    "boolean",
    "byte",
    "date",
    "dateTime",
    "dateTimeStamp",
    "dayTimeDuration",
    "decimal",
    "double",
    "duration",
    "float",
    "gDay",
    "gMonth",
    "gMonthDay",
    "gYear",
    "gYearMonth",
    "hexBinary",
    "int",
    "integer",
    "language",
    "long",
    "negativeInteger",
    "nonNegativeInteger",
    "nonPositiveInteger",
    "normalizedString",
    "positiveInteger",
    "short",
    "string",
    "time",
    "token",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
    "untypedAtomic",
    "yearMonthDuration",
];

/// Returns whether a name that nothing has is most likely a slip of another. Names that differ in their digits alone are those of
/// different things.
pub fn is_slip(name: &str, near: &str) -> bool {
    let letters = |name: &str| -> String { name.chars().filter(|c| !c.is_numeric()).collect() };
    likeness(near, name) >= ALIKE && letters(name) != letters(near)
}

/// Returns whether an IRI is in the namespace of one of the languages themselves.
pub fn is_of_language(iri: &str) -> bool {
    LANGUAGES
        .iter()
        .any(|(namespace, _)| iri.starts_with(namespace))
}

/// Returns the term of one of the languages themselves that an IRI or a prefixed name stands for: it is known in every graph,
/// whether a statement has it or not.
pub fn known_of_language(graph: &Graph, name: &str) -> Option<NamedNode> {
    let in_brackets = name
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'));
    let expanded = graph.prefixes.expand(name);
    let iri = expanded.unwrap_or_else(|| in_brackets.unwrap_or(name).to_owned());
    let is_known = LANGUAGES.iter().any(|(namespace, terms)| {
        let term = iri.strip_prefix(namespace);
        term.is_some_and(|term| terms.contains(&term))
    });
    NamedNode::new(iri).ok().filter(|_| is_known)
}

/// Returns the IRI of the term of a language that an IRI in its namespace is a slip of.
pub fn term_of_language(iri: &str) -> Option<String> {
    let in_namespace = |(namespace, terms): &(&'static str, &'static [&'static str])| {
        Some((*namespace, *terms, iri.strip_prefix(namespace)?))
    };
    let (namespace, terms, name) = LANGUAGES.iter().find_map(in_namespace)?;
    if terms.contains(&name) {
        return None;
    }
    let near = nearest(name, terms.iter().copied()).filter(|near| is_slip(name, near))?;
    Some(format!("{namespace}{near}"))
}

/// Returns the prefixed name that is closest to one, of those with its prefix, if one is close.
pub fn near_entity(graph: &Graph, shown: &str) -> Option<String> {
    let dictionary = &graph.dictionary;
    let (prefix, _) = shown.split_once(':')?;
    let namespace = graph.prefixes.namespace(prefix)?;
    let others = dictionary.starting_with(dictionary.iris(), namespace);
    let mut names = Vec::new();
    dictionary.each_text(
        others.start..others.end.min(others.start + MOST as TermId),
        |_, text| {
            let name = text.get(namespace.len()..).unwrap_or_default();
            names.push(format!("{prefix}:{}", String::from_utf8_lossy(name)));
        },
    );
    nearest(shown, names.iter().map(String::as_str)).map(str::to_owned)
}

/// Returns the IRI that has the local name of another in a namespace that is nearly the same, if nothing is in that of the other.
pub fn in_near_namespace(graph: &Graph, iri: &str) -> Option<String> {
    let local_name = iri.rfind(['#', '/', ':'])? + 1;
    let (namespace, name) = iri.split_at(local_name);
    let dictionary = &graph.dictionary;
    if name.is_empty()
        || !dictionary
            .starting_with(dictionary.iris(), namespace)
            .is_empty()
    {
        return None;
    }
    let others = graph.prefixes.iter().map(|(_, other)| other);
    let near = others.filter_map(|other| {
        let distance = damerau_levenshtein(namespace, other);
        let meant = format!("{other}{name}");
        let is_near = distance <= OF_NAMESPACE && dictionary.find_iri(&meant).is_some();
        is_near.then_some((distance, meant))
    });
    near.min().map(|(_, meant)| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_in_letters() {
        assert!(is_slip(":cost", ":coast"));
        assert!(is_slip(":enterprise", ":Enterprise"));
        assert!(!is_slip(":plan-2019", ":plan-2018"));
        assert!(!is_slip(":coat", ":ship"));
    }

    #[test]
    fn the_terms_of_the_languages_are_known() {
        let of_rdfs =
            |name: &str| term_of_language(&format!("http://www.w3.org/2000/01/rdf-schema#{name}"));
        assert_eq!(
            of_rdfs("lable").as_deref(),
            Some("http://www.w3.org/2000/01/rdf-schema#label")
        );
        assert_eq!(of_rdfs("label"), None);
        assert_eq!(of_rdfs("unlike"), None);
        assert_eq!(
            term_of_language("http://www.w3.org/1999/02/22-rdf-syntax-ns#_1"),
            None
        );
        assert_eq!(term_of_language("http://example.org/lable"), None);
    }
}
