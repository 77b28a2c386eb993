//! Arguments that do not fit the parameters of a query.

use super::name::{Suggestion, lines};
use std::fmt;

/// Why an argument cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterError {
    /// The query has no such parameter.
    Unknown {
        /// The path of the query, or what stands for it.
        query: String,
        /// The name that was given.
        parameter: String,
        /// The parameters of the query.
        parameters: Vec<String>,
        /// The one of them that may be meant.
        suggestion: Option<String>,
    },
    /// A parameter that must have a value has none.
    Missing {
        /// The path of the query, or what stands for it.
        query: String,
        /// The name of the parameter.
        parameter: String,
        /// What the front matter says of it.
        description: Option<String>,
    },
    /// A value is not of the type of its parameter.
    Value {
        /// The name of the parameter.
        parameter: String,
        /// The value, as it was given.
        value: String,
        /// The type that the parameter has: `integer`, `date` …
        expected: String,
        /// How a value of this type is written, if that is not obvious.
        example: Option<&'static str>,
    },
    /// A value is an entity of another kind than the parameter is for.
    Kind {
        /// The name of the parameter.
        parameter: String,
        /// The value, as it was given.
        value: String,
        /// The entity that the value names.
        found: Suggestion,
        /// The kind that the parameter is for: a class, a property, or an instance of a class.
        expected: String,
        /// Entities of this kind: those with a similar name, else some.
        suggestions: Vec<Suggestion>,
        /// The number of entities of this kind, if none has a similar name.
        of_kind: usize,
    },
    /// The graph does not have a class of which the values of a parameter must be.
    Class {
        /// The name of the parameter.
        parameter: String,
        /// The class, as the front matter has it.
        class: String,
    },
    /// A parameter has an unknown type.
    Type {
        /// The name of the parameter.
        parameter: String,
        /// The type, as the query has it.
        kind: String,
    },
}

impl ParameterError {
    /// Returns the message, in which parameters are named as the caller writes them.
    ///
    /// ```
    /// use bixi::errors::ParameterError;
    ///
    /// let error = ParameterError::Missing {
    ///     query: "queries/residents.rq".to_owned(),
    ///     parameter: "town".to_owned(),
    ///     description: None,
    /// };
    /// assert_eq!(error.to_string(), "`queries/residents.rq` needs a value for `town`");
    /// let in_an_address = error.message(|name| format!("?{name}="));
    /// assert_eq!(in_an_address, "`queries/residents.rq` needs a value for `?town=`");
    /// ```
    pub fn message(&self, written: impl Fn(&str) -> String) -> String {
        match self {
            Self::Unknown {
                query,
                parameter,
                parameters,
                suggestion,
            } => {
                let hint = match (suggestion, parameters.as_slice()) {
                    (_, []) => "it has none at all".to_owned(),
                    (Some(near), _) => format!("did you mean `{}`?", written(near)),
                    (None, parameters) => {
                        let known = parameters.iter();
                        let known = known.map(|name| format!("`{}`", written(name)));
                        format!("it has {}", known.collect::<Vec<_>>().join(", "))
                    }
                };
                let parameter = written(parameter);
                format!("`{query}` has no parameter `{parameter}`; {hint}")
            }
            Self::Missing {
                query,
                parameter,
                description,
            } => {
                let description = description.as_ref().map(|text| format!(" ({text})"));
                let (parameter, description) =
                    (written(parameter), description.unwrap_or_default());
                format!("`{query}` needs a value for `{parameter}`{description}")
            }
            Self::Value {
                parameter,
                value,
                expected,
                example,
            } => {
                let hint = example.map(|example| format!("; it is written as `{example}`"));
                let (parameter, hint) = (written(parameter), hint.unwrap_or_default());
                format!("`{value}` is not a valid {expected}, which `{parameter}` needs{hint}")
            }
            Self::Kind {
                parameter,
                value,
                found,
                expected,
                suggestions,
                of_kind,
            } => {
                let parameter = written(parameter);
                let article = match expected.starts_with('i') {
                    true => "an",
                    false => "a",
                };
                let is = match *value == found.name {
                    true => format!("{found} is none"),
                    false => format!("`{value}` is {found}"),
                };
                let (most, named) = (suggestions.len(), lines(suggestions));
                let meant = match *of_kind {
                    0 if most == 0 => "; there is none".to_owned(),
                    0 => format!("; did you mean{named}"),
                    all if all > most => format!("; there are {all}, such as{named}"),
                    1 => format!("; there is{named}"),
                    _ => format!("; there are{named}"),
                };
                format!("`{parameter}` needs {article} {expected}, and {is}{meant}")
            }
            Self::Class { parameter, class } => {
                let parameter = written(parameter);
                format!(
                    "no source has the class `{class}`, of which the value of `{parameter}` must be"
                )
            }
            Self::Type { kind, .. } => {
                format!("`{kind}` is neither a type of a parameter nor a language tag")
            }
        }
    }
}

impl std::error::Error for ParameterError {}

impl fmt::Display for ParameterError {
    /// Writes the [message](Self::message) with the bare names of parameters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(str::to_owned))
    }
}
