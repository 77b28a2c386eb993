//! Prints logical plans: the operators of the [algebra](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra), each on a line, and
//! their inputs indented below them.

use super::labels::Labels;
use crate::query::logical::{Atom, Expression, Operator, Pattern, SortKey};

/// Returns a logical plan as text.
pub fn algebra(pattern: &Pattern, labels: &Labels) -> String {
    let mut text = String::new();
    add(pattern, labels, 0, &mut text);
    text
}

fn add(pattern: &Pattern, labels: &Labels, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    text.push_str(format!("{indent}{}", operator(pattern, labels)).trim_end());
    text.push('\n');
    for input in pattern.inputs() {
        add(input, labels, depth + 1, text);
    }
    for expression in pattern.expressions() {
        expression.any(&mut |part| {
            if let Expression::Exists(pattern) = part {
                text.push_str(&format!("{indent}where EXISTS is\n"));
                add(pattern, labels, depth + 1, text);
            }
            false
        });
    }
}

/// Returns an operator without its inputs.
fn operator(pattern: &Pattern, labels: &Labels) -> String {
    let expressions = || labels.conjunction(&pattern.expressions());
    match &pattern.operator {
        Operator::Basic(atoms) => {
            let atoms: Vec<String> = atoms.iter().map(|of| atom(of, labels)).collect();
            format!("Basic {}", atoms.join(" . "))
        }
        Operator::Values { variables, rows } => {
            let row = |row: &Vec<_>| {
                let terms: Vec<String> = row.iter().map(|id| labels.term(*id)).collect();
                format!("({})", terms.join(" "))
            };
            let rows: Vec<String> = rows.iter().map(row).collect();
            let variables = labels.each(variables).join(" ");
            format!("Values {variables} {{ {} }}", rows.join(" "))
        }
        Operator::Join(_) => "Join".to_owned(),
        Operator::LeftJoin(..) => format!("LeftJoin {}", expressions()),
        Operator::Union(_) => "Union".to_owned(),
        Operator::Minus(_) => "Minus".to_owned(),
        Operator::Lateral(_) => "Lateral".to_owned(),
        Operator::Filter(..) => format!("Filter {}", expressions()),
        Operator::Extend(variable, ..) => {
            format!("Extend {} {}", labels.variable(*variable), expressions())
        }
        Operator::Graph(name, _) => format!("Graph {}", labels.slot(*name)),
        Operator::Project(variables, _) => format!("Project {}", labels.each(variables).join(" ")),
        Operator::Service(service) => format!("Service {}", labels.request(service)),
        Operator::Distinct(_) => "Distinct".to_owned(),
        Operator::Slice { start, length, .. } => match length {
            Some(length) => format!("Slice {start} {length}"),
            None => format!("Slice {start}"),
        },
        Operator::Sort(keys, _) => {
            let key = |SortKey {
                           expression,
                           descending,
                       }: &SortKey| {
                let key = labels.expression(expression);
                if *descending {
                    format!("DESC({key})")
                } else {
                    key
                }
            };
            let keys: Vec<String> = keys.iter().map(key).collect();
            format!("Sort {}", keys.join(" "))
        }
        Operator::Group {
            keys, aggregates, ..
        } => {
            let aggregates = aggregates.iter().map(|of| labels.aggregate(of));
            let aggregates: Vec<String> = aggregates.collect();
            format!(
                "Group by {}: {}",
                labels.each(keys).join(" "),
                aggregates.join(", ")
            )
        }
    }
}

fn atom(atom: &Atom, labels: &Labels) -> String {
    match atom {
        Atom::Triple(slots) => labels.slots(slots),
        Atom::Path {
            subject,
            path,
            object,
        } => labels.path_between(*subject, path, *object),
        Atom::TripleTerm(term) => labels.variable(term.term),
    }
}
