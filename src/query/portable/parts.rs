//! The statements that the answer of a query depends on, fetched from an engine in one request, as a graph.
//!
//! One request sees one state of the engine, and the labels of its blank nodes hold in it.

use super::super::algebra::{Part, pattern_of, walk};
use super::super::reads::has_loose_path;
use super::encoded::properties;
use super::restored::Restorer;
use crate::error::{Error, Result};
use crate::graph::{Graph, Part as GraphPart, Source};
use crate::project::TripleTermEncoding;
use crate::rdf::{NamedNode, NamedOrBlankNode, Term, Triple, Variable, vocab};
use crate::remote::{Dialect, Fault, decoded};
use crate::statement::{Statement, Statements};
use rustc_hash::FxHashMap;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression, QueryDataset};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The graphs that Virtuoso has before anything is loaded into it.
const OWN_GRAPHS: &str = "STRSTARTS(STR(?g), \"http://www.openlinksw.com/\") || \
    ?g IN (<http://www.w3.org/ns/ldp#>, <http://localuriqaserver/sparql>, <http://www.w3.org/2002/07/owl#>)";

/// The pattern of all statements.
const ALL: &str = "?s ?p ?o";

/// A query that is answered here, and the statements that its answer depends on.
#[derive(Debug)]
pub struct Parts {
    /// The query.
    pub query: Query,
    wanted: Wanted,
    /// Whether the query asks for the names of graphs.
    names_graphs: bool,
}

/// A request for statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is sent.
    pub text: String,
    /// The request for all statements of the same graphs.
    pub of_all: String,
}

/// Statements.
#[derive(Debug, Default)]
struct Wanted {
    /// Whether all are wanted.
    all: bool,
    /// Those with these predicates.
    predicates: BTreeSet<NamedNode>,
    /// Those of these subjects.
    subjects: BTreeSet<NamedNode>,
    /// Those with these objects, as they are written in SPARQL.
    objects: BTreeMap<String, Term>,
    /// Those of these classes.
    classes: BTreeSet<NamedNode>,
}

impl Wanted {
    fn triple(&mut self, pattern: &TriplePattern) {
        match (&pattern.predicate, &pattern.subject, &pattern.object) {
            (NamedNodePattern::NamedNode(predicate), _, TermPattern::NamedNode(class))
                if predicate.as_str() == vocab::RDF_TYPE =>
            {
                self.classes.insert(class.clone());
            }
            (NamedNodePattern::NamedNode(predicate), ..) => {
                self.predicates.insert(predicate.clone());
            }
            (_, TermPattern::NamedNode(subject), _) => {
                self.subjects.insert(subject.clone());
            }
            (_, _, TermPattern::NamedNode(object)) => {
                self.objects
                    .insert(object.to_string(), object.clone().into());
            }
            (_, _, TermPattern::Literal(object)) => {
                self.objects
                    .insert(object.to_string(), object.clone().into());
            }
            _ => self.all = true,
        }
    }

    fn path(&mut self, path: &PropertyPathExpression) {
        match path {
            PropertyPathExpression::NamedNode(predicate) => {
                self.predicates.insert(predicate.clone());
            }
            PropertyPathExpression::NegatedPropertySet(_) => self.all = true,
            PropertyPathExpression::Reverse(inner)
            | PropertyPathExpression::ZeroOrMore(inner)
            | PropertyPathExpression::OneOrMore(inner)
            | PropertyPathExpression::ZeroOrOne(inner) => self.path(inner),
            PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
                self.path(a);
                self.path(b);
            }
        }
    }

    /// Adds what stands for triple terms.
    fn encode(&mut self, encoding: TripleTermEncoding) {
        let reifies = NamedNode::new_unchecked(vocab::RDF_REIFIES);
        let has_terms = !self.objects.is_empty()
            || !self.subjects.is_empty()
            || self.predicates.contains(&reifies);
        if has_terms && encoding != TripleTermEncoding::Native {
            self.predicates.extend(properties(encoding));
            self.predicates.insert(reifies);
        }
    }

    /// Returns a pattern of `?s ?p ?o`.
    fn pattern(&self) -> String {
        if self.all {
            return ALL.to_owned();
        }
        let mut groups = Vec::new();
        let mut add = |values: Vec<String>, group: &dyn Fn(&str) -> String| {
            if !values.is_empty() {
                groups.push(group(&values.join(" ")));
            }
        };
        let iris = |all: &BTreeSet<NamedNode>| all.iter().map(ToString::to_string).collect();
        add(iris(&self.predicates), &|values| {
            format!("VALUES ?p {{ {values} }} ?s ?p ?o")
        });
        add(iris(&self.subjects), &|values| {
            format!("VALUES ?s {{ {values} }} ?s ?p ?o")
        });
        add(self.objects.keys().cloned().collect(), &|values| {
            format!("VALUES ?o {{ {values} }} ?s ?p ?o")
        });
        if !self
            .predicates
            .iter()
            .any(|name| name.as_str() == vocab::RDF_TYPE)
        {
            let a = NamedNode::new_unchecked(vocab::RDF_TYPE);
            add(iris(&self.classes), &|values| {
                format!("VALUES ?o {{ {values} }} ?s {a} ?o BIND({a} AS ?p)")
            });
        }
        match groups.as_slice() {
            // Nothing is asked of the graph.
            [] => "VALUES (?s ?p ?o) { }".to_owned(),
            [group] => group.clone(),
            groups => groups
                .iter()
                .map(|group| format!("{{ {group} }}"))
                .collect::<Vec<_>>()
                .join(" UNION "),
        }
    }
}

impl Parts {
    /// Looks which statements a query depends on.
    pub fn of(mut query: Query) -> Self {
        let mut wanted = Wanted {
            all: matches!(query, Query::Describe { .. })
                || has_loose_path(pattern_of(&mut query), &BTreeSet::new()),
            ..Wanted::default()
        };
        let mut names_graphs = false;
        walk(pattern_of(&mut query), &mut |part| match part {
            Part::Pattern(GraphPattern::Bgp { patterns }) => {
                patterns.iter().for_each(|pattern| wanted.triple(pattern));
            }
            Part::Pattern(GraphPattern::Path { path, .. }) => wanted.path(path),
            Part::Pattern(GraphPattern::Graph { .. }) => names_graphs = true,
            _ => {}
        });
        Self {
            query,
            wanted,
            names_graphs,
        }
    }

    /// Returns the request for the statements.
    pub fn request(&mut self, dialect: &Dialect) -> Request {
        self.wanted.encode(dialect.evidence);
        Request {
            text: self.text(&self.wanted.pattern(), dialect),
            of_all: self.text(ALL, dialect),
        }
    }

    /// Returns a request for the same statements for each graph of the query, if it names them: an engine may give only so many rows
    /// at once.
    pub fn requests_by_graph(&self, dialect: &Dialect) -> Vec<String> {
        let graphs = self.graphs().unwrap_or_default();
        let pattern = self.wanted.pattern();
        let of_graph = |graph| self.text_of(&pattern, Some(BTreeSet::from([graph])), dialect);
        graphs.into_iter().map(of_graph).collect()
    }

    /// Returns the graphs that statements are wanted of, if the query names any.
    fn graphs(&self) -> Option<BTreeSet<&NamedNode>> {
        let QueryDataset { default, named } = self.query.dataset()?;
        Some(match self.names_graphs {
            true => default.iter().chain(named.iter().flatten()).collect(),
            false => default.iter().collect(),
        })
    }

    /// Returns the text of a request for what a pattern of `?s ?p ?o` finds.
    fn text(&self, pattern: &str, dialect: &Dialect) -> String {
        self.text_of(pattern, self.graphs(), dialect)
    }

    /// Returns the text of a request for what a pattern of `?s ?p ?o` finds in some graphs, or in all of the engine.
    fn text_of(
        &self,
        pattern: &str,
        graphs: Option<BTreeSet<&NamedNode>>,
        dialect: &Dialect,
    ) -> String {
        let in_graph = format!("GRAPH ?g {{ {pattern} }}");
        let mut from = String::new();
        let group = match graphs {
            Some(graphs) => {
                for graph in graphs {
                    let _ = write!(from, " FROM NAMED {graph}");
                }
                in_graph
            }
            None if dialect.has(Fault::DefaultGraph) => {
                format!("{in_graph} FILTER(!({OWN_GRAPHS}))")
            }
            None if self.names_graphs => format!("{{ {pattern} }} UNION {{ {in_graph} }}"),
            None => pattern.to_owned(),
        };
        format!("SELECT ?g ?s ?p ?o{from} WHERE {{ {group} }}")
    }

    /// Returns the graph of the statements that an engine answered.
    ///
    /// # Errors
    /// Why they are not statements, in words, or if there are too many.
    pub fn graph(
        &self,
        variables: &[Variable],
        rows: Vec<Vec<Option<Term>>>,
        restorer: &Restorer,
        encoding: TripleTermEncoding,
    ) -> Result<std::result::Result<Graph, String>> {
        let places = ["g", "s", "p", "o"].map(|name| {
            variables
                .iter()
                .position(|variable| variable.as_str() == name)
        });
        let mut found: BTreeMap<Option<NamedNode>, Vec<Triple>> = BTreeMap::new();
        for mut row in rows {
            let [graph, subject, predicate, object] =
                places.map(|place| row.get_mut(place?)?.take());
            let graph = match graph {
                None => None,
                Some(Term::NamedNode(graph)) => Some(graph),
                Some(other) => return Ok(Err(format!("a graph is called {other}"))),
            };
            match triple(subject, predicate, object, restorer) {
                Ok(triple) => found.entry(graph).or_default().push(triple),
                Err(problem) => return Ok(Err(problem)),
            }
        }
        let mut parts = Vec::with_capacity(found.len());
        for (graph, triples) in found {
            if encoding == TripleTermEncoding::Statement
                && let Some(reifier) = ambiguous(&triples)
            {
                let problem =
                    format!("the statements of the reifier {reifier} cannot be told apart");
                return Ok(Err(problem));
            }
            match decoded(triples, encoding) {
                Ok(triples) => parts.push(part(graph, &triples)?),
                Err(problem) => return Ok(Err(problem)),
            }
        }
        Graph::from_parts(parts, None).map(Ok)
    }
}

/// Returns a statement of an answer.
///
/// # Errors
/// Why it is none, in words.
fn triple(
    subject: Option<Term>,
    predicate: Option<Term>,
    object: Option<Term>,
    restorer: &Restorer,
) -> std::result::Result<Triple, String> {
    let (subject, predicate, object) = match (subject, predicate, object) {
        (Some(Term::NamedNode(subject)), Some(Term::NamedNode(predicate)), Some(object)) => {
            (NamedOrBlankNode::from(subject), predicate, object)
        }
        (Some(Term::BlankNode(subject)), Some(Term::NamedNode(predicate)), Some(object)) => {
            (subject.into(), predicate, object)
        }
        _ => return Err("it answered something that is not a statement".to_owned()),
    };
    Ok(Triple::new(
        subject,
        predicate,
        restorer.literal_of(object)?,
    ))
}

/// Returns a reifier that has two subjects, predicates or objects: it reifies several statements, or a mixture of them.
fn ambiguous(triples: &[Triple]) -> Option<&NamedOrBlankNode> {
    let names = properties(TripleTermEncoding::Statement);
    let mut known: FxHashMap<(&NamedOrBlankNode, &NamedNode), &Term> = FxHashMap::default();
    triples.iter().find_map(|triple| {
        let is_part = names.contains(&triple.predicate);
        let before =
            is_part.then(|| known.insert((&triple.subject, &triple.predicate), &triple.object));
        let is_other = before
            .flatten()
            .is_some_and(|before| *before != triple.object);
        is_other.then_some(&triple.subject)
    })
}

/// Returns the statements of a graph as those of a source.
fn part(graph: Option<NamedNode>, triples: &[Triple]) -> Result<GraphPart> {
    let mut said = Statements::default();
    for triple in triples {
        let too_many = |_| Error::TooLarge {
            what: "lines",
            limit: u64::from(u32::MAX),
        };
        let line = u32::try_from(said.statements.len() + 1).map_err(too_many)?;
        let ids = [
            said.interner.intern_subject(&triple.subject)?,
            said.interner
                .intern_term(&triple.predicate.clone().into())?,
            said.interner.intern_term(&triple.object)?,
        ];
        said.statements.push(Statement {
            triple: ids,
            graph: None,
            line,
        });
    }
    let name = graph.as_ref().map_or("", |graph| graph.as_str());
    Ok(GraphPart {
        source: Source {
            path: name.to_owned(),
            digest: [0; 32],
            lines: said.last_line(),
        },
        graph: graph.map(NamedNode::into_string),
        said,
    })
}
