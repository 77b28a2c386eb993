//! Solutions as [SPARQL XML](https://www.w3.org/TR/rdf-sparql-XMLres/), with the triple terms and base directions of
//! [SPARQL 1.2](https://www.w3.org/TR/sparql12-results-xml/).

use crate::error::{Error, FormatError, Result};
use crate::query::Solutions;
use crate::rdf::{BaseDirection, Literal, Term, vocab, with_usual_case};
use crate::write::xml::{attribute, is_writable, text};
use std::io::Write;

/// Writes solutions and returns their number.
///
/// # Errors
/// If a term has a character that XML cannot carry, the output cannot be written, or a limit of the query is passed.
pub fn xml(solutions: Solutions, output: &mut impl Write) -> Result<usize> {
    let variables = solutions.variables().to_vec();
    let budget = solutions.budget();
    let pace = budget.pace();
    let mut document = String::from(
        "<?xml version=\"1.0\"?><sparql xmlns=\"http://www.w3.org/2005/sparql-results#\"><head>",
    );
    for variable in &variables {
        document.push_str(&format!("<variable name=\"{}\"/>", variable.as_str()));
    }
    document.push_str("</head><results>");
    let mut count = 0;
    for solution in solutions {
        document.push_str("<result>");
        for (variable, value) in variables.iter().zip(solution.values()) {
            if let Some(value) = value {
                document.push_str(&format!("<binding name=\"{}\">", variable.as_str()));
                push_term(&mut document, &with_usual_case(value.into()))?;
                document.push_str("</binding>");
            }
        }
        document.push_str("</result>");
        pace.step(document.len())?;
        write_out(&mut document, output)?;
        count += 1;
    }
    document.push_str("</results></sparql>\n");
    write_out(&mut document, output)?;
    Ok(count)
}

fn push_term(document: &mut String, term: &Term) -> Result<()> {
    match term {
        Term::NamedNode(iri) => push_element(document, "uri", iri.as_str())?,
        Term::BlankNode(node) => push_element(document, "bnode", node.as_str())?,
        Term::Literal(literal) => push_literal(document, literal)?,
        Term::Triple(triple) => {
            document.push_str("<triple><subject>");
            push_term(document, &triple.subject.clone().into())?;
            document.push_str("</subject><predicate>");
            push_term(document, &triple.predicate.clone().into())?;
            document.push_str("</predicate><object>");
            push_term(document, &triple.object)?;
            document.push_str("</object></triple>");
        }
    }
    Ok(())
}

fn push_literal(document: &mut String, literal: &Literal) -> Result<()> {
    let mut tag = "literal".to_owned();
    if let Some(language) = literal.language() {
        tag.push_str(&format!(" xml:lang=\"{}\"", attribute(language)));
        if let Some(direction) = literal.direction() {
            let direction = match direction {
                BaseDirection::Ltr => "ltr",
                BaseDirection::Rtl => "rtl",
            };
            tag.push_str(&format!(
                " its:dir=\"{direction}\" xmlns:its=\"http://www.w3.org/2005/11/its\" its:version=\"2.0\""
            ));
        }
    } else if literal.datatype().as_str() != vocab::XSD_STRING {
        tag.push_str(&format!(
            " datatype=\"{}\"",
            attribute(literal.datatype().as_str())
        ));
    }
    push_element(document, &tag, literal.value())
}

/// Appends an element; `tag` is its name with its attributes.
fn push_element(document: &mut String, tag: &str, content: &str) -> Result<()> {
    if let Some(character) = content.chars().find(|character| !is_writable(*character)) {
        return Err(FormatError::Character { character }.into());
    }
    let name = tag.split(' ').next().unwrap_or(tag);
    document.push_str(&format!("<{tag}>{}</{name}>", text(content)));
    Ok(())
}

fn write_out(document: &mut String, output: &mut impl Write) -> Result<()> {
    output
        .write_all(document.as_bytes())
        .map_err(Error::io("write", "the result"))?;
    document.clear();
    Ok(())
}
