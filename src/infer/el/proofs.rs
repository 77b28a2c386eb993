//! How a conclusion is said: as a statement, as an axiom or not at all; and the statements that give it.

use super::conclusion::{Conclusion, ContextId, NONE, Rule};
use super::made::Made;
use super::ontology::{Concept, ConceptId, RoleId};
use super::statements::{EXPRESSION, Said, Statements};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::infer::facts::Triple;
use crate::rdf::Literal;
use rustc_hash::FxHashSet;

impl Statements<'_, '_> {
    pub fn said(&self, number: u32) -> Said {
        let conclusion = self.completion.conclusions.get(number);
        let ontology = &self.axioms.ontology;
        let is_initial = |number: u32| {
            number != NONE && self.completion.conclusions.get(number).rule == Rule::Initial
        };
        match conclusion.rule {
            Rule::Initial | Rule::RangeOfContext => Said::Nothing,
            Rule::Member if is_initial(conclusion.first) => Said::Nothing,
            Rule::Inclusion if is_initial(conclusion.first) => {
                let first = self.completion.conclusions.get(conclusion.first);
                let context = &self.completion.contexts[conclusion.context as usize];
                match context.ranges == 0 && first.object == context.root {
                    true => Said::Axiom(ontology.inclusions[conclusion.axiom as usize].reason),
                    false => Said::Statement,
                }
            }
            Rule::Fact => Said::Axiom(ontology.facts[conclusion.axiom as usize].3),
            Rule::OneOfDisjoint => Said::Premises,
            _ if conclusion.is_link() => match self.is_asked_for(conclusion) {
                true => Said::Statement,
                false if conclusion.role as usize >= self.axioms.roles.len() => Said::Premises,
                false => match conclusion.rule {
                    Rule::Successor | Rule::Loop => Said::Premises,
                    _ => Said::Statement,
                },
            },
            _ if conclusion.object as usize >= ontology.concepts.len() => Said::Premises,
            _ => Said::Statement,
        }
    }

    /// The statements that say a conclusion.
    pub fn said_as_statements(&mut self, number: u32) -> Result<Vec<Triple>> {
        let (mut said, mut open) = (Vec::new(), vec![number]);
        while let Some(number) = open.pop() {
            match self.said(number) {
                Said::Nothing => {}
                Said::Axiom(reason) => said.extend(self.axioms.reason(reason)),
                Said::Premises => {
                    let conclusion = self.completion.conclusions.get(number);
                    let premises = [conclusion.second, conclusion.first];
                    open.extend(premises.into_iter().filter(|premise| *premise != NONE));
                }
                Said::Statement => said.push(self.statement(number)?),
            }
        }
        Ok(said)
    }

    /// A conclusion as one statement.
    pub fn statement(&mut self, number: u32) -> Result<Triple> {
        let conclusion = self.completion.conclusions.get(number);
        let individual = self.individual(conclusion.context);
        if conclusion.is_link() {
            let root = self.completion.contexts[conclusion.object as usize].root;
            if self.is_asked_for(conclusion)
                && let (Some(subject), Some(Concept::Nominal(object))) =
                    (individual, self.axioms.ontology.concepts.get(root as usize))
            {
                return Ok([subject, self.term(conclusion.role), *object]);
            }
            let restriction = self.restriction(conclusion.role, root)?;
            return self.instance_of(conclusion.context, restriction);
        }
        match (
            individual,
            self.axioms
                .ontology
                .concepts
                .get(conclusion.object as usize),
        ) {
            (Some(one), Some(Concept::Nominal(other))) => Ok([one, self.names.same_as, *other]),
            _ => {
                let object = self.node(conclusion.object)?;
                self.instance_of(conclusion.context, object)
            }
        }
    }

    fn instance_of(&mut self, context: ContextId, class: TermId) -> Result<Triple> {
        let names = self.names;
        if let Some(individual) = self.individual(context) {
            return Ok([individual, names.rdf_type, class]);
        }
        let context = &self.completion.contexts[context as usize];
        let (root, ranges) = (context.root, context.ranges);
        let mut members = vec![self.node(root)?];
        for at in 0..self.completion.roles.range_sets[ranges as usize].len() {
            let range = self.completion.roles.range_sets[ranges as usize][at];
            members.push(self.node(range)?);
        }
        members.dedup();
        let subject = match members.as_slice() {
            [only] => *only,
            _ => self.made_node(Made::And(members))?,
        };
        Ok([subject, names.sub_class_of, class])
    }

    /// A node of an expression.
    fn node(&mut self, concept: ConceptId) -> Result<TermId> {
        if let Some(Some(node)) = self.axioms.nodes.get(concept as usize) {
            return Ok(*node);
        }
        let concept = self.axioms.ontology.concepts.get(concept as usize);
        match concept.ok_or_else(|| Error::internal("an expression is not known"))? {
            Concept::Class(term) => Ok(*term),
            Concept::Nominal(term) => self.made_node(Made::Only(*term)),
            Concept::Some(role, filler) => self.restriction(*role, *filler),
            Concept::Itself(role) => {
                let is_so = self.output.terms.intern(&Literal::from(true).into())?;
                self.made_node(Made::Itself(self.term(*role), is_so))
            }
            Concept::And(members) => {
                let mut nodes = Vec::with_capacity(members.len());
                for member in members {
                    nodes.push(self.node(*member)?);
                }
                self.made_node(Made::And(nodes))
            }
        }
    }

    fn restriction(&mut self, role: RoleId, filler: ConceptId) -> Result<TermId> {
        let known = self.axioms.ontology.find(&Concept::Some(role, filler));
        let node = known.and_then(|known| self.axioms.nodes.get(known as usize).copied().flatten());
        if let Some(node) = node {
            return Ok(node);
        }
        let property = self.term(role);
        match self.axioms.ontology.concepts.get(filler as usize) {
            Some(Concept::Nominal(value)) => self.made_node(Made::Value(property, *value)),
            _ => {
                let filler = self.node(filler)?;
                self.made_node(Made::Some(property, filler))
            }
        }
    }

    fn made_node(&mut self, made: Made) -> Result<TermId> {
        let mut said = Vec::new();
        let node = self
            .made
            .node(made, self.names, &mut self.output.terms, &mut said)?;
        for statement in said {
            self.add(statement, EXPRESSION, &[], true)?;
        }
        Ok(node)
    }

    /// The rule of a conclusion, and the statements that give it.
    pub fn premises(&mut self, number: u32) -> Result<(&'static str, Vec<Triple>)> {
        let conclusion = self.completion.conclusions.get(number);
        let mut premises = Vec::new();
        for premise in [conclusion.first, conclusion.second] {
            if premise != NONE {
                premises.extend(self.said_as_statements(premise)?);
            }
        }
        if conclusion.rule == Rule::SameAsInstance {
            let instance = self.completion.conclusions.get(conclusion.first);
            for link in self.path_to(instance.context) {
                premises.extend(self.said_as_statements(link)?);
            }
        }
        let rule = self.axioms_of(conclusion, &mut premises);
        let mut known = FxHashSet::default();
        premises.retain(|premise| known.insert(*premise));
        Ok((rule, premises))
    }

    /// Adds the axioms that a conclusion rests on to its premises, and returns the name of its rule.
    fn axioms_of(&self, conclusion: Conclusion, premises: &mut Vec<Triple>) -> &'static str {
        let Conclusion {
            rule,
            first,
            second,
            axiom,
            object,
            ..
        } = conclusion;
        let (axioms, ontology) = (self.axioms, &self.axioms.ontology);
        let axiom = axiom as usize;
        match rule {
            Rule::Inclusion => {
                premises.extend(axioms.reason(ontology.inclusions[axiom].reason));
                "el-sco"
            }
            Rule::Member => "el-int2",
            Rule::Both => "el-int1",
            Rule::Filler | Rule::Something => {
                let below = self.completion.conclusions.get(first).role;
                self.step(below, self.role_of(object), premises);
                if rule == Rule::Filler {
                    self.ranges(first, second, premises);
                }
                "el-svf"
            }
            Rule::LoopAbove => {
                let below = self.completion.conclusions.get(first).object;
                self.step(self.role_of(below), self.role_of(object), premises);
                "el-self"
            }
            Rule::Domain | Rule::Range => {
                let role = self.completion.conclusions.get(first).role;
                let roles = &self.completion.roles;
                let (ends, name) = match rule {
                    Rule::Domain => (&roles.domains, "el-dom"),
                    _ => (&roles.ranges, "el-rng"),
                };
                let end = ends[role as usize][axiom];
                self.step(role, end.role, premises);
                premises.extend(axioms.reason(end.reason));
                name
            }
            Rule::Disjoint => {
                premises.extend(axioms.reason(ontology.disjoint[axiom].1));
                "el-dw"
            }
            Rule::Empty => {
                self.ranges(first, second, premises);
                "el-nothing"
            }
            Rule::Same | Rule::SameAsInstance => "el-same",
            Rule::Successor => "el-hv",
            Rule::Loop => "el-self",
            Rule::Chain => {
                let composition = self.completion.roles.compositions[axiom];
                for (link, role) in [(first, composition.first), (second, composition.second)] {
                    let below = self.completion.conclusions.get(link).role;
                    self.step(below, role, premises);
                }
                premises.extend(axioms.reason(composition.reason));
                "el-chain"
            }
            // They are not said as statements of their own.
            Rule::Initial | Rule::RangeOfContext | Rule::OneOfDisjoint | Rule::Fact => EXPRESSION,
        }
    }

    /// The property of a restriction; [`NONE`] of another expression.
    fn role_of(&self, concept: ConceptId) -> RoleId {
        match self.axioms.ontology.concepts.get(concept as usize) {
            Some(Concept::Some(role, _) | Concept::Itself(role)) => *role,
            _ => NONE,
        }
    }

    /// That a property is below another one, if it is not the same.
    fn step(&self, role: RoleId, sup: RoleId, premises: &mut Vec<Triple>) {
        if role == sup || role.max(sup) as usize >= self.axioms.roles.len() {
            return;
        }
        let [below, above] = [role, sup].map(|role| self.term(role));
        let step = self.completion.roles.step(role, sup);
        let reason = step
            .filter(|step| step.before == role)
            .and_then(|step| step.reason);
        match reason {
            Some(reason) => premises.extend(self.axioms.reason(reason)),
            None => premises.push([below, self.names.sub_property_of, above]),
        }
    }

    /// The ranges by which more holds of the end of a link.
    fn ranges(&self, link: u32, end: u32, premises: &mut Vec<Triple>) {
        let link = self.completion.conclusions.get(link);
        let end = self.completion.conclusions.get(end);
        let context = &self.completion.contexts[link.object as usize];
        let is_root = end.rule == Rule::Initial;
        if context.ranges == 0 || is_root || link.role as usize >= self.axioms.roles.len() {
            return;
        }
        for at in 0..self.completion.roles.ranges[link.role as usize].len() {
            let range = self.completion.roles.ranges[link.role as usize][at];
            if end.rule == Rule::RangeOfContext && end.object != range.concept {
                continue;
            }
            self.step(link.role, range.role, premises);
            premises.extend(self.axioms.reason(range.reason));
        }
    }
}
