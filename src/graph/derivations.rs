//! How inferred triples follow: for each the rule and the [premises](https://www.w3.org/TR/rdf12-semantics/) of one derivation.

use super::{Graph, Origin};
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
