//! Which media type a client gets ([RFC 9110, 12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)).

use super::offers::{Form, GRAPHS, Offer, SOLUTIONS};
use super::problem::Problem;
use hyper::StatusCode;
use hyper::header::{ACCEPT_ENCODING, HeaderMap};

/// What a client takes.
#[derive(Clone, Debug, Default)]
pub struct Accepted {
    ranges: Vec<Range>,
    /// The name of a form in the URL, which is stronger than the header.
    named: Option<String>,
    /// The version of SPARQL that the URL names, if it names one.
    version: Option<Version>,
    /// The values of `If-None-Match`: what the client has.
    known: Vec<String>,
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

/// What a client gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// How the answer is written.
    pub form: Form,
    /// The media type of that, without a version.
    pub media_type: String,
    /// The version that the client knows.
    pub version: Version,
}

/// A media range of the header `Accept`.
#[derive(Clone, Debug)]
struct Range {
    media_type: String,
    /// The quality in thousandths.
    quality: u32,
    version: Option<Version>,
}

/// How specific a range is that is one media type.
const SPECIFIC: u8 = 2;

/// How well a media type fits: how specific the range is that it is in, and the quality and the version that the range has.
#[derive(Clone, Copy)]
struct Fit {
    specific: u8,
    quality: u32,
    version: Option<Version>,
}

impl Range {
    /// Reads a range. What demands a version that is not known is not taken.
    fn of(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let media_type = parts.next()?.to_ascii_lowercase();
        let (mut quality, mut version) = (1000, None);
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = thousandths(value),
                "version" => match Version::of(value.trim().trim_matches('"')) {
                    Ok(known) => version = Some(known),
                    Err(_) => quality = 0,
                },
                _ => {}
            }
        }
        media_type.contains('/').then_some(Self {
            media_type,
            quality,
            version,
        })
    }

    /// Returns how well a media type fits, if it does.
    fn fit(&self, media_type: &str) -> Option<Fit> {
        let specific = match self.media_type.strip_suffix('*') {
            None if self.media_type == media_type => SPECIFIC,
            Some("*/") => 0,
            Some(start) if media_type.starts_with(start) => 1,
            _ => return None,
        };
        Some(Fit {
            specific,
            quality: self.quality,
            version: self.version,
        })
    }
}

impl Accepted {
    /// Reads the values of the headers `Accept`. What is not a media range is passed over, as the specification wants it.
    pub fn of(headers: &[&str]) -> Self {
        let ranges = headers.iter().flat_map(|value| value.split(','));
        Self {
            ranges: ranges.filter_map(Range::of).collect(),
            ..Self::default()
        }
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

    /// Returns the same with the values of `If-None-Match`.
    #[must_use]
    pub fn with_known(self, known: Vec<String>) -> Self {
        Self { known, ..self }
    }

    /// Returns whether the client has what has a tag already; a weak tag is the same as a strong one
    /// ([RFC 9110, 13.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2)).
    pub fn has(&self, tag: &str) -> bool {
        let mut known = self.known.iter().flat_map(|value| value.split(','));
        known.any(|known| {
            let known = known.trim();
            known == "*" || opaque(known).is_some_and(|known| opaque(tag) == Some(known))
        })
    }

    /// Returns a name of what the client gets, whatever the answer is: clients that get the same have the same.
    pub fn name(&self) -> String {
        let part = |choice: Result<Choice, Problem>| match choice {
            Ok(Choice {
                form,
                version: Version::V11,
                ..
            }) => format!("{}-1.1", name_of(form)),
            Ok(choice) => name_of(choice.form).to_owned(),
            Err(_) => "none".to_owned(),
        };
        format!("{}-{}", part(self.solutions()), part(self.graph()))
    }

    /// Returns the form of solutions that is preferred.
    ///
    /// # Errors
    /// If the client takes none that there is.
    pub fn solutions(&self) -> Result<Choice, Problem> {
        self.best(&SOLUTIONS)
    }

    /// Returns the form of triples that is preferred. A client that takes forms of solutions only, since it does not know what its
    /// user asks, gets the first one.
    ///
    /// # Errors
    /// If the client takes none that there is.
    pub fn graph(&self) -> Result<Choice, Problem> {
        self.best(&GRAPHS)
            .or_else(|problem| match (self.best(&SOLUTIONS), &GRAPHS) {
                (Ok(choice), [first, ..]) => Ok(chosen(first, choice.version)),
                _ => Err(problem),
            })
    }

    /// Returns whether solutions are written as a page.
    pub fn takes_page(&self) -> bool {
        self.solutions()
            .is_ok_and(|choice| choice.form == Form::Html)
    }

    /// Returns whether a page is preferred to triples: by browsers, but not by programs that take anything.
    pub fn prefers_page(&self) -> bool {
        let page = SOLUTIONS.iter().find(|offer| offer.form == Form::Html);
        if let Some(name) = &self.named {
            return page.is_some_and(|page| page.is_called(name));
        }
        let quality = |offer: &Offer| self.fit_of(offer).quality;
        page.map(quality) > GRAPHS.iter().map(quality).max()
    }

    fn best(&self, offers: &[Offer]) -> Result<Choice, Problem> {
        let best = match &self.named {
            Some(name) => {
                let named = offers.iter().find(|offer| offer.is_called(name));
                named.map(|offer| (self.fit_of(offer), offer))
            }
            None => {
                let fits = offers.iter().map(|offer| (self.fit_of(offer), offer));
                let acceptable: Vec<_> = fits.filter(|(fit, _)| fit.quality > 0).collect();
                // Of equals, `max_by_key` takes the last one.
                let last_first = acceptable.into_iter().rev();
                last_first.max_by_key(|(fit, _)| fit.quality)
            }
        };
        if let Some((fit, offer)) = best {
            let version = self.version.or(fit.version);
            return Ok(chosen(offer, version.unwrap_or(Version::V12)));
        }
        let known: Vec<&str> = match self.named.is_some() {
            true => offers.iter().map(|offer| offer.name).collect(),
            false => offers.iter().map(|offer| offer.media_type).collect(),
        };
        Err(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            format!("this answer can be had as {}", known.join(", ")),
        ))
    }

    fn fit_of(&self, offer: &Offer) -> Fit {
        let own = self.fit(offer.media_type);
        if own.specific == SPECIFIC {
            // The client names it, so its other names do not count.
            return own;
        }
        // Other names count only if the client names them.
        let others = offer.others.iter().map(|other| self.fit(other));
        let named = others.filter(|other| other.specific == SPECIFIC);
        named.fold(own, |best, other| match other.quality > best.quality {
            true => other,
            false => best,
        })
    }

    /// Returns how a media type fits the most specific range that it is in.
    fn fit(&self, media_type: &str) -> Fit {
        let none = |quality| Fit {
            specific: 0,
            quality,
            version: None,
        };
        if self.ranges.is_empty() {
            return none(1000);
        }
        let fits = self.ranges.iter().filter_map(|range| range.fit(media_type));
        let best = fits.max_by_key(|fit| (fit.specific, fit.quality));
        best.unwrap_or_else(|| none(0))
    }
}

/// Returns a tag without the mark of a weak one, if it is a tag.
fn opaque(tag: &str) -> Option<&str> {
    let opaque = tag.strip_prefix("W/").unwrap_or(tag);
    let is_quoted = opaque.len() > 1 && opaque.starts_with('"') && opaque.ends_with('"');
    is_quoted.then_some(opaque)
}

/// Returns a form as it is sent to a client that knows a version.
fn chosen(offer: &Offer, version: Version) -> Choice {
    let charset = if offer.is_text { "; charset=utf-8" } else { "" };
    Choice {
        form: offer.form,
        media_type: format!("{}{charset}", offer.media_type),
        version,
    }
}

/// Returns the name of a form in a URL.
fn name_of(form: Form) -> &'static str {
    let offers = SOLUTIONS.iter().chain(&GRAPHS);
    let mut offers = offers.filter(|offer| offer.form == form);
    offers.next().map_or("", |offer| offer.name)
}

/// Returns whether a client takes what is compressed by gzip, also by its old name or among all codings.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter();
    let codings = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let mut is_any_taken = false;
    for coding in codings {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| {
            part.to_ascii_lowercase()
                .strip_prefix("q=")
                .map(thousandths)
        });
        let is_taken = quality != Some(0);
        match name.to_ascii_lowercase().as_str() {
            // What is named is stronger than what is meant by `*`.
            "gzip" | "x-gzip" => return is_taken,
            "*" => is_any_taken = is_taken,
            _ => {}
        }
    }
    is_any_taken
}

/// Reads a quality: a number from 0 to 1 with at most three digits after the point. What is no such number counts as 1.
fn thousandths(text: &str) -> u32 {
    let quality = text.trim().parse::<f32>();
    let quality = quality.ok().filter(|quality| (0.0..=1.0).contains(quality));
    quality.map_or(1000, |quality| (quality * 1000.0).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media_types(accept: &[&str]) -> (String, String) {
        let accepted = Accepted::of(accept);
        let media_type = |choice: Result<Choice, Problem>| match choice {
            Ok(choice) => choice.media_type,
            Err(problem) => problem.text().to_owned(),
        };
        (
            media_type(accepted.solutions()),
            media_type(accepted.graph()),
        )
    }

    #[test]
    fn the_best_of_what_is_accepted_is_chosen() {
        let json = "application/sparql-results+json";
        let xml = "application/sparql-results+xml";
        let csv = "text/csv; charset=utf-8";
        let turtle = "text/turtle; charset=utf-8";
        let ntriples = "application/n-triples";
        let no_solutions = "this answer can be had as application/sparql-results+json, \
            application/sparql-results+xml, text/csv, text/tab-separated-values, text/html";
        let no_graph = "this answer can be had as text/turtle, application/n-triples, application/rdf+xml, application/ld+json";
        let cases: [(&[&str], &str, &str); 24] = [
            (&[], json, turtle),
            (&[""], json, turtle),
            (&["*/*"], json, turtle),
            (&["*/*;q=0.1"], json, turtle),
            (&["*/*;q=0"], no_solutions, no_graph),
            // A client that knows solutions only.
            (&["text/csv"], csv, turtle),
            (&["application/sparql-results+xml"], xml, turtle),
            (&["text/turtle"], no_solutions, turtle),
            (&["image/png"], no_solutions, no_graph),
            (
                &["application/sparql-results+xml;q=0.8, text/csv;q=0.9, */*;q=0.1"],
                csv,
                turtle,
            ),
            // A browser.
            (
                &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
                "text/html; charset=utf-8",
                turtle,
            ),
            (&["text/*"], csv, turtle),
            (&["TEXT/CSV ; Q=0.3 , text/html;q=0.2"], csv, turtle),
            (&["*/*, application/sparql-results+json;q=0"], xml, turtle),
            (
                &["application/json", "text/turtle;q=0.5"],
                json,
                "application/ld+json",
            ),
            (
                &["application/json;odata=verbose"],
                json,
                "application/ld+json",
            ),
            (&["text/plain"], no_solutions, ntriples),
            (&["nonsense, application/n-triples"], no_solutions, ntriples),
            (&["nonsense"], json, turtle),
            // A quality that is none.
            (&["text/csv;q=1.5"], csv, turtle),
            (&["text/csv;q=high, application/xml;q=0.9"], csv, turtle),
            // A version that is none.
            (&["text/csv;version=9"], no_solutions, no_graph),
            (&["text/csv;version=9, */*;q=0.1"], json, turtle),
            (
                &["application/rdf+xml, application/sparql-results+json"],
                json,
                "application/rdf+xml",
            ),
        ];
        for (accept, solutions, graph) in cases {
            let expected = (solutions.to_owned(), graph.to_owned());
            assert_eq!(media_types(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn the_url_names_a_form_as_clients_do() {
        let named = |name: &str| {
            let accepted = Accepted::of(&["text/html"]).with(Some(name.to_owned()), None);
            let media_type =
                |choice: Result<Choice, Problem>| choice.ok().map(|choice| choice.media_type);
            (
                media_type(accepted.solutions()),
                media_type(accepted.graph()),
            )
        };
        let some = |media_type: &str| Some(media_type.to_owned());
        let json = some("application/sparql-results+json");
        let rdf_xml = some("application/rdf+xml");
        assert_eq!(named("json"), (json, some("application/ld+json")));
        assert_eq!(named("rdf+xml"), (None, rdf_xml.clone()));
        assert_eq!(named("application/rdf+xml"), (None, rdf_xml));
        assert_eq!(named("n3"), (None, some("text/turtle; charset=utf-8")));
        let csv = some("text/csv; charset=utf-8");
        assert_eq!(named("csv"), (csv, some("text/turtle; charset=utf-8")));
        assert_eq!(named("cvs"), (None, None));
    }

    #[test]
    fn a_version_is_that_of_the_range_that_is_chosen() {
        let version = |accept: &str, of_url| {
            let accepted = Accepted::of(&[accept]).with(None, of_url);
            accepted.solutions().expect("a form").version
        };
        let each = "application/sparql-results+json;q=0.5;version=1.1, text/csv; version=\"1.2\"";
        assert_eq!(version(each, None), Version::V12);
        assert_eq!(version("application/json;version=1.1", None), Version::V11);
        assert_eq!(version(each, Some(Version::V11)), Version::V11);
        assert_eq!(version("*/*", None), Version::V12);
        let refused = Version::of("2.0").expect_err("no version");
        assert_eq!(
            refused.text(),
            "there is no version `2.0` of SPARQL here: 1.1 and 1.2 are known"
        );
    }

    #[test]
    fn what_is_written_in_another_way_has_another_name() {
        let name = |accept: &str| Accepted::of(&[accept]).name();
        assert_eq!(name("*/*"), "json-turtle");
        assert_eq!(name("application/json"), "json-jsonld");
        assert_eq!(name("text/csv;version=1.1"), "csv-1.1-turtle-1.1");
        assert_eq!(name("text/turtle"), "none-turtle");
    }

    #[test]
    fn gzip_is_taken_unless_it_is_refused() {
        let takes = |value: &'static str| {
            let value = hyper::header::HeaderValue::from_static(value);
            takes_gzip(&HeaderMap::from_iter([(ACCEPT_ENCODING, value)]))
        };
        assert!(takes("br, GZIP;q=0.05"));
        assert!(takes("gzip") && takes("x-gzip") && takes("br, *;q=0.1"));
        assert!(!takes("*, gzip;q=0") && !takes("br") && !takes("*;q=0"));
        assert!(!takes("gzip;Q=0.0"));
        assert!(!takes("br, identity"));
    }
}
