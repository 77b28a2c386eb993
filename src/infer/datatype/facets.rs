//! Datatypes that an ontology makes of others by [facets](https://www.w3.org/TR/owl2-syntax/#Datatype_Restrictions).

use super::{Datatypes, Space, Value, XSD, lexical};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::query::functions::regex::Pattern;
use std::cmp::Ordering;

const OWL: &str = "http://www.w3.org/2002/07/owl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The most facets of one datatype; one with more is not recognised.
const MOST_FACETS: usize = 100;

/// The values of a datatype for which some conditions hold.
#[derive(Clone, Debug)]
pub struct Restricted {
    /// The datatype that is restricted.
    pub(super) base: Space,
    conditions: Vec<Condition>,
}

/// What a facet asks of a value.
#[derive(Clone, Debug)]
enum Condition {
    /// How the value compares with a number.
    Compared(&'static [Ordering], Value),
    /// How many characters the text has, compared with a number.
    Long(&'static [Ordering], usize),
    /// What the whole text looks like.
    Matches(Box<Pattern>),
}

const LEAST: &[Ordering] = &[Ordering::Equal, Ordering::Greater];
const MORE: &[Ordering] = &[Ordering::Greater];
const MOST: &[Ordering] = &[Ordering::Equal, Ordering::Less];
const LESS: &[Ordering] = &[Ordering::Less];
const EXACTLY: &[Ordering] = &[Ordering::Equal];

impl Restricted {
    /// Returns whether the conditions hold for a value of the datatype that is restricted.
    pub fn holds(&self, value: &Value) -> bool {
        self.conditions.iter().all(|of| of.holds(value))
    }

    /// Returns what a node of a graph is that has `owl:onDatatype` and `owl:withRestrictions`; `None` if it is malformed, its
    /// datatype is not recognised, or a facet is not one that is known of it: of its values nothing is known then.
    fn of(graph: &Graph, node: TermId, datatypes: &Datatypes) -> Option<Self> {
        let value = |node, iri: &str| only(&graph.said_objects(node, iri));
        let base = value(node, &format!("{OWL}onDatatype"))?;
        let base = *datatypes.spaces.get(&graph.dictionary.text(base))?;
        let mut cell = value(node, &format!("{OWL}withRestrictions"))?;
        let end = graph.dictionary.find_iri(&format!("{RDF}nil"));
        let (mut conditions, mut cells) = (Vec::new(), 0);
        while Some(cell) != end {
            let facet = value(cell, &format!("{RDF}first"))?;
            for [_, property, value] in graph.triples(Some(facet), None, None) {
                let name = graph.dictionary.text(property);
                let name = name.strip_prefix(XSD)?;
                conditions.push(Condition::of(graph, name, value, (base, datatypes))?);
            }
            cell = value(cell, &format!("{RDF}rest"))?;
            cells += 1;
            if cells > MOST_FACETS {
                return None;
            }
        }
        Some(Self { base, conditions })
    }
}

impl Condition {
    fn of(
        graph: &Graph,
        facet: &str,
        value: TermId,
        (base, datatypes): (Space, &Datatypes),
    ) -> Option<Self> {
        let (text, of) = (
            graph.dictionary.text(value),
            graph.dictionary.literal_type(value)?,
        );
        let is_text = matches!(base, Space::String(_) | Space::Uri);
        let compared = |orders| {
            let value = datatypes.value(&text, of)?;
            let fits = matches!(
                (base, &value),
                (Space::Decimal | Space::Integer(..), Value::Decimal(_))
                    | (Space::Float, Value::Float(_))
                    | (Space::Double, Value::Double(_))
            );
            fits.then_some(Self::Compared(orders, value))
        };
        let long = |orders| {
            let length = text.parse().ok().filter(|_| is_text)?;
            Some(Self::Long(orders, length))
        };
        match facet {
            "minInclusive" => compared(LEAST),
            "minExclusive" => compared(MORE),
            "maxInclusive" => compared(MOST),
            "maxExclusive" => compared(LESS),
            "length" => long(EXACTLY),
            "minLength" => long(LEAST),
            "maxLength" => long(MOST),
            "pattern" if is_text && is_without_anchors(&text) => {
                let pattern = Pattern::new(&format!("^(?:{text})$"), "").ok()?;
                Some(Self::Matches(Box::new(pattern)))
            }
            _ => None,
        }
    }

    fn holds(&self, value: &Value) -> bool {
        let text = match value {
            Value::Text(text, _) | Value::Uri(text) => Some(text),
            _ => None,
        };
        match self {
            Self::Compared(orders, bound) => {
                compared(value, bound).is_some_and(|order| orders.contains(&order))
            }
            Self::Long(orders, length) => {
                text.is_some_and(|text| orders.contains(&text.chars().count().cmp(length)))
            }
            Self::Matches(pattern) => text.is_some_and(|text| pattern.is_match(text)),
        }
    }
}

impl Datatypes {
    /// Recognises the datatypes that a graph makes of others by facets, named or not, and returns their nodes in the order of
    /// terms; those with facets that are not known are left out.
    pub fn learn(&mut self, graph: &Graph) -> Vec<(TermId, String)> {
        let property = graph.dictionary.find_iri(&format!("{OWL}onDatatype"));
        let nodes = property.into_iter().flat_map(|property| {
            let statements = graph.triples(None, Some(property), None);
            statements.map(|[node, ..]| node)
        });
        let mut nodes: Vec<TermId> = nodes.collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut learnt = Vec::new();
        for node in nodes {
            if let Some(restricted) = Restricted::of(graph, node, self) {
                let name = graph.dictionary.term(node).to_string();
                self.restricted.insert(name.clone(), restricted);
                learnt.push((node, name));
            }
        }
        learnt
    }
}

/// Returns how two numbers of one kind compare.
fn compared(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Decimal(a), Value::Decimal(b)) => Some(lexical::compare(a, b)),
        (Value::Float(a), Value::Float(b)) => f32::from_bits(*a).partial_cmp(&f32::from_bits(*b)),
        (Value::Double(a), Value::Double(b)) => f64::from_bits(*a).partial_cmp(&f64::from_bits(*b)),
        _ => None,
    }
}

/// Returns whether `^` and `$` mean the same in a pattern of XML Schema and in one of XPath: `^` only begins a class of other
/// characters, and `$` is not there.
fn is_without_anchors(pattern: &str) -> bool {
    let carets = pattern.matches('^').count();
    carets == pattern.matches("[^").count() && !pattern.contains('$')
}

/// Returns the only one of some values.
fn only(values: &[TermId]) -> Option<TermId> {
    match values {
        [only] => Some(*only),
        _ => None,
    }
}
