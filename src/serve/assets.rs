//! The files of the page, which are in the program: a shell, scripts and styles.

use super::content::Content;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use hyper::{Response, StatusCode};

/// The page itself: its scripts look at its address.
pub const SHELL: &str = include_str!("assets/shell.html");

/// A file at `/assets/NAME`.
struct Asset {
    name: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal)*) => {
        &[$(Asset { name: $name, bytes: include_bytes!(concat!("assets/", $name)) }),*]
    };
}

/// All files, by name.
const ASSETS: &[Asset] = assets! {
    "api.js"
    "cell.js"
    "chart.js"
    "compare.js"
    "completion.js"
    "counts.js"
    "coverage.js"
    "dom.js"
    "editor.js"
    "entity.css"
    "entity.js"
    "explore-panel.js"
    "explore-state.js"
    "explore.js"
    "exports.js"
    "finder.js"
    "findings.js"
    "forms.js"
    "graph-canvas.js"
    "graph-gestures.js"
    "graph-labels.js"
    "graph-layout.js"
    "graph-list.js"
    "graph-model.js"
    "graph-paint.js"
    "graph-svg.js"
    "graph-worker.js"
    "graph.css"
    "graph.js"
    "history.js"
    "icon.svg"
    "main.js"
    "map.js"
    "news.js"
    "overview.js"
    "passage.js"
    "plain.js"
    "plan.js"
    "project.css"
    "project.js"
    "proof.js"
    "query.css"
    "query.js"
    "results.js"
    "rows.js"
    "search.js"
    "settings.js"
    "source.js"
    "statements.js"
    "statistics.js"
    "style.css"
    "table.js"
    "terms.js"
    "tests.js"
    "timeline.js"
    "values.js"
    "view-file.js"
    "why.js"
    "wkt.js"
    "world.js"
};

/// Returns the file with a name, if there is one; a client that has it already is told so.
pub fn response(name: &str, headers: &HeaderMap) -> Option<Response<Content>> {
    let asset = ASSETS.iter().find(|asset| asset.name == name)?;
    let tag = format!("\"{:08x}\"", crc32fast::hash(asset.bytes));
    let known = headers.get(IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = match is_known {
        true => Response::new(Content::Whole(None)),
        false => Response::new(Content::from(Bytes::from_static(asset.bytes))),
    };
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(ETAG, HeaderValue::from_str(&tag).ok()?);
    Some(response)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_file_of_the_folder_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/serve/assets");
        let files = fs::read_dir(folder).expect("a folder");
        let name = |file: std::io::Result<fs::DirEntry>| {
            let name = file.expect("a file").file_name();
            name.into_string().expect("a name in ASCII")
        };
        let mut names: Vec<String> = files
            .map(name)
            .filter(|name| name != "shell.html")
            .collect();
        names.sort_unstable();
        let served: Vec<&str> = ASSETS.iter().map(|asset| asset.name).collect();
        assert_eq!(served, names);
    }

    #[test]
    fn a_file_that_is_known_is_not_sent_again() {
        let first = response("main.js", &HeaderMap::new()).expect("a file");
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(
            first.headers()[CONTENT_TYPE],
            "text/javascript; charset=utf-8"
        );
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        let second = response("main.js", &headers).expect("a file");
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert!(response("../assets.rs", &headers).is_none());
    }
}
