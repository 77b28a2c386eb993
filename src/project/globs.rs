//! Globs of `bixi.toml` that choose files ([the syntax of globset](https://docs.rs/globset/latest/globset/#syntax)).

use crate::error::{ConfigError, Result};
use globset::{GlobBuilder, GlobMatcher};

/// Globs in their order: of those that match a path the last one decides, and one with `!` before it leaves out.
#[derive(Clone, Debug, Default)]
pub(super) struct Globs {
    globs: Vec<Glob>,
}

#[derive(Clone, Debug)]
struct Glob {
    /// As it is written.
    pattern: String,
    /// The path itself, and what is below it.
    matchers: [GlobMatcher; 2],
    is_exclusion: bool,
    /// The folders that it names before its first wildcard.
    folder: String,
}

/// The characters that make a part of a path a pattern.
pub(super) const WILDCARDS: [char; 5] = ['*', '?', '[', '{', '\\'];

impl Globs {
    /// Compiles the globs of a key. A glob that names a folder matches all files below it; if all globs leave out, the rest
    /// is chosen.
    ///
    /// # Errors
    /// If one is not a glob, or leads out of the project.
    pub fn new<'a>(key: &str, patterns: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut globs = Vec::new();
        for pattern in patterns {
            globs.push(glob(key, pattern)?);
        }
        if !globs.is_empty() && globs.iter().all(|glob| glob.is_exclusion) {
            globs.insert(0, glob(key, "**")?);
        }
        Ok(Self { globs })
    }

    /// Returns whether a file is chosen.
    pub fn choose(&self, path: &str) -> bool {
        let mut globs = self.globs.iter().rev();
        let last = globs.find(|glob| glob.matchers.iter().any(|matcher| matcher.is_match(path)));
        last.is_some_and(|glob| !glob.is_exclusion)
    }

    /// Returns the folder that the glob that chooses a file names before its first wildcard: empty, or with `/` at its end.
    pub fn folder_of(&self, path: &str) -> &str {
        let mut globs = self.globs.iter().rev().filter(|glob| !glob.is_exclusion);
        let first = globs.find(|glob| glob.matchers.iter().any(|matcher| matcher.is_match(path)));
        first.map_or("", |glob| &glob.folder)
    }

    /// Returns the globs that choose none of some files, as they are written.
    pub fn without_match<'a>(&'a self, paths: &'a [String]) -> impl Iterator<Item = &'a str> {
        let globs = self.globs.iter().filter(|glob| !glob.is_exclusion);
        let is_idle = |glob: &&Glob| {
            let [itself, below] = &glob.matchers;
            let mut paths = paths.iter();
            !paths.any(|path| itself.is_match(path) || below.is_match(path))
        };
        globs.filter(is_idle).map(|glob| glob.pattern.as_str())
    }

    /// Returns the folders that hold all chosen files, each with `/` at its end; the empty one is the whole project.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let globs = self.globs.iter().filter(|glob| !glob.is_exclusion);
        globs.map(|glob| glob.folder.as_str())
    }

    /// Returns whether a glob names a folder or one below it.
    pub fn name(&self, folder: &str) -> bool {
        self.folders().any(|named| {
            named
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

fn glob(key: &str, pattern: &str) -> Result<Glob> {
    let wrong = |problem: &str| ConfigError::Glob {
        key: key.to_owned(),
        glob: pattern.to_owned(),
        problem: problem.to_owned(),
    };
    let (is_exclusion, plain) = match pattern.strip_prefix('!') {
        Some(plain) => (true, plain),
        None => (false, pattern),
    };
    let plain = plain.strip_prefix("./").unwrap_or(plain);
    let plain = plain.trim_end_matches('/');
    if plain.starts_with('/') || plain.split('/').any(|part| part == "..") {
        return Err(wrong("leads out of the project; write paths relative to it").into());
    }
    if plain.is_empty() {
        return Err(wrong("is empty; write `**` for all files").into());
    }
    let matcher = |pattern: &str| {
        let mut builder = GlobBuilder::new(pattern);
        let glob = builder.literal_separator(true).build();
        glob.map(|glob| glob.compile_matcher())
            .map_err(|error| wrong(&format!("is not a glob: {}", error.kind())))
    };
    let mut parts: Vec<&str> = plain.split('/').collect();
    let wildcard = parts.iter().position(|part| part.contains(WILDCARDS));
    // Without a wildcard it may be a file or a folder; the folder around it holds both.
    parts.truncate(wildcard.unwrap_or(parts.len() - 1));
    Ok(Glob {
        pattern: pattern.to_owned(),
        matchers: [matcher(plain)?, matcher(&format!("{plain}/**"))?],
        is_exclusion,
        folder: parts.iter().map(|part| format!("{part}/")).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(patterns: &[&str]) -> Globs {
        Globs::new("sources", patterns.iter().copied()).expect("globs")
    }

    #[test]
    fn the_last_glob_that_matches_decides() {
        let all = globs(&["**/*.ttl", "!old/**", "old/kept.ttl"]);
        let choices = ["a.ttl", "b/c/a.ttl", "old/a.ttl", "old/kept.ttl", "a.nt"];
        let chosen = choices.map(|path| all.choose(path));
        assert_eq!(chosen, [true, true, false, true, false]);
        let root = globs(&["*.ttl"]);
        assert!(root.choose("a.ttl") && !root.choose("b/a.ttl"));
        let rest = globs(&["!releases"]);
        assert!(rest.choose("a/b.ttl") && !rest.choose("releases/1.0/a.ttl"));
    }

    #[test]
    fn a_glob_that_names_a_folder_matches_what_is_below_it() {
        for pattern in ["vocab", "vocab/", "./vocab", "vocab/**"] {
            let globs = globs(&[pattern]);
            assert!(globs.choose("vocab/deep/a.ttl"), "{pattern}");
            assert!(!globs.choose("vocabulary/a.ttl"), "{pattern}");
        }
        assert_eq!(globs(&["a/b/*.rq"]).folder_of("a/b/c.rq"), "a/b/");
        assert!(globs(&["target/out/*.ttl"]).name("target"));
        assert!(!globs(&["**/*.ttl"]).name("target"));
    }

    #[test]
    fn what_is_no_glob_is_an_error() {
        for (pattern, problem) in [
            (
                "../a.ttl",
                "leads out of the project; write paths relative to it",
            ),
            (
                "/a.ttl",
                "leads out of the project; write paths relative to it",
            ),
            ("!", "is empty; write `**` for all files"),
            ("[a", "is not a glob: unclosed character class; missing ']'"),
        ] {
            let error = Globs::new("sources", [pattern]).expect_err("an error");
            assert_eq!(
                error.to_string(),
                format!(
                    "`bixi.toml` is not valid: `sources` has the glob `{pattern}`, which {problem}"
                )
            );
        }
    }
}
