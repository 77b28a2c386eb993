//! Which media type a client gets ([RFC 9110, 12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)).

use super::problem::Problem;
use bixi::{GraphFormat, SolutionsFormat};
use hyper::StatusCode;

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

/// A form with its media type, the other names under which clients ask for it, and its name in a URL.
struct Offer {
    form: Form,
    media_type: &'static str,
    others: &'static [&'static str],
    name: &'static str,
    /// Whether it has a parameter `charset`.
    is_text: bool,
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

/// The forms of solutions, the preferred one first.
const SOLUTIONS: [Offer; 5] = [
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
const GRAPHS: [Offer; 4] = [
    offer(
        Form::Graph(GraphFormat::Turtle),
        "text/turtle",
        &["application/x-turtle", "text/plain"],
        "turtle",
    ),
    offer(
        Form::Graph(GraphFormat::NTriples),
        "application/n-triples",
        &[],
        "ntriples",
    ),
    offer(
        Form::Graph(GraphFormat::RdfXml),
        "application/rdf+xml",
        &[],
        "rdfxml",
    ),
    offer(
        Form::Graph(GraphFormat::JsonLd),
        "application/ld+json",
        &["application/json"],
        "jsonld",
    ),
];

/// What a client takes.
#[derive(Clone, Debug, Default)]
pub struct Accepted {
    ranges: Vec<Range>,
    /// The name of a form in the URL, which is stronger than the header.
    named: Option<String>,
    /// The version of SPARQL that the client knows, if it says one.
    version: Option<Version>,
}

/// A version of SPARQL and RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Without triple terms.
    V11,
    /// With triple terms.
    V12,
}

impl Version {
    /// Reads a version.
    ///
    /// # Errors
    /// If there is no such version.
    pub fn of(text: &str) -> Result<Self, Problem> {
        match text {
            "1.1" | "1.0" => Ok(Self::V11),
            "1.2" | "1.2-basic" => Ok(Self::V12),
            other => Err(Problem::bad(format!(
                "there is no version `{other}` of SPARQL here: 1.1 and 1.2 are known"
            ))),
        }
    }
}

/// A media range of the header `Accept`.
#[derive(Clone, Debug)]
struct Range {
    media_type: String,
    /// The quality in thousandths.
    quality: u32,
}

/// How specific a range is that is one media type.
const SPECIFIC: u8 = 2;

impl Range {
    /// Returns how well the range fits a media type: its quality, if it fits, and how specific it is.
    fn fit(&self, media_type: &str) -> Option<(u8, u32)> {
        let specific = match self.media_type.strip_suffix('*') {
            None if self.media_type == media_type => SPECIFIC,
            Some("*/") => 0,
            Some(start) if media_type.starts_with(start) => 1,
            _ => return None,
        };
        Some((specific, self.quality))
    }
}

impl Accepted {
    /// Reads the values of the headers `Accept`. What is not a media range is passed over, as the specification wants it.
    ///
    /// # Errors
    /// If a range demands a version of SPARQL that is not known.
    pub fn of(headers: &[&str]) -> Result<Self, Problem> {
        let mut accepted = Self::default();
        for range in headers.iter().flat_map(|value| value.split(',')) {
            let mut parts = range.split(';').map(str::trim);
            let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
            let mut quality = 1000;
            for part in parts {
                match part.split_once('=') {
                    Some(("q" | "Q", value)) => quality = thousandths(value),
                    Some(("version", value)) => {
                        accepted.version = Some(Version::of(value.trim_matches('"'))?);
                    }
                    _ => {}
                }
            }
            if media_type.contains('/') {
                accepted.ranges.push(Range {
                    media_type,
                    quality,
                });
            }
        }
        Ok(accepted)
    }

    /// Returns the same with what the URL says: the name of a form, and a version.
    #[must_use]
    pub fn with(self, named: Option<String>, version: Option<Version>) -> Self {
        Self {
            named: named.or(self.named),
            version: version.or(self.version),
            ..self
        }
    }

    /// Returns whether the client knows no triple terms.
    pub fn is_without_triple_terms(&self) -> bool {
        self.version == Some(Version::V11)
    }

    /// Returns the form of solutions that is preferred, with its media type.
    ///
    /// # Errors
    /// If the client takes none that there is.
    pub fn solutions(&self) -> Result<(Form, String), Problem> {
        self.best(&SOLUTIONS)
    }

    /// Returns the form of triples that is preferred, with its media type.
    ///
    /// # Errors
    /// If the client takes none that there is.
    pub fn graph(&self) -> Result<(Form, String), Problem> {
        self.best(&GRAPHS)
    }

    fn best(&self, offers: &[Offer]) -> Result<(Form, String), Problem> {
        let best = match &self.named {
            Some(name) => offers.iter().find(|offer| offer.name == *name),
            None => {
                let ranked = offers.iter().map(|offer| (self.quality_of(offer), offer));
                let acceptable = ranked.filter(|(quality, _)| *quality > 0);
                // Of equals, `max_by_key` takes the last one.
                let reversed: Vec<_> = acceptable.collect();
                let best = reversed
                    .into_iter()
                    .rev()
                    .max_by_key(|(quality, _)| *quality);
                best.map(|(_, offer)| offer)
            }
        };
        let Some(offer) = best else {
            let known: Vec<&str> = match self.named.is_some() {
                true => offers.iter().map(|offer| offer.name).collect(),
                false => offers.iter().map(|offer| offer.media_type).collect(),
            };
            return Err(Problem::new(
                StatusCode::NOT_ACCEPTABLE,
                format!("this answer can be had as {}", known.join(", ")),
            ));
        };
        let media_type = match offer.is_text {
            true => format!("{}; charset=utf-8", offer.media_type),
            false => offer.media_type.to_owned(),
        };
        Ok((offer.form, media_type))
    }

    fn quality_of(&self, offer: &Offer) -> u32 {
        match self.fit(offer.media_type) {
            // The client names it, so its other names do not count.
            (SPECIFIC, quality) => quality,
            (_, quality) => {
                // Other names count only if the client names them.
                let others = offer.others.iter().map(|other| self.fit(other));
                let named = others.filter(|(specific, _)| *specific == SPECIFIC);
                named.map(|(_, quality)| quality).fold(quality, u32::max)
            }
        }
    }

    /// Returns how specific the most specific range is that fits a media type, and its quality.
    fn fit(&self, media_type: &str) -> (u8, u32) {
        if self.ranges.is_empty() {
            return (0, 1000);
        }
        let fits = self.ranges.iter().filter_map(|range| range.fit(media_type));
        fits.max().unwrap_or((0, 0))
    }
}

/// Reads a quality: a number from 0 to 1 with at most three digits after the point. What is no such number counts as 0.
fn thousandths(text: &str) -> u32 {
    let quality = text.trim().parse::<f32>();
    let quality = quality.ok().filter(|quality| (0.0..=1.0).contains(quality));
    quality.map_or(0, |quality| (quality * 1000.0).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media_type(accept: &[&str]) -> (String, String) {
        let accepted = Accepted::of(accept).expect("versions");
        let name = |form: Result<(Form, String), Problem>| match form {
            Ok((_, media_type)) => media_type,
            Err(problem) => problem.text().to_owned(),
        };
        (name(accepted.solutions()), name(accepted.graph()))
    }

    #[test]
    fn the_best_of_what_is_accepted_is_chosen() {
        let json = "application/sparql-results+json";
        let turtle = "text/turtle; charset=utf-8";
        let none = "this answer can be had as text/turtle, application/n-triples, application/rdf+xml, application/ld+json";
        let cases: [(&[&str], &str, &str); 9] = [
            (&[], json, turtle),
            (&["*/*"], json, turtle),
            (&["text/csv"], "text/csv; charset=utf-8", none),
            (
                &["application/sparql-results+xml;q=0.8, text/csv;q=0.9, */*;q=0.1"],
                "text/csv; charset=utf-8",
                turtle,
            ),
            // A browser.
            (
                &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
                "text/html; charset=utf-8",
                turtle,
            ),
            (&["text/*"], "text/csv; charset=utf-8", turtle),
            (
                &["*/*, application/sparql-results+json;q=0"],
                "application/sparql-results+xml",
                turtle,
            ),
            (
                &["application/json", "text/turtle;q=0.5"],
                json,
                "application/ld+json",
            ),
            (
                &["nonsense, application/n-triples"],
                "",
                "application/n-triples",
            ),
        ];
        for (accept, solutions, graph) in cases {
            let found = media_type(accept);
            let of_solutions = match solutions {
                "" => found.0.starts_with("this answer can be had as"),
                solutions => found.0 == solutions,
            };
            assert!(
                of_solutions && found.1 == graph,
                "{accept:?} gives {found:?}"
            );
        }
    }

    #[test]
    fn versions_are_known_or_refused() {
        let accepted = Accepted::of(&["application/sparql-results+json; version=1.1"]);
        assert!(accepted.expect("a version").is_without_triple_terms());
        let refused = Accepted::of(&["text/turtle;version=2.0"]).expect_err("no version");
        assert_eq!(
            refused.text(),
            "there is no version `2.0` of SPARQL here: 1.1 and 1.2 are known"
        );
    }
}
