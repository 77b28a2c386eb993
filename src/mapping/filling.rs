//! Fills the template of a mapping for each solution: the values of the variables become terms of the statements.

use super::columns::ROW;
use super::construct::{Computed, Construct, Part};
use super::findings::{PROBLEM, UNMADE};
use super::functions::NODE;
use super::lookup::Lookup;
use super::noted::Noted;
use super::page::Page;
use crate::dictionary::{Tag, TermId};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::query::{Solutions, UNBOUND};
use crate::rdf::{Term, vocab};
use crate::statement::{Statement, Statements};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

/// What a table states, while it is read.
pub struct Output<'r> {
    /// Its statements and what was found in mappings.
    pub said: Statements,
    /// What was found in its rows.
    pub noted: Noted,
    /// The table.
    pub table: &'r Page<'r>,
    blank_node_prefix: &'r str,
    /// The number of blank nodes that were made.
    blank_nodes: usize,
}

impl<'r> Output<'r> {
    /// Returns nothing yet of a table.
    pub fn new(blank_node_prefix: &'r str, table: &'r Page<'r>) -> Self {
        Self {
            said: Statements::default(),
            noted: Noted::default(),
            table,
            blank_node_prefix,
            blank_nodes: 0,
        }
    }

    /// Returns the statements with everything that was found.
    pub fn finish(self) -> Statements {
        let mut said = self.said;
        said.findings.extend(self.noted.into_findings());
        said
    }

    fn blank_node(&mut self) -> Result<TermId> {
        self.blank_nodes += 1;
        let label = format!("{}{}", self.blank_node_prefix, self.blank_nodes);
        self.said.interner.intern(Tag::BLANK, label.as_bytes())
    }
}

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

/// The template of a mapping.
pub struct Filling<'m> {
    construct: &'m Construct,
    lookup: &'m Lookup,
    template: Vec<[Slot; 3]>,
    blank_nodes: BlankNodes<'m>,
}

/// The blank nodes that the template has in one row of the table.
struct BlankNodes<'m> {
    /// The variables that stand with each, by its number.
    variables: &'m [Vec<usize>],
    row: u32,
    /// Those of the row, by their numbers and the values of these variables.
    made: FxHashMap<(usize, Vec<Option<TermId>>), TermId>,
}

impl BlankNodes<'_> {
    /// Returns the blank node with a number in a solution.
    fn of(&mut self, number: usize, filled: &Filled, output: &mut Output) -> Result<TermId> {
        if self.row != filled.row {
            self.row = filled.row;
            self.made.clear();
        }
        let variables = self.variables.get(number).into_iter().flatten();
        let values = variables.map(|variable| filled.values.get(*variable).copied().flatten());
        Ok(match self.made.entry((number, values.collect())) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(output.blank_node()?),
        })
    }
}

/// The solution that is filled in.
struct Filled<'s> {
    /// The row of the table that it is of.
    row: u32,
    /// The values of the template's variables.
    values: &'s [Option<TermId>],
}

impl<'m> Filling<'m> {
    /// Interns the constants of a template.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn of(construct: &'m Construct, lookup: &'m Lookup, output: &mut Output) -> Result<Self> {
        let template = construct.template.iter();
        let template = template.map(|triple| Slot::triple(triple, &mut output.said));
        Ok(Self {
            construct,
            lookup,
            template: template.collect::<Result<_>>()?,
            blank_nodes: BlankNodes {
                variables: &construct.blank_nodes,
                row: 0,
                made: FxHashMap::default(),
            },
        })
    }

    /// Adds the statements of some solutions, in the order of their rows.
    ///
    /// # Errors
    /// If there are more terms than can be numbered, or a solution has no row.
    pub fn fill(&mut self, solutions: &Solutions, output: &mut Output) -> Result<()> {
        if solutions.len() == 0 {
            return Ok(());
        }
        let rows = solutions
            .ids(ROW)
            .ok_or_else(|| Error::internal("a solution has no row"))?;
        let mut numbers = Numbers::default();
        let numbered = rows.iter().enumerate();
        let numbered = numbered.map(|(index, row)| Ok((numbers.of(*row, solutions)?, index)));
        let mut order: Vec<(u32, usize)> = numbered.collect::<Result<_>>()?;
        order.sort_unstable();
        let variables = self.construct.variables.iter();
        let columns: Vec<Option<&[TermId]>> = variables.map(|name| solutions.ids(name)).collect();
        let mut terms = Terms::default();
        let mut values = vec![None; columns.len()];
        let (mut faults, mut last) = (BTreeSet::new(), None);
        for (row, index) in order {
            if last.replace(row) != Some(row) {
                faults = self.lookup.faults(row);
                for fault in &faults {
                    let noted = &mut output.noted;
                    self.lookup.note(fault, row, output.table, noted);
                }
            }
            for (value, column) in values.iter_mut().zip(&columns) {
                let id = column.and_then(|column| column.get(index)).copied();
                *value = match id {
                    Some(id) if id != UNBOUND => terms.of(id, solutions, output)?,
                    _ => None,
                };
            }
            for name in &self.construct.problems {
                let id = solutions.ids(name).and_then(|column| column.get(index));
                let term = id.and_then(|id| solutions.term_of(*id));
                if let Some(problem) = term.as_ref().and_then(problem) {
                    note_problem((name, problem), row, output);
                }
            }
            let values = &values;
            self.add(&Filled { row, values }, output)?;
            for computed in &self.construct.computed {
                // What lacks since an entity was not found is found already.
                if faults.is_empty() && lacks_value(computed, solutions, index) {
                    note_without_value(computed, row, output);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, filled: &Filled, output: &mut Output) -> Result<()> {
        for triple in &self.template {
            let made = made(triple, filled, &mut self.blank_nodes, output)?;
            if let Some(triple) = made {
                output.said.statements.push(Statement {
                    triple,
                    graph: None,
                    line: filled.row,
                });
            }
        }
        Ok(())
    }
}

/// Returns a triple of the template for a solution; none if a variable is unbound, or a literal would be where none can be.
fn made(
    triple: &[Slot; 3],
    filled: &Filled,
    blank_nodes: &mut BlankNodes,
    output: &mut Output,
) -> Result<Option<[TermId; 3]>> {
    let mut ids = [UNBOUND; 3];
    for (slot, id) in triple.iter().zip(&mut ids) {
        let found = match slot {
            Slot::Constant(id) => Some(*id),
            Slot::Variable(number) => filled.values.get(*number).copied().flatten(),
            Slot::Blank(number) => Some(blank_nodes.of(*number, filled, output)?),
            Slot::Triple(parts) => match made(parts, filled, blank_nodes, output)? {
                Some(ids) => Some(output.said.interner.intern_triple(ids)?),
                None => None,
            },
        };
        match found {
            Some(found) => *id = found,
            None => return Ok(None),
        }
    }
    let [subject, predicate, _] = ids.map(|id| output.said.interner.get(id).0);
    let wrong = match (subject, predicate) {
        (Tag::IRI | Tag::BLANK, Tag::IRI) => return Ok(Some(ids)),
        (Tag::IRI | Tag::BLANK, _) => (1, "predicate", "an IRI"),
        _ => (0, "subject", "an IRI or a blank node"),
    };
    note_misplaced(wrong, ids, filled.row, output);
    Ok(None)
}

/// Returns whether a computed value lacks although all values that it needs are there.
fn lacks_value(computed: &Computed, solutions: &Solutions, index: usize) -> bool {
    let has = |name: &str| {
        let id = solutions.ids(name).and_then(|column| column.get(index));
        id.is_some_and(|id| *id != UNBOUND)
    };
    !has(&computed.variable) && computed.needs.iter().all(|name| has(name))
}

fn note_without_value(computed: &Computed, row: u32, output: &mut Output) {
    let name = &computed.variable;
    let table = output.table;
    output.noted.note((name, UNMADE), || {
        let message = format!(
            "`?{name}` has no value in row {row}, although all that it is computed from has"
        );
        let finding = Finding::warning(UNMADE, message, table.place(row.into()));
        finding.with_hint(
            "if it is an IRI, make its parts of texts with `ENCODE_FOR_URI` or `bixi:slug`",
        )
    });
}

/// Returns what is wrong in a row if a term says that.
fn problem(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(text) if text.datatype() == vocab::PROBLEM => Some(text.value()),
        _ => None,
    }
}

fn note_problem((variable, problem): (&str, &str), row: u32, output: &mut Output) {
    let table = output.table;
    output.noted.note((variable, PROBLEM), || {
        let message = format!("row {row}: {problem}");
        Finding::warning(PROBLEM, message, table.place(row.into()))
    });
}

/// Notes that a term cannot stand where the template has it.
fn note_misplaced(
    (position, role, expected): (usize, &str, &str),
    ids: [TermId; 3],
    row: u32,
    output: &mut Output,
) {
    let Some(id) = ids.get(position) else { return };
    let (_, text) = output.said.interner.get(*id);
    let text = String::from_utf8_lossy(text).into_owned();
    let table = output.table;
    output.noted.note((role, UNMADE), || {
        let message = format!("`{text}` in row {row} is a text, and a {role} is {expected}");
        let finding = Finding::warning(UNMADE, message, table.place(row.into()));
        finding.with_hint("make an IRI of it: `BIND(IRI(…) AS ?x)`")
    });
}

/// The terms of solutions as numbers of the statements' interner; what is wrong in a row has none.
#[derive(Default)]
struct Terms(FxHashMap<TermId, Option<TermId>>);

impl Terms {
    fn of(
        &mut self,
        id: TermId,
        solutions: &Solutions,
        output: &mut Output,
    ) -> Result<Option<TermId>> {
        if let Some(known) = self.0.get(&id) {
            return Ok(*known);
        }
        let term = solutions.term_of(id);
        let term = term.ok_or_else(|| Error::internal("a value of a solution is no term"))?;
        let interned = match term {
            // Its label is one of this batch only.
            Term::BlankNode(node) if !node.as_str().starts_with(NODE) => Some(output.blank_node()?),
            term if problem(&term).is_some() => None,
            term => Some(output.said.interner.intern_term(&term)?),
        };
        self.0.insert(id, interned);
        Ok(interned)
    }
}

/// The numbers of rows, by the terms that they are in the solutions.
#[derive(Default)]
struct Numbers(FxHashMap<TermId, u32>);

impl Numbers {
    fn of(&mut self, id: TermId, solutions: &Solutions) -> Result<u32> {
        if let Some(known) = self.0.get(&id) {
            return Ok(*known);
        }
        let number = match solutions.term_of(id) {
            Some(Term::Literal(number)) => number.value().parse().ok(),
            _ => None,
        };
        let number = number.ok_or_else(|| Error::internal("a solution has no row"))?;
        self.0.insert(id, number);
        Ok(number)
    }
}
