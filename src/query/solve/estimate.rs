//! What is known of parts of a pattern before they are solved, and how they are called.

use super::arithmetic::is_computed;
use super::order::{Relation, plan};
use super::parts::{Leaf, Parts};
use super::place::Place;
use super::step::{Slot, Triple, constants, constants_of};
use super::table::Var;
use super::triple_term::TripleTerm;
use super::{Solved, Solver};
use crate::dictionary::TermId;
use crate::query::algebra;
use crate::query::blank_nodes;
use crate::query::tokens::{Kind, tokens as tokens_of};
use crate::rdf::NamedNode;
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern};
use spargebra::term::Variable;
use std::collections::BTreeMap;

impl Solver<'_> {
    /// What is known of parts of a pattern.
    pub(super) fn relations(&self, leaves: &[Leaf]) -> Vec<Relation> {
        let relation = |leaf: &Leaf| {
            let mut relation = self.relation(leaf);
            if let Leaf::Term(term) = leaf {
                let says =
                    |other: &Leaf| matches!(other, Leaf::Triple(of) if of.slots == term.parts);
                relation.triples = leaves.iter().position(says);
            }
            relation
        };
        leaves.iter().map(relation).collect()
    }

    fn relation(&self, leaf: &Leaf) -> Relation {
        match leaf {
            Leaf::Triple(triple) => self.triple_relation(triple),
            Leaf::Path(path) => self.path_relation(path),
            Leaf::Term(term) => self.triple_term_relation(term),
        }
    }

    /// What the index knows of a triple pattern.
    fn triple_relation(&self, triple: &Triple) -> Relation {
        let rows = self.at(triple.place).count(constants(triple)) as f64;
        let mut relation = self.relation_of(&triple.slots, rows);
        if let Some(name) = triple.place.var() {
            let names = (self.graphs.names.len() as f64).min(rows).max(1.0);
            relation.distinct.insert(name, names);
        }
        relation
    }

    /// A relation of so many triples.
    pub(super) fn relation_of(&self, slots: &[Slot; 3], rows: f64) -> Relation {
        let graph = self.index.graph;
        let of_predicate = constants_of(slots)[1].and_then(|p| graph.statistics.distinct(p));
        let mut distinct = BTreeMap::new();
        for (component, slot) in slots.iter().enumerate() {
            let Slot::Var(variable) = *slot else { continue };
            let values = match (component, of_predicate) {
                (0, Some((subjects, _))) => subjects as f64,
                (2, Some((_, objects))) => objects as f64,
                (1, _) => graph.statistics.counts.len() as f64 / 3.0,
                _ => graph.dictionary.len() as f64,
            };
            let values = values.min(rows).max(1.0);
            let least = distinct.entry(variable).or_insert(values);
            *least = values.min(*least);
        }
        Relation {
            rows,
            distinct,
            lookup: 3.0,
            scan: rows,
            triples: None,
        }
    }

    /// A rough guess of how many solutions a pattern has.
    pub(super) fn estimate(&mut self, pattern: &GraphPattern) -> Solved<f64> {
        Ok(match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. } => {
                let mut parts = Parts::default();
                self.gather(pattern, &mut parts, false)?;
                let relations = self.relations(&parts.leaves);
                let plan = plan(&relations, &[], None);
                let mut rows = plan.rows.last().copied().unwrap_or(1.0);
                for other in parts.others {
                    rows = rows.max(self.estimate(other)?);
                }
                rows
            }
            GraphPattern::Values { bindings, .. } => bindings.len() as f64,
            GraphPattern::Union { left, right } => self.estimate(left)? + self.estimate(right)?,
            GraphPattern::LeftJoin { left, .. }
            | GraphPattern::Minus { left, .. }
            | GraphPattern::Lateral { left, .. } => self.estimate(left)?,
            GraphPattern::Slice { inner, length, .. } => {
                let rows = self.estimate(inner)?;
                length.map_or(rows, |length| rows.min(length as f64))
            }
            GraphPattern::Group {
                inner, variables, ..
            } => match variables.len() {
                0 => 1.0,
                _ => self.estimate(inner)?.sqrt(),
            },
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Service { inner, .. } => self.estimate(inner)?,
        })
    }

    /// A part of a pattern as one writes it.
    pub(super) fn label(&self, leaf: &Leaf) -> String {
        let (place, text) = match leaf {
            Leaf::Triple(triple) => (triple.place, self.show_slots(&triple.slots)),
            Leaf::Term(term) => (Place::Default, self.show_var(term.term)),
            Leaf::Path(path) => {
                let between = self.readable(&path.path.to_string());
                let [subject, object] = [path.subject, path.object].map(|end| self.show_slot(end));
                (path.place, format!("{subject} {between} {object}"))
            }
        };
        let [before, after] = self.show_place(place);
        format!("{before}{text}{after}")
    }

    fn show_slots(&self, slots: &[Slot; 3]) -> String {
        slots.map(|slot| self.show_slot(slot)).join(" ")
    }

    fn show_slot(&self, slot: Slot) -> String {
        match slot {
            Slot::Var(variable) => self.show_var(variable),
            Slot::Term(id) => self.show_term(id),
        }
    }

    pub(super) fn show_term(&self, id: TermId) -> String {
        let term = self.terms.term(id);
        term.map_or_else(String::new, |term| self.index.graph.prefixes.display(&term))
    }

    /// An expression as one writes it, if plans are noted.
    pub(super) fn show(&self, expression: &Expression) -> String {
        if !self.trace.is_on() {
            return String::new();
        }
        let mut expression = expression.clone();
        parenthesize(&mut expression);
        blank_nodes::restore(&mut expression);
        let text = self.readable(&expression.to_string());
        // The outermost parentheses say nothing, if they belong to each other.
        let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
        match inner {
            Some(inner) if is_balanced(inner) => inner.to_owned(),
            _ => text,
        }
    }

    /// The keys and the aggregates of a group.
    pub(super) fn show_group(
        &self,
        keys: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
    ) -> String {
        if !self.trace.is_on() {
            return String::new();
        }
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        let of = |(_, aggregate): &(Variable, AggregateExpression)| aggregate.to_string();
        let aggregates: Vec<String> = aggregates.iter().map(of).collect();
        let by = if keys.is_empty() { "" } else { " by " };
        let text = format!("Group{by}{}: {}", keys.join(" "), aggregates.join(", "));
        self.readable(text.trim_end_matches([':', ' ']))
    }

    /// Text of the algebra with prefixed names for IRIs, numbers without quotes and datatype, aggregates for the variables
    /// that stand for them, and blank nodes that the algebra named without name. Strings stay as they are.
    pub(super) fn readable(&self, text: &str) -> String {
        let tokens = tokens_of(text);
        let of = |at: usize| tokens.get(at).map_or("", |token| token.text(text));
        let mut shown = String::with_capacity(text.len());
        let (mut copied, mut at) = (0, 0);
        while let Some(token) = tokens.get(at) {
            let word = token.text(text);
            let is_marked = [of(at + 1), of(at + 2)] == [">", "("];
            let (length, replacement) = match token.kind {
                Kind::String if of(at + 1) == "^^" && is_plain_number(word, of(at + 2)) => {
                    (3, word.trim_matches('"').to_owned())
                }
                Kind::Iri => (1, self.prefixed(word)),
                Kind::Variable => match self.aggregate_at(&text[token.range.start..], word) {
                    Some((name, aggregate)) => (tokens_of(name).len(), self.readable(aggregate)),
                    None => (1, word.to_owned()),
                },
                Kind::Word if word.strip_prefix("_:").is_some_and(is_generated) => {
                    (1, "[]".to_owned())
                }
                // A function that is no more than its parentheses.
                Kind::Sign if word == "<" && is_marked => (2, String::new()),
                _ => (1, word.to_owned()),
            };
            shown.push_str(&text[copied..token.range.start]);
            shown.push_str(&replacement);
            at += length;
            copied = tokens.get(at - 1).map_or(text.len(), |last| last.range.end);
        }
        shown.push_str(&text[copied..]);
        shown
    }

    /// The aggregate for which the variable at the start of a text stands, whose name may go on after its first word.
    fn aggregate_at(&self, text: &str, word: &str) -> Option<&(String, String)> {
        let stands = |name: &str| {
            name == word || name.starts_with(&format!("{word} ")) && text.starts_with(name)
        };
        self.aggregates.iter().find(|(name, _)| stands(name))
    }

    fn prefixed(&self, iri: &str) -> String {
        let iri = NamedNode::new_unchecked(iri.trim_matches(['<', '>']));
        self.index.graph.prefixes.display(&iri.into())
    }

    pub(super) fn show_var(&self, variable: Var) -> String {
        let is_meant = |known: &&TripleTerm| known.term == variable;
        if let Some(triple_term) = self.triple_terms.iter().find(is_meant) {
            return format!("<<( {} )>>", self.show_slots(&triple_term.parts));
        }
        let name = self.name(variable);
        let is_own = is_generated(name) && !self.written.contains(name);
        match name {
            _ if is_own => String::new(),
            name if name.starts_with("_:") => "[]".to_owned(),
            // One that stands for a variable of the query, after a number.
            name if name.starts_with(' ') => {
                let of_query = name.trim_start().split_once(' ');
                format!("?{}", of_query.map_or("", |(_, name)| name))
            }
            name => format!("?{name}"),
        }
    }
}

/// The name of a function that is no more than its parentheses.
const PARENTHESES: &str = " ";

/// Puts what is computed with in parentheses, which the algebra does not write, where it is itself computed.
fn parenthesize(expression: &mut Expression) {
    let is_outer = is_computed(expression);
    for part in algebra::parts_mut(expression) {
        parenthesize(part);
        if is_outer && is_computed(part) {
            let function = Function::Custom(NamedNode::new_unchecked(PARENTHESES));
            *part = Expression::FunctionCall(function, vec![part.clone()]);
        }
    }
}

/// Whether the algebra may have made a name: what has none in the query it names by a number of 128 bits in hexadecimal,
/// without zeros before it.
fn is_generated(name: &str) -> bool {
    (20..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether a literal of a datatype is written without quotes.
fn is_plain_number(quoted: &str, datatype: &str) -> bool {
    let schema = "<http://www.w3.org/2001/XMLSchema#";
    let datatype = datatype.strip_prefix(schema);
    let is_plain = matches!(
        datatype,
        Some("integer>" | "decimal>" | "double>" | "boolean>")
    );
    is_plain && quoted.len() > 2 && !quoted.contains('\\')
}

/// Whether no parenthesis of a text is closed before it is opened.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    tokens_of(text).iter().all(|token| {
        let sign = token.text(text);
        depth += i32::from(["(", "<<("].contains(&sign)) - i32::from([")", ")>>"].contains(&sign));
        depth >= 0
    })
}
