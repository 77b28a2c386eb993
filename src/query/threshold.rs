//! Conditions on a number of rows, such as `> 10`.

use serde::Deserialize;

/// A condition on a number of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Threshold {
    comparison: Comparison,
    number: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    Equal,
    NotEqual,
    AtLeast,
    Greater,
}

/// The signs of comparisons, the longer ones first.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("!=", Comparison::NotEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
    ("=", Comparison::Equal),
];

impl Threshold {
    /// Whether a number of rows meets it.
    pub fn holds(self, rows: usize) -> bool {
        match self.comparison {
            Comparison::Less => rows < self.number,
            Comparison::AtMost => rows <= self.number,
            Comparison::Equal => rows == self.number,
            Comparison::NotEqual => rows != self.number,
            Comparison::AtLeast => rows >= self.number,
            Comparison::Greater => rows > self.number,
        }
    }
}

impl TryFrom<String> for Threshold {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = COMPARISONS.iter().find_map(|(sign, comparison)| {
            let number = text.trim().strip_prefix(sign)?;
            Some((*comparison, number.trim().parse().ok()?))
        });
        let wrong = || format!("`{text}` is not a condition on a number of rows; one is `> 10`");
        let (comparison, number) = parts.ok_or_else(wrong)?;
        Ok(Self { comparison, number })
    }
}

impl std::fmt::Display for Threshold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = COMPARISONS.iter().find(|(_, of)| *of == self.comparison);
        write!(f, "{} {}", sign.map_or("", |(sign, _)| sign), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_sign_and_a_number() {
        let holds =
            |text: &str, rows| Threshold::try_from(text.to_owned()).map(|of| of.holds(rows));
        for (text, fewer, same, more) in [
            ("< 3", true, false, false),
            ("<=3", true, true, false),
            (" = 3 ", false, true, false),
            ("!=3", true, false, true),
            (">= 3", false, true, true),
            (">3", false, false, true),
        ] {
            assert_eq!(
                [holds(text, 2), holds(text, 3), holds(text, 4)],
                [Ok(fewer), Ok(same), Ok(more)],
                "{text}"
            );
        }
        let wrong = "`about 3` is not a condition on a number of rows; one is `> 10`";
        assert_eq!(holds("about 3", 3), Err(wrong.to_owned()));
    }
}
