//! Everything about one entity, each statement with its place.

use super::lines::one_line;
use crate::dictionary::TermId;
use crate::entity::{Entity, Group, Statement, in_best_language, printed};
use crate::graph::Graph;
use crate::infer::{Evidence, Triple};
use crate::number::count;
use crate::query::marked_label;
use crate::rdf::{Term, usual_case, vocab};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// The most statements of one property that are shown unless all are asked for.
const SHOWN: usize = 12;

/// Whom an entity is shown to, and how much of it.
pub struct Reader<'r> {
    /// The languages of the reader, the preferred one first.
    pub languages: &'r [String],
    /// Properties of figures as printed, which are shown beside the entities that have them.
    pub printed: &'r [TermId],
    /// What to say where statements are left out; without it, none are.
    pub advice: Option<&'r str>,
}

/// Names, classes, what is said of it and what is said with it, by property, with `path:line`, also what is only seen on a weaker
/// level of acceptance or only reported, marked as such; of many statements of one property the first few and how many more, and
/// how many are inferred, with advice on how to see them; all of them without advice.
pub fn entity(graph: &Graph, entity: &Entity, reader: &Reader) -> String {
    let term = graph.dictionary.term(entity.id);
    let mut text = graph.prefixes.display(&term);
    if let Some(label) = label(graph, entity.id, reader.languages) {
        text.push_str(&format!("  {}", one_line(&label)));
    }
    text.push('\n');
    if let Term::NamedNode(iri) = &term
        && graph.prefixes.compact(iri.as_str()).is_some()
    {
        text.push_str(&format!("<{}>\n", iri.as_str()));
    }
    for group in &entity.outgoing {
        text.push_str(&section("", group, |[_, _, object]| object, graph, reader));
    }
    for group in &entity.incoming {
        text.push_str(&section(
            "← ",
            group,
            |[subject, ..]| subject,
            graph,
            reader,
        ));
    }
    let (_, inferred) = entity.counts(graph);
    if let Some(advice) = reader.advice.filter(|_| inferred > 0) {
        let statements = count(inferred, "statement");
        text.push_str(&format!("\n{statements} inferred{advice}\n"));
    }
    text
}

/// The statements of a property, with their other ends as values; nothing if all of them are left out.
fn section(
    arrow: &str,
    group: &Group,
    other: impl Fn(Triple) -> TermId,
    graph: &Graph,
    reader: &Reader,
) -> String {
    let is_shown = |triple: &Triple| reader.advice.is_none() || !graph.is_only_inferred(*triple);
    let triples = group.triples.iter().copied().filter(is_shown);
    let triples: Vec<Triple> = triples.collect();
    if triples.is_empty() {
        return String::new();
    }
    let label = label(graph, group.property, reader.languages);
    let label = label.map(|label| format!("  {label}")).unwrap_or_default();
    let mut text = format!("\n{arrow}{}{label}\n", graph.display(group.property));
    let most = reader.advice.map_or(usize::MAX, |_| SHOWN);
    let line = |triple: &Triple| {
        let value = value(graph, other(*triple), reader);
        (value, remarks(graph, *triple, reader).join("  "))
    };
    let lines: Vec<(String, String)> = triples.iter().take(most).map(line).collect();
    let width = lines.iter().map(|(value, _)| value.width()).max();
    let width = width.unwrap_or(0).min(60);
    for (value, remarks) in &lines {
        let padding = " ".repeat(width.saturating_sub(value.width()));
        text.push_str(&format!("  {value}{padding}  {remarks}\n"));
    }
    let more = triples.len() - lines.len();
    if let Some(advice) = reader.advice.filter(|_| more > 0) {
        text.push_str(&format!("  … and {more} more{advice}\n"));
    }
    text
}

/// What stands behind a statement: its rule or its places, then its level, then its evidence.
fn remarks(graph: &Graph, triple: Triple, reader: &Reader) -> Vec<String> {
    let statement = Statement::of(graph, triple);
    let rule = statement.rule.iter();
    let rule = rule.map(|rule| format!("inferred by {}", rule.name));
    let places = statement.places.iter();
    let places = places.map(|place| graph.display_place(place));
    let level = statement.weaker_level.iter();
    let level = level.map(|level| format!("only {level}"));
    let is_unsaid = !statement.is_asserted && !statement.is_only_inferred;
    let unsaid = is_unsaid.then(|| "not asserted".to_owned());
    let evidence = statement.evidence.iter();
    let evidence = evidence.map(|evidence| reified(graph, evidence, reader));
    rule.chain(places)
        .chain(level)
        .chain(unsaid)
        .chain(evidence)
        .collect()
}

/// A reifier of a statement with what is said of it: `~ kg:w100 (paragraph 13, stated, open list true)`.
fn reified(graph: &Graph, evidence: &Evidence, reader: &Reader) -> String {
    let mut by_property: BTreeMap<TermId, Vec<TermId>> = BTreeMap::new();
    for (property, object) in &evidence.properties {
        by_property.entry(*property).or_default().push(*object);
    }
    let said = by_property.into_iter().flat_map(|(property, objects)| {
        let (texts, others): (Vec<TermId>, Vec<TermId>) = objects
            .into_iter()
            .partition(|object| graph.dictionary.is_literal(*object));
        // A text in several languages says the same in each.
        let texts = match reader.advice {
            Some(_) => in_best_language(graph, texts, reader.languages),
            None => texts,
        };
        let objects = others.into_iter().chain(texts);
        objects.filter_map(move |object| annotation(graph, property, object, reader.languages))
    });
    let said = said.collect::<Vec<_>>().join(", ");
    format!(
        "~ {} ({})",
        graph.display(evidence.reifier),
        one_line(&said)
    )
}

/// What one annotation says: an entity by its label, a literal after the label of its property.
/// Without a label it is for machines, such as the positions of a text.
fn annotation(
    graph: &Graph,
    property: TermId,
    object: TermId,
    languages: &[String],
) -> Option<String> {
    if graph.dictionary.is_literal(object) {
        let label = label(graph, property, languages)?;
        return Some(format!("{label} {}", graph.dictionary.text(object)));
    }
    if graph.dictionary.triple(object).is_some() {
        return None;
    }
    let label = label(graph, object, languages);
    Some(label.unwrap_or_else(|| graph.display(object)))
}

/// The label of a term, with the mark of its language if that is not the reader's.
fn label(graph: &Graph, term: TermId, languages: &[String]) -> Option<String> {
    let reader = languages.first().map_or("", String::as_str);
    marked_label(graph, term, languages, reader)
}

/// A literal with its language or datatype, or the name of an entity with its label and its figures as printed.
fn value(graph: &Graph, id: TermId, reader: &Reader) -> String {
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
            let label = label(graph, id, reader.languages);
            let mut shown = match (&term, label) {
                (Term::BlankNode(_), Some(words)) => words,
                (_, Some(label)) => format!("{}  {label}", graph.prefixes.display(&term)),
                (_, None) => graph.prefixes.display(&term),
            };
            for figure in printed(graph, id, reader.printed, reader.languages) {
                shown.push_str(&format!("  “{}”", graph.dictionary.text(figure)));
            }
            shown
        }
    };
    one_line(&shown)
}
