//! Tables of Parquet as DuckDB and Arrow read them: `BIXI_DUCKDB` is a Python that has both.

use bixi::config::{Broken, Inference};
use bixi::{
    BuildLimits, ExportFormat, ExportOptions, ExportPart, Project, QueryLimits, RdfVersion,
    Snapshot,
};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parquet")
}

/// Returns what a script prints.
pub fn python(script: &str, arguments: &[&Path]) -> String {
    let python = env::var_os("BIXI_DUCKDB").expect("a Python");
    let script = cases().join(script);
    let output = Command::new(python).arg(script).args(arguments).output();
    let output = output.expect("Python");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

pub fn built(project: &Project) -> Snapshot {
    let built = project.build(&BuildLimits::default()).expect("a build");
    built.into_snapshot().expect("a graph")
}

pub fn export(snapshot: &Snapshot, format: ExportFormat, path: &Path) {
    let options = ExportOptions {
        format,
        version: RdfVersion::V12,
        part: ExportPart::All,
        limits: QueryLimits::default(),
    };
    snapshot.export_to(path, &options).expect("a file");
}

/// Exports a graph as a table and as N-Quads, and returns what is said where both are the same.
fn compared(snapshot: &Snapshot) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let [table, again, quads] = ["a.parquet", "b.parquet", "a.nq"].map(|n| folder.path().join(n));
    export(snapshot, ExportFormat::Parquet, &table);
    export(snapshot, ExportFormat::Parquet, &again);
    assert!(fs::read(&table).expect("a file") == fs::read(&again).expect("a file"));
    export(snapshot, ExportFormat::NQuads, &quads);
    python("same.py", &[&table, &quads])
}

#[test]
#[cfg_attr(
    not(duckdb),
    ignore = "BIXI_DUCKDB does not name a Python with duckdb and pyarrow"
)]
fn the_graph_of_this_repository_is_read_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let snapshot = built(&Project::open(root).expect("this repository"));
    let claims = snapshot.accepting("claimed").expect("a level");
    let said = compared(&claims);
    assert!(said.ends_with(" rows in 1 groups\n"), "{said}");
    assert_ne!(said, compared(&claims.asserted()));
}

#[test]
#[cfg_attr(
    not(all(duckdb, real)),
    ignore = "BIXI_DUCKDB does not name a Python with duckdb and pyarrow, or BIXI_REAL no repositories"
)]
fn a_large_graph_is_read_as_it_is() {
    let real = PathBuf::from(env::var_os("BIXI_REAL").expect("repositories"));
    let mut project = Project::open(&real.join("Brick")).expect("a project");
    project.config.inference = Inference::None;
    project.config.build.broken = Broken::Skip;
    assert_eq!(compared(&built(&project)), "139058 rows in 2 groups\n");
}

/// A project of one file.
fn of_file(text: &str) -> (tempfile::TempDir, Snapshot) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("values.ttl"), text).expect("a file");
    let settings = "inference = \"none\"\n[acceptance]\nproperty = \"http://e/certainty\"\ndefault = \"claimed\"\n\
        [[acceptance.level]]\nname = \"stated\"\nvalues = [\"http://e/stated\"]\n\
        [[acceptance.level]]\nname = \"claimed\"\nvalues = [\"http://e/claimed\"]\n";
    fs::write(folder.path().join("bixi.toml"), settings).expect("a file");
    let snapshot = built(&Project::open(folder.path()).expect("a project"));
    (folder, snapshot)
}

#[test]
#[cfg_attr(
    not(duckdb),
    ignore = "BIXI_DUCKDB does not name a Python with duckdb and pyarrow"
)]
fn literals_have_the_values_of_their_types() {
    let text = fs::read_to_string(cases().join("values.ttl")).expect("a file");
    let (folder, snapshot) = of_file(&text);
    let table = folder.path().join("values.parquet");
    export(&snapshot, ExportFormat::Parquet, &table);
    let values = python("values.py", &[&table]);
    let expected = cases().join("values.txt");
    if crate::session::accepting() {
        fs::write(&expected, &values).expect("a file");
    }
    assert_eq!(values, fs::read_to_string(&expected).expect("a file"));
    compared(&snapshot);
}

#[test]
#[cfg_attr(
    not(duckdb),
    ignore = "BIXI_DUCKDB does not name a Python with duckdb and pyarrow"
)]
fn a_graph_without_statements_is_a_table_without_rows() {
    let (_folder, snapshot) = of_file("# Nothing yet.\n");
    assert_eq!(compared(&snapshot), "0 rows in 0 groups\n");
}
