//! Tells by its letters, and by its most frequent words, that a text is not in a language.

/// A script by which the language of a text is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Han,
    Kana,
    Hangul,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Thai,
    Other,
}

/// Scripts in the order of their counts.
const SCRIPTS: [(Script, &str); 10] = [
    (Script::Latin, "in Latin letters"),
    (Script::Han, "in Chinese characters"),
    (Script::Kana, "in Japanese kana"),
    (Script::Hangul, "in Korean letters"),
    (Script::Cyrillic, "in Cyrillic letters"),
    (Script::Greek, "in Greek letters"),
    (Script::Arabic, "in Arabic letters"),
    (Script::Hebrew, "in Hebrew letters"),
    (Script::Devanagari, "in Devanagari letters"),
    (Script::Thai, "in Thai letters"),
];

/// The script of a letter, by the blocks of [Unicode](https://www.unicode.org/charts/).
fn script(letter: char) -> Script {
    match letter as u32 {
        0x41..=0x5A | 0x61..=0x7A | 0xC0..=0x24F | 0x1E00..=0x1EFF => Script::Latin,
        0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
        0x400..=0x52F => Script::Cyrillic,
        0x590..=0x5FF => Script::Hebrew,
        0x600..=0x6FF | 0x750..=0x77F => Script::Arabic,
        0x900..=0x97F => Script::Devanagari,
        0xE00..=0xE7F => Script::Thai,
        0x3040..=0x30FF => Script::Kana,
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2FA1F => Script::Han,
        0x1100..=0x11FF | 0xAC00..=0xD7AF => Script::Hangul,
        _ => Script::Other,
    }
}

/// The scripts of a language by its tag; none if it has several or is not known.
fn scripts(tag: &str) -> &'static [Script] {
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    for subtag in subtags {
        match subtag {
            "latn" => return &[Script::Latin],
            "cyrl" => return &[Script::Cyrillic],
            "hans" | "hant" | "hani" => return &[Script::Han],
            "grek" => return &[Script::Greek],
            "arab" => return &[Script::Arabic],
            _ if subtag.len() == 4 || subtag.len() == 1 => return &[],
            _ => {}
        }
    }
    match language {
        "en" | "de" | "fr" | "es" | "it" | "pt" | "nl" | "sv" | "da" | "nb" | "nn" | "no"
        | "fi" | "is" | "pl" | "cs" | "sk" | "sl" | "hr" | "hu" | "ro" | "et" | "lv" | "lt"
        | "tr" | "vi" | "id" | "ca" | "eu" | "gl" | "ga" | "mt" | "la" | "sq" | "af" => {
            &[Script::Latin]
        }
        "zh" | "yue" | "cmn" | "lzh" => &[Script::Han],
        "ja" => &[Script::Han, Script::Kana],
        "ko" => &[Script::Hangul, Script::Han],
        "ru" | "uk" | "bg" | "be" | "mk" => &[Script::Cyrillic],
        "el" => &[Script::Greek],
        "ar" | "fa" | "ur" => &[Script::Arabic],
        "he" => &[Script::Hebrew],
        "hi" | "mr" | "ne" => &[Script::Devanagari],
        "th" => &[Script::Thai],
        _ => &[],
    }
}

/// Returns what a text plainly is, if that is not what its language tag says.
pub fn contradicts(text: &str, tag: &str) -> Option<&'static str> {
    let expected = scripts(tag);
    if expected.is_empty() {
        return None;
    }
    let mut counts = [0_usize; SCRIPTS.len()];
    let mut letters = 0;
    for of in text.chars().filter(|c| c.is_alphabetic()).map(script) {
        letters += 1;
        if let Some(at) = SCRIPTS.iter().position(|(script, _)| *script == of) {
            counts[at] += 1;
        }
    }
    let (at, most) = counts
        .iter()
        .enumerate()
        .max_by_key(|(at, count)| (**count, usize::MAX - at))?;
    let (script, words) = SCRIPTS.get(at)?;
    let as_expected: usize = SCRIPTS
        .iter()
        .zip(counts)
        .filter(|((script, _), _)| expected.contains(script))
        .map(|(_, count)| count)
        .sum();
    if expected.contains(script) {
        return (*script == Script::Latin)
            .then(|| other_language(text, tag))
            .flatten();
    }
    let is_plain = match script {
        // Names and abbreviations are written in Latin letters in all languages.
        Script::Latin => as_expected == 0 && has_sentence(text),
        _ => most * 2 > letters && as_expected * 3 < *most,
    };
    is_plain.then_some(*words)
}

/// Returns whether a text in Latin letters is more than a name: three words, or one that starts with a small letter beside
/// another.
fn has_sentence(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !word.contains([':', '/', '_', '@'])
    });
    let words: Vec<&str> = words.collect();
    let small = words
        .iter()
        .filter(|word| word.starts_with(char::is_lowercase))
        .count();
    words.len() >= 2 && small > 0 || words.len() >= 4
}

/// The words of a language that are in nearly every sentence and in no other of these languages.
const WORDS: [(&str, &str, &[&str]); 5] = [
    (
        "en",
        "English",
        &[
            "the", "of", "and", "that", "with", "which", "for", "is", "are", "by", "from", "this",
            "or",
        ],
    ),
    (
        "de",
        "German",
        &[
            "der", "und", "das", "ist", "eine", "einer", "eines", "mit", "von", "für", "werden",
            "oder", "nicht", "durch", "wird",
        ],
    ),
    (
        "fr",
        "French",
        &[
            "le", "et", "est", "une", "dans", "pour", "avec", "sont", "qui", "du", "aux", "ou",
            "cette",
        ],
    ),
    (
        "es",
        "Spanish",
        &[
            "el", "los", "las", "por", "está", "como", "y", "entre", "del", "para",
        ],
    ),
    (
        "it",
        "Italian",
        &[
            "il", "che", "della", "delle", "gli", "sono", "nel", "dei", "degli", "alla", "è",
        ],
    ),
];

/// Returns the language that a text of at least four words is plainly in, given by words of it and none of its own.
fn other_language(text: &str, tag: &str) -> Option<&'static str> {
    let own = tag.split('-').next().unwrap_or_default();
    let own = WORDS.iter().find(|(language, ..)| *language == own)?;
    let words = || {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
    };
    let is_of =
        |word: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    let all = words().count();
    if all < 4 || words().any(|word| is_of(word, own.2)) {
        return None;
    }
    let others = WORDS.iter().filter(|(language, ..)| *language != own.0);
    let counts =
        others.map(|(_, name, known)| (*name, words().filter(|word| is_of(word, known)).count()));
    let (name, most) = counts.max_by_key(|(_, count)| *count)?;
    (most >= 2 && most * 8 >= all).then_some(name)
}

/// Returns whether a character of a text cannot be seen and is not needed to write the text.
pub fn is_invisible(character: char, text: &str, language: &str) -> bool {
    let is_of = |script_of: &[Script]| text.chars().any(|c| script_of.contains(&script(c)));
    match character {
        // French has it before `:`, and numbers with their units everywhere.
        '\u{a0}' => !language.starts_with("fr"),
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}' | '\u{180e}' => {
            true
        }
        // Persian and the scripts of India need them, and so do emoji.
        '\u{200c}' | '\u{200d}' => {
            text.chars().filter(|c| c.is_alphabetic()).all(|c| {
                matches!(
                    script(c),
                    Script::Latin
                        | Script::Han
                        | Script::Kana
                        | Script::Hangul
                        | Script::Cyrillic
                        | Script::Greek
                )
            }) && text.chars().any(char::is_alphabetic)
        }
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            !is_of(&[Script::Arabic, Script::Hebrew])
        }
        '\n' | '\r' | '\t' => false,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_contradictions_are_told() {
        for (text, tag, is) in [
            ("湖里区", "en", Some("in Chinese characters")),
            ("Huli (湖里)", "en", None),
            ("Torch Park 火炬", "zh-hans", None),
            ("IEEE Spectrum", "zh", None),
            ("Anna Albrecht", "zh", None),
            ("an optics park", "zh-hans", Some("in Latin letters")),
            ("Moscow", "ru", None),
            ("Москва", "en", Some("in Cyrillic letters")),
            ("Moskva", "ru-latn", None),
            ("かな", "ja", None),
            ("서울", "ja", Some("in Korean letters")),
            ("Der Park ist mit der Stadt verbunden", "en", Some("German")),
            ("The park is next to the town", "de", Some("English")),
            ("The park is next to the town", "en", None),
            ("Institut für Physik", "en", None),
            ("12", "zh", None),
            ("湖里", "xx", None),
        ] {
            assert_eq!(contradicts(text, tag), is, "{text}@{tag}");
        }
    }

    #[test]
    fn characters_that_a_script_needs_are_not_invisible() {
        for (text, language, expected) in [
            ("park\u{200b}", "en", true),
            ("park\u{200d}", "en", true),
            ("\u{1f469}\u{200d}\u{1f4bb}", "", false),
            ("می\u{200c}خواهم", "fa", false),
            ("parc\u{a0}: ", "fr", false),
            ("park\u{200f}", "en", true),
            ("\u{5d0}\u{200f}", "he", false),
        ] {
            let is = text.chars().any(|c| is_invisible(c, text, language));
            assert_eq!(is, expected, "{text:?}");
        }
    }
}
