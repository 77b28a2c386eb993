//! `/api/passage`: the words of a text that a statement rests on, within their passage.

use super::asked::{Asked, json};
use super::term::entity_name;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::Quoting;
use hyper::StatusCode;

/// Answers the call: `iri` of a reifier or of a passage.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let name = entity_name(asked.parameters)?;
    let Some(folder) = &asked.state.texts else {
        let text = "no folder of texts is served: name it by `--evidence`";
        return Err(Problem::new(StatusCode::NOT_FOUND, text));
    };
    let missing = match asked.served.snapshot.quotation(&name, folder)? {
        Quoting::Quoted(quotation) => return json(&quotation, reply),
        Quoting::NoFile(file) => format!("the folder of the texts has no file `{file}`"),
        Quoting::OtherText(file) => format!(
            "`{file}` is not the text that the graph describes, since its digest is another; `bixi check --evidence` compares them"
        ),
        Quoting::TooShort(file) => format!("`{file}` ends before the passage does"),
        _ => "it names no characters of a text that has a file".to_owned(),
    };
    Err(Problem::new(StatusCode::NOT_FOUND, &missing))
}
