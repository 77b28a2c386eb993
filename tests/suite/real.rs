//! Public repositories as they stand: `BIXI_REAL` is a folder of them. Each must build without a word of configuration, and
//! have the statements that another reader found in it.

use bixi::config::{Broken, Inference};
use bixi::{BuildLimits, Import, Project, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A repository: the statements of all its files, as pyoxigraph counted them and without files that cannot be read; of what is
/// taken without configuration; how many files are broken then; and how many IRIs all files import, and how many of these lead
/// to a file. The imports were counted with pyoxigraph too; in files that cannot be read there are 31 more (UCO), and those in
/// OWL functional and Manchester syntax (core-ontology, obo-relations, oeo).
struct Repository {
    name: &'static str,
    all: usize,
    taken: usize,
    broken: usize,
    imports: [usize; 2],
}

const fn repository(
    name: &'static str,
    all: usize,
    taken: usize,
    broken: usize,
    imports: [usize; 2],
) -> Repository {
    Repository {
        name,
        all,
        taken,
        broken,
        imports,
    }
}

const REPOSITORIES: [Repository; 14] = [
    repository("BFO-2020", 3_251, 3_251, 0, [0, 0]),
    repository("Brick", 138_874, 138_874, 0, [17, 5]),
    repository("DCAT-AP", 7_159, 3_736, 17, [23, 0]),
    repository("UCO", 15_914, 13_482, 0, [21, 19]),
    repository("bot", 1_876, 1_876, 5, [13, 2]),
    // 17 of all are in Turtle called `.owl`, which pyoxigraph cannot read.
    repository("core-ontology", 49_389 + 17, 49_337, 12, [0, 0]),
    repository("dxwg", 7_317, 7_317, 1, [12, 1]),
    repository("fibo", 76_698, 76_698, 0, [384, 276]),
    repository("gist", 2_633, 2_541, 0, [4, 1]),
    repository("obo-relations", 22_133, 22_133, 0, [6, 4]),
    repository("oeo", 13_492, 13_492, 8, [0, 0]),
    repository("pySHACL", 9_843, 9_843, 0, [5, 3]),
    repository("sdw-sosa-ssn", 5_883, 5_883, 14, [33, 16]),
    repository("sweet", 56_887, 56_887, 0, [237, 224]),
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

/// A folder as a project that is built from what can be read, without inference: what follows is not what is counted.
fn project(folder: &Path) -> Project {
    let mut project = Project::open(folder).expect("a project");
    project.config.inference = Inference::None;
    project.config.build.broken = Broken::Skip;
    project
}

fn built(folder: &Path) -> Snapshot {
    let built = project(folder)
        .build(&BuildLimits::default())
        .expect("a build");
    built.into_snapshot().expect("what can be read is built")
}

/// How many IRIs the files of a folder import, and how many of these lead to a file.
fn imported(folder: &Path) -> [usize; 2] {
    let imports = project(folder).imports(&BuildLimits::default());
    let imports = imports.expect("the imports");
    let iris = |is_counted: &dyn Fn(&Import) -> bool| {
        let counted = imports.iter().filter(|import| is_counted(import));
        let iris: BTreeSet<&str> = counted.map(|import| import.iri.as_str()).collect();
        iris.len()
    };
    [iris(&|_| true), iris(&|import| import.path.is_some())]
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
        imports,
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
        let proposed = Project::without_settings(copied.path())
            .and_then(|project| project.proposed_settings(&BuildLimits::default()))
            .expect("settings");
        let settings = copied.path().join("bixi.toml");
        fs::write(&settings, proposed).expect("settings");
        let snapshot = built(copied.path());
        let files = snapshot.broken_files().expect("findings");
        let found = (snapshot.sizes().statements, files.len());
        if found != (taken, broken) {
            differences.push(format!(
                "{name} with the settings of `bixi init`: {found:?}, not {:?}",
                (taken, broken)
            ));
        }
        fs::write(&settings, "sources = [\"**\", \".github/**\"]\n").expect("settings");
        let found = built(copied.path()).sizes().statements;
        if found != all {
            differences.push(format!("{name} with all files: {found}, not {all}"));
        }
        let found = imported(copied.path());
        if found != imports {
            differences.push(format!("{name}: imports {found:?}, not {imports:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
