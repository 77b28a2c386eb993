//! Engines elsewhere, asked by the [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/) and the
//! [Graph Store Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/).
//!
//! Nothing here is called unless an engine of `bixi.toml` is named. A request is made ([client]) with what tells the engine who
//! asks ([auth]), and its answer is parsed to the end ([parse]): one that is cut is an error, never fewer rows.

mod answer;
#[cfg(feature = "remote")]
mod auth;
#[cfg(feature = "remote")]
mod certificates;
#[cfg_attr(not(feature = "remote"), path = "absent.rs")]
mod client;
mod dialect;
#[cfg(feature = "remote")]
mod digest;
mod encoding;
mod engine;
mod form;
#[cfg(feature = "remote")]
mod parse;
pub mod probe;
#[cfg(feature = "remote")]
mod response;
#[cfg(feature = "remote")]
mod signed;
#[cfg(feature = "remote")]
mod sigv4;
#[cfg(feature = "remote")]
mod url;

pub use answer::Answer;
pub use client::Client;
pub use dialect::{Dialect, Fault};
pub use encoding::{
    BLANK_NODES, DIRECTED_TEXTS, TRIPLE_TERMS, blank_node_iri, decoded, description, own_term,
    published_term, statement, triple_term_iri,
};
pub use engine::Engine;
pub(crate) use engine::{Asked, AskedGraph};
pub use form::Form;
