//! A [CONSTRUCT](https://www.w3.org/TR/sparql11-query/#construct) query as a rule: its pattern is one basic graph pattern
//! with conditions and computed values, its template what then holds.

use super::expressions::check;
use super::{Draft, Expression, Part, Refusal};
use crate::error::{Error, QueryError};
use crate::finding::{Finding, Place};
use crate::query;
use crate::rdf::{Prefixes, Term};
use crate::source::SourceFile;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use spargebra::{Query, SparqlParser};

/// The rule of a file.
pub fn file(file: &SourceFile, prefixes: &Prefixes) -> Result<Draft, Box<Finding>> {
    let text = String::from_utf8_lossy(&file.bytes);
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let start = text
        .lines()
        .position(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let mut draft = Draft {
        name: name.trim_end_matches(".rq").to_owned(),
        place: format!("{}:{}", file.path, start.unwrap_or(0) + 1),
        ..Draft::default()
    };
    let place = |span| Place {
        file: file.path.clone(),
        span,
    };
    let parsed = parser(prefixes.iter())
        .parse_query(&text)
        .map_err(|_| Box::new(not_sparql(file, prefixes)))?;
    let read = construct(&mut draft, &parsed).and_then(|()| draft.check());
    match read {
        Ok(()) => Ok(draft),
        Err(refusal) => {
            let span = refusal
                .near
                .as_deref()
                .and_then(|word| find_word(&text, word));
            let span = span.or_else(|| file.line_span(start.unwrap_or(0) as u32 + 1));
            Err(Box::new(refusal.finding(place(span.unwrap_or(0..0)))))
        }
    }
}

/// A parser that knows prefixes.
pub fn parser<'a>(prefixes: impl Iterator<Item = (&'a str, &'a str)>) -> SparqlParser {
    prefixes.fold(SparqlParser::new(), |parser, (name, namespace)| {
        parser
            .clone()
            .with_prefix(name, namespace)
            .unwrap_or(parser)
    })
}

/// Where a word stands in a text, outside of comment lines and in whatever case.
fn find_word(text: &str, word: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = line.to_ascii_uppercase().find(&word.to_ascii_uppercase());
        if let Some(at) = at.filter(|_| !line.trim_start().starts_with('#')) {
            return Some(start + at..start + at + word.len());
        }
        start += line.len();
    }
    None
}

/// The finding that a file is not SPARQL, at the place and in the words in which a query has it.
fn not_sparql(file: &SourceFile, prefixes: &Prefixes) -> Finding {
    let read =
        query::Query::new(file.clone()).and_then(|query| query::parse(&query, prefixes, None));
    let fault = match read {
        Err(Error::Query(error)) => match *error {
            QueryError::Syntax(fault) | QueryError::FrontMatter(fault) => Some(fault),
            _ => None,
        },
        _ => None,
    };
    let place = |span| Place {
        file: file.path.clone(),
        span,
    };
    let Some(fault) = fault else {
        return Finding::error("rule-syntax", "this is not SPARQL", place(0..0));
    };
    let span = file.column_span(fault.line, fault.column, fault.length);
    let message = format!("this is not SPARQL: {}", fault.problem);
    Finding {
        hint: fault.hint,
        ..Finding::error("rule-syntax", message, place(span.unwrap_or(0..0)))
    }
}

/// Takes over pattern and template of a query.
pub fn construct(draft: &mut Draft, query: &Query) -> Result<(), Refusal> {
    let Query::Construct {
        template,
        dataset,
        pattern,
        ..
    } = query
    else {
        return Err(Refusal::new("a rule is a CONSTRUCT query"));
    };
    if dataset.is_some() {
        return Err(Refusal::near(
            "a rule applies to the whole graph, not to some of its files",
            "FROM",
        ));
    }
    // The parser projects a CONSTRUCT on all its variables.
    let pattern = match pattern {
        GraphPattern::Project { inner, .. } => inner,
        other => other,
    };
    take_pattern(draft, pattern)?;
    for triple in template {
        if [&triple.subject, &triple.object]
            .iter()
            .any(|term| matches!(term, TermPattern::BlankNode(_)))
        {
            let message = "the rule makes blank nodes, and nothing bounds how many";
            return Err(Refusal::near(message, "CONSTRUCT"));
        }
        let head = parts(draft, triple)?;
        draft.heads.push(head);
    }
    Ok(())
}

fn take_pattern(draft: &mut Draft, pattern: &GraphPattern) -> Result<(), Refusal> {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                let parts = parts(draft, triple)?;
                draft.body.push(parts);
            }
            Ok(())
        }
        GraphPattern::Join { left, right } => {
            take_pattern(draft, left)?;
            take_pattern(draft, right)
        }
        GraphPattern::Filter { expr, inner } => {
            take_pattern(draft, inner)?;
            let filter = expression(draft, expr)?;
            draft.filters.push(filter);
            Ok(())
        }
        GraphPattern::Extend {
            inner,
            variable,
            expression: value,
        } => {
            take_pattern(draft, inner)?;
            let value = expression(draft, value)?;
            let variable = draft.variable(variable.as_str());
            draft.computed.push((variable, value));
            Ok(())
        }
        GraphPattern::Path { .. } => refuse("a property path of any length", "*"),
        GraphPattern::LeftJoin { .. } => refuse("`OPTIONAL`", "OPTIONAL"),
        GraphPattern::Union { .. } => refuse("`UNION` or `|`", "UNION"),
        GraphPattern::Minus { .. } => refuse("`MINUS`", "MINUS"),
        GraphPattern::Graph { .. } => refuse("`GRAPH`", "GRAPH"),
        GraphPattern::Service { .. } => refuse("`SERVICE`", "SERVICE"),
        GraphPattern::Values { .. } => refuse("`VALUES`", "VALUES"),
        GraphPattern::Group { .. } => refuse("`GROUP BY`", "GROUP"),
        GraphPattern::OrderBy { .. } => refuse("`ORDER BY`", "ORDER"),
        GraphPattern::Slice { .. } => refuse("`LIMIT`", "LIMIT"),
        GraphPattern::Project { .. }
        | GraphPattern::Distinct { .. }
        | GraphPattern::Reduced { .. } => refuse("a subquery", "SELECT"),
        GraphPattern::Lateral { .. } => refuse("`LATERAL`", "LATERAL"),
    }
}

fn refuse(what: &str, word: &'static str) -> Result<(), Refusal> {
    Err(Refusal::near(format!("a rule cannot have {what}"), word))
}

fn expression(
    draft: &mut Draft,
    expression: &spargebra::algebra::Expression,
) -> Result<Expression, Refusal> {
    check(expression)?;
    let made = Expression::new(expression, &mut |variable: &Variable| {
        draft.variable(variable.as_str())
    });
    made.ok_or_else(|| Refusal::near("this expression cannot be part of a rule", "FILTER"))
}

fn parts(draft: &mut Draft, triple: &TriplePattern) -> Result<[Part; 3], Refusal> {
    let predicate = match &triple.predicate {
        NamedNodePattern::NamedNode(iri) => Part::Term(iri.clone().into()),
        NamedNodePattern::Variable(variable) => Part::Var(draft.variable(variable.as_str())),
    };
    Ok([
        part(draft, &triple.subject)?,
        predicate,
        part(draft, &triple.object)?,
    ])
}

fn part(draft: &mut Draft, term: &TermPattern) -> Result<Part, Refusal> {
    Ok(match term {
        TermPattern::NamedNode(iri) => Part::Term(iri.clone().into()),
        TermPattern::Literal(literal) => Part::Term(Term::Literal(literal.clone())),
        TermPattern::Variable(variable) => Part::Var(draft.variable(variable.as_str())),
        TermPattern::BlankNode(node) => {
            Part::Var(draft.variable(&format!("blank {}", node.as_str())))
        }
        TermPattern::Triple(_) => {
            return Err(Refusal::near("a rule cannot have a triple term", "<<"));
        }
    })
}
