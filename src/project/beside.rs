//! What lies beside the folders that are built: RDF files at the top of a project or in another folder there, which are easily
//! taken for sources.

use super::chosen::Chosen;
use super::globs::Globs;
use super::names::is_rdf;
use super::{Inventory, Layout, LeftOut, PROJECT_FOLDERS, Project};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

/// Returns why they are not built.
fn reason(layout: Layout) -> &'static str {
    match layout {
        Layout::Globs => "`sources` in `bixi.toml` does not choose it",
        Layout::Folders | Layout::All => {
            "only `ontology/` and `data/` are built; `sources` in `bixi.toml` names others"
        }
    }
}

/// Returns the RDF files at the top, and the folders there that hold some, but for those that the settings or a catalog name;
/// folders in these are not looked into, nor hidden ones.
///
/// # Errors
/// If the folder of the project cannot be read.
pub fn beside_sources(project: &Project, inventory: &Inventory) -> Result<Vec<LeftOut>> {
    let entries = entries(&project.root).map_err(Error::io("read", &project.root))?;
    let names = entries.iter().map(DirEntry::file_name);
    let named = named(project, inventory)?;
    let mut beside = Vec::new();
    for name in names {
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let folder = format!("{name}/");
        let is_known = PROJECT_FOLDERS.contains(&name) || folder == inventory.folder;
        // What the walk left out, it named.
        let is_left_out = |one: &LeftOut| one.path == name || one.path.starts_with(&folder);
        let is_known = is_known
            || inventory
                .sources
                .iter()
                .any(|path| path == name || path.starts_with(&folder))
            || inventory.left_out.iter().any(is_left_out);
        if is_known || named.contains(&folder) || named.contains(name) {
            continue;
        }
        let path = project.root.join(name);
        let path = match path.is_dir() {
            true if holds_rdf(&path) => folder,
            false if is_rdf(name) => name.to_owned(),
            _ => continue,
        };
        beside.push(LeftOut {
            reason: reason(inventory.layout).to_owned(),
            path,
        });
    }
    Ok(beside)
}

/// Returns the files at the top and the folders there, with `/` at their ends, that the globs or imports of the settings name, or
/// that a catalog leads to.
fn named(project: &Project, inventory: &Inventory) -> Result<BTreeSet<String>> {
    let chosen = Chosen::of(&project.config)?;
    let globs = chosen.all().flat_map(Globs::folders);
    let files = project.config.imports.files.values();
    let mut named: Vec<String> = globs.chain(files.map(String::as_str)).map(top).collect();
    for catalog in &inventory.catalogs {
        // One that cannot be read is a finding of the build.
        let Ok(source) = project.read(catalog) else {
            continue;
        };
        let text = String::from_utf8_lossy(&source.bytes);
        let values = text.split(['"', '\'']).skip(1).step_by(2);
        named.extend(values.map(top));
    }
    Ok(named.into_iter().collect())
}

/// The first part of a path, with `/` at its end if it is a folder.
fn top(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    match path.split_once('/') {
        Some((folder, _)) => format!("{folder}/"),
        None => path.to_owned(),
    }
}

/// Returns whether an RDF file lies directly in a folder; of one that cannot be read nothing is known.
fn holds_rdf(folder: &Path) -> bool {
    let entries = entries(folder).unwrap_or_else(|_| Vec::new());
    let mut names = entries.iter().map(DirEntry::file_name);
    names.any(|name| name.to_str().is_some_and(is_rdf))
}

fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<DirEntry>>>()?;
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}
