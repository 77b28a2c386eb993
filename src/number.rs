//! Numbers as text: counts with their nouns, and coordinates.

/// Returns a number with its noun: `1 row`, `2,000 rows`, `3 queries`.
///
/// ```
/// use bixi::text::count;
///
/// assert_eq!(count(1, "row"), "1 row");
/// assert_eq!(count(2000, "query"), "2,000 queries");
/// ```
pub fn count(number: usize, noun: &str) -> String {
    let number = with_commas(number);
    match noun.strip_suffix('y') {
        _ if number == "1" => format!("1 {noun}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

/// Returns a number with a comma after every three digits.
pub fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a number with at most one digit after the point.
pub fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, part) = (tenths.abs() / 10, tenths.abs() % 10);
    if part == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
}
