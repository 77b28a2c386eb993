//! The table of keys beside what is read.

use super::*;
use crate::project::Config;

/// A document that has every key.
fn document() -> String {
    let mut text = String::new();
    let example = |key: &Key| match key.kind {
        Kind::Text | Kind::Iri => "\"x\"".to_owned(),
        Kind::Number => "1".to_owned(),
        Kind::Texts => "[\"x\"]".to_owned(),
        Kind::Choice(choices) => format!("\"{}\"", choices[0]),
        Kind::Tests => "[\"x\", { glob = \"x\", expect = \"none\" }]".to_owned(),
        Kind::Table | Kind::Tables => String::new(),
    };
    // One way of `auth` excludes the others.
    let is_read = |key: &&Key| {
        let mut others = ["digest", "bearer", "sigv4"].into_iter();
        !key.path.starts_with("tests.") && !others.any(|way| key.path.contains(&format!(".{way}")))
    };
    for key in KEYS.iter().filter(is_read) {
        let name = key
            .path
            .rsplit('.')
            .next()
            .expect("a name")
            .replace('*', "any")
            .replace(IRI, "\"http://e/\"");
        text.push_str(&match key.kind {
            Kind::Table => format!("[{}]\n", key.path.replace('*', "any")),
            Kind::Tables => format!("[[{}]]\n", key.path),
            _ => format!("{name} = {}\n", example(key)),
        });
    }
    text
}

#[test]
fn the_table_has_the_keys_that_are_read() {
    let text = document();
    let config: Config = toml::from_str(&text).expect("every key is read");
    assert_eq!(config.prefixes["any"], "x");
    let parsed = DeTable::parse(&text).expect("TOML");
    let source = SourceFile::new("bixi.toml", text.as_str());
    assert!(unknown(parsed.get_ref(), &source).is_empty());
    // What serde lists as expected is what the table has.
    for above in [
        "",
        "roles",
        "check",
        "build",
        "acceptance",
        "engines.*",
        "engines.*.auth",
        "engines.*.auth.basic",
        "engines.*.auth.digest",
        "engines.*.auth.bearer",
        "engines.*.auth.sigv4",
    ] {
        let header = match above {
            "" => String::new(),
            above => format!("[{}]\n", above.replace('*', "any")),
        };
        let text = format!("{header}zzz = 1\n");
        let error = toml::from_str::<Config>(&text).expect_err("unknown");
        let said = error.message();
        let mut read: Vec<&str> = match said.split_once("available keys: ") {
            Some((_, names)) => names.split(", ").collect(),
            None => said.split('`').skip(3).step_by(2).collect(),
        };
        let mut known: Vec<&str> = below(above).map(|(name, _)| name).collect();
        read.sort_unstable();
        known.sort_unstable();
        assert_eq!(read, known, "{above}");
    }
}

#[test]
fn an_unknown_key_is_named_with_the_one_that_was_meant() {
    let said = |text: &str| {
        let parsed = DeTable::parse(text).expect("TOML");
        let unknown = unknown(parsed.get_ref(), &SourceFile::new("bixi.toml", text));
        unknown
            .iter()
            .map(UnknownKey::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        said("sorces = []\n[build]\nbrokn = 1\n"),
        [
            "line 1, column 1: there is no key `sorces`; did you mean `sources`?",
            "line 3, column 1: `build` has no key `brokn`; did you mean `broken`?"
        ]
    );
    assert_eq!(
        said("fail-on = 1"),
        ["line 1, column 1: there is no key `fail-on`; did you mean `check.fail-on`?"]
    );
    assert_eq!(
        said("[[acceptance.level]]\nweight = 1"),
        ["line 2, column 1: `acceptance.level` has no key `weight`; its keys are `name`, `values`"]
    );
}
