//! Conditions on all values that something has of a property, as [SHACL Core](https://www.w3.org/TR/shacl/#core-components)
//! has them.
//!
//! What holds of all values today may not hold of one that a rule infers tomorrow. So a rule with such a condition on values
//! that rules infer is applied when nothing else follows any more ([stratified](https://en.wikipedia.org/wiki/Stratification_(mathematics)#In_mathematical_logic)),
//! and it is refused if more values follow after that.

use super::expression::Expression;
use super::facts::{Facts, Terms, Triple};
use super::join::{Join, Match};
use super::pattern::UNBOUND;
use crate::dictionary::TermId;
use std::collections::BTreeSet;

/// A condition on all values of a property; `T` are terms, `B` what must match for each value.
#[derive(Clone, Debug)]
pub struct Closed<T, B> {
    /// The variable of the node that has the values.
    pub node: u16,
    /// The property.
    pub property: T,
    /// Whether the values are the subjects.
    pub inverse: bool,
    /// `sh:maxCount`
    pub at_most: Option<usize>,
    /// `sh:equals`: properties with the same values.
    pub equals: Vec<T>,
    /// The variable that stands for each value in what follows.
    pub value: u16,
    /// What must match.
    pub body: B,
    /// What must be true.
    pub filters: Vec<Expression>,
}

impl Closed<TermId, Join> {
    /// The triples that show that the condition holds, if it does.
    pub fn premises(&self, found: &[TermId], facts: &Facts, terms: &Terms) -> Option<Vec<Triple>> {
        let node = *found.get(self.node as usize)?;
        let mut premises = facts.all_values(node, self.property, self.inverse);
        if self.at_most.is_some_and(|most| premises.len() > most) {
            return None;
        }
        let at = if self.inverse { 0 } else { 2 };
        let values: BTreeSet<TermId> = premises.iter().map(|triple| triple[at]).collect();
        for value in &values {
            premises.extend(self.conforms(*value, found, facts, terms)?);
        }
        for property in &self.equals {
            let others = facts.all_values(node, *property, false);
            if others
                .iter()
                .map(|triple| triple[2])
                .collect::<BTreeSet<_>>()
                != values
            {
                return None;
            }
            premises.extend(others);
        }
        let is_known = |triple: &Triple| facts.contains(*triple);
        premises.iter().all(is_known).then_some(premises)
    }

    /// What shows that one value is as it should be.
    fn conforms(
        &self,
        value: TermId,
        found: &[TermId],
        facts: &Facts,
        terms: &Terms,
    ) -> Option<Vec<Triple>> {
        let mut start = Match::of(found.to_vec());
        *start.terms.get_mut(self.value as usize)? = value;
        let mut shown: Option<Vec<Triple>> = None;
        self.body.all(facts, &mut start, &mut |found| {
            let term = |variable: u16| {
                let id = found.terms.get(variable as usize)?;
                (*id != UNBOUND).then(|| terms.term(*id))
            };
            if shown.is_none() && self.filters.iter().all(|filter| filter.holds(&term)) {
                shown = Some(found.triples.clone());
            }
        });
        shown
    }

    /// The properties all of whose values it looks at.
    pub fn properties(&self) -> impl Iterator<Item = TermId> + '_ {
        self.equals.iter().copied().chain([self.property])
    }
}
