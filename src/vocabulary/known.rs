//! The local names of well-known vocabularies, so that a slip in one of them is found.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A line `prefix: <namespace IRI>` before the local names of each vocabulary, written for this purpose.
const NAMES: &str = include_str!("names.txt");

/// The namespace of SHACL, whose terms the reader of shapes judges.
const SH: &str = "http://www.w3.org/ns/shacl#";

/// A vocabulary whose terms are all known.
pub struct Vocabulary {
    /// The prefix that it usually has.
    pub prefix: &'static str,
    /// The local names, sorted.
    pub names: Vec<&'static str>,
}

impl Vocabulary {
    /// Returns whether the vocabulary has a term with a local name.
    pub fn has(&self, name: &str) -> bool {
        let is_member =
            |number: &str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        self.names.binary_search(&name).is_ok()
            || self.prefix == "rdf" && name.strip_prefix('_').is_some_and(is_member)
    }
}

/// The vocabularies by namespace IRI.
fn vocabularies() -> &'static BTreeMap<&'static str, Vocabulary> {
    static ALL: OnceLock<BTreeMap<&'static str, Vocabulary>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = BTreeMap::new();
        let (mut namespace, mut vocabulary) = ("", None);
        for line in NAMES.lines().filter(|line| !line.is_empty()) {
            match line
                .strip_suffix('>')
                .and_then(|line| line.split_once(": <"))
            {
                Some((prefix, next)) => {
                    let whole: Option<Vocabulary> = vocabulary.take();
                    all.extend(whole.map(|whole| (namespace, whole)));
                    namespace = next;
                    vocabulary = Some(Vocabulary {
                        prefix,
                        names: Vec::new(),
                    });
                }
                None => {
                    if let Some(vocabulary) = &mut vocabulary {
                        vocabulary.names.extend(line.split(' '));
                    }
                }
            }
        }
        all.extend(vocabulary.map(|whole| (namespace, whole)));
        all
    })
}

/// Returns the vocabulary with a namespace IRI.
pub fn vocabulary(namespace: &str) -> Option<&'static Vocabulary> {
    let namespace = match namespace {
        "http://schema.org/" => "https://schema.org/",
        namespace => namespace,
    };
    vocabularies().get(namespace)
}

/// Returns the IRI of a term of a well-known vocabulary, given by the prefix that this usually has.
pub fn term(prefixed_name: &str) -> Option<String> {
    let (prefix, name) = prefixed_name.split_once(':')?;
    let mut all = vocabularies().iter();
    let (namespace, _) = all.find(|(_, of)| of.prefix == prefix && of.has(name))?;
    Some(format!("{namespace}{name}"))
}

/// Returns the prefixes that well-known vocabularies usually have, with their namespace IRIs.
pub fn prefixes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = vocabularies().iter();
    all.map(|(namespace, vocabulary)| (vocabulary.prefix, *namespace))
}

/// The prefixes of vocabularies that are easily mistaken for each other.
const BASIC: [&str; 5] = ["rdfs", "owl", "rdf", "skos", "dcterms"];

/// Returns the namespace IRI of the vocabulary that has a term with a local name: one of the basic ones, or the only one.
pub fn with_term(name: &str) -> Option<&'static str> {
    let with = || {
        vocabularies()
            .iter()
            .filter(|(_, vocabulary)| vocabulary.has(name))
    };
    let first = BASIC
        .iter()
        .find_map(|prefix| with().find(|(_, vocabulary)| vocabulary.prefix == *prefix));
    let only = || with().next().filter(|_| with().count() == 1);
    first.or_else(only).map(|(namespace, _)| *namespace)
}

/// Returns the namespace IRI that one is a slip of, if it is not known itself: another scheme, another last character, or one
/// letter.
pub fn near(namespace: &str) -> Option<&'static str> {
    let is_known = |iri: &str| vocabulary(iri).is_some() || iri == SH;
    if is_known(namespace) {
        return None;
    }
    let mut all = vocabularies().keys();
    all.find(|known| is_slip(namespace, known)).copied()
}

/// Returns whether two namespace IRIs differ only in scheme, `www.`, case or last character, or in one letter.
fn is_slip(namespace: &str, known: &str) -> bool {
    same_but_form(namespace, known)
        || namespace.len().abs_diff(known.len()) <= 1
            && namespace.starts_with(known.get(..8).unwrap_or(known))
            && strsim::damerau_levenshtein(namespace, known) == 1
}

/// Returns whether two namespace IRIs are the same apart from scheme, `www.`, case and a last `#` or `/`.
pub fn same_but_form(a: &str, b: &str) -> bool {
    a != b && form(a) == form(b)
}

/// Returns a namespace IRI without what is easily mistaken in it.
pub fn form(iri: &str) -> String {
    let iri = iri.to_lowercase();
    let iri = iri
        .strip_prefix("https://")
        .or_else(|| iri.strip_prefix("http://"))
        .unwrap_or(&iri);
    let iri = iri.strip_prefix("www.").unwrap_or(iri);
    iri.trim_end_matches(['#', '/']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_namespaces_known() {
        assert!(vocabularies().len() >= 30);
        for vocabulary in vocabularies().values() {
            assert!(vocabulary.names.is_sorted(), "{}", vocabulary.prefix);
        }
        assert!(
            vocabulary("http://xmlns.com/foaf/0.1/")
                .is_some_and(|foaf| foaf.has("name") && !foaf.has("nmae"))
        );
        assert!(
            vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
                .is_some_and(|rdf| rdf.has("_12"))
        );
    }

    #[test]
    fn slips_in_namespaces_are_near() {
        for (namespace, known) in [
            (
                "https://xmlns.com/foaf/0.1/",
                Some("http://xmlns.com/foaf/0.1/"),
            ),
            (
                "http://www.w3.org/2004/02/skos/core/",
                Some("http://www.w3.org/2004/02/skos/core#"),
            ),
            (
                "http://www.w3.org/2004/02/skos/core",
                Some("http://www.w3.org/2004/02/skos/core#"),
            ),
            (
                "http://purl.org/dc/term/",
                Some("http://purl.org/dc/terms/"),
            ),
            ("http://schema.org/", None),
            ("http://www.w3.org/ns/shacl#", None),
            ("http://example.org/", None),
        ] {
            assert_eq!(near(namespace), known, "{namespace}");
        }
    }
}
