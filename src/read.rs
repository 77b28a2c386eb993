//! Reads a source into statements; what is wrong in it becomes findings ([RDF 1.2 Turtle](https://www.w3.org/TR/rdf12-turtle/)).

use crate::dictionary::{Interner, TermId};
use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::rdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, Triple};
use crate::source::SourceFile;
use oxigraph::io::{RdfFormat, RdfParser};
use oxttl::{TriGParser, TurtleSyntaxError};
use rustc_hash::FxHashMap;

/// One statement; its terms are numbers of the interner that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Subject, predicate, object.
    pub triple: [TermId; 3],
    /// The named graph that the file puts it in, if it names one.
    pub graph: Option<TermId>,
    /// 1-based line of its object.
    pub line: u32,
}

/// What a source says.
#[derive(Default)]
pub struct Statements {
    /// The terms.
    pub interner: Interner,
    /// The statements, in the order of the file.
    pub statements: Vec<Statement>,
    /// Declared prefixes, by name.
    pub prefixes: Vec<(String, String)>,
    /// What is wrong; statements that could still be understood are there.
    pub findings: Vec<Finding>,
}

/// How a source is to be understood.
pub struct Reading<'a> {
    /// The IRI that relative IRIs are resolved against.
    pub base: Option<&'a str>,
    /// What the names of this file's blank nodes start with; each file has its own.
    pub blank_node_prefix: &'a str,
}

/// Reads a source.
///
/// # Errors
/// If it has more terms than can be numbered. What is wrong in the text is a finding.
pub fn read(source: &SourceFile, reading: &Reading) -> Result<Statements> {
    let mut reader = Reader {
        said: Statements::default(),
        blank_node_prefix: reading.blank_node_prefix,
        blank_nodes: FxHashMap::default(),
    };
    if let Err(error) = std::str::from_utf8(&source.bytes) {
        reader
            .said
            .findings
            .push(invalid_utf8(source, error.valid_up_to()));
        return Ok(reader.said);
    }
    match source.path.rsplit('.').next().unwrap_or_default() {
        "ttl" | "trig" | "nt" | "nq" => reader.read_by_line(source, reading.base)?,
        extension => reader.read_whole(source, extension, reading.base)?,
    }
    Ok(reader.said)
}

fn invalid_utf8(source: &SourceFile, offset: usize) -> Finding {
    let place = Place {
        file: source.path.clone(),
        span: offset..offset + 1,
    };
    Finding::error("invalid-utf8", "this byte is not valid UTF-8", place)
        .with_hint("save the file in the encoding UTF-8")
}

struct Reader<'a> {
    said: Statements,
    blank_node_prefix: &'a str,
    /// The parser's name of a blank node → its order of appearance.
    blank_nodes: FxHashMap<BlankNode, usize>,
}

impl Reader<'_> {
    /// TriG includes Turtle, N-Triples and N-Quads without graph names; given line by line, each statement has its line.
    fn read_by_line(&mut self, source: &SourceFile, base: Option<&str>) -> Result<()> {
        if source.path.ends_with(".nq") {
            return self.read_whole(source, "nq", base);
        }
        let mut parser = TriGParser::new();
        if let Some(base) = base {
            parser = parser.with_base_iri(base).map_err(|error| Error::Config {
                message: format!("`base` gives no IRI for `{}`: {error}", source.path),
            })?;
        }
        let mut parser = parser.low_level();
        let mut lines = source.bytes.split_inclusive(|byte| *byte == b'\n').zip(1..);
        let mut line = 1;
        while !parser.is_end() {
            match lines.next() {
                Some((text, number)) => {
                    line = number;
                    parser.extend_from_slice(text);
                }
                None => parser.end(),
            }
            while let Some(quad) = parser.parse_next() {
                match quad {
                    Ok(quad) => self.state(quad, line)?,
                    Err(error) => self.said.findings.push(syntax_error(source, &error)),
                }
            }
        }
        let prefixes = parser
            .prefixes()
            .map(|(name, iri)| (name.to_owned(), iri.to_owned()));
        self.said.prefixes = prefixes.collect();
        self.said.prefixes.sort();
        Ok(())
    }

    /// Other syntaxes: the library tells no line of a statement, so their place is the first line of the file.
    fn read_whole(
        &mut self,
        source: &SourceFile,
        extension: &str,
        base: Option<&str>,
    ) -> Result<()> {
        let format = match extension {
            "rdf" | "owl" => RdfFormat::RdfXml,
            _ => RdfFormat::from_extension(extension).unwrap_or(RdfFormat::Turtle),
        };
        let mut parser = RdfParser::from_format(format);
        if let Some(base) = base {
            parser = parser.with_base_iri(base).map_err(|error| Error::Config {
                message: format!("`base` gives no IRI for `{}`: {error}", source.path),
            })?;
        }
        for quad in parser.for_slice(&source.bytes) {
            match quad {
                Ok(quad) => self.state(quad, 1)?,
                Err(error) => {
                    let span = error.location().map_or(0..0, |location| {
                        location.start.offset as usize..location.end.offset as usize
                    });
                    let place = Place {
                        file: source.path.clone(),
                        span,
                    };
                    self.said
                        .findings
                        .push(Finding::error("syntax", error.to_string(), place));
                }
            }
        }
        Ok(())
    }

    fn state(&mut self, quad: Quad, line: u32) -> Result<()> {
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
            line,
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

fn syntax_error(source: &SourceFile, error: &TurtleSyntaxError) -> Finding {
    let location = error.location();
    let span = location.start.offset as usize..location.end.offset as usize;
    let place = Place {
        file: source.path.clone(),
        span,
    };
    Finding::error("syntax", error.message(), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_turtle(text: &str) -> Statements {
        let source = SourceFile::new("data/a.ttl", text);
        read(
            &source,
            &Reading {
                base: None,
                blank_node_prefix: "a-",
            },
        )
        .expect("few terms")
    }

    #[test]
    fn every_statement_has_the_line_of_its_object() {
        let said = read_turtle(
            "@prefix : <http://e/> .\n:a :b :c ,\n  :d ;\n  :e \"\"\"x\ny\"\"\" .\n:f :g :h . :i :j :k .\n",
        );
        let lines: Vec<u32> = said
            .statements
            .iter()
            .map(|statement| statement.line)
            .collect();
        assert_eq!(lines, [2, 3, 5, 6, 6]);
        assert_eq!(said.prefixes, [(String::new(), "http://e/".to_owned())]);
    }

    #[test]
    fn blank_nodes_are_named_by_file_and_order() {
        let said = read_turtle("<http://e/a> <http://e/b> [ <http://e/c> _:x ] , _:x , [] .");
        let names: Vec<String> = (0..said.interner.len() as TermId)
            .map(|id| said.interner.get(id))
            .filter(|(tag, _)| *tag == crate::dictionary::Tag::BLANK)
            .map(|(_, text)| String::from_utf8_lossy(text).into_owned())
            .collect();
        assert_eq!(names, ["a-1", "a-2", "a-3"]);
    }

    #[test]
    fn all_errors_are_found_and_good_statements_kept() {
        let said = read_turtle(
            "<http://e/a> <http://e/b> <http://e/c> .\n<http://e/a> x:b 1 .\n<http://e/d> <http://e/e> 2 .\n",
        );
        assert_eq!(said.statements.len(), 2);
        assert_eq!(said.findings.len(), 1);
    }
}
