//! `REGEX` and `REPLACE` on terms ([SPARQL 1.1, 17.4.3.14](https://www.w3.org/TR/sparql11-query/#func-regex) and
//! [17.4.3.15](https://www.w3.org/TR/sparql11-query/#func-replace)), in the place of those of oxigraph's evaluator, whose
//! patterns are of another dialect.

use super::regex::{Pattern, PatternError};
use crate::query::algebra::{Part, pattern_of, walk};
use crate::rdf::{Literal, NamedNode, Term, vocab};
use spargebra::algebra::{Expression, Function};
use std::cell::RefCell;

/// No IRI of a query can have a space.
const REGEX: &str = " regex";
const REPLACE: &str = " replace";

/// A function of terms, which has no value if it is an error.
type TermFunction = fn(&[Term]) -> Option<Term>;

/// The functions that [`replace_all_calls`] puts calls of.
pub fn functions() -> [(NamedNode, TermFunction); 2] {
    let named = |(name, function)| (NamedNode::new_unchecked(name), function);
    [(REGEX, regex as TermFunction), (REPLACE, replace)].map(named)
}

/// Replaces calls of `REGEX` and `REPLACE` in a query by calls of these functions.
pub fn replace_all_calls(query: &mut spargebra::Query) {
    walk(pattern_of(query), &mut |part| {
        if let Part::Expression(expression) = part {
            replace_call(expression);
        }
    });
}

fn replace_call(expression: &mut Expression) {
    if let Expression::FunctionCall(function, _) = expression {
        let name = match function {
            Function::Regex => REGEX,
            Function::Replace => REPLACE,
            _ => return,
        };
        *function = Function::Custom(NamedNode::new_unchecked(name));
    }
}

fn regex(arguments: &[Term]) -> Option<Term> {
    let (text, pattern, flags) = match arguments {
        [text, pattern] => (text, pattern, ""),
        [text, pattern, flags] => (text, pattern, simple(flags)?),
        _ => return None,
    };
    let text = string(text)?;
    let matches = with_pattern(simple(pattern)?, flags, |pattern| {
        pattern.matches(text.value())
    });
    Some(Literal::from(matches.ok()?).into())
}

fn replace(arguments: &[Term]) -> Option<Term> {
    let (text, pattern, replacement, flags) = match arguments {
        [text, pattern, replacement] => (text, pattern, replacement, ""),
        [text, pattern, replacement, flags] => (text, pattern, replacement, simple(flags)?),
        _ => return None,
    };
    let (text, replacement) = (string(text)?, simple(replacement)?);
    let replaced = with_pattern(simple(pattern)?, flags, |pattern| {
        pattern.replace_all(text.value(), replacement)
    });
    Some(with_value(text, replaced.ok()?).into())
}

/// A literal with another lexical form.
fn with_value(literal: &Literal, value: String) -> Literal {
    match literal.language() {
        None => Literal::new_simple_literal(value),
        Some(language) => match literal.direction() {
            None => Literal::new_language_tagged_literal_unchecked(value, language),
            Some(direction) => Literal::new_directional_language_tagged_literal_unchecked(
                value, language, direction,
            ),
        },
    }
}

/// A string, with or without a language.
fn string(term: &Term) -> Option<&Literal> {
    match term {
        Term::Literal(literal) if literal.language().is_some() => Some(literal),
        Term::Literal(literal) if literal.datatype().as_str() == vocab::XSD_STRING => Some(literal),
        _ => None,
    }
}

/// The text of a string without language.
fn simple(term: &Term) -> Option<&str> {
    let literal = string(term)?;
    literal.language().is_none().then_some(literal.value())
}

/// A pattern with its flags, and what became of it.
type Translated = (String, String, Result<Pattern, PatternError>);

thread_local! {
    /// The last pattern: most calls have the same one in all rows.
    static LAST: RefCell<Option<Translated>> = const { RefCell::new(None) };
}

fn with_pattern<T>(
    pattern: &str,
    flags: &str,
    apply: impl FnOnce(&Pattern) -> Result<T, PatternError>,
) -> Result<T, PatternError> {
    LAST.with_borrow_mut(|last| {
        let is_last = |(text, of, _): &&mut Translated| text == pattern && of == flags;
        if let Some((_, _, translated)) = last.as_mut().filter(is_last) {
            return translated
                .as_ref()
                .map_err(PatternError::clone)
                .and_then(apply);
        }
        let translated = Pattern::new(pattern, flags);
        let applied = translated
            .as_ref()
            .map_err(PatternError::clone)
            .and_then(apply);
        *last = Some((pattern.to_owned(), flags.to_owned(), translated));
        applied
    })
}
