//! Reads sources into statements; what is wrong in them becomes findings
//! ([RDF 1.2 Turtle](https://www.w3.org/TR/rdf12-turtle/), [TriG](https://www.w3.org/TR/rdf12-trig/),
//! [N-Triples](https://www.w3.org/TR/rdf12-n-triples/), [N-Quads](https://www.w3.org/TR/rdf12-n-quads/)).
//!
//! ```text
//! bytes ─encoding▶ text ─lexer▶ tokens ─parser▶ statements ─sink▶ numbers and lines, or a Document with all places
//!                                         └─terms▶ numbers of an Interner
//! ```
//! RDF/XML and JSON-LD have readers of their own, `rdf_xml` and `json_ld`.

mod chars;
mod contexts;
mod encoding;
mod escapes;
mod explain;
mod fault;
mod foreign;
mod form;
mod iri;
mod json_ld;
mod large;
mod lexer;
mod literals;
mod names;
mod parser;
mod rdf_xml;
mod recent;
mod sink;
mod split;
mod strings;
mod terms;
mod token;
mod undeclared;
mod unreadable;

pub(crate) use chars::ascii_twin;
pub use contexts::ContextFiles;
pub use explain::{EXPLANATIONS, explain};
pub use json_ld::{Json, Value as JsonValue, json_of};
pub use large::{LARGE, read_stream};
pub use sink::Span;
pub use unreadable::{cannot_be_read, unreadable};

use crate::error::{Error, Result};
use crate::signature;
use crate::source::SourceFile;
use crate::statement::{Statement, Statements};
use encoding::Text;
use form::{Form, form};
use iri::{base_in, base_of};
use lexer::Lexer;
use parser::Parser;
use sink::{Lines, Places, Sink};
use terms::Terms;

/// How many findings of a file are kept; a file with more is read no further.
const FINDINGS_KEPT: usize = 1000;

/// What a source says, and where all of it stands.
#[derive(Default)]
pub struct Document {
    /// What it says.
    pub said: Statements,
    /// Of each statement where its subject, predicate and object stand. A node in brackets stands where the brackets
    /// do; a predicate that is not written (of a list, of a reifier) is empty.
    pub spans: Vec<[Span; 3]>,
    /// The declarations of prefixes, in their order.
    pub prefixes: Vec<PrefixDeclaration>,
    /// The IRIs of the declarations of a base, in their order.
    pub bases: Vec<Span>,
    /// The comments, each from its `#` to the end of its line.
    pub comments: Vec<Span>,
    /// The blank node property lists with their brackets, by where they open.
    pub property_lists: Vec<Span>,
}

/// `@prefix ex: <http://example.org/> .` and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixDeclaration {
    /// The name without the colon.
    pub name: String,
    /// The namespace IRI in full, empty if it is none.
    pub namespace: String,
    /// From the first word to the IRI.
    pub span: Span,
    /// The name with its colon.
    pub name_span: Span,
    /// The IRI in its angle brackets.
    pub iri_span: Span,
}

/// How a source is to be understood.
pub struct Reading<'a> {
    /// The IRI that relative IRIs are resolved against.
    pub base: Option<&'a str>,
    /// What the names of this file's blank nodes start with; each file has its own.
    pub blank_node_prefix: &'a str,
}

/// The syntaxes of this reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// `.ttl`, `.turtle`, `.shacl`
    Turtle,
    /// `.trig`
    TriG,
    /// `.nt`
    NTriples,
    /// `.nq`
    NQuads,
    /// `.n3`: the part of N3 that is Turtle; all else is a finding.
    N3,
    /// `.rdf`, `.owl`, `.xml`, which may also hold Turtle or JSON-LD
    RdfXml,
}

impl Syntax {
    /// The syntax of a file with this extension, if it is one of these.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "ttl" | "turtle" | "shacl" | "shc" => Some(Self::Turtle),
            "trig" => Some(Self::TriG),
            "nt" => Some(Self::NTriples),
            "nq" => Some(Self::NQuads),
            "n3" => Some(Self::N3),
            "rdf" | "rdfs" | "owl" | "xml" => Some(Self::RdfXml),
            _ => None,
        }
    }

    /// The syntax of a file by its name, compressed or not, if it is one of these.
    pub fn of_path(path: &str) -> Option<Self> {
        Self::of_extension(&extension(path))
    }

    /// The syntax that the name of a source promises; `None` is JSON-LD.
    fn promised_by(path: &str) -> Option<Self> {
        let is_json = matches!(extension(path).as_str(), "jsonld" | "json");
        Self::of_path(path).or((!is_json).then_some(Self::Turtle))
    }

    /// Whether each statement has a line of its own.
    fn is_by_line(self) -> bool {
        matches!(self, Self::NTriples | Self::NQuads)
    }
}

/// The extension of a file that says its syntax, in lower case.
fn extension(path: &str) -> String {
    let path = path.to_ascii_lowercase();
    let plain = path.strip_suffix(".gz").unwrap_or(&path);
    plain.rsplit('.').next().unwrap_or(plain).to_owned()
}

/// Reads a source.
///
/// # Errors
/// If it has more terms than can be numbered, or the base is not an IRI. What is wrong in the text is a finding.
pub fn read(source: &SourceFile, reading: &Reading) -> Result<Statements> {
    read_with_contexts(source, reading, &ContextFiles::default())
}

/// Reads a source that may refer to contexts of JSON-LD.
///
/// # Errors
/// As [`read`].
pub fn read_with_contexts(
    source: &SourceFile,
    reading: &Reading,
    contexts: &ContextFiles,
) -> Result<Statements> {
    let bytes = source.bytes.as_slice();
    let (head, mut rest) = bytes.split_at(bytes.len().min(signature::HEAD));
    match form(Syntax::promised_by(&source.path), head) {
        Form::Foreign(what) => Ok(foreign::not_read(&source.path, head, what)),
        Form::JsonLd => json_ld::read(source, base_in(&source.path, reading)?, reading, contexts),
        Form::Syntax(Syntax::RdfXml) => {
            let base = base_of(&source.path, Syntax::RdfXml, reading)?;
            let text = (head.to_vec(), &mut rest as &mut (dyn std::io::Read + Send));
            rdf_xml::read(&source.path, text, base, reading, usize::MAX, |_| Ok(()))
        }
        Form::Syntax(syntax) => read_as(source, syntax, reading),
    }
}

/// Reads a source in one of the syntaxes of Turtle's family.
fn read_as(source: &SourceFile, syntax: Syntax, reading: &Reading) -> Result<Statements> {
    // One core reads a text as a whole in less time than in pieces.
    if source.bytes.len() >= LARGE && rayon::current_num_threads() > 1 {
        let base = base_of(&source.path, syntax, reading)?;
        return large::read(&source.path, &source.bytes, syntax, base, reading);
    }
    let text = Text::of(&source.bytes, true);
    let parser = parse(
        source,
        &text,
        syntax,
        reading,
        Lines::for_length(source.bytes.len()),
    )?;
    let statements = parser.sink.statements;
    finish(source, &text, parser.lexer, parser.terms, statements)
}

/// Reads a source of Turtle's family and keeps where all of it stands. Of other syntaxes there are no such places: `None`.
///
/// # Errors
/// As [`read`]; also if the source has 4 GiB or more.
pub fn read_document(source: &SourceFile, reading: &Reading) -> Result<Option<Document>> {
    let bytes = source.bytes.as_slice();
    let head = bytes.get(..signature::HEAD).unwrap_or(bytes);
    let syntax = match form(Syntax::promised_by(&source.path), head) {
        Form::Syntax(syntax) if syntax != Syntax::RdfXml => syntax,
        _ => return Ok(None),
    };
    let text = Text::of(&source.bytes, true);
    let mut parser = parse(source, &text, syntax, reading, Places::default())?;
    let comments = parser.lexer.comments.take().unwrap_or_default();
    let mut document = parser.sink.into_document();
    document.comments = comments.into_iter().map(Span::of).collect();
    let statements = std::mem::take(&mut document.said.statements);
    document.said = finish(source, &text, parser.lexer, parser.terms, statements)?;
    Ok(Some(document))
}

fn parse<'a, 'r, S: Sink>(
    source: &SourceFile,
    text: &'a Text,
    syntax: Syntax,
    reading: &Reading<'r>,
    sink: S,
) -> Result<Parser<'a, 'r, S>> {
    if u32::try_from(text.text.len()).is_err() {
        return Err(Error::TooLarge {
            what: "bytes",
            limit: u32::MAX.into(),
        });
    }
    let base = base_of(&source.path, syntax, reading)?;
    let lexer = Lexer::new(&text.text, text.start, syntax.is_by_line());
    let terms = Terms::new(reading.blank_node_prefix, base, Vec::new());
    let mut parser = Parser::new(lexer, terms, sink, syntax);
    parser.invalid = &text.invalid;
    parser.document(usize::MAX);
    match parser.terms.stopped.take() {
        Some(error) => Err(error),
        None => Ok(parser),
    }
}

/// What is known at the end of a text.
fn finish(
    source: &SourceFile,
    text: &Text,
    lexer: Lexer,
    terms: Terms,
    statements: Vec<Statement>,
) -> Result<Statements> {
    let mut faults = text.faults(usize::MAX);
    faults.extend(lexer.faults.into_vec());
    let declared = &terms.prefixes;
    let undeclared = terms.undeclared.iter();
    faults.extend(undeclared.map(|prefix| undeclared::fault(prefix, declared)));
    faults.sort_by_key(|fault| fault::order(&fault.span, fault.id));
    let findings = faults.into_iter();
    Ok(Statements {
        statements,
        prefixes: terms::by_name(&terms.prefixes),
        interner: terms.interner,
        findings: findings
            .map(|fault| fault.into_finding(&source.path, 0))
            .collect(),
    })
}
