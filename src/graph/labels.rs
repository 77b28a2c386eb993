//! The labels of a graph, and the languages that they are in ([BCP 47](https://www.rfc-editor.org/info/bcp47)).

use super::Graph;
use crate::dictionary::TermId;
use crate::rdf::{usual_case, vocab};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The most labels whose languages are counted.
const MOST: usize = 10_000;

impl Graph {
    /// The label of a term in the first of the languages that has one, otherwise any label; for a blank node without one, what it
    /// stands for [in words](Self::expression).
    pub fn label(&self, term: TermId, languages: &[String]) -> Option<String> {
        match self.label_id(term, languages) {
            Some(label) => Some(self.dictionary.text(label)),
            None => self.expression(term, languages),
        }
    }

    /// The literal that is the label of a term in the first of the languages that has one, otherwise any.
    pub fn label_id(&self, term: TermId, languages: &[String]) -> Option<TermId> {
        for property in vocab::LABELS {
            let labels: Vec<TermId> = self
                .objects(term, property)
                .filter(|id| self.dictionary.is_literal(*id))
                .collect();
            let best = labels
                .iter()
                .min_by_key(|id| self.language_rank(**id, languages));
            if let Some(best) = best {
                return Some(*best);
            }
        }
        None
    }

    /// How far down a list of languages the language of a literal stands.
    pub fn language_rank(&self, literal: TermId, languages: &[String]) -> usize {
        let tag = self
            .dictionary
            .literal_type(literal)
            .map_or("", |t| t.language.as_str());
        let fits = |range: &String| {
            let range = range.to_ascii_lowercase();
            tag == range
                || tag
                    .strip_prefix(range.as_str())
                    .is_some_and(|rest| rest.starts_with('-'))
        };
        languages.iter().position(fits).unwrap_or(languages.len())
    }

    /// Returns whether a term is a text in a language.
    pub fn has_language(&self, term: TermId) -> bool {
        let literal_type = self.dictionary.literal_type(term);
        literal_type.is_some_and(|of| !of.language.is_empty())
    }

    /// The terms that have a label, sorted.
    pub fn terms_with_label(&self, label: &str) -> Vec<TermId> {
        let properties: Vec<TermId> = vocab::LABELS
            .iter()
            .filter_map(|iri| self.dictionary.find_iri(iri))
            .collect();
        let mut terms: Vec<TermId> = self
            .dictionary
            .literals_with_text(label)
            .flat_map(|literal| self.triples(None, None, Some(literal)))
            .filter(|[_, predicate, _]| properties.contains(predicate))
            .map(|[subject, _, _]| subject)
            .collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// Every label in the graph with its term.
    pub fn labels(&self) -> impl Iterator<Item = (TermId, TermId)> + '_ {
        let properties = vocab::LABELS
            .iter()
            .filter_map(|iri| self.dictionary.find_iri(iri));
        properties
            .flat_map(|property| self.triples(None, Some(property), None))
            .filter(|[_, _, label]| self.dictionary.is_literal(*label))
            .map(|[term, _, label]| (term, label))
    }

    /// Returns the languages of labels, the most frequent first: what a reader of the graph is expected to read if nothing says
    /// it; of those that are as frequent English comes first. Of many labels the first are counted.
    pub fn languages(&self) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, label) in self.labels().take(MOST) {
            let language = self.dictionary.literal_type(label);
            let language = language.map_or("", |of| of.language.as_str());
            *counts.entry(language).or_default() += 1;
        }
        counts.remove("");
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(tag, count)| (Reverse(*count), *tag != "en"));
        counts.into_iter().map(|(tag, _)| usual_case(tag)).collect()
    }
}
