//! The terms that names stand for, and which statements have annotations.

use super::annotations::{Annotations, Property};
use super::names;
use super::values::Values;
use super::{Described, NewStatement, Stated, ToAdd};
use crate::dictionary::TermId;
use crate::error::{AddError, Result};
use crate::graph::Graph;
use crate::project::Project;
use crate::query;
use crate::rdf::{Term, vocab};
use crate::shapes;
use crate::template::Template;

/// Returns what is to be added, by terms.
///
/// # Errors
/// As [`addition`](super::addition), but for the file.
pub fn described(project: &Project, graph: &Graph, to_add: &ToAdd) -> Result<Described> {
    match to_add.what {
        NewStatement::Entity { class, name } => entity(project, graph, class, name, to_add.values),
        NewStatement::Statement(names) => statement(project, graph, names, to_add.values),
    }
}

fn entity(
    project: &Project,
    graph: &Graph,
    class: &str,
    name: Option<&str>,
    values: &[(String, String)],
) -> Result<Described> {
    let class = query::class(graph, class)?;
    let template = Template::of(graph, &shapes::read(graph), class);
    let annotations = Annotations::of(project, graph);
    let mut found = Values::of(graph, &annotations, Some(&template));
    let mut statements = vec![Stated::plain(vocab::RDF_TYPE, graph.dictionary.term(class))];
    let mut of_statements = Vec::new();
    for (written, value) in values {
        let (property, term) = found.property_and_value(written, value)?;
        match annotations.is_annotation(&property) {
            true => of_statements.push((property.iri, term)),
            false => statements.push(Stated::plain(&property.iri, term)),
        }
    }
    let subject = names::iri(graph, &template, &statements, name)?;
    if !of_statements.is_empty() {
        let all = annotations.complete(of_statements);
        let mut names = annotations.names(&all);
        let are_asserted = annotations.are_asserted(&all);
        for index in annotated(&annotations, &statements) {
            if let Some(stated) = statements.get_mut(index) {
                stated.annotations.clone_from(&all);
                stated.reifier = names.next();
                stated.is_asserted = are_asserted || stated.property == vocab::RDF_TYPE;
            }
        }
    }
    Ok(Described {
        subject,
        is_new: true,
        statements,
        taken: found.taken,
    })
}

/// Returns the indices of the statements of an entity that get annotations: those of properties of which sources annotate the
/// statements; if there are none, all but the class and the labels; if there are none either, the class.
fn annotated(annotations: &Annotations, statements: &[Stated]) -> Vec<usize> {
    let with = |is_meant: &dyn Fn(&Stated) -> bool| -> Vec<usize> {
        let statements = statements.iter().enumerate();
        let meant = statements.filter(|(_, stated)| is_meant(stated));
        meant.map(|(index, _)| index).collect()
    };
    let needed = with(&|stated| annotations.are_needed(&stated.property));
    if !needed.is_empty() {
        return needed;
    }
    let is_name = |iri: &str| iri == vocab::RDF_TYPE || vocab::LABELS.contains(&iri);
    let others = with(&|stated| !is_name(&stated.property));
    match others.is_empty() {
        true => vec![0],
        false => others,
    }
}

fn statement(
    project: &Project,
    graph: &Graph,
    [subject, property, object]: [&str; 3],
    values: &[(String, String)],
) -> Result<Described> {
    let subject = query::entity(graph, subject)?;
    let annotations = Annotations::of(project, graph);
    let template = graph.class_of(subject);
    let template = template.map(|class| Template::of(graph, &shapes::read(graph), class));
    let mut found = Values::of(graph, &annotations, template.as_ref());
    let (property, value) = found.property_and_value(property, object)?;
    let mut of_statement = Vec::new();
    for (written, value) in values {
        let (property, term) = found.property_and_value(written, value)?;
        of_statement.push((property.iri, term));
    }
    if of_statement.is_empty() {
        check_new(graph, subject, &property, &value)?;
    }
    let all = annotations.complete(of_statement);
    let mut stated = Stated::plain(&property.iri, value);
    stated.reifier = annotations.names(&all).next();
    stated.is_asserted = annotations.are_asserted(&all);
    stated.annotations = all;
    Ok(Described {
        subject: graph.dictionary.text(subject),
        is_new: false,
        statements: vec![stated],
        taken: found.taken,
    })
}

/// Checks that no source asserts a statement.
///
/// # Errors
/// If one does.
fn check_new(graph: &Graph, subject: TermId, property: &Property, value: &Term) -> Result<()> {
    let (Some(property), Some(object)) = (property.id, graph.find(value)) else {
        return Ok(());
    };
    let triple = [subject, property, object];
    let places = graph.places_of(triple);
    match places.first().filter(|_| graph.is_asserted(triple)) {
        Some(place) => Err(AddError::Stated {
            place: graph.display_place(place),
        }
        .into()),
        None => Ok(()),
    }
}

impl Stated {
    /// Returns a statement without annotations.
    fn plain(property: &str, value: Term) -> Self {
        Self {
            property: property.to_owned(),
            value,
            is_asserted: true,
            reifier: None,
            annotations: Vec::new(),
        }
    }
}
