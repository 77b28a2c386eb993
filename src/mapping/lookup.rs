//! Looks entities up in the graph of the other sources, and notes which names are those of none or of several.

use super::columns::Used;
use super::findings::{AMBIGUOUS, UNKNOWN};
use super::noted::Noted;
use super::page::Page;
use crate::dictionary::TermId;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::query::{EntityKind, PlainLabels, meanings_by_labels, near_names_of_kind};
use crate::rdf::NamedNode;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The most entities that are named where a name stands for several.
const NAMED: usize = 5;

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

/// The entities of a graph by their names, for the rows of a table.
#[derive(Default)]
pub struct Lookup {
    graph: Arc<Graph>,
    /// The labels of the graph, once something is looked up.
    labels: OnceLock<PlainLabels>,
    /// The names of the columns, by variable.
    columns: BTreeMap<String, String>,
    /// The results of lookups by name and class: the entity, or the id of the finding if none or several match.
    known: Mutex<FxHashMap<Wanted, Result<NamedNode, &'static str>>>,
    /// What was not found, by row.
    faults: Mutex<BTreeMap<u32, BTreeSet<Fault>>>,
}

impl Lookup {
    /// Looks up in a graph what stands in some columns.
    pub fn new(graph: &Arc<Graph>, used: &[Used]) -> Self {
        let columns = used.iter();
        let columns = columns.map(|column| (column.variable.clone(), column.name.clone()));
        Self {
            graph: Arc::clone(graph),
            columns: columns.collect(),
            ..Self::default()
        }
    }

    /// Returns the one entity with a name, of a class or of its subclasses if one is given. If there is none or are several, that is
    /// noted for the row, with the variable that the name is made of.
    pub fn entity(
        &self,
        name: &str,
        class: Option<&NamedNode>,
        (row, variable): (u32, &str),
    ) -> Option<NamedNode> {
        let wanted = (name.to_owned(), class.cloned());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(wanted).or_insert_with(|| {
            let class = class.map(NamedNode::as_str);
            match self.meanings(name, class)[..] {
                [only] => Ok(NamedNode::new_unchecked(self.graph.dictionary.text(only))),
                [] => Err(UNKNOWN),
                _ => Err(AMBIGUOUS),
            }
        });
        if let Err(id) = found {
            let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            faults.entry(row).or_default().insert(Fault {
                id,
                variable: variable.to_owned(),
                name: name.to_owned(),
                class: class.map(|class| class.as_str().to_owned()),
            });
        }
        found.clone().ok()
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
        let labels = self.labels.get_or_init(|| PlainLabels::of(&self.graph));
        let kind = self.kind(class);
        let mut meanings = meanings_by_labels(&self.graph, name, &kind, labels);
        meanings.retain(|entity| self.graph.dictionary.is_iri(*entity));
        meanings
    }

    fn kind(&self, class: Option<&str>) -> EntityKind {
        class.map_or(EntityKind::Any, |class| {
            let class = self.graph.dictionary.find_iri(class);
            EntityKind::Instance(class.into_iter().collect())
        })
    }

    /// Takes what was not found for a row.
    pub fn faults(&self, row: u32) -> BTreeSet<Fault> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.remove(&row).unwrap_or_default()
    }

    /// Notes a name that is not that of one entity.
    pub fn note(&self, fault: &Fault, row: u32, table: &Page, noted: &mut Noted) {
        noted.note((&fault.variable, fault.id), || {
            let column = self.columns.get(&fault.variable);
            let column = column.map_or(String::new(), |name| format!(", column `{name}`,"));
            let names = match fault.id {
                UNKNOWN => format!("no {}", self.wanted(fault)),
                _ => self.listed(&self.meanings(&fault.name, fault.class.as_deref())),
            };
            let message = format!("`{}` in row {row}{column} names {names}", fault.name);
            Finding {
                hint: match fault.id {
                    UNKNOWN => self.suggestion(fault),
                    _ => Some(told_apart(fault)),
                },
                ..Finding::warning(fault.id, message, table.place(row.into()))
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
        let others = self.meanings(&fault.name, None);
        if !others.is_empty() {
            return Some(format!("it names {}", self.listed(&others)));
        }
        let kind = self.kind(fault.class.as_deref());
        let (near, _) = near_names_of_kind(&self.graph, &fault.name, &kind);
        let mut near = near.into_iter();
        let (label, _) = near.find(|(_, entity)| self.graph.dictionary.is_iri(*entity))?;
        Some(format!("did you mean `{label}`?"))
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
