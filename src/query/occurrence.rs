//! How a text has a word in it: as a word of its own, or at the beginning of a longer one.

/// How a text has a word; the closer one is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occurrence {
    /// As words of its own; in a script without spaces, anywhere.
    Whole,
    /// At least one of them only at the beginning of a longer word.
    Beginning,
}

/// Returns how a folded text has a word: of several occurrences the closest.
pub fn occurrence(text: &str, word: &str) -> Option<Occurrence> {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    let at = |(start, found): (usize, &str)| {
        let (before, after) = (&text[..start], &text[start + found.len()..]);
        if found.starts_with(is_letter) && before.ends_with(is_letter) {
            return None;
        }
        let is_cut = found.ends_with(is_letter) && after.starts_with(is_letter);
        Some(match is_cut {
            true => Occurrence::Beginning,
            false => Occurrence::Whole,
        })
    };
    text.match_indices(word).filter_map(at).min()
}
