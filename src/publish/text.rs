//! A published graph as the N-Triples that are sent: sorted by their bytes, each once, with their digest. The same sources give the
//! same bytes.

use super::graphs::{PublishedGraph, no_row};
use crate::dictionary::{Dictionary, TermId};
use crate::error::{Error, PublishError, Result};
use crate::graph::{Acceptance, Graph};
use crate::project::TripleTermEncoding;
use crate::query::Budget;
use crate::rdf::{NamedOrBlankNode, Term, Triple, vocab};
use crate::remote::{BLANK_NODES, description, published_term, statement};
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Write;
use std::ops::Range;

/// The text of a graph.
#[derive(Debug)]
pub struct Text {
    /// N-Triples, sorted.
    pub bytes: Vec<u8>,
    /// The number of triples.
    pub triples: usize,
    /// The SHA-256 of the bytes, in hexadecimal.
    pub digest: String,
}

/// Writes a graph in an encoding.
///
/// # Errors
/// If the encoding cannot say a statement, or a limit is passed.
pub fn text(
    graph: &Graph,
    published: &PublishedGraph,
    encoding: TripleTermEncoding,
    budget: &Budget,
) -> Result<Text> {
    let mut lines = Lines::new(graph, published, encoding);
    let pace = budget.pace();
    for row in graph.portion(&[published.name]).rows() {
        let row = *row as usize;
        if published.has(graph, row) {
            lines.add(graph.spo.triple(row).ok_or_else(no_row)?)?;
            pace.step_with(1, lines.bytes.len())?;
        }
    }
    lines.describe()?;
    Ok(lines.sorted())
}

/// Lines on their way.
struct Lines<'g> {
    graph: &'g Graph,
    published: &'g PublishedGraph,
    encoding: TripleTermEncoding,
    bytes: Vec<u8>,
    /// Where each line is.
    lines: Vec<Range<usize>>,
    /// The subject of the last line, as it is written.
    subject: Option<(TermId, Vec<u8>)>,
    /// The properties, as they are written.
    properties: FxHashMap<TermId, Vec<u8>>,
    /// The triple terms that are still to be described.
    pending: BTreeSet<TermId>,
    /// The numbers of `rdf:reifies`, and of what only reification has.
    reifies: Option<TermId>,
    reification: [Option<TermId>; 4],
    rdf_type: Option<TermId>,
}

impl<'g> Lines<'g> {
    fn new(graph: &'g Graph, published: &'g PublishedGraph, encoding: TripleTermEncoding) -> Self {
        let find = |iri: &str| graph.dictionary.find_iri(iri);
        Self {
            graph,
            published,
            encoding,
            bytes: Vec::new(),
            lines: Vec::new(),
            subject: None,
            properties: FxHashMap::default(),
            pending: BTreeSet::new(),
            reifies: find(vocab::RDF_REIFIES),
            reification: vocab::RDF_STATEMENT.map(find),
            rdf_type: find(vocab::RDF_TYPE),
        }
    }

    fn dictionary(&self) -> &'g Dictionary {
        &self.graph.dictionary
    }

    fn add(&mut self, [subject, predicate, object]: [TermId; 3]) -> Result<()> {
        let is_triple_term = self.dictionary().triple_terms().contains(&object);
        if self.encoding == TripleTermEncoding::Statement {
            self.check_statement([subject, predicate, object])?;
            if is_triple_term {
                let reifier = node(self.dictionary(), subject)?;
                return self.say_each(&statement(reifier, &*self.triple_term(object)?));
            }
        }
        let start = self.bytes.len();
        self.write_subject(subject);
        self.bytes.push(b' ');
        self.write_property(predicate);
        self.bytes.push(b' ');
        self.write_object(object)?;
        self.end_line(start);
        if is_triple_term && self.encoding == TripleTermEncoding::Basic {
            self.pending.insert(object);
        }
        Ok(())
    }

    fn end_line(&mut self, start: usize) {
        self.bytes.extend_from_slice(b" .\n");
        self.lines.push(start..self.bytes.len());
    }

    fn write_subject(&mut self, id: TermId) {
        if !matches!(&self.subject, Some((last, _)) if *last == id) {
            let mut written = Vec::new();
            write_node(self.dictionary(), id, &mut written);
            self.subject = Some((id, written));
        }
        if let Some((_, written)) = &self.subject {
            self.bytes.extend_from_slice(written);
        }
    }

    fn write_property(&mut self, id: TermId) {
        let dictionary = self.dictionary();
        let written = self.properties.entry(id).or_insert_with(|| {
            let mut written = Vec::new();
            write_node(dictionary, id, &mut written);
            written
        });
        self.bytes.extend_from_slice(written);
    }

    fn write_object(&mut self, id: TermId) -> Result<()> {
        let dictionary = self.dictionary();
        if dictionary.is_iri(id) || dictionary.is_blank_node(id) {
            write_node(dictionary, id, &mut self.bytes);
            return Ok(());
        }
        let written = match dictionary.literal_type(id) {
            Some(of) if of.language.is_empty() => {
                let text = dictionary.text(id);
                write!(self.bytes, "{}", of.literal_ref(&text))
            }
            _ => {
                let term = published_term(dictionary.term(id), self.encoding);
                write!(self.bytes, "{term}")
            }
        };
        written.map_err(Error::io("write", "the graph"))
    }

    /// Writes what describes the triple terms of the graph. One has a larger number than those in it, so it comes before them.
    fn describe(&mut self) -> Result<()> {
        while let Some(id) = self.pending.pop_last() {
            let [.., object] = self.parts(id)?;
            if self.dictionary().triple_terms().contains(&object) {
                self.pending.insert(object);
            }
            let described = description(&*self.triple_term(id)?);
            self.say_each(&described)?;
        }
        Ok(())
    }

    fn say_each(&mut self, triples: &[Triple]) -> Result<()> {
        for triple in triples {
            let start = self.bytes.len();
            let written = write!(self.bytes, "{triple}");
            written.map_err(Error::io("write", "the graph"))?;
            self.end_line(start);
        }
        Ok(())
    }

    fn parts(&self, id: TermId) -> Result<[TermId; 3]> {
        let parts = self.dictionary().triple(id);
        parts.ok_or_else(|| Error::internal("a triple term has no parts"))
    }

    fn triple_term(&self, id: TermId) -> Result<Box<Triple>> {
        match self.dictionary().term(id) {
            Term::Triple(triple) => Ok(triple),
            _ => Err(Error::internal("a triple term has no parts")),
        }
    }

    /// Checks that a statement can be told apart from those that say what a reifier reifies.
    fn check_statement(&self, [subject, predicate, object]: [TermId; 3]) -> Result<()> {
        let dictionary = self.dictionary();
        let [class, properties @ ..] = self.reification;
        let is_own = properties.contains(&Some(predicate))
            || self.rdf_type == Some(predicate) && class == Some(object);
        let shown = || dictionary.term(subject);
        let what = if is_own {
            format!("the `rdf:Statement` {}", shown())
        } else if !dictionary.triple_terms().contains(&object) {
            return Ok(());
        } else if self.reifies != Some(predicate) {
            format!(
                "the triple term of {} <{}>",
                shown(),
                dictionary.text(predicate)
            )
        } else if dictionary.triple_terms().contains(&self.parts(object)?[2]) {
            format!("the triple term in a triple term of {}", shown())
        } else if self.reified_by(subject) > 1 {
            format!("the several triples that {} reifies", shown())
        } else {
            return Ok(());
        };
        let graph = self.published.iri.as_str().to_owned();
        Err(PublishError::NotAStatement { what, graph }.into())
    }

    /// Returns how many triples a node reifies, in whatever graph.
    fn reified_by(&self, reifier: TermId) -> usize {
        let prefix = [Some(reifier), self.reifies, None];
        let rows = self.graph.spo.matching(prefix);
        rows.up_to(Acceptance::HIDDEN).count()
    }

    fn sorted(self) -> Text {
        let mut lines: Vec<&[u8]> = self
            .lines
            .iter()
            .filter_map(|line| self.bytes.get(line.clone()))
            .collect();
        lines.par_sort_unstable();
        lines.dedup();
        let bytes = lines.concat();
        Text {
            triples: lines.len(),
            digest: hexadecimal(&Sha256::digest(&bytes)),
            bytes,
        }
    }
}

/// Returns bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns a subject.
///
/// # Errors
/// If it is a literal or a triple term.
pub fn node(dictionary: &Dictionary, id: TermId) -> Result<NamedOrBlankNode> {
    match dictionary.term(id) {
        Term::NamedNode(iri) => Ok(iri.into()),
        Term::BlankNode(node) => Ok(node.into()),
        _ => Err(Error::internal(
            "a subject is neither an IRI nor a blank node",
        )),
    }
}

/// Writes an IRI, or that of a blank node.
fn write_node(dictionary: &Dictionary, id: TermId, into: &mut Vec<u8>) {
    let mut text = Vec::with_capacity(64);
    // Each number that a row has is that of a text.
    let _ = dictionary.decode(id, &mut text);
    into.push(b'<');
    if dictionary.is_blank_node(id) {
        into.extend_from_slice(BLANK_NODES.as_bytes());
    }
    into.extend_from_slice(&text);
    into.push(b'>');
}
