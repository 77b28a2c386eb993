//! Languages that a query names and no text of a graph is in.

use super::warning::{Subject, Warning};
use crate::graph::Graph;
use crate::rdf::usual_case;
use std::collections::BTreeSet;

/// What to say of a language that no literal is in. Others may be asked for beside it, so it may be meant.
pub(super) fn unknown_language(tag: &str, graph: &Graph) -> Option<Warning> {
    let wanted = tag.to_ascii_lowercase();
    language_without_text(tag, graph, &|known| known == wanted)
}

/// What to say of a [language range](https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1) that no literal is in.
pub(super) fn unknown_range(range: &str, graph: &Graph) -> Option<Warning> {
    let wanted = range.to_ascii_lowercase();
    language_without_text(range, graph, &|known| {
        let rest = known.strip_prefix(&wanted);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// What to say of a language if none of those that literals are in is meant by it.
fn language_without_text(
    tag: &str,
    graph: &Graph,
    is_meant: &dyn Fn(&str) -> bool,
) -> Option<Warning> {
    let types = graph.dictionary.types.iter();
    let mut known: BTreeSet<&str> = types.map(|known| known.language.as_str()).collect();
    known.remove("");
    if tag.is_empty() || known.iter().any(|known| is_meant(known)) {
        return None;
    }
    let known: Vec<String> = known
        .iter()
        .map(|tag| format!("`{}`", usual_case(tag)))
        .collect();
    let there_is = match known.is_empty() {
        true => String::new(),
        false => format!("; there is {}", known.join(" and ")),
    };
    let message = format!("no text is in the language `{tag}`{there_is}");
    let tag = Subject::Language(tag.to_owned());
    Some(Warning::doubt("unknown-language", tag, message))
}
