//! What a call of the page is asked, and how it answers.

use super::parameters::Parameters;
use crate::serve::problem::Problem;
use crate::serve::query::{begin, internal};
use crate::serve::reply::Reply;
use crate::serve::state::{Served, State};
use bixi::QueryLimits;
use serde::Serialize;
use std::io::Write;

/// What a call is asked.
pub struct Asked<'a> {
    /// The graph, in the language of the reader.
    pub served: &'a Served,
    /// What all requests share.
    pub state: &'a State,
    /// What is given with the request.
    pub parameters: &'a Parameters,
    /// What evaluation may take.
    pub limits: &'a QueryLimits,
}

/// Writes the answer of a call.
///
/// # Errors
/// If the client is gone.
pub fn json(value: &impl Serialize, reply: &mut Reply) -> Result<(), Problem> {
    let text = serde_json::to_vec(value).map_err(|error| internal(&error.to_string()))?;
    begin(reply, "application/json")?;
    let written = reply.write_all(&text);
    written.map_err(|error| internal(&error.to_string()))
}
