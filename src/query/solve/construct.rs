//! [CONSTRUCT](https://www.w3.org/TR/sparql11-query/#construct): the triples of a template for each solution. The template is
//! compiled once to the columns and terms that it consists of, so the work is linear in the triples that it makes.

use super::answer::read_ahead;
use super::scope::Names;
use super::table::{Table, UNBOUND};
use super::terms::Terms;
use super::trace::Explanation;
use super::{Solved, Solver, Wanted};
use crate::dictionary::TermId;
use crate::rdf::{BlankNode, Term, Triple};
use oxigraph::sparql::{QueryResults, QueryTripleIter};
use rustc_hash::FxHashSet;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

impl<'a> Solver<'a> {
    pub(super) fn construct(
        mut self,
        pattern: &GraphPattern,
        template: &[TriplePattern],
    ) -> Solved<(QueryResults<'a>, Explanation)> {
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
        let triples = Construction {
            terms: self.terms,
            table,
            template: compiled,
            row: 0,
            next: 0,
            blank_nodes: vec![None; labels.len()],
            seen: FxHashSet::default(),
            seen_in_row: FxHashSet::default(),
        };
        let triples = QueryTripleIter::new(triples.map(Ok));
        Ok((QueryResults::Graph(triples), explanation))
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
        let mut constant = |term: Term| Part::Constant(self.terms.intern(&term), term);
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
    Constant(TermId, Term),
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
            Self::Constant(..) | Self::Column(_) => false,
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
struct Construction<'a> {
    terms: Terms<'a>,
    table: Table,
    template: Vec<TemplateTriple>,
    row: usize,
    /// Which triple of the template comes next.
    next: usize,
    /// The blank nodes of this solution.
    blank_nodes: Vec<Option<BlankNode>>,
    /// The triples without blank nodes of the template that were given.
    seen: FxHashSet<[TermId; 3]>,
    /// The other triples that were given for this solution.
    seen_in_row: FxHashSet<Triple>,
}

impl Construction<'_> {
    fn cell(&self, column: Option<usize>) -> Option<TermId> {
        let cell = *self.table.columns.get(column?)?.get(self.row)?;
        (cell != UNBOUND).then_some(cell)
    }

    /// The number of a part without blank nodes; none if a variable is unbound.
    fn id(&mut self, part: &Part) -> Option<TermId> {
        match part {
            Part::Constant(id, _) => Some(*id),
            Part::Column(column) => self.cell(*column),
            part => {
                let term = self.term(part)?;
                Some(self.terms.intern(&term))
            }
        }
    }

    fn term(&mut self, part: &Part) -> Option<Term> {
        match part {
            Part::Constant(_, term) => Some(term.clone()),
            Part::Column(column) => self.terms.term(self.cell(*column)?),
            Part::Blank(number) => {
                let node = self.blank_nodes.get_mut(*number)?;
                Some(node.get_or_insert_default().clone().into())
            }
            Part::Triple(parts) => Some(self.triple(parts)?.into()),
        }
    }

    /// The triple of some parts in this solution; none if a variable is unbound or a term cannot stand where it is.
    fn triple(&mut self, parts: &[Part; 3]) -> Option<Triple> {
        let [subject, predicate, object] = parts.each_ref().map(|part| self.term(part));
        Triple::from_terms(subject?, predicate?, object?).ok()
    }

    /// The triple of the template for this solution, if it was not given before.
    fn unseen(&mut self, pattern: &TemplateTriple) -> Option<Triple> {
        if pattern.is_fresh {
            let triple = self.triple(&pattern.parts)?;
            return self.seen_in_row.insert(triple.clone()).then_some(triple);
        }
        let [subject, predicate, object] = pattern.parts.each_ref().map(|part| self.id(part));
        if !self.seen.insert([subject?, predicate?, object?]) {
            return None;
        }
        self.triple(&pattern.parts)
    }
}

impl Iterator for Construction<'_> {
    type Item = Triple;

    fn next(&mut self) -> Option<Triple> {
        // It is put back below: a triple is made with changes to the rest.
        let template = std::mem::take(&mut self.template);
        let mut found = None;
        while found.is_none() && self.row < self.table.rows {
            if self.next == 0 {
                read_ahead(&self.terms, &self.table, self.row);
            }
            match template.get(self.next) {
                Some(pattern) => {
                    self.next += 1;
                    found = self.unseen(pattern);
                }
                None => {
                    self.next = 0;
                    self.row += 1;
                    self.blank_nodes.fill(None);
                    self.seen_in_row.clear();
                }
            }
        }
        self.template = template;
        found
    }
}
