//! Entities without a class, IRIs that nothing describes, and IRIs that are nearly the same.

use super::fault::{Fault, Found};
use super::schema::{OWL, RDF, RDFS};
use super::scope::Scope;
use crate::dictionary::TermId;
use crate::finding::nearest;
use crate::rdf::vocab;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

/// In a larger namespace, the nearest name is not looked for.
const MOST_NAMES: usize = 20_000;
/// For at most this many IRIs the nearest name is looked for.
const MOST_SOUGHT: usize = 50;

/// Namespaces of properties that make a subject a term or a shape without a statement of its type.
const DECLARING: [&str; 4] = [RDFS, OWL, "http://www.w3.org/ns/shacl#", vocab::STYLES];

/// Finds entities without a class, in namespaces most of whose entities have one.
pub fn without_type(scope: &Scope, found: &mut Found) {
    let label = scope.find(vocab::RDFS_LABEL);
    let comment = scope.find(&format!("{RDFS}comment"));
    let reifies = scope.find(vocab::RDF_REIFIES);
    let is_declaring = |property: TermId| {
        let iri = scope.graph.dictionary.text(property);
        Some(property) != label
            && Some(property) != comment
            && DECLARING.iter().any(|namespace| iri.starts_with(namespace))
    };
    let mut judged: FxHashMap<TermId, bool> = FxHashMap::default();
    for entity in scope.graph.dictionary.iris().filter(|id| scope.is_own(*id)) {
        let Some(namespace) = scope.namespace(entity) else {
            continue;
        };
        let is_mostly_typed = namespace.typed >= 2 * (namespace.described - namespace.typed);
        if !is_mostly_typed || scope.types(entity).next().is_some() {
            continue;
        }
        let mut rows = scope
            .graph
            .spo
            .rows(entity)
            .filter(|row| scope.is_judged(*row));
        let Some(at) = rows.next().and_then(|row| scope.graph.spo.triple(row)) else {
            continue;
        };
        let mut statements = scope.statements(entity);
        let is_term = statements.any(|[_, property, _]| {
            Some(property) == reifies
                || *judged
                    .entry(property)
                    .or_insert_with(|| is_declaring(property))
        });
        if is_term || is_term_by_use(scope, entity) {
            continue;
        }
        let message = format!("{} has statements, but no class", scope.name(entity));
        let hint = match likely_class(scope, entity) {
            Some(class) => format!(
                "say what it is, such as {} `a` {}",
                scope.code(entity),
                scope.code(class)
            ),
            None => "say what it is with `a`".to_owned(),
        };
        found
            .faults
            .push(Fault::warning("without-type", at, entity, message).with_hint(hint));
    }
}

/// Returns whether a term is used as a property or as a class.
fn is_term_by_use(scope: &Scope, term: TermId) -> bool {
    let types = scope
        .rdf_type
        .map(|of| scope.graph.pos.range([Some(of), Some(term), None]));
    !scope.graph.pos.rows(term).is_empty() || types.is_some_and(|rows| !rows.is_empty())
}

/// Returns the most frequent class of what has the same properties.
fn likely_class(scope: &Scope, entity: TermId) -> Option<TermId> {
    let mut counts: FxHashMap<TermId, usize> = FxHashMap::default();
    for [_, property, _] in scope.statements(entity).take(10) {
        let others = scope.asserted(Some(property)).take(50);
        for class in others.flat_map(|[other, ..]| scope.types(other)) {
            *counts.entry(class).or_default() += 1;
        }
    }
    let (class, _) = counts
        .into_iter()
        .max_by_key(|(class, count)| (*count, TermId::MAX - class))?;
    scope.is_own(class).then_some(class)
}

/// Properties whose values are documents, or are described elsewhere.
const LINKS: [&str; 29] = [
    "http://www.w3.org/2000/01/rdf-schema#seeAlso",
    "http://www.w3.org/2000/01/rdf-schema#isDefinedBy",
    "http://www.w3.org/2002/07/owl#sameAs",
    "http://www.w3.org/2002/07/owl#imports",
    "http://www.w3.org/2002/07/owl#versionIRI",
    "http://www.w3.org/2002/07/owl#priorVersion",
    "http://www.w3.org/2002/07/owl#backwardCompatibleWith",
    "http://www.w3.org/2002/07/owl#incompatibleWith",
    "http://www.w3.org/2004/02/skos/core#exactMatch",
    "http://www.w3.org/2004/02/skos/core#closeMatch",
    "http://www.w3.org/2004/02/skos/core#broadMatch",
    "http://www.w3.org/2004/02/skos/core#narrowMatch",
    "http://www.w3.org/2004/02/skos/core#relatedMatch",
    "http://purl.org/dc/terms/contributor",
    "http://purl.org/dc/terms/creator",
    "http://purl.org/dc/terms/publisher",
    "http://purl.org/dc/terms/source",
    "http://purl.org/dc/terms/license",
    "http://purl.org/dc/terms/conformsTo",
    "http://purl.org/dc/terms/identifier",
    "http://purl.org/dc/elements/1.1/source",
    "http://xmlns.com/foaf/0.1/page",
    "http://xmlns.com/foaf/0.1/homepage",
    "http://xmlns.com/foaf/0.1/depiction",
    "https://schema.org/url",
    "https://schema.org/sameAs",
    "https://schema.org/image",
    "http://www.w3.org/ns/dcat#downloadURL",
    "http://www.w3.org/ns/dcat#accessURL",
];

/// An IRI with the statements that lead to it.
type Reached = (TermId, Vec<[TermId; 3]>);

/// Finds IRIs that statements lead to and that nothing describes, in namespaces most of whose IRIs are described.
pub fn dangling(scope: &Scope, found: &mut Found) {
    let links: FxHashSet<TermId> = LINKS.iter().filter_map(|iri| scope.find(iri)).collect();
    let mut by_namespace: FxHashMap<u32, Vec<Reached>> = FxHashMap::default();
    for id in scope.graph.dictionary.iris().filter(|id| scope.is_own(*id)) {
        let is_described = scope.graph.spo.rows(id).any(|row| {
            scope
                .graph
                .spo
                .triple(row)
                .is_some_and(|triple| scope.graph.is_asserted(triple))
        });
        if is_described || is_term_by_use(scope, id) || is_document(scope, id) {
            continue;
        }
        let uses = scope.graph.all_triples(None, None, Some(id));
        let uses = uses.filter(|at| !links.contains(&at[1]) && !is_of_vocabulary(scope, at[1]));
        let uses = uses.filter(|at| scope.graph.is_asserted(*at) && !scope.places(*at).is_empty());
        let uses: Vec<[TermId; 3]> = uses.collect();
        if let (false, Some(namespace)) = (uses.is_empty(), scope.namespace_index(id)) {
            by_namespace.entry(namespace).or_default().push((id, uses));
        }
    }
    let mut namespaces: Vec<_> = by_namespace.into_iter().collect();
    namespaces.sort_by_key(|(index, _)| *index);
    let mut sought = 0;
    for (index, dangling) in namespaces {
        let Some(namespace) = scope.namespaces.get(index as usize) else {
            continue;
        };
        if !scope.are_slips(
            dangling.len(),
            namespace.typed.saturating_sub(namespace.declared),
        ) {
            continue;
        }
        let names = match namespace.described < MOST_NAMES && sought < MOST_SOUGHT {
            true => names_in(scope, index),
            false => Vec::new(),
        };
        for (id, uses) in dangling {
            let name = scope.graph.display(id);
            sought += 1;
            let near = match sought <= MOST_SOUGHT {
                true => nearest(&name, names.iter().map(String::as_str)),
                false => None,
            };
            found
                .faults
                .extend(nothing_described(scope, id, &uses, near));
        }
    }
}

/// Returns whether an IRI is that of a file or of a namespace, by its end.
fn is_document(scope: &Scope, id: TermId) -> bool {
    let iri = scope.graph.dictionary.text(id);
    let name = iri.rsplit(['#', '/', ':']).next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let is_extension =
        |text: &str| (2..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
    name.is_empty() || extension.is_some_and(is_extension)
}

/// Whether a property is of RDF Schema or OWL, so that its values are terms, or of lists.
fn is_of_vocabulary(scope: &Scope, property: TermId) -> bool {
    let iri = scope.graph.dictionary.text(property);
    [RDF, RDFS, OWL, "http://www.w3.org/ns/shacl#"]
        .iter()
        .any(|namespace| iri.starts_with(namespace))
        && iri != format!("{RDF}first")
}

/// The names of what is described in a namespace.
fn names_in(scope: &Scope, namespace: u32) -> Vec<String> {
    let ids = scope.graph.dictionary.iris();
    let ids = ids.filter(|id| scope.namespace_index(*id) == Some(namespace));
    let described = ids.filter(|id| scope.statements(*id).next().is_some());
    described.map(|id| scope.graph.display(id)).collect()
}

fn nothing_described(
    scope: &Scope,
    id: TermId,
    uses: &[[TermId; 3]],
    near: Option<&str>,
) -> Option<Fault> {
    let placed = uses
        .iter()
        .filter_map(|at| Some((scope.places(*at).into_iter().next()?, *at)));
    let (_, first) = placed.min()?;
    let times = match uses.len() {
        1 => String::new(),
        count => format!(", but {count} statements lead to it"),
    };
    let message = format!("nothing is said of {}{times}", scope.code(id));
    let fault = Fault::warning("dangling-reference", first, id, message);
    Some(match near {
        Some(near) => fault.with_hint(format!("did you mean `{near}`?")),
        None => fault.with_hint("describe it, at least with a class and a label"),
    })
}

/// Finds IRIs that differ only in case, Unicode normalisation or percent-encoding from another one.
pub fn similar(scope: &Scope, found: &mut Found) {
    let dictionary = &scope.graph.dictionary;
    let mut by_form: FxHashMap<u64, Vec<TermId>> = FxHashMap::default();
    dictionary.each_text(dictionary.iris(), |id, iri| {
        if scope.is_own(id) {
            by_form.entry(hash(&folded(iri))).or_default().push(id);
        }
    });
    let mut groups: Vec<Vec<TermId>> = by_form.into_values().filter(|ids| ids.len() > 1).collect();
    groups.sort_unstable();
    for ids in groups {
        let weight = |id: TermId| {
            let is_described = scope.statements(id).next().is_some();
            let rows = [&scope.graph.spo, &scope.graph.pos, &scope.graph.osp]
                .map(|order| order.rows(id).len());
            (is_described, rows.iter().sum::<usize>(), TermId::MAX - id)
        };
        let Some(main) = ids.iter().copied().max_by_key(|id| weight(*id)) else {
            continue;
        };
        for id in ids.into_iter().filter(|id| *id != main) {
            let [a, b] = [main, id].map(|id| dictionary.text(id));
            // Different texts may have one hash.
            if folded(a.as_bytes()) != folded(b.as_bytes()) {
                continue;
            }
            let what = difference(&a, &b);
            if what == "case" && are_different(scope, main, id) {
                continue;
            }
            if let Some(at) = scope.first_use(id) {
                let message = format!(
                    "{} differs from {} only in {what}",
                    scope.code(id),
                    scope.code(main)
                );
                let fault = Fault::warning("similar-iri", at, id, message);
                let hint = format!("write {} if the same is meant", scope.code(main));
                found.faults.push(fault.with_hint(hint));
            }
        }
    }
}

/// Returns whether two terms that differ in case are meant to: none is described, or both are and not as instances of one class.
fn are_different(scope: &Scope, a: TermId, b: TermId) -> bool {
    let is_described = |id: TermId| scope.statements(id).next().is_some();
    match (is_described(a), is_described(b)) {
        (false, false) => true,
        (true, true) => {
            let classes: Vec<TermId> = scope.types(a).collect();
            !scope.types(b).any(|class| classes.contains(&class))
        }
        // A class and a property often have one name: `Employer` and `employer`.
        _ => {
            let is_property = |id: TermId| !scope.graph.pos.rows(id).is_empty();
            let declaring = scope.declaring_classes();
            let is_term = |id: TermId| {
                is_term_by_use(scope, id) || scope.types(id).any(|class| declaring.contains(&class))
            };
            is_property(a) != is_property(b) && is_term(a) && is_term(b)
        }
    }
}

fn difference(a: &str, b: &str) -> &'static str {
    let composed = |text: &str| text.nfc().collect::<String>();
    if composed(a) == composed(b) {
        return "Unicode normalisation";
    }
    match decoded(a.as_bytes()) == decoded(b.as_bytes()) {
        true => "percent-encoding",
        false => "case",
    }
}

/// Returns an IRI without what should not tell it from others: case, normalisation and percent-encoding.
fn folded(iri: &[u8]) -> Vec<u8> {
    let decoded = decoded(iri);
    match decoded.is_ascii() {
        true => decoded.to_ascii_lowercase(),
        false => {
            let text = String::from_utf8_lossy(&decoded);
            text.nfc().collect::<String>().to_lowercase().into_bytes()
        }
    }
}

/// Returns bytes with their percent-encoded bytes decoded.
fn decoded(iri: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(iri.len());
    let mut rest = iri;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let byte = digits
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        (decoded, rest) = match byte {
            Some(byte) => {
                decoded.push(byte);
                (decoded, after.get(2..).unwrap_or_default())
            }
            None => {
                decoded.push(*first);
                (decoded, after)
            }
        };
    }
    decoded
}

fn hash(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}
