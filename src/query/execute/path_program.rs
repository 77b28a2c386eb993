//! Property paths compiled for a search: in the direction of the search, repetitions inside of repetitions as automata.

use crate::dictionary::TermId;
use crate::query::index::Index;

/// A path whose properties are numbers, in the direction in which it is searched.
pub enum Compiled {
    Step(Step),
    Sequence(Box<Compiled>, Box<Compiled>),
    Alternative(Box<Compiled>, Box<Compiled>),
    /// A path that is repeated: whether it may be left out, and whether it may be taken more than once.
    Repeat {
        path: Box<Compiled>,
        from_zero: bool,
        many: bool,
    },
    /// A repetition with others inside of it.
    Nested {
        path: Box<Compiled>,
        automaton: Automaton,
    },
}

/// A step along one statement.
#[derive(Clone)]
pub struct Step {
    pub properties: Properties,
    /// Whether from subject to object.
    pub forward: bool,
}

/// The properties that a step may take.
#[derive(Clone)]
pub enum Properties {
    Only(TermId),
    AllBut(Vec<TermId>),
}

/// A path of which only the set of its ends counts.
pub struct Automaton {
    pub states: Vec<State>,
    /// The state in which a search begins.
    pub first: usize,
}

/// Where a search goes from a state.
pub enum State {
    /// The path ends here.
    End,
    /// Along a property to another state.
    Along(Step, usize),
    /// To two other states at the same term.
    Either(usize, usize),
}

impl Step {
    /// Calls `visit` with each term that the step leads to from a term.
    pub fn each_end(&self, index: &Index, start: TermId, visit: &mut dyn FnMut(TermId)) {
        let property = match &self.properties {
            Properties::Only(property) => Some(*property),
            Properties::AllBut(_) => None,
        };
        let (bound, end) = match self.forward {
            true => ([Some(start), property, None], 2),
            false => ([None, property, Some(start)], 0),
        };
        index.each(bound, |triple| match &self.properties {
            Properties::AllBut(properties) if properties.contains(&triple[1]) => {}
            _ => visit(triple[end]),
        });
    }
}
