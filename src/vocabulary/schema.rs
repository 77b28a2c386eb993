//! What the graph declares of classes and properties that a closed-world check can use
//! ([RDF Schema](https://www.w3.org/TR/rdf-schema/), [OWL 2](https://www.w3.org/TR/owl2-syntax/)).

use super::scope::Scope;
use crate::dictionary::TermId;
use crate::rdf::vocab;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::rc::Rc;

pub const OWL: &str = "http://www.w3.org/2002/07/owl#";
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
pub const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The longest list that is looked at; one with a cycle has no end.
const LONGEST: usize = 10_000;

/// Some classes of which a node must be in one, and the statement that says so.
#[derive(Clone)]
pub struct Classes {
    pub any_of: Vec<TermId>,
    pub axiom: [TermId; 3],
}

/// A datatype that literals must have, and the statement that says so.
#[derive(Clone, Copy)]
pub struct Datatype {
    pub iri: TermId,
    pub axiom: [TermId; 3],
}

/// What is declared of a property.
#[derive(Clone, Default)]
pub struct Property {
    /// Its domains; none if one of them is not closed.
    pub domains: Vec<Classes>,
    /// Its ranges that are classes; none if one of them is not closed.
    pub classes: Vec<Classes>,
    /// Its range, if that is a datatype of XML Schema or RDF.
    pub datatype: Option<Datatype>,
    /// The statement that makes it an object property.
    pub is_object: Option<[TermId; 3]>,
    /// The statement that makes it a datatype property.
    pub is_data: Option<[TermId; 3]>,
    /// The statement that makes it functional.
    pub is_functional: Option<[TermId; 3]>,
}

/// What the graph declares.
pub struct Schema<'s> {
    scope: &'s Scope<'s>,
    /// The classes that are declared.
    classes: FxHashSet<TermId>,
    /// The classes right above each class; those that are equivalent are above each other.
    above: FxHashMap<TermId, Vec<TermId>>,
    /// Classes that something may be in without a statement of its type.
    defined: FxHashSet<TermId>,
    /// Classes that are disjoint, with the statement that says so.
    disjoint: FxHashMap<(TermId, TermId), [TermId; 3]>,
    pub properties: FxHashMap<TermId, Property>,
    /// Terms that are deprecated, with the statement that says so.
    pub deprecated: FxHashMap<TermId, [TermId; 3]>,
    ancestors: RefCell<FxHashMap<TermId, Rc<FxHashSet<TermId>>>>,
}

impl<'s> Schema<'s> {
    pub fn of(scope: &'s Scope<'s>) -> Self {
        let mut schema = Self {
            scope,
            classes: FxHashSet::default(),
            above: FxHashMap::default(),
            defined: FxHashSet::default(),
            disjoint: FxHashMap::default(),
            properties: FxHashMap::default(),
            deprecated: FxHashMap::default(),
            ancestors: RefCell::default(),
        };
        schema.read_classes();
        schema.read_disjoint();
        schema.read_properties();
        schema.read_deprecated();
        schema
    }

    fn read_classes(&mut self) {
        let scope = self.scope;
        let is_iri = |id: TermId| scope.graph.dictionary.is_iri(id);
        for class in vocab::CLASSES {
            let declared = scope.instances(class).map(|[class, ..]| class);
            self.classes.extend(declared.filter(|id| is_iri(*id)));
        }
        let intersection = scope.find(&format!("{OWL}intersectionOf"));
        let union = scope.find(&format!("{OWL}unionOf"));
        for [class, _, above] in scope.asserted_of(vocab::RDFS_SUB_CLASS_OF) {
            self.classes
                .extend([class].into_iter().filter(|id| is_iri(*id)));
            let mut all = vec![above];
            let heads: Vec<TermId> = scope.objects(above, intersection).collect();
            all.extend(heads.iter().flat_map(|head| list(scope, *head)));
            self.above.entry(class).or_default().extend(all);
        }
        for [class, _, same] in scope.asserted_of(&format!("{OWL}equivalentClass")) {
            self.above.entry(class).or_default().push(same);
            self.above.entry(same).or_default().push(class);
            if is_iri(same) {
                continue;
            }
            let heads: Vec<TermId> = scope.objects(same, intersection).collect();
            let all: Vec<TermId> = heads.iter().flat_map(|head| list(scope, *head)).collect();
            self.above.entry(class).or_default().extend(all);
            let heads: Vec<TermId> = scope.objects(same, union).collect();
            if heads.is_empty() {
                self.defined.insert(class);
            }
            for member in heads.iter().flat_map(|head| list(scope, *head)) {
                self.above.entry(member).or_default().push(class);
            }
        }
        for of in ["unionOf", "disjointUnionOf"] {
            for [class, _, head] in scope.asserted_of(&format!("{OWL}{of}")) {
                for member in list(scope, head) {
                    self.above.entry(member).or_default().push(class);
                }
            }
        }
    }

    fn read_disjoint(&mut self) {
        let scope = self.scope;
        for axiom in scope.asserted_of(&format!("{OWL}disjointWith")) {
            self.add_disjoint(axiom[0], axiom[2], axiom);
        }
        let all_disjoint = scope.find(&format!("{OWL}AllDisjointClasses"));
        let members = scope.asserted_of(&format!("{OWL}members"));
        let members = members
            .filter(|[node, ..]| scope.types(*node).any(|class| Some(class) == all_disjoint));
        let unions = scope.asserted_of(&format!("{OWL}disjointUnionOf"));
        for axiom in members.chain(unions).collect::<Vec<_>>() {
            let members = list(scope, axiom[2]);
            for (index, first) in members.iter().enumerate() {
                for second in members.iter().skip(index + 1) {
                    self.add_disjoint(*first, *second, axiom);
                }
            }
        }
    }

    fn add_disjoint(&mut self, a: TermId, b: TermId, axiom: [TermId; 3]) {
        self.disjoint.entry((a.min(b), a.max(b))).or_insert(axiom);
    }

    fn read_properties(&mut self) {
        let scope = self.scope;
        let kinds = [
            ("ObjectProperty", 0),
            ("DatatypeProperty", 1),
            ("FunctionalProperty", 2),
        ];
        for (name, kind) in kinds {
            for axiom in scope.instances(&format!("{OWL}{name}")) {
                let property = self.properties.entry(axiom[0]).or_default();
                match kind {
                    0 => property.is_object = Some(axiom),
                    1 => property.is_data = Some(axiom),
                    _ => property.is_functional = Some(axiom),
                }
            }
        }
        self.read_domains();
        self.read_ranges();
        self.inherit();
    }

    fn read_domains(&mut self) {
        let scope = self.scope;
        let mut open: FxHashSet<TermId> = FxHashSet::default();
        for axiom in scope.asserted_of(&format!("{RDFS}domain")) {
            match self.closed(axiom[2]) {
                Some(any_of) => {
                    let property = self.properties.entry(axiom[0]).or_default();
                    property.domains.push(Classes { any_of, axiom });
                }
                None => {
                    open.insert(axiom[0]);
                }
            }
        }
        for property in open {
            self.properties.entry(property).or_default().domains.clear();
        }
    }

    fn read_ranges(&mut self) {
        let scope = self.scope;
        let mut open: FxHashSet<TermId> = FxHashSet::default();
        for axiom in scope.asserted_of(&format!("{RDFS}range")) {
            let [property, _, range] = axiom;
            let is_datatype = self.is_known_datatype(range);
            let closed = self.closed(range).filter(|_| !is_datatype);
            let of = self.properties.entry(property).or_default();
            match closed {
                _ if is_datatype => of.datatype = Some(Datatype { iri: range, axiom }),
                Some(any_of) => of.classes.push(Classes { any_of, axiom }),
                None => {
                    open.insert(property);
                }
            }
        }
        for property in open {
            let property = self.properties.entry(property).or_default();
            property.classes.clear();
            property.datatype = None;
        }
    }

    /// Gives properties without domain or range those of the properties above them.
    fn inherit(&mut self) {
        let mut above: FxHashMap<TermId, Vec<TermId>> = FxHashMap::default();
        for [property, _, over] in self.scope.asserted_of(vocab::RDFS_SUB_PROPERTY_OF) {
            above.entry(property).or_default().push(over);
        }
        let mut below: Vec<TermId> = above.keys().copied().collect();
        below.sort_unstable();
        let mut inherited = Vec::new();
        for property in below {
            let mut own = self.properties.get(&property).cloned().unwrap_or_default();
            for over in closure(property, |id| above.get(&id).into_iter().flatten().copied()) {
                let Some(over) = self.properties.get(&over) else {
                    continue;
                };
                if own.domains.is_empty() {
                    own.domains.clone_from(&over.domains);
                }
                if own.classes.is_empty() && own.datatype.is_none() {
                    own.classes.clone_from(&over.classes);
                    own.datatype = over.datatype;
                }
            }
            inherited.push((property, own));
        }
        self.properties.extend(inherited);
    }

    fn read_deprecated(&mut self) {
        let scope = self.scope;
        for axiom in scope.asserted_of(&format!("{OWL}deprecated")) {
            if matches!(scope.graph.dictionary.text(axiom[2]).as_str(), "true" | "1") {
                self.deprecated.insert(axiom[0], axiom);
            }
        }
        for name in ["DeprecatedClass", "DeprecatedProperty"] {
            let declared = scope.instances(&format!("{OWL}{name}"));
            self.deprecated
                .extend(declared.map(|axiom| (axiom[0], axiom)));
        }
    }

    /// Returns the classes of which a class consists, if all of them are declared and none is defined by what its instances have.
    fn closed(&self, class: TermId) -> Option<Vec<TermId>> {
        let scope = self.scope;
        let is_closed = |id: &TermId| self.classes.contains(id) && !self.defined.contains(id);
        if scope.graph.dictionary.is_iri(class) {
            return is_closed(&class).then(|| vec![class]);
        }
        let union = scope.find(&format!("{OWL}unionOf"));
        let head = scope.objects(class, union).next()?;
        let members = list(scope, head);
        (!members.is_empty() && members.iter().all(is_closed)).then_some(members)
    }

    /// Returns whether an IRI is that of a datatype of XML Schema or RDF.
    fn is_known_datatype(&self, id: TermId) -> bool {
        let dictionary = &self.scope.graph.dictionary;
        dictionary.is_iri(id) && {
            let iri = dictionary.text(id);
            iri.starts_with(XSD)
                || iri == format!("{RDFS}Literal")
                || [vocab::RDF_LANG_STRING, vocab::RDF_DIR_LANG_STRING].contains(&iri.as_str())
        }
    }

    /// Returns whether a class is declared.
    pub fn is_class(&self, id: TermId) -> bool {
        self.classes.contains(&id)
    }

    /// Returns the classes that are declared, sorted.
    pub fn classes(&self) -> Vec<TermId> {
        let mut classes: Vec<TermId> = self.classes.iter().copied().collect();
        classes.sort_unstable();
        classes
    }

    /// Returns a class and all classes above it.
    pub fn ancestors(&self, class: TermId) -> Rc<FxHashSet<TermId>> {
        if let Some(known) = self.ancestors.borrow().get(&class) {
            return Rc::clone(known);
        }
        let above = |id| self.above.get(&id).into_iter().flatten().copied();
        let mut found: FxHashSet<TermId> = closure(class, above).into_iter().collect();
        found.insert(class);
        let found = Rc::new(found);
        self.ancestors.borrow_mut().insert(class, Rc::clone(&found));
        found
    }

    /// Returns whether something in one class may be in another one: one of them is above the other, or is below a class of which
    /// only another project knows what it is below.
    pub fn are_related(&self, a: TermId, b: TermId) -> bool {
        let (of_a, of_b) = (self.ancestors(a), self.ancestors(b));
        of_a.contains(&b)
            || of_b.contains(&a)
            || of_a.iter().any(|above| self.may_be_below(*above, b))
    }

    /// Returns whether a class that the project does not declare may be below another one: that of the same vocabulary, or of one that
    /// is not the project's either.
    fn may_be_below(&self, class: TermId, other: TermId) -> bool {
        let scope = self.scope;
        let is_known = self.classes.contains(&class) && scope.is_own(class);
        let is_open = scope.graph.dictionary.is_iri(class) && !is_known;
        is_open
            && (!scope.is_own(other)
                || scope.is_own(class)
                || scope.namespace_index(class) == scope.namespace_index(other))
    }

    /// Returns two disjoint classes among those above some classes, with the statement that says so.
    pub fn disjoint_among(&self, classes: &[TermId]) -> Option<(TermId, TermId, [TermId; 3])> {
        if self.disjoint.is_empty() {
            return None;
        }
        let mut found: Option<(TermId, TermId, [TermId; 3])> = None;
        for (index, first) in classes.iter().enumerate() {
            for second in classes.iter().skip(index + 1) {
                let (of_first, of_second) = (self.ancestors(*first), self.ancestors(*second));
                for a in of_first.iter() {
                    for b in of_second.iter().filter(|b| *b != a) {
                        let axiom = self.disjoint.get(&(*a.min(b), *a.max(b)));
                        let new = axiom.map(|axiom| (*first, *second, *axiom));
                        found = found.into_iter().chain(new).min();
                    }
                }
            }
        }
        found
    }
}

/// Returns what is reached from a node by one step or more, nearest first.
fn closure<I: Iterator<Item = TermId>>(start: TermId, next: impl Fn(TermId) -> I) -> Vec<TermId> {
    let mut known: FxHashSet<TermId> = FxHashSet::default();
    let mut found: Vec<TermId> = Vec::new();
    let mut at = 0;
    let mut node = start;
    loop {
        found.extend(next(node).filter(|id| known.insert(*id)));
        match found.get(at) {
            Some(id) => node = *id,
            None => return found,
        }
        at += 1;
    }
}

/// Returns the members of a [list](https://www.w3.org/TR/rdf-schema/#ch_list); none if the term is not a list.
pub fn list(scope: &Scope, head: TermId) -> Vec<TermId> {
    let first = scope.find(&format!("{RDF}first"));
    let rest = scope.find(&format!("{RDF}rest"));
    let mut members = Vec::new();
    let mut cell = Some(head);
    while let Some(at) = cell
        && members.len() < LONGEST
    {
        members.extend(scope.objects(at, first));
        cell = scope.objects(at, rest).next();
    }
    members
}
