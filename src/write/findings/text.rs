//! Findings for people: the message, the source lines that it speaks of, and the hint, as rustc shows them.

use super::Sources;
use super::group::Block;
use crate::finding::{Finding, Place, Severity};
use crate::number::{count, with_commas};
use crate::source::{Position, SourceFile};
use crate::write::lines::{escaped, one_line};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeSet;
use std::ops::Range;

/// Returns the findings, each with its lines, and the numbers of those that are left out.
pub(super) fn text(blocks: &[Block], sources: &Sources, color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for block in blocks {
        for finding in &block.shown {
            text.push_str(&one(finding, sources, &renderer));
        }
        if !block.others.is_empty() {
            let files = block.others.iter().map(|finding| &finding.place.file);
            let files = count(files.collect::<BTreeSet<_>>().len(), "file");
            let more = with_commas(block.others.len());
            text.push_str(&format!("… and {more} more like this in {files}\n\n"));
        }
    }
    text
}

fn one(finding: &Finding, sources: &Sources, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let places = std::iter::once((&finding.place, "")).chain(
        finding
            .related
            .iter()
            .map(|related| (&related.place, related.message.as_str())),
    );
    let excerpts: Vec<Excerpt> = places
        .filter_map(|(place, label)| {
            let shown = excerpt(sources.file(place)?, place, label);
            Some(Excerpt {
                path: sources.path(place),
                ..shown
            })
        })
        .collect();
    // The renderer escapes the lines of sources, but not what it may be given with colours.
    let message = escaped(&finding.message);
    let hint = finding.hint.as_deref().map(escaped);
    let title = level.primary_title(&message).id(finding.id);
    let mut group = Group::with_title(title);
    if sources.file(&finding.place).is_none() {
        // What cannot be read has no lines to show.
        group = group.element(Origin::path(one_line(&sources.path(&finding.place))));
    }
    for (index, excerpt) in excerpts.iter().enumerate() {
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let mut annotation = kind.span(excerpt.span.clone());
        if !excerpt.label.is_empty() {
            annotation = annotation.label(escaped(excerpt.label));
        }
        let Position { line, column } = excerpt.position;
        let mut snippet = Snippet::source(&excerpt.text).line_start(line as usize);
        if excerpt.is_cut || excerpt.has_other_column {
            // The renderer would count columns from the start of the excerpt.
            let origin = Origin::path(one_line(&excerpt.path)).line(line as usize);
            group = group.element(origin.char_column(column as usize));
        } else {
            snippet = snippet.path(one_line(&excerpt.path));
        }
        group = group.element(snippet.annotation(annotation));
    }
    if let Some(hint) = &hint {
        group = group.element(Level::HELP.with_name("hint").message(hint));
    }
    format!("{}\n\n", renderer.render(&[group]))
}

/// The lines of a place, or the part of them around it, and its span in them.
struct Excerpt<'a> {
    path: String,
    position: Position,
    text: String,
    /// Whether `text` begins within a line.
    is_cut: bool,
    /// Whether the place has another column in the file than in the line as it is shown.
    has_other_column: bool,
    /// Bytes of `text`, at character boundaries.
    span: Range<usize>,
    label: &'a str,
}

/// At most this many lines of a place are shown.
const LINES: usize = 6;

/// Of a longer line only the bytes around the place are shown, at least this many on either side.
const CONTEXT: usize = 200;

/// At most about this many bytes of a place are shown: what a fault in a file of one line spans is as long as the file.
const SHOWN: usize = 1000;

fn excerpt<'a>(source: &SourceFile, place: &Place, label: &'a str) -> Excerpt<'a> {
    let bytes = &source.bytes;
    let start = place.span.start.min(bytes.len());
    let end = place.span.end.clamp(start, bytes.len());
    let end = boundary_from(bytes, end.min(start + SHOWN), end);
    let lines = source.lines_around(&(start..end));
    let first = window_start(bytes, lines.start, start);
    let last = window_end(bytes, end.clamp(start, lines.end.max(start)), lines.end);
    let kept = bytes[first..last].split(|byte| *byte == b'\n').take(LINES);
    let last = first + kept.map(|line| line.len() + 1).sum::<usize>() - 1;
    let mut text = String::new();
    if first > lines.start {
        text.push('…');
    }
    text.push_str(&String::from_utf8_lossy(&bytes[first..start]));
    let from = text.len();
    text.push_str(&String::from_utf8_lossy(
        &bytes[start..end.clamp(start, last)],
    ));
    let to = text.len();
    text.push_str(&String::from_utf8_lossy(
        &bytes[end.clamp(start, last)..last],
    ));
    if last < lines.end && bytes[last] != b'\n' {
        text.push('…');
    }
    let position = source.position(start);
    let before = String::from_utf8_lossy(&bytes[lines.start.min(start)..start]);
    Excerpt {
        path: source.path.clone(),
        position,
        text,
        is_cut: first > lines.start,
        has_other_column: position.column as usize != before.chars().count() + 1,
        span: from..to,
        label,
    }
}

/// The start of the line, or a character boundary before the place if the line is long.
fn window_start(bytes: &[u8], line: usize, place: usize) -> usize {
    if place - line <= 2 * CONTEXT {
        return line;
    }
    boundary_from(bytes, place - CONTEXT, place)
}

/// The end of the line, or a character boundary behind the place if the line is long.
fn window_end(bytes: &[u8], place: usize, line: usize) -> usize {
    if line - place <= 2 * CONTEXT {
        return line;
    }
    boundary_from(bytes, place + CONTEXT, line)
}

/// The first byte at `at` or behind it, but not behind `end`, that does not continue a character of UTF-8.
fn boundary_from(bytes: &[u8], at: usize, end: usize) -> usize {
    let is_boundary = |at: &usize| {
        bytes
            .get(*at)
            .is_none_or(|byte| byte & 0b1100_0000 != 0b1000_0000)
    };
    (at..end).find(is_boundary).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::super::{FindingsFormat, FindingsOptions, findings as write_findings};
    use super::*;
    use std::cell::Cell;
    use std::path::Path;

    /// The text of faults at the given spans of one file.
    fn shown(source: &SourceFile, spans: impl IntoIterator<Item = Range<usize>>) -> String {
        let place = |span: Range<usize>| Place {
            file: source.path.clone(),
            span,
        };
        let findings: Vec<Finding> = spans
            .into_iter()
            .map(|span| Finding::error("syntax", "this is wrong", place(span)))
            .collect();
        written(&findings, &|_| Some(source), None)
    }

    /// The findings as text.
    fn written<'a>(
        findings: &[Finding],
        file: &'a dyn Fn(&str) -> Option<&'a SourceFile>,
        limit: Option<usize>,
    ) -> String {
        let options = FindingsOptions {
            limit,
            ..FindingsFormat::Text { color: false }.into()
        };
        write_findings(findings, Path::new("/project"), file, &options).text
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown_with_its_column() {
        let line = format!("{}这里 b {}", "温江 ".repeat(400), "a ".repeat(800));
        let at = line.find("这里").expect("the place");
        let source = SourceFile::new("a.ttl", format!("first\n{line}\nlast"));
        let shown = shown(&source, Some(at + 6..at + 12));
        assert!(shown.contains("a.ttl:2:1201\n"), "{shown}");
        assert!(shown.contains("这里"), "{shown}");
        assert!(
            !shown.contains("first") && !shown.contains("last"),
            "{shown}"
        );
    }

    #[test]
    fn a_place_that_cuts_a_character_is_shown() {
        let source = SourceFile::new("a.ttl", "a \u{1F600} 温江\n");
        for start in 0..=source.bytes.len() {
            for end in start..=source.bytes.len() + 1 {
                assert!(shown(&source, Some(start..end)).contains("this is wrong"));
            }
        }
    }

    #[test]
    fn what_is_written_grows_with_the_number_of_findings_and_not_with_the_line() {
        let written = |count: usize| {
            let source = SourceFile::new("a.ttl", ":a :p \"x\" . ".repeat(count));
            let spans: Vec<Range<usize>> = (0..count).map(|n| n * 12..n * 12 + 5).collect();
            let whole: Vec<Range<usize>> = vec![0..source.bytes.len(); count];
            [spans, whole].map(|spans| shown(&source, spans).len())
        };
        for (small, large) in written(50).into_iter().zip(written(200)) {
            assert!(large <= small * 5, "{small} bytes, then {large}");
        }
    }

    #[test]
    fn of_many_findings_of_one_cause_only_those_that_are_shown_are_looked_up() {
        let work = |count: usize| {
            let source = SourceFile::new("a.nt", ":a :p 12 .\n".repeat(count));
            let place = |n: usize| Place {
                file: source.path.clone(),
                span: n * 11 + 6..n * 11 + 8,
            };
            let finding = |n| Finding::error("unexpected-token", format!("found `{n}`"), place(n));
            let findings: Vec<Finding> = (0..count).map(finding).collect();
            let looked_up = Cell::new(0);
            let text = {
                let file = |_: &str| {
                    looked_up.set(looked_up.get() + 1);
                    Some(&source)
                };
                written(&findings, &file, Some(50))
            };
            assert!(text.ends_with(&format!(
                "3 | :a :p 12 .\n  |       ^^\n\n… and {} more like this in 1 file\n\n",
                with_commas(count - 3)
            )));
            looked_up.get()
        };
        assert_eq!(work(100), work(10_000));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_without_lines() {
        let place = Place {
            file: "data/gone.ttl".to_owned(),
            span: 0..0,
        };
        let finding = Finding::error("unreadable-file", "this file cannot be read", place);
        assert_eq!(
            written(&[finding], &|_| None, None),
            "error[unreadable-file]: this file cannot be read\n--> data/gone.ttl\n\n"
        );
    }
}
