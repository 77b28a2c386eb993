//! What is small in a snapshot, as the JSON of its section `meta`.

use super::Digests;
use crate::dictionary::{LiteralType, TermId};
use crate::graph::{Graph, Origin, RuleName, Source};
use crate::rdf::Prefixes;
use serde::{Deserialize, Serialize};

/// What is small: kept as JSON, read when a snapshot is opened.
#[derive(Serialize, Deserialize)]
pub struct Meta {
    pub digests: Digests,
    pub bounds: [TermId; 4],
    pub depths: Vec<TermId>,
    pub types: Vec<[String; 3]>,
    pub prefixes: Vec<(String, String)>,
    pub declared: Vec<Vec<(String, String)>>,
    pub declared_by: Vec<u32>,
    pub sources: Vec<MetaSource>,
    pub imported: Vec<String>,
    pub origins: Vec<(u32, Option<TermId>, u32)>,
    pub levels: Vec<String>,
    pub default_level: u8,
    pub rules: Vec<(String, Option<String>)>,
    pub contradictions: Vec<(u32, Vec<u32>)>,
    pub hidden: u32,
}

#[derive(Serialize, Deserialize)]
pub struct MetaSource {
    pub path: String,
    pub digest: String,
    pub lines: u32,
}

/// The meta data of a graph.
pub fn meta_of(graph: &Graph, imported: &[String], digests: &Digests) -> Meta {
    let kind = |t: &LiteralType| [t.datatype.clone(), t.language.clone(), t.direction.clone()];
    let prefixes = graph
        .prefixes
        .iter()
        .map(|(name, iri)| (name.to_owned(), iri.to_owned()));
    let source = |source: &Source| MetaSource {
        path: source.path.clone(),
        digest: to_hex(&source.digest),
        lines: source.lines,
    };
    Meta {
        digests: digests.clone(),
        bounds: graph.dictionary.bounds,
        depths: graph.dictionary.depths.clone(),
        types: graph.dictionary.types.iter().map(kind).collect(),
        prefixes: prefixes.collect(),
        declared: graph.declared.lists.clone(),
        declared_by: graph.declared.of_source.clone(),
        sources: graph.sources.iter().map(source).collect(),
        imported: imported.to_vec(),
        origins: graph
            .places
            .origins
            .iter()
            .map(|o| (o.source, o.graph, o.first_line))
            .collect(),
        levels: graph.acceptance.names.clone(),
        default_level: graph.acceptance.default,
        rules: graph
            .derivations
            .rules
            .iter()
            .map(|rule| (rule.name.clone(), rule.place.clone()))
            .collect(),
        contradictions: graph.derivations.contradictions.clone(),
        hidden: graph.derivations.hidden,
    }
}

/// The type of a literal.
pub fn literal_type([datatype, language, direction]: &[String; 3]) -> LiteralType {
    LiteralType {
        datatype: datatype.clone(),
        language: language.clone(),
        direction: direction.clone(),
    }
}

/// A run of lines.
pub fn origin((source, graph, first_line): &(u32, Option<TermId>, u32)) -> Origin {
    Origin {
        source: *source,
        graph: *graph,
        first_line: *first_line,
    }
}

/// A rule.
pub fn rule((name, place): &(String, Option<String>)) -> RuleName {
    RuleName {
        name: name.clone(),
        place: place.clone(),
    }
}

/// A source; `None` if its digest is none.
pub fn source(source: &MetaSource) -> Option<Source> {
    Some(Source {
        path: source.path.clone(),
        digest: from_hex(&source.digest)?,
        lines: source.lines,
    })
}

/// The prefixes of all sources.
pub fn prefixes(declared: &[(String, String)]) -> Prefixes {
    let mut prefixes = Prefixes::default();
    declared
        .iter()
        .for_each(|(name, namespace)| prefixes.declare(name, namespace));
    prefixes
}

/// Bytes in hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}
