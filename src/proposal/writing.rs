//! How numbers and dates are written in a table: a mapping has one mark of decimals and one way of writing dates.

use super::facts::Facts;
use super::forms::{DATES, Form};

/// How a table writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writing {
    /// What stands before a fraction: `.` or `,`.
    pub mark: char,
    /// Whether a comma groups digits in a column where it can be nothing else.
    pub has_groups: bool,
    /// Whether a point stands before a fraction in a column where it can be nothing else.
    pub has_points: bool,
    /// The index in [`DATES`] of how dates are written.
    pub dates: Option<usize>,
    /// Whether dates could be of two patterns, with the day or the month first.
    pub is_day_unknown: bool,
}

/// The patterns of dates that begin with the day, with those that begin with the month.
const DAY_OR_MONTH: [[usize; 2]; 3] = [[8, 9], [10, 11], [12, 13]];

/// Returns how most columns with numbers and with dates are written.
pub fn writing(facts: &[Facts]) -> Writing {
    let only = |mark, other| {
        let is_only = |facts: &&Facts| {
            facts.forms.fit(Form::Decimal(mark)) && !facts.forms.fit(Form::Decimal(other))
        };
        facts.iter().filter(is_only).count()
    };
    let mark = match only(',', '.') > only('.', ',') {
        true => ',',
        false => '.',
    };
    let is_grouped = |facts: &Facts| {
        let forms = &facts.forms;
        forms.has_comma && forms.fit(Form::Decimal('.')) && !forms.fit(Form::Decimal(','))
    };
    let fitting = |index: usize| {
        let fits = |facts: &&Facts| facts.forms.fit(Form::Date(index));
        facts.iter().filter(fits).count()
    };
    let mut best: Option<(usize, usize)> = None;
    for index in 0..DATES.len() {
        let count = fitting(index);
        if count > best.map_or(0, |(most, _)| most) {
            best = Some((count, index));
        }
    }
    let dates = best.map(|(_, index)| index);
    let is_unknown =
        |pair: &[usize; 2]| dates == Some(pair[0]) && fitting(pair[0]) == fitting(pair[1]);
    Writing {
        mark,
        has_groups: facts.iter().any(is_grouped),
        has_points: only('.', ',') > 0,
        dates,
        is_day_unknown: DAY_OR_MONTH.iter().any(is_unknown),
    }
}
