//! What each module of the library imports, read as text: the paths after `use`, and the paths that begin with `crate::`,
//! `super::`, `self::` or the name of a submodule anywhere else. Unit tests are left out: they may use whatever they need.

use std::collections::{BTreeMap, BTreeSet};

/// The names of a path: `["crate", "graph", "Graph"]`, or of a module from the root of the crate: `["graph", "merge"]`.
pub type Names = Vec<String>;

/// The modules of the library and what each imports.
#[derive(Default)]
pub struct Imports {
    /// For each module, the paths that it uses, from the root of the crate.
    uses: BTreeMap<Names, BTreeSet<Names>>,
    /// By module and name, the path that the name stands for there.
    names: BTreeMap<(Names, String), Names>,
}

/// A use of an item of another module.
pub struct Use {
    /// The module that uses it.
    pub user: Names,
    /// The module that defines it, however it was re-exported.
    pub definer: Names,
    /// The item; `None` if the module itself is named.
    pub item: Option<String>,
}

impl Imports {
    /// Reads modules, each with its names from the root of the crate and its text.
    pub fn of(modules: &[(Names, String)]) -> Self {
        let mut imports = Self::default();
        let names = modules.iter().map(|(module, _)| module.clone());
        imports.uses = names.map(|module| (module, BTreeSet::new())).collect();
        for (module, text) in modules {
            imports.read(module, &without_tests(text));
        }
        imports
    }

    /// Each use of an item of another module.
    pub fn uses(&self) -> Vec<Use> {
        let mut uses = Vec::new();
        for (user, paths) in &self.uses {
            for path in paths {
                let (definer, item) = self.definition(path);
                if definer != *user {
                    let user = user.clone();
                    uses.push(Use {
                        user,
                        definer,
                        item,
                    });
                }
            }
        }
        uses
    }

    /// Takes over the imports of a module and the paths in the rest of its text.
    fn read(&mut self, module: &Names, text: &str) {
        let mut used = BTreeSet::new();
        let (imports, body) = imports(text);
        for (is_public, path, name) in imports {
            let Some(path) = self.absolute(module, &path) else {
                continue;
            };
            if !is_public {
                used.insert(path.clone());
            }
            self.names.insert((module.clone(), name), path);
        }
        let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        for word in body.split(|c| !is_of_path(c)) {
            let path: Names = word.split("::").map(str::to_owned).collect();
            if path.len() > 1 {
                used.extend(self.absolute(module, &path));
            }
        }
        self.uses.insert(module.clone(), used);
    }

    /// A path that a module uses from the root of the crate; `None` if it is of another crate or of an imported name.
    fn absolute(&self, module: &Names, path: &[String]) -> Option<Names> {
        let above = path.iter().take_while(|name| *name == "super").count();
        let (start, rest) = match path.first()?.as_str() {
            "crate" => (&[][..], &path[1..]),
            "self" => (&module[..], &path[1..]),
            "super" => (module.get(..module.len() - above)?, &path[above..]),
            first => {
                let child = [&module[..], &[first.to_owned()]].concat();
                self.uses.get(&child)?;
                (&module[..], path)
            }
        };
        Some([start, rest].concat())
    }

    /// The module that defines what a path stands for, and the item; `None` if the path is that of a module.
    fn definition(&self, path: &[String]) -> (Names, Option<String>) {
        let mut module = Names::new();
        for (at, name) in path.iter().enumerate() {
            let child = [&module[..], std::slice::from_ref(name)].concat();
            if self.uses.contains_key(&child) {
                module = child;
                continue;
            }
            let stands_for = self.names.get(&(module.clone(), name.clone()));
            return match stands_for.filter(|other| other[..] != path[..=at]) {
                Some(other) => self.definition(&[&other[..], &path[at + 1..]].concat()),
                None => (module, Some(name.clone())),
            };
        }
        (module, None)
    }
}

/// A file without its comments and without its unit tests, which stand at its end.
fn without_tests(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let opens = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].contains("mod tests");
    let end = lines.windows(2).position(opens).unwrap_or(lines.len());
    let code = lines[..end].iter().copied();
    let code = code.filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<&str>>().join("\n")
}

/// The imports of a text (whether each is a re-export, its path, and the name that it gives), and the text without them.
fn imports(text: &str) -> (Vec<(bool, Names, String)>, String) {
    let (mut imports, mut body) = (Vec::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let visible = start
            .strip_prefix("pub")
            .map(|rest| match rest.strip_prefix('(') {
                Some(rest) => rest.split_once(')').map_or("", |(_, rest)| rest),
                None => rest,
            });
        let statement = visible.unwrap_or(start).trim_start().strip_prefix("use ");
        let Some(statement) = statement else {
            body.push_str(line);
            body.push('\n');
            continue;
        };
        let mut statement = statement.to_owned();
        while !statement.contains(';') {
            statement.push_str(lines.next().expect("the end of an import"));
        }
        let mut paths = Vec::new();
        flatten("", statement.trim_end_matches(';').trim(), &mut paths);
        for path in paths {
            let (path, name) = match path.split_once(" as ") {
                Some((path, name)) => (path.to_owned(), name.to_owned()),
                None => (
                    path.clone(),
                    path.rsplit("::").next().unwrap_or("").to_owned(),
                ),
            };
            let path = path.trim_end_matches("::self");
            let path = path.split("::").map(str::to_owned).collect();
            imports.push((visible.is_some(), path, name));
        }
    }
    (imports, body)
}

/// The paths of a [use tree](https://doc.rust-lang.org/reference/items/use-declarations.html): `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn flatten(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, list)) = tree.split_once('{') else {
        if !tree.trim().is_empty() {
            paths.push(format!("{before}{}", tree.trim()));
        }
        return;
    };
    let before = format!("{before}{}", head.trim());
    let list = list
        .trim_end()
        .strip_suffix('}')
        .expect("the end of a list");
    let (mut depth, mut from) = (0, 0);
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                flatten(&before, &list[from..at], paths);
                from = at + 1;
            }
            _ => {}
        }
    }
    flatten(&before, &list[from..], paths);
}
