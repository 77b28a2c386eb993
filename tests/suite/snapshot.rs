//! A snapshot is whole or it is an error: changed bytes, missing ends, killed builds, two builds at once, a full disk.

use bixi::internals::build::{Built, build};
use bixi::internals::dictionary::TermId;
use bixi::internals::error::Error;
use bixi::internals::graph::Graph;
use bixi::internals::project::Project;
use bixi::internals::snapshot;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TEXT: &str = "@prefix : <http://e/> .\n\
    :a a :B ; :label \"温江\"@zh-Hans, \"Wenjiang\"@en ; :n 42, 4.2, true ; :in [ :in :c ] .\n\
    :a :p :q ~ :r {| :s \"t\" |} .\n";

fn project(files: &[(&str, String)]) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join("data").join(name), text).expect("a file");
    }
    let project = Project::open(folder.path()).expect("a project");
    (folder, project)
}

fn built(project: &Project) -> snapshot::Snapshot {
    match build(project).expect("a build") {
        Built::New(snapshot, _) | Built::Unchanged(snapshot) => snapshot,
        Built::Refused(findings) => unreachable!("{findings:?}"),
    }
}

/// Everything that a graph says, each statement with its places.
fn contents(graph: &Graph) -> Vec<String> {
    let statement = |triple: [TermId; 3]| {
        let terms = triple.map(|id| graph.dictionary.term(id).to_string());
        format!("{} {:?}", terms.join(" "), graph.places_of(triple))
    };
    let orders = [&graph.spo, &graph.pos, &graph.osp];
    orders
        .iter()
        .flat_map(|order| order.matching([None; 3]))
        .map(statement)
        .collect()
}

#[test]
fn a_changed_byte_is_an_error_or_changes_nothing() {
    let (_folder, project) = project(&[("a.ttl", TEXT.to_owned())]);
    let expected = contents(&built(&project).graph);
    let bytes = fs::read(project.snapshot_path()).expect("the snapshot");
    let copy = project.root.join("copy.bixi");
    let mut harmless = 0;
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(&copy, &changed).expect("a copy");
        match snapshot::open(&copy) {
            Err(error) => {
                assert!(matches!(error, Error::Snapshot { .. }), "{error}");
            }
            Ok(snapshot) => {
                // Between sections there are bytes that mean nothing.
                assert_eq!(contents(&snapshot.graph), expected, "byte {at}");
                harmless += 1;
            }
        }
    }
    assert!(harmless < 8 * 20, "{harmless} bytes mean nothing");
}

#[test]
fn a_missing_end_is_an_error_at_every_length() {
    let (_folder, project) = project(&[("a.ttl", TEXT.to_owned())]);
    drop(built(&project));
    let bytes = fs::read(project.snapshot_path()).expect("the snapshot");
    let copy = project.root.join("copy.bixi");
    for length in 0..bytes.len() {
        fs::write(&copy, &bytes[..length]).expect("a copy");
        assert!(
            snapshot::open(&copy).is_err(),
            "{length} bytes are not a snapshot"
        );
    }
}

#[test]
fn changed_bytes_in_a_large_snapshot_never_end_in_a_panic() {
    let text: String = (0..40_000)
        .map(|n| {
            format!(
                "<http://e/{}> <http://e/p{}> \"value {n}\" .\n",
                n % 9000,
                n % 7
            )
        })
        .collect();
    let (_folder, project) = project(&[("a.ttl", text)]);
    drop(built(&project));
    let bytes = fs::read(project.snapshot_path()).expect("the snapshot");
    assert!(
        bytes.len() > 1 << 20,
        "the snapshot is small: {}",
        bytes.len()
    );
    let copy = project.root.join("copy.bixi");
    let mut at = 7;
    for _ in 0..60 {
        at = (at * 1_103_515_245 + 12_345) % bytes.len();
        let mut changed = bytes.clone();
        changed[at] ^= 0xFF;
        fs::write(&copy, &changed).expect("a copy");
        let intact = snapshot::verify(&copy).is_ok();
        if let Ok(snapshot) = snapshot::open(&copy) {
            let contents = contents(&snapshot.graph);
            assert!(!intact || !contents.is_empty());
        }
    }
}

#[test]
fn a_damaged_snapshot_says_which_section_it_is() {
    let (_folder, project) = project(&[("a.ttl", TEXT.to_owned())]);
    drop(built(&project));
    let whole = fs::read(project.snapshot_path()).expect("the snapshot");
    let long = |at: usize| {
        let bytes = whole[at..at + 8].try_into().expect("eight bytes");
        u64::from_le_bytes(bytes) as usize
    };
    // The table begins after 32 bytes; its entries have 24, and name, checksum, offset and length in them.
    let count = long(12) & 0xFFFF_FFFF;
    assert!(count > 20, "{count}");
    let mut damaged = Vec::new();
    for entry in (0..count).map(|section| 32 + 24 * section) {
        let name = String::from_utf8_lossy(&whole[entry..entry + 4]);
        let (offset, length) = (long(entry + 8), long(entry + 16));
        for at in (length > 0)
            .then_some([offset, offset + length - 1])
            .into_iter()
            .flatten()
        {
            let mut changed = whole.clone();
            changed[at] ^= 4;
            fs::write(project.snapshot_path(), &changed).expect("a snapshot");
            let error = snapshot::verify(&project.snapshot_path()).expect_err("damage");
            let said = format!("is damaged in its section `{name}`");
            assert!(error.to_string().ends_with(&said), "{error}");
            damaged.push(at);
        }
    }
    let mut changed = whole.clone();
    damaged.iter().for_each(|at| changed[*at] = !whole[*at]);
    fs::write(project.snapshot_path(), &changed).expect("a snapshot");
    let error = snapshot::verify(&project.snapshot_path()).expect_err("damage");
    let said = error.to_string();
    assert!(
        said.contains("is damaged in its sections `meta`, `text`, `bloc`, "),
        "{said}"
    );
}

fn number(bytes: &[u8], at: usize) -> usize {
    let number = bytes[at..at + 8].try_into().expect("eight bytes");
    usize::try_from(u64::from_le_bytes(number)).expect("a length")
}

/// Gives all checksums of a snapshot the values that its bytes have now, as a faulty program would have written it.
fn seal(bytes: &mut [u8]) {
    let sections = bytes[12] as usize;
    for entry in (0..sections).map(|n| 32 + n * 24) {
        let (start, length) = (number(bytes, entry + 8), number(bytes, entry + 16));
        let checksum = crc32fast::hash(&bytes[start..start + length]);
        bytes[entry + 4..entry + 8].copy_from_slice(&checksum.to_le_bytes());
    }
    let table = crc32fast::hash(&bytes[32..32 + sections * 24]);
    bytes[24..28].copy_from_slice(&table.to_le_bytes());
    let header = crc32fast::hash(&bytes[..28]);
    bytes[28..32].copy_from_slice(&header.to_le_bytes());
}

#[test]
fn a_wrong_number_under_a_right_checksum_is_found_before_it_is_built_upon() {
    let more = "<http://e/a> <http://e/p> <http://e/b> .\n".to_owned();
    let (_folder, project) = project(&[("a.ttl", TEXT.to_owned()), ("b.ttl", more)]);
    drop(built(&project));
    let path = project.snapshot_path();
    let bytes = fs::read(&path).expect("the snapshot");
    let mut resealed = bytes.clone();
    seal(&mut resealed);
    assert!(resealed == bytes, "the checksums are those of this test");
    let mut found = std::collections::BTreeSet::new();
    for entry in (0..bytes[12] as usize).map(|n| 32 + n * 24) {
        let name = String::from_utf8_lossy(&bytes[entry..entry + 4]).into_owned();
        let (start, length) = (number(&bytes, entry + 8), number(&bytes, entry + 16));
        // Of `meta` and `find` there is JSON, of which most that can be changed is still right.
        let numbers = (start..start + length).filter(|_| name != "meta" && name != "find");
        for at in numbers.step_by((length / 16).max(1)) {
            let mut changed = bytes.clone();
            changed[at] = !changed[at];
            seal(&mut changed);
            fs::write(&path, &changed).expect("a snapshot");
            if let Ok(snapshot) = snapshot::open(&path) {
                drop(contents(&snapshot.graph));
            }
            if let Err(error) = snapshot::verify(&path) {
                let said = format!("the snapshot `{}` is inconsistent in its ", path.display());
                let error = error.to_string();
                let column = error.strip_prefix(said.as_str());
                found.insert(column.expect("what is the matter").to_owned());
            }
            // What is not found is a number as good as the right one; a build copies it, and does not panic.
            fs::write(project.root.join("data/b.ttl"), format!("# {at}\n")).expect("a file");
            drop(build(&project).expect("a build"));
        }
    }
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    let expected = [
        "literal types",
        "order OSP",
        "order POS",
        "order SPO",
        "pairs of characters",
        "places",
        "statistics",
        "texts",
        "triple terms",
        "values",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_changed_byte_in_a_large_snapshot_is_found_and_not_built_upon() {
    let text = |n: usize| -> String {
        (0..30_000)
            .map(|i| format!("<http://e/{i}> <http://e/p> \"value {i} {n}\" .\n"))
            .collect()
    };
    let (folder, project) = project(&[("a.ttl", text(0)), ("b.ttl", TEXT.to_owned())]);
    drop(built(&project));
    let whole = fs::read(project.snapshot_path()).expect("the snapshot");
    let damage = || {
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        fs::write(project.snapshot_path(), &changed).expect("a snapshot");
    };
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_bixi"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .expect("the program");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    damage();
    let (code, said) = run(&["check", "--snapshot"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("is damaged in its section `"), "{said}");
    assert!(said.ends_with("`; run `bixi build`\n"), "{said}");
    let (code, said) = run(&["build"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("is damaged in its section `"), "{said}");
    assert!(said.contains("`; building it again"), "{said}");
    assert_eq!(fs::read(project.snapshot_path()).expect("it"), whole);
    damage();
    let more = format!("{TEXT}:a :p 1 .\n");
    fs::write(folder.path().join("data/b.ttl"), more).expect("a file");
    same_as_from_nothing(&project);
}

/// How many bytes of a file this process has in its memory.
fn resident(path: &Path) -> u64 {
    let maps = fs::read_to_string("/proc/self/smaps").expect("the maps of this process");
    let path = path.display().to_string();
    let (mut is_it, mut bytes) = (false, 0);
    for line in maps.lines() {
        match line.strip_prefix("Rss:") {
            Some(size) if is_it => {
                let size = size.trim().trim_end_matches(" kB");
                bytes += 1024 * size.parse::<u64>().expect("a size");
            }
            // A line with addresses begins a mapping, others tell of it.
            None if line
                .split(' ')
                .next()
                .is_some_and(|first| first.contains('-')) =>
            {
                is_it = line.ends_with(&path);
            }
            _ => {}
        }
    }
    bytes
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "only Linux tells what of a file is in memory"
)]
fn a_large_snapshot_is_opened_without_being_read() {
    let measured = [1, 5].map(|times| {
        let text: String = (0..25_000 * times)
            .map(|n| {
                format!(
                    "<http://e/{}> <http://e/p{}> \"value {n}\" .\n",
                    n / 3,
                    n % 7
                )
            })
            .collect();
        let (_folder, project) = project(&[("a.ttl", text)]);
        drop(built(&project));
        let path = project.snapshot_path();
        let snapshot = snapshot::open(&path).expect("a snapshot");
        let resident = resident(&path);
        assert_eq!(snapshot.graph.len(), 25_000 * times);
        let size = fs::metadata(&path).expect("the snapshot").len();
        (size, resident)
    });
    let [(small, of_small), (large, of_large)] = measured;
    assert!(small > 1 << 20 && large > 4 * small, "{measured:?}");
    // What a system has at once in memory may lie otherwise in the larger one.
    assert!(
        of_small > 0 && of_large <= of_small + (1 << 16),
        "{measured:?}"
    );
}

#[test]
fn a_file_that_is_no_snapshot_says_why_and_what_to_do() {
    let (_folder, project) = project(&[("a.ttl", TEXT.to_owned())]);
    drop(built(&project));
    let bytes = fs::read(project.snapshot_path()).expect("the snapshot");
    let mut other = bytes.clone();
    other[8] += 1;
    let files = [
        (Vec::new(), "is empty"),
        (
            b"PK\x03\x04 something else".to_vec(),
            "is not a snapshot of bixi",
        ),
        (other, "is of another version of bixi"),
        (bytes[..bytes.len() - 1].to_vec(), "is truncated"),
        ([&bytes[..], b"\0"].concat(), "is longer than it should be"),
    ];
    let path = project.snapshot_path();
    for (bytes, problem) in files {
        fs::write(&path, bytes).expect("a file");
        let error = snapshot::open(&path).expect_err("no snapshot").to_string();
        let said = format!("the snapshot `{}` {problem}", path.display());
        assert_eq!(error, said);
        assert!(
            matches!(build(&project), Ok(Built::New(_, Some(_)))),
            "{problem}"
        );
    }
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let files = [
        ("a.ttl", TEXT.to_owned()),
        ("b.ttl", TEXT.replace(":a", ":z")),
    ];
    let bytes = || {
        let (_folder, project) = project(&files);
        drop(built(&project));
        fs::read(project.snapshot_path()).expect("the snapshot")
    };
    assert_eq!(bytes(), bytes());
}

fn bixi(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bixi"));
    command
        .arg("build")
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// How often a build is killed; `BIXI_KILLS=200` does it more often.
fn kills() -> u32 {
    std::env::var("BIXI_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(20)
}

#[test]
fn a_killed_build_leaves_the_old_snapshot_and_the_next_one_succeeds() {
    let text = |n: u32| -> String {
        (0..6_000)
            .map(|i| format!("<http://e/{i}> <http://e/p> \"{}\" .\n", i + n))
            .collect()
    };
    let (folder, project) = project(&[("a.ttl", text(0))]);
    let started = Instant::now();
    assert!(bixi(folder.path()).status().expect("a build").success());
    let whole = started.elapsed();
    let mut digest = built(&project).digests;
    for round in 1..=kills() {
        fs::write(folder.path().join("data/a.ttl"), text(round)).expect("a file");
        let mut child = bixi(folder.path()).spawn().expect("a build");
        std::thread::sleep(whole * (round % 20 + 1) / 20);
        // It may have ended already.
        let _ = child.kill();
        child.wait().expect("an end");
        snapshot::verify(&project.snapshot_path()).expect("the old snapshot or the new one");
        assert!(bixi(folder.path()).status().expect("a build").success());
        let now = snapshot::open(&project.snapshot_path())
            .expect("the new snapshot")
            .digests;
        assert_ne!(now, digest, "round {round}");
        digest = now;
        let left: Vec<_> = fs::read_dir(folder.path().join(".bixi"))
            .expect("a folder")
            .collect();
        assert_eq!(left.len(), 3, "snapshot, stamps and lock: {left:?}");
    }
}

#[test]
fn builds_at_once_wait_for_each_other() {
    let text: String = (0..5_000)
        .map(|i| format!("<http://e/{i}> <http://e/p> {i} .\n"))
        .collect();
    let (folder, project) = project(&[("a.ttl", text)]);
    let children: Vec<_> = (0..6)
        .map(|_| bixi(folder.path()).spawn().expect("a build"))
        .collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    snapshot::verify(&project.snapshot_path()).expect("a snapshot");
    assert_eq!(built(&project).graph.len(), 5_000);
}

#[test]
fn a_lock_that_another_process_holds_is_waited_for() {
    let (folder, project) = project(&[("a.ttl", TEXT.to_owned())]);
    let lock = snapshot::lock(&project.snapshot_path()).expect("a lock");
    let mut child = bixi(folder.path()).spawn().expect("a build");
    std::thread::sleep(Duration::from_millis(200));
    assert!(
        child.try_wait().expect("a state").is_none(),
        "it does not wait"
    );
    drop(lock);
    assert!(child.wait().expect("an end").success());
}

#[test]
fn a_full_disk_leaves_the_old_snapshot() {
    let (folder, project) = project(&[("a.ttl", TEXT.to_owned())]);
    drop(built(&project));
    let before = fs::read(project.snapshot_path()).expect("the snapshot");
    let text: String = (0..20_000)
        .map(|i| format!("<http://e/{i}> <http://e/p> \"{i}\" .\n"))
        .collect();
    fs::write(folder.path().join("data/b.ttl"), text).expect("a file");
    // No file may be larger than 64 blocks: for the program that is a disk without room.
    let script = format!(
        "trap '' XFSZ; ulimit -f 64; exec '{}' build",
        env!("CARGO_BIN_EXE_bixi")
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.starts_with("error: cannot write `")
            && said.ends_with("File too large (os error 27)\n"),
        "{said}"
    );
    assert_eq!(
        fs::read(project.snapshot_path()).expect("the snapshot"),
        before
    );
    assert!(!folder.path().join(".bixi/graph.bixi.new").exists());
    assert!(bixi(folder.path()).status().expect("a build").success());
}

/// Builds after a change, once with the old snapshot and once without, and compares the bytes.
fn same_as_from_nothing(project: &Project) {
    drop(built(project));
    let revised = fs::read(project.snapshot_path()).expect("the snapshot");
    fs::remove_dir_all(project.root.join(".bixi")).expect("the build output");
    drop(built(project));
    let whole = fs::read(project.snapshot_path()).expect("the snapshot");
    assert!(revised == whole, "a revised snapshot differs");
}

#[test]
fn a_revised_snapshot_is_the_one_that_a_build_from_nothing_gives() {
    let plain = |n: usize, extra: &str| {
        let statements: String = (0..20)
            .map(|m| {
                format!(
                    ":e{n}-{m} :p{} :e{} , \"{m}\" , {n}{m}, \"x\"@en-x-{n} .\n",
                    m % 3,
                    m + n
                )
            })
            .collect();
        format!("@prefix : <http://e/> .\n{extra}{statements}")
    };
    let files: Vec<(String, String)> = (0..12)
        .map(|n| (format!("f{n:02}.ttl"), plain(n, "")))
        .collect();
    let files: Vec<(&str, String)> = files.iter().map(|(n, t)| (n.as_str(), t.clone())).collect();
    let (_folder, project) = project(&files);
    let changes = [
        (
            3,
            plain(
                3,
                "@prefix new: <http://new/> .\n\n\nnew:a new:b \"new\"@fr , 1.5e0 , [] .\n",
            ),
        ),
        (3, plain(3, "")),
        (0, "@prefix : <http://e/> .\n:a :b :c .".to_owned()),
        (11, String::new()),
        (5, plain(5, "# a comment more\n")),
        (
            7,
            "<http://e/a> <http://e/b> <<( <http://e/a> <http://e/b> 1 )>> .".to_owned(),
        ),
    ];
    for settings in ["inference = \"none\"\n", "inference = \"rdfs\"\n"] {
        fs::write(project.root.join("bixi.toml"), settings).expect("a file");
        let project = Project::open(&project.root).expect("a project");
        for (file, text) in &changes {
            drop(built(&project));
            // A file that changes right after a build could look the same, so its time is never relied upon.
            std::thread::sleep(Duration::from_millis(80));
            let path = project.root.join(format!("data/f{file:02}.ttl"));
            fs::write(path, text).expect("a file");
            same_as_from_nothing(&project);
        }
    }
}
