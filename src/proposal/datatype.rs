//! How the values of a column are to be read, by all of them and by the header.

use super::facts::Facts;
use super::forms::{DATES, Form};
use super::key::is_id;
use super::names::words;
use super::writing::Writing;

/// Words of headers of columns with digits that are not numbers.
const NAMES_OF_DIGITS: [&str; 19] = [
    "tel",
    "telefon",
    "telephone",
    "phone",
    "fax",
    "mobile",
    "mobil",
    "handy",
    "zip",
    "plz",
    "postcode",
    "postal",
    "电话",
    "手机",
    "传真",
    "邮编",
    "邮政编码",
    "证号",
    "账号",
];

/// Words of headers of columns with years.
const YEARS: [&str; 22] = [
    "year",
    "years",
    "jahr",
    "année",
    "año",
    "anno",
    "founded",
    "established",
    "since",
    "born",
    "died",
    "gründung",
    "gegründet",
    "seit",
    "geboren",
    "年",
    "年份",
    "年度",
    "成立",
    "创立",
    "建立",
    "出生",
];

/// Returns how the values of a column are written, if it is not as texts, in words too. The error is why they are texts although
/// they look like something else.
pub fn form(
    header: &str,
    facts: &Facts,
    writing: &Writing,
) -> Result<Option<(Form, &'static str)>, &'static str> {
    let forms = &facts.forms;
    let has = |known: &[&str]| has_word(header, known);
    let simple = [
        (Form::Iri, "addresses"),
        (Form::Boolean, "true or false"),
        (Form::DateTime, "dates with times"),
        (Form::YearMonth, "months"),
    ];
    if let Some((form, why)) = simple.into_iter().find(|(form, _)| forms.fit(*form)) {
        return Ok(Some((form, why)));
    }
    let dates = (0..DATES.len())
        .map(Form::Date)
        .find(|form| forms.fit(*form));
    if let Some(date) = dates {
        let chosen = writing
            .dates
            .map(Form::Date)
            .filter(|form| forms.fit(*form));
        return match chosen {
            Some(_) if writing.is_day_unknown => Err(
                "kept as texts: the day or the month may stand first; `types` and `dates` say it",
            ),
            Some(form) => Ok(Some((form, "dates"))),
            None if writing.dates.map(Form::Date) == Some(date) => Ok(None),
            None => Err(
                "kept as texts: dates that are written in another way than those of other columns",
            ),
        };
    }
    let is_numeric = forms.fit(Form::Decimal(writing.mark)) || forms.fit(Form::Double);
    if !is_numeric {
        let looks = |value: &String| {
            value.chars().any(|c| c.is_ascii_digit())
                && value
                    .chars()
                    .all(|c| c.is_ascii_digit() || " +-()/.".contains(c))
        };
        let are_digits = !facts.kept.is_empty() && facts.kept.iter().all(looks);
        return match are_digits && facts.several_dates().is_none() {
            true => Err("kept as texts: digits that are a name"),
            false => Ok(None),
        };
    }
    if forms.fit(Form::Digits) && (has(&NAMES_OF_DIGITS) || is_id(header)) {
        return Err("kept as texts: digits that are a name");
    }
    if forms.fit(Form::Year) && has(&YEARS) {
        return Ok(Some((Form::Year, "years, by the header")));
    }
    if forms.fit(Form::RecentYear) && facts.distinct.len() > 2 {
        return Ok(Some((Form::RecentYear, "years: all from 1900 to 2099")));
    }
    let other = if writing.mark == ',' { '.' } else { ',' };
    let is_ambiguous = forms.has_comma && forms.fit(Form::Decimal(other));
    if is_ambiguous && writing.mark == '.' && !writing.has_groups {
        return Err(
            "kept as texts: `,` may group digits or stand before a fraction; `types` and `decimal` say it",
        );
    }
    let is_whole = forms.fit(Form::Integer('.'));
    if forms.has_threes
        && !is_whole
        && writing.mark == '.'
        && !writing.has_points
        && !writing.has_groups
    {
        return Err(
            "kept as texts: `.` may group digits or stand before a fraction; `types` and `decimal` say it",
        );
    }
    if forms.fit(Form::Integer(writing.mark)) {
        return Ok(Some((Form::Integer(writing.mark), "whole numbers")));
    }
    if forms.fit(Form::Decimal(writing.mark)) {
        return Ok(Some((Form::Decimal(writing.mark), "numbers")));
    }
    match writing.mark {
        '.' => Ok(Some((Form::Double, "numbers"))),
        _ => Ok(None),
    }
}

/// Returns whether a header has one of some words; those of scripts without spaces may stand in it anywhere.
fn has_word(header: &str, known: &[&str]) -> bool {
    let lower = header.to_lowercase();
    let mut parts = words(&lower);
    let is_within = |word: &&str| !word.is_ascii() && lower.contains(*word);
    parts.any(|part| known.contains(&part)) || known.iter().any(is_within)
}
