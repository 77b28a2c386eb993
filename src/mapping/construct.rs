//! The CONSTRUCT query of a mapping: the triples of its template, and the SELECT query that finds the values of its variables.

use super::asked::triple_pattern;
use super::columns::ROW;
use super::computed::{Computed, computed};
use super::findings::{at, at_word, of_error};
use super::functions::{functions, give_rows, near_function, wrong_call};
use super::slugs::{Slugged, slugged};
use crate::dictionary::LiteralType;
use crate::error::Result;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::query::{
    AGGREGATES, AlgebraPart, Dataset, Limits, Literals, Prebound, Query, TokenKind, at_function,
    evaluate_for_literals, parse, parts, tokens, walk_algebra,
};
use crate::rdf::{Literal, NamedNode, Prefixes, Term, vocab};
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A CONSTRUCT query whose variables get values row by row.
#[derive(Clone, Debug)]
pub struct Construct {
    /// Finds the solutions; it selects the variables of the template that it binds, and those that computed values need.
    pub select: spargebra::Query,
    /// The triples that are made for each solution.
    pub template: Vec<[Part; 3]>,
    /// The variables of the template, by the number in [`Part::Variable`].
    pub variables: Vec<String>,
    /// For each blank node of the template the numbers of the variables in the triples that it and the blank nodes connected with
    /// it stand in: for each of their values in a row it is another node.
    pub blank_nodes: Vec<Vec<usize>>,
    /// All variables in the text, each once, in their order.
    pub mentioned: Vec<String>,
    /// The variables that the pattern binds.
    pub bound: BTreeSet<String>,
    /// What `BIND` computes for each solution.
    pub computed: Vec<Computed>,
    /// The variables with IRIs that have slugs in them.
    pub slugged: Vec<Slugged>,
    /// Whether it looks entities up in the graph.
    pub sees_graph: bool,
    /// The variables of `BIND` that may say what is wrong in a row: as literals of the type [`vocab::PROBLEM`].
    pub problems: BTreeSet<String>,
}

/// A component of a triple of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A term.
    Constant(Term),
    /// A variable, by its number.
    Variable(usize),
    /// A blank node, by its number.
    Blank(usize),
    /// A triple term.
    Triple(Box<[Self; 3]>),
}

impl Construct {
    /// Reads the query of a mapping.
    ///
    /// # Errors
    /// If what is wrong is not about the query; the inner error is what is wrong in the query.
    pub fn of(
        query: &Query,
        prefixes: &Prefixes,
        base: Option<&str>,
    ) -> Result<Result<Self, Vec<Finding>>> {
        let mut parsed = match parse(query, prefixes, base) {
            Ok(parsed) => parsed,
            Err(error) => return Ok(Err(vec![of_error(error, &query.source)?])),
        };
        let refused = refused(query, &mut parsed);
        if !refused.is_empty() {
            return Ok(Err(refused));
        }
        let spargebra::Query::Construct {
            template,
            mut pattern,
            base_iri,
            ..
        } = parsed
        else {
            let message = "a mapping is a CONSTRUCT query".to_owned();
            return Ok(Err(vec![at_word(query, &[], message)]));
        };
        let sees_graph = give_rows(&mut pattern);
        let bound = bound(&mut pattern);
        let problems = problems(&mut pattern);
        let mut reading = Template::default();
        let template = template.iter().map(|triple| reading.triple(triple));
        let template: Vec<[Part; 3]> = template.collect();
        let blank_nodes = blank_nodes(&template, reading.labels.len());
        let selected = reading.variables.iter();
        let selected = selected.filter(|name| bound.contains(*name));
        let mut selected: BTreeSet<&String> = selected.collect();
        let mut inner = match pattern {
            // The parser projects a CONSTRUCT on all its variables.
            GraphPattern::Project { inner, .. } => inner,
            other => Box::new(other),
        };
        let computed = computed(&mut inner);
        selected.extend(computed.iter().map(|one| &one.variable));
        selected.extend(computed.iter().filter_map(|one| one.condition.as_ref()));
        let needs = computed.iter().flat_map(|one| &one.needs);
        selected.extend(needs.filter(|name| bound.contains(*name)));
        selected.extend(&problems);
        let variables = selected.into_iter();
        let variables = variables.map(|name| Variable::new_unchecked(name.clone()));
        let pattern = GraphPattern::Project {
            variables: variables.collect(),
            inner,
        };
        Ok(Ok(Self {
            select: spargebra::Query::Select {
                dataset: None,
                pattern,
                base_iri,
            },
            template,
            variables: reading.variables,
            blank_nodes,
            mentioned: mentioned(query.text()),
            bound,
            slugged: slugged(&computed),
            computed,
            sees_graph,
            problems,
        }))
    }

    /// Returns the finding of a call of an unknown function, which shows where the query is planned.
    ///
    /// # Errors
    /// If what is wrong is not about the query.
    pub fn unknown_function(&self, query: &Query) -> Result<Option<Finding>> {
        let string = LiteralType::of(&Literal::new_simple_literal(""));
        let mut literals = Literals::of_types(vec![string]);
        // Without a row nothing would be planned.
        let values = Prebound {
            variables: vec![ROW.to_owned()],
            rows: vec![vec![literals.add(0, "1")]],
        };
        let graph = Graph::default();
        let limits = Limits {
            allow_product: true,
            ..Limits::default()
        };
        let dataset = Dataset::new(&graph);
        let functions = functions(&Arc::default(), &Arc::default());
        let select = &self.select;
        match evaluate_for_literals(dataset, select, &values, &literals, &functions, &limits) {
            Ok(_) => Ok(None),
            Err(error) => {
                let near = near_function(&error);
                let finding = of_error(at_function(query, error), &query.source)?;
                Ok(Some(match near {
                    Some(near) => finding.with_hint(near),
                    None => finding,
                }))
            }
        }
    }
}

/// A template while it is read.
#[derive(Default)]
struct Template {
    variables: Vec<String>,
    labels: Vec<String>,
}

impl Template {
    fn triple(&mut self, triple: &TriplePattern) -> [Part; 3] {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => constant(iri),
            NamedNodePattern::Variable(variable) => self.variable(variable),
        };
        [
            self.term(&triple.subject),
            predicate,
            self.term(&triple.object),
        ]
    }

    fn term(&mut self, term: &TermPattern) -> Part {
        match term {
            TermPattern::NamedNode(iri) => constant(iri),
            TermPattern::Literal(literal) => Part::Constant(Literal::clone(literal).into()),
            TermPattern::BlankNode(node) => Part::Blank(number(&mut self.labels, node.as_str())),
            TermPattern::Variable(variable) => self.variable(variable),
            TermPattern::Triple(triple) => Part::Triple(Box::new(self.triple(triple))),
        }
    }

    fn variable(&mut self, variable: &Variable) -> Part {
        Part::Variable(number(&mut self.variables, variable.as_str()))
    }
}

/// Returns for each of the blank nodes of a template the variables that stand with it.
fn blank_nodes(template: &[[Part; 3]], count: usize) -> Vec<Vec<usize>> {
    // Blank nodes that are connected, with the variables of their triples.
    let mut groups: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = Vec::new();
    for triple in template {
        let mut group = (BTreeSet::new(), BTreeSet::new());
        collect(triple, &mut group);
        if group.0.is_empty() {
            continue;
        }
        let is_connected = |other: &(BTreeSet<usize>, _)| !other.0.is_disjoint(&group.0);
        let connected = groups.extract_if(.., |other| is_connected(other));
        let connected: Vec<_> = connected.collect();
        for (nodes, variables) in connected {
            group.0.extend(nodes);
            group.1.extend(variables);
        }
        groups.push(group);
    }
    let variables_of = |node: usize| {
        let group = groups.iter().find(|(nodes, _)| nodes.contains(&node));
        group.map_or_else(Vec::new, |(_, variables)| {
            variables.iter().copied().collect()
        })
    };
    (0..count).map(variables_of).collect()
}

/// Adds the blank nodes and the variables of a triple.
fn collect(triple: &[Part; 3], group: &mut (BTreeSet<usize>, BTreeSet<usize>)) {
    for part in triple {
        match part {
            Part::Blank(number) => {
                group.0.insert(*number);
            }
            Part::Variable(number) => {
                group.1.insert(*number);
            }
            Part::Triple(parts) => collect(parts, group),
            Part::Constant(_) => {}
        }
    }
}

fn constant(iri: &NamedNode) -> Part {
    Part::Constant(iri.clone().into())
}

/// Returns the number of a name, which is new if the name is.
fn number(names: &mut Vec<String>, name: &str) -> usize {
    let known = names.iter().position(|known| known == name);
    known.unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// Returns the variables of a query's text, each once, in their order.
fn mentioned(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for token in tokens(text) {
        if let (TokenKind::Variable, Some(name)) = (token.kind, token.text(text).get(1..)) {
            number(&mut names, name);
        }
    }
    names
}

/// Returns the prefixes that a query declares with their namespaces, sorted by name.
pub fn declared_prefixes(text: &str) -> Vec<(String, String)> {
    let tokens = tokens(text);
    let mut declared = Vec::new();
    for window in tokens.windows(3) {
        let [word, name, iri] = window else { continue };
        let [word, name, iri] = [word, name, iri].map(|token| token.text(text));
        let name = name.strip_suffix(':');
        let iri = iri.strip_prefix('<').and_then(|iri| iri.strip_suffix('>'));
        if let (true, Some(name), Some(iri)) = (word.eq_ignore_ascii_case("PREFIX"), name, iri) {
            declared.push((name.to_owned(), iri.to_owned()));
        }
    }
    declared.sort();
    declared.dedup_by(|next, kept| next.0 == kept.0);
    declared
}

/// Returns the variables that a pattern without triple patterns binds.
fn bound(pattern: &mut GraphPattern) -> BTreeSet<String> {
    let mut bound = BTreeSet::new();
    walk_algebra(pattern, &mut |part| match part {
        AlgebraPart::Pattern(GraphPattern::Extend { variable, .. }) => {
            bound.insert(variable.as_str().to_owned());
        }
        AlgebraPart::Pattern(GraphPattern::Values { variables, .. }) => {
            bound.extend(
                variables
                    .iter()
                    .map(|variable| variable.as_str().to_owned()),
            );
        }
        _ => {}
    });
    bound
}

/// Returns the variables whose expressions name the type of what is wrong in a row.
fn problems(pattern: &mut GraphPattern) -> BTreeSet<String> {
    let mut problems = BTreeSet::new();
    walk_algebra(pattern, &mut |part| {
        if let AlgebraPart::Pattern(GraphPattern::Extend {
            variable,
            expression,
            ..
        }) = part
            && names_problem(expression)
        {
            problems.insert(variable.as_str().to_owned());
        }
    });
    problems
}

fn names_problem(expression: &Expression) -> bool {
    let is_named = |iri: &NamedNode| iri.as_str() == vocab::PROBLEM;
    match expression {
        Expression::NamedNode(iri) => is_named(iri),
        Expression::Literal(literal) => literal.datatype() == vocab::PROBLEM,
        _ => parts(expression).into_iter().any(names_problem),
    }
}

/// Returns why a query cannot be a mapping.
fn refused(query: &Query, parsed: &mut spargebra::Query) -> Vec<Finding> {
    let mut refused = Vec::new();
    if parsed.dataset().is_some() {
        let message = "a mapping reads its table, and no graph that `FROM` names".to_owned();
        refused.push(at_word(query, &["FROM"], message));
    }
    let pattern = match parsed {
        spargebra::Query::Construct { pattern, .. } => pattern,
        _ => return refused,
    };
    walk_algebra(pattern, &mut |part| {
        refused.extend(refused_part(query, part))
    });
    refused.dedup();
    refused
}

/// Returns the finding of the first triple pattern.
fn at_pattern(query: &Query, message: String) -> Finding {
    match triple_pattern(query.text()) {
        Some(span) => at(query, span, message),
        None => at_word(query, &["WHERE"], message),
    }
}

fn refused_part(query: &Query, part: AlgebraPart) -> Option<Finding> {
    let no_graph = "a mapping reads the rows of its table; it has no graph to ask";
    let at = |words: &[&str], message: String| Some(at_word(query, words, message));
    match part {
        AlgebraPart::Pattern(GraphPattern::Bgp { patterns }) if !patterns.is_empty() => {
            let finding = at_pattern(query, no_graph.to_owned());
            let hint = "compute values with `BIND`, choose rows with `FILTER`";
            Some(finding.with_hint(hint))
        }
        AlgebraPart::Pattern(GraphPattern::Path { .. }) => {
            Some(at_pattern(query, no_graph.to_owned()))
        }
        AlgebraPart::Pattern(GraphPattern::Graph { .. }) => at(&["GRAPH"], no_graph.to_owned()),
        AlgebraPart::Pattern(GraphPattern::Service { .. }) => at(
            &["SERVICE"],
            "`SERVICE` would ask another server; a build uses no network".to_owned(),
        ),
        AlgebraPart::Pattern(GraphPattern::Slice { .. }) => at(
            &["LIMIT", "OFFSET"],
            "`LIMIT` and `OFFSET` mean nothing in a mapping, which takes every row".to_owned(),
        ),
        AlgebraPart::Pattern(GraphPattern::Group { .. }) => at(
            &[&AGGREGATES[..], &["GROUP", "HAVING"]].concat(),
            "aggregates and `GROUP BY` mean nothing in a mapping, which takes each row by itself"
                .to_owned(),
        ),
        AlgebraPart::Expression(Expression::FunctionCall(function, arguments)) => {
            if let Some((name, message)) = wrong_call(function, arguments.len()) {
                return at(&[&name], message);
            }
            let name = match function {
                Function::Now => "NOW",
                Function::Rand => "RAND",
                Function::Uuid => "UUID",
                Function::StrUuid => "STRUUID",
                _ => return None,
            };
            at(
                &[name],
                format!(
                    "`{name}` gives another value each time; the same table makes the same graph"
                ),
            )
        }
        _ => None,
    }
}
