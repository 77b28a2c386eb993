//! Values of [functions](https://www.w3.org/TR/sparql11-query/#SparqlOps) of one term that are often asked, each once for
//! a term; a term of another form than they expect is left to oxigraph's evaluator.

use super::numbering::distinct;
use super::table::{Table, UNBOUND};
use super::terms::{Kind, Terms};
use super::{Solved, Solver};
use crate::dictionary::TermId;
use crate::rdf::{Literal, Term};
use oxsdatatypes::{Date, DateTime};
use spargebra::algebra::{Expression, Function};
use spargebra::term::Variable;

/// A date or a point of time whose order is that of its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    form: Form,
    /// Year, month, day, hour, minute and second, two decimal digits each but for the year.
    digits: u64,
}

/// Only moments of the same form are compared: with other time zones, and with other types, it is not that simple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// `2020-01-02`
    Date,
    /// `2020-01-02T03:04:05`
    DateTime,
    /// `2020-01-02T03:04:05Z`
    Universal,
}

impl Moment {
    /// The moment of a literal, if it has one of the forms.
    pub fn of(text: &str, datatype: &str) -> Option<Self> {
        let local = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#")?;
        let form = match (local, text.len()) {
            ("date", 10) => Form::Date,
            ("dateTime", 19) => Form::DateTime,
            ("dateTime", 20) if text.ends_with('Z') => Form::Universal,
            _ => return None,
        };
        let mut digits = 0;
        for (at, byte) in text.bytes().take(19).enumerate() {
            let expected = match at {
                4 | 7 => b'-',
                10 => b'T',
                13 | 16 => b':',
                _ if byte.is_ascii_digit() => {
                    digits = digits * 10 + u64::from(byte - b'0');
                    continue;
                }
                _ => return None,
            };
            if byte != expected {
                return None;
            }
        }
        let moment = Self { form, digits };
        let (_, month, day) = moment.date();
        let time = if form == Form::Date {
            0
        } else {
            digits % 1_000_000
        };
        let is_plain = (1..=12).contains(&month)
            && (1..=28).contains(&day)
            && time / 10_000 < 24
            && time / 100 % 100 < 60
            && time % 100 < 60;
        let is_valid = || match form {
            Form::Date => text.parse::<Date>().is_ok(),
            _ => time / 10_000 < 24 && text.parse::<DateTime>().is_ok(),
        };
        (is_plain || is_valid()).then_some(moment)
    }

    /// The order of two moments of one form.
    pub fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        (self.form == other.form).then(|| self.digits.cmp(&other.digits))
    }

    /// Year, month and day.
    fn date(self) -> (i64, i64, i64) {
        let digits = match self.form {
            Form::Date => self.digits,
            _ => self.digits / 1_000_000,
        } as i64;
        (digits / 10_000, digits / 100 % 100, digits % 100)
    }
}

/// What is known of the value of a function here.
enum Value {
    Integer(i64),
    Term(Term),
    Error,
    /// Oxigraph has to be asked.
    Open,
}

/// Whether [`Solver::of_one`] knows a function.
pub fn is_known(function: &Function) -> bool {
    matches!(
        function,
        Function::Year
            | Function::Month
            | Function::Day
            | Function::StrLen
            | Function::Str
            | Function::LCase
            | Function::UCase
    )
}

impl Solver<'_> {
    /// The values of a function of one argument in each row.
    pub(super) fn of_one(
        &mut self,
        function: &Function,
        argument: &Expression,
        table: &Table,
    ) -> Solved<Vec<TermId>> {
        let column = self.evaluate(argument, table)?;
        self.budget.enter("an expression");
        let (arguments, numbers) = distinct(&column, self.terms.known());
        let (mut integers, mut others) = (Vec::new(), Vec::new());
        let mut open = Vec::new();
        for id in &arguments {
            let (mut integer, mut other) = (None, None);
            match value(&self.terms, function, *id) {
                Value::Integer(value) => integer = Some(value),
                Value::Term(term) => other = Some(term),
                Value::Error => {}
                Value::Open => open.push((integers.len(), *id)),
            }
            integers.push(integer);
            others.push(other);
        }
        self.budget.check(arguments.len(), 4)?;
        let mut values = self.terms.integers(integers);
        for (value, other) in values.iter_mut().zip(self.terms.intern_all(others)) {
            *value = if other == UNBOUND { *value } else { other };
        }
        if !open.is_empty() {
            let name = " argument";
            let variable = self.var(name)?;
            let argument = Expression::Variable(Variable::new_unchecked(name));
            let call = Expression::FunctionCall(function.clone(), vec![argument]);
            let ids: Vec<TermId> = open.iter().map(|(_, id)| *id).collect();
            let rows = ids.len();
            let found = self.by_oxigraph(&call, &[variable], &[ids], rows)?;
            for ((at, _), value) in open.iter().zip(found) {
                values[*at] = value;
            }
        }
        Ok(numbers
            .iter()
            .map(|number| values[*number as usize])
            .collect())
    }
}

fn value(terms: &Terms, function: &Function, id: TermId) -> Value {
    if id == UNBOUND {
        return Value::Error;
    }
    match function {
        Function::Year | Function::Month | Function::Day => {
            let Some((year, month, day)) = terms.moment(id).map(Moment::date) else {
                return Value::Open;
            };
            Value::Integer(match function {
                Function::Year => year,
                Function::Month => month,
                _ => day,
            })
        }
        Function::StrLen if terms.is_known_string(id) == Some(true) => {
            let length = terms.text(id).map_or(0, |text| text.chars().count());
            Value::Integer(length as i64)
        }
        Function::Str => match (terms.kind(id), terms.text(id)) {
            (Kind::Blank | Kind::Triple, _) | (_, None) => Value::Error,
            (_, Some(text)) => Value::Term(Literal::new_simple_literal(text).into()),
        },
        Function::LCase | Function::UCase => match terms.string(id) {
            Some((text, literal_type)) => {
                let text = match function {
                    Function::LCase => text.to_lowercase(),
                    _ => text.to_uppercase(),
                };
                Value::Term(literal_type.literal(text).into())
            }
            None => Value::Open,
        },
        _ => Value::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_one_form_stand_in_the_order_of_their_digits() {
        let namespace = "http://www.w3.org/2001/XMLSchema#";
        let moment = |text: &str, local: &str| Moment::of(text, &format!("{namespace}{local}"));
        let day = moment("2020-02-29", "date").expect("a date");
        assert_eq!(day.date(), (2020, 2, 29));
        let time = moment("2020-12-31T23:59:59Z", "dateTime").expect("a time");
        assert_eq!(time.date(), (2020, 12, 31));
        assert_eq!(day.compare(time), None);
        assert!(moment("2021-01-01T00:00:00Z", "dateTime") > Some(time));
        for text in [
            "2021-02-29",
            "2021-00-10",
            "2021-1-010",
            "-021-01-01",
            "2021-01-01Z",
        ] {
            assert_eq!(moment(text, "date"), None, "{text}");
        }
        for text in [
            "2021-02-29T00:00:00",
            "2021-02-01T24:00:00Z",
            "2021-02-01T12:00:60Z",
        ] {
            assert_eq!(moment(text, "dateTime"), None, "{text}");
        }
    }
}
