//! What is wrong with the characters and names of a query: punctuation of an input method, strings without an end,
//! prefixes that nobody declares, relative IRIs.

use super::super::tokens::{Kind, Token, tokens};
use super::Fault;
use crate::finding::nearest;
use crate::rdf::Prefixes;
use crate::read::ascii_twin;
use std::collections::BTreeMap;

/// The first fault of the characters.
pub(super) fn characters(text: &str) -> Option<Fault> {
    tokens(text).iter().find_map(|token| {
        let shown = token.text(text);
        let mut hint = None;
        let problem = match (token.kind, shown.chars().next()?) {
            (Kind::Sign, character) if !character.is_ascii() => match twin(character) {
                Some(ascii) => {
                    hint = Some(format!("write `{ascii}`"));
                    match ascii.is_ascii_alphanumeric() {
                        true => format!("`{character}` is of full width"),
                        false => format!("`{character}` is the punctuation of an input method"),
                    }
                }
                None if character.is_whitespace() => {
                    hint = Some("write an ordinary one".to_owned());
                    let number = u32::from(character);
                    format!("SPARQL does not know this space, U+{number:04X}")
                }
                None => format!("`{character}` has no meaning in SPARQL outside of strings"),
            },
            (Kind::OpenString, quote) => {
                let long = shown.starts_with(&String::from_iter([quote; 3]));
                let quotes = if long {
                    String::from_iter([quote; 3])
                } else {
                    quote.to_string()
                };
                let until = if long { "query" } else { "line" };
                format!(
                    "this string is not closed: {quotes} is missing before the end of the {until}"
                )
            }
            (Kind::Sign, '<') if begins_iri(&text[token.range.end..]) => {
                let rest = text[token.range.end..].lines().next();
                if rest.is_some_and(|rest| rest.contains('>')) {
                    "an IRI has neither spaces nor any of \"{}|^` in it".to_owned()
                } else {
                    "this IRI is not closed: `>` is missing".to_owned()
                }
            }
            _ => return None,
        };
        let at = token.range.start;
        Some(Fault { at, problem, hint })
    })
}

/// Whether what follows `<` was meant to be an IRI.
fn begins_iri(rest: &str) -> bool {
    let scheme = rest.split(':').next().unwrap_or("");
    ["http", "https", "urn", "file"].contains(&scheme)
}

fn twin(character: char) -> Option<char> {
    // The block of full-width forms repeats ASCII.
    let full_width =
        || char::from_u32((character as u32).checked_sub(0xFEE0)?).filter(char::is_ascii_graphic);
    ascii_twin(character).or_else(full_width)
}

/// How the problem of a prefix that nobody declares begins.
pub const UNDECLARED: &str = "neither the query nor a source declares the prefix";

/// The first prefix that neither the query nor a source declares.
pub(super) fn prefix(text: &str, prefixes: &Prefixes) -> Option<Fault> {
    let tokens = tokens(text);
    let mut declared: Vec<&str> = Vec::new();
    let mut is_declaration = false;
    for token in &tokens {
        let word = token.text(text);
        if token.kind == Kind::Word
            && let Some((name, _)) = word.split_once(':')
        {
            if is_declaration {
                declared.push(name);
            } else if name != "_"
                && !declared.contains(&name)
                && prefixes.iter().all(|(known, _)| known != name)
            {
                let at = token.range.start;
                let names = prefixes.iter().map(|(known, _)| known).chain(declared);
                if text[token.range.end..].starts_with("//") {
                    let problem = format!("an IRI stands between `<` and `>`: `<{name}://…>`");
                    return Some(Fault::new(at, problem));
                }
                let problem = format!("{UNDECLARED} `{name}:`");
                let near = nearest(name, names).map(|near| format!("{near}:"));
                return Some(Fault::new(at, problem).or_meant(near.as_deref()));
            }
        }
        is_declaration = token.kind == Kind::Word && word.eq_ignore_ascii_case("PREFIX");
    }
    None
}

/// The first IRI that is none in full, if the query has no BASE.
pub(super) fn relative_iri(text: &str) -> Option<Fault> {
    let tokens = tokens(text);
    let is_base =
        |token: &Token| token.kind == Kind::Word && token.text(text).eq_ignore_ascii_case("BASE");
    if tokens.iter().any(is_base) {
        return None;
    }
    let token = tokens.iter().find(|token| {
        let iri = token.text(text).trim_matches(['<', '>']);
        token.kind == Kind::Iri && oxiri::Iri::parse(iri).is_err()
    })?;
    let shown = token.text(text);
    let at = token.range.start;
    Some(match oxiri::IriRef::parse(shown.trim_matches(['<', '>'])) {
        Ok(_) => {
            let problem = format!("`{shown}` is a relative IRI, and the query has no `BASE`");
            Fault::new(at, problem).with_hint(
                "write it in full, since `base` in `bixi.toml` is for sources: theirs resolve against the path of each file",
            )
        }
        Err(error) => Fault::new(at, format!("`{shown}` is not an IRI: {error}")),
    })
}

/// A blank node whose label stands in two groups.
pub(super) fn blank_node(text: &str) -> Option<Fault> {
    let (mut groups, mut count) = (vec![0], 0);
    let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
    for token in &tokens(text) {
        let shown = token.text(text);
        match (token.kind, shown) {
            (Kind::Sign, "{") => {
                count += 1;
                groups.push(count);
            }
            (Kind::Sign, "}") => drop(groups.pop()),
            (Kind::Word, label) if label.starts_with("_:") => {
                let group = groups.last().copied().unwrap_or(0);
                if *group_of.entry(label).or_insert(group) != group {
                    let at = token.range.start;
                    let problem = format!("`{label}` stands in another group before");
                    let hint = "a blank node is of one group, a variable is not";
                    return Some(Fault::new(at, problem).with_hint(hint));
                }
            }
            _ => {}
        }
    }
    None
}
