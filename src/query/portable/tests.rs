//! What is sent to an engine, for queries and what is known of the engine.

use super::portable;
use crate::project::{EngineKind, TripleTermEncoding};
use crate::remote::{Dialect, Fault};
use spargebra::{Query, SparqlParser};

fn parsed(text: &str) -> Query {
    let parser = SparqlParser::new().with_prefix("", "e:").expect("a prefix");
    parser.parse_query(text).expect("SPARQL")
}

fn basic() -> Dialect {
    Dialect {
        evidence: TripleTermEncoding::Basic,
        faults: [].into(),
    }
}

/// Returns what is sent, or what keeps a query from being sent.
fn sent(text: &str, dialect: &Dialect) -> String {
    match portable(parsed(text), dialect).whole {
        Ok(whole) => whole.text,
        Err(hindrance) => hindrance.problem,
    }
}

#[test]
fn a_query_says_to_an_engine_what_it_says_here() {
    let cases = [
        (
            "SELECT ?x { ?x :p [ :q 1 ] }",
            "SELECT ?x WHERE { ?bixi_1 <e:q> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> . ?x <e:p> ?bixi_1 . }",
        ),
        (
            "SELECT ?x { ?x :p ?l FILTER(LANG(?l) = \"zh-Hans\") }",
            "SELECT ?x WHERE { ?x <e:p> ?l . FILTER((LCASE(LANG(?l)) = \"zh-hans\")) }",
        ),
        (
            "SELECT ?x { ?x :p ?y FILTER(ISBLANK(?y)) }",
            "SELECT ?x WHERE { ?x <e:p> ?y . FILTER((isBLANK(?y) || (isIRI(?y) && STRSTARTS(STR(?y), \"urn:bixi:blank:\")))) }",
        ),
        (
            "SELECT ?x { ?x :p ?y BIND(1 / 0 AS ?z) }",
            "SELECT ?x WHERE { ?x <e:p> ?y . BIND(?bixi_1 AS ?z) }",
        ),
        (
            "SELECT ?x { { ?x :p ?y FILTER(?y > 1) } ?x :q ?z }",
            "SELECT ?x WHERE { { ?x <e:p> ?y . FILTER((?y > \"1\"^^<http://www.w3.org/2001/XMLSchema#integer>)) } ?x <e:q> ?z . }",
        ),
        (
            "SELECT ?x { ?x :p ?y OPTIONAL { { ?x :q ?z FILTER(?y = ?z) } } }",
            "SELECT ?x WHERE { ?x <e:p> ?y . OPTIONAL { { ?x <e:q> ?z . FILTER((?y = ?z)) } } }",
        ),
        (
            "SELECT ?x { ?x :p ?y FILTER NOT EXISTS { ?y :q ?z FILTER EXISTS { ?z :r 1 } } }",
            "SELECT ?x WHERE { ?x <e:p> ?y . FILTER(!EXISTS { ?y <e:q> ?z . FILTER(EXISTS { ?z <e:r> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> . }) }) }",
        ),
        (
            "ASK { ?x :p/:q+ 'a' }",
            "ASK {{ SELECT ?x WHERE { ?x <e:p> ?bixi_1 . ?bixi_1 (<e:q>)+ \"a\" . } }}",
        ),
        (
            "CONSTRUCT { ?x :q ?y } { ?x :p ?y } LIMIT 3",
            "CONSTRUCT { ?x <e:q> ?y . } WHERE {{ SELECT ?x ?y WHERE { ?x <e:p> ?y . } LIMIT 3 }}",
        ),
    ];
    let native = Dialect::of(EngineKind::Oxigraph);
    for (text, expected) in cases {
        let sent = sent(text, &native);
        assert_eq!(sent, expected, "{text}");
        SparqlParser::new().parse_query(&sent).expect("SPARQL");
    }
}

#[test]
fn what_stands_in_two_graphs_is_one_statement() {
    let native = Dialect::of(EngineKind::Oxigraph);
    let from = "FROM <g:1> FROM <g:2>";
    let cases = [
        (
            format!("SELECT ?x {from} {{ ?x :p ?y }}"),
            format!(
                "SELECT ?x {from} WHERE {{{{ SELECT DISTINCT ?x ?y WHERE {{ ?x <e:p> ?y . }} }}}}"
            ),
        ),
        (
            format!("SELECT DISTINCT ?x {from} {{ ?x :p ?y }}"),
            format!("SELECT DISTINCT ?x {from} WHERE {{ ?x <e:p> ?y . }}"),
        ),
        (
            format!("SELECT ?x {from} {{ ?x :p|:q ?y }}"),
            "a path over a statement in two of the graphs is found twice".to_owned(),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(sent(&text, &native), expected, "{text}");
    }
}

#[test]
fn triple_terms_are_what_stands_for_them() {
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let form = format!("{rdf}propositionForm");
    let cases = [
        (
            "SELECT ?x { ?x :p ?y ~ ?r }",
            format!(
                "SELECT ?x WHERE {{ ?r <{rdf}reifies> ?bixi_1 . ?bixi_1 <{form}Subject> ?x . ?bixi_1 <{form}Predicate> <e:p> . ?bixi_1 <{form}Object> ?y . ?x <e:p> ?y . }}"
            ),
        ),
        (
            "SELECT ?x { ?x a ?c }",
            format!(
                "SELECT ?x WHERE {{ ?x <{rdf}type> ?c . FILTER(!(?c = <{rdf}PropositionForm>)) }}"
            ),
        ),
        (
            "SELECT ?r { ?r <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> ?t }",
            "the engine has no triple terms".to_owned(),
        ),
        (
            "SELECT ?x { ?x ?p ?y }",
            "`?p` may be any property, those by which the engine holds triple terms among them"
                .to_owned(),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(sent(text, &basic()), expected, "{text}");
    }
}

#[test]
fn what_an_engine_does_otherwise_is_not_sent() {
    let virtuoso = Dialect::of(EngineKind::Virtuoso);
    let native = Dialect::of(EngineKind::Oxigraph);
    let cases = [
        (
            &virtuoso,
            "SELECT ?x { ?x :p ?y FILTER NOT EXISTS { ?y :q ?z } }",
            "`EXISTS` keeps or drops the wrong solutions",
        ),
        (
            &virtuoso,
            "SELECT ?x { ?x :p ?y MINUS { ?y :q ?z } }",
            "`MINUS` keeps or drops the wrong solutions",
        ),
        (
            &virtuoso,
            "SELECT ?x { ?x :p+ ?y }",
            "a path without a fixed length gives wrong solutions",
        ),
        (
            &virtuoso,
            "SELECT ?x { ?x :p ?y OPTIONAL { ?y :q ?z FILTER(?z = ?x) } }",
            "a condition in `OPTIONAL` drops solutions",
        ),
        (
            &virtuoso,
            "SELECT ?x { ?x :p ?y FILTER(?y < :b) }",
            "terms that have no order are compared instead of being an error",
        ),
        (
            &native,
            "SELECT (<f:own>(?y) AS ?z) { ?x :p ?y }",
            "the function `<f:own>` is not part of SPARQL",
        ),
        (
            &native,
            "DESCRIBE :x",
            "what `DESCRIBE` returns differs by engine",
        ),
    ];
    for (dialect, text, problem) in cases {
        assert_eq!(sent(text, dialect), problem, "{text}");
    }
}

#[test]
fn statements_are_fetched_by_what_a_query_names() {
    let cases = [
        (
            "SELECT ?x { ?x :p ?y ; :q/:r* ?z }",
            "VALUES ?p { <e:p> <e:q> <e:r> } ?s ?p ?o",
        ),
        ("SELECT ?p { :a ?p ?y }", "VALUES ?s { <e:a> } ?s ?p ?o"),
        (
            "SELECT ?x { ?x a :C }",
            "VALUES ?o { <e:C> } ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?o BIND(<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> AS ?p)",
        ),
        ("SELECT ?x { ?x :p* ?y }", "?s ?p ?o"),
        ("SELECT ?x { VALUES ?x { 1 } }", "VALUES (?s ?p ?o) { }"),
    ];
    for (text, pattern) in cases {
        let dialect = Dialect::of(EngineKind::Oxigraph);
        let mut parts = portable(parsed(text), &dialect).parts;
        let request = parts.request(&dialect);
        assert_eq!(
            request.text,
            format!("SELECT ?g ?s ?p ?o WHERE {{ {pattern} }}"),
            "{text}"
        );
    }
}

#[test]
fn the_names_of_variables_come_back() {
    let dialect = Dialect {
        faults: [Fault::VariableNames].into(),
        ..basic()
    };
    let whole = portable(parsed("SELECT ?变 { ?变 :p ?y }"), &dialect)
        .whole
        .expect("a query");
    assert_eq!(whole.text, "SELECT ?bixi_1 WHERE { ?bixi_1 <e:p> ?y . }");
    let name = spargebra::term::Variable::new_unchecked("bixi_1");
    assert_eq!(whole.original(name).as_str(), "变");
}
