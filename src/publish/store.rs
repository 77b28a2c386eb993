//! The graphs of an engine, as a push changes them: by the Graph Store Protocol, or else by SPARQL Update in pieces.

use super::manifest::{not_rows, rows};
use crate::error::{EngineError, Error, Result};
use crate::project::{EngineConfig, EngineKind};
use crate::rdf::{NamedNode, Term};
use crate::remote::{Answer, Client, Form};

/// The most bytes of N-Triples in one update: percent-encoded, as forms are, they are three times as many at most, and less than a
/// megabyte.
const BYTES: usize = 300_000;
/// The most lines of one update, and those for Virtuoso, which makes 10,000 lines of SQL of an update at most.
const LINES: usize = 5_000;
const LINES_OF_VIRTUOSO: usize = 400;

/// The graphs of an engine.
pub struct Store<'c> {
    client: &'c Client,
    has_graph_store: bool,
    has_update: bool,
}

impl<'c> Store<'c> {
    /// Returns the graphs of an engine with its settings.
    ///
    /// # Errors
    /// If the settings have no way to change graphs.
    pub fn new(client: &'c Client, config: &EngineConfig) -> Result<Self> {
        let store = Self::to_read(client, config);
        match store.has_graph_store || store.has_update {
            true => Ok(store),
            false => Err(Error::from(EngineError::NotConfigured {
                engine: client.name().to_owned(),
                key: "graph-store` or `update",
                needed_by: "a push",
            })),
        }
    }

    /// Returns the graphs of an engine that are not to be changed.
    pub fn to_read(client: &'c Client, config: &EngineConfig) -> Self {
        Self {
            client,
            has_graph_store: config.graph_store.is_some(),
            has_update: config.update.is_some(),
        }
    }

    /// Returns the client.
    pub fn client(&self) -> &'c Client {
        self.client
    }

    /// Puts lines of N-Triples in the place of all that a graph has.
    ///
    /// # Errors
    /// If the engine does not do it; the graph may then be there in part.
    pub fn put(&self, graph: &NamedNode, lines: &[u8]) -> Result<()> {
        if self.has_graph_store {
            return self.client.put_graph(graph, lines);
        }
        let lines = std::str::from_utf8(lines);
        let lines = lines.map_err(|_| Error::internal("the text of a graph is not UTF-8"))?;
        let mut before = format!("CLEAR SILENT GRAPH {graph} ;\n");
        let most = match self.client.kind() {
            EngineKind::Virtuoso => LINES_OF_VIRTUOSO,
            _ => LINES,
        };
        for piece in pieces(lines, most) {
            self.client
                .update(&format!("{before}{}", insertion(graph, piece)))?;
            before.clear();
        }
        match before.is_empty() {
            true => Ok(()),
            false => self.client.update(&before),
        }
    }

    /// Adds lines of N-Triples to a graph, if the engine can do that, and returns whether it did.
    ///
    /// # Errors
    /// If the engine does not do it.
    pub fn add(&self, graph: &NamedNode, lines: &str) -> Result<bool> {
        if self.has_update {
            self.client.update(&insertion(graph, lines))?;
        }
        Ok(self.has_update)
    }

    /// Removes a graph, if it is there.
    ///
    /// # Errors
    /// If the engine does not do it.
    pub fn remove(&self, graph: &NamedNode) -> Result<()> {
        match self.has_graph_store {
            true => self.client.delete_graph(graph),
            false => self.client.update(&format!("DROP SILENT GRAPH {graph}")),
        }
    }

    /// Returns whether a graph has statements.
    ///
    /// # Errors
    /// If the engine does not say.
    pub fn has(&self, graph: &NamedNode) -> Result<bool> {
        let text = format!("ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}");
        self.ask(&text)
    }

    /// Asks an ASK query.
    ///
    /// # Errors
    /// As [`Client::query`].
    pub fn ask(&self, text: &str) -> Result<bool> {
        match self.client.query(Form::Ask, text)? {
            Answer::Boolean(answer) => Ok(answer),
            _ => Err(not_rows(self.client).into()),
        }
    }

    /// Counts the statements of a graph.
    ///
    /// # Errors
    /// If the engine does not say.
    pub fn count(&self, graph: &NamedNode) -> Result<usize> {
        let text = format!("SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}");
        let rows = rows(self.client, &text)?;
        let number = match rows.first().and_then(|row| row.first()) {
            Some(Some(Term::Literal(literal))) => literal.value().parse().ok(),
            _ => None,
        };
        Ok(number.ok_or_else(|| not_rows(self.client))?)
    }
}

fn insertion(graph: &NamedNode, lines: &str) -> String {
    format!("INSERT DATA {{ GRAPH {graph} {{\n{lines}}} }}")
}

/// Cuts lines into pieces that an update can have, of a number of lines at most; a line that is too long is a piece of its own.
fn pieces(lines: &str, most: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut end, mut number) = (0, 0, 0);
    for line in lines.split_inclusive('\n') {
        if number > 0 && (number == most || end - start + line.len() > BYTES) {
            pieces.extend(lines.get(start..end));
            (start, number) = (end, 0);
        }
        end += line.len();
        number += 1;
    }
    if end > start {
        pieces.extend(lines.get(start..end));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_short_and_nothing_is_lost() {
        let lines: String = (0..12_001)
            .map(|n| format!("<a> <b> \"{n}\" .\n"))
            .collect();
        let cut = pieces(&lines, LINES);
        assert_eq!(cut.len(), 3);
        assert_eq!(cut.concat(), lines);
        let long = format!("<a> <b> \"{}\" .\n", "x".repeat(2 * BYTES));
        let lines = format!("<a> <b> <c> .\n{long}<a> <b> <d> .\n");
        let cut = pieces(&lines, LINES);
        assert_eq!(cut, ["<a> <b> <c> .\n", &long, "<a> <b> <d> .\n"]);
        assert!(pieces("", LINES).is_empty());
    }
}
