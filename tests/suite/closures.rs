//! What follows of literals, of long lists and by conditions on all values: as much as can be seen, and no more work than that.

use crate::naive::{PREFIXES, graph};
use bixi::internals::infer::{Closure, Settings, Triple, close, own_rules};
use bixi::internals::project::Inference;

/// What follows by the whole of OWL 2 RL, with what RDF cannot say.
fn whole_closure(text: &str) -> Closure {
    let settings = Settings {
        profile: Inference::OwlRlFull,
        ..Settings::default()
    };
    close(&graph(text), &settings, &[]).expect("few terms")
}

#[test]
fn literals_are_compared_only_where_more_follows() {
    // The work of a round is what it finds, so the number of statements is that of the work.
    let count = |literals: usize, more: &str| {
        let said = (0..literals).map(|n| format!(":i{n} :p {n}, {n}.5 ."));
        let said = said.collect::<Vec<_>>().join("\n");
        whole_closure(&format!("{PREFIXES}{said}\n{more}"))
            .triples
            .len()
    };
    for more in ["", ":a owl:sameAs 1 .", ":p a owl:FunctionalProperty ."] {
        let (few, many) = (count(100, more), count(200, more));
        assert!(many < few * 5 / 2, "{few} and {many} with {more:?}");
    }
}

#[test]
fn differences_of_literals_are_there_for_what_asks_for_them() {
    let differs = |more: &str| {
        let text = format!("{PREFIXES}:i :p 1, 2, 3 .\n{more}");
        let graph = graph(&text);
        let closure = whole_closure(&text);
        let ends = ["http://e/i", "http://e/a"].map(|iri| graph.dictionary.find_iri(iri));
        let of_literals =
            |[s, _, o]: &&Triple| ends.contains(&Some(*s)) && graph.dictionary.is_literal(*o);
        let seen = closure.triples.iter().filter(of_literals);
        (seen.count(), closure.contradictions.is_empty())
    };
    assert_eq!(differs(""), (0, true));
    // `:a` is 1, so it is different from 2 and 3, which are objects of `:i` already.
    assert_eq!(differs(":a owl:sameAs 1 ."), (2, true));
    // What `:i` has is different from each of the three.
    assert_eq!(
        differs(":q owl:propertyChainAxiom (:p owl:differentFrom) ."),
        (3, true)
    );
    assert_eq!(differs(":p a owl:FunctionalProperty ."), (0, false));
}

#[test]
fn literals_are_of_a_datatype_where_something_asks_for_it() {
    let classes_of_i = |more: &str| {
        let text = format!(
            "{PREFIXES}PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n:i :p 1 . :c owl:onProperty :p .\n{more}"
        );
        let graph = graph(&text);
        let [i, c] = ["i", "c"].map(|name| graph.dictionary.find_iri(&format!("http://e/{name}")));
        let is_it = |[s, _, o]: &&Triple| (Some(*s), Some(*o)) == (i, c);
        let default = close(&graph, &Settings::default(), &[]).expect("few terms");
        [default, whole_closure(&text)].map(|closure| closure.triples.iter().filter(is_it).count())
    };
    assert_eq!(classes_of_i(""), [0, 0]);
    for asks in [
        ":c owl:someValuesFrom xsd:decimal .",
        ":c owl:someValuesFrom :number . xsd:decimal rdfs:subClassOf :number .",
        // Under another name too.
        ":c owl:someValuesFrom :number . xsd:decimal owl:sameAs :number .",
        ":is owl:sameAs <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> . :is rdfs:subPropertyOf :kind .\n\
         :q owl:propertyChainAxiom (:p :kind) . :c owl:sameAs xsd:integer .",
    ] {
        assert_eq!(
            classes_of_i(asks).map(|count| count > 0),
            [true, true],
            "{asks}"
        );
    }
    // Nobody asks, so the number of steps is that of the statements.
    let count = |text: &str| whole_closure(&format!("{PREFIXES}{text}")).triples.len();
    assert!(count(":i :p 1, 2, 3 .") < count("") + 20);
}

#[test]
fn members_of_a_long_list_are_compared_only_where_they_meet() {
    let members = |name: &str| {
        (0..20_000)
            .map(|n| format!(":{name}{n}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let text = format!(
        "{PREFIXES}[] a owl:AllDifferent ; owl:distinctMembers ({}) .\n\
         [] a owl:AllDisjointClasses ; owl:members ({}) .\n\
         :i7 owl:sameAs :i19000 . :x a :c3 , :c5 . :y a :c4 , :d .\n",
        members("i"),
        members("c"),
    );
    let closure = close(&graph(&text), &Settings::default(), &[]).expect("few terms");
    let rules = closure.contradictions.iter();
    let names: Vec<_> = rules
        .map(|one| closure.rules[one.rule as usize].name.as_str())
        .collect();
    // Both directions of `owl:sameAs` contradict the list.
    assert_eq!(names, ["eq-diff3", "eq-diff3", "cax-adc"]);
}

/// What follows by rules that conclude a property if there is at most one of another, as pairs of properties, in that order;
/// and whether a rule is refused since it leads to more of what it counted.
fn counted(rules: &[(&str, &str)], data: &str) -> (Vec<String>, bool) {
    let rules = rules.iter().map(|(counts, concludes)| {
        format!(
            "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate :{concludes} ; sh:object :z ; \
             sh:condition [ sh:property [ sh:path :{counts} ; sh:maxCount 1 ] ] ] ;"
        )
    });
    let graph = graph(&format!(
        "{PREFIXES}PREFIX sh: <http://www.w3.org/ns/shacl#>\n:shape sh:targetClass :C ; {} sh:name \"\" .\n{data}",
        rules.collect::<String>()
    ));
    let (own, findings) = own_rules(&graph, &[], &|_| None);
    assert_eq!(findings, []);
    let closure = close(&graph, &Settings::default(), &own).expect("few terms");
    let text = |id: u32| match id.checked_sub(graph.dictionary.len() as u32) {
        None => graph.dictionary.text(id),
        Some(made) => String::from_utf8_lossy(closure.made.get(made).1).into_owned(),
    };
    let short = |id: u32| text(id).replace("http://e/", "");
    let statement = |triple: &Triple| triple.map(short).join(" ");
    let mut all: Vec<String> = closure.triples.iter().map(statement).collect();
    all.sort();
    (all, !closure.open.is_empty())
}

#[test]
fn a_condition_on_all_values_is_looked_at_when_all_are_known() {
    let data = ":i a :C ; :p :a . :j a :C ; :p :a ; :more :b . :more rdfs:subPropertyOf :p .";
    // What is inferred counts.
    let few = "i few z";
    assert_eq!(
        counted(&[("p", "few")], data),
        (vec![few.to_owned(), "j p b".to_owned()], false)
    );
    // Of two rules the one comes first that gives what the other counts, however they stand.
    let said = ":i a :C ; :p :a ; :q :b .";
    let expected = vec!["i q z".to_owned()];
    for rules in [[("q", "r"), ("p", "q")], [("p", "q"), ("q", "r")]] {
        assert_eq!(counted(&rules, said), (expected.clone(), false));
    }
    // None of these can come first.
    assert!(counted(&[("p", "p")], said).1);
    assert!(counted(&[("p", "q"), ("q", "p")], said).1);
}
