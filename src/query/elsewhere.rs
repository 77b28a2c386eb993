//! Where the words of a name stand that no entity has: in names of entities of other kinds, and in other texts.

use super::dataset::Dataset;
use super::find::{Found, find};
use super::limits::{Budget, Limits};
use super::words::Words;
use crate::dictionary::fold;
use crate::error::{Elsewhere, Mention, Suggestion};
use crate::graph::Graph;
use crate::rdf::vocab;

/// The most texts that are named.
const TEXTS: usize = 3;

/// Returns where the words of a name stand, or that no text has them; nothing if a suggestion has them, or the name is an
/// identifier or too short.
pub fn elsewhere(dataset: Dataset, name: &str, suggestions: &[Suggestion]) -> Option<Elsewhere> {
    let is_identifier = name.contains(':') || name.starts_with(['<', '"']);
    let words = Words::of(name);
    let has_words = |one: &Suggestion| {
        let label = one.label.as_deref();
        label.is_some_and(|label| words.occur_in(label).is_some())
    };
    if is_identifier || words.is_empty() || suggestions.iter().any(has_words) {
        return None;
    }
    let graph = dataset.graph();
    // Without limits none is passed.
    let unlimited = Budget::new(&Limits::default());
    let mut found = find(dataset, name, true, &unlimited).ok()?;
    found.retain(|found| !found.is_similar);
    let texts = found.iter().take(TEXTS);
    Some(Elsewhere {
        texts: texts.map(|found| mention(graph, found, name)).collect(),
        more: found.len().saturating_sub(TEXTS),
    })
}

fn mention(graph: &Graph, found: &Found, name: &str) -> Mention {
    let property = graph.dictionary.text(found.property);
    let text = graph.dictionary.text(found.label);
    Mention {
        entity: match graph.reified_by(found.entity) {
            Some(statement) => format!(
                "{} {}",
                graph.display(found.entity),
                graph.display(statement)
            ),
            None => graph.display(found.entity),
        },
        property: (!vocab::LABELS.contains(&property.as_str()))
            .then(|| graph.display(found.property).to_string()),
        at: first_word(&text, name),
        text,
    }
}

/// Returns the place of the first word of a name in a text that has it: code points from 0 on.
fn first_word(text: &str, name: &str) -> usize {
    let folded = |text: &str| {
        let mut folded = String::new();
        fold(text, &mut folded);
        folded
    };
    let name = folded(name);
    let Some(word) = name.split_whitespace().next() else {
        return 0;
    };
    let rest = |start: &usize| text.char_indices().nth(*start).map(|(at, _)| &text[at..]);
    let begins = |start: &usize| rest(start).is_some_and(|rest| folded(rest).starts_with(word));
    (0..text.chars().count()).find(begins).unwrap_or(0)
}
