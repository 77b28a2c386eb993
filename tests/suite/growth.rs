//! The work of inference grows with what follows, not faster: the triples that rules look at, at two sizes.

use crate::naive::{PREFIXES, graph};
use bixi::internals::infer::{Closure, Settings, close};

fn closure(text: &str) -> Closure {
    let text = format!("{PREFIXES}PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n{text}");
    close(&graph(&text), &Settings::default(), &[]).expect("few terms")
}

/// How many times more is looked at, and follows, of twice as many axioms.
fn growth(size: usize, head: &str, axiom: impl Fn(usize) -> String) -> (f64, f64) {
    let measure = |size: usize| {
        let axioms: String = (0..size).map(|n| axiom(n) + "\n").collect();
        let closure = closure(&format!("{head}\n{axioms}"));
        (closure.looks as f64, closure.triples.len() as f64)
    };
    let (few, many) = (measure(size), measure(2 * size));
    (many.0 / few.0, many.1 / few.1.max(1.0))
}

fn is_linear(head: &str, axiom: impl Fn(usize) -> String) {
    let (work, _) = growth(150, head, axiom);
    assert!(work < 2.3, "{work:.2} times the work: {head}");
}

/// Twice the length of a chain has four times the statements.
fn grows_with_what_follows(head: &str, axiom: impl Fn(usize) -> String) {
    let (work, follows) = growth(40, head, axiom);
    assert!(
        work < follows * 1.15,
        "{work:.2} times the work for {follows:.2} times the statements: {head}"
    );
}

#[test]
fn restrictions_from_which_nothing_follows_are_not_joined() {
    let restriction = |filler: &str, n: usize| {
        format!(
            ":a{n} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:{filler} :b{n} ] ."
        )
    };
    for filler in ["someValuesFrom", "allValuesFrom", "hasValue", "onClass"] {
        is_linear("", |n| restriction(filler, n));
        // The fillers are all subclasses of one class, and the property has a superproperty.
        is_linear(":p rdfs:subPropertyOf :q .", |n| {
            format!("{} :b{n} rdfs:subClassOf :b .", restriction(filler, n))
        });
    }
    is_linear("", |n| {
        let filler = ["someValuesFrom", "allValuesFrom"][n % 2];
        restriction(filler, n)
    });
    // As many restrictions on another property have the common superclass as their filler.
    is_linear("", |n| {
        format!(
            "{} :b{n} rdfs:subClassOf :b . :c{n} owl:equivalentClass [ owl:onProperty :p{n} ; owl:someValuesFrom :b ] .",
            restriction("someValuesFrom", n)
        )
    });
}

#[test]
fn keys_and_disjoint_classes_are_looked_at_where_things_meet() {
    // All have the first key in common, none the second.
    is_linear(":C owl:hasKey (:kind :name) .", |n| {
        format!(":i{n} a :C ; :kind :one ; :name \"{n}\" .")
    });
    is_linear(":A owl:disjointWith :B .", |n| {
        format!(":i{n} a :A . :j{n} a :B .")
    });
    is_linear(":p owl:propertyDisjointWith :q .", |n| {
        format!(":i{n} :p :x . :j{n} :q :x .")
    });
    is_linear("", |n| format!(":i{n} owl:differentFrom :j{n} ."));
}

#[test]
fn chains_are_put_together_step_by_step() {
    for head in [
        ":p a owl:TransitiveProperty .",
        ":p owl:propertyChainAxiom (:p :p) .",
        ":p a owl:TransitiveProperty ; owl:propertyChainAxiom (:p :p) .",
        ":p a owl:TransitiveProperty ; owl:inverseOf :q . :q a owl:TransitiveProperty .",
        ":p a owl:TransitiveProperty ; rdfs:subPropertyOf :q . :q a owl:TransitiveProperty .",
        ":p a owl:TransitiveProperty, owl:SymmetricProperty .",
        ":p a owl:TransitiveProperty . :q owl:propertyChainAxiom (:q :p) . :i :q :n0 .",
        ":p a owl:TransitiveProperty . :r owl:propertyChainAxiom (:p :r) . :n20 :r :i .",
    ] {
        grows_with_what_follows(head, |n| format!(":n{n} :p :n{} .", n + 1));
    }
    let classes = |n| format!(":c{n} rdfs:subClassOf :c{} .", n + 1);
    for head in [
        "",
        ":i a :c0 .",
        ":q rdfs:domain :c0 ; rdfs:range :c0 . :i :q :j .",
    ] {
        grows_with_what_follows(head, classes);
    }
    grows_with_what_follows("", |n| format!("{} :i{n} a :c{n} .", classes(n)));
    grows_with_what_follows("", |n| {
        format!(":c{n} owl:equivalentClass :c{} . :i{n} a :c{n} .", n + 1)
    });
    grows_with_what_follows("", |n| {
        format!(":p{n} rdfs:subPropertyOf :p{} . :i{n} :p{n} :j{n} .", n + 1)
    });
}

#[test]
fn releases_of_one_ontology_are_joined_once_for_each_two() {
    // Each release has blank nodes of its own for the same class expressions.
    grows_with_what_follows(":b rdfs:subClassOf :c . :p rdfs:subPropertyOf :q .", |n| {
        let restriction = |node: &str, property: &str, filler: &str| {
            format!(
                "_:{node}{n} owl:onProperty {property} ; owl:someValuesFrom {filler} . :a rdfs:subClassOf _:{node}{n} ."
            )
        };
        [
            restriction("r", ":p", ":b"),
            restriction("s", ":p", ":c"),
            restriction("t", ":q", ":b"),
        ]
        .concat()
    });
}

#[test]
fn what_is_the_same_is_found_once() {
    let chain = |n| format!(":n{n} owl:sameAs :n{} .", n + 1);
    grows_with_what_follows("", chain);
    grows_with_what_follows("", |n| format!("{} :n{n} rdfs:label \"{n}\" .", chain(n)));
    grows_with_what_follows("", |n| {
        format!("{} :n{n} :p :i{n} . :i{n} :q :n{n} .", chain(n))
    });
    grows_with_what_follows("", |n| format!(":hub owl:sameAs :n{n} ."));
    grows_with_what_follows(":p a owl:FunctionalProperty .", |n| {
        format!(":i :p :n{n} .")
    });
}

#[test]
fn values_of_one_thing_are_not_compared_with_those_of_others() {
    let functional = ":p a owl:FunctionalProperty .";
    for head in [
        functional,
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality \"1\"^^xsd:nonNegativeInteger ] .",
    ] {
        is_linear(head, |n| {
            format!(":i{n} a :C ; :p {}, {} .", 2 * n, 2 * n + 1)
        });
        is_linear(head, |n| format!(":i{n} a :C ; :p {n}, {n}.0 ."));
        is_linear(head, |n| format!(":i{n} a :C ; :p \"a{n}\", \"b{n}\" ."));
        is_linear(head, |n| {
            format!(":i{n} a :C ; :p <http://e/{n}>, \"http://e/{n}\" .")
        });
    }
    let contradictions = |size: usize| {
        let said = (0..size).map(|n| format!(":i{n} :p {}, {} . ", 2 * n, 2 * n + 1));
        closure(&format!("{functional} {}", said.collect::<String>()))
            .contradictions
            .len()
    };
    assert_eq!(contradictions(20), 20 * contradictions(1));
}

/// More statements follow in a round than one core takes at once.
#[test]
fn conclusions_and_derivations_are_the_same_on_any_number_of_cores() {
    let classes: String = (0..4)
        .map(|n| format!(":c{n} rdfs:subClassOf :c{} .\n", n + 1))
        .collect();
    let instances: String = (0..1500)
        .map(|n| format!(":i{n} a :c0 ; :p :i{} .\n", n % 40))
        .collect();
    let text = format!(":p rdfs:domain :c2 ; owl:inverseOf :q .\n{classes}{instances}");
    let on = |cores: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build();
        let closure = pool.expect("threads").install(|| closure(&text));
        (closure.triples, closure.starts, closure.derivations)
    };
    let alone = on(1);
    assert!(alone.0.len() > 7000);
    assert!(on(3) == alone);
}
