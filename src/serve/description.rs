//! What the service is, as a [SPARQL 1.1 Service Description](https://www.w3.org/TR/sparql11-service-description/) with the
//! statistics of [VoID](https://www.w3.org/TR/void/).

use super::negotiation::Accepted;
use super::problem::Problem;
use super::query::{graphs, internal, note_tag, write_graph};
use super::reply::Reply;
use super::state::Served;
use bixi::rdf::{
    BlankNode, Literal, NamedNode, NamedOrBlankNode, Prefixes, Term, TermRef, Triple, vocab,
};
use bixi::{Arguments, Query, QueryLimits, Results, Triples};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// The formats of answers, by their names at the W3C.
const RESULTS: [&str; 8] = [
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
];

/// Triples about the service.
struct Said(Vec<Triple>);

impl Said {
    fn say(&mut self, subject: &NamedOrBlankNode, property: String, object: impl Into<Term>) {
        let property = NamedNode::new_unchecked(property);
        self.0.push(Triple::new(subject.clone(), property, object));
    }

    fn typed(&mut self, subject: &NamedOrBlankNode, class: String) {
        self.say(
            subject,
            vocab::RDF_TYPE.to_owned(),
            NamedNode::new_unchecked(class),
        );
    }
}

/// Writes the description of the service at an address.
///
/// # Errors
/// If the client accepts no available format, or a limit is passed.
pub fn write(
    served: &Served,
    endpoint: &str,
    accepted: &Accepted,
    limits: &QueryLimits,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let choice = accepted.graph()?;
    let mut said = Said(Vec::new());
    let sd = |name: &str| format!("{SD}{name}");
    let node = |name: &str| NamedOrBlankNode::from(BlankNode::new_unchecked(name));
    let (service, dataset, default) = (node("service"), node("dataset"), node("default"));
    said.typed(&service, sd("Service"));
    let endpoint =
        NamedNode::new(endpoint).map_err(|_| Problem::bad("the address is not an IRI"))?;
    said.say(&service, sd("endpoint"), endpoint);
    let iri = |text: String| NamedNode::new_unchecked(text);
    for language in ["SPARQL10Query", "SPARQL11Query"] {
        said.say(&service, sd("supportedLanguage"), iri(sd(language)));
    }
    said.say(&service, sd("feature"), iri(sd("UnionDefaultGraph")));
    for name in RESULTS {
        said.say(
            &service,
            sd("resultFormat"),
            iri(format!("{FORMATS}{name}")),
        );
    }
    said.say(&service, sd("defaultDataset"), dataset.clone());
    said.typed(&dataset, sd("Dataset"));
    said.say(&dataset, sd("defaultGraph"), default.clone());
    said.typed(&default, sd("Graph"));
    statistics(served, &default, limits, &mut said)?;
    for (index, graph) in graphs(served, limits)?.into_iter().enumerate() {
        let named = node(&format!("graph{}", index + 1));
        said.say(&dataset, sd("namedGraph"), named.clone());
        said.typed(&named, sd("NamedGraph"));
        said.say(&named, sd("name"), iri(graph));
    }
    if note_tag(served, accepted, reply)? {
        reply.unchanged();
        return Ok(());
    }
    let mut prefixes = Prefixes::default();
    prefixes.declare("sd", SD);
    prefixes.declare("void", VOID);
    prefixes.declare("formats", FORMATS);
    write_graph(Triples::new(said.0), &choice, &prefixes, reply)
}

/// Says how many statements the graph has, and how many of each class and property.
fn statistics(
    served: &Served,
    graph: &NamedOrBlankNode,
    limits: &QueryLimits,
    said: &mut Said,
) -> Result<(), Problem> {
    let void = |name: &str| format!("{VOID}{name}");
    let properties = "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of ORDER BY ?of";
    let properties = counts(served, properties, limits)?;
    let classes = "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of } GROUP BY ?of ORDER BY ?of";
    let classes = counts(served, classes, limits)?;
    let total: u64 = properties.iter().map(|(_, count)| count).sum();
    said.say(graph, void("triples"), Literal::from(total));
    said.say(
        graph,
        void("properties"),
        Literal::from(properties.len() as u64),
    );
    said.say(graph, void("classes"), Literal::from(classes.len() as u64));
    let partitions = [
        ("property", "triples", properties),
        ("class", "entities", classes),
    ];
    for (kind, count, partition) in partitions {
        for (index, (of, number)) in partition.into_iter().enumerate() {
            let name = BlankNode::new_unchecked(format!("{kind}{}", index + 1));
            let part = NamedOrBlankNode::from(name);
            said.say(graph, void(&format!("{kind}Partition")), part.clone());
            said.say(&part, void(kind), NamedNode::new_unchecked(of));
            said.say(&part, void(count), Literal::from(number));
        }
    }
    Ok(())
}

/// Returns what a query counts, by IRI; blank nodes, such as the classes of restrictions, have no name and are left out.
fn counts(
    served: &Served,
    query: &str,
    limits: &QueryLimits,
) -> Result<Vec<(String, u64)>, Problem> {
    let query = Query::from_text(query)?;
    let answer = served.snapshot.query(&query, &Arguments::new(), limits)?;
    let Results::Solutions(solutions) = answer.results else {
        return Err(internal("a SELECT query has no solutions"));
    };
    let mut counts = Vec::new();
    for solution in solutions {
        if let (Some(TermRef::NamedNode(of)), Some(TermRef::Literal(number))) =
            (solution.get("of"), solution.get("n"))
        {
            let number = number.value().parse();
            let number = number.map_err(|_| internal("a count is not a number"))?;
            counts.push((of.as_str().to_owned(), number));
        }
    }
    Ok(counts)
}
