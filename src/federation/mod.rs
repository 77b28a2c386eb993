//! The engines that the `SERVICE` of a project's queries may ask: those that `bixi.toml` names, by the network or by their
//! [recorded](recorded) answers.

mod asked;
mod recorded;
mod stable;

pub use asked::{EngineAnswers, engines};
pub use recorded::fingerprint;
