//! How inferred triples follow: for each the rule and the [premises](https://www.w3.org/TR/rdf12-semantics/) of one derivation.

use super::{Acceptance, Graph, Inferred, Origin};
use crate::column::Column;
use crate::dictionary::TermId;

/// A rule as the graph remembers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleName {
    /// What it is called.
    pub name: String,
    /// `path:line` of a rule of the user.
    pub place: Option<String>,
}

/// How the inferred triples follow, by their numbers.
#[derive(Debug, Default)]
pub struct Derivations {
    /// The rules that were used.
    pub rules: Vec<RuleName>,
    /// Where the derivation of each inferred triple starts in `steps`, and where the last ends.
    pub starts: Column<u32>,
    /// The index of a rule, then the rows of the premises.
    pub steps: Column<u32>,
    /// What contradicts itself: the index of a rule, and the rows of what cannot hold together.
    pub contradictions: Vec<(u32, Vec<u32>)>,
    /// How many inferred triples no query sees: steps of proofs that RDF cannot say.
    pub hidden: u32,
}

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation<'a> {
    /// The rule.
    pub rule: &'a RuleName,
    /// What it follows from.
    pub premises: Vec<[TermId; 3]>,
}

impl Derivations {
    /// The derivations of triples with rows for premises, and with the rules that occur; `rows` has those of the old
    /// triples, then those of the inferred ones.
    pub(super) fn of(inferred: Inferred, rows: &[u32]) -> Self {
        let Inferred {
            levels,
            rules,
            starts,
            mut steps,
            mut contradictions,
            ..
        } = inferred;
        let mut indexes: Vec<Option<u32>> = vec![None; rules.len()];
        let mut used: Vec<RuleName> = Vec::new();
        let mut renumber = |rule: &mut u32, premises: &mut [u32]| {
            premises
                .iter_mut()
                .for_each(|premise| *premise = rows[*premise as usize]);
            let index = indexes[*rule as usize].get_or_insert(used.len() as u32);
            if *index as usize == used.len() {
                used.push(rules[*rule as usize].clone());
            }
            *rule = *index;
        };
        for bounds in starts.windows(2) {
            let &[start, end] = bounds else { continue };
            let step = steps.get_mut(start as usize..end as usize);
            if let Some((rule, premises)) = step.and_then(|step| step.split_first_mut()) {
                renumber(rule, premises);
            }
        }
        for (rule, premises) in &mut contradictions {
            renumber(rule, premises);
        }
        let hidden = levels
            .iter()
            .filter(|level| **level == Acceptance::HIDDEN)
            .count() as u32;
        Self {
            rules: used,
            // A graph without inferred triples has empty columns.
            starts: if steps.is_empty() { Vec::new() } else { starts }.into(),
            steps: steps.into(),
            contradictions,
            hidden,
        }
    }
}

impl Graph {
    /// How a triple follows, if it was inferred.
    pub fn derivation(&self, triple: [TermId; 3]) -> Option<Derivation<'_>> {
        let places = self.places.of(self.row(triple)?);
        let line = places
            .iter()
            .find(|place| place.source == Origin::NONE)?
            .line;
        let number = (line as usize).checked_sub(1)?;
        let (start, end) = (
            self.derivations.starts.get(number)?,
            self.derivations.starts.get(number + 1)?,
        );
        let steps = self.derivations.steps.get(*start as usize..*end as usize)?;
        let (rule, premises) = steps.split_first()?;
        let premises = premises.iter().map(|row| self.spo.triple(*row as usize));
        Some(Derivation {
            rule: self.derivations.rules.get(*rule as usize)?,
            premises: premises.collect::<Option<_>>()?,
        })
    }

    /// What contradicts itself, each with the rule that says so.
    pub fn contradictions(&self) -> Vec<Derivation<'_>> {
        let derivation = |(rule, rows): &(u32, Vec<u32>)| {
            let premises = rows.iter().map(|row| self.spo.triple(*row as usize));
            Some(Derivation {
                rule: self.derivations.rules.get(*rule as usize)?,
                premises: premises.collect::<Option<_>>()?,
            })
        };
        self.derivations
            .contradictions
            .iter()
            .filter_map(derivation)
            .collect()
    }

    /// How many triples queries see that are inferred.
    pub fn inferred_len(&self) -> usize {
        let all = self.derivations.starts.len().saturating_sub(1);
        all.saturating_sub(self.derivations.hidden as usize)
    }
}
