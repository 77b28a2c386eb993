//! What keeps a command from being run.

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
    /// Returns the failure of arguments that do not fit.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }
}
