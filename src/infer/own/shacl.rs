//! [SHACL rules](https://www.w3.org/TR/shacl-af/#rules): `sh:TripleRule` and `sh:SPARQLRule` of shapes, once per target.

use super::construct::{construct, parser};
use super::nodes::constant;
use super::shapes::{ShapeRules, THIS};
use super::{Draft, Part, Refusal};
use crate::dictionary::TermId;
use crate::finding::{Finding, Place};
use crate::graph::Graph;
use crate::infer::Sources;
use crate::rdf::{NamedNode, Term, vocab};
use crate::shapes::{SH, Target};

const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// The rules of all shapes of a graph.
pub fn rules(graph: &Graph, source: Sources) -> (Vec<Draft>, Vec<Finding>) {
    let (mut drafts, mut findings) = (Vec::new(), Vec::new());
    let Some(property) = graph.dictionary.find_iri(&format!("{SH}rule")) else {
        return (drafts, findings);
    };
    let shapes = ShapeRules::of(graph);
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
                findings.push(refusal.finding(place));
            }
        }
    }
    findings.sort_by(|a, b| {
        (&a.place.file, a.place.span.start).cmp(&(&b.place.file, b.place.span.start))
    });
    (drafts, findings)
}

impl ShapeRules<'_> {
    /// A rule of a shape, once for each of its targets.
    fn rule(&self, shape: TermId, rule: TermId, place: &str) -> Result<Vec<Draft>, Refusal> {
        let label = self.graph.label(rule, &[]);
        let name = label.unwrap_or_else(|| match self.iri(rule) {
            Some(_) => self.graph.display(rule),
            None => format!("rule of {}", self.graph.display(shape)),
        });
        let focus = self.focus(shape)?;
        if focus.is_empty() {
            return Err(Refusal::idle(format!(
                "the rule `{name}` gives nothing: its shape has no target"
            )));
        }
        let mut drafts = Vec::new();
        for focus in focus {
            let mut draft = Draft {
                name: name.clone(),
                place: place.to_owned(),
                ..Draft::default()
            };
            let this = draft.variable(THIS);
            if let Focus::Pattern(pattern) = &focus {
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
                if let Focus::Node(node) = &focus {
                    fix(&mut draft, this, node);
                }
                draft.check()?;
                drafts.push(draft);
            }
        }
        Ok(drafts)
    }

    /// Where the focus nodes of a shape are, by its [targets](https://www.w3.org/TR/shacl/#targets): first the classes, then the
    /// ends of properties, then nodes.
    fn focus(&self, shape: TermId) -> Result<Vec<Focus>, Refusal> {
        let term = |id| Part::Term(self.graph.dictionary.term(id));
        let rdf_type = || Part::Term(NamedNode::new_unchecked(vocab::RDF_TYPE).into());
        let (this, other) = (Part::Var(0), Part::Var(1));
        let targets = self.targets_of(shape);
        let mut focus = Vec::new();
        for target in targets {
            let (rank, found) = match target {
                Target::Class(class) => {
                    let pattern = [this.clone(), rdf_type(), term(*class)];
                    (0, Focus::Pattern(pattern))
                }
                Target::SubjectsOf(property) => {
                    let pattern = [this.clone(), term(*property), other.clone()];
                    (2, Focus::Pattern(pattern))
                }
                Target::ObjectsOf(property) => {
                    let pattern = [other.clone(), term(*property), this.clone()];
                    (3, Focus::Pattern(pattern))
                }
                Target::Node(node) => (4, Focus::Node(self.graph.dictionary.term(*node))),
                Target::Where(_) => {
                    return Err(Refusal::new(
                        "the shape of this rule has a `sh:targetWhere`, which rules cannot follow",
                    ));
                }
                // Both are refused below, or are of the data.
                Target::Select(_) | Target::Named(_) => continue,
            };
            focus.push((rank, found));
        }
        let is_class =
            self.is_a(shape, &format!("{RDFS}Class")) || self.is_a(shape, &format!("{OWL}Class"));
        // The rules of a class are for its instances, whether or not it says that it is a shape.
        if is_class && !targets.contains(&Target::Class(shape)) {
            let pattern = [this.clone(), rdf_type(), term(shape)];
            focus.push((1, Focus::Pattern(pattern)));
        }
        if self.value(shape, "target").is_some() {
            return Err(Refusal::new(
                "the shape of this rule has a `sh:target`, which rules cannot follow",
            ));
        }
        focus.sort_by_key(|(rank, _)| *rank);
        Ok(focus.into_iter().map(|(_, focus)| focus).collect())
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
}

/// Where the focus nodes of a rule are.
enum Focus {
    /// Those that match: variable 0 is the focus node.
    Pattern([Part; 3]),
    /// One term.
    Node(Term),
}

/// Makes the focus node of a draft one term.
fn fix(draft: &mut Draft, this: u16, node: &Term) {
    draft.fix(this, node);
    if let Ok(variable) = constant(draft, node)
        && let Some(last) = draft.computed.pop()
    {
        // Conditions read the variable, which no pattern binds any more.
        debug_assert_eq!(last.0, variable, "the constant comes last");
        draft.computed.insert(0, (this, last.1));
    }
}
