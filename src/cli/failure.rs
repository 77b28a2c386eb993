//! What keeps a command from being run.

use super::arguments::is_option;
use bixi::Error;

/// Why a command could not be run.
pub enum Failure {
    /// The library met an error.
    Library(Error),
    /// Arguments do not fit each other, or what they are applied to; the message says why.
    Usage(String),
}

/// The result of a command.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl Failure {
    /// Returns the failure of a command, in which parameters are named as the command takes them.
    pub fn of_command(self, command: &str) -> Self {
        match self {
            Self::Library(Error::Parameter(error)) => {
                let written = |name: &str| match is_option(name, command) {
                    true => format!("--param {name}=…"),
                    false => format!("--{name}"),
                };
                Self::Usage(error.message(written))
            }
            other => other,
        }
    }

    /// Returns the failure of arguments that do not fit.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }
}
