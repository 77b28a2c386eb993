//! Statements as [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/) in expanded and flattened form: an object for each subject.

use super::output::Output;
use crate::error::{FormatError, Result};
use crate::query::{Budget, Limits};
use crate::rdf::{NamedOrBlankNode, Term, Triple, vocab};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::mem;

/// How many bytes a value takes, about: an object with its text.
const VALUE: usize = 300;

/// Returns triples as a document, sorted by subject and property.
///
/// # Errors
/// If a triple has a triple term, which JSON-LD 1.1 cannot say.
pub fn json_ld(triples: &[Triple]) -> Result<String> {
    let mut seen = HashSet::new();
    let mut triples: Vec<&Triple> = triples
        .iter()
        .filter(|triple| seen.insert(*triple))
        .collect();
    let mut text = Vec::new();
    let budget = Budget::new(&Limits::default());
    triples.sort_by_cached_key(|triple| id_of(&triple.subject));
    let mut document = JsonLd::new(Output::new(&mut text, budget.pace()));
    for triple in triples {
        document.statement(triple)?;
    }
    document.finish()?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// A document on its way, which gets the statements of a subject one after the other. It holds those of one subject.
pub struct JsonLd<'o, 'b, W> {
    output: Output<'o, 'b, W>,
    subject: Option<NamedOrBlankNode>,
    /// The values of the properties of the subject.
    properties: BTreeMap<String, Vec<Value>>,
    /// How many bytes the properties take, about.
    waiting: usize,
    /// What stands before the next object.
    separator: &'static str,
}

impl<'o, 'b, W: Write> JsonLd<'o, 'b, W> {
    /// Returns a document without statements.
    pub fn new(output: Output<'o, 'b, W>) -> Self {
        Self {
            output,
            subject: None,
            properties: BTreeMap::new(),
            waiting: 0,
            separator: "[\n",
        }
    }

    /// Adds the next statement, which is another one than those before.
    ///
    /// # Errors
    /// If it has a triple term, or as [`Output::write`].
    pub fn statement(&mut self, triple: &Triple) -> Result<()> {
        if self.subject.as_ref() != Some(&triple.subject) {
            self.end_subject()?;
            self.subject = Some(triple.subject.clone());
        }
        let is_type = triple.predicate.as_str() == vocab::RDF_TYPE && triple.object.is_named_node();
        let (property, value) = match (&triple.object, is_type) {
            (Term::NamedNode(class), true) => ("@type", json!(class.as_str())),
            (object, _) => (triple.predicate.as_str(), value(object)?),
        };
        let values = self.properties.entry(property.to_owned()).or_default();
        values.push(value);
        self.waiting += VALUE;
        self.output.wait(1, self.waiting)
    }

    /// Ends the document.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn finish(mut self) -> Result<()> {
        self.end_subject()?;
        let end = match self.separator {
            "[\n" => "[]\n",
            _ => "\n]\n",
        };
        self.output.write(&[end])
    }

    fn end_subject(&mut self) -> Result<()> {
        let Some(subject) = self.subject.take() else {
            return Ok(());
        };
        let mut object = Map::new();
        object.insert("@id".to_owned(), json!(id_of(&subject)));
        let properties = mem::take(&mut self.properties);
        self.waiting = 0;
        object.extend(
            properties
                .into_iter()
                .map(|(name, values)| (name, Value::Array(values))),
        );
        let object = format!("{:#}", Value::Object(object)).replace('\n', "\n  ");
        self.output.write(&[self.separator, "  ", &object])?;
        self.separator = ",\n";
        Ok(())
    }
}

fn id_of(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn value(term: &Term) -> Result<Value> {
    Ok(match term {
        Term::NamedNode(iri) => json!({ "@id": iri.as_str() }),
        Term::BlankNode(node) => json!({ "@id": node.to_string() }),
        Term::Literal(literal) => {
            let mut value = json!({ "@value": literal.value() });
            match (literal.language(), literal.direction()) {
                (Some(tag), direction) => {
                    value["@language"] = json!(tag);
                    if let Some(direction) = direction {
                        value["@direction"] = json!(direction.to_string());
                    }
                }
                (None, _) if literal.datatype().as_str() != vocab::XSD_STRING => {
                    value["@type"] = json!(literal.datatype().as_str());
                }
                (None, _) => {}
            }
            value
        }
        Term::Triple(_) => {
            let term = term.to_string();
            return Err(FormatError::TripleTerm { term }.into());
        }
    })
}
