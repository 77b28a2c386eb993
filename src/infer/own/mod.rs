//! The user's own rules: [SHACL rules](https://www.w3.org/TR/shacl-af/#rules) of shapes, and CONSTRUCT queries in `rules/`.
//!
//! What the engine can prove is taken: triple patterns with conditions and computed values. Everything else is refused.

mod construct;
mod expressions;
mod shacl;

use super::Sources;
use super::expression::Expression;
use super::facts::Terms;
use super::rule::{Pattern, Rule, Slot};
use crate::error::Result;
use crate::finding::{Finding, Place};
use crate::graph::Graph;
use crate::rdf::Term;
use crate::source::SourceFile;

/// A rule whose terms have no numbers yet.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What it is called.
    pub name: String,
    /// `path:line`
    pub place: String,
    variables: Vec<String>,
    body: Vec<[Part; 3]>,
    filters: Vec<Expression>,
    computed: Vec<(u16, Expression)>,
    heads: Vec<[Part; 3]>,
}

/// A component of a triple pattern in a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Var(u16),
    Term(Term),
}

/// Why a rule is refused.
struct Refusal {
    /// One sentence without a period.
    message: String,
    /// A word of the rule's text where the trouble is.
    near: Option<&'static str>,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            near: None,
        }
    }

    fn near(message: impl Into<String>, word: &'static str) -> Self {
        Self {
            message: message.into(),
            near: Some(word),
        }
    }
}

impl Draft {
    /// The number of a variable, new if the name is.
    fn variable(&mut self, name: &str) -> u16 {
        let known = self.variables.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.variables.push(name.to_owned());
            self.variables.len() - 1
        }) as u16
    }

    /// A variable that no name in a rule's text can be.
    fn fresh(&mut self) -> u16 {
        let name = format!("value {}", self.variables.len());
        self.variable(&name)
    }

    /// Whether a pattern binds a variable.
    fn binds(&self, variable: u16) -> bool {
        self.body
            .iter()
            .flatten()
            .any(|part| *part == Part::Var(variable))
    }

    /// Checks that a draft is a rule: what it concludes is bound, and is no new blank node.
    fn check(&self) -> Result<(), Refusal> {
        for (variable, _) in &self.computed {
            if self.binds(*variable) {
                let name = self
                    .variables
                    .get(*variable as usize)
                    .map_or("", String::as_str);
                return Err(Refusal::near(
                    format!("`?{name}` is both matched and computed"),
                    "BIND",
                ));
            }
        }
        let computed = |variable: u16| self.computed.iter().any(|(other, _)| *other == variable);
        for part in self.heads.iter().flatten() {
            if let Part::Var(variable) = part
                && !self.binds(*variable)
                && !computed(*variable)
            {
                let name = self
                    .variables
                    .get(*variable as usize)
                    .map_or("", String::as_str);
                return Err(Refusal::new(format!(
                    "`?{name}` is concluded, but nothing binds it"
                )));
            }
        }
        if self.heads.is_empty() {
            return Err(Refusal::new("the rule concludes nothing"));
        }
        Ok(())
    }

    /// The rule, with numbers for its terms.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn rule(&self, terms: &mut Terms) -> Result<Rule> {
        let mut pattern = |parts: &[Part; 3]| -> Result<Pattern> {
            let mut slots = [Slot::Var(0); 3];
            for (slot, part) in slots.iter_mut().zip(parts) {
                *slot = match part {
                    Part::Var(variable) => Slot::Var(*variable),
                    Part::Term(term) => Slot::Term(terms.intern(term)?),
                };
            }
            Ok(slots)
        };
        Ok(Rule {
            name: self.name.clone(),
            place: Some(self.place.clone()),
            variables: self.variables.clone(),
            body: self.body.iter().map(&mut pattern).collect::<Result<_>>()?,
            filters: self.filters.clone(),
            computed: self.computed.clone(),
            heads: self.heads.iter().map(&mut pattern).collect::<Result<_>>()?,
            ..Rule::default()
        })
    }
}

/// The rules of the shapes of a graph and of files with CONSTRUCT queries; what is refused is a finding at its place.
pub fn own_rules(
    graph: &Graph,
    files: &[SourceFile],
    source: Sources,
) -> (Vec<Draft>, Vec<Finding>) {
    let (mut drafts, mut findings) = shacl::rules(graph, source);
    for file in files {
        match construct::file(file, &graph.prefixes) {
            Ok(draft) => drafts.push(draft),
            Err(finding) => findings.push(*finding),
        }
    }
    (drafts, findings)
}

fn refused(refusal: &Refusal, place: Place) -> Finding {
    let hint = "a rule is CONSTRUCT with triple patterns, FILTER and BIND, or a `sh:TripleRule` of paths and terms";
    Finding::error("rule-not-supported", refusal.message.clone(), place).with_hint(hint)
}
