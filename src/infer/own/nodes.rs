//! [Node expressions](https://www.w3.org/TR/shacl-af/#node-expressions) of rules: the focus node, terms, paths, and
//! functions that are one expression.

use super::construct::parser;
use super::expressions::check;
use super::shapes::{ShapeRules, THIS};
use super::{Draft, Expression, Part, Refusal};
use crate::dictionary::TermId;
use crate::rdf::Term;
use crate::shapes::Path;
use spargebra::Query;
use spargebra::algebra::GraphPattern;

impl ShapeRules<'_> {
    /// A [node expression](https://www.w3.org/TR/shacl-af/#node-expressions): the focus node, a term, a path, or a function.
    pub fn node_expression(&self, draft: &mut Draft, node: TermId) -> Result<Part, Refusal> {
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
                "this node expression is neither a term nor an `sh:path` nor a function",
            )),
        }
    }

    /// Where a [path](https://www.w3.org/TR/shacl/#property-paths) leads from a node.
    pub fn path(&self, draft: &mut Draft, start: Part, path: TermId) -> Result<Part, Refusal> {
        let path = Path::read(self.graph, &self.lists, path).map_err(Refusal::new)?;
        self.end_of(draft, start, &path)
    }

    fn end_of(&self, draft: &mut Draft, start: Part, path: &Path) -> Result<Part, Refusal> {
        let property = |id| Part::Term(self.graph.dictionary.term(id));
        let refuse =
            || Refusal::new("a path of a rule is a property, an inverse, or a sequence of these");
        match path {
            Path::Property(id) => {
                let end = Part::Var(draft.fresh());
                draft.body.push([start, property(*id), end.clone()]);
                Ok(end)
            }
            Path::Inverse(inner) => {
                let id = inner.property().ok_or_else(refuse)?;
                let end = Part::Var(draft.fresh());
                draft.body.push([end.clone(), property(id), start]);
                Ok(end)
            }
            Path::Sequence(steps) => steps
                .iter()
                .try_fold(start, |at, step| self.end_of(draft, at, step)),
            _ => Err(refuse()),
        }
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

/// A variable that is always one term.
pub fn constant(draft: &mut Draft, term: &Term) -> Result<u16, Refusal> {
    use spargebra::algebra::Expression as Algebra;
    let value = match term {
        Term::NamedNode(iri) => Algebra::NamedNode(iri.clone()),
        Term::Literal(literal) => Algebra::Literal(literal.clone()),
        _ => {
            return Err(Refusal::new(
                "an argument of a function is neither an IRI nor a literal",
            ));
        }
    };
    let value = Expression::new(&value, &mut |_| 0)
        .ok_or_else(|| Refusal::new("this argument is not a value"))?;
    let variable = draft.fresh();
    draft.computed.push((variable, value));
    Ok(variable)
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
