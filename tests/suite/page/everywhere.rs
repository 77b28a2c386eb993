//! What must be so on every page: no error, no request to another host, nothing wider than the window, one heading, the language
//! of the reader, and nothing that axe finds to be serious, by day and by night.

use super::{Stage, encoded};
use crate::browser::{Page, Reader};
use std::fs;

/// The widths of a phone, a tablet and a desk, in CSS pixels.
const WIDTHS: [u32; 3] = [360, 768, 1440];

const QUERY: &str = "SELECT ?park ?area { ?park a :Park ; :area ?area } ORDER BY ?area";
const STATEMENTS: &str = "CONSTRUCT { ?a :locatedIn ?b } WHERE { ?a :locatedIn ?b }";

/// An address of each kind, with a name for its picture.
fn addresses() -> Vec<(&'static str, String)> {
    let iri = |name: &str| encoded(&format!("http://example.org/{name}"));
    vec![
        ("entity-own-path", "/north".to_owned()),
        (
            "entity-compared",
            format!("/entity?iri={}&with={}", iri("north"), iri("south")),
        ),
        ("home", "/".to_owned()),
        ("find", format!("/find?text={}", encoded("park"))),
        ("find-class", format!("/find?class={}", iri("Park"))),
        ("find-nothing", format!("/find?text={}", encoded("xyzzy"))),
        ("entity", format!("/entity?iri={}", iri("north"))),
        ("entity-class", format!("/entity?iri={}", iri("Company"))),
        ("entity-reifier", format!("/entity?iri={}", iri("r1"))),
        ("entity-unknown", format!("/entity?iri={}", iri("nothing"))),
        ("query", "/query".to_owned()),
        ("query-text", format!("/query?query={}", encoded(QUERY))),
        (
            "query-graph",
            format!("/query?query={}", encoded(STATEMENTS)),
        ),
        (
            "query-saved",
            format!("/query?name=companies&park={}", iri("south")),
        ),
        ("explore", "/explore".to_owned()),
        (
            "explore-around",
            format!("/explore?around={}", iri("north")),
        ),
        ("project", "/project".to_owned()),
        ("project-findings", "/project/findings".to_owned()),
        (
            "project-kind",
            "/project/findings?id=unknown-name".to_owned(),
        ),
        ("project-tests", "/project/tests".to_owned()),
        ("project-coverage", "/project/coverage".to_owned()),
        ("project-statistics", "/project/statistics".to_owned()),
        ("project-nothing", "/project/nothing".to_owned()),
    ]
}

/// The errors that an address has on purpose: the server says with its status that there is no such thing.
fn is_meant(address: &str, error: &str) -> bool {
    address == "entity-unknown"
        && error.starts_with("log: Failed to load resource")
        && (error.contains("/api/") || error.contains("/entity?"))
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn every_page_keeps_within_its_window_its_server_and_its_language() {
    let stage = Stage::parks();
    let mut wrong = Vec::new();
    for (languages, is_dark, tag) in [("en", false, "en"), ("zh-CN", true, "zh-Hans")] {
        let reader = Reader {
            languages,
            is_dark,
            width: 1440,
        };
        let page = stage.browser.page(reader);
        for (name, address) in addresses() {
            page.go(&stage.url(&address));
            let mut faults = faults_of(&page, tag);
            faults.extend(
                page.errors()
                    .into_iter()
                    .filter(|error| !is_meant(name, error)),
            );
            for width in WIDTHS {
                page.set_width(width);
                page.settle();
                faults.extend(too_wide(&page, width));
                page.screenshot(&format!("{name}-{tag}-{width}"));
            }
            wrong.extend(
                faults
                    .into_iter()
                    .map(|fault| format!("{address} in {tag}: {fault}")),
            );
        }
        let hosts: Vec<String> = page.hosts().into_iter().collect();
        if hosts != std::slice::from_ref(&stage.server.address) {
            wrong.push(format!("asked of {hosts:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the frame of a page.
fn faults_of(page: &Page, tag: &str) -> Vec<String> {
    let facts = page.evaluate(
        "({ h1: document.querySelectorAll('h1').length, alerts: document.querySelectorAll('main [role=alert]').length, main: document.querySelectorAll('main').length, lang: document.documentElement.lang, title: document.title })",
    );
    let mut faults = Vec::new();
    let has_heading = facts["h1"] == 1 || facts["h1"] == 0 && facts["alerts"] == 1;
    if !has_heading || facts["main"] != 1 || facts["lang"] != tag || facts["title"] == "" {
        faults.push(facts.to_string());
    }
    if page
        .all("alert", "")
        .iter()
        .any(|alert| alert.name.contains("undefined"))
    {
        faults.push("an alert says nothing".to_owned());
    }
    let text = page.text();
    for leftover in ["undefined", "[object ", "NaN"] {
        if text.contains(leftover) {
            faults.push(format!("the page says `{leftover}`: {text}"));
        }
    }
    faults
}

/// The elements that stick out of a window.
fn too_wide(page: &Page, width: u32) -> Option<String> {
    let found = page.evaluate(
        "(() => {
            const root = document.documentElement;
            if (root.scrollWidth <= root.clientWidth) return '';
            const inScroll = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
            const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !inScroll(e));
            return `${root.scrollWidth}: ` + out.slice(0, 3).map((e) => e.outerHTML.slice(0, 200)).join(' ');
        })()",
    );
    let found = found.as_str().unwrap_or_default();
    (!found.is_empty()).then(|| format!("wider than {width}: {found}"))
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
#[cfg_attr(not(axe), ignore = "BIXI_AXE does not name the script of axe")]
fn axe_finds_nothing_serious() {
    let script = std::env::var("BIXI_AXE").expect("a path");
    let script = fs::read_to_string(script).expect("the script of axe");
    let stage = Stage::parks();
    let mut wrong = Vec::new();
    for (languages, is_dark) in [("en", false), ("zh-CN", true)] {
        for width in [1440, 360] {
            let reader = Reader {
                languages,
                is_dark,
                width,
            };
            let page = stage.browser.page(reader);
            for (_, address) in addresses() {
                page.go(&stage.url(&address));
                let found = page.axe(&script).into_iter();
                wrong.extend(
                    found.map(|fault| format!("{address} in {languages} at {width}: {fault}")),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What pages ask, each on an address that shows it.
const CALLS: [(&str, &str); 16] = [
    ("query-text", "check"),
    ("query-text", "queries"),
    ("query-text", "run"),
    ("query-text", "progress"),
    ("query-saved", "queries"),
    ("query-graph", "between"),
    ("find", "find"),
    ("home", "queries"),
    ("entity", "entity"),
    ("entity-compared", "compare"),
    ("explore-around", "neighbours"),
    ("explore-around", "expand"),
    ("project", "findings"),
    ("project-tests", "tests"),
    ("project-coverage", "coverage"),
    ("project-statistics", "statistics"),
];

/// What a page shows for a moment only, it shows long enough on a slow machine: while it waits for an answer, when that comes, and
/// when none comes.
#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
#[cfg_attr(not(axe), ignore = "BIXI_AXE does not name the script of axe")]
fn axe_finds_nothing_serious_while_answers_are_awaited_and_when_they_fail() {
    let script = std::env::var("BIXI_AXE").expect("a path");
    let script = fs::read_to_string(script).expect("the script of axe");
    let stage = Stage::parks();
    let addresses = addresses();
    let mut wrong = Vec::new();
    let page = stage.browser.page(Reader {
        languages: "zh-CN",
        is_dark: true,
        width: 768,
    });
    page.throttle(4);
    for (name, call) in CALLS {
        let found = addresses.iter().find(|(of, _)| *of == name);
        let (_, address) = found.expect("an address");
        let url = stage.url(address);
        let pattern = format!("*/api/{call}*");
        let mut look = |state: &str| {
            let found = page.axe(&script).into_iter();
            wrong.extend(found.map(|fault| format!("{address} with {call} {state}: {fault}")));
        };
        page.hold(&pattern);
        page.open(&url);
        page.wait_until("document.querySelector('main .page') !== null");
        look("awaited");
        page.release();
        look("answered");
        page.settle();
        page.refuse(&[&pattern]);
        page.go(&url);
        look("refused");
        page.refuse(&[]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_frame_is_used_by_keyboard_and_remembers_language_and_theme() {
    let stage = Stage::parks();
    let page = stage.page("/explore", Reader::default());
    // The first stop of the keyboard leads past the frame.
    page.press("Tab");
    let skip = page.find("link", "To the content");
    assert_eq!(skip.state("focused"), true);
    page.press("Enter");
    page.wait_until("location.hash === '#content'");

    let link = page.find("link", "Project");
    page.focus(&link);
    page.press("Enter");
    page.wait_until("location.pathname === '/project'");
    page.settle();
    assert_eq!(
        page.evaluate("document.querySelector('header [aria-current]').textContent"),
        "Project"
    );

    page.choose(&page.find("combobox", "Language"), "Simplified Chinese");
    page.wait_for_text("项目");
    assert_eq!(page.evaluate("document.documentElement.lang"), "zh-Hans");
    page.choose(&page.find("combobox", "外观"), "深色");
    let ground = "getComputedStyle(document.body).backgroundColor";
    let dark = page.evaluate(ground);
    page.go(&stage.url("/project"));
    assert_eq!(page.evaluate(ground), dark);
    assert_eq!(page.evaluate("document.documentElement.lang"), "zh-Hans");
    page.choose(&page.find("combobox", "外观"), "浅色");
    assert_ne!(page.evaluate(ground), dark);

    page.evaluate("history.back()");
    page.settle();
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_way_back_leads_to_the_same_place() {
    let stage = Stage::parks();
    let reader = Reader {
        width: 360,
        ..Reader::default()
    };
    let page = stage.page("/project/statistics", reader);
    page.evaluate("window.scrollTo({ top: 300, behavior: 'instant' })");
    page.wait_until("history.state?.top === 300");
    page.evaluate("document.querySelector('main table a').click()");
    page.wait_until("location.pathname !== '/project/statistics' && window.scrollY === 0");
    page.settle();
    page.evaluate("history.back()");
    page.wait_until(
        "location.pathname === '/project/statistics' && Math.abs(window.scrollY - 300) < 2",
    );
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_refused_build_is_told_on_every_page() {
    let stage = Stage::parks();
    let page = stage.page("/", Reader::default());
    assert!(!page.text().contains("keep them from being built"));
    let file = stage.folder.path().join("data/parks.ttl");
    let text = fs::read_to_string(&file).expect("a file");
    fs::write(&file, format!("{text}\n:north :area ;\n")).expect("a file");
    for (_, address) in addresses() {
        until(|| {
            page.go(&stage.url(&address));
            page.text().contains("keep them from being built")
        });
    }
    page.go(&stage.url("/project/findings"));
    page.wait_for_text("They cannot be built");
    page.wait_for_text("data/parks.ttl");
    fs::write(&file, text).expect("a file");
    until(|| {
        page.go(&stage.url("/"));
        !page.text().contains("keep them from being built")
    });
    // What is wrong with the settings is not said of the sources.
    let settings = stage.folder.path().join("bixi.toml");
    fs::write(&settings, "name = \n").expect("a file");
    page.wait_for_text(
        "The project cannot be built: bixi.toml cannot be used; this is the graph before.",
    );
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_long_address_that_leads_nowhere_fits_a_telephone() {
    let stage = Stage::parks();
    let reader = Reader {
        width: 360,
        ..Reader::default()
    };
    let page = stage.page(&format!("/{}", "averylongaddress".repeat(8)), reader);
    page.wait_for_text("averylongaddress");
    assert_eq!(page.evaluate("document.documentElement.scrollWidth"), 360);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_picture_at_its_address_looks_as_its_style_says() {
    let stage = Stage::parks();
    let page = stage.page("/", Reader::default());
    page.open(&stage.url("/api/view?class=:Park"));
    page.wait_until("document.querySelector('rect.page') !== null");
    let white = "getComputedStyle(document.querySelector('rect.page')).fill";
    page.wait_until(&format!("{white} !== 'rgb(0, 0, 0)'"));
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn an_open_page_says_that_the_graph_was_built_again_or_refused() {
    let stage = Stage::parks();
    let page = stage.page("/project/findings", Reader::default());
    page.wait_for_text("3 warnings");
    let file = stage.folder.path().join("data/parks.ttl");
    let text = fs::read_to_string(&file).expect("a file");
    fs::write(&file, format!("{text}\n:north :area ;\n")).expect("a file");
    page.wait_for_text("2 findings that keep them from being built");
    page.wait_for_text("They cannot be built");
    assert!(!page.text().contains("Show the new graph"));

    fs::write(&file, &text).expect("a file");
    page.wait_until("document.body?.innerText.includes('being built') === false");
    page.wait_until("document.body?.innerText.includes('They cannot be built') === false");
    page.wait_for_text("3 warnings");
    assert_eq!(
        page.evaluate("document.querySelector('.news').getAttribute('aria-live')"),
        "polite"
    );

    page.go(&stage.url("/"));
    fs::write(&file, format!("{text}\n:west a :Park .\n")).expect("a file");
    page.wait_for_text("this page is of the graph before");
    let reader = Reader {
        languages: "zh-CN",
        ..Reader::default()
    };
    let other = stage.page("/", reader);
    page.click(&page.find("button", "Show the new graph"));
    page.wait_until("document.body?.innerText.includes('Show the new graph') === false");
    page.settle();
    fs::write(&file, text).expect("a file");
    other.find("button", "显示新图谱");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn pages_that_the_server_writes_have_the_language_that_was_chosen_and_let_choose() {
    let stage = Stage::parks();
    let page = stage.page("/sparql?query=ASK+%7B%7D", Reader::default());
    page.find("link", "parks");
    page.find("button", "Run");
    page.choose(&page.find("combobox", "Language"), "Simplified Chinese");
    page.find("button", "运行");
    page.go(&stage.url("/queries/none"));
    page.find("heading", "没有结果 (404)");
    page.click(&page.find("link", "查询"));
    page.find("button", "运行");
    assert_eq!(page.evaluate("document.documentElement.lang"), "zh-Hans");
    page.choose(&page.find("combobox", "语言"), "英语");
    page.wait_until("document.documentElement.lang === 'en'");
    page.go(&stage.url("/queries/none"));
    page.find("heading", "There is no answer (404)");
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_header_of_a_narrow_screen_has_two_lines_and_opens_its_choices() {
    let stage = Stage::parks();
    let reader = Reader {
        width: 360,
        ..Reader::default()
    };
    let page = stage.page("/", reader);
    page.wait_until("document.querySelector('body > header').offsetHeight < 90");
    let fits = "(() => { const field = document.querySelector('input[role=combobox]'); const canvas = document.createElement('canvas').getContext('2d'); canvas.font = getComputedStyle(field).font; return canvas.measureText(field.placeholder).width < field.clientWidth; })()";
    assert_eq!(page.evaluate(fits), true);
    assert!(page.all("combobox", "Language").is_empty());
    page.click(&page.find("button", "Language, Theme"));
    page.find("combobox", "Language");

    // A window that becomes narrow has the query before the saved ones.
    let page = stage.page("/query", Reader::default());
    let is_open = "document.querySelector('.side details').open";
    page.wait_until(is_open);
    page.set_width(360);
    page.wait_until(&format!("!{is_open}"));
}

/// Tries until something is so.
fn until(is_so: impl Fn() -> bool) {
    let tries = 60;
    assert!(
        (0..tries).any(|_| is_so()),
        "it was not so in {tries} tries"
    );
}
