//! Physical plans: which operators find the solutions of a query, in which order and how
//! ([Graefe 1993](https://doi.org/10.1145/152610.152611)). A plan is a value: it is made without running it, can be compared
//! and printed, and is then executed.

mod algebra;
mod apart;
mod choose;
mod condition;
mod correlate;
mod cost;
mod count;
mod describe;
mod estimate;
mod explain;
mod gather;
mod group;
mod join_order;
mod labels;
mod method;
mod outline;
mod plan;
mod planner;
mod relation;
mod sample;
mod steps;
mod written;

pub use algebra::algebra;
pub use choose::plan;
pub use cost::{COSTS, MANY_ROWS, is_scanned};
pub use estimate::Statistics;
pub use explain::explained;
pub use labels::Labels;
pub use method::{Method, method};
pub use outline::{Actual, Field, Label, Line, Plan, PlanOperator};
pub use plan::{
    Computed, Condition, CountFromIndex, Equality, Exists, Group, Input, Join, Leaf, LeftJoin,
    Node, Operator, PathPattern, PlannedAggregate, Scope, Step, TextSearch, TriplePattern,
    accept_multiplicities,
};
pub use planner::Planner;
