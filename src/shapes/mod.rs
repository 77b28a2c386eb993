//! The shapes of a graph as a model: what [SHACL Core](https://www.w3.org/TR/shacl12-core/) and
//! [SHACL SPARQL](https://www.w3.org/TR/shacl12-sparql/) say of targets, paths and constraints, read once.

mod components;
mod fault;
mod lists;
mod model;
mod parameters;
mod paths;
mod read;
mod reader;
mod recursion;
mod targets;
mod terms;

pub use fault::{Fault, FaultKind};
pub use lists::{ListFault, Lists};
pub use model::{
    Allowed, Component, Constraint, Kind, NodeKinds, Parameter, Path, Qualified, Reifier, Select,
    Severity, Shape, ShapeId, Shapes, Target, Validator,
};
pub use read::read;
pub use terms::{Known, SH, near_term, parameters, term, wrong_namespaces};
