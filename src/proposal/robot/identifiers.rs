//! The entities that cells of a template name: by IRIs, by prefixed names, or by labels.

use super::template::is_expression;
use crate::proposal::csvw::context;
use crate::proposal::facts::{Facts, hash};
use crate::proposal::names::Names;
use crate::proposal::text::literal;
use crate::rdf::{NamedNode, vocab};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Names without a prefix that ontologies are annotated with.
const BUILT_IN: [(&str, &str); 5] = [
    ("label", "http://www.w3.org/2000/01/rdf-schema#label"),
    ("comment", "http://www.w3.org/2000/01/rdf-schema#comment"),
    ("see also", "http://www.w3.org/2000/01/rdf-schema#seeAlso"),
    (
        "is defined by",
        "http://www.w3.org/2000/01/rdf-schema#isDefinedBy",
    ),
    ("deprecated", "http://www.w3.org/2002/07/owl#deprecated"),
];

/// The entities that are named in a template and its rows, and the prefixes that nothing declares.
pub struct Identifiers<'n, 'g> {
    names: &'n Names<'g>,
    /// The prefixes that nothing declares.
    pub unknown: BTreeSet<String>,
    /// The hashes of the labels of the rows.
    labels: FxHashSet<u64>,
}

impl<'n, 'g> Identifiers<'n, 'g> {
    /// Knows the prefixes and labels of a project, and those that the rows have.
    pub fn of(names: &'n Names<'g>, labels: FxHashSet<u64>) -> Self {
        Self {
            names,
            unknown: BTreeSet::new(),
            labels,
        }
    }

    /// Returns whether a text is the label of a row.
    fn is_of_row(&self, text: &str) -> bool {
        self.labels.contains(&hash(text))
    }

    /// Returns the namespace of a prefix; of one that nothing declares, that of the OBO Foundry.
    fn namespace(&mut self, prefix: &str) -> String {
        let known = self.names.prefixes.namespace(prefix).map(str::to_owned);
        let known = known.or_else(|| context::expanded(&format!("{prefix}:")));
        known.unwrap_or_else(|| {
            self.unknown.insert(prefix.to_owned());
            format!("http://purl.obolibrary.org/obo/{prefix}_")
        })
    }

    /// Returns the IRI of an IRI or a prefixed name.
    pub fn iri(&mut self, name: &str) -> Option<String> {
        let name = name.trim().trim_matches(['<', '>', '\'']);
        let iri = match prefix(name) {
            Some(prefix) => {
                let local = name.get(prefix.len() + 1..).unwrap_or_default();
                format!("{}{local}", self.namespace(prefix))
            }
            None => name.to_owned(),
        };
        NamedNode::new(&iri).is_ok().then_some(iri)
    }

    /// Returns the property that a template names, given the position of its column, and why it is this one.
    pub fn property(&mut self, name: &str, position: usize) -> (String, String) {
        let plain = name.trim_matches('\'');
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == plain);
        if let Some((_, iri)) = built_in {
            return ((*iri).to_owned(), String::new());
        }
        if let Some(iri) = self.iri(name) {
            return (iri, String::new());
        }
        let chosen = self.names.property(plain, position);
        (chosen.iri, chosen.why)
    }

    /// Returns whether the values of a column are names that can be taken without a graph.
    pub fn are_identifiers(facts: &Facts) -> bool {
        let is_one = |text: &String| prefix(text).is_some() || NamedNode::new(text).is_ok();
        !facts.kept.is_empty() && facts.kept.iter().all(is_one)
    }

    /// Returns the expression with the entity that a variable names.
    pub fn expression(&mut self, variable: &str, facts: &Facts) -> String {
        let kept = facts.kept.iter().filter(|text| !is_expression(text));
        let all: Vec<&String> = kept.collect();
        let prefixes: BTreeSet<&str> = all.iter().filter_map(|text| prefix(text)).collect();
        let mut text = format!("?{variable}");
        for prefix in &prefixes {
            let namespace = self.namespace(prefix);
            let namespace = match self.names.prefixes.namespace(prefix).is_some() {
                true => format!("STR(<{namespace}>)"),
                false => literal(&namespace),
            };
            text = format!("REPLACE({text}, \"^{prefix}:\", {namespace})");
        }
        let iri = format!("IRI({text})");
        let is_named =
            |text: &&&String| prefix(text).is_none() && NamedNode::new(text.as_str()).is_err();
        let mut labels = all.iter().filter(is_named);
        let can_find = |text: &&String| self.names.graph.is_some() || self.is_of_row(text);
        match (labels.any(can_find), prefixes.is_empty()) {
            (true, true) => format!("<{}entity>(?{variable})", vocab::FUNCTIONS),
            (true, false) => {
                let entity = format!("<{}entity>(?{variable})", vocab::FUNCTIONS);
                format!("IF(CONTAINS(?{variable}, \":\"), {iri}, {entity})")
            }
            (false, _) => iri,
        }
    }

    /// Returns how many values of a column are labels, which no graph is there to look up.
    pub fn labels_without_graph(&self, facts: &Facts) -> usize {
        let is_label = |text: &&String| {
            let is_name = prefix(text).is_none() && NamedNode::new(text.as_str()).is_err();
            is_name && !is_expression(text) && !self.is_of_row(text)
        };
        match self.names.graph {
            Some(_) => 0,
            None => facts.kept.iter().filter(is_label).count(),
        }
    }
}

/// Returns the prefix of a prefixed name; none of an IRI of the web.
fn prefix(text: &str) -> Option<&str> {
    let (prefix, local) = text.split_once(':')?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_prefix =
        prefix.starts_with(|c: char| c.is_ascii_alphabetic()) && prefix.chars().all(is_of_name);
    let is_local =
        !local.is_empty() && !local.starts_with("//") && !local.contains(char::is_whitespace);
    let is_scheme = matches!(prefix, "http" | "https" | "urn" | "mailto");
    (is_prefix && is_local && !is_scheme).then_some(prefix)
}
