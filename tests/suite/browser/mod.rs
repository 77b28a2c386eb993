//! Chromium, driven as a reader would use it: by mouse and keyboard, and seen by its accessibility tree.
//!
//! The [Chrome DevTools Protocol](https://chromedevtools.github.io/devtools-protocol/) is spoken over a pipe: messages in JSON, each
//! with a zero byte at its end. The browser ends when the pipe does, so none outlives a test that fails or is stopped.

mod page;
mod seen;

pub use page::{Page, Reader};

use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long the browser may take for an answer, on a machine that has much to do.
const PATIENCE: Duration = Duration::from_secs(60);
/// What Chromium is called.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser that ends when this is dropped.
pub struct Browser {
    child: Child,
    commands: RefCell<Option<ChildStdin>>,
    messages: Receiver<Value>,
    last: Cell<u64>,
    /// What has happened in pages and was not looked at yet.
    events: RefCell<Vec<Value>>,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with an empty profile.
    pub fn start() -> Self {
        let is_there = |name: &&&str| {
            let version = Command::new(name).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        };
        let name = NAMES
            .iter()
            .find(is_there)
            .expect("Chromium is installed, or BIXI_BROWSER=none says that there is no browser");
        let profile = tempfile::tempdir().expect("a folder");
        // The pipe is at the descriptors 3 and 4.
        let mut child = Command::new("sh")
            .args([
                "-c",
                "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null",
                name,
            ])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args(["--disable-dev-shm-usage", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let mut output = BufReader::new(child.stdout.take().expect("standard output"));
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            while output.read_until(0, &mut bytes).is_ok_and(|read| read > 0) {
                bytes.pop();
                let message = serde_json::from_slice(&bytes).expect("JSON");
                bytes.clear();
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let commands = RefCell::new(child.stdin.take());
        Self {
            child,
            commands,
            messages,
            last: Cell::new(0),
            events: RefCell::default(),
            _profile: profile,
        }
    }

    /// Opens an empty page for a reader, who shares nothing with the others.
    pub fn page(&self, reader: Reader) -> Page<'_> {
        let context = self.call(None, "Target.createBrowserContext", json!({}));
        let context = &context["browserContextId"];
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = self.call(None, "Target.createTarget", target);
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.call(None, "Target.attachToTarget", target);
        let session = attached["sessionId"].as_str().expect("a session");
        Page::new(self, session, reader)
    }

    /// Sends a command, to a page or to the browser, and returns its result.
    fn call(&self, session: Option<&str>, method: &str, parameters: Value) -> Value {
        let id = self.send(session, method, parameters);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let message = self.receive(deadline);
            assert!(message.is_some(), "no answer to {method}");
            let message = message.unwrap_or_default();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    fn send(&self, session: Option<&str>, method: &str, parameters: Value) -> u64 {
        let id = self.last.get() + 1;
        self.last.set(id);
        let mut command = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        let mut commands = self.commands.borrow_mut();
        let pipe = commands.as_mut().expect("a pipe");
        let text = format!("{command}\0");
        pipe.write_all(text.as_bytes())
            .expect("the browser is there");
        id
    }

    /// Waits for a message; what happens in pages is kept.
    fn receive(&self, deadline: Instant) -> Option<Value> {
        let left = deadline.saturating_duration_since(Instant::now());
        let message = match self.messages.recv_timeout(left) {
            Ok(message) => message,
            Err(error) => {
                assert_eq!(error, RecvTimeoutError::Timeout, "the browser has ended");
                return None;
            }
        };
        if message["method"] == "Page.javascriptDialogOpening" {
            // Nothing goes on before it is closed.
            let session = message["sessionId"].as_str();
            self.send(
                session,
                "Page.handleJavaScriptDialog",
                json!({ "accept": false }),
            );
        }
        if message["method"].is_string() {
            self.events.borrow_mut().push(message.clone());
        }
        Some(message)
    }

    /// Returns what has happened in a page since this was asked last, once it was waited for a time.
    fn events(&self, session: &str, time: Duration) -> Vec<Value> {
        let deadline = Instant::now() + time;
        while self.receive(deadline).is_some() {}
        let mut events = self.events.borrow_mut();
        let all = std::mem::take(&mut *events).into_iter();
        let (own, others) = all.partition(|event| event["sessionId"] == session);
        *events = others;
        own
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends with its pipe, and takes its processes with it.
        self.commands.borrow_mut().take();
        let deadline = Instant::now() + Duration::from_secs(5);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
