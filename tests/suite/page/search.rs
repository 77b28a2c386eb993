//! The first page: entities by their names.

use super::Stage;
use crate::browser::Reader;

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_best_hit_is_reached_by_enter_and_others_by_arrows() {
    let stage = Stage::parks();
    let page = stage.page("/", Reader::default());
    page.click(&page.find("combobox", "Find anything by its name"));
    page.type_text("pharma");
    page.find("option", "Acme Pharma");
    page.press("Enter");
    page.settle();
    page.find("heading", "Acme Pharma");

    // The list of all is reached, too: by its entry, and by a key.
    for keys in ["Shift+Enter", "ArrowUp"] {
        page.go(&stage.url("/"));
        page.click(&page.find("combobox", "Find anything by its name"));
        page.type_text("park");
        page.find("option", "List all 3 results");
        page.press(keys);
        if keys == "ArrowUp" {
            page.press("Enter");
        }
        page.wait_until("location.search === '?text=park'");
        page.wait_for_text("3 results");
        page.settle();
    }

    page.go(&stage.url("/"));
    page.click(&page.find("combobox", "Find anything by its name"));
    page.type_text("park");
    page.find("option", "South Park");
    let mut options = page.all("option", "");
    options.retain(|option| option.name.to_lowercase().contains("park"));
    page.press("ArrowDown");
    page.press("Enter");
    page.settle();
    let heading = page.evaluate("document.querySelector('h1').textContent");
    let heading = heading.as_str().expect("a name");
    assert!(
        options[1].name.starts_with(heading),
        "{heading}, not {}",
        options[1].name
    );
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn entities_are_found_in_the_language_of_the_reader_and_chosen_by_class() {
    let stage = Stage::parks();
    let reader = Reader {
        languages: "zh-CN",
        ..Reader::default()
    };
    let page = stage.page("/", reader);
    page.click(&page.find("combobox", "按名称查找"));
    page.type_text("光学");
    page.find("option", "天顶光学");
    page.press("Enter");
    page.settle();
    page.find("heading", "天顶光学");

    page.go(&stage.url("/find?text=park"));
    page.wait_for_text("北园");
    page.click(&page.find("link", "园区"));
    page.settle();
    assert_eq!(
        page.evaluate("new URL(location.href).searchParams.get('class')"),
        "http://example.org/Park"
    );
    page.find("link", "南园");

    // From a class without a text there is a way back, too.
    page.go(&stage.url("/find?class=http%3A%2F%2Fexample.org%2FPark"));
    page.click(&page.find("link", "全部类和查询"));
    page.wait_until("location.pathname === '/'");
    page.settle();
    assert_eq!(page.errors(), [""; 0]);
}
