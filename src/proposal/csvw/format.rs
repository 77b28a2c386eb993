//! How metadata say that numbers and dates are written
//! ([Tabular Data Model, 6.4](https://www.w3.org/TR/tabular-data-model/#parsing-cells)), as what a mapping can say, else as expressions
//! of SPARQL.

use crate::proposal::text::literal;

/// How numbers are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberFormat {
    /// What stands before a fraction, if it is said.
    pub decimal: Option<char>,
    /// What groups digits, if it is said.
    pub group: Option<char>,
    /// `%` or `‰`, if numbers have it.
    pub share: Option<char>,
}

impl NumberFormat {
    /// What stands before a fraction.
    pub fn mark(&self) -> char {
        self.decimal.unwrap_or('.')
    }

    /// Returns whether a mapping reads such numbers whose mark of decimals is this.
    pub fn is_read_with(&self, mark: char, is_whole: bool) -> bool {
        let other = if mark == ',' { '.' } else { ',' };
        let groups = [other, ' ', '\u{A0}', '\u{202F}', '\'', '’'];
        let is_mark = self.mark() == mark || is_whole && self.decimal.is_none();
        is_mark && self.share.is_none() && self.group.is_none_or(|group| groups.contains(&group))
    }

    /// Returns the expression with the number that a text is, of a datatype.
    pub fn expression(&self, text: &str, datatype: &str) -> String {
        let mut plain = text.to_owned();
        for sign in [self.group, self.share].into_iter().flatten() {
            plain = format!("REPLACE({plain}, {}, \"\")", literal(&class_of(sign)));
        }
        if self.mark() != '.' {
            plain = format!(
                "REPLACE({plain}, {}, \".\")",
                literal(&class_of(self.mark()))
            );
        }
        let number = format!("<{datatype}>({plain})");
        match self.share {
            Some('%') => format!("{number} / 100"),
            Some(_) => format!("{number} / 1000"),
            None => number,
        }
    }
}

/// How dates and times are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat {
    /// As `dates` of a mapping says it, if it is a date only.
    pub dates: Option<String>,
    /// A regular expression for the whole text.
    pattern: String,
    /// What it becomes, as XML Schema has it.
    replacement: String,
    /// Whether a month or a day may have one digit.
    is_short: bool,
}

/// A part of a date or time: the letters of it, the pattern of its digits.
const PARTS: [(&str, char, &str); 11] = [
    ("yyyy", 'y', "([0-9]{4})"),
    ("MM", 'M', "([0-9]{2})"),
    ("M", 'm', "([0-9]{1,2})"),
    ("dd", 'D', "([0-9]{2})"),
    ("d", 'd', "([0-9]{1,2})"),
    ("HH", 'H', "([0-9]{2})"),
    ("mm", 'N', "([0-9]{2})"),
    ("ss", 'S', "([0-9]{2})"),
    ("XXX", 'Z', "(Z|[-+][0-9]{2}:[0-9]{2})"),
    ("xxx", 'Z', "([-+][0-9]{2}:[0-9]{2})"),
    ("T", 'T', "T"),
];

impl DateFormat {
    /// Returns the format of a date (`date`), a time (`time`) or both (`dateTime`); `None` if a mapping cannot say it.
    pub fn of(format: &str, datatype: &str) -> Option<Self> {
        let (mut pattern, mut dates) = ("^".to_owned(), String::new());
        let mut groups: Vec<char> = Vec::new();
        let mut rest = format;
        while let Some(first) = rest.chars().next() {
            let fraction = rest.strip_prefix('.').filter(|rest| rest.starts_with('S'));
            if let Some(behind) = fraction {
                let most = behind.bytes().take_while(|byte| *byte == b'S').count();
                pattern.push_str(&format!("([.][0-9]{{1,{most}}})?"));
                groups.push('F');
                rest = behind.get(most..)?;
                continue;
            }
            let known = PARTS.iter().find(|(letters, ..)| rest.starts_with(letters));
            match known {
                None if first.is_ascii_alphabetic() => return None,
                Some((letters, part, digits)) => {
                    pattern.push_str(digits);
                    if *part != 'T' {
                        groups.push(*part);
                    }
                    match part {
                        'D' | 'd' => dates.push_str(&letters.to_uppercase()),
                        'y' => dates.push_str("YYYY"),
                        _ => dates.push_str(letters),
                    }
                    rest = rest.get(letters.len()..)?;
                }
                None => {
                    pattern.push_str(&class_of(first));
                    dates.push(first);
                    rest = rest.get(first.len_utf8()..)?;
                }
            }
        }
        pattern.push('$');
        let group = |parts: &[char]| {
            let at = groups.iter().position(|part| parts.contains(part))?;
            Some(format!("${}", at + 1))
        };
        let (has_date, has_time) = (datatype != "time", datatype != "date");
        let mut replacement = String::new();
        if has_date {
            let short = |long: char, short: char| match group(&[short]) {
                Some(group) => Some(format!("0{group}")),
                None => group(&[long]),
            };
            let (year, month, day) = (group(&['y'])?, short('M', 'm')?, short('D', 'd')?);
            replacement.push_str(&format!("{year}-{month}-{day}"));
        }
        if has_date && has_time {
            replacement.push('T');
        }
        if has_time {
            let second = group(&['S']).unwrap_or_else(|| "00".to_owned());
            let (hour, minute) = (group(&['H'])?, group(&['N'])?);
            replacement.push_str(&format!("{hour}:{minute}:{second}"));
        }
        for part in ['F', 'Z'] {
            replacement.push_str(&group(&[part]).unwrap_or_default());
        }
        let is_date_only = groups.iter().all(|part| "yMmDd".contains(*part));
        let is_of_kind = is_date_only || datatype != "date" || !groups.contains(&'H');
        is_of_kind.then_some(Self {
            dates: is_date_only.then_some(dates),
            pattern,
            replacement,
            is_short: groups.iter().any(|part| matches!(part, 'm' | 'd')),
        })
    }

    /// Returns the expression with what a text is, of a datatype.
    pub fn expression(&self, text: &str, datatype: &str) -> String {
        let (pattern, replacement) = (literal(&self.pattern), literal(&self.replacement));
        let mut written = format!("REPLACE({text}, {pattern}, {replacement})");
        if self.is_short {
            // A zero before two digits is one too many.
            written = format!("REPLACE({written}, \"-0([0-9]{{2}})\", \"-$1\")");
        }
        format!("<{datatype}>({written})")
    }
}

/// Returns a regular expression for a character.
pub fn class_of(character: char) -> String {
    match character {
        '^' | '\\' | ']' | '-' => format!("\\{character}"),
        _ if character.is_alphanumeric() => character.to_string(),
        _ => format!("[{character}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_patterns() {
        let cases = [
            ("date", "d.M.yyyy", Some("D.M.YYYY")),
            ("date", "yyyy年M月d日", Some("YYYY年M月D日")),
            ("dateTime", "dd/MM/yyyy HH:mm", None),
        ];
        for (datatype, format, dates) in cases {
            let known = DateFormat::of(format, datatype).expect("a format");
            assert_eq!(known.dates.as_deref(), dates, "{format}");
        }
        for (datatype, format) in [
            ("date", "yyyy-MM"),
            ("date", "EEE d MMM yyyy"),
            ("dateTime", "yyyy-MM-dd"),
            ("dateTime", "yyyy-MM-ddTHH:mmX"),
        ] {
            assert_eq!(DateFormat::of(format, datatype), None, "{format}");
        }
    }
}
