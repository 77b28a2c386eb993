//! Which findings are written, and which of them only counted: those of one cause stand together.

use crate::finding::{Finding, Severity};
use std::collections::BTreeMap;

/// Of this many findings of one cause each is written.
const EACH: usize = 3;
/// Of this many findings of one form, each message is a cause of its own: as long as there are few, each has to be seen.
const FEW: usize = 5;

/// Findings that are written one after the other.
pub(super) struct Block<'f> {
    /// Those that are written with their places.
    pub shown: Vec<&'f Finding>,
    /// The others of the same cause, which are only counted.
    pub others: Vec<&'f Finding>,
}

/// Returns each finding by itself.
pub(super) fn each(findings: &[Finding]) -> Vec<Block<'_>> {
    findings.iter().map(alone).collect()
}

fn alone(finding: &Finding) -> Block<'_> {
    Block {
        shown: vec![finding],
        others: Vec::new(),
    }
}

/// Returns the findings with at most `limit` of them shown, errors before warnings, and in their order. Findings have one cause
/// if they say the same, or, where more than five differ only in what they quote and count, if they have that form. Where there
/// are more than three of one cause, they stand where the first of them does: three of them, and the number of the others.
pub(super) fn grouped(findings: &[Finding], limit: usize) -> Vec<Block<'_>> {
    let mut groups: BTreeMap<(&str, Severity, String), Vec<&Finding>> = BTreeMap::new();
    let causes = causes(findings);
    for (finding, cause) in findings.iter().zip(&causes) {
        let group = groups.entry((finding.id, finding.severity, cause.clone()));
        group.or_default().push(finding);
    }
    let mut blocks = Vec::new();
    for (finding, cause) in findings.iter().zip(causes) {
        let key = (finding.id, finding.severity, cause);
        match groups.get(&key) {
            Some(group) if group.len() <= EACH => blocks.push(alone(finding)),
            // Taken out at its first finding, so the others of it find nothing.
            _ => blocks.extend(groups.remove(&key).map(|mut shown| Block {
                others: shown.split_off(EACH.min(shown.len())),
                shown,
            })),
        }
    }
    within(blocks, limit)
}

/// Returns the cause of each finding: what it says, or the form of that if many have it.
fn causes(findings: &[Finding]) -> Vec<String> {
    let forms: Vec<String> = findings.iter().map(Finding::form).collect();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (finding, form) in findings.iter().zip(&forms) {
        *counts.entry((finding.id, form)).or_default() += 1;
    }
    let is_few: Vec<bool> = findings
        .iter()
        .zip(&forms)
        .map(|(finding, form)| counts.get(&(finding.id, form.as_str())) <= Some(&FEW))
        .collect();
    let of_each = findings.iter().zip(forms).zip(is_few);
    of_each
        .map(|((finding, form), is_few)| match is_few {
            true => finding.message.clone(),
            false => form,
        })
        .collect()
}

/// The blocks of which at most `limit` findings are shown in all.
fn within(mut blocks: Vec<Block<'_>>, limit: usize) -> Vec<Block<'_>> {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    let severity = |index: &usize| {
        let block = blocks.get(*index);
        block.and_then(|block| Some(block.shown.first()?.severity))
    };
    order.sort_by_key(severity);
    let mut left = limit;
    for index in order {
        if let Some(block) = blocks.get_mut(index) {
            let cut = block.shown.split_off(left.min(block.shown.len()));
            left -= block.shown.len();
            block.others.splice(0..0, cut);
        }
    }
    blocks.retain(|block| !block.shown.is_empty());
    blocks
}

/// Returns the first findings, errors before warnings, in their order.
pub(super) fn first(findings: &[Finding], limit: usize) -> Vec<&Finding> {
    let blocks = within(each(findings), limit);
    blocks.into_iter().flat_map(|block| block.shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;

    fn finding(file: &str, at: usize, message: &str) -> Finding {
        let place = Place {
            file: file.to_owned(),
            span: at..at,
        };
        match message.starts_with("maybe") {
            true => Finding::warning("idle-rule", message, place),
            false => Finding::error("syntax", message, place),
        }
    }

    fn shown(blocks: &[Block]) -> Vec<String> {
        let line = |block: &Block| {
            let starts = block.shown.iter().map(|f| f.place.span.start.to_string());
            let starts = starts.collect::<Vec<_>>().join(" ");
            match block.others.len() {
                0 => starts,
                more => format!("{starts} and {more}"),
            }
        };
        blocks.iter().map(line).collect()
    }

    #[test]
    fn more_than_three_of_one_cause_stand_together_with_the_number_of_the_others() {
        let mut findings = vec![finding("a", 0, "maybe `x` is wrong")];
        findings.extend((1..13).map(|at| finding("ab", at, &format!("no `{at}`, {at} times"))));
        findings.insert(3, finding("c", 20, "something else"));
        findings[6].place.file = "d".to_owned();
        assert_eq!(shown(&grouped(&findings, 9)), ["0", "1 2 3 and 9", "20"]);
        // Errors come first where not all have room.
        assert_eq!(shown(&grouped(&findings, 4)), ["1 2 3 and 9", "20"]);
        assert_eq!(shown(&grouped(&findings, 2)), ["1 2 and 10"]);
        // As long as there are few, each that says something else is shown.
        assert_eq!(
            shown(&grouped(&findings[..6], 9)),
            ["0", "1", "2", "20", "3", "4"]
        );
        let same: Vec<Finding> = (0..5).map(|at| finding("a", at, "no end")).collect();
        assert_eq!(shown(&grouped(&same, 9)), ["0 1 2 and 2"]);
        let first = first(&findings, 2);
        let first: Vec<usize> = first
            .iter()
            .map(|finding| finding.place.span.start)
            .collect();
        assert_eq!(first, [1, 2]);
    }
}
