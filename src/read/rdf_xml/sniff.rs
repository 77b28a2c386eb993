//! What a file is, by its beginning: `.owl` and `.rdf` are written in many syntaxes
//! ([OWL 2 syntaxes](https://www.w3.org/TR/owl2-overview/#Syntaxes)).

/// What the content of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// XML, or something that is read as XML.
    Xml,
    /// Turtle or N-Triples.
    Turtle,
    /// JSON-LD.
    Json,
    /// Something that is not read.
    Other(&'static str),
}

/// What a file is that begins with these bytes.
pub fn content(head: &[u8]) -> Content {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if head.starts_with(b"\x1F\x8B") {
        return Content::Other("compressed data: it should end in `.gz`");
    }
    if head.starts_with(b"PK\x03\x04") {
        return Content::Other("a zip archive");
    }
    if matches!(
        head,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..] | [0x4C, 0x6F, 0xA7, ..]
    ) {
        return Content::Xml;
    }
    let text = String::from_utf8_lossy(head);
    let lines = text.lines().map(str::trim_start);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
    let Some(first) = lines.next() else {
        return if text.trim_start().starts_with(['#', '!']) {
            Content::Turtle
        } else {
            Content::Xml
        };
    };
    let after = text
        .get(text.find(first).unwrap_or_default()..)
        .unwrap_or_default();
    match first.as_bytes() {
        [b'<', ..] if is_iri(first) => Content::Turtle,
        [b'<', ..] => Content::Xml,
        [b'{', ..] => Content::Json,
        [b'[', ..] => bracket(after),
        [b'@', ..] | [b'_', b':', ..] => Content::Turtle,
        _ => by_words(first, &text),
    }
}

/// Whether a line begins with an IRI in angle brackets and not with a tag.
fn is_iri(line: &str) -> bool {
    let end = line.find(['>', ' ', '\t', '"']).unwrap_or(line.len());
    let inner = line.get(1..end).unwrap_or_default();
    let is_closed = line.get(end..).is_some_and(|rest| rest.starts_with('>'));
    is_closed
        && (inner.contains("://")
            || inner.is_empty()
            || inner.starts_with(['#', '/'])
            || inner.starts_with("urn:")
            || inner.starts_with("mailto:"))
        && !inner.starts_with(['!', '?'])
        && !line.starts_with("</")
}

fn bracket(text: &str) -> Content {
    match text
        .get(1..)
        .and_then(|rest| rest.trim_start().chars().next())
    {
        Some('{' | '[' | '"' | ']') => Content::Json,
        _ if text.starts_with("[Term]") || text.starts_with("[Typedef]") => {
            Content::Other("OBO format")
        }
        _ => Content::Turtle,
    }
}

fn by_words(first: &str, text: &str) -> Content {
    let lower = first.to_ascii_lowercase();
    let word_end = first.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let (word, rest) = first.split_at(word_end.unwrap_or(first.len()));
    if matches!(word, "Prefix" | "Ontology" | "Import" | "Declaration")
        && rest.trim_start().starts_with('(')
    {
        return Content::Other("OWL functional syntax");
    }
    let frames = [
        "Prefix",
        "Ontology",
        "Class",
        "ObjectProperty",
        "DataProperty",
        "AnnotationProperty",
        "Individual",
        "Datatype",
        "Namespace",
    ];
    if frames.contains(&word) && rest.starts_with(':') && !rest.starts_with("://") {
        return Content::Other("Manchester syntax");
    }
    if word == "format-version" || text.contains("\n[Term]") || text.contains("\n[Typedef]") {
        return Content::Other("OBO format");
    }
    let keyword = ["prefix", "base", "version"].into_iter().any(|keyword| {
        lower
            .strip_prefix(keyword)
            .is_some_and(|rest| rest.starts_with([' ', '\t']))
    });
    if keyword {
        return Content::Turtle;
    }
    if lower.starts_with("version https://git-lfs") {
        return Content::Other("the pointer of Git LFS to a file that was not fetched");
    }
    Content::Other("not XML")
}
