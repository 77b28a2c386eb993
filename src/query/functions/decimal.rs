//! Decimals of fixed size, whose 128 bits count units of 10⁻¹⁸: quotients and texts with one division where [`Decimal`] takes one
//! for each digit ([XML Schema 1.1, 3.3.3](https://www.w3.org/TR/xmlschema11-2/#decimal)).

use oxsdatatypes::Decimal;

/// The units of one.
const ONE: i128 = 1_000_000_000_000_000_000;

/// The digits after the point.
const FRACTION: usize = 18;

/// Returns the quotient of two decimals without the digits after the last that a decimal has; returns nothing if it is too large
/// or the divisor is zero.
pub fn quotient(a: Decimal, b: Decimal) -> Option<Decimal> {
    match units(a).checked_mul(ONE) {
        Some(scaled) => {
            let quotient = scaled.checked_div(units(b))?;
            Some(Decimal::from_be_bytes(quotient.to_be_bytes()))
        }
        None => a.checked_div(b),
    }
}

/// Appends the [canonical form](https://www.w3.org/TR/xpath-functions-31/#casting-to-string) of a decimal to a text: without zeros
/// at its end, and without a point if it has no fraction.
pub fn write(value: Decimal, text: &mut String) {
    let units = units(value);
    if units < 0 {
        text.push('-');
    }
    let whole = units.unsigned_abs() / ONE.unsigned_abs();
    let fraction = units.unsigned_abs() % ONE.unsigned_abs();
    text.push_str(itoa::Buffer::new().format(whole));
    if fraction > 0 {
        // One more, so that zeros before its first digit are written too.
        let mut digits = itoa::Buffer::new();
        let digits = digits.format(fraction + ONE.unsigned_abs());
        let digits = digits.get(1..=FRACTION).unwrap_or("");
        text.push('.');
        text.push_str(digits.trim_end_matches('0'));
    }
}

fn units(value: Decimal) -> i128 {
    i128::from_be_bytes(value.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(units: i128) -> Decimal {
        Decimal::from_be_bytes(units.to_be_bytes())
    }

    /// Units of all magnitudes.
    fn any_units() -> impl Strategy<Value = i128> {
        (any::<i128>(), 0..127_u32).prop_map(|(units, shift)| units >> shift)
    }

    proptest! {
        #[test]
        fn quotients_and_texts_are_those_of_the_library(a in any_units(), b in any_units()) {
            let (a, b) = (decimal(a), decimal(b));
            let expected = match (units(a), units(b)) {
                // The library has no quotient of zero and a divisor near it.
                (0, divisor) if divisor != 0 => Some(decimal(0)),
                _ => a.checked_div(b),
            };
            prop_assert_eq!(quotient(a, b), expected);
            let mut text = String::new();
            write(a, &mut text);
            prop_assert_eq!(text, a.to_string());
        }
    }

    #[test]
    fn the_ends_of_the_range_are_written_and_divided() {
        let written = |value| {
            let mut text = String::new();
            write(value, &mut text);
            text
        };
        assert_eq!(
            written(Decimal::MAX),
            "170141183460469231731.687303715884105727"
        );
        assert_eq!(
            written(Decimal::MIN),
            "-170141183460469231731.687303715884105728"
        );
        assert_eq!(written(decimal(-1)), "-0.000000000000000001");
        assert_eq!(written(decimal(0)), "0");
        assert_eq!(quotient(decimal(1), decimal(0)), None);
        assert_eq!(quotient(Decimal::MAX, decimal(1)), None);
    }
}
