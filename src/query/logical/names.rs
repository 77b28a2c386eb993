//! The table of the variables of a query: what each number stands for.

use super::{Aggregate, Expression, TripleTerm, Var};

/// What a variable is.
#[derive(Clone, Debug, PartialEq)]
pub enum VariableKind {
    /// A variable of the algebra, by its name.
    Named(String),
    /// A blank node of a pattern, by its label.
    BlankNode(String),
    /// A variable that no query can name.
    Generated(Generated),
}

/// What a variable that no query can name is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Generated {
    /// A triple term with variables inside.
    TripleTerm(TripleTerm),
    /// The name of the active graph of `GRAPH` with this variable.
    Graph(Var),
    /// The number of the outer row in a correlated part.
    OuterRow,
    /// Whether a pattern of `EXISTS` has a solution.
    Exists,
    /// The key of a join on what a condition says is equal.
    EqualKey,
}

/// What the algebra gives a variable of its own, with a name that the text of the query does not have.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    /// An aggregate.
    Aggregate(Aggregate),
    /// An expression that is grouped by.
    Key(Expression),
}

/// The variables of a query, by number.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    kinds: Vec<VariableKind>,
    definitions: Vec<(Var, Definition)>,
}

impl Variables {
    /// Adds a variable.
    pub fn add(&mut self, kind: VariableKind) -> Var {
        self.kinds.push(kind);
        // A query of 4 GiB would be needed for more variables.
        Var((self.kinds.len() - 1) as u32)
    }

    /// Returns the number that the next variable gets.
    pub fn next(&self) -> Var {
        Var(self.kinds.len() as u32)
    }

    /// Adds a variable that no query can name.
    pub fn generate(&mut self, of: Generated) -> Var {
        self.add(VariableKind::Generated(of))
    }

    /// Notes what a variable of the algebra stands for.
    pub fn define(&mut self, variable: Var, definition: Definition) {
        self.definitions.push((variable, definition));
    }

    /// Returns what a variable of the algebra stands for, if that was noted.
    pub fn definition(&self, variable: Var) -> Option<&Definition> {
        let mut definitions = self.definitions.iter();
        definitions.find_map(|(of, definition)| (*of == variable).then_some(definition))
    }

    /// Returns what a variable is.
    pub fn kind(&self, Var(number): Var) -> &VariableKind {
        &self.kinds[number as usize]
    }

    /// Returns the number of a variable among those of its kind, from 1: that of a blank node, or of an `EXISTS`.
    pub fn number_of_its_kind(&self, Var(number): Var) -> usize {
        let kind = self.kind(Var(number));
        let is_same = |other: &&VariableKind| match (kind, other) {
            (VariableKind::Generated(kind), VariableKind::Generated(other)) => {
                std::mem::discriminant(kind) == std::mem::discriminant(other)
            }
            (kind, other) => std::mem::discriminant(kind) == std::mem::discriminant(*other),
        };
        self.kinds[..=number as usize]
            .iter()
            .filter(is_same)
            .count()
    }

    /// Returns the name of a variable that has one.
    pub fn name(&self, variable: Var) -> Option<&str> {
        match self.kind(variable) {
            VariableKind::Named(name) => Some(name),
            _ => None,
        }
    }

    /// Returns whether a variable is in the solutions of a query: blank nodes and generated variables are not.
    pub fn is_visible(&self, variable: Var) -> bool {
        self.name(variable).is_some()
    }
}
