//! A validation as an RDF graph: the [validation report](https://www.w3.org/TR/shacl12-core/#validation-report).

use super::evaluate::Evaluation;
use super::findings::{Context, message_of};
use super::result::{Found, Node, ResultPath, Validated};
use super::words::Words;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::rdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple, vocab};
use crate::shapes::{Kind, SH, Severity};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Returns the triples of the report. Paths that are described by blank nodes are copied.
///
/// # Errors
/// If a result does not fit its shape, which would be an internal error.
pub fn report(context: &Context, validated: &Validated) -> Result<Vec<Triple>> {
    let evaluation = Evaluation::new(&context.data, context.shapes);
    let mut report = Report {
        context,
        words: Words {
            evaluation: &evaluation,
            graph: context.graph,
            languages: context.languages,
        },
        triples: Vec::new(),
        copies: 0,
    };
    let node = NamedOrBlankNode::from(BlankNode::new_unchecked("report"));
    report.typed(&node, "ValidationReport");
    let disallowed = validated
        .results
        .iter()
        .any(|found| found.severity.is_disallowed());
    report.say(&node, "conforms", Literal::from(!disallowed).into());
    for (number, found) in validated.results.iter().enumerate() {
        let result = BlankNode::new_unchecked(format!("result{}", number + 1));
        report.say(&node, "result", result.clone().into());
        report.result(&result.into(), found)?;
    }
    Ok(report.triples)
}

struct Report<'c> {
    context: &'c Context<'c>,
    words: Words<'c>,
    triples: Vec<Triple>,
    copies: usize,
}

impl Report<'_> {
    fn say(&mut self, subject: &NamedOrBlankNode, name: &str, object: Term) {
        let property = NamedNode::new_unchecked(format!("{SH}{name}"));
        self.triples
            .push(Triple::new(subject.clone(), property, object));
    }

    fn typed(&mut self, subject: &NamedOrBlankNode, class: &str) {
        let class = NamedNode::new_unchecked(format!("{SH}{class}"));
        let rdf_type = NamedNode::new_unchecked(vocab::RDF_TYPE);
        self.triples
            .push(Triple::new(subject.clone(), rdf_type, class));
    }

    fn term(&self, id: TermId) -> Term {
        self.context.graph.dictionary.term(id)
    }

    fn result(&mut self, node: &NamedOrBlankNode, found: &Found) -> Result<()> {
        let shape = &self.context.shapes.shapes[found.shape];
        let constraint = &shape.constraints[found.constraint];
        self.typed(node, "ValidationResult");
        self.say(node, "focusNode", self.term(found.focus));
        match &found.path {
            None => {}
            Some(ResultPath::Property(property)) => {
                self.say(node, "resultPath", self.term(*property))
            }
            Some(ResultPath::Other(term)) => self.say(node, "resultPath", term.clone()),
            Some(ResultPath::OfShape) => {
                let Some((path, _)) = &shape.path else {
                    return Err(Error::internal(
                        "a result has the path of a shape without one",
                    ));
                };
                let copy = self.copied(*path);
                self.say(node, "resultPath", copy);
            }
        }
        match &found.value {
            None => {}
            Some(Node::Known(value)) => self.say(node, "value", self.term(*value)),
            Some(Node::Made(term)) => self.say(node, "value", term.clone()),
        }
        self.say(node, "sourceShape", self.term(shape.node));
        let component = match (&constraint.kind, constraint.kind.component()) {
            (_, Some(name)) => NamedNode::new_unchecked(format!("{SH}{name}")).into(),
            (Kind::Component(component), None) => self.term(component.node),
            _ => return Err(Error::internal("a constraint is of no component")),
        };
        self.say(node, "sourceConstraintComponent", component);
        if let Kind::Sparql(select) = &constraint.kind {
            self.say(node, "sourceConstraint", self.term(select.node));
        }
        let severity = match found.severity {
            Severity::Other(id) => self.term(id),
            severity => NamedNode::new_unchecked(format!("{SH}{severity:?}")).into(),
        };
        self.say(node, "resultSeverity", severity);
        for text in message_of(self.context, &self.words, found) {
            self.say(node, "resultMessage", text.into());
        }
        Ok(())
    }

    /// Returns a path, with all that describes it said again with other blank nodes.
    fn copied(&mut self, path: TermId) -> Term {
        let graph = self.context.graph;
        if !graph.dictionary.is_blank_node(path) {
            return self.term(path);
        }
        self.copies += 1;
        let copy = BlankNode::new_unchecked(format!("path{}", self.copies));
        for [_, property, object] in graph.triples(Some(path), None, None) {
            let name = graph.dictionary.text(property);
            if name.starts_with(SH) || name.starts_with(RDF) {
                let object = self.copied(object);
                let property = NamedNode::new_unchecked(name);
                self.triples
                    .push(Triple::new(copy.clone(), property, object));
            }
        }
        copy.into()
    }
}
