//! Syntaxes that a library reads: RDF/XML, JSON-LD and N3, by [`oxigraph::io`].

use super::fault::in_sentence;
use super::{Reading, Statement, Statements};
use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::rdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, Triple};
use crate::source::SourceFile;
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use rustc_hash::FxHashMap;

/// Reads a source in one of these syntaxes. The library tells no line of a statement: their place is the first line.
///
/// # Errors
/// If it has more terms than can be numbered, or the base is no IRI.
pub fn read(source: &SourceFile, extension: &str, reading: &Reading) -> Result<Statements> {
    let format = match extension {
        "rdf" | "owl" => RdfFormat::RdfXml,
        _ => RdfFormat::from_extension(extension).unwrap_or(RdfFormat::Turtle),
    };
    let mut parser = RdfParser::from_format(format);
    if let Some(base) = reading.base {
        parser = parser.with_base_iri(base).map_err(|error| Error::Config {
            message: format!("`base` gives no IRI for `{}`: {error}", source.path),
        })?;
    }
    let mut reader = Reader {
        said: Statements::default(),
        blank_node_prefix: reading.blank_node_prefix,
        blank_nodes: FxHashMap::default(),
    };
    for quad in parser.for_slice(&source.bytes) {
        match quad {
            Ok(quad) => reader.state(quad)?,
            Err(error) => {
                let finding = syntax_error(source, &error);
                reader.said.findings.push(finding);
            }
        }
    }
    Ok(reader.said)
}

fn syntax_error(source: &SourceFile, error: &RdfSyntaxError) -> Finding {
    let span = error.location().map_or(0..0, |location| {
        location.start.offset as usize..location.end.offset as usize
    });
    let place = Place {
        file: source.path.clone(),
        span,
    };
    let text = error.to_string();
    // Some messages begin with the place.
    let message = text
        .strip_prefix("Parser error")
        .and_then(|rest| rest.split_once(": "))
        .map_or(text.as_str(), |(_, message)| message);
    let mut finding = Finding::error("syntax", in_sentence(message), place);
    if error.location().is_none() {
        finding.hint = Some("it may be anywhere in the file: no line is known".to_owned());
    }
    finding
}

struct Reader<'a> {
    said: Statements,
    blank_node_prefix: &'a str,
    /// The parser's name of a blank node → its order of appearance.
    blank_nodes: FxHashMap<BlankNode, usize>,
}

impl Reader<'_> {
    fn state(&mut self, quad: Quad) -> Result<()> {
        let subject = self.named_subject(quad.subject);
        let object = self.named(quad.object);
        let graph = match quad.graph_name {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(iri) => Some(iri.into()),
            GraphName::BlankNode(node) => Some(self.named_subject(node.into())),
        };
        let interner = &mut self.said.interner;
        let triple = [
            interner.intern_subject(&subject)?,
            interner.intern_term(&quad.predicate.into())?,
            interner.intern_term(&object)?,
        ];
        let graph = graph
            .map(|name| interner.intern_subject(&name))
            .transpose()?;
        self.said.statements.push(Statement {
            triple,
            graph,
            line: 1,
        });
        Ok(())
    }

    /// A term with its blank nodes named by the file and their order in it: parsers give anonymous ones random names.
    fn named(&mut self, term: Term) -> Term {
        match term {
            Term::BlankNode(node) => self.named_blank_node(node).into(),
            Term::Triple(triple) => Term::Triple(Box::new(Triple::new(
                self.named_subject(triple.subject),
                triple.predicate,
                self.named(triple.object),
            ))),
            other => other,
        }
    }

    fn named_subject(&mut self, subject: NamedOrBlankNode) -> NamedOrBlankNode {
        match subject {
            NamedOrBlankNode::BlankNode(node) => self.named_blank_node(node).into(),
            iri => iri,
        }
    }

    fn named_blank_node(&mut self, node: BlankNode) -> BlankNode {
        let next = self.blank_nodes.len() + 1;
        let number = *self.blank_nodes.entry(node).or_insert(next);
        BlankNode::new_unchecked(format!("{}{number}", self.blank_node_prefix))
    }
}
