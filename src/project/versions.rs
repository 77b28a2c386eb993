//! Folders that are named after versions of what is in them, and which of them is the newest
//! ([Semantic Versioning](https://semver.org/spec/v2.0.0.html#spec-item-11) for the order).

use std::cmp::Ordering;

/// The version that a folder is named after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    numbers: Vec<u64>,
    /// What follows the numbers, such as `rc1`; it is older than the version without it.
    suffix: String,
}

impl Version {
    /// Returns the version that a folder is named after: `1.0`, `v2`, `3.0.1-rc1`; below a folder of releases also a date,
    /// since elsewhere dates name parts of the data.
    pub fn of(name: &str, is_release: bool) -> Option<Self> {
        let plain = name.strip_prefix(['v', 'V']);
        let has_letter = plain.is_some();
        let plain = plain.unwrap_or(name);
        let end = plain.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (numbers, suffix) = plain.split_at(end.unwrap_or(plain.len()));
        let is_suffix = suffix.is_empty()
            || suffix.starts_with(['-', '_', '+'])
            || ["a", "b", "rc"].iter().any(|word| suffix.starts_with(word));
        let numbers: Option<Vec<u64>> = numbers.split('.').map(|n| n.parse().ok()).collect();
        let numbers = numbers.filter(|_| is_suffix)?;
        let is_version = has_letter || numbers.len() > 1;
        let is_date = is_release && numbers.first().is_some_and(|year| *year >= 1900);
        (is_version || is_date).then(|| Self {
            numbers,
            suffix: suffix.to_owned(),
        })
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let has_zeros_at_its_end = |version: &Self| {
            let end = version.numbers.iter().rposition(|number| *number > 0);
            version.numbers[..end.map_or(0, |end| end + 1)].to_vec()
        };
        let is_date = |version: &Self| version.numbers.len() == 1 && version.numbers[0] >= 1900;
        let suffixes = match (self.suffix.is_empty(), other.suffix.is_empty()) {
            (false, false) => self.suffix.cmp(&other.suffix),
            // `2021-06-28` has its month and day after the number.
            _ if is_date(self) || is_date(other) => self.suffix.cmp(&other.suffix),
            (is_whole, other_is) => is_whole.cmp(&other_is),
        };
        has_zeros_at_its_end(self)
            .cmp(&has_zeros_at_its_end(other))
            .then(suffixes)
            .then_with(|| self.numbers.len().cmp(&other.numbers.len()))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether a folder holds releases by its name.
pub(super) fn is_of_releases(name: &str) -> bool {
    let names = ["release", "releases", "archive", "archives"];
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_ordered_by_the_versions_in_their_names() {
        let names = [
            "v1",
            "v1.1-beta",
            "1.1",
            "v1.1.3",
            "v2.0.0-rc1",
            "2.0",
            "10.0",
        ];
        let versions = names.map(|name| Version::of(name, false).expect(name));
        assert!(versions.is_sorted_by(|a, b| a < b));
        let dates = ["2020-12-31", "2021-06-28", "2021-07-01"];
        let dates = dates.map(|name| Version::of(name, true).expect(name));
        assert!(dates.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn numbers_words_and_dates_of_data_are_no_versions() {
        for name in [
            "1",
            "2021",
            "2021-06-28",
            "vocab",
            "v",
            "variants",
            "rdf11",
            "21838-2",
            "1.0x",
        ] {
            assert_eq!(Version::of(name, false), None, "{name}");
        }
        assert_eq!(Version::of("latest", true), None);
    }
}
