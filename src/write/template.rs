//! Writes what an instance of a class should have: as Turtle to be filled in, or as the header of a table.

use super::lines::one_line;
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::number::count;
use crate::query::marked_label;
use crate::rdf::{usual_case, vocab};
use crate::template::{Slot, Template};
use std::collections::BTreeSet;

/// The most properties that few instances have and that are written.
const RARE: usize = 12;

/// Returns Turtle: what is demanded or most instances have stands to be filled in, the rest in comments. Words in capitals stand
/// for what is to be filled in.
pub fn template_turtle(graph: &Graph, template: &Template, languages: &[String]) -> String {
    let mut names = Names {
        graph,
        used: BTreeSet::new(),
    };
    let namespace = template.namespace.as_deref();
    let subject = names.placeholder(namespace, "NAME");
    let class = names.name(template.class);
    let (main, rare): (Vec<&Slot>, Vec<&Slot>) = template
        .slots
        .iter()
        .partition(|slot| slot.is_main(template.instances));
    let mut lines = Vec::new();
    for (slot, is_main) in main
        .iter()
        .map(|slot| (slot, true))
        .chain(rare.iter().take(RARE).map(|slot| (slot, false)))
    {
        let mark = if is_main { "    " } else { "#   " };
        let property = names.name(slot.property);
        let values = names.values(slot, namespace);
        let note = note(graph, slot, template.instances, languages);
        lines.push((format!("{mark}{property} {values} ;"), note));
    }
    let label = marked_label(graph, template.class, languages, "").map_or_else(
        || class.clone(),
        |label| format!("{} ({class})", one_line(&label)),
    );
    let instances = count(template.instances, "instance");
    let mut text = format!(
        "# {label}, {instances} in the graph. Put names and values for the words in capitals; lines with # are for what not all have.\n"
    );
    for prefix in &names.used {
        let namespace = graph.prefixes.namespace(prefix).unwrap_or_default();
        text.push_str(&format!("PREFIX {prefix}: <{namespace}>\n"));
    }
    text.push_str(&format!("\n{subject} a {class} ;\n"));
    for (line, note) in lines {
        match note.is_empty() {
            true => text.push_str(&format!("{line}\n")),
            false => text.push_str(&format!("{line}  # {note}\n")),
        }
    }
    text.push_str("    .\n");
    if rare.len() > RARE {
        let more = count(rare.len() - RARE, "more property");
        text.push_str(&format!("# and {more} that few instances have, or none\n"));
    }
    text
}

/// Returns the names of the columns of a table of instances, separated by commas: `id`, then the properties that are demanded or
/// that most instances have, with a column for each language.
pub fn template_csv(graph: &Graph, template: &Template) -> String {
    let mut columns = vec!["id".to_owned()];
    let slots = template.slots.iter();
    for slot in slots.filter(|slot| slot.is_main(template.instances)) {
        let name = graph.display(slot.property);
        match slot.languages.as_slice() {
            [] => columns.push(name),
            tags => columns.extend(tags.iter().map(|tag| format!("{name}@{}", usual_case(tag)))),
        }
    }
    let quoted = columns
        .iter()
        .map(|column| match column.contains([',', '"']) {
            true => format!("\"{}\"", column.replace('"', "\"\"")),
            false => column.clone(),
        });
    let mut header = quoted.collect::<Vec<_>>().join(",");
    header.push('\n');
    header
}

/// Returns what is known of a property, for a comment.
fn note(graph: &Graph, slot: &Slot, instances: usize, languages: &[String]) -> String {
    let mut parts = Vec::new();
    match slot.least {
        0 => {}
        1 => parts.push("required".to_owned()),
        least => parts.push(format!("at least {least} required")),
    }
    if slot.with > 0 {
        parts.push(format!("{} of {instances}", slot.with));
    }
    if let Some(value) = slot.value {
        parts.push(graph.display(value));
    }
    let is_label = graph.dictionary.text(slot.property) == vocab::LABELS[0];
    if let Some(example) = slot.example.filter(|_| !is_label) {
        let label = marked_label(graph, example, languages, "");
        let shown = match label.filter(|_| graph.dictionary.is_iri(example)) {
            Some(label) => format!("{} ({label})", graph.display(example)),
            None => graph.display(example),
        };
        if !graph.dictionary.is_blank_node(example) {
            parts.push(format!("such as {}", one_line(&shown)));
        }
    }
    parts.join("; ")
}

/// Names of terms, with the prefixes that they need.
struct Names<'g> {
    graph: &'g Graph,
    used: BTreeSet<String>,
}

impl Names<'_> {
    fn name(&mut self, term: TermId) -> String {
        let name = self.graph.display(term);
        self.note(&name);
        name
    }

    fn note(&mut self, name: &str) {
        if let Some((prefix, _)) = name.split_once(':')
            && self.graph.prefixes.namespace(prefix).is_some()
        {
            self.used.insert(prefix.to_owned());
        }
    }

    /// The name of an entity to be filled in, in a namespace if there is one.
    fn placeholder(&mut self, namespace: Option<&str>, word: &str) -> String {
        let iri = format!("{}{word}", namespace.unwrap_or_default());
        let name = self.graph.prefixes.display_iri(&iri);
        self.note(&name);
        name
    }

    /// The values of a property to be filled in: one for each language, else one.
    fn values(&mut self, slot: &Slot, namespace: Option<&str>) -> String {
        if !slot.languages.is_empty() {
            let tags = slot.languages.iter();
            let texts = tags.map(|tag| format!("\"TEXT\"@{}", usual_case(tag)));
            return texts.collect::<Vec<_>>().join(", ");
        }
        let value = slot.value.map(|value| self.graph.dictionary.text(value));
        let value = value.or_else(|| slot.datatype.clone());
        let xsd = value.as_ref().and_then(|iri| iri.strip_prefix(XSD));
        match (xsd, &value, slot.example) {
            (Some("string"), ..) => "\"TEXT\"".to_owned(),
            (Some("boolean"), ..) => "true".to_owned(),
            (Some("integer"), ..) => "0".to_owned(),
            (Some("decimal"), ..) => "0.0".to_owned(),
            (Some(_), Some(datatype), _) => {
                let datatype = self.graph.prefixes.display_iri(datatype);
                self.note(&datatype);
                format!("\"VALUE\"^^{datatype}")
            }
            (None, Some(_), Some(example)) if self.graph.dictionary.is_literal(example) => {
                "\"TEXT\"".to_owned()
            }
            (None, Some(class), _) => {
                let word = local_name(class);
                self.placeholder(namespace, &word)
            }
            (_, None, Some(example)) if self.graph.dictionary.is_literal(example) => {
                "\"TEXT\"".to_owned()
            }
            _ => self.placeholder(namespace, "ENTITY"),
        }
    }
}

/// The namespace of the datatypes of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Returns the last part of an IRI in capitals.
fn local_name(iri: &str) -> String {
    let start = iri.rfind(['#', '/']).map_or(0, |at| at + 1);
    let name = iri.get(start..).unwrap_or(iri).to_uppercase();
    match name.is_empty() {
        true => "ENTITY".to_owned(),
        false => name,
    }
}
