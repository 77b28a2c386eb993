//! Everything about one entity, each statement with its place.

use super::one_line;
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::{Term, usual_case, vocab};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Names, classes, what is said of it and what is said with it, by property, with `path:line`.
pub fn entity(graph: &Graph, id: TermId, languages: &[String]) -> String {
    let term = graph.dictionary.term(id);
    let mut text = graph.prefixes.display(&term);
    if let Some(label) = graph.label(id, languages) {
        text.push_str(&format!("  {}", one_line(&label)));
    }
    text.push('\n');
    if let Term::NamedNode(iri) = &term
        && graph.prefixes.compact(iri.as_str()).is_some()
    {
        text.push_str(&format!("<{}>\n", iri.as_str()));
    }
    let outgoing = graph.triples(Some(id), None, None);
    let incoming = graph.triples(None, None, Some(id));
    text.push_str(&section(
        "",
        outgoing.map(|t| (t[1], t[2], t)),
        graph,
        languages,
    ));
    text.push_str(&section(
        "← ",
        incoming.map(|t| (t[1], t[0], t)),
        graph,
        languages,
    ));
    text
}

fn section(
    arrow: &str,
    statements: impl Iterator<Item = (TermId, TermId, [TermId; 3])>,
    graph: &Graph,
    languages: &[String],
) -> String {
    let mut by_property: BTreeMap<(usize, TermId), Vec<(String, String)>> = BTreeMap::new();
    for (property, other, triple) in statements {
        let places = graph.places_of(triple);
        let places: Vec<String> = places
            .iter()
            .map(|place| graph.display_place(place))
            .collect();
        let mut remark = places.join(", ");
        if let Some(derivation) = graph.derivation(triple).filter(|_| places.is_empty()) {
            remark = format!("by {}", derivation.rule.name);
        }
        let value = (value(graph, other, languages), remark);
        by_property
            .entry((rank(graph, property), property))
            .or_default()
            .push(value);
    }
    let mut text = String::new();
    for ((_, property), values) in by_property {
        let label = graph.label(property, languages);
        let label = label.map(|label| format!("  {label}")).unwrap_or_default();
        text.push_str(&format!("\n{arrow}{}{label}\n", graph.display(property)));
        let width = values
            .iter()
            .map(|(value, _)| value.width())
            .max()
            .unwrap_or(0)
            .min(60);
        for (value, places) in values {
            let padding = " ".repeat(width.saturating_sub(value.width()));
            text.push_str(&format!("  {value}{padding}  {places}\n"));
        }
    }
    text
}

/// Classes first, then labels, then the rest.
fn rank(graph: &Graph, property: TermId) -> usize {
    let iri = graph.dictionary.text(property);
    let labels = vocab::LABELS
        .iter()
        .position(|label| *label == iri)
        .map(|at| at + 1);
    if iri == vocab::RDF_TYPE {
        0
    } else {
        labels.unwrap_or(9)
    }
}

fn value(graph: &Graph, id: TermId, languages: &[String]) -> String {
    let shown = match graph.dictionary.term(id) {
        Term::Literal(literal) => {
            let plain = literal.datatype().as_str() == vocab::XSD_STRING;
            let tag = literal
                .language()
                .map(|tag| format!(" @{}", usual_case(tag)));
            let datatype = || {
                format!(
                    " ^^{}",
                    graph.prefixes.display_iri(literal.datatype().as_str())
                )
            };
            let kind = tag.unwrap_or_else(|| if plain { String::new() } else { datatype() });
            format!("{}{kind}", literal.value())
        }
        term => {
            let label = graph.label(id, languages).map(|label| format!("  {label}"));
            format!(
                "{}{}",
                graph.prefixes.display(&term),
                label.unwrap_or_default()
            )
        }
    };
    one_line(&shown)
}
