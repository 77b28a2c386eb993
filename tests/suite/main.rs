//! Tests of the program as its users run it, and of the house that it lives in. Expected texts are files;
//! `BIXI_ACCEPT=1 cargo test` rewrites them.

mod conformance;
mod entailment;
mod house;
mod naive;
mod readme;
mod repository;
mod session;
mod sessions;
