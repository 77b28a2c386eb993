//! Globs of `bixi.toml` that match no file, as findings.

use super::{CONFIG, Project};
use crate::error::Result;
use crate::finding::{Explanation, Finding, Place, nearest};
use std::fs;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The explanations of findings in `bixi.toml`, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: super::settings::UNUSABLE,
        text: "`bixi.toml` is not TOML, has a key that is unknown, or a value that its key cannot have. Commands stop at it; `bixi serve` \
           goes on with the graph before, and shows it among the findings.",
        wrong: "sauces = [\"ontology\"]",
        right: "sources = [\"ontology\"]",
    },
    Explanation {
        id: "glob-without-match",
        text: "A glob in `bixi.toml` matches no file: a folder was renamed, or the glob is misspelt. Globs are relative to `bixi.toml`; \
           `*` stays within a folder, `**` goes into folders; those of `roles` match sources only.",
        wrong: "sources = [\"ontologi/*.ttl\"]",
        right: "sources = [\"ontology/*.ttl\"]",
    },
];

/// A glob that matches no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleGlob {
    /// The key that has it.
    pub key: &'static str,
    /// The glob, as it is written.
    pub glob: String,
}

impl Project {
    /// Returns the findings of the globs that match no file, at their places in `bixi.toml`.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn idle_globs(&self) -> Result<Vec<Finding>> {
        let inventory = self.inventory()?;
        let mut idle = inventory.idle_roles(&self.config)?;
        idle.extend_from_slice(&inventory.idle_globs);
        if idle.is_empty() {
            return Ok(Vec::new());
        }
        let text = self.read(CONFIG)?.bytes;
        let text = String::from_utf8_lossy(&text);
        let finding = |IdleGlob { key, glob }: &IdleGlob| {
            let place = Place {
                file: CONFIG.to_owned(),
                span: place_of(&text, key, glob).unwrap_or_default(),
            };
            let message = format!("no file matches the glob `{glob}` of `{key}`");
            let finding = Finding::warning("glob-without-match", message, place);
            match self.meant(glob) {
                Some(near) => finding.with_hint(format!("did you mean `{near}`?")),
                None => finding,
            }
        };
        let mut findings: Vec<Finding> = idle.iter().map(finding).collect();
        findings.sort_by_key(|finding| finding.place.span.start);
        Ok(findings)
    }

    /// Returns a glob with the name that may be meant in place of the first one that is not there.
    fn meant(&self, glob: &str) -> Option<String> {
        let plain = glob.strip_prefix("./").unwrap_or(glob);
        let parts: Vec<&str> = plain.split('/').collect();
        let mut folder = self.root.clone();
        for (index, part) in parts.iter().enumerate() {
            if folder.join(part).exists() {
                folder.push(part);
                continue;
            }
            let is_last = index + 1 == parts.len();
            let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            let entries = entries.filter(|entry| is_last || entry.path().is_dir());
            let mut names: Vec<String> = entries
                .filter_map(|entry| entry.file_name().into_string().ok())
                .collect();
            names.sort();
            let near = nearest(part, names.iter().map(String::as_str))?;
            let mut meant = parts.clone();
            *meant.get_mut(index)? = near;
            return Some(meant.join("/"));
        }
        None
    }
}

/// Returns where a glob stands in the list of a key, whose parts have `.` between them.
fn place_of(text: &str, key: &str, glob: &str) -> Option<Range<usize>> {
    let document = DeTable::parse(text).ok()?;
    let mut parts = key.split('.');
    let mut value = document.get_ref().get(parts.next()?)?.get_ref();
    for part in parts {
        value = value.get(part)?.get_ref();
    }
    let DeValue::Array(items) = value else {
        return None;
    };
    items.iter().find_map(|item| {
        let item = match item.get_ref() {
            DeValue::Table(table) => table.get("glob")?,
            _ => item,
        };
        (item.get_ref().as_str() == Some(glob)).then(|| item.span())
    })
}
