//! Parts of a text that may stand where the whole does not: its words, words without their ending, neighbouring ideographs.

use bixi::text::stem;

/// The most parts of one kind.
const MOST: usize = 8;

/// Returns the parts of a text, the longer kinds first: words of several, then words without their ending and pairs of
/// neighbouring ideographs, then single ideographs.
pub fn parts(text: &str) -> Vec<Vec<String>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let runs: Vec<Vec<char>> = words.iter().flat_map(|word| ideographs(word)).collect();
    let several = match words.as_slice() {
        [_] => Vec::new(),
        words => words.iter().map(|word| (*word).to_owned()).collect(),
    };
    let mut shorter: Vec<String> = words
        .iter()
        .filter_map(|word| stem(word).map(str::to_owned))
        .collect();
    let pairs = runs.iter().flat_map(|run| run.windows(2));
    shorter.extend(pairs.map(|pair| pair.iter().collect::<String>()));
    let single = runs.iter().flatten().map(char::to_string).collect();
    let kinds = [several, shorter, single].into_iter();
    let kinds = kinds.map(|kind| distinct(kind, text));
    kinds.filter(|kind| !kind.is_empty()).collect()
}

/// Returns the first of some parts, each once, without the text itself.
fn distinct(parts: Vec<String>, text: &str) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for part in parts {
        if part != text.trim() && !distinct.contains(&part) && distinct.len() < MOST {
            distinct.push(part);
        }
    }
    distinct
}

/// Returns the runs of ideographs of a word.
fn ideographs(word: &str) -> Vec<Vec<char>> {
    let is_ideograph = |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}');
    let runs = word.split(|c| !is_ideograph(c));
    let runs = runs.filter(|run| !run.is_empty());
    runs.map(|run| run.chars().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn parts_are_words_then_stems_and_pairs_then_ideographs() {
        let cases: [(&str, &[&[&str]]); 9] = [
            ("奖补", &[&["奖", "补"]]),
            (
                "拆迁征收",
                &[&["拆迁", "迁征", "征收"], &["拆", "迁", "征", "收"]],
            ),
            (
                "AI 企业数",
                &[&["AI", "企业数"], &["企业", "业数"], &["企", "业", "数"]],
            ),
            ("employs", &[&["employ"]]),
            (
                "cleared areas",
                &[&["cleared", "areas"], &["clear", "area"]],
            ),
            ("companies", &[&["compan"]]),
            ("bus", &[]),
            ("überprüft", &[]),
            (" ", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
