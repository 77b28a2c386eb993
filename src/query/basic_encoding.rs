//! Triples for programs that know no triple terms: the basic encoding of [RDF 1.2 Interoperability](https://w3c.github.io/rdf-interop/spec/).

use super::made::Made;
use super::results::{ResultTerms, Triples};
use crate::dictionary::{Tag, TermId};
use crate::error::Result;
use crate::rdf::{BlankNode, Term, Triple, vocab};
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl Triples {
    /// Returns the triples that are still to come in RDF 1.1: a blank node stands for each triple term, an `rdf:PropositionForm`
    /// with its subject, predicate and object.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # std::fs::write(folder.path().join("a.ttl"), "@prefix : <urn:> . :a :b :c ~ :r .")?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, GraphFormat, Query, QueryLimits, Results};
    ///
    /// let query = Query::from_text("CONSTRUCT { ?r rdf:reifies ?t } { ?r rdf:reifies ?t }")?;
    /// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    /// let Results::Graph(triples) = answer.results else { unreachable!("a CONSTRUCT query") };
    /// let encoded = triples.in_basic_encoding()?;
    /// assert!(!encoded.have_triple_terms());
    /// assert_eq!(encoded.len(), 5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit of the query is passed.
    pub fn in_basic_encoding(self) -> Result<Self> {
        let budget = self.budget();
        let mut encoder = Encoder {
            terms: Made::new(Arc::clone(self.dictionary()), budget.reservation()),
            nodes: FxHashMap::default(),
            triples: Vec::new(),
        };
        let pace = budget.pace();
        for triple in self {
            encoder.add(&triple);
            pace.step_with(1, encoder.triples.capacity() * 12)?;
        }
        Self::of_ids(encoder.triples, ResultTerms::new(encoder.terms), &budget)
    }
}

/// Triples in the encoding.
struct Encoder {
    terms: Made,
    /// The blank nodes that stand for triple terms.
    nodes: FxHashMap<Triple, TermId>,
    triples: Vec<[TermId; 3]>,
}

impl Encoder {
    fn add(&mut self, triple: &Triple) {
        let subject = self.terms.intern(&triple.subject.clone().into());
        let predicate = self.terms.text(Tag::IRI, triple.predicate.as_str());
        let object = self.term(&triple.object);
        self.triples.push([subject, predicate, object]);
    }

    /// Returns what stands for a term.
    fn term(&mut self, term: &Term) -> TermId {
        match term {
            Term::Triple(triple) => self.node(triple),
            term => self.terms.intern(term),
        }
    }

    /// Returns the node that stands for a triple term, and describes it the first time.
    fn node(&mut self, triple: &Triple) -> TermId {
        if let Some(node) = self.nodes.get(triple) {
            return *node;
        }
        let node = self.new_node();
        self.nodes.insert(triple.clone(), node);
        let parts = [
            self.terms.intern(&triple.subject.clone().into()),
            self.terms.text(Tag::IRI, triple.predicate.as_str()),
            self.term(&triple.object),
        ];
        let a = self.terms.text(Tag::IRI, vocab::RDF_TYPE);
        let [class, properties @ ..] = vocab::RDF_PROPOSITION_FORM;
        let class = self.terms.text(Tag::IRI, class);
        self.triples.push([node, a, class]);
        for (property, part) in properties.into_iter().zip(parts) {
            let property = self.terms.text(Tag::IRI, property);
            self.triples.push([node, property, part]);
        }
        node
    }

    /// Returns a blank node that the graph does not have.
    fn new_node(&mut self) -> TermId {
        let mut name = format!("proposition-form-{}", self.nodes.len() + 1);
        let dictionary = Arc::clone(self.terms.dictionary());
        while dictionary
            .find(&BlankNode::new_unchecked(name.as_str()).into())
            .is_some()
        {
            name.push('-');
            name.push('1');
        }
        self.terms.text(Tag::BLANK, &name)
    }
}
