//! RDF/XML: forms of XML that say the same, faults with their places, damaged documents, and what oxrdfxml says.

use crate::cases;
use crate::quads::{canonical, quads, said};
use bixi::internals::read::Syntax;
use bixi::internals::source::SourceFile;
use oxigraph::io::{RdfFormat, RdfParser};
use proptest::prelude::*;
use std::time::Instant;

const HEAD: &str =
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\">";

fn document(inner: &str) -> String {
    format!("{HEAD}{inner}</rdf:RDF>")
}

/// What a document says, sorted.
fn statements(bytes: &[u8]) -> Vec<String> {
    let said = said(bytes, Syntax::RdfXml, Some("http://b/f"));
    assert_eq!(said.findings, [], "{}", String::from_utf8_lossy(bytes));
    let mut lines: Vec<String> = quads(&said).iter().map(ToString::to_string).collect();
    lines.sort();
    lines
}

/// The findings of a document, each with its line and column.
fn faults(text: &str) -> Vec<String> {
    let source = SourceFile::new("a.rdf", text);
    let said = said(text.as_bytes(), Syntax::RdfXml, Some("http://b/f"));
    let of = |finding: &bixi::internals::finding::Finding| {
        let position = source.position(finding.place.span.start);
        format!("{position} {}: {}", finding.id, finding.message)
    };
    said.findings.iter().map(of).collect()
}

#[test]
fn values_are_those_of_the_xml_infoset() {
    for (inner, object) in [
        (
            "<e:p>one<!-- c -->two<?pi x?>three</e:p>",
            "\"onetwothree\"",
        ),
        ("<e:p>a<![CDATA[<b>&c;]]>d</e:p>", "\"a<b>&c;d\""),
        ("<e:p>a\r\nb\rc&#13;&#10;d</e:p>", "\"a\\nb\\nc\\r\\nd\""),
        ("<e:p><![CDATA[a\r\nb]]></e:p>", "\"a\\nb\""),
        ("<e:p xml:lang=\"\">a</e:p>", "\"a\""),
        ("<e:p xml:lang=\"zh-Hans\">a</e:p>", "\"a\"@zh-hans"),
        ("<e:p>&lt;&amp;&#x6E29;</e:p>", "\"<&温\""),
        ("<e:p> </e:p>", "\" \""),
        ("<e:p/>", "\"\""),
        ("<e:p rdf:resource=\"\"/>", "<http://b/f>"),
        (
            "<e:p xml:base=\"sub/\" rdf:resource=\"x\"/>",
            "<http://b/sub/x>",
        ),
        ("<e:p xml:base=\"\" rdf:resource=\"x\"/>", "<http://b/x>"),
    ] {
        let text = document(&format!(
            "<rdf:Description rdf:about=\"http://e/s\">{inner}</rdf:Description>"
        ));
        assert_eq!(
            statements(text.as_bytes()),
            [format!("<http://e/s> <http://e/p> {object}")],
            "{inner}"
        );
    }
    let text = document("<rdf:Description rdf:about=\"http://e/s\" e:p=\"a\nb\tc\r\nd&#10;e\"/>");
    assert_eq!(
        statements(text.as_bytes()),
        ["<http://e/s> <http://e/p> \"a b c d\\ne\""]
    );
}

#[test]
fn encodings_are_decoded() {
    let text = |encoding: &str| {
        let document = document("<rdf:Description rdf:about=\"http://e/s\" e:p=\"é\"/>");
        format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n{document}")
    };
    let utf_16 = text("UTF-16");
    let little: Vec<u8> = utf_16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = utf_16.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let one_byte = |text: String| -> Vec<u8> { text.chars().map(|c| c as u8).collect() };
    let right = ["<http://e/s> <http://e/p> \"é\""];
    for bytes in [
        [&[0xFF, 0xFE], little.as_slice()].concat(),
        [&[0xFE, 0xFF], big.as_slice()].concat(),
        little,
        big,
        one_byte(text("ISO-8859-1")),
        one_byte(text("windows-1252")),
        text("utf-8").into_bytes(),
        [b"\xEF\xBB\xBF", text("utf-8").as_bytes()].concat(),
        text("GBK")
            .into_bytes()
            .utf8_chunks()
            .flat_map(|_| {
                text("GBK")
                    .chars()
                    .flat_map(|c| {
                        if c == 'é' {
                            vec![0xA8, 0xA6]
                        } else {
                            vec![c as u8]
                        }
                    })
                    .collect::<Vec<u8>>()
            })
            .collect(),
    ] {
        assert_eq!(statements(&bytes), right);
    }
    assert_eq!(
        faults(&text("x-nothing")),
        ["1:31 invalid-utf8: the encoding `x-nothing` is not supported"]
    );
    assert_eq!(
        faults(&text("UTF-16")),
        ["1:31 invalid-utf8: the file is not in the encoding `UTF-16` that it declares"]
    );
}

#[test]
fn each_fault_is_found_at_its_place_and_the_others_too() {
    let node = |inner: &str| {
        format!(
            "{HEAD}\n<rdf:Description rdf:about=\"s\">\n{inner}\n<e:q>1</e:q></rdf:Description></rdf:RDF>"
        )
    };
    for (inner, expected) in [
        (
            "stray text",
            "3:1 syntax: text cannot stand where a property is expected: `stray text`",
        ),
        (
            "<e:p rdf:resource=\"x y\"/>",
            "3:20 invalid-iri: this is not an IRI: invalid IRI code point ' '",
        ),
        (
            "<e:p>&no;</e:p>",
            "3:6 syntax: the entity `&no;` is not declared",
        ),
        (
            "<e:p>a & b</e:p>",
            "3:8 syntax: this `&` begins no reference",
        ),
        (
            "<e:p></e:r>",
            "3:6 syntax: `</e:r>` does not close `<e:p>`, which is open here",
        ),
        (
            "<e:p e:a=\"1\" e:a=\"2\"/>",
            "3:14 syntax: the attribute `e:a` stands twice in this tag",
        ),
        (
            "<x:p>1</x:p>",
            "3:2 undeclared-prefix: the prefix `x:` is not declared",
        ),
        ("<p>1</p>", "3:2 syntax: the element `p` has no namespace"),
        (
            "<e:p a=\"1\"/>",
            "3:6 syntax: the attribute `a` has no namespace, so it is not a property",
        ),
        (
            "<e:p rdf:nodeID=\"1a\"/>",
            "3:18 syntax: `1a` is not a valid `rdf:nodeID`: that is a name without `:` that begins with a letter or `_`",
        ),
        (
            "<e:p rdf:bagID=\"a\"/>",
            "3:6 syntax: `rdf:bagID` is no longer part of RDF/XML",
        ),
        (
            "<e:p>a<e:C/></e:p>",
            "3:6 syntax: text and elements cannot stand side by side in a property",
        ),
        (
            "<e:p><e:C/><e:D/></e:p>",
            "3:13 syntax: a property has one object, and this is another one",
        ),
        (
            "<e:p xml:lang=\"not_a_tag\">a</e:p>",
            "3:16 invalid-language-tag: `not_a_tag` is not a language tag: a subtag may be eight characters in length at maximum",
        ),
        (
            "<e:p>\u{1}</e:p>",
            "3:6 syntax: the character U+0001 cannot stand in XML",
        ),
        (
            "<!-- a -- b -->",
            "3:8 syntax: a comment cannot have `--` in it",
        ),
        (
            "<e:p rdf:resource=\"a\" rdf:nodeID=\"b\"/>",
            "3:23 syntax: `rdf:resource` and `rdf:nodeID` exclude each other",
        ),
        (
            "<e:p rdf:ID=\"a\">1</e:p><e:p rdf:ID=\"a\">2</e:p>",
            "3:37 syntax: the `rdf:ID` `a` stands twice in this file",
        ),
    ] {
        let twice = node(&format!("{inner}\n<e:r rdf:resource=\"y z\"/>"));
        let found = faults(&twice);
        assert_eq!(
            found.first().map(String::as_str),
            Some(expected),
            "{found:?}"
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].starts_with("4:20 invalid-iri"), "{found:?}");
    }
    for (text, expected) in [
        (
            "<Ontology/>",
            "1:2 syntax: the outermost element `Ontology` is not `rdf:RDF`, and has no namespace",
        ),
        ("", "1:1 syntax: the file has no element"),
        ("<a:b", "1:1 syntax: this tag has no `>`"),
        (
            "<e:a e:b=\"c/>",
            "1:10 syntax: the value of this attribute has no closing quote",
        ),
        (
            "Prefix(:=<http://e/>)",
            "1:1 syntax-not-read: this file is OWL in functional syntax, which is not read: nothing of it is in the graph",
        ),
        (
            "Class: A",
            "1:1 syntax-not-read: this file is OWL in Manchester syntax, which is not read: nothing of it is in the graph",
        ),
        (
            "format-version: 1.2\n\n[Term]\n",
            "1:1 syntax-not-read: this file is OBO, which is not read: nothing of it is in the graph",
        ),
        (
            "<Ontology xmlns=\"http://www.w3.org/2002/07/owl#\"/>",
            "1:1 syntax-not-read: this file is OWL/XML, which is not read: nothing of it is in the graph",
        ),
        (
            "<html><body></html>",
            "1:1 not-rdf: this file is a page of HTML",
        ),
    ] {
        assert_eq!(faults(text), [expected]);
    }
}

#[test]
fn entities_do_not_grow_without_bound() {
    let mut types = String::from("<!DOCTYPE r [<!ENTITY l0 \"lollollollol\">");
    for level in 1..9 {
        let inner = format!("&l{};", level - 1).repeat(10);
        types.push_str(&format!("<!ENTITY l{level} \"{inner}\">"));
    }
    types.push_str("<!ENTITY a \"&b;\"><!ENTITY b \"&a;\"><!ENTITY out SYSTEM \"file:///etc/passwd\"><!ENTITY ns \"http://e/\">]>");
    let text = |value: &str| {
        format!(
            "{types}{}",
            document(&format!("<e:C rdf:about=\"s\"><e:p>{value}</e:p></e:C>"))
        )
    };
    let messages = |value: &str| -> Vec<String> {
        let found = said(text(value).as_bytes(), Syntax::RdfXml, Some("http://b/"));
        found
            .findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    };
    assert_eq!(messages("&ns;x"), [""; 0]);
    assert_eq!(
        messages("&l8;"),
        ["the entities of this file grow to more than a hundred times its size"]
    );
    assert_eq!(messages("&a;"), ["the entity `&a;` refers to itself"]);
    assert_eq!(
        messages("&out;"),
        ["the entity `&out;` is in another file, which is not read"]
    );
}

#[test]
fn nesting_costs_memory_only() {
    let depth = 100_000;
    let text = document(&format!(
        "{}{}",
        "<e:C><e:p>".repeat(depth),
        "</e:p></e:C>".repeat(depth)
    ));
    let started = Instant::now();
    assert_eq!(
        said(text.as_bytes(), Syntax::RdfXml, None).statements.len(),
        2 * depth
    );
    let unclosed = said(&text.as_bytes()[..text.len() / 3], Syntax::RdfXml, None);
    assert_eq!(unclosed.findings.len(), 1);
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn a_stream_says_what_the_whole_says() {
    let mut text = String::from(HEAD);
    for n in 0..70_000 {
        text.push_str(&format!("<e:C rdf:about=\"http://e/{n}\"><e:p rdf:nodeID=\"n{}\"/><e:q xml:lang=\"en\">{n}</e:q></e:C>\n", n % 9));
    }
    text.push_str("</rdf:RDF>");
    let reading = bixi::internals::read::Reading {
        base: None,
        blank_node_prefix: "o",
    };
    let mut streamed = Vec::new();
    let each = |piece: &bixi::internals::statement::Statements| {
        streamed.extend(quads(piece).iter().map(ToString::to_string));
        Ok(())
    };
    let end = bixi::internals::read::read_stream(
        "a.rdf",
        &mut text.as_bytes(),
        Syntax::RdfXml,
        &reading,
        each,
    )
    .unwrap();
    assert_eq!(end.findings, []);
    streamed.extend(quads(&end).iter().map(ToString::to_string));
    let whole = said(text.as_bytes(), Syntax::RdfXml, None);
    let whole: Vec<String> = quads(&whole).iter().map(ToString::to_string).collect();
    assert!(streamed == whole);
    assert_eq!(whole.len(), 210_000);
}

/// What oxrdfxml says, if it finds no fault.
fn by_oxrdfxml(text: &[u8]) -> Option<Vec<String>> {
    let parser = RdfParser::from_format(RdfFormat::RdfXml)
        .with_base_iri("http://b/f")
        .unwrap();
    let quads: Result<Vec<_>, _> = parser.for_slice(text).collect();
    quads.ok().map(canonical)
}

const PIECES: [&str; 28] = [
    "<e:C>",
    "</e:C>",
    "<e:p>",
    "</e:p>",
    "<e:p/>",
    "text",
    " ",
    "<rdf:Description rdf:about=\"x\">",
    "</rdf:Description>",
    "<e:p rdf:parseType=\"Collection\">",
    "<e:p rdf:parseType=\"Resource\">",
    "<e:p rdf:parseType=\"Literal\">",
    "<rdf:li>",
    "</rdf:li>",
    "<e:p rdf:resource=\"y\"/>",
    "<e:p rdf:nodeID=\"n\"/>",
    "<!-- c -->",
    "&amp;",
    "&x;",
    "<![CDATA[d]]>",
    "<",
    ">",
    "\"",
    "&",
    "<e:p e:q=\"1\">",
    "]]>",
    "<e:p rdf:ID=\"i\">",
    "<?pi?>",
];

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn pieces_in_any_order_are_read(pieces in proptest::collection::vec(0..PIECES.len(), 0..30)) {
        let text = document(&pieces.into_iter().map(|piece| PIECES[piece]).collect::<String>());
        let found = said(text.as_bytes(), Syntax::RdfXml, Some("http://b/f"));
        for finding in &found.findings {
            prop_assert!(finding.place.span.end <= text.len(), "{:?}", finding);
        }
        let is_plain = !text.contains("CDATA") && !text.contains("<!--") && !text.contains("<?pi") && !text.contains("Literal");
        if found.findings.is_empty() && is_plain && let Some(expected) = by_oxrdfxml(text.as_bytes()) {
            prop_assert_eq!(canonical(quads(&found)), expected, "{}", text);
        }
    }

    #[test]
    fn damaged_documents_are_read(at in 0..2000_usize, byte in any::<u8>(), cut in 0..2000_usize) {
        let mut bytes = document(&format!("<rdf:Description rdf:about=\"s\">{}</rdf:Description>", PIECES[12..].concat())).into_bytes();
        let length = bytes.len();
        bytes[at % length] = byte;
        said(&bytes, Syntax::RdfXml, Some("http://b/f"));
        bytes.truncate(cut % length);
        said(&bytes, Syntax::RdfXml, Some("http://b/f"));
    }
}

#[test]
fn defaults_of_attributes_in_a_document_type_are_not_lost_in_silence() {
    let inner =
        document("<rdf:Description rdf:about=\"http://e/a\"><e:p>v</e:p></rdf:Description>");
    let text = format!("<!DOCTYPE rdf:RDF [\n<!ATTLIST e:p xml:lang CDATA \"en\">]>{inner}");
    assert_eq!(
        faults(&text),
        ["2:1 syntax: the default value of an attribute in a document type is not read"]
    );
    let text = format!("<!DOCTYPE rdf:RDF [<!ATTLIST e:p xml:lang CDATA #IMPLIED>]>{inner}");
    assert_eq!(faults(&text), [] as [&str; 0]);
}
