//! Spans, checked by reading the text that they span; lines; what a file split among threads says.

use crate::cases;
use crate::documents::document;
use crate::quads::{quads, said};
use bixi::internals::rdf::{Quad, Term};
use bixi::internals::read::{Document, Reading, Syntax, read_document};
use bixi::internals::source::SourceFile;
use proptest::collection::vec;
use proptest::prelude::*;

const BASE: &str = "http://test/base/file";

fn read_places(text: &str, extension: &str) -> Document {
    let source = SourceFile::new(format!("a.{extension}"), text);
    let reading = Reading {
        base: Some(BASE),
        blank_node_prefix: "o",
    };
    read_document(&source, &reading).unwrap().unwrap()
}

/// The declarations before a byte, as the head of a document of their own.
fn head(text: &str, document: &Document, before: u32) -> String {
    let mut declarations: Vec<(u32, String)> = Vec::new();
    for prefix in &document.prefixes {
        let name = &text[prefix.name_span.range()];
        let iri = &text[prefix.iri_span.range()];
        declarations.push((prefix.span.start, format!("PREFIX {name} {iri}\n")));
    }
    for base in &document.bases {
        declarations.push((base.start, format!("BASE {}\n", &text[base.range()])));
    }
    declarations.retain(|(start, _)| *start < before);
    declarations.sort();
    declarations.into_iter().map(|(_, text)| text).collect()
}

/// Reads the text of a term in the place of an object and gives the term.
fn reread(head: &str, text: &str) -> Term {
    let document = format!("{head}<http://s> <http://p> {text} .");
    let said = said(document.as_bytes(), Syntax::Turtle, Some(BASE));
    assert!(said.findings.is_empty(), "{document} {:?}", said.findings);
    let is_whole = |quad: &Quad| quad.subject.to_string() == "<http://s>";
    quads(&said).into_iter().find(is_whole).unwrap().object
}

/// A term without the names of its blank nodes.
fn shape(term: &Term) -> Term {
    match term {
        Term::BlankNode(_) => bixi::internals::rdf::BlankNode::new_unchecked("b").into(),
        other => other.clone(),
    }
}

fn check(text: &str, extension: &str) -> Result<(), TestCaseError> {
    let document = read_places(text, extension);
    prop_assert_eq!(document.said.statements.len(), document.spans.len());
    for ((quad, spans), statement) in quads(&document.said)
        .iter()
        .zip(&document.spans)
        .zip(&document.said.statements)
    {
        let terms = [
            quad.subject.clone().into(),
            quad.predicate.clone().into(),
            quad.object.clone(),
        ];
        for (position, (term, span)) in terms.iter().zip(spans).enumerate() {
            let spanned = &text[span.range()];
            let head = head(text, &document, span.start);
            match term {
                _ if spanned.is_empty() => prop_assert_eq!(position, 1),
                // What is reified is spanned from its subject to its object.
                Term::Triple(_) if !spanned.starts_with("<<(") => {}
                _ if position == 1 && spanned == "a" => {
                    prop_assert!(term.to_string().ends_with("#type>"));
                }
                // A reifier without a name stands where its `~` or `{|` does, `rdf:nil` where its list ends.
                Term::BlankNode(_) if matches!(spanned, "~" | "{|") => {}
                Term::NamedNode(_) if matches!(spanned, ")" | "{|") => {}
                Term::BlankNode(_) if spanned.starts_with("<<") => {
                    prop_assert!(spanned.ends_with(">>"), "{}", spanned);
                }
                Term::NamedNode(_) if spanned.starts_with("<<") => {
                    prop_assert!(spanned.ends_with(">>"), "{}", spanned);
                }
                Term::BlankNode(_) => {
                    prop_assert_eq!(shape(&reread(&head, spanned)), shape(term), "{}", spanned);
                }
                Term::Triple(_) => {}
                _ => prop_assert_eq!(&reread(&head, spanned), term, "{}", spanned),
            }
        }
        let object = &text[..spans[2].start as usize];
        // The rest of a list is on the line of its first item.
        if !terms[2].is_triple() && !quad.predicate.as_str().ends_with("#rest") {
            let line = object.matches('\n').count() + 1;
            prop_assert_eq!(statement.line as usize, line, "{:?}", quad);
        }
    }
    for list in &document.property_lists {
        let list = &text[list.range()];
        prop_assert!(list.starts_with('[') && list.ends_with(']'), "{}", list);
    }
    for comment in &document.comments {
        let comment = &text[comment.range()];
        prop_assert!(
            comment.starts_with('#') && !comment.contains('\n'),
            "{}",
            comment
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn spans_are_of_the_terms(bytes in vec(any::<u8>(), 0..160)) {
        for extension in ["ttl", "trig", "nq"] {
            check(&document(&bytes, extension, true), extension)?;
        }
    }
}

#[test]
fn declarations_comments_and_brackets_have_their_places() {
    let text = "# one\n@prefix e: <http://e/> . # two\r\nBASE <http://b/>\n<a> e:b [ e:c ( 1 2 ) ] , [] .\n";
    let document = read_places(text, "ttl");
    let of = |span: &bixi::internals::read::Span| &text[span.range()];
    assert_eq!(
        document.comments.iter().map(of).collect::<Vec<_>>(),
        ["# one", "# two"]
    );
    assert_eq!(
        document.bases.iter().map(of).collect::<Vec<_>>(),
        ["<http://b/>"]
    );
    assert_eq!(
        document.property_lists.iter().map(of).collect::<Vec<_>>(),
        ["[ e:c ( 1 2 ) ]"]
    );
    let [prefix] = document.prefixes.as_slice() else {
        panic!("one prefix");
    };
    assert_eq!(
        (prefix.name.as_str(), prefix.namespace.as_str()),
        ("e", "http://e/")
    );
    assert_eq!(of(&prefix.span), "@prefix e: <http://e/>");
    let last = document.spans.last().unwrap();
    assert_eq!(last.each_ref().map(of), ["<a>", "e:b", "[]"]);
    assert!(
        read_document(
            &SourceFile::new("a.rdf", ""),
            &Reading {
                base: None,
                blank_node_prefix: "b"
            }
        )
        .unwrap()
        .is_none()
    );
}
