//! Everything about one entity, each statement with its place.

use super::lines::one_line;
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::number::count;
use crate::query::marked_label;
use crate::rdf::{Term, usual_case, vocab};
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// The most statements of one property that are shown unless all are asked for.
const SHOWN: usize = 12;

type Triple = [TermId; 3];

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
pub fn entity(graph: &Graph, id: TermId, reader: &Reader) -> String {
    let Reader {
        languages, advice, ..
    } = *reader;
    let term = graph.dictionary.term(id);
    let mut text = graph.prefixes.display(&term);
    if let Some(label) = label(graph, id, languages) {
        text.push_str(&format!("  {}", one_line(&label)));
    }
    text.push('\n');
    if let Term::NamedNode(iri) = &term
        && graph.prefixes.compact(iri.as_str()).is_some()
    {
        text.push_str(&format!("<{}>\n", iri.as_str()));
    }
    let reported = graph.only_reported(&|term| term == id);
    let [outgoing, incoming] = [(Some(id), None), (None, Some(id))].map(|(subject, object)| {
        let all = graph.all_triples(subject, None, object);
        let is_about = |[s, _, o]: &Triple| {
            subject.is_some_and(|id| id == *s) || object.is_some_and(|id| id == *o)
        };
        let reported = reported.iter().copied().filter(is_about);
        let seen = all.filter(|triple| graph.is_on_a_level(*triple));
        seen.chain(reported).collect::<Vec<Triple>>()
    });
    let of_subject = outgoing.iter().map(|t| (t[1], t[2], *t));
    text.push_str(&section("", of_subject, graph, reader));
    let of_object = incoming.iter().map(|t| (t[1], t[0], *t));
    text.push_str(&section("← ", of_object, graph, reader));
    let both: BTreeSet<&Triple> = outgoing.iter().chain(&incoming).collect();
    let inferred = both.into_iter().filter(|t| graph.is_inferred(**t)).count();
    if let Some(advice) = advice.filter(|_| inferred > 0) {
        let statements = count(inferred, "statement");
        text.push_str(&format!("\n{statements} inferred{advice}\n"));
    }
    text
}

fn section(
    arrow: &str,
    statements: impl Iterator<Item = (TermId, TermId, Triple)>,
    graph: &Graph,
    reader: &Reader,
) -> String {
    let Reader {
        languages, advice, ..
    } = *reader;
    let mut by_property: BTreeMap<(usize, TermId), Vec<(String, String)>> = BTreeMap::new();
    for (property, other, triple) in statements {
        if advice.is_some() && graph.is_only_inferred(triple) {
            continue;
        }
        let places = graph.places_of(triple);
        let mut places: Vec<String> = places
            .iter()
            .map(|place| graph.display_place(place))
            .collect();
        if let Some(derivation) = graph
            .derivation(triple)
            .filter(|_| graph.is_inferred(triple))
        {
            places.insert(0, format!("inferred by {}", derivation.rule.name));
        }
        let level = graph.weaker_level(triple);
        places.extend(level.map(|level| format!("only {level}")));
        places.extend(evidence(graph, triple, reader));
        let value = (value(graph, other, reader), places.join("  "));
        by_property
            .entry((rank(graph, property), property))
            .or_default()
            .push(value);
    }
    let mut text = String::new();
    for ((_, property), values) in by_property {
        let label = label(graph, property, languages);
        let label = label.map(|label| format!("  {label}")).unwrap_or_default();
        text.push_str(&format!("\n{arrow}{}{label}\n", graph.display(property)));
        let shown = match advice {
            None => values.len(),
            Some(_) => SHOWN.min(values.len()),
        };
        let width = values[..shown]
            .iter()
            .map(|(value, _)| value.width())
            .max()
            .unwrap_or(0)
            .min(60);
        for (value, places) in &values[..shown] {
            let padding = " ".repeat(width.saturating_sub(value.width()));
            text.push_str(&format!("  {value}{padding}  {places}\n"));
        }
        if let Some(advice) = advice.filter(|_| shown < values.len()) {
            let more = values.len() - shown;
            text.push_str(&format!("  … and {more} more{advice}\n"));
        }
    }
    text
}

/// The reifiers of a statement, each with what is said of it: `~ kg:w100 (paragraph 13, stated, open list true)`.
fn evidence(graph: &Graph, triple: Triple, reader: &Reader) -> Vec<String> {
    let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
    let (Some(reifies), Some(term)) = (reifies, graph.dictionary.find_triple(triple)) else {
        return Vec::new();
    };
    let reifiers = graph.triples(None, Some(reifies), Some(term)).map(|t| t[0]);
    let described = reifiers.map(|reifier| {
        let about = graph
            .triples(Some(reifier), None, None)
            .filter(|triple| !graph.is_only_inferred(*triple));
        let mut by_property: BTreeMap<TermId, Vec<TermId>> = BTreeMap::new();
        for [_, property, object] in about {
            by_property.entry(property).or_default().push(object);
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
        format!("~ {} ({})", graph.display(reifier), one_line(&said))
    });
    let is_unsaid = !graph.is_asserted(triple) && !graph.is_only_inferred(triple);
    let unsaid = is_unsaid.then(|| "not asserted".to_owned());
    unsaid.into_iter().chain(described).collect()
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

/// The figures of an entity as printed: for each property those in the language of the reader, or else in the best other one.
fn printed(graph: &Graph, entity: TermId, reader: &Reader) -> Vec<String> {
    let of_property = |property: &TermId| {
        let figures = graph.triples(Some(entity), Some(*property), None);
        let figures = figures.map(|[_, _, figure]| figure).collect();
        in_best_language(graph, figures, reader.languages)
    };
    let figures = reader.printed.iter().flat_map(of_property);
    figures
        .map(|figure| graph.dictionary.text(figure))
        .collect()
}

/// Returns those of some literals that are in the language that a reader likes best.
fn in_best_language(graph: &Graph, literals: Vec<TermId>, languages: &[String]) -> Vec<TermId> {
    let rank = |literal: &TermId| graph.language_rank(*literal, languages);
    let best = literals.iter().map(rank).min();
    let literals = literals.into_iter();
    literals
        .filter(|literal| Some(rank(literal)) == best)
        .collect()
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
            let mut shown = graph.prefixes.display(&term);
            if let Some(label) = label(graph, id, reader.languages) {
                shown.push_str(&format!("  {label}"));
            }
            for figure in printed(graph, id, reader) {
                shown.push_str(&format!("  “{figure}”"));
            }
            shown
        }
    };
    one_line(&shown)
}
