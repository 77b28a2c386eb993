//! Paths with repetitions inside of repetitions, as automata ([Thompson 1968](https://doi.org/10.1145/363347.363387)): a search
//! is at each term in each state at most once, however deep the repetitions are nested.

use super::reach::{Path, Step};

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

impl Automaton {
    pub fn new(path: &Path) -> Self {
        let mut automaton = Self {
            states: vec![State::End],
            first: 0,
        };
        automaton.first = automaton.add(path, 0);
        automaton
    }

    fn push(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }

    /// Adds the states of a path that leads to a state; the state in which the path begins.
    fn add(&mut self, path: &Path, next: usize) -> usize {
        match path {
            Path::Step(step) => self.push(State::Along(step.clone(), next)),
            Path::Sequence(a, b) => {
                let middle = self.add(b, next);
                self.add(a, middle)
            }
            Path::Alternative(a, b) => {
                let (a, b) = (self.add(a, next), self.add(b, next));
                self.push(State::Either(a, b))
            }
            Path::Nested { path, .. } => self.add(path, next),
            Path::Repeat {
                path,
                from_zero,
                many: false,
            } => {
                let once = self.add(path, next);
                match from_zero {
                    true => self.push(State::Either(once, next)),
                    false => once,
                }
            }
            Path::Repeat {
                path,
                from_zero,
                many: true,
            } => {
                let again = self.push(State::End);
                let once = self.add(path, again);
                self.states[again] = State::Either(once, next);
                if *from_zero { again } else { once }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reach::Properties;
    use super::*;

    fn nested(depth: usize) -> Path {
        let step = Path::Step(Step {
            properties: Properties::Only(1),
            forward: true,
        });
        (0..depth).fold(step, |path, level| Path::Repeat {
            path: Box::new(path),
            from_zero: level % 2 == 0,
            many: true,
        })
    }

    #[test]
    fn the_states_grow_with_the_depth_of_a_path() {
        let states = |depth| Automaton::new(&nested(depth)).states.len();
        assert_eq!([states(10), states(100), states(200)], [12, 102, 202]);
    }
}
