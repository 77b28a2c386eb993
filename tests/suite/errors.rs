//! A program reads from the fields of an error what is wrong, without parsing its text.

use bixi::errors::{ConfigError, NameError, ParameterError, QueryError, QueryFault, Suggestion};
use bixi::{Arguments, BuildLimits, Error, Project, Query, QueryLimits, Snapshot};
use std::fs;

/// Returns the example project with its snapshot.
fn example() -> (tempfile::TempDir, Project, Snapshot) {
    let folder = tempfile::tempdir().expect("a folder");
    bixi::internals::example::write(folder.path()).expect("a project");
    let project = Project::open(folder.path()).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    let snapshot = built.into_snapshot().expect("a graph");
    (folder, project, snapshot)
}

fn asked(snapshot: &Snapshot, query: &Query, arguments: &Arguments) -> Error {
    let answer = snapshot.query(query, arguments, &QueryLimits::default());
    answer.map(drop).expect_err("an error")
}

fn query_error(error: Error) -> QueryError {
    match error {
        Error::Query(error) => *error,
        error => unreachable!("{error}"),
    }
}

#[test]
fn a_fault_of_a_query_has_its_place_length_and_hint() {
    let (_folder, _, snapshot) = example();
    let cases = [
        ("SELECT * {\n  ?x a :Person .\n}}", (3, 2, 1), None),
        (
            "SELECT * { ?人 a :Person FILTR(?人 = 1) }",
            (1, 25, 5),
            Some("did you mean `FILTER`?"),
        ),
        (
            "SELECT * { ?x a :Person FILTER(1 = 2 = 3) }",
            (1, 38, 1),
            Some("write them apart, with `&&` between"),
        ),
        (
            "SELECT * {\r\n  ?x perzon:name \"\"\"a\nb\"\"\" }",
            (2, 6, 11),
            None,
        ),
        ("SELECT ?x { ?x a :Person } LIMIT 一", (1, 34, 1), None),
    ];
    for (text, place, hint) in cases {
        let query = Query::from_text(text).expect("a text");
        let error = query_error(asked(&snapshot, &query, &Arguments::new()));
        let QueryError::Syntax(fault) = error else {
            unreachable!("{text}: {error}");
        };
        assert_eq!((fault.line, fault.column, fault.length), place, "{fault}");
        assert_eq!(fault.hint.as_deref(), hint, "{fault}");
        let line = text.lines().nth(fault.line as usize - 1);
        assert_eq!(Some(fault.excerpt.as_str()), line);
    }
}

#[test]
fn an_unknown_function_has_its_iri_and_the_place_of_its_call() {
    let (_folder, _, snapshot) = example();
    let text = "PREFIX f: <http://f.example/>\nSELECT (f:twice(1) AS ?x) { }";
    let query = Query::from_text(text).expect("a text");
    let error = query_error(asked(&snapshot, &query, &Arguments::new()));
    let QueryError::UnknownFunction { iri, fault } = error else {
        unreachable!("{error}");
    };
    let place = fault.map(|fault| (fault.line, fault.column, fault.length));
    assert_eq!(
        (iri.as_str(), place),
        ("http://f.example/twice", Some((2, 9, 7)))
    );
}

#[test]
fn a_fault_of_front_matter_has_its_place_and_hint() {
    let text = "#+ titel: people\nSELECT * { ?x ?p ?y }";
    let error = query_error(Query::from_text(text).map(drop).expect_err("an error"));
    let fault = QueryFault {
        query: "the query".to_owned(),
        line: 1,
        column: 4,
        length: 5,
        problem: "there is no key `titel`".to_owned(),
        hint: Some("did you mean `title`?".to_owned()),
        excerpt: "#+ titel: people".to_owned(),
    };
    assert_eq!(error, QueryError::FrontMatter(fault));
}

#[test]
fn a_name_that_nothing_has_comes_with_what_may_be_meant() {
    let (_folder, project, snapshot) = example();
    let Err(Error::Name(error)) = snapshot.entity("Alise") else {
        unreachable!("nothing has this name");
    };
    let alice = Suggestion {
        label: Some("Alice".to_owned()),
        name: ":alice".to_owned(),
        class: Some(":Person".to_owned()),
    };
    let NameError::Unknown {
        name, suggestions, ..
    } = *error
    else {
        unreachable!("{error}");
    };
    assert_eq!(
        (name.as_str(), suggestions.first()),
        ("Alise", Some(&alice))
    );
    let Err(Error::Name(error)) = project.query("residence") else {
        unreachable!("no query has this name");
    };
    let expected = NameError::Query {
        name: "residence".to_owned(),
        suggestion: Some("residents".to_owned()),
        is_without_queries: false,
    };
    assert_eq!(*error, expected);
}

#[test]
fn an_argument_that_does_not_fit_names_its_parameter() {
    let (_folder, _, snapshot) = example();
    let query = Query::from_text("SELECT * { ?x :age ?_years_integer }").expect("a text");
    let cases = [
        (
            Some(("years", "ten")),
            ParameterError::Value {
                parameter: "years".to_owned(),
                value: "ten".to_owned(),
                expected: "integer".to_owned(),
                example: None,
            },
        ),
        (
            Some(("yeers", "10")),
            ParameterError::Unknown {
                query: "the query".to_owned(),
                parameter: "yeers".to_owned(),
                parameters: vec!["years".to_owned()],
                suggestion: Some("years".to_owned()),
            },
        ),
        (
            None,
            ParameterError::Missing {
                query: "the query".to_owned(),
                parameter: "years".to_owned(),
                description: None,
            },
        ),
    ];
    for (argument, expected) in cases {
        let given = argument.map(|(name, value)| (name.to_owned(), value.to_owned()));
        match asked(&snapshot, &query, &Arguments::from_iter(given)) {
            Error::Parameter(error) => assert_eq!(*error, expected),
            error => unreachable!("{error}"),
        }
    }
}

#[test]
fn a_fault_of_the_configuration_has_its_place_and_key() {
    let (folder, ..) = example();
    fs::write(folder.path().join("bixi.toml"), "name = \"人\"\nbass = 1\n").expect("a file");
    let error = Project::open(folder.path())
        .map(drop)
        .expect_err("an error");
    let Error::Config(error) = error else {
        unreachable!("{error}");
    };
    let ConfigError::UnknownKeys(keys) = *error else {
        unreachable!("{error}");
    };
    let [key] = keys.as_slice() else {
        unreachable!("{keys:?}");
    };
    let place = (key.line, key.column, key.table.as_str(), key.key.as_str());
    assert_eq!(place, (2, 1, "", "bass"));
    assert_eq!(key.suggestion.as_deref(), Some("base"));
}
