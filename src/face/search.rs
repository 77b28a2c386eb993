//! Searches entities by text and class.

use super::{Found, Named, Snapshot};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::{self, Budget, Limits};
use crate::rdf::{Term, vocab};
use crate::write;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Search<'s> {
    /// The text, as of [`Snapshot::find`]; without one all instances of the class are found.
    pub text: &'s str,
    /// Whether other texts than names are looked at, also if a name has the words.
    pub all_texts: bool,
    /// The class of what is found, as IRI, prefixed name or label.
    pub class: Option<&'s str>,
    /// How many are passed over.
    pub offset: usize,
    /// How many are wanted at most.
    pub limit: usize,
}

/// The entities that were found, to be written as JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Hits {
    /// The number of all of them.
    pub count: usize,
    /// The classes of those that have the text, whatever class is wanted, the most frequent first. Without text and class: all classes
    /// of the graph.
    pub classes: Vec<ClassCount>,
    /// Those that are wanted, the likest first.
    pub hits: Vec<Hit>,
}

/// A class with the number of its instances among those that were found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClassCount {
    /// The class.
    pub class: Named,
    /// The number of instances.
    pub count: usize,
}

/// An entity that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// The entity.
    pub entity: Named,
    /// Its narrowest class, if it has one.
    pub class: Option<Named>,
    /// The first statement that it reifies, if it is a reifier.
    pub reified: Option<Named>,
    /// The name that was found, or another text of the entity.
    pub text: String,
    /// The property of that text, if it is not a name.
    pub property: Option<Named>,
    /// How well the text matches, from 0 to 1.
    pub likeness: f64,
    /// Whether the name does not have the words, and is only similar.
    pub is_similar: bool,
}

/// Classes that everything has.
const OF_EVERYTHING: [&str; 2] = [
    "http://www.w3.org/2000/01/rdf-schema#Resource",
    "http://www.w3.org/2002/07/owl#Thing",
];

impl Snapshot {
    /// Finds entities by text, by class, or by both, with the classes that they have. An entity counts for each of its classes, also
    /// for those that are inferred.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{QueryLimits, Search};
    ///
    /// let search = Search { text: "", all_texts: false, class: Some("person"), offset: 1, limit: 5 };
    /// let people = snapshot.search(&search, &QueryLimits::default())?;
    /// assert_eq!((people.count, people.hits[0].text.as_str()), (2, "Bob"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the class stands for nothing, or for several entities, or a limit is passed.
    pub fn search(&self, search: &Search, limits: &Limits) -> Result<Hits> {
        let budget = Budget::new(limits);
        let class = search.class.map(|name| query::entity(self.graph(), name));
        let class = class.transpose()?;
        if search.text.trim().is_empty() {
            return self.instances(class, search, &budget);
        }
        let found = self.find_within(search.text, search.all_texts, &budget)?;
        let classes = found.iter().map(|one| {
            budget.look()?;
            Ok(self.classes(&one.entity))
        });
        let classes = classes.collect::<Result<Vec<Vec<TermId>>>>()?;
        let counted = counted(classes.iter().flatten().copied());
        let of_class = found
            .into_iter()
            .zip(classes)
            .filter(|(_, classes)| class.is_none_or(|class| classes.contains(&class)));
        let found: Vec<Found> = of_class.map(|(found, _)| found).collect();
        let wanted = found.iter().skip(search.offset).take(search.limit);
        let hits = wanted.map(|found| {
            budget.look()?;
            Ok(self.hit(found))
        });
        Ok(Hits {
            count: found.len(),
            hits: hits.collect::<Result<_>>()?,
            classes: self.named_counts(counted),
        })
    }

    /// Returns the instances of a class in the order of their IRIs; without one nothing but all classes.
    fn instances(&self, class: Option<TermId>, search: &Search, budget: &Budget) -> Result<Hits> {
        let graph = self.graph();
        let of_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
        let typed = |class| {
            let typed = of_type.map(|of_type| self.dataset().triples(None, Some(of_type), class));
            typed.into_iter().flatten()
        };
        let Some(class) = class else {
            let pace = budget.pace();
            let mut counted = BTreeMap::new();
            for [_, _, class] in typed(None) {
                pace.step(1)?;
                *counted.entry(class).or_default() += 1;
            }
            return Ok(Hits {
                count: 0,
                classes: self.named_counts(counted),
                hits: Vec::new(),
            });
        };
        let wanted = typed(Some(class)).skip(search.offset).take(search.limit);
        let hits = wanted.map(|[entity, ..]| {
            budget.look()?;
            let name = graph.label(entity, self.languages());
            Ok(self.hit(&Found {
                entity: graph.dictionary.term(entity),
                class: graph
                    .class_of(entity)
                    .map(|class| graph.dictionary.term(class)),
                reified: None,
                name: name.unwrap_or_else(|| graph.display(entity)),
                property: None,
                likeness: 1.0,
                is_similar: false,
            }))
        });
        let hits = hits.collect::<Result<_>>()?;
        let (pace, mut count) = (budget.pace(), 0);
        for _ in typed(Some(class)) {
            pace.step(1)?;
            count += 1;
        }
        Ok(Hits {
            count,
            classes: Vec::new(),
            hits,
        })
    }

    /// Returns the classes of an entity.
    fn classes(&self, entity: &Term) -> Vec<TermId> {
        let graph = self.graph();
        let ids = (
            graph.find(entity),
            graph.dictionary.find_iri(vocab::RDF_TYPE),
        );
        let (Some(entity), Some(of_type)) = ids else {
            return Vec::new();
        };
        let typed = self.dataset().triples(Some(entity), Some(of_type), None);
        typed.map(|[_, _, class]| class).collect()
    }

    /// Returns classes with names, the most frequent first. What is true of everything is left out.
    fn named_counts(&self, counted: BTreeMap<TermId, usize>) -> Vec<ClassCount> {
        let graph = self.graph();
        let says_something =
            |class: &TermId| !OF_EVERYTHING.contains(&graph.dictionary.text(*class).as_str());
        let mut counted: Vec<(TermId, usize)> = counted.into_iter().collect();
        counted.retain(|(class, _)| says_something(class));
        counted.sort_by_key(|(class, count)| (Reverse(*count), *class));
        let named = counted.into_iter().map(|(class, count)| ClassCount {
            class: self.named_id(class),
            count,
        });
        named.collect()
    }

    fn hit(&self, found: &Found) -> Hit {
        let named = |term: &Option<Term>| term.as_ref().map(|term| self.named(term));
        Hit {
            entity: self.named(&found.entity),
            class: named(&found.class),
            reified: named(&found.reified),
            text: found.name.clone(),
            property: named(&found.property),
            likeness: found.likeness,
            is_similar: found.is_similar,
        }
    }
}

fn counted(classes: impl Iterator<Item = TermId>) -> BTreeMap<TermId, usize> {
    let mut counted = BTreeMap::new();
    for class in classes {
        *counted.entry(class).or_default() += 1;
    }
    counted
}

impl Hits {
    /// Returns the hits as indented JSON that ends with a line break.
    ///
    /// # Errors
    /// Only by a fault of bixi.
    pub fn to_json(&self) -> Result<String> {
        write::json(self)
    }
}
