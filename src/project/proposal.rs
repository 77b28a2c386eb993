//! Proposes globs that choose exactly the sources that a folder has without settings, for a `bixi.toml` to start from
//! ([the syntax of globset](https://docs.rs/globset/latest/globset/#syntax)).

use super::globs::WILDCARDS;
use super::inventory::is_expectation;
use super::names::is_query;
use super::{Config, Inventory, Layout, Project, TESTS};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most globs that folders are named by; with more folders, all files of these kinds are chosen.
const MOST_FOLDERS: usize = 5;

/// The names of folders whose RDF files are often meant to be checked one by one.
const EXAMPLES: [&str; 8] = [
    "example", "examples", "sample", "samples", "demo", "test", "tests", "fixtures",
];

/// How words in the paths of queries begin that often look for violations.
const VIOLATIONS: [&str; 5] = ["violation", "test", "valid", "check", "qc"];

/// A glob with what is to be known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedGlob {
    /// The glob.
    pub glob: String,
    /// The number of files that it chooses, or the reason why it leaves files out.
    pub remark: Remark,
}

/// What is to be known of a glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// It chooses this many files.
    Files(usize),
    /// It leaves files out for a reason.
    Reason(String),
}

impl ProposedGlob {
    /// The number of files that it chooses.
    fn files(&self) -> usize {
        match &self.remark {
            Remark::Files(files) => *files,
            Remark::Reason(_) => 0,
        }
    }
}

/// Globs for a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// How the sources are found without settings.
    pub layout: Layout,
    /// Those of the sources.
    pub sources: Vec<ProposedGlob>,
    /// Those of the queries, wherever they are.
    pub queries: Vec<ProposedGlob>,
    /// Those of queries that look for violations, as their names suggest.
    pub violations: Vec<ProposedGlob>,
    /// Those of the expectations.
    pub tests: Vec<ProposedGlob>,
    /// Those of sources that may be meant as examples.
    pub examples: Vec<ProposedGlob>,
    /// The folder of files that others maintain, if sources are in it.
    pub vendored: Option<String>,
}

impl Project {
    /// Proposes globs for a project without settings.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn proposal(&self) -> Result<Proposal> {
        let taken = self.inventory()?;
        let anywhere = self.anywhere(taken.layout)?;
        let is_test = |path: &String| is_expectation(path) || is_query(path);
        let has_tests = taken.tests.iter().any(is_test);
        let tests = has_tests.then(|| ProposedGlob {
            glob: format!("{TESTS}**"),
            remark: Remark::Files(taken.tests.len()),
        });
        // What is beside expectations belongs to them.
        let files = anywhere.sources.iter().map(String::as_str);
        let files = files.filter(|path| !(has_tests && path.starts_with(TESTS)));
        let mut examples = examples(&files.collect::<Vec<&str>>());
        let sources = match taken.layout {
            Layout::Folders => folders(&taken.sources),
            _ => {
                let in_examples: usize = examples.iter().map(ProposedGlob::files).sum();
                if in_examples == taken.sources.len() {
                    examples.clear();
                }
                self.globs_of_sources(&taken)?
            }
        };
        // A source that a glob chooses counts as the project's own unless the settings name that folder.
        let is_vendored = taken.layout == Layout::All && holds_source(&taken.folder, &taken);
        let vendored = is_vendored.then(|| taken.folder.trim_end_matches('/').to_owned());
        let (queries, violations) = queries(&anywhere);
        Ok(Proposal {
            layout: taken.layout,
            sources,
            queries: inclusions(&queries),
            violations: inclusions(&violations),
            tests: tests.into_iter().collect(),
            examples,
            vendored,
        })
    }

    /// Returns globs that choose the sources: those that include, then those that leave out what they include beyond them.
    fn globs_of_sources(&self, taken: &Inventory) -> Result<Vec<ProposedGlob>> {
        let mut globs = inclusions(&taken.sources);
        let chosen = self.with_sources(&globs)?.inventory()?;
        let sources: BTreeSet<&String> = taken.sources.iter().collect();
        let chosen = chosen.sources.iter().cloned();
        let beyond: Vec<String> = chosen.filter(|path| !sources.contains(path)).collect();
        globs.extend(exclusions(&beyond, taken));
        if self.with_sources(&globs)?.inventory()?.sources != taken.sources {
            return Err(Error::internal(
                "globs choose other sources than are taken without them",
            ));
        }
        Ok(globs)
    }

    /// The project with globs of sources.
    fn with_sources(&self, globs: &[ProposedGlob]) -> Result<Self> {
        let sources = globs.iter().map(|one| one.glob.clone()).collect();
        self.with_config(Config {
            sources,
            ..Config::default()
        })
    }

    /// The project with other settings, looked at.
    fn with_config(&self, config: Config) -> Result<Self> {
        let mut project = Self {
            config,
            inventory: None,
            ..self.clone()
        };
        project.inventory = Some(Arc::new(Inventory::of(&project)?));
        Ok(project)
    }

    /// Returns what is in the folder with queries taken wherever they are, and sources too if they are those of folders.
    fn anywhere(&self, layout: Layout) -> Result<Arc<Inventory>> {
        let mut config = Config {
            queries: ["**/*.rq", "**/*.sparql"].map(str::to_owned).into(),
            ..Config::default()
        };
        if layout == Layout::Folders {
            config.sources = vec!["**".to_owned()];
        }
        self.with_config(config)?.inventory()
    }
}

/// Returns the paths of the queries that are not rules and no expectations: those that answer, and those that look for
/// violations.
fn queries(anywhere: &Inventory) -> (Vec<String>, Vec<String>) {
    let others = [&anywhere.rules, &anywhere.tests];
    let is_other = |path: &String| others.iter().any(|other| other.contains(path));
    let queries = anywhere.queries.values().filter(|path| !is_other(path));
    let mut queries: Vec<String> = queries.cloned().collect();
    queries.sort();
    queries
        .into_iter()
        .partition(|path| !is_of_violations(path))
}

/// Returns the globs of the folders at the top that hold files.
fn folders(paths: &[String]) -> Vec<ProposedGlob> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        let top = path.split_once('/').map_or("", |(top, _)| top);
        *folders.entry(top).or_default() += 1;
    }
    let globs = folders.into_iter().map(|(folder, files)| ProposedGlob {
        glob: format!("{folder}/**"),
        remark: Remark::Files(files),
    });
    globs.collect()
}

/// Whether a query looks for violations, by the words of its path. Expectations are in `.rq` files only.
fn is_of_violations(path: &str) -> bool {
    let path_in_lower_case = path.to_lowercase();
    let mut words = path_in_lower_case.split(|c: char| !c.is_alphanumeric());
    is_query(path) && words.any(|word| VIOLATIONS.iter().any(|start| word.starts_with(start)))
}

/// Returns globs that choose files, one for each folder at the top, or one for all if there are many.
fn inclusions(paths: &[String]) -> Vec<ProposedGlob> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in paths {
        let top = path.split_once('/').map_or("", |(top, _)| top);
        folders.entry(top).or_default().push(path);
    }
    if folders.len() > MOST_FOLDERS {
        let all = paths.iter().map(String::as_str).collect();
        folders = BTreeMap::from([("", all)]);
    }
    folders.values().map(|paths| inclusion(paths)).collect()
}

/// Returns the glob that chooses files with their extensions below the folder that holds them.
fn inclusion(paths: &[&str]) -> ProposedGlob {
    let folders = paths.iter().map(|path| folder_of(path));
    let common = folders.clone().reduce(common_folder).unwrap_or_default();
    // What comes into a folder later belongs to it; at the top it may be anything.
    let is_at_top = folders.clone().all(str::is_empty);
    let below = if is_at_top { "" } else { "**/" };
    let extensions: BTreeSet<&str> = paths.iter().map(|path| extension(path)).collect();
    let extensions: Vec<&str> = extensions.into_iter().collect();
    let extensions = match extensions.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("{{{}}}", several.join(",")),
    };
    ProposedGlob {
        glob: format!("{}{below}*.{extensions}", literal(common)),
        remark: Remark::Files(paths.len()),
    }
}

/// Returns globs that leave out files: whole folders if they hold no source.
fn exclusions(paths: &[String], taken: &Inventory) -> Vec<ProposedGlob> {
    let mut globs = BTreeSet::new();
    let mut exclusions = Vec::new();
    for path in paths {
        let mut folders = path.match_indices('/').map(|(end, _)| &path[..=end]);
        let holds_no_source = |folder: &&str| !holds_source(folder, taken);
        let (glob, place) = match folders.find(holds_no_source) {
            Some(folder) => (format!("!{}**", literal(folder)), folder),
            None if is_expectation(path) => {
                let glob = format!("!{TESTS}**/*.{{absent,holds,inferred}}.ttl");
                (glob, path.as_str())
            }
            None => (format!("!{}", literal(path)), path.as_str()),
        };
        if globs.insert(glob.clone()) {
            let remark = Remark::Reason(reason(place, taken));
            exclusions.push(ProposedGlob { glob, remark });
        }
    }
    exclusions
}

/// Whether a source is below a folder.
fn holds_source(folder: &str, taken: &Inventory) -> bool {
    let first = taken
        .sources
        .partition_point(|source| source.as_str() < folder);
    let first = taken.sources.get(first);
    first.is_some_and(|source| source.starts_with(folder))
}

/// Returns why a file or folder is left out without settings.
fn reason(place: &str, taken: &Inventory) -> String {
    let left_out = || taken.left_out.iter();
    let around = left_out().find(|one| place.starts_with(&one.path));
    let within = || left_out().find(|one| one.path.starts_with(place));
    let of_tests = || "what the graph is tested with".to_owned();
    around
        .or_else(within)
        .map_or_else(of_tests, |one| one.reason.clone())
}

/// Returns globs of the folders that hold some files and are named as examples or tests are.
fn examples(paths: &[&str]) -> Vec<ProposedGlob> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        let mut folders_of = path.match_indices('/').map(|(end, _)| &path[..=end]);
        let is_named = |folder: &&str| {
            let name = folder.trim_end_matches('/').rsplit('/').next();
            name.is_some_and(|name| EXAMPLES.contains(&name.to_lowercase().as_str()))
        };
        if let Some(folder) = folders_of.find(is_named) {
            *folders.entry(folder).or_default() += 1;
        }
    }
    let globs = folders.into_iter().map(|(folder, files)| ProposedGlob {
        glob: format!("{}**", literal(folder)),
        remark: Remark::Files(files),
    });
    globs.collect()
}

/// The folder of a file, with `/` at its end; empty for one at the top.
fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..=slash])
}

/// The longest folder that holds both of two folders.
fn common_folder<'a>(a: &'a str, b: &'a str) -> &'a str {
    let ends = a.match_indices('/').map(|(end, _)| &a[..=end]);
    let common = ends.rev().find(|folder| b.starts_with(folder));
    common.unwrap_or_default()
}

/// The extension of a file, with that of compressed files.
fn extension(path: &str) -> &str {
    let name = &path[folder_of(path).len()..];
    let plain = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".GZ"))
        .unwrap_or(name);
    let dot = plain.rfind('.').map_or(0, |dot| dot + 1);
    name.get(dot..).unwrap_or(name)
}

/// A path as a glob that matches it and no other.
fn literal(path: &str) -> String {
    let mut glob = String::with_capacity(path.len());
    for character in path.chars() {
        if WILDCARDS.contains(&character) || ['!', ']', '}'].contains(&character) {
            glob.push('\\');
        }
        glob.push(character);
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::*;

    fn included(paths: &[&str]) -> Vec<String> {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        inclusions(&paths).into_iter().map(|one| one.glob).collect()
    }

    #[test]
    fn queries_look_for_violations_by_the_words_of_their_paths() {
        let paths = [
            "etc/testing/a.rq",
            "src/no-label-violation.rq",
            "latest/a.rq",
            "tests.sparql",
        ];
        assert_eq!(paths.map(is_of_violations), [true, true, false, false]);
    }

    #[test]
    fn globs_name_folders_and_extensions() {
        // Files at the top, in one folder, and in several folders of one.
        assert_eq!(
            included(&[
                "a.ttl",
                "b.nt.gz",
                "x/y/a.ttl",
                "x/y/z/b.rdf",
                "w/{1}/a.ttl"
            ]),
            ["*.{nt.gz,ttl}", "w/\\{1\\}/**/*.ttl", "x/y/**/*.{rdf,ttl}"]
        );
        let many = [
            "a/1.ttl", "b/1.ttl", "c/1.ttl", "d/1.ttl", "e/1.ttl", "1.owl",
        ];
        assert_eq!(included(&many), ["**/*.{owl,ttl}"]);
    }
}
