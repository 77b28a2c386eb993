//! Periods that end before they start, reifiers of several statements, and statements without evidence.

use super::fault::{Fault, Found};
use super::literals::shown;
use super::scope::Scope;
use super::words::in_words;
use crate::dictionary::TermId;
use crate::rdf::vocab;
use rustc_hash::{FxHashMap, FxHashSet};

/// Words in the names of properties that begin and end something.
const ENDS: [(&str, &str); 12] = [
    ("start", "end"),
    ("started", "ended"),
    ("begin", "end"),
    ("beginning", "end"),
    ("begins", "ends"),
    ("from", "to"),
    ("from", "until"),
    ("from", "through"),
    ("since", "until"),
    ("birth", "death"),
    ("born", "died"),
    ("founding", "dissolution"),
];

/// Finds periods that end before they start.
pub fn periods(scope: &Scope, found: &mut Found) {
    for (start, end) in pairs(scope) {
        for [subject, _, from] in scope.asserted(Some(start)) {
            for to in scope.objects(subject, Some(end)) {
                let (Some(a), Some(b)) = (moment(scope, from), moment(scope, to)) else {
                    continue;
                };
                let is_judged = scope.is_own(subject)
                    || scope.is_own(start)
                    || scope.graph.dictionary.is_blank_node(subject);
                // A year and a day of it are not ordered.
                let common = a.len().min(b.len());
                if !is_judged || a.iter().take(common).le(b.iter().take(common)) {
                    continue;
                }
                let message = format!(
                    "{} has {} as {} and {} as {}, which is earlier",
                    scope.name(subject),
                    shown(scope, from),
                    scope.name(start),
                    shown(scope, to),
                    scope.name(end)
                );
                let fault = Fault::warning("reversed-period", [subject, end, to], to, message)
                    .with_related([subject, start, from], from, "the start");
                found.faults.push(fault);
            }
        }
    }
}

/// The properties that begin and end something: those of the settings, and those of the graph whose names say so.
fn pairs(scope: &Scope) -> Vec<(TermId, TermId)> {
    let settings = scope.context.settings.periods.iter();
    let settings = settings.map(|(start, end)| (scope.expanded(start), scope.expanded(end)));
    let mut pairs: Vec<(TermId, TermId)> = settings
        .filter_map(|(start, end)| Some((scope.find(&start)?, scope.find(&end)?)))
        .collect();
    let names: FxHashMap<Vec<String>, TermId> = scope
        .graph
        .statistics
        .predicates()
        .filter(|id| scope.graph.dictionary.is_iri(*id))
        .filter_map(|id| Some((words(scope, id)?, id)))
        .collect();
    let mut by_id: Vec<(&Vec<String>, TermId)> =
        names.iter().map(|(words, id)| (words, *id)).collect();
    by_id.sort_by_key(|(_, id)| *id);
    for (words, start) in by_id {
        for (first, last) in ENDS {
            let end: Vec<String> = words
                .iter()
                .map(|word| {
                    if word == first {
                        last.to_owned()
                    } else {
                        word.clone()
                    }
                })
                .collect();
            if end != *words
                && let Some(end) = names.get(&end)
            {
                pairs.push((start, *end));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The namespace of a property and the words of its local name, in lower case.
fn words(scope: &Scope, id: TermId) -> Option<Vec<String>> {
    let text = scope.graph.dictionary.text(id);
    let namespace = &scope.namespace(id)?.iri;
    let mut words = vec![namespace.clone()];
    let mut word = String::new();
    for character in text.get(namespace.len()..)?.chars() {
        let is_start = character.is_uppercase() || !character.is_alphanumeric();
        if is_start && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
    }
    words.push(word);
    Some(words)
}

/// The year, month, day and so on of a literal; numbers are years.
fn moment(scope: &Scope, literal: TermId) -> Option<Vec<i64>> {
    let of = scope.graph.dictionary.literal_type(literal)?;
    let text = scope.graph.dictionary.text(literal);
    let name = of.datatype.strip_prefix(super::schema::XSD)?;
    if !matches!(
        name,
        "date" | "dateTime" | "dateTimeStamp" | "gYear" | "gYearMonth" | "integer" | "int"
    ) {
        return None;
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.as_str()),
    };
    // Hours of different time zones are not compared.
    let day = unsigned.split('T').next()?;
    let mut numbers: Vec<i64> = day
        .trim_end_matches('Z')
        .split('-')
        .take(3)
        .map(|number| number.split('+').next()?.parse().ok())
        .collect::<Option<_>>()?;
    if let Some(year) = numbers.first_mut() {
        *year *= sign;
    }
    Some(numbers)
}

/// Finds reifiers of several statements.
pub fn reifiers(scope: &Scope, found: &mut Found) {
    let mut reified: Vec<[TermId; 3]> = scope.asserted_of(vocab::RDF_REIFIES).collect();
    reified.sort_unstable();
    let several = reified
        .chunk_by(|a, b| a[0] == b[0])
        .filter(|same| same.len() > 1);
    for same in several.filter(|same| !are_connected(scope, same)) {
        let placed = same
            .iter()
            .filter_map(|at| Some((scope.places(*at).into_iter().next()?, *at)));
        let mut placed: Vec<_> = placed.collect();
        placed.sort_unstable();
        let Some(((_, last), others)) = placed.split_last() else {
            continue;
        };
        let message = format!(
            "{} is the reifier of {} statements about different things, so what is said of it is said of all of them",
            scope.code(last[0]),
            in_words(same.len())
        );
        let mut fault = Fault::warning("shared-reifier", *last, last[0], message)
            .with_hint("use a reifier of its own for each statement");
        for (_, other) in others.iter().rev().take(3) {
            fault = fault.with_related(*other, other[0], "another statement");
        }
        found.faults.push(fault);
    }
}

/// Returns whether statements that are reified together are about one thing: each shares a term with another one.
fn are_connected(scope: &Scope, reified: &[[TermId; 3]]) -> bool {
    let statements = reified
        .iter()
        .filter_map(|at| scope.graph.dictionary.triple(at[2]));
    let mut left: Vec<[TermId; 3]> = statements.collect();
    let Some([subject, _, object]) = left.pop() else {
        return true;
    };
    let mut reached: FxHashSet<TermId> = FxHashSet::from_iter([subject, object]);
    loop {
        let before = left.len();
        left.retain(|[subject, _, object]| {
            let is_near = reached.contains(subject) || reached.contains(object);
            if is_near {
                reached.extend([*subject, *object]);
            }
            !is_near
        });
        if left.is_empty() || left.len() == before {
            return left.is_empty();
        }
    }
}

/// Finds statements of the properties that the settings name, which no reifier speaks of.
pub fn without_evidence(scope: &Scope, found: &mut Found) {
    let settings = scope.context.settings.evidence.iter();
    let wanted: Vec<String> = settings.map(|name| scope.expanded(name)).collect();
    if wanted.is_empty() {
        return;
    }
    let reified: FxHashSet<TermId> = scope
        .asserted_of(vocab::RDF_REIFIES)
        .map(|[.., statement]| statement)
        .collect();
    for property in scope.graph.statistics.predicates() {
        let text = scope.graph.dictionary.text(property);
        let is_wanted = wanted
            .iter()
            .any(|wanted| match wanted.ends_with(['#', '/']) {
                true => text.starts_with(wanted.as_str()),
                false => text == *wanted,
            });
        if !is_wanted {
            continue;
        }
        for at in scope.asserted(Some(property)) {
            // What is said of a reifier is evidence itself.
            let is_of_reifier = reifies(scope, at[0]);
            let statement = scope.graph.dictionary.find_triple(at);
            let has_evidence = statement.is_some_and(|statement| reified.contains(&statement));
            if !is_of_reifier && !has_evidence {
                let message = format!(
                    "the statement that {} of {} is {} has no evidence",
                    scope.name(property),
                    scope.name(at[0]),
                    shown(scope, at[2])
                );
                let fault = Fault::warning("without-evidence", at, at[2], message);
                found
                    .faults
                    .push(fault.with_hint("say where it is from, with `{| … |}` behind it"));
            }
        }
    }
}

fn reifies(scope: &Scope, node: TermId) -> bool {
    let property = scope.find(vocab::RDF_REIFIES);
    scope.objects(node, property).next().is_some()
}
