//! Public repositories as they stand: `BIXI_REAL` is a folder of them. Each must build without a word of configuration, and
//! have the statements that another reader found in it.

use bixi::config::{Broken, Inference};
use bixi::{BuildLimits, Project, Snapshot};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A repository: the statements of all its files, as pyoxigraph counted them and without files that cannot be read; of what is
/// taken without configuration; and how many files are broken then.
struct Repository {
    name: &'static str,
    all: usize,
    taken: usize,
    broken: usize,
}

const fn repository(name: &'static str, all: usize, taken: usize, broken: usize) -> Repository {
    Repository {
        name,
        all,
        taken,
        broken,
    }
}

const REPOSITORIES: [Repository; 14] = [
    repository("BFO-2020", 3_251, 3_251, 0),
    repository("Brick", 138_874, 138_874, 0),
    repository("DCAT-AP", 7_159, 3_736, 17),
    repository("UCO", 15_914, 13_482, 0),
    repository("bot", 1_876, 1_876, 5),
    // 17 of all are in Turtle called `.owl`, which pyoxigraph cannot read.
    repository("core-ontology", 49_389 + 17, 49_337, 12),
    repository("dxwg", 7_317, 7_317, 1),
    repository("fibo", 76_698, 76_698, 0),
    repository("gist", 2_633, 2_541, 0),
    repository("obo-relations", 22_133, 22_133, 0),
    repository("oeo", 13_492, 13_492, 8),
    repository("pySHACL", 9_843, 9_843, 0),
    repository("sdw-sosa-ssn", 5_883, 5_883, 14),
    repository("sweet", 56_887, 56_887, 0),
];

/// A copy of a repository, without links to what it is a copy of.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            fs::create_dir(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).expect("a file")).expect("a copy");
        }
    }
}

/// Builds what can be read of a folder, without inference: what follows is not what is counted.
fn built(folder: &Path) -> Snapshot {
    let mut project = Project::open(folder).expect("a project");
    project.config.inference = Inference::None;
    project.config.build.broken = Broken::Skip;
    let built = project.build(&BuildLimits::default()).expect("a build");
    built.into_snapshot().expect("what can be read is built")
}

#[test]
#[cfg_attr(
    not(real),
    ignore = "BIXI_REAL does not name the folder of the public repositories"
)]
fn public_repositories_build_as_they_stand() {
    let folder = std::env::var_os("BIXI_REAL").expect("BIXI_REAL is set");
    let folder = PathBuf::from(folder);
    let mut differences = Vec::new();
    for Repository {
        name,
        all,
        taken,
        broken,
    } in REPOSITORIES
    {
        let copied = tempfile::tempdir().expect("a folder");
        copy(&folder.join(name), copied.path());
        let snapshot = built(copied.path());
        let files = snapshot.broken_files().expect("findings");
        let found = (snapshot.sizes().statements, files.len());
        let foreign = snapshot.findings().expect("findings").into_iter();
        let mut per_file: BTreeMap<String, usize> = BTreeMap::new();
        for finding in foreign.filter(|finding| finding.id == "syntax-not-read") {
            *per_file.entry(finding.place.file).or_default() += 1;
        }
        assert!(
            per_file.values().all(|count| *count == 1),
            "{name}: one finding a file"
        );
        if found != (taken, broken) {
            differences.push(format!(
                "{name}: {found:?}, not {:?}: {files:#?}",
                (taken, broken)
            ));
        }
        fs::write(
            copied.path().join("bixi.toml"),
            "sources = [\"**\", \".github/**\"]\n",
        )
        .expect("settings");
        let found = built(copied.path()).sizes().statements;
        if found != all {
            differences.push(format!("{name} with all files: {found}, not {all}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
