//! How large a workbook is when it is unpacked, found out before anything of it is kept
//! ([CWE-409](https://cwe.mitre.org/data/definitions/409.html)).

use super::text::Bytes;
use crate::number::with_commas;
use memchr::memmem;
use std::io::Read;
use zip::ZipArchive;

/// A workbook may have this many bytes when it is unpacked.
pub const MOST: usize = 1 << 30;

/// This many bytes are unpacked at a time.
const PIECE: usize = 1 << 16;

/// A word of a workbook may be cut by the end of a piece; this many bytes of it are looked at again.
const OVERLAP: usize = 64;

/// What is known of the parts of a workbook.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Whether cells may be merged.
    pub may_have_merged_cells: bool,
    /// Whether cells may have errors.
    pub may_have_errors: bool,
}

/// Unpacks all parts of a workbook and throws them away.
///
/// # Errors
/// If it is not an archive, or has more bytes than it may have, or promises more strings than it can have: why, as a sentence.
pub fn check(bytes: &mut dyn Bytes, most: usize) -> Result<Parts, String> {
    let mut archive = ZipArchive::new(bytes).map_err(|error| error.to_string())?;
    let (mut parts, mut count) = (Parts::default(), 0);
    let mut piece = vec![0; OVERLAP + PIECE];
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| error.to_string())?;
        let (mut kept, mut of_file, mut promised) = (0, 0, 0);
        loop {
            let room = piece.get_mut(kept..).unwrap_or_default();
            let read = file.read(room).map_err(|error| error.to_string())?;
            if read == 0 {
                break;
            }
            (count, of_file) = (count + read, of_file + read);
            if count > most {
                return Err(format!(
                    "it has more than {} bytes when it is unpacked",
                    with_commas(most)
                ));
            }
            let filled = kept + read;
            let new = piece.get(..filled).unwrap_or_default();
            parts.may_have_errors |= memmem::find(new, b"t=\"e\"").is_some();
            parts.may_have_merged_cells |= memmem::find(new, b"mergeCell").is_some();
            promised = promised.max(promised_strings(new));
            kept = filled.min(OVERLAP);
            piece.copy_within(filled - kept..filled, 0);
        }
        // The shortest string is `<si/>`. Room for all of them is made at once.
        if promised > of_file / 5 + 1 {
            return Err(format!(
                "it promises {} strings, but has no room for them",
                with_commas(promised)
            ));
        }
    }
    Ok(parts)
}

/// The most strings that `uniqueCount` in bytes of XML promises.
fn promised_strings(bytes: &[u8]) -> usize {
    let counts = memmem::find_iter(bytes, b"uniqueCount").map(|at| {
        let rest = bytes.get(at + "uniqueCount".len()..).unwrap_or_default();
        let is_between = |byte: &&u8| byte.is_ascii_whitespace() || b"=\"'+".contains(byte);
        let digits = rest
            .iter()
            .skip_while(is_between)
            .take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_usize, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(usize::from(digit - b'0'))
        })
    });
    counts.max().unwrap_or(0)
}
