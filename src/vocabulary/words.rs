//! Numbers and lists in sentences.

/// Of more names than this, the others are counted.
const NAMED: usize = 3;

/// Returns a number in words if it is small.
pub fn in_words(number: usize) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six"];
    words
        .get(number)
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// Returns some names as a list in a sentence.
pub fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let mut names: Vec<String> = names.iter().take(NAMED).cloned().collect();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
