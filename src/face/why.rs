//! Says why a statement holds, or what it lacks.

use super::Snapshot;
use super::cells::Cells;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::graph::Graph;
use crate::infer::{Attempt, Proof, Triple, prove_within, why_not};
use crate::project::Project;
use crate::query::{
    Budget, Limits, candidates, is_of_language, properties, wider_properties, written_literal,
};
use crate::rdf::{Literal, NamedNode, Term, vocab};
use crate::source::SourceFile;
use crate::{build, write};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a statement holds or does not hold.
#[derive(Debug)]
pub struct Why {
    snapshot: Snapshot,
    languages: Vec<String>,
    sources: Arc<BTreeMap<String, SourceFile>>,
    cells: Arc<Cells>,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Proof(Proof),
    Lacking(Box<Lacking>),
}

/// What a statement lacks that does not hold.
#[derive(Debug)]
struct Lacking {
    statement: [Term; 3],
    /// The rules that could infer it, the nearest to a proof first.
    attempts: Vec<Attempt>,
    /// The same with a wider property, if that holds.
    wider: Option<Triple>,
    /// Statements with other values, if the graph has no such value.
    near: Vec<Triple>,
}

/// How far a statement is from a proof: what its nearest rule lacks, then what it has.
type Distance = (usize, Reverse<usize>);

/// The most statements that are named where the value of another is not in the graph.
const NEAR: usize = 5;
/// The most letters of a value that is compared with others: each comparison takes time in proportion to the letters of both.
const LONGEST: usize = 1000;
/// The most values that are compared with one that is not in the graph.
const LOOKED_AT: usize = 10_000;

/// The most statements that the names in a question may mean; of more, the others are not looked at.
const MEANT: usize = 100;

impl Project {
    /// Says why a statement holds in a snapshot of the project: the lines that assert it, or its proof by rules; or why it
    /// does not: the rules that could infer it and what they lack, and whether it holds with a wider property. The subject, the
    /// property and the object are IRIs, prefixed names or labels; the object may also be a literal.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{ProofFormat, QueryLimits};
    ///
    /// let limits = QueryLimits::default();
    /// let why = project.why(&snapshot, ["Bob", "knows", "Alice"], &limits)?;
    /// assert!(why.holds());
    /// let why_not = project.why(&snapshot, ["Bob", "lives in", "Alice"], &limits)?;
    /// assert!(!why_not.holds());
    /// println!("{}", why.write(ProofFormat::Text, 5, &|level| level.to_owned()));
    /// # assert!(why.write(ProofFormat::Text, 5, &|level| level.to_owned()).contains("data/people.ttl:4"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a name stands for nothing, a file cannot be read, or a limit is passed.
    pub fn why(&self, snapshot: &Snapshot, statement: [&str; 3], limits: &Limits) -> Result<Why> {
        let budget = Budget::new(limits);
        budget.enter("the search for a proof");
        let graph = snapshot.graph();
        let statements = self.statements(graph, statement)?;
        let known = known(graph, &statements);
        let dataset = snapshot.dataset();
        let seen = |[s, p, o]: Triple| dataset.triples(Some(s), Some(p), Some(o)).next();
        let seen_ones = known.iter().filter_map(|triple| seen(*triple));
        let mut proof = None;
        for triple in seen_ones {
            proof = prove_within(graph, triple, &budget)?;
            if proof.is_some() {
                break;
            }
        }
        let reason = match proof {
            Some(proof) => Reason::Proof(proof),
            None => {
                let mut wider = with_wider_properties(graph, &statements).into_iter();
                Reason::Lacking(Box::new(Lacking {
                    wider: wider.find_map(seen),
                    ..self.nearest(graph, statements, &budget)?
                }))
            }
        };
        let sources = self.sources_of(graph, &known)?;
        Ok(Why {
            snapshot: snapshot.clone(),
            languages: self.languages(snapshot),
            cells: Arc::new(self.cells_of(graph, &known, &sources)?),
            sources: Arc::new(sources),
            reason,
        })
    }

    /// Returns the statement that is nearest to a proof, with the rules that could infer it.
    fn nearest(
        &self,
        graph: &Graph,
        statements: Vec<[Term; 3]>,
        budget: &Budget,
    ) -> Result<Lacking> {
        let (settings, own) = build::reasoning(self, graph)?;
        let mut nearest: Option<(Distance, [Term; 3], Vec<Attempt>)> = None;
        for statement in statements {
            let attempts = why_not(graph, (&settings, &own), &statement, budget)?;
            let distance = attempts
                .first()
                .map_or((usize::MAX, Reverse(0)), |attempt| {
                    (attempt.lacking, Reverse(attempt.found.len()))
                });
            if nearest.as_ref().is_none_or(|(least, ..)| distance < *least) {
                nearest = Some((distance, statement, attempts));
            }
        }
        let internal =
            || crate::error::Error::internal("the names of a statement mean no statement");
        let (_, statement, attempts) = nearest.ok_or_else(internal)?;
        Ok(Lacking {
            near: near_values(graph, &statement, budget)?,
            statement,
            attempts,
            wider: None,
        })
    }

    /// Returns the statements that the names of a subject, a property and an object may mean.
    fn statements(
        &self,
        graph: &Graph,
        [subject, property, object]: [&str; 3],
    ) -> Result<Vec<[Term; 3]>> {
        let terms = |found: Result<Vec<TermId>>, name: &str| match found {
            Ok(ids) => Ok(ids
                .into_iter()
                .map(|id| graph.dictionary.term(id))
                .collect()),
            Err(error) => self
                .concluded(graph, name)?
                .map_or(Err(error), |term| Ok(vec![term])),
        };
        let subjects: Vec<Term> = terms(candidates(graph, subject), subject)?;
        let properties = match property {
            // It is meant even if nothing has a class.
            "a" => vec![NamedNode::new_unchecked(vocab::RDF_TYPE).into()],
            _ => terms(properties(graph, property), property)?,
        };
        // As it is, or as it is shown with the statements of an entity.
        let as_shown = literal_as_shown(object).filter(|_| candidates(graph, object).is_err());
        let object = as_shown.as_deref().unwrap_or(object);
        let mut objects = match terms(candidates(graph, object), object) {
            Ok(objects) => objects,
            // What looks like a value may be one that no statement has.
            Err(error) => match unknown_value(graph, &properties, object) {
                Some(literal) => vec![literal.into()],
                None => return Err(error),
            },
        };
        // What is a label of one thing may also be meant as the text that it is.
        let texts = graph.dictionary.literals_with_text(object);
        for literal in texts.map(|id| graph.dictionary.term(id)) {
            if !objects.contains(&literal) {
                objects.push(literal);
            }
        }
        let mut statements = Vec::new();
        for subject in &subjects {
            for property in &properties {
                let statement = |object: &Term| [subject.clone(), property.clone(), object.clone()];
                statements.extend(objects.iter().map(statement));
            }
        }
        statements.truncate(MEANT);
        Ok(statements)
    }

    /// Returns the IRI of a name that no statement has, if a rule of the project concludes something with it, or it is of the
    /// vocabularies that everybody has.
    fn concluded(&self, graph: &Graph, name: &str) -> Result<Option<Term>> {
        let in_brackets = name
            .strip_prefix('<')
            .and_then(|name| name.strip_suffix('>'));
        let expanded = graph.prefixes.expand(name);
        let iri = expanded.unwrap_or_else(|| in_brackets.unwrap_or(name).to_owned());
        let Ok(iri) = NamedNode::new(iri) else {
            return Ok(None);
        };
        if is_of_language(iri.as_str()) {
            return Ok(Some(iri.into()));
        }
        let term = Term::from(iri);
        let (_, own) = build::reasoning(self, graph)?;
        Ok(own.iter().any(|rule| rule.concludes(&term)).then_some(term))
    }

    /// Reads the sources that assert statements.
    pub(super) fn sources_of(
        &self,
        graph: &Graph,
        statements: &[Triple],
    ) -> Result<BTreeMap<String, SourceFile>> {
        let mut sources = BTreeMap::new();
        for place in statements
            .iter()
            .flat_map(|triple| graph.places_of(*triple))
        {
            if let Some(source) = graph.sources.get(place.source as usize)
                && !sources.contains_key(&source.path)
            {
                sources.insert(source.path.clone(), self.read_to_show(&source.path)?);
            }
        }
        Ok(sources)
    }
}

/// Returns a literal with its language or datatype as it is written, given how it is shown with the statements of an entity: with a space
/// before `@` or `^^`.
fn literal_as_shown(shown: &str) -> Option<String> {
    let (text, kind) = shown.rsplit_once(' ')?;
    let is_kind = |mark: &str| kind.strip_prefix(mark).is_some_and(|rest| !rest.is_empty());
    (is_kind("@") || is_kind("^^")).then(|| format!("\"{text}\"{kind}"))
}

impl Why {
    /// Returns why a statement of a graph holds, given its proof, and the sources that assert such statements with
    /// the cells that they come from.
    pub(super) fn proved(
        snapshot: &Snapshot,
        languages: &[String],
        (sources, cells): (&Arc<BTreeMap<String, SourceFile>>, &Arc<Cells>),
        proof: Proof,
    ) -> Self {
        Self {
            snapshot: snapshot.clone(),
            languages: languages.to_vec(),
            sources: Arc::clone(sources),
            cells: Arc::clone(cells),
            reason: Reason::Proof(proof),
        }
    }

    /// Returns whether the statement holds.
    pub fn holds(&self) -> bool {
        matches!(self.reason, Reason::Proof(_))
    }

    /// Writes the proof, or at most `most` rules that could infer the statement. `accept` says how what is on a level of
    /// acceptance can be seen.
    pub fn write(
        &self,
        format: write::Output,
        most: usize,
        accept: &dyn Fn(&str) -> String,
    ) -> String {
        let graph = self.snapshot.graph();
        let source = |path: &str| self.sources.get(path);
        let cell = |triple, place| self.cells.get(&(triple, place)).map(String::as_str);
        let names = |terms: Vec<TermId>| write::Names {
            graph,
            languages: &self.languages,
            source: &source,
            cell: &cell,
            accept,
            alike: write::alike(graph, &self.languages, terms.into_iter()),
        };
        match &self.reason {
            Reason::Proof(proof) => {
                let steps = proof.steps.iter();
                let terms = steps.flat_map(|step| step.triple).collect();
                write::proof(&names(terms), proof, format)
            }
            Reason::Lacking(lacking) => {
                let attempts = &lacking.attempts;
                let why = write::WhyNot {
                    goal: &lacking.statement,
                    attempts: attempts.get(..most).unwrap_or(attempts),
                    wider: lacking.wider,
                    near: &lacking.near,
                };
                write::why_not(&names(why.terms(graph)), why, format)
            }
        }
    }
}

/// Returns the statements whose terms the graph has.
fn known(graph: &Graph, statements: &[[Term; 3]]) -> Vec<Triple> {
    let known = statements.iter().filter_map(|statement| {
        let [s, p, o] = statement.each_ref().map(|term| graph.find(term));
        Some([s?, p?, o?])
    });
    known.collect()
}

/// Returns statements with each wider property, the nearest first.
fn with_wider_properties(graph: &Graph, statements: &[[Term; 3]]) -> Vec<Triple> {
    let known = known(graph, statements).into_iter();
    let wider = known.flat_map(|[s, p, o]| {
        let properties = wider_properties(graph, &[p]).into_iter();
        properties.map(move |property| [s, property, o])
    });
    wider.take(MEANT).collect()
}

/// Returns the literal that an object is meant as which nothing in a graph is called: it is written as one, or a property has
/// literals as values.
fn unknown_value(graph: &Graph, properties: &[Term], object: &str) -> Option<Literal> {
    if let Some(literal) = written_literal(graph, object) {
        return Some(literal);
    }
    let is_iri = object.starts_with('<') || graph.prefixes.expand(object).is_some();
    if is_iri {
        return None;
    }
    let properties = properties
        .iter()
        .filter_map(|property| graph.find(property));
    let mut values = properties.flat_map(|property| graph.triples(None, Some(property), None));
    let has_literals = values.any(|[_, _, value]| graph.dictionary.is_literal(value));
    has_literals.then(|| Literal::new_simple_literal(object))
}

/// Returns the statements with other values that come nearest to one whose value the graph does not have: those of the subject,
/// else those with a similar value.
///
/// # Errors
/// If a limit is passed.
fn near_values(
    graph: &Graph,
    [subject, property, object]: &[Term; 3],
    budget: &Budget,
) -> Result<Vec<Triple>> {
    let Term::Literal(object) = object else {
        return Ok(Vec::new());
    };
    let Some(property) = graph.find(property) else {
        return Ok(Vec::new());
    };
    let with_value = |subject| {
        let all = graph.triples(subject, Some(property), None);
        all.filter(|[_, _, value]| graph.dictionary.is_literal(*value))
    };
    let own = graph.find(subject).map(|subject| with_value(Some(subject)));
    let own: Vec<Triple> = own.into_iter().flatten().take(NEAR).collect();
    if !own.is_empty() {
        return Ok(own);
    }
    let letters = object.value().chars().count();
    if letters > LONGEST {
        return Ok(own);
    }
    let mut others: Vec<(f64, Triple)> = Vec::new();
    for triple in with_value(None).take(LOOKED_AT) {
        budget.look()?;
        let value = graph.dictionary.text(triple[2]);
        // Of texts of which one has less than half the letters of the other, more than half must be changed.
        let of_value = value.chars().count();
        if of_value.min(letters) * 2 < of_value.max(letters) {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(&value, object.value());
        if likeness >= 0.5 {
            others.push((likeness, triple));
        }
    }
    others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    others.truncate(NEAR);
    Ok(others.into_iter().map(|(_, triple)| triple).collect())
}
