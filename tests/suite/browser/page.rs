//! A page of the browser.

use super::seen::Seen;
use super::{Browser, PATIENCE};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

/// How long nothing must be loaded before a page counts as loaded.
const QUIET: Duration = Duration::from_millis(200);

/// Who looks at a page.
#[derive(Clone, Copy)]
pub struct Reader {
    /// The languages of the browser, as in `Accept-Language`.
    pub languages: &'static str,
    /// Whether pages are dark.
    pub is_dark: bool,
    /// The width of the window in CSS pixels.
    pub width: u32,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            languages: "en",
            is_dark: false,
            width: 1440,
        }
    }
}

/// A page.
pub struct Page<'b> {
    browser: &'b Browser,
    session: String,
    seen: RefCell<Seen>,
}

/// A node of the accessibility tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its role, such as `button`.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// Its states, such as `focused`.
    states: Value,
    element: Value,
}

impl Node {
    /// Reads a node that is shown.
    fn of(node: &Value) -> Option<Self> {
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        let role = text(&node["role"]);
        let is_shown = node["ignored"] != true && role != "InlineTextBox";
        is_shown.then(|| Self {
            role,
            name: text(&node["name"]),
            states: node["properties"].clone(),
            element: node["backendDOMNodeId"].clone(),
        })
    }

    /// Returns a state of the node, such as `focused`, `expanded` or `disabled`.
    pub fn state(&self, name: &str) -> &Value {
        let states = self.states.as_array().map_or(&[][..], Vec::as_slice);
        let found = states.iter().find(|state| state["name"] == name);
        found.map_or(&Value::Null, |state| &state["value"]["value"])
    }
}

impl<'b> Page<'b> {
    pub(super) fn new(browser: &'b Browser, session: &str, reader: Reader) -> Self {
        let page = Self {
            browser,
            session: session.to_owned(),
            seen: RefCell::default(),
        };
        for domain in ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        let agent = page.evaluate("navigator.userAgent");
        let languages = json!({ "userAgent": agent, "acceptLanguage": reader.languages });
        page.call("Emulation.setUserAgentOverride", languages);
        let theme = if reader.is_dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        page.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
        page.set_width(reader.width);
        page
    }

    fn call(&self, method: &str, parameters: Value) -> Value {
        self.browser.call(Some(&self.session), method, parameters)
    }

    /// Makes the window as wide as this, in CSS pixels.
    pub fn set_width(&self, width: u32) {
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Makes the processor slower by a factor, for this page.
    pub fn throttle(&self, factor: u32) {
        self.call("Emulation.setCPUThrottlingRate", json!({ "rate": factor }));
    }

    /// Holds what is asked of the addresses of a [pattern](https://chromedevtools.github.io/devtools-protocol/tot/Fetch/), until it
    /// is released.
    pub fn hold(&self, pattern: &str) {
        let patterns = json!([{ "urlPattern": pattern }]);
        self.call("Fetch.enable", json!({ "patterns": patterns }));
    }

    /// Lets go on what was held.
    pub fn release(&self) {
        self.call("Fetch.disable", json!({}));
    }

    /// Lets what is asked of the addresses of patterns fail, and nothing else any more.
    pub fn refuse(&self, patterns: &[&str]) {
        self.call("Network.setBlockedURLs", json!({ "urls": patterns }));
    }

    /// Goes to an address and waits until the page is there.
    pub fn go(&self, url: &str) {
        self.open(url);
        self.settle();
    }

    /// Goes to an address.
    pub fn open(&self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
    }

    /// Waits until nothing is loaded any more, and the page has its heading, or says why not.
    pub fn settle(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.look(QUIET);
            let is_loading = !self.seen.borrow().loading.is_empty();
            if !is_loading
                && self.evaluate("document.querySelector('main h1, main [role=alert]') !== null")
                    == true
            {
                return;
            }
            let loading: Vec<String> = self.seen.borrow().loading.keys().cloned().collect();
            let text = || self.evaluate("document.body?.innerText ?? ''");
            assert!(
                Instant::now() < deadline,
                "still loading {loading:?}: {}",
                text()
            );
        }
    }

    /// Looks at what happens for a time.
    fn look(&self, time: Duration) {
        for event in self.browser.events(&self.session, time) {
            self.seen.borrow_mut().note(&event);
        }
    }

    /// Returns what went wrong since this was asked last: errors of scripts, of the policy and of the network, and dialogs.
    pub fn errors(&self) -> Vec<String> {
        self.look(Duration::from_millis(20));
        std::mem::take(&mut self.seen.borrow_mut().errors)
    }

    /// Returns the hosts that something was asked of.
    pub fn hosts(&self) -> BTreeSet<String> {
        self.look(Duration::from_millis(20));
        self.seen.borrow().hosts.clone()
    }

    /// Returns the value of an expression, or of its promise.
    pub fn evaluate(&self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let evaluated = self.call("Runtime.evaluate", parameters);
        let thrown = &evaluated["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        evaluated["result"]["value"].clone()
    }

    /// Returns the text of the page.
    pub fn text(&self) -> String {
        let text = self.evaluate("document.body.innerText");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait_until(&self, expression: &str) {
        self.wait_until_within(expression, PATIENCE);
    }

    /// Waits until an expression is true, for a time.
    pub fn wait_until_within(&self, expression: &str, patience: Duration) {
        let deadline = Instant::now() + patience;
        while self.evaluate(expression) != true {
            assert!(
                Instant::now() < deadline,
                "{expression} in: {}",
                self.text()
            );
            self.look(Duration::from_millis(50));
        }
    }

    /// Waits until the page has a text.
    pub fn wait_for_text(&self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.text().contains(text) {
            assert!(Instant::now() < deadline, "no `{text}` in: {}", self.text());
            self.look(Duration::from_millis(50));
        }
    }

    /// Returns the nodes of the accessibility tree in the order of the page.
    pub fn nodes(&self) -> Vec<Node> {
        let tree = self.call("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let by_id = |node: &Value| (node["nodeId"].to_string(), node.clone());
        let by_id: BTreeMap<String, Value> = nodes.iter().map(by_id).collect();
        let mut found = Vec::new();
        let mut next: Vec<Value> = nodes.into_iter().take(1).collect();
        while let Some(node) = next.pop() {
            let children = node["childIds"].as_array().map_or(&[][..], Vec::as_slice);
            let children = children.iter().rev();
            next.extend(children.filter_map(|id| by_id.get(&id.to_string()).cloned()));
            found.extend(Node::of(&node));
        }
        found
    }

    /// Returns the nodes of a role whose names have a text.
    pub fn all(&self, role: &str, name: &str) -> Vec<Node> {
        let mut nodes = self.nodes();
        nodes.retain(|node| node.role == role && node.name.contains(name));
        nodes
    }

    /// Waits for as many nodes of a role whose names have a text.
    pub fn find_all(&self, role: &str, name: &str, count: usize) -> Vec<Node> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.all(role, name);
            if found.len() >= count {
                return found;
            }
            assert!(
                Instant::now() < deadline,
                "{found:?} in:\n{}",
                self.outline()
            );
            self.look(Duration::from_millis(50));
        }
    }

    /// Waits for a node of a role whose name has a text, and returns the first.
    pub fn find(&self, role: &str, name: &str) -> Node {
        self.find_all(role, name, 1).swap_remove(0)
    }

    /// Returns the roles and names of all nodes, line by line.
    fn outline(&self) -> String {
        let nodes = self.nodes().into_iter();
        nodes
            .map(|node| format!("{} `{}`\n", node.role, node.name))
            .collect()
    }

    /// Clicks in the middle of a node.
    pub fn click(&self, node: &Node) {
        let element = json!({ "backendNodeId": node.element });
        self.call("DOM.scrollIntoViewIfNeeded", element.clone());
        let quads = self.call("DOM.getContentQuads", element);
        let corners: Vec<f64> = quads["quads"][0]
            .as_array()
            .map_or_else(Vec::new, |corners| {
                corners.iter().filter_map(Value::as_f64).collect()
            });
        assert_eq!(
            corners.len(),
            8,
            "{} `{}` is not to be seen",
            node.role,
            node.name
        );
        let middle = |from: usize| corners.iter().skip(from).step_by(2).sum::<f64>() / 4.0;
        let (x, y) = (middle(0), middle(1));
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Puts the focus on a node.
    pub fn focus(&self, node: &Node) {
        self.call("DOM.focus", json!({ "backendNodeId": node.element }));
    }

    /// Chooses the option of a field that has a text.
    pub fn choose(&self, field: &Node, option: &str) {
        self.focus(field);
        self.evaluate(&format!(
            "(() => {{
                const field = document.activeElement;
                field.value = [...field.options].find((one) => one.text.includes({})).value;
                for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {{ bubbles: true }}));
            }})()",
            json!(option)
        ));
        self.settle();
    }

    /// Types a text where the focus is.
    pub fn type_text(&self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Presses a key by its [name](https://www.w3.org/TR/uievents-key/), after modifiers: `Control+Enter`.
    pub fn press(&self, keys: &str) {
        let (modifiers, key) = keys.rsplit_once('+').unwrap_or(("", keys));
        let bit = |name: &str| match name {
            "Alt" => 1,
            "Control" => 2,
            "Shift" => 8,
            _ => 0,
        };
        let modifiers: u32 = modifiers.split('+').map(bit).sum();
        let (code, number, text) = match key {
            "Enter" => ("Enter".to_owned(), 13, "\r"),
            "Tab" => ("Tab".to_owned(), 9, ""),
            "Escape" => ("Escape".to_owned(), 27, ""),
            "Space" => ("Space".to_owned(), 32, " "),
            "Delete" => ("Delete".to_owned(), 46, ""),
            "Backspace" => ("Backspace".to_owned(), 8, ""),
            "PageUp" => ("PageUp".to_owned(), 33, ""),
            "PageDown" => ("PageDown".to_owned(), 34, ""),
            "End" => ("End".to_owned(), 35, ""),
            "Home" => ("Home".to_owned(), 36, ""),
            "ArrowLeft" => ("ArrowLeft".to_owned(), 37, ""),
            "ArrowUp" => ("ArrowUp".to_owned(), 38, ""),
            "ArrowRight" => ("ArrowRight".to_owned(), 39, ""),
            "ArrowDown" => ("ArrowDown".to_owned(), 40, ""),
            letter => {
                let upper = letter.to_ascii_uppercase();
                let number = upper.bytes().next().map_or(0, u32::from);
                (
                    format!("Key{upper}"),
                    number,
                    if modifiers & 3 == 0 { letter } else { "" },
                )
            }
        };
        let key = if key == "Space" { " " } else { key };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({
                "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers,
            });
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = text.into();
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Takes a picture, which must show something. It is kept in the folder that `BIXI_SCREENSHOTS` names, if it names one.
    pub fn screenshot(&self, name: &str) {
        let picture = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let picture = base64(picture["data"].as_str().expect("a picture"));
        assert!(
            picture.starts_with(b"\x89PNG") && picture.len() > 5000,
            "{name} shows nothing"
        );
        if let Some(folder) = env::var_os("BIXI_SCREENSHOTS") {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(Path::new(&folder).join(format!("{name}.png")), picture).expect("a picture");
        }
    }

    /// Returns what [axe](https://github.com/dequelabs/axe-core) finds to be serious or critical, with the elements.
    pub fn axe(&self, script: &str) -> Vec<String> {
        self.evaluate(&format!("{script}; undefined"));
        let found = self.evaluate(
            "axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations)",
        );
        let found = found
            .as_array()
            .expect("the violations")
            .clone()
            .into_iter();
        let grave = found.filter(|found| {
            ["serious", "critical"]
                .iter()
                .any(|grave| found["impact"] == *grave)
        });
        let said = grave.map(|found| {
            let nodes = found["nodes"]
                .as_array()
                .cloned()
                .unwrap_or_default()
                .into_iter();
            let nodes: Vec<String> = nodes
                .take(3)
                .map(|node| format!("{} {}", node["html"], node["failureSummary"]))
                .collect();
            format!("{} ({}): {}", found["id"], found["help"], nodes.join("; "))
        });
        said.collect()
    }
}

/// Decodes [base64](https://www.rfc-editor.org/rfc/rfc4648#section-4).
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes().take_while(|letter| *letter != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}
