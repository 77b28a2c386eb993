//! Whatever the cells of a table have, a mapping and a SELECT query give the table back.

use bixi::{Arguments, BuildLimits, Project, Query, QueryLimits, Results, SolutionsFormat};
use proptest::prelude::*;
use std::fs;

const MAPPING: &str = "#+ table: data/t.csv
#+ separator: \",\"
PREFIX : <http://example.org/>
CONSTRUCT { ?row :number ?_row ; :a ?a ; :b ?名称 ; :c ?c3 }
WHERE { BIND(IRI(CONCAT(STR(:), STR(?_row))) AS ?row) }
";

const QUERY: &str = "PREFIX : <http://example.org/>
SELECT ?number ?a ?b ?c {
  ?row :number ?number
  OPTIONAL { ?row :a ?a } OPTIONAL { ?row :b ?b } OPTIONAL { ?row :c ?c }
} ORDER BY ?number
";

/// The rows that come back from a table in CSV, each with its number before its cells.
fn rows_back(csv: &[u8]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["data", "imports"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    fs::write(folder.path().join("data/t.csv"), csv).expect("a table");
    fs::write(folder.path().join("imports/t.rq"), MAPPING).expect("a mapping");
    let project = Project::open(folder.path()).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    let snapshot = built.into_snapshot().expect("no errors in the table");
    let query = Query::from_text(QUERY).expect("a query");
    let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default());
    let Results::Solutions(solutions) = answer.expect("an answer").results else {
        unreachable!("a SELECT query");
    };
    let mut written = Vec::new();
    let format = SolutionsFormat::Csv;
    let prefixes = snapshot.prefixes();
    solutions
        .write(format, prefixes, &mut written)
        .expect("rows");
    let mut reader = csv::Reader::from_reader(&*written);
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_table_comes_back_from_its_graph(
        table in prop::collection::vec(prop::collection::vec("[a温江\",;\t \r\n|#'0.=é\u{1F600}]{0,6}", 3), 1..9),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["a", "名称", "third column"]).expect("a row");
        for row in &table {
            writer.write_record(row).expect("a row");
        }
        let csv = writer.into_inner().expect("bytes");
        let numbered = (2..).zip(&table).filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()));
        let expected: Vec<Vec<String>> = numbered
            .map(|(number, row): (usize, &Vec<String>)| {
                let number = number.to_string();
                std::iter::once(&number).chain(row).cloned().collect()
            })
            .collect();
        // A table without a statement is not a graph to ask.
        prop_assume!(!expected.is_empty());
        prop_assert_eq!(rows_back(&csv), expected);
    }
}
