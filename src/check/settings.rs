//! Checks what `bixi.toml` says against the files and the graph of the project ([TOML 1.0](https://toml.io/en/v1.0.0)).

use super::Against;
use crate::error::{Error, Result};
use crate::finding::{Finding, Place, nearest};
use crate::imports::NOT_RESOLVED;
use crate::project::{CONFIG, Config};
use crate::query::{NameOf, UNKNOWN_NAME};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The table of the files that imports lead to.
const IMPORTS: &str = "imports";

/// The table of what is checked.
const CHECK: &str = "check";

/// Finds imported files that are not there, and names of properties and levels of acceptance that nothing has.
pub fn check(against: Against) -> Result<Vec<Finding>> {
    let config = &against.project.config;
    if against.project.configured.is_none() {
        return Ok(Vec::new());
    }
    let file = against.project.read(CONFIG)?;
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    let document = DeTable::parse(&text).map_err(|error| {
        let what = format!("`bixi.toml` was read and is not TOML any more: {error}");
        Error::internal(what)
    })?;
    let place = |keys: &[&str], value: &str| Place {
        file: CONFIG.to_owned(),
        span: place_in(document.get_ref(), keys, value).unwrap_or(0..0),
    };
    let imports = &config.imports;
    let files = imports.files.iter();
    let files = files.map(|(iri, path)| ([IMPORTS, iri.as_str()], path));
    let catalog = imports.catalog.iter();
    let files = files.chain(catalog.map(|path| ([IMPORTS, "catalog"], path)));
    let missing = files.filter(|(_, path)| !against.project.root.join(path).is_file());
    let mut findings: Vec<Finding> = missing
        .map(|(keys, path)| {
            let message = format!("`[imports]` names `{path}`, and no such file is there");
            Finding::warning(NOT_RESOLVED, message, place(&keys, path))
        })
        .collect();
    for namespace in config.own.iter().filter(|_| against.is_whole) {
        let dictionary = &against.graph.dictionary;
        if dictionary
            .starting_with(dictionary.iris(), namespace)
            .is_empty()
        {
            let message = format!("no term of a source is in the namespace `{namespace}` of `own`");
            let declared = against.graph.prefixes.iter();
            let near = nearest(namespace, declared.map(|(_, declared)| declared));
            let finding = Finding::warning(UNKNOWN_NAME, message, place(&["own"], namespace));
            findings.push(Finding {
                hint: near.map(|near| format!("did you mean `{near}`?")),
                ..finding
            });
        }
    }
    for (name, keys, iri) in names(config).filter(|_| against.is_whole) {
        let expanded = against.graph.prefixes.expand(iri);
        let iri_in_full = expanded.as_deref().unwrap_or(iri);
        let dictionary = &against.graph.dictionary;
        // What a check is about may be declared and not used yet; a namespace may stand for all of its properties.
        let is_known = keys[0] == CHECK
            && match iri_in_full.ends_with(['#', '/', ':']) {
                true => !dictionary
                    .starting_with(dictionary.iris(), iri_in_full)
                    .is_empty(),
                false => dictionary.find_iri(iri_in_full).is_some(),
            };
        let warning = against.used.unknown(name, iri_in_full);
        let warning = warning.filter(|_| !is_known);
        findings.extend(warning.map(|warning| Finding {
            hint: warning.hint,
            ..Finding::warning(warning.id, warning.message, place(&keys, iri))
        }));
    }
    findings.sort_by_key(|finding| finding.place.span.start);
    Ok(findings)
}

/// Returns the names of properties and entities in the settings: what each is the name of, the keys of its value, and the name.
fn names(config: &Config) -> impl Iterator<Item = (NameOf, [&'static str; 2], &String)> {
    let acceptance = config.acceptance.iter().flat_map(|acceptance| {
        let property = (
            NameOf::Property,
            ["acceptance", "property"],
            &acceptance.property,
        );
        let values = acceptance.levels.iter().flat_map(|level| &level.values);
        let values = values.map(|value| (NameOf::Entity, ["acceptance", "level"], value));
        [property].into_iter().chain(values)
    });
    let check = &config.check;
    let lists = [
        ("acyclic", &check.acyclic),
        ("evidence", &check.evidence),
        ("printed", &check.printed),
    ];
    let listed = lists.into_iter().flat_map(|(key, names)| {
        let names = names.iter();
        names.map(move |name| (NameOf::Property, [CHECK, key], name))
    });
    let periods = check.periods.iter().flat_map(|(begin, end)| [begin, end]);
    let periods = periods.map(|name| (NameOf::Property, [CHECK, "periods"], name));
    acceptance.chain(listed).chain(periods)
}

/// Returns the bytes of a text that is, or is in, the value of a key.
fn place_in(table: &DeTable, keys: &[&str], text: &str) -> Option<Range<usize>> {
    let (key, below) = keys.split_first()?;
    let mut entries = table.iter();
    let (_, value) = entries.find(|(name, _)| name.get_ref() == key)?;
    match value.get_ref() {
        DeValue::Table(table) if !below.is_empty() => place_in(table, below, text),
        other => place_of(other, value.span(), text),
    }
}

/// Returns the bytes of a text in a value that stands at some bytes.
fn place_of(value: &DeValue, span: Range<usize>, text: &str) -> Option<Range<usize>> {
    match value {
        DeValue::String(found) => (found == text).then_some(span),
        DeValue::Array(items) => items
            .iter()
            .find_map(|item| place_of(item.get_ref(), item.span(), text)),
        DeValue::Table(table) => table.iter().find_map(|(key, item)| {
            let is_key = key.get_ref() == text;
            let in_item = || place_of(item.get_ref(), item.span(), text);
            is_key.then(|| key.span()).or_else(in_item)
        }),
        _ => None,
    }
}
