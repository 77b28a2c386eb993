//! Proposes mappings for tables.

use super::Snapshot;
use super::no_mapping::no_mapping;
use super::sheet::Sheet;
use crate::disk;
use crate::error::{Error, NameError, Result};
use crate::finding::{Finding, Place, Severity};
use crate::graph::Graph;
use crate::mapping::{Mapping, Settings, statements};
use crate::project::{MappingOfTable, Project, read_beside, read_unpacked};
use crate::proposal::{self, Asked, Description, Draft, Names, Settled};
use crate::query::{self, Limits, Scalar, Triples};
use crate::rdf::{NamedNode, Prefixes};
use crate::snapshot;
use crate::source::SourceFile;
use crate::statement::Statements;
use crate::table as tables;
use crate::write::{self, GraphFormat};
use rustc_hash::FxHashSet;
use std::path::Path;
use std::sync::Arc;

/// What is said of a table for which a mapping is to be proposed.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions<'a> {
    /// The class of what the rows are: IRI, prefixed name or label; without it a class that is called like the file.
    pub class: Option<&'a str>,
    /// The sheet of a workbook; without it the first.
    pub sheet: Option<&'a str>,
    /// The path of the rows in JSON.
    pub items: Option<&'a str>,
    /// The row with the names of the columns, 0 if there is none; without it the first.
    pub header: Option<u32>,
    /// The character between the cells of a row; without it what divides the rows most evenly.
    pub separator: Option<char>,
    /// The name of the encoding; without it a guess.
    pub encoding: Option<&'a str>,
    /// The file with metadata of the table in CSVW, which the mapping is to follow.
    pub csvw: Option<&'a Path>,
    /// Whether each statement is annotated with the number of its row.
    pub with_rows: bool,
}

/// A mapping that is proposed for a table.
pub struct ProposedMapping {
    /// Its text.
    pub text: String,
    /// Where it belongs: its path relative to the project.
    pub path: String,
    /// The path of the table that it names, relative to the project.
    pub table: String,
    /// Whether the table is not there yet, but outside of the project.
    pub is_outside: bool,
    /// The paths of the mappings that read the table already.
    pub mappings: Vec<String>,
    /// The number of rows.
    pub rows: usize,
    /// The number of different statements that it makes.
    pub statements: usize,
    /// What is to be known of it, each a sentence.
    pub notes: Vec<String>,
    /// What was found in the table.
    pub findings: Vec<Finding>,
    said: Statements,
    first_rows: Vec<u64>,
    prefixes: Prefixes,
}

impl ProposedMapping {
    /// Returns what the mapping makes of the first five rows, or of all, as Turtle.
    ///
    /// # Errors
    /// If a triple cannot be written.
    pub fn turtle(&self, all_rows: bool) -> Result<String> {
        let is_wanted = |line: u32| all_rows || self.first_rows.contains(&u64::from(line));
        let made = self.said.statements.iter();
        let made = made.filter(|one| is_wanted(one.line));
        let triples = made.map(|one| self.said.triple(one.triple));
        let triples = Triples::new(triples.collect::<Result<Vec<_>>>()?);
        let mut text = Vec::new();
        write::graph(
            triples,
            GraphFormat::Turtle,
            &self.prefixes,
            &|_| true,
            &mut text,
        )?;
        String::from_utf8(text).map_err(|_| Error::internal("Turtle is not UTF-8"))
    }
}

impl Project {
    /// Proposes a mapping for a table: looks at all its rows, infers the datatypes of the columns and which one names the rows, and
    /// uses the classes and properties of the snapshot that are called like the file and its headers. Nothing is written.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let table = folder.path().join("data/persons.csv");
    /// std::fs::write(&table, "id,name,born\ncarol,Carol,1980\ndan,Dan,1999\n")?;
    /// let proposed = project.propose_mapping(&table, Some(&snapshot), &bixi::ImportOptions::default())?;
    /// assert_eq!((proposed.path.as_str(), proposed.rows), ("imports/persons.rq", 2));
    /// assert!(proposed.text.contains("?person a :Person ;"));
    /// assert!(proposed.turtle(true)?.contains(":carol a :Person"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the file cannot be read, is not a table or has no columns, or the class is none.
    pub fn propose_mapping(
        &self,
        table: &Path,
        snapshot: Option<&Snapshot>,
        options: &ImportOptions,
    ) -> Result<ProposedMapping> {
        let file_of_table = table;
        let located = self.located(table)?;
        let bytes = read_unpacked(table)?;
        let wrong = |problem: &str| Error::Table {
            path: table.display().to_string(),
            problem: problem.to_owned(),
        };
        if is_binary(&bytes) {
            return Err(wrong("it is not text, and no workbook"));
        }
        let sheets = tables::visible_sheets(&located.path, &bytes)?;
        let sheet = Sheet::of(&located.path, options.sheet, &sheets);
        let file = SourceFile::new(sheet.source, bytes);
        let (mut names, class) = self.names(snapshot, options.class)?;
        let inventory = self.inventory()?;
        let mappings = sheet.sources.iter();
        let mappings = mappings.filter_map(|source| inventory.tables.get(source));
        let mappings: Vec<MappingOfTable> = mappings.flatten().cloned().collect();
        let others = self.other_tables(&file.path, &names)?;
        let settings = settings(located.path, options);
        let dialect = settings.dialect();
        let asked = Asked {
            table: &file,
            settings,
            class,
            called: sheet.called,
            others: &others,
            is_mapped: !mappings.is_empty(),
        };
        let proposed = match options.csvw {
            Some(metadata) => self.by_metadata(asked, metadata, &mut names)?,
            None => match proposal::robot::template_row(&file, &dialect)? {
                Some(row) => Ok(proposal::robot::draft(asked, &row, &names)?),
                None => proposal::describe(asked, &names)?.map(Description::draft),
            },
        };
        let draft = match proposed {
            Ok(draft) => draft,
            Err(findings) => {
                return Err(no_mapping(table, options.csvw, &file, &dialect, &findings)?);
            }
        };
        let text = proposal::mapping(&draft, &names.prefixes, options.with_rows);
        let path = self.free_path(&inventory.folder, &draft.settings.table, &sheet.file);
        let said = self.made(&path, &text, &file)?;
        let mut prefixes = names.prefixes;
        for (name, namespace) in &said.prefixes {
            prefixes.declare(name, namespace);
        }
        let mut notes = draft.notes;
        if let ([first, others @ ..], None) = (sheets.as_slice(), options.sheet)
            && !others.is_empty()
        {
            notes.push(format!(
                "this is the sheet `{first}`; `--sheet` names another: `{}`",
                others.join("`, `")
            ));
        }
        let table = draft.settings.table;
        let found = draft.findings.into_iter().chain(said.findings.clone());
        let findings = found.map(|finding| match located.is_outside {
            true => shown_at(finding, &table, file_of_table),
            false => finding,
        });
        let findings = findings.collect();
        Ok(ProposedMapping {
            text,
            path,
            is_outside: located.is_outside,
            mappings: mappings.into_iter().map(|mapping| mapping.path).collect(),
            table,
            rows: draft.rows,
            statements: different(&said),
            notes,
            findings,
            said,
            first_rows: draft.first_rows,
            prefixes,
        })
    }

    /// Returns the mapping that follows metadata in CSVW. The inner error is why there is none.
    ///
    /// # Errors
    /// If the metadata cannot be read.
    fn by_metadata(
        &self,
        asked: Asked,
        path: &Path,
        names: &mut Names,
    ) -> Result<std::result::Result<Draft, Vec<Finding>>> {
        let bytes = disk::read(path).map_err(Error::io("read", path))?;
        let located = self.located(path);
        let inside = located.ok().filter(|located| !located.is_outside);
        let shown = inside.map_or_else(|| path.display().to_string(), |located| located.path);
        let base = match self.base_of(&shown)? {
            Some(iri) => iri,
            None => format!(
                "{}{}",
                names.entities.trim_end_matches('#'),
                iri_path(&shown)
            ),
        };
        let file = SourceFile::new(&shown, bytes);
        let references = proposal::csvw::references(&file).into_iter();
        let parts = references.filter_map(|reference| {
            let bytes = read_beside(path, &reference)?;
            let shown = Path::new(&shown).with_file_name(&reference);
            let part = SourceFile::new(shown.display().to_string(), bytes);
            Some((reference, part))
        });
        let metadata = proposal::csvw::Metadata {
            parts: parts.collect(),
            file,
        };
        proposal::csvw::draft(asked, &metadata, &base, names)
    }

    /// Returns the names that a proposal may use, and the IRI of the requested class.
    ///
    /// # Errors
    /// If the graph has no such class.
    fn names<'s>(
        &self,
        snapshot: Option<&'s Snapshot>,
        class: Option<&str>,
    ) -> Result<(Names<'s>, Option<String>)> {
        let graph = snapshot.map(Snapshot::graph);
        let names = Names::of(
            graph,
            &Settled {
                own: &self.config.own,
                base: self.config.base.as_deref(),
                prefixes: Some(&self.config.prefixes),
            },
        );
        let Some(class) = class else {
            return Ok((names, None));
        };
        let new = names.new_class(class);
        let iri = match graph.map(|graph| (graph, query::class(graph, class))) {
            Some((graph, Ok(id))) => graph.dictionary.text(id),
            Some((_, Err(Error::Name(error)))) => match (*error, new) {
                (NameError::Unknown { .. }, Some(new)) => new,
                (
                    NameError::Unknown {
                        suggestions,
                        undeclared_prefix: None,
                        ..
                    },
                    None,
                ) if suggestions.is_empty() => names.class(class, "file").iri,
                (error, _) => return Err(error.into()),
            },
            Some((_, Err(error))) => return Err(error),
            None => new.unwrap_or_else(|| names.class(class, "file").iri),
        };
        if NamedNode::new(&iri).is_err() {
            return Err(Error::from(NameError::Unknown {
                name: class.to_owned(),
                undeclared_prefix: None,
                suggestions: Vec::new(),
                more: 0,
                elsewhere: None,
            }));
        }
        Ok((names, Some(iri)))
    }

    /// Returns the path of a mapping in a folder that no file has: with the name of the table's file, else with that of its folder
    /// before it, else with a number behind it.
    fn free_path(&self, folder: &str, table: &str, stem: &str) -> String {
        let around = Path::new(table).parent().and_then(Path::file_name);
        let around = around.map(|name| format!("{}-{stem}", name.to_string_lossy()));
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let names = [stem.to_owned()].into_iter().chain(around).chain(numbered);
        let mut paths = names.map(|name| format!("{folder}{name}.rq"));
        let is_free = |path: &String| self.root.join(path).symlink_metadata().is_err();
        paths.find(is_free).unwrap_or_default()
    }

    pub(super) fn settled_prefixes(&self) -> Prefixes {
        let mut prefixes = Prefixes::default();
        for (name, namespace) in &self.config.prefixes {
            prefixes.declare(name, namespace);
        }
        prefixes
    }

    /// Returns the graph that the look-ups of a mapping see: that of the project, if it was built, and what the mapping makes without
    /// them.
    fn seen(&self, mapping: &Mapping, table: &SourceFile) -> Result<Graph> {
        let path = self.snapshot_path();
        let known = match path.is_file() {
            // As a build sees it: mapped, not read.
            true => snapshot::open(&path)?.graph,
            false => Graph::default(),
        };
        proposal::with_own(known, mapping, table)
    }

    /// Returns what a mapping makes of its table.
    ///
    /// # Errors
    /// If the mapping is wrong, which is the fault of who proposed it.
    fn made(&self, path: &str, text: &str, table: &SourceFile) -> Result<Statements> {
        let prefixes = self.settled_prefixes();
        let base = self.base_of(path)?;
        let refused = |findings: &[Finding]| {
            let first = findings.first().map_or("", |finding| &finding.message);
            Error::internal(format!("the mapping that is proposed is wrong: {first}"))
        };
        let mapping = Mapping::read(SourceFile::new(path, text), &prefixes, base.as_deref())?;
        let mapping = mapping.map_err(|findings| refused(&findings))?;
        let graph = match mapping.sees_graph() {
            true => Arc::new(self.seen(&mapping, table)?),
            false => Arc::default(),
        };
        let said = statements(table, &[&mapping], "row-", &graph, &Limits::default())?;
        // What is wrong in the table itself is not a fault of the mapping.
        let is_error = |finding: &&Finding| {
            finding.severity == Severity::Error && !finding.id.starts_with("table-")
        };
        match said.findings.iter().find(is_error) {
            Some(error) => Err(refused(std::slice::from_ref(error))),
            None => Ok(said),
        }
    }
}

/// Counts the different statements: rows may say the same.
fn different(said: &Statements) -> usize {
    let triples = said.statements.iter().map(|one| one.triple);
    triples.collect::<FxHashSet<_>>().len()
}

/// Returns the settings of a mapping for a table.
pub(super) fn settings(table: String, options: &ImportOptions) -> Settings {
    Settings {
        table,
        sheet: options.sheet.map(str::to_owned),
        items: options.items.map(str::to_owned),
        header: options.header.map(|row| match row {
            0 => Scalar::Text("none".to_owned()),
            row => Scalar::Integer(row.into()),
        }),
        separator: options.separator.map(|separator| match separator {
            '\t' => "\\t".to_owned(),
            other => other.to_string(),
        }),
        encoding: options.encoding.map(str::to_owned),
        ..Settings::default()
    }
}

/// Returns a finding whose place is in a table with its place in another file.
fn shown_at(finding: Finding, table: &str, file: &Path) -> Finding {
    let Some(rest) = finding.place.file.strip_prefix(table) else {
        return finding;
    };
    let place = Place {
        file: format!("{}{rest}", file.display()),
        span: finding.place.span.clone(),
    };
    Finding { place, ..finding }
}

/// Returns a path as the end of an IRI.
fn iri_path(path: &str) -> String {
    let plain = path.trim_start_matches('/');
    let is_kept = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~');
    let kept = plain.chars().map(|c| if is_kept(c) { c } else { '-' });
    kept.collect()
}

/// Returns whether bytes are neither text nor an archive: they have a zero, and no mark of UTF-16.
fn is_binary(bytes: &[u8]) -> bool {
    const HEAD: usize = 4096;
    let marks: [&[u8]; 3] = [b"PK\x03\x04", b"\xFF\xFE", b"\xFE\xFF"];
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    head.contains(&0) && !marks.iter().any(|mark| bytes.starts_with(mark))
}
