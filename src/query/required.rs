//! The patterns that each solution of a query must match: the first that nothing matches, and the statements behind a solution.

use super::algebra::{NameOf, pattern_of};
use super::filled::filled_within;
use super::scope::{Names, names};
use super::tokens::{Kind, Token, tokens};
use super::unused::UsedNames;
use super::warning::named_after;
use super::{Arguments, Budget, Dataset, Limits, Query, Solution, algebra, depth};
use crate::error::Result;
use crate::graph::Graph;
use crate::rdf::{NamedNode, NamedOrBlankNode, Prefixes, Term, Triple, Variable, vocab};
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Why a query has no solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSolution {
    /// Nothing matches one of its patterns and those before it.
    Pattern {
        /// The pattern, as in SPARQL.
        pattern: String,
        /// The 1-based line of the query where it stands, if it is found there.
        line: Option<u32>,
        /// The patterns that it was joined with, as in SPARQL; none, if nothing matches it at all.
        with: Vec<String>,
        /// Whether those are all patterns that stand before it.
        are_before: bool,
        /// What is said of the names in it that nothing has, as sentences without a period.
        unknown: Vec<String>,
    },
    /// Something matches the patterns, and nothing what was left out of these: as in SPARQL, such as `FILTER` and `LIMIT 0`.
    Condition(Vec<String>),
}

/// Returns why a query has no solution: the first of its patterns that nothing matches together with those before it, in the
/// order in which they join: that of the text, each after one that it shares a variable with. `OPTIONAL`, `MINUS` and conditions
/// are left out, and the alternatives of `UNION`, inline data and a subquery are one pattern each. Nothing, if the query has no
/// pattern. `ask` answers a query with ASK.
///
/// # Errors
/// If the query cannot be evaluated, or a limit is passed.
pub fn no_solution(
    dataset: Dataset<'_>,
    query: &Query,
    arguments: &Arguments,
    budget: &Budget,
    ask: &dyn Fn(spargebra::Query) -> Result<bool>,
) -> Result<Option<NoSolution>> {
    let mut parsed = filled_within(query, arguments, dataset, budget)?.parsed;
    let (required, left_out) = required(pattern_of(&mut parsed), &dataset.graph().prefixes);
    let required = joined(required);
    if required.is_empty() {
        return Ok(None);
    }
    let matches = |many: usize| -> Result<bool> {
        let patterns = required.iter().take(many);
        let pattern = patterns.map(|one| one.pattern.clone());
        ask(spargebra::Query::Ask {
            dataset: parsed.dataset().cloned(),
            pattern: pattern.reduce(join).unwrap_or_default(),
            base_iri: parsed.base_iri().cloned(),
        })
    };
    // More patterns match less, so the first that nothing matches is found by bisection.
    let (mut matched, mut unmatched) = (0, required.len() + 1);
    while matched + 1 < unmatched {
        let middle = matched.midpoint(unmatched);
        match matches(middle)? {
            true => matched = middle,
            false => unmatched = middle,
        }
    }
    let Some(first) = required.get(matched) else {
        return Ok((!left_out.is_empty()).then_some(NoSolution::Condition(left_out)));
    };
    let before = required.get(..matched).unwrap_or_default();
    Ok(Some(NoSolution::Pattern {
        pattern: first.shown.clone(),
        line: first.line(query, &dataset.graph().prefixes),
        with: before.iter().map(|one| one.shown.clone()).collect(),
        are_before: before.len() == first.place && before.iter().all(|one| one.place < first.place),
        unknown: unknown(dataset.graph(), &first.pattern),
    }))
}

/// Returns the statements that the triple patterns of a query become when the values of its solutions replace their variables.
/// Patterns with a variable that a solution does not bind are left aside.
///
/// # Errors
/// If the query cannot be parsed.
pub fn statements_behind(
    graph: &Graph,
    query: &Query,
    arguments: &Arguments,
    solutions: &[Solution],
) -> Result<Vec<Triple>> {
    depth::with_stack(depth::of_text(query.text()), move || {
        let budget = Budget::new(&Limits::default());
        let mut parsed = filled_within(query, arguments, Dataset::new(graph), &budget)?.parsed;
        let (required, _) = required(pattern_of(&mut parsed), &graph.prefixes);
        let mut found = Vec::new();
        for solution in solutions {
            for one in &required {
                let pattern = match &one.pattern {
                    GraphPattern::Graph { inner, .. } => inner,
                    pattern => pattern,
                };
                if let GraphPattern::Bgp { patterns } = pattern {
                    found.extend(patterns.iter().filter_map(|one| filled_in(one, solution)));
                }
            }
        }
        Ok(found)
    })
}

/// Returns the statement that a triple pattern is in a solution, if that has all of its variables.
fn filled_in(pattern: &TriplePattern, solution: &Solution) -> Option<Triple> {
    let value = |variable: &Variable| solution.get(variable.as_str()).map(Term::from);
    let term = |term: &TermPattern| match term {
        TermPattern::NamedNode(iri) => Some(iri.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::Variable(variable) => value(variable),
        TermPattern::BlankNode(_) | TermPattern::Triple(_) => None,
    };
    let subject = match term(&pattern.subject)? {
        Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
        Term::BlankNode(node) => node.into(),
        _ => return None,
    };
    let predicate = match &pattern.predicate {
        NamedNodePattern::NamedNode(iri) => iri.clone(),
        NamedNodePattern::Variable(variable) => match value(variable)? {
            Term::NamedNode(iri) => iri,
            _ => return None,
        },
    };
    Some(Triple::new(subject, predicate, term(&pattern.object)?))
}

/// A pattern that each solution matches.
struct Required {
    pattern: GraphPattern,
    /// The number of patterns before it in the text.
    place: usize,
    /// How it is named to people.
    shown: String,
    names: Names,
    /// Its predicate, its object and its subject, the first of which that is in the text says where it stands.
    words: Vec<TermPattern>,
    /// The number of patterns of the query before it that have the same words.
    alike_before: usize,
}

impl Required {
    /// Returns the 1-based line of a query's text where it stands.
    fn line(&self, query: &Query, prefixes: &Prefixes) -> Option<u32> {
        let text = query.text();
        let tokens = tokens(text);
        let start = tokens
            .iter()
            .find(|token| token.text(text) == "{")?
            .range
            .end;
        let after = |word: &TermPattern, from: usize| match word {
            TermPattern::NamedNode(iri) => named_after(text, &tokens, iri.as_str(), prefixes, from),
            TermPattern::Variable(variable) => tokens.iter().find(|token| {
                let is_after = token.kind == Kind::Variable && token.range.start >= from;
                is_after && token.text(text).get(1..) == Some(variable.as_str())
            }),
            _ => None,
        };
        let place = |word: &TermPattern| -> Option<&Token> {
            let mut found = after(word, start)?;
            for _ in 0..self.alike_before {
                found = after(word, found.range.end)?;
            }
            Some(found)
        };
        let found = self.words.iter().find_map(place)?;
        Some(query.source.position(found.range.start).line)
    }
}

/// Returns the patterns that each solution of a pattern matches, in their order, and what was left out of them.
fn required(pattern: &GraphPattern, prefixes: &Prefixes) -> (Vec<Required>, Vec<String>) {
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    let mut inner = pattern;
    // What is around the pattern of the query itself.
    while let GraphPattern::Project { inner: within, .. }
    | GraphPattern::Distinct { inner: within }
    | GraphPattern::Reduced { inner: within }
    | GraphPattern::Slice { inner: within, .. }
    | GraphPattern::OrderBy { inner: within, .. }
    | GraphPattern::Group { inner: within, .. }
    | GraphPattern::Extend { inner: within, .. } = inner
    {
        if let GraphPattern::Slice { start, length, .. } = inner {
            left_out.extend((*start > 0).then(|| format!("OFFSET {start}")));
            left_out.extend((*length == Some(0)).then(|| "LIMIT 0".to_owned()));
        }
        inner = within;
    }
    collect(inner, None, prefixes, (&mut found, &mut left_out));
    (found, left_out)
}

/// Returns the name of what is left out of the patterns that are required: it may leave nothing of what matches them.
fn left_out_of(pattern: &GraphPattern) -> Option<&'static str> {
    match pattern {
        GraphPattern::LeftJoin { .. } => Some("OPTIONAL"),
        GraphPattern::Minus { .. } => Some("MINUS"),
        GraphPattern::Filter { .. } => Some("FILTER"),
        GraphPattern::Extend { .. } => Some("BIND"),
        GraphPattern::Service { .. } => Some("SERVICE"),
        _ => None,
    }
}

fn collect(
    pattern: &GraphPattern,
    graph: Option<&NamedNodePattern>,
    prefixes: &Prefixes,
    (found, left_out): (&mut Vec<Required>, &mut Vec<String>),
) {
    if let Some(name) = left_out_of(pattern)
        && !left_out.iter().any(|other| other == name)
    {
        left_out.push(name.to_owned());
    }
    let mut add = |pattern: GraphPattern, shown: String, words: Vec<TermPattern>| {
        let pattern = match graph {
            Some(name) => GraphPattern::Graph {
                name: name.clone(),
                inner: Box::new(pattern),
            },
            None => pattern,
        };
        let before = found.iter().filter(|one: &&Required| {
            words
                .first()
                .is_some_and(|word| one.words.first() == Some(word))
        });
        found.push(Required {
            alike_before: before.count(),
            place: found.len(),
            names: names(&pattern),
            pattern,
            shown,
            words,
        });
    };
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                let triple = without_nodes(triple);
                let words = [
                    triple.predicate.clone().into(),
                    triple.object.clone(),
                    triple.subject.clone(),
                ];
                let shown = shown_triple(&triple, prefixes);
                add(
                    GraphPattern::Bgp {
                        patterns: vec![triple],
                    },
                    shown,
                    words.to_vec(),
                );
            }
        }
        GraphPattern::Path {
            subject,
            path,
            object,
        } => {
            let (subject, object) = (as_variable(subject), as_variable(object));
            let shown = format!(
                "{} {} {}",
                shown_term(&subject, prefixes),
                shown_path(path, prefixes),
                shown_term(&object, prefixes)
            );
            let first = first_of(path).map(|iri| iri.clone().into());
            let words = first.into_iter().chain([object.clone(), subject.clone()]);
            let words = words.collect();
            let path = path.clone();
            add(
                GraphPattern::Path {
                    subject,
                    path,
                    object,
                },
                shown,
                words,
            );
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            collect(left, graph, prefixes, (&mut *found, &mut *left_out));
            collect(right, graph, prefixes, (found, left_out));
        }
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Minus { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. } => collect(inner, graph, prefixes, (found, left_out)),
        GraphPattern::Graph { name, inner } => {
            collect(inner, Some(name), prefixes, (found, left_out))
        }
        GraphPattern::Union { .. } => {
            add(pattern.clone(), "{ … } UNION { … }".to_owned(), Vec::new())
        }
        GraphPattern::Values { variables, .. } => {
            let variables: Vec<String> = variables.iter().map(ToString::to_string).collect();
            let shown = format!("VALUES ({}) {{ … }}", variables.join(" "));
            add(pattern.clone(), shown, Vec::new());
        }
        _ => add(pattern.clone(), "{ SELECT … }".to_owned(), Vec::new()),
    }
}

/// Puts patterns in the order in which they join.
fn joined(mut patterns: Vec<Required>) -> Vec<Required> {
    let mut joined: Vec<Required> = Vec::with_capacity(patterns.len());
    let mut bound = Names::new();
    while !patterns.is_empty() {
        let mut left = patterns.iter();
        let next = left.position(|one| !one.names.is_disjoint(&bound));
        let next = patterns.remove(next.unwrap_or(0));
        bound.extend(next.names.iter().cloned());
        joined.push(next);
    }
    joined
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join {
        left: Box::new(left),
        right: Box::new(right),
    }
}

/// Returns a triple pattern with variables in the place of its blank nodes, so that it can stand apart from others with them.
fn without_nodes(triple: &TriplePattern) -> TriplePattern {
    TriplePattern {
        subject: as_variable(&triple.subject),
        predicate: triple.predicate.clone(),
        object: as_variable(&triple.object),
    }
}

/// What the names of variables begin with that stand for blank nodes.
const NODE: &str = "bixi_node_";

fn as_variable(term: &TermPattern) -> TermPattern {
    match term {
        TermPattern::BlankNode(node) => {
            Variable::new_unchecked(format!("{NODE}{}", node.as_str())).into()
        }
        TermPattern::Triple(triple) => TermPattern::Triple(Box::new(without_nodes(triple))),
        term => term.clone(),
    }
}

fn shown_triple(triple: &TriplePattern, prefixes: &Prefixes) -> String {
    let predicate = match &triple.predicate {
        NamedNodePattern::NamedNode(iri) => shown_property(iri, prefixes),
        NamedNodePattern::Variable(variable) => variable.to_string(),
    };
    let [subject, object] =
        [&triple.subject, &triple.object].map(|term| shown_term(term, prefixes));
    format!("{subject} {predicate} {object}")
}

fn shown_property(iri: &NamedNode, prefixes: &Prefixes) -> String {
    match iri.as_str() {
        vocab::RDF_TYPE => "a".to_owned(),
        iri => prefixes.display_iri(iri),
    }
}

fn shown_term(term: &TermPattern, prefixes: &Prefixes) -> String {
    match term {
        TermPattern::NamedNode(iri) => prefixes.display_iri(iri.as_str()),
        TermPattern::Literal(literal) => prefixes.display(&literal.clone().into()),
        TermPattern::Variable(variable) if variable.as_str().starts_with(NODE) => "[]".to_owned(),
        TermPattern::Variable(variable) => variable.to_string(),
        TermPattern::BlankNode(_) => "[]".to_owned(),
        TermPattern::Triple(triple) => format!("<<( {} )>>", shown_triple(triple, prefixes)),
    }
}

fn shown_path(path: &PropertyPathExpression, prefixes: &Prefixes) -> String {
    let shown = |path: &PropertyPathExpression| match path {
        PropertyPathExpression::NamedNode(_) => shown_path(path, prefixes),
        path => format!("({})", shown_path(path, prefixes)),
    };
    match path {
        PropertyPathExpression::NamedNode(iri) => shown_property(iri, prefixes),
        PropertyPathExpression::Reverse(path) => format!("^{}", shown(path)),
        PropertyPathExpression::Sequence(a, b) => format!("{}/{}", shown(a), shown(b)),
        PropertyPathExpression::Alternative(a, b) => format!("{}|{}", shown(a), shown(b)),
        PropertyPathExpression::ZeroOrMore(path) => format!("{}*", shown(path)),
        PropertyPathExpression::OneOrMore(path) => format!("{}+", shown(path)),
        PropertyPathExpression::ZeroOrOne(path) => format!("{}?", shown(path)),
        PropertyPathExpression::NegatedPropertySet(iris) => {
            let iris: Vec<String> = iris
                .iter()
                .map(|iri| shown_property(iri, prefixes))
                .collect();
            format!("!({})", iris.join("|"))
        }
    }
}

/// Returns the first property of a path.
fn first_of(path: &PropertyPathExpression) -> Option<&NamedNode> {
    match path {
        PropertyPathExpression::NamedNode(iri) => Some(iri),
        PropertyPathExpression::Reverse(path)
        | PropertyPathExpression::ZeroOrMore(path)
        | PropertyPathExpression::OneOrMore(path)
        | PropertyPathExpression::ZeroOrOne(path)
        | PropertyPathExpression::Sequence(path, _)
        | PropertyPathExpression::Alternative(path, _) => first_of(path),
        PropertyPathExpression::NegatedPropertySet(iris) => iris.first(),
    }
}

/// Returns what to say of the names and values of a pattern that nothing has.
fn unknown(graph: &Graph, pattern: &GraphPattern) -> Vec<String> {
    let pattern = match pattern {
        GraphPattern::Graph { inner, .. } => inner,
        pattern => pattern,
    };
    let used = UsedNames::of(graph);
    let mut said = Vec::new();
    let mut names = algebra::positions(pattern);
    if let GraphPattern::Path { path, .. } = pattern {
        let first = first_of(path).map(|iri| (NameOf::Property, iri.clone().into()));
        names.extend(first);
    }
    for (position, term) in names {
        match term {
            TermPattern::NamedNode(iri) => {
                let warning = used.unknown(position, iri.as_str());
                said.extend(warning.map(|warning| warning.to_string()));
            }
            TermPattern::Literal(literal) => {
                let value = Term::from(literal);
                if graph.find(&value).is_none() {
                    let shown = graph.prefixes.display(&value);
                    said.push(format!("no source has the value `{shown}`"));
                }
            }
            _ => {}
        }
    }
    said
}
