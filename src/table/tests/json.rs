//! Tables of JSON from their bytes to their cells and findings.

use super::*;

/// What a table says: its variables and rows, then its text for people, then what is wrong.
struct Case {
    path: &'static str,
    text: &'static str,
    items: Option<&'static str>,
    variables: &'static str,
    rows: &'static [&'static str],
    page: &'static str,
    findings: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        path: "a.json",
        text: "[{\"名称\": \"康弘药业\", \"staff\": 34.50, \"listed\": true},\n {\"name\": null, \"staff\": 12345678901234567890}]",
        items: None,
        variables: "名称 staff listed name",
        rows: &["1: 康弘药业 34.50 true ·", "2: · 12345678901234567890 · ·"],
        page: "{\"名称\": \"康弘药业\", \"staff\": 34.50, \"listed\": true}\n{\"name\": null, \"staff\": 12345678901234567890}\n",
        findings: &[],
    },
    Case {
        path: "a.json",
        text: "{\"n\": 2, \"firms\": [{\"at\": {\"town\": \"温江\", \"x\": {}},\n\"tags\": [\"a\", 1, null]}, 7, {\"tags\": [[1], {}]}]}",
        items: Some("$.firms[*]"),
        variables: "at_town tags value",
        rows: &["1: 温江 a;1 ·", "2: · · 7", "3: · [[1], {}] ·"],
        page: "{\"at\": {\"town\": \"温江\", \"x\": {}}, \"tags\": [\"a\", 1, null]}\n7\n{\"tags\": [[1], {}]}\n",
        findings: &[],
    },
    Case {
        path: "a.json",
        text: "{\"a\": \"x\\u0041\", \"a\": 2, \"t\": [\"温;江\"]}",
        items: None,
        variables: "a t",
        rows: &["1: xA 温;江"],
        page: "{\"a\": \"x\\u0041\", \"a\": 2, \"t\": [\"温;江\"]}\n",
        findings: &[
            "1:23-1:24 warning[table-duplicate-member] the item has `a` twice; the first is read",
        ],
    },
    Case {
        path: "a.jsonl",
        text: "{\"a\": 1}\n\n{\"a\": }\n{\"b\": \"\\ud800\"}\n{\"b\": 2}",
        items: None,
        variables: "a b",
        rows: &["1: 1 ·", "5: · 2"],
        page: "{\"a\": 1}\n\n{\"a\": }\n{\"b\": \"\\ud800\"}\n{\"b\": 2}\n",
        findings: &[
            "3:7-3:7 error[table-invalid-json] this is not JSON: expected value",
            "4:8-4:14 error[table-invalid-json] `\\ud800` is half of a surrogate pair, which stands for no character",
        ],
    },
    Case {
        path: "a.json",
        text: "[{\"名\": 1},\n {\"名\": ]",
        items: None,
        variables: "",
        rows: &[],
        page: "[{\"名\": 1},\n {\"名\": ]\n",
        findings: &["2:8-2:8 error[table-invalid-json] this is not JSON: expected value"],
    },
    Case {
        path: "a.json",
        text: "{\"firms\": []}",
        items: Some("$.companies[*]"),
        variables: "",
        rows: &[],
        page: "{\"firms\": []}\n",
        findings: &["1:1-1:1 error[table-no-items] the path `$.companies[*]` leads to no item"],
    },
    Case {
        path: "a.json",
        text: "{\"data\": {\"items\": [1]}}",
        items: Some("data.items"),
        variables: "",
        rows: &[],
        page: "{\"data\": {\"items\": [1]}}\n",
        findings: &[
            "1:1-1:1 error[table-no-items] `data.items` is not a path to items; did you mean `$.data.items[*]`?",
        ],
    },
    Case {
        path: "a",
        text: "[]",
        items: Some("companies"),
        variables: "",
        rows: &[],
        page: "[]\n",
        findings: &[
            "1:1-1:1 error[table-no-items] `companies` is not a path to items; \
             write it of names, positions and `[*]`: `$.companies[*]`",
        ],
    },
];

#[test]
fn items_are_rows() {
    for case in CASES {
        let dialect = Dialect {
            items: case.items.map(str::to_owned),
            ..Dialect::default()
        };
        let (variables, rows) = read(case.path, case.text.as_bytes(), &dialect, 2);
        assert_eq!(variables, case.variables, "{}", case.text);
        assert_eq!(rows, case.rows, "{}", case.text);
        let found = findings(case.path, case.text.as_bytes(), case.page, &dialect);
        assert_eq!(found, case.findings, "{}", case.text);
    }
}

#[test]
fn deep_objects_are_text() {
    let depth = 100_000;
    let text = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    let (variables, rows) = read("a.json", text.as_bytes(), &Dialect::default(), 1);
    assert_eq!(variables, vec!["a"; 16].join("_"));
    let inner = format!(
        "{}1{}",
        "{\"a\":".repeat(depth - 16),
        "}".repeat(depth - 16)
    );
    assert_eq!(rows, [format!("1: {inner}")]);
}

#[test]
fn broken_bytes_are_found_by_their_line() {
    let bytes = b"[{\"id\": 1},\n {\"id\": \"\xE6\x88\x90\xE9\"}]";
    let page = "{\"id\": 1}\n{\"id\": \"成\u{FFFD}\"}\n";
    let found = findings("a.json", bytes, page, &Dialect::default());
    let expected = "1:1-1:1 error[table-invalid-bytes] bytes in line 2 have no meaning in UTF-8; \
                    say which `encoding` the table has, or repair it";
    assert_eq!(found, [expected]);
}
