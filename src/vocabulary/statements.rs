//! Statements that contradict what is declared of their property: domain, range, datatype, and how many values there are.

use super::fault::{Fault, Found};
use super::literals::{article, correction, is_integer, kind, shown};
use super::numbers::Numbers;
use super::once::ANOTHER_VALUE;
use super::schema::{Classes, OWL, Property, RDFS, Schema, XSD};
use super::scope::Scope;
use super::words::{in_words, listed};
use crate::dictionary::TermId;
use crate::infer::{Datatypes, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// At most this many other values are shown.
const NAMED: usize = 3;

/// What statements are checked against.
pub struct Statements<'c> {
    pub scope: &'c Scope<'c>,
    pub schema: &'c Schema<'c>,
    datatypes: Datatypes,
    /// Classes that tell nothing of their instances.
    empty: Vec<TermId>,
    same_as: Option<TermId>,
    numbers: Numbers<'c>,
    /// Faults of one cause: the id, the property and the classes of what is in none of its classes.
    alike: RefCell<BTreeMap<Cause, Vec<Fault>>>,
}

/// An end of a statement whose classes are not those that are demanded of it.
enum Side {
    Domain,
    Range,
}

/// The id of faults, their property, and the classes that values are in none of.
type Cause = (&'static str, TermId, Vec<TermId>);

/// Of more faults of one cause, the first is reported with their number.
const ALIKE: usize = 3;

/// Finds statements that contradict what is declared of their property.
pub fn check(scope: &Scope, schema: &Schema, found: &mut Found) {
    let empty = ["NamedIndividual", "Thing"].map(|name| format!("{OWL}{name}"));
    let empty = empty.into_iter().chain([format!("{RDFS}Resource")]);
    let checks = Statements {
        scope,
        schema,
        datatypes: Datatypes::default(),
        empty: empty.filter_map(|iri| scope.find(&iri)).collect(),
        same_as: scope.find(&format!("{OWL}sameAs")),
        numbers: Numbers::of(scope),
        alike: RefCell::default(),
    };
    let graph = scope.graph;
    for subject in 0..graph.dictionary.bounds[1] {
        let rows = graph.spo.rows(subject);
        let predicates = graph.spo.second.get(rows.clone()).unwrap_or_default();
        let mut start = rows.start;
        for same in predicates.chunk_by(|a, b| a == b) {
            let rows = start..start + same.len();
            start = rows.end;
            let Some(property) = same.first().copied() else {
                continue;
            };
            let of = checks.schema.properties.get(&property);
            let has_numbers = checks.numbers.are_of(property);
            if of.is_none() && !has_numbers || !checks.is_own(subject, property) {
                continue;
            }
            let judged = rows.filter(|row| scope.is_judged(*row));
            let values = judged.filter_map(|row| graph.spo.third.get(row).copied());
            let values: Vec<TermId> = values.collect();
            if !values.is_empty() {
                checks.property(subject, property, &values, of, found);
            }
        }
    }
    for ((id, property, _), faults) in checks.alike.into_inner() {
        found.faults.extend(together(scope, id, property, faults));
    }
}

/// Returns faults of one cause, or if there are many of them, the first with their number: then the declaration is likely wrong.
fn together(scope: &Scope, id: &str, property: TermId, mut faults: Vec<Fault>) -> Vec<Fault> {
    let others = faults.len().saturating_sub(1);
    if others < ALIKE {
        return faults;
    }
    let first = scope.first_by_place(faults.iter().map(|fault| fault.at));
    faults.retain(|fault| Some(fault.at) == first);
    faults.truncate(1);
    let what = if id == "wrong-domain" {
        "domain"
    } else {
        "range"
    };
    for fault in &mut faults {
        fault
            .message
            .push_str(&format!("; the same holds {others} more times"));
        fault.hint = Some(format!(
            "if all of them are right, the {what} of {} is too narrow",
            scope.code(property)
        ));
    }
    faults
}

impl Statements<'_> {
    /// Returns whether a subject with a property is the project's own.
    fn is_own(&self, subject: TermId, property: TermId) -> bool {
        self.scope.is_own(property)
            || self.scope.is_own(subject)
            || self.scope.graph.dictionary.is_blank_node(subject)
    }

    /// Looks at the values of a property of a subject.
    fn property(
        &self,
        subject: TermId,
        property: TermId,
        values: &[TermId],
        of: Option<&Property>,
        found: &mut Found,
    ) {
        if let Some(fault) = self.numbers.split(subject, property, values) {
            found.faults.push(fault);
            return;
        }
        let mut is_wrong = false;
        for value in values {
            let fault = self.value([subject, property, *value], of);
            is_wrong |= fault.is_some();
            found.faults.extend(fault);
        }
        let Some(of) = of else {
            return;
        };
        if !is_wrong {
            found
                .faults
                .extend(self.several([subject, property], values, of));
        }
        if let Some(value) = values.first() {
            self.domain([subject, property, *value], of);
        }
    }

    /// The values of a functional property if there are several.
    fn several(
        &self,
        [subject, property]: [TermId; 2],
        values: &[TermId],
        of: &Property,
    ) -> Option<Fault> {
        let axiom = of.is_functional?;
        let mut different: Vec<TermId> = Vec::new();
        for value in values {
            if !different.iter().any(|known| self.are_same(*known, *value)) {
                different.push(*value);
            }
        }
        if different.len() < 2 {
            return None;
        }
        let mut placed: Vec<TermId> = different.clone();
        placed.sort_by_key(|value| {
            self.scope
                .places([subject, property, *value])
                .into_iter()
                .next()
        });
        let names: Vec<String> = placed
            .iter()
            .map(|value| shown(self.scope, *value))
            .collect();
        let message = format!(
            "{} has {} values of {}, {}; at most one is allowed",
            self.scope.name(subject),
            in_words(different.len()),
            self.scope.name(property),
            listed(&names)
        );
        let (last, others) = placed.split_last()?;
        let mut fault =
            Fault::warning("several-values", [subject, property, *last], *last, message)
                .into_error();
        for other in others.iter().take(NAMED) {
            fault = fault.with_related([subject, property, *other], *other, ANOTHER_VALUE);
        }
        Some(fault.with_related(axiom, property, "the property is functional"))
    }

    /// Returns whether two values are the same in a closed world.
    fn are_same(&self, a: TermId, b: TermId) -> bool {
        let dictionary = &self.scope.graph.dictionary;
        if let (Some(of_a), Some(of_b)) = (dictionary.literal_type(a), dictionary.literal_type(b)) {
            let value = |id, of| self.datatypes.value(&dictionary.text(id), of);
            return match (value(a, of_a), value(b, of_b)) {
                (Some(a), Some(b)) => a == b,
                // What has no value is a fault of its own.
                _ => true,
            };
        }
        let graph = self.scope.graph;
        let same = |a, b| {
            self.same_as.is_some_and(|same| {
                graph
                    .row([a, same, b])
                    .is_some_and(|_| graph.is_asserted([a, same, b]))
            })
        };
        a == b || same(a, b) || same(b, a)
    }

    /// Returns the classes of a node, if all of them are declared and there is one.
    fn closed_types(&self, node: TermId) -> Option<Vec<TermId>> {
        let types = self
            .scope
            .types(node)
            .filter(|class| !self.empty.contains(class));
        let types: Vec<TermId> = types.collect();
        let is_closed = !types.is_empty() && types.iter().all(|class| self.schema.is_class(*class));
        is_closed.then_some(types)
    }

    /// Returns the first of some demands that a node of some classes cannot meet.
    fn contradicted<'d>(&self, types: &[TermId], demands: &'d [Classes]) -> Option<&'d Classes> {
        let meets = |demand: &&Classes| {
            let mut pairs = types
                .iter()
                .flat_map(|class| demand.any_of.iter().map(move |of| (class, of)));
            pairs.any(|(class, of)| self.schema.are_related(*class, *of))
        };
        // Several domains often mean any of them, whatever RDFS says.
        match demands.iter().any(|demand| meets(&demand)) {
            true => None,
            false => demands.first(),
        }
    }

    /// Returns whether some classes are disjoint with all that is demanded.
    fn are_disjoint(&self, types: &[TermId], demand: &Classes) -> bool {
        demand.any_of.iter().all(|of| {
            let mut all = types.to_vec();
            all.push(*of);
            self.schema.disjoint_among(&all).is_some()
        })
    }

    /// Adds a fault of one cause.
    fn add_alike(&self, fault: Fault, property: TermId, types: Vec<TermId>, demand: &Classes) {
        let fault = match self.are_disjoint(&types, demand) {
            true => fault.into_error(),
            false => fault,
        };
        let mut alike = self.alike.borrow_mut();
        alike
            .entry((fault.id, property, types))
            .or_default()
            .push(fault);
    }

    fn domain(&self, triple: [TermId; 3], of: &Property) {
        let [subject, property, _] = triple;
        let types = match of.domains.is_empty() {
            true => None,
            false => self.closed_types(subject),
        };
        let Some(types) = types else {
            return;
        };
        let Some(demand) = self.contradicted(&types, &of.domains) else {
            return;
        };
        let what = format!(
            "{} has a value of {}, but",
            self.scope.name(subject),
            self.scope.name(property)
        );
        self.of_other_class(Side::Domain, triple, what, (types, demand));
    }

    /// Notes that an end of a statement is an instance of other classes than are demanded of it.
    fn of_other_class(
        &self,
        side: Side,
        triple: [TermId; 3],
        what: String,
        (types, demand): (Vec<TermId>, &Classes),
    ) {
        let message = format!(
            "{what} is an instance of {}, not of {}",
            self.classes(&types, "and"),
            self.classes(&demand.any_of, "or")
        );
        let [_, property, value] = triple;
        let (id, term, related) = match side {
            Side::Domain => ("wrong-domain", property, "the domain"),
            Side::Range => ("wrong-range", value, "the range"),
        };
        let fault = Fault::warning(id, triple, term, message);
        let fault = fault.with_related(demand.axiom, demand.axiom[2], related);
        self.add_alike(fault, property, types, demand);
    }

    /// Returns classes by name.
    fn classes(&self, classes: &[TermId], and: &str) -> String {
        let names: Vec<String> = classes
            .iter()
            .map(|class| self.scope.name(*class))
            .collect();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, first)) => format!("{} {and} {last}", first.join(", ")),
            None => "nothing".to_owned(),
        }
    }

    fn value(&self, triple: [TermId; 3], of: Option<&Property>) -> Option<Fault> {
        let [_, property, value] = triple;
        let dictionary = &self.scope.graph.dictionary;
        if dictionary.is_literal(value) {
            let datatype = of
                .and_then(|of| of.datatype)
                .map(|datatype| dictionary.text(datatype.iri));
            if let Some(fault) = self.numbers.separated(triple, datatype.as_deref()) {
                return Some(fault);
            }
            let of = of?;
            let wants_node = of.is_object.is_some() || !of.classes.is_empty();
            return match of.datatype.is_none() && of.is_data.is_none() && wants_node {
                true => Some(self.literal_for_node(triple, of)),
                false => self.datatype(triple, of),
            };
        }
        let of = of?;
        let is_literal_wanted =
            of.is_object.is_none() && (of.is_data.is_some() || of.datatype.is_some());
        if is_literal_wanted && of.classes.is_empty() && !dictionary.triple_terms().contains(&value)
        {
            return self.node_for_literal(triple, of);
        }
        if of.classes.is_empty() {
            return None;
        }
        let types = self.closed_types(value)?;
        let demand = self.contradicted(&types, &of.classes)?;
        let what = format!(
            "{}, a value of {} of {},",
            self.scope.name(value),
            self.scope.name(property),
            self.scope.name(triple[0])
        );
        self.of_other_class(Side::Range, triple, what, (types, demand));
        None
    }

    fn literal_for_node(&self, triple: [TermId; 3], of: &Property) -> Fault {
        let [subject, property, value] = triple;
        let scope = self.scope;
        let wanted = match of.classes.first() {
            Some(classes) => format!("an instance of {}", self.classes(&classes.any_of, "or")),
            None => "an IRI".to_owned(),
        };
        let message = format!(
            "the value {} of {} of {} is a literal; it should be {wanted}",
            shown(scope, value),
            scope.name(property),
            scope.name(subject)
        );
        let text = scope.graph.dictionary.text(value);
        let labelled = scope.graph.terms_with_label(&text);
        let named = scope
            .graph
            .prefixes
            .expand(&text)
            .and_then(|iri| scope.find(&iri));
        let hint = match (labelled.as_slice(), named) {
            (_, Some(named)) => format!("write {} without quotes", scope.code(named)),
            ([one], _) => format!("write {}, which has this label", scope.code(*one)),
            _ if text.starts_with("http://") || text.starts_with("https://") => {
                format!("write `<{text}>`")
            }
            _ => format!(
                "write the IRI of what is meant, or make {} a datatype property",
                scope.code(property)
            ),
        };
        let fault =
            Fault::warning("literal-instead-of-iri", triple, value, message).with_hint(hint);
        match of
            .classes
            .first()
            .map(|classes| classes.axiom)
            .or(of.is_object)
        {
            Some(axiom) => fault.with_related(axiom, axiom[2], "an IRI is wanted"),
            None => fault,
        }
    }

    fn node_for_literal(&self, triple: [TermId; 3], of: &Property) -> Option<Fault> {
        let [subject, property, value] = triple;
        let scope = self.scope;
        let wanted = of
            .datatype
            .map(|datatype| scope.graph.display(datatype.iri));
        let any_uri = format!("{XSD}anyURI");
        if of
            .datatype
            .is_some_and(|datatype| scope.graph.dictionary.text(datatype.iri) == any_uri)
        {
            // An IRI is what is meant, however it is written.
            return None;
        }
        let wanted = match wanted {
            Some(name) if name != "rdfs:Literal" => format!("{} `{name}`", article(&name)),
            _ => "a literal".to_owned(),
        };
        let kind = match scope.graph.dictionary.is_iri(value) {
            true => "an IRI",
            false => "a blank node",
        };
        let what = match scope.graph.dictionary.is_iri(value) {
            true => format!("{} ", scope.code(value)),
            false => String::new(),
        };
        let message = format!(
            "the value {what}of {} of {} is {kind}; it should be {wanted}",
            scope.name(property),
            scope.name(subject)
        );
        let fault = Fault::warning("iri-instead-of-literal", triple, value, message);
        let axiom = of.datatype.map(|datatype| datatype.axiom).or(of.is_data)?;
        Some(fault.with_related(axiom, axiom[2], "a literal is wanted"))
    }

    fn datatype(&self, triple: [TermId; 3], of: &Property) -> Option<Fault> {
        let [subject, property, value] = triple;
        let (scope, wanted) = (self.scope, of.datatype?);
        let dictionary = &scope.graph.dictionary;
        let (text, literal_type) = (dictionary.text(value), dictionary.literal_type(value)?);
        let datatype = dictionary.text(wanted.iri);
        if !self.datatypes.recognises(&datatype) {
            return None;
        }
        // What has no value is a fault of its own.
        let known = self.datatypes.value(&text, literal_type)?;
        if self.datatypes.contains(&datatype, &known) {
            return None;
        }
        let name = scope.graph.display(wanted.iri);
        let is = match (&known, is_integer(&datatype)) {
            (Value::Decimal(number), true) if !number.contains('.') => String::new(),
            _ => format!("{}, ", kind(scope, literal_type)),
        };
        let message = format!(
            "the value {} of {} of {} is {is}not {} `{name}`",
            shown(scope, value),
            scope.name(property),
            scope.name(subject),
            article(&name)
        );
        let mut fault = Fault::warning("wrong-datatype", triple, value, message).into_error();
        fault.hint = correction(&self.datatypes, &text, literal_type, &datatype, &name);
        Some(fault.with_related(wanted.axiom, wanted.axiom[2], "the range"))
    }
}
