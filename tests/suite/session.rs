//! Sessions: commands with what they print, as one sees them in a terminal.
//!
//! `$ command` is run by `sh` with `bixi` on its path. What follows is its standard output, its standard error after
//! `! `, and `? N` if it ends with another code than 0. `$ cd FOLDER` alone is for all commands after it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether expected texts are to be rewritten.
pub fn accepting() -> bool {
    std::env::var_os("BIXI_ACCEPT").is_some()
}

/// The session again, with what its commands print now in `folder`.
pub fn replay(session: &str, folder: &Path) -> String {
    replay_from(session, folder, &mut folder.to_path_buf())
}

/// The same for a part of a session that has come to a folder within its own.
pub fn replay_from(session: &str, folder: &Path, within: &mut PathBuf) -> String {
    let mut text = String::new();
    for line in session.lines().filter(|line| line.starts_with("$ ")) {
        text.push_str(&format!("{line}\n"));
        match line.strip_prefix("$ cd ").filter(|to| !to.contains(' ')) {
            Some(to) => within.push(to),
            None => text.push_str(&run(&line[2..], folder, within)),
        }
    }
    text
}

/// What a command of the session of a folder prints in a folder within it.
fn run(command: &str, folder: &Path, within: &Path) -> String {
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(within)
        .env("PATH", path())
        .env_remove("NO_COLOR")
        // The sessions are of a person; what is otherwise in continuous integration sets it by itself.
        .env_remove("CI")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        text.push_str(format!("! {line}").trim_end());
        text.push('\n');
    }
    let code = output.status.code().expect("no signal");
    if code != 0 {
        text.push_str(&format!("? {code}\n"));
    }
    stable(&text, folder)
}

/// The folder of the program, before the others.
fn path() -> OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_bixi"));
    let folder = program.parent().expect("a folder").to_path_buf();
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&others))).expect("paths")
}

/// Without the times and folders that differ from run to run.
fn stable(text: &str, folder: &Path) -> String {
    let folder = folder.canonicalize().expect("the folder of the session");
    let text = text.replace(&folder.display().to_string(), "/project");
    let mut stable = String::new();
    for line in text.split_inclusive('\n') {
        match line.split_once("built in ") {
            Some((before, after)) => {
                let rest = after.split_once(" s:").map_or("", |(_, rest)| rest);
                stable.push_str(&format!("{before}built in 0.00 s:{rest}"));
            }
            None => stable.push_str(line),
        }
    }
    stable
}
