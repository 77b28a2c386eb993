//! What can be said of a call of `REGEX` or `REPLACE` from its constants, whatever the text.

use super::regex::{Pattern, PatternError};
use spargebra::algebra::{Expression, Function};

/// What is wrong with the constant pattern, flags or replacement of a call, which then has no value.
pub fn wrong_pattern(call: &Expression) -> Option<String> {
    let Expression::FunctionCall(function, arguments) = call else {
        return None;
    };
    let constant = |argument: &Expression| match argument {
        Expression::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    };
    let (pattern, replacement, flags) = match (function, arguments.as_slice()) {
        (Function::Regex, [_, pattern]) => (pattern, None, None),
        (Function::Regex, [_, pattern, flags]) => (pattern, None, Some(flags)),
        (Function::Replace, [_, pattern, replacement]) => (pattern, Some(replacement), None),
        (Function::Replace, [_, pattern, replacement, flags]) => {
            (pattern, Some(replacement), Some(flags))
        }
        _ => return None,
    };
    let flags = flags.map_or_else(|| Some(String::new()), constant)?;
    let pattern = constant(pattern)?;
    let replacement = replacement.and_then(constant);
    let error = match Pattern::new(&pattern, &flags) {
        Ok(translated) => match (function, &replacement) {
            (Function::Replace, Some(replacement)) => translated.replacement(replacement).map(drop),
            // Whatever the replacement is.
            (Function::Replace, None) => translated.replacement("").map(drop),
            _ => return None,
        }
        .err()?,
        Err(error) => error,
    };
    let wrong = match &error {
        PatternError::UnknownFlag { .. } => format!("the flags `{flags}` are wrong"),
        PatternError::MatchesEmpty => format!("`REPLACE` of `{pattern}` has no value"),
        PatternError::Replacement { .. } => {
            format!("`{}` is not a replacement", replacement.unwrap_or_default())
        }
        PatternError::TooLong { .. } | PatternError::TooLarge => {
            format!("`{pattern:.100}` cannot be matched")
        }
        _ => format!("`{pattern}` is not a regular expression"),
    };
    Some(format!("{wrong}: {error}"))
}
