//! Reads [RDF/XML](https://www.w3.org/TR/rdf12-xml/) as a stream: what is in memory is the tag or text that is being
//! read, and a frame for each element that is open.
//!
//! ```text
//! bytes ─decode▶ text ─input▶ window ─tokens▶ tags ─grammar▶ statements
//! ```

mod attributes;
mod canonical;
mod context;
mod decode;
mod document_type;
mod elements;
mod entities;
mod grammar;
mod input;
mod markup;
mod namespaces;
mod properties;
mod qualified;
mod start_tag;
mod statements;
mod tag;
mod text;
mod tokens;

use super::Reading;
use super::fault;
use super::iri::Base;
use crate::error::{Error, Result};
use crate::statement::Statements;
use grammar::Grammar;
use input::Input;
use std::io::Read;
use tokens::Xml;

/// Reads a file from a stream of which the first bytes were read. With a limit the statements are given to `each`
/// whenever there are so many; the others are returned, with what is known at the end.
///
/// # Errors
/// If the stream or `each` fails, or if there are more terms than can be numbered.
pub fn read(
    path: &str,
    (head, stream): (Vec<u8>, &mut (dyn Read + Send)),
    base: Base,
    reading: &Reading,
    limit: usize,
    each: impl FnMut(&Statements) -> Result<()>,
) -> Result<Statements> {
    let input = match Input::new(head, stream) {
        Ok(input) => input,
        Err(fault) => {
            return Ok(Statements {
                findings: vec![fault.into_finding(path, 0)],
                ..Statements::default()
            });
        }
    };
    let mut grammar = Grammar::new(Xml::new(input), base, reading.blank_node_prefix);
    grammar.document(limit, each)?;
    let Grammar { xml, said, .. } = grammar;
    if let Some(error) = xml.input.failure {
        return Err(Error::io("read", path)(error));
    }
    let mut faults = xml.faults.into_vec();
    for fault in &mut faults {
        let related = fault.related.iter_mut().map(|(span, _)| span);
        for span in related.chain([&mut fault.span]) {
            *span = xml.input.offset_in_file(span.start)..xml.input.offset_in_file(span.end);
        }
    }
    faults.sort_by_key(|fault| fault::order(&fault.span, fault.id));
    let findings = faults.into_iter().map(|fault| fault.into_finding(path, 0));
    Ok(Statements {
        findings: findings.collect(),
        prefixes: xml.namespaces.declared(),
        ..said.said
    })
}
