//! Validation results as findings: at the line of what is wrong, with the line of the shape.

use super::Selection;
use super::data::Data;
use super::evaluate::Evaluation;
use super::places::{Files, of_node, place_of, statement_of};
use super::result::{Found, Validated};
use super::words::Words;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::finding::{Finding, Place, Related, Severity};
use crate::graph::Graph;
use crate::rdf::{Literal, Term};
use crate::shapes::{self, Fault, FaultKind, Kind, SH, ShapeId, Shapes};
use rustc_hash::FxHashSet;

/// What the findings of a validation are made of.
pub struct Context<'c> {
    /// The graph with data and shapes.
    pub graph: &'c Graph,
    /// The data graph.
    pub data: Data<'c>,
    /// The shapes.
    pub shapes: &'c Shapes,
    /// The languages of the reader, the preferred one first.
    pub languages: &'c [String],
    /// The files of the project.
    pub files: &'c Files<'c>,
}

/// Returns the results of a validation as findings, each once, by place.
///
/// # Errors
/// If a query of a nested shape fails.
pub fn findings(
    context: &Context,
    validated: &Validated,
    selection: &Selection,
) -> Result<Vec<Finding>> {
    let evaluation = Evaluation::new(&context.data, context.shapes);
    let words = Words {
        evaluation: &evaluation,
        graph: context.graph,
        languages: context.languages,
    };
    let mut findings: Vec<Finding> = Vec::new();
    let mut seen = FxHashSet::default();
    for found in &validated.results {
        // A node that several nodes lead to has its results for each of them.
        let key = (
            (found.focus, found.shape, found.constraint),
            (
                found.known_value(),
                &found.path,
                &found.value,
                &found.solution,
            ),
        );
        if seen.insert(key) {
            findings.push(finding(context, &words, found)?);
        }
    }
    // What is wrong with other shapes than those that are selected was not asked for.
    let nodes = (!selection.shapes.is_empty()).then(|| nodes_of(context, &selection.shapes));
    let is_selected = |fault: &&Fault| match &nodes {
        Some(nodes) => nodes.contains(&fault.at[0]),
        None => true,
    };
    let faults = context.shapes.faults.iter().chain(&validated.faults);
    for fault in faults.filter(is_selected) {
        findings.push(of_fault(context, fault));
    }
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.place.file.clone(), finding.place.span.start);
        key(a).cmp(&key(b))
    });
    findings.dedup();
    Ok(findings)
}

/// What lists are made of.
const LIST: [&str; 2] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest",
];

/// Returns the nodes that describe some shapes: their own, and those that properties of SHACL and lists lead to from there.
fn nodes_of(context: &Context, shapes: &[ShapeId]) -> FxHashSet<TermId> {
    let nodes = shapes.iter().map(|id| context.shapes.shapes[*id].node);
    let mut open: Vec<TermId> = nodes.collect();
    let mut nodes = FxHashSet::default();
    while let Some(node) = open.pop() {
        if nodes.insert(node) {
            let statements = context.graph.triples(Some(node), None, None);
            let below = statements.filter(|[_, property, _]| {
                let property = context.graph.dictionary.text(*property);
                property.starts_with(SH) || LIST.contains(&property.as_str())
            });
            open.extend(below.map(|[.., object]| object));
        }
    }
    nodes
}

fn finding(context: &Context, words: &Words, found: &Found) -> Result<Finding> {
    let shape = &context.shapes.shapes[found.shape];
    let constraint = &shape.constraints[found.constraint];
    let sentence = words.sentence(found)?;
    let message = messages(context, found)
        .iter()
        .min_by_key(|text| context.graph.language_rank(**text, context.languages))
        .map(|text| one_line(&words.filled(found, &context.graph.dictionary.text(*text))));
    let statement = statement_of(found, &context.data, context.shapes);
    let term = found
        .known_value()
        .filter(|value| statement.is_some_and(|statement| statement.contains(value)));
    let place = statement.map(|statement| {
        place_of(
            context.graph,
            statement,
            term.unwrap_or(found.focus),
            context.files,
        )
    });
    let of_shape = place_of(
        context.graph,
        constraint.statement,
        constraint.statement[2],
        context.files,
    );
    let severity = match found.severity {
        shapes::Severity::Violation => Severity::Error,
        shapes::Severity::Warning | shapes::Severity::Other(_) => Severity::Warning,
        shapes::Severity::Info | shapes::Severity::Debug | shapes::Severity::Trace => {
            Severity::Info
        }
    };
    // A node that only a target names stands where the target does.
    let place = place.unwrap_or_else(|| of_shape.clone());
    let hint = message.is_some().then(|| sentence.clone());
    Ok(Finding {
        id: constraint.kind.id(),
        severity,
        message: message.unwrap_or(sentence),
        place,
        hint,
        related: vec![Related {
            place: of_shape,
            message: demanded(context, words, found),
        }],
    })
}

/// Returns the texts of `sh:message` for a result: those of the constraint, else of its query, else of the shape.
fn messages<'c>(context: &Context<'c>, found: &Found) -> &'c [TermId] {
    let shapes: &'c Shapes = context.shapes;
    let shape = &shapes.shapes[found.shape];
    let constraint = &shape.constraints[found.constraint];
    let of_query: &[TermId] = match &constraint.kind {
        Kind::Sparql(select) => &select.messages,
        Kind::Component(component) => component.validator.messages(),
        _ => &[],
    };
    let all = [
        constraint.messages.as_slice(),
        of_query,
        shape.messages.as_slice(),
    ];
    all.into_iter()
        .find(|texts| !texts.is_empty())
        .unwrap_or(&[])
}

/// Returns the messages of a result, one for each `sh:message`.
pub(super) fn message_of(context: &Context, words: &Words, found: &Found) -> Vec<Literal> {
    let texts = messages(context, found)
        .iter()
        .map(|text| context.graph.dictionary.term(*text));
    let literals = texts.filter_map(|term| match term {
        Term::Literal(literal) => Some(literal),
        _ => None,
    });
    literals
        .map(|literal| {
            let text = words.filled(found, literal.value());
            match literal.language() {
                Some(tag) => Literal::new_language_tagged_literal_unchecked(text, tag),
                None => Literal::new_simple_literal(text),
            }
        })
        .collect()
}

/// Returns what a constraint demands, as its statement says it.
fn demanded(context: &Context, words: &Words, found: &Found) -> String {
    let constraint = &context.shapes.shapes[found.shape].constraints[found.constraint];
    let [_, property, value] = constraint.statement;
    let property = context.graph.display(property);
    let value = match context.graph.dictionary.is_blank_node(value) {
        true => String::new(),
        false => format!(" {}", one_line(&context.graph.display(value))),
    };
    format!("`{property}{value}` of {}", words.shape(found.shape))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_fault(context: &Context, fault: &Fault) -> Finding {
    let [_, property, value] = fault.at;
    let term = match fault.kind {
        FaultKind::UnknownTerm | FaultKind::WrongNamespace => property,
        _ => value,
    };
    let severity = match fault.kind {
        FaultKind::NotSupported => Severity::Warning,
        _ => Severity::Error,
    };
    let related = fault.related.iter().map(|(statement, message)| Related {
        place: place_of(context.graph, *statement, statement[2], context.files),
        message: message.clone(),
    });
    let place = place_of(context.graph, fault.at, term, context.files);
    let place = match fault.kind {
        FaultKind::WrongNamespace => declaration(context, fault, &place).unwrap_or(place),
        _ => place,
    };
    Finding {
        id: fault.kind.id(),
        severity,
        message: fault.message.clone(),
        place,
        hint: fault.hint.clone(),
        related: related.collect(),
    }
}

/// Returns where the file of a place declares the wrong namespace of SHACL that a fault is about: there it is to be changed.
fn declaration(context: &Context, fault: &Fault, place: &Place) -> Option<Place> {
    let mut wrong = shapes::wrong_namespaces(context.graph).into_iter();
    let (_, namespace) = wrong.find(|(id, _)| fault.at.contains(id))?;
    let file = (context.files)(&place.file)?;
    let written = format!("<{namespace}>");
    let start = memchr::memmem::find(&file.bytes, written.as_bytes())?;
    Some(Place {
        file: place.file.clone(),
        span: start..start + written.len(),
    })
}

/// Returns findings of shapes that validate nothing: their targets lead to no node, or they have none and no shape refers to
/// them.
pub fn idle(context: &Context, validated: &Validated) -> Vec<Finding> {
    let referred: FxHashSet<usize> = context
        .shapes
        .shapes
        .iter()
        .flat_map(|shape| &shape.constraints)
        .flat_map(|constraint| constraint.kind.shapes())
        .collect();
    let mut findings = Vec::new();
    for id in &validated.without_focus {
        let shape = &context.shapes.shapes[*id];
        if shape.constraints.is_empty() {
            continue;
        }
        let has_target = shape
            .targets
            .iter()
            .any(|target| !matches!(target, shapes::Target::Named(_)));
        let is_part = referred.contains(id) || context.graph.dictionary.is_blank_node(shape.node);
        if !has_target && is_part {
            continue;
        }
        let Some(statement) = of_node(&context.data, shape.node)
            .or_else(|| context.graph.triples(Some(shape.node), None, None).next())
        else {
            continue;
        };
        let name = context.graph.display(shape.node);
        let message = match has_target {
            true => format!("the shape `{name}` validates nothing: its targets lead to no node"),
            false => format!(
                "the shape `{name}` validates nothing: it has no target, and no shape refers to it"
            ),
        };
        let place = place_of(context.graph, statement, shape.node, context.files);
        findings.push(Finding {
            severity: Severity::Info,
            ..Finding::warning("idle-shape", message, place)
        });
    }
    findings
}
