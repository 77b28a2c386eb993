//! Paths with repetitions inside of repetitions, as automata ([Thompson 1968](https://doi.org/10.1145/363347.363387)): a search
//! is at each term in each state at most once, however deep the repetitions are nested.

use super::path_program::{Automaton, Compiled, State};

impl Compiled {
    /// Makes automata of the repetitions that have others inside of them.
    pub fn with_automata(self) -> Self {
        let both =
            |a: Box<Self>, b: Box<Self>| (Box::new(a.with_automata()), Box::new(b.with_automata()));
        match self {
            Self::Sequence(a, b) => {
                let (a, b) = both(a, b);
                Self::Sequence(a, b)
            }
            Self::Alternative(a, b) => {
                let (a, b) = both(a, b);
                Self::Alternative(a, b)
            }
            Self::Repeat { ref path, .. } if path.repeats() => Self::Nested {
                automaton: Automaton::new(&self),
                path: Box::new(self),
            },
            other => other,
        }
    }

    fn repeats(&self) -> bool {
        match self {
            Self::Step(_) => false,
            Self::Sequence(a, b) | Self::Alternative(a, b) => a.repeats() || b.repeats(),
            Self::Repeat { .. } | Self::Nested { .. } => true,
        }
    }
}

impl Automaton {
    pub fn new(path: &Compiled) -> Self {
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
    fn add(&mut self, path: &Compiled, next: usize) -> usize {
        match path {
            Compiled::Step(step) => self.push(State::Along(step.clone(), next)),
            Compiled::Sequence(a, b) => {
                let middle = self.add(b, next);
                self.add(a, middle)
            }
            Compiled::Alternative(a, b) => {
                let (a, b) = (self.add(a, next), self.add(b, next));
                self.push(State::Either(a, b))
            }
            Compiled::Nested { path, .. } => self.add(path, next),
            Compiled::Repeat {
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
            Compiled::Repeat {
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
    use super::super::path_program::{Properties, Step};
    use super::*;

    fn nested(depth: usize) -> Compiled {
        let step = Compiled::Step(Step {
            properties: Properties::Only(1),
            forward: true,
        });
        (0..depth).fold(step, |path, level| Compiled::Repeat {
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
