//! Publishes a graph to an engine: sends what is not there yet, removes what is not here any more, and says so in the manifest, which
//! is unfinished in between.

use super::check::{Checked, check};
use super::compare::{Change, Compared, compare};
use super::graphs::{PublishedGraph, published_graphs};
use super::manifest::{Content, Listed, Manifest, published};
use super::store::Store;
use super::text::{Text, text};
use crate::error::{Error, PublishError, Result};
use crate::graph::Graph;
use crate::project::{EngineConfig, Project, TripleTermEncoding};
use crate::query::{Budget, Limits};
use crate::rdf::NamedNode;
use crate::remote::Client;
use std::sync::mpsc::sync_channel;
use std::thread;

/// How a graph is published.
#[derive(Clone, Debug, Default)]
pub struct PushOptions {
    /// Whether it is only said what would be done.
    pub is_dry: bool,
    /// Whether graphs that bixi did not publish are replaced.
    pub adopts: bool,
    /// Whether what is there in the end is compared with what was sent.
    pub checks: bool,
    /// The limits of time and memory.
    pub limits: Limits,
}

/// What a push does now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PushStep {
    /// It reads what the engine has.
    Reading,
    /// It compares the graphs.
    Comparing,
    /// It has marked the graphs as unfinished: from now on the engine changes.
    Marked,
    /// It sends a graph.
    Sending {
        /// What people know the graph by.
        graph: String,
        /// The graphs that were sent before it.
        sent: usize,
        /// The graphs that are sent.
        all: usize,
    },
    /// It removes a graph.
    Removing {
        /// The IRI of the graph.
        graph: String,
    },
    /// It compares what is there with what should be.
    Checking {
        /// What people know the graph by.
        graph: String,
    },
}

/// What a push did, or would do.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// The graphs, by IRI.
    pub graphs: Vec<PushedGraph>,
    /// How triple terms are published.
    pub encoding: TripleTermEncoding,
    /// Whether an earlier push had not come to its end.
    pub is_resumed: bool,
    /// What a check found, if there was one.
    pub checked: Option<Checked>,
}

/// What a push did to a graph, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedGraph {
    /// Its IRI.
    pub iri: NamedNode,
    /// The path of a source, `inferred`, or the IRI.
    pub name: String,
    /// The level of acceptance of its statements, if queries do not see it by default.
    pub level: Option<String>,
    /// The number of its triples as they are published; nothing if it is not known.
    pub triples: Option<usize>,
    /// What was done.
    pub change: Change,
}

/// A push under way.
struct Push<'a> {
    graph: &'a Graph,
    store: Store<'a>,
    encoding: TripleTermEncoding,
    budget: Budget,
    say: &'a mut dyn FnMut(PushStep),
    /// The manifest as it should be there now, or soon.
    now: Manifest,
    /// The bytes that were sent since the engine knows the manifest.
    unrecorded: usize,
}

/// Publishes a graph of a project, whose snapshot has a digest.
///
/// # Errors
/// If the engine cannot be asked or changed, its graphs are not this project's, a statement cannot be published, or a limit is
/// passed. What was sent until then need not be sent again.
pub fn push(
    project: &Project,
    (graph, digest): (&Graph, String),
    client: &Client,
    config: &EngineConfig,
    options: &PushOptions,
    say: &mut dyn FnMut(PushStep),
) -> Result<Pushed> {
    let encoding = config.encoding();
    let store = match options.is_dry {
        true => Store::to_read(client, config),
        false => Store::new(client, config)?,
    };
    say(PushStep::Reading);
    let there = published(client, project)?;
    let wanted = Manifest::of(project, encoding, digest);
    if let Some(there) = &there {
        check_project(client, there, &wanted)?;
    }
    let graphs = published_graphs(project, graph)?;
    say(PushStep::Comparing);
    let budget = Budget::new(&options.limits);
    let is_dry = options.is_dry;
    let mut compared = compare(graph, &graphs, there.as_ref(), encoding, is_dry, &budget)?;
    if !options.adopts {
        check_foreign(&store, &compared)?;
    }
    let removed = removed(there.as_ref(), &graphs);
    let is_resumed = there.as_ref().is_some_and(|there| !there.is_finished);
    let mut push = Push {
        graph,
        store,
        encoding,
        budget,
        say,
        now: wanted,
        unrecorded: 0,
    };
    push.list(&compared);
    if !is_dry {
        push.run(there, &mut compared, &removed)?;
    }
    let checked = match options.checks {
        true => {
            let unchanged = |one: &&Compared| !is_dry || one.change == Change::Unchanged;
            let to_check: Vec<&Compared> = compared.iter().filter(unchanged).collect();
            Some(push.check(&to_check)?)
        }
        false => None,
    };
    Ok(Pushed {
        graphs: result(&compared, &removed),
        encoding,
        is_resumed,
        checked,
    })
}

/// Checks that a manifest is one of this project.
fn check_project(client: &Client, there: &Manifest, own: &Manifest) -> Result<()> {
    if (&there.project, &there.base) == (&own.project, &own.base) {
        return Ok(());
    }
    Err(Error::from(PublishError::OtherProject {
        engine: client.name().to_owned(),
        manifest: own.iri.as_str().to_owned(),
        project: there.project.clone(),
        base: there.base.clone(),
    }))
}

/// Checks that no graph which the manifest does not list has statements.
fn check_foreign(store: &Store, compared: &[Compared]) -> Result<()> {
    for one in compared.iter().filter(|one| one.change == Change::New) {
        if store.has(&one.graph.iri)? {
            return Err(Error::from(PublishError::Foreign {
                engine: store.client().name().to_owned(),
                graph: one.graph.iri.as_str().to_owned(),
            }));
        }
    }
    Ok(())
}

/// Returns the graphs that a manifest lists and the project does not have, by IRI.
fn removed(there: Option<&Manifest>, graphs: &[PublishedGraph]) -> Vec<(NamedNode, Listed)> {
    let listed = there.into_iter().flat_map(|there| &there.graphs);
    let is_gone = |iri: &str| {
        let place = graphs.binary_search_by(|graph| graph.iri.as_str().cmp(iri));
        place.is_err()
    };
    listed
        .filter(|(iri, _)| is_gone(iri))
        .map(|(iri, listed)| (NamedNode::new_unchecked(iri.as_str()), listed.clone()))
        .collect()
}

impl Push<'_> {
    /// Lists the graphs of the project in the manifest, with the contents that are there.
    fn list(&mut self, compared: &[Compared]) {
        for one in compared {
            let mut listed = Listed::of(one.graph);
            if one.change == Change::Unchanged {
                listed.content = one.content.clone();
            }
            self.now
                .graphs
                .insert(one.graph.iri.as_str().to_owned(), listed);
        }
    }

    /// Does what is to be done.
    fn run(
        &mut self,
        there: Option<Manifest>,
        compared: &mut [Compared],
        removed: &[(NamedNode, Listed)],
    ) -> Result<()> {
        let is_work = |one: &Compared| one.change != Change::Unchanged;
        if compared.iter().any(is_work) || !removed.is_empty() {
            for (iri, listed) in removed {
                let listed = Listed {
                    content: None,
                    ..listed.clone()
                };
                self.now.graphs.insert(iri.as_str().to_owned(), listed);
            }
            self.put_manifest()?;
            if !self.is_marked()? {
                return Err(Error::from(PublishError::NotKept {
                    engine: self.store.client().name().to_owned(),
                    manifest: self.now.iri.as_str().to_owned(),
                }));
            }
            (self.say)(PushStep::Marked);
            self.send(compared)?;
            for (iri, _) in removed {
                let graph = iri.as_str().to_owned();
                (self.say)(PushStep::Removing { graph });
                self.store.remove(iri)?;
                self.now.graphs.remove(iri.as_str());
            }
            if !self.is_marked()? {
                return Err(Error::from(PublishError::Overtaken {
                    engine: self.store.client().name().to_owned(),
                    manifest: self.now.iri.as_str().to_owned(),
                }));
            }
        }
        self.now.is_finished = true;
        match there.as_ref() == Some(&self.now) {
            true => Ok(()),
            false => self.put_manifest(),
        }
    }

    fn put_manifest(&mut self) -> Result<()> {
        self.unrecorded = 0;
        let text = self.now.text();
        self.store.put(&self.now.iri, text.as_bytes())
    }

    /// Sends the graphs that are new or changed. The next ones are written while one is on its way.
    fn send(&mut self, compared: &mut [Compared]) -> Result<()> {
        let is_sent = |one: &&mut Compared| one.change != Change::Unchanged;
        let mut to_send: Vec<&mut Compared> = compared.iter_mut().filter(is_sent).collect();
        let published: Vec<&PublishedGraph> = to_send.iter().map(|one| one.graph).collect();
        let (graph, encoding, budget) = (self.graph, self.encoding, self.budget.clone());
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel::<Result<Text>>(1);
            let writer = thread::Builder::new().spawn_scoped(scope, move || {
                for published in published {
                    let text = text(graph, published, encoding, &budget);
                    let is_wrong = text.is_err();
                    // Nobody takes it if a graph before it could not be sent.
                    if sender.send(text).is_err() || is_wrong {
                        return;
                    }
                }
            });
            writer.map_err(Error::thread("the texts of graphs"))?;
            let all = to_send.len();
            for (sent, one) in to_send.iter_mut().enumerate() {
                let graph = one.graph.shown().to_owned();
                (self.say)(PushStep::Sending { graph, sent, all });
                let text = receiver.recv();
                let text =
                    text.map_err(|_| Error::internal("the writer of a graph broke off"))??;
                self.store.put(&one.graph.iri, &text.bytes)?;
                let content = Content {
                    triples: text.triples,
                    digest: text.digest,
                };
                one.content = Some(content.clone());
                self.record(&one.graph.iri, content, text.bytes.len())?;
            }
            Ok(())
        })
    }

    /// Notes in the manifest that a graph is there. An engine that takes whole graphs only is told so again when twice as much was
    /// sent as that takes.
    fn record(&mut self, graph: &NamedNode, content: Content, bytes: usize) -> Result<()> {
        if let Some(listed) = self.now.graphs.get_mut(graph.as_str()) {
            listed.content = Some(content);
        }
        let lines = self.now.lines_of(graph.as_str());
        if self.store.add(&self.now.iri, &lines)? {
            return Ok(());
        }
        self.unrecorded += bytes;
        match self.unrecorded > 2 * self.now.text().len() {
            true => self.put_manifest(),
            false => Ok(()),
        }
    }

    /// Asks whether the manifest there is the unfinished one of this push.
    fn is_marked(&self) -> Result<bool> {
        let manifest = &self.now.iri;
        let text = format!("ASK {{ GRAPH {manifest} {{ {} }} }}", self.now.mark());
        self.store.ask(&text)
    }

    fn check(&mut self, compared: &[&Compared]) -> Result<Checked> {
        let mut checked = Checked::default();
        for one in compared {
            let graph = one.graph.shown().to_owned();
            (self.say)(PushStep::Checking { graph });
            let text = text(self.graph, one.graph, self.encoding, &self.budget)?;
            check(&self.store, one.graph, &text, &mut checked)?;
        }
        Ok(checked)
    }
}

/// Returns what was done, by IRI.
fn result(compared: &[Compared], removed: &[(NamedNode, Listed)]) -> Vec<PushedGraph> {
    let ours = compared.iter().map(|one| PushedGraph {
        iri: one.graph.iri.clone(),
        name: one.graph.shown().to_owned(),
        level: one.graph.level.clone(),
        triples: one.content.as_ref().map(|content| content.triples),
        change: one.change,
    });
    let gone = removed.iter().map(|(iri, listed)| PushedGraph {
        iri: iri.clone(),
        name: listed.path.as_deref().unwrap_or(iri.as_str()).to_owned(),
        level: listed.level.clone(),
        triples: listed.content.as_ref().map(|content| content.triples),
        change: Change::Removed,
    });
    let mut graphs: Vec<PushedGraph> = ours.chain(gone).collect();
    graphs.sort_by(|a, b| a.iri.as_str().cmp(b.iri.as_str()));
    graphs
}
