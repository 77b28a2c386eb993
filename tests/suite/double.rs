//! An engine that stands in for those of others: SPARQL 1.1 over a store in memory, behind HTTP that breaks where a test wants it to.

use bixi::internals::rdf::{GraphName, NamedNode, Quad, Triple};
use md5::{Digest, Md5};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its number, from 0 on.
    pub number: usize,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// The parameters of the URL and of a form.
    pub parameters: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    target: String,
    body: Vec<u8>,
}

impl Request {
    /// Returns a parameter, or nothing.
    pub fn parameter(&self, name: &str) -> &str {
        let mut parameters = self.parameters.iter();
        parameters
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// What it does, in a line: `PUT http://e/g`, `query`, `update`.
    pub fn shown(&self) -> String {
        match self.method.as_str() {
            "POST" if !self.parameter("update").is_empty() => "update".to_owned(),
            "POST" => "query".to_owned(),
            method => format!("{method} {}", self.parameter("graph")),
        }
    }
}

/// What goes wrong with an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It has a status, headers and a body of its own; nothing is done.
    Answer(u16, &'static str, &'static str),
    /// The connection is closed before an answer; nothing is done.
    Close,
    /// The connection is closed before an answer; what was asked for is done.
    CloseAfter,
    /// Its second half does not come.
    Cut,
    /// It does not say how long it is, and its second half does not come.
    CutWithoutLength,
    /// Something follows it.
    Longer(&'static str),
    /// It comes late.
    Slow(Duration),
    /// Its status is another one.
    Status(u16),
}

type Faults = Box<dyn FnMut(&Request) -> Option<Fault> + Send>;

struct State {
    store: Store,
    requests: Vec<Request>,
    faults: Faults,
    /// The name and the password that digests must prove to be known.
    digest: Option<(String, String)>,
}

/// The engine, which listens until it is dropped.
pub struct Double {
    state: Arc<Mutex<State>>,
    address: String,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Double {
    /// Starts an engine without faults.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let state = Arc::new(Mutex::new(State {
            store: Store::new().expect("a store"),
            requests: Vec::new(),
            faults: Box::new(|_| None),
            digest: None,
        }));
        let is_over = Arc::new(AtomicBool::new(false));
        let (of_thread, over) = (Arc::clone(&state), Arc::clone(&is_over));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&of_thread);
                // A client that went away is no matter.
                thread::spawn(move || serve(&stream.expect("a connection"), &state));
            }
        });
        Self {
            state,
            address,
            is_over,
            thread: Some(thread),
        }
    }

    /// Its host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The settings of the engine in `bixi.toml`, below its heading.
    pub fn settings(&self) -> String {
        format!(
            "{}graph-store = \"http://{}/store\"\n",
            self.settings_without_store(),
            self.address
        )
    }

    /// The same for an engine that is changed by SPARQL Update only.
    pub fn settings_without_store(&self) -> String {
        let address = &self.address;
        format!("url = \"http://{address}/query\"\nupdate = \"http://{address}/update\"\n")
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("a test that did not fail")
    }

    /// Lets answers go wrong from now on.
    pub fn fail(&self, faults: impl FnMut(&Request) -> Option<Fault> + Send + 'static) {
        let mut state = self.state();
        state.faults = Box::new(faults);
        state.requests.clear();
    }

    /// Lets nothing go wrong from now on, and forgets the requests.
    pub fn mend(&self) {
        self.fail(|_| None);
    }

    /// Answers only who proves by a digest that a password is known.
    pub fn protect(&self, user: &str, password: &str) {
        self.state().digest = Some((user.to_owned(), password.to_owned()));
    }

    /// The requests since faults were last set, each in a line.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.iter().map(Request::shown).collect()
    }

    /// The requests that change something.
    pub fn changes(&self) -> Vec<String> {
        let mut requests = self.requests();
        requests.retain(|request| request != "query");
        requests
    }

    /// The triples of a graph as sorted lines.
    pub fn graph(&self, iri: &str) -> Vec<String> {
        let name = GraphName::from(NamedNode::new(iri).expect("an IRI"));
        let state = self.state();
        let quads = state
            .store
            .quads_for_pattern(None, None, None, Some(name.as_ref()));
        let mut lines: Vec<String> = quads
            .map(|quad| Triple::from(quad.expect("a quad")).to_string())
            .collect();
        lines.sort();
        lines
    }

    /// The names of the graphs, sorted.
    pub fn graphs(&self) -> Vec<String> {
        let state = self.state();
        let names = state.store.named_graphs();
        let mut names: Vec<String> = names
            .map(|name| name.expect("a name").to_string())
            .collect();
        names.sort();
        names
    }

    /// Adds triples to a graph, as somebody else would.
    pub fn add(&self, iri: &str, turtle: &str) {
        let name = NamedNode::new(iri).expect("an IRI");
        put(&self.state().store, &name, turtle.as_bytes()).expect("Turtle");
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(&self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A response: status, media type, body.
type Response = (u16, String, Vec<u8>);

fn serve(stream: &TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut request = read(stream)?;
    let (fault, response) = {
        let mut state = state.lock().ok()?;
        request.number = state.requests.len();
        let challenge = state
            .digest
            .as_ref()
            .and_then(|known| challenge(known, &request));
        if let Some(challenge) = challenge {
            return write(stream, 401, &challenge, "who are you?".as_bytes());
        }
        state.requests.push(request.clone());
        let fault = (state.faults)(&request);
        let is_done = !matches!(fault, Some(Fault::Answer(..) | Fault::Close));
        (fault, is_done.then(|| answer(&state.store, &request)))
    };
    let Some((mut status, media_type, mut body)) = response else {
        return match fault {
            Some(Fault::Answer(status, headers, body)) => {
                write(stream, status, headers, body.as_bytes())
            }
            _ => stream.shutdown(Shutdown::Both).ok(),
        };
    };
    match fault {
        Some(Fault::CloseAfter) => return stream.shutdown(Shutdown::Both).ok(),
        Some(Fault::Cut) => {
            let head = head(
                status,
                &format!("content-type: {media_type}\r\n"),
                body.len(),
            );
            let half = body.get(..body.len() / 2)?;
            return send(stream, &[head.as_bytes(), half]);
        }
        Some(Fault::CutWithoutLength) => {
            let head = format!("HTTP/1.0 {status} Fault\r\ncontent-type: {media_type}\r\n\r\n");
            let half = body.get(..body.len() / 2)?;
            return send(stream, &[head.as_bytes(), half]);
        }
        Some(Fault::Longer(more)) => body.extend_from_slice(more.as_bytes()),
        Some(Fault::Slow(time)) => thread::sleep(time),
        Some(Fault::Status(other)) => status = other,
        _ => {}
    }
    let headers = format!("content-type: {media_type}\r\n");
    write(stream, status, &headers, &body)
}

fn head(status: u16, headers: &str, length: usize) -> String {
    format!(
        "HTTP/1.1 {status} Reason\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    )
}

fn write(stream: &TcpStream, status: u16, headers: &str, body: &[u8]) -> Option<()> {
    send(
        stream,
        &[head(status, headers, body.len()).as_bytes(), body],
    )
}

fn send(mut stream: &TcpStream, parts: &[&[u8]]) -> Option<()> {
    for part in parts {
        stream.write_all(part).ok()?;
    }
    stream.shutdown(Shutdown::Write).ok()
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut request = Request {
        number: 0,
        method,
        path: path.to_owned(),
        parameters: parameters(query),
        headers,
        target: target.clone(),
        body: Vec::new(),
    };
    let length = request.header("content-length").parse().unwrap_or(0);
    request.body = vec![0; length];
    reader.read_exact(&mut request.body).ok()?;
    if request.header("content-type") == "application/x-www-form-urlencoded" {
        let form = String::from_utf8(request.body.clone()).ok()?;
        request.parameters.extend(parameters(&form));
    }
    Some(request)
}

fn parameters(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.expect("two digits"));
                let digits = std::str::from_utf8(&digits).expect("digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("hexadecimal digits"));
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// The header that asks for a digest, unless a request has the right one.
fn challenge((user, password): &(String, String), request: &Request) -> Option<String> {
    let hash = |text: String| -> String {
        let digest = Md5::digest(text.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let given = request.header("authorization");
    let field = |name: &str| {
        let start = given.find(&format!("{name}="))? + name.len() + 1;
        let value = given.get(start..)?;
        let end = value.find(',').unwrap_or(value.len());
        value.get(..end).map(|value| value.trim_matches('"'))
    };
    let proof = || {
        let known = hash(format!("{user}:double:{password}"));
        let asked = hash(format!("{}:{}", request.method, request.target));
        let (nc, cnonce) = (field("nc")?, field("cnonce")?);
        Some(hash(format!("{known}:n1:{nc}:{cnonce}:auth:{asked}")))
    };
    let is_proved = field("username") == Some(user) && field("response") == proof().as_deref();
    let header = "www-authenticate: Digest realm=\"double\", nonce=\"n1\", qop=\"auth\"\r\n";
    (!is_proved).then(|| header.to_owned())
}

fn answer(store: &Store, request: &Request) -> Response {
    match done(store, request) {
        Ok(response) => response,
        Err(message) => (400, "text/plain".to_owned(), message.into_bytes()),
    }
}

fn done(store: &Store, request: &Request) -> Result<Response, String> {
    let empty = |status| Ok((status, "text/plain".to_owned(), Vec::new()));
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/query") => query(store, request.parameter("query")),
        ("POST", "/update") => {
            let update = request.parameter("update");
            let prepared = SparqlEvaluator::new().parse_update(update);
            let prepared = prepared.map_err(|error| error.to_string())?;
            let executed = prepared.on_store(store).execute();
            executed.map_err(|error| error.to_string())?;
            empty(204)
        }
        (method, "/store") => {
            let graph = NamedNode::new(request.parameter("graph"));
            let graph = graph.map_err(|error| error.to_string())?;
            let name = GraphName::from(graph.clone());
            let has = store.contains_named_graph(graph.as_ref());
            match (method, has.map_err(|error| error.to_string())?) {
                ("PUT", has) => {
                    let cleared = store.clear_graph(name.as_ref());
                    cleared.map_err(|error| error.to_string())?;
                    put(store, &graph, &request.body)?;
                    empty(if has { 204 } else { 201 })
                }
                ("DELETE", true) => {
                    let removed = store.remove_named_graph(graph.as_ref());
                    removed.map_err(|error| error.to_string())?;
                    empty(204)
                }
                ("GET", true) => {
                    let serializer = RdfSerializer::from_format(RdfFormat::NTriples);
                    let text = store.dump_graph_to_writer(name.as_ref(), serializer, Vec::new());
                    let text = text.map_err(|error| error.to_string())?;
                    Ok((200, "application/n-triples".to_owned(), text))
                }
                _ => empty(404),
            }
        }
        _ => empty(404),
    }
}

fn put(store: &Store, graph: &NamedNode, turtle: &[u8]) -> Result<(), String> {
    let parser = RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle);
    let quads: Result<Vec<Quad>, _> = parser.collect();
    let quads = quads.map_err(|error| error.to_string())?;
    let named = quads.into_iter().map(|quad| Quad {
        graph_name: graph.clone().into(),
        ..quad
    });
    store.extend(named).map_err(|error| error.to_string())
}

fn query(store: &Store, text: &str) -> Result<Response, String> {
    let prepared = SparqlEvaluator::new().parse_query(text);
    let prepared = prepared.map_err(|error| error.to_string())?;
    let results = prepared.on_store(store).execute();
    let json = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
    let json_type = "application/sparql-results+json".to_owned();
    match results.map_err(|error| error.to_string())? {
        QueryResults::Boolean(answer) => {
            let body = json.serialize_boolean_to_writer(Vec::new(), answer);
            Ok((200, json_type, body.map_err(|error| error.to_string())?))
        }
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let mut body = json
                .serialize_solutions_to_writer(Vec::new(), variables)
                .map_err(|error| error.to_string())?;
            for solution in solutions {
                let solution = solution.map_err(|error| error.to_string())?;
                let written = body.serialize(&solution);
                written.map_err(|error| error.to_string())?;
            }
            let body = body.finish().map_err(|error| error.to_string())?;
            Ok((200, json_type, body))
        }
        QueryResults::Graph(triples) => {
            let mut body = String::new();
            for triple in triples {
                let triple = triple.map_err(|error| error.to_string())?;
                body.push_str(&format!("{triple} .\n"));
            }
            Ok((200, "application/n-triples".to_owned(), body.into_bytes()))
        }
    }
}
