//! Fills the template of a mapping for each solution: the values of the variables become terms of the statements.

use super::bound::bound;
use super::checked::{Checked, Figures};
use super::columns::ROW;
use super::construct::{Construct, Part};
use super::fate::Fate;
use super::findings::{PROBLEM, UNMADE};
use super::lookup::{Faults, Lookup};
use super::noted::Noted;
use super::output::{Output, Piece};
use super::places::Places;
use super::reifiers::{Reifier, leave_out, reifiers};
use super::slugs::of_rows;
use super::terms::{Terms, is_problem};
use super::unmatched::Unmatched;
use crate::dictionary::{Tag, TermId};
use crate::error::{Error, Result};
use crate::finding::{Finding, cited};
use crate::query::{Solutions, UNBOUND};
use crate::statement::{Statement, Statements};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// A component of a triple of the template, with constants as numbers of the statements' interner.
enum Slot {
    Constant(TermId),
    Variable(usize),
    Blank(usize),
    Triple(Box<[Self; 3]>),
}

impl Slot {
    fn of(part: &Part, said: &mut Statements) -> Result<Self> {
        Ok(match part {
            Part::Constant(term) => Self::Constant(said.interner.intern_term(term)?),
            Part::Variable(number) => Self::Variable(*number),
            Part::Blank(number) => Self::Blank(*number),
            Part::Triple(parts) => Self::Triple(Box::new(Self::triple(parts, said)?)),
        })
    }

    fn triple(
        [subject, predicate, object]: &[Part; 3],
        said: &mut Statements,
    ) -> Result<[Self; 3]> {
        Ok([
            Self::of(subject, said)?,
            Self::of(predicate, said)?,
            Self::of(object, said)?,
        ])
    }
}

/// The template of a mapping, with the piece that it is filled into.
pub struct Filling<'m> {
    construct: &'m Construct,
    lookup: &'m Lookup,
    faults: &'m Faults,
    template: Vec<[Slot; 3]>,
    reifiers: Vec<Reifier>,
    /// The triples of the template in one solution.
    made: Vec<Option<[TermId; 3]>>,
    blank_nodes: BlankNodes<'m>,
    /// The lists in which what a row has is looked up.
    unmatched: &'m [Unmatched],
    output: Output<'m>,
}

/// The blank nodes that the template has in one row of the table.
struct BlankNodes<'m> {
    /// The variables that stand with each, by its number.
    variables: &'m [Vec<usize>],
    row: u32,
    /// Those of the row, by their numbers and the values of these variables.
    made: FxHashMap<(usize, Vec<Option<TermId>>), TermId>,
    /// Those of the solution that is filled in, by their numbers.
    of_solution: Vec<Option<TermId>>,
}

impl BlankNodes<'_> {
    fn enter(&mut self, row: u32) {
        self.of_solution.fill(None);
        if self.row != row {
            self.row = row;
            self.made.clear();
        }
    }

    /// Returns the blank node with a number in the solution.
    fn of(
        &mut self,
        number: usize,
        values: &[Option<TermId>],
        output: &mut Output,
    ) -> Result<TermId> {
        if let Some(Some(known)) = self.of_solution.get(number) {
            return Ok(*known);
        }
        let variables = self.variables.get(number).into_iter().flatten();
        let values = variables.map(|variable| values.get(*variable).copied().flatten());
        let node = match self.made.entry((number, values.collect())) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(output.blank_node()?),
        };
        if let Some(of_solution) = self.of_solution.get_mut(number) {
            *of_solution = Some(node);
        }
        Ok(node)
    }
}

impl<'m> Filling<'m> {
    /// Interns the constants of a template, for rows of a table. The names of blank nodes start with a prefix, and what was looked
    /// up in vain is among the faults.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn of(
        construct: &'m Construct,
        prefix: &'m str,
        places: Places<'m>,
        (lookup, faults): (&'m Lookup, &'m Faults),
        unmatched: &'m [Unmatched],
    ) -> Result<Self> {
        let mut piece = Piece::default();
        let template = construct.template.iter();
        let template = template.map(|triple| Slot::triple(triple, &mut piece.said));
        let template = template.collect::<Result<_>>()?;
        Ok(Self {
            construct,
            lookup,
            faults,
            template,
            reifiers: reifiers(&construct.template),
            made: Vec::new(),
            blank_nodes: BlankNodes {
                variables: &construct.blank_nodes,
                row: 0,
                made: FxHashMap::default(),
                of_solution: vec![None; construct.blank_nodes.len()],
            },
            unmatched,
            output: Output::new(piece, prefix, places),
        })
    }

    /// Returns the piece, without terms that no statement has.
    ///
    /// # Errors
    /// If a statement has a term that is not interned.
    pub fn finish(self) -> Result<Piece> {
        let mut piece = self.output.piece;
        piece.said.drop_unused_terms()?;
        Ok(piece)
    }

    /// Returns what was found so far, to which more may be added.
    pub fn noted(&mut self) -> &mut Noted {
        &mut self.output.piece.noted
    }

    /// Adds the statements of some solutions, in the order of their rows.
    ///
    /// # Errors
    /// If there are more terms than can be numbered, or a solution has no row.
    pub fn fill(&mut self, solutions: &Solutions) -> Result<()> {
        if solutions.len() == 0 {
            return Ok(());
        }
        let order = in_order_of_rows(solutions)?;
        let (slugged, found) = (&self.construct.slugged, &mut self.output.piece.slugs);
        of_rows(slugged, &order, solutions, found);
        let variables = self.construct.variables.iter();
        let columns: Vec<Option<&[TermId]>> = variables.map(|name| solutions.ids(name)).collect();
        let computed = self.construct.computed.iter();
        let computed: Vec<Checked> = computed.map(|one| Checked::of(one, solutions)).collect();
        let mut terms = Terms::of(solutions);
        let mut values = vec![None; columns.len()];
        let (mut has_faults, mut last) = (false, None);
        let mut figures = Figures::default();
        for (row, index) in order {
            self.output.enter(row);
            self.blank_nodes.enter(row);
            if last.replace(row) != Some(row) {
                has_faults = self.note_faults(row);
                figures = Figures::default();
            }
            for (value, column) in values.iter_mut().zip(&columns) {
                *value = match bound(*column, index) {
                    Some(id) => terms.interned(id, &mut self.output)?,
                    None => None,
                };
            }
            let mut has_problem = false;
            for name in &self.construct.problems {
                let id = bound(solutions.ids(name), index);
                let said = id.and_then(|id| solutions.text_of(id));
                if let Some((_, text)) = said.filter(|(tag, _)| is_problem(*tag, solutions)) {
                    note_problem((name, &text), row, &mut self.output);
                    has_problem = true;
                }
            }
            let fate = self.add(&values, row)?;
            self.output.becomes(fate);
            // What lacks since an entity was not found, or since something is wrong by the mapping itself, is found already.
            if has_faults || has_problem {
                continue;
            }
            for one in computed.iter().filter(|one| one.lacks_value(index)) {
                one.note(index, &mut self.output, &mut figures);
            }
            for one in self.unmatched {
                one.note(solutions, index, &mut self.output, &mut figures);
            }
        }
        Ok(())
    }

    /// Notes what was looked up in vain for a row, and returns whether something was.
    fn note_faults(&mut self, row: u32) -> bool {
        let faults = self.faults.take(row);
        let (places, noted) = (self.output.places, &mut self.output.piece.noted);
        for fault in &faults {
            self.lookup.note(fault, row, places, noted);
        }
        !faults.is_empty()
    }

    /// Adds the triples of a solution.
    fn add(&mut self, values: &[Option<TermId>], row: u32) -> Result<Fate> {
        let (nodes, output) = (&mut self.blank_nodes, &mut self.output);
        self.made.clear();
        for triple in &self.template {
            self.made.push(made(triple, values, nodes, output)?);
        }
        leave_out(&self.reifiers, &mut self.made);
        let mut fate = Fate::Nothing;
        for triple in self.made.iter().flatten() {
            output.piece.said.statements.push(Statement {
                triple: *triple,
                graph: None,
                line: row,
            });
            fate = Fate::Made;
        }
        Ok(fate)
    }
}

/// Returns the rows of the table that solutions are of and the indexes of the solutions, sorted.
pub fn in_order_of_rows(solutions: &Solutions) -> Result<Vec<(u32, usize)>> {
    let without_row = || Error::internal("a solution has no row");
    let rows = solutions.ids(ROW).ok_or_else(without_row)?;
    let number = |id: TermId| {
        let (_, text) = solutions.text_of(id)?;
        text.parse::<u32>().ok()
    };
    let mut order: Vec<(u32, usize)> = Vec::with_capacity(rows.len());
    for (index, id) in rows.iter().enumerate() {
        order.push((number(*id).ok_or_else(without_row)?, index));
    }
    order.sort_unstable();
    Ok(order)
}

/// Returns a triple of the template for a solution; none if a variable is unbound, or a literal would be where none can be.
fn made(
    triple: &[Slot; 3],
    values: &[Option<TermId>],
    blank_nodes: &mut BlankNodes,
    output: &mut Output,
) -> Result<Option<[TermId; 3]>> {
    let mut ids = [UNBOUND; 3];
    for (slot, id) in triple.iter().zip(&mut ids) {
        let found = match slot {
            Slot::Constant(id) => Some(*id),
            Slot::Variable(number) => values.get(*number).copied().flatten(),
            Slot::Blank(number) => Some(blank_nodes.of(*number, values, output)?),
            Slot::Triple(parts) => match made(parts, values, blank_nodes, output)? {
                Some(ids) => Some(output.piece.said.interner.intern_triple(ids)?),
                None => None,
            },
        };
        match found {
            Some(found) => *id = found,
            None => return Ok(None),
        }
    }
    let [subject, predicate, _] = ids;
    let [subject, predicate] = [subject, predicate].map(|id| output.piece.said.interner.get(id).0);
    let wrong = match (subject, predicate) {
        (Tag::IRI | Tag::BLANK, Tag::IRI) => return Ok(Some(ids)),
        (Tag::IRI | Tag::BLANK, _) => (1, "predicate", "an IRI"),
        _ => (0, "subject", "an IRI or a blank node"),
    };
    note_misplaced(wrong, ids, output);
    Ok(None)
}

fn note_problem((variable, problem): (&str, &str), row: u32, output: &mut Output) {
    let place = || output.places.row(row.into());
    let noted = &mut output.piece.noted;
    noted.note((variable, PROBLEM), row.into(), || {
        Finding::warning(PROBLEM, format!("row {row}: {problem}"), place())
    });
}

/// Notes that a term cannot stand where the template has it.
fn note_misplaced(
    (position, role, expected): (usize, &str, &str),
    ids: [TermId; 3],
    output: &mut Output,
) {
    let Some(id) = ids.get(position) else { return };
    let row = output.row();
    let place = || output.places.row(row.into());
    let Piece { said, noted, .. } = &mut output.piece;
    noted.note((role, UNMADE), row.into(), || {
        let (_, text) = said.interner.get(*id);
        let text = String::from_utf8_lossy(text);
        let text = cited(&text);
        let message = format!("`{text}` in row {row} is a text, and a {role} is {expected}");
        let finding = Finding::warning(UNMADE, message, place());
        finding.with_hint("make an IRI of it: `BIND(IRI(…) AS ?x)`")
    });
}
