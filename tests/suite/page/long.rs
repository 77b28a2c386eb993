//! An answer of a million rows: it streams into the table, which scrolls, sorts and filters them and lets the page have its turn.

use super::Stage;
use crate::browser::{Page, Reader};
use crate::sessions::copy_into;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// How long a million rows may take on a machine that has much to do, with a program that is not optimised.
const PATIENCE: Duration = Duration::from_secs(300);

/// The parks with a query that has a thousand texts with a thousand numbers each.
fn stage() -> Stage {
    let folder = tempfile::tempdir().expect("a folder");
    let parks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parks");
    copy_into(&parks, folder.path());
    let (mut texts, mut numbers) = (String::new(), String::new());
    for number in 0..1000 {
        write!(texts, " (1 \"text {number:03}\")").expect("a string");
        let day = format!(
            "\"{}-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>",
            1000 + number
        );
        write!(numbers, " (1 {number} {day})").expect("a string");
    }
    let query = format!(
        "SELECT ?text ?number ?day {{ VALUES (?one ?text) {{{texts} }} VALUES (?one ?number ?day) {{{numbers} }} }}"
    );
    fs::write(folder.path().join("queries/million.rq"), query).expect("a file");
    Stage::with(folder, &["--timeout", "300"])
}

/// Notes from now on when the page is painted.
const WATCH: &str = "(() => {
    const watch = { from: performance.now(), last: performance.now(), frames: 0, longest: 0 };
    window.watch = watch;
    const frame = (now) => {
        watch.frames += 1;
        watch.longest = Math.max(watch.longest, now - watch.last);
        watch.last = now;
        if (window.watch === watch) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})()";

/// How long a frame takes now that nothing is done, in milliseconds.
const IDLE: &str = "new Promise((done) => {
    const from = performance.now();
    let frames = 0;
    const frame = () => {
        frames += 1;
        if (frames < 20) requestAnimationFrame(frame);
        else done((performance.now() - from) / frames);
    };
    requestAnimationFrame(frame);
})";

/// Asserts that the page was painted all the time since it was watched. A script works for 12 ms before it lets the page have its
/// turn; but where many programs share the processors, as where all tests run at once, none of them has its turn for much longer.
/// So what is asserted of 100 ms, or of what frames without work take there, is the mean, which the work at one go would never
/// keep, and only much more of the longest.
fn assert_smooth(page: &Page, what: &str) {
    let watched = page.evaluate("({ mean: (performance.now() - watch.from) / Math.max(watch.frames, 1), longest: Math.max(watch.longest, performance.now() - watch.last) })");
    let idle = page.evaluate(IDLE).as_f64().expect("a number");
    let of = |name: &str| watched[name].as_f64().expect("a number");
    assert!(
        of("mean") < (4.0 * idle).max(100.0) && of("longest") < 3000.0,
        "{what}: {watched}, and {idle} ms when idle"
    );
}

/// The text and the number of a row that is shown: 0 is the first, -1 the last one.
fn row(page: &Page, at: i32) -> String {
    let text = page.evaluate(&format!(
        "[...[...document.querySelectorAll('.window tbody tr')].at({at}).cells].slice(0, 2).map((cell) => cell.innerText).join(' ')"
    ));
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_million_rows_are_scrolled_sorted_and_filtered_while_the_page_stays_responsive() {
    let stage = stage();
    let page = stage.browser.page(Reader::default());
    page.open(&stage.url("/query?name=million"));
    page.wait_until("document.querySelector('main h1') !== null");
    page.evaluate(WATCH);
    let outcome = "document.querySelector('.answer .outcome')?.textContent ?? ''";
    page.wait_until_within(
        &format!("({outcome}).includes('1,000,000 rows in')"),
        PATIENCE,
    );
    assert_smooth(&page, "rows come");
    let memory = page.evaluate("performance.memory.usedJSHeapSize / 1e6");
    assert!(
        memory.as_f64().is_some_and(|memory| memory < 700.0),
        "{memory} MB"
    );
    assert_eq!(row(&page, 0), "text 000 0");

    // The last row is reached by the scroll bar, and its neighbours by the keyboard, though a pixel is several rows.
    page.evaluate(WATCH);
    page.evaluate("document.querySelector('.window').scrollTop = 1e9");
    let last = "[...document.querySelectorAll('.window tbody tr')].at(-1)";
    page.wait_until(&format!(
        "{last}.getAttribute('aria-rowindex') === '1000001'"
    ));
    assert_eq!(row(&page, -1), "text 999 999");
    let below = page.evaluate(&format!(
        "{last}.getBoundingClientRect().bottom - document.querySelector('.window').getBoundingClientRect().bottom"
    ));
    assert!(below.as_f64().is_some_and(|below| below <= 0.0), "{below}");
    page.evaluate("document.querySelector('.window').focus()");
    let top = "Number(document.querySelector('.window tbody tr').getAttribute('aria-rowindex'))";
    let before = page.evaluate(top);
    page.press("ArrowUp");
    page.wait_until(&format!("{top} === {before} - 1"));
    page.press("Home");
    page.wait_until(
        "document.querySelector('.window tbody tr').getAttribute('aria-rowindex') === '2'",
    );
    page.press("PageDown");
    page.wait_until(&format!("{top} > 2"));
    let next = page.evaluate(top);
    assert!(
        next.as_f64().is_some_and(|next| next < 40.0),
        "{next} is more than a page below"
    );
    assert_smooth(&page, "rows are scrolled");

    page.evaluate(WATCH);
    page.click(&page.find("button", "number"));
    let is_sorted =
        "document.querySelectorAll('.window th')[1].getAttribute('aria-sort') === 'ascending'";
    page.wait_until_within(is_sorted, PATIENCE);
    assert_smooth(&page, "rows are sorted");
    assert_eq!(
        (row(&page, 0), row(&page, 1)),
        ("text 000 0".to_owned(), "text 001 0".to_owned())
    );

    // Views that draw rows draw the first of them, and say so.
    page.click(&page.find("tab", "Timeline"));
    page.wait_for_text("Only the first 10,000 of 1,000,000 rows are drawn");
    page.wait_for_text("10000 events");
    page.click(&page.find("tab", "Table"));
    page.wait_until("document.querySelector('.count')?.textContent === '1,000,000 rows'");
    page.click(&page.find("button", "number"));
    page.wait_until_within(is_sorted, PATIENCE);

    // What is being done is said, and can be cancelled; what was shown stays.
    let given_up = page.evaluate(
        "new Promise((done) => {
        document.querySelectorAll('.window thead button')[0].click();
        const filter = document.querySelector('.answer input[type=search]');
        filter.value = 'text';
        filter.dispatchEvent(new Event('input'));
        const look = () => {
            const button = document.querySelector('.table-view .bar button');
            if (button.hidden) return requestAnimationFrame(look);
            const said = document.querySelector('.count').textContent;
            button.click();
            return done(said);
        };
        look();
    })",
    );
    assert_eq!(given_up, "Sorting 1,000,000 rows by text …");
    page.wait_until("document.querySelector('.count').textContent === '1,000,000 rows'");
    assert_eq!(page.evaluate(is_sorted), true);
    assert_eq!(
        page.evaluate("document.querySelector('.answer input[type=search]').value"),
        ""
    );

    page.evaluate(WATCH);
    page.click(&page.find("searchbox", "Filter rows"));
    page.type_text("text 99");
    page.wait_until_within(
        "document.querySelector('.count').textContent === '10,000 of 1,000,000 rows'",
        PATIENCE,
    );
    assert_smooth(&page, "rows are filtered");
    assert_eq!(row(&page, 0), "text 990 0");
    assert_eq!(page.errors(), [""; 0]);
}
