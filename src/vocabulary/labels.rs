//! Labels that are missing, doubled or shared.

use super::fault::{Fault, Found};
use super::once::ITS_ENTITY;
use super::schema::{OWL, SKOS};
use super::scope::Scope;
use super::words::{in_words, listed};
use crate::dictionary::TermId;
use crate::rdf::{usual_case, vocab};
use rustc_hash::{FxHashMap, FxHashSet};

/// In a class where more than this many labels are shared, labels do not tell its instances apart.
const MOST_SHARED: usize = 5;

/// The label properties that have one value in each language.
fn preferred() -> [String; 2] {
    [vocab::RDFS_LABEL.to_owned(), format!("{SKOS}prefLabel")]
}

/// Finds entities with two labels in one language.
pub fn several(scope: &Scope, found: &mut Found) {
    for property in preferred() {
        let mut labels: Vec<(TermId, u32, TermId)> = labels_of(scope, &property).collect();
        labels.sort_unstable();
        let Some(property) = scope.find(&property) else {
            continue;
        };
        for same in labels.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let [(entity, ..), .., (_, _, last)] = same else {
                continue;
            };
            let is_single = same.iter().all(|(.., label)| label == last);
            if is_single || !scope.is_own(*entity) {
                continue;
            }
            let texts: Vec<String> = same.iter().map(|(.., label)| scope.code(*label)).collect();
            let language = scope.graph.dictionary.literal_type(*last);
            let language = language.map_or("", |of| of.language.as_str());
            let language = match language {
                "" => "without a language tag".to_owned(),
                tag => format!("in `{}`", usual_case(tag)),
            };
            let message = format!(
                "{} has {} labels {language}: {}",
                scope.code(*entity),
                in_words(same.len()),
                listed(&texts)
            );
            let mut fault =
                Fault::warning("several-labels", [*entity, property, *last], *last, message)
                    .with_hint("make all but one `skos:altLabel`");
            for (.., other) in same.iter().rev().skip(1).take(3) {
                fault = fault.with_related([*entity, property, *other], *other, "another label");
            }
            if let Some(at) = of_entity(scope, *entity) {
                fault = fault.with_related(at, *entity, ITS_ENTITY);
            }
            found.faults.push(fault);
        }
    }
}

/// Returns the labels of IRIs by a property: the entity, the number of the type of its label, and the label.
fn labels_of<'a>(
    scope: &'a Scope,
    property: &str,
) -> impl Iterator<Item = (TermId, u32, TermId)> + 'a {
    let dictionary = &scope.graph.dictionary;
    let triples = scope.asserted_of(property);
    let of_iris = triples.filter(|[entity, ..]| dictionary.is_iri(*entity));
    of_iris.filter_map(|[entity, _, label]| {
        Some((entity, dictionary.literal_type_index(label)?, label))
    })
}

/// Finds several entities of one class with the same label.
pub fn shared(scope: &Scope, found: &mut Found) {
    let mut by_class: FxHashMap<TermId, Vec<(TermId, TermId, TermId)>> = FxHashMap::default();
    let deprecated = scope.find(&format!("{OWL}deprecated"));
    let ignored = ["NamedIndividual", "Thing"].map(|name| scope.find(&format!("{OWL}{name}")));
    for property in preferred() {
        let Some(property_id) = scope.find(&property) else {
            continue;
        };
        let mut labels: Vec<(TermId, TermId)> = labels_of(scope, &property)
            .filter(|(entity, ..)| scope.is_own(*entity))
            .map(|(entity, _, label)| (label, entity))
            .collect();
        labels.sort_unstable();
        let shared = labels
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|same| same.len() > 1);
        for (label, entity) in shared.flatten() {
            if scope.objects(*entity, deprecated).next().is_some() {
                continue;
            }
            for class in scope
                .types(*entity)
                .filter(|class| !ignored.contains(&Some(*class)))
            {
                by_class
                    .entry(class)
                    .or_default()
                    .push((*label, property_id, *entity));
            }
        }
    }
    let mut classes: Vec<TermId> = by_class.keys().copied().collect();
    classes.sort_unstable();
    let mut known: FxHashSet<Vec<TermId>> = FxHashSet::default();
    let declaring = scope.declaring_classes();
    for class in classes {
        let mut of_class = by_class.remove(&class).unwrap_or_default();
        of_class.sort_unstable_by_key(|(label, property, entity)| (*label, *entity, *property));
        of_class.dedup_by_key(|(label, _, entity)| (*label, *entity));
        let groups = of_class
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|same| same.len() > 1);
        let groups: Vec<_> = groups.collect();
        let sharing: usize = groups.iter().map(|same| same.len()).sum();
        if groups.len() > MOST_SHARED && sharing * 5 > instances(scope, class) {
            continue;
        }
        for same in groups {
            let mut entities: Vec<TermId> = same.iter().map(|(.., entity)| *entity).collect();
            entities.sort_unstable();
            // Modules of an ontology have terms with one name on purpose.
            let namespaces = entities.iter().map(|id| scope.namespace_index(*id));
            let namespaces: FxHashSet<Option<u32>> = namespaces.collect();
            if declaring.contains(&class) && namespaces.len() > 1 {
                continue;
            }
            if !scope.are_linked(&entities) && known.insert(entities) {
                found.faults.extend(of_group(scope, class, same));
            }
        }
    }
}

fn instances(scope: &Scope, class: TermId) -> usize {
    let range = scope
        .rdf_type
        .map(|of| scope.graph.pos.range([Some(of), Some(class), None]));
    range.map_or(0, |rows| rows.len())
}

fn of_group(scope: &Scope, class: TermId, same: &[(TermId, TermId, TermId)]) -> Option<Fault> {
    let mut placed: Vec<_> = same
        .iter()
        .filter_map(|(label, property, entity)| {
            let triple = [*entity, *property, *label];
            Some((scope.places(triple).into_iter().next()?, triple))
        })
        .collect();
    placed.sort_unstable();
    let ((_, last), others) = placed.split_last()?;
    let names: Vec<String> = placed
        .iter()
        .map(|(_, triple)| scope.code(triple[0]))
        .collect();
    let names: Vec<String> = names.into_iter().rev().collect();
    let message = format!(
        "{} is the label of {} instances of {}: {}",
        scope.code(last[2]),
        in_words(placed.len()),
        scope.name(class),
        listed(&names)
    );
    let mut fault = Fault::warning("same-label", *last, last[2], message)
        .with_hint("use one IRI if they are the same thing, or tell them apart by their labels");
    for (_, other) in others.iter().take(3) {
        fault = fault.with_related(*other, other[2], "the same label");
    }
    for (_, [entity, ..]) in &placed {
        if let Some(at) = of_entity(scope, *entity) {
            fault = fault.with_related(at, *entity, ITS_ENTITY);
        }
    }
    (placed.len() > 1).then_some(fault)
}

/// Finds terms and entities that have a label, and none in one of the languages of the project.
pub fn missing(scope: &Scope, found: &mut Found) {
    let languages = scope.context.languages;
    if languages.is_empty() {
        return;
    }
    let properties: Vec<TermId> = vocab::LABELS
        .iter()
        .take(3)
        .filter_map(|iri| scope.find(iri))
        .collect();
    let mut without: FxHashMap<TermId, Vec<[TermId; 3]>> = FxHashMap::default();
    let mut with: FxHashMap<TermId, usize> = FxHashMap::default();
    let mut labelled: Vec<(TermId, Vec<[TermId; 3]>)> = Vec::new();
    for entity in scope.graph.dictionary.iris().filter(|id| scope.is_own(*id)) {
        let Some(rdf_type) = scope.rdf_type else {
            return;
        };
        let Some(class) = scope.types(entity).next() else {
            continue;
        };
        let labels = properties.iter().flat_map(|property| {
            let labels = scope.objects(entity, Some(*property));
            labels.map(move |label| [entity, *property, label])
        });
        let labels: Vec<[TermId; 3]> = labels.collect();
        if labels.is_empty() {
            without
                .entry(class)
                .or_default()
                .push([entity, rdf_type, class]);
            continue;
        }
        *with.entry(class).or_default() += 1;
        labelled.push((entity, labels));
    }
    // A language in which most things have no label is one that its readers can do without.
    let usual = languages.iter().filter(|language| {
        let with = labelled
            .iter()
            .filter(|(_, labels)| has_language(scope, labels, language));
        with.count() * 2 >= labelled.len()
    });
    let usual: Vec<&String> = usual.collect();
    for (entity, labels) in &labelled {
        found
            .faults
            .extend(in_languages(scope, *entity, labels, &usual));
    }
    let mut classes: Vec<TermId> = without.keys().copied().collect();
    classes.sort_unstable();
    for class in classes {
        let nameless = without.remove(&class).unwrap_or_default();
        // Instances of a class that mostly have no label need none.
        if with.get(&class).copied().unwrap_or(0) < 2 * nameless.len() {
            continue;
        }
        for at in nameless {
            let message = format!("{} has no label", scope.code(at[0]));
            found
                .faults
                .push(Fault::warning("missing-label", at, at[0], message));
        }
    }
}

/// Returns the first statement of the class of an entity, or else its first one, in files of the project.
fn of_entity(scope: &Scope, entity: TermId) -> Option<[TermId; 3]> {
    let rdf_type = scope.rdf_type;
    let of_type = scope
        .statements(entity)
        .filter(|at| Some(at[1]) == rdf_type);
    let of_type = of_type.chain(scope.statements(entity));
    of_type.into_iter().find(|at| !scope.places(*at).is_empty())
}

/// Returns whether some labels include one in a language.
fn has_language(scope: &Scope, labels: &[[TermId; 3]], language: &String) -> bool {
    let one = std::slice::from_ref(language);
    let mut labels = labels.iter();
    labels.any(|[.., label]| scope.graph.language_rank(*label, one) == 0)
}

fn in_languages(
    scope: &Scope,
    entity: TermId,
    labels: &[[TermId; 3]],
    languages: &[&String],
) -> Option<Fault> {
    let tag = |label: TermId| {
        let of = scope.graph.dictionary.literal_type(label);
        of.map_or("", |of| of.language.as_str())
    };
    // A name without a language is the same in all of them.
    if labels.iter().any(|[.., label]| tag(*label).is_empty()) {
        return None;
    }
    let missing = languages
        .iter()
        .filter(|language| !has_language(scope, labels, language));
    let missing: Vec<String> = missing.map(|tag| format!("`{tag}`")).collect();
    if missing.is_empty() {
        return None;
    }
    let at = of_entity(scope, entity)?;
    let message = format!(
        "{} has no label in {}",
        scope.name(entity),
        listed(&missing)
    );
    Some(Fault::warning("missing-label", at, entity, message))
}
