//! The place of a result: the line of the value that is wrong, or that of the focus node where a value is missing.

use super::data::Data;
use super::reach::reach;
use super::result::{Found, ResultPath};
use crate::dictionary::TermId;
use crate::finding::Place;
use crate::graph::Graph;
use crate::shapes::{Kind, Path, SH, Shapes};
use crate::source::SourceFile;

/// Gives the file of a path, as an error of reading leaves none.
pub type Files<'f> = dyn Fn(&str) -> Option<std::rc::Rc<SourceFile>> + 'f;

/// Returns the statement that a result is about, if one has a place.
pub fn statement_of(found: &Found, data: &Data, shapes: &Shapes) -> Option<[TermId; 3]> {
    let shape = &shapes.shapes[found.shape];
    let of_path = |value: TermId| {
        let path = match &found.path {
            Some(ResultPath::Property(property)) => &Path::Property(*property),
            Some(ResultPath::OfShape) => &shape.path.as_ref()?.1,
            _ => return None,
        };
        leading(data, found.focus, path, value)
    };
    let has_place = |triple: &[TermId; 3]| !data.graph.places_of(*triple).is_empty();
    let of_value = match (&shape.constraints[found.constraint].kind, &shape.path) {
        // Of too many values the one that stands last is one too many.
        (Kind::MaxCount(_), Some((_, path))) => {
            let values = reach(data, path, found.focus).into_iter();
            let statements = values.filter_map(of_path).filter(has_place);
            statements.max_by_key(|triple| data.graph.places_of(*triple))
        }
        _ => found.known_value().and_then(of_path).filter(has_place),
    };
    of_value.or_else(|| of_node(data, found.focus))
}

/// Returns a statement by which a path leads from a node to a value: its last step.
fn leading(data: &Data, node: TermId, path: &Path, value: TermId) -> Option<[TermId; 3]> {
    let is_there = |triple: [TermId; 3]| data.has(triple).then_some(triple);
    match path {
        Path::Property(property) => is_there([node, *property, value]),
        Path::Inverse(path) => match **path {
            Path::Property(property) => is_there([value, property, node]),
            _ => None,
        },
        Path::Sequence(paths) => {
            let (last, first) = paths.split_last()?;
            let before = reach(data, &Path::Sequence(first.to_vec()), node);
            before
                .into_iter()
                .find_map(|node| leading(data, node, last, value))
        }
        Path::Alternative(paths) => paths
            .iter()
            .find_map(|path| leading(data, node, path, value)),
        Path::ZeroOrOne(path) => leading(data, node, path, value),
        Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => {
            let before = reach(data, &Path::ZeroOrMore(inner.clone()), node);
            before
                .into_iter()
                .find_map(|node| leading(data, node, inner, value))
        }
    }
}

/// Returns the statement that gives a node its type, else its first one, else the first that leads to it, those of shapes last.
pub fn of_node(data: &Data, node: TermId) -> Option<[TermId; 3]> {
    let has_place = |triple: &[TermId; 3]| !data.graph.places_of(*triple).is_empty();
    let types = data.rdf_type.into_iter();
    let types =
        types.flat_map(|rdf_type| data.types(node).map(move |class| [node, rdf_type, class]));
    let incoming = || {
        let all = data.graph.all_triples(None, None, Some(node));
        all.up_to(data.level)
    };
    let is_of_shape =
        |[_, property, _]: &[TermId; 3]| data.dictionary().text(*property).starts_with(SH);
    let of_data = incoming().filter(|triple| !is_of_shape(triple));
    let mut all = types
        .chain(data.statements(node))
        .chain(of_data)
        .chain(incoming());
    all.find(has_place)
}

/// Returns the first place of a statement, with the bytes of one of its terms where that stands once in its line.
pub fn place_of(graph: &Graph, statement: [TermId; 3], term: TermId, files: &Files) -> Place {
    let Some(place) = graph.places_of(statement).into_iter().next() else {
        return Place::default();
    };
    let path = graph.sources.get(place.source as usize);
    let path = path.map_or_else(String::new, |source| source.path.clone());
    let span = files(&path).and_then(|file| {
        let line = file.text_span(place.line)?;
        let written = graph.written_in(&file, line.clone(), place.source as usize, term);
        // Of several places it is not known which one is meant.
        match written.as_slice() {
            [one] => Some(one.clone()),
            _ => Some(line),
        }
    });
    Place {
        file: path,
        span: span.unwrap_or(0..0),
    }
}
