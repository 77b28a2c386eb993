//! The page of query: the editor, forms of saved queries, answers and plans.

use super::{Stage, encoded};
use crate::browser::{Page, Reader};

const AREAS: &str = "SELECT ?park ?area { ?park a :Park ; :area ?area } ORDER BY ?area";

/// The texts of the cells of the answer.
fn cells(page: &Page) -> Vec<String> {
    let cells = page.all("cell", "").into_iter();
    cells.map(|cell| cell.name).collect()
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_answer_of_a_query_in_the_address_is_a_table_that_is_sorted_and_filtered() {
    let stage = Stage::parks();
    let page = stage.page(
        &format!("/query?query={}", encoded(AREAS)),
        Reader::default(),
    );
    page.wait_for_text("2 rows in");
    page.find_all("cell", "", 4);
    let before = cells(&page);
    assert_eq!(before.len(), 4, "{before:?}");
    assert!(
        before[0].contains("South Park") && before[2].contains("North Park"),
        "{before:?}"
    );
    page.find("tab", "Table");

    page.click(&page.find("button", "park"));
    page.settle();
    let sorted = cells(&page);
    assert!(sorted[0].contains("North Park"), "{sorted:?}");
    page.click(&page.find("searchbox", "Filter rows"));
    page.type_text("south");
    page.wait_for_text("1 of 2 rows");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_editor_says_what_is_wrong_and_runs_by_keyboard() {
    let stage = Stage::parks();
    let page = stage.page("/query", Reader::default());
    let editor = page.find("textbox", "Query in SPARQL");
    page.focus(&editor);
    page.press("Control+a");
    page.type_text("SELECT ?c { ?c :locatdIn ?park }");
    page.wait_for_text("no source uses the property");
    page.wait_for_text("did you mean :locatedIn?");

    page.press("Control+a");
    page.type_text("ASK { :acme :locatedIn }");
    page.wait_until("document.querySelector('textarea').getAttribute('aria-invalid') === 'true'");
    page.find("button", "line 1");

    page.press("Control+a");
    page.type_text("ASK { :acme :locatedIn :north }");
    page.press("Control+Enter");
    page.wait_for_text("Yes");
    let query = page.evaluate("new URL(location.href).searchParams.get('query')");
    assert_eq!(query, "ASK { :acme :locatedIn :north }");

    page.press("Control+z");
    assert_eq!(
        page.evaluate("document.querySelector('textarea').value"),
        "ASK { :acme :locatedIn }"
    );
    let errors = page.errors().into_iter();
    // The server says with its status that a text is not a query.
    let errors: Vec<String> = errors.filter(|error| !error.contains("/api/")).collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_saved_query_has_a_form_for_its_parameters() {
    let stage = Stage::parks();
    let page = stage.page("/query?name=companies", Reader::default());
    page.find("heading", "Companies in a park");
    page.wait_for_text("The companies that are in a park.");
    page.wait_for_text("1 row in");
    page.find("cell", "Acme Pharma");
    page.choose(&page.find("combobox", "park"), "South Park");
    page.click(&page.find("button", "Run"));
    page.find("cell", "Zenith Optics");
    assert_eq!(
        page.evaluate("new URL(location.href).searchParams.get('name')"),
        "companies"
    );
    let park = page.evaluate("new URL(location.href).searchParams.get('park')");
    assert!(
        [":south", "http://example.org/south"]
            .iter()
            .any(|name| park == *name),
        "{park}"
    );

    let reader = Reader {
        languages: "zh-CN",
        ..Reader::default()
    };
    let page = stage.page("/query?name=companies&park=:south", reader);
    page.find("heading", "园区内的公司");
    page.find("cell", "天顶光学");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_plan_has_estimated_and_actual_rows() {
    let stage = Stage::parks();
    let page = stage.page(
        &format!("/query?query={}", encoded(AREAS)),
        Reader::default(),
    );
    page.wait_for_text("2 rows in");
    page.click(&page.find("button", "Plan with actual rows"));
    page.find("row", "Operator");
    page.find("rowheader", "Scan");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn what_was_typed_and_not_run_is_kept_when_the_reader_comes_back() {
    let stage = Stage::parks();
    let page = stage.page("/query", Reader::default());
    page.focus(&page.find("textbox", "Query in SPARQL"));
    page.press("Control+a");
    page.type_text("ASK { :acme a :Draft }");
    page.wait_until("history.state?.draft === 'ASK { :acme a :Draft }'");
    page.click(&page.find("link", "Explore"));
    page.wait_until("location.pathname === '/explore'");
    page.settle();
    page.evaluate("history.back()");
    page.wait_until("document.querySelector('textarea')?.value === 'ASK { :acme a :Draft }'");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn what_is_wrong_with_a_query_is_said_once_and_in_its_language() {
    let stage = Stage::parks();
    let reader = Reader {
        languages: "zh-CN",
        ..Reader::default()
    };
    let page = stage.page(
        &format!("/query?query={}", encoded("ASK { :acme :locatedIn }")),
        reader,
    );
    page.wait_until("document.querySelector('textarea').getAttribute('aria-invalid') === 'true'");
    page.settle();
    let said = page.evaluate("[...document.querySelectorAll('main .fault')].map((one) => [one.closest('li, p').tagName, one.querySelector('[lang=en]') !== null])");
    assert_eq!(said, serde_json::json!([["LI", true]]));

    // A text of the history is shown, also where a saved query has its form in front.
    let page = stage.page(
        &format!("/query?query={}", encoded(AREAS)),
        Reader::default(),
    );
    page.wait_for_text("2 rows in");
    page.click(&page.find("link", "Companies in a park"));
    page.find("heading", "Companies in a park");
    page.click(&page.find("DisclosureTriangle", "History"));
    page.click(&page.find("button", "SELECT ?park ?area"));
    page.find("textbox", "Query in SPARQL");
    assert_eq!(
        page.evaluate("document.querySelector('textarea').value"),
        AREAS
    );
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn views_say_what_they_leave_out_and_numbers_of_other_sizes_have_another_chart() {
    let stage = Stage::parks();
    let text = "SELECT ?company ?length ?size { ?company a :Company BIND(STRLEN(STR(?company)) AS ?length) BIND(?length * 1000 AS ?size) }";
    let page = stage.page(
        &format!("/query?query={}&view=chart", encoded(text)),
        Reader::default(),
    );
    page.wait_for_text("of different sizes");
    page.wait_until("document.querySelector('.chart-picture')?.alt === 'Chart of length'");
    page.choose(&page.find("combobox", "Numbers"), "size");
    page.wait_until("document.querySelector('.chart-picture')?.alt === 'Chart of size'");
    page.click(&page.find("tab", "Graph"));
    page.wait_for_text("No statement links two of these entities");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn no_number_of_a_plan_is_broken() {
    let stage = Stage::parks();
    let text = "SELECT * { ?park :locatedIn*|:neighbour*|rdfs:label|:area|:opened ?other . ?other :neighbour*/^:locatedIn ?company . ?company rdfs:label ?nameOfTheCompany FILTER(STRLEN(?nameOfTheCompany) > 3) }";
    for width in [1280, 360] {
        let reader = Reader {
            width,
            ..Reader::default()
        };
        let page = stage.page(&format!("/query?query={}", encoded(text)), reader);
        page.wait_for_text("rows in");
        page.click(&page.find("button", "Plan with actual rows"));
        page.find("row", "Operator");
        let lines = "[...document.querySelectorAll('.plan td.number')].map((cell) => { const range = document.createRange(); range.selectNodeContents(cell.firstChild ?? cell); return range.getClientRects().length; })";
        let most = page.evaluate(&format!("Math.max(...{lines})"));
        assert_eq!(most, 1, "{width}");
        let sideways =
            "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assert_eq!(page.evaluate(sideways), false, "{width}");
    }
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_choice_that_is_given_by_its_local_name_is_no_further_one() {
    let stage = Stage::parks();
    let page = stage.page("/query?name=companies&park=south", Reader::default());
    page.find("cell", "Zenith Optics");
    let options = "[...document.querySelectorAll('.parameters option')].map((one) => `${one.textContent}${one.selected ? '*' : ''}`).slice(1)";
    assert_eq!(
        page.evaluate(options),
        serde_json::json!(["North Park", "South Park*"])
    );
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn enter_takes_the_first_suggestion_but_nothing_else_than_what_is_typed() {
    let stage = Stage::parks();
    let page = stage.page("/query", Reader::default());
    let editor = page.find("textbox", "Query in SPARQL");
    page.wait_for_text("Enter or Tab takes a suggestion");
    let text = "document.querySelector('textarea').value";
    let first = "document.querySelector('.suggestions:not([hidden]) [aria-selected=true] .name')?.textContent";
    let is_open = "document.querySelector('.suggestions:not([hidden])') !== null";
    let closed = format!("!({is_open})");

    page.focus(&editor);
    page.press("Control+a");
    page.type_text("SELECT * { ?s :locat");
    page.wait_until(&format!("{first} === ':locatedIn'"));
    page.press("Enter");
    page.wait_until(&closed);
    assert_eq!(page.evaluate(text), "SELECT * { ?s :locatedIn ");

    // A name that is typed out is not a beginning of a longer one, and Escape closes the list.
    page.press("Control+a");
    page.type_text("SELECT * { ?s :locatedIn ?park . ?park :area ?parkArea . ?park");
    page.wait_until(is_open);
    page.press("Escape");
    page.wait_until(&closed);
    page.press("Enter");
    assert_eq!(
        page.evaluate(text),
        "SELECT * { ?s :locatedIn ?park . ?park :area ?parkArea . ?park\n"
    );
    page.press("Control+a");
    page.type_text("SELECT * { ?s :locatedIn ?north . ?north");
    page.settle();
    page.press("Enter");
    page.wait_until(&closed);
    assert_eq!(
        page.evaluate(text),
        "SELECT * { ?s :locatedIn ?north . ?north\n"
    );
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn views_are_offered_where_the_rows_can_be_drawn_so() {
    let stage = Stage::parks();
    let page = stage.page(
        &format!("/query?query={}", encoded(AREAS)),
        Reader::default(),
    );
    page.wait_for_text("2 rows in");
    page.wait_until("document.querySelector('#tab-map').disabled");
    let disabled = "[...document.querySelectorAll('[role=tab]')].filter((tab) => tab.disabled).map((tab) => [tab.textContent, tab.title])";
    let needs = serde_json::json!([
        [
            "Map",
            "A map needs coordinates: a point as WKT, or columns of latitude and longitude."
        ],
        ["Timeline", "A timeline needs a column of dates or years."]
    ]);
    page.wait_until(&format!("({disabled}).length === 2"));
    assert_eq!(page.evaluate(disabled), needs);
    // The arrow keys pass over them.
    page.focus(&page.find("tab", "Chart"));
    page.press("ArrowRight");
    page.wait_until(
        "document.querySelector('#tab-table').getAttribute('aria-selected') === 'true'",
    );
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn times_that_do_not_exist_are_told_and_not_drawn_elsewhere() {
    let stage = Stage::parks();
    let query = "SELECT ?what ?day { VALUES (?what ?day) { ('a' '2022-13-01'^^xsd:date) ('b' '2020-01-01'^^xsd:date) \
        ('c' '2020-02-30'^^xsd:date) ('d' '2020-02-29T24:00:00'^^xsd:dateTime) ('e' UNDEF) } } ORDER BY ?what";
    let page = stage.page(
        &format!("/query?query={}", encoded(query)),
        Reader::default(),
    );
    page.wait_for_text("5 rows in");
    page.click(&page.find("tab", "Timeline"));
    page.wait_for_text(
        "1 row has no time. 2 rows have times that do not exist: 2022-13-01, 2020-02-30.",
    );
    page.wait_for_text("2 events");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn entities_without_a_link_in_a_graph_of_rows_are_told() {
    let stage = Stage::parks();
    let text = "SELECT ?one { VALUES ?one { :acme :north :south :zenith :stated } }";
    let page = stage.page(
        &format!("/query?query={}&view=graph", encoded(text)),
        Reader::default(),
    );
    page.wait_for_text("1 entity is linked with no other of these by a statement");
    assert_eq!(page.errors(), [""; 0]);
}
