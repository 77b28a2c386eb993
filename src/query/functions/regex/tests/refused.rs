//! Patterns, flags and replacements that are errors, with what is said of them.

use super::*;

#[test]
fn what_xpath_does_not_have_is_refused_at_its_position() {
    let cases = [
        (r"a\bword", 2, "XPath has no word boundary `\\b`"),
        (r"\Aa", 1, "XPath has no `\\A`; `^` is the start"),
        (r"a\z", 2, "XPath has no `\\z`; `$` is the end"),
        (
            r"\/",
            1,
            "`\\/` is not an escape; `/` stands for itself without `\\`",
        ),
        (r"\e", 1, "XPath has no escape `\\e`"),
        (
            "x(?i)a",
            2,
            "XPath has no flags within a pattern; they are the third argument",
        ),
        ("(?=a)", 1, "XPath has no look-ahead"),
        ("(?<!a)", 1, "XPath has no look-behind"),
        (
            "(?<n>a)",
            1,
            "XPath has no named groups; they are numbered: `(…)`",
        ),
        (
            "[[:alpha:]]",
            2,
            "XPath has no named classes; write for example `\\p{L}` for letters",
        ),
        (
            "[a[b]]",
            3,
            "`[` within a class is written `\\[`; only `-[…]` may stand in one",
        ),
        (
            "[]a]",
            2,
            "the class is empty; write `\\]` for the character",
        ),
        (
            "[^]",
            3,
            "the class is empty; write `\\]` for the character",
        ),
        ("[b-a]", 2, "the range ends before it begins"),
        (r"[a-\d]", 4, "a range cannot end with a class"),
        (
            "[a--z]",
            4,
            "`-` begins or ends a range here; write `\\-` for the character",
        ),
        (
            "[-[b]]",
            2,
            "nothing stands before `-[`, which subtracts a class",
        ),
        (
            "[a-[b]c]",
            7,
            "`]` must follow the class that is subtracted",
        ),
        (r"[\1]", 2, "a back-reference cannot stand in a class"),
        (
            "a**",
            3,
            "a quantifier follows another; put what it repeats into `(?:…)`",
        ),
        (
            "a*+",
            3,
            "a quantifier follows another; XPath has no possessive quantifiers",
        ),
        (
            "*a",
            1,
            "`*` repeats nothing; write `\\*` for the character",
        ),
        (
            "a|{2}",
            3,
            "`{` repeats nothing; write `\\{` for the character",
        ),
        (
            "x{3,2}",
            2,
            "the first number of `{3,2}` is larger than the second",
        ),
        (
            "x{,2}",
            3,
            "a number is missing, as in `{2}`, `{2,}` and `{2,3}`",
        ),
        (
            "x{2",
            2,
            "`{` is not closed by `}` after its numbers; write `\\{` for the character",
        ),
        ("x{99999999999}", 3, "the number is larger than 4294967295"),
        ("a}", 2, "`}` closes nothing; write `\\}` for the character"),
        ("a]", 2, "`]` closes nothing; write `\\]` for the character"),
        (
            "a)",
            2,
            "`)` closes no group; write `\\)` for the character",
        ),
        ("a(b", 2, "`(` is not closed; write `\\(` for the character"),
        ("[ab", 1, "`[` is not closed; write `\\[` for the character"),
        (
            r"[ab\",
            4,
            "`\\` escapes nothing; write `\\\\` for the character",
        ),
        (
            "a\\",
            2,
            "`\\` escapes nothing; write `\\\\` for the character",
        ),
        (
            r"\1",
            1,
            "`\\1` refers to a group, and there is none before it",
        ),
        (r"(a\1)", 3, "`\\1` is within group 1, which it refers to"),
        (
            r"\pL",
            1,
            "`\\p` is followed by a name in braces, as in `\\p{Lu}`",
        ),
        (r"\p{Lu", 1, "`\\p{` is not closed by `}`"),
        (
            r"\p{Alpha}",
            1,
            "`Alpha` is not a general category of Unicode",
        ),
        (
            r"\p{Cs}",
            1,
            "`Cs` is not a general category of Unicode, as `L` and `Lu` are",
        ),
        (
            r"\p{Hiragana}",
            1,
            "`Hiragana` is not a category; the block is `\\p{IsHiragana}`",
        ),
        (r"温\p{IsBad}", 2, "Unicode has no block `Bad`"),
    ];
    for (pattern, position, problem) in cases {
        let error = Pattern::new(pattern, "").expect_err(pattern);
        let problem = problem.to_owned();
        assert_eq!(
            error,
            PatternError::Syntax { position, problem },
            "{pattern}"
        );
    }
    let error = Pattern::new(r"a  \ b", "x").expect_err("a word boundary");
    assert_eq!(
        error.to_string(),
        "XPath has no word boundary `\\b` (character 4)"
    );
    let error = Pattern::new("a", "ig").expect_err("no flag");
    assert_eq!(
        error.to_string(),
        "`g` is not a flag; the flags are `i`, `m`, `q`, `s` and `x`"
    );
}

#[test]
fn what_is_too_large_is_refused() {
    let deep = |count: usize| "(".repeat(count) + "a" + &")".repeat(count);
    let nested = "((((x{1,100}){1,100}){1,100}){1,10})$".to_owned();
    for pattern in [
        "x{1000000000}".to_owned(),
        r"(a)\1{1000}\w{4000000000}".to_owned(),
        nested,
        "(){4294967295}x{1000000}".to_owned(),
        "a".repeat(200_000),
        deep(101),
        "[a-".repeat(101) + "[b]" + &"]".repeat(101),
    ] {
        assert!(Pattern::new(&pattern, "i").is_err(), "{pattern:.40}");
    }
    assert!(Pattern::new(&deep(100), "").is_ok());
    assert_eq!(matches("中", r"^\w{1,100}$", ""), Some(true));
    let slow = Pattern::new(r"^(a*)*(a*)*(a*)*b\1$", "").expect("a pattern");
    let error = slow.matches(&"a".repeat(60)).expect_err("too many steps");
    assert_eq!(error, PatternError::TooManySteps { most: MOST_STEPS });
}

#[test]
fn wrong_replacements_and_empty_matches_are_refused() {
    let refused = |pattern, replacement| {
        let pattern = Pattern::new(pattern, "").expect("a pattern");
        pattern
            .replace_all("abc", replacement)
            .expect_err("refused")
            .to_string()
    };
    let empty = "the pattern matches the empty string, which cannot be replaced";
    for pattern in ["", "x*", ".*?", "^", "$", "a|()", "(?:a?){2}", r"(a)?\1"] {
        assert_eq!(refused(pattern, "-"), empty, "{pattern}");
    }
    let dollar = "`$` is not followed by the number of a group; write `\\$` for the character";
    assert_eq!(refused("b", "a$"), format!("{dollar} (character 2)"));
    assert_eq!(refused("b", "[$n]"), format!("{dollar} (character 2)"));
    assert_eq!(
        refused("b", "年\\n"),
        "`\\n` is not an escape, only `\\$` and `\\\\` are; write `\\\\` for the character (character 2)"
    );
    assert_eq!(
        refused("b", "\\"),
        "`\\` is not an escape, only `\\$` and `\\\\` are; write `\\\\` for the character (character 1)"
    );
}
