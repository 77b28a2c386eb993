//! What a user of the library does with a project and its snapshot: the public API, over all other modules.

mod add;
mod build;
mod draw;
pub mod example;
mod find;
mod findings;
mod import;
mod languages;
mod passages;
mod query;
mod settings;
mod snapshot;
mod template;
mod test;
mod why;
mod write;

pub use build::{Built, EvidenceChecked};
pub use draw::{Drawing, GraphPart, MoreLinks, MoreStatements, ViewOptions};
pub use find::Found;
pub use import::{ImportOptions, ProposedMapping};
pub use query::Answer;
pub use snapshot::{Sizes, Snapshot};
pub use why::Why;
pub use write::{ChartOptions, Charted, write_boolean};
