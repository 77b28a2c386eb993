//! Expressions in words: a table of them, what stays a blank node, and that every graph of blank nodes has words.

use super::*;
use crate::graph::merge::tests::graph as graph_of;
use proptest::prelude::*;

const PREFIXES: &str = "
    @prefix : <http://e/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    :Wheel rdfs:label \"轮\"@zh, \"wheel\"@en . :hasPart rdfs:label \"has part\"@en, \"有部件\"@zh .
    :C owl:propertyChainAxiom _:chain .
";

/// Returns what a node is in words and in prefixed names: `:x :is NODE`.
fn words(turtle: &str, languages: &[&str]) -> (Option<String>, String) {
    let graph = graph_of(&[("a.ttl", &format!("{PREFIXES} :x :is {turtle}"))]);
    let subject = graph.dictionary.find_iri("http://e/x").expect("a subject");
    let node = graph.objects(subject, "http://e/is").next();
    let node = node.expect("a node");
    let languages: Vec<String> = languages.iter().map(|tag| (*tag).to_owned()).collect();
    (graph.expression(node, &languages), graph.display(node))
}

#[test]
fn expressions_are_written_as_in_the_manchester_syntax() {
    let restriction = |rest: &str| format!("[ owl:onProperty :hasPart ; {rest} ] .");
    let cases = [
        ("[ owl:unionOf ( :A :B ) ] .", ":A or :B"),
        (
            "[ owl:intersectionOf ( :A [ owl:unionOf ( :B :C ) ] ) ] .",
            ":A and (:B or :C)",
        ),
        ("[ owl:intersectionOf ( :A ) ] .", ":A"),
        ("[ owl:complementOf :A ] .", "not :A"),
        (
            "[ owl:complementOf [ owl:unionOf ( :A :B ) ] ] .",
            "not (:A or :B)",
        ),
        (
            "[ owl:datatypeComplementOf xsd:string ] .",
            "not xsd:string",
        ),
        ("[ owl:oneOf ( :a :b ) ] .", "{:a, :b}"),
        ("[ owl:oneOf ( 1 \"two\"@en ) ] .", "{1, \"two\"@en}"),
        ("[ owl:oneOf () ] .", "{}"),
        (
            &restriction("owl:someValuesFrom :Wheel"),
            ":hasPart some :Wheel",
        ),
        (
            &restriction("owl:allValuesFrom [ owl:onProperty :of ; owl:someValuesFrom :Wheel ]"),
            ":hasPart only (:of some :Wheel)",
        ),
        (&restriction("owl:hasValue :w"), ":hasPart value :w"),
        (
            &restriction("owl:hasValue \"a b\""),
            ":hasPart value \"a b\"",
        ),
        (&restriction("owl:hasSelf true"), ":hasPart Self"),
        (&restriction("owl:minCardinality 2"), ":hasPart min 2"),
        (
            &restriction("owl:maxCardinality \"2\"^^xsd:nonNegativeInteger"),
            ":hasPart max 2",
        ),
        (&restriction("owl:cardinality 2"), ":hasPart exactly 2"),
        (
            &restriction("owl:minQualifiedCardinality 2 ; owl:onClass :Wheel"),
            ":hasPart min 2 :Wheel",
        ),
        (
            &restriction("owl:maxQualifiedCardinality 1 ; owl:onClass [ owl:complementOf :Wheel ]"),
            ":hasPart max 1 not :Wheel",
        ),
        (
            &restriction("owl:qualifiedCardinality 1 ; owl:onDataRange xsd:date"),
            ":hasPart exactly 1 xsd:date",
        ),
        (
            "[ owl:onProperties ( :p :q ) ; owl:someValuesFrom :R ] .",
            ":p, :q some :R",
        ),
        (
            "[ owl:onProperty [ owl:inverseOf :hasPart ] ; owl:someValuesFrom :Wheel ] .",
            "inverse :hasPart some :Wheel",
        ),
        (
            "[ owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 3 ] [ xsd:maxExclusive 10 ] ) ] .",
            "xsd:integer[>= 3, < 10]",
        ),
        (
            "[ owl:onDatatype xsd:string ; owl:withRestrictions ( [ xsd:pattern \"[a-z]+\" ; xsd:maxLength 3 ] ) ] .",
            "xsd:string[maxLength 3, pattern \"[a-z]+\"]",
        ),
        ("( :a ( :b 1 ) ) .", "(:a (:b 1))"),
        (
            "_:chain . _:chain rdf:first :p ; rdf:rest ( [ owl:inverseOf :q ] ) .",
            ":p o inverse :q",
        ),
        ("[ owl:complementOf [ :p :q ] ] .", "not _:b3"),
    ];
    for (turtle, expected) in cases {
        assert_eq!(words(turtle, &[]).1, expected, "{turtle}");
    }
}

#[test]
fn names_are_labels_in_the_language_of_the_reader() {
    let turtle = "[ owl:onProperty :hasPart ; owl:someValuesFrom :Wheel ] .";
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(words(turtle, &["zh"]).0, some("有部件 some 轮"));
    assert_eq!(words(turtle, &["en"]).0, some("'has part' some wheel"));
    assert_eq!(words(turtle, &["en"]).1, ":hasPart some :Wheel");
}

#[test]
fn what_is_not_an_expression_stays_a_blank_node() {
    for turtle in [
        "[ :p :q ] .",
        "[ owl:unionOf () ] .",
        "[ owl:unionOf :A ] .",
        "[ owl:unionOf ( :A :B ) ; owl:complementOf :A ] .",
        "[ owl:someValuesFrom :A ] .",
        "[ owl:onProperty :p, :q ; owl:someValuesFrom :A ] .",
        "[ owl:onProperty :p ; owl:minQualifiedCardinality 2 ] .",
        "[ owl:onDatatype xsd:integer ] .",
        "[ owl:onDatatype xsd:integer ; owl:withRestrictions ( [ :p 1 ] ) ] .",
        "[ rdf:first :a ] .",
        "[ rdf:first :a, :b ; rdf:rest () ] .",
        "[ rdf:first :a ; rdf:rest [ rdf:first :b ] ] .",
        "[ owl:unionOf [ rdf:first :a ; rdf:rest \"end\" ] ] .",
    ] {
        let (words, display) = words(turtle, &[]);
        assert_eq!(words, None, "{turtle}");
        assert!(display.starts_with("_:b"), "{turtle}: {display}");
    }
}

#[test]
fn long_deep_and_cyclic_expressions_end_with_dots() {
    let letters: Vec<String> = (b'a'..=b'z').map(|c| format!(":{}", c as char)).collect();
    let letters = letters.join(" ");
    let long = words(&format!("[ owl:oneOf ( {letters} ) ] ."), &[]).1;
    assert_eq!(long, "{:a, :b, :c, :d, :e, :f, :g, :h, …}");
    let (open, close) = ("[ owl:complementOf ".repeat(30), " ]".repeat(30));
    let deep = words(&format!("{open} :A {close} ."), &[]).1;
    assert_eq!(deep, format!("{}…", "not ".repeat(DEEPEST)));
    let cyclic = words("_:n . _:n owl:unionOf ( :A _:n ) .", &[]).1;
    assert_eq!(cyclic, ":A or …");
    let cyclic = words("_:l . _:l rdf:first :a ; rdf:rest _:l .", &[]).1;
    assert_eq!(cyclic, "(:a :a :a :a :a :a :a :a …)");
    // As wide as it is deep: without a bound on the parts there would be 8⁸ of them.
    let wide = "( _:n _:n _:n _:n _:n _:n _:n _:n )";
    let levels = (0..9).map(|n| {
        let next = wide.replace("_:n", &format!("_:n{}", n + 1));
        format!("_:n{n} owl:oneOf {next} .")
    });
    let levels: String = levels.collect();
    let wide = words(&format!("_:n0 . {levels} _:n9 owl:complementOf :A ."), &[]).1;
    assert!(wide.contains('…') && wide.chars().count() < 1000, "{wide}");
    let name = "x".repeat(5000);
    let named = words(&format!("[ owl:complementOf :{name} ] ."), &[]).1;
    assert_eq!(named, format!("not :{}…", "x".repeat(LONGEST - 1)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_graph_of_blank_nodes_has_words_of_bounded_length(
        edges in prop::collection::vec((0..6_usize, 0..CONSTRUCTORS.len() + 9, 0..8_usize), 0..60),
    ) {
        let more = [
            "owl:onProperty", "owl:onProperties", "owl:onClass", "owl:withRestrictions", "rdf:first",
            "rdf:rest", "rdf:first", "rdf:rest", "xsd:minInclusive",
        ];
        let statements = edges.into_iter().map(|(from, property, to)| {
            let property = match CONSTRUCTORS.get(property) {
                Some((name, _)) => format!("owl:{name}"),
                None => more.iter().cycle().nth(property).copied().unwrap_or("rdf:rest").to_owned(),
            };
            let to = match to {
                6 => "()".to_owned(),
                7 => ":A".to_owned(),
                to => format!("_:n{to}"),
            };
            format!("_:n{from} {property} {to} .\n")
        });
        let statements: String = statements.collect();
        let graph = graph_of(&[("a.ttl", &format!("{PREFIXES}{statements}"))]);
        let blank = graph.dictionary.bounds[0]..graph.dictionary.bounds[1];
        for node in blank {
            let shown = graph.display(node);
            prop_assert!(!shown.is_empty() && shown.len() < 8000, "{shown}");
        }
    }
}
