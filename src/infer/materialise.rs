//! A graph with all that follows from it.

use super::rule::Rule;
use super::saturation::{Closure, Settings, close};
use crate::error::Result;
use crate::graph::{Acceptance, Graph, Inferred, RuleName};

/// Applies the rules of a profile and the user's own, and adds what follows in a graph of that name.
/// Gives also the user's rules that would make terms without end, by name and place.
///
/// # Errors
/// If there are more terms or statements than can be numbered.
pub fn materialise(
    graph: Graph,
    settings: &Settings,
    own: Vec<Rule>,
    graph_name: String,
) -> Result<(Graph, Vec<RuleName>)> {
    let closure = close(&graph, settings, own)?;
    let names: Vec<RuleName> = closure.rules.iter().map(name).collect();
    let endless = closure
        .endless
        .iter()
        .filter_map(|rule| names.get(*rule as usize).cloned());
    let endless = endless.collect();
    Ok((
        graph.with_inferred(inferred(closure, names, graph_name))?,
        endless,
    ))
}

fn name(rule: &Rule) -> RuleName {
    RuleName {
        name: rule.name.clone(),
        place: rule.place.clone(),
    }
}

fn inferred(closure: Closure, rules: Vec<RuleName>, graph: String) -> Inferred {
    let marked = |(level, hidden): (&u8, &bool)| if *hidden { Acceptance::HIDDEN } else { *level };
    Inferred {
        graph,
        levels: closure
            .levels
            .iter()
            .zip(&closure.hidden)
            .map(marked)
            .collect(),
        made: closure.made,
        triples: closure.triples,
        rules,
        starts: closure.starts,
        steps: closure.derivations,
        contradictions: closure
            .contradictions
            .into_iter()
            .map(|c| (c.rule, c.premises))
            .collect(),
    }
}
