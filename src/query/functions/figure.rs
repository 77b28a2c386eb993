//! Figures as texts print them, in Chinese and English: 逾85亿元, 20余万人, 第87位, more than 8.5 billion yuan.

mod numerals;

use crate::width::narrow;
use bigdecimal::BigDecimal;
use numerals::{first, is_chinese_unit, scale, starting, usual};

/// A printed figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The least that it says.
    pub least: BigDecimal,
    /// The most that it says; the least again unless it is a range.
    pub most: BigDecimal,
    /// Its unit as printed, without multiples such as 万: empty if there is none.
    pub unit: String,
    /// The other words: those before the number, 余 and 多 in it, and those at the end such as 以上.
    pub qualifier: String,
}

/// The most characters of a figure. What is longer is a sentence.
const LONGEST: usize = 200;

/// What stands between the two numbers of a range.
const BETWEEN: [&str; 11] = [
    "——", "—", "–", "-", "~", "〜", "至", "到", "to ", "and ", "或",
];

/// What may follow the unit without being of it.
const AFTER: [&str; 12] = [
    "以上", "以下", "以内", "左右", "上下", "之间", "多", "余", "or more", "or less", "or so", "+",
];

/// Beginnings of units that make a fraction of the number.
const FRACTIONS: [&str; 10] = [
    "半", "/", "half", "third", "quarter", "fourth", "fifth", "tenth", "in ", "out of ",
];

/// Words for numbers of which only the size is known, beside 几 and 数 before a power of ten.
const VAGUE: [&str; 10] = [
    "成百上千",
    "成千上万",
    "数以",
    "若干",
    "several",
    "dozens of",
    "hundreds of",
    "thousands of",
    "millions of",
    "billions of",
];

/// A number with its power of ten, at the beginning of a text.
struct Quantity<'t> {
    number: BigDecimal,
    power: i64,
    /// 余 and 多, where they stand in or after the number.
    words: String,
    rest: &'t str,
}

impl<'t> Quantity<'t> {
    fn of((number, rest): (BigDecimal, &'t str)) -> Self {
        let (mut power, mut words, mut rest) = (0, String::new(), without_ordinal_suffix(rest));
        loop {
            if let Some((more, after)) = scale(rest) {
                power += more;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("-odd") {
                words.push_str("odd");
                rest = after;
            } else if let Some(after) = rest.strip_prefix(['余', '多', '来', '几', '+']) {
                words.extend(rest.chars().next());
                rest = after;
            } else {
                break;
            }
        }
        Self {
            number,
            power,
            words,
            rest,
        }
    }

    fn value(&self, power: i64) -> BigDecimal {
        let value = &self.number * BigDecimal::new(1.into(), -power);
        value.normalized()
    }
}

impl Figure {
    /// Reads a text that has one number, or two that are a range; `None` of every other text.
    pub fn read(text: &str) -> Option<Self> {
        let text = with_usual_signs(text);
        if text.chars().count() > LONGEST {
            return None;
        }
        let percent = text.split_once("百分之");
        let is_percent = percent.is_some();
        let text = percent.map_or(text.clone(), |(before, after)| format!("{before}{after}"));
        let (before, number) = first(&text)?;
        let low = Quantity::of(number);
        if before.ends_with(['几', '数'])
            || has_vague_word(&text)
            || text.contains("分之")
            || is_ambiguous(before, low.rest)
            || is_of_name(&text, before, low.rest)
        {
            return None;
        }
        let (before, is_negative) = without_sign(before);
        let high = end_of_range(before, &low);
        let is_range = high.is_some();
        let last = high.as_ref().unwrap_or(&low);
        let least = match low.power {
            0 => low.value(last.power),
            power => low.value(power),
        };
        let most = last.value(last.power);
        let (rest, after) = without_words_after(last.rest);
        if rest.contains(|c: char| c.is_ascii_digit()) || is_fraction(rest) || least > most {
            return None;
        }
        let (mut before, currency) = without_currency(before);
        if is_range {
            before = before.trim_end_matches("between").trim_end();
        }
        let unit = match (rest, currency, is_percent) {
            ("", currency, false) => currency,
            (unit, "", false) => unit,
            ("", "", true) => "%",
            _ => return None,
        };
        let words = [
            before,
            &low.words,
            if is_range { &last.words } else { "" },
            after,
        ];
        let words = words.into_iter().filter(|words| !words.is_empty());
        let (least, most) = match is_negative {
            true => (-most, -least),
            false => (least, most),
        };
        Some(Self {
            least,
            most,
            unit: unit.to_owned(),
            qualifier: words.collect::<Vec<_>>().join(" "),
        })
    }
}

/// Returns whether a text that is not a figure has a number of which only the size is known: 数十亿, hundreds of firms.
pub fn is_vague(text: &str) -> bool {
    let text = with_usual_signs(text);
    let after = text.split(['几', '数']).skip(1);
    let has_power = |after: &str| after.starts_with(['十', '百', '千', '万', '亿']);
    after.into_iter().any(has_power) || has_vague_word(&text)
}

fn has_vague_word(text: &str) -> bool {
    let text = text.to_lowercase();
    VAGUE.iter().any(|word| text.contains(word))
}

/// Returns a text without space around it, with full-width letters, digits and signs as those of ASCII.
fn with_usual_signs(text: &str) -> String {
    let usual_sign = |c: char| match c {
        '\u{3000}' | '\u{A0}' => ' ',
        other => usual(narrow(other)),
    };
    text.trim().chars().map(usual_sign).collect()
}

/// Returns whether what surrounds a number may multiply it, be a name with it or turn its sign: a letter as in `3K`, `1.2B` and `5G`, or the brackets in which
/// accounts write what is below zero.
fn is_ambiguous(before: &str, rest: &str) -> bool {
    let after = rest.strip_prefix(['k', 'K', 'M', 'B', 'G', 'D']);
    let is_letter = after.is_some_and(|after| !after.starts_with(char::is_alphabetic));
    is_letter || before.ends_with('(') && rest.starts_with(')')
}

fn without_ordinal_suffix(rest: &str) -> &str {
    let suffixes = ["st", "nd", "rd", "th"];
    let after = suffixes.iter().find_map(|suffix| rest.strip_prefix(suffix));
    let after = after.filter(|after| !after.starts_with(|c: char| c.is_ascii_alphabetic()));
    after.unwrap_or(rest)
}

/// Returns whether a number, given the words before it and what follows it, is part of a name: Chinese numerals before what counts
/// nothing, as in 三峡 and 一带一路, or a generation such as 80后.
fn is_of_name(text: &str, before: &str, rest: &str) -> bool {
    let number = text.get(before.len()..).unwrap_or_default();
    let is_in_digits = number.starts_with(|c: char| c.is_ascii_digit());
    match is_in_digits || before.ends_with('第') {
        true => is_in_digits && rest.starts_with('后'),
        false => is_chinese_unit(rest) == Some(false),
    }
}

/// Returns the words before a number without a minus sign or a word for it, and whether there is one.
fn without_sign(before: &str) -> (&str, bool) {
    let before = before.trim_end();
    let sign = before.strip_suffix(['-', '−', '负', '負']);
    let word = || {
        let at = before.len().checked_sub("minus".len())?;
        let (words, last) = before.split_at_checked(at)?;
        let is_word = last.eq_ignore_ascii_case("minus") && !words.ends_with(char::is_alphanumeric);
        is_word.then_some(words)
    };
    match sign.or_else(word) {
        Some(words) => (words.trim_end(), true),
        None => (before, false),
    }
}

/// Returns the second number of a range, given the first and the words before it.
fn end_of_range<'t>(before: &str, low: &Quantity<'t>) -> Option<Quantity<'t>> {
    let rest = low.rest.trim_start();
    let rest = rest.strip_prefix('%').unwrap_or(rest).trim_start();
    let mut between = BETWEEN.iter();
    let (word, after) = between.find_map(|word| Some((*word, rest.strip_prefix(word)?)))?;
    let is_between = before.ends_with("between");
    let number = starting(after.trim_start()).filter(|_| (word == "and ") == is_between)?;
    Some(Quantity::of(number))
}

/// Returns what follows a number without the words that may stand after a unit, and these.
fn without_words_after(rest: &str) -> (&str, &str) {
    let rest = rest.trim();
    let mut words = AFTER.iter();
    let found = words.find_map(|words| Some((rest.strip_suffix(words)?.trim_end(), *words)));
    found.unwrap_or((rest, ""))
}

fn is_fraction(unit: &str) -> bool {
    let unit = unit.to_lowercase();
    let half = unit.ends_with('半') || unit.contains("个半") || unit.contains(" half");
    half || FRACTIONS.iter().any(|word| unit.starts_with(word)) && !unit.starts_with("半导体")
}

/// Returns the words before a number without the sign or code of a currency at their end, and it.
fn without_currency(before: &str) -> (&str, &str) {
    let is_sign = |c: char| matches!(c, '¥' | '$' | '€' | '£');
    let words = before.trim_end_matches(|c: char| is_sign(c) || c.is_ascii_uppercase());
    let currency = before.strip_prefix(words).unwrap_or("");
    match currency.contains(is_sign) || currency.len() == 3 {
        true => (words.trim_end(), currency),
        false => (before, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::Figure;
    use proptest::prelude::*;

    /// The number or the range, the unit and the qualifier; `-` of what is not a figure.
    fn shown(text: &str) -> String {
        let Some(figure) = Figure::read(text) else {
            return "-".to_owned();
        };
        let [least, most] = [&figure.least, &figure.most].map(|number| number.to_plain_string());
        let number = match least == most {
            true => least,
            false => format!("{least}..{most}"),
        };
        format!("{number}\t{}\t{}", figure.unit, figure.qualifier)
    }

    #[test]
    fn figures_are_read_as_in_their_table() {
        let table = include_str!("../../../tests/cases/figures.tsv");
        let mut wrong = Vec::new();
        for line in table.lines().skip(1) {
            let (text, expected) = line.split_once('\t').expect("a figure");
            let found = shown(text);
            if found != expected {
                wrong.push(format!("{text}: {found}, and not {expected}"));
            }
        }
        assert!(
            table.lines().count() > 80 && wrong.is_empty(),
            "{}",
            wrong.join("\n")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_a_figure_or_none(text in "[0-9a-z ,.%$十百千万亿两三五零点分之几余半至-]{0,12}") {
            let found = Figure::read(&text);
            prop_assert!(found.is_none_or(|figure| figure.least <= figure.most));
        }
    }
}
