//! The inventory: every fact of `tests/graph/facts.tsv` is in the graph under its id, with its labels and its value,
//! and what the articles only quote or claim is not asserted.

use bixi::internals::build::compile;
use bixi::internals::dictionary::TermId;
use bixi::internals::graph::Graph;
use bixi::internals::project::Project;
use bixi::internals::rdf::vocab::{LABELS, RDF_REIFIES};
use std::fs;
use std::path::Path;

const CERTAINTY: &str = "https://bixi.example/vocab/certainty";
const DERIVED: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
const MAGNITUDE: &str = "https://bixi.example/vocab/magnitude";

struct Inventory {
    graph: Graph,
    reifies: TermId,
}

impl Inventory {
    fn objects(&self, subject: TermId, property: &str) -> Vec<TermId> {
        self.graph.objects(subject, property).collect()
    }

    fn reified(&self, reifier: TermId) -> Vec<[TermId; 3]> {
        let terms = self.graph.triples(Some(reifier), Some(self.reifies), None);
        terms
            .filter_map(|triple| self.graph.dictionary.triple(triple[2]))
            .collect()
    }

    /// The last word of the certainty of a reifier.
    fn certainty(&self, reifier: TermId) -> Option<String> {
        let value = self.objects(reifier, CERTAINTY).first().copied()?;
        self.graph
            .dictionary
            .text(value)
            .rsplit('/')
            .next()
            .map(str::to_owned)
    }

    fn is_called(&self, term: TermId, name: &str) -> bool {
        let text = |id: TermId| self.graph.dictionary.text(id) == name;
        if self.graph.dictionary.is_literal(term) {
            return text(term);
        }
        LABELS
            .iter()
            .any(|property| self.objects(term, property).into_iter().any(text))
    }

    fn has_value(&self, triples: &[[TermId; 3]], value: &str) -> bool {
        let wanted: f64 = value.parse().expect("a number in the inventory");
        triples.iter().any(|[_, property, object]| {
            let number = self.graph.dictionary.text(*object).parse::<f64>().ok();
            let is_magnitude = self.graph.dictionary.text(*property) == MAGNITUDE;
            number.is_some_and(|n| if is_magnitude { 10_f64.powf(n) } else { n } == wanted)
        })
    }

    /// Whether a file asserts a triple exactly if one of its reifiers is stated or implied.
    fn is_asserted_as_it_should(&self, triple: [TermId; 3]) -> bool {
        let term = self.graph.dictionary.find_triple(triple);
        let reifiers = self
            .graph
            .triples(None, Some(self.reifies), term)
            .map(|t| t[0]);
        let certainties = reifiers.filter_map(|reifier| self.certainty(reifier));
        let sure = certainties
            .into_iter()
            .any(|c| c == "stated" || c == "implied");
        self.graph.is_asserted(triple) == sure
    }

    fn problem(&self, row: &str) -> Option<String> {
        let cells: Vec<&str> = row.split('\t').collect();
        let [id, subject, relation, object, value] = cells.as_slice() else {
            return Some("the row has not five cells".to_owned());
        };
        let iri = format!("https://bixi.example/kg/{id}");
        let Some(reifier) = self.graph.dictionary.find_iri(&iri) else {
            return Some("there is no reifier".to_owned());
        };
        let triples = self.reified(reifier);
        let is_it = |[s, p, o]: &[TermId; 3]| {
            self.is_called(*s, subject)
                && self.is_called(*p, relation)
                && self.is_called(*o, object)
        };
        if !triples.iter().any(is_it) {
            return Some("it reifies no statement with these labels".to_owned());
        }
        if self.objects(reifier, DERIVED).is_empty() || self.certainty(reifier).is_none() {
            return Some("it has no paragraph or no certainty".to_owned());
        }
        if !value.is_empty() && !self.has_value(&triples, value) {
            return Some("the value is missing".to_owned());
        }
        let wrong = triples
            .iter()
            .find(|triple| !self.is_asserted_as_it_should(**triple))?;
        let names = wrong.map(|term| self.graph.display(term));
        Some(format!(
            "`{}` is asserted, or not, against its certainty",
            names.join(" ")
        ))
    }
}

#[test]
fn every_fact_of_the_inventory_is_in_the_graph() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::open(root).expect("this repository");
    let (mut graph, _) = compile(&project).expect("its graph");
    // All that anybody says, claims too.
    graph.acceptance.default = u8::MAX;
    let reifies = graph.dictionary.find_iri(RDF_REIFIES).expect("reifiers");
    let inventory = Inventory { graph, reifies };
    let rows = fs::read_to_string(root.join("tests/graph/facts.tsv")).expect("facts.tsv");
    let rows: Vec<&str> = rows.lines().skip(1).collect();
    assert_eq!(rows.len(), 769);
    let problems: Vec<String> = rows
        .iter()
        .filter_map(|row| Some(format!("{row}\n  {}", inventory.problem(row)?)))
        .collect();
    assert!(
        problems.is_empty(),
        "{} facts:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[test]
fn every_entity_and_every_term_of_the_ontology_has_a_label_in_both_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::open(root).expect("this repository");
    let (graph, _) = compile(&project).expect("its graph");
    let languages = |term: TermId| -> Vec<String> {
        let labels = graph.objects(term, LABELS[0]);
        let types = labels.filter_map(|label| graph.dictionary.literal_type(label));
        types
            .map(|literal_type| literal_type.language.clone())
            .collect()
    };
    let reifies = graph.dictionary.find_iri(RDF_REIFIES);
    let mut missing = Vec::new();
    let mut subjects: Vec<TermId> = graph.triples(None, None, None).map(|t| t[0]).collect();
    subjects.dedup();
    for subject in subjects {
        let is_reifier = graph.triples(Some(subject), reifies, None).next().is_some();
        let iri = graph.dictionary.text(subject);
        // Shapes have messages in both languages, and no labels: nobody asks for them by name.
        let is_shape = iri.starts_with("https://bixi.example/shapes/");
        if graph.dictionary.is_iri(subject)
            && iri.starts_with("https://bixi.example/")
            && !is_reifier
            && !is_shape
        {
            let tags = languages(subject);
            if !["zh-hans", "en"]
                .iter()
                .all(|tag| tags.iter().any(|t| t == tag))
            {
                missing.push(iri);
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
