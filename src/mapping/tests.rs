//! Every file of `tests/cases/mapping/` is a mapping, its table, perhaps its text and the graph of the other sources in Turtle, and
//! the Turtle and the findings that come of them, each below a line `== NAME`; what comes of them is compared as a graph.

mod pieces;

use super::*;
use crate::graph::{Graph, Part, Source};
use crate::query::Limits;
use crate::rdf::{NamedNode, NamedOrBlankNode, Term, Triple};
use crate::read::{Reading, read};
use crate::statement::Statements;
use crate::table::{Dialect, rendered};
use oxigraph::model::Graph as Triples;
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// The parts of a case, by name.
fn parts(text: &str) -> BTreeMap<&str, &str> {
    let parts = text.split("== ").filter(|part| !part.is_empty());
    let parts = parts.map(|part| part.split_once('\n').expect("a name"));
    parts.collect()
}

fn term(said: &Statements, id: u32) -> Term {
    let (_, text) = said.interner.get(id);
    let text = || String::from_utf8(text.to_vec()).expect("UTF-8");
    if let Some(ids) = said.interner.triple(id) {
        return Term::Triple(Box::new(triple(said, ids)));
    }
    let (tag, _) = said.interner.get(id);
    match tag.literal_type() {
        Some(of) => said.interner.literal_types()[of as usize]
            .literal(text())
            .into(),
        None if tag == crate::dictionary::Tag::IRI => {
            NamedNode::new(text()).expect("an IRI").into()
        }
        None => crate::rdf::BlankNode::new(text()).expect("a label").into(),
    }
}

fn triple(said: &Statements, ids: [u32; 3]) -> Triple {
    let [subject, predicate, object] = ids.map(|id| term(said, id));
    let subject: NamedOrBlankNode = match subject {
        Term::NamedNode(iri) => iri.into(),
        Term::BlankNode(node) => node.into(),
        other => unreachable!("{other} is a subject"),
    };
    let Term::NamedNode(predicate) = predicate else {
        unreachable!("{predicate} is a predicate")
    };
    Triple::new(subject, predicate, object)
}

/// The triples as sorted lines, the same for isomorphic graphs.
fn lines(said: &Statements) -> Vec<String> {
    let triples = said.statements.iter();
    let mut graph: Triples = triples.map(|one| triple(said, one.triple)).collect();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    lines.sort();
    lines
}

fn shown(finding: &Finding, files: &[&SourceFile]) -> String {
    let file = files.iter().find(|file| file.path == finding.place.file);
    let file = file.expect("the file of a finding");
    let (start, end) = finding.place.positions(Some(file));
    let hint = finding.hint.as_ref();
    let hint = hint.map_or(String::new(), |hint| format!("; {hint}"));
    format!(
        "{}:{start}-{end} {} {}: {}{hint}\n",
        finding.place.file,
        finding.severity.as_str(),
        finding.id,
        finding.message
    )
}

fn turtle(path: &str, text: &str) -> Statements {
    let reading = Reading {
        base: None,
        blank_node_prefix: "x",
    };
    let said = read(&SourceFile::new(path, text), &reading).expect("Turtle");
    assert_eq!(said.findings, [], "{path}");
    said
}

/// The graph of some Turtle.
fn graph(text: &str) -> Arc<Graph> {
    let part = Part {
        source: Source {
            path: "g.ttl".to_owned(),
            digest: [0; 32],
            lines: 100,
        },
        graph: None,
        said: turtle("g.ttl", &format!("{PREFIX}{text}")),
    };
    Arc::new(Graph::from_parts(vec![part], None).expect("a graph"))
}

const PREFIX: &str = "@prefix : <http://example.org/> .\n";

/// What a mapping and a table come to, given the graph of the other sources and the text.
fn made(
    mapping: &SourceFile,
    table: &SourceFile,
    others: &Arc<Graph>,
    text: Option<&SourceFile>,
) -> Statements {
    let mut prefixes = Prefixes::default();
    prefixes.declare("", "http://example.org/");
    let base = Some("http://example.org/");
    let mapping = Mapping::read(mapping.clone(), &prefixes, base).expect("no limit is passed");
    match mapping {
        Ok(mapping) => {
            let mapping = match text {
                Some(text) => mapping.with_text(text),
                None => mapping,
            };
            let limits = Limits::default();
            statements(table, &[&mapping], "t-", others, &limits).expect("rows")
        }
        Err(findings) => Statements {
            findings,
            ..Statements::default()
        },
    }
}

#[test]
fn a_table_becomes_the_statements_of_its_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/mapping");
    let entries = fs::read_dir(&folder).expect("the folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in &paths {
        let case = fs::read_to_string(path).expect("a case");
        let parts = parts(&case);
        let mapping = SourceFile::new("m.rq", parts["mapping"]);
        let table = SourceFile::new("t.csv", parts["table"]);
        let others = parts
            .get("graph")
            .map_or_else(Arc::default, |text| graph(text));
        let text = parts
            .get("text")
            .map(|text| SourceFile::new("t.txt", *text));
        let said = made(&mapping, &table, &others, text.as_ref());
        // With a path to items it is JSON.
        let (settings, _) = Settings::of(parts["mapping"]);
        let dialect = Dialect {
            items: settings.items,
            ..Dialect::default()
        };
        let lines_of_rows = rendered("t.csv", Cursor::new(table.bytes.clone()), &dialect);
        let rows = lines_of_rows.expect("the rows");
        let found = said.findings.iter();
        let found: String = found.map(|one| shown(one, &[&mapping, &rows])).collect();
        let expected = format!("{PREFIX}{}", parts["turtle"]);
        let expected = lines(&turtle(&path.display().to_string(), &expected));
        let name = path.file_stem().expect("a name").display();
        if lines(&said) != expected {
            let made = lines(&said).join("\n");
            wrong.push(format!(
                "{name} makes\n{made}\nand not\n{}",
                expected.join("\n")
            ));
        }
        if std::env::var_os("BIXI_ACCEPT").is_some() {
            let (before, _) = case.split_once("== findings").expect("findings");
            fs::write(path, format!("{before}== findings\n{found}")).expect("a case");
        } else if found != parts["findings"] {
            wrong.push(format!("{name} finds\n{found}"));
        }
    }
    assert!(
        paths.len() > 10 && wrong.is_empty(),
        "{}",
        wrong.join("\n\n")
    );
}

#[test]
fn a_statement_has_the_number_of_its_row() {
    let mapping = SourceFile::new(
        "m.rq",
        "#+ table: t.csv\n#+ header: 2\nCONSTRUCT { [] :name ?name } WHERE {}",
    );
    let table = SourceFile::new("t.csv", "Firms\nname\na\n\"\"\nb\n");
    let said = made(&mapping, &table, &Arc::default(), None);
    let rows: Vec<u32> = said.statements.iter().map(|one| one.line).collect();
    assert_eq!(rows, [3, 5]);
    let labels = said.statements.iter();
    let labels: Vec<&[u8]> = labels
        .map(|one| said.interner.get(one.triple[0]).1)
        .collect();
    assert_eq!(labels, [b"t-3", b"t-5"]);
}

#[test]
fn many_invalid_cells_of_a_column_are_counted() {
    let mapping = "#+ table: t.csv\n#+ types: { n: xsd:integer }\nCONSTRUCT { [] :n ?n } WHERE {}";
    let mapping = SourceFile::new("m.rq", mapping);
    let table = SourceFile::new("t.csv", format!("n\n{}", "x\n".repeat(100)));
    let said = made(&mapping, &table, &Arc::default(), None);
    assert_eq!(said.findings.len(), 21);
    let last = said.findings.last().expect("findings");
    assert_eq!(
        last.message,
        "`x` in row 22, column `n`, is not a valid `xsd:integer`; 79 more rows have a fault of this kind"
    );
}

#[test]
fn messages_cite_the_beginning_of_a_cell_and_some_of_many_columns() {
    let mapping = "#+ table: t.csv\n#+ types: { n: xsd:integer }\nCONSTRUCT { [] :n ?n } WHERE {}";
    let mapping = SourceFile::new("m.rq", mapping);
    let names: Vec<String> = (0..16_000).map(|number| format!(",c{number}")).collect();
    let table = format!(
        "n{}\n{}{}\n",
        names.concat(),
        "药".repeat(1_000_000),
        ",".repeat(16_000)
    );
    let table = SourceFile::new("t.csv", table);
    let said = made(&mapping, &table, &Arc::default(), None);
    let messages = said.findings.iter().map(|one| one.message.as_str());
    let first: Vec<String> = (0..20).map(|number| format!("`c{number}`")).collect();
    let expected = [
        format!(
            "no mapping uses the columns {} and 15,980 more, which are not in the graph",
            first.join(", ")
        ),
        format!(
            "`{}…` in row 2, column `n`, is not a valid `xsd:integer`",
            "药".repeat(200)
        ),
    ];
    assert_eq!(messages.collect::<Vec<_>>(), expected);
}

/// Returns how many statements the part of a mapping that needs no look-up makes of a row; `None` if there is no such part.
fn apart(query: &str) -> Option<usize> {
    let text = format!("#+ table: t.csv\nPREFIX : <http://e/>\n{query}");
    let file = SourceFile::new("m.rq", text);
    let mapping = Mapping::read(file, &Prefixes::default(), None);
    let mapping = mapping.expect("no limit").expect("a mapping");
    let apart = mapping.without_lookups()?;
    let table = SourceFile::new("t.csv", "id,name,town\na,A,成都\n");
    let limits = Limits::default();
    let said = statements(&table, &[&apart], "t-", &Arc::default(), &limits);
    let said = said.expect("rows");
    assert_eq!(
        said.findings.iter().find(|one| one.id != "unused-column"),
        None
    );
    Some(said.statements.len())
}

#[test]
fn a_part_of_a_mapping_looks_nothing_up() {
    let firm = "BIND(IRI(CONCAT(STR(:), ?id)) AS ?firm)";
    let place = "BIND(bixi:entity(?town) AS ?place) BIND(bixi:label(?place, \"en\") AS ?in)";
    let template = "?firm a :Firm ; :name ?name {| :of ?in |} ; :in ?place";
    let of = |more: &str| {
        apart(&format!(
            "CONSTRUCT {{ {template} }} WHERE {{ {firm} {place} {more} }}"
        ))
    };
    assert_eq!(of(""), Some(3));
    assert_eq!(of("FILTER(?name != \"B\")"), Some(3));
    assert_eq!(of("OPTIONAL { VALUES (?name ?x) { (\"A\" 1) } }"), Some(3));
    assert_eq!(of("FILTER(BOUND(?place))"), None);
    assert_eq!(of("FILTER(bixi:entity(?name) != :x)"), None);
    assert_eq!(of("VALUES ?in { \"Chengdu\" }"), None);
    assert_eq!(
        apart(&format!(
            "CONSTRUCT {{ ?firm :in ?in }} WHERE {{ {firm} {place} }}"
        )),
        None
    );
    assert_eq!(
        apart(&format!(
            "CONSTRUCT {{ ?firm :name ?name }} WHERE {{ {firm} }}"
        )),
        None
    );
}

#[test]
fn a_row_is_found_if_no_mapping_makes_anything_of_it() {
    let mapping = |name: &str, query: &str| {
        let text = format!("#+ table: t.csv\nPREFIX : <http://e/>\n{query}");
        let file = SourceFile::new(name, text);
        let mapping = Mapping::read(file, &Prefixes::default(), None);
        mapping.expect("no limit is passed").expect("a mapping")
    };
    let firms = mapping(
        "firms.rq",
        "CONSTRUCT { ?firm :name ?name } WHERE { FILTER(?kind = \"firm\") BIND(IRI(CONCAT(STR(:), ?id)) AS ?firm) }",
    );
    let towns = mapping("towns.rq", "CONSTRUCT { [] :town ?town } WHERE {}");
    let table = "id,kind,name,town\na,firm,A,\n,firm,B,\n,firm,C,c\n,shop,D,\n";
    let table = SourceFile::new("t.csv", table);
    let found = |mappings: &[&Mapping]| {
        let limits = Limits::default();
        let said = statements(&table, mappings, "t-", &Arc::default(), &limits).expect("rows");
        let found = said
            .findings
            .into_iter()
            .filter(|one| one.id == "nothing-from-row");
        found.map(|one| one.message).collect::<Vec<_>>()
    };
    let of_town = "its cell in column `town` is empty";
    let expected = [3, 5].map(|row| format!("nothing is made of row {row}: {of_town}"));
    assert_eq!(found(&[&firms, &towns]), expected);
    let of_id = "its cell in column `id` is empty";
    let expected = [
        (3, of_id),
        (5, "no triple of the template has all its values"),
    ];
    let expected = expected.map(|(row, why)| format!("nothing is made of row {row}: {why}"));
    assert_eq!(found(&[&towns, &firms]), expected);
}
