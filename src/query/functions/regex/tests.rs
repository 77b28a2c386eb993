//! Patterns, flags and replacements with their results. Each was confirmed with Saxon HE 13.1 but where a comment says why not.

mod properties;
mod refused;

use super::*;

/// Whether a pattern matches a text; `None` is an error.
fn matches(text: &str, pattern: &str, flags: &str) -> Option<bool> {
    Pattern::new(pattern, flags).ok()?.matches(text).ok()
}

fn check(cases: &[(&str, &str, &str, bool)]) {
    for (text, pattern, flags, expected) in cases {
        let found = matches(text, pattern, flags);
        assert_eq!(found, Some(*expected), "{text:?} {pattern} {flags}");
    }
}

#[test]
fn atoms_branches_and_quantifiers_match() {
    check(&[
        ("", "", "", true),
        ("abc", "b", "", true),
        ("abc", "^b", "", false),
        ("abb", "^(a|ab)c$", "", false),
        ("abc", "^(a|ab)c$", "", true),
        ("abc", "^(a|ab)b?c$", "", true),
        ("a", "|", "", true),
        ("a", "()", "", true),
        ("a", "(?:)", "", true),
        ("a", "^*a", "", true),
        ("a", "a$?", "", true),
        ("a", "a^b", "", false),
        ("aa", "^a{2}$", "", true),
        ("aaa", "^a{2}$", "", false),
        ("aaa", "^a{2,}$", "", true),
        ("a", "^a{2,}$", "", false),
        ("aaa", "^a{1,2}$", "", false),
        ("b", "^a{0,0}b$", "", true),
        ("ab", "^a{0}b$", "", false),
        ("a", "a??", "", true),
        ("aab", "^a+?b$", "", true),
        ("aab", "^a*?b{1,2}?$", "", true),
    ]);
}

#[test]
fn classes_match() {
    check(&[
        ("e", "^[a-z-[aeiou]]$", "", false),
        ("b", "^[a-z-[aeiou]]$", "", true),
        ("b", "^[a-z-[a-f-[b]]]$", "", true),
        ("c", "^[a-z-[a-f-[b]]]$", "", false),
        ("1", "^[^a-z-[0-4]]$", "", false),
        ("7", "^[^a-z-[0-4]]$", "", true),
        ("a", "[a--[b]]", "", true),
        ("-", "[a--[b]]", "", true),
        ("-", "[a-f-z]", "", true),
        ("q", "[a-f-z]", "", false),
        ("-", r"[\d-a]", "", true),
        ("-", "[-a]", "", true),
        ("-", "[a-]", "", true),
        ("-", "[^-a]", "", false),
        ("^", "[a^]", "", true),
        ("^", "[^^]", "", false),
        ("&", "^[a&&b]$", "", true),
        ("a", "^[a&&b]$", "", true),
        ("~", "^[a~~b]$", "", true),
        (".", "^[.]$", "", true),
        ("a", "^[.]$", "", false),
        ("$", "^[$(){}|*+?]$", "", true),
        ("]", r"^[\[\]]$", "", true),
        ("a", r"[\p{L}-[a]]", "", false),
        ("a", r"[a-[a]]", "", false),
    ]);
}

#[test]
fn escapes_of_classes_have_the_meaning_of_xml_schema() {
    check(&[
        ("$€+", r"^\w+$", "", true),
        ("_", r"^\w$", "", false),
        ("_", r"^\W$", "", true),
        ("\u{301}", r"^\w$", "", true),
        ("\u{378}", r"\w", "", false),
        (" \t\n\r", r"^\s+$", "", true),
        ("\u{A0}\u{3000}\u{B}\u{C}\u{85}", r"\s", "", false),
        ("٣", r"^\d$", "", true),
        ("²", r"\d", "", false),
        ("a-1", r"^\i\c*$", "", true),
        ("1a", r"^\i\c*$", "", false),
        (":_é\u{200C}", r"^\i+$", "", true),
        ("×", r"\i", "", false),
        ("·", r"\c", "", true),
        ("a b", r"^\C$", "", false),
        ("1", r"^\I$", "", true),
        ("Ω", r"^\p{Lu}$", "", true),
        ("ω", r"^\P{Lu}$", "", true),
        ("\u{E000}", r"^\p{Co}$", "", true),
        ("温江", r"^\p{IsCJKUnifiedIdeographs}+$", "", true),
        ("é", r"^\p{IsBasicLatin}$", "", false),
        ("é", r"^\P{IsBasicLatin}$", "", true),
        ("é", r"^\p{IsLatin-1Supplement}$", "", true),
        ("α", r"^\p{IsGreek}\p{IsGreekandCoptic}?$", "", true),
        ("\u{20D0}", r"\p{IsCombiningMarksforSymbols}", "", true),
        ("\u{F0000}", r"\p{IsPrivateUse}", "", true),
        ("a", r"\p{IsHighSurrogates}", "", false),
        ("a", r"\P{IsHighSurrogates}", "", true),
        ("€", r"[\p{Sc}\d]", "", true),
        (
            "\\|.-^?*+{}()[]$",
            r"^\\\|\.\-\^\?\*\+\{\}\(\)\[\]\$$",
            "",
            true,
        ),
    ]);
}

#[test]
fn anchors_and_the_wildcard_mind_line_ends() {
    check(&[
        ("a\n", "a$", "", false),
        ("a\nb", "^b", "", false),
        ("a\nb", "^b$", "m", true),
        ("a\nb", "^a$", "m", true),
        ("a\r\nb", "a$", "m", false),
        ("a\n", "a$", "m", true),
        ("a\n", "^$", "m", false),
        ("a\n\n", "^$", "m", true),
        ("\n", "^$", "m", true),
        ("", "^$", "m", true),
        ("a\n", "\n^", "m", false),
        // Saxon says yes; by the text `$` is at the end only of what does not end with a line feed.
        ("a\n", "\n$", "m", false),
        ("a\n", "^(?:)*a$", "m", true),
        ("\n", ".", "", false),
        ("\r", ".", "", false),
        ("\u{85}\u{2028}", "^..$", "", true),
        ("\n\r", "^..$", "s", true),
    ]);
}

#[test]
fn case_is_ignored_as_the_specification_says() {
    check(&[
        ("ABC", "abc", "i", true),
        ("K", "k", "i", true),
        ("ſ", "[r-t]", "i", true),
        ("I", "ı", "i", true),
        ("ς", "Σ", "i", true),
        // Both have `θ` in another case, but not each other.
        ("ϑ", "ϴ", "i", false),
        ("ß", "SS", "i", false),
        // Saxon does not know `ẞ`.
        ("ẞ", "ß", "i", true),
        ("a", r"\p{Lu}", "i", false),
        ("a", r"[\p{Lu}]", "i", false),
        ("A", "[^a]", "i", false),
        ("a", "[^A-Z]", "i", false),
        ("o", "^[A-Z-[IO]]$", "i", false),
        ("b", "^[A-Z-[IO]]$", "i", true),
        ("A", "^[a-z-[b]]$", "i", true),
    ]);
}

#[test]
fn white_space_and_literal_patterns_follow_their_flags() {
    check(&[
        ("ab", "a b", "x", true),
        ("ab", " a\tb\r\n", "x", true),
        ("a b", "a[ ]b", "x", true),
        ("ac", "a#b", "x", false),
        ("a#b", "a # b", "x", true),
        ("a\nb", r"a\ n b", "x", true),
        ("a[b", r"a \[ b", "x", true),
        ("Ω", r"\p{ L u }", "x", true),
        ("aa", "^a { 2 }$", "x", true),
        ("a", "( ?: a)", "x", true),
        ("a ", "^a[ -[b ]]?$", "x", false),
        ("a.b", "a.b", "q", true),
        ("axb", "a.b", "q", false),
        ("A(B", "a(b", "qi", true),
        ("a b", "a b", "qx", true),
        ("a\nb", "^b", "qm", false),
        ("a", "A", "ii", true),
    ]);
}

#[test]
fn back_references_match() {
    check(&[
        ("abab", r"^(ab)\1$", "", true),
        ("abba", r"^(ab)\1$", "", false),
        ("abb", r"(?:a)(b)\1", "", true),
        ("b", r"^(a)?b\1$", "", true),
        ("b", r"^(?:(a)|b)\1$", "", true),
        ("aa1", r"^(a)\11$", "", true),
        (
            "abcdefghijkk",
            r"^(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)\11$",
            "",
            true,
        ),
        ("Mum", r"^([md])[aeiou]\1$", "i", true),
        ("a\na", r"^(a)\n^\1$", "m", true),
        ("aa", r"^(?:)?(a)(?:(?:)){2}\1$", "", true),
        ("aa-b", r"(\w)\1[\P{P}\P{N}][\P{Lu}-[a]]", "", true),
    ]);
}

#[test]
fn matches_are_replaced() {
    let cases = [
        ("abracadabra", "bra", "*", "", "a*cada*"),
        ("abracadabra", "a.*a", "*", "", "*"),
        ("abracadabra", "a.*?a", "*", "", "*c*bra"),
        ("abracadabra", "a", "", "", "brcdbr"),
        ("abracadabra", "a(.)", "a$1$1", "", "abbraccaddabbra"),
        ("AAAA", "A+?", "b", "", "bbbb"),
        ("darted", "^(.*?)d(.*)$", "$1c$2", "", "carted"),
        ("abc", "(b)", "$10", "", "ab0c"),
        ("abc", "(b)", "$12", "", "ab2c"),
        ("abc", "(b)", "[$1x]", "", "a[bx]c"),
        ("abc", "(b)", "[$2]", "", "a[]c"),
        ("abc", "b", "[$0$1]", "", "a[b]c"),
        ("abc", "(x)|b", "[$1]", "", "a[]c"),
        ("abcd", "(a)(b)(c)", "$123", "", "a23d"),
        // Saxon reads `$0` and `12`; by the text all digits make the number.
        ("abc", "(b)", "<$012>", "", "a<b2>c"),
        ("abc", "b", r"\$", "", "a$c"),
        ("abc", "b", r"\\", "", r"a\c"),
        ("abc", "b", r"\$1\\$0", "", r"a$1\bc"),
        ("abc", "b", r"$\1", "q", r"a$\1c"),
        ("a.c", ".", "x", "q", "axc"),
        ("aabbc", r"(.)\1", "$1", "", "abc"),
        ("abab", "(a|b)+", "$1", "", "b"),
        ("education", "[a-z-[aeiou]]", "", "", "euaio"),
        ("a\nb\n", "^.", "x", "m", "x\nx\n"),
        ("2021-03", "([0-9]+)-([0-9]+)", "$1年$2月", "", "2021年03月"),
        ("温江区", "江", "州", "", "温州区"),
        ("abc", "x", "y", "", "abc"),
        ("", "x", "y", "", ""),
    ];
    for (text, pattern, replacement, flags, expected) in cases {
        let translated = Pattern::new(pattern, flags).expect(pattern);
        let replaced = translated.replace_all(text, replacement);
        assert_eq!(replaced.as_deref(), Ok(expected), "{pattern} {replacement}");
    }
}

#[test]
fn the_needle_is_in_every_match() {
    let needle = |pattern, flags| {
        Pattern::new(pattern, flags)
            .expect("a pattern")
            .needle()
            .to_owned()
    };
    assert_eq!(needle(r"^foo\.bar$", ""), "foo.bar");
    assert_eq!(needle("a b c.*de?", "x"), "abc");
    assert_eq!(needle("a.b", "q"), "a.b");
    assert_eq!(needle("ab|abc", ""), "");
    assert_eq!(needle("(abc)d?[e]", ""), "");
}
