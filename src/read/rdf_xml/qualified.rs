//! Declarations of namespaces, and the namespaces of the names in a start tag
//! ([Namespaces in XML](https://www.w3.org/TR/xml-names/)).

use super::namespaces::{NONE, Namespace, XML};
use super::tag::{Attribute, Tag};
use super::tokens::Xml;
use crate::read::fault::Fault;
use std::ops::Range;

impl Xml<'_> {
    /// Declares the namespaces of the tag, and finds those of its names.
    pub(super) fn resolve_names(&mut self) {
        let mut tag = std::mem::take(&mut self.tag);
        let mut attributes = std::mem::take(&mut tag.attributes);
        tag.seen.clear();
        let is_many = attributes.len() > 8;
        let mut names: Vec<(Namespace, Range<usize>)> = Vec::new();
        for at in 0..attributes.len() {
            let Some(attribute) = attributes.get(at) else {
                break;
            };
            let name = tag.attribute_name(attribute);
            let is_double = if is_many {
                !tag.seen.insert(name.into())
            } else {
                let before = attributes.get(..at).unwrap_or_default();
                before.iter().any(|other| tag.attribute_name(other) == name)
            };
            if is_double {
                self.double(&tag, at, &mut attributes);
            }
        }
        attributes.retain(|attribute| {
            let local = match tag.attribute_prefix(attribute) {
                b"xmlns" => tag.attribute_local(attribute),
                b"" if tag.attribute_name(attribute) == b"xmlns" => b"",
                _ => return true,
            };
            self.declare(&tag, attribute, local);
            false
        });
        tag.namespace = match self.namespaces.find(tag.prefix()) {
            Some(namespace) => namespace,
            None => {
                let span = tag.name_span();
                self.undeclared(&String::from_utf8_lossy(tag.prefix()), span);
                tag.faulty = true;
                NONE
            }
        };
        for at in 0..attributes.len() {
            let Some(attribute) = attributes.get_mut(at) else {
                break;
            };
            if attribute.colon.is_none() {
                continue;
            }
            let prefix = tag.attribute_prefix(attribute);
            match self.namespaces.find(prefix) {
                Some(namespace) => attribute.namespace = namespace,
                None => {
                    attribute.faulty = true;
                    let span = tag.attribute_span(attribute);
                    self.undeclared(&String::from_utf8_lossy(prefix), span);
                }
            }
            let Some(attribute) = attributes.get(at) else {
                break;
            };
            let key = (attribute.namespace, tag.attribute_local(attribute));
            // Two prefixes for one namespace: rare, and looked for among the names with a prefix only.
            let is_double = names.len() < 64
                && !attribute.faulty
                && names
                    .iter()
                    .any(|(namespace, local)| (*namespace, tag.bytes(local.clone())) == key);
            names.push((
                attribute.namespace,
                attribute.colon.map_or(attribute.name.start, |c| c + 1)..attribute.name.end,
            ));
            if is_double {
                self.double(&tag, at, &mut attributes);
            }
        }
        tag.attributes = attributes;
        self.tag = tag;
    }

    fn double(&mut self, tag: &Tag, at: usize, attributes: &mut [Attribute]) {
        let Some(attribute) = attributes.get_mut(at).filter(|attribute| !attribute.faulty) else {
            return;
        };
        attribute.faulty = true;
        let name = String::from_utf8_lossy(tag.attribute_name(attribute)).into_owned();
        let message = format!("the attribute `{name}` stands twice in this tag");
        self.fault(message, tag.attribute_span(attribute), "leave one out");
    }

    fn declare(&mut self, tag: &Tag, attribute: &Attribute, prefix: &[u8]) {
        let iri = tag.value(attribute);
        let shown = String::from_utf8_lossy(prefix).into_owned();
        let is_xml = iri == self.namespaces.iri(XML);
        let message = if prefix == b"xmlns" || iri == b"http://www.w3.org/2000/xmlns/" {
            "`xmlns` cannot be declared".to_owned()
        } else if (prefix == b"xml") != is_xml {
            "`xml` always stands for its own namespace, and nothing else does".to_owned()
        } else if iri.is_empty() && !prefix.is_empty() {
            format!("the prefix `{shown}` is declared without a namespace")
        } else {
            self.namespaces.declare(prefix, iri);
            return;
        };
        self.fault(message, tag.attribute_span(attribute), "");
    }

    fn undeclared(&mut self, prefix: &str, span: Range<usize>) {
        let message = format!("the prefix `{prefix}:` is not declared");
        let well_known = crate::read::undeclared::well_known(prefix);
        let hint = match well_known {
            Some(iri) => format!("declare it: `xmlns:{prefix}=\"{iri}\"`"),
            None => format!("declare it: `xmlns:{prefix}=\"…\"`"),
        };
        let fault = Fault::new("undeclared-prefix", message, span);
        self.faults.push(fault.with_hint(hint));
    }
}
