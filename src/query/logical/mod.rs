//! Logical plans: the [algebra](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra) of a query over numbered variables and
//! terms. Each node knows which variables its solutions may bind and which they always bind.

mod expression;
mod ground;
mod lower;
mod names;
mod scope;
mod variable;

pub use expression::{Expression, Names};
pub use lower::{Form, TemplateTerm, lower};
pub use names::{Definition, Generated, VariableKind, Variables};
pub use variable::{Var, VarSet};

use crate::dictionary::TermId;
use crate::query::service::Request;
use crate::rdf::Variable;
use spargebra::algebra::AggregateFunction;

/// The first variable of the `VALUES` that stands for a table of values: a name that no query can write.
pub const TABLE: &str = " values";

/// A graph pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// What the pattern is made of.
    pub operator: Operator,
    /// The variables that a solution may bind
    /// ([SPARQL 1.1, 18.2.1](https://www.w3.org/TR/sparql11-query/#variableScope)).
    pub possible: VarSet,
    /// The variables that every solution binds.
    pub certain: VarSet,
}

/// An operator of the algebra with the patterns that it is applied to.
#[derive(Clone, Debug, PartialEq)]
pub enum Operator {
    /// A conjunction of triple patterns, paths and triple terms; without any, one solution that binds nothing.
    Basic(Vec<Atom>),
    /// Inline data, row by row; [`UNBOUND`](crate::query::batch::table::UNBOUND) stands for `UNDEF`.
    Values {
        /// The variables, by column.
        variables: Vec<Var>,
        /// The terms of each row, by column.
        rows: Vec<Vec<TermId>>,
    },
    /// The compatible solutions of two patterns together.
    Join(Box<[Pattern; 2]>),
    /// `OPTIONAL`: its condition sees both sides.
    LeftJoin(Box<[Pattern; 2]>, Option<Expression>),
    /// The solutions of either pattern.
    Union(Box<[Pattern; 2]>),
    /// The solutions of the first pattern without those that share a bound variable with a compatible one of the second.
    Minus(Box<[Pattern; 2]>),
    /// The second pattern for each solution of the first, whose variables it sees.
    Lateral(Box<[Pattern; 2]>),
    /// The solutions that pass all conditions.
    Filter(Vec<Expression>, Box<Pattern>),
    /// `BIND`: a variable has the value of an expression, or stays unbound where this is an error.
    Extend(Var, Expression, Box<Pattern>),
    /// The pattern in a named graph, or in each by turns.
    Graph(Slot, Box<Pattern>),
    /// The solutions with some of their variables.
    Project(Vec<Var>, Box<Pattern>),
    /// Each solution once.
    Distinct(Box<Pattern>),
    /// At most `length` solutions after the first `start`.
    Slice {
        /// How many solutions are skipped.
        start: usize,
        /// How many follow at most; all of them without a limit.
        length: Option<usize>,
        /// What they are taken from.
        input: Box<Pattern>,
    },
    /// `SERVICE`: the solutions of an engine elsewhere.
    Service(Box<Service>),
    /// `ORDER BY`
    Sort(Vec<SortKey>, Box<Pattern>),
    /// `GROUP BY`, or one group of all solutions if there are no keys.
    Group {
        /// The variables that are equal in a group.
        keys: Vec<Var>,
        /// What is computed of each group.
        aggregates: Vec<Aggregate>,
        /// The solutions that are grouped.
        input: Box<Pattern>,
    },
}

/// A pattern that an engine elsewhere matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The name of the engine.
    pub engine: String,
    /// The engine as the query names it: an IRI in angle brackets.
    pub named: String,
    /// How many patterns of the query that this engine matches stand before this one.
    pub number: usize,
    /// `SILENT`: without an answer there is one solution that binds nothing.
    pub is_silent: bool,
    /// The pattern.
    pub request: Request,
    /// The variables of the pattern, by name there.
    pub variables: Vec<(Variable, Var)>,
    /// The variables that each solution of the pattern binds.
    pub certain: VarSet,
}

/// A conjunct that an index answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Atom {
    /// A [triple pattern](https://www.w3.org/TR/sparql11-query/#defn_TriplePattern).
    Triple([Slot; 3]),
    /// A [property path](https://www.w3.org/TR/sparql11-query/#propertypaths) between two ends.
    Path {
        /// Where it starts.
        subject: Slot,
        /// What leads from start to end.
        path: Path,
        /// Where it ends.
        object: Slot,
    },
    /// A variable that stands for a triple term with variables inside.
    TripleTerm(TripleTerm),
}

/// A component of an atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A term; one that is not in the graph has a number that no triple has.
    Term(TermId),
    /// A variable; a blank node of a pattern is one, too.
    Var(Var),
}

/// A variable that stands for a triple term, and the parts of the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TripleTerm {
    /// The variable.
    pub term: Var,
    /// Subject, predicate and object.
    pub parts: [Slot; 3],
}

/// A property path over numbered properties.
#[derive(Clone, Debug, PartialEq)]
pub enum Path {
    /// One property.
    Property(TermId),
    /// `^`
    Inverse(Box<Path>),
    /// `/`
    Sequence(Box<[Path; 2]>),
    /// `|`
    Alternative(Box<[Path; 2]>),
    /// `?`, `*` or `+`
    Repeat {
        /// What is repeated.
        path: Box<Path>,
        /// Whether it may be left out.
        from_zero: bool,
        /// Whether it may be repeated.
        many: bool,
    },
    /// `!`: any property but these.
    Negated(Vec<TermId>),
}

/// A key of `ORDER BY`.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// What solutions are compared by.
    pub expression: Expression,
    /// Whether larger values come first.
    pub descending: bool,
}

/// An aggregate of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// The variable that has its value.
    pub variable: Var,
    /// What is computed; nothing for `COUNT(*)`.
    pub function: Option<AggregateFunction>,
    /// Of what; nothing for `COUNT(*)`.
    pub expression: Option<Expression>,
    /// Whether equal values count once.
    pub distinct: bool,
}

impl Slot {
    /// Returns the variable, if it is one.
    pub fn var(self) -> Option<Var> {
        match self {
            Self::Var(variable) => Some(variable),
            Self::Term(_) => None,
        }
    }

    /// Returns the term, if it is one.
    pub fn term(self) -> Option<TermId> {
        match self {
            Self::Term(id) => Some(id),
            Self::Var(_) => None,
        }
    }
}

impl Path {
    /// Returns whether a node may be connected with itself by none of its properties.
    pub fn may_be_empty(&self) -> bool {
        match self {
            Self::Property(_) | Self::Negated(_) => false,
            Self::Inverse(path) => path.may_be_empty(),
            Self::Sequence(paths) => paths.iter().all(Self::may_be_empty),
            Self::Alternative(paths) => paths.iter().any(Self::may_be_empty),
            Self::Repeat {
                path, from_zero, ..
            } => *from_zero || path.may_be_empty(),
        }
    }
}

impl TripleTerm {
    /// Returns the variable and those among the parts.
    pub fn variables(&self) -> VarSet {
        let parts = self.parts.iter().filter_map(|slot| slot.var());
        VarSet::of(parts.chain([self.term]))
    }
}

impl Atom {
    /// Returns the variables of an atom, all of which its solutions bind.
    pub fn variables(&self) -> VarSet {
        match self {
            Self::Triple(slots) => VarSet::of(slots.iter().filter_map(|slot| slot.var())),
            Self::Path {
                subject, object, ..
            } => VarSet::of([subject, object].into_iter().filter_map(|slot| slot.var())),
            Self::TripleTerm(term) => term.variables(),
        }
    }
}
