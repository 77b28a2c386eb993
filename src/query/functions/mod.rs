//! The functions and operators of expressions on values ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)).
//!
//! A file for each chapter of the specification: operators (17.3), terms (17.4.2), strings
//! (17.4.3, with `matcher` and `regex`), numerics (17.4.4), dates (17.4.5), hashes (17.4.6) and casts (17.5). An error of SPARQL is `None`.

mod casts;
mod constants;
pub mod dates;
mod decimal;
mod figure;
mod found;
mod hashes;
pub mod matcher;
pub mod members;
pub mod number;
pub mod numeral;
pub mod numerics;
pub mod operators;
mod own;
pub mod regex;
pub mod strings;
pub mod terms;
pub mod time;
mod value;

pub use casts::Target;
pub use constants::wrong_pattern;
pub use figure::is_vague;
pub use found::stem;
pub use operators::Comparison;
pub use own::{is_range, own_functions, slug, unit_of_figure};
pub use value::{Seen, Value, XSD, seen};

use crate::rdf::{NamedNode, Term};
use oxiri::Iri;
use spargebra::algebra::Function;
use std::sync::Arc;

/// A function that an evaluator can be given.
pub type CustomFunction = Arc<dyn Fn(&[Term]) -> Option<Term> + Send + Sync>;

/// What expressions may use besides the functions of SPARQL.
#[derive(Clone, Default)]
pub struct Context {
    /// What relative IRIs are resolved against.
    pub base: Option<Iri<String>>,
    /// Further functions, by name.
    pub functions: Vec<(NamedNode, CustomFunction)>,
}

/// A function whose value depends on the values of its arguments, all of which must have one.
pub type Strict = fn(&[Value]) -> Option<Value>;

/// The functions of which each argument must have a value.
pub fn strict(function: &Function) -> Option<Strict> {
    Some(match function {
        Function::Str => terms::str,
        Function::Lang => terms::lang,
        Function::LangMatches => strings::lang_matches,
        Function::Datatype => terms::datatype,
        Function::BNode => terms::blank_node,
        Function::Rand => numerics::rand,
        Function::Abs => numerics::abs,
        Function::Ceil => numerics::ceil,
        Function::Floor => numerics::floor,
        Function::Round => numerics::round,
        Function::Concat => strings::concat,
        Function::SubStr => strings::part,
        Function::StrLen => strings::length,
        Function::UCase => strings::upper_case,
        Function::LCase => strings::lower_case,
        Function::EncodeForUri => strings::encode,
        Function::Contains => strings::contains,
        Function::StrStarts => strings::starts,
        Function::StrEnds => strings::ends,
        Function::StrBefore => strings::before,
        Function::StrAfter => strings::after,
        Function::Year => dates::year,
        Function::Month => dates::month,
        Function::Day => dates::day,
        Function::Hours => dates::hours,
        Function::Minutes => dates::minutes,
        Function::Seconds => dates::seconds,
        Function::Timezone => dates::timezone,
        Function::Tz => dates::tz,
        Function::Adjust => dates::adjust,
        Function::Uuid => terms::uuid,
        Function::StrUuid => terms::str_uuid,
        Function::Md5 => hashes::md5,
        Function::Sha1 => hashes::sha1,
        Function::Sha256 => hashes::sha256,
        Function::Sha384 => hashes::sha384,
        Function::Sha512 => hashes::sha512,
        Function::StrLang => terms::str_lang,
        Function::StrLangDir => terms::str_lang_dir,
        Function::StrDt => terms::str_dt,
        Function::IsIri => terms::is_iri,
        Function::IsBlank => terms::is_blank,
        Function::IsLiteral => terms::is_literal,
        Function::IsNumeric => terms::is_numeric,
        Function::HasLang => terms::has_lang,
        Function::HasLangDir => terms::has_lang_dir,
        Function::LangDir => terms::lang_dir,
        Function::Triple => terms::triple,
        Function::Subject => terms::subject,
        Function::Predicate => terms::predicate,
        Function::Object => terms::object,
        Function::IsTriple => terms::is_triple,
        Function::Iri
        | Function::Now
        | Function::Regex
        | Function::Replace
        | Function::Custom(_) => return None,
    })
}
