//! Headless Chromium through the pipe of the [DevTools protocol](https://chromedevtools.github.io/devtools-protocol/):
//! how long a page takes to its first drawn frame, and how evenly it moves.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// What a page took, in milliseconds.
pub struct Measured {
    /// From the start of the navigation to the frame after the page is ready.
    pub opened: f64,
    /// Between frames while it is dragged, in order of length.
    pub frames: Vec<f64>,
}

struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Option<String>,
    number: u64,
}

/// Opens a page and drags it about; none if there is no Chromium.
pub fn measure(page: &Path) -> Option<Measured> {
    let folder = tempfile::tempdir().ok()?;
    let mut browser = Browser::start(folder.path())?;
    let measured = browser.open_and_drag(page);
    let _ = browser.child.kill();
    let _ = browser.child.wait();
    Some(measured.expect("Chromium answers"))
}

impl Browser {
    fn start(profile: &Path) -> Option<Self> {
        let is_there = |name: &&str| {
            let version = Command::new(name).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        };
        let name = ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find(is_there)?;
        // The protocol is spoken over the file descriptors 3 and 4.
        let script = "exec \"$0\" \"$@\" 3<&0 4>&1 >/dev/null 2>&1";
        let mut child = Command::new("sh")
            .args(["-c", script, name, "--headless", "--no-sandbox"])
            .args(["--disable-gpu", "--remote-debugging-pipe"])
            .arg("--window-size=1400,900")
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        Some(Self {
            to: child.stdin.take()?,
            from: BufReader::new(child.stdout.take()?),
            child,
            session: None,
            number: 0,
        })
    }

    /// Says something and waits for the answer; messages end with a zero byte.
    fn ask(&mut self, method: &str, parameters: &Value) -> Option<Value> {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        write!(self.to, "{message}\0").ok()?;
        loop {
            let mut bytes = Vec::new();
            if self.from.read_until(0, &mut bytes).ok()? == 0 {
                return None;
            }
            bytes.pop();
            let answer: Value = serde_json::from_slice(&bytes).ok()?;
            if answer["id"] == json!(self.number) {
                return Some(answer["result"].clone());
            }
        }
    }

    fn evaluate(&mut self, script: &str) -> Option<Value> {
        let parameters =
            json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let answer = self.ask("Runtime.evaluate", &parameters)?;
        Some(answer["result"]["value"].clone())
    }

    /// When the page was ready and drawn. What is asked while one page gives way to the next gets no answer.
    fn ready(&mut self) -> Option<f64> {
        let script =
            "new Promise(done => { const look = () => document.documentElement.dataset.ready
            ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
            : setTimeout(look, 5); look(); })";
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(60) {
            if let Some(at) = self.evaluate(script)?.as_f64() {
                return Some(at);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    fn mouse(&mut self, kind: &str, x: f64, y: f64) -> Option<Value> {
        let parameters = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        self.ask("Input.dispatchMouseEvent", &parameters)
    }

    fn open_and_drag(&mut self, page: &Path) -> Option<Measured> {
        let blank = json!({ "url": "about:blank" });
        let target = self.ask("Target.createTarget", &blank)?["targetId"].clone();
        let attach = json!({ "targetId": target, "flatten": true });
        let session = self.ask("Target.attachToTarget", &attach)?;
        self.session = Some(session["sessionId"].as_str()?.to_owned());
        let url = format!("file://{}", page.display());
        self.ask("Page.navigate", &json!({ "url": url }))?;
        let opened = self.ready()?;
        // As large as in reading: what is far away is not looked at while it is dragged.
        self.evaluate(
            "for (let i = 0; i < 8; i++) document.getElementById('in').click();
            new Promise(done => setTimeout(done, 1500))",
        )?;
        self.evaluate(
            "window.frames_ = []; (function next(at) { frames_.push(at); requestAnimationFrame(next); })(performance.now())",
        )?;
        self.mouse("mousePressed", 700.0, 500.0)?;
        let started = Instant::now();
        for step in 0..120 {
            let turn = f64::from(step) / 19.0;
            self.mouse(
                "mouseMoved",
                700.0 + 400.0 * turn.sin(),
                500.0 + 250.0 * (turn * 1.7).sin(),
            )?;
            let due = Duration::from_millis(16 * (step as u64 + 1));
            std::thread::sleep(due.saturating_sub(started.elapsed()));
        }
        self.mouse("mouseReleased", 700.0, 500.0)?;
        let frames = self.evaluate("frames_.slice(1).map((at, i) => at - frames_[i])")?;
        let frames = frames.as_array()?.iter().filter_map(Value::as_f64);
        let mut frames: Vec<f64> = frames.collect();
        frames.sort_by(f64::total_cmp);
        Some(Measured { opened, frames })
    }
}
