//! The words of a question that a text has: whole words, beginnings of words, and in a script without spaces any part of it.

use crate::dictionary::fold;
use crate::query::occurrence::{Occurrence, occurrence};

/// Endings of English words, each before those that it ends with.
const ENDINGS: [&str; 8] = ["ments", "ment", "ings", "ing", "ies", "ed", "es", "s"];

/// English words that only connect others or ask: a question has them whatever it is about.
const CONNECTING: &str = "a about after an and any are as at be been before by can did do does each for from had has have how if \
    in into is it its many much of on or s than that the their there these they this those to was were what when where which who \
    whom whose why with";

/// Chinese words that ask, whatever a question is about.
const ASKING: &str = "为什么 什么 哪些 哪里 哪个 哪几 多少 如何 怎么 怎样 是否";

/// A word without its ending has at least this many letters; a shorter word is not a beginning of another.
const STEM: usize = 3;

/// A part of a run of ideographs has at least this many.
const PART: usize = 2;

/// `bixi:found`: returns the words of a question that a text has, in the order of the question and with a space between, or
/// `None` if it has none of them. A word may be the beginning of a longer one, and may have another ending in English; of
/// ideographs without a space between, the parts that the text has are taken, two characters at least. Words that only connect or
/// ask are not looked for, unless the question has no others.
pub fn found(text: &str, question: &str) -> Option<String> {
    let (text, question) = (folded(text), folded(question));
    let mut found: Vec<&str> = Vec::new();
    for run in telling(runs(&question)) {
        let parts = match run.starts_with(is_ideograph) {
            true => parts(&text, run),
            false => Vec::from_iter(has_word(&text, run).then_some(run)),
        };
        for part in parts {
            if !found.contains(&part) {
                found.push(part);
            }
        }
    }
    (!found.is_empty()).then(|| found.join(" "))
}

/// `bixi:hasWords`: returns whether a text has a question in it, or all its words in any order, as [`found`] looks for them.
pub fn has_words(text: &str, question: &str) -> bool {
    let (text, question) = (folded(text), folded(question.trim()));
    let has = |run: &&str| match run.starts_with(is_ideograph) {
        true => text.contains(run),
        false => has_word(&text, run),
    };
    let runs = telling(runs(&question));
    text.contains(&question) || !runs.is_empty() && runs.iter().all(has)
}

/// Returns an English word without its ending, if it has one.
pub fn stem(word: &str) -> Option<&str> {
    let is_english = word.chars().all(|c| c.is_ascii_alphabetic());
    let mut stems = ENDINGS.iter().filter_map(|end| word.strip_suffix(end));
    stems.find(|stem| stem.len() >= STEM).filter(|_| is_english)
}

fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold(text, &mut folded);
    folded
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Returns the words of a text, where ideographs and other letters beside them are words apart.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    for mut rest in text.split(|c: char| !c.is_alphanumeric()) {
        while let Some(first) = rest.chars().next() {
            let is_other = |c: char| is_ideograph(c) != is_ideograph(first);
            let (run, after) = rest.split_at(rest.find(is_other).unwrap_or(rest.len()));
            runs.push(run);
            rest = after;
        }
    }
    runs
}

/// Returns the words of a question that tell what it is about, or all of them if none does.
fn telling(runs: Vec<&str>) -> Vec<&str> {
    let mut telling = Vec::new();
    for run in &runs {
        match run.starts_with(is_ideograph) {
            true => telling.extend(without_asking(run)),
            false if CONNECTING.split(' ').any(|word| word == *run) => {}
            false => telling.push(*run),
        }
    }
    if telling.is_empty() { runs } else { telling }
}

/// Returns what is between the asking words of a run of ideographs.
fn without_asking(run: &str) -> Vec<&str> {
    let mut between = vec![run];
    for asking in ASKING.split(' ') {
        between = between
            .into_iter()
            .flat_map(|part| part.split(asking))
            .collect();
    }
    between.retain(|part| !part.is_empty());
    between
}

/// Returns whether a folded text has a word, or a word with another ending.
fn has_word(text: &str, word: &str) -> bool {
    match occurrence(text, word) {
        Some(Occurrence::Whole) => true,
        Some(Occurrence::Beginning) if word.chars().count() >= STEM => true,
        _ => stem(word).is_some_and(|stem| occurrence(text, stem).is_some()),
    }
}

/// Returns the parts of a run of ideographs that a text has: the run, or else from the left the longest that begin there.
fn parts<'a>(text: &str, run: &'a str) -> Vec<&'a str> {
    if text.contains(run) {
        return vec![run];
    }
    let ends: Vec<usize> = run
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .collect();
    let mut parts = Vec::new();
    let (mut start, mut first) = (0, 0);
    while let Some(next) = ends.get(first) {
        let longer = ends.get(first + PART - 1..).unwrap_or_default().iter();
        let part = |end: &usize| run.get(start..*end).filter(|part| text.contains(part));
        match longer.map_while(part).last() {
            Some(part) => {
                parts.push(part);
                start += part.len();
                first += part.chars().count();
            }
            None => {
                start = *next;
                first += 1;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{found, has_words};

    #[test]
    fn words_are_found_whole_at_beginnings_and_with_other_endings() {
        let cases = [
            ("carrying out tax and fee cuts", "tax cut", Some("tax cut")),
            ("tax cut", "Tax cuts", Some("tax cuts")),
            ("policy fund subsidy", "subsidies paid", Some("subsidies")),
            ("Invention patents", "in ten", None),
            ("AI firms", "ai", Some("ai")),
            ("aid", "ai", None),
            (
                "direct-fund system",
                "funds of systems",
                Some("funds systems"),
            ),
            ("直达资金监控系统", "直达资金监控", Some("直达资金监控")),
            ("直达资金监控系统", "资金的监控重点", Some("资金 监控")),
            ("AI企业数", "企业AI", Some("企业 ai")),
            ("奖励", "奖补", None),
            ("奖励", "奖", Some("奖")),
            (
                "Ｇründung 5.8亿元",
                "grundung 5.8亿",
                Some("grundung 5 8 亿"),
            ),
            ("any", " ?", None),
            (
                "the costs of what is in it",
                "What costs are in the plan?",
                Some("costs"),
            ),
            ("what is it", "what is it", Some("what is it")),
            ("资金来自哪些渠道", "有哪些渠道", Some("渠道")),
        ];
        for (text, question, expected) in cases {
            assert_eq!(
                found(text, question).as_deref(),
                expected,
                "{question} in {text}"
            );
        }
    }

    #[test]
    fn a_text_has_a_question_or_all_its_words() {
        let cases = [
            ("carrying out tax and fee cuts", "tax cut", true),
            ("carrying out tax and fee cuts", "rying out", true),
            ("carrying out tax and fee cuts", "tax rise", false),
            ("湖里区东部旧村改造", "东部 湖里", true),
            ("湖里区东部旧村改造", "东部湖里", false),
            ("any", "", true),
            ("any", "?", false),
            ("city share", "share of the city", true),
            ("资金渠道", "哪些渠道", true),
        ];
        for (text, question, expected) in cases {
            assert_eq!(has_words(text, question), expected, "{question} in {text}");
        }
    }
}
