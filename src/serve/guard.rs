//! Which requests are heard: those to a name of this server and not from a foreign web page. Otherwise any page that a user
//! opens could read what is served on the user's machine, by a request of its own or by
//! [DNS rebinding](https://en.wikipedia.org/wiki/DNS_rebinding).

use super::problem::Problem;
use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::{StatusCode, Uri};
use std::net::IpAddr;

/// Names and pages that are let in.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Names of this server beside IP addresses and `localhost`.
    pub hosts: Vec<String>,
    /// Origins of web pages that may read answers, such as `https://yasgui.example`.
    pub origins: Vec<String>,
}

impl Guard {
    /// Checks a request and returns the foreign origin that may read its answer, if it comes from one.
    ///
    /// # Errors
    /// If the request names another server (421), or comes from a page that is not let in (403).
    pub fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<Option<String>, Problem> {
        let header = headers.get(HOST).and_then(|value| value.to_str().ok());
        let host = uri
            .authority()
            .map(|authority| authority.as_str())
            .or(header);
        let host = host.unwrap_or_default();
        if !self.is_own(host) {
            return Err(Problem::new(
                StatusCode::MISDIRECTED_REQUEST,
                format!(
                    "this server is not `{host}`; `--host {}` lets it in",
                    name_of(host)
                ),
            ));
        }
        let Some(origin) = headers.get(ORIGIN) else {
            return Ok(None);
        };
        let origin = origin.to_str().unwrap_or_default();
        if ["http://", "https://"]
            .iter()
            .any(|scheme| origin.strip_prefix(scheme) == Some(host))
        {
            return Ok(None);
        }
        match self.origins.iter().any(|known| known == origin) {
            true => Ok(Some(origin.to_owned())),
            false => Err(Problem::new(
                StatusCode::FORBIDDEN,
                format!("pages of `{origin}` may not read this graph; `--cors {origin}` lets them"),
            )),
        }
    }

    /// Whether a host is this server: a name can lead anywhere, so it must be known; an address cannot.
    fn is_own(&self, host: &str) -> bool {
        let name = name_of(host);
        let address = name.trim_start_matches('[').trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost")
            || address.parse::<IpAddr>().is_ok()
            || self
                .hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// Returns a host without its port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_names_and_pages_are_refused() {
        let guard = Guard {
            hosts: vec!["graph.example".to_owned()],
            origins: vec!["https://yasgui.example".to_owned()],
        };
        let check = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().expect("a host"));
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().expect("an origin"));
            }
            guard
                .check(&Uri::from_static("/sparql"), &headers)
                .map_err(|p| p.text().to_owned())
        };
        for own in [
            "localhost:7878",
            "127.0.0.1:7878",
            "[::1]:7878",
            "graph.example",
            "GRAPH.example:80",
        ] {
            assert_eq!(check(own, None), Ok(None), "{own}");
        }
        assert_eq!(
            check("localhost:7878", Some("http://localhost:7878")),
            Ok(None)
        );
        assert_eq!(
            check("localhost:7878", Some("https://yasgui.example")),
            Ok(Some("https://yasgui.example".to_owned()))
        );
        assert_eq!(
            check("evil.example:7878", None),
            Err(
                "this server is not `evil.example:7878`; `--host evil.example` lets it in"
                    .to_owned()
            )
        );
        for foreign in ["https://evil.example", "http://localhost:1", "null"] {
            let problem = check("localhost:7878", Some(foreign));
            assert_eq!(
                problem,
                Err(format!(
                    "pages of `{foreign}` may not read this graph; `--cors {foreign}` lets them"
                ))
            );
        }
    }
}
