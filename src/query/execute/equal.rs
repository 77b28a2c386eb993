//! Joins on equal values ([SPARQL 1.1, 17.4.1.7](https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal)): hash joins on a key
//! in which terms agree that are equal, and some that are not; the condition is applied to what is joined.

use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::numbering::distinct;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::operators;
use crate::query::physical::{Condition, Equality, Node};
use crate::query::terms::Kind;
use crate::rdf::Literal;

/// The key of terms whose values have to be compared.
const BY_VALUE: TermId = TermId::MAX - 1;
/// The keys of what is unbound, on both sides: it is equal to nothing.
const NOTHING: [TermId; 2] = [TermId::MAX - 2, TermId::MAX - 3];

impl Execution<'_, '_> {
    /// Joins two parts without a common variable.
    pub(super) fn equal_join(
        &mut self,
        sides: &[Node; 2],
        on: Option<&Equality>,
        conditions: &[Condition],
        demand: Demand,
    ) -> Result<Table> {
        let [left, right] = sides;
        let mut left = self.run(left, demand.all())?;
        let keys = on
            .map(|on| self.equal_keys(&left, on))
            .transpose()?
            .flatten();
        let of_right = demand.all().with_keys(keys.as_ref());
        let mut right = self.holding(left.bytes(), |execution| execution.run(right, of_right))?;
        self.budget.enter(match on {
            Some(_) => operators::HASH_JOIN,
            None => operators::PRODUCT,
        });
        match on {
            Some(on) => self.add_equal_keys(on, &mut left, &mut right)?,
            None => self.refuse_product(&left, &right, conditions)?,
        }
        let running = self
            .trace
            .start(sides, None, || self.labels().equal_join(on));
        let mut table = self.joiner().join(&left, &right)?;
        self.trace.end(running, || table.size());
        let mut open: Vec<&Condition> = conditions.iter().collect();
        self.apply_conditions(&mut table, &mut open, true, demand)?;
        Ok(table)
    }

    /// Returns the values that the right variable must have to be equal to one of the left, if equal terms are the same.
    ///
    /// # Errors
    /// If a limit is passed.
    pub(super) fn equal_keys(&self, table: &Table, on: &Equality) -> Result<Option<Table>> {
        let Some(column) = table.column(on.left) else {
            return Ok(None);
        };
        let (values, _) = distinct(column, self.terms.known(), self.budget)?;
        let is_itself = |id: &TermId| match self.terms.kind(*id) {
            Kind::Iri | Kind::Blank => true,
            _ => self.terms.is_known_string(*id) == Some(true),
        };
        let keys = values.iter().all(is_itself).then(|| Table {
            rows: values.len(),
            variables: vec![on.right],
            columns: vec![values],
            multiplicities: None,
        });
        Ok(keys)
    }

    /// Adds a column to two tables in which they agree wherever their variables are equal.
    ///
    /// # Errors
    /// If a limit is passed.
    pub(super) fn add_equal_keys(
        &mut self,
        on: &Equality,
        left: &mut Table,
        right: &mut Table,
    ) -> Result<()> {
        let pace = self.budget.pace();
        let sides = [(left, on.left, NOTHING[0]), (right, on.right, NOTHING[1])];
        for (table, variable, nothing) in sides {
            let unbound = vec![UNBOUND; table.rows];
            let column = table.column(variable).unwrap_or(&unbound);
            let (values, numbers) = distinct(column, self.terms.known(), self.budget)?;
            let mut keys: Vec<TermId> = Vec::with_capacity(values.len());
            for id in values {
                pace.step(1)?;
                keys.push(self.key(id, nothing));
            }
            table.add(on.key, numbers.iter().map(|n| keys[*n as usize]).collect());
        }
        Ok(())
    }

    fn key(&mut self, id: TermId, nothing: TermId) -> TermId {
        match self.terms.kind(id) {
            Kind::Unbound => nothing,
            Kind::Iri | Kind::Blank => id,
            Kind::Number => match self.terms.numeral(id) {
                // Numbers that are equal in any of their types are the same as floats.
                Some(number) => {
                    let float = f32::from(number.float());
                    self.terms.intern(&Literal::from(float + 0.0).into())
                }
                None => BY_VALUE,
            },
            Kind::Text if self.terms.string(id).is_some() => id,
            _ => BY_VALUE,
        }
    }
}
