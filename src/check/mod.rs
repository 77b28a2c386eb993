//! Checks of what a graph says against something outside of it.

mod evidence;

pub use evidence::{Checked, evidence};
