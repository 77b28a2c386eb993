//! What contradicts itself, as findings: the rule that says so, the statements, and the lines that they rest on.

use super::{Datatypes, Sources, Triple, prove};
use crate::dictionary::TermId;
use crate::finding::{Finding, Place, Related};
use crate::graph::{Derivation, Graph};
use crate::rdf::vocab;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The id of the findings about contradictions.
pub const INCONSISTENCY: &str = "inconsistency";

/// At most so many lines of a proof are shown with a finding.
const LINES: usize = 12;

/// Returns the contradictions of a graph that was materialised, and its literals without a value. `is_ontology` says of the
/// path of a source whether it declares vocabulary: the lines of data, which are more likely to be wrong, are shown first.
pub fn inconsistencies(
    graph: &Graph,
    datatypes: &Datatypes,
    source: Sources,
    is_ontology: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = conflicts(graph)
        .iter()
        .map(|contradiction| finding(graph, contradiction, source, is_ontology))
        .collect();
    // A contradiction that two rules see, or one from both sides, rests on the same lines.
    let mut known: BTreeSet<Vec<(String, usize)>> = BTreeSet::new();
    findings.retain(|finding| {
        let related = finding.related.iter().map(|related| &related.place);
        let places = related.chain([&finding.place]);
        let mut places: Vec<_> = places
            .map(|place| (place.file.clone(), place.span.start))
            .collect();
        places.sort();
        known.insert(places)
    });
    for literal in ill_typed(graph, datatypes) {
        let triples = graph.all_triples(None, None, Some(literal));
        let places = triples.flat_map(|triple| graph.places_of(triple));
        // A line that has it several times is found once.
        let lines: BTreeSet<(u32, u32)> = places.map(|place| (place.source, place.line)).collect();
        for (file, line) in lines {
            let message = format!(
                "`{}` has no value: its datatype does not have this lexical form",
                graph.display(literal)
            );
            let place = line_of(graph, file, line, source).unwrap_or_default();
            let place = at_form(place, &graph.dictionary.text(literal), source);
            findings.push(Finding::error("ill-typed-literal", message, place));
        }
    }
    findings
}

/// What contradicts itself in a graph that was materialised, without what is said otherwise: an instance of a class that is empty
/// since its superclasses exclude each other is an instance of these, too.
pub fn conflicts(graph: &Graph) -> Vec<Derivation<'_>> {
    let is_said_otherwise = |conflict: &Derivation| {
        let premises = conflict.premises.iter();
        let proofs = premises.filter_map(|premise| prove(graph, *premise));
        let rules: BTreeSet<String> = proofs
            .flat_map(|proof| proof.steps)
            .filter_map(|step| Some(step.derivation?.0.name))
            .collect();
        let is_empty = rules.iter().any(|rule| rule.starts_with("empty-"));
        is_empty && !rules.contains("empty-svf")
    };
    let mut conflicts = graph.contradictions();
    conflicts
        .retain(|conflict| conflict.rule.name != "cls-nothing2" || !is_said_otherwise(conflict));
    conflicts
}

/// The literals of a graph that are ill-typed: a recognised datatype gives them no value.
pub fn ill_typed(graph: &Graph, datatypes: &Datatypes) -> Vec<TermId> {
    let dictionary = &graph.dictionary;
    let suspect: Vec<bool> = dictionary
        .types
        .iter()
        .map(|kind| kind.datatype != vocab::XSD_STRING && datatypes.recognises(&kind.datatype))
        .collect();
    let is_ill_typed = |id: &TermId| {
        let at = (*id - dictionary.bounds[1]) as usize;
        let kind = dictionary
            .literal_types
            .get(at)
            .map_or(usize::MAX, |kind| kind as usize);
        suspect.get(kind) == Some(&true)
            && datatypes.is_ill_typed(&dictionary.text(*id), &dictionary.types[kind])
    };
    let literals = dictionary.literals().into_par_iter();
    literals.filter(is_ill_typed).collect()
}

fn finding(
    graph: &Graph,
    contradiction: &Derivation,
    source: Sources,
    is_ontology: &dyn Fn(&str) -> bool,
) -> Finding {
    let premises: Vec<String> = contradiction
        .premises
        .iter()
        .map(|triple| format!("`{}`", statement(graph, *triple)))
        .collect();
    let whose = whose(graph, contradiction);
    let message = match premises.as_slice() {
        [one] => format!("{one} cannot hold{whose}, by `{}`", contradiction.rule.name),
        several => format!(
            "{} contradict each other{whose}, by `{}`",
            several.join(" and "),
            contradiction.rule.name
        ),
    };
    let (place, related) = lines(graph, &contradiction.premises, source, is_ontology);
    let mut finding = Finding::error(INCONSISTENCY, message, place);
    finding.related = related;
    finding
}

/// Returns the lines that statements rest on: the first one, and some others with what they have to do with it. The lines of data,
/// which are more likely to be wrong, come before those of the ontology.
pub(super) fn lines(
    graph: &Graph,
    premises: &[Triple],
    source: Sources,
    is_ontology: &dyn Fn(&str) -> bool,
) -> (Place, Vec<Related>) {
    // A proof may be long, so only the places that are shown are looked for in their files.
    let mut known: BTreeSet<(u32, u32)> = BTreeSet::new();
    let (mut labels, mut lines) = (Vec::new(), Vec::new());
    for premise in premises {
        let (leaves, label) = leaves(graph, *premise);
        for leaf in leaves {
            let said = graph.places_of(leaf).into_iter().next();
            if let Some(said) = said.filter(|said| known.insert((said.source, said.line))) {
                lines.push((said.source, said.line, labels.len()));
            }
        }
        labels.push(label);
    }
    let is_of_ontology = |source: u32| {
        let source = graph.sources.get(source as usize);
        source.is_some_and(|source| is_ontology(&source.path))
    };
    // The data is what is likely wrong, so it is shown first.
    lines.sort_by_key(|(source, ..)| is_of_ontology(*source));
    lines.truncate(LINES);
    let mut related = lines.into_iter().filter_map(|(file, line, label)| {
        Some(Related {
            place: line_of(graph, file, line, source)?,
            message: labels.get(label).cloned()?,
        })
    });
    let first = related.next().map(|first| first.place);
    (first.unwrap_or_default(), related.collect())
}

/// The statement whose value is a literal that the first premise speaks of, if it names no other thing: a literal alone does
/// not say what is at fault.
fn whose(graph: &Graph, contradiction: &Derivation) -> String {
    let is_literal = |id: TermId| graph.dictionary.is_literal(id);
    let Some([literal, ..]) = contradiction.premises.first().copied() else {
        return String::new();
    };
    let names_a_thing = contradiction.premises.iter().any(|[s, ..]| !is_literal(*s));
    if names_a_thing {
        return String::new();
    }
    let said = contradiction.premises.iter().find_map(|premise| {
        let proof = prove(graph, *premise)?;
        let steps = proof.steps.iter().map(|step| step.triple);
        let mut values = steps.filter(|[s, _, o]| *o == literal && !is_literal(*s));
        values.next()
    });
    said.map_or_else(String::new, |[subject, property, _]| {
        let [subject, property] = [subject, property].map(|id| graph.display(id));
        let values = match contradiction.premises.as_slice() {
            [_] => "a value",
            _ => "values",
        };
        format!(" as {values} of `{subject} {property}`")
    })
}

/// What a premise rests on, and what that has to do with it.
fn leaves(graph: &Graph, premise: Triple) -> (Vec<Triple>, String) {
    let Some(proof) = prove(graph, premise) else {
        return (Vec::new(), String::new());
    };
    let mut known = BTreeSet::new();
    let steps = proof.steps.iter();
    let rules = steps.filter_map(|step| Some(step.derivation.as_ref()?.0.name.as_str()));
    let rules: Vec<&str> = rules.filter(|rule| known.insert(*rule)).collect();
    let gives = if rules.is_empty() {
        String::new()
    } else {
        format!(
            "gives `{}` by {}",
            statement(graph, premise),
            rules.join(", ")
        )
    };
    (proof.leaves().collect(), gives)
}

fn statement(graph: &Graph, triple: Triple) -> String {
    let name = |id: TermId| {
        let name = graph.display(id);
        if graph.dictionary.is_iri(id) && graph.dictionary.text(id) == vocab::RDF_TYPE {
            return "a".to_owned();
        }
        name
    };
    triple.map(name).join(" ")
}

/// A line of a source of the graph, by its number.
fn line_of(graph: &Graph, number: u32, line: u32, source: Sources) -> Option<Place> {
    let file = graph.sources.get(number as usize)?.path.clone();
    let span = source(&file).and_then(|source| source.text_span(line));
    Some(Place {
        file,
        span: span.unwrap_or(0..0),
    })
}

/// Narrows the place of a line to a lexical form if that stands there once and is not part of a word or number: in a table that is the
/// cell.
fn at_form(line: Place, form: &str, source: Sources) -> Place {
    let file = source(&line.file);
    let text = file
        .as_ref()
        .and_then(|file| file.bytes.get(line.span.clone()));
    let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let Some(text) = text.filter(|_| !form.is_empty()) else {
        return line;
    };
    let is_apart = |at: &usize| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + form.len()..)
            .and_then(|text| text.chars().next());
        [before, after]
            .into_iter()
            .flatten()
            .all(|c| !c.is_alphanumeric())
    };
    let mut found = text.match_indices(form).map(|(at, _)| at).filter(is_apart);
    match (found.next(), found.next()) {
        (Some(only), None) => {
            let start = line.span.start + only;
            let span = start..start + form.len();
            Place { span, ..line }
        }
        _ => line,
    }
}
