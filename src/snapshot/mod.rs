//! The snapshot: a graph as one file that is mapped and used as it lies there.
//!
//! ```text
//! header    8  magic "bixi\r\n\x1A\n"
//!           4  version of the format
//!           4  number of sections
//!           8  length of the file
//!           4  CRC-32 of the section table
//!           4  CRC-32 of the 28 bytes before
//! table     per section: 4 name, 4 CRC-32 of its bytes, 8 offset, 8 length
//! sections  in the order of the table, each at the next multiple of 8; the bytes between them are zero
//! ```
//!
//! Numbers are little-endian. The section `meta` is JSON: everything that is small. So is `find`, what was found in the sources:
//! it is read only when somebody asks. The others are columns:
//! `text bloc ltyp ltyh trip vbit vbef vals bigr bige bigl` of the dictionary, `stat` of the predicates, `spo0 spo1 spo2 spol`, `pos0 …`, `osp0 …` of the orders, `line more` of the places, `dsta dste` of the derivations.
//! `vals` holds what numbers, dates and times of day on a date are worth, eight bytes each, as [`crate::dictionary::Values`] says;
//! `bigr bige bigl` are the index of texts, as [`crate::dictionary::Bigrams`] says.
//! Nothing in the file depends on when or where it was made.

mod layout;
mod map;

use crate::dictionary::{Bigrams, Dictionary, LiteralType, TermId, TypeColumn, Values};
use crate::disk;
use crate::error::{Error, Result};
use crate::graph::{
    Acceptance, Components, Declared, Derivations, Graph, Order, Origin, Places, RuleName, Source,
    Statistics,
};
use crate::rdf::Prefixes;
use layout::{File, Section, Writer};
use map::Map;
use serde::{Deserialize, Serialize};
use std::fs::{self, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The names of the sections of an order: offsets, second and third components, levels.
const SPO: [&[u8; 4]; 4] = [b"spo0", b"spo1", b"spo2", b"spol"];
const POS: [&[u8; 4]; 4] = [b"pos0", b"pos1", b"pos2", b"posl"];
const OSP: [&[u8; 4]; 4] = [b"osp0", b"osp1", b"osp2", b"ospl"];
/// The name of the section of what was found in the sources.
const FINDINGS: &[u8; 4] = b"find";

/// What is small: kept as JSON, read when a snapshot is opened.
#[derive(Serialize, Deserialize)]
struct Meta {
    digests: Digests,
    bounds: [TermId; 4],
    depths: Vec<TermId>,
    types: Vec<[String; 3]>,
    prefixes: Vec<(String, String)>,
    declared: Vec<Vec<(String, String)>>,
    declared_by: Vec<u32>,
    sources: Vec<MetaSource>,
    origins: Vec<(u32, Option<TermId>, u32)>,
    levels: Vec<String>,
    default_level: u8,
    rules: Vec<(String, Option<String>)>,
    contradictions: Vec<(u32, Vec<u32>)>,
    hidden: u32,
}

#[derive(Serialize, Deserialize)]
struct MetaSource {
    path: String,
    digest: String,
    lines: u32,
}

/// What a snapshot is made of.
#[derive(Default)]
pub struct Contents {
    /// The graph.
    pub graph: Graph,
    /// What was found in its sources, in bytes that whoever writes them can read.
    pub findings: Vec<u8>,
    /// The digests of what went into it.
    pub digests: Digests,
}

/// A graph from a file, and what it was made from.
#[derive(Debug)]
pub struct Snapshot {
    /// The graph; its columns lie in the mapped file.
    pub graph: Graph,
    /// The digests of what went into it.
    pub digests: Digests,
    file: File,
    path: PathBuf,
    /// Whether every byte was checked.
    is_checked: bool,
}

impl Snapshot {
    /// Returns what was found in the sources, as it was written.
    ///
    /// # Errors
    /// If a byte of it was changed.
    pub fn findings(&self) -> Result<&[u8]> {
        let found = self.file.verified(FINDINGS);
        found.ok_or_else(|| self.problem("is damaged in its section `find`"))
    }

    /// Checks every byte, unless that was done when it was opened: those of the sections against their checksums, those between them for being zero.
    ///
    /// # Errors
    /// If a byte was changed.
    pub fn check(&self) -> Result<()> {
        if self.is_checked {
            return Ok(());
        }
        let checked = self.file.check();
        checked.map_err(|damage| self.problem(&damage))
    }

    /// Returns the error that says what is the matter with this snapshot, as the end of a sentence.
    pub fn problem(&self, problem: &str) -> Error {
        error(&self.path, problem)
    }

    /// Whether this is still the snapshot that is opened under its path: no other one was put in its place.
    pub fn is_current(&self) -> bool {
        self.file.is_at(&self.path)
    }
}

/// Digests of what goes into a snapshot, in hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Of everything.
    pub all: String,
    /// Of what decides how a source is read.
    pub settings: String,
}

/// The right to write a snapshot, of one process at a time; it ends when this is dropped.
pub struct Lock {
    /// Whether another process had it first: it may have written a snapshot meanwhile.
    pub was_taken: bool,
    // Kept open: the system gives the lock back when it is closed, even if the process is killed.
    _file: fs::File,
}

/// The name of the file that is locked while a snapshot is written.
const LOCK: &str = "lock";

/// Makes sure that what bixi reads and writes in the folder of the snapshot is its own: nothing is read or written
/// through a link.
///
/// # Errors
/// If the folder is no folder, or one of its files is a link, a folder, a device.
pub fn check_own(path: &Path, others: &[&Path]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        _ => disk::create_own_folder(folder).map_err(Error::io("use", folder))?,
    }
    let (lock, beside) = (folder.join(LOCK), beside(path));
    for path in [path, &lock, &beside].iter().chain(others) {
        disk::is_own_or_absent(path).map_err(Error::io("use", path))?;
    }
    Ok(())
}

/// Waits until no other process writes the snapshot.
///
/// # Errors
/// If the folder of the snapshot cannot be made or the lock in it cannot be opened.
pub fn lock(path: &Path) -> Result<Lock> {
    let folder = path.parent().unwrap_or(Path::new("."));
    disk::create_own_folder(folder).map_err(Error::io("create", folder))?;
    let path = folder.join(LOCK);
    let file = disk::open_or_create_own(&path).map_err(Error::io("write", &path))?;
    let was_taken = match file.try_lock() {
        Ok(()) => false,
        Err(TryLockError::WouldBlock) => {
            file.lock().map_err(Error::io("lock", &path))?;
            true
        }
        Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path)(error)),
    };
    Ok(Lock {
        was_taken,
        _file: file,
    })
}

/// The file beside another in which its next content is written.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// Writes a small file of bixi beside its place and renames it, so that no other name of the old one is written through.
///
/// # Errors
/// If the disk says no; the old file is still there then.
pub fn write_beside(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(path);
    let written = disk::create_own(&beside)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(Error::io("write", path))
}

/// Writes a snapshot beside `path` and renames it: whoever opens `path` sees the old snapshot or the new one, whole. Returns
/// the new one. What it consists of and what that was made from are given up while the disk is waited for.
///
/// # Errors
/// If the disk says no; the old snapshot is still there then.
pub fn write(
    contents: Contents,
    made_from: impl Send,
    path: &Path,
    _lock: &Lock,
) -> Result<Snapshot> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let beside = beside(path);
    let written = write_file(&contents, &beside).and_then(|file| {
        let (on_disk, ()) = rayon::join(|| file.sync_all(), || drop((contents, made_from)));
        on_disk.map_err(Error::io("write", &beside))?;
        fs::rename(&beside, path).map_err(Error::io("write", path))?;
        // The rename is on the disk only when the folder is.
        fs::File::open(folder)
            .and_then(|f| f.sync_all())
            .map_err(Error::io("write", folder))?;
        Map::new(&file).map_err(Error::io("read", path))
    });
    if written.is_err() {
        // Whatever is left is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
    }
    opened(written?, path, CHECKED_WHOLE)
}

/// The file that was written; the disk may not have all of it yet.
fn write_file(contents: &Contents, path: &Path) -> Result<fs::File> {
    let Contents {
        graph,
        findings,
        digests,
    } = contents;
    let meta = serde_json::to_vec(&meta_of(graph, digests)).map_err(std::io::Error::from);
    let meta = meta.map_err(Error::io("write", path))?;
    let file = disk::create_own(path).map_err(Error::io("write", path))?;
    let mut writer = Writer::default();
    writer.add(b"meta", Section::Bytes(&meta));
    writer.add(b"text", Section::Bytes(&graph.dictionary.text));
    writer.add(b"bloc", Section::Long(&graph.dictionary.blocks));
    writer.add(b"ltyp", Section::Bytes(&graph.dictionary.literal_types.low));
    writer.add(b"ltyh", Section::Int(&graph.dictionary.literal_types.high));
    writer.add(b"trip", Section::Int(&graph.dictionary.triples));
    writer.add(b"vbit", Section::Long(&graph.dictionary.values.present));
    writer.add(b"vbef", Section::Int(&graph.dictionary.values.before));
    writer.add(b"vals", Section::Long(&graph.dictionary.values.values));
    writer.add(b"bigr", Section::Long(&graph.dictionary.bigrams.pairs));
    writer.add(b"bige", Section::Int(&graph.dictionary.bigrams.ends));
    writer.add(b"bigl", Section::Bytes(&graph.dictionary.bigrams.lists));
    for (order, names) in [(&graph.spo, SPO), (&graph.pos, POS), (&graph.osp, OSP)] {
        writer.add(names[0], Section::Int(&order.offsets));
        writer.add(names[1], Section::Int(&order.second));
        writer.add(names[2], Section::Int(&order.third));
        writer.add(names[3], Section::Bytes(&order.levels));
    }
    writer.add(b"stat", Section::Int(&graph.statistics.counts));
    writer.add(b"line", Section::Int(&graph.places.lines));
    writer.add(b"more", Section::Int(&graph.places.more));
    writer.add(b"dsta", Section::Int(&graph.derivations.starts));
    writer.add(b"dste", Section::Int(&graph.derivations.steps));
    writer.add(FINDINGS, Section::Bytes(findings));
    writer.write(&file).map_err(Error::io("write", path))?;
    Ok(file)
}

fn meta_of(graph: &Graph, digests: &Digests) -> Meta {
    let kind = |t: &LiteralType| [t.datatype.clone(), t.language.clone(), t.direction.clone()];
    let prefixes = graph
        .prefixes
        .iter()
        .map(|(name, iri)| (name.to_owned(), iri.to_owned()));
    let source = |source: &Source| MetaSource {
        path: source.path.clone(),
        digest: to_hex(&source.digest),
        lines: source.lines,
    };
    Meta {
        digests: digests.clone(),
        bounds: graph.dictionary.bounds,
        depths: graph.dictionary.depths.clone(),
        types: graph.dictionary.types.iter().map(kind).collect(),
        prefixes: prefixes.collect(),
        declared: graph.declared.lists.clone(),
        declared_by: graph.declared.of_source.clone(),
        sources: graph.sources.iter().map(source).collect(),
        origins: graph
            .places
            .origins
            .iter()
            .map(|o| (o.source, o.graph, o.first_line))
            .collect(),
        levels: graph.acceptance.names.clone(),
        default_level: graph.acceptance.default,
        rules: graph
            .derivations
            .rules
            .iter()
            .map(|rule| (rule.name.clone(), rule.place.clone()))
            .collect(),
        contradictions: graph.derivations.contradictions.clone(),
        hidden: graph.derivations.hidden,
    }
}

/// A snapshot of at most so many bytes is checked whole when it is opened: that takes less time than to read it.
const CHECKED_WHOLE: usize = 1 << 20;

/// Opens a snapshot, in a time that does not depend on its size: of a large one only header, table and lengths are
/// checked, [`verify`] checks all. A changed byte in a large one can give a wrong answer, but nothing worse.
///
/// # Errors
/// If it cannot be read, or is not a whole snapshot of this version.
pub fn open(path: &Path) -> Result<Snapshot> {
    let map = Map::open(path).map_err(Error::io("read", path))?;
    opened(map, path, CHECKED_WHOLE)
}

/// Opens a snapshot of which another one is to be made: every byte is checked.
///
/// # Errors
/// As [`open`]; also if a byte of it was changed.
pub fn open_whole(path: &Path) -> Result<Snapshot> {
    let map = Map::open(path).map_err(Error::io("read", path))?;
    opened(map, path, usize::MAX)
}

/// The error that says what is the matter with a snapshot, as the end of a sentence.
fn error(path: &Path, problem: &str) -> Error {
    Error::Snapshot {
        path: path.display().to_string(),
        problem: problem.to_owned(),
    }
}

/// The snapshot in a mapped file; of one with at most so many bytes each is checked.
fn opened(map: Map, path: &Path, checked_whole: usize) -> Result<Snapshot> {
    let problem = |problem: &str| error(path, problem);
    let file = File::new(map).map_err(problem)?;
    let damaged = || problem("is damaged");
    let is_checked = file.len() <= checked_whole;
    if is_checked {
        file.check().map_err(|damage| problem(&damage))?;
    }
    let meta: Meta = file
        .verified(b"meta")
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .ok_or_else(damaged)?;
    let order = |components, names: [&[u8; 4]; 4]| -> Option<Order> {
        Some(Order {
            components,
            offsets: file.column(names[0])?,
            second: file.column(names[1])?,
            third: file.column(names[2])?,
            levels: file.column(names[3])?,
        })
    };
    let graph = || -> Option<Graph> {
        Some(Graph {
            dictionary: Dictionary {
                text: file.column(b"text")?,
                blocks: file.column(b"bloc")?,
                bounds: meta.bounds,
                literal_types: TypeColumn {
                    low: file.column(b"ltyp")?,
                    high: file.column(b"ltyh")?,
                },
                types: meta.types.iter().map(literal_type).collect(),
                triples: file.column(b"trip")?,
                depths: meta.depths.clone(),
                values: Values {
                    present: file.column(b"vbit")?,
                    before: file.column(b"vbef")?,
                    values: file.column(b"vals")?,
                },
                bigrams: Bigrams {
                    pairs: file.column(b"bigr")?,
                    ends: file.column(b"bige")?,
                    lists: file.column(b"bigl")?,
                },
            },
            spo: order(Components::SPO, SPO)?,
            pos: order(Components::POS, POS)?,
            osp: order(Components::OSP, OSP)?,
            statistics: Statistics {
                counts: file.column(b"stat")?,
            },
            places: Places {
                origins: meta.origins.iter().map(origin).collect(),
                lines: file.column(b"line")?,
                more: file.column(b"more")?,
                ..Places::default()
            },
            derivations: Derivations {
                rules: meta.rules.iter().map(rule).collect(),
                starts: file.column(b"dsta")?,
                steps: file.column(b"dste")?,
                contradictions: meta.contradictions.clone(),
                hidden: meta.hidden,
            },
            sources: meta.sources.iter().map(source).collect::<Option<_>>()?,
            prefixes: prefixes(&meta.prefixes),
            declared: Declared {
                lists: meta.declared.clone(),
                of_source: meta.declared_by.clone(),
            },
            acceptance: Acceptance {
                names: meta.levels.clone(),
                default: meta.default_level,
            },
        })
    };
    let graph = graph().ok_or_else(damaged)?;
    Ok(Snapshot {
        graph,
        digests: meta.digests,
        file,
        path: path.to_owned(),
        is_checked,
    })
}

/// Checks every byte of a snapshot: those of its sections against their checksums, those between them for being zero.
///
/// # Errors
/// If it cannot be read, or a byte of it was changed.
pub fn verify(path: &Path) -> Result<()> {
    let map = Map::open(path).map_err(Error::io("read", path))?;
    let file = File::new(map).map_err(|problem| error(path, problem))?;
    file.check().map_err(|damage| error(path, &damage))
}

fn literal_type([datatype, language, direction]: &[String; 3]) -> LiteralType {
    LiteralType {
        datatype: datatype.clone(),
        language: language.clone(),
        direction: direction.clone(),
    }
}

fn origin((source, graph, first_line): &(u32, Option<TermId>, u32)) -> Origin {
    Origin {
        source: *source,
        graph: *graph,
        first_line: *first_line,
    }
}

fn rule((name, place): &(String, Option<String>)) -> RuleName {
    RuleName {
        name: name.clone(),
        place: place.clone(),
    }
}

fn source(source: &MetaSource) -> Option<Source> {
    Some(Source {
        path: source.path.clone(),
        digest: from_hex(&source.digest)?,
        lines: source.lines,
    })
}

fn prefixes(declared: &[(String, String)]) -> Prefixes {
    let mut prefixes = Prefixes::default();
    declared
        .iter()
        .for_each(|(name, namespace)| prefixes.declare(name, namespace));
    prefixes
}

/// Bytes in hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}
