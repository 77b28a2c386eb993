//! Finds and shows entities.

use super::Snapshot;
use crate::entity::Entity;
use crate::error::{Elsewhere, Result, Suggestion};
use crate::project::Project;
use crate::query::{self, Budget, Limits};
use crate::rdf::{Term, vocab};
use crate::write;

/// An entity that was found by its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The entity.
    pub entity: Term,
    /// The narrowest class that a source states of the entity, or else one that is inferred, if it has one.
    pub class: Option<Term>,
    /// The first statement that the entity reifies, as a triple term, if it is a reifier.
    pub reified: Option<Term>,
    /// The name that was found, or another text of the entity.
    pub name: String,
    /// The property of this text, if it is not a name.
    pub property: Option<Term>,
    /// How well the text matches, from 0 to 1.
    pub likeness: f64,
    /// Whether the name does not have the words, and is only similar.
    pub is_similar: bool,
}

impl Snapshot {
    /// Finds the entities whose names have all words of a text in them, in any language, without regard to case, width and
    /// accents; if there are none, or `all_texts` are looked at, those with another text that has the words, such as an amount or a
    /// remark; if there are none of these, those with a similar name. The likest come first.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let found = snapshot.find("delf", false, &QueryLimits::default())?;
    /// assert_eq!(found[0].name, "Delft");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn find(&self, text: &str, all_texts: bool, limits: &Limits) -> Result<Vec<Found>> {
        self.find_within(text, all_texts, &Budget::new(limits))
    }

    /// As [`find`](Self::find), as a part of something that has limits.
    pub(super) fn find_within(
        &self,
        text: &str,
        all_texts: bool,
        budget: &Budget,
    ) -> Result<Vec<Found>> {
        let graph = self.graph();
        let found = query::find(self.dataset(), text, all_texts, budget)?.into_iter();
        let found = found.map(|found| {
            budget.look()?;
            let class = graph.class_of(found.entity);
            let property = graph.dictionary.term(found.property);
            let is_name = |iri: &str| vocab::LABELS.contains(&iri);
            Ok(Found {
                entity: graph.dictionary.term(found.entity),
                class: class.map(|class| graph.dictionary.term(class)),
                reified: graph
                    .reified_by(found.entity)
                    .map(|statement| graph.dictionary.term(statement)),
                name: graph.dictionary.text(found.label),
                property: match &property {
                    Term::NamedNode(iri) if is_name(iri.as_str()) => None,
                    _ => Some(property),
                },
                likeness: found.likeness,
                is_similar: found.is_similar,
            })
        });
        found.collect()
    }

    /// Returns where the words of a text stand, in names and in other texts; nothing if it is too short to be looked for.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let mentions = snapshot.mentions("delf").expect("four letters are enough");
    /// assert_eq!(mentions.texts[0].text, "Delft");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn mentions(&self, text: &str) -> Option<Elsewhere> {
        query::elsewhere(self.dataset(), text, &[])
    }

    /// Returns the entity that an IRI, a prefixed name or a label stands for.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert_eq!(snapshot.entity("Bob")?, snapshot.entity("<http://example.org/bob>")?);
    /// assert!(snapshot.entity("Bobby").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If it stands for nothing, or for several entities.
    pub fn entity(&self, name: &str) -> Result<Term> {
        let id = query::entity(self.graph(), name)?;
        Ok(self.graph().dictionary.term(id))
    }

    /// Returns the entity that an IRI, a prefixed name or the label of a blank node identifies, if the graph has it. Labels are not
    /// looked at, so that it takes no time.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert_eq!(snapshot.identified("http://example.org/bob"), Some(snapshot.entity("Bob")?));
    /// assert_eq!(snapshot.identified("Bob"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn identified(&self, name: &str) -> Option<Term> {
        let id = query::by_identifier(self.graph(), name)?;
        Some(self.graph().dictionary.term(id))
    }

    /// Returns the entity that a part of a name is taken for: the only one whose label has its words, if nothing has the name
    /// itself.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let delft = snapshot.taken_for("delf").expect("only one name has a word that begins so");
    /// assert_eq!(delft.label.as_deref(), Some("Delft"));
    /// assert_eq!(snapshot.taken_for("Delft"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn taken_for(&self, name: &str) -> Option<Suggestion> {
        query::taken_for(self.graph(), name)
    }
}

impl Project {
    /// Describes an entity of a snapshot for people, in the languages of the project: its names and classes, and the statements
    /// about it and with it, by property, each with its file and line, and the figures as printed of what it is linked with, if
    /// the settings name the properties of such figures. A term of RDF, RDFS, OWL or XML Schema is known even if no statement
    /// has it. `more` is added where statements are left out; without it, all are shown.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let text = project.show(&snapshot, "Alice", None)?;
    /// assert!(text.contains("lives in"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the name stands for nothing, or for several entities.
    pub fn show(&self, snapshot: &Snapshot, name: &str, more: Option<&str>) -> Result<String> {
        let graph = snapshot.graph();
        let id = match (
            query::entity(graph, name),
            query::known_of_language(graph, name),
        ) {
            (Ok(id), _) => id,
            (Err(_), Some(term)) => {
                let shown = graph.prefixes.display_iri(term.as_str());
                return Ok(format!("{shown}\n{term}\n\nno statement has it\n"));
            }
            (Err(error), None) => return Err(error),
        };
        let reader = write::Reader {
            languages: &self.languages(snapshot),
            printed: &graph.named(&self.config.check.printed),
            advice: more,
        };
        let found = Entity::of(graph, id, &Budget::new(&Limits::default()))?;
        Ok(write::entity(graph, &found, &reader))
    }
}
