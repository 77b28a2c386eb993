//! Blank nodes for the expressions that proofs speak of and no statement has, so that they can be written in words.

use super::names::Names;
use crate::dictionary::{Tag, TermId};
use crate::error::Result;
use crate::infer::facts::{Terms, Triple};
use rustc_hash::FxHashMap;

/// An expression of terms.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Made {
    /// `owl:someValuesFrom`
    Some(TermId, TermId),
    /// `owl:hasValue`
    Value(TermId, TermId),
    /// `owl:hasSelf`, with its value
    Itself(TermId, TermId),
    /// `owl:intersectionOf`
    And(Vec<TermId>),
    /// `owl:oneOf` of one individual
    Only(TermId),
}

/// The nodes that were made.
#[derive(Default)]
pub struct MadeNodes {
    numbers: FxHashMap<Made, TermId>,
    /// Blank nodes, those of lists among them.
    count: usize,
}

impl MadeNodes {
    /// Returns the node of an expression; `state` is told the statements of a new one.
    ///
    /// # Errors
    /// If there are more terms than can be numbered, or those of `state`.
    pub fn node(
        &mut self,
        made: Made,
        names: &Names,
        terms: &mut Terms,
        said: &mut Vec<Triple>,
    ) -> Result<TermId> {
        if let Some(node) = self.numbers.get(&made) {
            return Ok(*node);
        }
        let node = self.blank(terms)?;
        match &made {
            Made::Some(property, filler) => {
                said.push([node, names.on_property, *property]);
                said.push([node, names.some_values_from, *filler]);
            }
            Made::Value(property, value) => {
                said.push([node, names.on_property, *property]);
                said.push([node, names.has_value, *value]);
            }
            Made::Itself(property, is_so) => {
                said.push([node, names.on_property, *property]);
                said.push([node, names.has_self, *is_so]);
            }
            Made::And(members) => {
                let list = self.list(members, names, terms, said)?;
                said.push([node, names.intersection_of, list]);
            }
            Made::Only(individual) => {
                let list = self.list(&[*individual], names, terms, said)?;
                said.push([node, names.one_of, list]);
            }
        }
        self.numbers.insert(made, node);
        Ok(node)
    }

    fn list(
        &mut self,
        members: &[TermId],
        names: &Names,
        terms: &mut Terms,
        said: &mut Vec<Triple>,
    ) -> Result<TermId> {
        let mut rest = names.nil;
        for member in members.iter().rev() {
            let cell = self.blank(terms)?;
            said.push([cell, names.first, *member]);
            said.push([cell, names.rest, rest]);
            rest = cell;
        }
        Ok(rest)
    }

    /// A new blank node; those of files have a hyphen in their labels.
    fn blank(&mut self, terms: &mut Terms) -> Result<TermId> {
        self.count += 1;
        let label = format!("expression{}", self.count);
        Ok(terms.known() + terms.made.intern(Tag::BLANK, label.as_bytes())?)
    }
}
