//! Requests that are signed with [AWS Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html),
//! for Amazon Neptune.

use super::digest::hex;
use super::signed::Signed;
use hmac::{Hmac, KeyInit, Mac};
use oxsdatatypes::DateTime;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The service whose requests are signed.
const SERVICE: &str = "neptune-db";

/// The keys that requests are signed with.
pub struct Keys {
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
    pub session_token: Option<String>,
}

/// Returns the headers that sign a request now.
pub fn headers(keys: &Keys, request: &Signed) -> Vec<(&'static str, String)> {
    let mut headers = BTreeMap::from([
        ("x-amz-content-sha256", hex(&Sha256::digest(request.body))),
        ("x-amz-date", basic_time(&DateTime::now().to_string())),
    ]);
    if let Some(token) = &keys.session_token {
        headers.insert("x-amz-security-token", token.clone());
    }
    let authorization = authorization(keys, SERVICE, request, &headers);
    headers.insert("authorization", authorization);
    headers.into_iter().collect()
}

/// Returns the value of `Authorization` for a request with some headers, of which `x-amz-date` says when it is made.
fn authorization(
    keys: &Keys,
    service: &str,
    request: &Signed,
    headers: &BTreeMap<&'static str, String>,
) -> String {
    let time = headers.get("x-amz-date").map_or("", String::as_str);
    let day = time.get(..8).unwrap_or(time);
    let host = request
        .uri
        .authority()
        .map_or("", |authority| authority.as_str());
    let mut signed = headers.clone();
    signed.insert("host", host.to_owned());
    let names = signed.keys().copied().collect::<Vec<_>>().join(";");
    let lines = signed
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()));
    let canonical = format!(
        "{}\n{}\n{}\n{}\n{names}\n{}",
        request.method,
        request.uri.path(),
        sorted_query(request.uri.query().unwrap_or_default()),
        lines.collect::<String>(),
        hex(&Sha256::digest(request.body))
    );
    let scope = format!("{day}/{}/{service}/aws4_request", keys.region);
    let text = format!(
        "AWS4-HMAC-SHA256\n{time}\n{scope}\n{}",
        hex(&Sha256::digest(canonical))
    );
    let secret = format!("AWS4{}", keys.secret_key).into_bytes();
    let parts = [day, &keys.region, service, "aws4_request"];
    let key = parts.iter().fold(secret, |key, part| mac(&key, part));
    format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={}",
        keys.access_key,
        hex(&mac(&key, &text))
    )
}

/// Returns the parameters of a query part, in the order of their names.
fn sorted_query(query: &str) -> String {
    let mut parameters: Vec<&str> = query.split('&').filter(|part| !part.is_empty()).collect();
    parameters.sort_unstable();
    parameters.join("&")
}

/// Returns the keyed hash of a text ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) with SHA-256.
fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of every length");
    };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Returns a time in UTC in the basic format of ISO 8601, `20150830T123600Z` for `2015-08-30T12:36:00.5Z`.
fn basic_time(time: &str) -> String {
    let (seconds, _) = time.split_once(['.', 'Z']).unwrap_or((time, ""));
    seconds.replace(['-', ':'], "") + "Z"
}

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::http::{Method, Uri};

    /// Examples of the test suite of Amazon: `get-vanilla` and `get-vanilla-query-order-key-case`.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let keys = Keys {
            region: "us-east-1".to_owned(),
            access_key: "AKIDEXAMPLE".to_owned(),
            secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: None,
        };
        let signed = |url: &str| {
            let uri: Uri = url.parse().expect("a URL");
            let request = Signed {
                method: &Method::GET,
                uri: &uri,
                body: b"",
            };
            let headers = BTreeMap::from([("x-amz-date", basic_time("2015-08-30T12:36:00Z"))]);
            authorization(&keys, "service", &request, &headers)
        };
        assert_eq!(
            signed("https://example.amazonaws.com/"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, \
             Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        );
        let signature =
            "Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";
        let url = "https://example.amazonaws.com/?Param2=value2&Param1=value1";
        assert!(signed(url).ends_with(signature));
    }

    #[test]
    fn times_are_written_without_marks_and_fractions() {
        assert_eq!(
            basic_time("2026-11-28T09:05:03.123456789Z"),
            "20261128T090503Z"
        );
    }
}
