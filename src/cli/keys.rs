//! Keys of a terminal, each when it is pressed.

use std::io::{self, BufRead};

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// One that stands for a character.
    Character(char),
    /// The key that ends a line.
    Enter,
    /// The key that takes back a character.
    Backspace,
    /// The key that gives up.
    Escape,
    /// Ctrl-C or Ctrl-D.
    Interrupt,
}

impl Key {
    /// Reads keys until there are no more. What is not UTF-8 is left out.
    pub fn all_of(input: impl BufRead) -> impl Iterator<Item = Self> {
        let mut bytes = input.bytes().map_while(io::Result::ok);
        std::iter::from_fn(move || {
            loop {
                let first = bytes.next()?;
                let key = match first {
                    b'\r' | b'\n' => Self::Enter,
                    0x7F | 0x08 => Self::Backspace,
                    0x1B => Self::Escape,
                    0x03 | 0x04 => Self::Interrupt,
                    _ => {
                        let more = match first {
                            0xC0..=0xDF => 1,
                            0xE0..=0xEF => 2,
                            0xF0..=0xF7 => 3,
                            _ => 0,
                        };
                        let mut character = vec![first];
                        character.extend(bytes.by_ref().take(more));
                        let text = String::from_utf8(character).ok();
                        match text.and_then(|text| text.chars().next()) {
                            Some(character) if !character.is_control() => {
                                Self::Character(character)
                            }
                            _ => continue,
                        }
                    }
                };
                return Some(key);
            }
        })
    }
}

/// A terminal that gives keys one by one and does not show them, until this is dropped.
pub struct Keys {
    #[cfg(unix)]
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Keys {
    /// Sets the terminal of standard input so, if that is one. Ctrl-C is a key like others then, so that the terminal is as before
    /// when the program ends.
    ///
    /// # Errors
    /// If the terminal cannot be set, or signals cannot be watched.
    pub fn of_terminal() -> io::Result<Option<Self>> {
        use rustix::termios::{
            LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr,
        };
        if !crate::cli::terminal::stdin_is_terminal() {
            return Ok(None);
        }
        let before = tcgetattr(io::stdin())?;
        let mut modes = before.clone();
        modes
            .local_modes
            .remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        end_with_signals(before.clone())?;
        tcsetattr(io::stdin(), OptionalActions::Now, &modes)?;
        Ok(Some(Self { before }))
    }
}

/// Sets the terminal as it was and ends the program when a signal asks for that, in a thread of its own.
///
/// # Errors
/// If the signals cannot be watched.
#[cfg(unix)]
fn end_with_signals(before: rustix::termios::Termios) -> io::Result<()> {
    use rustix::termios::{OptionalActions, tcsetattr};
    use tokio::runtime::Builder;
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let entered = runtime.enter();
    let mut hangup = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    drop(entered);
    std::thread::spawn(move || {
        let kind = runtime.block_on(async {
            tokio::select! {
                _ = hangup.recv() => SignalKind::hangup(),
                _ = interrupt.recv() => SignalKind::interrupt(),
                _ = terminate.recv() => SignalKind::terminate(),
            }
        });
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
        // The exit code that a shell reports for a program ended by a signal.
        std::process::exit(128 + kind.as_raw_value());
    });
    Ok(())
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

#[cfg(not(unix))]
impl Keys {
    /// Keys come in lines here.
    ///
    /// # Errors
    /// Never.
    pub fn of_terminal() -> io::Result<Option<Self>> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn keys_are_read_by_character() {
        let keys: Vec<Key> = Key::all_of(&b"a\xE6\xB8\xA9\r\x7F\x1B\x03\xFF\x01q"[..]).collect();
        let (a, wen, q) = (
            Key::Character('a'),
            Key::Character('温'),
            Key::Character('q'),
        );
        let others = [Key::Enter, Key::Backspace, Key::Escape, Key::Interrupt];
        assert_eq!(keys, [&[a, wen], &others[..], &[q]].concat());
    }
}
