//! Publishes the graph of a project to an engine elsewhere, and fetches what is published there.
//!
//! Each source is a graph of its own ([graphs]), written as sorted N-Triples ([text]) that an engine without RDF 1.2 can hold, too.
//! A [manifest] lists the graphs with their digests: what an engine has already is not sent again ([compare]), and a push that
//! broke off is not believed ([push]). What is there in the end can be compared with what was sent ([check]), and be fetched
//! ([pull]).

mod check;
mod compare;
mod graphs;
mod manifest;
mod pull;
mod push;
mod store;
mod text;
mod value;

pub use check::{Checked, Difference as Deviation};
pub use compare::Change;
pub use graphs::{PublishedGraph, Role, published_graphs};
pub use manifest::{Content, Listed, Manifest, published};
pub use pull::{Difference, Fetchable, difference, fetch, fetchable};
pub use push::{PushOptions, PushStep, Pushed, PushedGraph, push};
