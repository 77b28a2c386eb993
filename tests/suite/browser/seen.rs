//! What happens in a page: what it loads, from where, and what goes wrong.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen of a page.
#[derive(Default)]
pub struct Seen {
    /// What is being loaded: the numbers of requests, each with that of the document that made it.
    pub loading: BTreeMap<String, String>,
    /// What went wrong.
    pub errors: Vec<String>,
    /// The hosts that something was asked of.
    pub hosts: BTreeSet<String>,
}

impl Seen {
    /// Notes an event.
    pub fn note(&mut self, event: &Value) {
        let parameters = &event["params"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let request = text(&parameters["requestId"]);
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let url = text(&parameters["request"]["url"]);
                if let Some(rest) = url.split_once("://").map(|(_, rest)| rest) {
                    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
                    self.hosts.insert(host.to_owned());
                }
                // What the script of a worker comes to is told to the worker.
                let is_document = parameters["type"] == "Document";
                if is_document || request.contains('.') {
                    self.loading.insert(request, text(&parameters["loaderId"]));
                }
            }
            // What the document before was loading is given up without a word.
            "Page.frameNavigated" => {
                let document = text(&parameters["frame"]["loaderId"]);
                self.loading.retain(|_, of| *of == document);
            }
            "Network.loadingFinished" => {
                self.loading.remove(&request);
            }
            "Network.loadingFailed" => {
                self.loading.remove(&request);
                if parameters["canceled"] != true {
                    self.errors
                        .push(format!("network: {}", parameters["errorText"]));
                }
            }
            "Runtime.exceptionThrown" => {
                let details = &parameters["exceptionDetails"];
                self.errors.push(format!(
                    "exception: {}",
                    details["exception"]["description"]
                ));
            }
            "Runtime.consoleAPICalled"
                if ["error", "warning", "assert"]
                    .iter()
                    .any(|kind| parameters["type"] == *kind) =>
            {
                self.errors.push(format!("console: {}", parameters["args"]));
            }
            "Log.entryAdded" if parameters["entry"]["level"] == "error" => {
                let entry = &parameters["entry"];
                self.errors.push(format!(
                    "log: {} {}",
                    text(&entry["text"]),
                    text(&entry["url"])
                ));
            }
            "Page.javascriptDialogOpening" => {
                self.errors
                    .push(format!("dialog: {}", parameters["message"]));
            }
            _ => {}
        }
    }
}
