//! What follows by OWL 2 EL: small ontologies with all that follows, proofs that are proofs, and how much work it is.

use crate::naive::graph;
use bixi::internals::graph::Graph;
use bixi::internals::infer::{
    Closure, Settings, Triple, beyond, close, materialise, prove, unsatisfiable_classes,
};
use bixi::internals::project::Inference;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Those of the profile.
pub fn settings() -> Settings {
    Settings {
        profile: Inference::OwlEl,
        ..Settings::default()
    }
}

/// A graph with what follows.
pub fn classified(text: &str) -> Graph {
    let inferred = "http://e/inferred".to_owned();
    let (graph, faults) =
        materialise(graph(text), &settings(), &[], inferred).expect("a small graph");
    assert_eq!(faults, []);
    graph
}

/// All that follows, in words.
fn described(graph: &Graph) -> String {
    let said = |triple: Triple| triple.map(|term| graph.display(term)).join(" ");
    let inferred = graph.triples(None, None, None);
    let inferred = inferred.filter(|triple| graph.is_only_inferred(*triple));
    let mut lines: Vec<String> = inferred
        .map(|triple| {
            let derivation = graph.derivation(triple).expect("it is inferred");
            let premises: Vec<String> = derivation.premises.iter().map(|one| said(*one)).collect();
            let (name, premises) = (&derivation.rule.name, premises.join(" ; "));
            format!("{}\n  {name}: {premises}\n", said(triple))
        })
        .collect();
    lines.sort();
    let mut text = lines.concat();
    for conflict in graph.contradictions() {
        let premises: Vec<String> = conflict.premises.iter().map(|one| said(*one)).collect();
        let (name, premises) = (&conflict.rule.name, premises.join(" ; "));
        writeln!(text, "contradiction\n  {name}: {premises}").expect("a text");
    }
    for finding in unsatisfiable_classes(graph, &|_| None, &|_| true) {
        writeln!(text, "{}", finding.message).expect("a text");
    }
    for (kind, count) in beyond(graph, Inference::OwlEl) {
        writeln!(text, "beyond: {count} {kind}").expect("a text");
    }
    text
}

#[test]
fn small_ontologies_have_what_follows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/el");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|ending| ending != "ttl") {
            continue;
        }
        let graph = classified(&fs::read_to_string(&path).expect("a text"));
        proofs_are_proofs(&graph);
        let found = described(&graph);
        let expected = path.with_extension("txt");
        if std::env::var_os("BIXI_ACCEPT").is_some() {
            fs::write(&expected, &found).expect("a file");
        }
        let expected = fs::read_to_string(expected).expect("what follows");
        assert_eq!(found, expected, "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 10);
}

/// Every step has a derivation from statements whose proofs do not need it, down to what is asserted.
pub fn proofs_are_proofs(graph: &Graph) {
    let mut proved: BTreeSet<Triple> = BTreeSet::new();
    for triple in graph.all_triples(None, None, None) {
        let proof = prove(graph, triple).expect("a proof");
        let mut open: Vec<usize> = (0..proof.steps.len()).collect();
        while !open.is_empty() {
            let before = open.len();
            open.retain(|step| {
                let step = &proof.steps[*step];
                let premises = match &step.derivation {
                    None => {
                        assert!(graph.is_asserted(step.triple), "no rule and no file");
                        &[][..]
                    }
                    Some((_, premises)) => premises,
                };
                let is_known = |at: &usize| proved.contains(&proof.steps[*at].triple);
                let follows = premises.iter().all(is_known);
                if follows {
                    proved.insert(step.triple);
                }
                !follows
            });
            assert!(open.len() < before, "a proof goes round in a circle");
        }
    }
}

/// The rules that are applied to a deep hierarchy with parts, and what follows.
fn work(size: usize) -> (f64, f64) {
    let mut text = "PREFIX : <http://e/>\nPREFIX owl: <http://www.w3.org/2002/07/owl#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n:p a owl:TransitiveProperty . :q owl:propertyChainAxiom (:q :p) .\n".to_owned();
    for n in 1..size {
        let (up, other) = (n / 3, n / 2);
        writeln!(
            text,
            ":c{n} rdfs:subClassOf :c{up}, [ owl:onProperty :p ; owl:someValuesFrom :c{other} ] ."
        )
        .expect("a text");
        writeln!(text, ":d{n} owl:equivalentClass [ owl:intersectionOf ( :c{up} [ owl:onProperty :q ; owl:someValuesFrom :c{n} ] ) ] .").expect("a text");
        writeln!(text, ":c{n} owl:disjointWith :e{n} .").expect("a text");
    }
    let Closure { looks, triples, .. } = close(&graph(&text), &settings(), &[]).expect("few terms");
    (looks as f64, triples.len() as f64)
}

#[test]
fn the_work_of_classification_grows_with_what_follows() {
    let (few, many) = (work(300), work(1200));
    let (work, follows) = (many.0 / few.0, many.1 / few.1);
    // What follows of classes without names grows a little faster, since the hierarchy is deeper; the square would be 16 times.
    assert!(
        work < follows * 1.5,
        "{work:.2} times the work for {follows:.2} times the statements"
    );
}
