//! The IRI of a new entity: in the namespace of the other instances of its class, and written as theirs.

use super::Stated;
use crate::dictionary::TermId;
use crate::error::{AddError, Result};
use crate::graph::Graph;
use crate::query::functions::slug;
use crate::query::suggestion;
use crate::rdf::{NamedNode, Term, vocab};
use crate::template::Template;

/// How the words of a local name are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joined {
    Hyphens,
    Underscores,
    Capitals,
}

/// Returns the IRI of a new instance: what a name says, else what is made of its English label, or of its first label.
///
/// # Errors
/// If there is neither a name nor a label, no namespace is known, or the sources describe an entity with the IRI.
pub fn iri(
    graph: &Graph,
    template: &Template,
    statements: &[Stated],
    name: Option<&str>,
) -> Result<String> {
    let iri = match name {
        Some(name) => named(graph, template, name)?,
        None => {
            let label = label(statements).ok_or(AddError::NoName)?;
            let slug = slug(label).ok_or(AddError::NoName)?;
            let namespace = namespace(graph, template)?;
            format!(
                "{namespace}{}",
                joined(&slug, style(graph, template.class, &namespace))
            )
        }
    };
    if NamedNode::new(&iri).is_err() {
        return Err(AddError::Iri { iri }.into());
    }
    match described_at(graph, &iri) {
        Some((entity, place)) => Err(AddError::Described {
            found: suggestion(graph, None, entity),
            place,
        }
        .into()),
        None => Ok(iri),
    }
}

/// Returns the IRI that a name says: itself, that of a prefixed name, or one in the namespace of the class.
fn named(graph: &Graph, template: &Template, name: &str) -> Result<String> {
    let in_brackets = name
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'));
    if in_brackets.is_some() || name.contains("://") {
        return Ok(in_brackets.unwrap_or(name).to_owned());
    }
    match graph.prefixes.expand(name) {
        Some(iri) => Ok(iri),
        None => Ok(format!("{}{name}", namespace(graph, template)?)),
    }
}

fn namespace(graph: &Graph, template: &Template) -> Result<String> {
    let known = template.namespace.clone();
    let unknown = || AddError::NoNamespace {
        class: graph.display(template.class),
    };
    Ok(known.ok_or_else(unknown)?)
}

/// Returns the English label among statements, else the first one.
fn label(statements: &[Stated]) -> Option<&str> {
    let labels = statements.iter().filter_map(|stated| match &stated.value {
        Term::Literal(text) if vocab::NAMES.contains(&stated.property.as_str()) => Some(text),
        _ => None,
    });
    let is_english = |tag: &str| tag == "en" || tag.starts_with("en-");
    let mut english = labels
        .clone()
        .filter(|text| text.language().is_some_and(is_english));
    let first = english.next().or_else(|| labels.clone().next());
    first.map(|text| text.value())
}

/// Returns how most local names of the instances of a class are written that have several words; if none has, those of all entities
/// in the namespace.
fn style(graph: &Graph, class: TermId, namespace: &str) -> Joined {
    let (mut of_class, mut of_all) = ([0; 3], [0; 3]);
    let iris = graph
        .dictionary
        .starting_with(graph.dictionary.iris(), namespace);
    for id in iris {
        let Some(own) = graph.class_of(id) else {
            continue;
        };
        // Classes and properties have names of another kind.
        if vocab::DECLARED.contains(&graph.dictionary.text(own).as_str()) {
            continue;
        }
        let iri = graph.dictionary.text(id);
        let Some(joined) = joined_by(iri.get(namespace.len()..).unwrap_or_default()) else {
            continue;
        };
        of_all[joined as usize] += 1;
        of_class[joined as usize] += usize::from(own == class);
    }
    let [hyphens, underscores, capitals]: [usize; 3] = match of_class {
        [0, 0, 0] => of_all,
        of_class => of_class,
    };
    if hyphens >= underscores && hyphens >= capitals {
        Joined::Hyphens
    } else if underscores >= capitals {
        Joined::Underscores
    } else {
        Joined::Capitals
    }
}

/// Returns how the words of a local name are joined, if it shows several.
fn joined_by(local: &str) -> Option<Joined> {
    let mut pairs = local.chars().zip(local.chars().skip(1));
    if local.contains('-') {
        Some(Joined::Hyphens)
    } else if local.contains('_') {
        Some(Joined::Underscores)
    } else {
        let has_capital = pairs.any(|(a, b)| a.is_lowercase() && b.is_uppercase());
        has_capital.then_some(Joined::Capitals)
    }
}

/// Returns the words of a slug, joined in another way.
fn joined(slug: &str, style: Joined) -> String {
    match style {
        Joined::Hyphens => slug.to_owned(),
        Joined::Underscores => slug.replace('-', "_"),
        Joined::Capitals => {
            let words = slug.split('-').map(|word| {
                let mut letters = word.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                first.chain(letters).collect::<String>()
            });
            words.collect()
        }
    }
}

/// Returns the entity with an IRI and the place of its first statement, if the sources say anything of it.
fn described_at(graph: &Graph, iri: &str) -> Option<(TermId, String)> {
    let entity = graph.dictionary.find_iri(iri)?;
    let mut places = graph
        .asserted_triples(Some(entity), None, None)
        .flat_map(|triple| graph.places_of(triple))
        .collect::<Vec<_>>();
    places.sort_by_key(|place| (place.source, place.line));
    let place = places.first()?;
    Some((entity, graph.display_place(place)))
}

#[cfg(test)]
mod tests {
    use super::{Joined, joined};

    #[test]
    fn words_are_joined_as_those_of_other_names() {
        assert_eq!(joined("bay-optics", Joined::Hyphens), "bay-optics");
        assert_eq!(joined("bay-optics", Joined::Underscores), "bay_optics");
        assert_eq!(joined("bay-optics-康弘", Joined::Capitals), "BayOptics康弘");
    }
}
