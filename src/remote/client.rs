//! Requests to an engine by HTTP: queries and updates by POST, graphs by PUT, GET and DELETE.

use super::answer::Answer;
use super::auth::Credentials;
use super::certificates::certificates;
use super::form::Form;
use super::parse::{self, Fault};
use super::response::{Response, is_busy, said};
use super::signed::Signed;
use super::url;
use crate::error::{EngineError, Error, Result};
use crate::project::{EngineConfig, EngineKind};
use crate::rdf::NamedNode;
use std::io::Read;
use std::path::Path;
use std::thread;
use std::time::Duration;
use ureq::http::{HeaderMap, Method, Request, StatusCode, Uri, header};
use ureq::tls::TlsConfig;
use ureq::{Agent, Body};

/// The seconds of a request, and the bytes of an answer, where `bixi.toml` says nothing.
const TIMEOUT: u64 = 60;
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// The seconds in which a connection must be made.
const CONNECT: u64 = 10;

/// How often a request that changes nothing, or that may be made twice, is made again, and how long is waited before it.
const RETRIES: u32 = 2;
const PAUSE: Duration = Duration::from_millis(500);

/// The most redirects that are followed.
const REDIRECTS: u32 = 3;

const FORM: &str = "application/x-www-form-urlencoded";
const SOLUTIONS: &str = "application/sparql-results+json";
const GRAPH: &str = "application/n-triples, text/turtle;q=0.9";

/// A connection to an engine.
pub struct Client {
    name: String,
    config: EngineConfig,
    credentials: Credentials,
    agent: Agent,
}

/// A request without what tells who asks.
#[derive(Clone)]
struct Asked<'a> {
    method: Method,
    url: &'a str,
    content_type: Option<&'static str>,
    accept: Option<&'static str>,
    body: &'a [u8],
    /// Whether it may be made twice.
    is_idempotent: bool,
}

impl Client {
    /// Makes a client for an engine with the settings of a project, whose folder paths are relative to. No request is made.
    ///
    /// # Errors
    /// If an environment variable with a secret is not set, or the certificates cannot be read.
    pub fn new(name: &str, config: &EngineConfig, root: &Path) -> Result<Self> {
        let timeout = Duration::from_secs(config.timeout.unwrap_or(TIMEOUT));
        let tls = match &config.ca {
            Some(path) => TlsConfig::builder().root_certs(certificates(name, path, root)?),
            None => TlsConfig::builder(),
        };
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .timeout_connect(Some(timeout.min(Duration::from_secs(CONNECT))))
            .user_agent(concat!("bixi/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build()
            .new_agent();
        Ok(Self {
            name: name.to_owned(),
            config: config.clone(),
            credentials: Credentials::of(name, config.auth.as_ref())?,
            agent,
        })
    }

    /// Returns the name of the engine.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns which program the engine is.
    pub fn kind(&self) -> EngineKind {
        self.config.kind
    }

    /// Returns whether graphs can be put there by the Graph Store Protocol.
    pub fn has_graph_store(&self) -> bool {
        self.config.graph_store.is_some()
    }

    /// Returns whether the settings say how the engine is changed.
    pub fn can_be_changed(&self) -> bool {
        self.has_graph_store() || self.config.update.is_some()
    }

    /// Asks a query, and parses the answer to its end.
    ///
    /// # Errors
    /// If the engine cannot be reached, refuses the query, or its answer is cut or in another format.
    pub fn query(&self, form: Form, text: &str) -> Result<Answer> {
        let body = format!("query={}", url::encoded(text));
        let response = self.succeed(&Asked {
            method: Method::POST,
            url: &self.config.url,
            content_type: Some(FORM),
            accept: Some(match form {
                Form::Select | Form::Ask => SOLUTIONS,
                Form::Construct => GRAPH,
            }),
            body: body.as_bytes(),
            is_idempotent: true,
        })?;
        self.answer(form, &response)
    }

    /// Changes the engine by SPARQL Update. It is not tried again: whether it had an effect is not known.
    ///
    /// # Errors
    /// If the settings have no `update`, the engine cannot be reached, or it refuses the update.
    pub fn update(&self, text: &str) -> Result<()> {
        let url = self.url(
            self.config.update.as_deref(),
            "update",
            "a change by SPARQL Update",
        )?;
        let body = format!("update={}", url::encoded(text));
        let response = self.succeed(&Asked {
            method: Method::POST,
            url,
            content_type: Some(FORM),
            accept: None,
            body: body.as_bytes(),
            is_idempotent: false,
        })?;
        self.check_change(&response)
    }

    /// Puts N-Triples in the place of all that a graph has.
    ///
    /// # Errors
    /// If the settings have no `graph-store`, the engine cannot be reached, or it refuses.
    pub fn put_graph(&self, graph: &NamedNode, triples: &[u8]) -> Result<()> {
        // Turtle has N-Triples as a part, and is what all engines take.
        let turtle = Some("text/turtle; charset=utf-8");
        let response = self.graph(Method::PUT, graph, turtle, None, triples)?;
        self.check_change(&response)
    }

    /// Removes a graph; one that is not there is removed already.
    ///
    /// # Errors
    /// As [`Client::put_graph`].
    pub fn delete_graph(&self, graph: &NamedNode) -> Result<()> {
        match self.graph(Method::DELETE, graph, None, None, b"") {
            Err(Error::Engine(error)) if is_not_there(&error) => Ok(()),
            response => self.check_change(&response?),
        }
    }

    /// Returns the triples of a graph; one that is not there has none.
    ///
    /// # Errors
    /// As [`Client::put_graph`], or if the answer is cut or in another format.
    pub fn get_graph(&self, graph: &NamedNode) -> Result<Answer> {
        match self.graph(Method::GET, graph, None, Some(GRAPH), b"") {
            Err(Error::Engine(error)) if is_not_there(&error) => Ok(Answer::Graph(Vec::new())),
            response => self.answer(Form::Construct, &response?),
        }
    }

    fn graph(
        &self,
        method: Method,
        graph: &NamedNode,
        content_type: Option<&'static str>,
        accept: Option<&'static str>,
        body: &[u8],
    ) -> Result<Response> {
        let store = self.config.graph_store.as_deref();
        let store = self.url(store, "graph-store", "a change of graphs")?;
        // Virtuoso calls the parameter otherwise.
        let parameter = match self.config.kind {
            EngineKind::Virtuoso => "graph-uri",
            _ => "graph",
        };
        let mark = if store.contains('?') { '&' } else { '?' };
        let value = url::encoded(graph.as_str());
        self.succeed(&Asked {
            method,
            url: &format!("{store}{mark}{parameter}={value}"),
            content_type,
            accept,
            body,
            is_idempotent: true,
        })
    }

    fn url<'a>(
        &self,
        url: Option<&'a str>,
        key: &'static str,
        needed_by: &'static str,
    ) -> Result<&'a str> {
        let missing = || EngineError::NotConfigured {
            engine: self.name.clone(),
            key,
            needed_by,
        };
        Ok(url.ok_or_else(missing)?)
    }

    fn answer(&self, form: Form, response: &Response) -> Result<Answer> {
        let engine = || self.name.clone();
        if let Some(error) = response.lack(form, &self.name) {
            return Err(error.into());
        }
        let media_type = response.header(header::CONTENT_TYPE.as_str());
        let error = match parse::read(form, media_type, &response.body) {
            Ok(answer) => return Ok(answer),
            Err(Fault::MediaType) => EngineError::MediaType {
                engine: engine(),
                media_type: parse::essence(media_type).to_owned(),
                said: said(&response.body),
            },
            Err(Fault::NotReadable(problem)) => EngineError::NotReadable {
                engine: engine(),
                problem,
            },
        };
        Err(error.into())
    }

    /// Looks whether a success may be that of something else than the engine: the page of a proxy, on which somebody is to sign in.
    fn check_change(&self, response: &Response) -> Result<()> {
        let media_type = parse::essence(response.header(header::CONTENT_TYPE.as_str()));
        // Virtuoso says in HTML what it did.
        let is_page = media_type == "text/html" && !response.body.is_empty();
        match is_page && self.config.kind != EngineKind::Virtuoso {
            true => Err(Error::from(EngineError::MediaType {
                engine: self.name.clone(),
                media_type: media_type.to_owned(),
                said: said(&response.body),
            })),
            false => Ok(()),
        }
    }

    /// Makes a request, again if it may be made twice and the engine is busy or the connection broke, and returns what came back
    /// with a status of success.
    fn succeed(&self, asked: &Asked) -> Result<Response> {
        let mut tries = 0;
        loop {
            let response = self.authenticated(asked);
            let pause = match &response {
                Ok(response) if is_busy(response.status) => Some(response.retry_after()),
                Err(Error::Engine(error)) if matches!(**error, EngineError::Unreachable { .. }) => {
                    Some(None)
                }
                _ => None,
            };
            let pause = pause.map(|said| said.unwrap_or(PAUSE * (1 << tries)));
            match pause.filter(|pause| {
                asked.is_idempotent && tries < RETRIES && pause.as_secs() <= CONNECT
            }) {
                Some(pause) => thread::sleep(pause),
                None => return self.checked(response?),
            }
            tries += 1;
        }
    }

    fn checked(&self, response: Response) -> Result<Response> {
        match response.status.is_success() {
            true => Ok(response),
            false => Err(Error::from(EngineError::Status {
                engine: self.name.clone(),
                status: response.status.as_u16(),
                said: said(&response.body),
            })),
        }
    }

    /// Makes a request with what tells who asks, and once more if the engine challenges it. If it must be challenged, the first
    /// request has no body.
    fn authenticated(&self, asked: &Asked) -> Result<Response> {
        let uri = self.uri(asked.url)?;
        let signed = Signed {
            method: &asked.method,
            uri: &uri,
            body: asked.body,
        };
        let headers = self.credentials.headers(&signed)?;
        // An engine that challenges a request may close the connection before it has read a long body, and the challenge is lost.
        let is_probe = self.credentials.wait_for_challenge() && !asked.body.is_empty();
        let body: &[u8] = if is_probe { b"" } else { asked.body };
        let response = self.followed(
            &Asked {
                body,
                ..asked.clone()
            },
            &uri,
            &headers,
        )?;
        if response.status != StatusCode::UNAUTHORIZED {
            return match is_probe {
                true => self.followed(asked, &uri, &headers),
                false => Ok(response),
            };
        }
        let challenges = response.headers.get_all(header::WWW_AUTHENTICATE);
        let challenges: Vec<&str> = challenges
            .iter()
            .filter_map(|text| text.to_str().ok())
            .collect();
        match self.credentials.answer(&challenges, &signed)? {
            Some(value) => {
                let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
                self.followed(asked, &uri, &headers)
            }
            None => Ok(response),
        }
    }

    /// Makes a request, and follows redirects that stay on the same host.
    fn followed(&self, asked: &Asked, uri: &Uri, headers: &HeaderMap) -> Result<Response> {
        let mut uri = uri.clone();
        for _ in 0..REDIRECTS {
            let response = self.sent(asked, &uri, headers)?;
            let location = response.header(header::LOCATION.as_str());
            if !response.status.is_redirection() || location.is_empty() {
                return Ok(response);
            }
            let to = oxiri::Iri::parse(uri.to_string())
                .and_then(|base| base.resolve(location))
                .map_or_else(|_| location.to_owned(), oxiri::Iri::into_inner);
            let next: Option<Uri> = to.parse().ok();
            let is_same =
                |next: &Uri| (next.scheme(), next.authority()) == (uri.scheme(), uri.authority());
            match next.filter(is_same) {
                Some(next) => uri = next,
                None => {
                    return Err(Error::from(EngineError::Redirect {
                        engine: self.name.clone(),
                        to,
                    }));
                }
            }
        }
        self.sent(asked, &uri, headers)
    }

    /// Makes a request, and reads what comes back to its end.
    fn sent(&self, asked: &Asked, uri: &Uri, headers: &HeaderMap) -> Result<Response> {
        let mut request = Request::builder().method(&asked.method).uri(uri);
        if let Some(all) = request.headers_mut() {
            all.extend(
                headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
        }
        for (name, value) in [
            (header::CONTENT_TYPE, asked.content_type),
            (header::ACCEPT, asked.accept),
            // The library removes the length of what is compressed, by which a graph that is cut is known.
            (
                header::ACCEPT_ENCODING,
                asked
                    .accept
                    .filter(|accept| *accept == GRAPH)
                    .map(|_| "identity"),
            ),
        ] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let failed = |error: ureq::Error| self.failed(uri, &error);
        let response = match asked.method {
            Method::GET | Method::DELETE => self
                .agent
                .run(request.body(()).map_err(|e| failed(e.into()))?),
            _ => self
                .agent
                .run(request.body(asked.body).map_err(|e| failed(e.into()))?),
        };
        let (head, mut body) = response.map_err(failed)?.into_parts();
        Ok(Response {
            status: head.status,
            body: self.read(&mut body, uri)?,
            headers: head.headers,
        })
    }

    fn read(&self, body: &mut Body, uri: &Uri) -> Result<Vec<u8>> {
        let most = self.config.max_bytes.unwrap_or(MOST_BYTES);
        let mut bytes = Vec::new();
        let reader = body.with_config().limit(u64::MAX).reader();
        if let Err(error) = reader.take(most.saturating_add(1)).read_to_end(&mut bytes) {
            let error = self.failed(uri, &ureq::Error::from(error));
            return Err(match error {
                Error::Engine(error) => match *error {
                    EngineError::Unreachable {
                        engine, problem, ..
                    } => EngineError::Incomplete { engine, problem }.into(),
                    other => other.into(),
                },
                other => other,
            });
        }
        if bytes.len() as u64 > most {
            return Err(Error::from(EngineError::TooLong {
                engine: self.name.clone(),
                bytes: most,
            }));
        }
        Ok(bytes)
    }

    fn uri(&self, url: &str) -> Result<Uri> {
        let unusable = |problem| EngineError::Unreachable {
            engine: self.name.clone(),
            url: url.to_owned(),
            problem,
        };
        Ok(url::parsed(url).map_err(unusable)?)
    }

    fn failed(&self, uri: &Uri, error: &ureq::Error) -> Error {
        let engine = self.name.clone();
        Error::from(match error {
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                EngineError::Unreachable {
                    engine,
                    url: uri.to_string(),
                    problem: format!("no connection within {CONNECT} s"),
                }
            }
            ureq::Error::Timeout(_) => EngineError::Timeout {
                engine,
                seconds: self.config.timeout.unwrap_or(TIMEOUT),
            },
            other => EngineError::Unreachable {
                engine,
                url: uri.to_string(),
                problem: other.to_string(),
            },
        })
    }
}

fn is_not_there(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::Status {
            status: 404 | 410,
            ..
        }
    )
}
