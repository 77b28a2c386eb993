//! The language of whoever reads a page that the server writes: the one that was chosen on its pages, or else the first of the
//! browser's that they have.

use super::state::Served;
use hyper::header::{ACCEPT_LANGUAGE, COOKIE, HeaderMap};

/// What a page keeps the chosen language as.
const CHOSEN: &str = "bixi-language";
/// The languages that pages have whatever the graph has.
const OWN: [&str; 2] = ["en", "zh"];

/// Returns the language that a request is for, if it says so and there is such a one: one of the graph, or of the pages.
pub fn language(headers: &HeaderMap, served: &Served) -> Option<String> {
    let mut offered = served.languages.clone();
    for own in OWN {
        if !offered.iter().any(|tag| primary(tag) == own) {
            offered.push(own.to_owned());
        }
    }
    let known = |tag: &str| offered.iter().find(|of| of.eq_ignore_ascii_case(tag));
    let alike = |tag: &str| offered.iter().find(|of| primary(of) == primary(tag));
    let chosen = chosen(headers);
    let mut wanted = wanted(headers).into_iter();
    let found = chosen.as_deref().and_then(known);
    let found = found.or_else(|| wanted.find_map(|tag| known(tag).or_else(|| alike(tag))));
    found.cloned()
}

/// Returns the first part of a tag, in lower case.
fn primary(tag: &str) -> String {
    let primary = tag.split('-').next().unwrap_or_default();
    primary.to_ascii_lowercase()
}

/// Returns the language of the cookie of the pages.
fn chosen(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, tag) = pairs.find(|(name, _)| *name == CHOSEN)?;
    Some(tag.to_owned())
}

/// Returns the languages of a browser, the preferred one first
/// ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-accept-language)).
fn wanted(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter();
    let ranges = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let mut tags: Vec<(&str, f64)> = ranges
        .filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
            (weight > 0.0).then(|| (tag.trim(), weight))
        })
        .collect();
    tags.sort_by(|a, b| b.1.total_cmp(&a.1));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn languages_of_a_browser_are_sorted_by_their_weights() {
        let mut headers = HeaderMap::new();
        let value = "de;q=0.5, en-GB, zh;q=0.9, fr;q=0, it;q=x";
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(value));
        assert_eq!(wanted(&headers), ["en-GB", "zh", "de"]);
        let value = "a=b; bixi-language=zh-Hans";
        headers.insert(COOKIE, HeaderValue::from_static(value));
        assert_eq!(chosen(&headers).as_deref(), Some("zh-Hans"));
    }
}
