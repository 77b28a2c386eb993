//! Dates, times and durations of [XML Schema](https://www.w3.org/TR/xmlschema11-2/#d-t-values), field by field.

use super::{Temporal, Value, lexical};

/// The fields of a lexical form that are left to read.
struct Fields<'a>(&'a str);

impl Fields<'_> {
    fn take(&mut self, separator: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(separator)?;
        Some(())
    }

    /// So many digits, between two bounds.
    fn number(&mut self, width: usize, low: u32, high: u32) -> Option<u32> {
        let digits = self.0.get(..width)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.0 = &self.0[width..];
        digits.parse().ok().filter(|n| (low..=high).contains(n))
    }

    /// A year: four digits, or more without a leading zero, after an optional minus.
    fn year(&mut self) -> Option<String> {
        let unsigned = self.0.strip_prefix('-').unwrap_or(self.0);
        let width = unsigned.bytes().take_while(u8::is_ascii_digit).count();
        if width < 4 || width > 4 && unsigned.starts_with('0') {
            return None;
        }
        let length = self.0.len() - unsigned.len() + width;
        let year = self.0.get(..length)?.to_owned();
        self.0 = &self.0[length..];
        Some(year)
    }

    /// Seconds with a fraction, whose last zeros do not count.
    fn seconds(&mut self) -> Option<String> {
        let whole = self.number(2, 0, 59)?;
        let Some(rest) = self.0.strip_prefix('.') else {
            return Some(format!("{whole:02}"));
        };
        let width = rest.bytes().take_while(u8::is_ascii_digit).count();
        let fraction = rest.get(..width).filter(|digits| !digits.is_empty())?;
        self.0 = &rest[width..];
        let fraction = fraction.trim_end_matches('0');
        Some(if fraction.is_empty() {
            format!("{whole:02}")
        } else {
            format!("{whole:02}.{fraction}")
        })
    }

    /// Hours, minutes and seconds; `24:00:00` is the end of the day.
    fn time(&mut self) -> Option<String> {
        let hour = self.number(2, 0, 24)?;
        self.take(":")?;
        let minute = self.number(2, 0, 59)?;
        self.take(":")?;
        let seconds = self.seconds()?;
        let end_of_day = minute == 0 && seconds == "00";
        (hour < 24 || end_of_day).then(|| format!("{hour:02}:{minute:02}:{seconds}"))
    }

    /// The [time zone](https://www.w3.org/TR/xmlschema11-2/#nt-tzFrag) at the end, in minutes; nothing may follow.
    fn zone(&mut self) -> Option<Option<i32>> {
        match self.0 {
            "" => return Some(None),
            "Z" => return Some(Some(0)),
            _ => {}
        }
        let east = if self.take("+").is_some() {
            1
        } else {
            self.take("-")?;
            -1
        };
        let hours = self.number(2, 0, 14)?;
        self.take(":")?;
        let minutes = self.number(2, 0, if hours == 14 { 0 } else { 59 })?;
        self.0
            .is_empty()
            .then_some(Some(east * (hours * 60 + minutes) as i32))
    }
}

/// The value of a lexical form of a kind; dates must be in the calendar.
pub fn read(text: &str, kind: Temporal) -> Option<Value> {
    let mut fields = Fields(text);
    let mut value = String::new();
    let mut year = None;
    if matches!(
        kind,
        Temporal::DateTime | Temporal::Date | Temporal::Year | Temporal::YearMonth
    ) {
        let read = fields.year()?;
        value.push_str(&read);
        year = Some(read);
    }
    let month = match kind {
        Temporal::DateTime | Temporal::Date | Temporal::YearMonth => {
            fields.take("-")?;
            Some(fields.number(2, 1, 12)?)
        }
        Temporal::Month | Temporal::MonthDay => {
            fields.take("--")?;
            Some(fields.number(2, 1, 12)?)
        }
        _ => None,
    };
    let day = match kind {
        Temporal::DateTime | Temporal::Date | Temporal::MonthDay => {
            fields.take("-")?;
            Some(fields.number(2, 1, 31)?)
        }
        Temporal::Day => {
            fields.take("---")?;
            Some(fields.number(2, 1, 31)?)
        }
        _ => None,
    };
    if day.is_some_and(|day| day > days_in(month, year.as_deref())) {
        return None;
    }
    value.push_str(&format!("-{}-{}", month.unwrap_or(0), day.unwrap_or(0)));
    if kind == Temporal::DateTime {
        fields.take("T")?;
    }
    if matches!(kind, Temporal::DateTime | Temporal::Time) {
        value.push_str(&fields.time()?);
    }
    let zone = fields.zone()?;
    value.push_str(&zone.map_or(String::new(), |minutes| format!("{minutes:+}")));
    Some(Value::Time(kind, value, zone.is_some()))
}

/// How many days a month has; an unknown month or year has the most.
fn days_in(month: Option<u32>, year: Option<&str>) -> u32 {
    match month {
        Some(4 | 6 | 9 | 11) => 30,
        Some(2) => 28 + u32::from(year.is_none_or(is_leap)),
        _ => 31,
    }
}

fn is_leap(year: &str) -> bool {
    // Only the last four digits matter: 10,000 is divisible by 400.
    let last = year
        .get(year.len().saturating_sub(4)..)
        .and_then(|digits| digits.parse::<u32>().ok());
    last.is_some_and(|year| {
        year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
    })
}

/// [`duration`](https://www.w3.org/TR/xmlschema11-2/#duration): months and seconds.
pub fn duration(text: &str) -> Option<Value> {
    let (negative, text) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let text = text.strip_prefix('P')?;
    let (date, time) = text
        .split_once('T')
        .map_or((text, None), |(date, time)| (date, Some(time)));
    if date.is_empty() && time.is_none() || time == Some("") {
        return None;
    }
    let [years, months, days] = parts(date, ['Y', 'M', 'D'])?;
    let [hours, minutes, seconds] = parts(time.unwrap_or(""), ['H', 'M', 'S'])?;
    let whole = |text: &str| text.parse::<u64>().ok();
    let (second, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let months = whole(years)?.checked_mul(12)?.checked_add(whole(months)?)?;
    let minutes = whole(days)?
        .checked_mul(1440)?
        .checked_add(whole(hours)?.checked_mul(60)?)?
        .checked_add(whole(minutes)?)?;
    let seconds = lexical::decimal(&format!(
        "{}.{fraction}",
        minutes.checked_mul(60)?.checked_add(whole(second)?)?
    ))?;
    let sign = if negative && (months > 0 || seconds != "0") {
        "-"
    } else {
        ""
    };
    Some(Value::Time(
        Temporal::Duration,
        format!("{sign}{months}M{seconds}"),
        false,
    ))
}

/// The numbers before three letters in their order; one that is not there is 0.
fn parts(text: &str, letters: [char; 3]) -> Option<[&str; 3]> {
    let mut rest = text;
    let mut numbers = ["0"; 3];
    for (number, letter) in numbers.iter_mut().zip(letters) {
        if let Some((digits, after)) = rest.split_once(letter) {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
            let is_number = |digits: &str| {
                !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
            };
            if !is_number(whole) || !is_number(fraction) || digits.contains('.') && letter != 'S' {
                return None;
            }
            (*number, rest) = (digits, after);
        }
    }
    rest.is_empty().then_some(numbers)
}
