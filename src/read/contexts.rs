//! Files that JSON-LD documents refer to as contexts: nothing is taken from the network
//! ([JSON-LD 1.1, 3.1](https://www.w3.org/TR/json-ld11/#the-context)).

use crate::source::SourceFile;
use std::collections::{BTreeMap, BTreeSet};

/// Contexts by the IRIs that documents have for them.
#[derive(Debug, Default)]
pub struct ContextFiles {
    files: BTreeMap<String, SourceFile>,
}

impl ContextFiles {
    /// The files by their IRIs.
    pub fn new(files: BTreeMap<String, SourceFile>) -> Self {
        Self { files }
    }

    /// IRIs and files, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SourceFile)> {
        self.files.iter().map(|(iri, file)| (iri.as_str(), file))
    }

    /// Returns the contexts that a text may need: those whose IRIs occur in it, and in turn in them.
    pub(super) fn needed_by(&self, text: &[u8]) -> Vec<(&str, &SourceFile)> {
        let mut needed: BTreeSet<&str> = BTreeSet::new();
        let mut to_search = vec![text];
        while let Some(text) = to_search.pop() {
            // In JSON a slash may be escaped.
            let is_escaped = memchr::memmem::find(text, b"\\/").is_some();
            for (iri, file) in self.iter() {
                let occurs = is_escaped || memchr::memmem::find(text, iri.as_bytes()).is_some();
                if occurs && needed.insert(iri) {
                    to_search.push(&file.bytes);
                }
            }
        }
        self.iter()
            .filter(|(iri, _)| needed.contains(iri))
            .collect()
    }
}
