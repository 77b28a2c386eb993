//! Prefixes and namespaces: one prefix for two namespaces, and namespaces that are nearly known ones.

use super::fault::Found;
use super::known;
use super::scope::Scope;
use crate::finding::{Finding, Place, Related};
use std::collections::BTreeMap;

/// A prefix that a file declares: its name, its namespace IRI and the number of the file.
type Declared<'a> = (&'a str, &'a str, usize);

/// Finds prefixes that stand for several namespaces, and namespaces that are nearly known ones.
pub fn check(scope: &Scope, found: &mut Found) {
    let declared: Vec<Declared> = declared(scope);
    let mut near: Vec<Finding> = Vec::new();
    let mut slips: BTreeMap<&str, (String, Vec<Declared>)> = BTreeMap::new();
    for one in &declared {
        if let Some(known) = near_to(scope, one.1) {
            slips
                .entry(one.1)
                .or_insert_with(|| (known, Vec::new()))
                .1
                .push(*one);
        }
    }
    for (namespace, (known, declared)) in &slips {
        let mut finding = Finding::warning(
            "near-namespace",
            format!("the namespace `<{namespace}>` is not `<{known}>`, which is nearly the same"),
            declared
                .first()
                .map(|one| place(scope, *one))
                .unwrap_or_default(),
        )
        .with_hint(format!("write `<{known}>` if that is meant"));
        finding.related = declared
            .iter()
            .skip(1)
            .take(SHOWN)
            .map(|one| related(scope, *one, "here too"))
            .collect();
        near.push(finding);
    }
    found.findings.append(&mut near);
    let mut by_name: BTreeMap<&str, Vec<Declared>> = BTreeMap::new();
    // What is written most shortly is meant for the file only.
    for one in declared
        .iter()
        .filter(|one| !one.0.is_empty() && !slips.contains_key(one.1))
    {
        by_name.entry(one.0).or_default().push(*one);
    }
    for (name, declared) in by_name {
        found.findings.extend(of_prefix(scope, name, &declared));
    }
}

/// A prefix with more namespaces has another one in each file on purpose.
const MOST_NAMESPACES: usize = 3;

/// The most other places that are shown.
const SHOWN: usize = 5;

/// The prefixes that the files of the project declare.
fn declared<'a>(scope: &'a Scope) -> Vec<Declared<'a>> {
    let mut all = Vec::new();
    for source in scope.own_sources() {
        let prefixes = scope.graph.prefixes_of(source).iter();
        all.extend(prefixes.map(|(name, namespace)| (name.as_str(), namespace.as_str(), source)));
    }
    all
}

/// The known or own namespace that one is nearly.
fn near_to(scope: &Scope, namespace: &str) -> Option<String> {
    let own = scope.context.own;
    // A namespace in which the project describes something is what is meant.
    let mut described = scope.namespaces.iter().filter(|of| of.described > 0);
    if own.iter().any(|own| own == namespace) || described.clone().any(|of| of.iri == namespace) {
        return None;
    }
    if let Some(known) = known::near(namespace) {
        return Some(known.to_owned());
    }
    let own = own.iter().map(String::as_str);
    let own = own.chain(
        scope
            .namespaces
            .iter()
            .filter(|of| of.declared > 0 && of.is_own)
            .map(|of| of.iri.as_str()),
    );
    let mut own = own.filter(|own| known::same_but_form(namespace, own));
    let own = own.next().map(str::to_owned);
    own.or_else(|| {
        described
            .find(|of| of.is_own && known::same_but_form(namespace, &of.iri))
            .map(|of| of.iri.clone())
    })
}

/// The finding of a prefix that stands for several namespaces: where the less frequent one is declared.
fn of_prefix(scope: &Scope, name: &str, declared: &[Declared]) -> Vec<Finding> {
    let mut counts: BTreeMap<&str, Vec<Declared>> = BTreeMap::new();
    for one in declared {
        counts.entry(one.1).or_default().push(*one);
    }
    let Some((usual, files)) = counts.iter().max_by_key(|(_, files)| {
        (
            files.len(),
            std::cmp::Reverse(files.first().map(|one| one.2)),
        )
    }) else {
        return Vec::new();
    };
    let (usual, at) = (*usual, files.first().copied());
    // A prefix that stands for something else in many files is not meant to be one.
    if counts.len() > MOST_NAMESPACES || files.len() * 2 < declared.len() {
        return Vec::new();
    }
    let others = counts.iter().filter(|(namespace, _)| **namespace != usual);
    let others =
        others.filter_map(|(namespace, files)| Some((*namespace, files.first().copied()?)));
    others
        .map(|(namespace, one)| {
            let message =
                format!("the prefix `{name}:` is `<{namespace}>` here and `<{usual}>` elsewhere");
            let mut finding = Finding::warning("ambiguous-prefix", message, place(scope, one))
                .with_hint("use one prefix for one namespace");
            finding.related = at
                .map(|at| related(scope, at, "the other namespace"))
                .into_iter()
                .collect();
            finding
        })
        .collect()
}

fn related(scope: &Scope, one: Declared, message: &str) -> Related {
    Related {
        place: place(scope, one),
        message: message.to_owned(),
    }
}

/// The place where a file declares a prefix: the namespace IRI after its name.
fn place(scope: &Scope, (name, namespace, source): Declared) -> Place {
    let path = scope.graph.sources.get(source);
    let path = path.map_or_else(String::new, |source| source.path.clone());
    let span = (scope.context.files)(&path).and_then(|file| {
        let text = std::str::from_utf8(&file.bytes).ok()?;
        let written = format!("<{namespace}>");
        let mut places = text.match_indices(&written);
        let declares = |at: &usize| {
            let before = text.get(..*at).unwrap_or_default().trim_end();
            before.ends_with(&format!("{name}:"))
        };
        let at = places.clone().map(|(at, _)| at).find(declares);
        let at = at.or_else(|| places.next().map(|(at, _)| at));
        match at {
            Some(at) => Some(at..at + written.len()),
            // Other syntaxes write it without brackets.
            None => text.find(namespace).map(|at| at..at + namespace.len()),
        }
    });
    Place {
        file: path,
        span: span.unwrap_or(0..0),
    }
}
