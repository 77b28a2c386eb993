//! A whole graph in a format of RDF. Statements are written as the graph has them, one by one, so that little is held in memory
//! beside the graph: for TriG the numbers of the statements by their graphs, for JSON-LD the statements of one subject, and
//! what the basic encoding has still to describe.

mod rows;
mod terms;

pub use rows::{Part, Rows};

use super::json_ld::JsonLd;
use super::output::Output;
use super::rdf_xml::RdfXml;
use super::turtle::Turtle;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::query::Budget;
use crate::rdf::{NamedOrBlankNode, Prefixes, Triple, vocab};
use std::io::Write;
use terms::Terms;

/// The format that a graph is exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// [N-Triples](https://www.w3.org/TR/rdf12-n-triples/)
    NTriples,
    /// [N-Quads](https://www.w3.org/TR/rdf12-n-quads/)
    NQuads,
    /// [Turtle](https://www.w3.org/TR/rdf12-turtle/)
    Turtle,
    /// [TriG](https://www.w3.org/TR/rdf12-trig/)
    TriG,
    /// [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/), always in RDF 1.1
    RdfXml,
    /// [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/), always in RDF 1.1
    JsonLd,
    /// A table of statements in [Parquet](https://parquet.apache.org/docs/file-format/), always in RDF 1.2
    Parquet,
}

impl ExportFormat {
    /// Returns whether the format keeps in which graph a statement stands.
    pub fn has_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG | Self::Parquet)
    }

    /// Returns whether the format has triple terms.
    pub fn has_triple_terms(self) -> bool {
        !matches!(self, Self::RdfXml | Self::JsonLd)
    }
}

/// A version of RDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RdfVersion {
    /// [RDF 1.1](https://www.w3.org/TR/rdf11-concepts/)
    V11,
    /// [RDF 1.2](https://www.w3.org/TR/rdf12-concepts/)
    #[default]
    V12,
}

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The number of statements of the graph that were written; one that stands in several graphs is written in each, if the
    /// format has graphs.
    pub statements: usize,
    /// The number of triple terms for which blank nodes were written, in each graph.
    pub encoded: usize,
    /// The number of statements whose text lost its base direction.
    pub without_direction: usize,
    /// The number of statements that were left out since they are on weaker levels of acceptance.
    pub less_certain: usize,
}

/// Writes the statements of a graph one by one, which is any format but Parquet.
///
/// # Errors
/// If the output cannot be written, the format cannot say a statement, or a limit is passed.
pub fn export(
    rows: &Rows,
    format: ExportFormat,
    version: RdfVersion,
    budget: &Budget,
    output: &mut impl Write,
) -> Result<Exported> {
    budget.enter("the export");
    let graph = rows.graph;
    let prefixes = used_prefixes(graph);
    let mut exporter = Exporter {
        terms: Terms::new(&graph.dictionary, format, version, budget),
        writer: Writer::new(format, Output::new(output, budget.pace()), &prefixes)?,
        statements: 0,
    };
    match format {
        ExportFormat::TriG => {
            let mut memory = budget.reservation();
            for (name, portion) in rows.portions() {
                memory.set(memory.bytes() + portion.len() as u64 * 4);
                rows.each_of(portion.rows(), |_, triple| exporter.add(triple, name))?;
                exporter.describe()?;
            }
        }
        ExportFormat::NQuads => {
            let mut names = Vec::new();
            rows.each(|row, triple| {
                rows.graphs_of(row, &mut names);
                names
                    .iter()
                    .try_for_each(|name| exporter.add(triple, *name))
            })?;
        }
        _ => rows.each(|_, triple| exporter.add(triple, None))?,
    }
    exporter.describe()?;
    let exported = Exported {
        statements: exporter.statements,
        encoded: exporter.terms.encoded,
        without_direction: exporter.terms.without_direction,
        less_certain: rows.less_certain(),
    };
    exporter.writer.finish()?;
    Ok(exported)
}

/// An export on its way.
struct Exporter<'g, 'p, 'o, 'b, W> {
    terms: Terms<'g>,
    writer: Writer<'p, 'o, 'b, W>,
    statements: usize,
}

impl<W: Write> Exporter<'_, '_, '_, '_, W> {
    /// Writes a statement of the graph.
    fn add(&mut self, triple: [TermId; 3], name: Option<TermId>) -> Result<()> {
        self.statements += 1;
        let triple = self.terms.triple(triple, name)?;
        self.write(&triple, name)
    }

    /// Writes what describes the triple terms for which blank nodes were written.
    fn describe(&mut self) -> Result<()> {
        while let Some((name, described)) = self.terms.next_described()? {
            for triple in described {
                self.write(&triple, name)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, triple: &Triple, name: Option<TermId>) -> Result<()> {
        let name = name.map(|name| self.terms.node(name)).transpose()?;
        self.writer.statement(triple, name.as_ref())
    }
}

/// What writes the statements in a format.
enum Writer<'p, 'o, 'b, W> {
    Lines(Output<'o, 'b, W>),
    Turtle(Turtle<'p, 'o, 'b, W>),
    RdfXml(RdfXml<'p, 'o, 'b, W>),
    JsonLd(JsonLd<'o, 'b, W>),
}

impl<'p, 'o, 'b, W: Write> Writer<'p, 'o, 'b, W> {
    fn new(
        format: ExportFormat,
        output: Output<'o, 'b, W>,
        prefixes: &'p Prefixes,
    ) -> Result<Self> {
        Ok(match format {
            ExportFormat::NTriples | ExportFormat::NQuads => Self::Lines(output),
            ExportFormat::Turtle | ExportFormat::TriG => {
                Self::Turtle(Turtle::new(output, prefixes)?)
            }
            ExportFormat::RdfXml => Self::RdfXml(RdfXml::new(output, prefixes)?),
            ExportFormat::JsonLd => Self::JsonLd(JsonLd::new(output)),
            ExportFormat::Parquet => {
                return Err(Error::internal("a table is not written by statements"));
            }
        })
    }

    fn statement(&mut self, triple: &Triple, graph: Option<&NamedOrBlankNode>) -> Result<()> {
        match self {
            Self::Lines(output) => {
                let graph = graph.map(|graph| format!(" {graph}")).unwrap_or_default();
                output.write(&[&triple.to_string(), &graph, " .\n"])
            }
            Self::Turtle(document) => document.statement(triple, graph),
            Self::RdfXml(document) => document.statement(triple),
            Self::JsonLd(document) => document.statement(triple),
        }
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Lines(_) => Ok(()),
            Self::Turtle(document) => document.finish(),
            Self::RdfXml(document) => document.finish(),
            Self::JsonLd(document) => document.finish(),
        }
    }
}

/// So many IRIs of a namespace are looked at to see whether one is written with its prefix.
const LOOKED_AT: usize = 1000;

/// Returns the prefixes that terms of the graph are written with. One that may not be needed is among them if many IRIs of its
/// namespace are not written with it.
fn used_prefixes(graph: &Graph) -> Prefixes {
    let (dictionary, prefixes) = (&graph.dictionary, &graph.prefixes);
    let datatypes = dictionary.types.iter();
    let datatypes = datatypes
        .filter(|of| of.language.is_empty() && of.datatype != vocab::XSD_STRING)
        .map(|of| of.datatype.as_str());
    prefixes.only(|name, namespace| {
        let is_of = |iri: &str| {
            let compact = prefixes.compact(iri);
            iri != vocab::RDF_TYPE
                && compact.is_some_and(|compact| compact.split(':').next() == Some(name))
        };
        let iris = match namespace {
            "" => 0..0,
            namespace => dictionary.starting_with(dictionary.iris(), namespace),
        };
        iris.len() > LOOKED_AT
            || iris.into_iter().any(|iri| is_of(&dictionary.text(iri)))
            || datatypes.clone().any(is_of)
    })
}
