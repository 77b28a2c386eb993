//! The door to the disk: only regular files are read, without waiting for anybody, and bixi writes its own files through no link
//! ([open(2)](https://pubs.opengroup.org/onlinepubs/9799919799/functions/open.html), [CWE-59](https://cwe.mitre.org/data/definitions/59.html)).

use crate::error::{Error, Result};
use std::ffi::OsString;
use std::fs::{self, File, FileType, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Opens a file to read it; a link is followed.
///
/// # Errors
/// If it cannot be opened or is not a regular file.
pub fn open(path: &Path) -> io::Result<File> {
    // Looked at before it is opened, too: a device may act when it is opened.
    regular(&fs::metadata(path).map_err(|error| leads_nowhere(path, error))?)?;
    #[cfg(test)]
    opened::note(path);
    let mut options = OpenOptions::new();
    open_regular(without_waiting(options.read(true)), path)
}

/// The error of a path that cannot be looked at; of a link whose target is not there it names the target.
fn leads_nowhere(path: &Path, error: io::Error) -> io::Error {
    match (error.kind(), fs::read_link(path)) {
        (io::ErrorKind::NotFound, Ok(target)) => {
            let problem = format!("it is a link to `{}`, which is not there", target.display());
            io::Error::new(io::ErrorKind::NotFound, problem)
        }
        _ => error,
    }
}

/// Reads a file; a link is followed.
///
/// # Errors
/// As [`open`]; also if the file changes meanwhile.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = Bounded::new(open(path)?)?;
    let mut bytes = Vec::with_capacity(usize::try_from(file.left).unwrap_or(0));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file that bixi wrote, to read it.
///
/// # Errors
/// As [`open`]; also if it is a link.
pub fn open_own(path: &Path) -> io::Result<File> {
    regular(&fs::symlink_metadata(path)?)?;
    #[cfg(test)]
    opened::note(path);
    let mut options = OpenOptions::new();
    open_regular(not_through_a_link(options.read(true)), path)
}

/// Opens a file of bixi whose content does not matter, or makes an empty one.
///
/// # Errors
/// If it cannot be opened or made, is a link, or is not a regular file.
pub fn open_or_create_own(path: &Path) -> io::Result<File> {
    is_own_or_absent(path)?;
    let mut options = OpenOptions::new();
    // What another name of the same file holds is not emptied.
    options.write(true).create(true).truncate(false);
    open_regular(not_through_a_link(&mut options), path)
}

/// Makes a file of bixi in place of one that an earlier run left, to write it and to read it again.
///
/// # Errors
/// If the disk forbids it, or something is there that bixi did not make: a link, a folder, a device.
pub fn create_own(path: &Path) -> io::Result<File> {
    if is_own_or_absent(path)? {
        fs::remove_file(path)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    not_through_a_link(&mut options).open(path)
}

/// Makes a folder of bixi unless it is there.
///
/// # Errors
/// If the disk forbids it, or something else is there: a link, a file.
pub fn create_own_folder(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(metadata) => Err(is_not("folder", metadata.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(path),
        Err(error) => Err(error),
    }
}

/// Whether a file of bixi is there.
///
/// # Errors
/// If something else is there: a link, a folder, a device.
pub fn is_own_or_absent(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => regular(&metadata).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts a file of the user in place of one with an expected content, in one step and with its permissions; `None` expects that
/// nothing is there.
///
/// # Errors
/// If something else is there, or the disk forbids it; what was there stays as it was then.
pub fn replace(path: &Path, expected: Option<&[u8]>, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    let permissions = permissions_of(path)?;
    let is_there = permissions.is_some();
    let mut options = OpenOptions::new();
    let opened = not_through_a_link(options.write(true).create_new(true)).open(&beside);
    let mut file = opened.map_err(|error| {
        let what = format!("`{}` cannot be made: {error}", beside.display());
        io::Error::new(error.kind(), what)
    })?;
    let written = (|| {
        file.write_all(content)?;
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        let found = match is_there {
            true => Some(read(path)?),
            false => is_own_or_absent(path)?.then(Vec::new),
        };
        match found.as_deref() == expected {
            true => fs::rename(&beside, path),
            false => Err(io::Error::other("somebody else changed it meanwhile")),
        }
    })();
    if written.is_err() {
        fs::remove_file(&beside)?;
    }
    written
}

/// Writes a file of the user, or another one in its place, in one step and with its permissions: what is written goes to a hidden
/// file beside it, which takes its name at the end. One that an interrupted run left is replaced.
///
/// # Errors
/// If something else is there, the disk forbids it, or another process writes the same file; what was there stays as it was then.
pub fn put<T>(path: &Path, write: impl FnOnce(&mut File) -> Result<T>) -> Result<T> {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    let beside = path.with_file_name(name);
    let made = || {
        let permissions = permissions_of(path)?;
        Ok((permissions, create_own(&beside)?))
    };
    let (permissions, mut file) = made().map_err(Error::io("write", path))?;
    let written = write(&mut file).and_then(|written| {
        let finish = || {
            if let Some(permissions) = permissions {
                file.set_permissions(permissions)?;
            }
            file.sync_all()?;
            match is_still_at(&file.metadata()?, &beside) {
                true => fs::rename(&beside, path),
                false => Err(io::Error::other("somebody else writes it, too")),
            }
        };
        finish().map_err(Error::io("write", path))?;
        Ok(written)
    });
    let is_own = || Ok::<bool, io::Error>(is_still_at(&file.metadata()?, &beside));
    if written.is_err() && is_own().map_err(Error::io("write", path))? {
        fs::remove_file(&beside).map_err(Error::io("write", path))?;
    }
    written
}

/// Returns the permissions of a file that may be replaced, or nothing if there is none.
///
/// # Errors
/// If something else is there, or it may not be written: a rename would replace it all the same.
fn permissions_of(path: &Path) -> io::Result<Option<Permissions>> {
    if !is_own_or_absent(path)? {
        return Ok(None);
    }
    let permissions = fs::metadata(path)?.permissions();
    match permissions.readonly() {
        true => Err(io::ErrorKind::PermissionDenied.into()),
        false => Ok(Some(permissions)),
    }
}

/// Whether a file, or anything else, has this name.
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether a path still leads to the open file that has this metadata, which a rename may have changed.
#[cfg(unix)]
pub fn is_still_at(open: &Metadata, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let now = fs::symlink_metadata(path);
    now.is_ok_and(|now| (now.dev(), now.ino()) == (open.dev(), open.ino()))
}

/// Whether a path still leads to the open file that has this metadata, which a rename may have changed.
#[cfg(not(unix))]
pub fn is_still_at(open: &Metadata, path: &Path) -> bool {
    let now = fs::symlink_metadata(path);
    now.is_ok_and(|now| (now.len(), now.modified().ok()) == (open.len(), open.modified().ok()))
}

/// The bytes that a file had when it was opened: it cannot go on for ever, and a file that is being saved is not taken for
/// a shorter one.
pub struct Bounded {
    file: File,
    length: u64,
    left: u64,
}

/// The error of a file that is written while it is read: it may be as it should be in a moment.
pub fn changes() -> io::Error {
    let problem = "it changes while it is read";
    io::Error::new(io::ErrorKind::ResourceBusy, problem)
}

impl Bounded {
    /// The content of an open file.
    ///
    /// # Errors
    /// If the system does not tell how long it is.
    pub fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self {
            file,
            length,
            left: length,
        })
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.file.seek(to)?;
        self.left = self.length.saturating_sub(at);
        Ok(at)
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            return match self.file.read(&mut [0])? {
                0 => Ok(0),
                _ => Err(changes()),
            };
        }
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let read = self.file.read(buffer.get_mut(..most).unwrap_or_default())?;
        if read == 0 {
            return Err(changes());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

/// Opens a file and makes sure that it is a regular one.
fn open_regular(options: &OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

fn regular(metadata: &Metadata) -> io::Result<()> {
    match metadata.is_file() {
        true => Ok(()),
        false => Err(is_not("regular file", metadata.file_type())),
    }
}

/// The error for something that is not what it should be.
fn is_not(wanted: &str, found: FileType) -> io::Error {
    io::Error::other(format!("it is {}, not a {wanted}", name(found)))
}

#[cfg(unix)]
fn name(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        _ if kind.is_symlink() => "a symbolic link",
        _ if kind.is_dir() => "a folder",
        _ if kind.is_fifo() => "a named pipe",
        _ if kind.is_socket() => "a socket",
        _ if kind.is_file() => "a file",
        _ => "a device",
    }
}

#[cfg(not(unix))]
fn name(kind: FileType) -> &'static str {
    match kind {
        _ if kind.is_symlink() => "a symbolic link",
        _ if kind.is_dir() => "a folder",
        _ if kind.is_file() => "a file",
        _ => "a device",
    }
}

#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(libc::O_NONBLOCK)
}

#[cfg(unix)]
fn not_through_a_link(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW)
}

#[cfg(not(unix))]
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(not(unix))]
fn not_through_a_link(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// How often files were opened to be read, for tests that say how often that should be.
#[cfg(test)]
pub mod opened {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;

    static FILES: Mutex<BTreeMap<PathBuf, usize>> = Mutex::new(BTreeMap::new());

    pub(super) fn note(path: &Path) {
        let mut files = FILES.lock().expect("the files");
        *files.entry(path.to_owned()).or_default() += 1;
    }

    /// Takes the counts of the files below a folder, by their paths in it.
    pub fn take(folder: &Path) -> BTreeMap<String, usize> {
        let mut files = FILES.lock().expect("the files");
        let below = files.extract_if(.., |path, _| path.starts_with(folder));
        let relative = |path: PathBuf| path.strip_prefix(folder).map(|p| p.display().to_string());
        below
            .filter_map(|(path, count)| Some((relative(path).ok()?, count)))
            .collect()
    }
}
