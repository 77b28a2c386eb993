//! Requests that are odd, or wrong, or of somebody who must not ask.

use super::{Server, ask, head, in_url, people, project};
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, thread};

#[test]
fn a_request_names_one_server() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let target = ask("ASK {}");
    let unnamed = [
        "",
        "host: localhost\r\nhost: localhost\r\n",
        "host: a b\r\n",
    ];
    for hosts in unnamed {
        let request = format!("GET {target} HTTP/1.1\r\nconnection: close\r\n{hosts}\r\n");
        let response = server.raw(request.as_bytes());
        assert_eq!(response.status, 400, "{hosts:?}");
        assert_eq!(
            response.text(),
            "a request names one server in its header `Host`\n"
        );
    }
    // The target is stronger than the header.
    let description = server.get(
        "http://localhost:1/sparql?format=ntriples",
        &[("host", "evil.example")],
    );
    assert!(
        description.text().contains("<http://localhost:1/sparql> ."),
        "{}",
        description.text()
    );
    let foreign = server.get("http://evil.example/sparql", &[]);
    assert_eq!(foreign.status, 421);
    let address = server.get(&target, &[("host", "[::1]:7878")]);
    assert_eq!(address.status, 200);
}

#[test]
fn pages_of_others_are_kept_out() {
    let folder = people();
    let server = Server::start(folder.path(), &["--cors", "https://friend.example"]);
    let target = ask("ASK {}");
    let refused = server.get(&target, &[("origin", "null")]);
    assert_eq!(
        (refused.status, refused.text()),
        (403, "pages without an origin may not read this graph\n")
    );
    let picture = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-dest", "image"),
    ];
    let refused = server.get(&target, &picture);
    assert_eq!(
        (refused.status, refused.text()),
        (403, "pages of other sites may not use this server\n")
    );
    let own = server.get(&target, &[]);
    assert_eq!(own.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(own.header("access-control-allow-origin"), "");
    // A cache must not give one origin what another got.
    assert_eq!(own.header("vary"), "Accept, Accept-Encoding, Origin");
    let asked_first = [
        ("origin", "https://friend.example"),
        ("access-control-request-method", "POST"),
    ];
    let asked_first = server.request("OPTIONS", "/sparql", &asked_first, "");
    assert_eq!(asked_first.status, 204);
    assert_eq!(
        asked_first.header("access-control-allow-origin"),
        "https://friend.example"
    );
    assert_eq!(
        asked_first.header("access-control-allow-methods"),
        "GET, HEAD, POST, QUERY"
    );
}

#[test]
fn people_are_told_by_a_page_why_there_is_no_answer() {
    let folder = project(&[
        ("bixi.toml", "languages = [\"zh-Hans\", \"en\"]\n"),
        ("data/a.ttl", "<urn:a> <urn:b> \"甲\"@zh-Hans .\n"),
    ]);
    let server = Server::start(folder.path(), &[]);
    let browser = [(
        "accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    )];
    let wrong = ask("SELECT <img src=x onerror=alert(1)>");
    for (target, status) in [
        (wrong.as_str(), 400),
        ("/nothing", 404),
        ("/queries/none", 404),
    ] {
        let page = server.get(target, &browser);
        assert_eq!(page.status, status, "{target}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("vary"), "Accept, Accept-Language, Cookie");
        let text = page.text();
        for part in [
            "<html lang=\"zh-Hans\">",
            "<h1>没有结果",
            "<a href=\"/\">返回搜索</a>",
            "<a href=\"/query\">查询</a>",
            "lang=\"en\"",
        ] {
            assert!(text.contains(part), "{target}: {part} in {text}");
        }
        assert!(!text.contains("<img"), "{text}");
        // Programs get the sentence alone.
        for headers in [&[][..], &[("accept", "*/*")]] {
            let plain = server.get(target, headers);
            assert_eq!(
                plain.header("content-type"),
                "text/plain; charset=utf-8",
                "{target}"
            );
        }
    }
    // The reader's choice is stronger than the languages of the browser, and these than those of the project.
    let (accept, english) = (browser[0], ("accept-language", "en-GB,en;q=0.9"));
    let page = server.get("/nothing", &[accept, english]).text().to_owned();
    for part in [
        "<html lang=\"en\">",
        "There is no answer (404)",
        ">Search</a>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let chosen = ("cookie", "bixi-language=zh-Hans");
    let page = server.get(&ask("SELECT * { ?s ?p ?o }"), &[accept, english, chosen]);
    assert!(
        page.text().contains("<html lang=\"zh-Hans\">"),
        "{}",
        page.text()
    );
    let other = server.get(&ask("SELECT * { ?s ?p ?o }"), &[accept, english]);
    assert!(
        other.text().contains("<html lang=\"en\">"),
        "{}",
        other.text()
    );
    assert_ne!(page.header("etag"), other.header("etag"));
    assert!(page.header("vary").contains("Accept-Language"));
    let call = server.get("/api/nothing", &browser);
    assert_eq!(call.header("content-type"), "application/json");
}

/// The time that the processor gave to a program.
#[cfg(target_os = "linux")]
fn processor_time(server: &Server) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.child.id())).expect("a process");
    let (_, fields) = stat.rsplit_once(") ").expect("a name");
    let ticks = fields.split(' ').skip(11).take(2);
    let ticks: u64 = ticks
        .map(|field| field.parse::<u64>().expect("a number"))
        .sum();
    Duration::from_millis(ticks * 10)
}

#[test]
#[cfg(target_os = "linux")]
fn what_takes_long_ends_with_the_client_who_waits_for_it() {
    let mut data =
        "@prefix : <http://example.org/> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
            .to_owned();
    for number in 0..400 {
        data.push_str(&format!(":e{number} a :Thing ; :number {number} .\n"));
    }
    // A product of three is never at its end.
    data.push_str(
        ":Shape a sh:NodeShape ; sh:targetClass :Thing ; sh:sparql [ sh:select \"SELECT $this { ?a <http://example.org/number> ?x . \
         ?b <http://example.org/number> ?y . ?c <http://example.org/number> ?z . ?d <http://example.org/number> ?w FILTER(?x + ?y + ?z + ?w < 0) }\" ] .\n",
    );
    let folder = project(&[("data/a.ttl", &data)]);
    let server = Server::start(folder.path(), &[]);
    let wait = |is_so: &dyn Fn() -> bool| {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_so() {
            assert!(Instant::now() < deadline, "the program does not work");
            thread::sleep(Duration::from_millis(10));
        }
    };
    let before = processor_time(&server);
    let mut client = server.connect();
    let request = head("GET", "/api/findings", &[], "");
    client.write_all(request.as_bytes()).expect("a request");
    wait(&|| processor_time(&server) > before + Duration::from_millis(500));
    drop(client);
    // It ends within 100 ms; a machine that has much to do may need longer to let it.
    thread::sleep(Duration::from_secs(1));
    let after = processor_time(&server);
    thread::sleep(Duration::from_secs(1));
    let more = processor_time(&server) - after;
    assert!(
        more < Duration::from_millis(100),
        "{more:?} of work for nobody"
    );
}

#[test]
fn every_address_says_its_methods() {
    let folder = people();
    let server = Server::start(folder.path(), &["--metrics"]);
    let addresses = [
        ("/sparql", "GET, HEAD, POST, QUERY"),
        ("/queries/known", "GET, HEAD, POST"),
        ("/api/find", "GET, HEAD, POST"),
        ("/graph?default", "GET, HEAD"),
        ("/data/people.ttl", "GET, HEAD"),
        ("/", "GET, HEAD"),
        ("/assets/main.js", "GET, HEAD"),
        ("/metrics", "GET, HEAD"),
    ];
    for (address, methods) in addresses {
        let options = server.request("OPTIONS", address, &[], "");
        assert_eq!(
            (options.status, options.header("allow")),
            (204, methods),
            "{address}"
        );
        let unknown = server.request("BREW", address, &[], "");
        assert_eq!(unknown.status, 405, "{address}");
        assert_eq!(unknown.header("allow"), methods, "{address}");
    }
    for address in ["/metrics", "/assets/main.js"] {
        let status = |method| server.request(method, address, &[], "").status;
        assert_eq!((status("HEAD"), status("DELETE")), (200, 405), "{address}");
    }
    for (address, status) in [
        ("/nope", 404),
        ("/api/nope", 404),
        ("/assets/nope", 404),
        ("/alice", 204),
    ] {
        let options = server.request("OPTIONS", address, &[], "");
        assert_eq!(options.status, status, "{address}");
    }
}

#[test]
fn a_body_has_bounds_and_is_what_it_says() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    // Nobody waits for what is refused anyway.
    let announced = "POST /sparql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
        content-type: application/sparql-query\r\nexpect: 100-continue\r\ncontent-length: 99999999999\r\n\r\n";
    let refused = server.raw(announced.as_bytes());
    assert_eq!(
        (refused.status, refused.text()),
        (413, "a request may have 1024 KiB\n")
    );
    let query = ("content-type", "application/sparql-query");
    let packed = [query, ("content-encoding", "gzip")];
    let packed = server.request("POST", "/sparql", &packed, "ASK {}");
    assert_eq!(
        (packed.status, packed.text()),
        (415, "a request is sent as it is, and not compressed\n")
    );
    let chunked = "POST /sparql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
        content-type: application/sparql-query\r\ntransfer-encoding: chunked\r\n\r\n";
    let whole = server.raw(format!("{chunked}3\r\nASK\r\n3\r\n {{}}\r\n0\r\n\r\n").as_bytes());
    assert_eq!(whole.text(), "{\"head\":{},\"boolean\":true}\n");
    let coded = chunked.replace("chunked", "gzip, chunked");
    let coded = server.raw(format!("{coded}0\r\n\r\n").as_bytes());
    assert_eq!(coded.status, 501);
    let broken = server.raw(format!("{chunked}zz\r\nASK\r\n").as_bytes());
    assert_eq!(
        (broken.status, broken.text()),
        (400, "the request breaks off\n")
    );
}

#[test]
fn addresses_may_be_in_any_script() {
    let folder = project(&[
        ("bixi.toml", "base = \"http://example.org/\"\n"),
        ("data/公园 (一).ttl", "<urn:a> <urn:b> \"公园\" .\n"),
        ("queries/企业 一.rq", "SELECT ?name { ?s ?p ?name }"),
        ("secret.rq", "SELECT * { ?s ?p ?o }"),
    ]);
    let server = Server::start(folder.path(), &[]);
    let ntriples = [("accept", "application/n-triples")];
    let triple = "<urn:a> <urn:b> \"公园\" .\n";
    for path in [
        in_url("公园 (一).ttl"),
        in_url("公园").replace("%E5%85", "%e5%85") + "%20(%E4%B8%80).ttl",
    ] {
        let source = server.get(&format!("/data/{path}"), &ntriples);
        assert_eq!(source.text(), triple, "{path}");
    }
    let graph = in_url("http://example.org/data/公园%20(一).ttl");
    let graph = server.get(&format!("/graph?graph={graph}"), &ntriples);
    assert_eq!(graph.text(), triple);
    let query = server.get(&format!("/queries/{}?format=csv", in_url("企业 一")), &[]);
    assert_eq!(query.text(), "name\r\n公园\r\n");
    for path in ["..%2Fsecret", "../secret", "%2Fetc%2Fpasswd", "x%00"] {
        assert_eq!(
            server.get(&format!("/queries/{path}"), &[]).status,
            404,
            "{path}"
        );
    }
    let broken = server.get("/queries/%FF", &[]);
    assert_eq!(
        (broken.status, broken.text()),
        (400, "the address of the request is not UTF-8\n")
    );
}

#[test]
fn each_form_and_version_is_remembered_apart() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let target = ask("SELECT * { ?s :knows ?o }");
    let tag = |accept: &str| {
        let response = server.get(&target, &[("accept", accept)]);
        response.header("etag").to_owned()
    };
    let (json, csv) = (tag("*/*"), tag("text/csv"));
    assert_ne!(json, csv);
    assert_ne!(csv, tag("text/csv;version=1.1"));
    let status = |accept: &str, known: &str| {
        let headers = [("accept", accept), ("if-none-match", known)];
        server.get(&target, &headers).status
    };
    assert_eq!(status("*/*", &json), 304);
    assert_eq!(status("text/csv", &json), 200);
    let strong = csv.trim_start_matches("W/");
    assert_eq!(status("text/csv", &format!("\"x\", {strong}")), 304);
    assert_eq!(status("text/csv", "*"), 304);
    assert_eq!(status("text/csv", &format!("W/{csv}")), 200);
    assert_eq!(status("image/png", "*"), 406);
    let any = [("if-none-match", "*")];
    for (target, status) in [
        (ask("SELECT nothing").as_str(), 400),
        ("/graph?graph=urn:none", 404),
        ("/graph?default", 304),
        ("/nope", 404),
        ("/alice", 304),
    ] {
        assert_eq!(server.get(target, &any).status, status, "{target}");
    }
    let unchanged = server.get(&target, &[("if-none-match", &json)]);
    assert_eq!(unchanged.header("etag"), json);
    assert_eq!(unchanged.header("vary"), "Accept, Accept-Encoding");
    let changing = server.get(
        &ask("SELECT (NOW() AS ?now) {}"),
        &[("if-none-match", &json)],
    );
    assert_eq!(changing.status, 200);
}

#[test]
fn names_and_origins_that_no_browser_sends_are_refused() {
    let folder = people();
    let refused = |option: &str, value: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_bixi"))
            .args(["serve", "--port", "0", option, value, "--project"])
            .arg(folder.path())
            .output()
            .expect("the program runs");
        assert_eq!(run.status.code(), Some(2), "{option} {value}");
        let text = String::from_utf8(run.stderr).expect("UTF-8");
        text.lines().next().expect("a line").to_owned()
    };
    for value in ["*", "https://yasgui.example/", "yasgui.example", "null"] {
        assert_eq!(
            refused("--cors", value),
            format!(
                "error: invalid value '{value}' for '--cors <ORIGIN>': an origin has a scheme and a name and no path, such as `https://yasgui.example`"
            )
        );
    }
    for value in ["http://graph.example", "graph.example:80", ""] {
        let text = refused("--host", value);
        assert!(
            text.ends_with("a name has no scheme and no port, such as `graph.example`"),
            "{text}"
        );
    }
}

#[test]
fn graphs_that_a_query_is_asked_of_have_absolute_names() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let count = ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
    let all = server.get(&count, &[("accept", "text/csv")]);
    for parameter in ["default-graph-uri", "named-graph-uri"] {
        let empty = server.get(&format!("{count}&{parameter}="), &[("accept", "text/csv")]);
        assert_eq!((empty.status, empty.text()), (200, all.text()));
        for name in ["a.ttl", "a%20b", "http://e/a%20b"] {
            let refused = server.get(&format!("{count}&{parameter}={name}"), &[]);
            let name = name.replace("%20", " ");
            let said = format!("`{parameter}` is not an absolute IRI: `{name}`");
            assert_eq!((refused.status, refused.text().trim()), (400, &*said));
        }
    }
}

#[test]
fn a_head_has_at_most_64_kib() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    for (length, status) in [(60_000, 200), (66_000, 431), (100_000, 431), (400_000, 431)] {
        let long = "x".repeat(length);
        let response = server.get("/api/status", &[("x-long", &long)]);
        assert_eq!(response.status, status, "{length} bytes");
    }
}

#[test]
fn a_folder_of_texts_that_is_not_there_is_said_at_the_start() {
    let folder = people();
    let output = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(["serve", "--port", "0", "--evidence", "texts"])
        .current_dir(folder.path())
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot read `texts`"), "{said}");
}

/// The most memory that the server has had, in kB.
#[cfg(target_os = "linux")]
fn most_memory(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id()));
    let status = status.expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).expect("kB")
}

#[cfg(target_os = "linux")]
#[test]
fn the_planning_of_many_patterns_keeps_within_the_limits() {
    let folder = people();
    let server = Server::start(folder.path(), &["--timeout", "1"]);
    let same = format!("SELECT * {{ {} }}", "?s ?p ?o . ".repeat(20_000));
    let links = (0..10_000).map(|n| format!("?s{n} ?p ?s{} . ", n + 1));
    let chain = format!("SELECT * {{ {} }}", links.collect::<String>());
    for query in [same, chain] {
        let form = format!("query={}", in_url(&query));
        for call in ["/api/plan", "/api/check", "/api/format", "/sparql"] {
            let begun = Instant::now();
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let response = server.request("POST", call, &headers, &form);
            // What is connected needs no plan to be checked, and a fast machine may parse it in time.
            let may_be_done = ["/api/check", "/api/format"].contains(&call);
            if response.status != 200 || !may_be_done {
                assert_eq!(response.status, 503, "{call}");
                assert!(response.text().contains("stopped after 1 s"), "{call}");
            }
            assert!(begun.elapsed() < Duration::from_secs(8), "{call}");
        }
    }
    // All pairs of 20,000 patterns would take 3 GB.
    let most = most_memory(&server);
    assert!(most < 400_000, "{most} kB");
}

#[test]
fn a_query_with_too_many_parts_is_the_fault_of_its_client() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let headers = [("content-type", "application/sparql-query")];
    let (length, patterns) = ("operators and clauses", "triple patterns");
    for (part, what) in [("{ ?a ?b ?c } UNION ", length), ("?a ?b ?c . ", patterns)] {
        let query = format!("ASK {{ {} {{}} }}", part.repeat(50_000));
        let response = server.request("POST", "/sparql", &headers, &query);
        let said = format!("the query has more than 20000 {what} up to here");
        assert_eq!(response.status, 400, "{}", response.text());
        assert!(response.text().contains(&said), "{}", response.text());
    }
}

#[test]
fn parameters_are_what_they_say() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let plan = format!("/api/plan?query={}", in_url("ASK {}"));
    for (analyze, executed) in [
        ("&analyze", true),
        ("&analyze=true", true),
        ("&analyze=false", false),
        ("", false),
    ] {
        let answer = server.get(&format!("{plan}{analyze}"), &[]);
        let text = format!("\"executed\": {executed}");
        assert!(
            answer.text().contains(&text),
            "{analyze}: {}",
            answer.text()
        );
    }
    let long = format!("/api/entity?name={}", "a".repeat(10_001));
    for (target, problem) in [
        (
            format!("{plan}&analyze=1").as_str(),
            "`analyze` is `true` or `false`, not `1`",
        ),
        ("/api/between", "give `iri` as a parameter"),
        (&long, "`name` has at most 10000 characters"),
        (
            "/entity?name=%ff",
            "the address of the request is not UTF-8",
        ),
        (
            "/queries/known?by=:alice&by=:bob",
            "there is more than one `by`",
        ),
        (
            "/api/run?name=known&by=:alice&param=by%3D:bob",
            "there is more than one `by`",
        ),
        (
            "/queries/known?by=:alice&format=csv&format=json",
            "there is more than one `format`",
        ),
        (
            "/graph?default&format=turtle&format=ntriples",
            "there is more than one `format`",
        ),
    ] {
        let refused = server.get(target, &[]);
        assert_eq!(refused.status, 400, "{target}");
        assert!(refused.text().contains(problem), "{}", refused.text());
    }
}

#[test]
fn the_page_of_what_is_not_there_says_so() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let browser = [("accept", "text/html,*/*;q=0.8")];
    for (target, status) in [
        ("/entity?name=:alice", 200),
        ("/entity?iri=http://example.org/alice", 200),
        ("/entity?name=:alise", 404),
        ("/entity?iri=http://example.org/nobody", 404),
        ("/entity", 200),
    ] {
        let page = server.get(target, &browser);
        assert_eq!(page.status, status, "{target}");
        assert!(page.text().contains("<!DOCTYPE html>"), "{target}");
    }
    let call = server.get("/api/entity?name=:alise", &[]);
    assert_eq!(call.status, 404);
    assert!(
        call.text()
            .contains("\"suggestions\":[{\"class\":null,\"label\":null,\"name\":\":alice\"}]"),
        "{}",
        call.text()
    );
}

#[test]
fn what_no_pattern_matches_is_not_looked_for() {
    let folder = project(&[("data/a.ttl", "<urn:a> <urn:name> \"Chengdu\"@en .\n")]);
    let server = Server::start(folder.path(), &[]);
    for (pattern, is_warned) in [
        ("VALUES (?name ?long) { (\"Chengdu\" 104.06) }", false),
        ("VALUES ?name { \"Chengdu\" } ?s <urn:name> ?name", true),
        ("VALUES ?name { \"Chengdu\" } ?s ?p ?name", true),
        ("VALUES ?name { \"Chengdu\" } ?s <urn:name>+ ?name", true),
    ] {
        let query = in_url(&format!("SELECT * {{ {pattern} }}"));
        let checked = server.get(&format!("/api/check?query={query}"), &[]);
        let warning = "no source has `\\\"Chengdu\\\"`; there is `\\\"Chengdu\\\"@en`";
        assert_eq!(
            checked.text().contains(warning),
            is_warned,
            "{}",
            checked.text()
        );
    }
}
