//! Whether a graph contradicts itself: a sentence and the smallest explanation for people, or JSON.

use super::proof::{Names, json_triple};
use crate::infer::{Conflict, Triple};
use crate::number::count;
use crate::project::Inference;
use serde_json::{Value, json};

/// A format of the answer whether a graph is consistent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsistencyFormat {
    /// Sentences and the statements with their places.
    Text,
    /// An object.
    Json,
}

/// What is known of the consistency of a graph.
pub struct Consistent<'c> {
    /// The rules that were applied.
    pub profile: Inference,
    /// The number of contradictions.
    pub count: usize,
    /// The contradiction that rests on the fewest statements.
    pub smallest: Option<&'c Conflict>,
    /// The kinds of axioms that no rule looks at, with how many there are of each.
    pub beyond: &'c [(String, usize)],
}

/// What is known of the consistency of a graph, in a format.
pub fn consistency(names: &Names, known: &Consistent, format: ConsistencyFormat) -> String {
    match format {
        ConsistencyFormat::Text => text(names, known),
        ConsistencyFormat::Json => format!("{:#}\n", to_json(names, known)),
    }
}

fn text(names: &Names, known: &Consistent) -> String {
    let profile = known.profile.name();
    let unseen = not_seen(known);
    let Some(smallest) = known.smallest else {
        return format!("consistent under `{profile}`, which does not see {unseen}\n");
    };
    let statements = smallest.statements.iter();
    let statements: Vec<String> = statements
        .map(|triple| format!("`{}`", names.statement(*triple)))
        .collect();
    let conflict = match statements.as_slice() {
        [one] => format!("{one} cannot hold"),
        several => format!("{} contradict each other", several.join(" and ")),
    };
    let mut text = format!(
        "inconsistent under `{profile}`: {conflict}, by `{}`\n",
        smallest.rule
    );
    for premise in &smallest.premises {
        let (statement, places) = (names.statement(*premise), names.places(*premise));
        text.push_str(&format!("  {statement}  {}\n", places.join(", ")));
    }
    let number = count(known.count, "contradiction");
    let which = match known.count {
        1 => "it is the only one".to_owned(),
        _ => format!("of {number}, this one rests on the fewest statements"),
    };
    text.push_str(&format!("{which}; `{profile}` does not see {unseen}\n"));
    text
}

/// Returns what the rules of a profile do not see, as the object of a sentence.
fn not_seen(known: &Consistent) -> String {
    let general = match known.profile {
        Inference::None => "contradictions other than literals without a value",
        Inference::Rdfs | Inference::RdfsFull => {
            "axioms of OWL, only literals without a value and rules of the project"
        }
        Inference::OwlEl => "contradictions that need cases, counting or inverse properties",
        Inference::OwlRl | Inference::OwlRlFull => {
            "contradictions that need cases, counting above one or things without names"
        }
    };
    let kinds = known.beyond.iter();
    let kinds: Vec<String> = kinds
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    match kinds.is_empty() {
        true => general.to_owned(),
        false => format!("{general}; here: {}", kinds.join(", ")),
    }
}

fn to_json(names: &Names, known: &Consistent) -> Value {
    let statement = |triple: &Triple| json_triple(names.graph, *triple);
    let smallest = known.smallest.map(|smallest| {
        let premises = smallest.premises.iter().map(|premise| {
            let mut value = statement(premise);
            value["places"] = json!(names.places(*premise));
            value
        });
        let premises: Vec<Value> = premises.collect();
        let statements: Vec<Value> = smallest.statements.iter().map(statement).collect();
        json!({ "rule": smallest.rule, "statements": statements, "premises": premises })
    });
    let beyond = known.beyond.iter();
    let beyond = beyond.map(|(kind, count)| json!({ "kind": kind, "count": count }));
    json!({
        "consistent": known.count == 0,
        "profile": known.profile.name(),
        "contradictions": known.count,
        "smallest": smallest,
        "not_looked_at": beyond.collect::<Vec<_>>(),
    })
}
