//! Fetching published graphs from an engine elsewhere, for a look and a comparison.

use super::Snapshot;
use crate::disk;
use crate::error::{Error, PublishError, Result};
use crate::project::Project;
use crate::publish::{
    self, Difference, Fetchable, Manifest, PublishedGraph, Role, difference, fetch, fetchable,
    published_graphs,
};
use crate::query::{Budget, Limits, Triples};
use crate::rdf::{NamedNode, Triple};
use crate::remote::Engine;
use crate::write::{GraphFormat, table};
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

/// How published graphs are fetched.
#[derive(Clone, Debug, Default)]
pub struct PullOptions<'a> {
    /// The graphs, by IRI or by the path of a source; all that are published if there is none.
    pub graphs: &'a [String],
    /// The folder that files are written to; without it the graphs are only compared.
    pub folder: Option<&'a Path>,
    /// The limits of time and memory.
    pub limits: Limits,
}

/// What an engine has.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// What its manifest says, if it has one.
    pub manifest: Option<Manifest>,
    /// The graphs, by IRI.
    pub graphs: Vec<PulledGraph>,
}

/// A graph of an engine beside the one of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PulledGraph {
    /// Its IRI.
    pub iri: NamedNode,
    /// The path of a source, `inferred`, or the IRI.
    pub name: String,
    /// The level of acceptance of its statements, if queries do not see it by default.
    pub level: Option<String>,
    /// The number of statements that the engine has.
    pub there: usize,
    /// How it differs from the one of the project, if the project has it.
    pub difference: Option<Difference>,
    /// The file that was written.
    pub file: Option<PathBuf>,
}

/// What the files of a pull begin with.
const OWN: &str = "# Pulled from ";

impl Project {
    /// Fetches graphs of an engine, compares them by value with those of a snapshot, and writes them into a folder as Turtle, with
    /// blank nodes and triple terms as the sources have them. A file is replaced only if a pull wrote it.
    ///
    /// ```no_run
    /// use bixi::Project;
    /// use bixi::publishing::PullOptions;
    /// use std::path::Path;
    ///
    /// let project = Project::find(Path::new("."))?;
    /// let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let engine = project.engine("prod")?;
    /// let pulled = project.pull(&snapshot, &engine, &PullOptions::default(), &mut |_| {})?;
    /// println!("{}", pulled.table());
    /// # Ok::<(), bixi::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the engine cannot be asked, has no such graph or gives only a part of it; if a file would be a source of the project, or is
    /// not one that a pull wrote; or if a limit is passed.
    pub fn pull(
        &self,
        snapshot: &Snapshot,
        engine: &Engine,
        options: &PullOptions,
        say: &mut dyn FnMut(&str),
    ) -> Result<Pulled> {
        let (client, config) = (engine.client(), self.engine_config(engine)?);
        let manifest = publish::published(client, self)?;
        let asked = options.graphs.iter().map(|name| self.graph_called(name));
        let asked: Vec<NamedNode> = asked.collect();
        let graphs = fetchable(client, config, manifest.as_ref(), &asked)?;
        let graph = snapshot.graph();
        let here = published_graphs(self, graph)?;
        let files = match options.folder {
            Some(folder) => {
                let files = file_names(&graphs);
                let files: Vec<PathBuf> = files.iter().map(|file| folder.join(file)).collect();
                files.iter().try_for_each(|file| self.check_file(file))?;
                files
            }
            None => Vec::new(),
        };
        let budget = Budget::new(&options.limits);
        let mut pulled = Vec::with_capacity(graphs.len());
        for (index, fetchable) in graphs.into_iter().enumerate() {
            say(fetchable.iri.as_str());
            let triples = fetch(client, config, &fetchable, manifest.as_ref())?;
            let own = here.iter().find(|own| own.iri == fetchable.iri);
            let difference = own
                .map(|own| difference(graph, own, &triples, &budget))
                .transpose()?;
            let there = triples.len();
            if let Some(file) = files.get(index) {
                let origin = format!("<{}> at `{}`", fetchable.iri.as_str(), engine.name());
                write(file, &origin, triples, snapshot)?;
            }
            pulled.push(PulledGraph {
                name: shown(&fetchable, own),
                level: fetchable.listed.and_then(|listed| listed.level),
                iri: fetchable.iri,
                there,
                difference,
                file: files.get(index).cloned(),
            });
        }
        Ok(Pulled {
            manifest,
            graphs: pulled,
        })
    }

    /// Returns the graph that people call by an IRI, or by the path of a source.
    fn graph_called(&self, name: &str) -> NamedNode {
        NamedNode::new(name).unwrap_or_else(|_| NamedNode::new_unchecked(self.graph_iri(name)))
    }

    /// Checks that a file may be written: that it would not be a source, and is not there or a pull wrote it.
    fn check_file(&self, file: &Path) -> Result<()> {
        let path = || file.display().to_string();
        if let Some(within) = self.within(file)?
            && self.inventory()?.would_be_source(&self.config, &within)?
        {
            return Err(PublishError::Source { path: path() }.into());
        }
        if !disk::is_there(file) {
            return Ok(());
        }
        let mut start = Vec::new();
        let opened = disk::open(file).map_err(Error::io("read", file))?;
        let read = opened.take(OWN.len() as u64).read_to_end(&mut start);
        read.map_err(Error::io("read", file))?;
        match start == OWN.as_bytes() {
            true => Ok(()),
            false => Err(PublishError::NotPulled { path: path() }.into()),
        }
    }

    /// Returns the path of a file in the project, if it is in there; the file need not be there yet.
    fn within(&self, file: &Path) -> Result<Option<String>> {
        let mut folders = file.ancestors().skip(1);
        let is_there = |folder: &&Path| folder.as_os_str().is_empty() || folder.is_dir();
        let Some(known) = folders.find(is_there) else {
            return Ok(None);
        };
        let full = match known.as_os_str().is_empty() {
            true => fs::canonicalize("."),
            false => fs::canonicalize(known),
        };
        let full = full.map_err(Error::io("open", known))?;
        let rest = file.strip_prefix(known).unwrap_or(file);
        let full = full.join(rest);
        let within = full.strip_prefix(&self.root).ok();
        Ok(within.map(|within| within.to_string_lossy().replace('\\', "/")))
    }
}

/// Returns what people know a graph by.
fn shown(fetchable: &Fetchable, own: Option<&PublishedGraph>) -> String {
    let listed = fetchable.listed.as_ref();
    let path = listed.and_then(|listed| listed.path.as_deref());
    let is_inferred = listed.is_some_and(|listed| listed.role == Role::Inferred);
    let name = match path {
        Some(path) => path,
        None if is_inferred => "inferred",
        None => own.map_or(fetchable.iri.as_str(), PublishedGraph::shown),
    };
    name.to_owned()
}

/// Returns the names of the files of some graphs, each another one. They are made of what an engine says, so no part of them may
/// lead out of a folder.
fn file_names(graphs: &[Fetchable]) -> Vec<PathBuf> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::with_capacity(graphs.len());
    for graph in graphs {
        let listed = graph.listed.as_ref();
        let path = listed.and_then(|listed| listed.path.as_deref());
        let is_inferred = listed.is_some_and(|listed| listed.role == Role::Inferred);
        let level = listed.and_then(|listed| listed.level.as_deref());
        let stem = match path.filter(|path| is_plain(path)) {
            Some(path) => path.strip_suffix(".ttl").unwrap_or(path).to_owned(),
            None if is_inferred => "inferred".to_owned(),
            None => format!("graphs/{}", word(graph.iri.as_str())),
        };
        let level = level.map_or(String::new(), |level| format!(".{}", word(level)));
        let mut name = format!("{stem}{level}.ttl");
        for number in 2.. {
            if taken.insert(name.to_lowercase()) {
                break;
            }
            name = format!("{stem}{level}-{number}.ttl");
        }
        names.push(PathBuf::from(name));
    }
    names
}

/// Whether a path has only names, of which none is hidden.
fn is_plain(path: &str) -> bool {
    let is_name = |part: Component| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    };
    let has_odd = path
        .chars()
        .any(|c| c.is_control() || c == '\\' || c == ':');
    !path.is_empty() && !has_odd && Path::new(path).components().all(is_name)
}

/// Returns a text as a name of a file.
fn word(text: &str) -> String {
    let name: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let parts: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-").chars().take(100).collect()
}

/// Writes the triples of a graph into a file.
fn write(file: &Path, origin: &str, triples: Vec<Triple>, snapshot: &Snapshot) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let mut text = format!("{OWN}{origin}; the next pull replaces this file.\n\n").into_bytes();
    let triples = Triples::new(triples);
    triples.write(GraphFormat::Turtle, snapshot.prefixes(), &mut text)?;
    disk::put(file, |output| {
        output.write_all(&text).map_err(Error::io("write", file))
    })
}

impl Pulled {
    /// Returns the graphs as a table: how many statements are there and here, and how many are only there or only here.
    pub fn table(&self) -> String {
        if self.graphs.is_empty() {
            return String::new();
        }
        let has_levels = self.graphs.iter().any(|graph| graph.level.is_some());
        let rows: Vec<Vec<String>> = self.graphs.iter().map(|g| g.row(has_levels)).collect();
        let mut header = vec!["graph".to_owned()];
        header.extend(has_levels.then(|| "level".to_owned()));
        header.extend(["there", "here", "added", "missing"].map(str::to_owned));
        table(&header, &rows, None)
    }
}

impl PulledGraph {
    fn row(&self, has_levels: bool) -> Vec<String> {
        let mut row = vec![self.name.clone()];
        row.extend(has_levels.then(|| self.level.clone().unwrap_or_default()));
        row.push(self.there.to_string());
        let of_difference = match self.difference {
            Some(difference) => {
                [difference.here, difference.added, difference.missing].map(|n| n.to_string())
            }
            None => ["0".to_owned(), self.there.to_string(), "0".to_owned()],
        };
        row.extend(of_difference);
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Listed;

    #[test]
    fn files_do_not_lead_out_of_their_folder() {
        let graph = |iri: &str, path: Option<&str>, role, level: Option<&str>| Fetchable {
            iri: NamedNode::new_unchecked(iri),
            listed: Some(Listed {
                role,
                path: path.map(str::to_owned),
                level: level.map(str::to_owned),
                content: None,
            }),
        };
        let names = file_names(&[
            graph(
                "http://e/data/园.ttl",
                Some("data/园.ttl"),
                Role::Source,
                None,
            ),
            graph(
                "http://e/1",
                Some("data/园.ttl"),
                Role::Source,
                Some("a/../b"),
            ),
            graph("http://e/2", Some("data/firms.csv"), Role::Source, None),
            graph("http://e/3", Some("../../etc/passwd"), Role::Source, None),
            graph("http://e/4", Some("/etc/passwd"), Role::Source, None),
            graph("http://e/5", Some("a/.ssh/x"), Role::Source, None),
            graph("http://e/5?", None, Role::Named, None),
            graph("http://e/inferred", None, Role::Inferred, None),
        ]);
        let names: Vec<String> = names.iter().map(|n| n.display().to_string()).collect();
        assert_eq!(
            names,
            [
                "data/园.ttl",
                "data/园.a-b.ttl",
                "data/firms.csv.ttl",
                "graphs/http-e-3.ttl",
                "graphs/http-e-4.ttl",
                "graphs/http-e-5.ttl",
                "graphs/http-e-5-2.ttl",
                "inferred.ttl",
            ]
        );
    }
}
