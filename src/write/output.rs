//! Where the statements of a graph are written, with the limits of the writing.

use crate::error::{Error, Result};
use crate::query::Pace;
use std::io::Write;

/// An output that looks at the limits as it grows.
pub struct Output<'o, 'b, W> {
    output: &'o mut W,
    pace: Pace<'b>,
}

impl<'o, 'b, W: Write> Output<'o, 'b, W> {
    /// Returns an output at its start.
    pub fn new(output: &'o mut W, pace: Pace<'b>) -> Self {
        Self { output, pace }
    }

    /// Writes texts, one after the other.
    ///
    /// # Errors
    /// If they cannot be written, or a limit is passed.
    pub fn write(&mut self, texts: &[&str]) -> Result<()> {
        for text in texts {
            self.write_bytes(text.as_bytes())?;
        }
        Ok(())
    }

    /// Writes bytes.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.pace.step(bytes.len())?;
        let written = self.output.write_all(bytes);
        written.map_err(Error::io("write", "the result"))
    }

    /// Counts work that writes nothing.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn step(&self, work: usize) -> Result<()> {
        self.pace.step(work)
    }

    /// Counts work that writes nothing yet, with the bytes that wait to be written.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn wait(&self, work: usize, bytes: usize) -> Result<()> {
        self.pace.step_with(work, bytes)
    }
}
