//! RDF terms, the vocabulary that bixi itself knows, and prefixes ([RDF 1.2 Concepts](https://www.w3.org/TR/rdf12-concepts/)).

pub use oxigraph::model::{
    BaseDirection, BlankNode, BlankNodeRef, GraphName, Literal, LiteralRef, NamedNode,
    NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef, Triple, Variable,
};

pub(crate) mod names;

use names::{is_plain_local_name, is_prefix_name};
use std::collections::BTreeMap;

/// IRIs of the vocabularies that bixi gives a meaning to.
pub mod vocab {
    /// `rdf:type`
    pub const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    /// `rdf:reifies`
    pub const RDF_REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";
    /// The class and the properties of blank nodes that stand for triple terms in
    /// [RDF 1.1](https://w3c.github.io/rdf-interop/spec/): `rdf:PropositionForm` with its subject, predicate and object.
    pub const RDF_PROPOSITION_FORM: [&str; 4] = [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#PropositionForm",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#propositionFormSubject",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#propositionFormPredicate",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#propositionFormObject",
    ];
    /// The class and the properties of [reification](https://www.w3.org/TR/rdf11-mt/#reification): `rdf:Statement` with its
    /// subject, predicate and object.
    pub const RDF_STATEMENT: [&str; 4] = [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#object",
    ];
    /// `rdf:langString`
    pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
    /// `rdf:dirLangString`
    pub const RDF_DIR_LANG_STRING: &str =
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString";
    /// `rdfs:subPropertyOf`
    pub const RDFS_SUB_PROPERTY_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";
    /// `rdfs:subClassOf`
    pub const RDFS_SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    /// `rdfs:domain`
    pub const RDFS_DOMAIN: &str = "http://www.w3.org/2000/01/rdf-schema#domain";
    /// `rdfs:range`
    pub const RDFS_RANGE: &str = "http://www.w3.org/2000/01/rdf-schema#range";
    /// The vocabulary of how pictures look.
    pub const STYLES: &str = "https://bixi.example/vocab/style#";
    /// The functions that SPARQL does not have.
    pub const FUNCTIONS: &str = "https://bixi.example/vocab/function#";
    /// The datatype of what a mapping says is wrong in a row.
    pub const PROBLEM: &str = "https://bixi.example/vocab/function#problem";
    /// The vocabulary of the manifests of published graphs.
    pub const PUBLICATION: &str = "https://bixi.example/vocab/publication#";
    /// `rdfs:label`
    pub const RDFS_LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
    /// `owl:imports`
    pub const OWL_IMPORTS: &str = "http://www.w3.org/2002/07/owl#imports";
    /// `owl:Ontology`
    pub const OWL_ONTOLOGY: &str = "http://www.w3.org/2002/07/owl#Ontology";
    /// `owl:versionIRI`
    pub const OWL_VERSION_IRI: &str = "http://www.w3.org/2002/07/owl#versionIRI";
    /// `xsd:string`
    pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
    /// `xsd:boolean`
    pub const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
    /// `xsd:integer`
    pub const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
    /// `xsd:gYear`
    pub const XSD_G_YEAR: &str = "http://www.w3.org/2001/XMLSchema#gYear";
    /// `xsd:gYearMonth`
    pub const XSD_G_YEAR_MONTH: &str = "http://www.w3.org/2001/XMLSchema#gYearMonth";
    /// `xsd:decimal`
    pub const XSD_DECIMAL: &str = "http://www.w3.org/2001/XMLSchema#decimal";
    /// `xsd:double`
    pub const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";

    /// The classes of classes.
    pub const CLASSES: [&str; 2] = [
        "http://www.w3.org/2002/07/owl#Class",
        "http://www.w3.org/2000/01/rdf-schema#Class",
    ];

    /// The classes of properties.
    pub const PROPERTIES: [&str; 4] = [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
        "http://www.w3.org/2002/07/owl#ObjectProperty",
        "http://www.w3.org/2002/07/owl#DatatypeProperty",
        "http://www.w3.org/2002/07/owl#AnnotationProperty",
    ];

    /// Of these classes are classes, properties and the ontologies themselves.
    pub const DECLARED: [&str; 8] = [
        "http://www.w3.org/2002/07/owl#Ontology",
        "http://www.w3.org/2002/07/owl#Class",
        "http://www.w3.org/2000/01/rdf-schema#Class",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
        "http://www.w3.org/2002/07/owl#ObjectProperty",
        "http://www.w3.org/2002/07/owl#DatatypeProperty",
        "http://www.w3.org/2002/07/owl#AnnotationProperty",
        "http://www.w3.org/2000/01/rdf-schema#Datatype",
    ];

    /// Properties of which an entity is expected to have one value in each language.
    pub const NAMES: [&str; 3] = [LABELS[0], LABELS[1], LABELS[2]];

    /// Properties whose literals name an entity, the preferred one first.
    pub const LABELS: [&str; 5] = [
        RDFS_LABEL,
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "https://schema.org/name",
        "http://www.w3.org/2004/02/skos/core#altLabel",
        "http://www.w3.org/2004/02/skos/core#hiddenLabel",
    ];
}

/// Prefixes that a query may use although no source declares them.
const WELL_KNOWN: [(&str, &str); 6] = [
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The prefixes of a project, by name without the colon.
///
/// ```
/// use bixi::rdf::Prefixes;
///
/// let mut prefixes = Prefixes::default();
/// prefixes.declare("ex", "http://example.org/");
/// assert_eq!(prefixes.expand("ex:alice").as_deref(), Some("http://example.org/alice"));
/// assert_eq!(prefixes.compact("http://example.org/alice").as_deref(), Some("ex:alice"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefixes {
    by_name: BTreeMap<String, String>,
}

impl Default for Prefixes {
    fn default() -> Self {
        let by_name = WELL_KNOWN
            .iter()
            .map(|(n, i)| (n.to_string(), i.to_string()))
            .collect();
        Self { by_name }
    }
}

impl Prefixes {
    /// Returns no prefixes, not even those that everybody knows.
    pub fn none() -> Self {
        Self {
            by_name: BTreeMap::new(),
        }
    }

    /// Adds one prefix; of two namespaces for one name the last stays.
    pub fn declare(&mut self, name: &str, namespace: &str) {
        self.by_name.insert(name.to_owned(), namespace.to_owned());
    }

    /// Name and namespace IRI of each prefix, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_name
            .iter()
            .map(|(name, namespace)| (name.as_str(), namespace.as_str()))
    }

    /// Returns those prefixes that Turtle can declare and that are wanted, by name and namespace IRI.
    #[must_use]
    pub fn only(&self, mut is_wanted: impl FnMut(&str, &str) -> bool) -> Self {
        let mut by_name = self.by_name.clone();
        by_name.retain(|name, namespace| is_prefix_name(name) && is_wanted(name, namespace));
        Self { by_name }
    }

    /// The namespace IRI of a prefix.
    pub fn namespace(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }

    /// `kg:huli` → its IRI; `None` if it is not a prefixed name or its prefix is unknown.
    pub fn expand(&self, prefixed_name: &str) -> Option<String> {
        let (prefix, local) = prefixed_name.split_once(':')?;
        Some(format!("{}{local}", self.namespace(prefix)?))
    }

    /// The prefixed name of an IRI, with the longest namespace that fits, or `None` if a
    /// [local name](https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL) cannot say the rest without escapes.
    pub fn compact(&self, iri: &str) -> Option<String> {
        self.by_name
            .iter()
            .filter(|(_, namespace)| !namespace.is_empty() && iri.starts_with(namespace.as_str()))
            .max_by_key(|(name, namespace)| (namespace.len(), std::cmp::Reverse(name.as_str())))
            .map(|(name, namespace)| (name, &iri[namespace.len()..]))
            .filter(|(_, local)| is_plain_local_name(local))
            .map(|(name, local)| format!("{name}:{local}"))
    }

    /// A term as a person writes it in Turtle: prefixed names where possible, language tags in their usual case.
    pub fn display(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(iri) => self.display_iri(iri.as_str()),
            Term::BlankNode(node) => format!("_:{}", node.as_str()),
            Term::Literal(literal) => self.display_literal(literal),
            Term::Triple(triple) => format!(
                "<<( {} {} {} )>>",
                self.display(&triple.subject.clone().into()),
                self.display_iri(triple.predicate.as_str()),
                self.display(&triple.object)
            ),
        }
    }

    /// An IRI as a prefixed name, or in angle brackets.
    pub fn display_iri(&self, iri: &str) -> String {
        self.compact(iri).unwrap_or_else(|| format!("<{iri}>"))
    }

    fn display_literal(&self, literal: &Literal) -> String {
        let quoted = Literal::new_simple_literal(literal.value()).to_string();
        match (literal.language(), literal.direction()) {
            (Some(language), Some(direction)) => {
                format!("{quoted}@{}--{direction}", usual_case(language))
            }
            (Some(language), None) => format!("{quoted}@{}", usual_case(language)),
            _ if literal.datatype().as_str() == vocab::XSD_STRING => quoted,
            _ if is_bare(literal) => literal.value().to_owned(),
            _ => format!(
                "{quoted}^^{}",
                self.display_iri(literal.datatype().as_str())
            ),
        }
    }
}

/// Whether Turtle can write a literal [without quotes](https://www.w3.org/TR/rdf12-turtle/#abbrev).
fn is_bare(literal: &Literal) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let unsigned = literal
        .value()
        .strip_prefix(['+', '-'])
        .unwrap_or(literal.value());
    match literal
        .datatype()
        .as_str()
        .strip_prefix("http://www.w3.org/2001/XMLSchema#")
    {
        Some("integer") => digits(unsigned),
        Some("decimal") => unsigned
            .split_once('.')
            .is_some_and(|(whole, part)| digits(part) && (whole.is_empty() || digits(whole))),
        Some("boolean") => matches!(literal.value(), "true" | "false"),
        _ => false,
    }
}

/// A term whose language tag is in its usual case: what is written, where a term in a graph has lower case.
pub fn with_usual_case(term: Term) -> Term {
    match term {
        Term::Literal(literal) => match (literal.language(), literal.direction()) {
            (Some(tag), Some(direction)) => {
                Literal::new_directional_language_tagged_literal_unchecked(
                    literal.value(),
                    usual_case(tag),
                    direction,
                )
                .into()
            }
            (Some(tag), None) => {
                Literal::new_language_tagged_literal_unchecked(literal.value(), usual_case(tag))
                    .into()
            }
            _ => literal.into(),
        },
        Term::Triple(triple) => Term::Triple(Box::new(Triple::new(
            triple.subject,
            triple.predicate,
            with_usual_case(triple.object),
        ))),
        other => other,
    }
}

/// A language tag in the case of [BCP 47, 2.1.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1.1): `zh-hans-cn` → `zh-Hans-CN`.
/// Terms hold their tags in lower case, since tags that differ in case only are the same tag.
pub fn usual_case(language: &str) -> String {
    let mut tag = String::with_capacity(language.len());
    let mut after_singleton = false;
    for (index, subtag) in language.split('-').enumerate() {
        if index > 0 {
            tag.push('-');
        }
        let subtag = subtag.to_ascii_lowercase();
        match subtag.len() {
            2 if index > 0 && !after_singleton => tag.push_str(&subtag.to_ascii_uppercase()),
            4 if index > 0 && !after_singleton => {
                tag.push_str(&subtag[..1].to_ascii_uppercase());
                tag.push_str(&subtag[1..]);
            }
            _ => tag.push_str(&subtag),
        }
        after_singleton |= subtag.len() == 1;
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compacts_with_the_longest_namespace_and_only_plain_local_names() {
        let mut prefixes = Prefixes::default();
        prefixes.declare("e", "http://e/");
        prefixes.declare("v", "http://e/vocab/");
        assert_eq!(
            prefixes.compact("http://e/vocab/park").as_deref(),
            Some("v:park")
        );
        assert_eq!(prefixes.compact("http://e/园区").as_deref(), Some("e:园区"));
        assert_eq!(prefixes.compact("http://e/a/b"), None);
        assert_eq!(prefixes.compact("http://e/-a"), None);
        // Numbers and letters, but not in names.
        assert_eq!(prefixes.compact("http://e/a①"), None);
        assert_eq!(prefixes.compact("http://e/aª"), None);
        assert_eq!(prefixes.compact("http://e/\u{345}a"), None);
        assert_eq!(prefixes.display_iri("http://other/x"), "<http://other/x>");
    }

    #[test]
    fn language_tags_are_shown_in_their_usual_case() {
        for (tag, shown) in [
            ("zh-hans", "zh-Hans"),
            ("zh-hans-cn", "zh-Hans-CN"),
            ("en-us", "en-US"),
            ("EN", "en"),
            ("en-x-us", "en-x-us"),
            ("zh-latn-pinyin", "zh-Latn-pinyin"),
        ] {
            assert_eq!(usual_case(tag), shown);
        }
    }
}
