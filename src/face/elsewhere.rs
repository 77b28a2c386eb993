//! What an engine elsewhere knows of an entity, and which entities it has by a name.

use super::Snapshot;
use crate::error::{EngineError, Error, Result};
use crate::number::count;
use crate::project::Project;
use crate::query::{self, Arguments, Limits, Query, Results, Solution};
use crate::rdf::{NamedNode, Term, TermRef, vocab};
use std::collections::BTreeMap;

impl Project {
    /// Writes everything that the engine of a [snapshot](Snapshot::on) has about an entity, by property: values with their names, and
    /// the graphs that have them, a source by its path. The last line says how many statements there are on the engine and here.
    ///
    /// # Errors
    /// If the name stands for nothing, or for several entities, or the engine gives no answer.
    pub fn show_elsewhere(
        &self,
        snapshot: &Snapshot,
        name: &str,
        limits: &Limits,
    ) -> Result<String> {
        let graph = snapshot.graph();
        let iri = match query::entity(graph, name).map(|id| graph.dictionary.term(id)) {
            Ok(Term::NamedNode(iri)) => iri,
            // An entity that only the engine has is known by its IRI.
            found => match named(snapshot, name) {
                Some(iri) => iri,
                None => {
                    let shown = snapshot.prefixes().display(&found?);
                    return Err(Error::from(EngineError::NotApart {
                        engine: snapshot.engine().unwrap_or_default().to_owned(),
                        problem: format!("only the graph here knows the blank node `{shown}`"),
                    }));
                }
            },
        };
        let snapshot = &snapshot.for_reader(&self.languages(snapshot));
        let mut text = snapshot.prefixes().display_iri(iri.as_str());
        let entity = Term::from(iri.clone());
        if let Some(label) = snapshot.label(&entity) {
            text.push_str(&format!("  {}", label.value()));
        }
        text.push_str(&format!("\n{iri}\n"));
        let mut statements = 0;
        for (mark, pattern) in [("", "%s ?property ?value"), ("← ", "?value ?property %s")] {
            let pattern = pattern.replace("%s", &iri.to_string());
            let asked = format!(
                "SELECT DISTINCT ?property ?value ?graph {{ {pattern} OPTIONAL {{ GRAPH ?graph {{ {pattern} }} }} }}"
            );
            let groups = self.groups(snapshot, &asked, limits)?;
            statements += groups.values().map(BTreeMap::len).sum::<usize>();
            for (property, values) in groups {
                text.push_str(&format!("\n{mark}{property}\n"));
                for (value, graphs) in values {
                    let graphs = graphs.join(", ");
                    text.push_str(format!("  {value}  {graphs}").trim_end());
                    text.push('\n');
                }
            }
        }
        let here = graph.dictionary.find(&entity).map_or(0, |id| {
            let dataset = snapshot.dataset();
            let outgoing = dataset.triples(Some(id), None, None).count();
            outgoing + dataset.triples(None, None, Some(id)).count()
        });
        text.push_str(&format!(
            "\n{} on `{}`, {here} here\n",
            count(statements, "statement"),
            snapshot.engine().unwrap_or_default()
        ));
        Ok(text)
    }

    /// Returns the values by property, each with the graphs that have it.
    fn groups(&self, snapshot: &Snapshot, asked: &str, limits: &Limits) -> Result<Groups> {
        let mut groups = Groups::new();
        for solution in solutions(snapshot, asked, limits)? {
            let (Some(property), Some(value)) = (solution.get("property"), solution.get("value"))
            else {
                return Err(Error::internal(
                    "a statement of an engine has no property or value",
                ));
            };
            let of_property = groups.entry(named_shown(snapshot, property)).or_default();
            let graphs = of_property.entry(named_shown(snapshot, value)).or_default();
            if let Some(TermRef::NamedNode(iri)) = solution.get("graph") {
                graphs.push(self.graph_shown(snapshot, iri.as_str()));
            }
            graphs.sort();
            graphs.dedup();
        }
        Ok(groups)
    }

    /// Returns the path of the source that a graph is, or its IRI.
    fn graph_shown(&self, snapshot: &Snapshot, iri: &str) -> String {
        let mut sources = snapshot.graph().sources.iter();
        let source = sources.find(|source| self.graph_iri(&source.path) == iri);
        match source {
            Some(source) => source.path.clone(),
            None => snapshot.prefixes().display_iri(iri),
        }
    }
}

/// Values with their graphs, by property.
type Groups = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Snapshot {
    /// Returns the entities that the [engine](Snapshot::on) has with all words of a text in one of their names, whatever their case:
    /// each with the property and the name, in the order of the names.
    ///
    /// # Errors
    /// If the engine gives no answer.
    pub fn find_elsewhere(
        &self,
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<(Term, NamedNode, String)>> {
        let properties: String = vocab::LABELS
            .iter()
            .map(|iri| format!("<{iri}> "))
            .collect();
        let contains = |word: &str| {
            let word = crate::rdf::Literal::new_simple_literal(word.to_lowercase());
            format!("CONTAINS(LCASE(STR(?name)), {word})")
        };
        let words: Vec<String> = text.split_whitespace().map(contains).collect();
        let condition = match words.as_slice() {
            [] => "true".to_owned(),
            words => words.join(" && "),
        };
        let asked = format!(
            "SELECT DISTINCT ?entity ?property ?name {{ VALUES ?property {{ {properties} }} ?entity ?property ?name \
             FILTER({condition}) }}"
        );
        let mut found = Vec::new();
        for solution in solutions(self, &asked, limits)? {
            let parts = (
                solution.get("entity"),
                solution.get("property"),
                solution.get("name"),
            );
            if let (
                Some(entity),
                Some(TermRef::NamedNode(property)),
                Some(TermRef::Literal(name)),
            ) = parts
            {
                found.push((
                    entity.into_owned(),
                    property.into_owned(),
                    name.value().to_owned(),
                ));
            }
        }
        found.sort_by(|(entity, _, name), (other, _, of_other)| {
            (name, entity.to_string()).cmp(&(of_other, other.to_string()))
        });
        Ok(found)
    }
}

/// Returns the solutions of a SELECT query.
fn solutions(
    snapshot: &Snapshot,
    asked: &str,
    limits: &Limits,
) -> Result<impl Iterator<Item = Solution>> {
    let answer = snapshot.query(&Query::from_text(asked)?, &Arguments::new(), limits)?;
    let solutions = match answer.results {
        Results::Solutions(solutions) => Some(solutions),
        _ => None,
    };
    Ok(solutions.into_iter().flatten())
}

/// Returns the IRI that is written in angle brackets or as a prefixed name.
fn named(snapshot: &Snapshot, name: &str) -> Option<NamedNode> {
    let in_brackets = name
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'));
    // What has a colon and no declared prefix is more likely to be misspelt than an IRI.
    let whole = in_brackets.or(Some(name).filter(|name| name.contains("://")));
    let iri = match whole {
        Some(iri) => iri.to_owned(),
        None => snapshot.prefixes().expand(name)?,
    };
    NamedNode::new(iri).ok()
}

/// Returns a term as it is shown, with its name.
fn named_shown(snapshot: &Snapshot, term: TermRef) -> String {
    let term = term.into_owned();
    let shown = snapshot.prefixes().display(&term);
    match snapshot.label(&term) {
        Some(label) if !matches!(term, Term::Literal(_)) => format!("{shown}  {}", label.value()),
        _ => shown,
    }
}
