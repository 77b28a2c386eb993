//! What holds for any bytes: the body of the fuzz targets, and of bounded runs in `cargo test`.

use bixi::internals::read::{Reading, Syntax, read, read_document, read_stream};
use bixi::internals::source::SourceFile;
use bixi::internals::statement::Statements;
use bixi::internals::write::{FindingsFormat, findings};
use std::path::Path;

/// Panics unless reading these bytes keeps its promises.
pub fn holds(bytes: &[u8], extension: &str) {
    let source = SourceFile::new(format!("a.{extension}"), bytes);
    let reading = Reading {
        base: Some("http://e/"),
        blank_node_prefix: "b",
    };
    let said = read(&source, &reading).expect("few terms");
    for finding in &said.findings {
        let related = finding.related.iter().map(|related| &related.place);
        for place in related.chain([&finding.place]) {
            assert!(place.span.start <= place.span.end, "{finding:?}");
            assert!(place.span.end <= bytes.len(), "{finding:?}");
        }
        assert!(
            !finding.message.ends_with('.') && !finding.message.contains('\n'),
            "{finding:?}"
        );
    }
    let lines = source.line_count().max(1);
    for statement in &said.statements {
        assert!((1..=lines).contains(&statement.line), "{statement:?}");
        let terms = statement.triple.into_iter().chain(statement.graph);
        assert!(
            terms
                .into_iter()
                .all(|id| (id as usize) < said.interner.len())
        );
    }
    let find = |path: &str| (path == source.path).then_some(&source);
    let format = FindingsFormat::Text { color: false };
    findings(&said.findings, Path::new("/"), &find, &format.into());
    let Some(syntax) = Syntax::of_extension(extension) else {
        return;
    };
    // There is none if the content is clearly something else.
    if let Some(document) = read_document(&source, &reading).expect("few terms") {
        assert_eq!(said.statements, document.said.statements);
        assert_eq!(said.findings, document.said.findings);
    }
    let mut streamed = 0;
    let each = |piece: &Statements| {
        streamed += piece.statements.len();
        Ok(())
    };
    let end = read_stream(&source.path, &mut &*bytes, syntax, &reading, each).expect("few terms");
    assert_eq!(
        (streamed, &end.findings),
        (said.statements.len(), &said.findings)
    );
    // It reads over bytes in comments that are not UTF-8.
    if std::str::from_utf8(bytes).is_err() || syntax == Syntax::N3 {
        return;
    }
    agrees(
        bytes,
        extension,
        said.findings.is_empty(),
        said.statements.len(),
    );
}

/// No finding where oxttl has no error, and as many statements; the other way round it refuses a few right documents.
fn agrees(bytes: &[u8], extension: &str, is_right: bool, statements: usize) {
    let count = match extension {
        "ttl" => count(
            oxttl::TurtleParser::new()
                .with_base_iri("http://e/")
                .expect("an IRI")
                .for_slice(bytes),
        ),
        "trig" => count(
            oxttl::TriGParser::new()
                .with_base_iri("http://e/")
                .expect("an IRI")
                .for_slice(bytes),
        ),
        "nt" => count(oxttl::NTriplesParser::new().for_slice(bytes)),
        _ => count(oxttl::NQuadsParser::new().for_slice(bytes)),
    };
    if let Some(count) = count {
        assert!(is_right, "oxttl finds nothing wrong");
        assert_eq!(count, statements);
    }
}

fn count<T, E>(results: impl Iterator<Item = Result<T, E>>) -> Option<usize> {
    results
        .map(Result::ok)
        .collect::<Option<Vec<T>>>()
        .map(|all| all.len())
}
