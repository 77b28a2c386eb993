//! Looks for what statements say in the words that they rest on: printed figures in the span, names in the passage.

use super::{Check, DERIVED, Text};
use crate::dictionary::{TermId, fold};
use crate::error::Result;
use crate::finding::{Finding, Related};
use crate::rdf::vocab;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The words that a reifier rests on.
struct Rest<'t> {
    reifier: TermId,
    /// The statement that the reifier was derived from the passage.
    derived: [TermId; 3],
    text: &'t Text,
    /// What the passage is a part of.
    of: TermId,
    passage: Range<usize>,
    /// The positions of the reifier, or the whole passage.
    span: Range<usize>,
}

impl Rest<'_> {
    fn words(&self, range: &Range<usize>) -> String {
        let characters = self.text.characters.get(range.clone());
        characters.into_iter().flatten().collect()
    }
}

/// Checks the statements whose text is at hand and whose positions are inside it.
pub(super) fn check(check: &mut Check, texts: &BTreeMap<TermId, Text>) -> Result<()> {
    let printed = check.graph.named(&check.project.config.check.printed);
    let passages = passages(check, texts);
    let mut seen = BTreeSet::new();
    for derived in check.pairs(DERIVED) {
        let [reifier, _, passage] = derived;
        let Some((of, outer)) = check.passages.get(&passage).cloned() else {
            continue;
        };
        let span = check.range(reifier).unwrap_or_else(|| outer.clone());
        let is_inside = span.start < span.end && outer.start <= span.start && span.end <= outer.end;
        let Some(text) = texts
            .get(&of)
            .filter(|text| is_inside && outer.end <= text.characters.len())
        else {
            continue;
        };
        let rest = Rest {
            reifier,
            derived,
            text,
            of,
            passage: outer,
            span,
        };
        let reified: Vec<TermId> = check.graph.objects(reifier, vocab::RDF_REIFIES).collect();
        for statement in reified {
            let Some(triple) = check.graph.dictionary.triple(statement) else {
                continue;
            };
            if printed.contains(&triple[1]) {
                look_for_figure(check, &rest, triple)?;
            } else if seen.insert((triple, passage)) && !has_any(check, triple[0], &printed) {
                look_for_names(check, &rest, passages.get(&of), triple)?;
            }
        }
    }
    Ok(())
}

/// Returns the words of the passages of each text, as names are compared.
fn passages(check: &Check, texts: &BTreeMap<TermId, Text>) -> BTreeMap<TermId, Vec<String>> {
    let mut passages: BTreeMap<TermId, Vec<String>> = BTreeMap::new();
    for (of, range) in check.passages.values() {
        let characters = texts
            .get(of)
            .and_then(|text| text.characters.get(range.clone()));
        if let Some(characters) = characters {
            let mut words = String::new();
            fold(&String::from_iter(characters), &mut words);
            passages.entry(*of).or_default().push(words);
        }
    }
    passages
}

fn has_any(check: &Check, subject: TermId, properties: &[TermId]) -> bool {
    let mut properties = properties.iter();
    properties.any(|property| {
        let mut triples = check
            .graph
            .all_triples(Some(subject), Some(*property), None);
        triples.next().is_some()
    })
}

/// Finds a printed figure that is not in the words that its statement rests on.
fn look_for_figure(check: &mut Check, rest: &Rest, triple: [TermId; 3]) -> Result<()> {
    let figure = check.graph.dictionary.text(triple[2]);
    if find_figure(&rest.words(&rest.span), &figure).is_some() {
        return Ok(());
    }
    let passage = rest.words(&rest.passage);
    let hint = match find_figure(&passage, &figure) {
        Some(at) => {
            let before = passage.get(..at).map_or(0, |before| before.chars().count());
            let start = rest.passage.start + before;
            let end = start + figure.chars().count();
            format!(
                "the passage has it at {start} to {end}: rest the statement on these characters, too"
            )
        }
        None => "write the figure as the text prints it, or rest the statement on another passage"
            .to_owned(),
    };
    let message = format!(
        "`{figure}` is not in the words that `{}` rests on, characters {} to {}",
        check.graph.display(rest.reifier),
        rest.span.start,
        rest.span.end
    );
    report(check, rest, &rest.span, triple, |place| {
        Finding::error("evidence-printed", message, place).with_hint(hint)
    })
}

/// Returns the byte at which a text has a figure that is not part of a longer number there: `5亿元` is not in `85亿元`.
fn find_figure(text: &str, figure: &str) -> Option<usize> {
    let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    let mut places = text.match_indices(figure);
    let found = places.find(|(at, _)| {
        let (before, from) = text.split_at(*at);
        let mut before = before.chars().rev();
        let last = before.next();
        let continues = match last {
            Some('.' | ',') => is_digit(before.next()),
            last => is_digit(last),
        };
        let mut after = from.chars().skip(figure.chars().count());
        let is_continued = match after.next() {
            Some('.' | ',') => is_digit(after.next()),
            next => is_digit(next),
        };
        let is_part = is_digit(figure.chars().next()) && continues
            || is_digit(figure.chars().next_back()) && is_continued;
        !is_part
    });
    found.map(|(at, _)| at)
}

/// Finds a statement of which neither subject nor object has a name in the passage.
fn look_for_names(
    check: &mut Check,
    rest: &Rest,
    passages: Option<&Vec<String>>,
    triple: [TermId; 3],
) -> Result<()> {
    let ends = [triple[0], triple[2]];
    let mut words = String::new();
    fold(&rest.words(&rest.passage), &mut words);
    let passages = passages.map_or(&[][..], Vec::as_slice);
    let is_named = |end: TermId| {
        let names = names(check, end);
        // What has no name cannot be looked for.
        names.is_empty() || names.iter().any(|name| is_in(name, &words, passages))
    };
    if ends.contains(&rest.of) || ends.into_iter().any(is_named) {
        return Ok(());
    }
    let [subject, object] = ends.map(|end| check.graph.display(end));
    let message = format!(
        "neither `{subject}` nor `{object}` has a name in the passage that the statement rests on"
    );
    report(check, rest, &rest.passage, triple, |place| {
        let hint = "rest it on another passage, or give one of them the name that the text uses as a label";
        Finding::warning("evidence-names", message, place).with_hint(hint)
    })
}

/// Returns the labels of an entity, or the text of a literal.
fn names(check: &Check, end: TermId) -> Vec<String> {
    let dictionary = &check.graph.dictionary;
    let labels = vocab::LABELS.iter();
    let labels = labels.flat_map(|property| check.graph.objects(end, property));
    let literal = std::iter::once(end);
    let all = labels
        .chain(literal)
        .filter(|term| dictionary.is_literal(*term));
    all.map(|label| {
        let mut folded = String::new();
        fold(&dictionary.text(label), &mut folded);
        folded
    })
    .collect()
}

/// The fewest letters of a word that says something; shorter ones are in every text.
const SHORTEST: usize = 4;

/// A part of a name that is in more passages than these, and in more than a quarter of all, tells it from no other name: in an article
/// about a district, its name is a part of most names, and most passages have it.
const COMMON: usize = 3;

/// Returns whether words have a name, apart from punctuation, or a part of it that few passages have: two neighbouring ideographs or
/// a word.
fn is_in(name: &str, words: &str, passages: &[String]) -> bool {
    let (bare_name, bare_words) = (bare(name), bare(words));
    let is_rare = |part: &str| {
        let having = passages.iter().filter(|passage| passage.contains(part));
        having.count() <= COMMON.max(passages.len() / 4)
    };
    let characters: Vec<char> = bare_name.chars().collect();
    let mut pairs = characters.windows(2);
    let mut parts = name.split(|c: char| !c.is_alphanumeric() || is_ideograph(c));
    bare_words.contains(&bare_name)
        || pairs.any(|pair| {
            let part = String::from_iter(pair);
            pair.iter().all(|c| is_ideograph(*c)) && bare_words.contains(&part) && is_rare(&part)
        })
        || parts
            .any(|part| part.chars().count() >= SHORTEST && words.contains(part) && is_rare(part))
}

/// Returns a text without punctuation and white space.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns whether a character is one of scripts that put no space between words.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Adds a finding at the line of a statement, with the words in the text as its related place.
fn report(
    check: &mut Check,
    rest: &Rest,
    words: &Range<usize>,
    triple: [TermId; 3],
    finding: impl FnOnce(crate::finding::Place) -> Finding,
) -> Result<()> {
    let place = check.place(&[triple, rest.derived])?;
    let mut finding = finding(place);
    finding.related.push(Related {
        place: rest.text.place(words),
        message: "the words that the statement rests on".to_owned(),
    });
    check.checked.findings.push(finding);
    Ok(())
}
