//! Files beside expectations that nothing would look at, though their names say that they are meant as such.

use super::expectations::INCOMPLETE;
use crate::error::Result;
use crate::expect::misfits;
use crate::finding::{Finding, Place};
use crate::project::{CONFIG, Project};

/// Finds the files that fit no kind of expectation. Globs without a file are findings of their own.
pub fn check(project: &Project) -> Result<Vec<Finding>> {
    let misfits = misfits(project)?.into_iter();
    let misfits = misfits.filter(|misfit| misfit.path != CONFIG);
    let finding = misfits.map(|misfit| {
        let place = Place {
            file: misfit.path,
            span: 0..0,
        };
        Finding {
            hint: misfit.hint,
            ..Finding::warning(INCOMPLETE, misfit.message, place)
        }
    });
    Ok(finding.collect())
}
