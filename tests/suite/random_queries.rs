//! Random small graphs in Turtle and random queries in [SPARQL 1.1](https://www.w3.org/TR/sparql11-query/), by grammar.

use proptest::prelude::*;
use proptest::sample::select;

/// What begins every graph and query.
pub const PROLOGUE: &str =
    "PREFIX : <http://example.org/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n";
/// Every entity is a node of every graph, since only then evaluators agree on the empty path from it.
const NODES: &str = ":a :is :n . :b :is :n . :c :is :n . :d :is :n . :e :is :n . :n :is :n .\n";

/// Literals whose values are written in other forms than the canonical one, or have no place in an order; each with a
/// literal that takes its place where that would make a difference between evaluators.
pub const WILD: [(&str, &str); 24] = [
    (" 01 ", " 1 "),
    (" +2 ", " 2 "),
    (" 1.50 ", " 1.5 "),
    (" 4.5e0 ", " \"4.5\"^^xsd:double "),
    (" 1e0 ", " \"2.5\"^^xsd:double "),
    (" \"NaN\"^^xsd:double ", " 7 "),
    (" \"INF\"^^xsd:double ", " 8 "),
    (" \"-INF\"^^xsd:float ", " 9 "),
    (" \"1.5\"^^xsd:float ", " 11 "),
    (" \"1\"^^xsd:byte ", " 12 "),
    (" \"300\"^^xsd:byte ", " 13 "),
    (" \"1\"^^xsd:boolean ", " true "),
    (
        " \"2020-01-02T00:00:00\"^^xsd:dateTime ",
        " \"2022-01-02T00:00:00Z\"^^xsd:dateTime ",
    ),
    (
        " \"2020-01-02T08:00:00+08:00\"^^xsd:dateTime ",
        " \"2023-01-02T00:00:00Z\"^^xsd:dateTime ",
    ),
    (" \"2020-01-02Z\"^^xsd:date ", " \"2020-01-03\"^^xsd:date "),
    (
        " \"2020-01-02+14:00\"^^xsd:date ",
        " \"2020-01-04\"^^xsd:date ",
    ),
    (" \"10:00:00\"^^xsd:time ", " \"t1\" "),
    (" \"PT60M\"^^xsd:dayTimeDuration ", " \"t2\" "),
    (" \"P1Y\"^^xsd:duration ", " \"t3\" "),
    (" \"2020-13-01\"^^xsd:date ", " \"t4\" "),
    (" \"abc\"^^xsd:integer ", " \"t5\" "),
    (" \"x\"^^:type ", " \"t6\" "),
    (" \"2020\"^^xsd:gYear ", " \"t7\" "),
    (" \"truth\"^^xsd:boolean ", " \"t8\" "),
];

/// A text with other literals in the place of those that evaluators may treat differently.
pub fn tamed(text: &str) -> String {
    WILD.iter().fold(text.to_owned(), |text, (wild, tame)| {
        text.replace(wild, tame)
    })
}

fn entity() -> impl Strategy<Value = &'static str> {
    select(vec![":a", ":b", ":c", ":d", ":e"])
}

fn property() -> impl Strategy<Value = &'static str> {
    select(vec![":p", ":p", ":q", ":r", ":v"])
}

/// Literals that every evaluator treats alike.
pub const LITERALS: [&str; 23] = [
    " 1 ",
    " 2 ",
    " 30 ",
    " 1.5 ",
    " -2.25 ",
    " true ",
    " false ",
    " \"\" ",
    " \"x\" ",
    " \"Xy\" ",
    " \"10\" ",
    " \"x\"@en ",
    " \"x\"@zh ",
    " \"量子\"@zh ",
    " \"量子\"@zh-Hans ",
    " \"区域创新\" ",
    " \"2020-01-02\"^^xsd:date ",
    " \"2021-11-02\"^^xsd:date ",
    " \"2020-01-02T00:00:00Z\"^^xsd:dateTime ",
    " \"2020-01-02T08:00:00+08:00\"^^xsd:dateTime ",
    " \"2020-01-02T01:00:00\"^^xsd:dateTime ",
    " \"2020-01-03T01:00:00.5\"^^xsd:dateTime ",
    " \"2020-01-02Z\"^^xsd:date ",
];

fn literal() -> impl Strategy<Value = &'static str> {
    let wild = WILD.map(|(wild, _)| wild);
    prop_oneof![2 => select(LITERALS.to_vec()), 1 => select(wild.to_vec())]
}

fn object() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => entity(), 2 => literal(), 1 => Just("_:b")]
}

/// A statement: asserted, asserted with a level of certainty, or only reified.
fn statement() -> impl Strategy<Value = String> {
    let subject = prop_oneof![8 => entity(), 1 => Just("_:b")];
    let level = select(vec![":l0", ":l1", ":l2"]);
    (subject, property(), object(), level, 0..10_u8).prop_map(|(s, p, o, level, kind)| match kind {
        0..7 => format!("{s} {p} {o} .\n"),
        7 => format!("{s} {p} {o} {{| :certainty {level} |}} .\n"),
        _ => format!("<< {s} {p} {o} >> :certainty {level} .\n"),
    })
}

/// The texts of the files of a graph.
pub fn files() -> impl Strategy<Value = Vec<String>> {
    let file = |most| {
        prop::collection::vec(statement(), 0..most).prop_map(|statements| statements.concat())
    };
    (file(26), file(10))
        .prop_map(|(first, second)| vec![format!("{NODES}{first}"), format!("{NODES}{second}")])
}

fn variable() -> impl Strategy<Value = &'static str> {
    select(vec!["?a", "?b", "?c", "?d"])
}

fn term() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => variable(), 2 => entity(), 1 => literal()]
}

fn triple() -> impl Strategy<Value = String> {
    let subject = prop_oneof![5 => variable(), 1 => entity(), 1 => Just("[]")];
    let predicate = prop_oneof![7 => property(), 1 => variable()];
    (subject, predicate, term()).prop_map(|(s, p, o)| format!("{s} {p} {o} ."))
}

/// What is said of a statement.
fn reified() -> impl Strategy<Value = String> {
    let level = select(vec![":l0", "?d", "?b"]);
    let parts = (term(), property(), term()).prop_filter("a node", |(s, ..)| !s.starts_with(' '));
    (parts, level, variable(), 0..3_u8).prop_map(|((s, p, o), level, v, kind)| match kind {
        0 => format!("<< {s} {p} {o} >> :certainty {level} ."),
        1 => {
            format!("{v} <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( {s} ?c {o} )>> .")
        }
        _ => format!("{s} {p} {o} {{| :certainty {level} |}} ."),
    })
}

fn path() -> impl Strategy<Value = String> {
    let step = prop_oneof![
        4 => property().prop_map(str::to_owned),
        1 => property().prop_map(|p| format!("^{p}")),
        1 => property().prop_map(|p| format!("!({p}|:is)")),
        1 => property().prop_map(|p| format!("!(^{p}|:is)")),
        1 => (property(), property()).prop_map(|(p, q)| format!("!({p}|^{q}|^:is)")),
        1 => property().prop_map(|p| format!("!^{p}")),
    ];
    let steps = step.prop_recursive(3, 7, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|p| format!("({p}|{p})")),
            (inner.clone(), inner.clone()).prop_map(|(p, q)| format!("^(({p}|{q})/{p})")),
            (
                inner.clone(),
                select(vec!["*)*", "*)+", "+)*", "+)+", "?)+", "*)?", "?)?"])
            )
                .prop_map(|(p, times)| format!("(({p}){times}")),
            (inner.clone(), inner.clone()).prop_map(|(p, q)| format!("({p}|{q})")),
            (inner.clone(), inner.clone()).prop_map(|(p, q)| format!("({p}/{q})")),
            inner.clone().prop_map(|p| format!("^({p})")),
            (inner, select(vec!["+", "*", "?"])).prop_map(|(p, times)| format!("({p}){times}")),
        ]
    });
    let end = || prop_oneof![3 => variable(), 1 => entity()];
    (end(), steps, select(vec!["+", "*", "?", ""]), end())
        .prop_map(|(s, p, times, o)| format!("{s} ({p}){times} {o} ."))
}

/// Functions of two strings, which have a constant on either side.
const OF_TWO: [&str; 6] = [
    "CONTAINS",
    "STRSTARTS",
    "STRENDS",
    "STRBEFORE",
    "STRAFTER",
    "CONCAT",
];

fn operand() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        5 => variable().prop_map(str::to_owned),
        3 => literal().prop_map(str::to_owned),
        1 => entity().prop_map(str::to_owned),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            (
                inner.clone(),
                select(vec!["+", "-", "*", "/"]),
                inner.clone()
            )
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (
                select(vec![
                    "STR",
                    "LANG",
                    "DATATYPE",
                    "STRLEN",
                    "UCASE",
                    "LCASE",
                    "ABS",
                    "CEIL",
                    "FLOOR",
                    "ROUND",
                    "YEAR",
                    "MONTH",
                    "DAY",
                    "HOURS",
                    "TZ",
                    "TIMEZONE",
                    "isNumeric",
                    "IRI",
                    "xsd:integer",
                    "xsd:decimal",
                    "xsd:double",
                    "xsd:string",
                    "xsd:boolean",
                    "xsd:dateTime",
                    "xsd:date",
                    "ENCODE_FOR_URI",
                    "SUBJECT",
                    "PREDICATE",
                    "OBJECT",
                    "isTRIPLE",
                    "MINUTES",
                    "isIRI",
                    "isBLANK",
                    "isLITERAL",
                    "LANGDIR",
                    "hasLANG",
                    "hasLANGDIR",
                    "MD5",
                    "SHA1",
                    "SHA256",
                    "SHA384",
                    "SHA512",
                    "!",
                    "-",
                ]),
                inner.clone()
            )
                .prop_map(|(f, a)| format!("{f}({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("COALESCE({a}, {b})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("IF({a}, {b}, {c})")),
            (
                select(vec!["CONCAT", "STRBEFORE", "STRAFTER", "STRLANG"]),
                inner.clone(),
                select(vec!["\"x\"", "\"子\"", "\"zh\""])
            )
                .prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
            (select(OF_TWO.to_vec()), inner.clone(), literal())
                .prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
            (select(OF_TWO.to_vec()), literal(), inner.clone())
                .prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
            inner.clone().prop_map(|a| format!("SUBSTR(STR({a}), 2)")),
            inner.clone().prop_map(|a| format!("TRIPLE(?a, :p, {a})")),
            inner.prop_map(|a| format!("REPLACE(STR({a}), \"x\", \"子\")")),
        ]
    })
}

fn condition() -> impl Strategy<Value = String> {
    let of_one = select(vec![
        "BOUND(?v)",
        "isIRI(?v)",
        "isBlank(?v)",
        "isLiteral(?v)",
        "isNumeric(?v)",
        "LANG(?v) = \"zh\"",
        "LANG(?v) = \"zh-hans\"",
        "LANG(?v) IN (\"zh\", \"en\", \"\")",
        "LANGMATCHES(LANG(?v), \"zh\")",
        "isLiteral(?v) && LANG(?v) != \"en\"",
        "CONTAINS(?v, \"x\")",
        "STRSTARTS(?v, \"量\")",
        "STRENDS(?v, \"y\")",
        "CONTAINS(LCASE(STR(?v)), \"x\")",
        "CONTAINS(STR(?v), \"创新\")",
        "CONTAINS(STR(?v), \"20\")",
        "STRSTARTS(STR(?v), \"http\")",
        "STRENDS(UCASE(STR(?v)), \"Y\")",
        "REGEX(STR(?v), \"^[0-9x]\")",
        "REGEX(?v, \"X\", \"i\")",
        "DATATYPE(?v) = xsd:integer",
        "STR(?v) = \"1\"",
        "?v",
        "?v = ?v",
    ]);
    let leaf = prop_oneof![
        6 => (operand(), select(vec!["=", "!=", "<", "<=", ">", ">="]), operand())
            .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        6 => (of_one, variable()).prop_map(|(test, v)| test.replace("?v", v)),
        1 => (operand(), literal(), entity()).prop_map(|(a, b, c)| format!("{a} IN ({b}, {c}, 1)")),
        1 => (variable(), literal(), entity()).prop_map(|(a, b, c)| format!("{a} NOT IN ({b}, {c})")),
        1 => (variable(), variable()).prop_map(|(a, b)| format!("sameTerm({a}, {b})")),
        1 => triple().prop_map(|t| format!("EXISTS {{ {t} }}")),
        1 => triple().prop_map(|t| format!("NOT EXISTS {{ {t} }}")),
        1 => (triple(), triple()).prop_map(|(t, u)| format!("NOT EXISTS {{ {{ {t} }} UNION {{ {u} }} }}")),
        1 => (triple(), select(vec!["=", "!=", "<"]), variable(), variable())
            .prop_map(|(t, op, a, b)| format!("EXISTS {{ {t} FILTER({a} {op} {b}) }}")),
        1 => (triple(), triple()).prop_map(|(t, u)| format!("EXISTS {{ {t} MINUS {{ {u} }} }}")),
        1 => (triple(), path()).prop_map(|(t, u)| format!("EXISTS {{ {t} OPTIONAL {{ {u} }} }}")),
        1 => (triple(), operand(), operand()).prop_map(|(t, a, b)| format!("EXISTS {{ {t} FILTER({a} < {b}) }}")),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
}

fn aggregate() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just("COUNT(*)".to_owned()),
        6 => (
            select(vec!["COUNT(", "COUNT(DISTINCT ", "SUM(", "SUM(DISTINCT ", "AVG("]),
            variable()
        )
            .prop_map(|(f, v)| format!("{f}{v})")),
        // SPARQL has an order of literals of one kind, and of one literal with what is none.
        3 => (
            select(vec!["MIN(", "MAX("]),
            select(vec![
                "IF(isNumeric(?v), ?v, 0)",
                "IF(isLiteral(?v), 0, ?v)",
                "STR(?v)",
                "xsd:date(?v)",
                "xsd:boolean(?v)",
            ]),
            variable()
        )
            .prop_map(|(f, of, v)| format!("{f}{})", of.replace("?v", v))),
        2 => (select(vec!["SUM(", "AVG(", "MIN(STRLEN("]), operand()).prop_map(|(f, o)| {
            format!("{f}{o}){}", if f.contains("STRLEN") { ")" } else { "" })
        }),
    ]
}

/// A group graph pattern, without braces.
pub fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        8 => triple(),
        2 => path(),
        1 => reified(),
        1 => (variable(), term(), term())
            .prop_map(|(v, x, y)| format!("VALUES {v} {{ {} {} }}", ground(x), ground(y))),
        1 => (variable(), variable(), entity(), literal())
            .prop_map(|(a, b, x, y)| format!("VALUES ({a} {b}) {{ ({x} UNDEF) (UNDEF {y}) ({x} {y}) }}")),
        1 => (variable(), triple()).prop_map(|(g, t)| format!("GRAPH {g} {{ {t} }}")),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            4 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} {b}")),
            2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} OPTIONAL {{ {b} }}")),
            1 => (inner.clone(), inner.clone(), condition())
                .prop_map(|(a, b, c)| format!("{a} OPTIONAL {{ {b} FILTER({c}) }}")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a} }} UNION {{ {b} }}")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} MINUS {{ {b} }}")),
            3 => (inner.clone(), condition()).prop_map(|(a, c)| format!("{a} FILTER({c})")),
            1 => (inner.clone(), condition()).prop_map(|(a, c)| format!("{{ {a} FILTER({c}) }}")),
            1 => (inner.clone(), operand(), variable())
                .prop_map(|(a, e, v)| format!("{a} BIND({e} AS {v})")),
            1 => (inner.clone(), select(vec!["?g", "?a"]))
                .prop_map(|(a, g)| format!("GRAPH {g} {{ {a} }}")),
            1 => inner.clone().prop_map(|a| format!("GRAPH <urn:file:1> {{ {a} }}")),
            1 => (inner.clone(), inner.clone(), select(vec!["EXISTS", "NOT EXISTS"]))
                .prop_map(|(a, b, word)| format!("{a} FILTER({word} {{ {b} }})")),
            1 => (inner.clone(), inner.clone(), condition())
                .prop_map(|(a, b, c)| format!("{a} OPTIONAL {{ {b} FILTER(EXISTS {{ {b} FILTER({c}) }}) }}")),
            1 => (inner.clone(), inner.clone(), variable())
                .prop_map(|(a, b, v)| format!("{a} BIND(EXISTS {{ {b} }} AS {v})")),
            1 => (inner.clone(), variable(), variable(), 0..2_usize, 1..3_usize).prop_map(|(a, v, w, offset, limit)| {
                // Every evaluator has the same order of IRIs.
                let has_order = format!("(!BOUND({v}) || isIRI({v})) && (!BOUND({w}) || isIRI({w}))");
                format!("{{ SELECT DISTINCT {v} {w} {{ {a} FILTER({has_order}) }} ORDER BY {v} {w} OFFSET {offset} LIMIT {limit} }}")
            }),
            1 => (inner.clone(), variable(), variable(), aggregate()).prop_map(|(a, v, w, x)| {
                format!("{{ SELECT {v} ({x} AS {w}) {{ {a} }} GROUP BY {v} HAVING(COUNT(*) > 1) }}")
            }),
            1 => (inner.clone(), variable(), variable())
                .prop_map(|(a, v, w)| format!("{{ SELECT DISTINCT {v} {w} {{ {a} }} }}")),
            1 => (inner.clone(), variable(), operand())
                .prop_map(|(a, v, e)| format!("{{ SELECT {v} ({e} AS ?e) {{ {a} }} }}")),
            1 => (inner.clone(), variable(), aggregate()).prop_map(|(a, v, x)| {
                format!("{{ SELECT {v} ({x} AS ?n) {{ {a} }} GROUP BY {v} }}")
            }),
            1 => (inner.clone(), aggregate())
                .prop_map(|(a, x)| format!("{{ SELECT ({x} AS ?n) {{ {a} }} }}")),
        ]
    })
}

/// A variable cannot stand in `VALUES`.
fn ground(term: &str) -> &str {
    if term.starts_with('?') { "UNDEF" } else { term }
}

/// A query, which may be no SPARQL since it binds a variable twice or the like.
pub fn query() -> impl Strategy<Value = String> {
    let from = select(vec![
        "FROM <urn:file:0>",
        "FROM <urn:file:0> FROM <urn:file:1> FROM NAMED <urn:file:1>",
        "FROM <urn:file:1> FROM NAMED <urn:file:0> FROM NAMED <urn:file:1>",
    ]);
    let from = prop_oneof![9 => Just(""), 1 => from];
    (unasked(), from).prop_map(|(query, from)| match query.split_once(" {") {
        Some((head, rest)) if !query.starts_with("CONSTRUCT") && !query.starts_with("DESCRIBE") => {
            format!("{head} {from} {{{rest}")
        }
        _ => query,
    })
}

/// A query to the dataset that there is.
fn unasked() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => pattern().prop_map(|p| format!("SELECT ?a ?b ?c ?d ?g {{ {p} }}")),
        1 => pattern().prop_map(|p| format!("SELECT ?a {{ {p} }}")),
        1 => pattern().prop_map(|p| format!("SELECT * {{ {p} }}")),
        1 => pattern().prop_map(|p| format!("SELECT DISTINCT ?a ?b {{ {p} }}")),
        1 => pattern().prop_map(|p| format!("ASK {{ {p} }}")),
        1 => pattern().prop_map(|p| format!("DESCRIBE ?a {{ {p} }}")),
        1 => pattern().prop_map(|p| format!("CONSTRUCT {{ ?a :x ?b . ?b :y ?c . ?a ?c ?d }} {{ {p} }}")),
        2 => (pattern(), variable(), aggregate(), aggregate())
            .prop_map(|(p, v, x, y)| format!("SELECT {v} ({x} AS ?x) ({y} AS ?y) {{ {p} }} GROUP BY {v}")),
        1 => triple().prop_map(|t| format!("SELECT DISTINCT ?a {{ {t} }}")),
        2 => (triple(), select(vec!["", "?a", "?b"]), aggregate(), variable()).prop_map(|(t, key, x, v)| {
            let by = if key.is_empty() { String::new() } else { format!("GROUP BY {key}") };
            format!("SELECT {key} ({x} AS ?x) (COUNT(DISTINCT {v}) AS ?y) {{ {t} }} {by}")
        }),
        1 => (pattern(), operand(), aggregate())
            .prop_map(|(p, e, x)| format!("SELECT ?k ({x} AS ?x) {{ {p} }} GROUP BY ({e} AS ?k)")),
        1 => (pattern(), aggregate()).prop_map(|(p, x)| format!("SELECT ({x} AS ?x) {{ {p} }}")),
        1 => (pattern(), variable(), aggregate()).prop_map(|(p, v, x)| {
            format!("SELECT {v} {{ {p} }} GROUP BY {v} HAVING({x} > 1)")
        }),
        1 => (pattern(), operand()).prop_map(|(p, e)| format!("SELECT ?a ?b ({e} AS ?x) {{ {p} }}")),
        1 => (pattern(), 0..4_usize, 1..5_usize).prop_map(|(p, offset, limit)| {
            format!("SELECT ?a ?b ?c ?d {{ {p} }} ORDER BY DESC(?a) ?b ?c DESC(?d) OFFSET {offset} LIMIT {limit}")
        }),
        1 => (pattern(), 1..4_usize).prop_map(|(p, limit)| {
            format!("SELECT DISTINCT ?b ?a {{ {p} }} ORDER BY ?a DESC(?b) LIMIT {limit}")
        }),
        1 => (pattern(), 1..5_usize).prop_map(|(p, limit)| {
            format!("SELECT ?a ?b ?c ?d {{ {p} }} LIMIT {limit}")
        }),
    ]
}
