//! Certainty against assertion: what the settings do not accept is only spoken of, and what is on their strictest level is
//! asserted. What is accepted and weaker, such as a quotation, may be either, but is what nearly all others of its certainty are.

use super::fault::{Fault, Found};
use super::literals::shown;
use super::scope::Scope;
use crate::dictionary::TermId;
use crate::project::Acceptance;
use crate::rdf::vocab;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The level that a statement is put on, by its index, and the statement of a file that says so.
type Certainty = (usize, [TermId; 3]);

/// Statements of a certainty that are asserted, and those that are only reified, are slips if there are this many of the others for
/// each of them.
const MANY: usize = 20;

/// Finds statements whose certainty is not accepted by default and that files assert, and those whose certainty is on the
/// strictest level and that files only reify; of the levels between, those that are otherwise than nearly all of the same certainty.
/// Of several certainties the strongest counts, as in queries.
pub fn check(scope: &Scope, found: &mut Found) {
    let Some(acceptance) = scope.context.acceptance else {
        return;
    };
    let mut levels = acceptance.levels.iter();
    // The default is the name of a level, which is checked where `bixi.toml` is read.
    let Some(default) = levels.position(|level| level.name == acceptance.default) else {
        return;
    };
    let certainties = certainties(scope, acceptance);
    let customs = customs(scope, &certainties);
    for (statement, (level, at)) in certainties {
        let is_asserted = scope.graph.is_asserted(statement);
        let [subject, property, object] = statement;
        let value = at[2];
        let said = || {
            format!(
                "the statement that {} of {} is {}",
                scope.name(property),
                scope.name(subject),
                shown(scope, object)
            )
        };
        if is_asserted && level > default {
            let message = format!(
                "{} is asserted, and its certainty {} is not accepted by default",
                said(),
                scope.code(value)
            );
            let fault = Fault::warning("asserted-claim", at, value, message)
                .with_hint(
                    "reify it without asserting it, in `<< … >>`, or state another certainty",
                )
                .with_related(statement, object, "it is asserted here");
            found.faults.push(fault);
        }
        // What follows from others holds, too.
        if !is_asserted && level == 0 && !scope.graph.is_inferred(statement) {
            let message = format!(
                "{} is asserted nowhere, and its certainty {} is that of what is asserted",
                said(),
                scope.code(value)
            );
            let fault = Fault::warning("unasserted-statement", at, value, message);
            found.faults.push(
                fault.with_hint("assert it, with `{| … |}` behind it, or state another certainty"),
            );
        }
        let is_between =
            level > 0 && level <= default && (is_asserted || !scope.graph.is_inferred(statement));
        let custom = customs.get(&value).filter(|_| is_between);
        if let Some(custom) = custom.filter(|custom| custom.is_slip(is_asserted)) {
            let (id, is, others) = match is_asserted {
                true => ("asserted-claim", "asserted", "only reified"),
                false => ("unasserted-statement", "asserted nowhere", "asserted"),
            };
            let message = format!(
                "{} is {is}, and the {} others whose certainty is {} are {others}",
                said(),
                custom.others(is_asserted),
                scope.code(value)
            );
            let hint = match is_asserted {
                true => "reify it without asserting it, in `<< … >>`, or state another certainty",
                false => "assert it, with `{| … |}` behind it, or state another certainty",
            };
            let fault = Fault::warning(id, at, value, message).with_hint(hint);
            found.faults.push(fault);
        }
    }
}

/// The numbers of statements of a certainty that are asserted and that are only reified.
#[derive(Default)]
struct Custom {
    asserted: usize,
    reified: usize,
}

impl Custom {
    /// Returns the number of statements that are otherwise than an asserted one, or than one that is only reified.
    fn others(&self, is_asserted: bool) -> usize {
        match is_asserted {
            true => self.reified,
            false => self.asserted,
        }
    }

    /// Returns whether those that are asserted, or those that are only reified, are few beside the others.
    fn is_slip(&self, is_asserted: bool) -> bool {
        self.others(!is_asserted) * MANY <= self.others(is_asserted)
    }
}

/// Returns what statements are by their strongest certainty. Those that follow from others count as neither.
fn customs(
    scope: &Scope,
    certainties: &BTreeMap<[TermId; 3], Certainty>,
) -> FxHashMap<TermId, Custom> {
    let mut customs: FxHashMap<TermId, Custom> = FxHashMap::default();
    for (statement, (_, [.., value])) in certainties {
        let custom = customs.entry(*value).or_default();
        if scope.graph.is_asserted(*statement) {
            custom.asserted += 1;
        } else if !scope.graph.is_inferred(*statement) {
            custom.reified += 1;
        }
    }
    customs
}

/// Returns the strongest certainty that files state of each statement.
fn certainties(scope: &Scope, acceptance: &Acceptance) -> BTreeMap<[TermId; 3], Certainty> {
    let mut levels: FxHashMap<TermId, usize> = FxHashMap::default();
    for (index, level) in acceptance.levels.iter().enumerate() {
        let values = level.values.iter();
        let values = values.filter_map(|value| scope.find(&scope.expanded(value)));
        levels.extend(values.map(|value| (value, index)));
    }
    let mut strongest: BTreeMap<[TermId; 3], Certainty> = BTreeMap::new();
    let Some(property) = scope.find(&scope.expanded(&acceptance.property)) else {
        return strongest;
    };
    for [reifier, _, term] in scope.asserted_of(vocab::RDF_REIFIES) {
        // Only triple terms are reified.
        let Some(statement) = scope.graph.dictionary.triple(term) else {
            continue;
        };
        for value in scope.objects(reifier, Some(property)) {
            if let Some(level) = levels.get(&value) {
                let stated = (*level, [reifier, property, value]);
                let known = strongest.entry(statement).or_insert(stated);
                *known = (*known).min(stated);
            }
        }
    }
    strongest
}
