//! Many kinds of clients at once, while sources change: every answer comes, and memory does not grow.
//!
//! `BIXI_LOAD_SECONDS` says for how long; without it, it is a few seconds.

use super::{MANY, Server, ask, head, people};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

const SECONDS: u64 = 6;

/// A query that would take hours.
const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } VALUES ?c { 1 2 3 4 5 6 7 8 9 } \
    VALUES ?d { 1 2 3 4 5 6 7 8 9 } VALUES ?e { 1 2 3 4 5 6 7 8 9 } VALUES ?f { 1 2 3 4 5 6 7 8 9 } VALUES ?g { 1 2 3 4 5 6 7 8 9 } \
    VALUES ?h { 1 2 3 4 5 6 7 8 9 } VALUES ?i { 1 2 3 4 5 6 7 8 9 } FILTER(?a + ?b + ?c + ?d > ?e + ?f + ?g + ?h + ?i) }";

/// What is going on.
struct Load<'s> {
    server: &'s Server,
    /// How many things the sources speak of, at least.
    written: AtomicUsize,
    answers: AtomicUsize,
    broken: AtomicUsize,
    is_done: AtomicBool,
}

impl Load<'_> {
    fn goes_on(&self) -> bool {
        !self.is_done.load(Ordering::Relaxed)
    }

    /// Asks, and looks whether the answer is whole and right.
    fn ask(&self) {
        let count = ask("SELECT (COUNT(*) AS ?n) { ?thing <urn:is> <urn:here> }");
        let triples = ask("CONSTRUCT { ?s :met ?o } { ?s :knows ?o }");
        while self.goes_on() {
            let response = self.server.get(&count, &[("accept", "text/csv")]);
            assert_eq!(response.status, 200, "{}", response.text());
            let number = response.text().lines().nth(1).map(str::parse::<usize>);
            let number = number.expect("a row").expect("a number");
            assert!(
                number <= self.written.load(Ordering::SeqCst),
                "{number} things"
            );
            let response = self.server.get("/queries/known?by=:alice&format=csv", &[]);
            assert_eq!(response.text(), "known\r\nhttp://example.org/bob\r\n");
            let response = self.server.get(&triples, &[("accept-encoding", "gzip")]);
            assert!(response.is_whole && response.text().contains(":alice :met :bob"));
            self.answers.fetch_add(3, Ordering::Relaxed);
            sleep(Duration::from_millis(2));
        }
    }

    /// Takes a whole long answer.
    fn take(&self) {
        while self.goes_on() {
            let response = self.server.get(&ask(MANY), &[("accept", "text/csv")]);
            assert!(response.is_whole, "{}", response.status);
            assert_eq!(response.text().lines().count(), 100_001);
            self.answers.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_millis(100));
        }
    }

    /// Goes away in the middle of a long answer, and before there is one.
    fn go_away(&self) {
        let mut some = [0; 5000];
        while self.goes_on() {
            for (query, part) in [(MANY, &mut some[..]), (ENDLESS, &mut [][..])] {
                let mut stream = self.server.connect();
                let request = head("GET", &ask(query), &[], "");
                stream.write_all(request.as_bytes()).expect("a request");
                stream.read_exact(part).expect("a part of the answer");
                sleep(Duration::from_millis(50));
                self.broken.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Sends its request, and takes its answer, slowly.
    fn dawdle(&self) {
        let request = head("GET", &ask(MANY), &[], "");
        let mut some = [0; 1000];
        while self.goes_on() {
            let mut stream = self.server.connect();
            for part in request.as_bytes().chunks(100) {
                stream.write_all(part).expect("a part of a request");
                sleep(Duration::from_millis(10));
            }
            for _ in 0..50 {
                stream.read_exact(&mut some).expect("a part of the answer");
                sleep(Duration::from_millis(10));
            }
            self.broken.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Changes the sources, now and then to what cannot be built.
    fn change(&self, folder: &Path) {
        let mut text = String::new();
        for number in 1.. {
            if !self.goes_on() {
                return;
            }
            text.push_str(&format!("<urn:thing{number}> <urn:is> <urn:here> .\n"));
            self.written.store(number, Ordering::SeqCst);
            let end = if number % 5 == 0 {
                "this is not Turtle"
            } else {
                ""
            };
            fs::write(folder.join("data/things.ttl"), format!("{text}{end}")).expect("a file");
            sleep(Duration::from_millis(500));
        }
    }
}

/// The resident kilobytes of a server, where that is known.
fn memory(server: &Server) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn mixed_load_loses_no_answer_and_takes_no_more_memory() {
    let folder = people();
    let server = Server::start(folder.path(), &["--allow-product"]);
    let asked = std::env::var("BIXI_LOAD_SECONDS").ok();
    let seconds = asked.map_or(SECONDS, |asked| asked.parse().expect("a number"));
    let load = Load {
        server: &server,
        written: AtomicUsize::new(0),
        answers: AtomicUsize::new(0),
        broken: AtomicUsize::new(0),
        is_done: AtomicBool::new(false),
    };
    let begun = Instant::now();
    let mut samples = Vec::new();
    scope(|threads| {
        let running = [
            threads.spawn(|| load.ask()),
            threads.spawn(|| load.ask()),
            threads.spawn(|| load.take()),
            threads.spawn(|| load.go_away()),
            threads.spawn(|| load.dawdle()),
            threads.spawn(|| load.change(folder.path())),
        ];
        // A thread that stops early has failed.
        while begun.elapsed() < Duration::from_secs(seconds)
            && running.iter().all(|thread| !thread.is_finished())
        {
            sleep(Duration::from_millis(200));
            samples.extend(memory(&server));
        }
        load.is_done.store(true, Ordering::Relaxed);
    });
    let (answers, broken) = (load.answers.into_inner(), load.broken.into_inner());
    println!(
        "{answers} answers, {broken} clients that went away or were slow, {} changes",
        load.written.into_inner()
    );
    assert!(
        answers > 10 && broken > 2,
        "{answers} answers, {broken} broken off"
    );
    // The most of the middle third and of the last.
    let most = |part: &[u64]| part.iter().max().copied();
    let third = samples.len() / 3;
    let (middle, last) = (
        most(&samples[third..2 * third]),
        most(&samples[2 * third..]),
    );
    if let (Some(middle), Some(last)) = (middle, last) {
        println!("at most {middle} kB in the middle third, {last} kB in the last");
        assert!(
            last < middle + middle / 5 + (16 << 10),
            "{middle} kB, then {last} kB"
        );
    }
}
