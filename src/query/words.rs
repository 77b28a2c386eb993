//! The words of a name, as people remember them: whole words of a label, or the beginnings of its words.

use super::entity_kind::EntityKind;
use super::occurrence::{Occurrence, occurrence};
use crate::dictionary::{TermId, fold};
use crate::graph::Graph;
use std::collections::BTreeMap;

/// The words of a name, as [`fold`] has them.
pub struct Words(Vec<String>);

impl Words {
    /// Returns the words of a name; none if it is too short to tell anything apart.
    pub fn of(name: &str) -> Self {
        let mut folded = String::new();
        fold(name, &mut folded);
        if folded.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            return Self(Vec::new());
        }
        Self(folded.split_whitespace().map(str::to_owned).collect())
    }

    /// Returns whether a name is too short to be looked for in longer texts.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how a label has all words, if it has them.
    pub fn occur_in(&self, label: &str) -> Option<Occurrence> {
        let mut folded = String::new();
        fold(label, &mut folded);
        let all = self.0.iter().map(|word| occurrence(&folded, word));
        // A name without words is in no label.
        all.collect::<Option<Vec<Occurrence>>>()?.into_iter().max()
    }
}

/// Returns the entities of a kind whose labels have all words of a name, each with such a label: those with whole words, or,
/// if there are none, those with beginnings.
pub fn with_words(graph: &Graph, name: &str, kind: &EntityKind) -> BTreeMap<TermId, String> {
    let words = Words::of(name);
    let mut closest = Occurrence::Beginning;
    let mut found = BTreeMap::new();
    for (term, label) in graph.labels() {
        let label = graph.dictionary.text(label);
        let Some(occurrence) = words.occur_in(&label) else {
            continue;
        };
        if occurrence > closest || !kind.has(graph, term) {
            continue;
        }
        if occurrence < closest {
            found.clear();
            closest = occurrence;
        }
        found.entry(term).or_insert(label);
    }
    found
}

/// Returns the entity that a part of a name is taken for: the only one of a kind whose label has all its words, with this label.
pub fn only_with_words(graph: &Graph, name: &str, kind: &EntityKind) -> Option<(TermId, String)> {
    let found = with_words(graph, name, kind);
    let is_only = found.len() == 1;
    found.into_iter().next().filter(|_| is_only)
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::query::occurrence::Occurrence;

    #[test]
    fn words_are_whole_or_begin_a_longer_one() {
        let cases = [
            ("art", "Art Museum", Some(Occurrence::Whole)),
            (
                "art",
                "Artificial Intelligence",
                Some(Occurrence::Beginning),
            ),
            ("art", "Artificial art", Some(Occurrence::Whole)),
            ("art", "Smart City", None),
            ("museum art", "Art Museum", Some(Occurrence::Whole)),
            ("muse art", "Art Museum", Some(Occurrence::Beginning)),
            ("生物", "成都医学城生物园", Some(Occurrence::Whole)),
            ("生物 医学", "成都医学城生物园", Some(Occurrence::Whole)),
            ("生物 矿物", "成都医学城生物园", None),
            ("a", "a", None),
            ("", "a", None),
        ];
        for (name, label, expected) in cases {
            assert_eq!(
                Words::of(name).occur_in(label),
                expected,
                "{name} in {label}"
            );
        }
    }
}
