//! The vocabulary of a graph in the manner of a [UML class diagram](https://www.omg.org/spec/UML/2.5.1/): classes with
//! their properties as rows, subclasses with hollow arrows.

use super::selection::triple;
use super::{Field, Selection};
use crate::dictionary::TermId;
use crate::query::Dataset;
use crate::rdf::vocab;
use std::collections::BTreeSet;

const DOMAIN: &str = "http://www.w3.org/2000/01/rdf-schema#domain";
const RANGE: &str = "http://www.w3.org/2000/01/rdf-schema#range";

/// The classes of a graph that have names, with their properties, named by their labels.
pub fn ontology(dataset: Dataset, label: &dyn Fn(TermId) -> Option<String>) -> Selection {
    let graph = dataset.graph();
    let find = |iri: &str| graph.dictionary.find_iri(iri);
    let kind = find(vocab::RDF_TYPE);
    let declared = vocab::CLASSES.iter().filter_map(|class| find(class));
    let declared = declared.flat_map(|class| dataset.triples(None, kind, Some(class)));
    let classes: BTreeSet<TermId> = declared
        .map(|t| t[0])
        .filter(|class| graph.dictionary.is_iri(*class))
        .collect();
    let mut selection = Selection {
        entities: classes.iter().copied().collect(),
        ..Selection::default()
    };
    let above = find(vocab::RDFS_SUB_CLASS_OF)
        .into_iter()
        .flat_map(|p| dataset.triples(None, Some(p), None));
    let drawn = above.filter(|[sub, _, above]| classes.contains(sub) && classes.contains(above));
    selection.triples = drawn.filter_map(|t| triple(graph, t)).collect();
    let caption = |id: TermId| label(id).unwrap_or_else(|| graph.display(id));
    let domains = find(DOMAIN)
        .into_iter()
        .flat_map(|p| dataset.triples(None, Some(p), None));
    // A property of a union or an intersection is a property of each of its classes.
    let domains = domains.flat_map(|at| {
        let of = match graph.dictionary.is_iri(at[2]) {
            true => vec![at[2]],
            false => graph.operands(at[2]),
        };
        of.into_iter().map(move |class| (at, class))
    });
    for ([property, _, domain], class) in domains.filter(|(_, class)| classes.contains(class)) {
        let ranges: Vec<String> = graph
            .said_objects(property, RANGE)
            .into_iter()
            .map(caption)
            .collect();
        let places = graph.places_of([property, find(DOMAIN).unwrap_or(property), domain]);
        let field = Field {
            label: caption(property),
            property: graph.display(property),
            value: ranges.join(", "),
            places: places
                .iter()
                .map(|place| graph.display_place(place))
                .collect(),
            ..Field::default()
        };
        selection.rows.push((class, field));
    }
    selection
}
