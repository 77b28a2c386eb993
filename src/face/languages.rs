//! The languages that a reader is given texts in ([BCP 47](https://www.rfc-editor.org/info/bcp47)).

use super::Snapshot;
use crate::error::Result;
use crate::project::Project;
use crate::query::{self, Arguments, Query, follows_language, in_languages, languages_of};

impl Project {
    /// Returns the languages of labels, the preferred one first: those of the settings, else those of the snapshot.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert_eq!(project.languages(&snapshot), ["en"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn languages(&self, snapshot: &Snapshot) -> Vec<String> {
        match self.config.languages.as_slice() {
            [] => snapshot.graph().languages(),
            languages => languages.to_vec(),
        }
    }

    /// Puts a language before those of the settings, and after it the more general ones: `en` after `en-GB`.
    pub fn prefer_language(&mut self, tag: &str) {
        self.config.languages.splice(0..0, languages_of(tag));
    }
}

impl Snapshot {
    /// Checks that a text of the graph is in a language.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert!(snapshot.check_language("en-GB").is_ok());
    /// assert!(snapshot.check_language("fr").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If none is in it.
    pub fn check_language(&self, tag: &str) -> Result<()> {
        query::check_language(self.graph(), tag)
    }
}

impl Query {
    /// Returns whether the query has the parameter `?_lang`, which is for the language of the reader.
    ///
    /// ```
    /// let text = "SELECT ?l { :bob rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), ?_lang)) }";
    /// assert!(bixi::Query::from_text(text)?.follows_language());
    /// # Ok::<(), bixi::Error>(())
    /// ```
    pub fn follows_language(&self) -> bool {
        follows_language(self)
    }

    /// Returns the arguments with the languages of the reader, the preferred one first, if the query has the parameter `?_lang`; a
    /// language among the arguments comes before them.
    ///
    /// ```
    /// use bixi::{Arguments, Query};
    ///
    /// let text = "SELECT ?l { :bob rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), ?_lang)) }";
    /// let languages = ["en".to_owned(), "zh".to_owned()];
    /// let arguments = Query::from_text(text)?.in_languages(&Arguments::new(), &languages);
    /// assert_eq!(arguments["lang"], "en,zh");
    /// # Ok::<(), bixi::Error>(())
    /// ```
    #[must_use]
    pub fn in_languages(&self, arguments: &Arguments, languages: &[String]) -> Arguments {
        in_languages(self, arguments, languages)
    }
}
