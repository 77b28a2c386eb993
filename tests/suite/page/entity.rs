//! The page of an entity: names, classes, statements with their lines, evidence and proofs.

use super::{Stage, encoded};
use crate::browser::Reader;
use crate::sessions::copy_into;
use std::fs;
use std::path::Path;

fn address(name: &str) -> String {
    format!(
        "/entity?iri={}",
        encoded(&format!("http://example.org/{name}"))
    )
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn statements_have_their_lines_their_evidence_and_their_proofs() {
    let stage = Stage::parks();
    let page = stage.page(&address("acme"), Reader::default());
    page.find("heading", "Acme Pharma");
    page.find("link", "company");
    page.find("heading", "located in");
    page.find("link", "North Park");
    // The evidence: how certain it is.
    page.find("link", "stated");

    let place = page.find("button", "data/parks.ttl:13");
    page.focus(&place);
    page.press("Enter");
    page.wait_for_text(":acme a :Company ; rdfs:label");
    page.wait_for_text(":zenith a :Company");
    assert_eq!(
        page.find("button", "data/parks.ttl:13").state("expanded"),
        &true
    );
    page.press("Enter");
    page.settle();
    assert!(!page.text().contains(":zenith a :Company"));

    let page = stage.page(&address("south"), Reader::default());
    page.wait_for_text("inferred");
    page.click(&page.find("button", "Why?"));
    page.wait_for_text("by rule");
    page.find("link", "neighbour");

    // What is hidden is counted, and said to be hidden.
    assert!(!page.text().contains("hidden"));
    page.click(&page.find("checkbox", "Show what is inferred"));
    page.wait_for_text("1 of them inferred and hidden");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn it_is_asked_why_not_by_names_that_are_typed() {
    let stage = Stage::parks();
    let page = stage.page(&address("acme"), Reader::default());
    page.click(&page.find("DisclosureTriangle", "Why, and why not?"));
    for (field, text) in [("Property", "located in"), ("Value", "South Park")] {
        page.click(&page.find("combobox", field));
        page.type_text(text);
        page.find("option", text);
        page.press("Enter");
    }
    page.click(&page.find("button", "Ask why"));
    page.wait_for_text("does not hold");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn entities_stand_side_by_side_in_the_language_of_the_reader() {
    let stage = Stage::parks();
    let reader = Reader {
        languages: "zh-CN",
        ..Reader::default()
    };
    let page = stage.page("/north", reader);
    page.find("heading", "北园");
    page.click(&page.find("DisclosureTriangle", "比较"));
    page.wait_for_text("同类的有");
    page.click(&page.find("link", "南园"));
    page.settle();
    page.find("columnheader", "北园");
    page.find("columnheader", "南园");
    page.find("rowheader", "面积");
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn what_does_not_exist_is_told() {
    let stage = Stage::parks();
    let page = stage.browser.page(Reader::default());
    page.open(&stage.url(&address("nothing")));
    page.find("alert", "");
    page.wait_for_text("http://example.org/nothing");
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn the_words_that_a_statement_rests_on_are_marked_in_their_passage() {
    let folder = tempfile::tempdir().expect("a folder");
    let parks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parks");
    copy_into(&parks, folder.path());
    let texts = tempfile::tempdir().expect("a folder");
    let text = "The first line.\n\nAcme Pharma moved into the north, and grew.\n";
    fs::write(texts.path().join("article.txt"), text).expect("a file");
    let turtle = "@prefix : <http://example.org/> .\n@prefix oa: <http://www.w3.org/ns/oa#> .\n@prefix schema: <https://schema.org/> .\n\
        :article schema:contentUrl \"article.txt\" ; schema:sha256 \"a7d0ce7d57cd76937e60f64b3c739113d6304fd5a87c4019e238c812ef72f486\" .\n\
        :paragraph oa:hasSelector [ a oa:TextPositionSelector ; oa:start 17 ; oa:end 60 ] .\n\
        :r1 oa:start 17 ; oa:end 49 .\n";
    fs::write(folder.path().join("data/texts.ttl"), turtle).expect("a file");
    let options = ["--evidence", texts.path().to_str().expect("a path")];
    let stage = Stage::with(folder, &options);
    let page = stage.page(&address("acme"), Reader::default());
    page.click(&page.find("button", "The words in the text"));
    page.wait_until("document.querySelector('.passage mark')?.textContent === 'Acme Pharma moved into the north'");
    page.wait_for_text("Acme Pharma moved into the north, and grew.");
    page.wait_for_text("article.txt");

    // A passage shows its text; a text that was changed is shown nowhere.
    let page = stage.page(&address("paragraph"), Reader::default());
    page.wait_for_text("Acme Pharma moved into the north, and grew.");
    assert_eq!(page.errors(), [""; 0]);
    fs::write(
        texts.path().join("article.txt"),
        "Another text, which is as long as the first one was, or longer.",
    )
    .expect("a file");
    page.go(&stage.url(&address("paragraph")));
    page.wait_for_text(
        "article.txt is not the text that the graph describes, since its digest is another",
    );
    assert!(!page.text().contains("Another text"), "{}", page.text());
    fs::remove_file(texts.path().join("article.txt")).expect("a file");
    page.go(&stage.url(&address("paragraph")));
    page.wait_for_text("the folder of the texts has no file article.txt");
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_name_that_nothing_has_is_answered_with_similar_ones() {
    let stage = Stage::parks();
    let page = stage.page("/entity?name=Acme+Farma", Reader::default());
    page.find("heading", "Acme Farma");
    page.wait_for_text("Nothing is called “Acme Farma”.");
    page.find("heading", "Did you mean");
    page.click(&page.find("link", "Acme Pharma"));
    page.find("heading", "Acme Pharma");

    let reader = Reader {
        languages: "zh-CN",
        ..Reader::default()
    };
    let page = stage.page("/entity?name=Acme+Farma", reader);
    page.wait_for_text("您要找的是");
}
