//! What stands for the instances of an expression, with what was concluded of them.

use super::conclusion::{ContextId, Rule};
use super::ontology::{ConceptId, RoleId};

/// Numbers of conclusions by property.
#[derive(Default)]
pub struct ByRole(pub Vec<(RoleId, Vec<u32>)>);

impl ByRole {
    /// Adds the number of a conclusion.
    pub fn push(&mut self, role: RoleId, number: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == role) {
            Some((_, numbers)) => numbers.push(number),
            None => self.0.push((role, vec![number])),
        }
    }
}

/// What stands for the instances of an expression.
pub struct Context {
    /// The expression.
    pub root: ConceptId,
    /// The number of the set of ranges that the instances also have.
    pub ranges: u32,
    /// The last expression that was concluded.
    pub last: u32,
    /// How many expressions were concluded.
    pub count: u32,
    /// Links from here that were looked at.
    pub forward: ByRole,
    /// Links to here that were looked at.
    pub backward: ByRole,
    /// Restrictions that hold of what has a link to here, by property: the conclusion, and the restriction.
    pub carried: Vec<(RoleId, Vec<(u32, ConceptId)>)>,
    /// Contexts of which all holds that holds here, with the conclusion and the rule that say so.
    pub heirs: Vec<(ContextId, u32, Rule)>,
    /// Whether there is an instance.
    pub is_inhabited: bool,
    /// The link by which this is known; [`NONE`] if it needs none.
    pub inhabited_by: u32,
}
