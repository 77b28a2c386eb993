//! A mapping that makes what metadata in [CSVW](https://www.w3.org/TR/tabular-metadata/) say of a table, with a finding for each part
//! of them that a mapping cannot say.

mod columns;
pub mod context;
mod datatype;
mod dialect;
mod format;
mod metadata;
mod parts;
mod said;
mod statements;
mod template;
#[cfg(test)]
mod tests;

pub use datatype::is_datatype;
pub use parts::{Metadata, references};

use super::draft::{Draft, TemplateTerm};
use super::facts::facts;
use super::names::Names;
use super::{Asked, references::stem};
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::mapping::Settings;
use crate::rdf::Prefixes;
use crate::read;
use crate::source::SourceFile;
use crate::table::{Header, Table};
use metadata::TableDescription;
use oxiri::Iri;
use said::Said;
use statements::RowStatements;
use std::io::Cursor;

/// Returns the mapping for a table that metadata describe, given the IRI of the metadata. The inner error is why there is none.
///
/// # Errors
/// If the table cannot be read, or the IRI is none.
pub fn draft(
    asked: Asked,
    metadata: &Metadata,
    base: &str,
    names: &mut Names,
) -> Result<std::result::Result<Draft, Vec<Finding>>> {
    let base = Iri::parse(base.to_owned());
    let base = base.map_err(|_| Error::internal("the IRI of metadata is none"))?;
    let documents = metadata.documents();
    let trees = match documents.trees() {
        Ok(trees) => trees,
        Err(finding) => return Ok(Err(vec![*finding])),
    };
    let mut said = Said::new(&documents.starts);
    let Some(table) = metadata::table(&trees, &asked.table.path, &base, &mut said) else {
        return Ok(Err(said.findings));
    };
    let (mut settings, skipped) = written(&asked, &table, &mut said);
    let read_as = settings.dialect();
    let bytes = Cursor::new(asked.table.bytes.clone());
    let opened = Table::open(&asked.table.path, bytes, &read_as)?;
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    if opened.columns.is_empty() || opened.findings.iter().any(is_error) {
        return Ok(Err(opened.findings));
    }
    let has_header = read_as.header != Header::None;
    let mut columns = columns::described(&table, &opened.columns, skipped, has_header, &mut said);
    let seen = facts(asked.table, &read_as, &vec![None; opened.columns.len()])?;
    let facts_of_rows = (seen.facts.as_slice(), seen.rows);
    columns::settle(
        &table,
        &mut columns,
        facts_of_rows,
        &mut settings,
        &mut said,
    );
    name_columns(
        &mut names.prefixes,
        &format!("{}#", table.iri.as_str()),
        &asked.called.name,
    );
    let mut made = RowStatements::new(&columns, &table.iri, &names.prefixes, &settings);
    made.add_values();
    for one in columns.iter().filter(|one| !one.said.is_suppressed) {
        made.add(one, &mut said);
    }
    if let Some(class) = &asked.class {
        made.add_class(class);
    }
    if let Some(at) = table.at.get("suppressOutput")
        && matches!(at.value, read::JsonValue::Boolean(true))
    {
        said.left_out(
            at,
            "the metadata want nothing made of this table; the mapping does",
        );
    }
    let (mut template, computed) = (made.template.clone(), made.computed());
    if template.is_empty() {
        said.hopeless(table.at, "the metadata make nothing of this table", None);
        return Ok(Err(said.findings));
    }
    // Those of one subject stand together.
    let subjects: Vec<String> = template.iter().map(|one| one.subject.clone()).collect();
    template.sort_by_key(|one| subjects.iter().position(|subject| *subject == one.subject));
    declare(&mut names.prefixes, &template);
    let mut comments = vec![format!("From the metadata in `{}`", metadata.file.path)];
    let mut followed = columns.iter().filter(|one| !one.said.is_suppressed);
    if followed.any(|one| one.said.inherited.property.is_none()) {
        comments.push(format!(
            "A column without `propertyUrl` is a property in the namespace of the table, <{}#>",
            table.iri.as_str()
        ));
    }
    let mut notes = Vec::new();
    if seen.rows == 0 {
        notes.push("the table has no rows, so that its values could not be looked at".to_owned());
    }
    Ok(Ok(Draft {
        settings,
        comments,
        template,
        computed,
        notes,
        findings: said.in_order(),
        rows: seen.rows,
        first_rows: seen.first_rows,
    }))
}

/// Returns how a table is written, by what the user says, else by the metadata, and how many columns at the left are not read.
fn written(asked: &Asked, table: &TableDescription, said: &mut Said) -> (Settings, usize) {
    let by_user = &asked.settings;
    let mut settings = by_user.clone();
    let dialect = table.dialect;
    let skipped = dialect.map_or(0, |at| dialect::settle(at, &mut settings, said));
    for (by_user, settled) in [
        (&by_user.separator, &mut settings.separator),
        (&by_user.encoding, &mut settings.encoding),
    ] {
        if by_user.is_some() {
            settled.clone_from(by_user);
        }
    }
    if by_user.header.is_some() {
        settings.header.clone_from(&by_user.header);
    }
    let has_mark = dialect.is_some_and(|at| at.get("commentPrefix").is_some());
    if !has_mark && has_comment(asked.table) {
        settings.comment = Some("#".to_owned());
    }
    (settings, skipped)
}

/// Returns whether a line of a text begins with the sign of comments that CSVW has by default.
fn has_comment(table: &SourceFile) -> bool {
    let text = std::str::from_utf8(&table.bytes);
    text.is_ok_and(|text| text.lines().any(|line| line.starts_with('#')))
}

/// Declares a prefix for the properties that columns are by themselves.
fn name_columns(prefixes: &mut Prefixes, namespace: &str, file: &str) {
    let name = stem(file).to_ascii_lowercase();
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let name = if is_plain { name.as_str() } else { "column" };
    let is_known = prefixes.iter().any(|(_, known)| known == namespace);
    if !is_known && prefixes.namespace(name).is_none() {
        prefixes.declare(name, namespace);
    }
}

/// Declares the prefixes of CSVW for the IRIs of a template, where the project has no other use for them.
fn declare(prefixes: &mut Prefixes, template: &[super::draft::TemplateTriple]) {
    let terms = template.iter().flat_map(|one| [&one.property, &one.object]);
    for term in terms {
        let TemplateTerm::Iri(iri) = term else {
            continue;
        };
        for (name, namespace) in context::PREFIXES {
            let is_known = prefixes.iter().any(|(_, known)| known == namespace);
            if iri.starts_with(namespace) && !is_known && prefixes.namespace(name).is_none() {
                prefixes.declare(name, namespace);
            }
        }
    }
}
