//! The engines that a query may ask, and how they are named.

use crate::error::Result;
use crate::rdf::{NamedNode, Term, Variable};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

/// How the IRI of an engine begins that is named instead of its URL: `engine:prod`.
const NAMED: &str = "engine:";

/// The solutions that an engine answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The variables, by column.
    pub variables: Vec<Variable>,
    /// The terms of each solution, by column.
    pub rows: Vec<Vec<Option<Term>>>,
}

/// What asks engines: by the network, or in files where answers are recorded.
pub trait Services: Debug + Send + Sync {
    /// Asks an engine, by its name, a SELECT query. The answer is awaited for `left` at most, if that is given.
    ///
    /// # Errors
    /// If there is no answer, or it is not whole.
    fn ask(&self, engine: &str, query: &str, left: Option<Duration>) -> Result<Answered>;
}

/// Where an engine is, and which of its graphs are asked.
#[derive(Clone, Debug)]
pub struct Known {
    /// The URL that queries are sent to.
    pub url: String,
    /// The graphs whose union is asked; without any it is the default graph of the engine.
    pub graphs: Vec<NamedNode>,
}

/// The engines that the `SERVICE` of a query may ask, by their names and URLs.
#[derive(Clone, Debug)]
pub struct Engines {
    known: Arc<BTreeMap<String, Known>>,
    services: Arc<dyn Services>,
}

impl Engines {
    /// Makes engines of what is known of each, by name, and of what asks them.
    #[doc(hidden)]
    pub fn new(known: BTreeMap<String, Known>, services: Arc<dyn Services>) -> Self {
        Self {
            known: Arc::new(known),
            services,
        }
    }

    /// Returns the engine that an IRI stands for, with its name: `engine:` with the name, or its URL.
    #[doc(hidden)]
    pub fn named(&self, iri: &str) -> Option<(&str, &Known)> {
        let is_it = |(name, known): &(&String, &Known)| {
            name_in(iri) == Some(name.as_str()) || iri == known.url.as_str()
        };
        let found = self.known.iter().find(is_it);
        found.map(|(name, known)| (name.as_str(), known))
    }

    /// Returns the names of all engines.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// Asks an engine, by its name.
    ///
    /// # Errors
    /// As [`Services::ask`].
    #[doc(hidden)]
    pub fn ask(&self, engine: &str, query: &str, left: Option<Duration>) -> Result<Answered> {
        self.services.ask(engine, query, left)
    }
}

/// Returns the name in an IRI that names an engine, whether there is one or not.
pub fn name_in(iri: &str) -> Option<&str> {
    iri.strip_prefix(NAMED)
}
