//! Which rules apply: those of a [profile](https://www.w3.org/TR/owl2-profiles/#OWL_2_RL), from the tables of the W3C.

use super::datatype::Datatypes;
use super::facts::Terms;
use super::pattern::Slot;
use super::rule::Rule;
use super::tables;
use super::vocabulary;
use crate::error::Result;
use crate::graph::Graph;
use crate::limits::Limits;
use crate::project::Inference;
use crate::rdf::Term;

/// Which rules apply.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The tables of the W3C.
    pub profile: Inference,
    /// The datatypes whose values are known.
    pub datatypes: Datatypes,
    /// Terms to reason on besides those of the graph; it matters only to what holds of all terms.
    pub terms: Vec<Term>,
    /// How much time the rules may take, and who is told which is at work.
    pub limits: Limits,
    /// Whether a rule that computes without end is left out, rather than keep the graph from being built.
    pub leaves_out_endless: bool,
}

/// The rules of a profile.
pub fn rules(settings: &Settings, graph: &Graph, terms: &mut Terms) -> Result<Vec<Rule>> {
    let tables: &[&str] = match settings.profile {
        Inference::None => &[],
        // What follows by OWL 2 EL is found without rules.
        Inference::OwlEl => &[],
        Inference::Rdfs => &[tables::RDFS],
        Inference::OwlRl => &[tables::OWL_RL, tables::OWL_RL_ITSELF, tables::OWL_RL_EMPTY],
        Inference::RdfsFull => &[
            tables::RDFS,
            tables::RDFS_TRIVIAL,
            tables::RDF_AXIOMS,
            tables::RDFS_AXIOMS,
        ],
        Inference::OwlRlFull => &[tables::OWL_RL, tables::OWL_RL_TRIVIAL, tables::OWL_RL_EMPTY],
    };
    let mut lines: Vec<String> = tables
        .iter()
        .flat_map(|table| table.lines())
        .map(str::to_owned)
        .collect();
    if settings.profile == Inference::OwlRlFull {
        lines.extend(
            settings
                .datatypes
                .iris()
                .map(|iri| tables::datatype("dt-type1", iri)),
        );
    } else if settings.profile == Inference::RdfsFull {
        lines.extend(
            settings
                .datatypes
                .iris()
                .map(|iri| tables::datatype("rdfs1", iri)),
        );
        let iris = settings.terms.iter().filter_map(|term| match term {
            Term::NamedNode(iri) => Some(iri.as_str().to_owned()),
            _ => None,
        });
        let used = (0..graph.dictionary.bounds[0]).map(|id| graph.dictionary.text(id));
        let is_member = |iri: &String| {
            let number = iri.strip_prefix("http://www.w3.org/1999/02/22-rdf-syntax-ns#_");
            number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        lines.extend(
            used.chain(iris)
                .filter(is_member)
                .map(|iri| tables::membership(&format!("<{iri}>"))),
        );
    }
    let mut rules = Vec::new();
    if settings.profile == Inference::RdfsFull {
        rules.push(propositions(graph, terms)?);
    }
    for line in lines {
        // A number in an axiom may be given as either kind of integer.
        let kinds: &[&str] = if line.contains("ardinality") {
            &["nonNegativeInteger", "integer"]
        } else {
            &[""]
        };
        for kind in kinds {
            rules.extend(parse(&line, kind, terms)?);
        }
    }
    Ok(rules)
}

/// `rdfs14`: triple terms are propositions.
fn propositions(graph: &Graph, terms: &mut Terms) -> Result<Rule> {
    let iri = |name| vocabulary::expand(name).unwrap_or_default();
    let [rdf_type, class] = [terms.iri(&iri("a"))?, terms.iri(&iri("rdfs:Proposition"))?];
    let head = |term| [Slot::Term(term), Slot::Term(rdf_type), Slot::Term(class)];
    let [.., first, end] = graph.dictionary.bounds;
    Ok(Rule {
        name: "rdfs14".to_owned(),
        heads: (first..end).map(head).collect(),
        ..Rule::default()
    })
}

fn parse(line: &str, kind: &str, terms: &mut Terms) -> Result<Option<Rule>> {
    let mut failure = None;
    let rule = Rule::parse(line, &mut |word| {
        vocabulary::term(word, kind, terms).unwrap_or_else(|error| {
            failure = Some(error);
            None
        })
    });
    failure.map_or(Ok(rule), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_a_rule() {
        let graph = Graph::default();
        for (profile, tables) in [
            (
                Inference::RdfsFull,
                [tables::RDFS, tables::RDFS_TRIVIAL, ""],
            ),
            (
                Inference::OwlRlFull,
                [tables::OWL_RL, tables::OWL_RL_TRIVIAL, tables::OWL_RL_EMPTY],
            ),
        ] {
            let settings = Settings {
                profile,
                ..Settings::default()
            };
            let rules =
                rules(&settings, &graph, &mut Terms::new(&graph.dictionary)).expect("few terms");
            let names = rules.iter().map(|rule| rule.name.as_str());
            let made = ["rdf-axioms", "rdfs-axioms", "rdfs1", "rdfs14", "dt-type1"];
            let mut names: Vec<&str> = names.filter(|name| !made.contains(name)).collect();
            names.dedup();
            let lines = tables
                .iter()
                .flat_map(|table| table.lines())
                .filter(|line| !line.is_empty());
            let expected: Vec<&str> = lines
                .filter_map(|line| line.split_whitespace().next())
                .collect();
            names.sort_unstable();
            names.dedup();
            let mut expected = expected;
            expected.sort_unstable();
            assert_eq!(names, expected);
        }
    }
}
