//! `bixi query`

use super::arguments::{as_given, named_parameter, with_named};
use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::{Limits, count};
use super::names::say_taken;
use super::other_questions::Asked;
use super::saved_queries::{check_names, help, list, named};
use super::{Acceptance, OnEngine, Outcome, ServiceAnswers, Shared, terminal};
use bixi::text::count as counted;
use bixi::{
    Arguments, Chart, ChartOptions, ComparedAnswers, Error, GraphFormat, Plan, QueryLimits,
    Results, Snapshot, SolutionsFormat, SourceFile, Theme, write_boolean,
};
use std::io::{BufWriter, Read, Write, stdin, stdout};
use std::time::Instant;

/// The name under which `--help` after the name of a query comes among its arguments.
pub const HELP: &str = "help";

/// Answer a query in SPARQL
///
/// The query is a saved one by its name, a file, `-e TEXT`, or standard input. Prefixes of the project need no declaration.
/// A parameter `?_name_type` of the query is given as `--name VALUE`, or as `--param name=VALUE` if an option has its name;
/// an entity is given by its IRI, prefixed name or label.
/// Without a query, the saved queries are listed; `bixi query NAME --help` describes one of them.
#[derive(clap::Args)]
pub struct Query {
    /// The name of a saved query, a file, or `-` for standard input
    name: Option<String>,
    /// The text of a query
    #[arg(
        short = 'e',
        long = "expression",
        value_name = "SPARQL",
        conflicts_with = "name"
    )]
    text: Option<String>,
    /// Give a parameter of the query whose name is an option of this command; may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = named_parameter)]
    named: Vec<(String, String)>,
    /// How the answer is written [default: table and ttl on a terminal, tsv and nt elsewhere]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Show the plan of the query instead of its answer, with `--format json` as data; with `=analyze`, execute it and show
    /// actual rows and time, too
    #[arg(
        long,
        value_name = "WHAT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "plan",
        conflicts_with = "on"
    )]
    explain: Option<Explain>,
    /// Draw the numbers of the answer as a chart in SVG: bar or line
    #[arg(long, value_name = "KIND", value_parser = chart_kind, conflicts_with = "format")]
    chart: Option<Chart>,
    /// The colours of the chart: light, dark or print [default: light]
    #[arg(long, value_name = "THEME", value_parser = theme, requires = "chart")]
    theme: Option<Theme>,
    #[command(flatten)]
    engine: OnEngine,
    /// Ask the engine and the graph here, and show the rows that only one of them has
    #[arg(long, requires = "on", conflicts_with_all = ["format", "explain", "chart", "max_rows"])]
    compare: bool,
    #[command(flatten)]
    services: ServiceAnswers,
    #[command(flatten)]
    acceptance: Acceptance,
    #[command(flatten)]
    limits: Limits,
    /// Print at most this many rows or statements
    #[arg(long, value_name = "ROWS", value_parser = count, allow_negative_numbers = true)]
    max_rows: Option<usize>,
}

/// What is shown of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Explain {
    /// The operators, with the rows that are expected; nothing is executed
    Plan,
    /// The operators that were executed, with expected and actual rows and time
    Analyze,
}

fn theme(text: &str) -> std::result::Result<Theme, String> {
    match Theme::named(text) {
        Ok(theme) if theme != Theme::Auto => Ok(theme),
        _ => Err("themes of charts are light, dark and print".to_owned()),
    }
}

fn chart_kind(text: &str) -> std::result::Result<Chart, String> {
    match text {
        "bar" => Ok(Chart::Bar),
        "line" => Ok(Chart::Line),
        _ => Err("charts are bar and line".to_owned()),
    }
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table, aligned
    Table,
    /// A record for each row, as a table that is too wide for the terminal is printed
    Records,
    /// A table in Markdown
    Md,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// SPARQL results in JSON
    Json,
    /// SPARQL results in XML
    Xml,
    /// Turtle
    #[value(alias = "turtle")]
    Ttl,
    /// N-Triples
    #[value(alias = "ntriples")]
    Nt,
    /// The query itself in SQL, over a table that `bixi export` writes in Parquet
    Sql,
}

/// Evaluates and prints.
pub fn run(query: &Query, arguments: &Arguments, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let asked = match (&query.text, &query.name) {
        (Some(text), _) => bixi::Query::from_source(SourceFile::new("-e", text.as_str()))?,
        (None, Some(name)) => named(&project, name)?,
        (None, None) => match piped()? {
            Some(query) => query,
            None => return list(&project),
        },
    };
    if arguments.contains_key(HELP) {
        terminal::answer(&help(&asked, &project, "query"))?;
        return Ok(Outcome::Clean);
    }
    let arguments = with_named(arguments, &query.named).map_err(Failure::Usage)?;
    let arguments = &with_language(&asked, &arguments, shared);
    check_names(&asked, arguments, "query")?;
    let Some(snapshot) = graph_of(&project, shared, &query.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let languages = project.languages(&snapshot);
    let arguments = &asked.in_languages(arguments, &languages);
    let seen = query.acceptance.of(&snapshot)?.for_reader(&languages);
    let seen = query.engine.of(&project, seen)?;
    let started = Instant::now();
    let mut watch = query.limits.watch();
    watch.limits.engines = Some(query.services.of(&project));
    if query.compare {
        let here = query.acceptance.of(&snapshot)?.for_reader(&languages);
        return compare((&here, &seen), &asked, arguments, &watch.limits);
    }
    if let Some(explain) = query.explain {
        let write = plan_format(query.format)?;
        let plan = match explain {
            Explain::Plan => seen.explain(&asked, arguments, &watch.limits)?,
            Explain::Analyze => seen.analyze(&asked, arguments, &watch.limits)?,
        };
        terminal::answer(&write(&plan)?)?;
        return Ok(Outcome::Clean);
    }
    if query.format == Some(Format::Sql) {
        terminal::answer(&seen.sql(&asked, arguments, &watch.limits)?)?;
        return Ok(Outcome::Clean);
    }
    let answer = seen.query(&asked, arguments, &watch.limits)?;
    let mut results = answer.results;
    let is_longer = truncate(&mut results, query.max_rows);
    if let Some(kind) = query.chart {
        let theme = query.theme.unwrap_or_default();
        return draw((kind, theme), results, &snapshot, &asked, &languages);
    }
    let others = others(&results);
    let different = match terminal::stdout_is_terminal() {
        true => different(&results),
        false => String::new(),
    };
    let mut output = BufWriter::new(stdout().lock());
    let written = print(results, query.format, &snapshot, &asked, &mut output)?;
    output.flush().map_err(Error::io("write", "stdout"))?;
    say_notes(&seen);
    say_defaults(&answer.defaults, "query");
    say_taken(&answer.taken);
    for warning in &answer.warnings {
        if warning.is_likely_typo || answer.found_nothing {
            terminal::say(&format!("warning: {warning}"));
        }
    }
    if let Some(others) = others {
        terminal::say(&others);
    }
    match written {
        Written::Rows(rows) if !is_longer => {
            let asked = Asked::new(&asked, arguments, &watch.limits, started);
            let loosest = query.acceptance.loosest(&seen);
            let loosest = loosest.filter(|_| seen.tells_levels_apart());
            let claims = match loosest {
                Some(loosest) => asked.more_claims(&seen, &loosest, rows)?,
                None => None,
            };
            let why_empty = match rows {
                0 => asked.why_empty(&seen)?,
                _ => String::new(),
            };
            let found = match rows {
                0 => Some("no row".to_owned()),
                rows if terminal::stdout_is_terminal() => Some(counted(rows, "row") + &different),
                _ => None,
            };
            let said: Vec<String> = found.into_iter().chain(claims).collect();
            if !said.is_empty() {
                terminal::say(&(said.join("; ") + &why_empty));
            }
        }
        Written::Statements(statements) if terminal::stdout_is_terminal() => {
            terminal::say(&counted(statements, "statement"));
        }
        _ => {}
    }
    if let (true, Some(most)) = (is_longer, query.max_rows) {
        terminal::say(&format!(
            "error: the answer has more than {}; `--max-rows` sets this limit",
            counted(most, "row")
        ));
        return Ok(Outcome::Incomplete);
    }
    Ok(Outcome::Clean)
}

/// Shows the rows that only the graph here, or only the engine, has.
fn compare(
    (here, there): (&Snapshot, &Snapshot),
    asked: &bixi::Query,
    arguments: &Arguments,
    limits: &QueryLimits,
) -> Result<Outcome> {
    let ask = |snapshot: &Snapshot| snapshot.query(asked, arguments, limits);
    let (first, second) = (ask(here)?.results, ask(there)?.results);
    let noun = match &first {
        Results::Solutions(_) => "row",
        Results::Graph(_) => "statement",
        Results::Boolean(_) => "answer",
    };
    let compared = ComparedAnswers::of(first, second, here.prefixes());
    let mut text = String::new();
    for (mark, lines) in [('-', &compared.only_first), ('+', &compared.only_second)] {
        text.extend(lines.iter().map(|line| format!("{mark} {line}\n")));
    }
    say_notes(there);
    let engine = there.engine().unwrap_or_default();
    let [here, there] = compared.counts;
    let differ = match compared.are_same() {
        true => "the same".to_owned(),
        false => format!(
            "{} only here (-), {} only on `{engine}` (+)",
            compared.only_first.len(),
            compared.only_second.len()
        ),
    };
    text.push_str(&format!(
        "{} here, {there} on `{engine}`: {differ}\n",
        counted(here, noun)
    ));
    terminal::answer(&text)?;
    Ok(match compared.are_same() {
        true => Outcome::Clean,
        false => Outcome::Findings,
    })
}

/// Says how an engine was asked, if not simply with the query.
pub fn say_notes(snapshot: &Snapshot) {
    for note in snapshot.engine_notes() {
        terminal::say(&format!("note: {note}"));
    }
}

/// Says which values parameters had by default.
pub fn say_defaults(defaults: &[(String, String)], command: &str) {
    let shown = defaults.iter();
    let shown = shown.map(|(name, value)| as_given(name, value, command));
    if !defaults.is_empty() {
        let shown: Vec<String> = shown.collect();
        terminal::say(&format!("by default: {}", shown.join(" ")));
    }
}

/// Returns what to say of texts that are not in the language of the reader, since there is none in it.
fn others(results: &Results) -> Option<String> {
    let Results::Solutions(solutions) = results else {
        return None;
    };
    let (language, others) = solutions.in_other_languages();
    let are = match others {
        0 => return None,
        1 => "1 text is",
        others => &format!("{others} texts are"),
    };
    Some(format!(
        "note: {are} in another language than `{language}`, in which there is none"
    ))
}

/// Returns how many different things the rows of an answer have, where these are fewer than the rows.
fn different(results: &Results) -> String {
    let Results::Solutions(solutions) = results else {
        return String::new();
    };
    let mut different = solutions.different_entities();
    different.retain(|(_, count)| *count < solutions.len());
    let shown = different
        .iter()
        .map(|(name, count)| format!("{count} {name}"));
    match shown.collect::<Vec<_>>() {
        shown if shown.is_empty() => String::new(),
        shown => format!("; different: {}", shown.join(", ")),
    }
}

/// Returns how a plan is written.
fn plan_format(format: Option<Format>) -> Result<fn(&Plan) -> bixi::Result<String>> {
    match format {
        None | Some(Format::Table) => Ok(|plan| Ok(plan.to_string())),
        Some(Format::Json) => Ok(Plan::to_json),
        Some(_) => {
            let message = "a plan can be written as table or json only";
            Err(Failure::usage(message))
        }
    }
}

/// Leaves the first rows or statements of some results, and returns whether there were more.
fn truncate(results: &mut Results, most: Option<usize>) -> bool {
    let most = most.unwrap_or(usize::MAX);
    match results {
        Results::Solutions(solutions) => {
            let is_longer = solutions.len() > most;
            solutions.truncate(most);
            is_longer
        }
        Results::Graph(triples) => {
            let is_longer = triples.len() > most;
            triples.truncate(most);
            is_longer
        }
        Results::Boolean(_) => false,
    }
}

/// Draws the numbers of an answer.
fn draw(
    (kind, theme): (Chart, Theme),
    results: Results,
    snapshot: &Snapshot,
    query: &bixi::Query,
    languages: &[String],
) -> Result<Outcome> {
    let path = &query.source.path;
    let Results::Solutions(solutions) = results else {
        let message = format!("`{path}` gives no rows, so there is nothing to chart");
        return Err(Failure::Usage(message));
    };
    let options = ChartOptions {
        kind,
        of: &[],
        title: query
            .front_matter
            .title_in(languages.first().map(String::as_str)),
        query: path,
        languages,
        theme,
    };
    let charted = solutions.chart(&options, snapshot)?;
    terminal::answer(&charted.svg)?;
    if let Some(left_out) = &charted.left_out {
        terminal::say(left_out);
    }
    Ok(Outcome::Clean)
}

/// What stands on standard input, if something is there.
fn piped() -> bixi::Result<Option<bixi::Query>> {
    if terminal::stdin_is_terminal() {
        return Ok(None);
    }
    from_stdin().map(|query| Some(query).filter(|query| !query.text().trim().is_empty()))
}

pub fn from_stdin() -> bixi::Result<bixi::Query> {
    let mut bytes = Vec::new();
    stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(Error::io("read", "standard input"))?;
    bixi::Query::from_source(SourceFile::new("standard input", bytes))
}

/// `--lang` is an option, and also the value of a parameter of that name that has no other.
pub fn with_language(query: &bixi::Query, arguments: &Arguments, shared: &Shared) -> Arguments {
    let mut arguments = arguments.clone();
    if let Some(tag) = &shared.lang
        && query
            .parameters()
            .iter()
            .any(|parameter| parameter.name == "lang")
    {
        arguments
            .entry("lang".to_owned())
            .or_insert_with(|| tag.clone());
    }
    arguments
}

/// What is said where records are printed instead of a table.
const TOO_WIDE: &str = "note: a table of the rows is too wide for the terminal, so each is a record; `--format csv` prints rows";

/// What was written of an answer.
enum Written {
    Rows(usize),
    Statements(usize),
    Boolean,
}

/// Writes an answer.
fn print(
    results: Results,
    format: Option<Format>,
    snapshot: &Snapshot,
    query: &bixi::Query,
    output: &mut impl Write,
) -> Result<Written> {
    let (path, prefixes) = (&query.source.path, snapshot.prefixes());
    Ok(match results {
        Results::Graph(triples) => {
            let format = graph_format(format, path)?;
            Written::Statements(triples.write(format, prefixes, output)?)
        }
        Results::Solutions(solutions) => {
            let format = match solutions_format(format, path)? {
                SolutionsFormat::Table(Some(width)) if solutions.needs_records(prefixes, width) => {
                    terminal::say(TOO_WIDE);
                    SolutionsFormat::Records
                }
                format => format,
            };
            Written::Rows(solutions.write(format, prefixes, output)?)
        }
        Results::Boolean(answer) => {
            write_boolean(answer, solutions_format(format, path)?, output)?;
            Written::Boolean
        }
    })
}

fn solutions_format(format: Option<Format>, path: &str) -> Result<SolutionsFormat> {
    match format {
        None if terminal::stdout_is_terminal() => Ok(SolutionsFormat::Table(terminal::width())),
        None | Some(Format::Tsv) => Ok(SolutionsFormat::Tsv),
        Some(Format::Table) => Ok(SolutionsFormat::Table(terminal::width())),
        Some(Format::Records) => Ok(SolutionsFormat::Records),
        Some(Format::Md) => Ok(SolutionsFormat::Markdown),
        Some(Format::Csv) => Ok(SolutionsFormat::Csv),
        Some(Format::Json) => Ok(SolutionsFormat::Json),
        Some(Format::Xml) => Ok(SolutionsFormat::Xml),
        Some(Format::Ttl | Format::Nt | Format::Sql) => {
            let message = format!(
                "`{path}` gives rows, not statements; its formats are table, records, md, csv, tsv, json and xml"
            );
            Err(Failure::Usage(message))
        }
    }
}

fn graph_format(format: Option<Format>, path: &str) -> Result<GraphFormat> {
    match format {
        None if terminal::stdout_is_terminal() => Ok(GraphFormat::Turtle),
        Some(Format::Ttl | Format::Table) => Ok(GraphFormat::Turtle),
        None | Some(Format::Nt) => Ok(GraphFormat::NTriples),
        Some(_) => {
            let message =
                format!("`{path}` gives statements, not rows; its formats are ttl and nt");
            Err(Failure::Usage(message))
        }
    }
}
