//! Solutions as [SPARQL 1.1 CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/#csv): the lexical forms of literals
//! and the texts of IRIs, with the quotes of [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180#section-2).

use crate::error::{Error, Result};
use crate::query::Solutions;
use crate::rdf::{TermRef, with_usual_case};
use std::io::Write;

/// Writes solutions and returns their number.
///
/// # Errors
/// If the output cannot be written, or a limit of the query is passed.
pub fn csv(solutions: Solutions, output: &mut impl Write) -> Result<usize> {
    let budget = solutions.budget();
    let (mut line, pace) = (String::new(), budget.pace());
    for (index, variable) in solutions.variables().iter().enumerate() {
        push_field(&mut line, index, variable.as_str());
    }
    let mut count = 0;
    write_line(&mut line, output)?;
    for solution in solutions {
        for (index, term) in solution.values().enumerate() {
            let text = match term {
                None => "",
                Some(TermRef::NamedNode(iri)) => iri.as_str(),
                Some(TermRef::Literal(literal)) => literal.value(),
                Some(other) => &with_usual_case(other.into()).to_string(),
            };
            push_field(&mut line, index, text);
        }
        pace.step(line.len() + 1)?;
        write_line(&mut line, output)?;
        count += 1;
    }
    Ok(count)
}

/// Appends the field at `index`, after a comma unless it is the first.
fn push_field(line: &mut String, index: usize, text: &str) {
    if index > 0 {
        line.push(',');
    }
    if text.contains(['"', ',', '\n', '\r']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

fn write_line(line: &mut String, output: &mut impl Write) -> Result<()> {
    line.push_str("\r\n");
    output
        .write_all(line.as_bytes())
        .map_err(Error::io("write", "the result"))?;
    line.clear();
    Ok(())
}
