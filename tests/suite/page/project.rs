//! The pages of the project: findings, tests, coverage, statistics.

use super::Stage;
use crate::browser::{Page, Reader};

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn findings_are_shown_by_file_and_by_kind_with_their_lines() {
    let stage = Stage::parks();
    let page = stage.page("/project", Reader::default());
    let link = page.find("link", "The files have 3 findings.");
    page.click(&link);
    page.wait_for_text("3 warnings");
    page.wait_for_text("Checked: 2 sources, 2 queries, 2 expectations.");
    page.wait_for_text("no source uses the property :locatdIn");
    page.wait_for_text("did you mean :locatedIn?");
    assert_eq!(
        page.evaluate("[...document.querySelectorAll('mark')].map((mark) => mark.textContent)"),
        serde_json::json!([":paragraph", ":article", ":locatdIn"])
    );
    let line =
        page.evaluate("[...document.querySelectorAll('mark')].at(-1).parentElement.textContent");
    let names = "[...document.querySelectorAll('.findings > li [lang=en] code')].map((code) => code.textContent).join(' ')";
    let names = page.evaluate(names);
    assert!(
        names
            .as_str()
            .is_some_and(|names| names.contains(":locatdIn")),
        "{names}"
    );
    assert_eq!(line, "1 │ SELECT ?company { ?company :locatdIn ?park }");

    let kind = page.find("link", "unknown-name");
    page.focus(&kind);
    page.press("Enter");
    page.wait_for_text("all findings");
    assert_eq!(page.evaluate("location.search"), "?id=unknown-name");
    assert_eq!(
        page.evaluate("document.querySelectorAll('.findings > li').length"),
        1
    );
    let file = page.find("link", "data/parks.ttl");
    page.click(&file);
    page.settle();
    assert_eq!(
        page.evaluate("document.querySelectorAll('.findings > li').length"),
        2
    );
    let whole = page.find("link", "all findings");
    page.click(&whole);
    page.settle();
    assert_eq!(
        page.evaluate("document.querySelectorAll('.findings > li').length"),
        3
    );
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn tests_are_run_and_say_what_failed() {
    let stage = Stage::parks();
    let page = stage.page("/project/tests", Reader::default());
    page.wait_for_text("1 expectation passed, 1 failed");
    page.find("heading", "tests/elsewhere.holds.ttl");
    page.wait_for_text("tests/elsewhere.holds.ttl:2 is missing: :acme :locatedIn :south");
    let passed = page.find("DisclosureTriangle", "Passed (1)");
    page.focus(&passed);
    page.press("Enter");
    page.wait_for_text("tests/acme.rq");
    page.wait_for_text("Acme is in North Park");
    let page = stage.page(
        "/project/tests",
        Reader {
            languages: "zh-CN",
            ..Reader::default()
        },
    );
    page.wait_for_text("1 个预期通过, 1 个未通过");
    page.click(&page.find("DisclosureTriangle", "通过"));
    page.wait_for_text("极点在北园");
    assert_eq!(page.errors(), [""; 0]);
}

/// The texts of a column of the table with a name.
fn column(page: &Page, table: &str, number: usize) -> Vec<String> {
    let cells = page.evaluate(&format!(
        "[...document.querySelectorAll('table')].find((table) => table.caption.textContent === '{table}').querySelectorAll('td:nth-child({number})').values().map((cell) => cell.innerText.trim()).toArray()"
    ));
    let cells = cells.as_array().cloned().unwrap_or_default().into_iter();
    cells
        .map(|cell| cell.as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn statistics_are_sorted_by_any_column_and_lead_to_entities_and_questions() {
    let stage = Stage::parks();
    let page = stage.page("/project/statistics", Reader::default());
    page.wait_for_text("2 of ");
    page.wait_for_text("have evidence.");
    assert_eq!(
        column(&page, "Evidence by certainty", 1),
        ["stated :stated"]
    );
    assert_eq!(
        column(&page, "Evidence by text", 1),
        ["An article :article"]
    );
    assert_eq!(
        column(&page, "Sources", 1),
        ["data/parks.ttl", "ontology/parks.ttl"]
    );

    let before = column(&page, "Classes", 1);
    assert!(before.contains(&"park :Park".to_owned()), "{before:?}");
    let sort = page
        .all("button", "Name")
        .into_iter()
        .next()
        .expect("a column");
    page.focus(&sort);
    page.press("Enter");
    let mut sorted = before.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(column(&page, "Classes", 1), sorted);
    assert_eq!(
        page.evaluate("document.querySelector('th[aria-sort]').getAttribute('aria-sort')"),
        "ascending"
    );
    page.press("Space");
    sorted.reverse();
    assert_eq!(column(&page, "Classes", 1), sorted);

    let link = page.find("link", "company");
    page.click(&link);
    page.wait_until(
        "location.pathname + location.search === '/entity?iri=http%3A%2F%2Fexample.org%2FCompany'",
    );
    page.settle();
    page.go(&stage.url("/project/statistics"));
    page.click(&page.find("link", "3"));
    page.wait_until("location.pathname === '/query'");
    page.settle();
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn coverage_begins_with_what_nothing_names() {
    let stage = Stage::parks();
    let page = stage.page("/project/coverage", Reader::default());
    page.wait_for_text("classes are named by a query or a test.");
    let names = column(&page, "Properties", 1);
    assert_eq!(
        names.last().map(String::as_str),
        Some("located in :locatedIn"),
        "{names:?}"
    );
    let opener = page
        .all("DisclosureTriangle", "1")
        .into_iter()
        .next()
        .expect("a number");
    page.click(&opener);
    let link = page.find("link", "companies");
    page.click(&link);
    page.wait_until("location.pathname + location.search === '/query?name=companies'");
    page.settle();
    assert_eq!(page.errors(), [""; 0]);
}
