//! Queries of many shapes to a region, beside oxigraph's memory store in the same run: those of known benchmarks (chains,
//! stars, snowflakes and cycles as in [WatDiv](https://dsg.uwaterloo.ca/watdiv/), reports as in
//! [BSBM](http://wbsg.informatik.uni-mannheim.de/bizer/berlinsparqlbenchmark/), what is hard in
//! [SP²Bench](https://doi.org/10.1109/ICDE.2009.28)) and those that users of public endpoints ask.
//!
//! `cargo bench --bench shapes` does it with 1 M triples, `BIXI_BENCH_TRIPLES=100000` with as many as it says; an argument
//! is a part of the names of those that are asked. Both engines must give the same number of rows; each query has to be at
//! least as fast as oxigraph, those whose expressions make values eight times as fast. No shape may be slow: the worst one
//! counts, not the mean.
//!
//! Before them it prints what planning alone takes, which is to be less than 20 µs. After them come the queries of
//! `peers/queries.toml`, ten for each shape that was lost to another engine once, beside all engines that are installed:
//! `BIXI_BENCH_PYTHON` is a Python that can import `duckdb` and `maplib` (`python3` without it). Answers that differ are said.

mod beside;
mod peers;
mod region_data;

use beside::{Asked, Region};
use std::env;

/// The queries by name.
const QUERIES: [(&str, &str); 73] = [
    (
        "chain to a policy",
        "SELECT * { ?x e:partnerOf ?y . ?y e:locatedIn ?p . ?p e:supportedBy :policy3 }",
    ),
    (
        "chain from a firm",
        "SELECT * { :e17 e:partnerOf ?y . ?y e:partnerOf ?z . ?z rdfs:label ?l }",
    ),
    (
        "chain of five",
        "SELECT ?f ?c { ?f e:supports ?x . ?x e:partnerOf ?y . ?y e:subsidiaryOf ?z . ?z e:locatedIn ?p . ?p e:locatedIn ?c }",
    ),
    (
        "star of six",
        "SELECT * { ?x a e:StateEnterprise ; e:sector <http://example.org/eco/sector/quantum> ; rdfs:label ?l ; e:employees ?n ; e:founded ?y ; e:revenue ?r }",
    ),
    (
        "star of many",
        "SELECT (COUNT(*) AS ?n) { ?x a e:TechEnterprise ; e:sector ?s ; e:employees ?e ; e:founded ?y }",
    ),
    (
        "snowflake of policies",
        "SELECT * { ?q e:issuedBy :city0 ; e:issued ?d ; e:supports ?x . ?x e:partnerOf ?y ; e:employees ?n . ?y e:sector <http://example.org/eco/sector/ai> ; rdfs:label ?l }",
    ),
    (
        "snowflake of funds",
        "SELECT ?f ?a ?x ?u { ?f e:managedBy :city1 ; e:amount ?a ; e:supports ?x . ?x e:cooperatesWith ?u ; e:locatedIn ?p . ?u e:students ?n }",
    ),
    (
        "triangles",
        "SELECT * { ?a e:partnerOf ?b . ?b e:partnerOf ?c . ?c e:partnerOf ?a }",
    ),
    (
        "partners with one university",
        "SELECT * { ?a e:partnerOf ?b . ?a e:cooperatesWith ?u . ?b e:cooperatesWith ?u }",
    ),
    (
        "partners in one park",
        "SELECT * { ?a e:partnerOf ?b . ?a e:locatedIn ?p . ?b e:locatedIn ?p }",
    ),
    (
        "pairs in a park",
        "SELECT ?a ?b { ?a e:locatedIn :park1_0 . ?b e:locatedIn :park1_0 FILTER(STR(?a) < STR(?b)) }",
    ),
    (
        "pairs by name",
        "SELECT DISTINCT ?k ?l { ?a e:cooperatesWith :uni90 ; rdfs:label ?k . ?b e:cooperatesWith :uni90 ; rdfs:label ?l FILTER(STR(?k) < STR(?l)) }",
    ),
    (
        "not bound",
        "SELECT ?x { ?x a e:StateEnterprise ; e:locatedIn ?p OPTIONAL { ?f e:supports ?x } FILTER(!BOUND(?f)) }",
    ),
    (
        "optional in optional",
        "SELECT * { ?x e:sector <http://example.org/eco/sector/quantum> OPTIONAL { ?x e:partnerOf ?y OPTIONAL { ?y e:cooperatesWith ?u OPTIONAL { ?u e:locatedIn ?c } } } }",
    ),
    (
        "optionals of parks",
        "SELECT * { ?x a e:Park OPTIONAL { ?x e:supportedBy ?q OPTIONAL { ?q e:targets ?s } } OPTIONAL { ?y e:locatedIn ?x ; e:revenue ?r FILTER(?r > 9900000) } }",
    ),
    (
        "properties of a class",
        "SELECT DISTINCT ?p { { ?x a e:Park . ?s ?p ?x } UNION { ?x a e:Park . ?x ?p ?o } }",
    ),
    ("statements about", "SELECT * { ?s ?p :policy3 }"),
    ("names around", "SELECT * { :e17 ?p ?o . ?o rdfs:label ?l }"),
    (
        "page of names",
        "SELECT ?x ?l { ?x a e:Policy ; rdfs:label ?l } ORDER BY ?l OFFSET 50 LIMIT 10",
    ),
    (
        "all names of a district",
        "SELECT ?x ?l { ?x e:locatedIn ?p ; rdfs:label ?l . ?p e:locatedIn :d3 } ORDER BY ?l",
    ),
    (
        "products",
        "SELECT DISTINCT ?x ?l { ?x rdfs:label ?l ; a e:TechEnterprise ; e:sector <http://example.org/eco/sector/chip> ; e:cooperatesWith :uni7 ; e:employees ?n FILTER(?n > 1000) } ORDER BY ?l LIMIT 10",
    ),
    (
        "similar firms",
        "SELECT DISTINCT ?x ?n { :e17 e:employees ?m ; e:sector ?s . ?x e:sector ?s ; e:employees ?n FILTER(?n < ?m + 20 && ?n > ?m - 20 && ?x != :e17) } ORDER BY ?n ?x LIMIT 5",
    ),
    (
        "union of offers",
        "SELECT DISTINCT ?x ?l { { ?x e:cooperatesWith :uni7 ; e:employees ?n FILTER(?n > 2000) } UNION { ?x e:cooperatesWith :uni9 ; e:revenue ?r FILTER(?r > 5000000) } ?x rdfs:label ?l } ORDER BY ?l OFFSET 5 LIMIT 10",
    ),
    (
        "union then join",
        "SELECT ?x ?y ?s { { ?x e:partnerOf ?y } UNION { ?y e:partnerOf ?x } UNION { ?x e:subsidiaryOf ?y } ?x e:locatedIn :park1_0 . ?y e:sector ?s }",
    ),
    (
        "construct partners",
        "CONSTRUCT { ?y e:knows ?x } { ?x e:partnerOf ?y ; e:sector <http://example.org/eco/sector/bio> }",
    ),
    (
        "ask",
        "ASK { ?x e:sector <http://example.org/eco/sector/ocean> ; e:employees ?n FILTER(?n > 4990) }",
    ),
    (
        "having",
        "SELECT ?u (COUNT(?x) AS ?n) { ?x e:cooperatesWith ?u } GROUP BY ?u HAVING (COUNT(?x) > 200) ORDER BY DESC(?n)",
    ),
    (
        "group by two",
        "SELECT ?s ?c (COUNT(?x) AS ?n) (AVG(?r) AS ?a) { ?x e:sector ?s ; a ?c ; e:revenue ?r } GROUP BY ?s ?c",
    ),
    (
        "revenue of cities",
        "SELECT ?c (SUM(?r) AS ?sum) { ?x e:revenue ?r ; e:locatedIn ?p . ?p e:locatedIn ?d . ?d e:locatedIn ?c } GROUP BY ?c",
    ),
    (
        "average, largest and sum",
        "SELECT (AVG(?r) AS ?a) (MAX(?r) AS ?m) (SUM(?n) AS ?s) { ?x e:revenue ?r ; e:employees ?n }",
    ),
    (
        "distinct partners",
        "SELECT (COUNT(DISTINCT ?y) AS ?n) { ?x e:partnerOf ?y }",
    ),
    (
        "first and last date",
        "SELECT (MIN(?d) AS ?first) (MAX(?d) AS ?last) { ?q e:issued ?d ; e:issuedBy ?c }",
    ),
    (
        "names in one",
        "SELECT ?c (GROUP_CONCAT(?l; separator=\", \") AS ?names) { ?u a e:University ; e:locatedIn ?c ; rdfs:label ?l FILTER(LANG(?l) = \"zh\") } GROUP BY ?c",
    ),
    (
        "sample",
        "SELECT ?s (SAMPLE(?x) AS ?one) (COUNT(*) AS ?n) { ?x e:sector ?s ; e:revenue ?r } GROUP BY ?s",
    ),
    (
        "richest of each sector",
        "SELECT ?s ?x ?m { { SELECT ?s (MAX(?r) AS ?m) { ?x e:sector ?s ; e:revenue ?r } GROUP BY ?s } ?x e:sector ?s ; e:revenue ?m }",
    ),
    (
        "largest with names",
        "SELECT ?x ?l ?p { { SELECT ?x { ?x e:employees ?n } ORDER BY DESC(?n) ?x LIMIT 50 } ?x rdfs:label ?l ; e:locatedIn ?p }",
    ),
    (
        "regular expression",
        "SELECT ?x ?l { ?x a e:Policy ; rdfs:label ?l FILTER(REGEX(?l, \"^Policy [0-9]+7 \")) }",
    ),
    (
        "regular expression on all",
        "SELECT ?x ?l { ?x rdfs:label ?l FILTER(REGEX(STR(?l), \"^jade networks 1[0-9]$\", \"i\")) }",
    ),
    (
        "prefix",
        "SELECT ?x ?l { ?x rdfs:label ?l FILTER(STRSTARTS(STR(?l), \"Jade Networks 1\")) }",
    ),
    (
        "part of any case",
        "SELECT ?x ?l { ?x rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), \"harbor systems 12\")) }",
    ),
    (
        "language",
        "SELECT (COUNT(?l) AS ?n) { ?x rdfs:label ?l FILTER(LANG(?l) = \"zh\") }",
    ),
    (
        "year of a date",
        "SELECT ?q ?d { ?q e:issued ?d FILTER(YEAR(?d) = 2015) }",
    ),
    (
        "between dates",
        "SELECT ?q ?d { ?q e:issued ?d FILTER(?d >= \"2015-03-01\"^^xsd:date && ?d < \"2015-09-01\"^^xsd:date) }",
    ),
    (
        "one of some",
        "SELECT ?x ?s { ?x e:sector ?s ; e:cooperatesWith :uni3 FILTER(?s IN (<http://example.org/eco/sector/ai>, <http://example.org/eco/sector/bio>)) }",
    ),
    (
        "values",
        "SELECT ?x ?l { VALUES ?x { :e1 :e20 :e300 :e4000 :e5000 :park1_0 :d3 :city1 :uni7 :nobody } ?x rdfs:label ?l }",
    ),
    (
        "path up",
        "SELECT ?z ?l { :e17 e:locatedIn+ ?z . ?z rdfs:label ?l }",
    ),
    (
        "path of all",
        "SELECT (COUNT(*) AS ?n) { ?x e:subsidiaryOf+ ?y }",
    ),
    (
        "path both ways",
        "SELECT ?x { ?x (e:partnerOf|^e:partnerOf) :e17 }",
    ),
    (
        "neighbours of neighbours",
        "SELECT DISTINCT ?y { :e17 (e:partnerOf|^e:partnerOf)/(e:partnerOf|^e:partnerOf) ?y }",
    ),
    (
        "all that is reached",
        "SELECT (COUNT(?y) AS ?n) { :e17 e:partnerOf* ?y }",
    ),
    (
        "not this property",
        "SELECT * { ?s !(e:locatedIn|rdfs:label) :park1_0 }",
    ),
    (
        "instances of subclasses",
        "SELECT (COUNT(?x) AS ?n) { ?x a/rdfs:subClassOf* e:Enterprise }",
    ),
    (
        "subsidiaries in a park",
        "SELECT ?x ?y { ?x e:subsidiaryOf* ?y . ?y e:locatedIn :park1_0 }",
    ),
    (
        "district of each",
        "SELECT ?x ?d { ?x e:sector <http://example.org/eco/sector/ocean> ; e:locatedIn/e:locatedIn ?d }",
    ),
    (
        "minus",
        "SELECT ?u { ?u a e:University MINUS { ?y e:cooperatesWith ?u ; e:sector <http://example.org/eco/sector/quantum> } }",
    ),
    (
        "not exists with filter",
        "SELECT ?x { ?x e:locatedIn :park1_0 ; e:employees ?n FILTER NOT EXISTS { ?x e:partnerOf ?y . ?y e:employees ?m FILTER(?m > ?n) } }",
    ),
    (
        "exists and not exists",
        "SELECT ?q { ?q a e:Policy FILTER EXISTS { ?q e:supports ?x . ?x e:revenue ?r } FILTER NOT EXISTS { ?p e:supportedBy ?q } }",
    ),
    (
        "only in one sector",
        "SELECT ?u { ?u a e:University FILTER NOT EXISTS { ?x e:cooperatesWith ?u ; e:sector ?s FILTER(?s != <http://example.org/eco/sector/ai>) } }",
    ),
    (
        "computed",
        "SELECT ?x ?q { ?x e:revenue ?r ; e:employees ?n BIND(?r / ?n AS ?q) FILTER(?q > 100000) } ORDER BY DESC(?q) ?x LIMIT 10",
    ),
    ("count of all", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    (
        "count of properties",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
    ),
    (
        "count of classes",
        "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    ),
    (
        "most partners",
        "SELECT ?x (COUNT(?y) AS ?n) { ?y e:partnerOf ?x } GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 10",
    ),
    (
        "around a university",
        "SELECT ?p ?s (COUNT(*) AS ?n) { ?x ?p :uni3 ; e:sector ?s } GROUP BY ?p ?s",
    ),
    (
        "founded in a year",
        "SELECT ?x ?c { ?x a ?c ; e:founded \"1999\"^^xsd:gYear . ?c rdfs:subClassOf e:Enterprise }",
    ),
    (
        "first characters",
        "SELECT ?k (COUNT(*) AS ?n) { ?x a e:StateEnterprise ; rdfs:label ?l FILTER(LANG(?l) = \"zh\") } GROUP BY (SUBSTR(?l, 1, 2) AS ?k)",
    ),
    (
        "if there is none",
        "SELECT ?x (COALESCE(?r, 0) AS ?v) (IF(?n > 500, \"large\", \"small\") AS ?size) { ?x a e:StateEnterprise ; e:employees ?n OPTIONAL { ?x e:revenue ?r } }",
    ),
    ("all partners", "SELECT ?a ?b { ?a e:partnerOf ?b }"),
    (
        "partners of partners",
        "SELECT (COUNT(*) AS ?n) { ?a e:partnerOf ?b . ?b e:partnerOf ?c }",
    ),
    (
        "some of many",
        "SELECT * { ?a e:partnerOf ?b . ?b e:partnerOf ?c . ?c e:cooperatesWith ?u } LIMIT 10",
    ),
    (
        "some sectors",
        "SELECT DISTINCT ?s { ?x e:sector ?s } LIMIT 5",
    ),
    (
        "order by expressions",
        "SELECT ?x ?l ?n { ?x e:employees ?n ; rdfs:label ?l ; e:sector <http://example.org/eco/sector/aero> FILTER(LANG(?l) = \"en\") } ORDER BY DESC(?n) LCASE(STR(?l)) LIMIT 20",
    ),
    (
        "average of groups",
        "SELECT ?p (AVG(?n) AS ?a) { ?x e:locatedIn ?p ; e:employees ?n } GROUP BY ?p HAVING (AVG(?n) > 900) ORDER BY DESC(?a) ?p",
    ),
];

/// Queries whose expressions make a text or another value for each row. Both engines must give the same solutions.
const MAKING: [(&str, &str); 21] = [
    (
        "parts of names",
        "SELECT ?x (SUBSTR(?l, 3, 12) AS ?k) { ?x e:employees ?n ; rdfs:label ?l }",
    ),
    (
        "names with numbers",
        "SELECT ?x (CONCAT(STR(?l), \" (\", STR(?n), \")\") AS ?t) { ?x e:employees ?n ; rdfs:label ?l }",
    ),
    (
        "local names",
        "SELECT ?x (STRAFTER(STR(?x), \"eco/\") AS ?k) { ?x e:employees ?n }",
    ),
    (
        "first words",
        "SELECT ?k (COUNT(*) AS ?n) { ?x rdfs:label ?l } GROUP BY (STRBEFORE(STR(?l), \" \") AS ?k)",
    ),
    (
        "revenue if there is one",
        "SELECT ?x (COALESCE(STR(xsd:integer(?r)), CONCAT(\"none of \", STR(?x))) AS ?t) { ?x e:employees ?n OPTIONAL { ?x e:revenue ?r } }",
    ),
    (
        "names by size",
        "SELECT ?x (IF(?n > 500, UCASE(?l), CONCAT(STR(?l), \", small\")) AS ?t) { ?x e:employees ?n ; rdfs:label ?l }",
    ),
    (
        "names without numbers",
        "SELECT DISTINCT ?t { ?x rdfs:label ?l BIND(REPLACE(STR(?l), \"[0-9]+\", \"#\") AS ?t) }",
    ),
    (
        "order by computed names",
        "SELECT ?x ?l { ?x e:employees ?n ; rdfs:label ?l } ORDER BY LCASE(SUBSTR(STR(?l), 2)) ?x LIMIT 20",
    ),
    (
        "computed dates",
        "SELECT ?x (YEAR(?d) AS ?y) (MONTH(?d) AS ?m) { ?x e:founded ?f ; e:employees ?n BIND(xsd:date(CONCAT(STR(?f), \"-0\", SUBSTR(STR(?n), 1, 1), \"-1\", SUBSTR(STR(?n), 2, 1))) AS ?d) FILTER(DAY(?d) > 12) }",
    ),
    (
        "casts",
        "SELECT ?x (xsd:integer(?r) AS ?i) (xsd:string(?n) AS ?s) { ?x e:revenue ?r ; e:employees ?n FILTER(xsd:integer(STRAFTER(STR(?x), \"eco/e\")) > 500) }",
    ),
    (
        "long names",
        "SELECT ?x ?k { ?x e:employees ?n ; rdfs:label ?l BIND(STRLEN(STR(?l)) AS ?k) FILTER(CONTAINS(UCASE(STR(?l)), \"NE\") && ?k > 14) }",
    ),
    (
        "three in one",
        "SELECT ?x (CONCAT(STR(?l), \", \", STR(?f)) AS ?t) { ?x e:founded ?f ; rdfs:label ?l }",
    ),
    (
        "typed and tagged",
        "SELECT ?x (STRDT(STR(?n), xsd:decimal) AS ?d) (STRLANG(STR(?l), \"en\") AS ?t) { ?x e:employees ?n ; rdfs:label ?l }",
    ),
    (
        "languages and datatypes",
        "SELECT ?x (LANG(?l) AS ?g) (DATATYPE(?n) AS ?t) { ?x e:employees ?n ; rdfs:label ?l }",
    ),
    (
        "decimals",
        "SELECT ?x (xsd:decimal(?n) AS ?d) (ROUND(?r / ?n) AS ?q) { ?x e:revenue ?r ; e:employees ?n }",
    ),
    (
        "months and ages",
        "SELECT ?q ?x (MONTH(?d) AS ?m) (?d - \"2000-01-01\"^^xsd:date AS ?age) { ?q e:issued ?d ; e:supports ?x }",
    ),
    (
        "sizes in steps",
        "SELECT ?x (IF(?n < 100, \"small\", IF(?n < 1000, \"medium\", \"large\")) AS ?s) { ?x e:employees ?n }",
    ),
    (
        "the first that is bound",
        "SELECT ?x (COALESCE(?y, ?n, 0) AS ?v) { ?x e:employees ?n OPTIONAL { ?x e:subsidiaryOf ?y } }",
    ),
    (
        "first letters",
        "SELECT ?k (COUNT(*) AS ?c) { ?x e:employees ?n ; rdfs:label ?l } GROUP BY (SUBSTR(STR(?l), 1, 3) AS ?k)",
    ),
    (
        "different names",
        "SELECT (COUNT(DISTINCT LCASE(STR(?l))) AS ?n) { ?x rdfs:label ?l }",
    ),
    (
        "in order of names",
        "SELECT ?x ?l { ?x e:founded ?f ; rdfs:label ?l } ORDER BY LCASE(STR(?l)) ?x",
    ),
];
/// How many times as fast as oxigraph those have to be.
const LEAST_MAKING: f64 = 8.0;

/// Queries that are answered in microseconds: what they take is planning.
const SHORT: [(&str, &str); 5] = [
    ("point", "SELECT ?l { :e17 rdfs:label ?l }"),
    (
        "two patterns",
        "SELECT ?y ?l { :e17 e:partnerOf ?y . ?y rdfs:label ?l }",
    ),
    (
        "a filter",
        "SELECT ?l { :e17 rdfs:label ?l FILTER(LANG(?l) = \"en\") }",
    ),
    (
        "an optional",
        "SELECT ?l ?r { :e17 rdfs:label ?l OPTIONAL { :e17 e:revenue ?r } }",
    ),
    ("ask", "ASK { :e17 e:partnerOf :e18 }"),
];
/// What lowering, rewriting and choosing a plan may take, in microseconds.
const MOST_PLANNING: f64 = 20.0;

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    let region = Region::load("shapes", false);
    report_planning(&region);
    println!("{}", Asked::HEADER);
    let (mut product, mut count, mut least) = (1.0_f64, 0, f64::INFINITY);
    let queries = QUERIES.map(|(name, text)| (name, text, 1.0));
    let making = MAKING.map(|(name, text)| (name, text, LEAST_MAKING));
    for (name, text, required) in queries.into_iter().chain(making) {
        if wanted.is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        if required == LEAST_MAKING {
            region.compare(text);
        }
        let asked = region.ask(text, text);
        println!("{}", asked.line(name, required));
        product *= asked.ratio();
        least = least.min(asked.ratio());
        count += 1;
    }
    let mean = product.powf(1.0 / f64::from(count.max(1)));
    println!("geometric mean {mean:.1}×, least {least:.1}×");
    compare_peers(&region, wanted.map(String::as_str));
}

/// Prints how long short queries are planned, in microseconds.
fn report_planning(region: &Region) {
    println!(
        "{:31}{:>10}{:>20}{:>10}",
        "planning, µs", "parse", "lower and rewrite", "plan"
    );
    for (name, text) in SHORT {
        let [parse, logical, physical] = region.planning(text);
        let is_slow = logical + physical > MOST_PLANNING;
        let remark = if is_slow { "  MISSES 20" } else { "" };
        println!("{name:31}{parse:>10.1}{logical:>20.1}{physical:>10.1}{remark}");
    }
}

/// Asks the queries of `peers/queries.toml` all engines that there are, and prints how many times as fast as each bixi is.
fn compare_peers(region: &Region, wanted: Option<&str>) {
    let mut peers = peers::start(region);
    let mut names = vec!["oxigraph".to_owned()];
    names.extend(
        peers
            .iter()
            .map(|peer| format!("{} {}", peer.name, peer.version)),
    );
    println!("\nbeside {}", names.join(", "));
    let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    for shape in peers::shapes() {
        println!("{}", shape.name);
        let of_shape = wanted.filter(|wanted| !shape.name.contains(wanted));
        let is_wanted = |name: &str| of_shape.is_none_or(|wanted| name.contains(wanted));
        for asked in shape.query.iter().filter(|asked| is_wanted(&asked.name)) {
            let rows = region.answer(&asked.sparql);
            let own = region.time(&asked.sparql);
            let mut of_peers = vec![match asked.skip.iter().any(|peer| peer == "oxigraph") {
                true => None,
                false => Some((
                    region.time_of_oxigraph(&asked.sparql),
                    region.answer_of_oxigraph(&asked.sparql),
                )),
            }];
            of_peers.extend(peers.iter_mut().map(|peer| peer.ask(asked)));
            let mut line = format!("  {:30}{:>8}{own:>11.3} ms", asked.name, rows.len());
            for ((answer, ratios), name) in of_peers.iter().zip(&mut ratios).zip(&names) {
                let Some((time, of_peer)) = answer else {
                    line.push_str(&format!("{:>14}{:>9}", "-", ""));
                    continue;
                };
                let is_equal = match asked.takes_any() {
                    true => rows.len() == of_peer.len(),
                    false => rows == *of_peer,
                };
                if !is_equal {
                    let other = of_peer.iter().find(|row| !rows.contains(row));
                    println!("  {} DIFFERS from {name}: {other:?}", asked.name);
                }
                line.push_str(&format!("{time:>14.3}{:>8.1}×", time / own));
                ratios.push(time / own);
            }
            println!("{line}");
        }
    }
    for (name, ratios) in names.iter().zip(&ratios) {
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
        let mean = (sum / ratios.len().max(1) as f64).exp();
        println!(
            "{name}: geometric mean {mean:.1}×, least {least:.2}×, {} queries",
            ratios.len()
        );
    }
}
