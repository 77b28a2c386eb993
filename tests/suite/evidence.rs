//! Evidence as text: what statements say is looked for in the words that they rest on.

use bixi::{BuildLimits, Built, Project};
use std::fs;

const TEXT: &str =
    "海光公司去年投资逾85亿元。\nBay Optics settled in the eastern park; revenue was 612.4亿元.\n";

const CONFIG: &str = "[check]\nprinted = [\"v:printedAs\"]\n";

const START: &str = "@prefix v: <http://e/v#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
v:text schema:contentUrl \"text.txt\" ; schema:sha256 \"DIGEST\" .
v:p0 oa:hasSource v:text ; oa:hasSelector [ oa:start 0 ; oa:end 14 ] .
v:p1 oa:hasSource v:text ; oa:hasSelector [ oa:start 15 ; oa:end 75 ] .
v:haiguang rdfs:label \"海光(集团)公司\"@zh, \"Haiguang\"@en .
v:optics rdfs:label \"Optics of the Bay\"@en .
v:park rdfs:label \"园区\"@zh .
v:other rdfs:label \"Nobody\"@en .
";

/// Returns the ids of the findings in a text, with their lines, messages, hints and the words of the text.
fn found(statements: &str) -> Vec<String> {
    found_with(CONFIG, statements)
}

fn found_with(config: &str, statements: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let digest = "38d9362ccf014c23168f2e5472f45d0f0fbdd93c4b1398f34d877d8c9c7507da";
    let data = format!("{START}{statements}").replace("DIGEST", digest);
    fs::write(folder.path().join("bixi.toml"), config).expect("the settings");
    fs::write(folder.path().join("data.ttl"), data).expect("the data");
    fs::write(folder.path().join("text.txt"), TEXT).expect("the text");
    let project = Project::open(folder.path()).expect("a project");
    let built = project.build(&BuildLimits::default());
    let (Built::New { snapshot, .. } | Built::Unchanged(snapshot)) = built.expect("a build") else {
        unreachable!("the data can be read");
    };
    let checked = project.check_evidence(&snapshot, folder.path());
    let findings = checked.expect("a check").findings;
    let described = findings.iter().map(|finding| {
        let words = finding.related.iter().map(|related| {
            assert!(related.place.file.ends_with("text.txt"));
            TEXT.get(related.place.span.clone())
                .expect("words of the text")
        });
        let words: Vec<&str> = words.collect();
        let hint = finding.hint.as_deref().unwrap_or_default();
        format!(
            "{}: {} | {hint} | {}",
            finding.id,
            finding.message,
            words.concat()
        )
    });
    described.collect()
}

#[test]
fn a_statement_that_is_inferred_is_found_where_its_subject_is_described() {
    let found = found_with(
        "inference = \"rdfs\"\n",
        "v:from rdfs:subPropertyOf prov:wasDerivedFrom .\nv:h1 v:from v:p0 ; oa:start 20 ; oa:end 30 .\n",
    );
    let message = "`v:h1` rests on characters 20 to 30, which are not inside `v:p0` (0 to 14)";
    assert_eq!(found, [format!("evidence-position: {message} |  | ")]);
}

#[test]
fn a_printed_figure_stands_in_the_words_of_its_statement() {
    // As printed, in the span or in the whole passage.
    let none: [&str; 0] = [];
    assert_eq!(
        found(
            "v:f v:printedAs \"逾85亿元\" ~ v:r {| prov:wasDerivedFrom v:p0 ; oa:start 0 ; oa:end 13 |} ."
        ),
        none
    );
    assert_eq!(
        found("v:f v:printedAs \"612.4亿元\" ~ v:r {| prov:wasDerivedFrom v:p1 |} ."),
        none
    );
    // Other digits, another unit, another form of the same number, a part of it.
    for figure in [
        "逾58亿元",
        "逾85万元",
        "8500000000",
        "61.24亿元",
        "5亿元",
        "逾8",
    ] {
        let statement = format!(
            "v:f v:printedAs \"{figure}\" ~ v:r {{| prov:wasDerivedFrom v:p0 ; oa:start 0 ; oa:end 13 |}} ."
        );
        assert_eq!(
            found(&statement),
            [format!(
                "evidence-printed: `{figure}` is not in the words that `v:r` rests on, characters 0 to 13 | write the figure as the \
                 text prints it, or rest the statement on another passage | 海光公司去年投资逾85亿元"
            )]
        );
    }
    for figure in ["2.4亿元", "4亿元", "12.4", "612"] {
        let statement =
            format!("v:f v:printedAs \"{figure}\" ~ v:r {{| prov:wasDerivedFrom v:p1 |}} .");
        assert_eq!(found(&statement).len(), 1, "{figure}");
    }
    // In the passage, and not in the span; a claim that is not asserted is checked, too.
    assert_eq!(
        found(
            "<< v:f v:printedAs \"逾85亿元\" ~ v:r >> prov:wasDerivedFrom v:p0 ; oa:start 0 ; oa:end 8 ."
        ),
        [
            "evidence-printed: `逾85亿元` is not in the words that `v:r` rests on, characters 0 to 8 | the passage has it at 8 to 13: \
          rest the statement on these characters, too | 海光公司去年投资"
        ]
    );
}

#[test]
fn a_statement_has_a_name_in_its_passage() {
    let none: [&str; 0] = [];
    let derived = |statement: &str, passage: &str| {
        found(&format!(
            "{statement} ~ v:r {{| prov:wasDerivedFrom {passage} |}} ."
        ))
    };
    // One of both in full, in part, apart from punctuation, or as a literal; the text itself needs no name.
    for (statement, passage) in [
        ("v:haiguang v:in v:other", "v:p0"),
        ("v:other v:in v:haiguang", "v:p0"),
        ("v:optics v:in v:park", "v:p1"),
        ("v:other v:revenue \"612.4\"", "v:p1"),
        ("v:text v:about v:other", "v:p1"),
        ("v:nameless v:in v:other", "v:p1"),
    ] {
        assert_eq!(derived(statement, passage), none, "{statement}");
    }
    for (statement, passage, words) in [
        (
            "v:haiguang v:in v:other",
            "v:p1",
            "Bay Optics settled in the eastern park; revenue was 612.4亿元.",
        ),
        ("v:optics v:in v:park", "v:p0", "海光公司去年投资逾85亿元。"),
    ] {
        let [subject, _, object] =
            [0, 1, 2].map(|at| statement.split(' ').nth(at).expect("a term"));
        assert_eq!(
            derived(statement, passage),
            [format!(
                "evidence-names: neither `{subject}` nor `{object}` has a name in the passage that the statement rests on | rest it \
                 on another passage, or give one of them the name that the text uses as a label | {words}"
            )]
        );
    }
}

#[test]
fn a_part_of_a_name_that_most_passages_have_is_no_name_of_it() {
    let none: [&str; 0] = [];
    let in_passages = |others: &str| {
        found(&format!(
            "{others}v:bay rdfs:label \"海光街\"@zh .\nv:bay v:in v:other ~ v:r {{| prov:wasDerivedFrom v:p0 |}} ."
        ))
    };
    // 海光 in one passage of two, in four of five, and as the whole name.
    assert_eq!(in_passages(""), none);
    let others: String = (2..5)
        .map(|n| {
            format!("v:p{n} oa:hasSource v:text ; oa:hasSelector [ oa:start 0 ; oa:end 14 ] .\n")
        })
        .collect();
    let message = "evidence-names: neither `v:bay` nor `v:other` has a name in the passage that the statement rests on";
    let found = in_passages(&others);
    assert!(
        matches!(&found[..], [one] if one.starts_with(message)),
        "{found:?}"
    );
    assert_eq!(
        in_passages(&format!("{others}v:bay rdfs:label \"海光\"@zh-Hant .\n")),
        none
    );
}

#[test]
fn levels_of_findings_hold_for_evidence() {
    let wrong = "v:f v:printedAs \"逾58亿元\" ~ v:r {| prov:wasDerivedFrom v:p0 |} .";
    assert_eq!(found(wrong).len(), 1);
    let off = format!("{CONFIG}[findings]\nevidence-printed = \"off\"\n");
    assert_eq!(found_with(&off, wrong).len(), 0);
}

#[test]
fn a_passage_has_no_blank_line() {
    let passage = |end: usize| {
        found(&format!(
            "v:p2 oa:hasSource v:text ; oa:hasSelector [ oa:start 0 ; oa:end {end} ] ."
        ))
    };
    assert_eq!(passage(75), Vec::<String>::new());
    let expected = "evidence-passage: `v:p2` is said to be characters 0 to 76, but these go over a blank line of the text |  | ";
    assert_eq!(passage(76), [expected]);
}
