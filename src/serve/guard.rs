//! Which requests are heard: those to a name of this server and not from a foreign web page. Otherwise any page that a user
//! opens could read what is served on the user's machine, by a request of its own or by
//! [DNS rebinding](https://en.wikipedia.org/wiki/DNS_rebinding).

use super::problem::Problem;
use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};
use hyper::http::uri::Authority;
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

/// A request that is let in.
#[derive(Debug, PartialEq, Eq)]
pub struct Heard {
    /// The name and the port under which the client knows this server.
    pub authority: String,
    /// The foreign origin that may read the answer, if the request comes from one.
    pub origin: Option<String>,
}

/// The most bytes of the head of a request. A connection reads a little more at once before it stops.
pub const LARGEST_HEAD: usize = 1 << 16;

impl Guard {
    /// Checks a request.
    ///
    /// # Errors
    /// If the head is too large (431), the request does not name one server (400) or names another (421), or comes from a page that
    /// is not let in (403).
    pub fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<Heard, Problem> {
        let of_headers = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len());
        if of_headers.sum::<usize>() > LARGEST_HEAD {
            return Err(Problem::new(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "the headers of a request may have 64 KiB",
            ));
        }
        let authority = authority(uri, headers)?;
        if !self.is_own(authority) {
            return Err(Problem::new(
                StatusCode::MISDIRECTED_REQUEST,
                format!(
                    "this server is not `{authority}`; `--host {}` lets it in",
                    name_of(authority)
                ),
            ));
        }
        Ok(Heard {
            authority: authority.to_owned(),
            origin: self.foreign_origin(authority, headers)?,
        })
    }

    /// Returns the foreign origin that a request comes from, if it comes from one that is let in.
    fn foreign_origin(
        &self,
        authority: &str,
        headers: &HeaderMap,
    ) -> Result<Option<String>, Problem> {
        let refused = |text: String| Err(Problem::new(StatusCode::FORBIDDEN, text));
        let mut origins = headers.get_all(ORIGIN).iter();
        let (origin, another) = (origins.next(), origins.next());
        if another.is_some() {
            let text = "a request comes from one page: it has one header `Origin`, or none";
            return Err(Problem::bad(text));
        }
        let Some(origin) = origin else {
            return match is_of_another_site(headers) {
                false => Ok(None),
                true => refused("pages of other sites may not use this server".to_owned()),
            };
        };
        let origin = origin.to_str().unwrap_or_default();
        let is_own = ["http://", "https://"]
            .iter()
            .any(|scheme| origin.strip_prefix(scheme) == Some(authority));
        if is_own {
            return Ok(None);
        }
        if self.origins.iter().any(|known| known == origin) {
            return Ok(Some(origin.to_owned()));
        }
        match origin {
            // A file, or a frame that its page does not trust: nobody knows which.
            "" | "null" => refused("pages without an origin may not read this graph".to_owned()),
            origin => refused(format!(
                "pages of `{origin}` may not read this graph; `--cors {origin}` lets them"
            )),
        }
    }

    /// Whether a host is this server: a name can lead anywhere, so it must be known; an address cannot.
    fn is_own(&self, host: &str) -> bool {
        let name = name_of(host);
        let address = name.trim_start_matches('[').trim_end_matches(']');
        // A name with a point at its end is whole.
        let whole = |name: &str| name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        whole(name) == "localhost"
            || address.parse::<IpAddr>().is_ok()
            || self.hosts.iter().any(|known| whole(known) == whole(name))
    }
}

/// Returns the server that a request is for: that of its target, or else of its header `Host`, which it must have once
/// ([RFC 9112, 3.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2)).
fn authority<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Result<&'r str, Problem> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    };
    let host = host.and_then(|host| {
        let target = uri.authority().map_or(host, Authority::as_str);
        let is_authority = target.parse::<Authority>().is_ok() && !target.contains('@');
        is_authority.then_some(target)
    });
    host.ok_or_else(|| Problem::bad("a request names one server in its header `Host`"))
}

/// Whether a browser says that a request was made by a page of another site and not by its user, who may follow a link. Pictures
/// and the like have no origin; their answers cannot be read, but must be computed.
fn is_of_another_site(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    matches!(header("sec-fetch-site"), Some(b"cross-site" | b"same-site"))
        && header("sec-fetch-dest") != Some(b"document")
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
                .map(|heard| heard.origin)
                .map_err(|p| p.text().to_owned())
        };
        for own in [
            "localhost:7878",
            "localhost.:7878",
            "127.0.0.1:7878",
            "[::1]:7878",
            "graph.example",
            "GRAPH.example:80",
            "graph.example.",
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
        for foreign in ["https://evil.example", "http://localhost:1"] {
            let problem = check("localhost:7878", Some(foreign));
            assert_eq!(
                problem,
                Err(format!(
                    "pages of `{foreign}` may not read this graph; `--cors {foreign}` lets them"
                ))
            );
        }
        let problem = check("localhost:7878", Some("null"));
        assert_eq!(
            problem,
            Err("pages without an origin may not read this graph".to_owned())
        );
    }

    #[test]
    fn the_server_is_named_once() {
        let check = |target: &'static str, hosts: &[&str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(
                    HOST,
                    HeaderValue::from_bytes(host.as_bytes()).expect("a host"),
                );
            }
            let heard = Guard::default().check(&Uri::from_static(target), &headers);
            heard
                .map(|heard| heard.authority)
                .map_err(|problem| problem.text().to_owned())
        };
        assert_eq!(check("/", &["[::1]:80"]), Ok("[::1]:80".to_owned()));
        let target = "http://localhost:1/";
        assert_eq!(
            check(target, &["evil.example"]),
            Ok("localhost:1".to_owned())
        );
        assert_eq!(
            check("http://evil.example/", &["localhost"]),
            Err("this server is not `evil.example`; `--host evil.example` lets it in".to_owned())
        );
        let unnamed: [&[&str]; 7] = [
            &[],
            &[""],
            &["localhost", "localhost"],
            &["a b"],
            &["[[127.0.0.1]]"],
            &["u:p@localhost"],
            &["évil"],
        ];
        for hosts in unnamed {
            assert_eq!(
                check("/", hosts),
                Err("a request names one server in its header `Host`".to_owned()),
                "{hosts:?}"
            );
        }
    }

    #[test]
    fn a_page_of_another_site_cannot_make_the_server_work() {
        let check = |site: &'static str, destination: &'static str| {
            let headers = [
                (HOST.as_str(), "localhost"),
                ("sec-fetch-site", site),
                ("sec-fetch-dest", destination),
            ];
            let headers = headers.map(|(name, value)| {
                let name = hyper::header::HeaderName::from_static(name);
                (name, HeaderValue::from_static(value))
            });
            Guard::default().check(&Uri::from_static("/"), &HeaderMap::from_iter(headers))
        };
        assert!(check("same-origin", "image").is_ok());
        assert!(check("none", "document").is_ok());
        assert!(check("cross-site", "document").is_ok());
        for (site, destination) in [("cross-site", "image"), ("same-site", "iframe")] {
            let refused = check(site, destination).expect_err("a foreign page");
            assert_eq!(
                refused.text(),
                "pages of other sites may not use this server"
            );
        }
    }
}
