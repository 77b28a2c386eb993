//! Checks saved queries without running them.

use super::Against;
use super::faults::{of_error, of_warning};
use crate::error::{Error, ParameterError, QueryError, Result};
use crate::finding::Finding;
use crate::graph::Graph;
use crate::query::{
    AnswerForm, Arguments, Budget, Dataset, Inspected, Limits, Query, UNDECLARED_PREFIX,
    UNKNOWN_NAME, Warning, check_arguments, entity, expected_refusal, follows_language, inspect,
    is_known, wrong_defaults,
};
use crate::rdf::vocab;
use crate::source::SourceFile;
use crate::view::ViewBlock;
use std::collections::BTreeMap;

/// The ids of warnings that say of a word that the graph does not have it.
const OF_GRAPH: [&str; 3] = [UNKNOWN_NAME, "unknown-language", "other-literal"];

/// The mark of the byte order that some editors begin a file with.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A saved query that can be read.
pub struct SavedQuery {
    /// The query.
    pub query: Query,
    /// What its answer will be, if that is known.
    pub form: Option<AnswerForm>,
}

/// Saved queries by their paths.
pub type SavedQueries<'a> = BTreeMap<&'a str, SavedQuery>;

/// Finds what is wrong in the file of a saved query, and returns the query if it can be read.
pub fn check(against: Against, path: &str) -> Result<(Vec<Finding>, Option<SavedQuery>)> {
    let file = against.project.read(path)?;
    let is_marked = is_marked(&file);
    let (findings, saved) = match Query::new(file.clone()) {
        Ok(query) => {
            let (findings, form) = of_query(against, &query, &Arguments::new())?;
            (findings, Some(SavedQuery { query, form }))
        }
        Err(error) => (vec![of_error(error, &file)?], None),
    };
    Ok((in_file(findings, path, is_marked), saved))
}

/// Returns findings with their places in a file that begins with the mark of the byte order, which no query has.
pub fn in_file(mut findings: Vec<Finding>, path: &str, is_marked: bool) -> Vec<Finding> {
    let shift = if is_marked { BYTE_ORDER_MARK.len() } else { 0 };
    for finding in &mut findings {
        if finding.place.file == path {
            finding.place.span.start += shift;
            finding.place.span.end += shift;
        }
    }
    findings
}

/// Returns whether a text begins with the mark of the byte order.
pub fn is_marked(file: &SourceFile) -> bool {
    file.bytes.starts_with(BYTE_ORDER_MARK)
}

/// Finds what is wrong in a query, and says what its answer will be, if that is known.
pub fn of_query(
    against: Against,
    query: &Query,
    arguments: &Arguments,
) -> Result<(Vec<Finding>, Option<AnswerForm>)> {
    let Against { graph, .. } = against;
    let mut findings = Vec::new();
    let note = |error: Error, findings: &mut Vec<Finding>| -> Result<()> {
        let is_judged = against.is_whole || !may_follow(&error);
        let finding = of_error(error, &query.source)?;
        findings.extend(is_judged.then_some(finding));
        Ok(())
    };
    match ViewBlock::of(query) {
        Err(error) => note(error, &mut findings)?,
        Ok(view) => {
            let group = view
                .group
                .filter(|group| group != "class" && group != "nest");
            if let Some(Err(error)) = group.map(|group| entity(graph, &group)) {
                note(error, &mut findings)?;
            }
        }
    }
    let wrong = wrong_defaults(graph, query);
    let are_defaults_right = wrong.is_empty();
    for error in wrong {
        note(error, &mut findings)?;
    }
    let budget = Budget::new(&Limits {
        engines: Some(against.engines.clone()),
        ..Limits::default()
    });
    let inspected = match inspect(graph, against.used, query, &budget) {
        Ok(inspected) => inspected,
        Err(error) => {
            note(error, &mut findings)?;
            return Ok((findings, None));
        }
    };
    let Inspected {
        mut warnings,
        form,
        must_be_planned,
    } = inspected;
    warnings.retain(|warning| is_judged(against, warning));
    if are_defaults_right {
        let checked = match must_be_planned {
            true => expected_refusal(Dataset::new(graph), query, arguments, &budget),
            // Where it chooses texts by the language of the reader is known once its parameters have values.
            false if follows_language(query) => {
                check_arguments(graph, query, arguments).map(|()| None)
            }
            false => Ok(None),
        };
        match checked {
            Ok(refusal) => warnings.extend(refusal),
            // What is wrong with arguments is said by whoever gives them.
            Err(Error::Parameter(_) | Error::Name(_)) => {}
            Err(error) => note(error, &mut findings)?,
        }
    }
    let warnings = warnings.into_iter();
    findings.extend(warnings.map(|warning| of_warning(warning, query, &graph.prefixes)));
    findings.sort_by_key(|finding| finding.place.span.start);
    Ok((findings, Some(form)))
}

/// Returns whether an error may come of a source that is missing in the graph: a name or a prefix that it would have.
pub fn may_follow(error: &Error) -> bool {
    match error {
        Error::Name(_) => true,
        Error::Parameter(error) => {
            matches!(
                **error,
                ParameterError::Class { .. } | ParameterError::Kind { .. }
            )
        }
        Error::Query(error) => match &**error {
            QueryError::Syntax(fault) => fault.problem.starts_with(UNDECLARED_PREFIX),
            _ => false,
        },
        _ => false,
    }
}

/// Returns whether a warning can be given: not if it is about a word that a missing source may have, and not if it is about a
/// property that is declared where nothing is said of instances.
pub fn is_judged(against: Against, warning: &Warning) -> bool {
    let Against {
        graph, is_whole, ..
    } = against;
    if !OF_GRAPH.contains(&warning.id) {
        return true;
    }
    let is_declared = warning.iri().is_some_and(|iri| is_known(graph, iri));
    is_whole && (!is_declared || has_instances(graph))
}

/// Returns whether something is of a class other than those that the W3C defines, as classes and properties are.
fn has_instances(graph: &Graph) -> bool {
    let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let typed = rdf_type.map(|property| graph.triples(None, Some(property), None));
    let mut classes = typed.into_iter().flatten().map(|[_, _, class]| class);
    let of_w3c = "http://www.w3.org/";
    classes.any(|class| {
        graph.dictionary.is_iri(class) && !graph.dictionary.text(class).starts_with(of_w3c)
    })
}
