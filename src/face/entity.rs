//! Everything about an entity as data.

use super::{Named, Snapshot};
use crate::dictionary::TermId;
use crate::entity::{self, Group, Statement};
use crate::error::Result;
use crate::graph::Place;
use crate::infer::Triple;
use crate::project::Project;
use crate::query::{self, Budget, Limits};
use crate::rdf::{Term, vocab};
use crate::write;
use serde::Serialize;

/// Which of the statements about an entity are wanted.
#[derive(Clone, Debug)]
pub struct EntityPart {
    /// The property whose statements alone are wanted.
    pub property: Option<Term>,
    /// Whether of this property those are wanted of which the entity is the object.
    pub is_incoming: bool,
    /// How many statements of each property are passed over.
    pub offset: usize,
    /// How many statements of each property are wanted at most.
    pub limit: usize,
}

impl Default for EntityPart {
    /// All of them.
    fn default() -> Self {
        Self {
            property: None,
            is_incoming: false,
            offset: 0,
            limit: usize::MAX,
        }
    }
}

/// Everything about an entity, to be written as JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Entity {
    /// The entity.
    pub entity: Named,
    /// Its names in all languages, the preferred one first.
    pub labels: Vec<Named>,
    /// The classes that sources state; if there are none, those that are inferred.
    pub classes: Vec<Named>,
    /// The number of statements of which it is the subject or the object.
    pub statements: usize,
    /// How many of them are inferred.
    pub inferred: usize,
    /// The statements of which it is the subject, by property.
    pub outgoing: Vec<PropertyStatements>,
    /// The statements of which it is the object, by property.
    pub incoming: Vec<PropertyStatements>,
}

/// The statements of a property.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PropertyStatements {
    /// The property.
    pub property: Named,
    /// The number of all its statements.
    pub count: usize,
    /// How many of them are inferred: these come last.
    pub inferred: usize,
    /// How many of them are passed over.
    pub offset: usize,
    /// Those that follow, as many as are wanted.
    pub statements: Vec<EntityStatement>,
}

/// A statement about an entity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EntityStatement {
    /// Its other end.
    pub value: Named,
    /// The figures of this other end as printed, if the settings name their properties in `check.printed`.
    pub printed: Vec<Named>,
    /// What else is said of such a figure: its unit, its bound, its period.
    pub figure: Vec<Said>,
    /// The lines that assert it or speak of it.
    pub places: Vec<Line>,
    /// The rule that gives it, if it is inferred.
    pub rule: Option<RuleOf>,
    /// The level of acceptance on which it is first seen, if it is not seen by default.
    pub only: Option<String>,
    /// Whether a source asserts it: others only follow, or are only reported.
    pub is_asserted: bool,
    /// Whether it follows by a rule, and no source asserts it.
    pub is_inferred: bool,
    /// What sources say of the statement.
    pub evidence: Vec<ReifierOf>,
}

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// The path of the source in its project.
    pub file: String,
    /// The number of the line, from 1.
    pub line: u32,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleOf {
    /// What it is called.
    pub name: String,
    /// Where it stands, as `path:line`, if it is one of the project.
    pub place: Option<String>,
}

/// A reifier of a statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReifierOf {
    /// The reifier.
    pub reifier: Named,
    /// What is said of it: properties with their values.
    pub said: Vec<Said>,
}

/// What is said of a reifier or of a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Said {
    /// The property.
    pub property: Named,
    /// The value.
    pub value: Named,
}

impl Project {
    /// Returns everything about an entity of a snapshot, in the languages of the project: what [`show`](Self::show) writes as text,
    /// and inferred statements too.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{EntityPart, QueryLimits};
    ///
    /// let (part, limits) = (EntityPart::default(), QueryLimits::default());
    /// let bob = project.describe(&snapshot, "Bob", &part, &limits)?;
    /// let knows = &bob.outgoing[2];
    /// assert_eq!(knows.property.label.as_deref(), Some("knows"));
    /// assert_eq!(knows.statements[0].value.label.as_deref(), Some("Alice"));
    /// assert!(knows.statements[0].is_inferred);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the name stands for nothing, or for several entities, or a limit is passed.
    pub fn describe(
        &self,
        snapshot: &Snapshot,
        name: &str,
        part: &EntityPart,
        limits: &Limits,
    ) -> Result<Entity> {
        let budget = Budget::new(limits);
        budget.enter("the description of an entity");
        let id = query::entity(snapshot.graph(), name)?;
        let snapshot = &snapshot.for_reader(&self.languages(snapshot));
        let graph = snapshot.graph();
        let found = entity::Entity::of(graph, id, &budget)?;
        let (statements, inferred) = found.counts(graph);
        let printed = graph.named(&self.config.check.printed);
        let writer = Writer {
            snapshot,
            printed: &printed,
            part,
            budget: &budget,
        };
        let labels = found.outgoing.iter().filter(|group| {
            let iri = graph.dictionary.text(group.property);
            vocab::LABELS.contains(&iri.as_str())
        });
        let mut labels: Vec<TermId> = labels
            .flat_map(|group| group.triples.iter().map(|[_, _, label]| *label))
            .collect();
        labels.sort_by_key(|label| graph.language_rank(*label, snapshot.languages()));
        let classes = graph.said_objects(id, vocab::RDF_TYPE);
        Ok(Entity {
            entity: snapshot.named_id(id),
            labels: labels.into_iter().map(|id| snapshot.named_id(id)).collect(),
            classes: classes
                .into_iter()
                .map(|id| snapshot.named_id(id))
                .collect(),
            statements,
            inferred,
            outgoing: writer.groups(&found.outgoing, false)?,
            incoming: writer.groups(&found.incoming, true)?,
        })
    }
}

/// Writes statements for a reader.
struct Writer<'w> {
    snapshot: &'w Snapshot,
    /// Properties of figures as printed.
    printed: &'w [TermId],
    part: &'w EntityPart,
    budget: &'w Budget,
}

impl Writer<'_> {
    fn groups(&self, groups: &[Group], is_incoming: bool) -> Result<Vec<PropertyStatements>> {
        let graph = self.snapshot.graph();
        let is_wanted = |group: &&Group| match &self.part.property {
            Some(property) => {
                self.part.is_incoming == is_incoming && graph.find(property) == Some(group.property)
            }
            None => true,
        };
        let groups = groups.iter().filter(is_wanted);
        groups.map(|group| self.group(group, is_incoming)).collect()
    }

    fn group(&self, group: &Group, is_incoming: bool) -> Result<PropertyStatements> {
        let graph = self.snapshot.graph();
        let pace = self.budget.pace();
        let (mut inferred, mut said) = (Vec::new(), Vec::new());
        for triple in &group.triples {
            pace.step(entity::LOOK_UP)?;
            match graph.is_inferred(*triple) {
                true => inferred.push(*triple),
                false => said.push(*triple),
            }
        }
        let EntityPart { offset, limit, .. } = *self.part;
        let wanted = said.iter().chain(&inferred).skip(offset).take(limit);
        let statement = |triple: &Triple| {
            self.budget.look()?;
            let [subject, _, object] = *triple;
            Ok(self.statement(*triple, if is_incoming { subject } else { object }))
        };
        Ok(PropertyStatements {
            property: self.snapshot.named_id(group.property),
            count: group.triples.len(),
            inferred: inferred.len(),
            offset,
            statements: wanted.map(statement).collect::<Result<_>>()?,
        })
    }

    fn statement(&self, triple: Triple, value: TermId) -> EntityStatement {
        let (snapshot, graph) = (self.snapshot, self.snapshot.graph());
        let known = Statement::of(graph, triple);
        let printed = entity::printed(graph, value, self.printed, snapshot.languages());
        let line = |place: &Place| Line {
            file: graph.path_of(place).to_owned(),
            line: place.line,
        };
        let said = |(property, value): &(TermId, TermId)| Said {
            property: snapshot.named_id(*property),
            value: snapshot.named_id(*value),
        };
        let figure = match printed.is_empty() {
            true => Vec::new(),
            false => entity::figure_parts(graph, value, self.printed),
        };
        let evidence = known.evidence.iter().map(|evidence| ReifierOf {
            reifier: snapshot.named_id(evidence.reifier),
            said: evidence.properties.iter().map(said).collect(),
        });
        EntityStatement {
            value: snapshot.named_id(value),
            printed: printed
                .into_iter()
                .map(|id| snapshot.named_id(id))
                .collect(),
            figure: figure.iter().map(said).collect(),
            places: known.places.iter().map(line).collect(),
            rule: known.rule.map(|rule| RuleOf {
                name: rule.name.clone(),
                place: rule.place.clone(),
            }),
            only: known.weaker_level.map(str::to_owned),
            is_asserted: known.is_asserted,
            is_inferred: known.rule.is_some() || known.is_only_inferred,
            evidence: evidence.collect(),
        }
    }
}

impl Entity {
    /// Returns the entity as indented JSON that ends with a line break.
    ///
    /// # Errors
    /// Only by a fault of bixi.
    pub fn to_json(&self) -> Result<String> {
        write::json(self)
    }
}
