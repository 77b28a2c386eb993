//! The third article is added by sheets instead of Turtle: `BIXI_REFERENCE` is a folder whose `third-article/` has its text, a sheet
//! of its entities and one of its statements. All that is expected holds, the statements are those of the Turtle made by hand but
//! for known differences, and each mistake in a sheet is a finding at its row.

use crate::repository::expectations_hold;
use crate::session::{accepting, replay};
use crate::third_article::{with_the_article, with_what_is_expected};
use bixi::internals::build::compile;
use bixi::internals::project::Project;
use bixi::{Arguments, BuildLimits, Built, Query, QueryLimits, Results, SolutionsFormat};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The cases of this file.
fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/third-article")
}

fn case(name: &str) -> String {
    fs::read_to_string(cases().join("sheets").join(name)).expect(name)
}

/// Returns a copy of the project with the article by its sheets, in the order in which somebody would add it: the text and the
/// entities, the passages that follow from these, the statements, and what the sheets have no column for.
fn with_the_sheets() -> tempfile::TempDir {
    let folder = std::env::var_os("BIXI_REFERENCE").expect("BIXI_REFERENCE is set");
    let read = |name: &str| {
        let path = Path::new(&folder).join("third-article").join(name);
        fs::read_to_string(path).expect(name)
    };
    let copy = with_what_is_expected();
    let write = |path: &str, text: String| {
        let path = copy.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("texts/yunxi.txt", read("article.txt"));
    write(
        "data/yunxi-entities.tsv",
        read("entities.tsv") + &case("entities.tsv"),
    );
    let passages =
        "$ bixi passages texts/yunxi.txt --iri kg:yunxi-article > data/yunxi-passages.ttl";
    let printed = replay(passages, copy.path());
    assert!(printed.contains("17 passages"), "{printed}");
    write(
        "data/yunxi-statements.tsv",
        changed(&read("statements.tsv")) + &case("statements.tsv"),
    );
    write("data/yunxi-more.ttl", case("more.ttl"));
    copy
}

/// Returns a sheet of statements with other cells from the third on in the rows that are to change: the vocabulary has got the
/// properties whose lack they note, or the figure is not printed in one piece.
fn changed(sheet: &str) -> String {
    let changes = case("changes.tsv");
    let changes = changes.lines().filter_map(|line| line.split_once('\t'));
    let changes: BTreeMap<&str, &str> = changes.collect();
    let mut used = 0;
    let rows = sheet.lines().map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [id, passage, .., words] = cells[..] else {
            unreachable!("{row} has an id, a passage and words")
        };
        match changes.get(id) {
            None => format!("{row}\n"),
            Some(cells) => {
                used += 1;
                format!("{id}\t{passage}\t{cells}\t{words}\n")
            }
        }
    });
    let rows = rows.collect();
    assert_eq!(used, changes.len(), "a row that is to change is gone");
    rows
}

#[test]
#[cfg_attr(
    not(reference),
    ignore = "BIXI_REFERENCE does not name the folder of the articles"
)]
fn every_expectation_holds_with_an_article_by_its_sheets() {
    let copy = with_the_sheets();
    let project = Project::open(copy.path()).expect("the copy");
    let (graph, findings) = compile(&project).expect("its graph");
    assert_eq!(findings, []);
    expectations_hold(&project, &graph, 101);
    let checked = replay("$ bixi check\n$ bixi check --evidence texts", copy.path());
    let found: Vec<&str> = checked
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    // The texts of the other articles are not there.
    let missing = |name: &str| {
        format!("error[evidence-text-missing]: `{name}.txt` cannot be read in `texts`")
    };
    assert_eq!(found, [missing("wenjiang"), missing("huli")], "{checked}");
    assert!(
        checked.contains(": 0 findings") && checked.contains(": 2 findings"),
        "{checked}"
    );
}

#[test]
#[cfg_attr(
    not(reference),
    ignore = "BIXI_REFERENCE does not name the folder of the articles"
)]
fn sheets_state_what_turtle_by_hand_does() {
    let by_hand = statements(with_the_article().path());
    let by_sheets = statements(with_the_sheets().path());
    assert!(by_hand.len() > 1500, "the statements are gone");
    let lacking = by_hand
        .difference(&by_sheets)
        .map(|line| format!("- {line}\n"));
    let more = by_sheets
        .difference(&by_hand)
        .map(|line| format!("+ {line}\n"));
    let differences: String = lacking.chain(more).collect();
    if accepting() {
        fs::write(cases().join("sheets/differences.txt"), &differences).expect("differences.txt");
    }
    assert_eq!(differences, case("differences.txt"));
}

/// Returns what the files of the article state, whatever the IRIs of what has a label: entities and observations are named after
/// their Chinese label, and passages by where they are.
fn statements(folder: &Path) -> BTreeSet<String> {
    let project = bixi::Project::open(folder).expect("the copy");
    let built = project.build(&BuildLimits::default()).expect("a build");
    let (Built::New { snapshot, .. } | Built::Unchanged(snapshot)) = built else {
        unreachable!("the copy has no errors");
    };
    let snapshot = snapshot.accepting("claimed").expect("a level");
    let rows = |query: &str| {
        let query = Query::from_text(query).expect("a query");
        let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default());
        let Results::Solutions(solutions) = answer.expect("an answer").results else {
            unreachable!("a SELECT query")
        };
        let mut table = Vec::new();
        let prefixes = snapshot.prefixes();
        solutions
            .write(SolutionsFormat::Tsv, prefixes, &mut table)
            .expect("a table");
        let table = String::from_utf8(table).expect("UTF-8");
        let rows = table.lines().skip(1).map(str::to_owned);
        rows.collect::<Vec<String>>()
    };
    let labels = rows(
        "SELECT ?entity ?label { ?entity rdfs:label ?text \
         FILTER(ISIRI(?entity) && STRSTARTS(STR(?entity), STR(kg:)) && LANG(?text) = \"zh-Hans\") \
         BIND(STR(?text) AS ?label) }",
    );
    let labels = labels.iter().filter_map(|row| row.split_once('\t'));
    let labels: BTreeMap<&str, &str> = labels.collect();
    let statements = rows(
        "SELECT ?s ?p ?o { GRAPH ?file { ?s ?p ?o } FILTER(CONTAINS(STR(?file), \"yunxi\")) }",
    );
    let statements = statements.iter();
    let prefixes = snapshot.prefixes();
    let named = statements.map(|line| {
        named(line, &|iri| match labels.get(iri) {
            Some(label) => (*label).to_owned(),
            None => prefixes.display_iri(iri.trim_matches(['<', '>'])),
        })
    });
    named.collect()
}

/// Returns a line with names in the place of the IRIs, in angle brackets, and of blank nodes.
fn named(line: &str, name: &dyn Fn(&str) -> String) -> String {
    let mut named = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("<http") {
        let (before, iri) = rest.split_at(at);
        let end = iri.find('>').expect("the end of an IRI") + 1;
        named.push_str(before);
        named.push_str(&name(&iri[..end]));
        rest = &iri[end..];
    }
    named.push_str(rest);
    let terms = named
        .split('\t')
        .map(|term| if term.starts_with("_:") { "[]" } else { term });
    terms.collect::<Vec<_>>().join("  ")
}

#[test]
#[cfg_attr(
    not(reference),
    ignore = "BIXI_REFERENCE does not name the folder of the articles"
)]
fn each_mistake_in_a_sheet_is_found_at_its_row() {
    let text = case("mistakes.txt");
    let copy = with_the_sheets();
    let mut replayed = Vec::new();
    for mistake in text.split("\n\n") {
        let line = |start: &str| mistake.lines().find_map(|line| line.strip_prefix(start));
        let name = line("# ").expect("a name");
        let sheet = line("in ").unwrap_or("data/yunxi-statements.tsv");
        let (old, new) = (
            line("- ").expect("what was there"),
            line("+ ").expect("what is planted"),
        );
        let path = copy.path().join(sheet);
        let before = fs::read_to_string(&path).expect("the sheet");
        assert_eq!(before.matches(old).count(), 1, "{name}: {old}");
        fs::write(&path, before.replace(old, new)).expect("the sheet");
        let project = Project::open(copy.path()).expect("the copy");
        let (_, findings) = compile(&project).expect("its graph");
        fs::write(&path, before).expect("the sheet");
        let file = line("in ").map_or(String::new(), |sheet| format!("in {sheet}\n"));
        let found: Vec<String> = findings
            .iter()
            .filter(|finding| finding.place.file == sheet)
            .map(|finding| {
                let hint = finding
                    .hint
                    .as_ref()
                    .map_or(String::new(), |hint| format!("; {hint}"));
                format!("{}: {}{hint}", finding.id, finding.message)
            })
            .collect();
        assert!(!found.is_empty(), "{name} is not found");
        replayed.push(format!(
            "# {name}\n{file}- {old}\n+ {new}\n{}",
            found.join("\n")
        ));
    }
    let replayed = replayed.join("\n\n") + "\n";
    if accepting() {
        fs::write(cases().join("sheets/mistakes.txt"), &replayed).expect("mistakes.txt");
    }
    assert_eq!(replayed, case("mistakes.txt"));
}
