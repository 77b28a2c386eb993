//! What is given with a request of the page: names with their values, in the URL or in a form
//! ([application/x-www-form-urlencoded](https://url.spec.whatwg.org/#application/x-www-form-urlencoded)).

use crate::serve::problem::Problem;
use crate::serve::protocol::{parameters, parameters_of_body};
use bixi::Theme;
use hyper::Method;
use std::str::FromStr;

/// The most items that a request may ask for: the answer is in memory as a whole. More come with an `offset`.
const MOST: usize = 10_000;

/// The most characters of a value that is not the text of a query: no name in a graph is as long, and it may be compared with all.
const LONGEST: usize = 10_000;

/// Names with their values, in the order of the request.
#[derive(Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the parameters of a request: those of its URL, and those of a form in its body.
    ///
    /// # Errors
    /// If the method is not one of a call, something is not UTF-8, or a value is too long.
    pub fn of(method: &Method, url_query: &str, body: &[u8]) -> Result<Self, Problem> {
        let mut all = parameters(url_query.as_bytes())?;
        match *method {
            Method::GET | Method::HEAD => {}
            Method::POST => all.extend(parameters_of_body(body)?),
            _ => return Err(Problem::method(super::METHODS)),
        }
        let is_long = |(name, value): &&(String, String)| {
            name != "query" && value.chars().nth(LONGEST).is_some()
        };
        match all.iter().find(is_long) {
            Some((name, _)) => Err(Problem::bad(format!(
                "`{name}` has at most {LONGEST} characters"
            ))),
            None => Ok(Self(all)),
        }
    }

    /// Returns the value of a parameter, if it is given and not empty.
    ///
    /// # Errors
    /// If it is given more than once.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Problem::bad(format!("there is more than one `{name}`"))),
        }
    }

    /// Returns the value of a parameter.
    ///
    /// # Errors
    /// If it is missing, or given more than once.
    pub fn required(&self, name: &str) -> Result<&str, Problem> {
        let missing = || Problem::bad(format!("give `{name}` as a parameter"));
        self.one(name)?.ok_or_else(missing)
    }

    /// Returns the number that a parameter has.
    ///
    /// # Errors
    /// If it is not a number of that type, or given more than once.
    pub fn number<N: FromStr>(&self, name: &str) -> Result<Option<N>, Problem> {
        let wrong = |text: &str| Problem::bad(format!("`{name}` is not a number: `{text}`"));
        let number = |text: &str| text.parse().map_err(|_| wrong(text));
        self.one(name)?.map(number).transpose()
    }

    /// Returns how many items `limit` asks for, or the usual number if it is not given.
    ///
    /// # Errors
    /// If it is not a number or above 10,000, or given more than once.
    pub fn limit(&self, usual: usize) -> Result<usize, Problem> {
        match self.number("limit")?.unwrap_or(usual) {
            limit if limit > MOST => Err(Problem::bad(format!(
                "`limit` is at most {MOST}, not {limit}: more come with `offset`"
            ))),
            limit => Ok(limit),
        }
    }

    /// Returns whether a parameter says `true`, or nothing but its name: not if it is not given.
    ///
    /// # Errors
    /// If it is neither `true` nor `false`, or given more than once.
    pub fn is_true(&self, name: &str) -> Result<bool, Problem> {
        let mut given = self.0.iter().filter(|(of, _)| of == name);
        let value = given.next().map(|(_, value)| value.as_str());
        if given.next().is_some() {
            return Err(Problem::bad(format!("there is more than one `{name}`")));
        }
        match value {
            None | Some("false") => Ok(false),
            Some("true" | "") => Ok(true),
            Some(text) => Err(Problem::bad(format!(
                "`{name}` is `true` or `false`, not `{text}`"
            ))),
        }
    }

    /// Returns the values of a parameter that may be given several times.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.0.iter().filter(move |(of, _)| of == name);
        values
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Returns all parameters that have a value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let given = self.0.iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the theme of a picture that the reader asks for.
    ///
    /// # Errors
    /// If there is no such theme, or a file cannot be in it.
    pub fn theme(&self) -> Result<Option<Theme>, Problem> {
        let theme = self.one("theme")?.map(Theme::named).transpose();
        match theme.map_err(Problem::bad)? {
            Some(Theme::Auto) => Err(Problem::bad("`theme` is `light`, `dark` or `print`")),
            theme => Ok(theme),
        }
    }

    /// Returns the language that the reader asks for.
    ///
    /// # Errors
    /// If it is not a language tag.
    pub fn language(&self) -> Result<Option<&str>, Problem> {
        let tag = self.one("lang")?;
        let is_tag = |tag: &str| {
            let is_part = |part: &str| {
                (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
            };
            tag.split('-').all(is_part)
        };
        match tag {
            Some(tag) if !is_tag(tag) => {
                Err(Problem::bad(format!("`{tag}` is not a language tag")))
            }
            tag => Ok(tag),
        }
    }
}
