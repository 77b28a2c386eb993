//! Questions to the repository's graph, in both languages, as somebody asks them who has the program alone: `tests/cases/questions.txt`
//! has each with the command and with what its answer must contain.

use crate::session::replay;
use std::path::Path;

#[test]
fn questions_are_answered_by_one_command() {
    let text = include_str!("../cases/questions.txt");
    let questions: Vec<&str> = text.split("\n\n").collect();
    assert!(questions.len() >= 30, "the questions are gone");
    let wrong: Vec<String> = questions
        .iter()
        .filter_map(|question| unanswered(question))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns a question with the answer that its command gives, unless that has all lines that are expected.
fn unanswered(question: &str) -> Option<String> {
    let answer = replay(question, Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut expected = question
        .lines()
        .filter(|line| !line.starts_with("# ") && !line.starts_with("$ "));
    let missing = expected.find(|line| !answer.contains(line))?;
    Some(format!("{question}\n--- has no `{missing}`\n{answer}"))
}
