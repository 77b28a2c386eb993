//! Adds to what is not as expected why that is so: what missing statements lack, and what unexpected ones rest on.

use super::Snapshot;
use super::test::UnderProfile;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::expect::{self, Outcome};
use crate::graph::Graph;
use crate::number::count;
use crate::project::Project;
use crate::query::{Budget, Limits};
use crate::{build, infer, write};

/// The most rules that are shown for a missing statement.
const RULES: usize = 3;
/// The most unexpected statements of an expectation that are explained.
const UNEXPECTED: usize = 6;
/// The most lines of a proof that are shown.
const LINES: usize = 12;

impl Project {
    /// Adds to the failures of outcomes what the missing statements lack to be inferred, and for those that should not hold the
    /// lines that assert them, or their proofs. `accept` says how what is on a level of acceptance can be seen.
    ///
    /// # Errors
    /// If a file of rules cannot be read, there are more terms than can be numbered, or a limit is passed.
    pub fn explain_failures(
        &self,
        snapshot: &Snapshot,
        outcomes: &mut [Outcome],
        limits: &Limits,
        accept: &dyn Fn(&str) -> String,
    ) -> Result<()> {
        let (mut of_graph, mut others) = (Vec::new(), Vec::new());
        for outcome in outcomes {
            match expect::other_profile(self, &outcome.path)? {
                None => of_graph.push(outcome),
                Some(_) => others.push(outcome),
            }
        }
        self.explain(snapshot, of_graph, limits, accept)?;
        for outcome in others {
            let under = self.under_profile(snapshot, &outcome.path, limits)?;
            if let Some(Ok(UnderProfile { project, snapshot })) = under {
                project.explain(&snapshot, vec![outcome], limits, accept)?;
            }
        }
        Ok(())
    }

    /// Does the same for outcomes that are all of one graph.
    fn explain(
        &self,
        snapshot: &Snapshot,
        mut outcomes: Vec<&mut Outcome>,
        limits: &Limits,
        accept: &dyn Fn(&str) -> String,
    ) -> Result<()> {
        let limits = &self.limits_of_tests(limits);
        let budget = Budget::new(limits);
        budget.enter("the explanation of a failure");
        let graph = snapshot.graph();
        let languages = self.languages(snapshot);
        let names = |terms: Vec<TermId>| write::Names {
            graph,
            languages: &languages,
            source: &|_| None,
            cell: &|_, _| None,
            accept,
            alike: write::alike(graph, &languages, terms.into_iter()),
        };
        if outcomes.iter().any(|outcome| !outcome.missing.is_empty()) {
            let (settings, own) = build::reasoning(self, graph)?;
            for outcome in outcomes.iter_mut() {
                for triple in &outcome.missing {
                    let statement = triple.map(|id| graph.dictionary.term(id));
                    let mut attempts =
                        infer::why_not(graph, (&settings, &own), &statement, &budget)?;
                    attempts.truncate(RULES);
                    if !attempts.is_empty() {
                        let why = write::WhyNot {
                            goal: &statement,
                            attempts: &attempts,
                            wider: None,
                            near: &[],
                        };
                        let names = names(why.terms(graph));
                        let text = write::why_not(&names, why, write::Output::Text);
                        outcome.failures.extend(text.lines().map(str::to_owned));
                    }
                }
            }
        }
        for outcome in outcomes {
            for triple in outcome.unexpected.iter().take(UNEXPECTED) {
                outcome
                    .failures
                    .extend(why(graph, *triple, &names, &budget)?);
            }
        }
        Ok(())
    }
}

/// Says why a statement holds: the lines that assert it, or the beginning of its proof.
fn why<'n>(
    graph: &Graph,
    triple: [TermId; 3],
    names: &dyn Fn(Vec<TermId>) -> write::Names<'n>,
    budget: &Budget,
) -> Result<Vec<String>> {
    let Some(proof) = infer::prove_within(graph, triple, budget)? else {
        return Ok(Vec::new());
    };
    let terms = proof.steps.iter().flat_map(|step| step.triple).collect();
    let text = write::proof(&names(terms), &proof, write::Output::Text);
    let is_asserted = proof
        .steps
        .first()
        .is_some_and(|step| step.derivation.is_none());
    let most = if is_asserted { 1 } else { LINES };
    let mut lines: Vec<String> = text.lines().take(most).map(str::to_owned).collect();
    let more = text.lines().count() - lines.len();
    if more > 0 && !is_asserted {
        lines.push(format!("  and {} more", count(more, "line")));
    }
    Ok(lines)
}
