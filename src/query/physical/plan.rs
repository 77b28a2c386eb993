//! The operators of physical plans, and what they are made of.

use super::join_order::Pair;
use super::relation::Relation;
use crate::dictionary::TermId;
use crate::query::index::ActiveGraph;
use crate::query::logical::{Aggregate, Expression, Path, Service, Slot, TripleTerm, Var, VarSet};
use spargebra::algebra::AggregateFunction;
use std::ops::Range;

/// An operator of a plan, with what is known of its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it does.
    pub operator: Operator,
    /// The variables whose values are read later: its rows have no other columns.
    pub columns: VarSet,
    /// How many rows it is expected to give.
    pub estimate: f64,
}

/// What an operator does.
#[derive(Clone, Debug, PartialEq)]
pub enum Operator {
    /// No rows: a condition is never true, or the query names a graph that the dataset does not have.
    Empty,
    /// The rows of inline data.
    Values {
        /// The variables, by column.
        variables: Vec<Var>,
        /// The terms, by column.
        columns: Vec<Vec<TermId>>,
        /// The number of rows.
        rows: usize,
    },
    /// The solutions of an engine elsewhere.
    Service(Box<Service>),
    /// A conjunction, joined in the order that costs least.
    Join(Box<Join>),
    /// Two unconnected parts of a conjunction, joined on what a condition says is equal.
    EqualJoin {
        /// Both parts.
        sides: Box<[Node; 2]>,
        /// The variables that are equal; without any, the parts are multiplied.
        on: Option<Equality>,
        /// The conditions that are applied to what is joined.
        conditions: Vec<Condition>,
    },
    /// The rows of the first input, each with the compatible ones of the second that pass a condition, or alone.
    LeftJoin(Box<LeftJoin>),
    /// The rows of both inputs.
    Union(Box<[Node; 2]>),
    /// `MINUS`: the rows of the first input without a compatible row of the second that binds a common variable.
    AntiJoin {
        /// Both inputs.
        sides: Box<[Node; 2]>,
        /// The variables that both patterns bind.
        common: VarSet,
        /// These, and the carried columns: what is compared.
        shared: VarSet,
    },
    /// A variable with the value of an expression; of none, if nothing reads it.
    Extend {
        /// The variable.
        variable: Var,
        /// What it is bound to.
        value: Option<Computed>,
        /// The rows that are extended.
        input: Box<Node>,
    },
    /// Rows with some of their columns; in a correlated part, joined with those of the outer rows that they do not see.
    Project {
        /// The columns that are kept, the carried ones among them.
        columns: VarSet,
        /// The rows.
        input: Box<Node>,
    },
    /// Each row once.
    Distinct(Box<Node>),
    /// The first rows after some others, for each combination of the carried columns by itself.
    Slice {
        /// How many rows are skipped.
        start: usize,
        /// How many follow at most.
        length: Option<usize>,
        /// The carried columns.
        carried: VarSet,
        /// What they are taken from.
        input: Box<Node>,
    },
    /// Rows in the order of keys; only the first ones if no more are wanted.
    Sort {
        /// The keys, the most significant one first; each with whether larger values come first.
        keys: Vec<(Computed, bool)>,
        /// The rows.
        input: Box<Node>,
    },
    /// Aggregates of groups of rows.
    Group(Box<Group>),
    /// Groups of the rows of one triple pattern, counted in the index.
    CountFromIndex(CountFromIndex),
    /// Rows found in each named graph: the name of the graph, which the inner columns have as `graph`, becomes `name`.
    EachGraph {
        /// The variable of the query.
        name: Var,
        /// The variable inside.
        graph: Var,
        /// The rows.
        input: Box<Node>,
    },
    /// Rows found in one named graph.
    InGraph {
        /// The name of the graph.
        name: TermId,
        /// The rows.
        input: Box<Node>,
    },
    /// `LATERAL`: the second input is correlated, and gives rows for all rows of the first at once, which `key` numbers.
    Apply {
        /// Both inputs.
        sides: Box<[Node; 2]>,
        /// The number of the outer row.
        key: Var,
        /// The columns of the outer rows that the second input may see, `key` among them.
        outer: VarSet,
    },
    /// Rows with the columns that a correlated part or `GRAPH` carries along: rows without them are the same for each
    /// outer row, and in each graph.
    Carry {
        /// Where and for what the part is evaluated.
        scope: Scope,
        /// The columns of the outer rows that are read later.
        columns: VarSet,
        /// The rows.
        input: Box<Node>,
    },
}

/// Where a part of a query is evaluated, and for which outer rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// The active graph.
    pub graph: ActiveGraph,
    /// The outer rows of a correlated part.
    pub outer: Option<Outer>,
}

/// The outer rows of a correlated part: it is evaluated once for all of them, and each of its rows has the number of the
/// outer row that it belongs to ([Neumann & Kemper 2015](https://dl.gi.de/handle/20.500.12116/2418)).
#[derive(Clone, Debug, PartialEq)]
pub struct Outer {
    /// The variable of the number.
    pub key: Var,
    /// The columns that the part may see, `key` among them.
    pub columns: VarSet,
}

impl Scope {
    /// Returns the columns that every part carries along: the number of the outer row and the name of the graph.
    pub fn carried(&self) -> VarSet {
        let key = self.outer.as_ref().map(|outer| outer.key);
        VarSet::of(key.into_iter().chain(self.graph.var()))
    }

    /// Returns the columns of the outer rows.
    pub fn outer_columns(&self) -> VarSet {
        let outer = self.outer.as_ref();
        outer.map_or_else(VarSet::default, |outer| outer.columns.clone())
    }

    /// Returns whether patterns are matched in the default graph and nothing is carried along.
    pub fn is_default(&self) -> bool {
        self.graph == ActiveGraph::Default && self.outer.is_none()
    }

    /// Returns the same scope without the outer rows.
    pub fn uncorrelated(&self) -> Self {
        Self {
            graph: self.graph,
            outer: None,
        }
    }
}

/// A conjunction of what the index answers, other inputs and conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// What the index answers.
    pub leaves: Vec<Leaf>,
    /// The order in which leaves are joined, with the rows that are expected after each.
    pub steps: Vec<Step>,
    /// The order and the rows that are expected after what is joined before the leaves, if that is anything.
    pub seeded: Option<Vec<Step>>,
    /// What that order was chosen by: it is chosen again where the rows are not as expected.
    pub statistics: JoinStatistics,
    /// Leaves that the other inputs connect with the rest, and that have few rows against it: they are joined first.
    pub first: Option<Box<Join>>,
    /// Inputs that are expected to have no more rows than the leaves, the smallest first.
    pub before: Vec<Input>,
    /// The inputs that are joined after the leaves.
    pub after: Vec<Input>,
    /// The conditions, each applied as soon as its variables are bound.
    pub conditions: Vec<Condition>,
    /// A search for texts that can take the place of a condition.
    pub search: Option<TextSearch>,
    /// Whether equal rows are expected to be merged.
    pub merges: bool,
    /// The columns that are read after the leaves are joined.
    pub needed: VarSet,
    /// The variables of the leaves.
    pub variables: VarSet,
    /// Where the leaves are matched.
    pub scope: Scope,
}

/// A step of a join.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The index of the leaf.
    pub leaf: usize,
    /// How many rows are expected after it.
    pub estimate: f64,
}

/// What is known of the leaves of a join before it runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JoinStatistics {
    /// Each leaf by itself.
    pub relations: Vec<Relation>,
    /// Pairs of leaves whose join was sampled.
    pub pairs: Vec<Pair>,
}

/// An input of a join that the index does not answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The plan.
    pub node: Node,
    /// The variables that its rows may bind.
    pub variables: VarSet,
}

/// A conjunct that the index answers, and where.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// A triple pattern.
    Triple(TriplePattern),
    /// A property path.
    Path(PathPattern),
    /// A triple term with variables inside.
    TripleTerm(TripleTerm),
}

/// A triple pattern and the graph in which it is matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TriplePattern {
    /// Subject, predicate and object.
    pub slots: [Slot; 3],
    /// The active graph.
    pub graph: ActiveGraph,
}

/// A property path between two ends, and the graph in which it is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPattern {
    /// Where it starts.
    pub subject: Slot,
    /// What leads from start to end.
    pub path: Path,
    /// Where it ends.
    pub object: Slot,
    /// The active graph.
    pub graph: ActiveGraph,
}

/// A left join.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftJoin {
    /// Both inputs.
    pub sides: [Node; 2],
    /// The variables that both may bind.
    pub shared: VarSet,
    /// The condition, which sees the variables of both.
    pub condition: Option<Condition>,
    /// What the condition says is equal, if nothing else connects the inputs.
    pub on: Option<Equality>,
    /// The triple pattern that the second input is, which can be looked up for each row instead.
    pub lookup: Option<TriplePattern>,
    /// The columns that the condition and later operators read.
    pub needed: VarSet,
}

/// Variables of two inputs that a condition says are equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equality {
    /// One of the first input.
    pub left: Var,
    /// One of the second input.
    pub right: Var,
    /// The variable of a column in which both inputs agree wherever the values are equal.
    pub key: Var,
}

/// A grouping.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The rows.
    pub input: Node,
    /// The columns that are equal in a group, the carried ones among them.
    pub keys: VarSet,
    /// Whether the query names keys: without them there is a group although there are no rows.
    pub has_keys: bool,
    /// The aggregates.
    pub aggregates: Vec<PlannedAggregate>,
    /// The variables of the input's solutions, which `COUNT(DISTINCT *)` compares.
    pub visible: VarSet,
    /// Where the group is evaluated, for groups without rows.
    pub scope: Scope,
}

/// Returns whether equal rows may come as one with a multiplicity: no aggregate needs each of them.
pub fn accept_multiplicities(aggregates: &[PlannedAggregate]) -> bool {
    aggregates.iter().all(|planned| {
        let function = planned.aggregate.function.as_ref();
        let is_concatenation = matches!(function, Some(AggregateFunction::GroupConcat { .. }));
        let value = planned.value.as_ref();
        let may_differ = value.is_some_and(|value| value.expression.is_nondeterministic());
        !may_differ && (planned.aggregate.distinct || !is_concatenation)
    })
}

/// An aggregate of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedAggregate {
    /// The aggregate.
    pub aggregate: Aggregate,
    /// Its expression, planned.
    pub value: Option<Computed>,
    /// Whether it is the number of rows, for which no column is needed.
    pub counts_rows: bool,
}

/// Counts from the index: the values of a variable of a triple pattern, each with how many rows or different values of
/// other variables go with it.
#[derive(Clone, Debug, PartialEq)]
pub struct CountFromIndex {
    /// The pattern.
    pub pattern: TriplePattern,
    /// The variable that is grouped by.
    pub key: Option<Var>,
    /// The variables that have counts: of rows, or of the different values of a variable.
    pub counts: Vec<(Var, Option<Var>)>,
}

/// An expression and the semi-joins whose results it reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The expression, with a variable in the place of each `EXISTS`.
    pub expression: Expression,
    /// The `EXISTS`, each with its variable.
    pub exists: Vec<(Var, Exists)>,
}

/// A condition on rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What must be true.
    pub computed: Computed,
    /// The variables that must be bound, or never will be, before it is evaluated.
    pub variables: VarSet,
    /// Whether it may differ each time it is evaluated: then it waits for all rows.
    pub is_nondeterministic: bool,
}

/// How the rows are found for which a pattern has a solution.
#[derive(Clone, Debug, PartialEq)]
pub enum Exists {
    /// Either pattern; the second is only asked for rows without a solution of the first.
    Either(Box<[Exists; 2]>),
    /// A semi-join with the solutions of a pattern that does not depend on the row.
    SemiJoin {
        /// The pattern.
        input: Node,
        /// The variables that rows and solutions may share.
        shared: VarSet,
    },
    /// A semi-join with conditions that read variables of both sides.
    SemiJoinWhere {
        /// The pattern without the conditions.
        input: Node,
        /// The conditions.
        conditions: Vec<Condition>,
        /// The variables of the pattern.
        variables: VarSet,
        /// The columns of the rows that pattern and conditions read.
        seen: VarSet,
    },
    /// A correlated pattern, evaluated once for all different outer rows.
    Apply {
        /// The pattern.
        input: Node,
        /// The number of the outer row.
        key: Var,
        /// The columns of the outer rows that the pattern reads.
        seen: VarSet,
    },
}

/// A search of the dictionary for the terms whose texts pass a test.
#[derive(Clone, Debug, PartialEq)]
pub struct TextSearch {
    /// The index of the condition that it takes the place of.
    pub condition: usize,
    /// The variable that has the terms.
    pub variable: Var,
    /// The ranges of terms that are tested.
    pub candidates: Vec<Range<TermId>>,
    /// The number of terms in these ranges.
    pub estimate: usize,
}

impl Node {
    /// Returns the variables that an engine elsewhere is asked for, here or in an input of which this node has the rows; none if no
    /// engine is asked.
    pub fn asked_for(&self) -> VarSet {
        match &self.operator {
            Operator::Service(service) => VarSet::of(service.variables.iter().map(|(_, of)| *of)),
            Operator::Union(sides)
            | Operator::EqualJoin { sides, .. }
            | Operator::AntiJoin { sides, .. }
            | Operator::Apply { sides, .. } => sides[0].asked_for().union(&sides[1].asked_for()),
            Operator::LeftJoin(join) => join.sides[0].asked_for().union(&join.sides[1].asked_for()),
            Operator::Join(join) => {
                let none = VarSet::default();
                let inputs = join.before.iter().chain(&join.after);
                inputs.fold(none, |all, input| all.union(&input.node.asked_for()))
            }
            Operator::Group(group) => group.input.asked_for(),
            Operator::Extend { input, .. }
            | Operator::Project { input, .. }
            | Operator::Distinct(input)
            | Operator::Slice { input, .. }
            | Operator::Sort { input, .. }
            | Operator::EachGraph { input, .. }
            | Operator::InGraph { input, .. }
            | Operator::Carry { input, .. } => input.asked_for(),
            Operator::Empty | Operator::Values { .. } | Operator::CountFromIndex(_) => {
                VarSet::default()
            }
        }
    }
}

impl Computed {
    /// Returns the pattern of an expression that is nothing but `EXISTS` or `NOT EXISTS`, with whether it has to have a
    /// solution: such a condition is a semi-join or an anti-join.
    pub fn semi_join(&self) -> Option<(&Exists, bool)> {
        let [(variable, exists)] = self.exists.as_slice() else {
            return None;
        };
        let is_result = |expression: &Expression| *expression == Expression::Variable(*variable);
        match &self.expression {
            expression if is_result(expression) => Some((exists, true)),
            Expression::Not(inner) if is_result(inner) => Some((exists, false)),
            _ => None,
        }
    }
}

impl TriplePattern {
    /// Returns the variables, that of the graph's name among them.
    pub fn variables(&self) -> VarSet {
        let slots = self.slots.iter().filter_map(|slot| slot.var());
        VarSet::of(slots.chain(self.graph.var()))
    }

    /// Returns the terms.
    pub fn constants(&self) -> [Option<TermId>; 3] {
        self.slots.map(Slot::term)
    }
}

impl Leaf {
    /// Returns the variables of a leaf, that of the graph's name among them.
    pub fn variables(&self) -> VarSet {
        match self {
            Self::Triple(pattern) => pattern.variables(),
            Self::Path(path) => {
                let ends = [path.subject, path.object].into_iter();
                VarSet::of(ends.filter_map(Slot::var).chain(path.graph.var()))
            }
            Self::TripleTerm(term) => term.variables(),
        }
    }
}
