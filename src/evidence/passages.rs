//! Makes the passages of a text: its paragraphs with their numbers and characters, described as the passages are that a graph has.

use super::style::{Style, labels_of};
use super::{CONTENT_URL, END, HAS_SELECTOR, HAS_SOURCE, SHA256, START, TEXT_POSITION_SELECTOR};
use crate::graph::Graph;
use crate::paragraphs::{Paragraph, paragraphs};
use crate::project::digest;
use crate::rdf::{Literal, NamedNode, Prefixes, Term, vocab};
use crate::snapshot::to_hex;
use std::collections::BTreeMap;
use std::ops::Range;

/// A text that a graph does not have yet, or has without its passages.
#[derive(Clone, Copy, Debug)]
pub struct NewText<'t> {
    /// The IRI of the entity that the text is.
    pub iri: &'t str,
    /// The name of its file.
    pub file: &'t str,
    /// Its content.
    pub content: &'t str,
    /// Its labels, by language tag.
    pub labels: &'t BTreeMap<String, String>,
}

/// The passages of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passages {
    /// The text and its passages in Turtle.
    pub turtle: String,
    /// The number of passages.
    pub count: usize,
    /// The number of those whose IRIs the graph has already.
    pub known: usize,
    /// Lines without a number in a text with numbered paragraphs, from 1 on: they are not passages.
    pub left_out: Vec<usize>,
}

/// Returns the passages of a text in Turtle, with its digest unless the graph has it. Their classes, numbers, IRIs and labels are
/// made as those of the passages in the graph; without such, passages are counted from 1.
pub fn passages(graph: &Graph, text: &NewText) -> Passages {
    let style = Style::of(graph);
    let mut turtle = Turtle::new(&graph.prefixes);
    let entity = graph.dictionary.find_iri(text.iri);
    let is_described = entity.is_some_and(|entity| graph.objects(entity, SHA256).next().is_some());
    let labels = match entity {
        Some(entity) if text.labels.is_empty() => labels_of(graph, entity),
        _ => text.labels.clone(),
    };
    if !is_described {
        turtle.text(text, &style, &labels);
    }
    let (paragraphs, left_out) = paragraphs(text.content, style.first);
    let mut known = 0;
    for Paragraph { number, characters } in &paragraphs {
        let number = *number;
        let iri = style.iri_of_passage(text.iri, number);
        known += usize::from(graph.dictionary.find_iri(&iri).is_some());
        let labels = style.labels_of_passage(&labels, number);
        turtle.passage(&iri, text.iri, &style, &labels, (number, characters));
    }
    Passages {
        turtle: turtle.finish(),
        count: paragraphs.len(),
        known,
        left_out,
    }
}

/// Turtle that is being written, with the prefixes that it uses.
struct Turtle {
    names: Prefixes,
    used: BTreeMap<String, String>,
    body: String,
}

/// Prefixes of what describes passages, where the sources declare none.
const USUAL: [(&str, &str); 2] = [
    ("oa", "http://www.w3.org/ns/oa#"),
    ("schema", "https://schema.org/"),
];

impl Turtle {
    fn new(declared: &Prefixes) -> Self {
        let mut names = declared.clone();
        for (prefix, namespace) in USUAL {
            let is_declared = declared.iter().any(|(_, known)| known == namespace);
            if !is_declared && declared.namespace(prefix).is_none() {
                names.declare(prefix, namespace);
            }
        }
        Self {
            names,
            used: BTreeMap::new(),
            body: String::new(),
        }
    }

    fn text(&mut self, text: &NewText, style: &Style, labels: &BTreeMap<String, String>) {
        let mut lines = vec![self.subject(text.iri, style.text_class.as_deref())];
        lines.extend(self.labels(labels));
        let file = Literal::new_simple_literal(text.file).to_string();
        lines.push(format!("{} {file}", self.name(CONTENT_URL)));
        let digest = to_hex(&digest(text.content.as_bytes()));
        lines.push(format!("{} \"{digest}\"", self.name(SHA256)));
        self.statements(&lines);
    }

    fn passage(
        &mut self,
        iri: &str,
        text: &str,
        style: &Style,
        labels: &BTreeMap<String, String>,
        (number, characters): (i64, &Range<usize>),
    ) {
        let mut lines = vec![self.subject(iri, style.class.as_deref())];
        lines.extend(self.labels(labels));
        if let Some(property) = &style.number {
            lines.push(format!("{} {number}", self.name(property)));
        }
        lines.push(format!("{} {}", self.name(HAS_SOURCE), self.name(text)));
        let [selector, kind, start, end] =
            [HAS_SELECTOR, TEXT_POSITION_SELECTOR, START, END].map(|iri| self.name(iri));
        let Range {
            start: from,
            end: to,
        } = characters;
        lines.push(format!(
            "{selector} [ a {kind} ; {start} {from} ; {end} {to} ]"
        ));
        self.statements(&lines);
    }

    /// The subject, with its class if it has one.
    fn subject(&mut self, iri: &str, class: Option<&str>) -> String {
        let subject = self.name(iri);
        match class {
            Some(class) => format!("{subject} a {}", self.name(class)),
            None => subject,
        }
    }

    fn labels(&mut self, labels: &BTreeMap<String, String>) -> Option<String> {
        let written = labels.iter().map(|(tag, label)| {
            let literal = match Literal::new_language_tagged_literal(label, tag) {
                Ok(tagged) if !tag.is_empty() => tagged,
                _ => Literal::new_simple_literal(label),
            };
            self.names.display(&Term::Literal(literal))
        });
        let written: Vec<String> = written.collect();
        let property = (!written.is_empty()).then(|| self.name(vocab::LABELS[0]))?;
        Some(format!("{property} {}", written.join(", ")))
    }

    /// The prefixed name of an IRI, whose prefix is declared then, or the IRI in angle brackets.
    fn name(&mut self, iri: &str) -> String {
        let name = self.names.display_iri(iri);
        if let Some((prefix, _)) = name.split_once(':')
            && let Some(namespace) = self.names.namespace(prefix)
        {
            self.used.insert(prefix.to_owned(), namespace.to_owned());
        }
        name
    }

    /// Writes predicates and objects after a subject.
    fn statements(&mut self, lines: &[String]) {
        let (subject, rest) = match lines {
            [first, second, rest @ ..] if !first.contains(" a ") => {
                (format!("{first} {second}"), rest)
            }
            [first, rest @ ..] => (first.clone(), rest),
            [] => return,
        };
        self.body.push_str(&subject);
        for line in rest {
            self.body.push_str(" ;\n    ");
            self.body.push_str(line);
        }
        self.body.push_str(" .\n\n");
    }

    fn finish(self) -> String {
        let mut turtle = String::new();
        for (prefix, namespace) in &self.used {
            turtle.push_str(&format!(
                "PREFIX {prefix}: {}\n",
                NamedNode::new_unchecked(namespace)
            ));
        }
        if !self.used.is_empty() {
            turtle.push('\n');
        }
        turtle.push_str(self.body.trim_end());
        turtle.push('\n');
        turtle
    }
}
