//! Data as JSON.

use crate::error::{Error, Result};
use serde::Serialize;

/// Returns data as indented JSON that ends with a line break.
///
/// # Errors
/// If the data cannot be JSON, which is a fault of bixi.
pub fn json(data: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(data);
    let mut text = text.map_err(|error| Error::internal(error.to_string()))?;
    text.push('\n');
    Ok(text)
}
