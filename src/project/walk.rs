//! Looks at the folders of a project once: which files are there, and which folders are not looked into, with the reason
//! ([gitignore](https://git-scm.com/docs/gitignore)).

use super::names::{is_perhaps_rdf, is_rdf};
use super::{CONFIG, LeftOut};
use crate::disk;
use crate::error::{Error, Result};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The files that say how a folder is built into its `target/`.
const BUILT: [&str; 3] = ["Cargo.toml", "pom.xml", "build.sbt"];

/// What is looked at.
pub(super) struct Walk<'a> {
    /// The folder of the project.
    pub root: &'a Path,
    /// The folders in it that are looked at, with `/` at their ends; the empty one is all.
    pub tops: BTreeSet<String>,
    /// Whether what people keep beside their files is left out: packages, build output, other projects.
    pub is_selective: bool,
    /// Whether what `.gitignore` ignores is left out.
    pub obeys_gitignore: bool,
    /// Whether a folder is looked into although it would be left out.
    pub is_wanted: &'a dyn Fn(&str) -> bool,
}

/// What was found.
#[derive(Default)]
pub(super) struct Tree {
    /// The paths of all files, sorted.
    pub files: Vec<String>,
    /// What was not looked at.
    pub left_out: Vec<LeftOut>,
    /// What cannot be looked at, with what the system said; the path of a folder has `/` at its end.
    pub unreadable: Vec<LeftOut>,
}

/// The rules of `.gitignore` files that hold in a folder, the nearest last.
type Ignored = Vec<Rc<Gitignore>>;

/// Why a file whose name is not text is left out.
pub const NO_TEXT: &str = "its name is not UTF-8";

/// A walk under way.
#[derive(Default)]
struct Found {
    tree: Tree,
    folders: Vec<(String, Ignored)>,
    links: BTreeMap<String, PathBuf>,
}

impl Walk<'_> {
    /// Looks at the folders and those in them. A linked folder is followed if it leads to a place in the project where
    /// nothing is read yet, so that no link leads round in a circle or through the whole disk.
    ///
    /// # Errors
    /// If the system does not tell what an entry of a folder is.
    pub fn tree(&self) -> Result<Tree> {
        let mut found = Found::default();
        let mut walked: BTreeSet<PathBuf> = BTreeSet::new();
        let above = self.above();
        for top in &self.tops {
            // What is below another top is found with it.
            let mut others = self.tops.iter();
            if !others.any(|other| other != top && top.starts_with(other.as_str())) {
                found.folders.push((top.clone(), above.clone()));
            }
        }
        loop {
            while let Some((folder, ignored)) = found.folders.pop() {
                self.look_into(&folder, ignored, &mut found)?;
            }
            let Some((path, target)) = found.links.pop_first() else {
                break;
            };
            match self.why_not_followed(&target, &walked) {
                Some(reason) => found.tree.leave_out(path, reason),
                None => {
                    walked.insert(target);
                    found.folders.push((format!("{path}/"), above.clone()));
                }
            }
        }
        found.tree.files.sort();
        found.tree.unreadable.sort();
        Ok(found.tree)
    }

    /// Why a link to a folder is not followed, if it is not.
    fn why_not_followed(&self, target: &Path, walked: &BTreeSet<PathBuf>) -> Option<&'static str> {
        if !target.starts_with(self.root) {
            return Some("it is a link to a folder outside of the project");
        }
        let tops = self.tops.iter().map(|top| self.root.join(top));
        let tops = tops.map(|top| fs::canonicalize(&top).unwrap_or(top));
        let mut read = tops.chain(walked.iter().cloned());
        let is_twice = read.any(|folder| target.starts_with(&folder) || folder.starts_with(target));
        is_twice.then_some("it is a link to a folder that is read, or that holds one")
    }

    /// Looks at the entries of one folder.
    fn look_into(&self, folder: &str, mut ignored: Ignored, found: &mut Found) -> Result<()> {
        let shown = folder.trim_end_matches('/');
        let absolute = self.root.join(shown);
        if !absolute.is_dir() {
            return Ok(());
        }
        let entries = fs::read_dir(&absolute);
        let entries = entries.and_then(|entries| entries.collect::<io::Result<Vec<DirEntry>>>());
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                let path = folder.to_owned();
                let reason = error.to_string();
                found.tree.unreadable.push(LeftOut { reason, path });
                return Ok(());
            }
        };
        let has = |name: &str| entries.iter().any(|entry| entry.file_name() == *name);
        if self.is_selective && !folder.is_empty() && has(CONFIG) && !(self.is_wanted)(shown) {
            let reason = "it is a project of its own";
            found.tree.leave_out(folder.to_owned(), reason);
            return Ok(());
        }
        if self.obeys_gitignore && has(".gitignore") {
            ignored.extend(gitignore(&absolute).map(Rc::new));
        }
        // Below the top a folder may be called `target` for another reason.
        let is_built = folder.is_empty() || BUILT.iter().any(|name| has(name));
        for entry in &entries {
            self.take(folder, entry, (is_built, &ignored), found)?;
        }
        Ok(())
    }

    /// Takes over one entry of a folder.
    fn take(
        &self,
        folder: &str,
        entry: &DirEntry,
        (is_built, ignored): (bool, &Ignored),
        found: &mut Found,
    ) -> Result<()> {
        let name = entry.file_name();
        let kind = entry.file_type().map_err(Error::io("read", folder))?;
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        let Some(name) = name.to_str() else {
            if is_hidden {
                return Ok(());
            }
            // What a place in the graph names must be text.
            let path = format!("{folder}{}", name.as_encoded_bytes().escape_ascii());
            let reason = NO_TEXT;
            if is_rdf(&name.to_string_lossy()) && !kind.is_dir() {
                let reason = reason.to_owned();
                found.tree.unreadable.push(LeftOut { reason, path });
            } else {
                found.tree.leave_out(path, reason);
            }
            return Ok(());
        };
        let path = format!("{folder}{name}");
        let reason = if is_hidden {
            // Nobody misses what these hold.
            let is_known = !self.is_selective || [".git", ".bixi"].contains(&name);
            Some((!is_known && kind.is_dir()).then_some("hidden folders"))
        } else if self.is_selective
            && kind.is_dir()
            && (name == "node_modules" || name == "target" && is_built)
        {
            Some(Some("packages and build output"))
        } else if !ignored.is_empty()
            && (kind.is_dir() || is_rdf(name) || is_perhaps_rdf(name))
            && is_ignored(ignored, &self.root.join(&path), kind.is_dir())
        {
            let is_missed = kind.is_dir() || is_rdf(name);
            Some(is_missed.then_some("`.gitignore` ignores it"))
        } else {
            None
        };
        if let Some(reason) = reason.filter(|_| !(kind.is_dir() && (self.is_wanted)(&path))) {
            let slash = if kind.is_dir() { "/" } else { "" };
            if let Some(reason) = reason {
                found.tree.leave_out(format!("{path}{slash}"), reason);
            }
            return Ok(());
        }
        if kind.is_dir() {
            found.folders.push((format!("{path}/"), ignored.clone()));
            return Ok(());
        }
        let target = kind
            .is_symlink()
            .then(|| fs::canonicalize(entry.path()).ok())
            .flatten();
        match target.filter(|target| target.is_dir()) {
            Some(target) => {
                found.links.insert(path, target);
            }
            None => found.tree.files.push(path),
        }
        Ok(())
    }

    /// The rules of the folders above the project, up to that of the repository.
    fn above(&self) -> Ignored {
        let is_repository = |folder: &Path| disk::is_there(&folder.join(".git"));
        if !self.obeys_gitignore || is_repository(self.root) {
            return Ignored::new();
        }
        let above: Vec<&Path> = self.root.ancestors().skip(1).collect();
        let Some(repository) = above.iter().position(|folder| is_repository(folder)) else {
            return Ignored::new();
        };
        let folders = above.iter().take(repository + 1).rev();
        folders
            .filter_map(|folder| gitignore(folder))
            .map(Rc::new)
            .collect()
    }
}

impl Tree {
    fn leave_out(&mut self, path: String, reason: &str) {
        self.left_out.push(LeftOut {
            reason: reason.to_owned(),
            path,
        });
    }
}

/// The rules of the `.gitignore` of a folder, if there is one that can be read. As git does, it passes over lines that are
/// no patterns.
fn gitignore(folder: &Path) -> Option<Gitignore> {
    let bytes = disk::read(&folder.join(".gitignore")).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    // git passes over a byte order mark.
    for line in text.strip_prefix('\u{FEFF}').unwrap_or(&text).lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}

/// Whether the nearest rule that says something of a path ignores it.
fn is_ignored(ignored: &Ignored, path: &Path, is_folder: bool) -> bool {
    let mut matches = ignored
        .iter()
        .rev()
        .map(|rules| rules.matched(path, is_folder));
    matches
        .find(|found| !found.is_none())
        .is_some_and(|found| matches!(found, Match::Ignore(_)))
}
