//! Points in time as numbers of days, from the lexical forms of [XML Schema](https://www.w3.org/TR/xmlschema11-2/#dateTime).

/// The days from the year 0 to a year, a month, a date or a time, without its time zone; `None` if the text is none of these.
pub fn instant(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let date = date.trim_end_matches('Z');
    let date = date.split('+').next().unwrap_or(date);
    let mut parts = date.split('-');
    let year: f64 = sign * f64::from(parts.next()?.parse::<u32>().ok()?);
    // A negative time zone of a year or a month has a colon.
    let mut part = || {
        let part = parts.next().filter(|part| !part.contains(':'));
        part.map_or(Some(1), |part| part.parse::<u32>().ok())
    };
    let (month, day) = (part()?, part()?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let mut clock = time.splitn(3, ':').map(|part| {
        let digits = part.find(|c: char| !c.is_ascii_digit() && c != '.');
        part[..digits.unwrap_or(part.len())].parse::<f64>().ok()
    });
    let mut unit = |seconds: f64| clock.next().flatten().unwrap_or(0.0) * seconds;
    let seconds = unit(3600.0) + unit(60.0) + unit(1.0);
    Some(days(year, month, day) + seconds / 86_400.0)
}

/// The days to a date of the Gregorian calendar; years begin in March, so that a leap day is the last of a year.
fn days(year: f64, month: u32, day: u32) -> f64 {
    let (year, month) = match month {
        1 | 2 => (year - 1.0, month + 9),
        _ => (year, month - 3),
    };
    let leap = (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    365.0 * year + leap + f64::from((153 * month + 2) / 5) + f64::from(day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_at_their_distance() {
        let between = |from: &str, to: &str| instant(to).zip(instant(from)).map(|(a, b)| a - b);
        assert_eq!(between("2021-01-01", "2021-03-01"), Some(59.0));
        assert_eq!(between("2020-01-01", "2020-03-01"), Some(60.0));
        assert_eq!(between("2020", "2021-01"), Some(366.0));
        assert_eq!(
            between("2021-03-01T06:00:00", "2021-03-01T18:00:00.0+08:00"),
            Some(0.5)
        );
        assert_eq!(between("2021-03-01", "2021-03-02-05:00"), Some(1.0));
        assert_eq!(between("-0001", "0001"), Some(731.0));
        assert_eq!(instant("spring"), None);
        assert_eq!(instant("2021-13-01"), None);
    }
}
