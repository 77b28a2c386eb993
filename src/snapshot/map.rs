//! The only `unsafe` code: a file as bytes in memory, and a part of it as numbers.
#![allow(unsafe_code)]

use crate::column::Column;
use crate::disk;
use memmap2::Mmap;
use std::fs::{File, Metadata};
use std::marker::PhantomData;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::{io, slice};

/// A mapped file.
#[derive(Debug)]
pub struct Map {
    map: Mmap,
    metadata: Metadata,
}

/// Numbers for which every pattern of bytes is a value.
pub trait Plain: Send + Sync + 'static + sealed::Sealed {}

impl Plain for u8 {}
impl Plain for u32 {}
impl Plain for u64 {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for u8 {}
    impl Sealed for u32 {}
    impl Sealed for u64 {}
}

impl Map {
    /// Maps a file for reading, unless it is a link.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::new(&disk::open_own(path)?)
    }

    /// Maps an open file for reading.
    pub fn new(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        // SAFETY: a mapping is sound while nobody changes the file under it. Snapshots are never changed in place:
        // a new one is written beside and renamed, and then this mapping keeps the old file.
        let map = unsafe { Mmap::map(file)? };
        Ok(Self { map, metadata })
    }

    /// Whether a path leads to this file, and no other one was renamed over it.
    pub fn is_at(&self, path: &Path) -> bool {
        disk::is_still_at(&self.metadata, path)
    }

    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// A part of the file as numbers; `None` if it is not inside the file or not aligned to whole numbers.
    pub fn column<T: Plain>(map: &Arc<Self>, range: Range<usize>) -> Option<Column<T>> {
        let bytes = map.bytes().get(range.clone())?;
        let fits = bytes.len() % size_of::<T>() == 0 && bytes.as_ptr().cast::<T>().is_aligned();
        let part = Part {
            map: Arc::clone(map),
            range,
            numbers: PhantomData::<T>,
        };
        fits.then(|| Column::Shared(Arc::new(part)))
    }
}

/// A part of a mapped file that was checked to be whole aligned numbers inside the file.
struct Part<T> {
    map: Arc<Map>,
    range: Range<usize>,
    numbers: PhantomData<T>,
}

impl<T: Plain> AsRef<[T]> for Part<T> {
    fn as_ref(&self) -> &[T] {
        let bytes = &self.map.bytes()[self.range.clone()];
        // SAFETY: `Map::column` checked length and alignment, the mapping does not move, and every pattern of bytes
        // is a value of `T`. The slice borrows from `self`, which keeps the mapping.
        unsafe { slice::from_raw_parts(bytes.as_ptr().cast::<T>(), bytes.len() / size_of::<T>()) }
    }
}
