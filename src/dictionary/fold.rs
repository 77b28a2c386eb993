//! What a text is compared by where somebody looks for a part of it: its
//! [compatibility decomposition](https://www.unicode.org/reports/tr15/) without the accents and tones that follow Latin
//! letters, in lower case. So full and half width, upper and lower case, and pinyin with and without tones are the same.
//! Traditional and simplified characters are not: which belongs to which depends on the word.
//!
//! Each character is folded for itself. So what a text has in it, its folded text has folded, and that is so too of the text in
//! lower case.

use unicode_normalization::UnicodeNormalization;

/// Appends a text as it is compared.
pub fn fold(text: &str, folded: &mut String) {
    for character in text.chars() {
        match character {
            '\0'..='\x7F' => folded.push(character.to_ascii_lowercase()),
            // Nothing is in these but themselves, and most Chinese text is of them.
            '\u{4E00}'..='\u{9FFF}' => folded.push(character),
            _ => {
                let parts = character
                    .nfkd()
                    .filter(|c| !('\u{300}'..='\u{36F}').contains(c));
                // Some have two forms in lower case: `σ` is `ς` at the end of a word.
                let upper = parts
                    .flat_map(char::to_lowercase)
                    .flat_map(char::to_uppercase);
                folded.extend(upper.flat_map(char::to_lowercase));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        fold(text, &mut folded);
        folded
    }

    fn has_case(c: &char) -> bool {
        c.to_lowercase().any(|lower| lower != *c) || c.to_uppercase().any(|upper| upper != *c)
    }

    #[test]
    fn a_text_in_lower_case_is_folded_to_the_same() {
        for character in ('\0'..=char::MAX).filter(has_case) {
            // A sigma has another form at the end of a word.
            for text in [
                format!("{character}"),
                format!("a{character}"),
                format!("a{character}a"),
            ] {
                assert_eq!(folded(&text.to_lowercase()), folded(&text), "{text:?}");
            }
        }
        assert_eq!("ΟΔΟΣ".to_lowercase(), "οδος");
        assert_eq!(folded("ΟΔΟΣ"), "οδοσ");
    }

    #[test]
    fn width_case_accents_and_tones_do_not_count() {
        assert_eq!(
            folded("ＷeiＺhang Wēnjiāng 成都 ｶﾞ"),
            "weizhang wenjiang 成都 カ\u{3099}"
        );
    }
}
