//! Properties of patterns by chance; `PROPTEST_CASES` says how many are tried.

use super::*;
use proptest::prelude::*;

/// Patterns by the grammar, and now and then not.
fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => "[a-cA-C ſKσ漢\n]",
        2 => proptest::sample::select(vec![
            ".", "^", "$", r"\d", r"\W", r"\i", r"\C", r"\p{L}", r"\P{Lu}", r"\p{IsGreek}",
            "[a-z-[b]]", r"[^\sA-]", "[&&a]", r"\1", r"\2", r"\\", r"\$",
        ])
        .prop_map(str::to_owned),
        1 => r"[\[\](){}*+?|\\#:=<,-]{1,2}",
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let quantifier = "|[*+?]|[*+?]\\?|\\{[0-3]\\}|\\{[01],[23]?\\}\\??";
        let parts = proptest::collection::vec((inner, quantifier), 0..4);
        (parts, proptest::sample::select(vec!["(", "(?:", ""])).prop_map(|(parts, open)| {
            let parts: String = parts.iter().map(|(atom, q)| format!("{atom}{q}")).collect();
            match open {
                "" => parts,
                open => format!("{open}{parts})"),
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_a_pattern_or_an_error(
        pattern in "\\PC{0,40}",
        flags in "[smixq]{0,3}",
        text in "\\PC{0,20}",
        replacement in "[$\\\\a0-9]{0,6}",
    ) {
        if let Ok(pattern) = Pattern::new(&pattern, &flags) {
            let _ = pattern.matches(&text);
            let _ = pattern.replace_all(&text, &replacement);
        }
        prop_assert!(Pattern::new(&pattern, "q").is_ok());
    }

    #[test]
    fn patterns_keep_what_follows_from_their_meaning(
        pattern in pattern(),
        flags in "[smi]{0,2}",
        text in "[a-cA-C ſKσ漢\n$]{0,8}",
    ) {
        let Ok(translated) = Pattern::new(&pattern, &flags) else {
            return Ok(());
        };
        // What takes too many steps has no answer.
        let Ok(is_match) = translated.matches(&text) else {
            return Ok(());
        };
        if let Ok(replaced) = translated.replace_all(&text, "$0") {
            prop_assert_eq!(&replaced, &text);
        }
        if let Ok(replaced) = translated.replace_all(&text, "!") {
            prop_assert_eq!(replaced != text, is_match);
        }
        // A branch more matches no less, and a group around all of it changes nothing but the numbers.
        if !translated.is_linear() {
            return Ok(());
        }
        let grouped = Pattern::new(&format!("(?:{pattern})"), &flags).map(|p| p.is_match(&text));
        prop_assert_eq!(grouped, Ok(is_match));
        let more = Pattern::new(&format!("{pattern}|漢"), &flags).map(|p| p.is_match(&text));
        prop_assert_eq!(more, Ok(is_match || text.contains('漢')));
        if !is_match {
            return Ok(());
        }
        if flags.contains('i') {
            return Ok(());
        }
        prop_assert!(text.contains(translated.needle()), "{}", pattern);
    }
}
