//! Texts that hold what nobody sees, or that are plainly not in the language of their tag.

use super::fault::{Fault, Found};
use super::language::{contradicts, is_invisible};
use super::scope::Scope;
use crate::dictionary::TermId;
use crate::invisible::described;
use crate::rdf::{usual_case, vocab};

/// Finds labels with invisible characters or line breaks, IRIs with invisible characters, and texts in another language than
/// their tag.
pub fn check(scope: &Scope, found: &mut Found) {
    let dictionary = &scope.graph.dictionary;
    let labels: Vec<TermId> = vocab::LABELS
        .iter()
        .filter_map(|iri| scope.find(iri))
        .collect();
    let mut suspects: Vec<(TermId, Suspicion)> = Vec::new();
    let languages: Vec<String> = dictionary
        .types
        .iter()
        .map(|of| of.language.clone())
        .collect();
    let is_text: Vec<bool> = dictionary
        .types
        .iter()
        .map(|of| !of.language.is_empty() || of.datatype == vocab::XSD_STRING)
        .collect();
    dictionary.each_text(dictionary.literals(), |id, text| {
        let of = dictionary.literal_type_index(id).unwrap_or(u32::MAX) as usize;
        if is_text.get(of) != Some(&true) {
            return;
        }
        let Ok(text) = std::str::from_utf8(text) else {
            return;
        };
        let language = languages.get(of).map_or("", String::as_str);
        if let Some(hidden) = hidden(text, language) {
            suspects.push((id, hidden));
        }
        if let Some(other) = contradicts(text, language) {
            suspects.push((id, Suspicion::Language(other)));
        }
    });
    for (id, suspicion) in suspects {
        let triples = scope.graph.all_triples(None, None, Some(id));
        let judged = triples.filter(|at| {
            let is_wanted = matches!(suspicion, Suspicion::Language(_)) || labels.contains(&at[1]);
            is_wanted
                && scope.graph.is_asserted(*at)
                && (scope.is_own(at[0]) || scope.is_own(at[1]))
        });
        for at in judged {
            found.faults.push(of_text(scope, at, &suspicion));
        }
    }
    of_iris(scope, found);
}

/// What is suspicious in a text.
enum Suspicion {
    /// A character that nobody sees.
    Invisible(char),
    /// A line break, or white space at an end.
    WhiteSpace(&'static str),
    /// What the text plainly is.
    Language(&'static str),
}

/// Returns what nobody sees in a text.
fn hidden(text: &str, language: &str) -> Option<Suspicion> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return None;
    }
    let mut invisible = text
        .chars()
        .enumerate()
        .filter(|(_, c)| is_invisible(*c, text, language));
    if let Some((_, character)) = invisible.next() {
        return Some(Suspicion::Invisible(character));
    }
    let what = match text {
        _ if text.contains(['\n', '\r']) => "a line break",
        _ if text.contains('\t') => "a tab",
        _ if text.trim() != text => "white space at an end",
        _ if text.contains("  ") => "two spaces together",
        _ => return None,
    };
    Some(Suspicion::WhiteSpace(what))
}

fn of_text(scope: &Scope, at: [TermId; 3], suspicion: &Suspicion) -> Fault {
    let [subject, property, text] = at;
    let name = scope.code(subject);
    match suspicion {
        Suspicion::Invisible(character) => {
            let message = format!(
                "a label of {name} has the invisible character {}: it is not found by what is seen of it",
                described(*character)
            );
            Fault::warning("invisible-character", at, text, message)
                .with_hint("write the text again without it")
        }
        Suspicion::WhiteSpace(what) => {
            let message =
                format!("a label of {name} has {what}: it is not found by what is seen of it");
            Fault::warning("white-space-in-label", at, text, message)
        }
        Suspicion::Language(is) => {
            let tag = scope.graph.dictionary.literal_type(text);
            let tag = tag.map_or_else(String::new, |of| usual_case(&of.language));
            let message = format!(
                "{} of {name} is tagged as `{tag}`, but the text is {is}",
                scope.name(property)
            );
            Fault::warning("wrong-language", at, text, message)
        }
    }
}

/// Finds IRIs of the project with invisible characters.
fn of_iris(scope: &Scope, found: &mut Found) {
    let dictionary = &scope.graph.dictionary;
    let mut suspects: Vec<(TermId, char)> = Vec::new();
    dictionary.each_text(dictionary.iris(), |id, iri| {
        if iri.is_ascii() {
            return;
        }
        let text = String::from_utf8_lossy(iri);
        let mut invisible = text.chars().filter(|c| is_invisible(*c, &text, ""));
        suspects.extend(invisible.next().map(|character| (id, character)));
    });
    for (id, character) in suspects.into_iter().filter(|(id, _)| scope.is_own(*id)) {
        let Some(at) = scope.first_use(id) else {
            continue;
        };
        let message = format!(
            "the IRI {} has the invisible character {}",
            scope.code(id),
            described(character)
        );
        let fault = Fault::warning("invisible-character", at, id, message);
        found
            .faults
            .push(fault.with_hint("write the IRI again without it"));
    }
}
