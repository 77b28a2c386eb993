//! The values of solutions as terms of statements: each text is copied once, and no term is made in between.

use super::functions::NODE;
use super::output::Output;
use crate::dictionary::{LiteralType, Tag, TermId};
use crate::error::{Error, Result};
use crate::query::{Solutions, UNBOUND};
use crate::rdf::vocab;
use rustc_hash::FxHashMap;

/// The terms of solutions as numbers of the statements' interner.
pub struct Terms<'s> {
    solutions: &'s Solutions,
    /// Those that the query made, by how many were made before; [`UNBOUND`] for those that were not asked for yet.
    made: Vec<TermId>,
    /// Those of the graph.
    of_graph: FxHashMap<TermId, TermId>,
    /// The tags of literals, by the indexes of their types in the solutions.
    tags: Vec<Option<Tag>>,
}

impl<'s> Terms<'s> {
    /// Returns none yet of the terms of some solutions.
    pub fn of(solutions: &'s Solutions) -> Self {
        Self {
            solutions,
            made: Vec::new(),
            of_graph: FxHashMap::default(),
            tags: Vec::new(),
        }
    }

    /// Returns the number of a term, given its id in the solutions; what is wrong in a row has none.
    ///
    /// # Errors
    /// If there is no term of the id, or there are more terms than can be numbered.
    pub fn interned(&mut self, id: TermId, output: &mut Output) -> Result<Option<TermId>> {
        let Some(index) = id.checked_sub(self.solutions.first_made()) else {
            if let Some(known) = self.of_graph.get(&id) {
                return Ok(Some(*known));
            }
            let interned = self.intern(id, output)?;
            self.of_graph
                .extend(interned.map(|interned| (id, interned)));
            return Ok(interned);
        };
        let index = index as usize;
        if let Some(known) = self.made.get(index).filter(|known| **known != UNBOUND) {
            return Ok(Some(*known));
        }
        let Some(interned) = self.intern(id, output)? else {
            return Ok(None);
        };
        if self.made.len() <= index {
            self.made.resize(index + 1, UNBOUND);
        }
        if let Some(made) = self.made.get_mut(index) {
            *made = interned;
        }
        Ok(Some(interned))
    }

    fn intern(&mut self, id: TermId, output: &mut Output) -> Result<Option<TermId>> {
        if let Some(parts) = self.solutions.triple_of(id) {
            let [subject, predicate, object] = parts.map(|part| self.interned(part, output));
            let [Some(subject), Some(predicate), Some(object)] = [subject?, predicate?, object?]
            else {
                return Ok(None);
            };
            let ids = [subject, predicate, object];
            return output.piece.said.interner.intern_triple(ids).map(Some);
        }
        let (tag, text) = self.solutions.text_of(id).ok_or_else(no_term)?;
        if tag == Tag::BLANK && !text.starts_with(NODE) {
            // Its label is one of this batch only.
            return output.blank_node().map(Some);
        }
        let tag = match tag.literal_type() {
            Some(_) if is_problem(tag, self.solutions) => return Ok(None),
            Some(index) => self.tag(tag, index as usize, output)?,
            None => tag,
        };
        let interner = &mut output.piece.said.interner;
        interner.intern(tag, text.as_bytes()).map(Some)
    }

    fn tag(&mut self, tag: Tag, index: usize, output: &mut Output) -> Result<Tag> {
        if let Some(Some(known)) = self.tags.get(index) {
            return Ok(*known);
        }
        let of = self.solutions.type_of(tag).ok_or_else(no_term)?;
        let own = output.piece.said.interner.literal_tag(of);
        if self.tags.len() <= index {
            self.tags.resize(index + 1, None);
        }
        if let Some(known) = self.tags.get_mut(index) {
            *known = Some(own);
        }
        Ok(own)
    }
}

/// Returns whether literals with a tag say what is wrong in a row.
pub fn is_problem(tag: Tag, solutions: &Solutions) -> bool {
    let is_of = |of: &LiteralType| of.datatype == vocab::PROBLEM;
    solutions.type_of(tag).is_some_and(is_of)
}

fn no_term() -> Error {
    Error::internal("a value of a solution is not a term")
}
