//! A column: values of one kind side by side, owned while a graph is made and mapped once it is a file.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Values of one kind, read as a slice wherever they are kept.
pub enum Column<T> {
    /// Kept here.
    Owned(Vec<T>),
    /// Kept by somebody else, such as a mapped file.
    Shared(Arc<dyn AsRef<[T]> + Send + Sync>),
}

impl<T> Deref for Column<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Owned(values) => values,
            Self::Shared(values) => (**values).as_ref(),
        }
    }
}

/// Copies what is owned; what is shared stays shared.
impl<T: Clone> Clone for Column<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Owned(values) => Self::Owned(values.clone()),
            Self::Shared(values) => Self::Shared(Arc::clone(values)),
        }
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Owned(values)
    }
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self::Owned(Vec::new())
    }
}

impl<T> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column of {} values", self.len())
    }
}
