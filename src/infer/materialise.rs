//! A graph with all that follows from it.

use super::closure::Closure;
use super::fault::Fault;
use super::own::Draft;
use super::profile::Settings;
use super::rule::Rule;
use super::saturation::close;
use crate::dictionary::{Interner, TermId};
use crate::error::Result;
use crate::graph::{Acceptance, Graph, Inferred, RuleName};
use std::borrow::Cow;

/// Applies the rules of a profile and the user's own, and adds what follows in a graph of that name. A rule that asks
/// something of all values of which more follow is left out, and so is all that followed by it; the settings may say the same of
/// one that computes without end. Returns also what is wrong with the user's rules as shows now.
///
/// # Errors
/// If there are more terms or statements than can be numbered.
pub fn materialise(
    graph: Graph,
    settings: &Settings,
    own: &[Draft],
    graph_name: String,
) -> Result<(Graph, Vec<Fault>)> {
    let mut applied: Cow<[Draft]> = own.into();
    let mut faults = Vec::new();
    let (closure, names) = loop {
        let closure = close(&graph, settings, &applied)?;
        let names: Vec<RuleName> = closure.rules.iter().map(name).collect();
        faults.extend(open_rules(&graph, &closure, &names));
        let is_open = |draft: &Draft| {
            let mut open = closure.open.iter();
            open.any(|(rule, _)| names.get(*rule as usize).is_some_and(|name| draft.is(name)))
        };
        let endless = closure.endless.iter();
        let endless = endless.filter_map(|rule| names.get(*rule as usize).cloned());
        let endless: Vec<RuleName> = endless.collect();
        let is_left_out = settings.leaves_out_endless;
        let is_endless = |draft: &Draft| is_left_out && endless.iter().any(|name| draft.is(name));
        let kept = applied.iter();
        let kept = kept.filter(|draft| !is_open(draft) && !is_endless(draft));
        let kept: Vec<Draft> = kept.cloned().collect();
        let is_last = kept.len() == applied.len();
        if is_last || is_left_out {
            let endless = endless.into_iter();
            faults.extend(endless.map(|rule| Fault::Endless { rule, is_left_out }));
        }
        if is_last {
            break (closure, names);
        }
        applied = kept.into();
    };
    let closure = with_made_terms_in_use(closure, graph.dictionary.len() as TermId)?;
    let graph = graph.with_inferred(inferred(closure, names, graph_name))?;
    Ok((graph, faults))
}

/// The rules that ask something of all values of a property of which more follow.
fn open_rules(graph: &Graph, closure: &Closure, names: &[RuleName]) -> Vec<Fault> {
    let name = |rule: &u32| names.get(*rule as usize).cloned().unwrap_or_default();
    let term = |id: TermId| match id.checked_sub(graph.dictionary.len() as TermId) {
        None => graph.display(id),
        Some(made) => String::from_utf8_lossy(closure.made.get(made).1).into_owned(),
    };
    let open = closure.open.iter();
    let open = open.map(|(rule, number)| {
        let number = *number as usize;
        let by = name(&closure.derivations[closure.starts[number] as usize]);
        let statement = closure.triples[number].map(term).join(" ");
        Fault::Open(name(rule), statement, by.name)
    });
    open.collect()
}

/// The closure without the terms that rules name and no triple has.
fn with_made_terms_in_use(mut closure: Closure, known: TermId) -> Result<Closure> {
    let mut used = vec![false; closure.made.len()];
    let made = |term: TermId| term.checked_sub(known).map(|made| made as usize);
    for term in closure
        .triples
        .iter()
        .flatten()
        .filter_map(|term| made(*term))
    {
        used[term] = true;
    }
    let mut kept = Interner::default();
    let mut numbers = vec![0; used.len()];
    for id in (0..used.len()).filter(|id| used[*id]) {
        let (tag, text) = closure.made.get(id as TermId);
        let kind = tag
            .literal_type()
            .and_then(|index| closure.made.literal_types().get(index as usize));
        let tag = kind.map_or(tag, |kind| kept.literal_tag(kind));
        numbers[id] = known + kept.intern(tag, text)?;
    }
    for term in closure.triples.iter_mut().flatten() {
        *term = made(*term).map_or(*term, |made| numbers[made]);
    }
    closure.made = kept;
    Ok(closure)
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
