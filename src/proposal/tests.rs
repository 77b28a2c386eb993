//! Tests of proposals: for any table the mapping can be read and makes statements with the values of all cells.

use super::facts::each_cell;
use super::*;
use crate::mapping::{Mapping, Written, date_parts, statements};
use crate::query::{Limits, OneOrMore};
use crate::rdf::{Prefixes, Term};
use crate::source::SourceFile;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A table with its headers and rows, each cell in quotation marks.
fn csv(headers: &[String], rows: &[Vec<String>]) -> String {
    let row = |cells: &[String]| {
        let cells = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    row(headers) + &rows.iter().map(|cells| row(cells)).collect::<String>()
}

fn description(table: &SourceFile) -> (Description, Prefixes) {
    let names = Names::of(None, &Settled::default());
    let asked = Asked {
        table,
        settings: Settings {
            table: table.path.clone(),
            ..Settings::default()
        },
        class: None,
        called: Called::of_file("firms.csv"),
        others: &[],
        is_mapped: false,
    };
    let described = describe(asked, &names).expect("it can be read");
    (described.expect("it is a table"), names.prefixes)
}

/// Proposes a mapping, and returns what is wrong with what it makes.
fn wrong(table: &SourceFile) -> Option<String> {
    let (description, prefixes) = description(table);
    let text = mapping(&description.clone().draft(), &prefixes, true);
    let file = SourceFile::new("imports/firms.rq", text.clone());
    let mapping = match Mapping::read(file, &Prefixes::default(), None).expect("no limit") {
        Ok(mapping) => mapping,
        Err(findings) => return Some(format!("{findings:?}\n{text}")),
    };
    let said =
        statements(table, &[&mapping], "r", &Arc::default(), &Limits::default()).expect("rows");
    let ids = [
        "invalid-cell",
        "no-triple-from-row",
        "unused-column",
        "unknown-column",
        "invalid-mapping",
    ];
    if let Some(finding) = said
        .findings
        .iter()
        .find(|finding| ids.contains(&finding.id))
    {
        return Some(format!("{finding:?}\n{text}"));
    }
    let triples = said.statements.iter();
    let triples = triples.map(|one| said.triple(one.triple).expect("a triple"));
    let values = triples.map(|triple| match triple.object {
        Term::NamedNode(iri) => iri.into_string(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    });
    let values: BTreeSet<String> = values.collect();
    let settings = &description.settings;
    let mark = settings.decimal.as_ref().map_or('.', |_| ',');
    let dates = settings.dates.iter().flat_map(OneOrMore::names);
    let dates: Vec<_> = dates.filter_map(|pattern| date_parts(pattern)).collect();
    let mut lost = None;
    let look = |index: usize, row: u64, cell: &str| {
        let column = &description.columns[index];
        // The entity that it refers to has the value as its key.
        if matches!(column.value, Value::Entity(_)) {
            return;
        }
        let variable = &column.column.variable;
        let parts = match settings.split.get(variable) {
            Some(separator) => {
                let separator = separator.names()[0].as_str();
                cell.split(separator).map(str::trim).collect()
            }
            None => vec![cell],
        };
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let datatype = settings.types.get(variable);
            let datatype = datatype.map(|name| name.replace("xsd:", forms::XSD));
            let form = match &datatype {
                Some(datatype) => Written::of(datatype, mark, &dates)
                    .form(part)
                    .map(Into::into),
                None => Some(part.to_owned()),
            };
            if form.is_none_or(|form: String| !values.contains(&form)) {
                lost = Some(format!("`{part}` of row {row} is lost by\n{text}"));
            }
        }
    };
    each_cell(table, &settings.dialect(), look).expect("rows");
    lost
}

/// Cells of a column: of one kind, or of all.
fn cells() -> impl Strategy<Value = Vec<String>> {
    let kinds = [
        "[0-9]{1,3}",
        "-?[1-9][0-9]{0,2}(,[0-9]{3})?",
        "[0-9]{1,2}[.][0-9]{1,3}",
        "[0-9]{1,2},[0-9]{1,3}",
        "[12][0-9]{3}",
        "(0?[1-9]|1[0-2])[./-](0?[1-9]|1[0-2])[./-]2024",
        "2024年[1-9]月[1-9]日",
        "2024-0[1-9](-0[1-9])?",
        "https?://example[.]org/[a-z ]{0,3}",
        "true|false",
        "[a-c; ]{0,6}",
        "[a-c]{1,3}(、[a-c]{1,3})?",
        "[\\PC]{0,6}",
        "[0-9.,eE+ -]{0,6}",
        "(康弘|药业| ){0,3}",
        "[a-c\"\\\\\n?{}<>|;#]{0,5}",
    ];
    let kinds = kinds.map(|kind| proptest::collection::vec(kind, 6));
    proptest::sample::select(kinds.to_vec()).prop_flat_map(|kind| kind)
}

fn header() -> impl Strategy<Value = String> {
    let known = [
        "id",
        "name",
        "name@de",
        "名称@zh-Hans",
        "c2",
        "_row",
        "firm",
        "founded",
        "year",
        "phone",
        "a b",
        "",
        "id_2",
        "?x",
        "名称",
        "rdfs:label",
        "x:y",
        "null",
        "true",
        "2024",
        "a_iri",
        "a",
    ];
    prop_oneof![
        proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        "[\\PC]{0,5}",
    ]
}

proptest! {
    #[test]
    fn a_proposal_keeps_the_values_of_any_table(
        columns in proptest::collection::vec((header(), cells()), 1..6),
        count in 0_usize..6,
    ) {
        let headers: Vec<String> = columns.iter().map(|(header, _)| header.clone()).collect();
        let row = |index: usize| columns.iter().map(|(_, cells)| cells[index].clone()).collect();
        let rows: Vec<Vec<String>> = (0..count).map(row).collect();
        let table = SourceFile::new("data/firms.csv", csv(&headers, &rows));
        // A header without a text is not a header.
        prop_assume!(headers.iter().any(|header| !header.trim().is_empty()));
        let wrong = wrong(&table);
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
    }
}

/// The types, splits and more that are proposed for a column.
fn of_column(header: &str, cells: &[&str]) -> String {
    let rows: Vec<Vec<String>> = cells
        .iter()
        .map(|cell| vec!["x".to_owned(), (*cell).to_owned()])
        .collect();
    let headers = ["k".to_owned(), header.to_owned()];
    let table = SourceFile::new("data/firms.csv", csv(&headers, &rows));
    let (description, _) = description(&table);
    let settings = &description.settings;
    let column = &description.columns[1];
    let variable = &column.column.variable;
    let parts = [
        settings.types.get(variable).cloned(),
        settings
            .decimal
            .as_ref()
            .map(|mark| format!("decimal {mark}")),
        settings.dates.as_ref().map(|dates| dates.names().join(" ")),
        settings
            .split
            .get(variable)
            .map(|between| format!("split {}", between.names().join(" "))),
        Some(format!("{:?}", column.value)).filter(|value| value != "Literal"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

#[test]
fn columns_have_the_types_of_all_their_values() {
    let cases: [(&str, &[&str], &str); 44] = [
        ("staff", &["1", "-20", "300"], "xsd:integer"),
        ("code", &["1", "20", "20"], ""),
        ("staff", &["1", "", "x"], ""),
        ("staff", &["007", "12"], ""),
        ("phone", &["13800138000", "13800138000"], ""),
        ("contact", &["+49 30 123", "030/123"], ""),
        ("card", &["6222021234567890123", "6222021234567890123"], ""),
        ("share", &["1.5", "2"], "xsd:decimal"),
        ("share", &["1,5", "2"], "xsd:decimal, decimal ,"),
        ("revenue", &["1.234,5", "12"], "xsd:decimal, decimal ,"),
        ("revenue", &["1,234.5", "12"], "xsd:decimal"),
        ("revenue", &["1,234", "1,234"], ""),
        ("revenue", &["1,234,567", "1,234"], "xsd:integer"),
        ("revenue", &["1.234", "12.500", "7"], ""),
        ("revenue", &["1.234", "12.5"], "xsd:decimal"),
        ("share", &["0.123", "0.456"], "xsd:decimal"),
        ("share", &["0.0012345678901234567", "1.5"], "xsd:decimal"),
        ("size", &["1.5e3", "2"], "xsd:double"),
        ("model", &["1E5", "2E3", "1E5"], ""),
        ("founded", &["1996", "1996"], "xsd:gYear"),
        ("成立时间", &["1996", "1996"], "xsd:gYear"),
        ("x", &["1996", "2001", "1950"], "xsd:gYear"),
        ("x", &["1996", "3001", "1996"], "xsd:integer"),
        ("month", &["2024-03", "2024-03"], "xsd:gYearMonth"),
        ("day", &["2024-03-01", "2024-03-01"], "xsd:date"),
        (
            "day",
            &["13.12.2021", "03.01.2022", "03.01.2022"],
            "xsd:date, DD.MM.YYYY",
        ),
        (
            "day",
            &["3/12/2021", "3/13/2021", "3/13/2021"],
            "xsd:date, M/D/YYYY",
        ),
        ("day", &["3/12/2021", "3/12/2021"], ""),
        (
            "日期",
            &["2021年3月5日", "2021年3月5日"],
            "xsd:date, YYYY年M月D日",
        ),
        (
            "at",
            &["2024-03-01T12:00:00", "2024-03-01T12:00:00"],
            "xsd:dateTime",
        ),
        ("listed", &["true", "false", "true"], "xsd:boolean"),
        ("listed", &["TRUE", "FALSE", "TRUE"], "xsd:boolean"),
        (
            "homepage",
            &["http://a.example/", "http://a.example/"],
            "Iri",
        ),
        ("sectors", &["a; b", "a"], "split ;"),
        ("标签", &["生物，医药", "医药，生物", "光学"], "split ，"),
        ("tags", &["bio, optics", "optics", "optics, bio"], "split ,"),
        ("tags", &["bio\noptics", "optics\nbio"], "split \n"),
        ("author", &["Smith, John", "Smith, Ann", "Ann"], ""),
        ("address", &["1 Hill, Chengdu, China", "Chengdu, China"], ""),
        ("revenue", &["1,234,567", "234,1", "567,1"], ""),
        (
            "tags",
            &["[\"a; b\", \"c\"]", "[]", "[\"c\"]"],
            "split json",
        ),
        ("tags", &["[\"a\", {}]", "[\"c\", \"d\"]"], ""),
        (
            "links",
            &["http://a.example/ http://b.example/", "http://a.example/"],
            "split  , Iri",
        ),
        ("name@de", &["1", "1"], "Tagged(\"de\")"),
    ];
    for (header, cells, expected) in cases {
        assert_eq!(of_column(header, cells), expected, "{header}: {cells:?}");
    }
}

/// Returns how a column with these cells is read and why, the values with the reasons but the last, which is of its property.
fn reasons(header: &str, cells: &[&str]) -> String {
    let rows = cells
        .iter()
        .map(|cell| vec!["x".to_owned(), (*cell).to_owned()]);
    let headers = ["名称".to_owned(), header.to_owned()];
    let table = SourceFile::new("data/firms.csv", csv(&headers, &rows.collect::<Vec<_>>()));
    let (description, _) = description(&table);
    let column = &description.columns[1];
    let (_, why) = column.why.split_last().expect("a property");
    format!("{:?}: {}", column.value, why.join("; "))
}

#[test]
fn texts_are_said_to_be_figures_dates_or_names_in_a_language() {
    let figures = "figures as printed, which `bixi:number` and `bixi:unit` read";
    let cases: [(&str, &[&str], String); 6] = [
        (
            "收入",
            &["5亿元", "3亿元", "约2亿元"],
            format!("Literal: {figures}"),
        ),
        (
            "收入",
            &["5亿元", "3亿元", "2亿元", "两万五"],
            format!("Literal: {figures}, but not all: `两万五`"),
        ),
        ("收入", &["5亿元", "没有", "没有"], "Literal: ".to_owned()),
        (
            "day",
            &["2024-03-01", "2024年3月1日", "2024/3/1"],
            "Literal: dates in several ways of writing, which `types` and `dates` can say: \
             `YYYY-MM-DD`, `YYYY年M月D日`, `YYYY/M/D`"
                .to_owned(),
        ),
        (
            "Name",
            &["Kanghong", "Bay AG"],
            "Literal: the key".to_owned(),
        ),
        ("Name", &["Kanghong", "康弘"], "Literal: the key".to_owned()),
    ];
    for (header, cells, expected) in cases {
        assert_eq!(reasons(header, cells), expected, "{header}: {cells:?}");
    }
}

/// Headers, rows, and the variable of the key.
type Case = (
    &'static [&'static str],
    &'static [&'static [&'static str]],
    Option<&'static str>,
);

#[test]
fn the_key_is_the_column_that_tells_rows_apart() {
    let cases: [Case; 8] = [
        (&["name", "id"], &[&["a", "1"], &["b", "2"]], Some("id")),
        (&["city", "name"], &[&["a", "x"], &["b", "y"]], Some("name")),
        (
            &["page", "name"],
            &[&["http://a.example/1", "x"], &["http://a.example/2", "y"]],
            Some("page"),
        ),
        (&["city", "size"], &[&["a", "1"], &["b", "2"]], Some("city")),
        (
            &["size", "city"],
            &[&["1.5", "a"], &["2", "b"]],
            Some("city"),
        ),
        (&["id", "x"], &[&["1", "5"], &["1", "6"]], None),
        (
            &["firm", "金额"],
            &[&["a", "5000万元"], &["a", "$1,500,000"], &["b", "未披露"]],
            None,
        ),
        (&["id", "x"], &[&["1", "5"], &["", "6"]], None),
    ];
    for (headers, rows, expected) in cases {
        let headers: Vec<String> = headers.iter().map(|name| (*name).to_owned()).collect();
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
        let rows: Vec<Vec<String>> = rows.collect();
        let table = SourceFile::new("data/firms.csv", csv(&headers, &rows));
        let found = match description(&table).0.key {
            Key::Slug { variable, .. } | Key::Encoded { variable, .. } | Key::Iri { variable } => {
                Some(variable)
            }
            Key::Row { .. } | Key::Computed(_) => None,
        };
        assert_eq!(found.as_deref(), expected, "{headers:?}");
    }
}
