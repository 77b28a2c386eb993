//! The parser names some variables and blank nodes by chance. Here they get names that are the same in each run, so that a query is
//! the same SQL.

use crate::query::algebra::{Part, walk};
use crate::rdf::{BlankNode, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern};

/// How long the names are at least that are made by chance, in digits of base 16; a shorter one comes by a chance of one in billions.
const DIGITS: usize = 24;

/// Renames what the parser named, in the order of the algebra. A name of that kind that is printed is the user's.
pub fn rename(pattern: &mut GraphPattern, printed: &[String]) {
    let mut names = Names {
        known: Vec::new(),
        printed,
    };
    walk(pattern, &mut |part| match part {
        Part::Expression(Expression::Variable(name) | Expression::Bound(name)) => {
            names.rename(name);
        }
        Part::Expression(_) => {}
        Part::Pattern(pattern) => names.of_pattern(pattern),
    });
}

struct Names<'a> {
    known: Vec<String>,
    printed: &'a [String],
}

impl Names<'_> {
    fn of_pattern(&mut self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.term(&mut triple.subject);
                    self.predicate(&mut triple.predicate);
                    self.term(&mut triple.object);
                }
            }
            GraphPattern::Path {
                subject, object, ..
            } => {
                self.term(subject);
                self.term(object);
            }
            GraphPattern::Graph { name, .. } => self.predicate(name),
            GraphPattern::Extend { variable, .. } => self.rename(variable),
            GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. } => {
                variables.iter_mut().for_each(|name| self.rename(name));
            }
            GraphPattern::Group {
                variables,
                aggregates,
                ..
            } => {
                variables.iter_mut().for_each(|name| self.rename(name));
                let made = aggregates.iter_mut();
                made.for_each(|(name, _)| self.rename(name));
            }
            _ => {}
        }
    }

    fn predicate(&mut self, pattern: &mut NamedNodePattern) {
        if let NamedNodePattern::Variable(name) = pattern {
            self.rename(name);
        }
    }

    fn term(&mut self, pattern: &mut TermPattern) {
        match pattern {
            TermPattern::Variable(name) => self.rename(name),
            TermPattern::BlankNode(node) => {
                if let Some(new) = self.new_name(node.as_str()) {
                    *node = BlankNode::new_unchecked(new);
                }
            }
            TermPattern::Triple(triple) => {
                self.term(&mut triple.subject);
                self.predicate(&mut triple.predicate);
                self.term(&mut triple.object);
            }
            TermPattern::NamedNode(_) | TermPattern::Literal(_) => {}
        }
    }

    fn rename(&mut self, name: &mut Variable) {
        if let Some(new) = self.new_name(name.as_str()) {
            *name = Variable::new_unchecked(new);
        }
    }

    /// Returns the new name of one that was made by chance.
    fn new_name(&mut self, name: &str) -> Option<String> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if name.len() < DIGITS
            || !name.bytes().all(is_digit)
            || self.printed.iter().any(|printed| printed == name)
        {
            return None;
        }
        let known = self.known.iter().position(|known| known == name);
        let number = known.unwrap_or_else(|| {
            self.known.push(name.to_owned());
            self.known.len() - 1
        });
        // No query can write a name with a space.
        Some(format!("made {}", number + 1))
    }
}
