//! Writes results in the formats of RDF and SPARQL, as tables and as charts.

use crate::error::Result;
use crate::face::Snapshot;
use crate::query::{Solutions, Triples};
use crate::rdf::{BlankNode, Prefixes, Term};
use crate::view::Words;
use crate::write::{self, Chart, GraphFormat, SolutionsFormat, Theme};
use std::io::Write;
use std::sync::Arc;

/// How a chart is drawn.
#[derive(Clone, Debug)]
pub struct ChartOptions<'a> {
    /// Bars or lines.
    pub kind: Chart,
    /// The variables that are drawn; all that have numbers if there is none.
    pub of: &'a [String],
    /// The title; without one, the names of the variables that are drawn and of those that name them.
    pub title: Option<&'a str>,
    /// The name of the query, which errors mention.
    pub query: &'a str,
    /// The languages of the words in the chart, the preferred one first.
    pub languages: &'a [String],
    /// The colours; [`Theme::Auto`] is the light one here.
    pub theme: Theme,
}

/// A chart.
#[derive(Clone, Debug)]
pub struct Charted {
    /// The chart in SVG.
    pub svg: String,
    /// What the chart leaves out, if it leaves out anything, as a sentence.
    pub left_out: Option<String>,
}

impl Solutions {
    /// Writes the solutions in a format and returns their number. Tables shorten IRIs with the prefixes.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits, Results, SolutionsFormat};
    ///
    /// let query = Query::from_text("SELECT ?person { ?person a :Person } ORDER BY ?person")?;
    /// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    /// let Results::Solutions(solutions) = answer.results else { unreachable!("a SELECT query") };
    /// let mut markdown = Vec::new();
    /// solutions.write(SolutionsFormat::Markdown, snapshot.prefixes(), &mut markdown)?;
    /// assert_eq!(String::from_utf8(markdown)?, "| person |\n| --- |\n| :alice |\n| :bob |\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the output cannot be written, XML cannot carry a character of a term, or a limit of the query is passed.
    pub fn write(
        self,
        format: SolutionsFormat,
        prefixes: &Prefixes,
        output: &mut impl Write,
    ) -> Result<usize> {
        write::solutions(self, format, prefixes, output)
    }

    /// Returns whether a table of the solutions cannot be read in this many columns of a terminal, since its cells would be broken
    /// within words; [`SolutionsFormat::Records`] needs no width.
    ///
    /// ```
    /// use bixi::Solutions;
    /// use bixi::rdf::{Literal, Prefixes, Variable};
    ///
    /// let variables = (0..20).map(|number| Variable::new_unchecked(format!("v{number}")));
    /// let row = vec![Some(Literal::from("twenty words").into()); 20];
    /// let solutions = Solutions::new(variables.collect(), [row]);
    /// assert!(solutions.needs_records(&Prefixes::default(), 100));
    /// assert!(!solutions.needs_records(&Prefixes::default(), 300));
    /// ```
    pub fn needs_records(&self, prefixes: &Prefixes, width: u16) -> bool {
        write::needs_records(self.clone(), prefixes, width)
    }

    /// Draws the numbers in the solutions. The other variables name the categories and the series, entities by their labels.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Chart, ChartOptions, Query, QueryLimits, Results, Theme};
    ///
    /// let text = "SELECT ?town (COUNT(*) AS ?residents) { ?person :livesIn ?town } GROUP BY ?town";
    /// let query = Query::from_text(text)?;
    /// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    /// let Results::Solutions(solutions) = answer.results else { unreachable!("a SELECT query") };
    /// let options = ChartOptions { kind: Chart::Bar, of: &[], title: None, query: "residents", languages: &[], theme: Theme::Light };
    /// let chart = solutions.chart(&options, &snapshot)?;
    /// assert!(chart.svg.starts_with("<svg"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If no variable, or none that is to be drawn, has numbers only.
    pub fn chart(self, options: &ChartOptions, snapshot: &Snapshot) -> Result<Charted> {
        let label = |term: &Term| Some(snapshot.label(term)?.value().to_owned());
        let names = write::ChartNames {
            label: &label,
            prefixes: snapshot.prefixes(),
        };
        let figures = write::figures(self, options.of, &names, options.query)?;
        let words = Words::of(options.languages);
        let title = match options.title {
            Some(title) => title.to_owned(),
            None => words.numbers_by(&figures.of, &figures.by),
        };
        Ok(Charted {
            svg: write::chart(options.kind, &title, &figures, (words, options.theme)),
            left_out: Words::English.rows_left_out(&figures.left_out),
        })
    }
}

impl Triples {
    /// Writes the triples in a format, sorted, and returns their number. Turtle shortens IRIs with the prefixes. Blank
    /// nodes that the query made are named `b1`, `b2` and so on.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, GraphFormat, Query, QueryLimits, Results};
    ///
    /// let query = Query::from_text("CONSTRUCT { ?town :home ?person } { ?person :livesIn ?town }")?;
    /// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    /// let Results::Graph(triples) = answer.results else { unreachable!("a CONSTRUCT query") };
    /// let mut turtle = Vec::new();
    /// let count = triples.write(GraphFormat::Turtle, snapshot.prefixes(), &mut turtle)?;
    /// assert_eq!(count, 2);
    /// # assert!(String::from_utf8(turtle)?.ends_with(":delft :home :alice, :bob .\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the output cannot be written, or a limit of the query is passed.
    pub fn write(
        self,
        format: GraphFormat,
        prefixes: &Prefixes,
        output: &mut impl Write,
    ) -> Result<usize> {
        let dictionary = Arc::clone(self.dictionary());
        let is_known = |node: &BlankNode| dictionary.find(&node.clone().into()).is_some();
        write::graph(self, format, prefixes, &is_known, output)
    }
}

/// Writes the answer of an ASK query in a format.
///
/// ```
/// use bixi::{SolutionsFormat, write_boolean};
///
/// let mut text = Vec::new();
/// write_boolean(true, SolutionsFormat::Json, &mut text)?;
/// assert_eq!(text, b"{\"head\":{},\"boolean\":true}\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the output cannot be written.
pub fn write_boolean(answer: bool, format: SolutionsFormat, output: &mut impl Write) -> Result<()> {
    write::boolean(answer, format, output)
}
