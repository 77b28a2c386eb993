//! An entity or a statement that is to be added to the sources: from names on a command line to Turtle in the file where it
//! belongs, written as what stands there is written ([RDF 1.2 Turtle](https://www.w3.org/TR/rdf12-turtle/)).
//!
//! ```text
//! names ─values, names, annotations▶ Described ─file▶ a source ─blocks, style▶ its style ─text, insert▶ Addition
//! ```

mod annotations;
mod blocks;
mod describe;
mod file;
mod insert;
mod names;
mod style;
mod text;
mod values;

use crate::error::{Error, Result, Suggestion};
use crate::graph::Graph;
use crate::project::Project;
use crate::rdf::Term;

/// What is to be added, by names: IRIs, prefixed names or labels.
#[derive(Clone, Copy, Debug)]
pub struct ToAdd<'a> {
    /// The entity or the statement.
    pub what: NewStatement<'a>,
    /// Properties with their values, in order. What sources say of statements is said of those that are added; the rest is said
    /// of the entity. A property may end in `@` and a language tag.
    pub values: &'a [(String, String)],
    /// The file, relative to the folder of the project; without one, that of most entities of the class, or of most statements
    /// about the subject.
    pub file: Option<&'a str>,
}

/// An entity or a statement, by names.
#[derive(Clone, Copy, Debug)]
pub enum NewStatement<'a> {
    /// A new instance of a class.
    Entity {
        /// The class.
        class: &'a str,
        /// The last part of its IRI, or all of it as an IRI or prefixed name; without one it is made of a label.
        name: Option<&'a str>,
    },
    /// A subject, a property and an object.
    Statement([&'a str; 3]),
}

/// A text that is to be added to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The path of the file in the project.
    pub file: String,
    /// The line where it begins, from 1 on.
    pub line: u32,
    /// What is added as Turtle, with the prefixes that the file did not declare.
    pub turtle: String,
    /// The properties that were found by a part of their names, each with what was written.
    pub taken: Vec<(String, Suggestion)>,
    /// What the file held before, if it was there.
    pub(crate) before: Option<Vec<u8>>,
    /// What it holds afterwards.
    pub(crate) after: Vec<u8>,
}

/// What is to be added, by terms.
struct Described {
    /// The IRI of the subject.
    subject: String,
    /// Whether it is a new entity, whose first statement names its class.
    is_new: bool,
    statements: Vec<Stated>,
    taken: Vec<(String, Suggestion)>,
}

/// A statement about the subject.
struct Stated {
    /// The IRI of the property.
    property: String,
    value: Term,
    /// Whether it is asserted, or only spoken of by its annotations.
    is_asserted: bool,
    /// The IRI of the node that stands for the statement, if it has one and a name.
    reifier: Option<String>,
    /// What is said of the statement: IRIs of properties with values.
    annotations: Vec<(String, Term)>,
}

/// Returns the text that adds an entity or a statement to a source. Nothing is written.
///
/// # Errors
/// If a name stands for nothing or for several things, a value does not fit its property, the entity or the statement is there
/// already, or the file cannot be added to.
pub fn addition(project: &Project, graph: &Graph, to_add: &ToAdd) -> Result<Addition> {
    let described = describe::described(project, graph, to_add)?;
    let path = match to_add.file {
        Some(path) => path.trim_start_matches("./").to_owned(),
        None => file::usual(project, graph, &described)?,
    };
    let opened = file::opened(project, &path)?;
    let before = opened.document.said.statements.len();
    let addition = insert::inserted(graph, &described, opened)?;
    check_count(project, &described, &addition, before)?;
    Ok(addition)
}

/// Checks that a file has as many statements more as are added to it; what is wrong in its text is found later.
///
/// # Errors
/// If it has not, since then something else was changed.
fn check_count(
    project: &Project,
    described: &Described,
    addition: &Addition,
    before: usize,
) -> Result<()> {
    let document = file::document(project, &addition.file, addition.after.clone())?;
    let document =
        document.ok_or_else(|| Error::internal("Turtle is not Turtle once more is added"))?;
    let said = document.said;
    let statements = described.statements.iter();
    // An annotation is said of a node that stands for the statement, which takes a statement, too.
    let added = statements.map(|stated| match stated.annotations.len() {
        0 => 1,
        number => usize::from(stated.is_asserted) + 1 + number,
    });
    let added: usize = added.sum();
    if said.findings.is_empty() && said.statements.len() != before + added {
        let what = format!(
            "`{}` has {before} statements and would have {} once {added} are added",
            addition.file,
            said.statements.len()
        );
        return Err(Error::internal(what));
    }
    Ok(())
}
