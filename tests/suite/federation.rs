//! Queries with `SERVICE` have the same solutions here as in oxigraph's evaluator, whose engines are asked without any values; and
//! they ask as often as is said beside them. The engines are oxigraph's evaluator, too: they take the text of each request.

mod random;
#[cfg(feature = "serve")]
mod servers;

use crate::differential::rows;
use crate::oracle;
use crate::plans::{PREFIXES, dataset_of, graph_of, turtle};
use bixi::errors::EngineError;
use bixi::internals::graph::Graph;
use bixi::internals::query::{
    Answer, Answered, Arguments, Dataset, Engines, Known, Limits, Query, Services, answer, explain,
};
use bixi::internals::rdf::{Term, Variable};
use bixi::internals::source::SourceFile;
use bixi::internals::write;
use bixi::{Cancellation, Error, Result};
use spareval::{DefaultServiceHandler, QueryEvaluationError, QueryEvaluator, QuerySolutionIter};
use spargebra::SparqlParser;
use spargebra::algebra::GraphPattern;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Graphs of other engines, by the names of the engines.
type Graphs = BTreeMap<String, oxigraph::model::Dataset>;

/// What answers for the engines.
struct Evaluators {
    graphs: Graphs,
    /// The requests, in their order.
    asked: Mutex<Vec<String>>,
    /// The engine that gives no answer, and after how many requests it stops.
    broken: Option<(&'static str, usize)>,
    /// What is done at each request.
    at_request: Box<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for Evaluators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Evaluators")
    }
}

impl Services for Evaluators {
    fn ask(&self, engine: &str, query: &str, _left: Option<Duration>) -> Result<Answered> {
        let mut asked = self.asked.lock().expect("no panic before");
        asked.push(query.to_owned());
        (self.at_request)();
        if self
            .broken
            .is_some_and(|(name, after)| name == engine && asked.len() > after)
        {
            return Err(Error::from(EngineError::Status {
                engine: engine.to_owned(),
                status: 500,
                said: "out of order".to_owned(),
            }));
        }
        let parsed = SparqlParser::new().parse_query(query).expect(query);
        let spargebra::Query::Select { pattern, .. } = parsed else {
            unreachable!("{query}")
        };
        let (variables, rows) = evaluated(&self.graphs, engine, &pattern);
        Ok(Answered { variables, rows })
    }
}

/// The solutions of a pattern in the graph of an engine.
fn evaluated(
    graphs: &Graphs,
    engine: &str,
    pattern: &GraphPattern,
) -> (Vec<Variable>, Vec<Vec<Option<Term>>>) {
    let query = spargebra::Query::Select {
        dataset: None,
        pattern: pattern.clone(),
        base_iri: None,
    };
    let handler = Handler(graphs.clone());
    let evaluator = QueryEvaluator::new()
        .without_optimizations()
        .with_default_service_handler(handler);
    let results = evaluator.prepare(&query).execute(&graphs[engine]);
    let spareval::QueryResults::Solutions(solutions) = results.expect("solutions") else {
        unreachable!("{pattern}")
    };
    let variables = solutions.variables().to_vec();
    let rows = solutions.map(|solution| solution.expect("a solution").values().to_vec());
    (variables, rows.collect())
}

/// What oxigraph's evaluator asks for a `SERVICE`.
struct Handler(Graphs);

impl DefaultServiceHandler for Handler {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        name: &oxigraph::model::NamedNode,
        pattern: &GraphPattern,
        _base: Option<&oxiri::Iri<String>>,
    ) -> std::result::Result<QuerySolutionIter<'static>, Self::Error> {
        let name = name.as_str();
        let name = name.strip_prefix("engine:").unwrap_or_else(|| {
            let end = name.rsplit('/').next();
            end.expect("a name")
        });
        if !self.0.contains_key(name) {
            return Err(QueryEvaluationError::Unexpected("no such engine".into()));
        }
        let (variables, rows) = evaluated(&self.0, name, pattern);
        let rows = rows.into_iter().map(Ok);
        Ok(QuerySolutionIter::from_tuples(variables.into(), rows))
    }
}

/// A graph here, and two elsewhere.
struct Federation {
    here: Graph,
    graphs: Graphs,
}

impl Federation {
    fn new() -> Self {
        let documents = turtle();
        let alone = |name: &str| {
            let mut documents = documents.clone().into_iter();
            graph_of(&[documents.find(|(of, _)| *of == name).expect("a document")])
        };
        let graphs = ["places", "funds"].map(|name| (name.to_owned(), dataset_of(&alone(name))));
        Self {
            here: alone("firms"),
            graphs: graphs.into_iter().collect(),
        }
    }

    fn evaluators(&self) -> Evaluators {
        Evaluators {
            graphs: self.graphs.clone(),
            asked: Mutex::default(),
            broken: None,
            at_request: Box::new(|| ()),
        }
    }

    fn limits(evaluators: &Arc<Evaluators>) -> Limits {
        let known = evaluators.graphs.keys().map(|name| {
            let url = format!("http://example.org/{name}");
            let graphs = Vec::new();
            (name.clone(), Known { url, graphs })
        });
        let services: Arc<dyn Services> = Arc::clone(evaluators) as Arc<dyn Services>;
        Limits {
            engines: Some(Engines::new(known.collect(), services)),
            ..Limits::default()
        }
    }

    fn answer(&self, text: &str, limits: &Limits) -> Result<Answer> {
        let query = query(text)?;
        answer(
            Dataset::new(&self.here),
            &query,
            &Arguments::new(),
            limits,
            true,
        )
    }
}

fn prologue() -> String {
    let prefixes = PREFIXES.iter();
    prefixes
        .map(|(name, iri)| format!("PREFIX {name}: <{iri}>\n"))
        .collect()
}

fn query(text: &str) -> Result<Query> {
    Query::new(SourceFile::new("q.rq", format!("{}{text}", prologue())))
}

/// Queries, each with how often engines are asked.
const QUERIES: [(&str, usize); 46] = [
    // A pattern alone, and one joined with what is here: 20 parks are one block.
    (
        "SELECT * { SERVICE <engine:places> { ?park a :Park ; :in ?d } }",
        1,
    ),
    (
        "SELECT * { ?f a :Firm ; :in ?park . SERVICE <engine:places> { ?park :in ?d } }",
        1,
    ),
    (
        "SELECT * { SERVICE <http://example.org/places> { ?park :in ?d } ?f :in ?park }",
        1,
    ),
    (
        "SELECT ?d (COUNT(?f) AS ?n) { ?f :in ?park . SERVICE <engine:places> { ?park :in ?d } } GROUP BY ?d",
        1,
    ),
    (
        "ASK { ?f :in ?park . SERVICE <engine:places> { ?park :in :d3 } }",
        1,
    ),
    (
        "CONSTRUCT { ?f :within ?d } { ?f :in ?park . SERVICE <engine:places> { ?park :in ?d } }",
        1,
    ),
    // 200 firms are two blocks.
    (
        "SELECT * { ?f a :Firm . SERVICE <engine:funds> { ?fund :supports ?f } }",
        2,
    ),
    (
        "SELECT * { ?f a :Firm ; :in :park0 . SERVICE <engine:funds> { ?fund :supports ?f ; :code ?c } }",
        1,
    ),
    // Two engines, one after the other; the second is asked with what the first answered.
    (
        "SELECT * { SERVICE <engine:funds> { ?fund :supports ?f } ?f :in ?park . SERVICE <engine:places> { ?park :in ?d } }",
        3,
    ),
    (
        "SELECT * { SERVICE <engine:places> { ?park :in ?d } SERVICE <engine:funds> { ?fund :supports ?f } ?f :in ?park }",
        3,
    ),
    (
        "SELECT * { SERVICE <engine:places> { ?park :in ?d } SERVICE <engine:places> { ?d :in ?city } }",
        2,
    ),
    // The same request is made once.
    (
        "SELECT * { { SERVICE <engine:places> { ?d :in :city } } UNION { SERVICE <engine:places> { ?d :in :city } } }",
        1,
    ),
    // Parts of the graph here that only an engine connects.
    (
        "SELECT * { ?a :code \"C7\" . SERVICE <engine:funds> { ?fund :code \"C7\" ; :supports ?f } ?f :in ?park }",
        2,
    ),
    (
        "SELECT * { ?f :in ?park . SERVICE <engine:places> { ?park :in ?d . ?d :in ?c . ?other :in ?d } ?g :in ?other . ?f :listed true . ?g :listed true }",
        1,
    ),
    // OPTIONAL, UNION, MINUS, EXISTS.
    (
        "SELECT * { ?f :in ?park OPTIONAL { SERVICE <engine:funds> { ?fund :supports ?f } } }",
        2,
    ),
    (
        "SELECT * { ?f :listed true OPTIONAL { SERVICE <engine:funds> { ?fund :supports ?f } FILTER(?fund != :fund1) } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true OPTIONAL { ?f :in ?park SERVICE <engine:places> { ?park :in ?d } FILTER(?d = :d3) } }",
        1,
    ),
    (
        "SELECT * { ?f :code ?c { SERVICE <engine:funds> { ?fund :code ?c } } UNION { ?f :in ?park SERVICE <engine:places> { ?park :in ?d } } }",
        2,
    ),
    (
        "SELECT * { ?f :code ?c MINUS { SERVICE <engine:funds> { ?fund :code ?c ; :supports :f0 } } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true FILTER EXISTS { SERVICE <engine:funds> { ?fund :supports ?f } } }",
        1,
    ),
    (
        "SELECT * { ?f :code ?c FILTER NOT EXISTS { ?f :in ?park SERVICE <engine:places> { ?park :in :d3 } } }",
        1,
    ),
    // Within: OPTIONAL, UNION, MINUS, FILTER, BIND, VALUES, paths, EXISTS.
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { ?park a :Park OPTIONAL { ?park rdfs:label ?l FILTER(?l = \"Park 7\") } } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { { ?park :in ?d } UNION { ?d :in ?x . ?park :in ?d } } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { ?park :in ?d MINUS { ?park :in :d3 } } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { ?park rdfs:label ?l BIND(STRLEN(?l) AS ?n) FILTER(?n > 3) } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { VALUES ?d { :d1 :d3 } ?park :in ?d } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { ?park :in+ ?d FILTER NOT EXISTS { ?d :in ?e } } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { { ?park :in ?d FILTER(BOUND(?z)) } UNION { ?park :in ?d } BIND(1 AS ?z) } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { { { ?park :in ?d FILTER(!BOUND(?l)) } ?park rdfs:label ?l } } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { ?park :in ?d OPTIONAL { { ?d rdfs:label ?l FILTER(?park = :park7) } } } }",
        1,
    ),
    // A variable that not every solution of the engine binds is not sent.
    (
        "SELECT * { ?f :listed true ; :in ?park SERVICE <engine:places> { ?d :in :city OPTIONAL { ?park :in ?d FILTER(?d = :d3) } } }",
        1,
    ),
    // A variable of the same name within a filter of the engine is another one.
    (
        "SELECT * { ?f :staff ?n ; :in ?park ; :listed true SERVICE <engine:places> { ?park :in ?d FILTER(!BOUND(?n)) } }",
        1,
    ),
    // Subqueries: with LIMIT there is one request without values; with others the values stand outside.
    (
        "SELECT * { ?f :in ?park SERVICE <engine:places> { SELECT ?park ?d { ?park :in ?d ; a :Park } ORDER BY ?park LIMIT 5 } }",
        1,
    ),
    (
        "SELECT * { ?f :in ?park SERVICE <engine:places> { SELECT ?park (COUNT(*) AS ?n) { ?park :in ?d } GROUP BY ?park HAVING (COUNT(*) > 0) } }",
        1,
    ),
    (
        "SELECT * { ?f :in ?park SERVICE <engine:places> { { SELECT ?d (MIN(?park) AS ?first) { ?park :in ?d } GROUP BY ?d } ?park :in ?d } }",
        1,
    ),
    (
        "SELECT * { ?f :in ?park SERVICE <engine:places> { SELECT DISTINCT ?park { ?park :in ?d } } }",
        1,
    ),
    (
        "SELECT ?x { { SELECT ?x { SERVICE <engine:places> { ?x :in ?d } } ORDER BY ?x LIMIT 3 } ?f :in ?x }",
        1,
    ),
    // Nothing is shared, or nothing is bound.
    (
        "SELECT * { ?f :listed true . SERVICE <engine:places> { :d0 :in ?city } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true . SERVICE <engine:places> { :d0 :in :city } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true . SERVICE <engine:places> { } }",
        1,
    ),
    (
        "SELECT * { ?f :listed true . SERVICE <engine:places> { :d0 :in :park0 } }",
        1,
    ),
    // Literals: numbers are sent, texts with a language are not.
    (
        "SELECT * { ?f :code ?c . SERVICE <engine:funds> { ?fund :code ?c } }",
        1,
    ),
    (
        "SELECT * { :f0 rdfs:label ?l . SERVICE <engine:funds> { ?x rdfs:label ?l } }",
        1,
    ),
    // No row needs an answer.
    (
        "SELECT * { ?f :code \"none\" ; :in ?park . SERVICE <engine:places> { ?park :in ?d } }",
        0,
    ),
    // GRAPH and SILENT around and within.
    (
        "SELECT * { GRAPH <http://example.org/firms> { ?f :listed true ; :in ?park } SERVICE SILENT <engine:places> { GRAPH <http://example.org/places> { ?park :in ?d } } }",
        1,
    ),
    // An engine that asks another.
    (
        "SELECT * { SERVICE <engine:places> { ?park :in ?d SERVICE <engine:funds> { ?fund :supports ?f } } }",
        1,
    ),
];

#[test]
fn solutions_are_those_of_oxigraph_and_requests_are_few() {
    let federation = Federation::new();
    let here = dataset_of(&federation.here);
    let mut wrong = Vec::new();
    for (text, requests) in QUERIES {
        let evaluators = Arc::new(federation.evaluators());
        let answered = match federation.answer(text, &Federation::limits(&evaluators)) {
            Ok(answered) => answered,
            Err(error) => {
                wrong.push(format!("{text}\n{error}"));
                continue;
            }
        };
        let found = rows(answered.results, false);
        let parsed = SparqlParser::new().parse_query(&format!("{}{text}", prologue()));
        let evaluator = QueryEvaluator::new()
            .without_optimizations()
            .with_default_service_handler(Handler(federation.graphs.clone()));
        let expected = evaluator
            .prepare(&parsed.expect(text))
            .execute(&here)
            .expect(text);
        let expected = rows(oracle::results(expected), false);
        let asked = evaluators.asked.lock().expect("no panic before");
        if found != expected {
            wrong.push(format!(
                "{} solutions, {} expected: {text}\n{}",
                found.len(),
                expected.len(),
                write::plan(&answered.executed)
            ));
        } else if asked.len() != requests {
            wrong.push(format!("asked {} times: {text}", asked.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What a query is answered with, and the requests.
fn asked(
    federation: &Federation,
    evaluators: Evaluators,
    text: &str,
) -> (Result<Answer>, Vec<String>) {
    let evaluators = Arc::new(evaluators);
    let answered = federation.answer(text, &Federation::limits(&evaluators));
    let asked = evaluators.asked.lock().expect("no panic before").clone();
    (answered, asked)
}

#[test]
fn values_are_sent_in_blocks_of_a_hundred() {
    let federation = Federation::new();
    let text = "SELECT * { ?f :staff ?n . SERVICE <engine:funds> { ?fund :supports ?f FILTER(?fund != ?f) } }";
    let (answered, requests) = asked(&federation, federation.evaluators(), text);
    answered.expect("an answer");
    let values: Vec<usize> = requests
        .iter()
        .map(|text| text.matches("( <").count())
        .collect();
    assert_eq!(values, [100, 100]);
    let start = "SELECT ?f ?fund WHERE { VALUES ( ?f ) { ( <http://example.org/f0> ) ( <http://example.org/f100> ) ( <http://example.org/f101> ) ";
    assert!(requests[0].starts_with(start), "{}", requests[0]);
    let end = " } ?fund <http://example.org/supports> ?f . FILTER(!(?fund = ?f)) }";
    assert!(requests[0].ends_with(end), "{}", requests[0]);
    // The same query asks the same.
    let (_, again) = asked(&federation, federation.evaluators(), text);
    assert_eq!(requests, again);
}

#[test]
fn many_values_are_not_sent_where_an_engine_has_few_solutions() {
    let federation = Federation::new();
    // 400 labels and 200 firms have more different pairs than three blocks.
    let text = "SELECT * { ?f :staff ?n ; :since ?d ; :in ?park . ?g :in ?park . SERVICE <engine:funds> { ?f a ?class . ?g a ?other } }";
    let (answered, requests) = asked(&federation, federation.evaluators(), text);
    answered.expect("an answer");
    assert_eq!(requests.len(), 1, "{requests:#?}");
    assert!(requests[0].ends_with("} LIMIT 10000"), "{}", requests[0]);
}

#[test]
fn names_that_the_parser_makes_are_the_same_each_time() {
    let federation = Federation::new();
    let text = "SELECT * { SERVICE <engine:places> { SELECT ?d (COUNT(*) + 1 AS ?n) { [] :in ?d ; rdfs:label [] } GROUP BY ?d } }";
    let (_, requests) = asked(&federation, federation.evaluators(), text);
    let (_, again) = asked(&federation, federation.evaluators(), text);
    assert_eq!(requests, again);
    let [request] = requests.as_slice() else {
        unreachable!("{requests:?}")
    };
    assert!(
        request.contains("?made") && request.contains("_:made"),
        "{request}"
    );
}

#[test]
fn fewer_rows_need_fewer_requests() {
    let federation = Federation::new();
    for (text, expected, end) in [
        (
            "SELECT * { SERVICE <engine:places> { ?park :in ?d } } LIMIT 3",
            1,
            "LIMIT 3",
        ),
        (
            "ASK { ?f :staff ?n . SERVICE <engine:funds> { ?f a :Firm } }",
            2,
            "}",
        ),
    ] {
        let (answered, requests) = asked(&federation, federation.evaluators(), text);
        answered.expect("an answer");
        assert_eq!(requests.len(), expected, "{requests:#?}");
        assert!(requests[0].ends_with(end), "{}", requests[0]);
    }
}

#[test]
fn an_engine_without_an_answer_is_an_error_at_its_place() {
    let federation = Federation::new();
    let text = "SELECT * {\n  ?f :in ?park .\n  SERVICE <engine:places> { ?park :in ?d }\n  OPTIONAL { SERVICE <engine:funds> { ?fund :supports ?f } }\n}";
    for (broken, line, column) in [(("places", 0), 7, 11), (("funds", 2), 8, 22)] {
        let evaluators = Evaluators {
            broken: Some(broken),
            ..federation.evaluators()
        };
        let (answered, _) = asked(&federation, evaluators, text);
        let error = answered.expect_err("no answer").to_string();
        let (name, shown) = (broken.0, text.lines().nth(line - 5).expect("a line"));
        let expected = format!(
            "`q.rq` has no answer of an engine\n --> q.rq:{line}:{column}\n  |\n{line} | {shown}\n  | {}^ `{name}` answered with status 500: out of order",
            " ".repeat(column - 1)
        );
        assert_eq!(error, expected);
    }
}

#[test]
fn silence_gives_one_solution_and_a_warning() {
    let federation = Federation::new();
    let text =
        "SELECT ?f ?fund { ?f :staff ?n . SERVICE SILENT <engine:funds> { ?fund :supports ?f } }";
    for after in [0, 1] {
        let evaluators = Evaluators {
            broken: Some(("funds", after)),
            ..federation.evaluators()
        };
        let (answered, requests) = asked(&federation, evaluators, text);
        let answered = answered.expect("an answer");
        assert_eq!(requests.len(), after + 1);
        let found = rows(answered.results, false);
        assert_eq!(found.len(), 200);
        assert!(found.iter().all(|row| !row.contains("?fund=")));
        let said: Vec<String> = answered.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "`SERVICE SILENT <engine:funds>` has no answer, so that its solution binds nothing: `funds` answered with status 500: out of order"
            ]
        );
    }
}

#[test]
fn limits_and_cancellation_end_what_waits_for_engines() {
    let federation = Federation::new();
    let text = "SELECT * { ?f :staff ?n . SERVICE SILENT <engine:funds> { ?fund :supports ?f } }";
    let cancellation = Cancellation::default();
    let cancel = cancellation.clone();
    let evaluators = Arc::new(Evaluators {
        at_request: Box::new(move || cancel.cancel()),
        ..federation.evaluators()
    });
    let limits = Limits {
        cancellation,
        ..Federation::limits(&evaluators)
    };
    let error = federation.answer(text, &limits).expect_err("cancelled");
    assert!(matches!(error, Error::Cancelled { operator } if operator == "Service"));
    assert_eq!(evaluators.asked.lock().expect("no panic before").len(), 1);

    let evaluators = Arc::new(Evaluators {
        at_request: Box::new(|| std::thread::sleep(Duration::from_millis(300))),
        broken: Some(("funds", 0)),
        ..federation.evaluators()
    });
    let limits = Limits {
        timeout: Some(Duration::from_millis(250)),
        ..Federation::limits(&evaluators)
    };
    let error = federation.answer(text, &limits).expect_err("too late");
    assert!(matches!(error, Error::Limit { .. }), "{error}");
}

#[test]
fn blank_nodes_of_answers_are_kept_apart_and_are_not_sent() {
    let federation = Federation::new();
    let two = "SELECT * { { SERVICE <engine:places> { BIND(BNODE() AS ?b) } } { SERVICE <engine:funds> { BIND(BNODE() AS ?c) } } }";
    let (answered, _) = asked(&federation, federation.evaluators(), two);
    let found = rows(answered.expect("an answer").results, false);
    assert_eq!(found, ["?b=_:service-0-0 ?c=_:service-1-0"]);
    let joined = "SELECT * { { SERVICE <engine:places> { BIND(BNODE() AS ?b) } } ?f :listed true SERVICE <engine:funds> { ?b :code ?c } }";
    let (answered, requests) = asked(&federation, federation.evaluators(), joined);
    assert_eq!(
        rows(answered.expect("an answer").results, false),
        Vec::<String>::new()
    );
    assert_eq!(requests.len(), 1, "{requests:#?}");
}

#[test]
fn what_may_not_be_asked_is_refused_at_its_place() {
    let federation = Federation::new();
    let evaluators = Arc::new(federation.evaluators());
    let limits = Federation::limits(&evaluators);
    let none = Limits {
        engines: Some(Engines::new(
            BTreeMap::new(),
            Arc::new(federation.evaluators()),
        )),
        ..Limits::default()
    };
    let placed = |column: usize, text: &str, said: &str| {
        format!(
            "`q.rq` asks an engine that it may not ask\n --> q.rq:5:{column}\n  |\n5 | {text}\n  | {}^ {said}",
            " ".repeat(column - 1)
        )
    };
    let all = "the engines are `<engine:funds>`, `<engine:places>`";
    for (limits, text, column, said) in [
        (
            &limits,
            "ASK { SERVICE <engine:place> { ?s ?p ?o } }",
            15,
            "`bixi.toml` names no such engine; did you mean `<engine:places>`?".to_owned(),
        ),
        (
            &limits,
            "ASK { SERVICE SILENT <http://elsewhere.example/> { ?s ?p ?o } }",
            22,
            format!("`bixi.toml` names no such engine; {all}"),
        ),
        (
            &limits,
            "ASK { ?s a ?e SERVICE ?e { ?s ?p ?o } }",
            23,
            "a variable does not say which engine is asked; write the name of one engine, since none is asked that is not named".to_owned(),
        ),
        (
            &limits,
            "ASK { SERVICE <engine:funds> { SERVICE <urn:x> { ?s ?p ?o } } }",
            40,
            format!("`bixi.toml` names no such engine; {all}"),
        ),
        (
            &none,
            "ASK { FILTER EXISTS { SERVICE <engine:prod> { ?s ?p ?o } } }",
            31,
            "`bixi.toml` names no such engine; a table `[engines.NAME]` with its `url` makes it `<engine:NAME>`".to_owned(),
        ),
    ] {
        let error = federation.answer(text, limits).expect_err(text).to_string();
        assert_eq!(error, placed(column, text, &said));
    }
    let error = federation.answer("ASK { SERVICE <engine:funds> { } }", &Limits::default());
    assert_eq!(
        error.expect_err("no engines").to_string(),
        "`q.rq` would ask another server with `SERVICE <engine:funds>`; no engine may be asked here"
    );
    assert!(evaluators.asked.lock().expect("no panic before").is_empty());
}

#[test]
fn plans_show_what_is_asked() {
    let federation = Federation::new();
    let text =
        "SELECT * { ?f :listed true ; :in ?park . SERVICE <engine:places> { ?park :in ?d } }";
    let evaluators = Arc::new(federation.evaluators());
    let limits = Federation::limits(&evaluators);
    let asked = query(text).expect("a query");
    let plan = explain(
        Dataset::new(&federation.here),
        &asked,
        &Arguments::new(),
        &limits,
    );
    let plan = plan.expect("a plan");
    let last = plan.operators.last().expect("an operator");
    assert_eq!(last.label.to_string(), "Service <engine:places>");
    assert_eq!(last.label.variables, ["park", "d"]);
    assert!(evaluators.asked.lock().expect("no panic before").is_empty());
    let answered = federation.answer(text, &limits).expect("an answer");
    let actual = answered.executed.operators.last().and_then(|of| of.actual);
    let actual = actual.expect("it was executed");
    assert_eq!((actual.rows, actual.requests, actual.bytes), (2, 1, 91));
    let text = write::plan(&answered.executed);
    let end = "Service <engine:places> (1 request, 91 bytes)\n";
    assert!(text.ends_with(end), "{text}");
    let json = answered.executed.to_json().expect("JSON");
    assert!(
        json.contains("\"requests\": 1,\n      \"bytes\": 91,"),
        "{json}"
    );
}

#[test]
fn texts_in_the_language_of_the_reader_are_not_chosen_among_those_elsewhere() {
    let federation = Federation::new();
    let text = "SELECT * { ?f :in ?park . SERVICE <engine:places> { ?park rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), ?_lang)) } }";
    let (answered, requests) = asked(&federation, federation.evaluators(), text);
    assert_eq!(
        answered.expect_err("not known").to_string(),
        "`q.rq` compares the language of `?l` with `?_lang` where the texts that it could be cannot be seen; put the condition beside the pattern that finds `?l`"
    );
    assert!(requests.is_empty());
    let outside = "SELECT * { ?f :in ?park . SERVICE <engine:places> { ?park rdfs:label ?l } FILTER(LANGMATCHES(LANG(?l), ?_lang)) }";
    let (answered, _) = asked(&federation, federation.evaluators(), outside);
    assert!(answered.is_err());
}
