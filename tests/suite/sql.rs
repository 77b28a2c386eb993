//! Queries in SQL over tables of Parquet have the answers that bixi finds, in DuckDB and, where `BIXI_SPARK` is set, in Spark with two
//! processes that work.

use crate::parquet::{built, cases, export, python};
use crate::random_queries::{PROLOGUE, files, query, tamed};
use bixi::{
    Arguments, ExportFormat, Project, Query, QueryLimits, Results, Snapshot, SolutionsFormat,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fs;
use std::path::Path;

/// Writes a query in SQL and its answer into a folder; returns why there is no SQL.
fn write(
    folder: &Path,
    name: &str,
    snapshot: &Snapshot,
    query: &Query,
    arguments: &Arguments,
) -> Result<(), String> {
    let limits = QueryLimits::default();
    let sql = snapshot.sql(query, arguments, &limits);
    let sql = sql.map_err(|error| error.to_string())?;
    assert_eq!(
        Ok(&sql),
        snapshot
            .sql(query, arguments, &limits)
            .as_ref()
            .map_err(drop)
    );
    let answer = snapshot.query(query, arguments, &limits);
    let answer = answer.map_err(|error| error.to_string())?;
    let Results::Solutions(solutions) = answer.results else {
        unreachable!("{name} gives rows");
    };
    let mut csv = Vec::new();
    solutions
        .write(SolutionsFormat::Csv, snapshot.prefixes(), &mut csv)
        .expect("CSV");
    fs::write(folder.join(format!("{name}.csv")), csv).expect("a file");
    fs::write(folder.join(format!("{name}.sql")), sql).expect("a file");
    Ok(())
}

/// Writes the saved queries of this repository that SQL has into a folder, with their table, and returns why others are not there.
fn write_saved_queries(folder: &Path, is_wanted: &dyn Fn(&str) -> bool) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::open(root).expect("this repository");
    let snapshot = built(&project);
    // The table has more than the queries see.
    let claims = snapshot.accepting("claimed").expect("a level");
    export(&claims, ExportFormat::Parquet, &folder.join("all.parquet"));
    let languages = project.languages(&snapshot);
    let mut refused = String::new();
    for name in project.query_names().expect("queries/") {
        let query = project.query(&name).expect("a query");
        let arguments = query.in_languages(&Arguments::new(), &languages);
        if let Err(error) = write(folder, &name, &snapshot, &query, &arguments) {
            refused.push_str(&format!("== {name}\n{error}\n"));
        } else if !is_wanted(&name) {
            fs::remove_file(folder.join(format!("{name}.sql"))).expect("a file");
        }
    }
    refused
}

#[test]
#[cfg_attr(
    not(duckdb),
    ignore = "BIXI_DUCKDB does not name a Python with duckdb and pyarrow"
)]
fn saved_queries_have_the_same_answers_in_sql_or_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = write_saved_queries(folder.path(), &|_| true);
    let said = python("answers.py", &[folder.path()]);
    let wrong = said.lines().filter(|line| !line.contains(" same "));
    // They read the objects of triple terms, some of which are literals that no statement of the table has.
    let stopped = ["evidence stopped", "in-both stopped"];
    assert_eq!(wrong.collect::<Vec<_>>(), stopped);
    assert!(said.lines().count() > 45, "{said}");
    let expected = cases().join("refused.txt");
    if crate::session::accepting() {
        fs::write(&expected, &refused).expect("a file");
    }
    assert_eq!(refused, fs::read_to_string(&expected).expect("a file"));
}

#[test]
#[cfg_attr(
    not(spark),
    ignore = "BIXI_SPARK does not say that BIXI_DUCKDB has pyspark, too, which takes minutes"
)]
fn spark_with_two_workers_finds_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let of_spark = ["five-five", "certainties", "said", "employer-of"];
    write_saved_queries(folder.path(), &|name| of_spark.contains(&name));
    let said = python("answers.py", &[folder.path(), Path::new("spark")]);
    let same = said.lines().filter(|line| line.contains(" same "));
    assert_eq!(same.count(), of_spark.len(), "{said}");
}

#[test]
#[cfg_attr(
    not(duckdb),
    ignore = "BIXI_DUCKDB does not name a Python with duckdb and pyarrow"
)]
fn random_queries_have_the_same_answers_in_sql_or_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut runner = TestRunner::deterministic();
    let mut written = 0;
    for number in 0..300 {
        let mut tree = || {
            let tree = (files(), query()).new_tree(&mut runner);
            tree.expect("a case").current()
        };
        let (texts, text) = tree();
        // Without an order of all rows, the first ones may be any.
        if text.contains("LIMIT") || text.contains("OFFSET") {
            continue;
        }
        let project = tempfile::tempdir().expect("a folder");
        for (index, file) in texts.iter().enumerate() {
            let path = project.path().join(format!("{index}.ttl"));
            fs::write(path, tamed(&format!("{PROLOGUE}{file}"))).expect("a file");
        }
        fs::write(project.path().join("bixi.toml"), "inference = \"none\"\n").expect("a file");
        let project = Project::open(project.path()).expect("a project");
        let built = project.build(&bixi::BuildLimits::default());
        let Ok(snapshot) = built.expect("a build").into_snapshot() else {
            continue;
        };
        let text = tamed(&format!("{PROLOGUE}{text}"));
        let Ok(query) = Query::from_text(&text) else {
            continue;
        };
        let name = format!("{number:03}");
        fs::write(folder.path().join(format!("{name}.rq")), &text).expect("a file");
        if write(folder.path(), &name, &snapshot, &query, &Arguments::new()).is_ok() {
            let table = folder.path().join(format!("{name}.parquet"));
            export(&snapshot, ExportFormat::Parquet, &table);
            written += 1;
        }
    }
    let said = python("answers.py", &[folder.path()]);
    let wrong = said
        .lines()
        .filter(|line| !line.contains(" same ") && !line.ends_with(" stopped"));
    let wrong: Vec<&str> = wrong.collect();
    if let Some(first) = wrong.first() {
        let name = first.split(' ').next().unwrap_or_default();
        let [query, sql] = ["rq", "sql"].map(|ending| {
            fs::read_to_string(folder.path().join(format!("{name}.{ending}"))).expect("a file")
        });
        let count = wrong.len();
        unreachable!(
            "{count} of {written}:\n{}\n{query}\n{sql}",
            wrong.join("\n")
        );
    }
    assert!(written > 60, "{written}");
}
