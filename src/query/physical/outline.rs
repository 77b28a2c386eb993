//! Plans as they are shown: a tree of operators, each with its fields, its variables and its rows, as a value and as
//! [JSON](https://www.rfc-editor.org/rfc/rfc8259).

use crate::query::operators;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// The plan of a query, to be shown: it says what would run, or what ran.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Plan {
    /// Whether the query was executed, so that the operators have actual rows and times.
    pub is_executed: bool,
    /// The operators in the order in which they run; there is at least one.
    pub operators: Vec<PlanOperator>,
}

/// An operator of a plan.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlanOperator {
    /// What it does.
    pub label: Label,
    /// The rows that it is expected to give, if that is estimated.
    pub estimated_rows: Option<f64>,
    /// What it took, if it was executed.
    pub actual: Option<Actual>,
    /// The operators that run inside of it, in the order in which they run.
    pub operators: Vec<PlanOperator>,
}

/// What an operator does, with what and with which variables; it is displayed as a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The name of the operator, such as `HashJoin`.
    pub operator: &'static str,
    /// Its fields, such as `pattern` or `condition`, each as a query writes it.
    pub fields: Vec<(&'static str, Field)>,
    /// The names of the variables of the query that it reads or binds.
    pub variables: Vec<String>,
}

/// The value of a field of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A pattern, an expression or a name.
    Text(String),
    /// Several of them.
    List(Vec<String>),
    /// Something that is so; what is not so has no field.
    Yes,
}

/// What an operator took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actual {
    /// The rows that it gave.
    pub rows: usize,
    /// The solutions that these rows stand for: where solutions are only counted, equal ones are one row.
    pub solutions: u64,
    /// How long it ran, with what ran inside of it.
    pub time: Duration,
    /// How often it asked an engine elsewhere.
    pub requests: usize,
    /// The bytes of the terms of these answers.
    pub bytes: u64,
}

/// An operator and how far inside of others it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The number of operators around it.
    pub depth: usize,
    /// What it does.
    pub label: Label,
    /// The rows that it is expected to give, if that is estimated.
    pub estimate: Option<f64>,
    /// What it took, if it was executed.
    pub actual: Option<Actual>,
}

impl Plan {
    /// Makes a tree of operators that stand in the order in which they run, outer ones before those inside of them. Without any,
    /// it is the plan of an empty pattern.
    pub fn of_lines(mut lines: Vec<Line>, is_executed: bool) -> Self {
        if lines.is_empty() {
            let one = Actual {
                rows: 1,
                solutions: 1,
                ..Actual::default()
            };
            lines.push(Line {
                depth: 0,
                label: Label::new(operators::UNIT),
                estimate: Some(1.0),
                actual: is_executed.then_some(one),
            });
        }
        // The operators whose inner ones are still to come, the outermost first.
        let mut open: Vec<(usize, PlanOperator)> = Vec::new();
        let mut operators = Vec::new();
        for line in lines {
            close(&mut open, &mut operators, line.depth);
            let operator = PlanOperator {
                label: line.label,
                estimated_rows: line.estimate,
                actual: line.actual,
                operators: Vec::new(),
            };
            open.push((line.depth, operator));
        }
        close(&mut open, &mut operators, 0);
        Self {
            is_executed,
            operators,
        }
    }
}

/// Gives the open operators of a depth and beyond to those around them.
fn close(open: &mut Vec<(usize, PlanOperator)>, top: &mut Vec<PlanOperator>, depth: usize) {
    while let Some((_, operator)) = open.pop_if(|(of, _)| *of >= depth) {
        match open.last_mut() {
            Some((_, around)) => around.operators.push(operator),
            None => top.push(operator),
        }
    }
}

impl Label {
    /// Makes the label of an operator without fields.
    pub fn new(operator: &'static str) -> Self {
        Self {
            operator,
            fields: Vec::new(),
            variables: Vec::new(),
        }
    }

    /// Adds a field, unless it is empty.
    #[must_use]
    pub fn with(mut self, name: &'static str, field: impl Into<Field>) -> Self {
        let field = field.into();
        let is_empty = match &field {
            Field::Text(text) => text.is_empty(),
            Field::List(list) => list.is_empty(),
            Field::Yes => false,
        };
        if !is_empty {
            self.fields.push((name, field));
        }
        self
    }

    /// Says which variables the operator reads or binds.
    #[must_use]
    pub fn about(self, variables: Vec<String>) -> Self {
        Self { variables, ..self }
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Field {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.operator)?;
        for (name, field) in &self.fields {
            match (*name, field) {
                ("by", Field::List(keys)) => write!(f, " by {}", keys.join(" "))?,
                ("aggregates", Field::List(aggregates)) => {
                    write!(f, ": {}", aggregates.join(", "))?
                }
                (_, Field::Text(text)) => write!(f, " {text}")?,
                (_, Field::List(list)) => write!(f, " {}", list.join(" "))?,
                (name, Field::Yes) => write!(f, ", {name}")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("executed", &self.is_executed)?;
        map.serialize_entry("operators", &self.operators)?;
        map.end()
    }
}

impl Serialize for PlanOperator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("operator", self.label.operator)?;
        for (name, field) in &self.label.fields {
            map.serialize_entry(name, field)?;
        }
        map.serialize_entry("variables", &self.label.variables)?;
        match self.estimated_rows {
            Some(rows) if rows < LARGEST_WHOLE => {
                map.serialize_entry("estimated_rows", &(rows.round() as u64))?;
            }
            rows => map.serialize_entry("estimated_rows", &rows)?,
        }
        if let Some(actual) = &self.actual {
            map.serialize_entry("rows", &actual.rows)?;
            map.serialize_entry("solutions", &actual.solutions)?;
            let microseconds = (actual.time.as_secs_f64() * 1e6).round();
            map.serialize_entry("milliseconds", &(microseconds / 1e3))?;
            if actual.requests > 0 {
                map.serialize_entry("requests", &actual.requests)?;
                map.serialize_entry("bytes", &actual.bytes)?;
            }
        }
        map.serialize_entry("operators", &self.operators)?;
        map.end()
    }
}

/// Numbers up to this one are written in full: those that a double has exactly.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
            Self::Yes => true.serialize(serializer),
        }
    }
}
