//! Finds the term that a user means: by IRI, by prefixed name, or by label.

use super::dataset::Dataset;
use super::elsewhere::elsewhere;
use super::entity_kind::EntityKind;
use super::words::{Words, only_with_words};
use crate::dictionary::TermId;
use crate::error::{Error, NameError, Result, Suggestion};
use crate::finding::{cited, nearest};
use crate::graph::Graph;
use crate::rdf::{Literal, NamedNode, vocab};
use crate::width::narrowed;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The term that a name stands for: `<iri>`, `http://…`, `_:label`, `kg:name`, or a label that only one term has.
///
/// # Errors
/// If no term has the name (with those that have a similar one), or several have it (with all of them).
pub fn entity(graph: &Graph, name: &str) -> Result<TermId> {
    entity_of_kind(graph, name, &EntityKind::Any)
}

/// The class that a name stands for, as [`entity`] finds it.
///
/// # Errors
/// If no class has the name (with what else has it), or several have it.
pub fn class(graph: &Graph, name: &str) -> Result<TermId> {
    let all = meanings_of_kind(graph, name, &EntityKind::Any);
    match all.first() {
        Some(found) if !all.iter().any(|one| EntityKind::Class.has(graph, *one)) => {
            Err(Error::from(NameError::NoClass {
                name: name.to_owned(),
                found: suggestion(graph, graph.label(*found, &[]), *found),
            }))
        }
        _ => entity_of_kind(graph, name, &EntityKind::Class),
    }
}

/// The entity of a kind that a name stands for, as [`entity`] finds it.
///
/// # Errors
/// If no entity of the kind has the name, or several have it.
pub fn entity_of_kind(graph: &Graph, name: &str, kind: &EntityKind) -> Result<TermId> {
    match meanings_of_kind(graph, name, kind).as_slice() {
        [term] => Ok(*term),
        [] => Err(unknown(graph, name, kind).into()),
        terms => Err(Error::from(NameError::Ambiguous {
            name: name.to_owned(),
            meanings: terms
                .iter()
                .map(|term| suggestion(graph, None, *term))
                .collect(),
        })),
    }
}

/// The entities of a kind that a name may stand for: the one that it identifies, else those with the label, else those whose
/// label is the name but for case, width, spaces, quotation marks and brackets, else those whose prefixed name ends in it.
pub fn meanings_of_kind(graph: &Graph, name: &str, kind: &EntityKind) -> Vec<TermId> {
    meanings(graph, name, kind, &|name| with_plain_label(graph, name))
}

/// As [`meanings_of_kind`], for many names: `labels` are those of the graph.
pub fn meanings_by_labels(
    graph: &Graph,
    name: &str,
    kind: &EntityKind,
    labels: &PlainLabels,
) -> Vec<TermId> {
    meanings(graph, name, kind, &|name| {
        let terms = labels.0.get(&plain(name));
        terms.map_or_else(Vec::new, Vec::clone)
    })
}

fn meanings(
    graph: &Graph,
    name: &str,
    kind: &EntityKind,
    with_plain_label: &dyn Fn(&str) -> Vec<TermId>,
) -> Vec<TermId> {
    let of_kind = |mut terms: Vec<TermId>| {
        terms.retain(|term| kind.has(graph, *term));
        terms
    };
    if let Some(id) = by_identifier(graph, name) {
        return of_kind(vec![id]);
    }
    let mut terms = of_kind(graph.terms_with_label(name));
    if terms.is_empty() {
        terms = of_kind(with_plain_label(name));
    }
    if terms.is_empty() {
        terms = of_kind(with_local_name(graph, name));
    }
    terms
}

/// The terms that a name may stand for: the one that it identifies, those with the label, or the literals that read so.
///
/// # Errors
/// If there is none (with those that have a similar name).
pub fn candidates(graph: &Graph, name: &str) -> Result<Vec<TermId>> {
    let mut terms = meanings_of_kind(graph, name, &EntityKind::Any);
    if terms.is_empty() {
        terms = literals(graph, name);
    }
    if terms.is_empty() {
        return Err(unknown(graph, name, &EntityKind::Any).into());
    }
    Ok(terms)
}

/// Returns the entity that a part of a name is taken for: the only one whose label has its words, if nothing has the name itself
/// and it is not written as a value.
pub fn taken_for(graph: &Graph, name: &str) -> Option<Suggestion> {
    if candidates(graph, name).is_ok() || written_literal(graph, name).is_some() {
        return None;
    }
    let (entity, label) = only_with_words(graph, name, &EntityKind::Any)?;
    Some(suggestion(graph, Some(label), entity))
}

/// Returns an entity by its label, if a name that stands for it is one of its other names only, such as a `skos:altLabel`.
pub fn by_other_name(dataset: Dataset, name: &str, entity: TermId) -> Option<Suggestion> {
    let (graph, wanted) = (dataset.graph(), plain(name));
    let is_any_of = |properties: &[&str]| {
        let mut labels = properties
            .iter()
            .flat_map(|property| graph.objects(entity, property));
        labels.any(|label| plain(&graph.dictionary.text(label)) == wanted)
    };
    let is_other = is_any_of(&vocab::LABELS) && !is_any_of(&vocab::NAMES);
    let label = Some(dataset.label(entity)).filter(|label| is_other && plain(label) != wanted)?;
    Some(suggestion(graph, Some(label), entity))
}

/// The literals that a name stands for: `"text"@language`, `"text"^^datatype`, or every one with the text.
fn literals(graph: &Graph, name: &str) -> Vec<TermId> {
    let (text, kind) = quoted(name).unwrap_or((name, ""));
    let mut literals: Vec<TermId> = graph.dictionary.literals_with_text(text).collect();
    literals.retain(|id| {
        let literal_type = graph.dictionary.literal_type(*id);
        let is_kind = |language: &str, datatype: &str| {
            literal_type.is_some_and(|kind| {
                kind.language == language && (datatype.is_empty() || kind.datatype == datatype)
            })
        };
        match (kind.strip_prefix('@'), kind.strip_prefix("^^")) {
            (Some(language), _) => is_kind(&language.to_ascii_lowercase(), ""),
            (_, Some(datatype)) => is_kind("", &datatype_iri(graph, datatype)),
            _ => kind.is_empty(),
        }
    });
    literals
}

/// Returns the text in quotation marks and what follows it.
fn quoted(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix('"')?.rsplit_once('"')
}

/// Returns the IRI of a datatype that is written in brackets, with a prefix, or bare.
fn datatype_iri(graph: &Graph, datatype: &str) -> String {
    let in_brackets = datatype.trim_start_matches('<').trim_end_matches('>');
    let expanded = graph.prefixes.expand(datatype);
    // Everyone's prefix, whether a source declares it or not.
    let xsd = || {
        let local = datatype.strip_prefix("xsd:")?;
        Some(format!("http://www.w3.org/2001/XMLSchema#{local}"))
    };
    expanded
        .or_else(xsd)
        .unwrap_or_else(|| in_brackets.to_owned())
}

/// Returns the literal that is written as one: `"text"`, `"text"@language`, `"text"^^datatype`, or a number.
pub fn written_literal(graph: &Graph, name: &str) -> Option<Literal> {
    if let Some((text, kind)) = quoted(name) {
        return match (kind.strip_prefix('@'), kind.strip_prefix("^^")) {
            (Some(language), _) => Literal::new_language_tagged_literal(text, language).ok(),
            (_, Some(datatype)) => {
                let datatype = NamedNode::new(datatype_iri(graph, datatype)).ok()?;
                Some(Literal::new_typed_literal(text, datatype))
            }
            _ => kind.is_empty().then(|| Literal::new_simple_literal(text)),
        };
    }
    let digits = name.strip_prefix(['+', '-']).unwrap_or(name);
    let is_number = !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let kind = match digits.matches('.').count() {
        0 => "integer",
        1 => "decimal",
        _ => return None,
    };
    let datatype = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{kind}"));
    is_number.then(|| Literal::new_typed_literal(name, datatype))
}

/// The properties that a name may stand for: of those with the label, the ones that are predicates, if any is; `a` is `rdf:type`.
///
/// # Errors
/// If there is none (with those that have a similar name).
pub fn properties(graph: &Graph, name: &str) -> Result<Vec<TermId>> {
    if name == "a" {
        return Ok(graph
            .dictionary
            .find_iri(vocab::RDF_TYPE)
            .into_iter()
            .collect());
    }
    let mut terms = meanings_of_kind(graph, name, &EntityKind::Property);
    if terms.is_empty() {
        terms = candidates(graph, name)?;
    }
    let is_used = |term: &TermId| graph.triples(None, Some(*term), None).next().is_some();
    let used: Vec<TermId> = terms.iter().copied().filter(is_used).collect();
    Ok(if used.is_empty() { terms } else { used })
}

/// The property that a name stands for; of several with the name the one that is a predicate, if only one is.
///
/// # Errors
/// If no property has the name (with those that have a similar one), or several have it.
pub fn property(graph: &Graph, name: &str) -> Result<TermId> {
    if name == "a" {
        return entity_of_kind(graph, vocab::RDF_TYPE, &EntityKind::Property);
    }
    let all = meanings_of_kind(graph, name, &EntityKind::Property);
    let is_used = |property: &TermId| graph.statistics.distinct(*property).is_some();
    let mut used = all.iter().copied().filter(is_used);
    if let (Some(only), None) = (used.next(), used.next()) {
        return Ok(only);
    }
    match entity_of_kind(graph, name, &EntityKind::Property) {
        Err(Error::Name(error)) => Err(Error::Name(Box::new(with_local_names(graph, *error)))),
        found => found,
    }
}

/// Adds the predicate with the most similar local name to an error that has no suggestion.
fn with_local_names(graph: &Graph, mut error: NameError) -> NameError {
    if let NameError::Unknown {
        name, suggestions, ..
    } = &mut error
        && suggestions.is_empty()
    {
        let predicates = graph.statistics.predicates();
        let local_names = predicates.map(|predicate| {
            let display = graph.display(predicate);
            let local = display.split_once(':').map(|(_, local)| local.to_owned());
            (local.unwrap_or(display), predicate)
        });
        let local_names: Vec<(String, TermId)> = local_names.collect();
        let near = nearest(name, local_names.iter().map(|(local, _)| local.as_str()));
        let found = local_names
            .iter()
            .find(|(local, _)| Some(local.as_str()) == near);
        suggestions.extend(found.map(|(_, predicate)| suggestion(graph, None, *predicate)));
    }
    error
}

/// The properties that are wider than one of some others, the nearest first.
pub fn wider_properties(graph: &Graph, properties: &[TermId]) -> Vec<TermId> {
    let mut found = properties.to_vec();
    let mut next = 0;
    while let Some(property) = found.get(next).copied() {
        for wider in graph.objects(property, vocab::RDFS_SUB_PROPERTY_OF) {
            if !found.contains(&wider) {
                found.push(wider);
            }
        }
        next += 1;
    }
    found.split_off(properties.len())
}

/// The terms of a graph by their labels but for case, width, spaces, quotation marks and brackets; the terms of a label are sorted.
#[derive(Default)]
pub struct PlainLabels(FxHashMap<String, Vec<TermId>>);

impl PlainLabels {
    /// Returns those of a graph.
    pub fn of(graph: &Graph) -> Self {
        let pairs: Vec<(TermId, TermId)> = graph.labels().collect();
        let plain = pairs
            .par_iter()
            .map(|(term, label)| (plain(&graph.dictionary.text(*label)), *term));
        let plain: Vec<(String, TermId)> = plain.collect();
        let mut labels: FxHashMap<String, Vec<TermId>> = FxHashMap::default();
        for (label, term) in plain {
            labels.entry(label).or_default().push(term);
        }
        for terms in labels.values_mut() {
            terms.sort_unstable();
            terms.dedup();
        }
        Self(labels)
    }
}

/// The terms whose label is a name but for case, width, spaces, quotation marks and brackets.
fn with_plain_label(graph: &Graph, name: &str) -> Vec<TermId> {
    let wanted = plain(name);
    let is_meant = |label: &TermId| plain(&graph.dictionary.text(*label)) == wanted;
    let labels = graph.labels().filter(|(_, label)| is_meant(label));
    let mut terms: Vec<TermId> = labels.map(|(term, _)| term).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The terms whose prefixed name is a name after some prefix.
fn with_local_name(graph: &Graph, name: &str) -> Vec<TermId> {
    let namespaces = graph.prefixes.iter().map(|(_, namespace)| namespace);
    let found = namespaces.filter_map(|namespace| {
        let iri = format!("{namespace}{name}");
        graph.dictionary.find_iri(&iri)
    });
    let mut terms: Vec<TermId> = found.collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// A name in lower case and usual width, without what people leave out when they type it.
fn plain(name: &str) -> String {
    const LEFT_OUT: &str = " \"'“”‘’《》〈〉「」『』()（）[]【】·・";
    let narrow = narrowed(name);
    narrow
        .to_lowercase()
        .chars()
        .filter(|c| !LEFT_OUT.contains(*c))
        .collect()
}

/// The term that an IRI, a prefixed name or the label of a blank node identifies.
pub fn by_identifier(graph: &Graph, name: &str) -> Option<TermId> {
    let in_brackets = name
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'));
    if let Some(label) = name.strip_prefix("_:") {
        return graph.find(&crate::rdf::BlankNode::new(label).ok()?.into());
    }
    let expanded = graph
        .prefixes
        .expand(name)
        .and_then(|iri| graph.dictionary.find_iri(&iri));
    expanded.or_else(|| graph.dictionary.find_iri(in_brackets.unwrap_or(name)))
}

/// The most characters of a name for which it is looked what may be meant: a longer one is not a slip, and would have to be compared
/// with every label.
const LONGEST: usize = 1000;

/// Returns the error for a name that nothing of a kind has, with what may be meant.
fn unknown(graph: &Graph, name: &str, kind: &EntityKind) -> NameError {
    if name.chars().nth(LONGEST).is_some() {
        return NameError::Unknown {
            name: cited(name).into_owned(),
            undeclared_prefix: None,
            suggestions: Vec::new(),
            more: 0,
            elsewhere: None,
        };
    }
    let (near, more) = near_names_of_kind(graph, name, kind);
    let mut suggestions: Vec<Suggestion> = near
        .into_iter()
        .map(|(label, term)| suggestion(graph, Some(label), term))
        .collect();
    let mut undeclared_prefix = None;
    if let Some((prefix, _)) = name.split_once(':')
        && suggestions.is_empty()
        && !name.starts_with(['"', '<'])
    {
        match graph.prefixes.namespace(prefix) {
            None => undeclared_prefix = Some(prefix.to_owned()),
            Some(namespace) => {
                let names = names_below(graph, namespace);
                let near = nearest(name, names.iter().map(String::as_str));
                suggestions.extend(near.map(|near| Suggestion {
                    label: None,
                    name: near.to_owned(),
                    class: None,
                }));
            }
        }
    }
    NameError::Unknown {
        elsewhere: elsewhere(Dataset::new(graph), name, &suggestions),
        name: name.to_owned(),
        undeclared_prefix,
        suggestions,
        more,
    }
}

/// Returns an entity as one that may be meant.
pub fn suggestion(graph: &Graph, label: Option<String>, term: TermId) -> Suggestion {
    let class = graph.class_of(term);
    Suggestion {
        label,
        name: graph.display(term).to_string(),
        class: class.map(|class| graph.display(class).to_string()),
    }
}

/// The prefixed names of all IRIs in a namespace.
fn names_below(graph: &Graph, namespace: &str) -> Vec<String> {
    let iris = (0..graph.dictionary.bounds[0]).map(|id| graph.dictionary.text(id));
    let below = iris.filter(|iri| iri.starts_with(namespace));
    below.map(|iri| graph.prefixes.display_iri(&iri)).collect()
}

/// The most labels that are named as like a name.
const NEAR: usize = 8;

/// Up to eight labels that are like a name, the most similar first, each with a term that has it.
pub fn near_names(graph: &Graph, name: &str) -> Vec<(String, TermId)> {
    near_names_of_kind(graph, name, &EntityKind::Any).0
}

/// As [`near_names`], of the entities of a kind, and the number of further entities with such labels.
pub fn near_names_of_kind(
    graph: &Graph,
    name: &str,
    kind: &EntityKind,
) -> (Vec<(String, TermId)>, usize) {
    let (wanted, words) = (name.to_lowercase(), Words::of(name));
    let mut near: Vec<(f64, String, TermId)> = Vec::new();
    for (term, label) in graph.labels() {
        let label = graph.dictionary.text(label);
        let mut likeness = likeness(&wanted, &label.to_lowercase());
        if likeness < WITH_WORDS && words.occur_in(&label).is_some() {
            likeness = WITH_WORDS;
        }
        if likeness >= 0.5 && kind.has(graph, term) {
            near.push((likeness, label, term));
        }
    }
    near.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then_with(|| (&a.1, a.2).cmp(&(&b.1, b.2)))
    });
    let mut seen = BTreeSet::new();
    near.retain(|(_, _, term)| seen.insert(*term));
    let more = near.len().saturating_sub(NEAR);
    near.truncate(NEAR);
    let near = near.into_iter().map(|(_, label, term)| (label, term));
    (near.collect(), more)
}

/// The likeness of a label that has all words of a name.
const WITH_WORDS: f64 = 0.7;

/// From 0 to 1: the same, one inside the other, or few letters to be changed; of names of which one has less than half the letters
/// of the other, only whether it is inside.
fn likeness(wanted: &str, label: &str) -> f64 {
    if wanted.is_empty() || label.is_empty() {
        return 0.0;
    }
    let (of_wanted, of_label) = (wanted.chars().count(), label.chars().count());
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    // A part of a name is what people remember of it; a name inside of what they wrote is less.
    let inside = if label.contains(wanted) {
        0.7 + 0.3 * share(of_wanted, of_label)
    } else if wanted.contains(label) {
        0.5 + 0.3 * share(of_label, of_wanted)
    } else {
        0.0
    };
    // At least the letters that one has more must be changed. Computing the distance takes time in proportion to both lengths.
    if of_wanted.min(of_label) * 2 < of_wanted.max(of_label) {
        return inside;
    }
    strsim::normalized_damerau_levenshtein(wanted, label).max(inside)
}
