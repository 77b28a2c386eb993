//! From a request to its response: who asks is checked, the address chooses what is asked for, and a thread writes the reply.

use super::api::{self, Call, Parameters};
use super::assets;
use super::content::Content;
use super::description;
use super::graph_store;
use super::negotiation::{Accepted, Version, takes_gzip};
use super::own_path;
use super::page::Frame;
use super::problem::Problem;
use super::protocol::{self, Asked, add_argument, parameters, parameters_of_body, percent_decoded};
use super::query;
use super::reader;
use super::reply::Reply;
use super::state::{Served, State};
use bixi::{Arguments, Error, QueryLimits};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap,
    HeaderName, HeaderValue, IF_NONE_MATCH, TRANSFER_ENCODING, VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// The most bytes of a body.
const LARGEST_BODY: usize = 1 << 20;
/// How long a client may take to send a body.
const BODY_DEADLINE: Duration = Duration::from_secs(30);

/// What a page of this server may do: show itself, and ask this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The headers that decide how it is said why there is no answer.
const PROBLEMS_VARY: &str = "Accept, Accept-Language, Cookie";

/// What a picture may do that is opened at its address: look as its own style says.
const PICTURES_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/// What a request is about.
enum Resource {
    Sparql(Asked),
    Graph(graph_store::Graph),
    SavedQuery(String, Arguments),
    Call(Call, Parameters),
    /// The page; if it is that of an entity, what the entity is called.
    Page(Option<String>),
    /// What has an IRI under the base, by its path.
    Own(String),
}

/// Answers a request.
pub async fn respond(
    state: Arc<State>,
    request: Request<Incoming>,
) -> Result<Response<Content>, Infallible> {
    let begun = Instant::now();
    let (head, body) = request.into_parts();
    let (origin, answered) = match state.guard.check(&head.uri, &head.headers) {
        Err(problem) => (None, Err(problem)),
        Ok(heard) if head.method == Method::OPTIONS => {
            (heard.origin, options(&state, head.uri.path()).await)
        }
        Ok(heard) => {
            let asked = answered(&state, &head, &heard.authority, body);
            (heard.origin, asked.await)
        }
    };
    let said = |problem: Problem| {
        if head.uri.path().starts_with("/api/") {
            return problem.json();
        }
        let mut response = match accepted(&head.headers).prefers_page() {
            true => {
                let served = state.served();
                let language = reader::language(&head.headers, &served);
                let frame = Frame::of(&served.project);
                problem.page(&Frame {
                    language: language.as_deref().or(frame.language),
                    ..frame
                })
            }
            false => problem.response(),
        };
        let varies = HeaderValue::from_static(PROBLEMS_VARY);
        response.headers_mut().insert(VARY, varies);
        response
    };
    let mut response = answered.unwrap_or_else(said);
    let headers = response.headers_mut();
    let is_picture = headers
        .get(CONTENT_TYPE)
        .is_some_and(|media_type| media_type == "image/svg+xml");
    let policy = if is_picture { PICTURES_POLICY } else { POLICY };
    let fixed = [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", policy),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if !state.guard.origins.is_empty() {
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(&origin).ok()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, HEAD, POST, QUERY"),
        );
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("Accept, Content-Type"),
        );
    }
    let (status, time) = (response.status().as_u16(), begun.elapsed());
    state.metrics.note(status, time);
    if let Some(log) = state.reports.log {
        let target = head
            .uri
            .path_and_query()
            .map_or("", |target| target.as_str());
        log(&format!(
            "{} {target} {status} {:.1} ms",
            head.method,
            time.as_secs_f64() * 1000.0
        ));
    }
    Ok(response)
}

/// Says which methods an address takes.
///
/// # Errors
/// If there is nothing at this address.
async fn options(state: &State, path: &str) -> Result<Response<Content>, Problem> {
    let served = state.served();
    let methods = match path {
        "/sparql" | "/sparql/" => protocol::METHODS,
        path if path.starts_with("/queries/") => api::METHODS,
        "/style.css" => graph_store::METHODS,
        "/metrics" if state.reports.has_metrics => graph_store::METHODS,
        path if path.starts_with("/assets/") => {
            let name = path.trim_start_matches("/assets/");
            assets::response(name, &HeaderMap::new()).ok_or_else(nothing)?;
            graph_store::METHODS
        }
        path => match resource(&served, &Method::GET, path, "default", None, &[])?.0 {
            Resource::Call(..) => api::METHODS,
            Resource::Own(path) => {
                let is_there = move |reply: &mut Reply, limits: &QueryLimits| {
                    reply.set_status(StatusCode::NO_CONTENT);
                    own_path::find(&served, &path, limits).map(drop)
                };
                state.reply(false, is_there).await?;
                graph_store::METHODS
            }
            _ => graph_store::METHODS,
        },
    };
    let mut response = Response::new(Content::Whole(None));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(methods));
    Ok(response)
}

async fn answered(
    state: &Arc<State>,
    head: &Parts,
    authority: &str,
    body: Incoming,
) -> Result<Response<Content>, Problem> {
    let (method, headers) = (&head.method, &head.headers);
    let (path, url_query) = (head.uri.path(), head.uri.query().unwrap_or_default());
    if let Some(name) = path.strip_prefix("/assets/") {
        read_only(method)?;
        return assets::response(name, headers).ok_or_else(nothing);
    }
    let served = state.served();
    if path == "/metrics" && state.reports.has_metrics {
        read_only(method)?;
        let statements = served.snapshot.sizes().statements;
        return Ok(plain(state.metrics.text(statements)));
    }
    let body = read(body, headers).await?;
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let (resource, format, version) =
        resource(&served, method, path, url_query, content_type, &body)?;
    let accepted = accepted(headers).with(format, version);
    let served = match accepted.takes_page() {
        true => in_language_of(headers, served),
        false => served,
    };
    let accepted = match *method {
        Method::GET | Method::HEAD => accepted.with_known(values(headers, &IF_NONE_MATCH)),
        _ => accepted,
    };
    if let Resource::Call(Call::Immediate(answer), parameters) = &resource {
        return Ok(json(answer(state, parameters)?.to_string()));
    }
    let endpoint = format!("http://{authority}/sparql");
    let takes_gzip = takes_gzip(headers);
    let shared = Arc::clone(state);
    let write = move |reply: &mut Reply, limits: &QueryLimits| match &resource {
        Resource::Call(Call::Evaluated(answer), parameters) => {
            call(&shared, &served, *answer, parameters, limits, reply)
        }
        resource => write(&served, resource, &endpoint, &accepted, limits, reply),
    };
    state.reply(takes_gzip, write).await
}

/// Returns what is served as it is written for the reader of a page.
fn in_language_of(headers: &HeaderMap, served: Arc<Served>) -> Arc<Served> {
    match reader::language(headers, &served) {
        Some(tag) if served.languages.first() != Some(&tag) => Arc::new(served.in_language(&tag)),
        _ => served,
    }
}

/// Returns what a client takes by its headers.
fn accepted(headers: &HeaderMap) -> Accepted {
    let accept = values(headers, &ACCEPT);
    let accept: Vec<&str> = accept.iter().map(String::as_str).collect();
    Accepted::of(&accept)
}

/// Returns the values of a header that are text.
fn values(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    values.map(str::to_owned).collect()
}

/// Reads a body whole.
async fn read(body: Incoming, headers: &HeaderMap) -> Result<Bytes, Problem> {
    let is_chunked = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"chunked");
    if !headers.get_all(TRANSFER_ENCODING).iter().all(is_chunked) {
        let text = "a request is sent as it is or in chunks, and in no other transfer coding";
        return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, text));
    }
    let coding = headers.get(CONTENT_ENCODING);
    if coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let text = "a request is sent as it is, and not compressed";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    let too_large = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("a request may have {} KiB", LARGEST_BODY >> 10),
        )
    };
    // A body whose length is known is not waited for.
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(too_large());
    }
    let limited = Limited::new(body, LARGEST_BODY).collect();
    match timeout(BODY_DEADLINE, limited).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Problem::bad("the request breaks off")),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            format!(
                "the request took more than {} s to come",
                BODY_DEADLINE.as_secs()
            ),
        )),
    }
}

/// What a request is about, with the name of the form and the version that its URL asks for.
type Wanted = (Resource, Option<String>, Option<Version>);

fn resource(
    served: &Served,
    method: &Method,
    path: &str,
    url_query: &str,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Wanted, Problem> {
    match path {
        "/sparql" | "/sparql/" => {
            let asked = protocol::asked(method, url_query, content_type, body)?;
            let (format, version) = match &asked {
                Asked::Query(operation) => (operation.format.clone(), operation.version),
                Asked::Description { format } => (format.clone(), None),
            };
            Ok((Resource::Sparql(asked), format, version))
        }
        "/graph" | "/graph/" => {
            let (graph, format, version) = graph_store::asked(method, url_query)?;
            Ok((Resource::Graph(graph), format, version))
        }
        "/" | "/find" | "/entity" | "/query" | "/explore" | "/project" => {
            read_only(method)?;
            let given = parameters(url_query.as_bytes())?;
            let name = entity_name(given).filter(|_| path == "/entity");
            Ok((Resource::Page(name), None, None))
        }
        path => {
            if let Some(name) = path.strip_prefix("/api/") {
                let call = api::call(name).ok_or_else(nothing)?;
                let parameters = Parameters::of(method, url_query, body)?;
                return Ok((Resource::Call(call, parameters), None, None));
            }
            if path.starts_with("/project/") {
                return read_only(method).map(|()| (Resource::Page(None), None, None));
            }
            match path.strip_prefix("/queries/") {
                Some(name) => {
                    let name = percent_decoded(name.as_bytes())?;
                    saved_query(method, name, url_query, content_type, body)
                }
                None => own_path(served, method, path, url_query),
            }
        }
    }
}

/// Checks that a request reads.
fn read_only(method: &Method) -> Result<(), Problem> {
    match *method {
        Method::GET | Method::HEAD => Ok(()),
        _ => Err(Problem::method(graph_store::METHODS)),
    }
}

/// Returns what the entity of a page is called.
fn entity_name(given: Vec<(String, String)>) -> Option<String> {
    given
        .into_iter()
        .find_map(|(name, value)| match name.as_str() {
            "iri" => Some(api::identifier(&value)),
            "name" => Some(value),
            _ => None,
        })
}

/// A saved query, whose parameters are those of the URL or of a form. An empty value is none, since a form sends every field.
fn saved_query(
    method: &Method,
    name: String,
    url_query: &str,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Wanted, Problem> {
    let given = match (method.as_str(), content_type) {
        ("GET" | "HEAD", _) => parameters(url_query.as_bytes())?,
        ("POST", Some(form)) if form.starts_with("application/x-www-form-urlencoded") => {
            parameters_of_body(body)?
        }
        _ => return Err(Problem::method(api::METHODS)),
    };
    let (mut arguments, mut format, mut version) = (Arguments::new(), None, None);
    for (name, value) in given {
        match name.as_str() {
            "format" => graph_store::name_form(&mut format, value)?,
            "version" => version = Some(Version::of(&value)?),
            _ if value.is_empty() => {}
            _ => add_argument(&mut arguments, name, value)?,
        }
    }
    Ok((Resource::SavedQuery(name, arguments), format, version))
}

/// What has an IRI under the base, at its own path.
fn own_path(
    served: &Served,
    method: &Method,
    path: &str,
    url_query: &str,
) -> Result<Wanted, Problem> {
    if served.project.config.base.is_none() {
        return Err(nothing());
    }
    read_only(method)?;
    let mut given = parameters(url_query.as_bytes())?.into_iter();
    let format = given.find(|(name, _)| name == "format");
    let format = format.map(|(_, name)| name);
    Ok((Resource::Own(path.to_owned()), format, None))
}

fn nothing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address")
}

/// Writes the answer of a call, in the language of its reader.
fn call(
    state: &State,
    served: &Served,
    answer: fn(&api::Asked, &mut Reply) -> Result<(), Problem>,
    parameters: &Parameters,
    limits: &QueryLimits,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let translated = parameters
        .language()?
        .map(|language| served.in_language(language));
    let asked = api::Asked {
        served: translated.as_ref().unwrap_or(served),
        state,
        parameters,
        limits,
    };
    answer(&asked, reply)
}

/// Writes what is asked for.
fn write(
    served: &Served,
    resource: &Resource,
    endpoint: &str,
    accepted: &Accepted,
    limits: &QueryLimits,
    reply: &mut Reply,
) -> Result<(), Problem> {
    match resource {
        Resource::Sparql(Asked::Query(operation)) => {
            query::answer(served, operation, endpoint, accepted, limits, reply)
        }
        Resource::Sparql(Asked::Description { .. }) => {
            description::write(served, endpoint, accepted, limits, reply)
        }
        Resource::Graph(graph) => graph_store::write(served, graph, accepted, limits, reply),
        Resource::SavedQuery(name, arguments) => {
            let query = served.project.query(name).map_err(|error| match error {
                Error::Name(_) => Problem::new(StatusCode::NOT_FOUND, error.to_string()),
                error => error.into(),
            })?;
            let known = query.parameters();
            if let Some(unknown) = arguments
                .keys()
                .find(|name| !known.iter().any(|p| p.name == **name))
            {
                let known: Vec<&str> = known.iter().map(|p| p.name.as_str()).collect();
                return Err(Problem::bad(format!(
                    "the query has no parameter `{unknown}`; it has: {}",
                    known.join(", ")
                )));
            }
            query::write(served, &query, arguments, accepted, limits, reply)
        }
        Resource::Call(..) => Err(query::internal("a call is answered as a resource")),
        Resource::Page(name) => {
            if let Some(name) = name
                && own_path::is_unknown(served, name)
            {
                reply.set_status(StatusCode::NOT_FOUND);
            }
            own_path::page(reply)
        }
        Resource::Own(path) => own_path::write(served, path, accepted, limits, reply),
    }
}

fn plain(text: String) -> Response<Content> {
    let mut response = Response::new(Content::from(text));
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}

fn json(text: String) -> Response<Content> {
    let mut response = Response::new(Content::from(text));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
