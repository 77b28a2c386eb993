//! Looks entities up in the graph of the other sources, and notes which names are those of none or of several.

use super::findings::{AMBIGUOUS, UNKNOWN};
use super::noted::Noted;
use super::places::Places;
use crate::dictionary::TermId;
use crate::finding::{Finding, cited};
use crate::graph::Graph;
use crate::invisible;
use crate::query::{EntityKind, PlainLabels, meanings_by_labels, near_names_of_kind};
use crate::rdf::NamedNode;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The most entities that are named where a name stands for several.
const NAMED: usize = 5;

/// What hints say of a character that nobody sees in a name.
pub const UNSEEN_CHARACTER: &str = "which nobody sees";

/// Names of more bytes are not looked for among those that are nearly the same.
const LONGEST: usize = 400;

/// A name, and the class that its entity should be of.
type Wanted = (String, Option<NamedNode>);

/// A name that is not that of one entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The id of its finding.
    id: &'static str,
    /// The variable that the name is made of, if it is one.
    variable: String,
    name: String,
    /// The IRI of the class.
    class: Option<String>,
}

impl Fault {
    /// Returns the fault of a name with the id of its finding, given the variable that it is made of and the class.
    pub fn of(id: &'static str, variable: &str, name: &str, class: Option<&NamedNode>) -> Self {
        Self {
            id,
            variable: variable.to_owned(),
            name: name.to_owned(),
            class: class.map(|class| class.as_str().to_owned()),
        }
    }
}

/// What was not found in the rows of a batch, by the number of the row.
#[derive(Default)]
pub struct Faults(Mutex<BTreeMap<u32, BTreeSet<Fault>>>);

impl Faults {
    /// Notes what was not found for a row.
    pub fn note(&self, row: u32, fault: Fault) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.entry(row).or_default().insert(fault);
    }

    /// Takes what was not found for a row.
    pub fn take(&self, row: u32) -> BTreeSet<Fault> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.remove(&row).unwrap_or_default()
    }
}

/// The entities of a graph by their names, for the rows of a table.
#[derive(Default)]
pub struct Lookup {
    graph: Arc<Graph>,
    labels: PlainLabels,
    /// The results of lookups by name and class: the entity, or the id of the finding if none or several match.
    known: Mutex<FxHashMap<Wanted, Result<NamedNode, &'static str>>>,
}

impl Lookup {
    /// Looks up in a graph.
    pub fn new(graph: &Arc<Graph>) -> Self {
        Self {
            graph: Arc::clone(graph),
            labels: PlainLabels::of(graph),
            ..Self::default()
        }
    }

    /// Returns the one entity with a name, of a class or of its subclasses if one is given.
    ///
    /// # Errors
    /// The id of the finding if there is none or are several.
    pub fn entity(&self, name: &str, class: Option<&NamedNode>) -> Result<NamedNode, &'static str> {
        let wanted = (name.to_owned(), class.cloned());
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&wanted).cloned();
        // The lock is not held while something is looked up, so that other threads do not wait for that.
        known.unwrap_or_else(|| {
            let class = class.map(NamedNode::as_str);
            let found = match self.meanings(name, class)[..] {
                [only] => Ok(NamedNode::new_unchecked(self.graph.dictionary.text(only))),
                [] => Err(UNKNOWN),
                _ => Err(AMBIGUOUS),
            };
            lock().insert(wanted, found.clone());
            found
        })
    }

    /// Returns the label of an entity in a language.
    pub fn label(&self, entity: &NamedNode, language: &str) -> Option<String> {
        let entity = self.graph.dictionary.find_iri(entity.as_str())?;
        let languages = [language.to_owned()];
        let label = self.graph.label_id(entity, &languages)?;
        let is_in_language = self.graph.language_rank(label, &languages) == 0;
        is_in_language.then(|| self.graph.dictionary.text(label))
    }

    /// Returns the entities that a name may stand for. Those without an IRI cannot be named in another file.
    fn meanings(&self, name: &str, class: Option<&str>) -> Vec<TermId> {
        let kind = self.kind(class);
        let mut meanings = meanings_by_labels(&self.graph, name, &kind, &self.labels);
        meanings.retain(|entity| self.graph.dictionary.is_iri(*entity));
        meanings
    }

    fn kind(&self, class: Option<&str>) -> EntityKind {
        class.map_or(EntityKind::Any, |class| {
            let class = self.graph.dictionary.find_iri(class);
            EntityKind::Instance(class.into_iter().collect())
        })
    }

    /// Notes a name that is not that of one entity.
    pub fn note(&self, fault: &Fault, row: u32, places: Places, noted: &mut Noted) {
        noted.note((&fault.variable, fault.id), row.into(), || {
            let column = places.origins.get(&fault.variable);
            let column = column.map_or(String::new(), |(name, _)| format!(", column `{name}`,"));
            let names = match fault.id {
                UNKNOWN => format!("no {}", self.wanted(fault)),
                _ => self.listed(&self.meanings(&fault.name, fault.class.as_deref())),
            };
            let name = cited(&fault.name);
            let message = format!("`{name}` in row {row}{column} names {names}");
            Finding {
                hint: match fault.id {
                    UNKNOWN => self.suggestion(fault),
                    _ => Some(told_apart(fault)),
                },
                ..Finding::warning(
                    fault.id,
                    message,
                    places.of_variable(row.into(), &fault.variable),
                )
            }
        });
    }

    /// Returns what a name should be that of.
    fn wanted(&self, fault: &Fault) -> String {
        let class = fault.class.as_deref();
        class.map_or("entity".to_owned(), |class| {
            format!("`{}`", self.graph.prefixes.display_iri(class))
        })
    }

    /// Returns that no source has the class, what else the name is that of, or the name that may be meant.
    fn suggestion(&self, fault: &Fault) -> Option<String> {
        if let Some(class) = &fault.class
            && self.graph.dictionary.find_iri(class).is_none()
        {
            return Some(format!("no source has the class {}", self.wanted(fault)));
        }
        // A text of this length is not a name, and it would be compared with all labels.
        if fault.name.len() > LONGEST {
            return None;
        }
        let others = self.meanings(&fault.name, None);
        if !others.is_empty() {
            return Some(format!("it names {}", self.listed(&others)));
        }
        let plain = invisible::without(&fault.name);
        let unseen = invisible::first(&fault.name).map(invisible::described);
        if let Some(unseen) = &unseen {
            let meant = self.meanings(&plain, fault.class.as_deref());
            if !meant.is_empty() {
                let meant = self.listed(&meant);
                return Some(format!(
                    "without {unseen}, {UNSEEN_CHARACTER}, it names {meant}"
                ));
            }
        }
        let kind = self.kind(fault.class.as_deref());
        let (near, _) = near_names_of_kind(&self.graph, &plain, &kind);
        let mut near = near.into_iter();
        let near = near.find(|(_, entity)| self.graph.dictionary.is_iri(*entity));
        let hint = near.map(|(label, entity)| match invisible::first(&label) {
            Some(unseen) if invisible::without(&label) == plain => format!(
                "the label of `{}` has {}, {UNSEEN_CHARACTER}: take that out",
                self.graph.display(entity),
                invisible::described(unseen)
            ),
            _ => format!("did you mean `{label}`?"),
        });
        let has_unseen = unseen.map(|unseen| format!("it has {unseen}, {UNSEEN_CHARACTER}"));
        match (hint, has_unseen) {
            (Some(hint), Some(has)) => Some(format!("{has}; {hint}")),
            (hint, has) => hint.or(has),
        }
    }

    fn listed(&self, entities: &[TermId]) -> String {
        let named = entities.iter().take(NAMED);
        let named: Vec<String> = named
            .map(|entity| format!("`{}`", self.graph.display(*entity)))
            .collect();
        match entities.len().checked_sub(NAMED) {
            Some(more @ 1..) => format!("{} and {more} more", named.join(", ")),
            _ => named.join(", "),
        }
    }
}

/// Returns how to say which of several entities is meant.
fn told_apart(fault: &Fault) -> String {
    let hint = match fault.class {
        None => "write an identifier in the cell, or a class in `bixi:entity`",
        Some(_) => "write an identifier in the cell",
    };
    hint.to_owned()
}
