//! Patterns as the text of SPARQL, each operator in braces where the text would mean something else without them.
//!
//! The `Display` of spargebra writes some algebra so that it is read as other algebra: a condition on the left of a join
//! becomes a condition on the join, one in the optional part of a left join becomes the condition of the left join.

use super::super::algebra::parts_mut;
use super::super::scope;
use super::variables::variables_of;
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, QueryDataset,
};
use spargebra::term::TriplePattern;
use std::fmt::Write;

/// Returns the text of a query.
pub fn query(query: &Query) -> String {
    match query {
        Query::Select {
            pattern, dataset, ..
        } => selection(pattern, dataset.as_ref()),
        Query::Ask {
            pattern, dataset, ..
        } => format!("ASK{} {}", from(dataset.as_ref()), braced(pattern)),
        Query::Construct {
            template,
            pattern,
            dataset,
            ..
        } => {
            let from = from(dataset.as_ref());
            format!(
                "CONSTRUCT {{{} }}{from} WHERE {}",
                triples(template),
                braced(pattern)
            )
        }
        Query::Describe {
            pattern, dataset, ..
        } => {
            let parts = Modifiers::of(pattern);
            format!(
                "DESCRIBE{}{} WHERE {{{} }}",
                parts.variables(),
                from(dataset.as_ref()),
                group(parts.body)
            )
        }
    }
}

/// The graphs of a query.
fn from(dataset: Option<&QueryDataset>) -> String {
    let mut text = String::new();
    if let Some(dataset) = dataset {
        for graph in &dataset.default {
            let _ = write!(text, " FROM {graph}");
        }
        for graph in dataset.named.iter().flatten() {
            let _ = write!(text, " FROM NAMED {graph}");
        }
    }
    text
}

/// A pattern in braces: a selection has its own.
fn braced(pattern: &GraphPattern) -> String {
    match is_selection(pattern) {
        true => format!("{{{{ {} }}}}", selection(pattern, None)),
        false => format!("{{{} }}", group(pattern)),
    }
}

fn is_selection(pattern: &GraphPattern) -> bool {
    matches!(
        pattern,
        GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. }
            | GraphPattern::OrderBy { .. }
            | GraphPattern::Group { .. }
    )
}

/// What stands around the pattern of a `SELECT`.
struct Modifiers<'p> {
    slice: Option<(usize, Option<usize>)>,
    distinct: &'static str,
    variables: Option<&'p [spargebra::term::Variable]>,
    order: &'p [OrderExpression],
    body: &'p GraphPattern,
}

impl<'p> Modifiers<'p> {
    fn of(pattern: &'p GraphPattern) -> Self {
        let mut found = Self {
            slice: None,
            distinct: "",
            variables: None,
            order: &[],
            body: pattern,
        };
        if let GraphPattern::Slice {
            inner,
            start,
            length,
        } = found.body
        {
            (found.slice, found.body) = (Some((*start, *length)), inner);
        }
        match found.body {
            GraphPattern::Distinct { inner } => (found.distinct, found.body) = (" DISTINCT", inner),
            GraphPattern::Reduced { inner } => (found.distinct, found.body) = (" REDUCED", inner),
            _ => {}
        }
        if let GraphPattern::Project { inner, variables } = found.body {
            (found.variables, found.body) = (Some(variables.as_slice()), inner);
        }
        if let GraphPattern::OrderBy { inner, expression } = found.body {
            (found.order, found.body) = (expression, inner);
        }
        found
    }

    fn variables(&self) -> String {
        match self.variables {
            None | Some([]) => " *".to_owned(),
            Some(variables) => variables
                .iter()
                .fold(String::new(), |text, variable| format!("{text} {variable}")),
        }
    }
}

/// `SELECT …`
fn selection(pattern: &GraphPattern, dataset: Option<&QueryDataset>) -> String {
    let from = from(dataset);
    if let GraphPattern::Group {
        inner,
        variables,
        aggregates,
    } = pattern
    {
        let mut text = "SELECT".to_owned();
        for variable in variables {
            let _ = write!(text, " {variable}");
        }
        for (variable, aggregate) in aggregates {
            let _ = write!(text, " ({} AS {variable})", aggregated(aggregate));
        }
        let _ = write!(text, "{from} WHERE {}", braced(inner));
        if !variables.is_empty() {
            text.push_str(" GROUP BY");
            for variable in variables {
                let _ = write!(text, " {variable}");
            }
        }
        return text;
    }
    let parts = Modifiers::of(pattern);
    // A pattern of modifiers in another order is a selection inside.
    let mut text = format!(
        "SELECT{}{}{from} WHERE {}",
        parts.distinct,
        parts.variables(),
        braced(parts.body)
    );
    if !parts.order.is_empty() {
        text.push_str(" ORDER BY");
        for key in parts.order {
            let _ = match key {
                OrderExpression::Asc(key) => write!(text, " ASC({})", expression(key)),
                OrderExpression::Desc(key) => write!(text, " DESC({})", expression(key)),
            };
        }
    }
    if let Some((start, length)) = parts.slice {
        if start > 0 {
            let _ = write!(text, " OFFSET {start}");
        }
        if let Some(length) = length {
            let _ = write!(text, " LIMIT {length}");
        }
    }
    text
}

fn aggregated(aggregate: &AggregateExpression) -> String {
    match aggregate {
        AggregateExpression::FunctionCall { expr, .. } if has_pattern(expr) => {
            let mut aggregate = aggregate.clone();
            let AggregateExpression::FunctionCall { expr, .. } = &mut aggregate else {
                return aggregate.to_string();
            };
            let (plain, patterns) = without_patterns(expr);
            *expr = plain;
            with_patterns(aggregate.to_string(), &patterns)
        }
        aggregate => aggregate.to_string(),
    }
}

/// Returns triple patterns.
fn triples(patterns: &[TriplePattern]) -> String {
    patterns
        .iter()
        .fold(String::new(), |text, pattern| format!("{text} {pattern} ."))
}

/// Returns what stands between the braces of a group.
fn group(pattern: &GraphPattern) -> String {
    match pattern {
        GraphPattern::Bgp { patterns } => triples(patterns),
        GraphPattern::Path {
            subject,
            path,
            object,
        } => format!(" {subject} {path} {object} ."),
        GraphPattern::Join { left, right } => format!("{}{}", first(left), next(right)),
        GraphPattern::LeftJoin {
            left,
            right,
            expression: condition,
        } => {
            let inside = match is_safe_in_optional(left, right) {
                true => group(right),
                false => format!(" {}", braced(right)),
            };
            let condition = condition.as_ref().map_or(String::new(), |condition| {
                format!(" FILTER({})", expression(condition))
            });
            format!("{} OPTIONAL {{{inside}{condition} }}", first(left))
        }
        GraphPattern::Lateral { left, right } => {
            format!("{} LATERAL {}", first(left), braced(right))
        }
        GraphPattern::Filter { expr, inner } => {
            format!("{} FILTER({})", group(inner), expression(expr))
        }
        GraphPattern::Union { left, right } => {
            format!(" {} UNION {}", braced(left), braced(right))
        }
        GraphPattern::Graph { name, inner } => format!(" GRAPH {name} {}", braced(inner)),
        GraphPattern::Extend {
            inner,
            variable,
            expression: value,
        } => {
            format!("{} BIND({} AS {variable})", first(inner), expression(value))
        }
        GraphPattern::Minus { left, right } => format!("{} MINUS {}", first(left), braced(right)),
        GraphPattern::Values { .. } | GraphPattern::Service { .. } => format!(" {pattern}"),
        GraphPattern::Project { .. }
        | GraphPattern::Distinct { .. }
        | GraphPattern::Reduced { .. }
        | GraphPattern::Slice { .. }
        | GraphPattern::OrderBy { .. }
        | GraphPattern::Group { .. } => format!(" {{ {} }}", selection(pattern, None)),
    }
}

/// A pattern before others of its group: conditions would be conditions on all of it.
fn first(pattern: &GraphPattern) -> String {
    match pattern {
        GraphPattern::Filter { .. } => format!(" {}", braced(pattern)),
        pattern => group(pattern),
    }
}

/// A pattern after others of its group: an operator would take them as its left side.
fn next(pattern: &GraphPattern) -> String {
    match pattern {
        GraphPattern::Filter { .. }
        | GraphPattern::LeftJoin { .. }
        | GraphPattern::Lateral { .. }
        | GraphPattern::Minus { .. }
        | GraphPattern::Extend { .. }
        | GraphPattern::Join { .. } => format!(" {}", braced(pattern)),
        pattern => group(pattern),
    }
}

/// Whether the conditions of an optional pattern mean the same as conditions of the left join that it is in.
fn is_safe_in_optional(left: &GraphPattern, right: &GraphPattern) -> bool {
    let GraphPattern::Filter { .. } = right else {
        return true;
    };
    let mut inner = right;
    let mut mentioned = scope::Names::new();
    while let GraphPattern::Filter { expr, inner: next } = inner {
        if has_pattern(expr) {
            return false;
        }
        variables_of(expr, &mut mentioned);
        inner = next;
    }
    let bound = scope::names(inner);
    let left = scope::names(left);
    !mentioned
        .iter()
        .any(|name| left.contains(name) && !bound.contains(name))
}

fn has_pattern(expression: &Expression) -> bool {
    let mut found = false;
    super::super::algebra::each_expression(expression, &mut |part| {
        found |= matches!(part, Expression::Exists(_));
    });
    found
}

/// Returns the text of an expression.
pub fn expression(expression: &Expression) -> String {
    let mut expression = expression.clone();
    let (plain, patterns) = without_patterns(&mut expression);
    with_patterns(plain.to_string(), &patterns)
}

/// Puts variables in the place of the patterns of `EXISTS`, and returns the texts of these.
fn without_patterns(expression: &mut Expression) -> (Expression, Vec<String>) {
    fn replace(expression: &mut Expression, patterns: &mut Vec<String>) {
        if let Expression::Exists(pattern) = expression {
            let text = format!("EXISTS {}", braced(pattern));
            let variable = spargebra::term::Variable::new_unchecked(placeholder(patterns.len()));
            patterns.push(text);
            *expression = Expression::Variable(variable);
            return;
        }
        for part in parts_mut(expression) {
            replace(part, patterns);
        }
    }
    let mut patterns = Vec::new();
    replace(expression, &mut patterns);
    (expression.clone(), patterns)
}

/// A name that no variable of a query has.
fn placeholder(index: usize) -> String {
    format!("\u{1}{index}\u{1}")
}

fn with_patterns(mut text: String, patterns: &[String]) -> String {
    for (index, pattern) in patterns.iter().enumerate() {
        text = text.replace(&format!("?{}", placeholder(index)), pattern);
    }
    text
}
