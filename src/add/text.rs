//! Statements as Turtle, with the prefixes that a file declares.

use super::style::Style;
use super::{Described, Stated};
use crate::dictionary::Tag;
use crate::rdf::{Prefixes, Term, vocab};
use crate::read::Document;
use crate::vocabulary::known_prefixes;
use std::collections::{BTreeMap, BTreeSet};

/// Names of terms in a file.
pub struct Names {
    prefixes: Prefixes,
    /// The prefixes that the file does not declare and that names have.
    pub missing: BTreeMap<String, String>,
    declared: BTreeSet<String>,
    /// By property, where it stands first in the file.
    order: BTreeMap<String, usize>,
}

impl Names {
    /// Returns the names at a byte of a file: with its prefixes, and those of the project for other namespaces.
    pub fn at(at: usize, document: &Document, project: &Prefixes) -> Self {
        let mut prefixes = Prefixes::none();
        let mut taken = BTreeSet::new();
        for declaration in &document.prefixes {
            let is_known = declaration.span.range().start < at;
            let name = declaration.name.as_str();
            if is_known {
                prefixes.declare(name, &declaration.namespace);
            }
            taken.insert(name.to_owned());
        }
        let declared: BTreeSet<String> = prefixes.iter().map(|(name, _)| name.to_owned()).collect();
        let mut known: BTreeSet<String> = prefixes.iter().map(|(_, of)| of.to_owned()).collect();
        let mut add = |name: &str, namespace: &str| {
            let is_free = prefixes.namespace(name).is_none() && !taken.contains(name);
            if is_free && known.insert(namespace.to_owned()) {
                prefixes.declare(name, namespace);
            }
        };
        project.iter().for_each(|(name, of)| add(name, of));
        known_prefixes().for_each(|(name, of)| add(name, of));
        Self {
            prefixes,
            missing: BTreeMap::new(),
            declared,
            order: order(document),
        }
    }

    /// Returns an IRI as it is written in the file.
    pub fn iri(&mut self, iri: &str) -> String {
        let name = self.prefixes.display_iri(iri);
        if let Some((prefix, _)) = name.split_once(':')
            && !self.declared.contains(prefix)
            && let Some(namespace) = self.prefixes.namespace(prefix)
        {
            self.missing.insert(prefix.to_owned(), namespace.to_owned());
        }
        name
    }

    /// Returns a property as it is written in the file.
    fn property(&mut self, iri: &str) -> String {
        match iri == vocab::RDF_TYPE {
            true => "a".to_owned(),
            false => self.iri(iri),
        }
    }

    /// Returns a term as it is written in the file.
    pub fn term(&mut self, term: &Term) -> String {
        match term {
            Term::NamedNode(iri) => self.iri(iri.as_str()),
            Term::Literal(literal) => {
                let text = self.prefixes.display(term);
                if text.contains("^^") && literal.language().is_none() {
                    // Its prefix must be declared.
                    self.iri(literal.datatype().as_str());
                }
                text
            }
            other => self.prefixes.display(other),
        }
    }

    /// Returns statements about a subject as they stand behind it, those of one property side by side unless they have annotations,
    /// in the order in which the file has their properties.
    pub fn statements(&mut self, described: &Described, style: &Style) -> Vec<String> {
        let asserted = described
            .statements
            .iter()
            .filter(|stated| stated.is_asserted);
        let mut statements: Vec<&Stated> = asserted.collect();
        let first = usize::from(described.is_new);
        if let Some(rest) = statements.get_mut(first..) {
            // Of properties that the file does not have, those of one property stay together.
            let given: Vec<&str> = described
                .statements
                .iter()
                .map(|one| one.property.as_str())
                .collect();
            rest.sort_by_key(|stated| {
                let is_of = |property: &&str| *property == stated.property;
                (self.rank(&stated.property), given.iter().position(is_of))
            });
        }
        let mut written: Vec<String> = Vec::new();
        let mut before: Option<&Stated> = None;
        for stated in statements {
            let value = self.term(&stated.value);
            let annotation = self.annotation(stated, style);
            let is_plain = |one: &Stated| one.annotations.is_empty();
            match (before, written.last_mut()) {
                (Some(known), Some(last))
                    if known.property == stated.property && is_plain(known) && is_plain(stated) =>
                {
                    last.push_str(&format!(", {value}"));
                }
                _ => {
                    let property = self.property(&stated.property);
                    written.push(format!("{property} {value}{annotation}"));
                }
            }
            before = Some(stated);
        }
        written
    }

    /// Returns what is said of a statement, as it stands behind the object.
    fn annotation(&mut self, stated: &Stated, style: &Style) -> String {
        if stated.annotations.is_empty() {
            return String::new();
        }
        let said = self.said_of(stated).join(" ; ");
        let reifier = self.reifier(stated);
        format!("{}{reifier}{{| {said} |}}", style.annotation)
    }

    /// Returns the blocks of the statements that are not asserted, each about the statement.
    pub fn reified(&mut self, described: &Described, style: &Style) -> Vec<String> {
        let statements = described.statements.iter();
        let reified = statements.filter(|stated| !stated.is_asserted);
        let blocks = reified.map(|stated| {
            let subject = self.iri(&described.subject);
            let property = self.property(&stated.property);
            let value = self.term(&stated.value);
            let reifier = self.reifier(stated);
            let said = self.said_of(stated).join(&style.next);
            let Style { first, stop, .. } = style;
            format!("<< {subject} {property} {value} {reifier}>>{first}{said}{stop}")
        });
        blocks.collect()
    }

    /// Returns the name of the node that stands for a statement, if it has one, with its mark and a space.
    fn reifier(&mut self, stated: &Stated) -> String {
        let name = stated.reifier.as_ref().map(|iri| self.iri(iri));
        name.map_or(String::new(), |name| format!("~ {name} "))
    }

    /// Returns what is said of a statement, in the order in which the file has the properties.
    fn said_of(&mut self, stated: &Stated) -> Vec<String> {
        let mut annotations: Vec<&(String, Term)> = stated.annotations.iter().collect();
        annotations.sort_by_key(|(property, _)| self.rank(property));
        let said = annotations.into_iter().map(|(property, value)| {
            let property = self.property(property);
            format!("{property} {}", self.term(value))
        });
        said.collect()
    }

    /// Returns where a property stands first in the file; labels stand before what does not stand in it.
    fn rank(&self, property: &str) -> (usize, bool) {
        let rank = self.order.get(property).copied().unwrap_or(usize::MAX);
        (rank, !vocab::NAMES.contains(&property))
    }
}

/// Returns where each property stands first in a file.
fn order(document: &Document) -> BTreeMap<String, usize> {
    let mut order = BTreeMap::new();
    let statements = document.said.statements.iter().zip(&document.spans);
    for (statement, [_, predicate, _]) in statements {
        let (tag, iri) = document.said.interner.get(statement.triple[1]);
        if tag == Tag::IRI {
            let iri = String::from_utf8_lossy(iri).into_owned();
            let at = predicate.range().start;
            let first = order.entry(iri).or_insert(at);
            *first = at.min(*first);
        }
    }
    order
}
