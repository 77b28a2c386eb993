//! What the findings beside the sources mean.

use crate::finding::Explanation;

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: "ambiguous-name",
        text: "A value of a parameter, or a word of a `view:` block, is the label of several entities, so it does not say which of \
               them is meant. A prefixed name or an IRI does.",
        wrong: "#+ with: { place: 湖里 }",
        right: "#+ with: { place: kg:huli }",
    },
    Explanation {
        id: "expected-rows",
        text: "The rows that a query is expected to give cannot be compared with its answer: the file is not CSV, or its columns \
               are not the variables of the query. A test may leave columns out with `#+ columns: subset`.",
        wrong: "parks,city\n医学城,成都市",
        right: "park,city\n医学城,成都市",
    },
    Explanation {
        id: "front-matter",
        text: "The `#+` lines at the top of a query are YAML with known keys. A key or a value is unknown, a declared parameter does \
               not occur in the query, or its type is unknown.",
        wrong: "#+ titel: Parks of a district\nSELECT ?park { ?park kgv:locatedIn ?_district_iri }",
        right: "#+ title: Parks of a district\nSELECT ?park { ?park kgv:locatedIn ?_district_iri }",
    },
    Explanation {
        id: "expectation-settings",
        text: "A `suite.toml` or a file of paths is not TOML, or has an unknown key, or a value that its key cannot have. A \
               `suite.toml` says what holds for the expectations in its folder and below: `accept` (a level of acceptance), \
               `asserted`, `tags`, `timeout` (seconds of each query), `allow-inconsistent` and `allow-unknown`. A path has `from` and \
               `to`, and may have `within`, `through`, `avoid`, `directed` and `none`.",
        wrong: "tag = \"nightly\"",
        right: "tags = [\"nightly\"]",
    },
    Explanation {
        id: "incomplete-expectation",
        text: "A query in `tests/` has nothing that its answer could be compared with, or expected rows are compared with nothing. \
               `x.rq` with SELECT needs `x.csv` beside it, or `#+ expect: none` if there must be no row; `x.csv` alone is \
               compared with the saved query `x`. A query with ASK must be true and has no rows, and one with CONSTRUCT needs \
               `x.ttl` or a picture. Also found: a file such as `x.hold.ttl` that is nearly named as an expectation and is none, one \
               in `invalid/` without the findings or the report that are expected, and a `suite.toml` in a folder without \
               expectations.",
        wrong: "tests/parks.csv    (and no tests/parks.rq and no queries/parks.rq)",
        right: "tests/parks.csv\ntests/parks.rq",
    },
    Explanation {
        id: "other-literal",
        text: "A query looks for a text that the sources have only in another language or with another datatype. A text without a \
               language is another literal than the same text with one.",
        wrong: "SELECT ?x { ?x rdfs:label \"医学城\" }",
        right: "SELECT ?x { ?x rdfs:label \"医学城\"@zh-Hans }",
    },
    Explanation {
        id: "parameter-value",
        text: "A default in `params:`, or a value in `with:` of a test, does not fit: it is not of the type of its parameter, the \
               query has no such parameter, or a parameter without a default has no value.",
        wrong: "#+ params: { year: { type: year, default: 21 } }",
        right: "#+ params: { year: { type: year, default: 2021 } }",
    },
    Explanation {
        id: "query-syntax",
        text: "A saved query, or the query of a test, is not SPARQL, or calls an unknown function. Prefixes of the sources \
               and of `bixi.toml` need no declaration.",
        wrong: "SELECT ?park { ?park a kgv:Park ODER BY ?park",
        right: "SELECT ?park { ?park a kgv:Park } ORDER BY ?park",
    },
    Explanation {
        id: "refused-query",
        text: "bixi refuses to run the query: it would ask an engine that `bixi.toml` does not name, or it is expected to multiply \
               parts that no variable connects, which is nearly always a slip in the name of a variable. `--allow-product` runs \
               it all the same.",
        wrong: "SELECT * { ?park kgv:locatedIn ?district . ?distrikt rdfs:label ?name }",
        right: "SELECT * { ?park kgv:locatedIn ?district . ?district rdfs:label ?name }",
    },
    Explanation {
        id: "subtracted-date",
        text: "SPARQL reads a date without quotes as two subtractions: `2021-02-28` is the number 1991.",
        wrong: "SELECT ?x { ?x kgv:opened ?day FILTER(?day > 2021-02-28) }",
        right: "SELECT ?x { ?x kgv:opened ?day FILTER(?day > \"2021-02-28\"^^xsd:date) }",
    },
    Explanation {
        id: "unbound-variable",
        text: "A variable is read where nothing binds it: its name is misspelt, or what binds it stands in other braces. A condition \
               on it is never true, and what is selected has no value.",
        wrong: "SELECT ?name { ?park rdfs:label ?nmae }",
        right: "SELECT ?name { ?park rdfs:label ?name }",
    },
    Explanation {
        id: "unknown-language",
        text: "A query asks for texts in a language that no text of the graph is in. Tags are compared as a whole: `zh` is another \
               language than `zh-Hans`; `LANGMATCHES` also finds the longer ones.",
        wrong: "SELECT ?x { ?x rdfs:label ?name FILTER(LANG(?name) = \"zh\") }",
        right: "SELECT ?x { ?x rdfs:label ?name FILTER(LANGMATCHES(LANG(?name), \"zh\")) }",
    },
    Explanation {
        id: "unknown-name",
        text: "A query, an expectation, a style, an example or a level of acceptance names a class, a property, a graph or an entity \
               that does not occur in the graph, so it finds nothing: the name is misspelt, or the term was renamed. In \
               `x.absent.ttl` a name is reported only if it is close to one that occurs, since a term that is gone may be meant to \
               stay gone; in examples only names in the namespaces of the project are. Properties that are declared and not used \
               are reported only if the graph has instances of classes.",
        wrong: "SELECT ?park { ?park a kgv:Prak }",
        right: "SELECT ?park { ?park a kgv:Park }",
    },
    Explanation {
        id: "unknown-query",
        text: "A test names a saved query with `#+ query:`, and no saved query has this name.",
        wrong: "#+ query: praks",
        right: "#+ query: parks",
    },
    Explanation {
        id: "unknown-style",
        text: "A property or a value in the vocabulary `https://bixi.example/vocab/style#` is unknown, so pictures are drawn without \
               it. A class has `shape` (rounded, rectangle, pill, hexagon, cut, note), `color` and `icon`; a property has \
               `line` (solid, dashed, dotted, bold), `color`, `arrow` (filled, hollow, diamond, none) and `nests` (true, false).",
        wrong: "kgv:Park style:color \"gren\" ; style:form \"hexagon\" .",
        right: "kgv:Park style:color \"green\" ; style:shape \"hexagon\" .",
    },
    Explanation {
        id: "wrong-pattern",
        text: "The pattern, the flags or the replacement of `REGEX` or `REPLACE` is not valid, so the call has no value in any \
               solution.",
        wrong: "SELECT ?x { ?x rdfs:label ?name FILTER(REGEX(?name, \"(医学\")) }",
        right: "SELECT ?x { ?x rdfs:label ?name FILTER(REGEX(?name, \"医学\")) }",
    },
];
