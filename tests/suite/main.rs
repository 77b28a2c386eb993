//! Tests of the program as its users run it, and of the house that it lives in. Expected texts are files;
//! `BIXI_ACCEPT=1 cargo test` rewrites them.

mod accepted;
mod additions;
mod any_bytes;
#[cfg(all(unix, feature = "serve"))]
#[cfg(feature = "serve")]
mod browser;
mod changed;
mod closures;
mod collation;
mod completion;
mod counting;
mod coverage;
mod differential;
#[cfg(unix)]
mod disk;
mod documentation;
#[cfg(feature = "remote")]
mod double;
mod el;
#[cfg(feature = "serve")]
mod elsewhere;
mod engines;
mod entailment;
mod errors;
mod evidence;
mod exchange;
mod exported;
mod face;
mod facts;
mod federation;
mod formats;
mod formatted;
mod functions;
mod geometry;
mod growth;
mod guards;
mod hermit;
mod house;
mod imports;
mod incremental;
mod independent;
mod inequalities;
mod join_order;
mod limits;
mod manifest;
mod many_variables;
mod naive;
mod oracle;
#[cfg(all(unix, feature = "serve"))]
#[cfg(feature = "serve")]
mod page;
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
mod paths_as_unions;
mod permissions;
mod pictures;
mod plans;
mod pre_binding;
#[cfg(feature = "remote")]
mod published;
mod questions;
mod random_queries;

mod real;
#[cfg(feature = "remote")]
mod real_engines;
#[path = "../../benches/region_data/mod.rs"]
mod region_data;
mod repository;
mod results;
mod rewrites;
mod rml;
mod saved_queries;
mod schema_org;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod serve_entity;
#[cfg(feature = "serve")]
mod serve_graph;
#[cfg(feature = "serve")]
mod serve_project;
#[cfg(feature = "serve")]
mod serve_query;
#[cfg(feature = "remote")]
mod servers;
mod session;
mod sessions;
mod shacl;
mod sheets;
mod snapshot;
mod sparql;
mod specification;
#[cfg(feature = "parquet")]
mod sql;
mod tables;
mod test_reports;
mod texts;
mod third_article;
mod vocabulary;
#[cfg(all(unix, feature = "watch"))]
mod watch;
mod workbooks;
