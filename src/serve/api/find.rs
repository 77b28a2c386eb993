//! `/api/find`: entities by their names and other texts, and by their classes.

use super::asked::{Asked, json};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::Search;

/// How many entities there are if the request says nothing.
const MOST: usize = 50;

/// The most characters of a text: it is compared with all names that are like it.
const LONGEST: usize = 1000;

/// Answers the call: `text`, `class`, `all`, `offset`, `limit`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let parameters = asked.parameters;
    let class = parameters.one("class")?.map(super::term::identifier);
    let text = parameters.one("text")?.unwrap_or_default();
    if text.chars().nth(LONGEST).is_some() {
        let problem = format!("`text` has at most {LONGEST} characters");
        return Err(Problem::bad(problem));
    }
    let search = Search {
        text,
        all_texts: parameters.is_true("all")?,
        class: class.as_deref(),
        offset: parameters.number("offset")?.unwrap_or(0),
        limit: parameters.limit(MOST)?,
    };
    json(&asked.served.snapshot.search(&search, asked.limits)?, reply)
}
