//! [SHACL rules](https://www.w3.org/TR/shacl-af/#rules): `sh:TripleRule` and `sh:SPARQLRule` of shapes, once per target.

use super::construct::{construct, parser};
use super::nodes::constant;
use super::{Draft, Part, Refusal, refused};
use crate::dictionary::TermId;
use crate::finding::{Finding, Place};
use crate::graph::Graph;
use crate::infer::Sources;
use crate::rdf::{NamedNode, Term, vocab};

/// `http://www.w3.org/ns/shacl#`
pub const SH: &str = "http://www.w3.org/ns/shacl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// The focus node of a rule is this variable.
pub const THIS: &str = "this";

/// The rules of all shapes of a graph.
pub fn rules(graph: &Graph, source: Sources) -> (Vec<Draft>, Vec<Finding>) {
    let (mut drafts, mut findings) = (Vec::new(), Vec::new());
    let shapes = Shapes { graph };
    let Some(property) = graph.dictionary.find_iri(&format!("{SH}rule")) else {
        return (drafts, findings);
    };
    for [shape, _, rule] in graph.triples(None, Some(property), None) {
        if shapes.is_true(rule, "deactivated") || shapes.is_true(shape, "deactivated") {
            continue;
        }
        let (path, line) = shapes.place([shape, property, rule]);
        match shapes.rule(shape, rule, &format!("{path}:{line}")) {
            Ok(made) => drafts.extend(made),
            Err(refusal) => {
                let (path, line) = refusal.at.map_or((path, line), |at| shapes.place(at));
                let span = source(&path).and_then(|file| file.text_span(line));
                let place = Place {
                    file: path,
                    span: span.unwrap_or(0..0),
                };
                findings.push(refused(&refusal, place));
            }
        }
    }
    findings.sort_by(|a, b| {
        (&a.place.file, a.place.span.start).cmp(&(&b.place.file, b.place.span.start))
    });
    (drafts, findings)
}

/// The shapes of a graph.
pub struct Shapes<'a> {
    /// The graph.
    pub graph: &'a Graph,
}

impl Shapes<'_> {
    pub(super) fn values(&self, node: TermId, name: &str) -> Vec<TermId> {
        self.graph.objects(node, &format!("{SH}{name}")).collect()
    }

    pub(super) fn value(&self, node: TermId, name: &str) -> Option<TermId> {
        self.values(node, name).first().copied()
    }

    pub(super) fn is_true(&self, node: TermId, name: &str) -> bool {
        let values = self.values(node, name);
        values
            .iter()
            .any(|value| matches!(self.graph.dictionary.text(*value).as_str(), "true" | "1"))
    }

    pub(super) fn is_a(&self, node: TermId, class: &str) -> bool {
        let mut classes = self.graph.objects(node, vocab::RDF_TYPE);
        classes.any(|id| self.graph.dictionary.text(id) == class)
    }

    pub(super) fn iri(&self, id: TermId) -> Option<String> {
        self.graph
            .dictionary
            .is_iri(id)
            .then(|| self.graph.dictionary.text(id))
    }

    fn place(&self, triple: [TermId; 3]) -> (String, u32) {
        let place = self.graph.places_of(triple).into_iter().next();
        let path = place.and_then(|place| self.graph.sources.get(place.source as usize));
        let path = path.map_or_else(String::new, |source| source.path.clone());
        (path, place.map_or(1, |place| place.line))
    }

    /// The members of a list.
    pub(super) fn list(&self, head: TermId) -> Option<Vec<TermId>> {
        let nil = self.graph.dictionary.find_iri(&format!("{RDF}nil"));
        let (mut members, mut cell) = (Vec::new(), head);
        while Some(cell) != nil {
            members.push(self.graph.objects(cell, &format!("{RDF}first")).next()?);
            cell = self.graph.objects(cell, &format!("{RDF}rest")).next()?;
            // A list with a cycle has no end.
            if members.len() > 1000 {
                return None;
            }
        }
        Some(members)
    }

    /// A rule of a shape, once for each of its targets.
    fn rule(&self, shape: TermId, rule: TermId, place: &str) -> Result<Vec<Draft>, Refusal> {
        let label = self.graph.label(rule, &[]);
        let name = label.unwrap_or_else(|| match self.iri(rule) {
            Some(_) => self.graph.display(rule),
            None => format!("rule of {}", self.graph.display(shape)),
        });
        let targets = self.targets(shape)?;
        if targets.is_empty() {
            return Err(Refusal::idle(format!(
                "the rule `{name}` gives nothing: its shape has no target"
            )));
        }
        let mut drafts = Vec::new();
        for target in targets {
            let mut draft = Draft {
                name: name.clone(),
                place: place.to_owned(),
                ..Draft::default()
            };
            let this = draft.variable(THIS);
            if let Target::Pattern(pattern) = &target {
                let other = draft.fresh();
                let pattern = pattern.clone().map(|part| match part {
                    Part::Var(0) => Part::Var(this),
                    Part::Var(_) => Part::Var(other),
                    term => term,
                });
                draft.body.push(pattern);
            }
            if let Some(text) = self.value(rule, "construct") {
                self.sparql_rule(&mut draft, rule, text)?;
            } else if self.is_a(rule, &format!("{SH}TripleRule"))
                || self.value(rule, "predicate").is_some()
            {
                let mut head = Vec::with_capacity(3);
                for name in ["subject", "predicate", "object"] {
                    let expression = self.value(rule, name);
                    let expression = expression
                        .ok_or_else(|| Refusal::new(format!("the rule has no `sh:{name}`")))?;
                    head.push(self.node_expression(&mut draft, expression)?);
                }
                if let Ok(head) = head.try_into() {
                    draft.heads.push(head);
                }
            } else {
                return Err(Refusal::new(
                    "the rule is neither a `sh:TripleRule` nor a `sh:SPARQLRule`",
                ));
            }
            let mut conditioned = vec![draft];
            for condition in self.values(rule, "condition") {
                conditioned = self.all_conforming(conditioned, &Part::Var(this), condition, 0)?;
            }
            for mut draft in conditioned {
                if let Target::Node(node) = &target {
                    fix(&mut draft, this, node);
                }
                draft.check()?;
                drafts.push(draft);
            }
        }
        Ok(drafts)
    }

    /// The [targets](https://www.w3.org/TR/shacl/#targets) of a shape.
    fn targets(&self, shape: TermId) -> Result<Vec<Target>, Refusal> {
        let term = |id| self.graph.dictionary.term(id);
        let rdf_type = || Part::Term(NamedNode::new_unchecked(vocab::RDF_TYPE).into());
        let (this, other) = (Part::Var(0), Part::Var(1));
        let mut targets = Vec::new();
        let mut classes = self.values(shape, "targetClass");
        if self.is_a(shape, &format!("{RDFS}Class")) || self.is_a(shape, &format!("{OWL}Class")) {
            classes.push(shape);
        }
        for class in classes {
            targets.push(Target::Pattern([
                this.clone(),
                rdf_type(),
                Part::Term(term(class)),
            ]));
        }
        for property in self.values(shape, "targetSubjectsOf") {
            targets.push(Target::Pattern([
                this.clone(),
                Part::Term(term(property)),
                other.clone(),
            ]));
        }
        for property in self.values(shape, "targetObjectsOf") {
            targets.push(Target::Pattern([
                other.clone(),
                Part::Term(term(property)),
                this.clone(),
            ]));
        }
        for node in self.values(shape, "targetNode") {
            targets.push(Target::Node(term(node)));
        }
        if self.value(shape, "target").is_some() {
            return Err(Refusal::new(
                "the shape of this rule has a `sh:target`, which rules cannot follow",
            ));
        }
        Ok(targets)
    }

    fn sparql_rule(&self, draft: &mut Draft, rule: TermId, text: TermId) -> Result<(), Refusal> {
        let text = self.graph.dictionary.text(text);
        let declared = self.prefixes(rule);
        let known = self.graph.prefixes.iter();
        let all = known.chain(
            declared
                .iter()
                .map(|(name, iri)| (name.as_str(), iri.as_str())),
        );
        let query = parser(all).parse_query(&text);
        let query = query.map_err(|_| Refusal::new("`sh:construct` is not SPARQL"))?;
        construct(draft, &query)
    }

    /// What the [`sh:prefixes`](https://www.w3.org/TR/shacl/#sparql-prefixes) of a rule or a function declare.
    pub(super) fn prefixes(&self, node: TermId) -> Vec<(String, String)> {
        let ontologies = self.values(node, "prefixes").into_iter();
        let declared = ontologies.flat_map(|ontology| self.values(ontology, "declare"));
        let text = |id| self.graph.dictionary.text(id);
        declared
            .filter_map(|one| {
                Some((
                    text(self.value(one, "prefix")?),
                    text(self.value(one, "namespace")?),
                ))
            })
            .collect()
    }
}

/// Where the focus nodes of a rule are.
enum Target {
    /// Those that match: variable 0 is the focus node.
    Pattern([Part; 3]),
    /// One term.
    Node(Term),
}

/// Makes the focus node of a draft one term.
fn fix(draft: &mut Draft, this: u16, node: &Term) {
    replace(&mut draft.body, this, node);
    replace(&mut draft.heads, this, node);
    if let Ok(variable) = constant(draft, node)
        && let Some(last) = draft.computed.pop()
    {
        // Conditions read the variable, which no pattern binds any more.
        debug_assert_eq!(last.0, variable, "the constant comes last");
        draft.computed.insert(0, (this, last.1));
    }
}

/// Makes a variable of patterns one term.
pub fn replace(patterns: &mut [[Part; 3]], variable: u16, term: &Term) {
    for part in patterns.iter_mut().flatten() {
        if *part == Part::Var(variable) {
            *part = Part::Term(term.clone());
        }
    }
}
