//! The result of a query by its form ([SPARQL 1.1, 16](https://www.w3.org/TR/sparql11-query/#QueryForms)): solutions, triples
//! or a boolean.
//!
//! Solutions and triples are columns of term ids, which are decoded when they are iterated. They share the dictionary of the graph and
//! own everything else, so they outlive the query and the graph, and can be sent to another thread.

use super::languages::ChosenTexts;
use super::limits::{Budget, Limits, Reservation};
use super::made::Made;
use super::solution::{Decoded, Solution, UNBOUND};
use crate::dictionary::{Dictionary, LiteralType, Tag, TermId};
use crate::error::{Error, Result};
use crate::rdf::{NamedOrBlankNode, Term, Triple, Variable};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// The result of a query, by its form.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// # project.build(&bixi::BuildLimits::default())?;
/// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
/// use bixi::{Arguments, Query, QueryLimits, Results};
///
/// let query = Query::from_text("ASK { :bob :knows :alice }")?;
/// match snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?.results {
///     Results::Solutions(solutions) => println!("{} solutions", solutions.len()),
///     Results::Graph(triples) => println!("{} triples", triples.len()),
///     Results::Boolean(answer) => assert!(answer),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub enum Results {
    /// The solutions of a SELECT query.
    Solutions(Solutions),
    /// The triples of a CONSTRUCT or DESCRIBE query.
    Graph(Triples),
    /// The answer of an ASK query.
    Boolean(bool),
}

/// The terms that the ids of a result stand for: first those of the graph, then those that the query made.
#[derive(Clone, Debug)]
pub(crate) struct ResultTerms(Arc<Made>);

impl ResultTerms {
    /// Takes the terms that a query made, whose ids follow those of the dictionary of the graph.
    pub fn new(made: Made) -> Self {
        Self(Arc::new(made))
    }

    fn dictionary(&self) -> &Arc<Dictionary> {
        self.0.dictionary()
    }

    fn term(&self, id: TermId) -> Term {
        self.0.term(id)
    }

    fn text(&self, id: TermId) -> Option<(Tag, Cow<'_, str>)> {
        let tag = self.0.tag(id)?;
        let text = match self.0.decoded(id) {
            Some(text) => text.into(),
            None => self.dictionary().text(id).into(),
        };
        Some((tag, text))
    }

    fn is_iri(&self, id: TermId) -> bool {
        self.0.is_iri(id)
    }

    fn is_blank_node(&self, id: TermId) -> bool {
        self.0.is_blank_node(id)
    }

    fn is_triple(&self, id: TermId) -> bool {
        self.0.is_triple(id)
    }
}

/// What is left of the limits of a query for the writing of its result, and the memory that the result takes.
#[derive(Clone, Debug)]
struct Limited {
    budget: Budget,
    _memory: Reservation,
}

impl Limited {
    /// Returns what is left for a result of this many bytes.
    fn of(budget: &Budget, bytes: usize) -> Self {
        let mut memory = budget.reservation();
        memory.set(bytes as u64);
        Self {
            budget: budget.paused(),
            _memory: memory,
        }
    }

    fn resumed(&self) -> Budget {
        let budget = self.budget.resumed();
        budget.enter("the writing of the result");
        budget
    }
}

impl Default for Limited {
    fn default() -> Self {
        Self::of(&Budget::new(&Limits::default()), 0)
    }
}

/// The number of triples whose texts are read ahead.
const AHEAD: usize = 64;

/// The solutions of a SELECT query, in their order. Iterating decodes their values.
///
/// They own what they need of the graph, so they can be sent to another thread:
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// # project.build(&bixi::BuildLimits::default())?;
/// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
/// use bixi::{Arguments, Query, QueryLimits, Results};
///
/// let query = Query::from_text("SELECT ?name { ?person a :Person ; rdfs:label ?name }")?;
/// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
/// let Results::Solutions(solutions) = answer.results else { unreachable!("a SELECT query") };
/// let names = std::thread::spawn(move || {
///     solutions.map(|solution| solution.get("name").map(|name| name.to_string())).collect::<Vec<_>>()
/// });
/// assert_eq!(names.join().expect("names").len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Solutions {
    variables: Arc<[Variable]>,
    terms: ResultTerms,
    /// A column for each variable; none for a variable that no solution binds.
    columns: Vec<Option<Vec<TermId>>>,
    /// The rows that are still to come.
    rows: Range<usize>,
    /// The rows that were decoded last.
    decoded: Option<Arc<Decoded>>,
    /// The values that were chosen by the language of the reader.
    chosen: Arc<ChosenTexts>,
    limited: Limited,
}

impl Solutions {
    /// Returns whether a value that is still to come is a triple term, which
    /// [SPARQL 1.1](https://www.w3.org/TR/sparql11-overview/) does not have. Nothing is decoded.
    pub fn have_triple_terms(&self) -> bool {
        let rows = self.columns.iter().flatten();
        let mut values =
            rows.flat_map(|column| column.get(self.rows.clone()).into_iter().flatten());
        values.any(|id| self.terms.is_triple(*id))
    }

    /// Makes solutions of terms: one solution for each row, with a value, or none, for each variable; as in the example of
    /// [`Solution`].
    pub fn new(
        variables: Vec<Variable>,
        rows: impl IntoIterator<Item = Vec<Option<Term>>>,
    ) -> Self {
        let mut terms = Made::default();
        let mut columns = vec![Vec::new(); variables.len()];
        let mut count = 0;
        for row in rows {
            let values = row.into_iter().chain(std::iter::repeat(None));
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(value.map_or(UNBOUND, |term| terms.intern(&term)));
            }
            count += 1;
        }
        let columns = columns.into_iter().map(Some).collect();
        let terms = ResultTerms::new(terms);
        Self::of_checked(variables, columns, count, terms, Limited::default())
    }

    /// Makes solutions of a column of ids for each variable, which may be left out where no solution binds the variable.
    ///
    /// # Errors
    /// If the variables have not one column each, or a column has not `rows` ids.
    pub(crate) fn of_columns(
        variables: Vec<Variable>,
        columns: Vec<Option<Vec<TermId>>>,
        rows: usize,
        terms: ResultTerms,
        budget: &Budget,
    ) -> Result<Self> {
        let mut lengths = columns.iter().flatten().map(Vec::len);
        if columns.len() != variables.len() || lengths.any(|length| length != rows) {
            let what = format!(
                "the columns of {} variables do not have {rows} rows",
                variables.len()
            );
            return Err(Error::internal(what));
        }
        let bytes = columns.iter().flatten().map(|column| column.capacity() * 4);
        let limited = Limited::of(budget, bytes.sum());
        Ok(Self::of_checked(variables, columns, rows, terms, limited))
    }

    fn of_checked(
        variables: Vec<Variable>,
        columns: Vec<Option<Vec<TermId>>>,
        rows: usize,
        terms: ResultTerms,
        limited: Limited,
    ) -> Self {
        Self {
            variables: variables.into(),
            terms,
            columns,
            rows: 0..rows,
            decoded: None,
            chosen: Arc::default(),
            limited,
        }
    }

    /// Notes which values were chosen by the language of the reader.
    pub(super) fn note_chosen(&mut self, chosen: ChosenTexts) {
        self.chosen = Arc::new(chosen);
    }

    /// Returns which values were chosen by the language of the reader.
    pub(crate) fn chosen(&self) -> Arc<ChosenTexts> {
        Arc::clone(&self.chosen)
    }

    /// Returns the language of the reader, and the number of different texts that are in another, since there is none in it; for a
    /// query that has the parameter `?_lang`. Texts that are meant to be as they were written are not counted.
    pub fn in_other_languages(&self) -> (&str, usize) {
        let mut others: FxHashSet<TermId> = FxHashSet::default();
        for (variable, column) in self.variables.iter().zip(&self.columns) {
            if !self.chosen.is_translated(variable.as_str()) {
                continue;
            }
            let different = self.different(column.as_deref());
            others.extend(different.into_iter().filter(|id| {
                let term = self.terms.term(*id);
                let other = self.chosen.other_language(variable.as_str(), term.as_ref());
                other.is_some()
            }));
        }
        (self.chosen.language(), others.len())
    }

    /// Returns the limits of the query within which the solutions are written.
    pub(crate) fn budget(&self) -> Budget {
        self.limited.resumed()
    }

    /// Returns whether a variable of the SELECT clause is unbound in one of the solutions that are still to come.
    pub(super) fn leaves_unbound(&self, name: &str) -> bool {
        let columns = self.variables.iter().zip(&self.columns);
        let mut of_name = columns.filter(|(variable, _)| variable.as_str() == name);
        let is_unbound = |column: &Option<Vec<TermId>>| match column {
            Some(column) => self
                .rows
                .clone()
                .any(|row| column.get(row) == Some(&UNBOUND)),
            None => !self.rows.is_empty(),
        };
        of_name.any(|(_, column)| is_unbound(column))
    }

    /// Returns the different values in the rows of a column.
    fn different(&self, column: Option<&[TermId]>) -> FxHashSet<TermId> {
        let rows = column.and_then(|column| column.get(self.rows.clone()));
        let ids = rows.into_iter().flatten().filter(|id| **id != UNBOUND);
        ids.copied().collect()
    }

    /// Returns the variables whose values are IRIs and blank nodes, each with the number of different ones.
    pub fn different_entities(&self) -> Vec<(&str, usize)> {
        let mut counted = Vec::new();
        for (variable, column) in self.variables.iter().zip(&self.columns) {
            let different = self.different(column.as_deref());
            let is_entity = |id: &TermId| self.terms.is_iri(*id) || self.terms.is_blank_node(*id);
            if !different.is_empty() && different.iter().all(is_entity) {
                counted.push((variable.as_str(), different.len()));
            }
        }
        counted
    }

    /// Returns the ids of the values of a variable, row by row: those of the dictionary of the graph, or further ones of
    /// terms that the query made; [`UNBOUND`] where there is none. `None` if no solution binds the variable.
    pub(crate) fn ids(&self, name: &str) -> Option<&[TermId]> {
        let position = self.variables.iter().position(|one| one.as_str() == name)?;
        self.columns.get(position)?.as_deref()
    }

    /// Returns the term of an id.
    pub(crate) fn term_of(&self, id: TermId) -> Option<Term> {
        (id != UNBOUND).then(|| self.terms.term(id))
    }

    /// Returns what a term is, and its text; nothing of a triple term.
    pub(crate) fn text_of(&self, id: TermId) -> Option<(Tag, Cow<'_, str>)> {
        self.terms.text(id)
    }

    /// Returns the ids that a triple term is made of.
    pub(crate) fn triple_of(&self, id: TermId) -> Option<[TermId; 3]> {
        match id.checked_sub(self.first_made()) {
            Some(index) => self.terms.0.parts(index as usize),
            None => self.terms.dictionary().triple(id),
        }
    }

    /// Returns the type of the literals with a tag that [`text_of`](Self::text_of) gives.
    pub(crate) fn type_of(&self, tag: Tag) -> Option<&LiteralType> {
        self.terms.0.literal_type(tag)
    }

    /// Returns the id of the first term that the query made; smaller ones are of the graph.
    pub(crate) fn first_made(&self) -> TermId {
        self.terms.dictionary().len() as TermId
    }

    /// Returns the variables of the SELECT clause, in its order.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Removes all but the first `most` solutions of those that are still to come.
    pub fn truncate(&mut self, most: usize) {
        self.rows.end = self.rows.end.min(self.rows.start.saturating_add(most));
    }
}

impl Iterator for Solutions {
    type Item = Solution;

    fn next(&mut self) -> Option<Solution> {
        let row = self.rows.next()?;
        let decoded = match self.decoded.take().filter(|decoded| decoded.contains(row)) {
            Some(decoded) => decoded,
            None => {
                let rows = row..self.rows.end;
                let (variables, terms) = (&self.variables, &self.terms.0);
                Arc::new(Decoded::of(variables, terms, &self.columns, rows))
            }
        };
        let solution = Solution::new(&decoded, row);
        self.decoded = Some(decoded);
        Some(solution)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl ExactSizeIterator for Solutions {}

/// The triples of a CONSTRUCT or DESCRIBE query, each once. Iterating makes their terms.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// # project.build(&bixi::BuildLimits::default())?;
/// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
/// use bixi::{Arguments, Query, QueryLimits, Results};
///
/// let query = Query::from_text("DESCRIBE :alice")?;
/// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
/// let Results::Graph(triples) = answer.results else { unreachable!("a DESCRIBE query") };
/// assert_eq!(triples.len(), 4);
/// for triple in triples {
///     println!("{triple} .");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Triples {
    terms: ResultTerms,
    triples: Vec<[TermId; 3]>,
    /// The triples that are still to come.
    rows: Range<usize>,
    limited: Limited,
}

impl Triples {
    /// Returns whether the object of a triple that is still to come is a triple term, which RDF 1.1 does not have.
    pub fn have_triple_terms(&self) -> bool {
        let mut triples = self.triples.get(self.rows.clone()).into_iter().flatten();
        triples.any(|[_, _, object]| self.terms.is_triple(*object))
    }

    /// Makes a result of triples.
    pub fn new(triples: impl IntoIterator<Item = Triple>) -> Self {
        let mut terms = Made::default();
        let ids = |triple: Triple| {
            let components = [
                triple.subject.into(),
                triple.predicate.into(),
                triple.object,
            ];
            components.map(|term: Term| terms.intern(&term))
        };
        let triples: Vec<[TermId; 3]> = triples.into_iter().map(ids).collect();
        Self {
            rows: 0..triples.len(),
            terms: ResultTerms::new(terms),
            triples,
            limited: Limited::default(),
        }
    }

    /// Makes a result of different triples of ids.
    ///
    /// # Errors
    /// If the subject of one is neither an IRI nor a blank node, or its predicate is not an IRI.
    pub(crate) fn of_ids(
        triples: Vec<[TermId; 3]>,
        terms: ResultTerms,
        budget: &Budget,
    ) -> Result<Self> {
        let is_triple = |[subject, predicate, object]: &[TermId; 3]| {
            let is_subject = terms.is_iri(*subject) || terms.is_blank_node(*subject);
            is_subject && terms.is_iri(*predicate) && *object != UNBOUND
        };
        if !triples.iter().all(is_triple) {
            let what = "a triple of the result has a term where it cannot stand";
            return Err(Error::internal(what));
        }
        Ok(Self {
            rows: 0..triples.len(),
            limited: Limited::of(budget, triples.capacity() * 12),
            terms,
            triples,
        })
    }

    /// Returns the limits of the query within which the triples are written.
    pub(crate) fn budget(&self) -> Budget {
        self.limited.resumed()
    }

    /// Returns the dictionary of the graph.
    pub(crate) fn dictionary(&self) -> &Arc<Dictionary> {
        self.terms.dictionary()
    }

    /// Removes all but the first `most` triples of those that are still to come.
    pub fn truncate(&mut self, most: usize) {
        self.rows.end = self.rows.end.min(self.rows.start.saturating_add(most));
    }

    /// Reads the texts of the triples from `row` on ahead, once for many of them.
    fn read_ahead(&self, row: usize) {
        let rows = row..self.rows.end.min(row + AHEAD);
        if let Some(triples) = self.triples.get(rows) {
            self.terms.dictionary().read_ahead(triples.as_flattened());
        }
    }
}

impl Iterator for Triples {
    type Item = Triple;

    fn next(&mut self) -> Option<Triple> {
        let row = self.rows.next()?;
        if row.is_multiple_of(AHEAD) {
            self.read_ahead(row);
        }
        let [subject, predicate, object] = self.triples[row].map(|id| self.terms.term(id));
        let subject = match subject {
            Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
            Term::BlankNode(node) => node.into(),
            other => unreachable!("{other} is a subject, though `of_ids` checked the subjects"),
        };
        let Term::NamedNode(predicate) = predicate else {
            unreachable!("{predicate} is a predicate, though `of_ids` checked the predicates");
        };
        Some(Triple::new(subject, predicate, object))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl ExactSizeIterator for Triples {}
