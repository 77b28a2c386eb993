//! Every function and operator over a table of values at the edges: on columns and row by row they have the same values,
//! and those of oxigraph's evaluator, but for differences of which each has a reason.

use crate::oracle;
use bixi::internals::graph::Graph;
use bixi::internals::query::{Dataset, Limits, Results, evaluate_algebra};
use bixi::internals::rdf::TermRef;
use spareval::QueryEvaluator;
use spargebra::SparqlParser;
use std::collections::{BTreeMap, BTreeSet};

const PROLOGUE: &str = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n";

/// Values of every kind, many of them at the edges of their types.
const VALUES: [&str; 52] = [
    "<http://example.org/a>",
    "\"\"",
    "\"a\"",
    "\"Straße\"@de",
    "\"a\"@en",
    "\"a\"@en--ltr",
    "\" 1 \"",
    "\"1\"",
    "\"en-GB\"",
    "\"true\"",
    "\"inf\"",
    "\"2020-02-29\"",
    "\"P1D\"",
    "true",
    "\"0\"^^xsd:boolean",
    "\"yes\"^^xsd:boolean",
    "0",
    "\"007\"^^xsd:integer",
    "-3",
    "9223372036854775807",
    "99999999999999999999",
    "\"127\"^^xsd:byte",
    "\"128\"^^xsd:byte",
    "\"-1\"^^xsd:nonNegativeInteger",
    "\"five\"^^xsd:integer",
    "2.5",
    "-2.5",
    "0.000000000000000001",
    "0.0000000000000000000001",
    "1e0",
    "-0.0e0",
    "2.5e0",
    "1e6",
    "1e-7",
    "1e300",
    "\"NaN\"^^xsd:double",
    "\"INF\"^^xsd:double",
    "\"inf\"^^xsd:double",
    "\"1.5\"^^xsd:float",
    "\"2020-02-29T12:30:15.5Z\"^^xsd:dateTime",
    "\"2020-02-29T12:30:15.5\"^^xsd:dateTime",
    "\"2020-02-30T12:30:15Z\"^^xsd:dateTime",
    "\"2020-02-29+05:30\"^^xsd:date",
    "\"12:30:15-05:00\"^^xsd:time",
    "\"2020\"^^xsd:gYear",
    "\"P1Y2M3DT4H\"^^xsd:duration",
    "\"P14M\"^^xsd:yearMonthDuration",
    "\"-PT5H\"^^xsd:dayTimeDuration",
    "\"x\"^^<http://example.org/t>",
    "\"y\"^^<http://example.org/t>",
    "<<( <http://example.org/a> <http://example.org/p> 1 )>>",
    "UNDEF",
];

const OF_ONE: [&str; 59] = [
    "!?x",
    "+?x",
    "-?x",
    "ABS(?x)",
    "CEIL(?x)",
    "FLOOR(?x)",
    "ROUND(?x)",
    "STR(?x)",
    "LANG(?x)",
    "DATATYPE(?x)",
    "IRI(?x)",
    "isIRI(?x)",
    "isBLANK(?x)",
    "isLITERAL(?x)",
    "isNUMERIC(?x)",
    "STRLEN(?x)",
    "UCASE(?x)",
    "LCASE(?x)",
    "ENCODE_FOR_URI(?x)",
    "YEAR(?x)",
    "MONTH(?x)",
    "DAY(?x)",
    "HOURS(?x)",
    "MINUTES(?x)",
    "SECONDS(?x)",
    "TIMEZONE(?x)",
    "TZ(?x)",
    "MD5(?x)",
    "SHA1(?x)",
    "SHA256(?x)",
    "SHA384(?x)",
    "SHA512(?x)",
    "BOUND(?x)",
    "CONCAT(?x)",
    "COALESCE(?x, 1)",
    "IF(?x, 1, 2)",
    "isTRIPLE(?x)",
    "SUBJECT(?x)",
    "OBJECT(?x)",
    "hasLANG(?x)",
    "hasLANGDIR(?x)",
    "LANGDIR(?x)",
    "xsd:string(?x)",
    "xsd:boolean(?x)",
    "xsd:integer(?x)",
    "xsd:decimal(?x)",
    "xsd:float(?x)",
    "xsd:double(?x)",
    "xsd:dateTime(?x)",
    "xsd:date(?x)",
    "xsd:time(?x)",
    "xsd:duration(?x)",
    "xsd:dayTimeDuration(?x)",
    "xsd:yearMonthDuration(?x)",
    "PREDICATE(?x)",
    "REGEX(?x, \"A\", \"i\")",
    "REPLACE(?x, \"a\", \"b\")",
    "SUBSTR(?x, 2)",
    "STRLANG(?x, \"en\")",
];

const OF_TWO: [&str; 25] = [
    "?x = ?y",
    "?x != ?y",
    "?x < ?y",
    "?x <= ?y",
    "?x > ?y",
    "?x >= ?y",
    "?x + ?y",
    "?x - ?y",
    "?x * ?y",
    "?x / ?y",
    "?x && ?y",
    "?x || ?y",
    "sameTerm(?x, ?y)",
    "?x IN (?y, 1)",
    "?x NOT IN (?y, 1)",
    "CONCAT(?x, ?y)",
    "CONTAINS(?x, ?y)",
    "STRSTARTS(?x, ?y)",
    "STRENDS(?x, ?y)",
    "STRBEFORE(?x, ?y)",
    "STRAFTER(?x, ?y)",
    "LANGMATCHES(?x, ?y)",
    "SUBSTR(?x, ?y)",
    "STRDT(?x, ?y)",
    "ADJUST(?x, ?y)",
];

/// The value of an expression for each pair of values, as N-Triples has them.
type Values = BTreeMap<usize, String>;

fn query(expression: &str, has_two: bool) -> spargebra::Query {
    let rows: Vec<String> = match has_two {
        false => VALUES
            .iter()
            .enumerate()
            .map(|(n, x)| format!("({n} {x} UNDEF)"))
            .collect(),
        true => (0..VALUES.len() * VALUES.len())
            .map(|n| {
                format!(
                    "({n} {} {})",
                    VALUES[n / VALUES.len()],
                    VALUES[n % VALUES.len()]
                )
            })
            .collect(),
    };
    let rows = rows.join(" ");
    let text =
        format!("{PROLOGUE}SELECT ?n ({expression} AS ?v) {{ VALUES (?n ?x ?y) {{ {rows} }} }}");
    SparqlParser::new()
        .with_base_iri("http://example.org/")
        .expect("an IRI")
        .parse_query(&text)
        .expect(expression)
}

fn values(results: Results) -> Values {
    let Results::Solutions(solutions) = results else {
        return Values::new();
    };
    let mut values = Values::new();
    for solution in solutions {
        let Some(TermRef::Literal(number)) = solution.get("n") else {
            continue;
        };
        let value = solution.get("v").map(|value| value.to_string());
        let number = number.value().parse().expect("a number");
        values.insert(number, value.unwrap_or_default());
    }
    values
}

fn ours(graph: &Graph, query: spargebra::Query) -> Values {
    values(evaluate_algebra(Dataset::new(graph), query, &Limits::default()).expect("an answer"))
}

/// Why a value is another one than oxigraph's; nothing if there is no reason.
fn reason(expression: &str, [x, y]: [&str; 2], our: &str, their: &str) -> Option<&'static str> {
    let any = |values: &[&str]| values.contains(&x) || values.contains(&y);
    let is = |functions: &[&str]| functions.iter().any(|f| expression.starts_with(f));
    let number = |text: &str| -> Option<f64> {
        text.strip_prefix('"')?
            .split('"')
            .next()?
            .replace("INF", "inf")
            .parse()
            .ok()
    };
    let has_two = expression.contains("?y");
    let is_outside = |v: &str| {
        matches!(
            v,
            "\"128\"^^xsd:byte" | "\"-1\"^^xsd:nonNegativeInteger" | "\"inf\"^^xsd:double"
        )
    };
    if is_outside(x) || has_two && is_outside(y) {
        return Some("it is outside of the value space of its type, and no number");
    }
    if any(&["99999999999999999999", "0.0000000000000000000001"]) {
        return Some("numbers of any size are exact");
    }
    if any(&["9223372036854775807", "0.000000000000000001", "1e300"]) && their.is_empty() {
        return Some("numbers of any size are exact");
    }
    if is(&["STR(", "DATATYPE", "COALESCE", "xsd:string"]) && expression != "xsd:string(?x)" {
        return Some("a term is kept as it is written, with its datatype");
    }
    if expression == "xsd:string(?x)" {
        return Some("a cast to a string gives the canonical form");
    }
    if expression == "sameTerm(?x, ?y)" {
        return Some("terms are compared as they are written, not by value");
    }
    let is_floating = our.contains("XMLSchema#double") || our.contains("XMLSchema#float");
    if is_floating && number(our) == number(their) && number(our).is_some() {
        return Some("a large or small double is written with an exponent");
    }
    if any(&["\"NaN\"^^xsd:double"]) && our.contains("\"false\"") {
        return Some("a comparison with NaN is false, not an error");
    }
    let booleans = ["true", "\"0\"^^xsd:boolean"];
    if is(&["?x <", "?x >"]) && booleans.contains(&x) && booleans.contains(&y) {
        return Some("booleans have an order");
    }
    if expression == "?x / ?y" && x == "0" && their.is_empty() {
        return Some("zero is divided");
    }
    if is(&["?x <", "?x >"]) && x == y && our.is_empty() {
        return Some("what has no order is not compared, though it is the same");
    }
    if is(&["xsd:"]) && (x == "\" 1 \"" || x == "\"inf\"") {
        return Some("a cast allows white space, and only the names of XML Schema");
    }
    if is(&["xsd:"]) && x.starts_with("\"") && x.contains("Duration")
        || x.contains("duration") && is(&["xsd:"])
    {
        return Some("a cast of a duration drops what the type has not");
    }
    if is(&["xsd:decimal", "xsd:integer"]) {
        return Some("the digits of a floating number say which decimal it is");
    }
    if any(&["\"2020\"^^xsd:gYear"]) {
        return Some("the parts of a calendar are values");
    }
    if is(&["LANGMATCHES"]) && y == "\"\"" && our.contains("false") {
        return Some("no language range is empty");
    }
    if is(&["SUBSTR"]) && their.is_empty() {
        return Some("a position may be a number of any type");
    }
    if x.contains("^^<http://example.org/t>") || y.contains("^^<http://example.org/t>") {
        return Some("an unknown datatype may have any value");
    }
    None
}

#[test]
fn functions_have_the_values_of_another_evaluator_but_for_known_differences() {
    let graph = Graph::from_parts(Vec::new(), None).expect("an empty graph");
    let nothing = oxigraph::model::Dataset::new();
    let (mut wrong, mut reasons) = (Vec::new(), BTreeSet::new());
    let of_one = OF_ONE.iter().map(|e| (*e, false));
    for (expression, has_two) in of_one.chain(OF_TWO.iter().map(|e| (*e, true))) {
        let on_columns = ours(&graph, query(expression, has_two));
        // Nothing on columns looks into an IF.
        let row_by_row = ours(
            &graph,
            query(&format!("IF(true, {expression}, 0)"), has_two),
        );
        let evaluator = QueryEvaluator::new().without_optimizations();
        let query = query(expression, has_two);
        let theirs = evaluator.prepare(&query).execute(&nothing);
        let theirs = values(oracle::results(theirs.expect("an answer")));
        assert_eq!(on_columns.len(), theirs.len());
        for (number, our) in &on_columns {
            let pair = match has_two {
                true => [VALUES[number / VALUES.len()], VALUES[number % VALUES.len()]],
                false => [VALUES[*number], ""],
            };
            if row_by_row.get(number) != Some(our) {
                wrong.push(format!(
                    "{expression} {pair:?}: {our} on columns, {:?}",
                    row_by_row.get(number)
                ));
            }
            let their = theirs.get(number).map_or("", String::as_str);
            if our != their {
                match reason(expression, pair, our, their) {
                    Some(reason) => {
                        reasons.insert(reason);
                    }
                    None => wrong.push(format!("{expression} {pair:?}: {our}, oxigraph {their}")),
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differences\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
    assert!(reasons.len() > 10, "{reasons:#?}");
}
