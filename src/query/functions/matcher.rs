//! [`REGEX`](https://www.w3.org/TR/sparql11-query/#func-regex) and [`REPLACE`](https://www.w3.org/TR/sparql11-query/#func-replace):
//! a constant pattern is translated once, and of those that are computed the last one is kept.

use super::regex::Pattern;
use super::value::Value;
use std::sync::{Arc, Mutex};

/// The pattern of a call.
#[derive(Debug)]
pub enum Matcher {
    /// A constant one; none if it is not a pattern.
    Constant(Option<Pattern>),
    /// The one that was translated last, with its text and its flags.
    Computed(Mutex<Option<Last>>),
}

/// A pattern that was computed.
#[derive(Debug)]
pub struct Last {
    pattern: String,
    flags: String,
    translated: Option<Arc<Pattern>>,
}

impl Matcher {
    /// A constant pattern with constant flags.
    pub fn constant(pattern: &Value, flags: Option<&Value>) -> Self {
        let translated = || {
            let flags = flags.map_or(Some(""), Value::simple)?;
            Pattern::new(pattern.simple()?, flags).ok()
        };
        Self::Constant(translated())
    }

    /// A pattern that is computed for each row.
    pub fn computed() -> Self {
        Self::Computed(Mutex::new(None))
    }

    /// Uses the pattern of a row; nothing if it is none.
    fn with<T>(
        &self,
        pattern: &Value,
        flags: Option<&Value>,
        action: impl Fn(&Pattern) -> Option<T>,
    ) -> Option<T> {
        let last = match self {
            Self::Constant(pattern) => return action(pattern.as_ref()?),
            Self::Computed(last) => last,
        };
        let flags = flags.map_or(Some(""), Value::simple)?;
        let pattern = pattern.simple()?;
        let mut last = last.lock().ok()?;
        let translated = match &*last {
            Some(last) if last.pattern == pattern && last.flags == flags => last.translated.clone(),
            _ => {
                let translated = Pattern::new(pattern, flags).ok().map(Arc::new);
                *last = Some(Last {
                    pattern: pattern.to_owned(),
                    flags: flags.to_owned(),
                    translated: translated.clone(),
                });
                translated
            }
        };
        action(&*translated?)
    }

    /// `REGEX(text, pattern, flags)`
    pub fn regex(&self, arguments: &[Value]) -> Option<Value> {
        let (text, pattern, flags) = match arguments {
            [text, pattern] => (text, pattern, None),
            [text, pattern, flags] => (text, pattern, Some(flags)),
            _ => return None,
        };
        let text = text.string()?.text;
        self.with(pattern, flags, |pattern| {
            pattern.matches(text).ok().map(Value::from)
        })
    }

    /// `REPLACE(text, pattern, replacement, flags)`
    pub fn replace(&self, arguments: &[Value]) -> Option<Value> {
        let (text, pattern, replacement, flags) = match arguments {
            [text, pattern, replacement] => (text, pattern, replacement, None),
            [text, pattern, replacement, flags] => (text, pattern, replacement, Some(flags)),
            _ => return None,
        };
        let (text, replacement) = (text.string()?, replacement.simple()?);
        self.with(pattern, flags, |pattern| {
            let replaced = pattern.replace_all(text.text, replacement).ok()?;
            Some(text.with(replaced))
        })
    }
}
