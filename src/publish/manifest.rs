//! The manifest: the graph of an engine that lists the graphs which bixi published there, with the digests of their texts.
//!
//! It is what an engine is believed by. A push marks it as unfinished before it touches another graph, and a graph without a digest
//! is one whose content is not known; so a push that broke off is seen, and the next one sends what is missing.

use super::graphs::{PublishedGraph, Role, at_level};
use crate::error::{EngineError, PublishError, Result};
use crate::project::{Project, TripleTermEncoding};
use crate::rdf::{Literal, NamedNode, Term, Triple, vocab};
use crate::remote::{Answer, Client, Form};
use std::collections::BTreeMap;

/// The triples of a manifest that are asked for at once.
const PAGE: usize = 5_000;

/// What a manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The IRI of the manifest, which is a graph, too.
    pub iri: NamedNode,
    /// The name of the project; it may be empty.
    pub project: String,
    /// What the IRIs of its graphs start with.
    pub base: String,
    /// How triple terms are published.
    pub encoding: TripleTermEncoding,
    /// The version of the bixi that published.
    pub version: String,
    /// The digest of the snapshot whose graphs these are.
    pub snapshot: String,
    /// The level of acceptance that queries see by default, if there are levels.
    pub default_level: Option<String>,
    /// Whether the last push came to its end. If it did not, no graph is to be believed.
    pub is_finished: bool,
    /// The graphs, by IRI.
    pub graphs: BTreeMap<String, Listed>,
}

/// A graph as a manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where its statements come from.
    pub role: Role,
    /// The path of its source, if it is one.
    pub path: Option<String>,
    /// The level of acceptance of its statements, if queries do not see it by default.
    pub level: Option<String>,
    /// Its content; nothing while a push changes it.
    pub content: Option<Content>,
}

/// The content of a published graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The number of its triples.
    pub triples: usize,
    /// The SHA-256 of its triples as sorted lines of N-Triples, in hexadecimal.
    pub digest: String,
}

impl Listed {
    /// Returns a graph whose content is not there yet.
    pub fn of(graph: &PublishedGraph) -> Self {
        Self {
            role: graph.role,
            path: graph.path.clone(),
            level: graph.level.clone(),
            content: None,
        }
    }
}

/// The properties of a manifest.
const CLASS: &str = "Manifest";
const PROJECT: &str = "project";
const BASE: &str = "base";
const ENCODING: &str = "evidence";
const VERSION: &str = "version";
const SNAPSHOT: &str = "snapshot";
const DEFAULT_LEVEL: &str = "defaultLevel";
const STATE: &str = "state";
const GRAPHS: &str = "graphs";
/// The properties of a graph in it.
const ROLE: &str = "role";
const PATH: &str = "path";
const LEVEL: &str = "level";
const TRIPLES: &str = "triples";
const DIGEST: &str = "sha256";

const FINISHED: &str = "finished";
const UNFINISHED: &str = "unfinished";

const ENCODINGS: [(TripleTermEncoding, &str); 3] = [
    (TripleTermEncoding::Native, "rdf-1.2"),
    (TripleTermEncoding::Basic, "basic"),
    (TripleTermEncoding::Statement, "statement"),
];
const ROLES: [(Role, &str); 3] = [
    (Role::Source, "source"),
    (Role::Named, "named"),
    (Role::Inferred, "inferred"),
];

impl Manifest {
    /// Returns the manifest of a snapshot of a project that lists no graphs.
    pub fn of(project: &Project, encoding: TripleTermEncoding, snapshot: String) -> Self {
        let acceptance = project.config.acceptance.as_ref();
        Self {
            iri: Self::iri_of(project),
            project: project.config.name.clone(),
            base: project.graph_iri(""),
            encoding,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            snapshot,
            default_level: acceptance.map(|acceptance| acceptance.default.clone()),
            is_finished: false,
            graphs: BTreeMap::new(),
        }
    }

    /// Returns the IRI of the manifest of a project.
    pub fn iri_of(project: &Project) -> NamedNode {
        NamedNode::new_unchecked(project.graph_iri("manifest"))
    }

    /// Returns the graphs that a query is to be asked of: those of the levels that queries see by default, and those of other levels
    /// that it accepts; without the one of what is inferred if it is to see only what is asserted.
    pub fn seen(&self, levels: &[&str], is_asserted: bool) -> Vec<NamedNode> {
        let is_seen = |listed: &&Listed| {
            let level = listed.level.as_deref();
            let is_hidden = is_asserted && listed.role == Role::Inferred;
            !is_hidden && level.is_none_or(|level| levels.contains(&level))
        };
        let graphs = self.graphs.iter();
        graphs
            .filter(|(_, listed)| is_seen(listed))
            .map(|(iri, _)| NamedNode::new_unchecked(iri.as_str()))
            .collect()
    }

    /// Returns the IRIs of the graphs with what one graph has on other levels than those seen by default.
    pub fn on_levels(&self, graph: &NamedNode, levels: &[&str]) -> Vec<NamedNode> {
        let graphs = levels.iter().map(|level| at_level(graph, level));
        graphs
            .filter(|graph| self.graphs.contains_key(graph.as_str()))
            .collect()
    }

    /// Returns the manifest as sorted lines of N-Triples.
    pub fn text(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        let mut say = |subject: &NamedNode, property: &str, value: Term| {
            lines.push(format!("{} .\n", triple(subject, property, value)));
        };
        let text = |text: &str| Term::from(Literal::new_simple_literal(text));
        let state = if self.is_finished {
            FINISHED
        } else {
            UNFINISHED
        };
        say(&self.iri, PROJECT, text(&self.project));
        say(&self.iri, BASE, text(&self.base));
        say(&self.iri, ENCODING, text(word(self.encoding, &ENCODINGS)));
        say(&self.iri, VERSION, text(&self.version));
        say(&self.iri, SNAPSHOT, text(&self.snapshot));
        say(&self.iri, STATE, text(state));
        say(
            &self.iri,
            GRAPHS,
            Literal::from(self.graphs.len() as u64).into(),
        );
        if let Some(level) = &self.default_level {
            say(&self.iri, DEFAULT_LEVEL, text(level));
        }
        for (iri, listed) in &self.graphs {
            let graph = NamedNode::new_unchecked(iri.as_str());
            say(&graph, ROLE, text(word(listed.role, &ROLES)));
            if let Some(path) = &listed.path {
                say(&graph, PATH, text(path));
            }
            if let Some(level) = &listed.level {
                say(&graph, LEVEL, text(level));
            }
        }
        let class = NamedNode::new_unchecked(format!("{}{CLASS}", vocab::PUBLICATION));
        let rdf_type = NamedNode::new_unchecked(vocab::RDF_TYPE);
        lines.push(format!(
            "{} .\n",
            Triple::new(self.iri.clone(), rdf_type, class)
        ));
        for (iri, listed) in &self.graphs {
            lines.extend(content_lines(iri, listed.content.as_ref()));
        }
        lines.sort_unstable();
        lines.concat()
    }

    /// Returns the lines that a graph adds to the manifest when its content is there.
    pub fn lines_of(&self, iri: &str) -> String {
        let listed = self.graphs.get(iri);
        content_lines(iri, listed.and_then(|listed| listed.content.as_ref())).concat()
    }

    /// Returns the pattern that only the manifest of this push matches while it is under way.
    pub fn mark(&self) -> String {
        let snapshot = Literal::new_simple_literal(&self.snapshot);
        let state = Literal::new_simple_literal(UNFINISHED);
        format!(
            "{} . {} .",
            triple(&self.iri, SNAPSHOT, snapshot.into()),
            triple(&self.iri, STATE, state.into())
        )
    }

    /// Makes a manifest of what an engine says of it.
    fn read(iri: &NamedNode, triples: &[(String, String, String)]) -> Result<Self, String> {
        let mut by_subject: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (subject, property, value) in triples {
            if let Some(property) = property.strip_prefix(vocab::PUBLICATION) {
                by_subject
                    .entry(subject)
                    .or_default()
                    .insert(property, value);
            }
        }
        let own = by_subject.remove(iri.as_str()).unwrap_or_default();
        let get = |property: &str| {
            let value = own.get(property).map(|value| (*value).to_owned());
            value.ok_or_else(|| format!("it has no `{property}`"))
        };
        let mut graphs = BTreeMap::new();
        for (graph, said) in by_subject {
            let listed = Listed::read(&said).map_err(|problem| format!("<{graph}>: {problem}"))?;
            graphs.insert(graph.to_owned(), listed);
        }
        let expected = get(GRAPHS)?;
        if expected != graphs.len().to_string() {
            return Err(format!(
                "it says that there are {expected} graphs, and lists {}",
                graphs.len()
            ));
        }
        Ok(Self {
            iri: iri.clone(),
            project: get(PROJECT)?,
            base: get(BASE)?,
            encoding: meaning(&get(ENCODING)?, &ENCODINGS)?,
            version: get(VERSION)?,
            snapshot: get(SNAPSHOT)?,
            default_level: get(DEFAULT_LEVEL).ok(),
            is_finished: get(STATE)? == FINISHED,
            graphs,
        })
    }
}

impl Listed {
    fn read(said: &BTreeMap<&str, &str>) -> Result<Self, String> {
        let get = |property: &str| said.get(property).map(|value| (*value).to_owned());
        let content = match (get(TRIPLES), get(DIGEST)) {
            (Some(triples), Some(digest)) => Some(Content {
                triples: triples
                    .parse()
                    .map_err(|_| format!("`{triples}` is not a number of triples"))?,
                digest,
            }),
            _ => None,
        };
        let role = get(ROLE).ok_or_else(|| format!("it has no `{ROLE}`"))?;
        Ok(Self {
            role: meaning(&role, &ROLES)?,
            path: get(PATH),
            level: get(LEVEL),
            content,
        })
    }
}

/// Returns what an engine says that bixi published there, of a project.
///
/// # Errors
/// If the engine cannot be asked, or what it has in the place of the manifest is not one.
pub fn published(client: &Client, project: &Project) -> Result<Option<Manifest>> {
    let iri = Manifest::iri_of(project);
    let mut triples: Vec<(String, String, String)> = Vec::new();
    loop {
        let text = format!(
            "SELECT ?s ?p ?o WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o LIMIT {PAGE} OFFSET {}",
            triples.len()
        );
        let rows = rows(client, &text)?;
        let is_last = rows.len() < PAGE;
        for row in rows {
            triples.push(as_texts(row).ok_or_else(|| not_rows(client))?);
        }
        if is_last {
            break;
        }
    }
    if triples.is_empty() {
        return Ok(None);
    }
    let wrong = |problem| PublishError::Manifest {
        engine: client.name().to_owned(),
        manifest: iri.as_str().to_owned(),
        problem,
    };
    Ok(Some(Manifest::read(&iri, &triples).map_err(wrong)?))
}

/// Asks a SELECT query.
///
/// # Errors
/// As [`Client::query`].
pub fn rows(client: &Client, text: &str) -> Result<Vec<Vec<Option<Term>>>> {
    match client.query(Form::Select, text)? {
        Answer::Solutions { rows, .. } => Ok(rows),
        _ => Err(not_rows(client).into()),
    }
}

/// The error for an answer that has other columns than it was asked for.
pub fn not_rows(client: &Client) -> EngineError {
    EngineError::NotReadable {
        engine: client.name().to_owned(),
        problem: "its rows have not the values that were asked for".to_owned(),
    }
}

fn as_texts(row: Vec<Option<Term>>) -> Option<(String, String, String)> {
    let mut texts = row.into_iter().map(|term| match term? {
        Term::NamedNode(iri) => Some(iri.into_string()),
        Term::Literal(literal) => Some(literal.value().to_owned()),
        other => Some(other.to_string()),
    });
    Some((texts.next()??, texts.next()??, texts.next()??))
}

fn triple(subject: &NamedNode, property: &str, value: Term) -> Triple {
    let property = NamedNode::new_unchecked(format!("{}{property}", vocab::PUBLICATION));
    Triple::new(subject.clone(), property, value)
}

fn content_lines(iri: &str, content: Option<&Content>) -> Vec<String> {
    let graph = NamedNode::new_unchecked(iri);
    let said = content.map(|content| {
        let triples = Literal::from(content.triples as u64);
        let digest = Literal::new_simple_literal(&content.digest);
        [
            triple(&graph, TRIPLES, triples.into()),
            triple(&graph, DIGEST, digest.into()),
        ]
    });
    let said = said.into_iter().flatten();
    said.map(|triple| format!("{triple} .\n")).collect()
}

fn word<T: PartialEq>(meant: T, words: &[(T, &'static str)]) -> &'static str {
    let known = words.iter().find(|(known, _)| *known == meant);
    known.map_or("", |(_, word)| word)
}

fn meaning<T: Copy>(written: &str, words: &[(T, &'static str)]) -> Result<T, String> {
    let known = words.iter().find(|(_, word)| *word == written);
    known
        .map(|(meant, _)| *meant)
        .ok_or_else(|| format!("`{written}` is a word of a newer version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let listed = |role, path: Option<&str>, level: Option<&str>, content| Listed {
            role,
            path: path.map(str::to_owned),
            level: level.map(str::to_owned),
            content,
        };
        let content = Some(Content {
            triples: 7,
            digest: "ab".to_owned(),
        });
        let source = listed(Role::Source, Some("data/园.ttl"), None, content);
        let claimed = listed(Role::Source, Some("data/园.ttl"), Some("claimed"), None);
        let inferred = listed(Role::Inferred, None, None, None);
        Manifest {
            iri: NamedNode::new_unchecked("http://e/manifest"),
            project: "parks \"of\" 成都".to_owned(),
            base: "http://e/".to_owned(),
            encoding: TripleTermEncoding::Basic,
            version: "0.1.0".to_owned(),
            snapshot: "cd".to_owned(),
            default_level: Some("quoted".to_owned()),
            is_finished: true,
            graphs: [
                ("http://e/data/园.ttl".to_owned(), source),
                ("http://e/data/园.ttl?certainty=claimed".to_owned(), claimed),
                ("http://e/inferred".to_owned(), inferred),
            ]
            .into(),
        }
    }

    fn triples(text: &str) -> Vec<(String, String, String)> {
        let format = oxigraph::io::RdfFormat::NTriples;
        let parser = oxigraph::io::RdfParser::from_format(format);
        let quads = parser.for_slice(text.as_bytes());
        let rows = quads.map(|quad| {
            let triple = Triple::from(quad.expect("N-Triples"));
            let subject: Term = triple.subject.into();
            as_texts(vec![
                Some(subject),
                Some(triple.predicate.into()),
                Some(triple.object),
            ])
        });
        rows.map(|row| row.expect("three terms")).collect()
    }

    #[test]
    fn a_manifest_says_what_it_was_made_of() {
        let manifest = manifest();
        let text = manifest.text();
        assert_eq!(
            Manifest::read(&manifest.iri, &triples(&text)).as_ref(),
            Ok(&manifest)
        );
        let mut sorted: Vec<&str> = text.lines().collect();
        sorted.sort_unstable();
        assert_eq!(sorted, text.lines().collect::<Vec<_>>());
    }

    #[test]
    fn a_manifest_that_lacks_a_graph_is_not_one() {
        let manifest = manifest();
        let text = manifest.text();
        let cut: String = text
            .lines()
            .filter(|line| !line.starts_with("<http://e/inferred>"))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(
            Manifest::read(&manifest.iri, &triples(&cut)),
            Err("it says that there are 3 graphs, and lists 2".to_owned())
        );
        assert_eq!(
            Manifest::read(&manifest.iri, &triples("<http://e/a> <http://e/b> \"c\" .")),
            Err("it has no `graphs`".to_owned())
        );
    }

    #[test]
    fn the_graphs_of_a_query_follow_from_what_it_accepts() {
        let seen = |levels: &[&str], is_asserted| {
            let graphs = manifest().seen(levels, is_asserted);
            let graphs = graphs.iter().map(|graph| graph.as_str().to_owned());
            graphs.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(seen(&[], false), "http://e/data/园.ttl http://e/inferred");
        assert_eq!(
            seen(&["claimed"], true),
            "http://e/data/园.ttl http://e/data/园.ttl?certainty=claimed"
        );
    }
}
