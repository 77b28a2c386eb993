//! How the passages of a graph are described: their class, their numbers, and how their IRIs and labels follow from those of
//! their text.

use super::{HAS_SELECTOR, HAS_SOURCE};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use std::collections::{BTreeMap, BTreeSet};

/// What the passages of a text have in common. What some passages have otherwise is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// The IRI of the class of texts.
    pub text_class: Option<String>,
    /// The IRI of the class of passages.
    pub class: Option<String>,
    /// The IRI of the property of their numbers.
    pub number: Option<String>,
    /// The number of the first passage.
    pub first: i64,
    /// How the IRI of a text ends, and what stands in the place of this before the number of a passage.
    ends: Option<(String, String)>,
    /// What stands before and after the number in labels, after the label of the text, by language tag.
    labels: BTreeMap<String, (String, String)>,
}

/// A passage with its number.
type Numbered = (TermId, i64);

impl Style {
    /// Returns the style of the passages of the text that has most of them; of several such texts, of the first.
    pub fn of(graph: &Graph) -> Self {
        let unknown = Self {
            first: 1,
            ..Self::default()
        };
        let mut by_text: BTreeMap<TermId, Vec<TermId>> = BTreeMap::new();
        let source = graph.dictionary.find_iri(HAS_SOURCE);
        for [passage, _, text] in source
            .into_iter()
            .flat_map(|source| graph.triples(None, Some(source), None))
        {
            if graph.objects(passage, HAS_SELECTOR).next().is_some() {
                by_text.entry(text).or_default().push(passage);
            }
        }
        let most = by_text.values().map(Vec::len).max();
        let Some((text, passages)) = by_text
            .into_iter()
            .find(|(_, passages)| Some(passages.len()) == most)
        else {
            return unknown;
        };
        let iri = |term: TermId| graph.dictionary.text(term);
        let numbered = numbered(graph, &passages);
        Self {
            text_class: graph.class_of(text).map(iri),
            class: common(passages.iter().map(|passage| graph.class_of(*passage))).map(iri),
            number: numbered.as_ref().map(|(property, _)| iri(*property)),
            ..match &numbered {
                Some((_, numbered)) => Self::by_numbers(graph, text, numbered),
                None => unknown,
            }
        }
    }

    /// Returns what follows from the numbers of the passages of a text.
    fn by_numbers(graph: &Graph, text: TermId, numbered: &[Numbered]) -> Self {
        let iri_of_text = graph.dictionary.text(text);
        let patterns = numbered.iter().map(|(passage, number)| {
            let iri = graph.dictionary.text(*passage);
            let same = iri.chars().zip(iri_of_text.chars());
            let same = same.take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8());
            let same: usize = same.sum();
            let before = iri.get(same..)?.strip_suffix(&number.to_string())?;
            Some((iri_of_text.get(same..)?.to_owned(), before.to_owned()))
        });
        let labels_of_text = labels_of(graph, text);
        let labels = labels_of_text.iter().filter_map(|(tag, of_text)| {
            // The number that is written longest is least likely to stand in a label for something else.
            let patterns = numbered.iter().rev().map(|(passage, number)| {
                let labels = labels_of(graph, *passage);
                let rest = labels.get(tag)?.strip_prefix(of_text.as_str())?;
                let (before, after) = rest.split_once(&number.to_string())?;
                Some((before.to_owned(), after.to_owned()))
            });
            Some((tag.clone(), common(patterns)?))
        });
        Self {
            first: numbered.first().map_or(1, |(_, number)| *number),
            ends: common(patterns),
            labels: labels.collect(),
            ..Self::default()
        }
    }

    /// Returns the IRI of a passage of a text.
    pub fn iri_of_passage(&self, text: &str, number: i64) -> String {
        let made = self.ends.as_ref().and_then(|(end, before)| {
            let start = text.strip_suffix(end.as_str())?;
            Some(format!("{start}{before}{number}"))
        });
        made.unwrap_or_else(|| format!("{text}-p{number}"))
    }

    /// Returns the labels of a passage of a text with some labels.
    pub fn labels_of_passage(
        &self,
        text: &BTreeMap<String, String>,
        number: i64,
    ) -> BTreeMap<String, String> {
        let made = text.iter().filter_map(|(tag, label)| {
            let known = self.labels.get(&tag.to_ascii_lowercase());
            let known = known.map(|(before, after)| (before.as_str(), after.as_str()));
            let (before, after) = known.or_else(|| usual_label(tag))?;
            Some((tag.clone(), format!("{label}{before}{number}{after}")))
        });
        made.collect()
    }
}

/// Returns what stands before and after the number of a passage in a label, if no passage of the graph has one in the language.
fn usual_label(tag: &str) -> Option<(&'static str, &'static str)> {
    match tag.split('-').next()?.to_ascii_lowercase().as_str() {
        "en" => Some((", paragraph ", "")),
        "zh" => Some(("第", "段")),
        _ => None,
    }
}

/// Returns the labels of an entity by their language tags.
pub(super) fn labels_of(graph: &Graph, entity: TermId) -> BTreeMap<String, String> {
    let labels = graph.objects(entity, vocab::LABELS[0]);
    let tagged = labels.filter_map(|label| {
        let kind = graph.dictionary.literal_type(label)?;
        Some((kind.language.clone(), graph.dictionary.text(label)))
    });
    tagged.collect()
}

/// Returns the property that gives each passage a number of its own, if one does, and the passages in the order of these.
fn numbered(graph: &Graph, passages: &[TermId]) -> Option<(TermId, Vec<Numbered>)> {
    let first = passages.first()?;
    let properties: BTreeSet<TermId> = graph
        .triples(Some(*first), None, None)
        .map(|[_, property, _]| property)
        .collect();
    properties.into_iter().find_map(|property| {
        let number = |passage: &TermId| {
            let mut values = graph.triples(Some(*passage), Some(property), None);
            let value = graph.dictionary.text(values.next()?[2]).parse().ok()?;
            values.next().is_none().then_some((*passage, value))
        };
        let numbered = passages.iter().map(number);
        let mut numbered = numbered.collect::<Option<Vec<Numbered>>>()?;
        numbered.sort_by_key(|(_, number)| *number);
        let numbers: BTreeSet<i64> = numbered.iter().map(|(_, number)| *number).collect();
        (numbers.len() == passages.len()).then_some((property, numbered))
    })
}

/// Returns what all have, if all have the same.
fn common<T: PartialEq>(mut values: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = values.next()??;
    values
        .all(|value| value.as_ref() == Some(&first))
        .then_some(first)
}
