//! What an IRI may be, and how a relative one is resolved ([RFC 3987](https://www.rfc-editor.org/rfc/rfc3987)).

use super::chars::{DIGIT, IRI, LETTER, NAME, is};
use super::escapes::unescape_iri;
use super::fault::{Fault, in_sentence};
use super::{Reading, Syntax};
use crate::error::{ConfigError, Error, Result};
use oxiri::Iri;

/// The IRI that relative IRIs are resolved against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// There is none.
    #[default]
    None,
    /// One was declared that is wrong; what is relative to it is not known.
    Faulty,
    /// This one.
    Iri(Iri<String>),
}

impl Base {
    /// A base IRI.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(iri: &str) -> Result<Self, String> {
        let iri = Iri::parse(iri.to_owned()).map_err(|error| in_sentence(&error.to_string()))?;
        Ok(Self::Iri(iri))
    }

    /// The IRI that an IRI reference stands for, appended to `into`, which is empty.
    ///
    /// # Errors
    /// What is wrong with it, unless that was said of the base already; `offset` is where it stands.
    pub fn resolve(
        &self,
        raw: &[u8],
        offset: usize,
        into: &mut Vec<u8>,
    ) -> Result<(), Option<Fault>> {
        if memchr::memchr(b'\\', raw).is_none() {
            into.extend_from_slice(raw);
        } else {
            unescape_iri(raw, into).map_err(|(at, length, message)| {
                Fault::new("invalid-escape", message, offset + at..offset + at + length)
            })?;
        }
        if is_plain(into) {
            return Ok(());
        }
        if let Some((at, character)) = forbidden(raw) {
            let message = format!("an IRI cannot contain `{character}`");
            let fault = Fault::new("invalid-iri", message, offset + at..offset + at + 1);
            return Err(Some(fault.with_hint("write it percent-encoded")));
        }
        let text = std::str::from_utf8(into).unwrap_or_default();
        let span = offset..offset + raw.len();
        let invalid = |error: oxiri::IriParseError| {
            let message = format!("this is not an IRI: {}", in_sentence(&error.to_string()));
            Fault::new("invalid-iri", message, span.clone())
        };
        match self {
            Self::Iri(base) => {
                let resolved = base.resolve(text).map_err(invalid)?;
                into.clear();
                into.extend_from_slice(resolved.as_str().as_bytes());
            }
            _ if has_scheme(into) => {
                Iri::parse(text).map_err(invalid)?;
            }
            Self::Faulty => return Err(None),
            Self::None => return Err(Some(without_base(span))),
        }
        Ok(())
    }
}

fn without_base(span: std::ops::Range<usize>) -> Fault {
    let message = "this IRI is relative, and there is no base to resolve it against";
    let hint = "write the IRI in full, declare `@base <…> .`, or set `base` in `bixi.toml`";
    Fault::new("relative-iri-without-base", message, span).with_hint(hint)
}

/// What is wrong with an absolute IRI.
pub fn check(iri: &[u8]) -> Result<(), String> {
    if is_plain(iri) {
        return Ok(());
    }
    let text = std::str::from_utf8(iri).unwrap_or_default();
    match Iri::parse(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(in_sentence(&error.to_string())),
    }
}

/// The first character that no IRI reference can contain, and where.
fn forbidden(raw: &[u8]) -> Option<(usize, char)> {
    let at = raw
        .iter()
        .position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'|' | b'^' | b'`'))?;
    Some((at, char::from(*raw.get(at)?)))
}

/// Whether it begins with a scheme.
fn has_scheme(iri: &[u8]) -> bool {
    scheme_end(iri).is_some()
}

/// Where the colon of the scheme is.
fn scheme_end(iri: &[u8]) -> Option<usize> {
    let end = iri
        .iter()
        .position(|byte| !is(*byte, LETTER | DIGIT) && !matches!(byte, b'+' | b'-' | b'.'))?;
    let starts = iri.first().is_some_and(|byte| is(*byte, LETTER));
    (starts && iri.get(end) == Some(&b':')).then_some(end)
}

/// Whether this is surely an absolute IRI: the common forms, told without looking at every rule.
fn is_plain(iri: &[u8]) -> bool {
    plain_authority_end(iri).is_some_and(|end| is_plain_rest(iri.get(end..).unwrap_or_default()))
}

/// Where scheme and authority end, if they are of a common form.
fn plain_authority_end(iri: &[u8]) -> Option<usize> {
    let colon = scheme_end(iri)?;
    let rest = iri.get(colon + 1..)?;
    match rest.strip_prefix(b"//") {
        None => Some(colon + 1),
        Some(host) => {
            let in_host = |byte: &u8| is(*byte, NAME) || *byte == b'.';
            let length = host
                .iter()
                .position(|byte| !in_host(byte))
                .unwrap_or(host.len());
            let ends = matches!(host.get(length), None | Some(b'/' | b'?' | b'#'));
            ends.then_some(colon + 3 + length)
        }
    }
}

/// Path, query and fragment with common characters, `%` apart, and no second `#`.
fn is_plain_rest(rest: &[u8]) -> bool {
    let mut fragments = 0;
    rest.iter().all(|byte| {
        fragments += usize::from(*byte == b'#');
        is(*byte, IRI) || is_plain_beyond_ascii(*byte) || *byte == b'#'
    }) && fragments < 2
}

/// A byte of a character from U+00C0 to U+D7FF: all of them may stand in an IRI.
fn is_plain_beyond_ascii(byte: u8) -> bool {
    matches!(byte, 0x80..=0xBF | 0xC3..=0xED)
}

/// Whether a plain local name can follow without a further look: the authority has ended.
pub fn is_plain_namespace(namespace: &[u8]) -> bool {
    let end = plain_authority_end(namespace);
    end.is_some_and(|end| end < namespace.len()) && is_plain(namespace)
}

/// Whether a local name without escapes has only characters that every IRI can have.
pub fn is_plain_local(local: &[u8]) -> bool {
    local
        .iter()
        .all(|byte| is(*byte, IRI) || is_plain_beyond_ascii(*byte))
}

/// Returns the base of a reading; N-Triples and N-Quads have none.
///
/// # Errors
/// If it is not an IRI.
pub fn base_of(path: &str, syntax: Syntax, reading: &Reading) -> Result<Base> {
    if syntax.is_by_line() {
        return Ok(Base::None);
    }
    base_in(path, reading)
}

/// Returns the base that a reading gives a file.
///
/// # Errors
/// If it is not an IRI.
pub fn base_in(path: &str, reading: &Reading) -> Result<Base> {
    let base = reading.base.map_or(Ok(Base::None), Base::new);
    base.map_err(|why| {
        Error::from(ConfigError::Base {
            path: path.to_owned(),
            base: reading.base.unwrap_or_default().to_owned(),
            problem: why.to_string(),
        })
    })
}
