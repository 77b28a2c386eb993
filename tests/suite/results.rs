//! Results are read back by readers that share no code with our writers: rows of terms with any characters.

use bixi::internals::query::Solutions;
use bixi::internals::rdf::{
    BaseDirection, BlankNode, Literal, NamedNode, Prefixes, Term, Triple, Variable,
};
use bixi::internals::write::{SolutionsFormat, solutions};
use proptest::prelude::*;
use proptest::sample::select;
use rio_api::parser::TriplesParser;
use serde_json::Value;

/// Characters of all planes, those that the formats treat specially more often.
fn text() -> impl Strategy<Value = String> {
    let special = select(vec![
        ',',
        '"',
        '\'',
        '\\',
        '\n',
        '\r',
        '\t',
        ' ',
        '<',
        '>',
        '&',
        ';',
        ']',
        '|',
        '\0',
        '\u{1}',
        '\u{B}',
        '\u{C}',
        '\u{7F}',
        '\u{85}',
        '\u{A0}',
        '\u{2028}',
        '\u{FEFF}',
        '\u{FFFD}',
        '\u{FFFE}',
        '\u{FFFF}',
        '𠀀',
        '\u{10FFFF}',
    ]);
    let character =
        prop_oneof![3 => special, 1 => any::<char>(), 2 => select(vec!['a', 'é', '温'])];
    prop::collection::vec(character, 0..8).prop_map(String::from_iter)
}

fn iri() -> impl Strategy<Value = NamedNode> {
    let tail = select(vec![
        "a",
        "b,c",
        "it's",
        "x&y",
        "温江",
        "a;b",
        "(c)",
        "%20",
        "?q=1&r=2#f",
    ]);
    tail.prop_map(|tail| NamedNode::new(format!("http://example.org/{tail}")).expect("an IRI"))
}

fn literal() -> impl Strategy<Value = Literal> {
    (text(), iri(), 0..6).prop_map(|(text, datatype, kind)| match kind {
        0 => Literal::new_typed_literal(text, datatype),
        1 => Literal::new_language_tagged_literal(text, "zh").expect("a tag"),
        2 => Literal::new_directional_language_tagged_literal(text, "ar", BaseDirection::Rtl)
            .expect("a tag"),
        3 => Literal::from(42),
        _ => Literal::new_simple_literal(text),
    })
}

fn term() -> impl Strategy<Value = Term> {
    let plain = || {
        prop_oneof![
            1 => iri().prop_map(Term::from),
            1 => Just(BlankNode::new_unchecked("b0").into()),
            4 => literal().prop_map(Term::from),
        ]
    };
    let triple = (iri(), iri(), plain()).prop_map(|(s, p, o)| Triple::new(s, p, o));
    prop_oneof![6 => plain(), 1 => triple.prop_map(|triple| Term::Triple(Box::new(triple)))]
}

type Row = [Option<Term>; 2];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let cell = || prop::option::weighted(0.9, term());
    prop::collection::vec((cell(), cell()).prop_map(|(a, b)| [a, b]), 0..5)
}

/// The text of rows with the columns `a` and `b` in a format, or the message of the error.
fn written(rows: &[Row], format: SolutionsFormat) -> Result<String, String> {
    let variables = ["a", "b"].map(Variable::new_unchecked).to_vec();
    let rows = rows.iter().map(|row| row.to_vec());
    let mut output = Vec::new();
    solutions(
        Solutions::new(variables, rows),
        format,
        &Prefixes::default(),
        &mut output,
    )
    .map_err(|error| error.to_string())?;
    Ok(String::from_utf8(output).expect("UTF-8"))
}

/// What CSV keeps of a term.
fn csv_text(term: &Option<Term>) -> String {
    match term {
        None => String::new(),
        Some(Term::NamedNode(iri)) => iri.as_str().to_owned(),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(other) => other.to_string(),
    }
}

fn from_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.expect("a record"));
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

fn from_json(text: &str) -> Vec<Row> {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let bindings = value["results"]["bindings"]
        .as_array()
        .expect("bindings")
        .clone();
    let cell = |row: &Value, name: &str| row.get(name).map(json_term);
    bindings
        .iter()
        .map(|row| [cell(row, "a"), cell(row, "b")])
        .collect()
}

fn json_term(value: &Value) -> Term {
    let string = |key: &str| value.get(key).and_then(Value::as_str);
    match string("type").expect("a type") {
        "uri" => NamedNode::new_unchecked(string("value").expect("a value")).into(),
        "bnode" => BlankNode::new_unchecked(string("value").expect("a value")).into(),
        "literal" => {
            let text = string("value").expect("a value");
            literal_of(
                text,
                string("xml:lang"),
                string("its:dir"),
                string("datatype"),
            )
        }
        _ => {
            let part = |key: &str| json_term(&value["value"][key]);
            triple_of(part("subject"), part("predicate"), part("object"))
        }
    }
}

fn literal_of(
    text: &str,
    language: Option<&str>,
    direction: Option<&str>,
    datatype: Option<&str>,
) -> Term {
    match (language, direction, datatype) {
        (Some(tag), Some("rtl"), _) => Literal::new_directional_language_tagged_literal_unchecked(
            text,
            tag,
            BaseDirection::Rtl,
        ),
        (Some(tag), ..) => Literal::new_language_tagged_literal_unchecked(text, tag),
        (_, _, Some(datatype)) => {
            Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype))
        }
        _ => Literal::new_simple_literal(text),
    }
    .into()
}

fn triple_of(subject: Term, predicate: Term, object: Term) -> Term {
    match (subject, predicate) {
        (Term::NamedNode(s), Term::NamedNode(p)) => {
            Term::Triple(Box::new(Triple::new(s, p, object)))
        }
        other => unreachable!("no triple: {other:?}"),
    }
}

fn from_xml(text: &str) -> Vec<Row> {
    let document = roxmltree::Document::parse(text).expect("well-formed XML");
    let results = document
        .descendants()
        .filter(|node| node.has_tag_name("result"));
    let row = |result: roxmltree::Node| {
        ["a", "b"].map(|name| {
            let mut bindings = result.children();
            let binding = bindings.find(|node| node.attribute("name") == Some(name))?;
            binding.first_element_child().map(xml_term)
        })
    };
    results.map(row).collect()
}

fn xml_term(node: roxmltree::Node) -> Term {
    let text = node.text().unwrap_or("");
    match node.tag_name().name() {
        "uri" => NamedNode::new_unchecked(text).into(),
        "bnode" => BlankNode::new_unchecked(text).into(),
        "literal" => {
            let language = node.attribute(("http://www.w3.org/XML/1998/namespace", "lang"));
            let direction = node.attribute(("http://www.w3.org/2005/11/its", "dir"));
            literal_of(text, language, direction, node.attribute("datatype"))
        }
        _ => {
            let part = |name: &str| {
                let mut parts = node.children();
                let part = parts.find(|part| {
                    part.has_tag_name(("http://www.w3.org/2005/sparql-results#", name))
                });
                xml_term(
                    part.and_then(|part| part.first_element_child())
                        .expect("a part"),
                )
            };
            triple_of(part("subject"), part("predicate"), part("object"))
        }
    }
}

/// The rows of a TSV text whose cells have no triple terms and no base directions, which the reader does not know.
fn from_tsv(text: &str) -> Vec<Row> {
    let lines = text
        .strip_suffix('\n')
        .expect("a last line")
        .split('\n')
        .skip(1);
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let cells: [&str; 2] = cells.try_into().expect("two cells");
        cells.map(|cell| (!cell.is_empty()).then(|| turtle_term(cell)))
    };
    lines.map(row).collect()
}

fn turtle_term(cell: &str) -> Term {
    let document = format!("<s:> <p:> {cell} .");
    let mut found = None;
    rio_turtle::TurtleParser::new(document.as_bytes(), None)
        .parse_all(&mut |triple| -> Result<(), rio_turtle::TurtleError> {
            found = Some(match triple.object {
                rio_api::model::Term::NamedNode(iri) => NamedNode::new_unchecked(iri.iri).into(),
                // The reader gives labels of its own.
                rio_api::model::Term::BlankNode(_) => BlankNode::new_unchecked("b0").into(),
                rio_api::model::Term::Literal(literal) => match literal {
                    rio_api::model::Literal::Simple { value } => {
                        literal_of(value, None, None, None)
                    }
                    rio_api::model::Literal::LanguageTaggedString { value, language } => {
                        literal_of(value, Some(language), None, None)
                    }
                    rio_api::model::Literal::Typed { value, datatype } => {
                        literal_of(value, None, None, Some(datatype.iri))
                    }
                },
                other => unreachable!("no term: {other:?}"),
            });
            Ok(())
        })
        .expect(&document);
    found.expect("a term")
}

/// Whether XML 1.0 can carry all characters of a term: its production Char.
fn fits_xml(term: &Term) -> bool {
    match term {
        Term::Literal(literal) => literal.value().chars().all(|character| {
            matches!(character as u32, 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x10000..)
        }),
        Term::Triple(triple) => fits_xml(&triple.object),
        _ => true,
    }
}

fn is_rdf_1_1(term: &Term) -> bool {
    match term {
        Term::Literal(literal) => literal.direction().is_none(),
        Term::Triple(_) => false,
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn results_are_read_back_as_they_were(rows in rows()) {
        let text = written(&rows, SolutionsFormat::Csv).expect("CSV");
        let mut expected = vec![vec!["a".to_owned(), "b".to_owned()]];
        expected.extend(rows.iter().map(|row| row.iter().map(csv_text).collect()));
        prop_assert_eq!(from_csv(&text), expected);

        let text = written(&rows, SolutionsFormat::Json).expect("JSON");
        prop_assert_eq!(from_json(&text), rows.clone());

        let written_xml = written(&rows, SolutionsFormat::Xml);
        match rows.iter().flatten().flatten().all(fits_xml) {
            true => prop_assert_eq!(from_xml(&written_xml.expect("XML")), rows.clone()),
            false => prop_assert!(written_xml.expect_err("a refusal").contains("which XML 1.0 cannot carry")),
        }

        let is_plain = |row: &&Row| row.iter().flatten().all(is_rdf_1_1);
        let plain: Vec<Row> = rows.iter().filter(is_plain).cloned().collect();
        let text = written(&plain, SolutionsFormat::Tsv).expect("TSV");
        prop_assert_eq!(from_tsv(&text), plain);
    }

    #[test]
    fn tables_keep_one_line_for_each_row(rows in rows()) {
        let table = written(&rows, SolutionsFormat::Table(None)).expect("a table");
        prop_assert_eq!(table.lines().count(), rows.len() + 2);
        let markdown = written(&rows, SolutionsFormat::Markdown).expect("Markdown");
        prop_assert_eq!(markdown.lines().count(), rows.len() + 2);
        prop_assert!(!markdown.contains(|c: char| c.is_control() && c != '\n'));
    }
}
