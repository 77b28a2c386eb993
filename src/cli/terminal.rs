//! What the terminal can do: colour, width, and whether there is one.

use bixi::text::{escaped, one_line};
use bixi::{Error, Result};
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdin, stdout};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// If the output is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Whether to use colour on stderr.
    pub fn on_stderr(self) -> bool {
        self.on(stderr().is_terminal())
    }

    /// Whether to use colour on stdout.
    pub fn on_stdout(self) -> bool {
        self.on(stdout().is_terminal())
    }

    fn on(self, is_terminal: bool) -> bool {
        let wanted = || std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        match self {
            Self::Auto => is_terminal && wanted(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// Whether stdout is a terminal.
pub fn stdout_is_terminal() -> bool {
    stdout().is_terminal()
}

/// Whether stderr is a terminal.
pub fn stderr_is_terminal() -> bool {
    stderr().is_terminal()
}

/// Whether somebody types on stdin.
pub fn stdin_is_terminal() -> bool {
    stdin().is_terminal()
}

/// The columns of the terminal on stdout.
pub fn width() -> Option<u16> {
    terminal_size::terminal_size_of(stdout()).map(|(width, _)| width.0)
}

/// A line of talk, or several. That nobody can hear it is no reason to stop. Control characters of what it speaks of are
/// shown, not obeyed.
pub fn say(text: &str) {
    say_styled(&escaped(text));
}

/// Talk with colours, in which all else is escaped.
pub fn say_styled(text: &str) {
    let _ = writeln!(stderr(), "{}", text.trim_end());
}

/// How long work lasts before a word is said of it.
const SOON: Duration = Duration::from_millis(500);

/// A line on the terminal that says what is at work; it goes away when this is dropped.
pub struct Progress {
    running: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

/// Says on a terminal what is at work, if it takes long.
pub fn progress(what: impl Fn() -> String + Send + 'static) -> Progress {
    if !stderr().is_terminal() {
        return Progress { running: None };
    }
    let (sender, ended) = mpsc::channel::<()>();
    let thread = thread::spawn(move || {
        let mut is_shown = false;
        while ended.recv_timeout(SOON) == Err(RecvTimeoutError::Timeout) {
            clear_line();
            let columns =
                terminal_size::terminal_size_of(stderr()).map_or(80, |(width, _)| width.0);
            let room = usize::from(columns).saturating_sub(3);
            let mut line = one_line(&what());
            while line.width() > room {
                line.pop();
            }
            let _ = write!(stderr(), "{line} …");
            is_shown = true;
        }
        if is_shown {
            clear_line();
        }
    });
    Progress {
        running: Some((sender, thread)),
    }
}

/// Takes away the line of progress, where there may be one.
pub fn clear_line() {
    if stderr().is_terminal() {
        // To the start of the line, and nothing after it.
        let _ = write!(stderr(), "\r\x1b[K");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

/// The answer, or a part of it.
pub fn answer(text: &str) -> Result<()> {
    answer_bytes(text.as_bytes())
}

/// The answer, if it may be no text. Whoever closed the pipe has seen enough, and the exit code is what it would be.
pub fn answer_bytes(bytes: &[u8]) -> Result<()> {
    let mut output = stdout().lock();
    let written = output.write_all(bytes).and_then(|()| output.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io("write", "stdout")(error))
        }
        _ => Ok(()),
    }
}
