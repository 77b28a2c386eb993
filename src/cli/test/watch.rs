//! `bixi test --watch`: checks again what a change of the files may have changed, as long as somebody works on them.

use super::{Test, check};
use crate::cli::advice::advised;
use crate::cli::build::graph_of;
use crate::cli::failure::{Failure, Result};
use crate::cli::keys::{Key, Keys};
use crate::cli::{Outcome, Shared, terminal};
use crate::watch;
use bixi::Error;
use std::io::{self, Write, stderr};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How long nothing must have changed before the expectations are checked.
const QUIET: Duration = Duration::from_millis(50);

/// What the keys are, in the order of those of jest.
const USAGE: &str =
    "a: run all  f: those that failed  p: choose by path  t: by tag  Enter: run again  q: quit";

/// What happens while nothing is run.
enum Event {
    Changed,
    Pressed(Key),
    /// Nobody can press a key any more.
    Closed,
}

/// What somebody types after `p` or `t`.
#[derive(Clone, Copy)]
enum Asked {
    Path,
    Tag,
}

/// Checks again and again until somebody presses `q`.
pub fn watch(test: &Test, shared: &Shared) -> Result<Outcome> {
    let (sender, events) = channel();
    let keys = Keys::of_terminal().map_err(Error::io("read", "the terminal"))?;
    if keys.is_some() {
        read_keys(sender.clone());
    }
    let mut chosen = Test {
        changed: !test.failed,
        ..test.clone()
    };
    let mut project = shared.project()?;
    loop {
        // With settings that cannot be read, the files are still where they were.
        project = shared.project().unwrap_or(project);
        let changed = sender.clone();
        // What changes while the expectations are checked is seen, since the files are watched before.
        let watched = watch::watch(&project, QUIET, move || {
            // Whoever would check is gone when the program ends.
            let _ = changed.send(Event::Changed);
        });
        let watched = watched.map_err(|error| {
            Failure::Usage(format!("changes of the files are not seen: {error}"))
        })?;
        let outcome = cycle(&chosen, shared)?;
        if keys.is_some() {
            terminal::say(USAGE);
        }
        match next(&events, test, &chosen)? {
            Some(next) => chosen = next,
            None => return Ok(outcome),
        }
        drop(watched);
    }
}

/// Checks once. What keeps that from being done may be mended in the next moment, so it is only said.
fn cycle(test: &Test, shared: &Shared) -> Result<Outcome> {
    match check(test, shared) {
        Ok(outcome) => Ok(outcome),
        Err(Failure::Library(Error::Io { path, source, .. })) if path == "stdout" => {
            Err(Failure::Library(Error::io("write", "stdout")(source)))
        }
        Err(Failure::Library(error)) => {
            terminal::say(&format!("error: {}", advised(&error)));
            Ok(Outcome::Incomplete)
        }
        Err(Failure::Usage(message)) => {
            terminal::say(&format!("error: {message}"));
            // What is wrong in the sources is of interest whatever was chosen.
            let project = shared.project();
            let built =
                project.and_then(|project| graph_of(&project, shared, &test.limits.resources));
            if let Err(Failure::Library(error)) = built {
                terminal::say(&format!("error: {}", advised(&error)));
            }
            Ok(Outcome::Incomplete)
        }
    }
}

/// Waits for what is to be checked next, given what the command line says and what was checked last; `None` if nothing more is.
fn next(events: &Receiver<Event>, test: &Test, last: &Test) -> Result<Option<Test>> {
    let only_changed = Test {
        failed: false,
        changed: true,
        ..last.clone()
    };
    while let Ok(event) = events.recv() {
        let key = match event {
            Event::Changed => return Ok(Some(only_changed)),
            Event::Closed => return Ok(None),
            Event::Pressed(key) => key,
        };
        let all = Test {
            filter: test.filter.clone(),
            tags: test.tags.clone(),
            failed: false,
            changed: false,
            ..last.clone()
        };
        return Ok(Some(match key {
            Key::Enter => last.clone(),
            Key::Character('a') => all,
            Key::Character('f') => Test {
                failed: true,
                changed: false,
                ..last.clone()
            },
            Key::Character('p') => match typed(events, Asked::Path)? {
                Typed::Text(filter) => Test {
                    filter: Some(filter).filter(|filter| !filter.is_empty()),
                    ..all
                },
                Typed::Nothing => continue,
                Typed::Changed => only_changed,
                Typed::Ended => return Ok(None),
            },
            Key::Character('t') => match typed(events, Asked::Tag)? {
                Typed::Text(tag) => Test {
                    tags: Some(tag)
                        .into_iter()
                        .filter(|tag| !tag.is_empty())
                        .collect(),
                    ..all
                },
                Typed::Nothing => continue,
                Typed::Changed => only_changed,
                Typed::Ended => return Ok(None),
            },
            Key::Character('q') | Key::Interrupt => return Ok(None),
            _ => continue,
        }));
    }
    Ok(None)
}

/// What came of asking.
enum Typed {
    Text(String),
    /// It was given up.
    Nothing,
    /// It was given up, and a file has changed meanwhile.
    Changed,
    /// Nothing more is to be checked.
    Ended,
}

/// Reads a line and shows what is typed.
fn typed(events: &Receiver<Event>, asked: Asked) -> Result<Typed> {
    let mut text = String::new();
    let mut without = Typed::Nothing;
    let question = match asked {
        Asked::Path => "a part of the path",
        Asked::Tag => "a tag",
    };
    loop {
        terminal::clear_line();
        show(&format!("{question} (nothing: all): {text}"))?;
        match events.recv() {
            Ok(Event::Pressed(Key::Enter)) => break,
            Ok(Event::Pressed(Key::Character(character))) => text.push(character),
            Ok(Event::Pressed(Key::Backspace)) => drop(text.pop()),
            Ok(Event::Changed) => without = Typed::Changed,
            Ok(Event::Pressed(Key::Escape)) => {
                show("\n")?;
                return Ok(without);
            }
            Ok(Event::Pressed(Key::Interrupt) | Event::Closed) | Err(_) => {
                show("\n")?;
                return Ok(Typed::Ended);
            }
        }
    }
    show("\n")?;
    Ok(Typed::Text(text))
}

fn show(text: &str) -> Result<()> {
    let written = write!(stderr(), "{text}").and_then(|()| stderr().flush());
    written.map_err(|error| Failure::Library(Error::io("write", "the terminal")(error)))
}

/// Reads keys in a thread of its own as long as the program runs.
fn read_keys(sender: Sender<Event>) {
    std::thread::spawn(move || {
        for key in Key::all_of(io::stdin().lock()) {
            if sender.send(Event::Pressed(key)).is_err() {
                return;
            }
        }
        let _ = sender.send(Event::Closed);
    });
}
