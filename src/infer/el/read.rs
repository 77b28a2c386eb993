//! The axioms of OWL 2 EL that statements say ([mapping to RDF](https://www.w3.org/TR/owl2-mapping-to-rdf/)).

use super::expressions::{Expressions, Properties, list_of};
use super::names::Names;
use super::ontology::{Chain, Concept, ConceptId, Inclusion, Ontology, Reason, RoleId, TOP};
use crate::dictionary::TermId;
use crate::infer::facts::{Facts, Terms, Triple};
use crate::infer::vocabulary::expand;
use rustc_hash::{FxHashMap, FxHashSet};

/// Axioms, and the statements that say them.
pub struct Axioms {
    /// The axioms.
    pub ontology: Ontology,
    /// The term of each property, by number.
    pub roles: Vec<TermId>,
    /// A node of the graph for each expression that has one, by number.
    pub nodes: Vec<Option<TermId>>,
    /// The datatypes among the expressions.
    pub datatypes: Vec<(TermId, ConceptId)>,
    starts: Vec<u32>,
    reasons: Vec<Triple>,
}

impl Axioms {
    /// Returns the statements that an axiom rests on.
    pub fn reason(&self, reason: Reason) -> &[Triple] {
        let bound = |at: usize| self.starts.get(at).copied().unwrap_or(0) as usize;
        let range = bound(reason as usize)..bound(reason as usize + 1);
        self.reasons.get(range).unwrap_or(&[])
    }

    /// Takes down what an axiom rests on.
    pub fn because(&mut self, triples: &[Triple]) -> Reason {
        self.reasons.extend(triples);
        self.starts.push(self.reasons.len() as u32);
        (self.starts.len() - 2) as Reason
    }
}

/// Reads the axioms that the known statements say.
pub fn read(facts: &Facts, names: &Names, terms: &Terms) -> Axioms {
    let mut reader = Reader {
        facts,
        names,
        terms,
        expressions: Expressions::default(),
        properties: Properties::default(),
        axioms: Axioms {
            ontology: Ontology::new(names.thing, names.nothing),
            roles: Vec::new(),
            nodes: Vec::new(),
            datatypes: Vec::new(),
            starts: vec![0],
            reasons: Vec::new(),
        },
    };
    reader.properties();
    reader.constructors();
    reader.classes();
    reader.differences();
    reader.individuals();
    let Reader {
        mut axioms,
        properties,
        expressions,
        ..
    } = reader;
    axioms.roles = properties.terms;
    axioms.ontology.roles = axioms.roles.len() as u32;
    let concepts = axioms.ontology.concepts.iter().enumerate();
    let is_value = |concept: &Concept| match concept {
        Concept::Nominal(term) => terms.is_literal(*term),
        _ => false,
    };
    let values = concepts.filter(|(_, concept)| is_value(concept));
    axioms.ontology.values = values.map(|(number, _)| number as ConceptId).collect();
    axioms.nodes = expressions.nodes(&axioms.ontology);
    axioms.datatypes = expressions.datatypes;
    axioms
}

struct Reader<'r> {
    facts: &'r Facts<'r>,
    names: &'r Names,
    terms: &'r Terms<'r>,
    expressions: Expressions,
    properties: Properties,
    axioms: Axioms,
}

impl Reader<'_> {
    /// The statements of a property.
    fn all(&self, predicate: TermId, object: Option<TermId>) -> Vec<Triple> {
        let mut all = Vec::new();
        let bound = [None, Some(predicate), object];
        self.facts.each(bound, &mut |triple| all.push(triple));
        all
    }

    /// The number of a property; none of what says something about classes and properties themselves.
    fn role(&mut self, term: TermId) -> Option<RoleId> {
        let names = self.names;
        let is_of_the_language = [
            names.rdf_type,
            names.sub_class_of,
            names.sub_property_of,
            names.domain,
            names.range,
            names.same_as,
            names.different_from,
            names.equivalent_class,
            names.equivalent_property,
            names.disjoint_with,
        ]
        .contains(&term);
        if is_of_the_language || self.terms.is_literal(term) {
            return None;
        }
        Some(self.properties.number(term))
    }

    fn concept(&mut self, node: TermId) -> ConceptId {
        let known = (self.facts, self.names, self.terms);
        let (ontology, properties) = (&mut self.axioms.ontology, &mut self.properties);
        self.expressions.concept(node, ontology, properties, known)
    }

    fn nominal(&mut self, term: TermId) -> ConceptId {
        self.axioms.ontology.concept(Concept::Nominal(term))
    }

    fn include(&mut self, sub: ConceptId, sup: ConceptId, because: &[Triple]) {
        let reason = self.axioms.because(because);
        let axiom = Inclusion { sub, sup, reason };
        self.axioms.ontology.inclusions.push(axiom);
    }

    fn exclude(&mut self, members: Vec<ConceptId>, because: &[Triple]) {
        let reason = self.axioms.because(because);
        self.axioms.ontology.disjoint.push((members, reason));
    }

    /// Axioms about properties.
    fn properties(&mut self) {
        let names = self.names;
        let mut chains: Vec<(Vec<TermId>, TermId, Triple)> = Vec::new();
        for triple @ [sub, _, sup] in self.all(names.sub_property_of, None) {
            chains.push((vec![sub], sup, triple));
        }
        for triple @ [one, _, other] in self.all(names.equivalent_property, None) {
            chains.push((vec![one], other, triple));
            chains.push((vec![other], one, triple));
        }
        for triple @ [sup, _, list] in self.all(names.property_chain, None) {
            chains.extend(list_of(self.facts, names, list).map(|links| (links, sup, triple)));
        }
        for triple @ [role, ..] in self.all(names.rdf_type, Some(names.transitive)) {
            chains.push((vec![role, role], role, triple));
        }
        for (links, sup, triple) in chains {
            let links: Option<Vec<RoleId>> = links.iter().map(|link| self.role(*link)).collect();
            if let (Some(links), Some(sup)) = (links, self.role(sup)) {
                let reason = self.axioms.because(&[triple]);
                self.axioms
                    .ontology
                    .chains
                    .push(Chain { links, sup, reason });
            }
        }
        for triple @ [role, ..] in self.all(names.rdf_type, Some(names.reflexive)) {
            if let Some(role) = self.role(role) {
                let itself = self.axioms.ontology.concept(Concept::Itself(role));
                self.include(TOP, itself, &[triple]);
            }
        }
        for (predicate, is_domain) in [(names.domain, true), (names.range, false)] {
            for triple @ [role, _, class] in self.all(predicate, None) {
                let Some(role) = self.role(role) else {
                    continue;
                };
                let class = self.concept(class);
                if class == TOP {
                    continue;
                }
                let reason = self.axioms.because(&[triple]);
                let ontology = &mut self.axioms.ontology;
                let ends = match is_domain {
                    true => &mut ontology.domains,
                    false => &mut ontology.ranges,
                };
                ends.push((role, class, reason));
            }
        }
    }

    /// What constructors say of their nodes beyond what the expressions say that are made of them: a class with a name has an
    /// expression that is equivalent, members of a union are below it, and nothing is in a class and in its complement.
    fn constructors(&mut self) {
        let names = self.names;
        for predicate in [
            names.intersection_of,
            names.some_values_from,
            names.has_value,
            names.has_self,
            names.one_of,
        ] {
            for triple @ [node, ..] in self.all(predicate, None) {
                if !self.terms.is_iri(node) {
                    continue;
                }
                let known = (self.facts, names, self.terms);
                let (ontology, properties) = (&mut self.axioms.ontology, &mut self.properties);
                let said = self.expressions.said_of(node, ontology, properties, known);
                if let Some(said) = said {
                    let class = self.concept(node);
                    self.include(class, said, &[triple]);
                    self.include(said, class, &[triple]);
                }
            }
        }
        for triple @ [node, _, list] in self.all(names.union_of, None) {
            let class = self.concept(node);
            for member in list_of(self.facts, names, list).unwrap_or_default() {
                let member = self.concept(member);
                self.include(member, class, &[triple]);
            }
        }
        for triple @ [node, _, list] in self.all(names.one_of, None) {
            let members = list_of(self.facts, names, list).unwrap_or_default();
            if members.len() > 1 {
                let class = self.concept(node);
                for member in members {
                    let member = self.nominal(member);
                    self.include(member, class, &[triple]);
                }
            }
        }
        for triple @ [node, _, other] in self.all(names.complement_of, None) {
            let pair = vec![self.concept(node), self.concept(other)];
            self.exclude(pair, &[triple]);
        }
    }

    /// Axioms about classes.
    fn classes(&mut self) {
        let names = self.names;
        for [class, ..] in self.all(names.rdf_type, Some(names.class)) {
            if self.terms.is_iri(class) {
                self.concept(class);
            }
        }
        for triple @ [sub, _, sup] in self.all(names.sub_class_of, None) {
            let (sub, sup) = (self.concept(sub), self.concept(sup));
            if sub != sup && sup != TOP {
                self.include(sub, sup, &[triple]);
            }
        }
        for triple @ [one, _, other] in self.all(names.equivalent_class, None) {
            let (one, other) = (self.concept(one), self.concept(other));
            if one != other {
                self.include(one, other, &[triple]);
                self.include(other, one, &[triple]);
            }
        }
        for triple @ [one, _, other] in self.all(names.disjoint_with, None) {
            let pair = vec![self.concept(one), self.concept(other)];
            self.exclude(pair, &[triple]);
        }
        for triple @ [class, _, list] in self.all(names.disjoint_union_of, None) {
            let class = self.concept(class);
            let members = list_of(self.facts, names, list).unwrap_or_default();
            let members: Vec<ConceptId> = members.iter().map(|one| self.concept(*one)).collect();
            for member in &members {
                self.include(*member, class, &[triple]);
            }
            self.exclude(members, &[triple]);
        }
        for (said, predicate, list) in self.lists(names.all_disjoint_classes, &[names.members]) {
            let members = list.iter().map(|one| self.concept(*one)).collect();
            self.exclude(members, &[said, predicate]);
        }
    }

    /// The lists that instances of a class have by some properties, with the two statements.
    fn lists(&self, class: TermId, by: &[TermId]) -> Vec<(Triple, Triple, Vec<TermId>)> {
        let mut lists = Vec::new();
        for said @ [node, ..] in self.all(self.names.rdf_type, Some(class)) {
            for predicate in by {
                let bound = [Some(node), Some(*predicate), None];
                self.facts.each(bound, &mut |triple| {
                    let members = list_of(self.facts, self.names, triple[2]);
                    lists.extend(members.map(|members| (said, triple, members)));
                });
            }
        }
        lists
    }

    /// Which individuals are the same, which are not, and which links there are not.
    fn differences(&mut self) {
        let names = self.names;
        for triple @ [one, _, other] in self.all(names.same_as, None) {
            let (one, other) = (self.nominal(one), self.nominal(other));
            if one != other {
                self.include(one, other, &[triple]);
                self.include(other, one, &[triple]);
            }
        }
        for triple @ [one, _, other] in self.all(names.different_from, None) {
            let pair = vec![self.nominal(one), self.nominal(other)];
            self.exclude(pair, &[triple]);
        }
        let by = [names.members, names.distinct_members];
        for (said, predicate, list) in self.lists(names.all_different, &by) {
            let members = list.iter().map(|one| self.nominal(*one)).collect();
            self.exclude(members, &[said, predicate]);
        }
        for source @ [node, _, subject] in self.all(names.source_individual, None) {
            let said = |predicate| Some([node, predicate, self.facts.object(node, predicate)?]);
            let targets = [names.target_individual, names.target_value];
            let target = targets.into_iter().find_map(said);
            let (Some(property), Some(target)) = (said(names.assertion_property), target) else {
                continue;
            };
            let Some(role) = self.role(property[2]) else {
                continue;
            };
            let (subject, object) = (self.nominal(subject), self.nominal(target[2]));
            let link = self.axioms.ontology.concept(Concept::Some(role, object));
            self.exclude(vec![subject, link], &[source, property, target]);
        }
    }

    /// Whether something follows for everything, or individuals may follow to be the same: then all that is said of individuals
    /// matters.
    fn all_matters(&self) -> bool {
        let ontology = &self.axioms.ontology;
        let mut intersections = ontology.concepts.iter();
        let mut inclusions = ontology.inclusions.iter();
        inclusions.any(|axiom| axiom.sub == TOP || ontology.is_nominal(axiom.sup))
            || intersections.any(|concept| match concept {
                Concept::And(members) => members.iter().any(|one| ontology.is_nominal(*one)),
                _ => false,
            })
    }

    /// Whether a term is one of RDF, RDFS or OWL.
    fn is_of_a_language(&self, term: TermId) -> bool {
        let iri = self.terms.iri_of(term).unwrap_or_default();
        let languages = ["rdf:", "rdfs:", "owl:"].map(expand);
        languages
            .iter()
            .flatten()
            .any(|namespace| iri.starts_with(namespace.as_str()))
    }

    /// What is said of individuals, where it matters: by properties and classes of which axioms speak.
    fn individuals(&mut self) {
        let names = self.names;
        let mut known: FxHashMap<TermId, Option<ConceptId>> = FxHashMap::default();
        let all_matters = self.all_matters();
        for triple @ [individual, _, class] in self.all(names.rdf_type, None) {
            let class = match known.get(&class) {
                Some(class) => *class,
                None => {
                    let matters = !self.terms.is_iri(class)
                        || all_matters && !self.is_of_a_language(class)
                        || self.axioms.ontology.find(&Concept::Class(class)).is_some();
                    let concept = (matters && class != names.thing).then(|| self.concept(class));
                    known.insert(class, concept);
                    concept
                }
            };
            if let Some(class) = class {
                let individual = self.nominal(individual);
                self.include(individual, class, &[triple]);
            }
        }
        if all_matters {
            let mut predicates = FxHashSet::default();
            self.facts.each([None; 3], &mut |[_, predicate, _]| {
                predicates.insert(predicate);
            });
            let mut predicates: Vec<TermId> = predicates.into_iter().collect();
            predicates.sort_unstable();
            for predicate in predicates {
                if !self.is_of_a_language(predicate) {
                    self.properties.number(predicate);
                }
            }
        }
        // Restrictions may have named more properties.
        for role in 0..self.properties.terms.len() as RoleId {
            let term = self.properties.terms[role as usize];
            if !self.terms.is_iri(term) || self.role(term).is_none() {
                continue;
            }
            for triple @ [subject, _, object] in self.all(term, None) {
                let (subject, object) = (self.nominal(subject), self.nominal(object));
                let reason = self.axioms.because(&[triple]);
                let facts = &mut self.axioms.ontology.facts;
                facts.push((subject, role, object, reason));
            }
        }
    }
}
