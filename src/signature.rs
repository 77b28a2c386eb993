//! What a file is, by its beginning: names promise one syntax and files are written in others
//! ([OWL 2 syntaxes](https://www.w3.org/TR/owl2-overview/#Syntaxes), [JSON-LD](https://www.w3.org/TR/json-ld11/),
//! [Git LFS](https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)).

mod foreign;

pub use foreign::Foreign;

/// By this many bytes at the start of a file it is told what it is.
pub const HEAD: usize = 4096;

/// What the content of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// RDF/XML, or XML that is read as such.
    RdfXml,
    /// Turtle or N-Triples, or nothing that is known.
    Turtle,
    /// JSON.
    Json,
    /// Something that is not read.
    Foreign(Foreign),
}

/// Returns what a file of which nothing is known is, given its first bytes.
pub fn of(head: &[u8]) -> Signature {
    match of_turtle(head) {
        // A node element needs no word of RDF.
        Some(Signature::Foreign(Foreign::Xml)) => return Signature::RdfXml,
        Some(sure) => return sure,
        None => {}
    }
    let head = without_mark(head);
    if is_utf_16(head) {
        return Signature::RdfXml;
    }
    let text = String::from_utf8_lossy(head);
    let Some(first) = first_line(&text) else {
        let is_comment = text.trim_start().starts_with(['#', '!']);
        return match is_comment {
            true => Signature::Turtle,
            false => Signature::RdfXml,
        };
    };
    match first.as_bytes() {
        [b'<', ..] if is_iri(first) => Signature::Turtle,
        [b'<', ..] => match element(line_on(&text, first)) {
            // What is wrong in it, its reader says better.
            None | Some(Signature::Foreign(Foreign::Xml)) => Signature::RdfXml,
            Some(signature) => signature,
        },
        [b'{', ..] => Signature::Json,
        [b'[', ..] => bracket(first),
        [b'@', ..] | [b'_', b':', ..] => Signature::Turtle,
        _ => by_words(first),
    }
}

/// Returns what a file that should be of Turtle's family is if it is clearly something else.
pub fn of_turtle(head: &[u8]) -> Option<Signature> {
    let foreign = |foreign| Some(Signature::Foreign(foreign));
    let head = without_mark(head);
    match head {
        [0x1F, 0x8B, ..] => return foreign(Foreign::Gzip),
        [b'P', b'K', 3, 4, ..] => return foreign(Foreign::Zip),
        _ => {}
    }
    let is_wide = is_utf_16(head);
    if !is_wide && is_binary(head) {
        return foreign(Foreign::Binary);
    }
    // What is searched for is ASCII, which UTF-16 has between zeros.
    let narrow: Vec<u8>;
    let head = match is_wide {
        true => {
            narrow = head
                .iter()
                .copied()
                .filter(|byte| (1..128).contains(byte))
                .collect();
            &narrow
        }
        false => head,
    };
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace())?;
    if !matches!(first, b'<' | b'{' | b'[' | b'#' | b'!') && !first.is_ascii_alphabetic() {
        return None;
    }
    let text = String::from_utf8_lossy(head);
    let line = first_line(&text)?;
    if line.starts_with('<') {
        // What is not clearly a tag may be a relative IRI.
        let tags = ["<?xml", "<!", "<rdf:RDF", "<html"];
        let is_tag = |tag: &&str| {
            let start = line.get(..tag.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(tag))
        };
        let is_xml = tags.iter().any(is_tag);
        return is_xml.then(|| element(line_on(&text, line))).flatten();
    }
    if is_json(line_on(&text, line)) {
        return Some(Signature::Json);
    }
    words(line, &text).map(Signature::Foreign)
}

/// Returns whether a file that may hold RDF by its name, such as `a.json` or `a.xml`, does.
pub fn is_rdf(head: &[u8]) -> bool {
    match of_turtle(head) {
        Some(Signature::Json) => {
            let text = String::from_utf8_lossy(head);
            has_json_ld_keyword(&text) && !is_csvw(&text)
        }
        Some(signature) => !matches!(signature, Signature::Foreign(_)),
        None => {
            let text = String::from_utf8_lossy(without_mark(head));
            let first = first_line(&text).filter(|line| line.starts_with('<'));
            first.is_some_and(|line| element(line_on(&text, line)) == Some(Signature::RdfXml))
        }
    }
}

/// Returns whether a text of JSON is metadata of tables in [CSVW](https://www.w3.org/TR/tabular-metadata/): they have the form of
/// JSON-LD, and say how tables are RDF.
fn is_csvw(text: &str) -> bool {
    let behind = text.split_once("\"@context\"").map(|(_, behind)| behind);
    let is_before = |c: char| c.is_whitespace() || matches!(c, ':' | '[');
    let context = behind.map(|behind| behind.trim_start_matches(is_before));
    context.is_some_and(|context| context.starts_with("\"http://www.w3.org/ns/csvw\""))
}

/// Returns whether a text of JSON has a keyword of JSON-LD.
pub fn has_json_ld_keyword(text: &str) -> bool {
    let keywords = ["context", "id", "graph", "type", "value", "list", "reverse"];
    let mut parts = text.split("\"@").skip(1);
    parts.any(|rest| {
        let mut keywords = keywords.iter();
        keywords.any(|word| {
            rest.strip_prefix(word)
                .is_some_and(|rest| rest.starts_with('"'))
        })
    })
}

fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head)
}

/// Whether there is a zero where Turtle has none: it may stand in strings and comments.
fn is_binary(head: &[u8]) -> bool {
    let mut bytes = head.iter();
    bytes.find(|byte| matches!(byte, 0 | b'"' | b'\'' | b'#')) == Some(&0)
}

fn is_utf_16(head: &[u8]) -> bool {
    matches!(
        head,
        [0xFF, 0xFE, ..]
            | [0xFE, 0xFF, ..]
            | [0, b'<', ..]
            | [b'<', 0, ..]
            | [0x4C, 0x6F, 0xA7, ..]
    )
}

/// The first line that says something, from its first character on.
fn first_line(text: &str) -> Option<&str> {
    let lines = text.lines().map(str::trim_start);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
    lines.next()
}

/// The text from one of its lines on.
fn line_on<'a>(text: &'a str, line: &str) -> &'a str {
    let start = line.as_ptr().addr() - text.as_ptr().addr();
    text.get(start..).unwrap_or_default()
}

/// Whether a text begins as JSON does and nothing of Turtle's family can: with a string or an object in brackets.
fn is_json(text: &str) -> bool {
    let inner = text.get(1..).unwrap_or_default().trim_start();
    match text.as_bytes().first() {
        Some(b'{') => inner.starts_with('"'),
        Some(b'[') => inner.starts_with(['{', '"']),
        _ => false,
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

/// What an XML document is by its first element; `None` if the text has no element.
fn element(text: &str) -> Option<Signature> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let after = if rest.starts_with("<?") {
            rest.find("?>").map(|end| end + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if let Some(declaration) = rest.strip_prefix("<!") {
            let word = declaration.split_at_checked("DOCTYPE".len());
            let word = word.filter(|(word, _)| word.eq_ignore_ascii_case("DOCTYPE"));
            let name = word.map(|(_, rest)| rest.trim_start());
            let is_html = |name: &str| {
                name.get(..4)
                    .is_some_and(|n| n.eq_ignore_ascii_case("html"))
            };
            if name.is_some_and(is_html) {
                return Some(Signature::Foreign(Foreign::Html));
            }
            let end = rest.find(['[', '>'])?;
            match rest.as_bytes().get(end) {
                Some(b'[') => rest.find("]>").map(|end| end + 2),
                _ => Some(end + 1),
            }
        } else {
            break;
        };
        let Some(end) = after else {
            // The head ends within it.
            return Some(Signature::RdfXml);
        };
        rest = rest.get(end..)?;
    }
    let tag = rest.strip_prefix('<')?;
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    let (name, attributes) = tag.split_at(end.unwrap_or(tag.len()));
    let local = name.rsplit(':').next().unwrap_or(name);
    if !local.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return None;
    }
    Some(match local {
        "RDF" => Signature::RdfXml,
        "html" | "HTML" | "head" | "body" => Signature::Foreign(Foreign::Html),
        "Ontology"
            if attributes.contains("ontologyIRI")
                || attributes.contains("2002/07/owl#") && !attributes.contains(":about") =>
        {
            Signature::Foreign(Foreign::OwlXml)
        }
        "catalog" => Signature::Foreign(Foreign::Catalog),
        // A node element may stand without `rdf:RDF`.
        _ if attributes.contains("22-rdf-syntax-ns#") => Signature::RdfXml,
        _ => Signature::Foreign(Foreign::Xml),
    })
}

fn bracket(line: &str) -> Signature {
    match line
        .get(1..)
        .and_then(|rest| rest.trim_start().chars().next())
    {
        Some('{' | '[' | '"') | None => Signature::Json,
        _ => Signature::Turtle,
    }
}

/// What text is by the words that it begins with, if they are those of a syntax that is not read.
fn words(first: &str, text: &str) -> Option<Foreign> {
    let word_end = first.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let (word, rest) = first.split_at(word_end.unwrap_or(first.len()));
    let functional = ["Prefix", "Ontology", "Import", "Declaration"];
    if functional.contains(&word) && rest.trim_start().starts_with('(') {
        return Some(Foreign::Functional);
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
    // A prefix of Turtle may have such a name; a space follows only the keyword.
    if frames.contains(&word)
        && rest
            .strip_prefix(':')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    {
        return Some(Foreign::Manchester);
    }
    let is_obo = word == "format-version" && rest.starts_with(':')
        || ["[Term]", "[Typedef]"]
            .iter()
            .any(|stanza| first.starts_with(stanza))
        || text.contains("\n[Term]") && text.contains("\nid: ");
    if is_obo {
        return Some(Foreign::Obo);
    }
    first
        .starts_with("version https://git-lfs")
        .then_some(Foreign::LfsPointer)
}

fn by_words(first: &str) -> Signature {
    let lower = first.to_ascii_lowercase();
    let is_keyword = ["prefix", "base", "version"].into_iter().any(|keyword| {
        lower
            .strip_prefix(keyword)
            .is_some_and(|rest| rest.starts_with([' ', '\t']))
    });
    match is_keyword {
        true => Signature::Turtle,
        false => Signature::Foreign(Foreign::NotXml),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_beginning() {
        let foreign = Signature::Foreign;
        for (text, expected) in [
            (
                "Prefix(:=<http://e/>)\nOntology(<http://e/>\n",
                foreign(Foreign::Functional),
            ),
            (
                "# made by hand\nOntology( <http://e/>",
                foreign(Foreign::Functional),
            ),
            (
                "Prefix: : <http://e/>\n\nOntology: <http://e/>",
                foreign(Foreign::Manchester),
            ),
            ("format-version: 1.2\nontology: ro\n", foreign(Foreign::Obo)),
            ("[Term]\nid: GO:1\n", foreign(Foreign::Obo)),
            (
                "<?xml version=\"1.0\"?>\n<Ontology xmlns=\"http://www.w3.org/2002/07/owl#\" ontologyIRI=\"http://e/\">",
                foreign(Foreign::OwlXml),
            ),
            ("<!DOCTYPE html>\n<html>", foreign(Foreign::Html)),
            ("<!doctype HTML>", foreign(Foreign::Html)),
            ("\n<html lang=\"en\">", foreign(Foreign::Html)),
            (
                "<?xml version=\"1.0\"?><catalog prefer=\"public\">",
                foreign(Foreign::Catalog),
            ),
            (
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
                foreign(Foreign::LfsPointer),
            ),
            ("PK\u{3}\u{4}", foreign(Foreign::Zip)),
            ("a\0b", foreign(Foreign::Binary)),
            ("a,b,c\n", foreign(Foreign::NotXml)),
            (
                "<?xml version=\"1.0\"?>\n<!DOCTYPE rdf:RDF [<!ENTITY a \"b\">]>\n<rdf:RDF>",
                Signature::RdfXml,
            ),
            ("<!-- a comment -->\n<rdf:RDF>", Signature::RdfXml),
            (
                "<?xml version=\"1.0\"?>\n<Book xmlns=\"http://e/\">",
                Signature::RdfXml,
            ),
            (
                "<e:Thing xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
                Signature::RdfXml,
            ),
            (
                "<http://e/a> <http://e/b> <http://e/c> .",
                Signature::Turtle,
            ),
            ("@prefix : <http://e/> .", Signature::Turtle),
            ("PREFIX : <http://e/>", Signature::Turtle),
            ("# only a comment\n", Signature::Turtle),
            ("[] a <http://e/C> .", Signature::Turtle),
            ("{ \"@context\": {} }", Signature::Json),
            ("[\n{ \"@id\": \"http://e/\" }]", Signature::Json),
            ("{\n  \"name\": 1 }", Signature::Json),
        ] {
            assert_eq!(of(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(of(b"\x1F\x8B\x08"), foreign(Foreign::Gzip));
        for (text, expected) in [
            ("<project name=\"build\">", false),
            (
                "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
                true,
            ),
            ("<?xml version=\"1.0\"?><catalog>", false),
            ("{ \"name\": \"package\" }", false),
            ("{ \"@graph\": [] }", true),
        ] {
            assert_eq!(is_rdf(text.as_bytes()), expected, "{text}");
        }
        let utf_16: Vec<u8> = "<?xml version=\"1.0\"?><rdf:RDF>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            of(&[b"\xFF\xFE".as_slice(), &utf_16].concat()),
            Signature::RdfXml
        );
    }

    #[test]
    fn turtle_is_not_taken_for_something_else() {
        for text in [
            "Class:a a Class:b .",
            "{ :a :b :c }",
            "{\n:a :b \"c\" }",
            "[ :a :b ] .",
            "<a> <b> <c> .",
            "<#a> <b> <c> .",
            "<a/b> <b> <c> .",
            "prefix : <http://e/>",
            "base <http://e/>",
            "_:a _:b _:c .",
            "a b c",
            "<a> <b> \"\0\" .",
            "# \0\n<a> <b> <c> .",
            "",
            " ",
        ] {
            assert_eq!(of_turtle(text.as_bytes()), None, "{text}");
        }
    }
}
