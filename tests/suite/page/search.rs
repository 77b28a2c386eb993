//! The first page: entities by their names.

use super::Stage;
use crate::browser::Reader;

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn entities_are_found_by_their_names_in_both_languages() {
    let stage = Stage::parks();
    let page = stage.page("/", Reader::default());
    let field = page.find("searchbox", "");
    page.click(&field);
    page.type_text("pharma");
    page.press("Enter");
    page.settle();
    page.find("link", "Acme Pharma");

    let reader = Reader {
        languages: "zh-CN",
        ..Reader::default()
    };
    let page = stage.page("/", reader);
    page.click(&page.find("searchbox", ""));
    page.type_text("北园");
    page.press("Enter");
    page.settle();
    let link = page.find("link", "北园");
    page.click(&link);
    page.settle();
    let iri = page.evaluate("new URL(location.href).searchParams.get('iri') ?? location.pathname");
    assert!(
        ["http://example.org/north", "/north"]
            .iter()
            .any(|wanted| iri == *wanted),
        "{iri}"
    );
    assert_eq!(page.errors(), [""; 0]);
}
