//! Small queries with known answers, each about something that engines are known to do otherwise.

use crate::remote::Fault;

/// A query with its known answer.
pub struct Check {
    /// What it is about.
    pub fault: Fault,
    /// What an engine does that has the fault, in words.
    pub name: &'static str,
    /// The variables and expressions after `SELECT`.
    pub select: &'static str,
    /// The pattern with its braces; `:` is the namespace of the graph.
    pub pattern: &'static str,
    /// The rows of the answer as TSV has them, sorted, with the columns parted by spaces and `-` for no value.
    pub rows: &'static [&'static str],
    /// Whether it asks the graph, so that it cannot be asked where nothing may be written.
    pub needs_graph: bool,
}

/// What the graph says, as triples of N-Triples with the prefix `:`.
pub const GRAPH: &str = "\
:a :p :b .
:b :p :c .
:c :p :d .
<urn:bixi:blank:x> :p :a .
:a :label \"中文\"@zh-Hans .
:a :label \"text\"@en .
:b :label \"乙\"@zh-Hans .
:b :n \"1\"^^xsd:integer .
:c :n \"2.5\"^^xsd:decimal .
:d :n \"true\"^^xsd:boolean .
";

/// What a second graph says: a statement of the first, and one more.
pub const SECOND: &str = "\
:a :p :b .
:y :q :z .
";

const fn of_graph(
    fault: Fault,
    name: &'static str,
    select: &'static str,
    pattern: &'static str,
    rows: &'static [&'static str],
) -> Check {
    Check {
        fault,
        name,
        select,
        pattern,
        rows,
        needs_graph: true,
    }
}

const fn of_values(
    fault: Fault,
    name: &'static str,
    select: &'static str,
    pattern: &'static str,
    rows: &'static [&'static str],
) -> Check {
    Check {
        needs_graph: false,
        ..of_graph(fault, name, select, pattern, rows)
    }
}

/// The queries.
pub const CHECKS: [Check; 40] = [
    of_graph(
        Fault::Duplicates,
        "a statement in two graphs of FROM is one",
        "?s",
        "{ ?s :p :b }",
        &[":a"],
    ),
    of_graph(
        Fault::Duplicates,
        "it is counted once",
        "(COUNT(*) AS ?n)",
        "{ ?s :p :b }",
        &["1"],
    ),
    of_graph(
        Fault::Exists,
        "NOT EXISTS with a path and a condition",
        "?s",
        "{ ?s :p ?x FILTER NOT EXISTS { ?s :p+ :d FILTER(?s = :a) } }",
        &[":b", ":c", "<urn:bixi:blank:x>"],
    ),
    of_graph(
        Fault::Exists,
        "MINUS with a path and a condition",
        "?s",
        "{ ?s :p ?x MINUS { ?s :p+ :d FILTER(?s = :a) } }",
        &[":b", ":c", "<urn:bixi:blank:x>"],
    ),
    of_graph(
        Fault::Exists,
        "NOT EXISTS with a condition on two languages",
        "?s ?l",
        "{ ?s :label ?l FILTER(LANGMATCHES(LANG(?l), \"zh\")) FILTER NOT EXISTS { ?s :label ?m FILTER(LANG(?m) = LANG(?l) && STR(?m) < STR(?l)) } }",
        &[":a \"中文\"@zh-hans", ":b \"乙\"@zh-hans"],
    ),
    of_graph(
        Fault::Exists,
        "EXISTS with a variable from outside in a condition",
        "?s",
        "{ ?s :p ?x FILTER EXISTS { ?x :p ?y FILTER(?y != ?x && ?y = :d) } }",
        &[":b"],
    ),
    of_graph(
        Fault::BindExists,
        "BIND of EXISTS",
        "?s ?e",
        "{ ?s :n ?n BIND(EXISTS { ?s :p ?x } AS ?e) }",
        &[":b true", ":c true", ":d false"],
    ),
    of_graph(
        Fault::BindExists,
        "BIND of EXISTS or EXISTS",
        "?s ?e",
        "{ ?s :n ?n BIND(EXISTS { ?s :label ?l } || EXISTS { ?s :p :d } AS ?e) }",
        &[":b true", ":c true", ":d false"],
    ),
    of_graph(
        Fault::OptionalFilter,
        "a condition in OPTIONAL on a variable outside",
        "?s ?x",
        "{ ?s :n ?n OPTIONAL { ?s :p ?x FILTER(?s = :b) } }",
        &[":b :c", ":c -", ":d -"],
    ),
    of_graph(
        Fault::OptionalFilter,
        "OPTIONAL with p? and a condition",
        "?s ?l",
        "{ ?s :n ?n OPTIONAL { ?g :p? ?s ; :label ?l FILTER(LANGMATCHES(LANG(?l), \"en\")) } }",
        &[":b \"text\"@en", ":c -", ":d -"],
    ),
    of_graph(
        Fault::Paths,
        "p+ from a start",
        "?o",
        "{ :a :p+ ?o }",
        &[":b", ":c", ":d"],
    ),
    of_graph(
        Fault::Paths,
        "p+ with both ends free",
        "(COUNT(*) AS ?n)",
        "{ ?s :p+ ?o }",
        &["10"],
    ),
    of_graph(
        Fault::Paths,
        "p* to an end, the end among them",
        "?s",
        "{ ?s :p* :b }",
        &[":a", ":b", "<urn:bixi:blank:x>"],
    ),
    of_graph(
        Fault::Paths,
        "(p|^p)* from a start",
        "?o",
        "{ :c (:p|^:p)* ?o }",
        &[":a", ":b", ":c", ":d", "<urn:bixi:blank:x>"],
    ),
    of_graph(
        Fault::Paths,
        "p*/q",
        "?n",
        "{ :a :p*/:n ?n }",
        &["1", "2.5", "true"],
    ),
    of_graph(
        Fault::Paths,
        "a negated property set",
        "?o",
        "{ :b !(:p|:n) ?o }",
        &["\"乙\"@zh-hans"],
    ),
    of_graph(
        Fault::BlankNodesInPaths,
        "a path from a blank node",
        "?o",
        "{ [] :p+ ?o . ?o :label \"乙\"@zh-Hans }",
        &[":b", ":b"],
    ),
    of_graph(
        Fault::Languages,
        "the case of a language tag",
        "?l",
        "{ :b :label ?l FILTER(LANG(?l) = \"zh-Hans\") }",
        &["\"乙\"@zh-hans"],
    ),
    of_graph(
        Fault::Languages,
        "a range of languages",
        "?l",
        "{ :a :label ?l FILTER(LANGMATCHES(LANG(?l), \"zh\")) }",
        &["\"中文\"@zh-hans"],
    ),
    of_graph(
        Fault::ValuesOfTexts,
        "VALUES of texts that are not of ASCII",
        "?s",
        "{ VALUES ?l { \"中文\"@zh-Hans \"乙\"@zh-Hans } ?s :label ?l }",
        &[":a", ":b"],
    ),
    of_graph(
        Fault::DatatypeOfText,
        "the datatype of a text with a language",
        "?d",
        "{ :b :label ?l BIND(DATATYPE(?l) AS ?d) }",
        &["rdf:langString"],
    ),
    of_graph(
        Fault::Booleans,
        "true is not a number",
        "?s",
        "{ ?s :n ?n FILTER(ISNUMERIC(?n)) }",
        &[":b", ":c"],
    ),
    of_graph(
        Fault::Booleans,
        "true is not 1",
        "?s",
        "{ ?s :n 1 }",
        &[":b"],
    ),
    of_graph(
        Fault::Aggregates,
        "SUM of what is not a number",
        "(SUM(?n) AS ?x)",
        "{ ?s :n ?n }",
        &["-"],
    ),
    of_graph(
        Fault::Aggregates,
        "COUNT DISTINCT",
        "(COUNT(DISTINCT ?s) AS ?n)",
        "{ ?s :label ?l }",
        &["2"],
    ),
    of_graph(
        Fault::Aggregates,
        "MIN of texts",
        "(MIN(?t) AS ?x)",
        "{ ?s :label ?l BIND(STR(?l) AS ?t) }",
        &["\"text\""],
    ),
    of_graph(
        Fault::LexicalForms,
        "true comes back as true",
        "?n",
        "{ :d :n ?n }",
        &["true"],
    ),
    of_graph(
        Fault::VariableNames,
        "a variable with a name beyond ASCII",
        "?变",
        "{ ?变 :p :d }",
        &[":c"],
    ),
    of_values(
        Fault::Languages,
        "a tag in a query",
        "?l",
        "{ VALUES ?l { \"a\"@en } }",
        &["\"a\"@en"],
    ),
    of_values(
        Fault::StrLang,
        "STRLANG with a subtag",
        "?x",
        "{ BIND(STRLANG(\"a\", \"zh-hans\") AS ?x) }",
        &["\"a\"@zh-hans"],
    ),
    of_values(
        Fault::Comparisons,
        "texts in two languages have no order",
        "?x",
        "{ BIND(COALESCE(\"a\"@en < \"b\"@fr, \"error\") AS ?x) }",
        &["\"error\""],
    ),
    of_values(
        Fault::Comparisons,
        "an IRI and a number have no order",
        "?x",
        "{ BIND(COALESCE(:a < 1, \"error\") AS ?x) }",
        &["\"error\""],
    ),
    of_values(
        Fault::DivisionByZero,
        "a division by zero",
        "?x",
        "{ BIND(COALESCE(1 / 0, 3) AS ?x) }",
        &["3"],
    ),
    of_values(
        Fault::ErrorsFail,
        "a sum with a text",
        "?x",
        "{ BIND(COALESCE(\"a\" + 1, \"error\") AS ?x) }",
        &["\"error\""],
    ),
    of_values(
        Fault::ErrorsFail,
        "a cast that fails",
        "?x",
        "{ BIND(COALESCE(xsd:integer(\"a\"), \"error\") AS ?x) }",
        &["\"error\""],
    ),
    of_values(
        Fault::ErrorsFail,
        "an error leaves a variable unbound",
        "?x ?y",
        "{ BIND(1 AS ?y) BIND(ABS(\"a\") AS ?x) }",
        &["- 1"],
    ),
    of_values(
        Fault::ErrorsFail,
        "IF takes one branch",
        "?x",
        "{ BIND(IF(true, 1, 1 / 0) AS ?x) }",
        &["1"],
    ),
    of_values(
        Fault::LexicalForms,
        "a decimal comes back with its point",
        "?x",
        "{ VALUES ?x { 2.5 } }",
        &["2.5"],
    ),
    of_values(
        Fault::Functions12,
        "hasLANG",
        "?x",
        "{ BIND(hasLANG(\"a\"@en) AS ?x) }",
        &["true"],
    ),
    of_values(
        Fault::DefaultGraph,
        "the default graph has nothing of the engine itself",
        "?x",
        "{ OPTIONAL { SELECT (1 AS ?x) { ?s a <http://www.openlinksw.com/schemas/virtrdf#QuadMapFormat> } LIMIT 1 } }",
        &["-"],
    ),
];
