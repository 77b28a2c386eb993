//! The text of a cell of a workbook.

use calamine::{DataRef, ExcelDateTime};

/// The first serial day after the year 9999.
const END: f64 = 2_958_466.0;

/// What a cell says.
#[derive(Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// A text, or a truth value.
    Text(String),
    /// A number or a moment.
    Typed(String),
    /// A whole number with more digits than workbooks keep, so that the last ones may be other ones.
    LongNumber(String),
    /// The name of an error: `#DIV/0!`.
    Error(String),
}

/// A workbook keeps this many digits of a number.
pub const DIGITS: usize = 15;

impl Value {
    /// Returns its text.
    pub fn text(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Text(text) | Self::Typed(text) | Self::LongNumber(text) | Self::Error(text) => {
                text
            }
        }
    }
}

/// Returns what a cell says: a number without needless digits, a date, a time, both with `T` between them, and a duration as ISO 8601
/// has them, a truth value as `true` or `false`.
pub fn value(data: &DataRef) -> Value {
    match data {
        DataRef::Empty => Value::Empty,
        DataRef::Error(error) => Value::Error(error.to_string()),
        DataRef::Int(number) => of_number(number.to_string()),
        DataRef::Float(number) => of_number(number.to_string()),
        DataRef::String(text) => Value::Text(text.clone()),
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        DataRef::Bool(is_true) => Value::Text(is_true.to_string()),
        DataRef::DateTime(time) => Value::Typed(date(time)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Typed(text.clone()),
    }
}

fn of_number(text: String) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    match is_whole && digits.len() > DIGITS {
        true => Value::LongNumber(text),
        false => Value::Typed(text),
    }
}

fn date(date: &ExcelDateTime) -> String {
    let days = date.as_f64();
    if !(0.0..END).contains(&days) {
        return days.to_string();
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let fraction = match milli {
        0 => String::new(),
        milli => format!(".{milli:03}"),
    };
    if date.is_duration() {
        let hours = days.floor() as u64 * 24 + u64::from(hour);
        return format!("PT{hours}H{minute}M{second}{fraction}S");
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    let day = format!("{year:04}-{month:02}-{day:02}");
    match days {
        _ if days < 1.0 => time,
        _ if days.fract() == 0.0 => day,
        _ => format!("{day}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, ExcelDateTimeType};

    #[test]
    fn values_are_texts() {
        let date = |days, kind| DataRef::DateTime(ExcelDateTime::new(days, kind, false));
        let time = |days| date(days, ExcelDateTimeType::DateTime);
        let cases = [
            (DataRef::Float(34.0), "34"),
            (DataRef::Float(0.1), "0.1"),
            (DataRef::Float(-999_999_999_999_999.0), "-999999999999999"),
            (DataRef::Float(1.234567890123456), "1.234567890123456"),
            (DataRef::Int(7), "7"),
            (time(45352.0), "2024-03-01"),
            (time(45352.520833333336), "2024-03-01T12:30:00"),
            (time(0.75), "18:00:00"),
            (time(-3.0), "-3"),
            (time(1e300), &format!("1{}", "0".repeat(300))),
            (date(1.5, ExcelDateTimeType::TimeDelta), "PT36H0M0S"),
        ];
        for (data, text) in cases {
            assert_eq!(value(&data), Value::Typed(text.to_owned()));
        }
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(value(&DataRef::SharedString("007")), text("007"));
        assert_eq!(value(&DataRef::Bool(true)), text("true"));
        let long = |text: &str| Value::LongNumber(text.to_owned());
        let number = DataRef::Float(-1e21);
        assert_eq!(value(&number), long("-1000000000000000000000"));
        let number = DataRef::Int(1_000_000_000_000_000);
        assert_eq!(value(&number), long("1000000000000000"));
        let error = DataRef::Error(CellErrorType::Div0);
        assert_eq!(value(&error), Value::Error("#DIV/0!".to_owned()));
        assert_eq!(value(&DataRef::Empty), Value::Empty);
    }
}
