//! [CONSTRUCT](https://www.w3.org/TR/sparql11-query/#construct): the triples of a template for each solution. The template is
//! compiled once to the columns and terms that it consists of, so the work is linear in the triples that it makes.

use super::scope::Names;
use super::table::{Table, UNBOUND};
use super::terms::{Kind, Terms};
use super::trace::Explanation;
use super::{Solved, Solver, Wanted};
use crate::dictionary::TermId;
use crate::query::results::{Results, Triples};
use crate::rdf::{Term, Triple};
use rustc_hash::FxHashSet;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The time and memory that are left are looked at after this many solutions.
const CHECKED: usize = 4096;

impl Solver<'_> {
    pub(super) fn construct(
        mut self,
        pattern: &GraphPattern,
        template: &[TriplePattern],
    ) -> Solved<(Results, Explanation)> {
        let mut names = Names::new();
        template
            .iter()
            .for_each(|triple| names_in(triple, &mut names));
        let vars = self.vars(&names)?;
        let table = self.pattern(pattern, Wanted::all(vars))?;
        let mut labels = Vec::new();
        let mut compiled = Vec::with_capacity(template.len());
        for triple in template {
            let parts = self.parts_of(triple, &table, &mut labels)?;
            let is_fresh = parts.iter().any(Part::is_fresh);
            compiled.push(TemplateTriple { parts, is_fresh });
        }
        self.budget.enter("the making of triples from the template");
        let explanation = self.trace.explanation();
        let mut construction = Construction {
            terms: self.terms,
            table: &table,
            row: 0,
            blank_nodes: vec![None; labels.len()],
            seen: FxHashSet::default(),
            seen_in_row: FxHashSet::default(),
            triples: Vec::new(),
        };
        for row in 0..table.rows {
            if row.is_multiple_of(CHECKED) {
                self.budget.check(construction.triples.len(), 3)?;
            }
            construction.add_row(row, &compiled);
        }
        let terms = construction.terms.into_result();
        let triples = Triples::of_ids(construction.triples, terms)?;
        Ok((Results::Graph(triples), explanation))
    }

    fn parts_of(
        &mut self,
        triple: &TriplePattern,
        table: &Table,
        labels: &mut Vec<String>,
    ) -> Solved<[Part; 3]> {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => TermPattern::from(iri.clone()),
            NamedNodePattern::Variable(variable) => variable.clone().into(),
        };
        Ok([
            self.part_of(&triple.subject, table, labels)?,
            self.part_of(&predicate, table, labels)?,
            self.part_of(&triple.object, table, labels)?,
        ])
    }

    fn part_of(
        &mut self,
        term: &TermPattern,
        table: &Table,
        labels: &mut Vec<String>,
    ) -> Solved<Part> {
        let mut constant = |term: Term| Part::Constant(self.terms.intern(&term));
        Ok(match term {
            TermPattern::NamedNode(iri) => constant(iri.clone().into()),
            TermPattern::Literal(literal) => constant(literal.clone().into()),
            TermPattern::BlankNode(node) => {
                let known = labels.iter().position(|label| label == node.as_str());
                Part::Blank(known.unwrap_or_else(|| {
                    labels.push(node.as_str().to_owned());
                    labels.len() - 1
                }))
            }
            TermPattern::Variable(variable) => {
                let variable = self.variable(variable)?;
                Part::Column(table.variables.iter().position(|v| *v == variable))
            }
            TermPattern::Triple(inner) => {
                Part::Triple(Box::new(self.parts_of(inner, table, labels)?))
            }
        })
    }
}

/// Adds the variables of a triple of a template.
fn names_in(pattern: &TriplePattern, names: &mut Names) {
    if let NamedNodePattern::Variable(variable) = &pattern.predicate {
        names.insert(variable.as_str().to_owned());
    }
    for end in [&pattern.subject, &pattern.object] {
        match end {
            TermPattern::Variable(variable) => {
                names.insert(variable.as_str().to_owned());
            }
            TermPattern::Triple(inner) => names_in(inner, names),
            _ => {}
        }
    }
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
    /// Whether it is another term for each solution.
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
