//! The terms that the reasoner itself knows, and which statements are too trivial to be inferred unasked.

use super::facts::{Facts, Terms, Triple};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::rdf::{Literal, NamedNode};

/// Numbers of terms.
pub struct Vocabulary {
    /// `rdf:type`
    pub rdf_type: TermId,
    /// `owl:sameAs`
    pub same_as: TermId,
    /// `owl:differentFrom`
    pub different_from: TermId,
    thing: TermId,
    nothing: TermId,
    resource: TermId,
    sub_class_of: TermId,
    reflexive: [TermId; 5],
    /// Whether something is said of `owl:Thing` from which more follows.
    thing_matters: bool,
}

impl Vocabulary {
    /// Finds the terms, and whether an ontology says something of `owl:Thing`.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn new(terms: &mut Terms, facts: &Facts) -> Result<Self> {
        let mut iri = |name: &str| terms.iri(&expand(name).unwrap_or_default());
        let mut vocabulary = Self {
            rdf_type: iri("a")?,
            same_as: iri("owl:sameAs")?,
            different_from: iri("owl:differentFrom")?,
            thing: iri("owl:Thing")?,
            nothing: iri("owl:Nothing")?,
            resource: iri("rdfs:Resource")?,
            sub_class_of: iri("rdfs:subClassOf")?,
            reflexive: [
                iri("owl:sameAs")?,
                iri("rdfs:subClassOf")?,
                iri("rdfs:subPropertyOf")?,
                iri("owl:equivalentClass")?,
                iri("owl:equivalentProperty")?,
            ],
            thing_matters: false,
        };
        let above = [
            iri("rdfs:subClassOf")?,
            iri("owl:disjointWith")?,
            iri("owl:complementOf")?,
        ];
        let equivalent = iri("owl:equivalentClass")?;
        let thing = vocabulary.thing;
        let said = |s, p, o| facts.count([s, Some(p), o]) > 0;
        vocabulary.thing_matters = above.iter().any(|p| said(Some(thing), *p, None))
            || said(Some(thing), equivalent, None)
            || said(None, equivalent, Some(thing));
        Ok(vocabulary)
    }

    /// Whether a statement holds of every term, or every class, and nothing depends on it.
    pub fn is_trivial(&self, [subject, predicate, object]: Triple) -> bool {
        if subject == object {
            return self.reflexive.contains(&predicate);
        }
        let universal = object == self.thing && !self.thing_matters || object == self.resource;
        predicate == self.rdf_type && universal
            || predicate == self.sub_class_of && (universal || subject == self.nothing)
    }
}

/// The IRI of a name in a table of rules.
pub fn expand(name: &str) -> Option<String> {
    if let Some(iri) = name.strip_prefix('<') {
        return iri.strip_suffix('>').map(str::to_owned);
    }
    let (prefix, local) = if name == "a" {
        ("rdf", "type")
    } else {
        name.split_once(':')?
    };
    let namespace = match prefix {
        "rdf" => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs" => "http://www.w3.org/2000/01/rdf-schema#",
        "owl" => "http://www.w3.org/2002/07/owl#",
        _ => return None,
    };
    Some(format!("{namespace}{local}"))
}

/// A term in a table of rules: a name, or a number of a kind of integer.
///
/// # Errors
/// If there are more terms than can be numbered.
pub fn term(word: &str, number: &str, terms: &mut Terms) -> Result<Option<TermId>> {
    if let Some(iri) = expand(word) {
        return terms.iri(&iri).map(Some);
    }
    if word.parse::<u32>().is_err() {
        return Ok(None);
    }
    let datatype = NamedNode::new_unchecked(format!("{}{number}", super::datatype::XSD));
    terms
        .intern(&Literal::new_typed_literal(word, datatype).into())
        .map(Some)
}
