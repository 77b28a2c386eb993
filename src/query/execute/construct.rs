//! [CONSTRUCT](https://www.w3.org/TR/sparql11-query/#construct): the triples of a template for each solution. The template is
//! compiled once to the columns and terms that it consists of, so the work is linear in the triples that it makes.

use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::limits::Budget;
use crate::query::logical::TemplateTerm;
use crate::query::results::Triples;
use crate::query::terms::{Kind, Terms};
use crate::rdf::Triple;
use rustc_hash::FxHashSet;

/// Returns the triples of a template for the solutions of a table, each once.
///
/// # Errors
/// If a limit is passed.
pub fn construct(
    mut terms: Terms,
    table: &Table,
    template: &[[TemplateTerm; 3]],
    budget: &Budget,
) -> Result<Triples> {
    budget.enter("the making of triples from the template");
    let compiled = template.iter().map(|triple| {
        let parts = parts_of(triple, table, &mut terms);
        let is_fresh = parts.iter().any(Part::is_fresh);
        TemplateTriple { parts, is_fresh }
    });
    let compiled: Vec<TemplateTriple> = compiled.collect();
    let blank_nodes = compiled.iter().flat_map(|triple| &triple.parts);
    let blank_nodes = blank_nodes.map(Part::blank_nodes).max().unwrap_or(0);
    let mut construction = Construction {
        terms,
        table,
        row: 0,
        blank_nodes: vec![None; blank_nodes],
        seen: FxHashSet::default(),
        seen_in_row: FxHashSet::default(),
        triples: Vec::new(),
    };
    let _solutions = budget.reserve(table.bytes())?;
    let pace = budget.pace();
    for row in 0..table.rows {
        pace.step_with(compiled.len(), construction.bytes())?;
        construction.add_row(row, &compiled);
    }
    budget.look_with(construction.bytes() as u64)?;
    let terms = construction.terms.into_result();
    Triples::of_ids(construction.triples, terms, budget)
}

fn parts_of(triple: &[TemplateTerm; 3], table: &Table, terms: &mut Terms) -> [Part; 3] {
    triple.each_ref().map(|term| match term {
        TemplateTerm::Constant(term) => Part::Constant(terms.intern(term)),
        TemplateTerm::BlankNode(number) => Part::Blank(*number),
        TemplateTerm::Variable(variable) => {
            Part::Column(table.variables.iter().position(|v| v == variable))
        }
        TemplateTerm::Triple(inner) => Part::Triple(Box::new(parts_of(inner, table, terms))),
    })
}

/// A component of a triple of the template.
enum Part {
    Constant(TermId),
    /// The column of a variable; none if no solution binds it.
    Column(Option<usize>),
    /// A blank node of its own for each solution, by its number in the template.
    Blank(usize),
    Triple(Box<[Part; 3]>),
}

impl Part {
    /// Returns one more than the largest number of a blank node.
    fn blank_nodes(&self) -> usize {
        match self {
            Self::Blank(number) => number + 1,
            Self::Triple(parts) => parts.iter().map(Self::blank_nodes).max().unwrap_or(0),
            Self::Constant(..) | Self::Column(_) => 0,
        }
    }

    /// Returns whether it is another term for each solution.
    fn is_fresh(&self) -> bool {
        match self {
            Self::Blank(_) => true,
            Self::Triple(parts) => parts.iter().any(Self::is_fresh),
            Self::Constant(_) | Self::Column(_) => false,
        }
    }
}

/// A triple of the template.
struct TemplateTriple {
    parts: [Part; 3],
    /// Whether it has a blank node, so that no two solutions give the same triple.
    is_fresh: bool,
}

/// The triples of a template for each solution, each once.
struct Construction<'t> {
    terms: Terms<'t>,
    table: &'t Table,
    row: usize,
    /// The blank nodes of this solution.
    blank_nodes: Vec<Option<TermId>>,
    /// The triples without blank nodes of the template that were made.
    seen: FxHashSet<[TermId; 3]>,
    /// The other triples that were made for this solution.
    seen_in_row: FxHashSet<[TermId; 3]>,
    triples: Vec<[TermId; 3]>,
}

impl Construction<'_> {
    /// Returns the bytes of the triples, and of the set that they are looked up in.
    fn bytes(&self) -> usize {
        (self.seen.capacity() + self.seen_in_row.capacity() + self.triples.capacity()) * 13
    }

    /// Adds the triples of the template for the solution in a row.
    fn add_row(&mut self, row: usize, template: &[TemplateTriple]) {
        self.row = row;
        self.blank_nodes.fill(None);
        self.seen_in_row.clear();
        for TemplateTriple { parts, is_fresh } in template {
            let Some(triple) = self.triple(parts) else {
                continue;
            };
            let seen = match is_fresh {
                true => &mut self.seen_in_row,
                false => &mut self.seen,
            };
            if seen.insert(triple) {
                self.triples.push(triple);
            }
        }
    }

    /// The triple of some parts in this solution; none if a variable is unbound or a term cannot stand where it is.
    fn triple(&mut self, parts: &[Part; 3]) -> Option<[TermId; 3]> {
        let [subject, predicate, object] = parts.each_ref().map(|part| self.id(part));
        let (subject, predicate) = (subject?, predicate?);
        let is_triple = matches!(self.terms.kind(subject), Kind::Iri | Kind::Blank)
            && self.terms.kind(predicate) == Kind::Iri;
        is_triple.then_some([subject, predicate, object?])
    }

    /// The number of a part; none if a variable is unbound.
    fn id(&mut self, part: &Part) -> Option<TermId> {
        match part {
            Part::Constant(id) => Some(*id),
            Part::Column(column) => {
                let cell = *self.table.columns.get((*column)?)?.get(self.row)?;
                (cell != UNBOUND).then_some(cell)
            }
            Part::Blank(number) => {
                let node = self.blank_nodes.get_mut(*number)?;
                Some(*node.get_or_insert_with(|| self.terms.fresh_blank_node()))
            }
            Part::Triple(parts) => {
                let triple = self.triple(parts)?;
                let [subject, predicate, object] = triple.map(|id| self.terms.term(id));
                let triple = Triple::from_terms(subject?, predicate?, object?).ok()?;
                Some(self.terms.intern(&triple.into()))
            }
        }
    }
}
