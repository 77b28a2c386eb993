//! Which files of a folder belong to the project, and which are left out, with the reason.

use super::{FOLDERS, ONTOLOGY, Project};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The extensions of the files that are built, in whatever case, also with `.gz` after them.
const SOURCES: [&str; 8] = ["ttl", "trig", "nt", "nq", "rdf", "owl", "jsonld", "n3"];

/// The folder of the saved queries.
const QUERIES: &str = "queries";

/// Papers, pictures and programs: they are no data that somebody could miss in the graph.
const NO_DATA: [&str; 24] = [
    "md", "markdown", "rst", "adoc", "txt", "pdf", "docx", "doc", "pptx", "html", "htm", "css",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "py", "sh", "js", "rs", "toml", "lock",
];

/// What a folder was found to hold.
#[derive(Default)]
struct Found {
    paths: Vec<String>,
    left_out: Vec<LeftOut>,
}

/// A file or folder that is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Why, as the end of a sentence.
    pub reason: String,
    /// Its path.
    pub path: String,
}

/// Whether a name ends in `.` and an extension, in whatever case.
pub(super) fn has_ending(name: &str, extension: &str) -> bool {
    let (name, extension) = (name.as_bytes(), extension.as_bytes());
    let dot = name.len().checked_sub(extension.len() + 1);
    let ending = dot.and_then(|dot| name.get(dot..));
    ending.is_some_and(|ending| {
        ending.starts_with(b".")
            && ending
                .get(1..)
                .is_some_and(|e| e.eq_ignore_ascii_case(extension))
    })
}

fn is_source(name: &str) -> bool {
    let plain = match name.len().checked_sub(3) {
        Some(end) if has_ending(name, "gz") => name.get(..end).unwrap_or(name),
        _ => name,
    };
    SOURCES.iter().any(|extension| has_ending(plain, extension))
}

fn is_rule(name: &str) -> bool {
    has_ending(name, "rq")
}

impl Project {
    /// Returns the paths of the sources, sorted.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// assert_eq!(project.source_paths()?, ["data/people.ttl", "ontology/people.ttl"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn source_paths(&self) -> Result<Vec<String>> {
        let mut paths = Vec::new();
        for folder in FOLDERS {
            paths.extend(self.walk(folder, &is_source)?.paths);
        }
        paths.sort();
        Ok(paths)
    }

    /// The paths of the files with rules, sorted.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub(crate) fn rule_paths(&self) -> Result<Vec<String>> {
        Ok(self.walk("rules", &is_rule)?.paths)
    }

    /// Returns whether a source, by its path, declares the vocabulary of the project rather than data.
    pub(crate) fn is_ontology(&self, path: &str) -> bool {
        Path::new(path).starts_with(ONTOLOGY)
    }

    /// Returns the names of the saved queries: paths below `queries/` without `.rq`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// assert_eq!(project.query_names()?, ["residents"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn query_names(&self) -> Result<Vec<String>> {
        let paths = self.files_below(QUERIES, &["rq"])?;
        let name = |path: &String| {
            let path = path.strip_prefix(QUERIES)?.strip_prefix('/')?;
            path.strip_suffix(".rq").map(str::to_owned)
        };
        Ok(paths.iter().filter_map(name).collect())
    }

    /// Returns the path of the saved query with a name.
    pub(crate) fn query_path(&self, name: &str) -> String {
        format!("{QUERIES}/{name}.rq")
    }

    /// Returns the paths of the files below `tests/` whose names end in one of the extensions, sorted.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub(crate) fn test_paths(&self, extensions: &[&str]) -> Result<Vec<String>> {
        self.files_below("tests", extensions)
    }

    /// The files below a folder of the project whose names end in one of the extensions, sorted; hidden ones are left out.
    ///
    /// # Errors
    /// If a folder cannot be read. A folder that does not exist has no files.
    fn files_below(&self, folder: &str, extensions: &[&str]) -> Result<Vec<String>> {
        let is_wanted = |name: &str| {
            let mut extensions = extensions.iter();
            extensions.any(|e| name.strip_suffix(e).is_some_and(|n| n.ends_with('.')))
        };
        Ok(self.walk(folder, &is_wanted)?.paths)
    }

    /// Returns what is in the folders that are built and is not read, by reason and path: files in other formats, and linked
    /// folders that are not followed. Hidden files, papers, pictures and programs are not counted as data.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// std::fs::write(folder.path().join("data/people.csv"), "name\nCarol\n")?;
    /// assert_eq!(project.left_out()?[0].path, "data/people.csv");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn left_out(&self) -> Result<Vec<LeftOut>> {
        let mut all = Vec::new();
        for folder in FOLDERS {
            all.extend(self.walk(folder, &is_source)?.left_out);
        }
        all.extend(self.walk("rules", &is_rule)?.left_out);
        all.sort();
        Ok(all)
    }

    /// Looks at a folder and those in it. A linked folder is followed if it leads to a place in the project where nothing
    /// is read yet, so that no link leads round in a circle or through the whole disk.
    fn walk(&self, top: &str, is_wanted: &dyn Fn(&str) -> bool) -> Result<Found> {
        let mut found = Found::default();
        let mut links: BTreeMap<String, PathBuf> = BTreeMap::new();
        let mut walked: BTreeSet<PathBuf> = BTreeSet::new();
        let mut folders = vec![top.to_owned()];
        loop {
            while let Some(folder) = folders.pop() {
                self.look_into(&folder, is_wanted, &mut found, &mut folders, &mut links)?;
            }
            let Some((path, target)) = links.pop_first() else {
                break;
            };
            match self.why_not_followed(top, &target, &walked) {
                Some(reason) => found.left_out.push(LeftOut { reason, path }),
                None => {
                    walked.insert(target);
                    folders.push(path);
                }
            }
        }
        found.paths.sort();
        Ok(found)
    }

    /// Why a link to a folder is not followed, if it is not.
    fn why_not_followed(
        &self,
        top: &str,
        target: &Path,
        walked: &BTreeSet<PathBuf>,
    ) -> Option<String> {
        if !target.starts_with(&self.root) {
            return Some("it is a link to a folder outside of the project".to_owned());
        }
        let tops = FOLDERS.into_iter().chain(["rules", top]);
        let tops = tops.map(|top| self.root.join(top));
        let tops = tops.map(|top| fs::canonicalize(&top).unwrap_or(top));
        let mut read = tops.chain(walked.iter().cloned());
        let is_twice = read.any(|folder| target.starts_with(&folder) || folder.starts_with(target));
        is_twice.then(|| "it is a link to a folder that is read, or that holds one".to_owned())
    }

    /// Looks at the entries of one folder.
    fn look_into(
        &self,
        folder: &str,
        is_wanted: &dyn Fn(&str) -> bool,
        found: &mut Found,
        folders: &mut Vec<String>,
        links: &mut BTreeMap<String, PathBuf>,
    ) -> Result<()> {
        let absolute = self.root.join(folder);
        if !absolute.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&absolute).map_err(Error::io("read", folder))? {
            let entry = entry.map_err(Error::io("read", folder))?;
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type().map_err(Error::io("read", folder))?;
            let Some(name) = name.to_str() else {
                // What a place in the graph names must be text.
                let path = format!("{folder}/{}", name.as_encoded_bytes().escape_ascii());
                if is_wanted(&name.to_string_lossy()) && !kind.is_dir() {
                    let source = std::io::Error::other("its name is not UTF-8; rename it");
                    return Err(Error::io("read", path)(source));
                }
                let reason = "its name is not UTF-8".to_owned();
                found.left_out.push(LeftOut { reason, path });
                continue;
            };
            let path = format!("{folder}/{name}");
            let linked = || {
                fs::canonicalize(entry.path())
                    .ok()
                    .filter(|target| target.is_dir())
            };
            if kind.is_dir() {
                folders.push(path);
            } else if let Some(target) = Some(kind)
                .filter(|kind| kind.is_symlink())
                .and_then(|_| linked())
            {
                links.insert(path, target);
            } else if is_wanted(name) {
                found.paths.push(path);
            } else if let Some(reason) = why_not_read(name) {
                found.left_out.push(LeftOut { reason, path });
            }
        }
        Ok(())
    }
}

/// Why a file that may be data is not read.
fn why_not_read(name: &str) -> Option<String> {
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let is_data = !NO_DATA.contains(&extension.as_str())
        || SOURCES.iter().any(|source| {
            // `a.ttl.txt` is Turtle to whoever named it.
            let (stem, _) = name.rsplit_once('.').unwrap_or((name, ""));
            has_ending(stem, source)
        });
    let syntax = match extension.as_str() {
        _ if !is_data => return None,
        _ if is_source(name) => "RDF is read from `ontology/` and `data/`",
        "rq" | "sparql" | "ru" => {
            "queries are read from `queries/` and rules from `rules/`, in `.rq`"
        }
        "omn" => "OWL in Manchester syntax is not read",
        "ofn" | "fss" => "OWL in functional syntax is not read",
        "owx" => "OWL/XML is not read",
        "obo" => "OBO is not read",
        "hdt" => "HDT is not read",
        "csv" | "tsv" | "xls" | "xlsx" | "ods" | "parquet" => "tables are not read",
        "zip" | "tar" | "tgz" | "bz2" | "xz" | "zst" | "7z" | "rar" | "gz" => {
            "of compressed files only RDF in `.gz` is read"
        }
        "rdfs" | "xml" => "RDF/XML is read if its name ends in `.rdf` or `.owl`",
        "json" => "JSON-LD is read if its name ends in `.jsonld`",
        "shacl" | "turtle" | "shc" => "Turtle is read if its name ends in `.ttl`",
        _ => {
            return Some(format!(
                "files whose names end in `.{extension}` are not read"
            ));
        }
    };
    Some(syntax.to_owned())
}
