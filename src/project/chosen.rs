//! The globs of `bixi.toml` by the files that they choose.

use super::Config;
use super::globs::Globs;
use super::idle_globs::IdleGlob;
use crate::error::Result;

/// The globs of the settings.
pub(super) struct Chosen {
    pub sources: Option<Globs>,
    pub queries: Option<Globs>,
    pub rules: Option<Globs>,
    pub tests: Option<Globs>,
    pub examples: Option<Globs>,
}

impl Chosen {
    /// Compiles the globs of the settings.
    ///
    /// # Errors
    /// If one is not a glob, or leads out of the project.
    pub fn of(config: &Config) -> Result<Self> {
        let globs = |key: &str, globs: &[String]| {
            let some = (!globs.is_empty()).then_some(globs);
            some.map(|globs| Globs::new(key, globs.iter().map(String::as_str)))
                .transpose()
        };
        let tests: Vec<String> = config
            .tests
            .iter()
            .map(|test| test.glob().to_owned())
            .collect();
        Ok(Self {
            sources: globs("sources", &config.sources)?,
            queries: globs("queries", &config.queries)?,
            rules: globs("rules", &config.rules)?,
            tests: globs("tests", &tests)?,
            examples: globs("examples", &config.examples)?,
        })
    }

    /// Returns the globs of the settings with their keys.
    fn by_key(&self) -> impl Iterator<Item = (&'static str, &Globs)> {
        let all = [
            ("sources", &self.sources),
            ("queries", &self.queries),
            ("rules", &self.rules),
            ("tests", &self.tests),
            ("examples", &self.examples),
        ];
        all.into_iter()
            .filter_map(|(key, globs)| Some((key, globs.as_ref()?)))
    }

    /// Returns the globs of the settings.
    pub fn all(&self) -> impl Iterator<Item = &Globs> {
        self.by_key().map(|(_, globs)| globs)
    }

    /// Returns the globs that match none of the files.
    pub fn idle(&self, files: &[String]) -> Vec<IdleGlob> {
        let mut idle = Vec::new();
        for (key, globs) in self.by_key() {
            let without = globs.without_match(files).map(str::to_owned);
            idle.extend(without.map(|glob| IdleGlob { key, glob }));
        }
        idle
    }
}
