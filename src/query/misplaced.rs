//! Parameters that stand where SPARQL takes no value: in [`SELECT`](https://www.w3.org/TR/sparql11-query/#rSelectClause) and
//! after `AS`, for instance, only a variable can stand.

use super::limits::Budget;
use super::parameters::{bound_call, is_of_entity, uses};
use super::parse::parse_within;
use super::syntax::{self, Fault};
use super::{FrontMatter, Query};
use crate::error::Result;
use crate::rdf::Prefixes;
use crate::source::SourceFile;
use std::ops::Range;

/// A use of a parameter: the bytes of the variable, and its name.
type Use = (Range<usize>, String);

/// Texts that stand for the values of parameters: they are as good as any to the grammar.
const IRI: &str = "<urn:bixi:value>";
const LITERAL: &str = "\"value\"";

/// Checks that all parameters of a query stand where their values can.
///
/// # Errors
/// If one does not, at its place, or a limit is passed.
pub fn check_places(query: &Query, prefixes: &Prefixes, budget: &Budget) -> Result<()> {
    let text = query.text();
    let uses = uses(query);
    let is_value = |(range, _): &&Use| bound_call(text, range).is_none();
    let uses: Vec<&Use> = uses.iter().filter(is_value).collect();
    let can_stand = |uses: &[&Use], value: &dyn Fn(&Use) -> &'static str| {
        let source = SourceFile::new(&query.source.path, with_values(text, uses, value));
        let filled = Query {
            source,
            front_matter: FrontMatter::default(),
            graphs: None,
            base: query.base.clone(),
        };
        parse_within(&filled, prefixes, None, budget).is_ok()
    };
    let value = |(_, variable): &Use| match is_of_entity(query, variable) {
        true => IRI,
        false => LITERAL,
    };
    if uses.is_empty() || can_stand(&uses, &value) {
        return Ok(());
    }
    let Some(misplaced) = uses.into_iter().find(|one| !can_stand(&[one], &value)) else {
        return Ok(());
    };
    let (range, variable) = misplaced;
    let (problem, hint) = match can_stand(&[misplaced], &|_| IRI) {
        true => (
            format!("the value of `?{variable}` is a literal, which cannot stand here"),
            "give the parameter the type `iri`, or use a variable here",
        ),
        false => (
            format!("`?{variable}` is a parameter, and only a variable can stand here"),
            "use a variable whose name does not begin with `_`",
        ),
    };
    let fault = Fault {
        at: range.start,
        problem,
        hint: Some(hint.to_owned()),
    };
    Err(syntax::fault(query, fault))
}

/// Returns a text with values in the place of some parameters.
fn with_values(text: &str, uses: &[&Use], value: &dyn Fn(&Use) -> &'static str) -> String {
    let mut new = String::with_capacity(text.len());
    let mut copied = 0;
    for found in uses {
        let (range, _) = found;
        new.push_str(&text[copied..range.start]);
        new.push_str(value(found));
        copied = range.end;
    }
    new.push_str(&text[copied..]);
    new
}
