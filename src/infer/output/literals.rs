//! What follows of literals, as far as something asks for it: the rules `dt-*` of
//! [OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules) where they are applied.

use super::{Output, Premises};
use crate::dictionary::TermId;
use crate::infer::clause::Clause;
use crate::infer::facts::{Facts, Triple};
use crate::infer::literals::DatatypeRule;
use crate::infer::pattern::{Pattern, Slot};
use crate::infer::role::Role;

impl Output<'_> {
    fn add_datatype_fact(&mut self, rule: DatatypeRule, triple: Triple, facts: &Facts) {
        let number = self.datatype_rules + rule as u32;
        let premises = Premises::Triples(&[]);
        self.add(triple, (number, Role::Step, &[]), premises, facts);
    }

    /// Whether a term is a datatype whose values are known.
    pub fn is_datatype(&self, term: TermId) -> bool {
        self.literals.datatype(term).is_some()
    }

    /// Whether the value of a literal is known to be of a datatype.
    pub fn has_type(&mut self, literal: TermId, datatype: TermId) -> bool {
        self.literals.has_type(literal, datatype, &self.terms)
    }

    /// Whether the value of a literal is known not to be of a datatype whose values are known.
    pub fn lies_outside(&mut self, literal: TermId, datatype: TermId) -> bool {
        self.literals.lies_outside(literal, datatype, &self.terms)
    }

    fn give_types(&mut self, literal: TermId, facts: &Facts) {
        let mut given = Vec::new();
        self.literals
            .types(literal, &self.vocabulary, &self.terms, &mut |triple| {
                given.push(triple)
            });
        for triple in given {
            self.add_datatype_fact(DatatypeRule::Type2, triple, facts);
        }
    }

    fn add_datatype_facts(&mut self, given: Vec<(DatatypeRule, Triple)>, facts: &Facts) {
        for (rule, triple) in given {
            self.add_datatype_fact(rule, triple, facts);
        }
    }

    fn meet(&mut self, literal: TermId, facts: &Facts) {
        self.give_types(literal, facts);
        let mut given = Vec::new();
        let mut give = |rule, triple| given.push((rule, triple));
        self.literals
            .meet(literal, &self.vocabulary, &self.terms, &mut give);
        self.add_datatype_facts(given, facts);
    }

    /// What follows from literals alone, at the start; `more` are literals that the graph does not have.
    pub fn start_literals(&mut self, facts: &Facts, more: Vec<TermId>) {
        self.more_literals = more;
        let mut same = Vec::new();
        let same_as = self.vocabulary.same_as;
        facts.each([None, Some(same_as), None], &mut |triple| same.push(triple));
        for triple in same {
            self.connect(triple);
            self.look_at_literals(triple, facts);
        }
        if !self.trivial {
            return;
        }
        let (all, mut given) = (self.all_literals(), Vec::new());
        let mut give = |rule, triple| given.push((rule, triple));
        let shared = self
            .literals
            .start(&all, &self.vocabulary, &self.terms, &mut give);
        self.add_datatype_facts(given, facts);
        shared
            .into_iter()
            .for_each(|literal| self.meet(literal, facts));
    }

    fn all_literals(&self) -> Vec<TermId> {
        let more = self.more_literals.iter().copied();
        self.terms.literals().chain(more).collect()
    }

    /// `dt-type2` for all literals, from now on.
    fn ask_types(&mut self, facts: &Facts) {
        if !std::mem::replace(&mut self.types_asked, true) {
            for literal in self.all_literals() {
                self.give_types(literal, facts);
            }
        }
    }

    /// `dt-diff` for all literals that matter, from now on.
    fn ask_differences(&mut self, facts: &Facts) {
        let mut given = Vec::new();
        let mut give = |rule, triple| given.push((rule, triple));
        self.literals
            .set_all_apart(&self.vocabulary, &self.terms, &mut give);
        self.add_datatype_facts(given, facts);
    }

    /// A new statement that makes a literal matter, or says of one what cannot be.
    pub fn look_at_literals(&mut self, triple: Triple, facts: &Facts) {
        let [subject, predicate, object] = triple;
        if predicate == self.vocabulary.same_as && subject != object {
            for literal in [subject, object] {
                if self.terms.is_literal(literal) {
                    self.meet(literal, facts);
                }
            }
            let mut given = Vec::new();
            let mut give = |rule, triple| given.push((rule, triple));
            let of_others = self.trivial;
            self.literals.differences(
                [subject, object],
                of_others,
                &self.vocabulary,
                &self.terms,
                &mut give,
            );
            self.add_datatype_facts(given, facts);
            // What is said of literals is then said in other words too.
            let speaks_of = |term| subject == term || object == term;
            if speaks_of(self.vocabulary.rdf_type)
                || [subject, object]
                    .iter()
                    .any(|term| self.literals.datatype(*term).is_some())
            {
                self.ask_types(facts);
            }
            if speaks_of(self.vocabulary.different_from) {
                self.ask_differences(facts);
            }
        } else if predicate == self.vocabulary.rdf_type
            && self.terms.is_literal(subject)
            && self.literals.datatype(object).is_some()
            && self.literals.lies_outside(subject, object, &self.terms)
        {
            let premise = self.references(&[triple], facts);
            self.add_contradiction(self.datatype_rules + 3, premise);
        }
    }

    /// A clause that asks whether something is in a datatype needs the types of all literals, and one that asks what is
    /// different the differences of all that matter; not one that asks whether the same two are the same (`eq-diff1`),
    /// or whether a thing is different from itself.
    pub fn literals_asked_by(&mut self, clause: &Clause, facts: &Facts) {
        let patterns = &clause.body.patterns;
        if patterns
            .iter()
            .any(|pattern| self.asks_types(pattern, clause))
        {
            self.ask_types(facts);
        }
        let different_from = Slot::Term(self.vocabulary.different_from);
        let same_as = Slot::Term(self.vocabulary.same_as);
        let asks_differences = patterns.iter().any(|[subject, predicate, object]| {
            *predicate == different_from
                && subject != object
                && !patterns.contains(&[*subject, same_as, *object])
        });
        if asks_differences {
            self.ask_differences(facts);
        }
    }

    /// Whether a pattern of a clause matches that a literal is of a datatype, and something follows that can be seen.
    fn asks_types(&self, [_, predicate, class]: &Pattern, clause: &Clause) -> bool {
        let rdf_type = Slot::Term(self.vocabulary.rdf_type);
        match class {
            Slot::Term(class) => *predicate == rdf_type && self.literals.datatype(*class).is_some(),
            Slot::Var(_) if !self.trivial => false,
            Slot::Var(_) => {
                let says_same =
                    |pattern: &Pattern| pattern[1] == Slot::Term(self.vocabulary.same_as);
                let is_reflexive = |head: &Pattern| says_same(head) && head[0] == head[2];
                // Literals and datatypes that are the same as others are looked at when that turns up.
                let of_equality = clause.body.patterns.iter().any(says_same)
                    || !clause.heads.is_empty() && clause.heads.iter().all(is_reflexive);
                *predicate == rdf_type || matches!(predicate, Slot::Var(_)) && !of_equality
            }
        }
    }
}
