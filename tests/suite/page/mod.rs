//! The page of `bixi serve` as its readers use it, in a real browser.
//!
//! `BIXI_BROWSER=none` says that there is no browser; otherwise Chromium must be installed.

mod entity;
mod everywhere;
mod explore;
mod foreign;
mod hostile;
mod long;
mod project;
mod query;
mod scripts;
mod search;

use crate::browser::{Browser, Page, Reader};
use crate::serve::Server;
use crate::sessions::copy_into;
use std::path::Path;
use tempfile::TempDir;

/// A project in a folder of its own with its server and a browser, all of which end when this is dropped.
struct Stage {
    browser: Browser,
    server: Server,
    folder: TempDir,
}

impl Stage {
    /// Serves the parks: two of them with their companies, in English and Chinese, with a query, two expectations of which one fails,
    /// and three findings.
    fn parks() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let parks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parks");
        copy_into(&parks, folder.path());
        Self::of(folder)
    }

    /// Serves the project of a folder.
    fn of(folder: TempDir) -> Self {
        Self::with(folder, &[])
    }

    /// Serves the project of a folder by options of the command.
    fn with(folder: TempDir, options: &[&str]) -> Self {
        Self {
            server: Server::start(folder.path(), options),
            browser: Browser::start(),
            folder,
        }
    }

    /// Opens a page at an address, for a reader.
    fn page(&self, address: &str, reader: Reader) -> Page<'_> {
        let page = self.browser.page(reader);
        page.go(&self.url(address));
        page
    }

    fn url(&self, address: &str) -> String {
        format!("http://{}{address}", self.server.address)
    }
}

/// Encodes a text for the query of a URL.
fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let encode = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
