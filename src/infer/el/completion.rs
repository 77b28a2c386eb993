//! All that follows from an ontology, by the completion rules of OWL 2 EL
//! ([Baader, Brandt & Lutz 2005](https://www.ijcai.org/Proceedings/05/Papers/0372.pdf)) with the contexts and indexes of ELK
//! ([Kazakov, Krötzsch & Simančík 2014](https://doi.org/10.1007/s10817-013-9296-3)).
//!
//! A context stands for the instances of an expression, or for one individual. Conclusions are looked at in the order in which they
//! were found, each once; it is joined with those that were looked at before. A range is put into the contexts of the values
//! ([Baader, Brandt & Lutz 2008](https://ceur-ws.org/Vol-496/owled2008dc_paper_3.pdf)).

use super::conclusion::{Conclusion, Conclusions, ContextId, NONE, Rule};
use super::context::{ByRole, Context};
use super::index::Index;
use super::ontology::{BOTTOM, Concept, ConceptId, Ontology, RoleId, TOP};
use super::roles::Roles;
use rustc_hash::FxHashMap;

/// What follows from an ontology.
pub struct Completion<'o> {
    /// The axioms.
    pub ontology: &'o Ontology,
    /// The properties.
    pub roles: Roles,
    index: Index,
    /// The conclusions.
    pub conclusions: Conclusions,
    /// The contexts.
    pub contexts: Vec<Context>,
    /// The contexts by expression and set of ranges.
    numbers: FxHashMap<(ConceptId, u32), ContextId>,
    /// Conclusions that were looked at as composed, and must be looked at as such.
    again: Vec<u32>,
    /// How many conclusions were looked at.
    pub next: u32,
    /// How many times a rule was applied.
    pub applications: u64,
}

impl<'o> Completion<'o> {
    /// Starts with the contexts of some expressions.
    pub fn new(ontology: &'o Ontology, asked: impl IntoIterator<Item = ConceptId>) -> Self {
        let roles = Roles::of(ontology);
        let index = Index::of(ontology, &roles);
        let mut completion = Self {
            ontology,
            roles,
            index,
            conclusions: Conclusions::default(),
            contexts: Vec::new(),
            numbers: FxHashMap::default(),
            again: Vec::new(),
            next: 0,
            applications: 0,
        };
        for concept in asked {
            completion.context(concept, 0);
        }
        for (number, (subject, role, object, _)) in ontology.facts.iter().enumerate() {
            let [subject, object] = [*subject, *object].map(|end| completion.context(end, 0));
            completion.link(
                subject,
                *role,
                object,
                (Rule::Fact, NONE, NONE, number as u32),
            );
        }
        completion
    }

    /// Applies the rules until nothing new follows; `check` is told the number of conclusions now and then, and may stop it.
    ///
    /// # Errors
    /// Those of `check`.
    pub fn run<E>(&mut self, check: &mut dyn FnMut(usize) -> Result<(), E>) -> Result<(), E> {
        loop {
            if let Some(number) = self.again.pop() {
                let conclusion = self.conclusions.get(number);
                self.decompose(number, conclusion);
                continue;
            }
            if self.next as usize == self.conclusions.len() {
                return Ok(());
            }
            let number = self.next;
            self.next += 1;
            if number.is_multiple_of(4096) {
                check(self.conclusions.len())?;
            }
            let conclusion = self.conclusions.get(number);
            match conclusion.is_link() {
                true => self.look_at_link(number, conclusion),
                false => self.look_at_expression(number, conclusion),
            }
        }
    }

    /// Returns the context of an expression without ranges, if there is one.
    pub fn find_context(&self, concept: ConceptId) -> Option<ContextId> {
        self.numbers.get(&(concept, 0)).copied()
    }

    /// Returns the numbers of the expressions that were concluded of a context, the last first.
    pub fn expressions_of(&self, context: ContextId) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.contexts[context as usize].last;
        std::iter::from_fn(move || {
            let number = (next != NONE).then_some(next)?;
            next = self.conclusions.get(number).before;
            Some(number)
        })
    }

    /// Returns the context of an expression whose instances have some ranges, new if there is none.
    pub fn context(&mut self, root: ConceptId, ranges: u32) -> ContextId {
        if let Some(number) = self.numbers.get(&(root, ranges)) {
            return *number;
        }
        let number = self.contexts.len() as ContextId;
        let has_instance = root == TOP || self.ontology.is_nominal(root);
        self.contexts.push(Context {
            root,
            ranges,
            last: NONE,
            count: 0,
            forward: ByRole::default(),
            backward: ByRole::default(),
            carried: Vec::new(),
            heirs: Vec::new(),
            is_inhabited: has_instance && ranges == 0,
            inhabited_by: NONE,
        });
        self.numbers.insert((root, ranges), number);
        self.expression(number, root, (Rule::Initial, NONE, NONE, NONE), false);
        if self.index.has_top && !self.ontology.values.contains(&root) {
            self.expression(number, TOP, (Rule::Initial, NONE, NONE, NONE), false);
        }
        for at in 0..self.roles.range_sets[ranges as usize].len() {
            let range = self.roles.range_sets[ranges as usize][at];
            self.expression(
                number,
                range,
                (Rule::RangeOfContext, NONE, NONE, NONE),
                false,
            );
        }
        number
    }

    /// Concludes that the instances of a context are instances of an expression.
    pub fn expression(
        &mut self,
        context: ContextId,
        object: ConceptId,
        (rule, first, second, axiom): (Rule, u32, u32, u32),
        is_composed: bool,
    ) {
        self.applications += 1;
        if let Some(number) = self.conclusions.find(context, NONE, object) {
            if !is_composed && self.conclusions.get(number).is_composed {
                self.conclusions.decompose(number);
                if number < self.next {
                    self.again.push(number);
                }
            }
            return;
        }
        let of = &mut self.contexts[context as usize];
        of.count += 1;
        of.last = self.conclusions.push(Conclusion {
            context,
            role: NONE,
            object,
            rule,
            is_composed,
            first,
            second,
            axiom,
            before: of.last,
        });
    }

    /// Concludes that the instances of a context have a link to an instance of another.
    pub fn link(
        &mut self,
        context: ContextId,
        role: RoleId,
        object: ContextId,
        (rule, first, second, axiom): (Rule, u32, u32, u32),
    ) {
        self.applications += 1;
        if self.conclusions.find(context, role, object).is_none() {
            self.conclusions.push(Conclusion {
                context,
                role,
                object,
                rule,
                is_composed: false,
                first,
                second,
                axiom,
                before: NONE,
            });
        }
    }

    fn look_at_expression(&mut self, number: u32, conclusion: Conclusion) {
        let Conclusion {
            context, object, ..
        } = conclusion;
        for place in self.index.inclusions.range(object) {
            let axiom = self.index.inclusions.at(place);
            let sup = self.ontology.inclusions[axiom as usize].sup;
            self.expression(context, sup, (Rule::Inclusion, number, NONE, axiom), false);
        }
        self.join_members(number, conclusion);
        self.carry(number, conclusion);
        self.exclude(number, conclusion);
        if object == BOTTOM {
            let links = std::mem::take(&mut self.contexts[context as usize].backward);
            for link in links.0.iter().flat_map(|(_, links)| links) {
                let source = self.conclusions.get(*link).context;
                self.expression(source, BOTTOM, (Rule::Empty, *link, number, NONE), false);
            }
            self.contexts[context as usize].backward = links;
        }
        if !conclusion.is_composed {
            self.decompose(number, conclusion);
        }
        let heirs = std::mem::take(&mut self.contexts[context as usize].heirs);
        for (heir, since, rule) in &heirs {
            self.expression(*heir, object, (*rule, *since, number, NONE), true);
        }
        self.contexts[context as usize].heirs = heirs;
        if self.ontology.is_nominal(object) {
            self.identify(number, context, object);
        }
    }

    /// Intersections of which the other part holds, too: the shorter of the two lists is gone through.
    fn join_members(&mut self, number: u32, conclusion: Conclusion) {
        let Conclusion {
            context, object, ..
        } = conclusion;
        let partners = self.index.partners.range(object);
        if partners.is_empty() {
            return;
        }
        if partners.len() <= self.contexts[context as usize].count as usize {
            for place in partners {
                let (other, both) = self.index.partners.at(place);
                self.applications += 1;
                if let Some(other) = self.conclusions.find(context, NONE, other) {
                    self.expression(context, both, (Rule::Both, number, other, NONE), true);
                }
            }
            return;
        }
        let mut next = self.contexts[context as usize].last;
        while next != NONE {
            let known = self.conclusions.get(next);
            self.applications += 1;
            let of_object = self.index.partners.of_key(object);
            let start = of_object.partition_point(|(other, _)| *other < known.object);
            let fits = |(other, _): &&(ConceptId, ConceptId)| *other == known.object;
            let count = of_object[start..].iter().take_while(fits).count();
            for place in partners.start + start..partners.start + start + count {
                let (_, both) = self.index.partners.at(place);
                self.expression(context, both, (Rule::Both, number, next, NONE), true);
            }
            next = known.before;
        }
    }

    /// Restrictions to the expression hold of what has a link to the context.
    fn carry(&mut self, number: u32, conclusion: Conclusion) {
        let Conclusion {
            context, object, ..
        } = conclusion;
        for place in self.index.fillers.range(object) {
            let (role, restriction) = self.index.fillers.at(place);
            let here = &mut self.contexts[context as usize];
            let carried = here.carried.iter_mut().find(|(known, _)| *known == role);
            match carried {
                Some((_, carried)) => carried.push((number, restriction)),
                None => here.carried.push((role, vec![(number, restriction)])),
            }
            let links = std::mem::take(&mut here.backward);
            for (below, links) in &links.0 {
                self.applications += 1;
                if !self.roles.is_below(*below, role) {
                    continue;
                }
                for link in links {
                    let source = self.conclusions.get(*link).context;
                    let by = (Rule::Filler, *link, number, NONE);
                    self.expression(source, restriction, by, true);
                }
            }
            self.contexts[context as usize].backward = links;
        }
    }

    /// Two expressions of a list of disjoint ones.
    fn exclude(&mut self, number: u32, conclusion: Conclusion) {
        let Conclusion {
            context, object, ..
        } = conclusion;
        for place in self.index.disjoint.range(object) {
            let (axiom, is_twice) = self.index.disjoint.at(place);
            let list = self.index.first_list + axiom;
            let known = self.conclusions.find(context, NONE, list);
            let other = match known {
                Some(known) => self.conclusions.get(known).first,
                None => {
                    let by = (Rule::OneOfDisjoint, number, NONE, axiom);
                    self.expression(context, list, by, true);
                    number
                }
            };
            if other != number || is_twice {
                let by = (Rule::Disjoint, other, number, axiom);
                self.expression(context, BOTTOM, by, false);
            }
        }
    }

    /// What follows from the parts of an expression.
    fn decompose(&mut self, number: u32, conclusion: Conclusion) {
        let Conclusion {
            context, object, ..
        } = conclusion;
        let ontology = self.ontology;
        match ontology.concepts.get(object as usize) {
            Some(Concept::And(members)) => {
                for member in members {
                    let by = (Rule::Member, number, NONE, NONE);
                    self.expression(context, *member, by, false);
                }
            }
            Some(Concept::Some(role, filler)) => {
                let end = self.context(*filler, self.roles.range_of(*role));
                let by = (Rule::Successor, number, NONE, NONE);
                self.link(context, *role, end, by);
            }
            Some(Concept::Itself(role)) => {
                self.link(context, *role, context, (Rule::Loop, number, NONE, NONE));
                for at in 0..self.index.loops[*role as usize].len() {
                    let above = self.index.loops[*role as usize][at];
                    let by = (Rule::LoopAbove, number, NONE, NONE);
                    self.expression(context, above, by, true);
                }
            }
            // The numbers of parts of intersections and of lists of disjoint expressions are none of the ontology.
            Some(Concept::Class(_) | Concept::Nominal(_)) | None => {}
        }
    }

    fn look_at_link(&mut self, number: u32, conclusion: Conclusion) {
        let Conclusion {
            context,
            role,
            object,
            ..
        } = conclusion;
        self.contexts[context as usize].forward.push(role, number);
        self.contexts[object as usize].backward.push(role, number);
        for at in 0..self.index.something.get(role as usize).map_or(0, Vec::len) {
            let restriction = self.index.something[role as usize][at];
            let by = (Rule::Something, number, NONE, NONE);
            self.expression(context, restriction, by, true);
        }
        for at in 0..self.roles.domains[role as usize].len() {
            let domain = self.roles.domains[role as usize][at].concept;
            let by = (Rule::Domain, number, NONE, at as u32);
            self.expression(context, domain, by, false);
        }
        let carried = std::mem::take(&mut self.contexts[object as usize].carried);
        for (above, carried) in &carried {
            self.applications += 1;
            if self.roles.is_below(role, *above) {
                for (filler, restriction) in carried {
                    let by = (Rule::Filler, number, *filler, NONE);
                    self.expression(context, *restriction, by, true);
                }
            }
        }
        self.contexts[object as usize].carried = carried;
        if let Some(empty) = self.conclusions.find(object, NONE, BOTTOM) {
            let by = (Rule::Empty, number, empty, NONE);
            self.expression(context, BOTTOM, by, false);
        }
        self.compose(number, conclusion);
        let heirs = std::mem::take(&mut self.contexts[context as usize].heirs);
        for (heir, since, rule) in &heirs {
            self.link(*heir, role, object, (*rule, *since, number, NONE));
        }
        self.contexts[context as usize].heirs = heirs;
        if self.contexts[context as usize].is_inhabited {
            self.reach(number);
        }
    }

    /// Links of which this is the first or the second part.
    fn compose(&mut self, number: u32, conclusion: Conclusion) {
        let Conclusion {
            context,
            role,
            object,
            ..
        } = conclusion;
        if self.roles.may_be(0, role) {
            let links = std::mem::take(&mut self.contexts[object as usize].forward);
            for (second, links) in &links.0 {
                self.applications += 1;
                for place in self.roles.composed(role, *second) {
                    let (composition, sup) = self.roles.composition(place);
                    for link in links {
                        let end = self.conclusions.get(*link).object;
                        let by = (Rule::Chain, number, *link, composition);
                        self.link(context, sup, end, by);
                    }
                }
            }
            self.contexts[object as usize].forward = links;
        }
        if self.roles.may_be(1, role) {
            let links = std::mem::take(&mut self.contexts[context as usize].backward);
            for (first, links) in &links.0 {
                self.applications += 1;
                for place in self.roles.composed(*first, role) {
                    let (composition, sup) = self.roles.composition(place);
                    for link in links {
                        let start = self.conclusions.get(*link).context;
                        let by = (Rule::Chain, *link, number, composition);
                        self.link(start, sup, object, by);
                    }
                }
            }
            self.contexts[context as usize].backward = links;
        }
    }
}
