//! Findings for people: the message, the source lines that it speaks of, and the hint, as rustc shows them.

use crate::finding::{Finding, Place, Severity};
use crate::source::SourceFile;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// All findings, each with its lines; `source` gives a file by its path.
pub fn text<'a>(
    findings: &[Finding],
    source: &dyn Fn(&str) -> Option<&'a SourceFile>,
    color: bool,
) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    findings
        .iter()
        .map(|finding| one(finding, source, &renderer))
        .collect()
}

fn one<'a>(
    finding: &Finding,
    source: &dyn Fn(&str) -> Option<&'a SourceFile>,
    renderer: &Renderer,
) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let places = std::iter::once((&finding.place, "")).chain(
        finding
            .related
            .iter()
            .map(|related| (&related.place, related.message.as_str())),
    );
    let excerpts: Vec<Excerpt> = places
        .filter_map(|(place, label)| excerpt(source(&place.file)?, place, label))
        .collect();
    let title = level.primary_title(&finding.message).id(finding.id);
    let mut group = Group::with_title(title);
    for (index, excerpt) in excerpts.iter().enumerate() {
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let mut annotation = kind.span(excerpt.span.clone());
        if !excerpt.label.is_empty() {
            annotation = annotation.label(excerpt.label);
        }
        let snippet = Snippet::source(&excerpt.text)
            .path(excerpt.path)
            .line_start(excerpt.line);
        group = group.element(snippet.annotation(annotation));
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.with_name("hint").message(hint));
    }
    format!("{}\n\n", renderer.render(&[group]))
}

/// The lines that a place is in, and its bytes in them.
struct Excerpt<'a> {
    path: &'a str,
    line: usize,
    text: String,
    span: Range<usize>,
    label: &'a str,
}

/// At most so many lines of a place that goes over more.
const LINES: usize = 6;

fn excerpt<'a>(source: &'a SourceFile, place: &Place, label: &'a str) -> Option<Excerpt<'a>> {
    let bytes = &source.bytes;
    let start = place.span.start.min(bytes.len());
    let end = place.span.end.clamp(start, bytes.len());
    let first = bytes[..start]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let mut last = end;
    for (at, byte) in bytes
        .iter()
        .enumerate()
        .skip(end.saturating_sub(1).max(start))
    {
        last = at;
        if *byte == b'\n' {
            break;
        }
        last = at + 1;
    }
    let kept = bytes[first..last].split(|byte| *byte == b'\n').take(LINES);
    let last = first + kept.map(|line| line.len() + 1).sum::<usize>() - 1;
    let text = String::from_utf8_lossy(&bytes[first..last]).into_owned();
    let column = String::from_utf8_lossy(&bytes[first..start]).len();
    let length = String::from_utf8_lossy(&bytes[start..end.min(last.max(start))]).len();
    let span = column.min(text.len())..(column + length).min(text.len());
    let line = source.position(start).line as usize;
    Some(Excerpt {
        path: &source.path,
        line,
        text,
        span,
        label,
    })
}
