//! Statements as [RDF/XML](https://www.w3.org/TR/rdf12-xml/), an element for each subject and each statement.

use super::output::Output;
use super::xml::{attribute, is_writable, text};
use crate::error::{FormatError, Result};
use crate::rdf::names::{is_pn_chars, is_pn_chars_u};
use crate::rdf::{
    BaseDirection, Literal, NamedNode, NamedOrBlankNode, Prefixes, Term, Triple, vocab,
};
use std::collections::BTreeMap;
use std::io::Write;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The names of RDF that the grammar has for itself: no property can be called so
/// ([6.1.4](https://www.w3.org/TR/rdf12-xml/#section-Namespace)).
const OF_GRAMMAR: [&str; 9] = [
    "Description",
    "li",
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
];

/// The namespaces that no prefix but their own may have ([Namespaces in XML, 3](https://www.w3.org/TR/xml-names/#xmlReserved)).
const OF_XML: [&str; 2] = [
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
];

/// A document on its way.
pub struct RdfXml<'p, 'o, 'b, W> {
    output: Output<'o, 'b, W>,
    /// The names of the declared prefixes, by their namespaces.
    names: BTreeMap<&'p str, &'p str>,
    /// The subject of the last statement.
    subject: Option<NamedOrBlankNode>,
}

impl<'p, 'o, 'b, W: Write> RdfXml<'p, 'o, 'b, W> {
    /// Writes the prefixes, as far as XML can have them.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn new(mut output: Output<'o, 'b, W>, prefixes: &'p Prefixes) -> Result<Self> {
        let mut names = BTreeMap::from([(RDF, "rdf")]);
        for (name, namespace) in prefixes.iter() {
            let is_own = matches!(name, "rdf" | "its") || name.to_lowercase().starts_with("xml");
            if !name.is_empty() && !is_own && !OF_XML.contains(&namespace) {
                names.entry(namespace).or_insert(name);
            }
        }
        output.write(&["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF"])?;
        for (namespace, name) in &names {
            output.write(&[" xmlns:", name, "=\"", &attribute(namespace), "\""])?;
        }
        output.write(&[">\n"])?;
        Ok(Self {
            output,
            names,
            subject: None,
        })
    }

    /// Writes the next statement.
    ///
    /// # Errors
    /// If the property cannot be the name of an element, XML cannot carry a character, or as [`Output::write`].
    pub fn statement(&mut self, triple: &Triple) -> Result<()> {
        if self.subject.as_ref() != Some(&triple.subject) {
            self.end_subject()?;
            self.output
                .write(&["\t<rdf:Description", &about(&triple.subject), ">\n"])?;
            self.subject = Some(triple.subject.clone());
        }
        let element = self.element(&triple.predicate, &triple.object)?;
        self.output.write(&["\t\t", &element, "\n"])
    }

    /// Ends the document.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn finish(mut self) -> Result<()> {
        self.end_subject()?;
        self.output.write(&["</rdf:RDF>\n"])
    }

    fn end_subject(&mut self) -> Result<()> {
        match self.subject.take() {
            Some(_) => self.output.write(&["\t</rdf:Description>\n"]),
            None => Ok(()),
        }
    }

    /// Returns the element of a property with its object.
    fn element(&self, predicate: &NamedNode, object: &Term) -> Result<String> {
        let (name, declaration) = self.name(predicate.as_str())?;
        let start = format!("<{name}{declaration}");
        Ok(match object {
            Term::NamedNode(iri) => {
                format!("{start} rdf:resource=\"{}\"/>", attribute(iri.as_str()))
            }
            Term::BlankNode(node) => format!("{start} rdf:nodeID=\"{}\"/>", node.as_str()),
            Term::Literal(literal) => {
                let (attributes, content) = parts(literal)?;
                format!("{start}{attributes}>{content}</{name}>")
            }
            Term::Triple(triple) => {
                let subject = about(&triple.subject);
                let inner = self.element(&triple.predicate, &triple.object)?;
                let triple = format!("<rdf:Description{subject}>{inner}</rdf:Description>");
                format!("{start} rdf:version=\"1.2\" rdf:parseType=\"Triple\">{triple}</{name}>")
            }
        })
    }

    /// Returns a property as the name of an element, and the declaration of its prefix if it has none.
    fn name(&self, property: &str) -> Result<(String, String)> {
        let (namespace, local) = split(property);
        let is_of_grammar = namespace == RDF && OF_GRAMMAR.contains(&local);
        if local.is_empty() || is_of_grammar || OF_XML.contains(&namespace) {
            let property = property.to_owned();
            return Err(FormatError::PropertyName { property }.into());
        }
        Ok(match self.names.get(namespace) {
            Some(prefix) => (format!("{prefix}:{local}"), String::new()),
            None => {
                let declaration = format!(" xmlns=\"{}\"", attribute(namespace));
                (local.to_owned(), declaration)
            }
        })
    }
}

/// Splits an IRI before its longest end that is a name of XML
/// ([NCName](https://www.w3.org/TR/xml-names/#NT-NCName)).
fn split(iri: &str) -> (&str, &str) {
    let is_of_name = |c: char| c == '.' || is_pn_chars(c);
    let end = iri.trim_end_matches(is_of_name).len();
    let after = iri.get(end..).unwrap_or_default();
    let start = after.find(is_pn_chars_u).unwrap_or(after.len());
    iri.split_at(end + start)
}

/// Returns the attribute that names a subject.
fn about(subject: &NamedOrBlankNode) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(iri) => format!(" rdf:about=\"{}\"", attribute(iri.as_str())),
        NamedOrBlankNode::BlankNode(node) => format!(" rdf:nodeID=\"{}\"", node.as_str()),
    }
}

/// Returns the attributes of a literal and its text.
fn parts(literal: &Literal) -> Result<(String, String)> {
    if let Some(character) = literal.value().chars().find(|c| !is_writable(*c)) {
        return Err(FormatError::CharacterOfGraph { character }.into());
    }
    let direction = literal.direction().map(|direction| match direction {
        BaseDirection::Ltr => "ltr",
        BaseDirection::Rtl => "rtl",
    });
    let mut attributes = String::new();
    match literal.language() {
        Some(tag) => attributes.push_str(&format!(" xml:lang=\"{}\"", attribute(tag))),
        None if literal.datatype().as_str() != vocab::XSD_STRING => {
            let datatype = attribute(literal.datatype().as_str());
            attributes.push_str(&format!(" rdf:datatype=\"{datatype}\""));
        }
        None => {}
    }
    if let Some(direction) = direction {
        attributes.push_str(&format!(
            " rdf:version=\"1.2-basic\" xmlns:its=\"http://www.w3.org/2005/11/its\" its:version=\"2.0\" its:dir=\"{direction}\""
        ));
    }
    Ok((attributes, text(literal.value())))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_property_is_split_before_a_name_of_xml() {
        for (iri, parts) in [
            ("http://e/v#park", ("http://e/v#", "park")),
            ("http://e/2024a", ("http://e/2024", "a")),
            ("http://e/-园区", ("http://e/-", "园区")),
            ("http://e/v/", ("http://e/v/", "")),
            ("http://e/12", ("http://e/12", "")),
            ("urn:a", ("urn:", "a")),
        ] {
            assert_eq!(split(iri), parts);
        }
    }
}
