//! `/api/passage`: the words of a text that a statement rests on, within their passage.

use super::asked::{Asked, json};
use super::term::entity_name;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use hyper::StatusCode;

/// Answers the call: `iri` of a reifier or of a passage.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let name = entity_name(asked.parameters)?;
    let Some(folder) = &asked.state.texts else {
        let text = "no folder of texts is served: name it by `--evidence`";
        return Err(Problem::new(StatusCode::NOT_FOUND, text));
    };
    match asked.served.snapshot.quotation(&name, folder)? {
        Some(quotation) => json(&quotation, reply),
        None => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "there is no passage, or its text is not as the graph describes it",
        )),
    }
}
