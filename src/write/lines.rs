//! Text on lines of a terminal or of a file: what would break or reorder a line is shown, not obeyed.

use unicode_width::UnicodeWidthStr;

/// Returns names with what belongs to them in aligned columns.
///
/// ```
/// let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
/// let rows = [row("alice", "person", "Alice"), row("delft", "town", "Delft")];
/// assert_eq!(bixi::text::list(&rows), "alice  person  Alice\ndelft  town    Delft\n");
/// ```
pub fn list(rows: &[(String, String, String)]) -> String {
    let width = |of: fn(&(String, String, String)) -> &String| {
        rows.iter().map(|row| of(row).width()).max().unwrap_or(0)
    };
    let (first, second) = (width(|row| &row.0), width(|row| &row.1));
    let padded = |text: &str, width: usize| format!("{text}{}", " ".repeat(width - text.width()));
    let line = |(a, b, c): &(String, String, String)| {
        let line = format!(
            "{}  {}  {}",
            padded(a, first),
            padded(b, second),
            one_line(c)
        );
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

/// Returns a text on one line of a terminal: line breaks and other control characters are shown, not obeyed.
///
/// ```
/// assert_eq!(bixi::text::one_line("red:\x1b[31m\nnext"), "red:\\u{1b}[31m⏎next");
/// ```
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => line.push('⏎'),
            '\r' => line.push('␍'),
            '\t' => line.push(' '),
            _ if character.is_control() || is_bidi_control(character) => {
                line.push_str(&format!("\\u{{{:x}}}", character as u32));
            }
            _ => line.push(character),
        }
    }
    line
}

/// Returns a text on lines of a terminal: control characters other than line breaks and tabs are shown, not obeyed.
///
/// ```
/// assert_eq!(bixi::text::escaped("red:\x1b[31m\nnext"), "red:\\u{1b}[31m\nnext");
/// ```
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => escaped.push(character),
            _ if character.is_control() || is_bidi_control(character) => {
                escaped.push_str(&format!("\\u{{{:x}}}", character as u32));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Returns whether a character reorders the text around it, which could make a cell look like another.
fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
