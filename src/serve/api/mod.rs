//! The JSON calls of the page, at `/api/NAME`: what a person can do there, a program can do by them.

mod asked;
mod between;
mod cancel;
mod chart;
mod check;
mod compare;
mod complete;
mod coverage;
mod entity;
mod expand;
mod find;
mod findings;
mod format;
mod neighbours;
mod parameters;
mod passage;
mod path;
mod picture;
mod plan;
mod progress;
mod queries;
mod query;
mod run;
mod source;
mod statistics;
mod status;
mod term;
mod tests;
mod view;
mod why;

pub use asked::Asked;
pub use parameters::Parameters;
pub use term::identifier;

use super::problem::Problem;
use super::reply::Reply;
use super::state::State;
use serde_json::Value;

/// The methods of a call.
pub const METHODS: &str = "GET, HEAD, POST";

/// How a call is answered.
#[derive(Clone, Copy)]
pub enum Call {
    /// By a thread of its own, when it is its turn.
    Evaluated(fn(&Asked, &mut Reply) -> Result<(), Problem>),
    /// At once, however many others wait: it is about the server.
    Immediate(fn(&State, &Parameters) -> Result<Value, Problem>),
}

/// All calls, by name.
const CALLS: &[(&str, Call)] = &[
    ("between", Call::Evaluated(between::answer)),
    ("cancel", Call::Immediate(cancel::answer)),
    ("chart", Call::Evaluated(chart::answer)),
    ("check", Call::Evaluated(check::answer)),
    ("compare", Call::Evaluated(compare::answer)),
    ("complete", Call::Evaluated(complete::answer)),
    ("coverage", Call::Evaluated(coverage::answer)),
    ("entity", Call::Evaluated(entity::answer)),
    ("expand", Call::Evaluated(expand::answer)),
    ("find", Call::Evaluated(find::answer)),
    ("findings", Call::Evaluated(findings::answer)),
    ("format", Call::Evaluated(format::answer)),
    ("neighbours", Call::Evaluated(neighbours::answer)),
    ("passage", Call::Evaluated(passage::answer)),
    ("path", Call::Evaluated(path::answer)),
    ("plan", Call::Evaluated(plan::answer)),
    ("progress", Call::Immediate(progress::answer)),
    ("queries", Call::Evaluated(queries::answer)),
    ("run", Call::Evaluated(run::answer)),
    ("source", Call::Evaluated(source::answer)),
    ("statistics", Call::Evaluated(statistics::answer)),
    ("status", Call::Immediate(status::answer)),
    ("tests", Call::Evaluated(tests::answer)),
    ("view", Call::Evaluated(view::answer)),
    ("why", Call::Evaluated(why::answer)),
];

/// Returns the call with a name.
pub fn call(name: &str) -> Option<Call> {
    let found = CALLS.iter().find(|(of, _)| *of == name);
    found.map(|(_, call)| *call)
}
