//! What a user of the library does with a project and its snapshot: the public API, over all other modules.

mod add;
mod build;
mod cells;
mod compared;
mod consistency;
mod coverage;
mod draw;
mod editor;
mod elsewhere;
mod engine;
mod entity;
pub mod example;
mod explain_failures;
mod export;
mod find;
mod findings;
mod import;
mod languages;
mod lines;
mod links;
mod mutation;
mod named;
mod new_test;
mod no_mapping;
mod other_tables;
mod passages;
mod publish;
mod pull;
mod query;
mod search;
mod settings;
mod sheet;
mod side_by_side;
mod snapshot;
mod statistics;
mod template;
mod test;
mod test_kinds;
mod test_record;
mod why;
mod why_each;
mod write;

pub use build::{Built, EvidenceChecked};
pub use compared::ComparedAnswers;
pub use consistency::Consistency;
pub use draw::{Drawing, GraphPart, MoreLinks, MoreStatements, ViewOptions};
pub use editor::{Mark, QueryChecked};
pub use engine::EngineChecked;
pub use entity::{
    Entity, EntityPart, EntityStatement, Line, PropertyStatements, ReifierOf, RuleOf, Said,
};
pub use export::{ExportOptions, ExportPart};
pub use find::Found;
pub use findings::Excerpt;
pub use import::{ImportOptions, ProposedMapping};
pub use links::{Appearance, Link, LinkDirection, LinkedBy, Links};
pub use mutation::{Mutation, MutationOptions, Mutations};
pub use named::Named;
pub use new_test::NewTestFile;
pub use pull::{PullOptions, Pulled, PulledGraph};
pub use query::Answer;
pub use search::{ClassCount, Hit, Hits, Search};
pub use side_by_side::{Cell, ComparedProperty, SideBySide};
pub use snapshot::{Sizes, Snapshot};
pub use statistics::{
    CountedClass, CountedEvidence, CountedLanguage, CountedProperty, CountedSource, GraphStatistics,
};
pub use test_record::{Fingerprints, TEST_RECORD, TestRecord};
pub use why::Why;
pub use why_each::WhyEach;
pub use write::{ChartOptions, Charted, write_boolean};
