//! `bixi test --watch` in a terminal: somebody edits files and presses keys. Each wait ends after a while, whatever comes.

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long is waited for what must come.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program in a terminal.
struct Watching {
    child: Child,
    terminal: File,
    output: Receiver<Vec<u8>>,
    /// What was printed and not looked at.
    rest: String,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let controller = openpt(flags).expect("a terminal");
        grantpt(&controller).expect("a terminal");
        unlockpt(&controller).expect("a terminal");
        let name = ptsname(&controller, Vec::new()).expect("a name");
        let name = name.into_string().expect("UTF-8");
        let own = || {
            OpenOptions::new()
                .read(true)
                .write(true)
                .open(&name)
                .expect("a terminal")
        };
        let child = Command::new(env!("CARGO_BIN_EXE_bixi"))
            .args(["test", "--watch", "--color", "never"])
            .current_dir(folder)
            .env_remove("CI")
            .stdin(Stdio::from(own()))
            .stdout(Stdio::from(own()))
            .stderr(Stdio::from(own()))
            .spawn()
            .expect("the program");
        let terminal = File::from(controller);
        let mut reader = terminal.try_clone().expect("a terminal");
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Reading fails when the last one who has the terminal is gone.
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            terminal,
            output,
            rest: String::new(),
        }
    }

    /// Returns what is printed up to the end of a text.
    fn until(&mut self, text: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.rest.find(text) {
                let after = self.rest.split_off(at + text.len());
                return std::mem::replace(&mut self.rest, after);
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self
                    .rest
                    .push_str(&String::from_utf8_lossy(&bytes).replace('\r', "")),
                Err(_) => unreachable!("`{text}` does not come, only: {}", self.rest),
            }
        }
    }

    /// The same, and up to where the keys are said, when something can be typed.
    fn until_asked(&mut self, text: &str) -> String {
        self.until(text) + &self.until(USAGE)
    }

    fn press(&mut self, keys: &str) {
        self.terminal
            .write_all(keys.as_bytes())
            .expect("a terminal");
    }

    /// Sends the program a signal, and returns its exit code once it has ended, and whether the terminal gives lines and signals then.
    fn signal(self, name: &str) -> (Option<i32>, bool) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.expect("kill").success());
        let terminal = self.terminal.try_clone().expect("a terminal");
        let code = self.end();
        let modes = tcgetattr(terminal).expect("a terminal").local_modes;
        let as_before = LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        (code, modes.contains(as_before))
    }

    /// Waits until the program ends, and returns its exit code.
    fn end(mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("the program") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        unreachable!("the program does not end: {}", self.rest)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A project with two expectations.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("data/a.ttl", "@prefix : <http://e/> .\n:a a :Firm .\n");
    write("data/b.ttl", "@prefix : <http://e/> .\n:a :size 1 .\n");
    write("tests/firms.rq", "SELECT ?x { ?x a :Firm }");
    write("tests/firms.csv", "x\n:a\n");
    write("tests/温江.rq", "#+ tags: 大小\nSELECT ?n { ?x :size ?n }");
    write("tests/温江.csv", "n\n1\n");
    folder
}

const USAGE: &str = "q: quit\n";

#[test]
fn what_changes_is_checked_and_keys_choose_the_rest() {
    let folder = project();
    // As editors do: beside the file, then in its place. A cycle more than is waited for does no harm.
    let write = |path: &str, text: &str| {
        let (path, beside) = (folder.path().join(path), folder.path().join(".new"));
        fs::write(&beside, text).expect("a file");
        fs::rename(beside, path).expect("a file");
    };
    let mut watching = Watching::start(folder.path());
    watching.until_asked("2 expectations passed, 0 failed\n");

    write("data/b.ttl", "@prefix : <http://e/> .\n:a :size 2 .\n");
    let said = watching.until_asked("0 expectations passed, 1 failed\n");
    let left_out = "1 expectation not run, since nothing they read has changed\n";
    assert!(
        said.contains(left_out) && said.contains("FAILED tests/温江.rq\n"),
        "{said}"
    );
    watching.press("f");
    watching.until_asked("0 expectations passed, 1 failed\n");

    // What cannot be built is said, and the next change is looked at again.
    write("data/b.ttl", "@prefix : <http://e/> .\n:a :size \n");
    watching.until_asked("error[unexpected-token]");
    write("data/b.ttl", "@prefix : <http://e/> .\n:a :size 1 .\n");
    watching.until_asked("1 expectation passed, 0 failed\n");

    watching.press("a");
    watching.until_asked("2 expectations passed, 0 failed\n");
    watching.press("p温\u{7f}firms\r");
    watching.until("a part of the path (nothing: all): firms\n");
    watching.until_asked("1 expectation passed, 0 failed\n");
    watching.press("\r");
    watching.until_asked("1 expectation passed, 0 failed\n");
    watching.press("t大小\r");
    watching.until_asked("1 expectation passed, 0 failed\n");
    watching.press("txyz\r");
    watching.until_asked("error: no expectation has the tag `xyz`\n");
    watching.press("p\u{1b}a");
    watching.until_asked("2 expectations passed, 0 failed\n");
    watching.press("q");
    assert_eq!(watching.end(), Some(0));
}

#[test]
fn the_exit_code_is_that_of_the_last_run() {
    let folder = project();
    fs::write(folder.path().join("tests/firms.csv"), "x\n:b\n").expect("a file");
    let mut watching = Watching::start(folder.path());
    watching.until_asked("1 expectation passed, 1 failed\n");
    // Ctrl-C
    watching.press("\u{3}");
    assert_eq!(watching.end(), Some(1));
}

#[test]
fn signals_end_it_and_leave_the_terminal_as_it_was() {
    let folder = project();
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut watching = Watching::start(folder.path());
        watching.until_asked("failed\n");
        assert_eq!(watching.signal(name), (Some(code), true), "{name}");
    }
}

#[test]
fn a_question_can_be_left_and_hides_nothing() {
    let folder = project();
    let mut watching = Watching::start(folder.path());
    watching.until_asked("2 expectations passed, 0 failed\n");
    watching.press("pnothing\r");
    watching.until_asked("error: no expectation in `tests/` has `nothing` in its path\n");
    fs::write(folder.path().join("data/b.ttl"), "@@@\n").expect("a file");
    let said =
        watching.until_asked("error: no expectation in `tests/` has `nothing` in its path\n");
    let said = said + &watching.rest;
    assert!(said.contains("data/b.ttl:1:1"), "{said}");
    watching.press("p\u{3}");
    assert_eq!(watching.end(), Some(3));
}
