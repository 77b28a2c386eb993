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
//! Numbers are little-endian. The section `meta` is JSON: everything that is small. So are `find`, what was found in the sources,
//! and `impo`, their imports: they are read only when somebody asks. The others are columns:
//! `text bloc ltyp ltyh trip vbit vbef vals bigr bige bigl` of the dictionary, `stat` of the predicates, `spo0 spo1 spo2 spol`, `pos0 …`, `osp0 …` of the orders, `line more` of the places, `dsta dste` of the derivations.
//! `vals` holds what numbers, dates and times of day on a date are worth, eight bytes each, as [`crate::dictionary::Values`] says;
//! `bigr bige bigl` are the index of texts, as [`crate::dictionary::Bigrams`] says.
//! Nothing in the file depends on when or where it was made.

mod layout;
mod map;
mod meta;

pub use meta::to_hex;

use crate::dictionary::{Bigrams, Dictionary, TypeColumn, Values};
use crate::disk;
use crate::error::{Error, Result};
use crate::graph::{
    Acceptance, Components, Declared, Derivations, Graph, Order, Places, Statistics,
};
use layout::{File, Section, Writer};
use map::Map;
use meta::{Meta, literal_type, meta_of, origin, prefixes, rule, source};
use serde::{Deserialize, Serialize};
use std::fs::{self, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The names of the sections of an order: offsets, second and third components, levels.
const SPO: [&[u8; 4]; 4] = [b"spo0", b"spo1", b"spo2", b"spol"];
const POS: [&[u8; 4]; 4] = [b"pos0", b"pos1", b"pos2", b"posl"];
const OSP: [&[u8; 4]; 4] = [b"osp0", b"osp1", b"osp2", b"ospl"];
/// The name of the section of what was found in the sources.
const FINDINGS: &[u8; 4] = b"find";
/// The name of the section of the imports.
const IMPORTS: &[u8; 4] = b"impo";

/// What a snapshot is made of.
#[derive(Default)]
pub struct Contents {
    /// The graph.
    pub graph: Graph,
    /// What was found in its sources, in bytes that whoever writes them can read.
    pub findings: Vec<u8>,
    /// The imports of its sources, in bytes that whoever writes them can read.
    pub imports: Vec<u8>,
    /// The paths of the sources that it has only because they are imported.
    pub imported: Vec<String>,
    /// The digests of what went into it.
    pub digests: Digests,
}

/// A graph from a file, and what it was made from.
#[derive(Debug)]
pub struct Snapshot {
    /// The graph; its columns lie in the mapped file.
    pub graph: Graph,
    /// The paths of the sources that it has only because they are imported.
    pub imported: Vec<String>,
    /// The digests of what went into it.
    pub digests: Digests,
    file: File,
    path: PathBuf,
    /// Whether all was checked that [`Snapshot::check`] checks.
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

    /// Returns the imports of the sources, as they were written.
    ///
    /// # Errors
    /// If a byte of them was changed.
    pub fn imports(&self) -> Result<&[u8]> {
        let imports = self.file.verified(IMPORTS);
        imports.ok_or_else(|| self.problem("is damaged in its section `impo`"))
    }

    /// Checks every byte, unless that was done when it was opened: those of the sections against their checksums; those
    /// between them must be zero. Then checks that each number in the graph is that of a term, a file or a graph which
    /// exists, so that what a faulty program wrote is not built upon either.
    ///
    /// # Errors
    /// If a byte was changed, or a number is wrong.
    pub fn check(&self) -> Result<()> {
        if self.is_checked {
            return Ok(());
        }
        let bytes = self.file.check();
        bytes.map_err(|damage| self.problem(&damage))?;
        let contents = self.graph.check_contents();
        contents.map_err(|column| self.problem(&inconsistent(column)))
    }

    /// Returns the error that says what is the matter with this snapshot, as the end of a sentence.
    pub fn problem(&self, problem: &str) -> Error {
        error(&self.path, problem)
    }

    /// Returns a digest of the file in hexadecimal: another content has another digest.
    pub fn digest(&self) -> String {
        to_hex(&self.file.digest())
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
/// If the folder is not a folder, or one of its files is a link, a folder, a device.
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
        imports,
        imported,
        digests,
    } = contents;
    let meta = serde_json::to_vec(&meta_of(graph, imported, digests)).map_err(std::io::Error::from);
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
    let bigrams = graph.dictionary.bigrams();
    writer.add(b"bigr", Section::Long(&bigrams.pairs));
    writer.add(b"bige", Section::Int(&bigrams.ends));
    writer.add(b"bigl", Section::Bytes(&bigrams.lists));
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
    writer.add(IMPORTS, Section::Bytes(imports));
    writer.write(&file).map_err(Error::io("write", path))?;
    Ok(file)
}

/// A snapshot of at most this many bytes is checked whole when it is opened: that takes less time than reading it.
const CHECKED_WHOLE: usize = 1 << 20;

/// Opens a snapshot, in a time that does not depend on its size: of a large one only header, table, `meta` and the lengths
/// of the columns are checked, [`verify`] checks all. A changed byte in a large one can give a wrong answer, but nothing worse.
///
/// # Errors
/// If it cannot be read, or is not a whole snapshot of this version.
pub fn open(path: &Path) -> Result<Snapshot> {
    let map = Map::open(path).map_err(Error::io("read", path))?;
    opened(map, path, CHECKED_WHOLE)
}

/// Opens a snapshot of which another one is to be made: all is checked, as [`Snapshot::check`] does.
///
/// # Errors
/// As [`open`]; also if a byte of it was changed, or a number in it is wrong.
pub fn open_whole(path: &Path) -> Result<Snapshot> {
    let map = Map::open(path).map_err(Error::io("read", path))?;
    let mut snapshot = opened(map, path, usize::MAX)?;
    let contents = snapshot.graph.check_contents();
    contents.map_err(|column| snapshot.problem(&inconsistent(column)))?;
    snapshot.is_checked = true;
    Ok(snapshot)
}

/// What is the matter with a snapshot in which a column does not fit the others.
fn inconsistent(column: &str) -> String {
    format!("is inconsistent in its {column}")
}

/// The error that says what is the matter with a snapshot, as the end of a sentence.
fn error(path: &Path, problem: &str) -> Error {
    Error::Snapshot {
        path: path.display().to_string(),
        problem: problem.to_owned(),
    }
}

/// Returns the snapshot in a mapped file, which is checked whole if it has at most `checked_whole` bytes.
fn opened(map: Map, path: &Path, checked_whole: usize) -> Result<Snapshot> {
    let problem = |problem: &str| error(path, problem);
    let file = File::new(map).map_err(problem)?;
    let damaged = || problem("is damaged");
    if file.len() <= checked_whole {
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
            dictionary: Arc::new(Dictionary {
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
                bigrams: OnceLock::from(Bigrams {
                    pairs: file.column(b"bigr")?,
                    ends: file.column(b"bige")?,
                    lists: file.column(b"bigl")?,
                }),
                filter: OnceLock::new(),
                iri_texts: OnceLock::new(),
                literal_texts: OnceLock::new(),
            }),
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
    let lengths = graph.check_lengths();
    lengths.map_err(|column| problem(&inconsistent(column)))?;
    Ok(Snapshot {
        graph,
        imported: meta.imported,
        digests: meta.digests,
        file,
        path: path.to_owned(),
        is_checked: false,
    })
}

/// Checks a snapshot as [`Snapshot::check`] does.
///
/// # Errors
/// If it cannot be read, a byte of it was changed, or a number in it is wrong.
pub fn verify(path: &Path) -> Result<()> {
    open_whole(path).map(drop)
}
