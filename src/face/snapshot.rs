//! An open snapshot: one graph, read-only, for any number of threads.

use crate::build;
use crate::error::Result;
use crate::finding::Finding;
use crate::graph::{Acceptance, Graph};
use crate::limits::Limits;
use crate::project::Project;
use crate::query::{Budget, Dataset, Usage};
use crate::rdf::{Literal, Prefixes, Term};
use crate::remote::Engine;
use crate::snapshot;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The graph of a project as it was built. It is never changed; a clone shares it and may be used by another thread.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// # project.build(&bixi::BuildLimits::default())?;
/// use bixi::Snapshot;
///
/// let snapshot = Snapshot::open(&project.snapshot_path())?;
/// assert_eq!(snapshot.sizes().statements, 14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Snapshot {
    opened: Arc<snapshot::Snapshot>,
    /// The level of acceptance, with the marks of [`crate::graph::Acceptance`].
    level: u8,
    /// The languages of the reader, the preferred one first.
    pub(super) languages: Arc<[String]>,
    /// How properties are used on this level, counted when it is first asked for.
    usage: Arc<OnceLock<Usage>>,
    /// The graphs of the same sources under other inference profiles, by the name of the profile; each is built on first use.
    profiles: Arc<Mutex<BTreeMap<&'static str, Arc<snapshot::Snapshot>>>>,
    /// The engine that answers queries in the place of the graph.
    engine: Option<Arc<Engine>>,
}

/// How much a snapshot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The number of source files.
    pub sources: usize,
    /// The number of other files to which imports lead.
    pub imported: usize,
    /// The number of different statements that the sources assert.
    pub statements: usize,
    /// The number of different statements that are only inferred.
    pub inferred: usize,
    /// The number of different terms.
    pub terms: usize,
}

impl Snapshot {
    /// Opens a snapshot file. It is mapped, not read, so this takes the same time however large it is.
    ///
    /// # Errors
    /// If the file cannot be read, or is not a snapshot that this version of bixi wrote.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self::of(snapshot::open(path)?))
    }

    /// Checks every byte of a snapshot file against its checksums.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// bixi::Snapshot::verify(&project.snapshot_path())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the file cannot be read, or a byte of it was changed.
    pub fn verify(path: &Path) -> Result<()> {
        snapshot::verify(path)
    }

    /// Returns the levels of acceptance that `bixi.toml` names, the strictest first.
    pub fn levels(&self) -> &[String] {
        &self.graph().acceptance.names
    }

    /// Returns the same snapshot as it is seen on a level of acceptance.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// match snapshot.levels().first() {
    ///     Some(strictest) => println!("{:?}", snapshot.accepting(strictest)?.sizes()),
    ///     None => assert!(snapshot.accepting("certain").is_err()),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the project has no level of this name.
    pub fn accepting(&self, level: &str) -> Result<Self> {
        let level = self.dataset().accepting(level)?.level();
        Ok(self.at(level))
    }

    /// Returns the same snapshot without the statements that are only inferred.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits, Results};
    ///
    /// let query = Query::from_text("ASK { :bob :knows :alice }")?;
    /// let ask = |snapshot: &bixi::Snapshot| -> bixi::Result<bool> {
    ///     let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    ///     Ok(matches!(answer.results, Results::Boolean(true)))
    /// };
    /// assert!(ask(&snapshot)?);
    /// assert!(!ask(&snapshot.asserted())?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn asserted(&self) -> Self {
        self.at(self.dataset().asserted().level())
    }

    /// Returns the same snapshot for a reader of some languages, the preferred one first: entities that are named in errors and
    /// notes have their labels in them. Answers have the languages of their [arguments](crate::Query::in_languages).
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let snapshot = snapshot.for_reader(&project.languages(&snapshot));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn for_reader(&self, languages: &[String]) -> Self {
        Self {
            languages: languages.into(),
            ..self.clone()
        }
    }

    /// Returns the same snapshot, whose queries an engine elsewhere answers: [`query`](Self::query) sends them to it. Names, labels,
    /// prefixes and places are still those of the snapshot.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// match project.engine("prod") {
    ///     Ok(engine) => assert_eq!(snapshot.on(&engine).engine(), Some("prod")),
    ///     Err(error) => assert!(error.to_string().starts_with("there is no engine `prod`")),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn on(&self, engine: &Arc<Engine>) -> Self {
        Self {
            engine: Some(Arc::clone(engine)),
            ..self.clone()
        }
    }

    /// Returns the name of the engine that answers queries in the place of the snapshot.
    pub fn engine(&self) -> Option<&str> {
        self.engine.as_deref().map(Engine::name)
    }

    /// Returns whether [levels of acceptance](Self::accepting) can be told apart: not on an engine to which nothing was pushed.
    pub fn tells_levels_apart(&self) -> bool {
        self.engine.as_deref().is_none_or(Engine::is_published)
    }

    /// Returns how queries were answered that the [engine](Self::on) was not sent as they are, in words.
    pub fn engine_notes(&self) -> Vec<String> {
        let engine = self.engine.as_deref();
        engine.map_or_else(Vec::new, Engine::notes)
    }

    /// Returns the prefixes that the sources declare.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let alice = snapshot.entity("Alice")?;
    /// assert_eq!(snapshot.prefixes().display(&alice), ":alice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn prefixes(&self) -> &Prefixes {
        &self.graph().prefixes
    }

    /// Returns the label of a term: one in the first language of the [reader](Self::for_reader) that has any, or else any. What a
    /// blank node without one stands for is in words, such as `hasPart some Wheel` for a restriction.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let alice = snapshot.entity(":alice")?;
    /// assert_eq!(snapshot.label(&alice).expect("a label").value(), "Alice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn label(&self, term: &Term) -> Option<Literal> {
        let graph = self.graph();
        let id = graph.dictionary.find(term)?;
        let Some(label) = graph.label_id(id, &self.languages) else {
            let words = graph.expression(id, &self.languages)?;
            return Some(Literal::new_simple_literal(words));
        };
        match graph.dictionary.term(label) {
            Term::Literal(label) => Some(label),
            _ => None,
        }
    }

    /// Counts what the snapshot holds.
    pub fn sizes(&self) -> Sizes {
        let graph = self.graph();
        Sizes {
            sources: graph.sources.len() - self.opened.imported.len(),
            imported: self.opened.imported.len(),
            statements: graph.said_len(),
            inferred: graph.inferred_len(),
            terms: graph.dictionary.len(),
        }
    }

    /// Counts what is seen of the snapshot on its level of acceptance: [`sizes`](Self::sizes) has the statements of all levels. It
    /// takes time in proportion to the statements.
    pub fn sizes_seen(&self) -> Sizes {
        let (graph, mut sizes) = (self.graph(), self.sizes());
        (sizes.statements, sizes.inferred) = (0, 0);
        for level in (0..graph.len()).map(|row| graph.marked_level(row)) {
            match Acceptance::sees(self.level, level) {
                true if level & Acceptance::INFERRED != 0 => sizes.inferred += 1,
                true => sizes.statements += 1,
                false => {}
            }
        }
        sizes
    }

    /// Returns a digest of the content of the snapshot in hexadecimal. Snapshots of the same sources have the same.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert_eq!(snapshot.digest(), bixi::Snapshot::open(&project.snapshot_path())?.digest());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn digest(&self) -> String {
        self.opened.digest()
    }

    /// Returns what was found in the sources when the snapshot was built: contradictions, and everything else that is no
    /// error.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert!(snapshot.findings()?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a byte of them was changed in the snapshot file.
    pub fn findings(&self) -> Result<Vec<Finding>> {
        build::findings(&self.opened)
    }

    /// Returns the paths of the files that the graph was built without, because they have errors and the project says
    /// `broken = "skip"`, or the command `--keep-going`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let mut project = bixi::Project::open(folder.path())?;
    /// use bixi::{BuildLimits, config::Broken};
    ///
    /// std::fs::write(folder.path().join("data/more.ttl"), ":carol :knows :alice .")?;
    /// project.config.build.broken = Broken::Skip;
    /// let built = project.build(&BuildLimits::default())?;
    /// let snapshot = built.into_snapshot().expect("the rest can be built");
    /// assert_eq!(snapshot.broken_files()?, ["data/more.ttl"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a byte of the findings was changed in the snapshot file.
    pub fn broken_files(&self) -> Result<Vec<String>> {
        let findings = build::findings_of(&self.opened, build::BROKEN_FILE)?;
        let files = build::broken_files(&findings).into_iter();
        Ok(files.map(str::to_owned).collect())
    }

    /// Returns what was found with an id when it was built. To know that nothing was costs little.
    ///
    /// # Errors
    /// If a byte of the findings was changed in the snapshot file.
    pub fn findings_with(&self, id: &str) -> Result<Vec<Finding>> {
        let mut findings = build::findings_of(&self.opened, id)?;
        findings.retain(|finding| finding.id == id);
        Ok(findings)
    }

    /// Returns the snapshot as it is seen by default.
    pub(super) fn of(opened: snapshot::Snapshot) -> Self {
        let level = opened.graph.acceptance.default;
        Self {
            opened: Arc::new(opened),
            level,
            languages: Arc::default(),
            usage: Arc::default(),
            profiles: Arc::default(),
            engine: None,
        }
    }

    /// Returns the graph of a project under its profile of inference, which this one is not of; it is built when it is first asked
    /// for. What keeps it from being built is returned instead.
    ///
    /// # Errors
    /// As [`Project::build`].
    pub(super) fn of_profile(
        &self,
        project: &Project,
        limits: &Limits,
    ) -> Result<std::result::Result<Self, Vec<Finding>>> {
        // A thread that panicked has inserted a graph, or none.
        let mut profiles = self.profiles.lock().unwrap_or_else(PoisonError::into_inner);
        let name = project.config.inference.name();
        let opened = match profiles.get(name) {
            Some(opened) => Arc::clone(opened),
            None => match build::build_within(project, limits)? {
                build::Built::New(opened, _) | build::Built::Unchanged(opened) => {
                    let opened = Arc::new(opened);
                    profiles.insert(name, Arc::clone(&opened));
                    opened
                }
                build::Built::Refused(findings) => return Ok(Err(findings)),
            },
        };
        Ok(Ok(Self {
            opened,
            usage: Arc::default(),
            ..self.clone()
        }))
    }

    fn at(&self, level: u8) -> Self {
        let usage = match level == self.level {
            true => Arc::clone(&self.usage),
            false => Arc::default(),
        };
        Self {
            level,
            usage,
            ..self.clone()
        }
    }

    /// Returns how properties are used.
    ///
    /// # Errors
    /// If a limit is passed.
    pub(super) fn usage(&self, budget: &Budget) -> Result<&Usage> {
        if let Some(usage) = self.usage.get() {
            return Ok(usage);
        }
        let usage = Usage::of(self.dataset(), budget)?;
        Ok(self.usage.get_or_init(|| usage))
    }

    /// Returns the graph with everything in it.
    pub(super) fn opened(&self) -> &snapshot::Snapshot {
        &self.opened
    }

    /// Returns the languages of the reader, the preferred one first.
    pub(super) fn languages(&self) -> &[String] {
        &self.languages
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.opened.graph
    }

    /// Returns the graph as it is seen by default, for expectations: they name their own levels and languages.
    pub(super) fn asked(&self) -> Dataset<'_> {
        Dataset::new(self.graph()).on(self.engine.as_deref())
    }

    /// Returns the graph as it is seen on the level of acceptance.
    pub(super) fn dataset(&self) -> Dataset<'_> {
        Dataset::new(self.graph())
            .at(self.level)
            .for_reader(&self.languages)
            .on(self.engine.as_deref())
    }
}
