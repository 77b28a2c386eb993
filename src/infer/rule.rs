//! A rule as data: triple patterns that must match, filters, and the triples that then hold
//! ([notation of OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)).

use super::closed::Closed;
use super::expression::Expression;
use super::join::Join;
use super::pattern::{Pattern, Slot};
use crate::dictionary::TermId;

/// How an axiom of a rule looks into an [RDF list](https://www.w3.org/TR/rdf-schema/#ch_list).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Each member of the list in turn.
    Member(u16, u16),
    /// Each two members at different positions: any, and each in turn.
    Pair(u16, u16, u16),
}

/// Patterns that a rule has once per member of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// `list`, `member`: the pattern must match for every member.
    Every(u16, u16, Pattern),
    /// `list`, `from`, `to`: the members are properties of a path.
    Chain(u16, u16, u16),
    /// `list`, `a`, `b`: both have a common value for every member.
    Keys(u16, u16, u16),
}

/// A rule.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// The name that the W3C gave it, or its user.
    pub name: String,
    /// `path:line`, if it is a rule of the user.
    pub place: Option<String>,
    /// What its variables are called.
    pub variables: Vec<String>,
    /// What an ontology says: a copy of the rule is made for each match.
    pub axioms: Vec<Pattern>,
    /// Members of a list that the axioms name.
    pub choice: Option<Choice>,
    /// What must hold besides.
    pub body: Vec<Pattern>,
    /// What must hold for members of lists.
    pub each: Vec<Each>,
    /// Variables that must stand for different terms.
    pub different: Vec<(u16, u16)>,
    /// Conditions that must be true.
    pub filters: Vec<Expression>,
    /// Variables whose terms are computed.
    pub computed: Vec<(u16, Expression)>,
    /// Conditions on all values that something has.
    pub closed: Vec<Closed<TermId, Join>>,
    /// What then holds. Nothing means `false`: the premises contradict each other.
    pub heads: Vec<Pattern>,
}

impl Rule {
    /// What it is called in messages.
    pub fn shown(&self) -> String {
        match &self.place {
            Some(place) => format!("the rule `{}` ({place})", self.name),
            None => format!("the rule `{}`", self.name),
        }
    }

    /// A rule in one line: `name axioms | body => heads`, with ` . ` between patterns.
    ///
    /// Besides patterns, axioms may say `member ?l ?i` and `pair ?l ?i ?j`; a body may say `every ?l ?i ?s ?p ?o`,
    /// `chain ?l ?from ?to`, `keys ?l ?x ?y` and `differ ?x ?y`; the head may be `false`.
    pub fn parse(line: &str, term: &mut dyn FnMut(&str) -> Option<TermId>) -> Option<Self> {
        let (name, rest) = line.trim().split_once(char::is_whitespace)?;
        let (conditions, heads) = rest.split_once("=>")?;
        let (axioms, body) = conditions.split_once('|')?;
        let mut rule = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        for part in parts(axioms) {
            match part.as_slice() {
                ["member", list, member] => {
                    rule.choice = Some(Choice::Member(rule.variable(list), rule.variable(member)));
                }
                ["pair", list, a, b] => {
                    let [list, a, b] = [list, a, b].map(|name| rule.variable(name));
                    rule.choice = Some(Choice::Pair(list, a, b));
                }
                pattern => {
                    let pattern = rule.pattern(pattern, term)?;
                    rule.axioms.push(pattern);
                }
            }
        }
        for part in parts(body) {
            rule.parse_condition(&part, term)?;
        }
        for part in parts(heads).filter(|part| part != &["false"]) {
            let head = rule.pattern(&part, term)?;
            rule.heads.push(head);
        }
        Some(rule)
    }

    fn parse_condition(
        &mut self,
        part: &[&str],
        term: &mut dyn FnMut(&str) -> Option<TermId>,
    ) -> Option<()> {
        match part {
            ["differ", a, b] => {
                let pair = (self.variable(a), self.variable(b));
                self.different.push(pair);
            }
            ["every", list, member, pattern @ ..] => {
                let (list, member) = (self.variable(list), self.variable(member));
                let pattern = self.pattern(pattern, term)?;
                self.each.push(Each::Every(list, member, pattern));
            }
            ["chain", list, from, to] => {
                let [list, from, to] = [list, from, to].map(|name| self.variable(name));
                self.each.push(Each::Chain(list, from, to));
            }
            ["keys", list, a, b] => {
                let [list, a, b] = [list, a, b].map(|name| self.variable(name));
                self.each.push(Each::Keys(list, a, b));
            }
            pattern => {
                let pattern = self.pattern(pattern, term)?;
                self.body.push(pattern);
            }
        }
        Some(())
    }

    fn pattern(
        &mut self,
        part: &[&str],
        term: &mut dyn FnMut(&str) -> Option<TermId>,
    ) -> Option<Pattern> {
        let [subject, predicate, object] = part else {
            return None;
        };
        let mut slot = |text: &str| match text.strip_prefix('?') {
            Some(_) => Some(Slot::Var(self.variable(text))),
            None => term(text).map(Slot::Term),
        };
        Some([slot(subject)?, slot(predicate)?, slot(object)?])
    }

    /// Whether it says nothing: what it stands for is done elsewhere.
    pub fn is_only_a_name(&self) -> bool {
        self.axioms.is_empty()
            && self.body.is_empty()
            && self.each.is_empty()
            && self.heads.is_empty()
    }

    /// Whether its conclusions follow from a match alone: no condition is computed, and none is on all values.
    pub fn is_plain(&self) -> bool {
        self.filters.is_empty() && self.computed.is_empty() && self.closed.is_empty()
    }

    /// The number of a variable, new if the name is.
    pub fn variable(&mut self, name: &str) -> u16 {
        let name = name.trim_start_matches('?');
        let known = self.variables.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.variables.push(name.to_owned());
            self.variables.len() - 1
        }) as u16
    }
}

/// The words of each part between dots.
fn parts(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split(" . ")
        .map(|part| part.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
}
