//! What was concluded as statements, each with the statements that give it: those that are asked for, and those that their proofs
//! rest on.

use super::completion::Completion;
use super::conclusion::{Conclusion, ContextId, NONE, Rule};
use super::made::MadeNodes;
use super::names::Names;
use super::ontology::{BOTTOM, Concept, RoleId, TOP};
use super::read::Axioms;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::infer::facts::{Facts, Triple};
use crate::infer::output::Output;

/// The names of the rules, as proofs have them.
pub const RULES: [&str; 17] = [
    "el-sco",
    "el-int1",
    "el-int2",
    "el-svf",
    "el-dom",
    "el-rng",
    "el-dw",
    "el-nothing",
    "el-same",
    "el-hv",
    "el-self",
    "el-chain",
    "el-spo",
    "el-eqc",
    "el-eqp",
    "el-expression",
    "dt-not-type",
];

/// The rule of what a node made for an expression says.
pub const EXPRESSION: &str = "el-expression";

/// Writes conclusions down.
pub struct Statements<'s, 'a> {
    /// The axioms.
    pub axioms: &'s Axioms,
    /// The conclusions.
    pub completion: &'s Completion<'s>,
    /// The terms of OWL.
    pub names: &'s Names,
    /// What is known.
    pub facts: &'s Facts<'a>,
    /// Where they are written.
    pub output: &'s mut Output<'a>,
    /// The nodes that were made for expressions.
    pub made: &'s mut MadeNodes,
    /// The number of the first of [`RULES`].
    pub first_rule: u32,
    /// Whether a conclusion is written down, by number.
    pub written: Vec<bool>,
}

/// How a conclusion is said.
#[derive(Clone, Copy)]
pub enum Said {
    /// It need not be said.
    Nothing,
    /// As the reason of an axiom.
    Axiom(u32),
    /// As its premises.
    Premises,
    /// As a statement of its own.
    Statement,
}

impl Statements<'_, '_> {
    /// Writes all requested conclusions: hierarchies of classes and properties, types and links of individuals, and contradictions.
    ///
    /// # Errors
    /// If there are more terms or statements than can be numbered.
    pub fn write(&mut self) -> Result<()> {
        self.properties()?;
        for number in 0..self.completion.conclusions.len() as u32 {
            let conclusion = self.completion.conclusions.get(number);
            if self.is_asked_for(conclusion) {
                self.conclusion(number)?;
            }
            if conclusion.is_link() {
                self.links_above(number, conclusion)?;
            } else if self.individual(conclusion.context).is_some() {
                self.contradiction(number, conclusion)?;
            }
        }
        for number in 0..self.completion.conclusions.len() as u32 {
            self.equivalence(number)?;
        }
        Ok(())
    }

    /// The hierarchy of properties.
    fn properties(&mut self) -> Result<()> {
        let names = self.names;
        let count = self.axioms.roles.len() as RoleId;
        for role in 0..count {
            // Each step rests on the one before it, which may come later in the order of numbers.
            let mut steps = self.completion.roles.above(role).to_vec();
            let mut is_written = vec![role];
            while !steps.is_empty() {
                let (ready, later): (Vec<_>, Vec<_>) = steps
                    .into_iter()
                    .partition(|step| is_written.contains(&step.before));
                for step in ready {
                    is_written.push(step.sup);
                    let Some(reason) = step.reason else {
                        continue;
                    };
                    let [below, before, sup] =
                        [role, step.before, step.sup].map(|role| self.term(role));
                    let mut premises = self.axioms.reason(reason).to_vec();
                    if step.before != role {
                        premises.insert(0, [below, names.sub_property_of, before]);
                    }
                    self.add(
                        [below, names.sub_property_of, sup],
                        "el-spo",
                        &premises,
                        false,
                    )?;
                }
                steps = later;
            }
        }
        for role in 0..count {
            for step in self.completion.roles.above(role) {
                if step.sup != role && self.completion.roles.is_below(step.sup, role) {
                    let [one, other] = [role, step.sup].map(|role| self.term(role));
                    let both = [
                        [one, names.sub_property_of, other],
                        [other, names.sub_property_of, one],
                    ];
                    self.add(
                        [one, names.equivalent_property, other],
                        "el-eqp",
                        &both,
                        false,
                    )?;
                }
            }
        }
        Ok(())
    }

    /// Whether a conclusion is about names: a class, or an individual and its class or its link.
    pub fn is_asked_for(&self, conclusion: Conclusion) -> bool {
        let object = self
            .axioms
            .ontology
            .concepts
            .get(conclusion.object as usize);
        let is_subject = |term: TermId| self.output.terms.is_subject(term);
        if conclusion.is_link() {
            let end = self.completion.contexts[conclusion.object as usize].root;
            let is_link = self.individual(conclusion.context).is_some_and(is_subject);
            let is_property = (conclusion.role as usize) < self.axioms.roles.len();
            return is_link && is_property && self.axioms.ontology.is_nominal(end);
        }
        match (self.individual(conclusion.context), object) {
            (Some(one), Some(Concept::Nominal(other))) => {
                one != *other && is_subject(one) && is_subject(*other)
            }
            (Some(individual), Some(Concept::Class(class))) => {
                // That an individual cannot be is a contradiction.
                let is_said = conclusion.object != TOP && conclusion.object != BOTTOM;
                is_said && is_subject(individual) && self.output.terms.is_iri(*class)
            }
            (None, Some(Concept::Class(class))) => {
                let name = self.class(conclusion.context);
                let is_about_others = name.is_some_and(|name| name != *class)
                    && conclusion.object != TOP
                    && name != Some(self.names.nothing);
                is_about_others && self.output.terms.is_iri(*class)
            }
            _ => false,
        }
    }

    /// The individual that a context stands for.
    pub fn individual(&self, context: ContextId) -> Option<TermId> {
        let context = &self.completion.contexts[context as usize];
        match self.axioms.ontology.concepts.get(context.root as usize) {
            Some(Concept::Nominal(term)) if context.ranges == 0 => Some(*term),
            _ => None,
        }
    }

    /// The class with a name that a context stands for.
    fn class(&self, context: ContextId) -> Option<TermId> {
        let context = &self.completion.contexts[context as usize];
        match self.axioms.ontology.concepts.get(context.root as usize) {
            Some(Concept::Class(term)) if context.ranges == 0 => {
                Some(*term).filter(|term| self.output.terms.is_iri(*term))
            }
            _ => None,
        }
    }

    pub fn term(&self, role: RoleId) -> TermId {
        self.axioms.roles[role as usize]
    }

    /// Writes down a conclusion after those that it rests on.
    fn conclusion(&mut self, number: u32) -> Result<()> {
        let mut open = vec![number];
        while let Some(number) = open.last().copied() {
            if self.written[number as usize] {
                open.pop();
                continue;
            }
            let conclusion = self.completion.conclusions.get(number);
            let needed = self.rests_on(conclusion);
            let known = open.len();
            open.extend(
                needed
                    .into_iter()
                    .filter(|premise| !self.written[*premise as usize]),
            );
            if open.len() > known {
                continue;
            }
            self.written[number as usize] = true;
            open.pop();
            // A statement that only restates an axiom is also written if it is requested.
            let is_stated = match self.said(number) {
                Said::Statement => true,
                Said::Axiom(_) => !conclusion.is_link() && self.is_asked_for(conclusion),
                Said::Nothing | Said::Premises => false,
            };
            if is_stated {
                let statement = self.statement(number)?;
                let (rule, premises) = self.premises(number)?;
                let is_hidden = !self.is_asked_for(conclusion);
                self.add(statement, rule, &premises, is_hidden)?;
            }
        }
        Ok(())
    }

    /// The conclusions that one rests on.
    fn rests_on(&self, conclusion: Conclusion) -> Vec<u32> {
        let mut premises = vec![conclusion.first, conclusion.second];
        if conclusion.rule == Rule::SameAsInstance {
            premises
                .extend(self.path_to(self.completion.conclusions.get(conclusion.first).context));
        }
        premises.retain(|premise| *premise != NONE);
        premises
    }

    /// The links that lead from an individual to a context.
    pub fn path_to(&self, mut context: ContextId) -> Vec<u32> {
        let mut path = Vec::new();
        while self.individual(context).is_none() {
            let link = self.completion.contexts[context as usize].inhabited_by;
            if link == NONE || path.len() > self.completion.contexts.len() {
                break;
            }
            path.push(link);
            context = self.completion.conclusions.get(link).context;
        }
        path
    }

    /// Adds a statement that follows from others, unless it is known.
    pub fn add(
        &mut self,
        statement: Triple,
        rule: &str,
        premises: &[Triple],
        is_hidden: bool,
    ) -> Result<()> {
        let rule = self.rule(rule)?;
        self.output
            .add_statement(statement, rule, premises, is_hidden, self.facts);
        self.output.error.take().map_or(Ok(()), Err)
    }

    fn rule(&self, name: &str) -> Result<u32> {
        let place = RULES.iter().position(|rule| *rule == name);
        let place = place.ok_or_else(|| Error::internal("a rule has no name"))?;
        Ok(self.first_rule + place as u32)
    }

    /// What a link of an individual to an individual says by the properties above its own.
    fn links_above(&mut self, number: u32, conclusion: Conclusion) -> Result<()> {
        let Some(subject) = self.individual(conclusion.context) else {
            return Ok(());
        };
        let end = self.completion.contexts[conclusion.object as usize].root;
        let Some(Concept::Nominal(object)) = self.axioms.ontology.concepts.get(end as usize) else {
            return Ok(());
        };
        if !self.output.terms.is_subject(subject) {
            return Ok(());
        }
        for step in self.completion.roles.above(conclusion.role) {
            if step.sup == conclusion.role {
                continue;
            }
            let [role, sup] = [conclusion.role, step.sup].map(|role| self.term(role));
            let statement = [subject, sup, *object];
            if !self.output.terms.is_iri(sup) || self.facts.row(statement).is_some() {
                continue;
            }
            self.conclusion(number)?;
            let mut premises = self.said_as_statements(number)?;
            premises.push([role, self.names.sub_property_of, sup]);
            self.add(statement, "el-spo", &premises, false)?;
        }
        Ok(())
    }

    /// What contradicts itself: an individual that cannot be, unless that is said of another one, too.
    fn contradiction(&mut self, number: u32, conclusion: Conclusion) -> Result<()> {
        let individual = self.individual(conclusion.context);
        if let Some(literal) = individual.filter(|term| self.output.terms.is_literal(*term))
            && let Some(Concept::Class(class)) = self
                .axioms
                .ontology
                .concepts
                .get(conclusion.object as usize)
            && self.output.is_datatype(*class)
            && self.output.lies_outside(literal, *class)
        {
            self.conclusion(number)?;
            let premises = self.said_as_statements(number)?;
            let rule = self.rule("dt-not-type")?;
            self.output.add_conflict(rule, &premises, self.facts);
        }
        if conclusion.object != BOTTOM {
            return Ok(());
        }
        let is_of_another = match conclusion.rule {
            Rule::Same | Rule::SameAsInstance => true,
            Rule::Empty => {
                let link = self.completion.conclusions.get(conclusion.first);
                self.individual(link.object).is_some()
            }
            _ => false,
        };
        if is_of_another {
            return Ok(());
        }
        for premise in self.rests_on(conclusion) {
            self.conclusion(premise)?;
        }
        let (rule, premises) = self.premises(number)?;
        let rule = self.rule(rule)?;
        self.output.add_conflict(rule, &premises, self.facts);
        self.output.error.take().map_or(Ok(()), Err)
    }

    /// Two classes that are below each other.
    fn equivalence(&mut self, number: u32) -> Result<()> {
        let conclusion = self.completion.conclusions.get(number);
        if conclusion.is_link() || !self.is_asked_for(conclusion) || conclusion.object == BOTTOM {
            return Ok(());
        }
        let Some(class) = self.class(conclusion.context) else {
            return Ok(());
        };
        let root = self.completion.contexts[conclusion.context as usize].root;
        let other = self.completion.find_context(conclusion.object);
        let back = other.and_then(|other| self.completion.conclusions.find(other, NONE, root));
        let (Some(back), Some(other)) = (back, other.and_then(|other| self.class(other))) else {
            return Ok(());
        };
        let mut both = self.said_as_statements(number)?;
        both.extend(self.said_as_statements(back)?);
        both.dedup();
        self.add(
            [class, self.names.equivalent_class, other],
            "el-eqc",
            &both,
            false,
        )
    }
}
