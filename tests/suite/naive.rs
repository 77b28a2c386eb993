//! The engine against the plainest evaluator of the same rules: the same closure, and every proof is one.

use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::infer::{Choice, Closure, Each, Pattern, Rule, Settings, Slot, Triple, close};
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Prefixes of Turtle.
pub const PREFIXES: &str = "PREFIX : <http://e/>\nPREFIX owl: <http://www.w3.org/2002/07/owl#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n";

/// The graph of a text.
pub fn graph(text: &str) -> Graph {
    graph_of(&SourceFile::new("a.ttl", text), None)
}

/// The graph of a file without findings.
pub fn graph_of(source: &SourceFile, base: Option<&str>) -> Graph {
    let reading = Reading {
        base,
        blank_node_prefix: "b",
    };
    let said = read(source, &reading).expect("few terms");
    assert_eq!(said.findings, [], "{}", source.path);
    let source = Source {
        path: source.path.clone(),
        digest: [0; 32],
        lines: source.line_count(),
    };
    Graph::from_parts(
        vec![Part {
            source,
            graph: None,
            said,
        }],
        None,
    )
    .expect("a small graph")
}

/// Statements on few individuals, classes and properties, so that they meet.
fn statement() -> impl Strategy<Value = String> {
    let (i, c, p) = (0..5_usize, 0..4_usize, 0..4_usize);
    (0..34_usize, i.clone(), i, c.clone(), c, p.clone(), p).prop_map(|(kind, a, b, c, d, p, q)| {
        match kind {
            0..=9 => format!(":i{a} :p{p} :i{b} ."),
            10..=13 => format!(":i{a} a :c{c} ."),
            14 => format!(":c{c} rdfs:subClassOf :c{d} ."),
            15 => format!(":c{c} owl:equivalentClass :c{d} ."),
            16 => format!(":c{c} owl:disjointWith :c{d} ."),
            17 => format!(":p{p} rdfs:subPropertyOf :p{q} ."),
            18 => format!(":p{p} owl:inverseOf :p{q} ."),
            19 => format!(":p{p} rdfs:domain :c{c} ."),
            20 => format!(":p{p} rdfs:range :c{c} ."),
            21 => format!(":p{p} a owl:TransitiveProperty ."),
            22 => format!(":p{p} a owl:SymmetricProperty ."),
            23 => format!(":p{p} a owl:FunctionalProperty ."),
            24 => format!(":p{p} a owl:AsymmetricProperty ."),
            25 => format!(":i{a} owl:sameAs :i{b} ."),
            26 => format!(":i{a} owl:differentFrom :i{b} ."),
            27 => format!(":c{c} owl:intersectionOf (:c{d} :c{a}) ."),
            28 => format!(":c{c} owl:unionOf (:c{d} :c{b}) ."),
            29 => format!(":c{c} owl:oneOf (:i{a} :i{b}) ."),
            30 => format!(":p{p} owl:propertyChainAxiom (:p{q} :p{a}) ."),
            31 => format!(":c{c} owl:hasKey (:p{p}) ."),
            32 => format!(":c{c} owl:someValuesFrom :c{d} ; owl:onProperty :p{p} ."),
            _ => format!("[] a owl:AllDisjointClasses ; owl:members (:c{c} :c{d} :c{a}) ."),
        }
    })
}

fn text(statements: &[String]) -> String {
    format!("{PREFIXES}{}", statements.join("\n"))
}

type Bindings = BTreeMap<u16, u32>;

fn unify(pattern: &Pattern, triple: Triple, bindings: &Bindings) -> Option<Bindings> {
    let mut bindings = bindings.clone();
    for (slot, term) in pattern.iter().zip(triple) {
        let known = match slot {
            Slot::Term(known) => *known,
            Slot::Var(variable) => *bindings.entry(*variable).or_insert(term),
        };
        if known != term {
            return None;
        }
    }
    Some(bindings)
}

/// The members of a list, read from plain triples.
fn members(head: u32, rdf: &dyn Fn(&str) -> Option<u32>, all: &BTreeSet<Triple>) -> Vec<u32> {
    let value = |cell, name| {
        all.iter()
            .find(|t| t[0] == cell && Some(t[1]) == rdf(name))
            .map(|t| t[2])
    };
    let (mut members, mut cell) = (Vec::new(), head);
    while let (Some(first), Some(rest)) = (value(cell, "first"), value(cell, "rest")) {
        members.push(first);
        cell = rest;
    }
    members
}

/// The patterns of a rule in the order of its premises, once per choice of members of lists.
fn expand(
    rule: &Rule,
    axioms: &Bindings,
    rdf: &dyn Fn(&str) -> Option<u32>,
    all: &BTreeSet<Triple>,
) -> Vec<(Bindings, Vec<Pattern>)> {
    let list = |variable: &u16| members(axioms[variable], rdf, all);
    let mut chosen = vec![axioms.clone()];
    if let Some(choice) = &rule.choice {
        chosen = match choice {
            Choice::Member(head, m) => list(head)
                .into_iter()
                .map(|x| {
                    let mut with = axioms.clone();
                    with.insert(*m, x);
                    with
                })
                .collect(),
            Choice::Pair(head, a, b) => {
                let list = list(head);
                let pairs = (0..list.len()).flat_map(|i| (i + 1..list.len()).map(move |j| (i, j)));
                pairs
                    .map(|(i, j)| {
                        let mut with = axioms.clone();
                        with.extend([(*a, list[i]), (*b, list[j])]);
                        with
                    })
                    .collect()
            }
        };
    }
    let mut patterns = rule.body.clone();
    let mut next = 1000;
    let mut fresh = || {
        next += 1;
        Slot::Var(next)
    };
    for each in &rule.each {
        match each {
            Each::Every(head, m, pattern) => {
                for x in list(head) {
                    patterns.push(pattern.map(|slot| {
                        if slot == Slot::Var(*m) {
                            Slot::Term(x)
                        } else {
                            slot
                        }
                    }));
                }
            }
            Each::Chain(head, from, to) => {
                let steps = list(head);
                let mut at = Slot::Var(*from);
                for (index, step) in steps.iter().enumerate() {
                    let to = if index + 1 == steps.len() {
                        Slot::Var(*to)
                    } else {
                        fresh()
                    };
                    patterns.push([at, Slot::Term(*step), to]);
                    at = to;
                }
            }
            Each::Keys(head, a, b) => {
                for key in list(head) {
                    let value = fresh();
                    patterns.push([Slot::Var(*a), Slot::Term(key), value]);
                    patterns.push([Slot::Var(*b), Slot::Term(key), value]);
                }
            }
        }
    }
    chosen
        .into_iter()
        .map(|bindings| (bindings, patterns.clone()))
        .collect()
}

fn all_matches(
    patterns: &[Pattern],
    bindings: Bindings,
    all: &BTreeSet<Triple>,
    found: &mut Vec<Bindings>,
) {
    let Some((pattern, rest)) = patterns.split_first() else {
        found.push(bindings);
        return;
    };
    for triple in all {
        if let Some(bindings) = unify(pattern, *triple, &bindings) {
            all_matches(rest, bindings, all, found);
        }
    }
}

fn conclusions(rule: &Rule, bindings: &Bindings) -> Vec<Triple> {
    let slot = |slot: &Slot| match slot {
        Slot::Term(term) => *term,
        Slot::Var(variable) => bindings[variable],
    };
    let differ = rule
        .different
        .iter()
        .all(|(a, b)| bindings[a] != bindings[b]);
    let heads = rule.heads.iter().filter(|_| differ);
    heads.map(|head| head.each_ref().map(slot)).collect()
}

/// Everything that follows, by trying every rule on everything until nothing is new.
fn naive(graph: &Graph, closure: &Closure, reflexive: &[u32]) -> (BTreeSet<Triple>, bool) {
    let mut all: BTreeSet<Triple> = graph.triples(None, None, None).collect();
    let rdf = |name: &str| {
        graph.dictionary.find_iri(&format!(
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}"
        ))
    };
    // A list is what a file says; an equal member adds none to it.
    let lists = all.clone();
    let mut contradicts = false;
    loop {
        let mut new = BTreeSet::new();
        for rule in closure.rules.iter().filter(|rule| !rule.is_only_a_name()) {
            let mut axioms = Vec::new();
            all_matches(&rule.axioms, Bindings::new(), &all, &mut axioms);
            for (bindings, patterns) in axioms
                .iter()
                .flat_map(|axioms| expand(rule, axioms, &rdf, &lists))
            {
                let mut found = Vec::new();
                all_matches(&patterns, bindings, &all, &mut found);
                contradicts |= rule.heads.is_empty() && !found.is_empty();
                new.extend(
                    found
                        .iter()
                        .flat_map(|bindings| conclusions(rule, bindings)),
                );
            }
        }
        new.retain(|[s, p, o]| !(s == o && reflexive.contains(p)));
        let before = all.len();
        all.extend(new);
        if all.len() == before {
            return (all, contradicts);
        }
    }
}

/// Whether a conclusion follows from premises by one application of a rule.
fn is_step(
    rule: &Rule,
    premises: &[Triple],
    conclusion: Triple,
    rdf: &dyn Fn(&str) -> Option<u32>,
    lists: &BTreeSet<Triple>,
) -> bool {
    let match_in_order = |patterns: &[Pattern], triples: &[Triple], bindings: Bindings| {
        patterns
            .iter()
            .zip(triples)
            .try_fold(bindings, |bindings, (pattern, triple)| {
                unify(pattern, *triple, &bindings)
            })
    };
    if premises.len() < rule.axioms.len() {
        return false;
    }
    let (of_axioms, of_body) = premises.split_at(rule.axioms.len());
    let Some(axioms) = match_in_order(&rule.axioms, of_axioms, Bindings::new()) else {
        return false;
    };
    expand(rule, &axioms, rdf, lists)
        .into_iter()
        .any(|(bindings, patterns)| {
            patterns.len() == of_body.len()
                && match_in_order(&patterns, of_body, bindings)
                    .is_some_and(|found| conclusions(rule, &found).contains(&conclusion))
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_closure_is_that_of_a_naive_evaluator_and_its_proofs_are_proofs(
        statements in prop::collection::vec(statement(), 1..14)
    ) {
        let graph = graph(&text(&statements));
        let closure = close(&graph, &Settings::default(), &[]).expect("few terms");
        let known = graph.dictionary.len() as u32;
        let iri = |name: &str| {
            let made = (0..closure.made.len() as u32).find(|id| closure.made.get(*id).1 == name.as_bytes());
            graph.dictionary.find_iri(name).or(made.map(|id| id + known)).expect("a term")
        };
        let owl = |name: &str| iri(&format!("http://www.w3.org/2002/07/owl#{name}"));
        let rdfs = |name: &str| iri(&format!("http://www.w3.org/2000/01/rdf-schema#{name}"));
        let reflexive = [owl("sameAs"), owl("equivalentClass"), owl("equivalentProperty"), rdfs("subClassOf"), rdfs("subPropertyOf")];
        let (expected, contradicts) = naive(&graph, &closure, &reflexive);
        let asserted: Vec<Triple> = graph.triples(None, None, None).collect();
        let lists: BTreeSet<Triple> = asserted.iter().copied().collect();
        let all: BTreeSet<Triple> = asserted.iter().chain(&closure.triples).copied().collect();
        prop_assert_eq!(&all, &expected);
        prop_assert_eq!(all.len(), asserted.len() + closure.triples.len());
        prop_assert_eq!(!closure.contradictions.is_empty(), contradicts);

        let rdf = |name: &str| graph.dictionary.find_iri(&format!("http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}"));
        for (number, conclusion) in closure.triples.iter().enumerate() {
            let step = &closure.derivations[closure.starts[number] as usize..closure.starts[number + 1] as usize];
            let rows = asserted.len() as u32;
            prop_assert!(step[1..].iter().all(|premise| *premise < rows + number as u32), "a premise comes later");
            let premise = |at: &u32| asserted.get(*at as usize).copied().unwrap_or_else(|| closure.triples[(at - rows) as usize]);
            let premises: Vec<Triple> = step[1..].iter().map(premise).collect();
            let rule = &closure.rules[step[0] as usize];
            prop_assert!(is_step(rule, &premises, *conclusion, &rdf, &lists), "{} does not give {conclusion:?}", rule.name);
        }
    }
}

/// Rules of a user on the same terms: a CONSTRUCT that feeds itself, one that computes, and a SHACL rule with conditions.
const OWN: [(&str, &str); 3] = [
    (
        "rules/linked.rq",
        "PREFIX : <http://e/>\nCONSTRUCT { ?x :linked ?z } WHERE { ?x :p0 ?y . ?y :linked ?z FILTER(?x != ?z) }",
    ),
    (
        "rules/called.rq",
        "PREFIX : <http://e/>\nCONSTRUCT { ?x :linked ?y . ?x :called ?name } WHERE { ?x :p1 ?y BIND(STR(?y) AS ?name) }",
    ),
    (
        "ontology/rules.ttl",
        "PREFIX : <http://e/>\nPREFIX sh: <http://www.w3.org/ns/shacl#>\n:shape sh:targetClass :c0 ; sh:rule [ a sh:TripleRule ;\n\
         sh:subject sh:this ; sh:predicate :both ; sh:object [ sh:path :told ] ;\n\
         sh:condition [ sh:class :c1 ] , [ sh:property [ sh:path :told ; sh:minCount 1 ] ] ,\n\
         [ sh:property [ sh:path :said ; sh:maxCount 1 ] ] ] .\n",
    ),
];

const LEVELS: &str = "[acceptance]\nproperty = \"http://e/certainty\"\ndefault = \"quoted\"\n\
    [[acceptance.level]]\nname = \"stated\"\nvalues = [\"http://e/stated\"]\n\
    [[acceptance.level]]\nname = \"quoted\"\nvalues = [\"http://e/quoted\"]\n\
    [[acceptance.level]]\nname = \"claimed\"\nvalues = [\"http://e/claimed\"]\n";

/// Statements that a user's rules read too, some only reified.
fn said() -> impl Strategy<Value = String> {
    let reified = (0..5_usize, 0..4_usize, 0..5_usize, 0..3_usize).prop_map(|(a, p, b, level)| {
        let level = ["stated", "quoted", "claimed"][level];
        format!("<< :i{a} :p{p} :i{b} >> :certainty :{level} .")
    });
    // Nothing makes these the same as others, so that a condition on all of `:said` can be shown.
    let told = (0..3_usize, 0..3_usize, 0..5_usize)
        .prop_map(|(a, b, c)| format!(":k{a} a :c0 , :c1 ; :told :n{c} ; :said :m{b} ."));
    prop_oneof![4 => statement(), 1 => reified, 1 => told]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_build_after_edits_is_a_build_from_nothing(
        stays in prop::collection::vec(said(), 50..60),
        versions in prop::collection::vec(prop::collection::vec(said(), 1..12), 2..5),
        levels in any::<bool>()
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        OWN.iter().for_each(|(path, text)| write(path, text));
        if levels {
            write("bixi.toml", LEVELS);
        }
        write("data/b.ttl", &text(&stays));
        let project = bixi::internals::project::Project::open(folder.path()).expect("a project");
        let snapshot = || fs::read(project.snapshot_path()).expect("a snapshot");
        for version in &versions {
            write("data/a.ttl", &text(version));
            let built = bixi::internals::build::build(&project).expect("a build");
            prop_assert!(!matches!(built, bixi::internals::build::Built::Refused(_)));
            let after_edit = snapshot();
            fs::remove_dir_all(folder.path().join(".bixi")).expect(".bixi");
            bixi::internals::build::build(&project).expect("a build");
            prop_assert_eq!(after_edit, snapshot());
        }
    }
}
