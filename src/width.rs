//! Letters, digits and signs of full width, as East Asian texts have them, in the width of ASCII.

use std::borrow::Cow;

/// Returns a character in its usual width.
pub fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// Returns a text whose characters have their usual width.
pub fn narrowed(text: &str) -> Cow<'_, str> {
    match text.chars().any(|c| narrow(c) != c) {
        true => text.chars().map(narrow).collect(),
        false => text.into(),
    }
}
