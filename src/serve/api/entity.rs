//! `/api/entity`: everything about an entity, by property in both directions.

use super::asked::{Asked, json};
use super::term::entity_name;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::errors::NameError;
use bixi::rdf::NamedNode;
use bixi::{EntityPart, Error};
use hyper::StatusCode;

/// How many statements of a property there are if the request says nothing.
const MOST: usize = 25;

/// Answers the call: `iri` or `name`; `property` and `direction` for the statements of one property; `offset`, `limit`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let parameters = asked.parameters;
    let property = parameters.one("property")?.map(|iri| {
        let property = NamedNode::new(iri);
        property.map_err(|_| Problem::bad(format!("`{iri}` is not an IRI")))
    });
    let part = EntityPart {
        property: property.transpose()?.map(Into::into),
        is_incoming: match parameters.one("direction")? {
            None | Some("out") => false,
            Some("in") => true,
            Some(other) => {
                let text = format!("there is no direction `{other}`: there are out and in");
                return Err(Problem::bad(text));
            }
        },
        offset: parameters.number("offset")?.unwrap_or(0),
        limit: parameters.limit(MOST)?,
    };
    let served = asked.served;
    let name = entity_name(parameters)?;
    let described = served
        .project
        .describe(&served.snapshot, &name, &part, asked.limits);
    let described = described.map_err(|error| match &error {
        Error::Name(cause) if !matches!(**cause, NameError::Ambiguous { .. }) => {
            Problem::from(error).with_status(StatusCode::NOT_FOUND)
        }
        _ => error.into(),
    })?;
    json(&described, reply)
}
