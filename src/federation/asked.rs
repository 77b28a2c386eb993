//! Asks the engines of a project.

use super::recorded;
use super::stable::stable;
use crate::error::{Error, Result};
use crate::project::{EngineConfig, Project};
use crate::query::{Answered, Engines, Known, Services};
use crate::rdf::NamedNode;
use crate::remote::{Answer, Client, Form};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the answers of the engines come from that a query asks with `SERVICE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineAnswers {
    /// From the engines, by the network.
    #[default]
    Asked,
    /// From the engines; each answer becomes a file of the project.
    AskedAndRecorded,
    /// From these files; there is no network.
    Recorded,
}

/// Returns the engines that `bixi.toml` names. No request is made.
pub fn engines(project: &Project, answers: EngineAnswers) -> Engines {
    let configs = &project.config.engines;
    let known = configs.iter().map(|(name, config)| {
        // The settings are checked when they are read.
        let graphs = config.graphs.iter().map(NamedNode::new_unchecked);
        let known = Known {
            url: config.url.clone(),
            graphs: graphs.collect(),
        };
        (name.clone(), known)
    });
    let services = Asking {
        root: project.root.clone(),
        configs: configs.clone(),
        answers,
        clients: Mutex::default(),
    };
    Engines::new(known.collect(), Arc::new(services))
}

type Clients = BTreeMap<(String, Option<u64>), Arc<Client>>;

/// What asks the engines of a project.
struct Asking {
    root: PathBuf,
    configs: BTreeMap<String, EngineConfig>,
    answers: EngineAnswers,
    /// Those that were made, by the name of the engine and the seconds that a request may take.
    clients: Mutex<Clients>,
}

impl Services for Asking {
    fn ask(&self, engine: &str, query: &str, left: Option<Duration>) -> Result<Answered> {
        if self.answers == EngineAnswers::Recorded {
            return recorded::read(&self.root, engine, query);
        }
        let answer = self.client(engine, left)?.query(Form::Select, query)?;
        let Answer::Solutions { variables, rows } = answer else {
            return Err(Error::internal("a SELECT query has no solutions"));
        };
        let answered = stable(query, Answered { variables, rows });
        if self.answers == EngineAnswers::AskedAndRecorded {
            recorded::write(&self.root, engine, query, &answered)?;
        }
        Ok(answered)
    }
}

impl Asking {
    /// Returns a client whose requests end with the time that is left, in whole seconds, if the settings allow more.
    fn client(&self, engine: &str, left: Option<Duration>) -> Result<Arc<Client>> {
        let config = self.configs.get(engine);
        let config = config.ok_or_else(|| Error::internal("an engine is not in the settings"))?;
        let left = left.map(|left| left.as_secs() + 1);
        let timeout = left.filter(|left| config.timeout.is_none_or(|timeout| *left < timeout));
        let key = (engine.to_owned(), timeout);
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&key) {
            return Ok(Arc::clone(client));
        }
        let config = EngineConfig {
            timeout: timeout.or(config.timeout),
            ..config.clone()
        };
        let client = Arc::new(Client::new(engine, &config, &self.root)?);
        clients.insert(key, Arc::clone(&client));
        Ok(client)
    }
}

impl fmt::Debug for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asking({:?})", self.answers)
    }
}
