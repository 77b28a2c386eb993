//! Statements as [Turtle](https://www.w3.org/TR/rdf12-turtle/) and, where they stand in graphs, as
//! [TriG](https://www.w3.org/TR/rdf12-trig/): grouped by graph, subject and predicate as they come.

use super::output::Output;
use crate::error::Result;
use crate::rdf::{NamedNode, NamedOrBlankNode, Prefixes, Triple, vocab};
use std::io::Write;

/// A document on its way.
pub struct Turtle<'p, 'o, 'b, W> {
    output: Output<'o, 'b, W>,
    prefixes: &'p Prefixes,
    /// The graph whose braces are open.
    graph: Option<NamedOrBlankNode>,
    /// The subject and the predicate of the last statement.
    last: Option<(NamedOrBlankNode, NamedNode)>,
    /// What stands before the next graph or subject.
    separator: &'static str,
}

impl<'p, 'o, 'b, W: Write> Turtle<'p, 'o, 'b, W> {
    /// Writes the prefixes, all of which are declared.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn new(mut output: Output<'o, 'b, W>, prefixes: &'p Prefixes) -> Result<Self> {
        let mut separator = "";
        for (name, namespace) in prefixes.iter() {
            output.write(&["@prefix ", name, ": <", namespace, "> .\n"])?;
            separator = "\n";
        }
        Ok(Self {
            output,
            prefixes,
            graph: None,
            last: None,
            separator,
        })
    }

    /// Writes the next statement. What the one before has in common with it is not repeated.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn statement(&mut self, triple: &Triple, graph: Option<&NamedOrBlankNode>) -> Result<()> {
        if self.graph.as_ref() != graph {
            self.end_graph()?;
            if let Some(graph) = graph {
                let name = self.prefixes.display(&graph.clone().into());
                self.output.write(&[self.separator, &name, " {\n"])?;
                self.separator = "";
            }
            self.graph = graph.cloned();
        }
        let object = self.prefixes.display(&triple.object);
        match &self.last {
            Some((subject, predicate)) if *subject == triple.subject => {
                if *predicate == triple.predicate {
                    return self.output.write(&[", ", &object]);
                }
                let verb = self.verb(&triple.predicate);
                self.output
                    .write(&[" ;\n", self.indent(), "    ", &verb, " ", &object])?;
            }
            _ => {
                self.end_subject()?;
                let subject = self.prefixes.display(&triple.subject.clone().into());
                let verb = self.verb(&triple.predicate);
                let indent = self.indent();
                self.output
                    .write(&[self.separator, indent, &subject, " ", &verb, " ", &object])?;
            }
        }
        self.last = Some((triple.subject.clone(), triple.predicate.clone()));
        Ok(())
    }

    /// Ends the document.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn finish(mut self) -> Result<()> {
        self.end_graph()
    }

    fn end_graph(&mut self) -> Result<()> {
        self.end_subject()?;
        if self.graph.take().is_some() {
            self.output.write(&["}\n"])?;
        }
        Ok(())
    }

    fn end_subject(&mut self) -> Result<()> {
        if self.last.take().is_some() {
            self.output.write(&[" .\n"])?;
            self.separator = "\n";
        }
        Ok(())
    }

    fn indent(&self) -> &'static str {
        match self.graph {
            Some(_) => "    ",
            None => "",
        }
    }

    fn verb(&self, predicate: &NamedNode) -> String {
        verb(predicate, self.prefixes)
    }
}

/// Returns a predicate as it is written before its objects.
pub fn verb(predicate: &NamedNode, prefixes: &Prefixes) -> String {
    match predicate.as_str() {
        vocab::RDF_TYPE => "a".to_owned(),
        iri => prefixes.display_iri(iri),
    }
}
