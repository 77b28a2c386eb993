//! The characters that differ only in case: [XPath and XQuery Functions and Operators 3.1,
//! 5.6.2](https://www.w3.org/TR/xpath-functions-31/#flags), flag `i`.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// No character of the planes beyond has case.
const LAST_CASED: char = '\u{1FFFF}';

/// Two characters are case-variants if both are the same in lower case or in upper case. This is not an equivalence: `ϴ` and
/// `ϑ` are not variants, though both are of `θ`.
static VARIANTS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut lower: BTreeMap<String, Vec<char>> = BTreeMap::new();
    let mut upper: BTreeMap<String, Vec<char>> = BTreeMap::new();
    let changes = |c: &char| !c.to_lowercase().eq([*c]) || !c.to_uppercase().eq([*c]);
    let mut cased: Vec<char> = ('\0'..=LAST_CASED).filter(changes).collect();
    // Also what they become, which may have no other case itself.
    let images = cased
        .iter()
        .flat_map(|c| c.to_lowercase().chain(c.to_uppercase()));
    let images: Vec<char> = images.collect();
    cased.extend(images);
    cased.sort_unstable();
    cased.dedup();
    for character in cased {
        let in_lower = character.to_lowercase().collect();
        let in_upper = character.to_uppercase().collect();
        lower.entry(in_lower).or_default().push(character);
        upper.entry(in_upper).or_default().push(character);
    }
    let mut variants = Vec::new();
    for same in lower.values().chain(upper.values()) {
        for one in same {
            let others = same.iter().filter(|other| *other != one);
            variants.extend(others.map(|other| (*one, *other)));
        }
    }
    variants.sort_unstable();
    variants.dedup();
    variants
});

/// The case-variants of the characters of a range that lie outside of it, sorted.
pub fn variants(range: RangeInclusive<char>) -> Vec<char> {
    let start = VARIANTS.partition_point(|(one, _)| one < range.start());
    let end = VARIANTS.partition_point(|(one, _)| one <= range.end());
    let of_range = VARIANTS.get(start..end).unwrap_or(&[]).iter();
    let outside = of_range
        .map(|(_, other)| *other)
        .filter(|other| !range.contains(other));
    let mut outside: Vec<char> = outside.collect();
    outside.sort_unstable();
    outside.dedup();
    outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_beyond_the_last_has_case() {
        let same = |c: &char| c.to_lowercase().eq([*c]) && c.to_uppercase().eq([*c]);
        assert!((LAST_CASED..=char::MAX).all(|c| same(&c)));
    }
}
