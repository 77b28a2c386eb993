//! Asks a snapshot in SPARQL.

use super::Snapshot;
use crate::disk;
use crate::error::{Error, NameError, Result, Suggestion};
use crate::finding::nearest;
use crate::project::Project;
use crate::query::{self, Arguments, Limits, Plan, Query, Results, Warning};
use crate::source::SourceFile;
use crate::view::{ViewBlock, ViewName};
use crate::write;
use std::fmt::{self, Display, Formatter};
use std::path::Path;

/// The results of a query, with what is doubtful about the query.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The results.
    pub results: Results,
    /// Names in the query that no source uses, and other likely mistakes.
    pub warnings: Vec<Warning>,
    /// The parameters that were given no value and have one in the front matter, with this value.
    pub defaults: Vec<(String, String)>,
    /// Values of parameters that are a part of a name, or another name, each with the entity that it was taken for.
    pub taken: Vec<(String, Suggestion)>,
    /// Whether nothing was found: no solution, no statement, `false`, or aggregates of no solution, such as a `COUNT` of 0.
    pub found_nothing: bool,
}

impl Query {
    /// Makes a query of its text, which may begin with front matter. The prefixes of the snapshot need no declaration.
    ///
    /// # Errors
    /// If the front matter is not as it should be.
    pub fn from_text(text: &str) -> Result<Self> {
        Self::from_source(SourceFile::new("the query", text))
    }

    /// Makes a query of a file in memory, whose path errors mention.
    ///
    /// # Errors
    /// If it is not UTF-8, or its front matter is not as it should be.
    pub fn from_source(source: SourceFile) -> Result<Self> {
        let query = Self::new(source)?;
        // It is wrong also when nothing is drawn yet.
        ViewBlock::of(&query)?;
        Ok(query)
    }

    /// Reads a query from a file.
    ///
    /// # Errors
    /// If the file cannot be read, it is not UTF-8, or its front matter is not as it should be.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = disk::read(path).map_err(Error::io("read", path))?;
        Self::from_source(SourceFile::new(path.display().to_string(), bytes))
    }

    /// Returns the same query, asked of the union of some graphs and of named graphs, by their IRIs, in the place of those that its
    /// `FROM` clauses name.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits, Results};
    ///
    /// let query = Query::from_text("SELECT * { GRAPH ?file { ?s ?p ?o } }")?;
    /// let query = query.asked_of(&[], &[]);
    /// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    /// assert!(answer.found_nothing);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn asked_of(self, default: &[String], named: &[String]) -> Self {
        Self {
            graphs: Some(query::Graphs {
                default: default.to_vec(),
                named: named.to_vec(),
            }),
            ..self
        }
    }

    /// Returns the same query, whose relative IRIs are resolved against an IRI where its text has no `BASE`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits, Results};
    ///
    /// let query = Query::from_text("ASK { <bob> :knows <alice> }")?.with_base("http://example.org/");
    /// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    /// assert!(matches!(answer.results, Results::Boolean(true)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_base(self, base: &str) -> Self {
        Self {
            base: Some(base.to_owned()),
            ..self
        }
    }

    /// Returns the parameters of the query, in the order of their names.
    ///
    /// ```
    /// use bixi::Query;
    ///
    /// let query = Query::from_text("SELECT ?x { ?x :livesIn ?_town_iri ; :age ?__age_integer }")?;
    /// let parameters = query.parameters();
    /// assert_eq!((parameters[0].name.as_str(), parameters[0].optional), ("age", true));
    /// assert_eq!((parameters[1].name.as_str(), parameters[1].optional), ("town", false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parameters(&self) -> Vec<query::Parameter> {
        query::parameters(self)
    }

    /// Returns what a page shows of the answer first, if the front matter says it.
    ///
    /// ```
    /// use bixi::{Query, ViewName};
    ///
    /// let query = Query::from_text("#+ view: chart\nSELECT ?x ?age { ?x :age ?age }")?;
    /// assert_eq!(query.view_name()?, Some(ViewName::Chart));
    /// let query = Query::from_text("#+ view: { as: map, title: Parks }\nSELECT * { ?park :at ?place }")?;
    /// assert_eq!(query.view_name()?, Some(ViewName::Map));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the front matter is not as it should be.
    pub fn view_name(&self) -> Result<Option<ViewName>> {
        Ok(ViewBlock::of(self)?.name)
    }
}

impl Project {
    /// Returns the query that is saved in `queries/` under a name, without `.rq`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let query = project.query("residents")?;
    /// assert_eq!(query.front_matter.title.as_deref(), Some("Who lives in a town"));
    /// assert!(project.query("residence").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there is no query of this name, or it cannot be read.
    pub fn query(&self, name: &str) -> Result<Query> {
        if let Some(path) = self.query_path(name)? {
            return Query::from_source(self.read(&path)?);
        }
        let names = self.query_names()?;
        let near = nearest(name, names.iter().map(String::as_str));
        Err(Error::from(NameError::Query {
            name: name.to_owned(),
            suggestion: near.map(str::to_owned),
            is_without_queries: names.is_empty(),
        }))
    }
}

impl Snapshot {
    /// Evaluates a query with values for its parameters, within limits.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits, Results};
    /// use std::time::Duration;
    ///
    /// let query = Query::from_text("SELECT ?person ?name { ?person a :Person ; rdfs:label ?name }")?;
    /// let limits = QueryLimits { timeout: Some(Duration::from_secs(10)), ..QueryLimits::default() };
    /// let answer = snapshot.query(&query, &Arguments::new(), &limits)?;
    /// let Results::Solutions(solutions) = answer.results else { unreachable!("a SELECT query") };
    /// assert_eq!(solutions.len(), 2);
    /// for solution in solutions {
    ///     let name = solution.get("name");
    ///     println!("{name:?}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A saved query with a parameter, which is an IRI, a prefixed name or a label:
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, QueryLimits};
    ///
    /// let query = project.query("residents")?;
    /// let arguments = Arguments::from([("town".to_owned(), "Delft".to_owned())]);
    /// let answer = snapshot.query(&query, &arguments, &QueryLimits::default())?;
    /// assert!(answer.warnings.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the text is not SPARQL, an argument does not fit, evaluation fails, or a limit is passed.
    pub fn query(&self, query: &Query, arguments: &Arguments, limits: &Limits) -> Result<Answer> {
        let answer = query::answer(self.dataset(), query, arguments, limits, false)?;
        Ok(Answer {
            results: answer.results,
            warnings: answer.warnings,
            defaults: answer.defaults,
            taken: answer.taken,
            found_nothing: answer.found_nothing,
        })
    }

    /// Returns the plan of a query: its operators, each with the number of rows that is expected. Nothing is executed. A plan
    /// can be compared, displayed as text and written as JSON.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits};
    ///
    /// let query = Query::from_text("SELECT ?x { ?x :livesIn :delft }")?;
    /// let plan = snapshot.explain(&query, &Arguments::new(), &QueryLimits::default())?;
    /// assert_eq!(plan.operators[0].label.to_string(), "Scan ?x :livesIn :delft");
    /// assert_eq!(plan.operators[0].estimated_rows, Some(2.0));
    /// assert!(plan.to_string().contains("?x :livesIn :delft"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the text is not SPARQL, an argument does not fit, or planning passes a limit.
    pub fn explain(&self, query: &Query, arguments: &Arguments, limits: &Limits) -> Result<Plan> {
        query::explain(self.dataset(), query, arguments, limits)
    }

    /// Writes a SELECT query as SQL over the table of statements that an export in Parquet has, for DuckDB, and for Spark where no
    /// path is of any length. Terms are printed as in CSV. Nothing is executed.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits};
    ///
    /// let query = Query::from_text("SELECT ?x { ?x :livesIn :delft }")?;
    /// let sql = snapshot.sql(&query, &Arguments::new(), &QueryLimits::default())?;
    /// assert!(sql.contains("FROM quads"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`query`](Self::query), and if the query has what SQL would answer otherwise.
    pub fn sql(&self, query: &Query, arguments: &Arguments, limits: &Limits) -> Result<String> {
        query::in_sql(self.dataset(), query, arguments, limits)
    }

    /// Evaluates a query and returns the operators that were executed, each with its expected and its actual number of rows, the
    /// number of solutions that these rows stand for, and its time.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits};
    ///
    /// let query = Query::from_text("SELECT ?x { ?x :livesIn :delft }")?;
    /// let executed = snapshot.analyze(&query, &Arguments::new(), &QueryLimits::default())?;
    /// assert_eq!(executed.operators[0].actual.map(|actual| actual.rows), Some(2));
    /// assert_eq!(executed.operators[0].actual.map(|actual| actual.solutions), Some(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Snapshot::query`].
    pub fn analyze(&self, query: &Query, arguments: &Arguments, limits: &Limits) -> Result<Plan> {
        let answer = query::answer(self.dataset(), query, arguments, limits, true)?;
        Ok(answer.executed)
    }
}

impl Plan {
    /// Returns the plan as JSON: an object for each operator, with the operators that run inside of it; blank nodes and `EXISTS` have the
    /// same number in all of them.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits};
    ///
    /// let query = Query::from_text("SELECT ?x { ?x :livesIn :delft ; a :Person }")?;
    /// let plan = snapshot.explain(&query, &Arguments::new(), &QueryLimits::default())?;
    /// assert!(plan.to_json()?.contains(r#""pattern": "?x :livesIn :delft""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Never, but for an internal error.
    pub fn to_json(&self) -> Result<String> {
        write::plan_json(self)
    }
}

/// The operators in the order in which they run, inner ones indented.
impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&write::plan(self))
    }
}
