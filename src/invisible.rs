//! Characters that nobody sees and that are not part of what is meant.

/// Returns the first character of a text that has no width and joins nothing.
pub fn first(text: &str) -> Option<char> {
    text.chars()
        .find(|c| is_one(*c))
        .filter(|_| !text.is_ascii())
}

/// Returns a text without such characters.
pub fn without(text: &str) -> String {
    text.chars().filter(|c| !is_one(*c)).collect()
}

fn is_one(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Returns the number of a character and what it is called: `U+200B (zero-width space)`.
pub fn described(character: char) -> String {
    let name = match character {
        '\u{ad}' => "soft hyphen",
        '\u{a0}' => "no-break space",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte order mark",
        '\u{fffd}' => "replacement character",
        _ => return format!("U+{:04X}", character as u32),
    };
    format!("U+{:04X} ({name})", character as u32)
}
