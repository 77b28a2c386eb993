//! The user's own rules: [SHACL rules](https://www.w3.org/TR/shacl-af/#rules) of shapes, and CONSTRUCT queries in `rules/`.
//!
//! What the engine can prove is taken: triple patterns with conditions and computed values. Everything else is left out, and said.

mod conditions;
mod construct;
mod expressions;
mod nodes;
mod shacl;
mod shapes;
mod well_formed;

use super::Sources;
use super::closed::Closed;
use super::expression::Expression;
use super::facts::{Terms, Triple};
use super::join::Join;
use super::pattern::{Pattern, Slot};
use super::rule::Rule;
use crate::error::Result;
use crate::finding::{Finding, Place};
use crate::graph::{Graph, RuleName};
use crate::query::is_language;
use crate::rdf::{Term, vocab};
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
    different: Vec<(u16, u16)>,
    filters: Vec<Expression>,
    computed: Vec<(u16, Expression)>,
    closed: Vec<Closed<Term, Vec<[Part; 3]>>>,
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
    near: Option<String>,
    /// The statement of a shape that says what cannot be.
    at: Option<Triple>,
    /// Whether the rule is right, but applies to nothing.
    is_idle: bool,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            near: None,
            at: None,
            is_idle: false,
        }
    }

    fn near(message: impl Into<String>, word: &str) -> Self {
        Self {
            message: message.into(),
            near: Some(word.to_owned()),
            at: None,
            is_idle: false,
        }
    }

    fn at(message: impl Into<String>, statement: Triple) -> Self {
        Self {
            message: message.into(),
            near: None,
            at: Some(statement),
            is_idle: false,
        }
    }

    fn idle(message: impl Into<String>) -> Self {
        Self {
            is_idle: true,
            ..Self::new(message)
        }
    }

    /// Returns the finding that says so at a place.
    fn finding(&self, place: Place) -> Finding {
        let id = match self.is_idle {
            true => "idle-rule",
            false => "rule-not-supported",
        };
        let finding = Finding::warning(id, self.message.clone(), place);
        if self.is_idle || self.at.is_some() {
            return finding;
        }
        finding.with_hint("a rule is CONSTRUCT with triple patterns, FILTER and BIND, or a `sh:TripleRule` of paths and terms")
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

    /// Checks that a draft is a rule: what it concludes is bound, and is no new blank node, and no condition waits for a parameter.
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
        let values = self.computed.iter().map(|(_, value)| value);
        for variable in self
            .filters
            .iter()
            .chain(values)
            .flat_map(Expression::variables)
        {
            let name = self
                .variables
                .get(variable as usize)
                .map_or("", String::as_str);
            if name.starts_with('_') && !self.binds(variable) && !computed(variable) {
                let why = match is_language(name) {
                    true => "no reader chooses its language",
                    false => "it has no parameters",
                };
                let message = format!("`?{name}` has no value in a rule: {why}");
                return Err(Refusal::near(message, &format!("?{name}")));
            }
        }
        Ok(())
    }

    /// Makes a variable one term wherever a pattern or a conclusion has it.
    fn fix(&mut self, variable: u16, term: &Term) {
        for part in self.body.iter_mut().chain(&mut self.heads).flatten() {
            if *part == Part::Var(variable) {
                *part = Part::Term(term.clone());
            }
        }
    }

    /// The rule, with numbers for its terms.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn rule(&self, terms: &mut Terms) -> Result<Rule> {
        let mut closed = Vec::with_capacity(self.closed.len());
        for one in &self.closed {
            let equals = one.equals.iter().map(|property| terms.intern(property));
            let equals = equals.collect::<Result<_>>()?;
            closed.push(Closed {
                equals,
                node: one.node,
                property: terms.intern(&one.property)?,
                inverse: one.inverse,
                at_most: one.at_most,
                value: one.value,
                body: Join::new(patterns(&one.body, terms)?, Vec::new()),
                filters: one.filters.clone(),
            });
        }
        Ok(Rule {
            name: self.name.clone(),
            place: Some(self.place.clone()),
            variables: self.variables.clone(),
            body: patterns(&self.body, terms)?,
            different: self.different.clone(),
            filters: self.filters.clone(),
            computed: self.computed.clone(),
            closed,
            heads: patterns(&self.heads, terms)?,
            ..Rule::default()
        })
    }

    /// The classes and other properties that its patterns name: what nothing has, it never finds.
    pub(super) fn asks_for(&self) -> impl Iterator<Item = (Name, &Term)> {
        self.body.iter().filter_map(named)
    }

    /// The classes and other properties that it concludes.
    pub(super) fn gives(&self) -> impl Iterator<Item = (Name, &Term)> {
        self.heads.iter().filter_map(named)
    }

    /// Whether it is the draft of the rule of this name.
    pub(super) fn is(&self, rule: &RuleName) -> bool {
        self.name == rule.name && rule.place.as_ref() == Some(&self.place)
    }

    /// Whether its conclusions name a term.
    pub fn concludes(&self, term: &Term) -> bool {
        let part = Part::Term(term.clone());
        self.heads.iter().flatten().any(|other| *other == part)
    }
}

/// The class of a pattern, or else its property.
fn named([_, predicate, object]: &[Part; 3]) -> Option<(Name, &Term)> {
    match (predicate, object) {
        (Part::Term(Term::NamedNode(property)), Part::Term(class))
            if property.as_str() == vocab::RDF_TYPE =>
        {
            Some((Name::Class, class))
        }
        (Part::Term(property), _) => Some((Name::Property, property)),
        _ => None,
    }
}

/// What a name in a pattern is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// A class
    Class,
    /// A property
    Property,
}

/// Patterns with numbers for their terms.
fn patterns(drafts: &[[Part; 3]], terms: &mut Terms) -> Result<Vec<Pattern>> {
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
    drafts.iter().map(&mut pattern).collect()
}

/// The rules of the shapes of a graph and of files with CONSTRUCT queries. A rule that is not supported is left out, with a
/// warning at its place, and so is one that applies to nothing; one that is not SPARQL is an error.
pub fn own_rules<'f>(
    graph: &Graph,
    files: impl IntoIterator<Item = &'f SourceFile>,
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
