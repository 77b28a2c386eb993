//! What a push has to do: the graphs of a project beside those that the manifest of an engine lists.

use super::graphs::PublishedGraph;
use super::manifest::{Content, Manifest};
use super::text::text;
use crate::error::Result;
use crate::graph::Graph;
use crate::in_order::in_order;
use crate::project::TripleTermEncoding;
use crate::query::Budget;

/// What is done to a graph of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there, and is sent.
    New,
    /// Its content is another one, or not known, and is sent.
    Changed,
    /// It is as it should be.
    Unchanged,
    /// The project does not have it any more, and it is removed.
    Removed,
}

/// A graph of a project with what is done to it.
pub struct Compared<'g> {
    /// The graph.
    pub graph: &'g PublishedGraph,
    /// What is done to it.
    pub change: Change,
    /// Its content, if it had to be known to say that.
    pub content: Option<Content>,
}

/// Compares the graphs of a project with those of a manifest. The content of a graph that the manifest does not know is not made,
/// unless all is wanted.
///
/// # Errors
/// As [`text`].
pub fn compare<'g>(
    graph: &Graph,
    graphs: &'g [PublishedGraph],
    there: Option<&Manifest>,
    encoding: TripleTermEncoding,
    is_all_wanted: bool,
    budget: &Budget,
) -> Result<Vec<Compared<'g>>> {
    let mut compared = Vec::with_capacity(graphs.len());
    let mut rest = graphs.iter();
    in_order(
        || Ok(rest.next()),
        |published| {
            let listed = there.and_then(|there| there.graphs.get(published.iri.as_str()));
            let known = listed.and_then(|listed| listed.content.as_ref());
            let content = match is_all_wanted || known.is_some() {
                true => Some(text(graph, published, encoding, budget)?),
                false => None,
            };
            let content = content.map(|text| Content {
                triples: text.triples,
                digest: text.digest,
            });
            let change = match (listed, known) {
                (None, _) => Change::New,
                (_, Some(_)) if known == content.as_ref() => Change::Unchanged,
                _ => Change::Changed,
            };
            Ok(Compared {
                graph: published,
                change,
                content,
            })
        },
        |one: Result<Compared<'g>>| {
            compared.push(one?);
            Ok(())
        },
    )?;
    Ok(compared)
}
