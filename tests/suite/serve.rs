//! `bixi serve` as its clients see it: requests by hand over a socket, those of other programs, and those of the W3C's tests.

mod clients;
mod load;
mod reload;
mod requests;
mod w3c;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that is stopped when this is dropped.
pub struct Server {
    child: Child,
    /// Its host and port.
    pub address: String,
}

impl Server {
    /// Serves the project of a folder.
    pub fn start(folder: &Path, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bixi"))
            .args(["serve", "--port", "0", "--project"])
            .arg(folder)
            .args(options)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
        let address = lines
            .by_ref()
            .map(|line| line.expect("a line"))
            .find_map(|line| {
                let rest = line.strip_prefix("serving at http://")?;
                Some(rest.split('/').next()?.to_owned())
            })
            .expect("the address");
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).expect("a timeout");
        stream
    }

    /// Sends a request and returns its response.
    pub fn request(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Response {
        self.raw(head(method, target, headers, body).as_bytes())
    }

    /// Sends bytes and returns what comes back.
    fn raw(&self, bytes: &[u8]) -> Response {
        let mut stream = self.connect();
        // Who is refused may be told before all was sent.
        match stream.write_all(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            written => written.expect("a request"),
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("a response");
        Response::of(&answer)
    }

    pub fn get(&self, target: &str, headers: &[(&str, &str)]) -> Response {
        self.request("GET", target, headers, "")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request; without a header `Host` it is for `localhost`.
fn head(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut head = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n");
    if headers.iter().all(|(name, _)| *name != "host") {
        head.push_str("host: localhost\r\n");
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{head}content-length: {}\r\n\r\n{body}", body.len())
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers, by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the body ended as its head says.
    is_whole: bool,
}

impl Response {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
        let head = std::str::from_utf8(&bytes[..end]).expect("a head in ASCII");
        let mut lines = head.lines();
        let status = lines
            .next()
            .expect("a status")
            .split(' ')
            .nth(1)
            .expect("a status");
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in lines.map(header) {
            // Several headers of one name are one list.
            let values = headers.entry(name).or_default();
            if !values.is_empty() {
                values.push_str(", ");
            }
            values.push_str(&value);
        }
        let rest = &bytes[end + 4..];
        let is_chunked = headers
            .get("transfer-encoding")
            .is_some_and(|coding| coding == "chunked");
        let (body, is_whole) = match is_chunked {
            true => unchunked(rest),
            false => {
                let length = headers
                    .get("content-length")
                    .map(|length| length.parse::<usize>());
                let is_whole = length.is_none_or(|length| length.expect("a number") == rest.len());
                (rest.to_vec(), is_whole)
            }
        };
        Self {
            status: status.parse().expect("a status"),
            headers,
            body,
            is_whole,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }
}

/// The bytes of chunks, and whether there was a last one.
fn unchunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).expect("a size");
        let size = usize::from_str_radix(size, 16).expect("a size");
        let Some(chunk) = rest.get(end + 2..end + 2 + size) else {
            return (body, false);
        };
        if size == 0 {
            return (body, true);
        }
        body.extend_from_slice(chunk);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    (body, false)
}

/// Writes the files of a project into a folder.
pub fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Writes a text as it stands in a URL.
pub fn in_url(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn ask(query: &str) -> String {
    format!("/sparql?query={}", in_url(query))
}

const PEOPLE: &str = "@prefix : <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
    :alice :knows :bob ; rdfs:label \"爱丽丝\"@zh .\n:bob rdfs:label \"<script>alert(1)</script>\" .\n";

fn people() -> tempfile::TempDir {
    project(&[
        (
            "bixi.toml",
            "name = \"people\"\nbase = \"http://example.org/\"\n",
        ),
        ("data/people.ttl", PEOPLE),
        (
            "queries/known.rq",
            "#+ title: Who is known\nSELECT ?known { ?_by_iri :knows ?known }",
        ),
    ])
}

#[test]
fn each_form_of_an_answer_has_its_type() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let select = ask("SELECT ?o { :alice :knows ?o }");
    let construct = ask("CONSTRUCT { ?s :knows ?o } { ?s :knows ?o }");
    let cases = [
        (
            &select,
            "*/*",
            "application/sparql-results+json",
            "\"value\":\"http://example.org/bob\"",
        ),
        (
            &select,
            "application/sparql-results+xml",
            "application/sparql-results+xml",
            "<uri>http://example.org/bob</uri>",
        ),
        (
            &select,
            "text/csv",
            "text/csv; charset=utf-8",
            "o\r\nhttp://example.org/bob\r\n",
        ),
        (
            &select,
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            "?o\n<http://example.org/bob>\n",
        ),
        (
            &select,
            "text/html",
            "text/html; charset=utf-8",
            "<a href=\"/entity?iri=http%3A%2F%2Fexample.org%2Fbob\">:bob</a>",
        ),
        (
            &construct,
            "*/*",
            "text/turtle; charset=utf-8",
            ":alice :knows :bob .",
        ),
        (
            &construct,
            "application/n-triples",
            "application/n-triples",
            "<http://example.org/alice> <http://example.org/knows> <http://example.org/bob> .\n",
        ),
        (
            &construct,
            "application/rdf+xml",
            "application/rdf+xml",
            "rdf:about=\"http://example.org/alice\"",
        ),
        (
            &construct,
            "application/ld+json",
            "application/ld+json",
            "\"@id\": \"http://example.org/alice\"",
        ),
    ];
    for (target, accept, media_type, part) in cases {
        let response = server.get(target, &[("accept", accept)]);
        assert_eq!(
            (response.status, response.header("content-type")),
            (200, media_type)
        );
        assert!(
            response.text().contains(part),
            "{accept}: {}",
            response.text()
        );
    }
    let refused = server.get(&select, &[("accept", "image/png")]);
    assert_eq!(refused.status, 406);
    let named = server.get(&format!("{select}&format=tsv"), &[("accept", "text/html")]);
    assert_eq!(named.text(), "?o\n<http://example.org/bob>\n");
}

#[test]
fn an_answer_is_compressed_remembered_and_headed() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let long = ask(
        "SELECT ?s ?x { ?s ?p ?o VALUES ?x { 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 } }",
    );
    let plain = server.get(&long, &[]);
    let packed = server.get(&long, &[("accept-encoding", "br, gzip;q=0.5")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..])
        .read_to_end(&mut unpacked)
        .expect("gzip");
    assert_eq!(unpacked, plain.body);
    let refused = server.get(&long, &[("accept-encoding", "gzip;q=0")]);
    assert_eq!(refused.header("content-encoding"), "");

    let tag = plain.header("etag");
    assert!(tag.starts_with("W/\""));
    let known = server.get(&long, &[("if-none-match", tag)]);
    assert_eq!((known.status, known.body.len()), (304, 0));
    let changing = server.get(&ask("SELECT (NOW() AS ?now) {}"), &[]);
    assert_eq!(changing.header("etag"), "");

    let headed = server.request("HEAD", &long, &[], "");
    assert_eq!(
        headed.header("content-length"),
        plain.header("content-length")
    );
    assert_eq!(headed.header("content-type"), plain.header("content-type"));
    assert!(headed.body.is_empty());
}

#[test]
fn what_is_not_served_is_refused_with_a_sentence() {
    let folder = people();
    let server = Server::start(
        folder.path(),
        &[
            "--host",
            "graph.example",
            "--cors",
            "https://friend.example",
        ],
    );
    let sparql = ask("ASK {}");
    let case = |method: &str, target: &str, headers: &[(&str, &str)], body: &str| {
        let response = server.request(method, target, headers, body);
        (response.status, response.text().trim_end().to_owned())
    };
    let read_only = "this graph is read-only: it is built from its sources, so change them";
    let update = [("content-type", "application/sparql-update")];
    assert_eq!(
        case("POST", "/sparql", &update, "CLEAR ALL"),
        (403, read_only.to_owned())
    );
    assert_eq!(
        case("PUT", "/graph?default", &[], ""),
        (403, read_only.to_owned())
    );
    let insert = "INSERT DATA { <urn:a> <urn:b> <urn:c> }";
    let as_query = [("content-type", "application/sparql-query")];
    assert_eq!(
        case("POST", "/sparql", &as_query, insert),
        (403, read_only.to_owned())
    );
    for address in ["/data/people.ttl", "/nothing", "/alice"] {
        assert_eq!(
            case("DELETE", address, &[], ""),
            (405, "this address takes GET, HEAD".to_owned())
        );
    }
    assert_eq!(
        case("GET", &sparql, &[("host", "evil.example")], ""),
        (
            421,
            "this server is not `evil.example`; `--host evil.example` lets it in".to_owned()
        )
    );
    for host in ["graph.example", "graph.example."] {
        assert_eq!(case("GET", &sparql, &[("host", host)], "").0, 200);
    }
    let two = [
        ("origin", "https://friend.example"),
        ("origin", "https://evil.example"),
    ];
    assert_eq!(
        case("GET", &sparql, &two, ""),
        (
            400,
            "a request comes from one page: it has one header `Origin`, or none".to_owned()
        )
    );
    assert_eq!(
        case("GET", &sparql, &[("origin", "https://evil.example")], ""),
        (403, "pages of `https://evil.example` may not read this graph; `--cors https://evil.example` lets them".to_owned())
    );
    let friend = server.get(&sparql, &[("origin", "https://friend.example")]);
    assert_eq!(
        friend.header("access-control-allow-origin"),
        "https://friend.example"
    );
    assert_eq!(
        case("GET", "/nothing", &[], ""),
        (
            404,
            "there is no graph and no entity <http://example.org/nothing>".to_owned()
        )
    );
    assert_eq!(case("GET", "/../../etc/passwd", &[], "").0, 404);
    assert_eq!(case("GET", "/queries/..%2F..%2Fbixi", &[], "").0, 404);
    assert_eq!(
        case(
            "GET",
            &ask("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"),
            &[],
            ""
        )
        .0,
        400
    );
    let large = "#".repeat(2 << 20);
    let direct = [("content-type", "application/sparql-query")];
    assert_eq!(
        case("POST", "/sparql", &direct, &large),
        (413, "a request may have 1024 KiB".to_owned())
    );
    let (status, text) = case("GET", &ask("SELECT * { ?s ?p }"), &[], "");
    assert_eq!(status, 400);
    assert!(text.contains("the query:1:18"), "{text}");
}

#[test]
fn saved_queries_entities_and_sources_have_addresses() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let known = server.get(
        "/queries/known?by=%E7%88%B1%E4%B8%BD%E4%B8%9D&format=csv",
        &[],
    );
    assert_eq!(known.text(), "known\r\nhttp://example.org/bob\r\n");
    let unknown = server.get("/queries/known?of=x", &[]);
    assert_eq!(
        unknown.text(),
        "the query has no parameter `of`; it has: by\n"
    );
    let source = server.get("/data/people.ttl", &[("accept", "application/n-triples")]);
    assert_eq!(source.text().lines().count(), 3);
    let home = server.get("/", &[]);
    assert!(home.text().contains("src=\"/assets/main.js\""));
    let script = server.get("/assets/main.js", &[]);
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    let wrong = server.get("/api/find?text=Bob&lang=e%20n", &[]);
    assert_eq!(wrong.text(), "{\"error\":\"`e n` is not a language tag\"}");
    let policy = home.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"));
}

#[test]
fn a_level_may_have_a_name_in_any_script() {
    let settings = "languages = [\"zh\"]\n[acceptance]\nproperty = \"http://example.org/certainty\"\ndefault = \"已证实\"\n\
        [[acceptance.level]]\nname = \"已证实\"\nvalues = []\n[[acceptance.level]]\nname = \"传闻\"\nvalues = []\n";
    let folder = project(&[("bixi.toml", settings), ("data/people.ttl", PEOPLE)]);
    let tag = |options: &[&str]| {
        let server = Server::start(folder.path(), options);
        let response = server.get(&ask("ASK {}"), &[]);
        assert_eq!(response.status, 200, "{}", response.text());
        response.header("etag").to_owned()
    };
    let strict = tag(&[]);
    assert_ne!(strict, tag(&["--accept", "传闻"]));
    assert_ne!(strict, tag(&["--lang", "en"]));
}

#[test]
fn requests_are_counted_if_wanted() {
    let folder = people();
    let silent = Server::start(folder.path(), &[]);
    assert_eq!(silent.get("/metrics", &[]).status, 404);
    let server = Server::start(folder.path(), &["--metrics"]);
    server.get(&ask("ASK {}"), &[]);
    server.get(&ask("ASK {"), &[]);
    let metrics = server.get("/metrics", &[]);
    let text = metrics.text();
    assert!(
        text.contains("bixi_responses_total{status=\"2xx\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains("bixi_responses_total{status=\"4xx\"} 1\n"),
        "{text}"
    );
    assert!(text.contains("bixi_statements 3\n"), "{text}");
}

#[test]
fn triple_terms_are_of_version_1_2() {
    let folder = project(&[(
        "data/claims.ttl",
        "@prefix : <http://example.org/> . :a :b :c {| :by :d |} .",
    )]);
    let server = Server::start(folder.path(), &[]);
    let claims = ask("SELECT ?o { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> ?o }");
    let answer = server.get(&claims, &[]);
    assert_eq!(
        answer.header("content-type"),
        "application/sparql-results+json; version=1.2"
    );
    let refused = "the answer has triple terms, which version 1.1 does not have: ask for version 1.2, or for the \
        SUBJECT, PREDICATE and OBJECT of the triple terms\n";
    let old = server.get(&format!("{claims}&version=1.1"), &[]);
    assert_eq!((old.status, old.text()), (406, refused));
    let old = [("accept", "application/n-triples; version=1.1")];
    let old = server.get("/graph?default", &old);
    assert_eq!(old.header("content-type"), "application/n-triples");
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let expected = [
        "<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n".to_owned(),
        format!("_:b1 <{rdf}propositionFormObject> <http://example.org/c> .\n"),
        format!("_:b1 <{rdf}propositionFormPredicate> <http://example.org/b> .\n"),
        format!("_:b1 <{rdf}propositionFormSubject> <http://example.org/a> .\n"),
        format!("_:b1 <{rdf}type> <{rdf}PropositionForm> .\n"),
        "_:claims-1 <http://example.org/by> <http://example.org/d> .\n".to_owned(),
        format!("_:claims-1 <{rdf}reifies> _:b1 .\n"),
    ];
    assert_eq!(old.text(), expected.concat());
    let parts = ask(
        "SELECT (SUBJECT(?o) AS ?s) { ?r <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> ?o }",
    );
    let parts = server.get(&format!("{parts}&version=1.1&format=tsv"), &[]);
    assert_eq!(parts.text(), "?s\n<http://example.org/a>\n");
}

/// A query whose answer has many megabytes.
const MANY: &str = "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 10 } VALUES ?b { 1 2 3 4 5 6 7 8 9 10 } VALUES ?c { 1 2 3 4 5 6 7 8 9 10 } \
    VALUES ?d { 1 2 3 4 5 6 7 8 9 10 } VALUES ?e { 1 2 3 4 5 6 7 8 9 10 } }";

#[test]
fn a_long_answer_comes_in_chunks_and_one_that_breaks_off_has_no_end() {
    let folder = people();
    let server = Server::start(folder.path(), &["--allow-product"]);
    let long = server.get(&ask(MANY), &[("accept", "text/csv")]);
    assert_eq!(long.header("transfer-encoding"), "chunked");
    assert!(long.is_whole);
    assert_eq!(long.text().lines().count(), 100_001);
    let cut = ask(&format!("{} ORDER BY ?a", MANY));
    let short = Server::start(folder.path(), &["--allow-product", "--memory-limit", "1"]);
    let refused = short.get(&cut, &[]);
    assert_eq!(refused.status, 413, "{}", refused.text());
}

#[test]
fn a_client_that_goes_away_stops_its_query() {
    let folder = people();
    let server = Server::start(folder.path(), &["--allow-product"]);
    let endless = "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } VALUES ?c { 1 2 3 4 5 6 7 8 9 } \
        VALUES ?d { 1 2 3 4 5 6 7 8 9 } VALUES ?e { 1 2 3 4 5 6 7 8 9 } VALUES ?f { 1 2 3 4 5 6 7 8 9 } VALUES ?g { 1 2 3 4 5 6 7 8 9 } \
        VALUES ?h { 1 2 3 4 5 6 7 8 9 } VALUES ?i { 1 2 3 4 5 6 7 8 9 } VALUES ?j { 1 2 3 4 5 6 7 8 9 } FILTER(?a + ?b + ?c + ?d > ?e + ?f + ?g + ?h + ?i + ?j) }";
    let clients: Vec<TcpStream> = (0..16)
        .map(|_| {
            let mut stream = server.connect();
            stream
                .write_all(head("GET", &ask(endless), &[], "").as_bytes())
                .expect("a request");
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    drop(clients);
    let begun = Instant::now();
    assert_eq!(server.get(&ask("ASK {}"), &[]).status, 200);
    // A query that nobody stops takes a minute.
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn slow_clients_keep_nobody_waiting() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let slow: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = server.connect();
            stream
                .write_all(b"GET /sparql HTTP/1.1\r\nhost: local")
                .expect("a part of a head");
            stream
        })
        .collect();
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(server.get(&ask("ASK {}"), &[]).status, 200);
            begun.elapsed()
        })
        .collect();
    times.sort();
    assert!(times[10] < Duration::from_millis(100), "{times:?}");
    drop(slow);
}

#[cfg(unix)]
#[test]
fn a_server_that_is_told_to_stop_answers_first() {
    let folder = people();
    let mut server = Server::start(folder.path(), &["--allow-product"]);
    let mut stream = server.connect();
    let request = head("GET", &ask(MANY), &[("accept", "text/csv")], "");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut begun = [0; 1];
    stream
        .read_exact(&mut begun)
        .expect("the beginning of the answer");
    let stopped = Command::new("kill")
        .arg(server.child.id().to_string())
        .status();
    assert!(stopped.expect("kill").success());
    let mut bytes = begun.to_vec();
    stream
        .read_to_end(&mut bytes)
        .expect("the rest of the answer");
    assert!(Response::of(&bytes).is_whole);
    assert!(server.child.wait().expect("an end").success());
}

#[test]
fn saved_queries_answer_as_on_the_command_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let server = Server::start(root, &[]);
    let mut asked = 0;
    for entry in fs::read_dir(root.join("queries")).expect("the queries") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "rq") {
            continue;
        }
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("a name");
        let run = Command::new(env!("CARGO_BIN_EXE_bixi"))
            .args(["query", name, "--format", "json", "--project"])
            .arg(root)
            .output()
            .expect("the program runs");
        let response = server.get(&format!("/queries/{name}?format=json"), &[]);
        // Some need a parameter, and some make statements, which have a form in JSON here.
        if !run.status.success() {
            assert!(
                [400, 200].contains(&response.status),
                "{name}: {}",
                response.text()
            );
            continue;
        }
        assert_eq!(response.status, 200, "{name}: {}", response.text());
        assert_eq!(response.body, run.stdout, "{name}");
        asked += 1;
    }
    assert!(asked > 20, "{asked} queries are asked");
}
