//! [YASGUI](https://github.com/rdfjs/Yasgui), an editor of others on a page of others, asks the endpoint: it is answered if the
//! option `--cors` names the origin of its page, and refused otherwise.

use super::Stage;
use crate::browser::{Page, Reader};
use crate::sessions::copy_into;
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::{fs, io, thread};

const PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>YASGUI</title>\
    <link rel=\"stylesheet\" href=\"/yasgui.min.css\"><div id=\"yasgui\"></div><script src=\"/yasgui.min.js\"></script>";

/// Serves a page with YASGUI on a port of its own until the tests end, and returns the origin of the page.
fn foreign_page() -> String {
    let package = std::env::var("BIXI_YASGUI").expect("BIXI_YASGUI");
    let build = Path::new(&package).join("build");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let build = build.clone();
            // A browser opens connections that it does not use.
            thread::spawn(move || answer(stream, &build));
        }
    });
    origin
}

fn answer(mut stream: TcpStream, build: &Path) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let target = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let file = |name: &str| -> io::Result<Vec<u8>> { fs::read(PathBuf::from(build).join(name)) };
    let (kind, body) = match target.split(' ').nth(1) {
        Some("/") => ("text/html", PAGE.as_bytes().to_vec()),
        Some("/yasgui.min.js") => ("text/javascript", file("yasgui.min.js")?),
        Some("/yasgui.min.css") => ("text/css", file("yasgui.min.css")?),
        _ => ("text/plain", Vec::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}

/// Opens the editor, and runs a query by its button. What it would ask of other hosts is left out.
fn asked<'s>(stage: &'s Stage, origin: &str) -> Page<'s> {
    let page = stage.browser.page(Reader::default());
    page.open(&format!("{origin}/"));
    page.wait_until("typeof Yasgui === 'function'");
    let endpoint = json!(stage.url("/sparql"));
    let query = json!(
        "SELECT ?name ?area { ?park a <http://example.org/Park> ; <http://example.org/area> ?area ; <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?area ?name"
    );
    page.evaluate(&format!(
        "(() => {{
            const editor = new Yasgui(document.getElementById('yasgui'), {{ requestConfig: {{ endpoint: {endpoint} }}, yasqe: {{ autocompleters: [] }}, autofocus: true }});
            editor.getTab().setQuery({query});
            window.editor = editor;
        }})()"
    ));
    page.click(&page.find("button", "Run query"));
    page
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
#[cfg_attr(
    not(yasgui),
    ignore = "BIXI_YASGUI does not name the folder of the package `@zazuko/yasgui`"
)]
fn yasgui_is_answered_where_its_page_is_let_in() {
    let parks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parks");
    let folder = || {
        let folder = tempfile::tempdir().expect("a folder");
        copy_into(&parks, folder.path());
        folder
    };
    let origin = foreign_page();
    let stage = Stage::with(folder(), &["--cors", &origin]);
    let page = asked(&stage, &origin);
    page.wait_until("document.querySelectorAll('.yasr tbody tr').length === 4");
    for name in ["South Park", "南园", "North Park", "北园"] {
        page.wait_for_text(name);
    }

    let stage = Stage::with(folder(), &[]);
    let page = asked(&stage, &origin);
    page.wait_until("document.querySelector('.yasr .errorResult') !== null");
    assert!(!page.text().contains("South Park"), "{}", page.text());
}
