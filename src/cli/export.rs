//! `bixi export`

use super::advice::accept;
use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::Resources;
use super::{Acceptance, Outcome, Shared, terminal};
use bixi::text::count;
use bixi::{
    Error, ExportFormat, ExportOptions, ExportPart, Exported, Project, RdfVersion, Snapshot,
};
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};

/// Write the whole graph in a format of RDF
///
/// Writes every statement of the graph, asserted or inferred. N-Quads and TriG keep where it stands: each source is a graph, what is
/// inferred is another one. The other formats have each statement once. The same sources give the same bytes. A file is replaced in
/// one step; its format is that of its ending, and `.gz` behind that compresses it. RDF/XML and JSON-LD are written in RDF 1.1.
/// Parquet is a table of statements with their values, files and lines. An export takes as long as it needs unless `--timeout` is
/// given.
#[derive(clap::Args)]
pub struct Export {
    /// The format [default: that of the file's ending, nq on standard output]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// The file, such as `graph.ttl` or `graph.nq.gz` [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write what stands in this graph: a source by its path, a graph by its IRI, or `inferred`; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "inferred")]
    graph: Vec<String>,
    /// Write only what is inferred
    #[arg(long, conflicts_with = "asserted")]
    inferred: bool,
    /// The version of RDF; in 1.1 blank nodes stand for triple terms, and texts have no base direction
    #[arg(long, value_name = "VERSION", default_value = "1.2")]
    rdf_version: Version,
    #[command(flatten)]
    acceptance: Acceptance,
    #[command(flatten)]
    resources: Resources,
}

/// How the graph is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// N-Triples
    #[value(alias = "ntriples")]
    Nt,
    /// N-Quads
    #[value(alias = "nquads")]
    Nq,
    /// Turtle
    #[value(alias = "turtle")]
    Ttl,
    /// TriG
    Trig,
    /// RDF/XML
    #[value(aliases = ["rdfxml", "owl"])]
    Rdf,
    /// JSON-LD
    #[value(alias = "json-ld")]
    Jsonld,
    /// A table of statements in Parquet
    Parquet,
}

impl Format {
    /// The endings of files, with their formats.
    const ENDINGS: [(&str, Self); 8] = [
        ("nt", Self::Nt),
        ("nq", Self::Nq),
        ("ttl", Self::Ttl),
        ("trig", Self::Trig),
        ("rdf", Self::Rdf),
        ("owl", Self::Rdf),
        ("jsonld", Self::Jsonld),
        ("parquet", Self::Parquet),
    ];

    /// The format that the ending of a file means.
    fn of_path(path: &Path) -> Option<Self> {
        let is_packed = path.extension().is_some_and(|ending| ending == "gz");
        let inner = path.with_extension("");
        let named = if is_packed { inner.as_path() } else { path };
        let ending = named.extension()?.to_str()?;
        let of_ending = |(known, _): &&(&str, Self)| known.eq_ignore_ascii_case(ending);
        let found = Self::ENDINGS.iter().find(of_ending);
        found.map(|(_, format)| *format)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Nt => "N-Triples",
            Self::Nq => "N-Quads",
            Self::Ttl => "Turtle",
            Self::Trig => "TriG",
            Self::Rdf => "RDF/XML",
            Self::Jsonld => "JSON-LD",
            Self::Parquet => "Parquet",
        }
    }

    fn of_library(self) -> ExportFormat {
        match self {
            Self::Nt => ExportFormat::NTriples,
            Self::Nq => ExportFormat::NQuads,
            Self::Ttl => ExportFormat::Turtle,
            Self::Trig => ExportFormat::TriG,
            Self::Rdf => ExportFormat::RdfXml,
            Self::Jsonld => ExportFormat::JsonLd,
            Self::Parquet => ExportFormat::Parquet,
        }
    }
}

/// A version of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Version {
    /// RDF 1.1
    #[value(name = "1.1")]
    V11,
    /// RDF 1.2
    #[value(name = "1.2")]
    V12,
}

/// Builds if it must be, and writes.
pub fn run(export: &Export, shared: &Shared) -> Result<Outcome> {
    let format = export.format()?;
    export.check_file(format)?;
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &export.resources)? else {
        return Ok(Outcome::Findings);
    };
    let seen = export.acceptance.of(&snapshot)?;
    let limits = export.resources.of_all();
    let options = ExportOptions {
        format: format.of_library(),
        version: match export.rdf_version {
            Version::V11 => RdfVersion::V11,
            Version::V12 => RdfVersion::V12,
        },
        part: match export.graph.as_slice() {
            _ if export.inferred => ExportPart::Inferred,
            [] => ExportPart::All,
            graphs => ExportPart::Graphs(graphs),
        },
        limits,
    };
    let exported = match &export.output {
        Some(path) => {
            let exported = seen.export_to(path, &options)?;
            let statements = count(exported.statements, "statement");
            terminal::say(&format!("{statements} in `{}`", path.display()));
            say_source(path, &project, shared)?;
            exported
        }
        None => {
            let mut output = BufWriter::new(stdout().lock());
            let exported = seen.export(&options, &mut output)?;
            output.flush().map_err(Error::io("write", "stdout"))?;
            exported
        }
    };
    say_changes(&exported, format);
    say_less_certain(&exported, &snapshot);
    Ok(Outcome::Clean)
}

impl Export {
    /// Checks that Parquet is written to a file, which it compresses itself.
    fn check_file(&self, format: Format) -> Result<()> {
        let of_parquet = match &self.output {
            _ if format != Format::Parquet => return Ok(()),
            None => "Parquet is not text; name its file with `-o FILE.parquet`".to_owned(),
            Some(path) if path.extension().is_some_and(|ending| ending == "gz") => format!(
                "Parquet is compressed inside; leave out the `.gz` of `{}`",
                path.display()
            ),
            Some(_) => return Ok(()),
        };
        Err(Failure::Usage(of_parquet))
    }

    /// The format asked for, or that of the file's ending.
    fn format(&self) -> Result<Format> {
        let of_path = self
            .output
            .as_deref()
            .map(|path| (path, Format::of_path(path)));
        match (self.format, of_path) {
            (Some(format), Some((path, Some(other)))) if format != other => {
                Err(Failure::Usage(format!(
                    "`{}` is the name of a file in {}, not {}; leave out `--format` or end it in another way",
                    path.display(),
                    other.name(),
                    format.name()
                )))
            }
            (Some(format), _) | (None, Some((_, Some(format)))) => Ok(format),
            (None, Some((path, None))) => {
                let endings = Format::ENDINGS.map(|(ending, _)| format!(".{ending}"));
                Err(Failure::Usage(format!(
                    "cannot tell the format from the name `{}`; end it with one of {}, each also with .gz, or give `--format`",
                    path.display(),
                    endings.join(", ")
                )))
            }
            (None, None) => Ok(Format::Nq),
        }
    }
}

/// Says that the file is a source of the project now, and its statements are in the next graph.
fn say_source(path: &Path, project: &Project, shared: &Shared) -> Result<()> {
    let full = path.canonicalize().map_err(Error::io("read", path))?;
    let root = project.root.canonicalize();
    let root = root.map_err(Error::io("read", &project.root))?;
    let Ok(within) = full.strip_prefix(root) else {
        return Ok(());
    };
    let within = within.to_string_lossy();
    if shared
        .project()?
        .source_paths()?
        .iter()
        .any(|source| *source == within)
    {
        terminal::say(&format!(
            "warning: `{within}` is a source of the project now, and the next graph has all of its statements; move it elsewhere"
        ));
    }
    Ok(())
}

/// Says what is not written as it is in the graph.
fn say_changes(exported: &Exported, format: Format) {
    if exported.encoded > 0 {
        let why = match format {
            Format::Rdf | Format::Jsonld => format!("{} is written in RDF 1.1", format.name()),
            _ => "RDF 1.1 has none".to_owned(),
        };
        let are = match exported.encoded {
            1 => "1 triple term is a blank node".to_owned(),
            terms => format!("{terms} triple terms are blank nodes"),
        };
        terminal::say(&format!(
            "note: {are} of the class rdf:PropositionForm, since {why}"
        ));
    }
    if exported.without_direction > 0 {
        let texts = count(exported.without_direction, "text");
        terminal::say(&format!(
            "note: {texts} without base direction, since RDF 1.1 has none"
        ));
    }
}

/// Reports how many statements are left out because they are below the level of acceptance.
fn say_less_certain(exported: &Exported, snapshot: &Snapshot) {
    if let (true, Some(loosest)) = (exported.less_certain > 0, snapshot.levels().last()) {
        terminal::say(&format!(
            "left out: {} less certain; {} writes all",
            count(exported.less_certain, "statement"),
            accept(loosest)
        ));
    }
}
