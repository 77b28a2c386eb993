//! The page of exploration: nodes are chosen, expanded, pinned and removed, and everything is undone.

use super::{Stage, encoded};
use crate::browser::{Page, Reader};

/// Opens the page around the north, and waits for what is said of it: what comes late moves what is clicked.
fn around(stage: &Stage, reader: Reader) -> Page<'_> {
    let iri = encoded("http://example.org/north");
    let page = stage.page(&format!("/explore?around={iri}"), reader);
    page.wait_until("document.querySelector('main h3') !== null");
    page.settle();
    page
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn nodes_are_chosen_from_the_list_pinned_removed_and_brought_back() {
    let stage = Stage::parks();
    let page = around(&stage, Reader::default());
    page.find("heading", "North Park");
    page.click(&page.find("button", "Acme Pharma"));
    page.find("heading", "Acme Pharma");
    page.click(&page.find("button", "Pin"));
    page.find("button", "Unpin");
    page.click(&page.find("button", "Remove"));
    page.wait_until("![...document.querySelectorAll('button')].some((one) => one.textContent === 'Acme Pharma')");
    page.press("Control+z");
    page.find("button", "Acme Pharma");
    page.press("Control+Shift+z");
    page.wait_until("![...document.querySelectorAll('button')].some((one) => one.textContent === 'Acme Pharma')");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn links_are_expanded_by_property_with_their_counts() {
    let stage = Stage::parks();
    let page = around(&stage, Reader::default());
    page.click(&page.find("button", "South Park"));
    page.find("heading", "South Park");
    let expand = page.find("button", "← located in");
    page.focus(&expand);
    page.press("Enter");
    page.find("button", "Zenith Optics");
    // What is shown is in the address.
    let nodes = page.evaluate("new URL(location.href).searchParams.get('nodes')");
    assert!(
        nodes
            .as_str()
            .is_some_and(|nodes| nodes.contains(":zenith")),
        "{nodes}"
    );
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_graph_is_explored_in_chinese_and_on_a_phone() {
    let stage = Stage::parks();
    let reader = Reader {
        languages: "zh-CN",
        is_dark: true,
        width: 360,
    };
    let page = around(&stage, reader);
    page.find("heading", "北园");
    page.find("button", "全部展开");
    page.screenshot("explore-phone");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn cells_of_lists_are_left_out_until_they_are_asked_for() {
    let folder = crate::serve::project(&[(
        "data/a.ttl",
        "@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
         :a a owl:Class ; owl:disjointWith :b . :b a owl:Class .\n\
         :c owl:equivalentClass [ owl:unionOf ( :a :b ) ] . :d owl:equivalentClass [ owl:unionOf ( :a :c ) ] .\n",
    )]);
    let stage = Stage::of(folder);
    let iri = encoded("http://example.org/a");
    let page = stage.page(&format!("/explore?around={iri}"), Reader::default());
    page.wait_for_text("2 lists that it is in, such as those of class expressions, are left out");
    page.wait_for_text("2 nodes, 1 edge");
    page.click(&page.find("button", "rdf:first"));
    page.wait_for_text("4 nodes, 3 edges");
    assert_eq!(page.errors(), [""; 0]);
}
