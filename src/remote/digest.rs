//! Digest access authentication ([RFC 7616](https://www.rfc-editor.org/rfc/rfc7616)) with MD5 or SHA-256, for requests whose body is
//! not protected (`qop=auth`).

use md5::{Digest, Md5};
use sha2::Sha256;
use std::fmt::Write;

/// What an engine asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    has_qop: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    fn of(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "MD5" => Some(Self::Md5),
            "SHA-256" => Some(Self::Sha256),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn hex(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(text)),
            Self::Sha256 => hex(&Sha256::digest(text)),
        }
    }
}

/// Returns bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Challenge {
    /// Reads the value of `WWW-Authenticate`; `None` if it is not a challenge that can be answered.
    pub fn of(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let parameters = parameters(rest);
        let value = |name: &str| {
            let mut named = parameters.iter().filter(|(other, _)| other == name);
            named.next().map(|(_, value)| value.as_str())
        };
        let qop = value("qop");
        let is_for_headers = |qop: &str| qop.split(',').any(|option| option.trim() == "auth");
        if qop.is_some_and(|qop| !is_for_headers(qop)) {
            return None;
        }
        Some(Self {
            realm: value("realm")?.to_owned(),
            nonce: value("nonce")?.to_owned(),
            opaque: value("opaque").map(str::to_owned),
            algorithm: Algorithm::of(value("algorithm").unwrap_or("MD5"))?,
            has_qop: qop.is_some(),
        })
    }

    /// Returns the value of `Authorization` for a name and a password, a method and the target of a request, and a nonce of the
    /// client.
    pub fn answer(&self, who: (&str, &str), request: (&str, &str), cnonce: &str) -> String {
        let ((user, password), (method, target)) = (who, request);
        let Self {
            realm,
            nonce,
            algorithm,
            ..
        } = self;
        let secret = algorithm.hex(&format!("{user}:{realm}:{password}"));
        let asked = algorithm.hex(&format!("{method}:{target}"));
        let response = algorithm.hex(&match self.has_qop {
            true => format!("{secret}:{nonce}:00000001:{cnonce}:auth:{asked}"),
            false => format!("{secret}:{nonce}:{asked}"),
        });
        let mut value = format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{target}\", algorithm={}, \
             response=\"{response}\"",
            algorithm.name()
        );
        if self.has_qop {
            value.push_str(&format!(", qop=auth, nc=00000001, cnonce=\"{cnonce}\""));
        }
        if let Some(opaque) = &self.opaque {
            value.push_str(&format!(", opaque=\"{opaque}\""));
        }
        value
    }
}

/// Returns the parameters of a challenge, with their names in lower case and their values without quotation marks.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted_string(quoted),
            None => match after.split_once(',') {
                Some((value, left)) => (value.trim().to_owned(), left),
                None => (after.trim().to_owned(), ""),
            },
        };
        let name = name.trim_matches([' ', '\t', ',']).to_ascii_lowercase();
        found.push((name, value));
        rest = left;
    }
    found
}

/// Returns a quoted string whose first mark is read, and what comes after its last one.
fn quoted_string(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((position, character)) = characters.next() {
        match character {
            '"' => return (value, text.get(position + 1..).unwrap_or_default()),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7616, 3.9.1.
    #[test]
    fn answers_are_those_of_the_specification() {
        let challenge = |algorithm: &str| {
            let text = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
                 nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            Challenge::of(&text).expect("a challenge")
        };
        let answer = |algorithm: &str| {
            let nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
            let who = ("Mufasa", "Circle of Life");
            challenge(algorithm).answer(who, ("GET", "/dir/index.html"), nonce)
        };
        assert!(answer("MD5").contains("response=\"8ca523f5e9506fed4657c9700eebdbec\""));
        let sha = "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
        assert!(answer("SHA-256").contains(sha));
    }

    #[test]
    fn a_challenge_that_cannot_be_answered_is_none() {
        for text in [
            "Basic realm=\"x\"",
            "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
            "Digest realm=\"x\", nonce=\"n\", algorithm=MD5-sess",
            "Digest realm=\"x\"",
            "Digest",
            "",
        ] {
            assert_eq!(Challenge::of(text), None, "{text}");
        }
    }

    #[test]
    fn values_may_be_quoted_escaped_and_hold_commas() {
        let challenge =
            Challenge::of("digest Realm=\"a, \\\"b\\\"\" , nonce=abc").expect("a challenge");
        assert_eq!(
            (challenge.realm.as_str(), challenge.nonce.as_str()),
            ("a, \"b\"", "abc")
        );
        assert!(!challenge.has_qop);
    }
}
