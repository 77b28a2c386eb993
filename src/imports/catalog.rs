//! Catalogs that say which file an import leads to, as Protégé and ROBOT write them
//! ([XML Catalogs 1.1](https://www.oasis-open.org/committees/download.php/14809/xml-catalogs.html)).

use crate::project::{decoded, relative_path};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// The entries of a catalog that lead to places in the project.
#[derive(Debug, Default)]
pub struct Catalog {
    /// The path of the catalog.
    pub path: String,
    /// IRIs and the paths of their files, in the order of the catalog.
    uris: Vec<(String, String)>,
    /// What IRIs begin with, and what takes the place of that, below a folder.
    rewrites: Vec<Rewrite>,
    /// The paths of the catalogs that it names as the next to look at.
    pub next: Vec<String>,
    /// Where it is not a catalog, and why; entries after that are not known.
    pub fault: Option<(usize, String)>,
}

#[derive(Debug)]
struct Rewrite {
    start: String,
    folder: String,
    prefix: String,
}

/// The folder that relative paths in an element are relative to; `None` is outside of the project.
type Base = Option<String>;

impl Catalog {
    /// Reads the text of a catalog. Entries that lead out of the project are left out.
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut catalog = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        let text = match text_of(bytes) {
            Ok(text) => text,
            Err(problem) => {
                catalog.fault = Some((0, problem));
                return catalog;
            }
        };
        let text = text.as_bytes();
        let mut is_root = true;
        let mut reader = Reader::from_reader(text);
        let mut bases: Vec<Base> = vec![Some(folder.to_owned())];
        loop {
            let outer = bases.last().cloned().flatten();
            let start = reader.buffer_position();
            let event = reader.read_event();
            if let Ok(Event::Start(element) | Event::Empty(element)) = &event
                && std::mem::take(&mut is_root)
                && element.local_name().as_ref() != b"catalog"
            {
                let root = String::from_utf8_lossy(element.name().as_ref()).into_owned();
                let problem = format!("its root is `{root}`, not `catalog`");
                catalog.fault = Some((usize::try_from(start).unwrap_or(usize::MAX), problem));
                return catalog;
            }
            match event {
                Ok(Event::Start(element)) => {
                    let base = catalog.take(&element, outer);
                    bases.push(base);
                }
                Ok(Event::Empty(element)) => drop(catalog.take(&element, outer)),
                Ok(Event::End(_)) => drop(bases.pop()),
                Ok(Event::Eof) => {
                    if is_root {
                        catalog.fault = Some((0, "it has no element `catalog`".to_owned()));
                    }
                    return catalog;
                }
                Ok(_) => {}
                Err(error) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                    catalog.fault = Some((at, error.to_string()));
                    return catalog;
                }
            }
        }
    }

    /// Takes over an element, and returns the folder that paths in it are relative to.
    fn take(&mut self, element: &BytesStart, outer: Base) -> Base {
        let value = |name: &str| {
            let attribute = element.try_get_attribute(name).ok().flatten()?;
            Some(attribute.unescape_value().ok()?.into_owned())
        };
        let base = match value("xml:base") {
            Some(base) => outer.and_then(|outer| folder_of(&outer, &base)),
            None => outer,
        };
        let folder = base?;
        match element.local_name().as_ref() {
            b"uri" => {
                let named = value("name").zip(value("uri"));
                let entry = named.and_then(|(name, uri)| Some((name, place(&folder, &uri)?)));
                self.uris.extend(entry);
            }
            b"rewriteURI" => {
                let named = value("uriStartString").zip(value("rewritePrefix"));
                let rewrite = named.map(|(start, prefix)| Rewrite {
                    start,
                    folder: folder.clone(),
                    prefix,
                });
                self.rewrites.extend(rewrite);
            }
            b"nextCatalog" => {
                let next = value("catalog").and_then(|next| place(&folder, &next));
                self.next.extend(next);
            }
            _ => {}
        }
        Some(folder)
    }

    /// Returns the places in the project that an IRI may lead to, the best first: those of `uri`, then those of the longest
    /// beginning that `rewriteURI` names.
    pub fn places(&self, is_it: &dyn Fn(&str) -> bool, iri: &str) -> Vec<String> {
        let named = self.uris.iter().filter(|(name, _)| is_it(name));
        let mut places: Vec<String> = named.map(|(_, path)| path.clone()).collect();
        let mut rewrites: Vec<&Rewrite> = self.rewrites.iter().collect();
        rewrites.sort_by_key(|rewrite| std::cmp::Reverse(rewrite.start.len()));
        places.extend(rewrites.into_iter().filter_map(|rewrite| {
            let rest = iri.strip_prefix(rewrite.start.as_str())?;
            place(&rewrite.folder, &format!("{}{rest}", rewrite.prefix))
        }));
        places
    }

    /// Returns how near the catalog is to a file: the number of names that its folder has if the file is in it or below.
    pub fn nearness(&self, file: &str) -> Option<usize> {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_around = folder.is_empty()
            || file
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'));
        is_around.then(|| folder.split('/').filter(|name| !name.is_empty()).count())
    }
}

/// Returns the text of a catalog in UTF-8, or in UTF-16 with a byte order mark, as [XML requires](https://www.w3.org/TR/xml/#charencoding).
fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] => encoding_rs::UTF_16BE,
        _ => encoding_rs::UTF_8,
    };
    let (text, _, has_errors) = encoding.decode(bytes);
    match has_errors {
        true => Err(format!("it is not in the encoding {}", encoding.name())),
        false => Ok(text),
    }
}

/// The folder of a base; what follows its last slash is the name of a file.
fn folder_of(outer: &str, base: &str) -> Base {
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    match base.starts_with('/') {
        true => None,
        false => place(outer, folder),
    }
}

/// The place in the project that a URI reference leads to, if it is relative.
fn place(folder: &str, uri: &str) -> Option<String> {
    let plain = uri.split(['#', '?']).next().unwrap_or_default();
    let first = plain.split('/').next().unwrap_or_default();
    // What has a scheme is outside.
    let path = Some(plain).filter(|_| !first.contains(':'))?;
    relative_path(folder, &decoded(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(catalog: &Catalog, iri: &str) -> Vec<String> {
        catalog.places(&|name| name == iri, iri)
    }

    #[test]
    fn entries_lead_to_places_in_the_project() {
        let text = r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
    <uri id="User Entered Import Resolution" name="http://e/a" uri="imports/a%20b.owl"/>
    <uri name="http://e/gone" uri="http://e/elsewhere.owl"/>
    <uri name="http://e/out" uri="../../x.owl"/>
    <group id="Folder Repository, directory=, recursive=true" prefer="public" xml:base="deep/x.xml">
        <uri name="http://e/b" uri="../b.owl"></uri>
        <group xml:base="file:/C:/Users/x/"><uri name="http://e/c" uri="c.owl"/></group>
        <rewriteURI uriStartString="http://e/d/" rewritePrefix="d/"/>
    </group>
    <rewriteURI uriStartString="http://e/d/long/" rewritePrefix="./long/"/>
    <uri name="http://e/last &amp; least" uri="last.owl"/>
</catalog>"#;
        let catalog = Catalog::parse("src/catalog-v001.xml", text.as_bytes());
        assert_eq!(catalog.fault, None);
        for (iri, expected) in [
            ("http://e/a", vec!["src/imports/a b.owl"]),
            ("http://e/gone", vec![]),
            ("http://e/out", vec![]),
            ("http://e/b", vec!["src/b.owl"]),
            ("http://e/c", vec![]),
            ("http://e/d/x.ttl#", vec!["src/deep/d/x.ttl"]),
            (
                "http://e/d/long/y.ttl",
                vec!["src/long/y.ttl", "src/deep/d/long/y.ttl"],
            ),
            ("http://e/last & least", vec!["src/last.owl"]),
        ] {
            assert_eq!(places(&catalog, iri), expected, "{iri}");
        }
        assert_eq!(catalog.nearness("src/a/b.ttl"), Some(1));
        assert_eq!(catalog.nearness("srcs/b.ttl"), None);
    }

    #[test]
    fn what_is_no_catalog_is_a_fault_and_the_next_one_is_named() {
        let fault = |bytes: &[u8]| Catalog::parse("a/c.xml", bytes).fault;
        let at = |at: usize, problem: &str| Some((at, problem.to_owned()));
        let page = b"<!-- x --><html><body/></html>";
        assert_eq!(fault(page), at(10, "its root is `html`, not `catalog`"));
        assert_eq!(fault(b" "), at(0, "it has no element `catalog`"));
        assert_eq!(fault(b"\xE4"), at(0, "it is not in the encoding UTF-8"));
        let text = "<catalog><uri name='http://e/a' uri='a.ttl'/><nextCatalog catalog='../b.xml'/></catalog>";
        let mut utf_16 = vec![0xFF, 0xFE];
        utf_16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in [text.as_bytes(), &utf_16] {
            let catalog = Catalog::parse("a/c.xml", bytes);
            assert_eq!(catalog.fault, None);
            assert_eq!(catalog.next, ["b.xml"]);
            assert_eq!(places(&catalog, "http://e/a"), ["a/a.ttl"]);
        }
    }

    #[test]
    fn what_stands_before_a_fault_counts() {
        let text = "<catalog><uri name='http://e/a' uri='a.ttl'/><group></catalog>";
        let catalog = Catalog::parse("catalog-v001.xml", text.as_bytes());
        assert_eq!(places(&catalog, "http://e/a"), ["a.ttl"]);
        assert!(catalog.fault.is_some());
    }
}
