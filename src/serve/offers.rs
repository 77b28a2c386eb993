//! The forms of answers, with their media types and names.

use bixi::{GraphFormat, SolutionsFormat};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Solutions, or true or false.
    Solutions(SolutionsFormat),
    /// The same as a table of a web page.
    Html,
    /// Triples.
    Graph(GraphFormat),
}

/// A form with its media type, its name in a URL, and the other names under which clients ask for it in the header or in the URL.
pub struct Offer {
    /// The form.
    pub form: Form,
    /// Its media type.
    pub media_type: &'static str,
    /// Other names.
    pub others: &'static [&'static str],
    /// Its name in a URL.
    pub name: &'static str,
    /// Whether it has a parameter `charset`.
    pub is_text: bool,
}

const fn offer(
    form: Form,
    media_type: &'static str,
    others: &'static [&'static str],
    name: &'static str,
) -> Offer {
    let is_text = matches!(media_type.as_bytes(), [b't', b'e', b'x', b't', b'/', ..]);
    Offer {
        form,
        media_type,
        others,
        name,
        is_text,
    }
}

impl Offer {
    /// Whether a client that writes a name in the URL wants this form.
    pub fn is_called(&self, name: &str) -> bool {
        let mut names = [self.name, self.media_type]
            .into_iter()
            .chain(self.others.iter().copied());
        names.any(|known| known == name)
    }
}

/// The forms of solutions, the preferred one first.
pub const SOLUTIONS: [Offer; 5] = [
    offer(
        Form::Solutions(SolutionsFormat::Json),
        "application/sparql-results+json",
        &["application/json"],
        "json",
    ),
    offer(
        Form::Solutions(SolutionsFormat::Xml),
        "application/sparql-results+xml",
        &["application/xml", "text/xml"],
        "xml",
    ),
    offer(
        Form::Solutions(SolutionsFormat::Csv),
        "text/csv",
        &[],
        "csv",
    ),
    offer(
        Form::Solutions(SolutionsFormat::Tsv),
        "text/tab-separated-values",
        &[],
        "tsv",
    ),
    offer(Form::Html, "text/html", &["application/xhtml+xml"], "html"),
];

/// The forms of triples, the preferred one first.
pub const GRAPHS: [Offer; 4] = [
    offer(
        Form::Graph(GraphFormat::Turtle),
        "text/turtle",
        &[
            "application/x-turtle",
            "application/turtle",
            "text/n3",
            "application/n3",
            "text/rdf+n3",
            "ttl",
            "n3",
        ],
        "turtle",
    ),
    offer(
        Form::Graph(GraphFormat::NTriples),
        "application/n-triples",
        // What N-Triples were sent as before they had a type.
        &["text/plain", "nt", "n-triples"],
        "ntriples",
    ),
    offer(
        Form::Graph(GraphFormat::RdfXml),
        "application/rdf+xml",
        &["rdf+xml", "rdf", "xml"],
        "rdfxml",
    ),
    offer(
        Form::Graph(GraphFormat::JsonLd),
        "application/ld+json",
        &["application/json", "json-ld", "json"],
        "jsonld",
    ),
];
