//! The house: a module uses only modules above its own line in `lib.rs`, files use each other in no circle, and every file
//! says what it does.
//!
//! What a circle is, follows from how modules see each other in Rust. A module sees what the modules around it define, so it
//! is the usual form that a `mod.rs` defines a type for its submodules and calls their functions. But:
//!
//! 1. The submodules of a module, each with all that is below it, use each other in one direction only. An item that a file
//!    only re-exports counts as an item of the file that defines it.
//! 2. A module uses types, traits and constants of the modules around it, and none of their functions: those call it.

use crate::imports::{Imports, Names, Use};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of `lib.rs`, from the ground up.
fn floors() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("lib.rs");
    let module = |line: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    lib.lines().filter_map(module).collect()
}

/// The modules of the library: the names of each from the root of the crate, and its text.
fn modules() -> Vec<(Names, String)> {
    let mut modules = Vec::new();
    for path in files(&source()) {
        let relative = path
            .strip_prefix(source())
            .expect("below src")
            .with_extension("");
        let names = relative.iter().map(|name| name.to_str().expect("a name"));
        let mut names: Names = names.map(str::to_owned).collect();
        names.pop_if(|last| last == "mod" || last == "lib");
        let is_of_program = names
            .first()
            .is_some_and(|first| first == "cli" || first == "main");
        if !is_of_program && !names.iter().any(|name| name == "tests") {
            modules.push((names, fs::read_to_string(&path).expect("a file")));
        }
    }
    modules
}

fn shown(found: &Use) -> String {
    let item = found
        .item
        .as_ref()
        .map_or(String::new(), |item| format!("`{item}` of "));
    format!(
        "{} uses {item}{}",
        found.user.join("/"),
        found.definer.join("/")
    )
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let floors = floors();
    assert!(floors.len() > 10);
    let floor = |module: &Names| floors.iter().position(|name| Some(name) == module.first());
    let is_wrong = |found: &Use| {
        floor(&found.user)
            .zip(floor(&found.definer))
            .is_some_and(|(user, other)| other > user)
    };
    let uses = Imports::of(&modules()).uses();
    let wrong: Vec<String> = uses
        .iter()
        .filter(|found| is_wrong(found))
        .map(shown)
        .collect();
    assert!(
        uses.len() > 1000 && wrong.is_empty(),
        "{}",
        wrong.join("\n")
    );
}

#[test]
fn the_map_of_the_library_names_every_module_in_order() {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("lib.rs");
    let named = |line: &str| {
        let (name, _) = line.strip_prefix("// | `")?.split_once('`')?;
        Some(name.to_owned())
    };
    let table: Vec<String> = lib.lines().filter_map(named).collect();
    assert_eq!(table, floors());
}

#[test]
fn files_use_each_other_in_no_circle() {
    let mut between: BTreeMap<Names, Vec<Use>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for found in Imports::of(&modules()).uses() {
        let same = found
            .user
            .iter()
            .zip(&found.definer)
            .take_while(|(a, b)| a == b);
        let around: Names = same.map(|(name, _)| name.clone()).collect();
        let is_of_module_around = around.len() == found.definer.len();
        let is_function = |item: &String| item.starts_with(char::is_lowercase);
        if around.is_empty() {
            continue;
        }
        if !is_of_module_around && around.len() < found.user.len() {
            between.entry(around).or_default().push(found);
        } else if is_of_module_around && found.item.as_ref().is_some_and(is_function) {
            wrong.push(shown(&found));
        }
    }
    for (around, uses) in between {
        wrong.extend(in_circles(around.len(), uses).iter().map(shown));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The uses among the submodules of a module (whose path has `depth` names) that are part of circles.
fn in_circles(depth: usize, mut uses: Vec<Use>) -> Vec<Use> {
    loop {
        // Nothing that is used by nobody, or uses nobody, is part of a circle.
        let users: BTreeSet<String> = uses.iter().map(|one| one.user[depth].clone()).collect();
        let used: BTreeSet<String> = uses.iter().map(|one| one.definer[depth].clone()).collect();
        let before = uses.len();
        uses.retain(|one| users.contains(&one.definer[depth]) && used.contains(&one.user[depth]));
        if uses.len() == before {
            return uses;
        }
    }
}

#[test]
fn a_circle_is_found_through_imports_paths_and_re_exports() {
    let module = |path: &str, text: &str| -> (Names, String) {
        let names = path.split("/").map(str::to_owned);
        (names.collect(), text.to_owned())
    };
    let modules = [
        module(
            "a",
            "mod b;\nmod c;\nmod d;\npub use c::{self, C as Renamed};\npub struct A;\nfn f() { b::b() }",
        ),
        module(
            "a/b",
            "use super::{A,\n    Renamed};\npub fn b() { crate::a::d::d(super::f()) }",
        ),
        module("a/c", "use std::fmt;\npub struct C(super::A);"),
        module(
            "a/d",
            "pub fn d() { self::e::e() }\n#[cfg(test)]\nmod tests { use super::super::b::b; }",
        ),
        module(
            "a/d/e",
            "// use super::super::b::b;\nuse crate::a::b::{b as other};\npub fn e() {}",
        ),
    ];
    let uses = Imports::of(&modules).uses();
    let all: Vec<String> = uses.iter().map(shown).collect();
    let expected = [
        "a uses `b` of a/b",
        "a/b uses `A` of a",
        "a/b uses `C` of a/c",
        "a/b uses `d` of a/d",
        "a/b uses `f` of a",
        "a/c uses `A` of a",
        "a/d uses `e` of a/d/e",
        "a/d/e uses `b` of a/b",
    ];
    let sorted: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(sorted.into_iter().collect::<Vec<&str>>(), expected);
    let is_between =
        |one: &Use| one.user.len() > 1 && one.definer.len() > 1 && one.user[1] != one.definer[1];
    let between = uses.into_iter().filter(is_between).collect();
    let circle: Vec<String> = in_circles(1, between).iter().map(shown).collect();
    assert_eq!(circle, ["a/b uses `d` of a/d", "a/d/e uses `b` of a/b"]);
}

#[test]
fn every_file_opens_with_one_sentence_and_can_be_read_in_one_sitting() {
    let mut wrong = Vec::new();
    for path in files(&source()) {
        let text = fs::read_to_string(&path).expect("a file");
        if !text.starts_with("//! ") {
            wrong.push(format!("{} does not open with `//! `", path.display()));
        }
        if text.lines().count() > 500 {
            wrong.push(format!(
                "{} has {} lines",
                path.display(),
                text.lines().count()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_finding_is_explained() {
    let mut unexplained = Vec::new();
    for path in files(&source()) {
        let text = fs::read_to_string(&path).expect("a file");
        for call in ["Fault::new(", "Finding::error(", "report("] {
            for after in text.split(call).skip(1) {
                let Some(id) = after
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next())
                else {
                    continue;
                };
                if !bixi::internals::explain::explanations()
                    .iter()
                    .any(|explanation| explanation.id == id)
                {
                    unexplained.push(format!("`{id}` in {}", path.display()));
                }
            }
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
}
