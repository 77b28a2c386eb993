//! The page of a view in a real browser: it loads without errors, asks for nothing, searches Chinese, expands, filters.

use crate::pictures::{folding_of, project_graph, repository_views};
use bixi::internals::layout::scene;
use bixi::internals::query::{Budget, Limits};
use bixi::internals::view::beyond;
use bixi::internals::write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Does what a reader would do, and writes down what came of it.
const READER: &str = r#"<script>
addEventListener('load', () => {
  const done = {}, $ = id => document.getElementById(id);
  const key = (target, key) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const drawn = () => document.querySelectorAll('#picture .n').length;
  try {
    done.ready = document.documentElement.dataset.ready;
    done.before = drawn();
    $('search').value = '大学';
    $('search').dispatchEvent(new Event('input'));
    done.hits = document.querySelectorAll('#found li').length;
    $('search').value = '四川大学';
    $('search').dispatchEvent(new Event('input'));
    key($('search'), 'ArrowDown');
    key($('search'), 'Enter');
    done.chosen = document.querySelector('#details h1').textContent;
    done.place = !!document.querySelector('#details .place');
    $('search').value = '温江区';
    $('search').dispatchEvent(new Event('input'));
    key($('search'), 'Enter');
    key(document.body, 'e');
    done.after = drawn();
    done.details = document.querySelectorAll('#details li').length;
    $('filter').click();
    const ticks = document.querySelectorAll('#filters input');
    done.filters = ticks.length;
    ticks[0].click();
    done.off = document.querySelectorAll('.n.off').length;
    ticks[0].click();
    key(document.body, '0');
    key(document.body, 'Escape');
    done.requests = performance.getEntriesByType('resource').length;
  } catch (error) {
    done.error = String(error);
  }
  done.errors = window.errors;
  document.documentElement.setAttribute('data-done', JSON.stringify(done));
});
</script></body>"#;

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn a_page_works_in_a_browser() {
    let is_there = |name: &&str| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    };
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    let browser = browsers.into_iter().find(is_there).expect("Chromium");
    let (project, graph) = project_graph();
    let views = repository_views(&project, &graph);
    let (_, view) = views
        .iter()
        .find(|(name, _)| name == "partners")
        .expect("the partners");
    let budget = Budget::new(&Limits::default());
    let wide = beyond(&folding_of(&project, &graph), view, &budget).expect("no limits");
    let page = write::page(view, &scene(view), &wide, write::Theme::Auto);
    let page = page.replacen("<head>", "<head><script>window.errors = []; addEventListener('error', e => errors.push(e.message)); addEventListener('securitypolicyviolation', e => errors.push(e.blockedURI + e.violatedDirective)); console.error = (...m) => errors.push(m.join(' '));</script>", 1);
    let page = page.replacen("</body>", READER, 1);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.html");
    fs::write(&file, page).expect("the page");
    let shot = folder.path().join("page.png");
    let run = |arguments: &[String]| {
        let mut command = Command::new(browser);
        command.args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1400,900",
            "--virtual-time-budget=3000",
        ]);
        command.arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ));
        command
            .args(arguments)
            .arg(format!("file://{}", file.display()))
            .output()
            .expect("the browser")
    };
    let dom = String::from_utf8_lossy(&run(&["--dump-dom".to_owned()]).stdout).into_owned();
    let done = dom
        .split("data-done=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let done = done
        .expect("the reader finished")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let done: serde_json::Value = serde_json::from_str(&done).expect("JSON");
    assert_eq!(done["error"], serde_json::Value::Null, "{done}");
    assert_eq!(done["errors"], serde_json::json!([]), "{done}");
    assert_eq!(done["ready"], "yes", "{done}");
    assert_eq!(done["chosen"], "四川大学", "{done}");
    assert_eq!(done["place"], true, "{done}");
    assert_eq!(done["requests"], 0, "{done}");
    let number = |name: &str| done[name].as_u64().unwrap_or(0);
    assert!(number("hits") >= 2, "{done}");
    assert_eq!(number("after"), number("before") + 8, "{done}");
    assert!(
        number("details") >= 10 && number("filters") >= 5 && number("off") >= 1,
        "{done}"
    );
    run(&[format!("--screenshot={}", shot.display())]);
    assert!(
        fs::metadata(&shot).is_ok_and(|file| file.len() > 20_000),
        "no screenshot"
    );
    if let Some(kept) = std::env::var_os("BIXI_SCREENSHOT") {
        fs::copy(&shot, Path::new(&kept)).expect("the screenshot");
    }
}
