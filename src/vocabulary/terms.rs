//! Terms that exist only under another prefix, that a well-known vocabulary does not have, or that are deprecated.

use super::fault::{Fault, Found};
use super::known;
use super::schema::{OWL, RDFS, Schema};
use super::scope::Scope;
use crate::dictionary::TermId;
use crate::finding::nearest;
use rustc_hash::{FxHashMap, FxHashSet};

/// More terms of one namespace that nothing describes are of a vocabulary that is not there.
const MOST_SLIPS: usize = 5;

/// Properties whose values are classes.
const OF_CLASSES: [&str; 3] = ["subClassOf", "domain", "range"];

/// The statements that use a term as a property or as a class.
fn uses<'a>(scope: &'a Scope, term: TermId) -> impl Iterator<Item = [TermId; 3]> + 'a {
    let as_property = scope.asserted(Some(term));
    let of_classes = OF_CLASSES
        .iter()
        .filter_map(|name| scope.find(&format!("{RDFS}{name}")));
    let of_classes: Vec<TermId> = scope.rdf_type.into_iter().chain(of_classes).collect();
    let as_class = of_classes.into_iter().flat_map(move |property| {
        let triples = scope.graph.all_triples(None, Some(property), Some(term));
        triples.filter(|triple| scope.graph.is_asserted(*triple))
    });
    as_property.chain(as_class)
}

/// How often something is used, for the end of a message.
fn times(count: usize) -> String {
    match count {
        1 => String::new(),
        count => format!(", but it is used {count} times"),
    }
}

/// Finds terms of the graph that are used as classes or properties.
fn used(scope: &Scope) -> Vec<TermId> {
    let of_classes = OF_CLASSES
        .iter()
        .filter_map(|name| scope.find(&format!("{RDFS}{name}")));
    let mut used: FxHashSet<TermId> = scope.graph.statistics.predicates().collect();
    for property in scope.rdf_type.into_iter().chain(of_classes) {
        let rows = scope.graph.pos.rows(property);
        let objects = scope.graph.pos.second.get(rows).unwrap_or_default();
        used.extend(
            objects
                .chunk_by(|a, b| a == b)
                .filter_map(|same| same.first().copied()),
        );
    }
    let mut used: Vec<TermId> = used
        .into_iter()
        .filter(|id| scope.graph.dictionary.is_iri(*id))
        .collect();
    used.sort_unstable();
    used
}

/// Finds terms that nothing describes, while a term with the same local name is described in another namespace of the project.
pub fn wrong_prefix(scope: &Scope, found: &mut Found) {
    let is_described = |id: TermId| scope.statements(id).next().is_some();
    let mut wanting: Vec<TermId> = used(scope);
    wanting.retain(|id| scope.is_own(*id) && !is_described(*id));
    let mut counts: FxHashMap<Option<u32>, usize> = FxHashMap::default();
    for id in &wanting {
        *counts.entry(scope.namespace_index(*id)).or_default() += 1;
    }
    wanting.retain(|id| {
        let count = counts
            .get(&scope.namespace_index(*id))
            .copied()
            .unwrap_or(0);
        scope
            .namespace(*id)
            .is_some_and(|namespace| scope.are_slips(count, namespace.described))
            && count <= MOST_SLIPS
    });
    let is_property = |id: TermId| !scope.graph.pos.rows(id).is_empty();
    let entities = scope.graph.dictionary.iris().filter(|id| scope.is_own(*id));
    let entities: Vec<TermId> = entities
        .filter(|id| !is_property(*id) && !is_described(*id))
        .collect();
    if wanting.is_empty() && entities.is_empty() {
        return;
    }
    let by_name = described_by_name(scope);
    for (id, is_term) in wanting
        .iter()
        .map(|id| (*id, true))
        .chain(entities.into_iter().map(|id| (id, false)))
    {
        if !is_term && wanting.binary_search(&id).is_ok() {
            continue;
        }
        let text = scope.graph.dictionary.text(id);
        let Some(name) = local_name(scope, id, &text) else {
            continue;
        };
        let others = by_name.get(name).into_iter().flatten().copied();
        let others: Vec<TermId> = others
            .filter(|other| *other != id && fits(scope, id, *other, is_term))
            .collect();
        let [other] = others.as_slice() else {
            continue;
        };
        if !is_term && by_name.len() < 2 {
            continue;
        }
        // Somebody who writes one prefix for another has both in the file.
        let [of_id, of_other] =
            [id, *other].map(|id| scope.namespace(id).map_or("", |of| of.iri.as_str()));
        let uses: Vec<[TermId; 3]> = match is_term {
            true => uses(scope, id).collect(),
            false => scope
                .graph
                .all_triples(None, None, Some(id))
                .filter(|at| scope.graph.is_asserted(*at))
                .collect(),
        };
        let Some(first) = scope.first_by_place(uses.iter().copied()) else {
            continue;
        };
        if !scope.are_declared(first, [of_id, of_other]) {
            continue;
        }
        let message = format!("nothing describes {}{}", scope.code(id), times(uses.len()));
        let fault = Fault::warning("wrong-prefix", first, id, message);
        found
            .faults
            .push(fault.with_hint(format!("did you mean {}?", scope.code(*other))));
    }
}

/// Whether a term may be meant by another one: both are classes, both properties, or both something else.
fn fits(scope: &Scope, id: TermId, other: TermId, is_term: bool) -> bool {
    let is_property = |id: TermId| !scope.graph.pos.rows(id).is_empty();
    let declaring = scope.declaring_classes();
    let is_declared =
        scope.types(other).any(|class| declaring.contains(&class)) || is_property(other);
    is_term == is_declared
        && (!is_property(id) || starts_small(scope, other) == starts_small(scope, id))
}

fn starts_small(scope: &Scope, id: TermId) -> bool {
    let text = scope.graph.dictionary.text(id);
    let name = local_name(scope, id, &text).unwrap_or_default();
    name.starts_with(char::is_lowercase)
}

/// The IRIs of the project that are described, by local name.
fn described_by_name(scope: &Scope) -> FxHashMap<String, Vec<TermId>> {
    let mut by_name: FxHashMap<String, Vec<TermId>> = FxHashMap::default();
    for id in scope.graph.dictionary.iris().filter(|id| scope.is_own(*id)) {
        if scope.statements(id).next().is_some() {
            let text = scope.graph.dictionary.text(id);
            if let Some(name) = local_name(scope, id, &text) {
                by_name.entry(name.to_owned()).or_default().push(id);
            }
        }
    }
    by_name
}

fn local_name<'t>(scope: &Scope, id: TermId, text: &'t str) -> Option<&'t str> {
    let name = text.get(scope.namespace(id)?.iri.len()..)?;
    (!name.is_empty()).then_some(name)
}

/// Finds terms that a well-known vocabulary does not have.
pub fn unknown(scope: &Scope, found: &mut Found) {
    let links = ["seeAlso", "isDefinedBy"].map(|name| scope.find(&format!("{RDFS}{name}")));
    let vocabularies = scope
        .namespaces
        .iter()
        .map(|namespace| match namespace.is_own {
            true => None,
            false => Some((namespace, known::vocabulary(&namespace.iri)?)),
        });
    let vocabularies: Vec<_> = vocabularies.collect();
    for id in scope.graph.dictionary.iris() {
        let index = scope.namespace_index(id).unwrap_or(u32::MAX);
        let Some(Some((namespace, vocabulary))) = vocabularies.get(index as usize) else {
            continue;
        };
        let text = scope.graph.dictionary.text(id);
        let Some(name) = local_name(scope, id, &text).filter(|name| !vocabulary.has(name)) else {
            continue;
        };
        // Who describes a term extends the vocabulary.
        if scope.statements(id).next().is_some() {
            continue;
        }
        let as_value = scope.graph.all_triples(None, None, Some(id));
        let as_value =
            as_value.filter(|at| scope.graph.is_asserted(*at) && !links.contains(&Some(at[1])));
        let uses: Vec<[TermId; 3]> = scope.asserted(Some(id)).chain(as_value).collect();
        let Some(first) = scope.first_by_place(uses.iter().copied()) else {
            continue;
        };
        let fault = no_such_term(
            scope,
            vocabulary,
            &namespace.iri,
            name,
            first,
            id,
            uses.len(),
        );
        found.faults.extend(fault);
    }
    unknown_datatypes(scope, found);
}

/// Finds datatypes that a well-known vocabulary does not have.
fn unknown_datatypes(scope: &Scope, found: &mut Found) {
    let dictionary = &scope.graph.dictionary;
    for (of, index) in dictionary.types.iter().zip(0..) {
        let Some(at) = of.datatype.rfind(['#', '/']) else {
            continue;
        };
        let (namespace, name) = of.datatype.split_at(at + 1);
        let Some(vocabulary) = known::vocabulary(namespace).filter(|known| !known.has(name)) else {
            continue;
        };
        let literals = dictionary
            .literals()
            .filter(|id| dictionary.literal_type_index(*id) == Some(index));
        let uses = literals.flat_map(|id| scope.graph.all_triples(None, None, Some(id)));
        let uses: Vec<[TermId; 3]> = uses.filter(|at| scope.graph.is_asserted(*at)).collect();
        let Some(first) = scope.first_by_place(uses.iter().copied()) else {
            continue;
        };
        let fault = no_such_term(
            scope,
            vocabulary,
            namespace,
            name,
            first,
            first[2],
            uses.len(),
        );
        found.faults.extend(fault);
    }
}

fn no_such_term(
    scope: &Scope,
    vocabulary: &known::Vocabulary,
    namespace: &str,
    name: &str,
    at: [TermId; 3],
    term: TermId,
    count: usize,
) -> Option<Fault> {
    let near = nearest(name, vocabulary.names.iter().copied());
    // schema.org has new terms every month.
    let is_open = vocabulary.prefix == "schema";
    if is_open && near.is_none_or(|near| strsim::damerau_levenshtein(name, near) != 1) {
        return None;
    }
    let display = |namespace: &str, name: &str| {
        scope
            .graph
            .prefixes
            .display_iri(&format!("{namespace}{name}"))
    };
    let message = format!(
        "the vocabulary of `{}` has no such term{}",
        display(namespace, name),
        times(count)
    );
    let fault = Fault::warning("unknown-vocabulary-term", at, term, message);
    let elsewhere = || known::with_term(name).map(|namespace| display(namespace, name));
    let near = near.map(|near| display(namespace, near)).or_else(elsewhere);
    Some(match near {
        Some(near) => fault.with_hint(format!("did you mean `{near}`?")),
        None => fault,
    })
}

/// Finds deprecated terms that are used.
pub fn deprecated(scope: &Scope, schema: &Schema, found: &mut Found) {
    let mut terms: Vec<TermId> = schema.deprecated.keys().copied().collect();
    terms.sort_unstable();
    let replaced = [
        "http://purl.org/dc/terms/isReplacedBy",
        "http://purl.obolibrary.org/obo/IAO_0100001",
    ];
    let replaced: Vec<TermId> = replaced.iter().filter_map(|iri| scope.find(iri)).collect();
    let deprecated = scope.find(&format!("{OWL}deprecated"));
    for term in terms {
        let Some(axiom) = schema.deprecated.get(&term) else {
            continue;
        };
        let rdf_type = scope.rdf_type;
        let is_use = |at: &[TermId; 3]| {
            let is_plain = at[1] == term || Some(at[1]) == rdf_type;
            is_plain && Some(at[1]) != deprecated && !schema.deprecated.contains_key(&at[0])
        };
        let judged = uses(scope, term).filter(|at| is_use(at) && !scope.places(*at).is_empty());
        let judged: Vec<[TermId; 3]> = judged.collect();
        let Some(first) = scope.first_by_place(judged.iter().copied()) else {
            continue;
        };
        let used = match judged.len() {
            1 => "used".to_owned(),
            count => format!("used {count} times"),
        };
        let message = format!("{} is deprecated, but {used}", scope.code(term));
        let mut fault = Fault::warning("deprecated-term", first, term, message).with_related(
            *axiom,
            term,
            "the term is deprecated",
        );
        let mut next = replaced
            .iter()
            .flat_map(|property| scope.objects(term, Some(*property)));
        if let Some(next) = next.next() {
            fault = fault.with_hint(format!("use {}, which replaces it", scope.code(next)));
        }
        found.faults.push(fault);
    }
}
