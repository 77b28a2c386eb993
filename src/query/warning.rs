//! Likely mistakes in queries, and where in the text of a query each of them stands.

use super::Query;
use super::tokens::{Kind, Token, tokens};
use crate::rdf::{Prefixes, vocab};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// A likely mistake in a query: a name that no source uses, a variable that nothing binds, or something else that makes an
/// empty answer likely. Displayed, it is the message with the hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The id of the findings that `bixi check` makes of such warnings.
    pub id: &'static str,
    /// The mistake, in one sentence without a period.
    pub message: String,
    /// What would mend it, in words: ``did you mean `:knows`?``
    pub hint: Option<String>,
    /// Whether it is most likely a slip: a name that is used differs in very little, or the query cannot have this part of
    /// its answer.
    pub is_likely_typo: bool,
    /// The part of the query that it is about.
    pub(crate) subject: Subject,
}

/// How the message about an IRI that no source has begins.
pub(super) const NO_SOURCE: &str = "no source has ";

/// The part of a query that a warning is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The IRI of a term.
    Iri(String),
    /// The name of a variable.
    Variable(String),
    /// The text of a literal.
    Text(String),
    /// A language, as a tag of a literal or as the text that a tag is compared with.
    Language(String),
    /// These bytes of the text.
    Bytes(Range<usize>),
}

impl Warning {
    /// Returns a warning without a hint that is most likely about a slip.
    pub(super) fn slip(id: &'static str, subject: Subject, message: String) -> Self {
        Self {
            id,
            message,
            hint: None,
            is_likely_typo: true,
            subject,
        }
    }

    /// Returns a warning without a hint.
    pub(super) fn doubt(id: &'static str, subject: Subject, message: String) -> Self {
        Self {
            is_likely_typo: false,
            ..Self::slip(id, subject, message)
        }
    }

    /// Returns the warning with the name that may be meant as its hint, if there is one.
    pub(super) fn or_meant(self, near: Option<&str>) -> Self {
        Self {
            hint: near.map(|near| format!("did you mean `{near}`?")),
            ..self
        }
    }

    /// Returns the warning with a hint.
    pub(super) fn with_hint(self, hint: &str) -> Self {
        Self {
            hint: Some(hint.to_owned()),
            ..self
        }
    }

    /// Returns whether it is about an entity that no source has.
    pub(crate) fn is_of_entity(&self) -> bool {
        self.message.starts_with(NO_SOURCE)
    }

    /// Returns the IRI that it is about, if it is about one.
    pub(crate) fn iri(&self) -> Option<&str> {
        match &self.subject {
            Subject::Iri(iri) => Some(iri),
            _ => None,
        }
    }

    /// Returns the bytes of a query's text that it is about, if the text names them.
    pub(crate) fn place(&self, query: &Query, prefixes: &Prefixes) -> Option<Range<usize>> {
        let text = query.text();
        if let Subject::Bytes(bytes) = &self.subject {
            return Some(bytes.clone());
        }
        let tokens = tokens(text);
        let found = match &self.subject {
            Subject::Iri(iri) => named_after(text, &tokens, iri, prefixes, 0),
            Subject::Variable(name) => tokens.iter().find(|token| {
                token.kind == Kind::Variable && token.text(text).get(1..) == Some(name)
            }),
            Subject::Text(value) => tokens.iter().find(|token| is_string(text, token, value)),
            Subject::Language(tag) => tokens.iter().find(|token| {
                let written = token.text(text).trim_start_matches('@');
                let is_tag = token.kind == Kind::Language && written.eq_ignore_ascii_case(tag);
                is_tag || is_string(text, token, tag)
            }),
            Subject::Bytes(_) => None,
        };
        found.map(|token| token.range.clone())
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// Returns the first token of a query's pattern, from a byte of the text on, that stands for an IRI.
pub(super) fn named_after<'t>(
    text: &str,
    tokens: &'t [Token],
    iri: &str,
    prefixes: &Prefixes,
    from: usize,
) -> Option<&'t Token> {
    let mut declared: BTreeMap<&str, &str> = BTreeMap::new();
    let mut before = ["", ""];
    for token in tokens {
        let word = token.text(text);
        let is_after = |index: usize, keyword: &str| {
            before
                .get(index)
                .is_some_and(|word| word.eq_ignore_ascii_case(keyword))
        };
        let is_prologue = is_after(0, "PREFIX") || is_after(1, "PREFIX") || is_after(1, "BASE");
        let is_before = is_prologue || token.range.start < from;
        match token.kind {
            Kind::Iri if is_after(0, "PREFIX") => {
                let name = before[1].trim_end_matches(':');
                declared.insert(name, word.trim_matches(['<', '>']));
            }
            Kind::Iri if !is_before => {
                let written = word.trim_matches(['<', '>']);
                // One that is relative to `BASE` is the end of what it stands for.
                let is_relative = || !written.contains(':') && !written.is_empty();
                if written == iri || is_relative() && iri.ends_with(written) {
                    return Some(token);
                }
            }
            Kind::Word if is_before => {}
            Kind::Word if word == "a" && iri == vocab::RDF_TYPE => return Some(token),
            Kind::Word => {
                if let Some((prefix, local)) = word.split_once(':') {
                    let namespace = declared.get(prefix).copied();
                    let namespace = namespace.or_else(|| prefixes.namespace(prefix));
                    let rest = namespace.and_then(|namespace| iri.strip_prefix(namespace));
                    if rest.is_some_and(|rest| rest == local.replace('\\', "")) {
                        return Some(token);
                    }
                }
            }
            _ => {}
        }
        before = [before[1], word];
    }
    None
}

/// Returns whether a token is a string with a value.
fn is_string(text: &str, token: &Token, value: &str) -> bool {
    let written = token.text(text);
    let content = written.trim_matches(['"', '\'']);
    token.kind == Kind::String
        && (content == value || content.replace("\\\\", "\\").replace("\\\"", "\"") == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn a_warning_stands_where_the_query_names_what_it_is_about() {
        let text = "PREFIX e: <http://e/>\nSELECT ?x { ?x a e:Person ; <http://e/p> 'a\\\\b'@en ; e:n\\-1 ?n }";
        let query = Query::new(SourceFile::new("q.rq", text)).expect("a query");
        let place = |subject: Subject| {
            let warning = Warning::slip("unknown-name", subject, String::new());
            let place = warning.place(&query, &Prefixes::default());
            place.map_or("", |place| &text[place])
        };
        assert_eq!(
            place(Subject::Iri("http://e/Person".to_owned())),
            "e:Person"
        );
        assert_eq!(place(Subject::Iri("http://e/p".to_owned())), "<http://e/p>");
        assert_eq!(place(Subject::Iri("http://e/n-1".to_owned())), "e:n\\-1");
        assert_eq!(place(Subject::Iri("http://e/".to_owned())), "");
        assert_eq!(place(Subject::Iri(vocab::RDF_TYPE.to_owned())), "a");
        assert_eq!(place(Subject::Variable("n".to_owned())), "?n");
        assert_eq!(place(Subject::Text("a\\b".to_owned())), "'a\\\\b'");
        assert_eq!(place(Subject::Language("EN".to_owned())), "@en");
    }
}
