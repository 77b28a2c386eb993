//! The sets of characters that escapes stand for: [XML Schema part 2,
//! G.4.2](https://www.w3.org/TR/xmlschema11-2/#charcter-classes).

use super::syntax::CharacterSet;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The set of `\d` and the like, and whether the letter negates it.
pub fn class_of_letter(letter: char) -> Option<(CharacterSet, bool)> {
    let set = match letter.to_ascii_lowercase() {
        's' => CharacterSet::Space,
        'i' => CharacterSet::NameStart,
        'c' => CharacterSet::Name,
        'd' => CharacterSet::Digit,
        'w' => CharacterSet::Word,
        _ => return None,
    };
    Some((set, letter.is_ascii_uppercase()))
}

/// The general categories of Unicode that the grammar has; surrogates are not characters.
const CATEGORIES: [&str; 36] = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc",
    "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C",
    "Cc", "Cf", "Co", "Cn",
];

/// The category of one letter.
pub fn category(letter: char) -> Option<&'static str> {
    let is_letter = |name: &&str| name.chars().eq([letter]);
    CATEGORIES.into_iter().find(is_letter)
}

/// The set of `\p{name}`.
pub fn set_of_property(name: &str) -> Option<CharacterSet> {
    if let Some(block) = name.strip_prefix("Is") {
        return BLOCKS.get(block).cloned().map(CharacterSet::Block);
    }
    let category = CATEGORIES.into_iter().find(|category| *category == name);
    category.map(CharacterSet::Category)
}

/// Blocks by name without its spaces; among it those that Unicode has renamed since XML Schema 1.0.
static BLOCKS: LazyLock<BTreeMap<String, Vec<(char, char)>>> = LazyLock::new(|| {
    let mut blocks = BTreeMap::new();
    // Each block begins at a multiple of 16.
    let firsts = (0..=u32::from(char::MAX)).step_by(16);
    for first in firsts.filter_map(char::from_u32) {
        let Some(block) = unicode_blocks::find_unicode_block(first) else {
            continue;
        };
        if block.start() == u32::from(first)
            && let Some(last) = char::from_u32(block.end())
        {
            let name = block.name().replace(char::is_whitespace, "");
            blocks.insert(name, vec![(first, last)]);
        }
    }
    let private = [
        "PrivateUseArea",
        "SupplementaryPrivateUseArea-A",
        "SupplementaryPrivateUseArea-B",
    ];
    let renamed = [
        ("Greek", ["GreekandCoptic"].as_slice()),
        (
            "CombiningMarksforSymbols",
            &["CombiningDiacriticalMarksforSymbols"],
        ),
        ("PrivateUse", &private),
    ];
    for (old, new) in renamed {
        let ranges = new.iter().filter_map(|name| blocks.get(*name)).flatten();
        let ranges: Vec<(char, char)> = ranges.copied().collect();
        blocks.insert(old.to_owned(), ranges);
    }
    for surrogates in [
        "HighSurrogates",
        "HighPrivateUseSurrogates",
        "LowSurrogates",
    ] {
        blocks.insert(surrogates.to_owned(), Vec::new());
    }
    blocks
});

/// [`NameStartChar`](https://www.w3.org/TR/xml/#NT-NameStartChar) as ranges.
pub const NAME_START: &[(char, char)] = &[
    (':', ':'),
    ('A', 'Z'),
    ('_', '_'),
    ('a', 'z'),
    ('\u{C0}', '\u{D6}'),
    ('\u{D8}', '\u{F6}'),
    ('\u{F8}', '\u{2FF}'),
    ('\u{370}', '\u{37D}'),
    ('\u{37F}', '\u{1FFF}'),
    ('\u{200C}', '\u{200D}'),
    ('\u{2070}', '\u{218F}'),
    ('\u{2C00}', '\u{2FEF}'),
    ('\u{3001}', '\u{D7FF}'),
    ('\u{F900}', '\u{FDCF}'),
    ('\u{FDF0}', '\u{FFFD}'),
    ('\u{10000}', '\u{EFFFF}'),
];

/// What [`NameChar`](https://www.w3.org/TR/xml/#NT-NameChar) has beyond that.
pub const NAME: &[(char, char)] = &[
    ('-', '.'),
    ('0', '9'),
    ('\u{B7}', '\u{B7}'),
    ('\u{300}', '\u{36F}'),
    ('\u{203F}', '\u{2040}'),
];
