//! [SHACL rules](https://www.w3.org/TR/shacl-af/#rules): `sh:TripleRule` and `sh:SPARQLRule` of shapes, once per target.

use super::construct::{construct, parser};
use super::expressions::check;
use super::{Draft, Expression, Part, Refusal, refused};
use crate::dictionary::TermId;
use crate::finding::{Finding, Place};
use crate::graph::Graph;
use crate::infer::Sources;
use crate::rdf::{NamedNode, Term, vocab};
use spargebra::Query;
use spargebra::algebra::GraphPattern;

const SH: &str = "http://www.w3.org/ns/shacl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// The focus node of a rule is this variable.
const THIS: &str = "this";

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

struct Shapes<'a> {
    graph: &'a Graph,
}

impl Shapes<'_> {
    fn values(&self, node: TermId, name: &str) -> Vec<TermId> {
        self.graph.objects(node, &format!("{SH}{name}")).collect()
    }

    fn value(&self, node: TermId, name: &str) -> Option<TermId> {
        self.values(node, name).first().copied()
    }

    fn is_true(&self, node: TermId, name: &str) -> bool {
        let values = self.values(node, name);
        values
            .iter()
            .any(|value| matches!(self.graph.dictionary.text(*value).as_str(), "true" | "1"))
    }

    fn is_a(&self, node: TermId, class: &str) -> bool {
        let mut classes = self.graph.objects(node, vocab::RDF_TYPE);
        classes.any(|id| self.graph.dictionary.text(id) == class)
    }

    fn iri(&self, id: TermId) -> Option<String> {
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
    fn list(&self, head: TermId) -> Option<Vec<TermId>> {
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
        if self.value(rule, "condition").is_some() {
            return Err(Refusal::new(
                "a rule cannot have `sh:condition`: say the condition as triple patterns",
            ));
        }
        let label = self.graph.label(rule, &[]);
        let name = label.unwrap_or_else(|| match self.iri(rule) {
            Some(_) => self.graph.display(rule),
            None => format!("rule of {}", self.graph.display(shape)),
        });
        let targets = self.targets(shape)?;
        if targets.is_empty() {
            return Err(Refusal::new(
                "the shape of this rule has no target, so the rule never applies",
            ));
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
            if let Target::Node(node) = target {
                fix(&mut draft, this, &node);
            }
            draft.check()?;
            drafts.push(draft);
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
    fn prefixes(&self, node: TermId) -> Vec<(String, String)> {
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

    /// A [node expression](https://www.w3.org/TR/shacl-af/#node-expressions): the focus node, a term, a path, or a function.
    fn node_expression(&self, draft: &mut Draft, node: TermId) -> Result<Part, Refusal> {
        let term = self.graph.dictionary.term(node);
        if !matches!(term, Term::BlankNode(_)) {
            let is_this = self.iri(node).as_deref() == Some("http://www.w3.org/ns/shacl#this");
            return Ok(if is_this {
                Part::Var(draft.variable(THIS))
            } else {
                Part::Term(term)
            });
        }
        if let Some(path) = self.value(node, "path") {
            let start = match self.value(node, "nodes") {
                Some(nodes) => self.node_expression(draft, nodes)?,
                None => Part::Var(draft.variable(THIS)),
            };
            return self.path(draft, start, path);
        }
        let statements: Vec<[TermId; 3]> = self.graph.triples(Some(node), None, None).collect();
        match statements.as_slice() {
            [[_, function, arguments]] => self.call(draft, *function, *arguments),
            _ => Err(Refusal::new(
                "this node expression is no term, no `sh:path` and no function",
            )),
        }
    }

    /// Where a [path](https://www.w3.org/TR/shacl/#property-paths) leads from a node.
    fn path(&self, draft: &mut Draft, start: Part, path: TermId) -> Result<Part, Refusal> {
        if self.graph.dictionary.is_iri(path) {
            let end = Part::Var(draft.fresh());
            draft.body.push([
                start,
                Part::Term(self.graph.dictionary.term(path)),
                end.clone(),
            ]);
            return Ok(end);
        }
        if let Some(inverse) = self
            .value(path, "inversePath")
            .filter(|id| self.graph.dictionary.is_iri(*id))
        {
            let end = Part::Var(draft.fresh());
            draft.body.push([
                end.clone(),
                Part::Term(self.graph.dictionary.term(inverse)),
                start,
            ]);
            return Ok(end);
        }
        let steps = self.list(path).filter(|steps| !steps.is_empty());
        let steps = steps.ok_or_else(|| {
            Refusal::new("a path of a rule is a property, an inverse, or a sequence of these")
        })?;
        steps
            .into_iter()
            .try_fold(start, |at, step| self.path(draft, at, step))
    }

    /// A call of a [SPARQL function](https://www.w3.org/TR/shacl-af/#SPARQLFunction) that is one expression.
    fn call(
        &self,
        draft: &mut Draft,
        function: TermId,
        arguments: TermId,
    ) -> Result<Part, Refusal> {
        let name = self.graph.display(function);
        let refuse = || {
            Refusal::new(format!(
                "a rule can call a `sh:SPARQLFunction` that is one expression; `{name}` is none"
            ))
        };
        let text = self.value(function, "select").ok_or_else(refuse)?;
        let declared = self.prefixes(function);
        let known = self.graph.prefixes.iter();
        let all = known.chain(
            declared
                .iter()
                .map(|(name, iri)| (name.as_str(), iri.as_str())),
        );
        let query = parser(all)
            .parse_query(&self.graph.dictionary.text(text))
            .map_err(|_| refuse())?;
        let expression = only_expression(&query).ok_or_else(refuse)?;
        check(expression)?;
        let mut parameters = Vec::new();
        for parameter in self.values(function, "parameter") {
            let path = self
                .value(parameter, "path")
                .and_then(|path| self.iri(path))
                .ok_or_else(refuse)?;
            let name = path
                .rsplit(['#', '/'])
                .next()
                .unwrap_or_default()
                .to_owned();
            let order = self
                .value(parameter, "order")
                .map(|order| self.graph.dictionary.text(order));
            parameters.push((order.and_then(|order| order.parse::<i64>().ok()), name));
        }
        parameters.sort();
        let arguments = self.list(arguments).ok_or_else(refuse)?;
        let mut bound = Vec::new();
        for ((_, name), argument) in parameters.iter().zip(arguments) {
            let variable = match self.node_expression(draft, argument)? {
                Part::Var(variable) => variable,
                Part::Term(term) => constant(draft, &term)?,
            };
            bound.push((name.as_str(), variable));
        }
        let made = Expression::new(expression, &mut |variable| {
            let known = bound.iter().find(|(name, _)| *name == variable.as_str());
            known.map_or_else(|| draft.fresh(), |(_, number)| *number)
        });
        let value = draft.fresh();
        draft.computed.push((value, made.ok_or_else(refuse)?));
        Ok(Part::Var(value))
    }
}

/// Where the focus nodes of a rule are.
enum Target {
    /// Those that match: variable 0 is the focus node.
    Pattern([Part; 3]),
    /// One term.
    Node(Term),
}

/// A variable that is always one term.
fn constant(draft: &mut Draft, term: &Term) -> Result<u16, Refusal> {
    use spargebra::algebra::Expression as Algebra;
    let value = match term {
        Term::NamedNode(iri) => Algebra::NamedNode(iri.clone()),
        Term::Literal(literal) => Algebra::Literal(literal.clone()),
        _ => {
            return Err(Refusal::new(
                "an argument of a function is no IRI and no literal",
            ));
        }
    };
    let value = Expression::new(&value, &mut |_| 0)
        .ok_or_else(|| Refusal::new("this argument is no value"))?;
    let variable = draft.fresh();
    draft.computed.push((variable, value));
    Ok(variable)
}

/// Makes the focus node of a draft one term.
fn fix(draft: &mut Draft, this: u16, node: &Term) {
    for part in draft.body.iter_mut().chain(&mut draft.heads).flatten() {
        if *part == Part::Var(this) {
            *part = Part::Term(node.clone());
        }
    }
    if let Ok(variable) = constant(draft, node)
        && let Some(last) = draft.computed.pop()
    {
        // Conditions read the variable, which no pattern binds any more.
        debug_assert_eq!(last.0, variable, "the constant comes last");
        draft.computed.insert(0, (this, last.1));
    }
}

/// The expression of a query that computes one value and matches nothing.
fn only_expression(query: &Query) -> Option<&spargebra::algebra::Expression> {
    let Query::Select {
        pattern: GraphPattern::Project { inner, .. },
        ..
    } = query
    else {
        return None;
    };
    match &**inner {
        GraphPattern::Extend {
            inner, expression, ..
        } => match &**inner {
            GraphPattern::Bgp { patterns } if patterns.is_empty() => Some(expression),
            _ => None,
        },
        _ => None,
    }
}
