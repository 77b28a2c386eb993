//! Puts statements into a file: a new block after those of its like, or more about a subject that has a block.

use super::blocks::{Block, blocks};
use super::file::Opened;
use super::style::Style;
use super::text::Names;
use super::{Addition, Described};
use crate::dictionary::Tag;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::rdf::{NamedNode, Term, vocab};
use crate::read::Document;
use crate::source::SourceFile;
use std::collections::BTreeMap;

/// Text that is put at a byte of a file; its line breaks are `\n`.
struct Inserted {
    at: usize,
    text: String,
    /// Where in it what is new begins, after what only separates it.
    start: usize,
}

/// Returns the file with what is described, in the style of what stands around it.
///
/// # Errors
/// If a block or a declaration is not where the text has it: nothing of the file may be lost.
pub fn inserted(graph: &Graph, described: &Described, opened: Opened) -> Result<Addition> {
    let Opened {
        path,
        before,
        text,
        document,
    } = opened;
    let blocks = blocks(&text, &document);
    let is_reified = !described.is_new && described.statements.iter().all(|one| !one.is_asserted);
    let own = match is_reified {
        true => None,
        false => own_block(&text, &document, &blocks, described),
    };
    let like = match is_reified {
        true => like_reified(graph, &text, &blocks, described),
        false => own.or_else(|| like(&document, &blocks, described)),
    };
    let like = like.or(blocks.last());
    let style = Style::of(&text, &document, &blocks, like);
    let at = like.map_or(text.len(), |block| block.span.start);
    let mut names = Names::at(at, &document, &graph.prefixes);
    let statements = names.statements(described, &style);
    let said = statements.join(&style.next);
    let subject = names.iri(&described.subject);
    let asserted = format!("{subject}{}{said}{}", style.first, style.stop);
    let asserted = Some(asserted).filter(|_| !statements.is_empty());
    let reified = names.reified(described, &style);
    let separating = format!("{}{}", style.between, style.margin);
    let block = asserted
        .into_iter()
        .chain(reified)
        .collect::<Vec<_>>()
        .join(&separating);
    let body = match own {
        Some(own) => match continued(&document, own, described) {
            Some(value) => Inserted {
                at: own.said,
                text: format!(", {}", names.term(value)),
                start: ", ".len(),
            },
            None => more(&text, own, &style, &said)?,
        },
        None => after(&text, like, &style, &block),
    };
    let declared = declarations(&text, &document, &blocks, &names.missing);
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut after = String::with_capacity(text.len() + body.text.len());
    let mut start = 0;
    let mut copied = 0;
    for inserted in declared.iter().chain([&body]) {
        after.push_str(text.get(copied..inserted.at).ok_or_else(misplaced)?);
        let (separating, new) = inserted.text.split_at(inserted.start);
        after.push_str(&separating.replace('\n', line_break));
        start = after.len();
        after.push_str(&new.replace('\n', line_break));
        copied = inserted.at;
    }
    after.push_str(text.get(copied..).ok_or_else(misplaced)?);
    let after = SourceFile::new(path, after.into_bytes());
    let mut turtle: String = prefixes(&names.missing);
    turtle.push_str(&without_margin(&block, &style.margin));
    turtle.push('\n');
    Ok(Addition {
        line: after.position(start).line,
        file: after.path,
        turtle,
        taken: described.taken.clone(),
        before,
        after: after.bytes,
    })
}

/// The error that a part of a file is not where its text has it.
fn misplaced() -> Error {
    Error::internal("a part of a file is not where its text has it")
}

/// Returns the block of a subject that more can be said in: the one that names its class, else the last.
fn own_block<'b>(
    text: &str,
    document: &Document,
    blocks: &'b [Block],
    described: &Described,
) -> Option<&'b Block> {
    let is_own = |block: &&Block| {
        let rest = text.get(block.said..block.end()).unwrap_or_default();
        // More than white space: a comment belongs to what stands before it.
        let is_free = !rest.contains('#');
        !described.is_new && is_free && block.subject.as_deref() == Some(&described.subject)
    };
    let own = || blocks.iter().filter(is_own);
    let with_class = own().find(|block| names_class(document, block, None));
    with_class.or_else(|| own().next_back())
}

/// Returns the last block of an instance of the class of a new entity.
fn like<'b>(document: &Document, blocks: &'b [Block], described: &Described) -> Option<&'b Block> {
    let class = match &described.statements.first()?.value {
        Term::NamedNode(class) if described.is_new => class.as_str(),
        _ => return None,
    };
    let mut blocks = blocks.iter().rev();
    blocks.find(|block| names_class(document, block, Some(class)))
}

/// Returns the last block about a statement that is not asserted: of one of the same subject, else of any.
fn like_reified<'b>(
    graph: &Graph,
    text: &str,
    blocks: &'b [Block],
    described: &Described,
) -> Option<&'b Block> {
    let subject = |block: &Block| {
        let inside = text.get(block.span.clone())?.strip_prefix("<<")?;
        let name = inside.split_whitespace().next()?;
        let in_brackets = name
            .strip_prefix('<')
            .and_then(|name| name.strip_suffix('>'));
        let expanded = graph.prefixes.expand(name);
        Some(expanded.unwrap_or_else(|| in_brackets.unwrap_or(name).to_owned()))
    };
    let mut reified = blocks.iter().rev().filter(|block| subject(block).is_some());
    let is_same = |block: &&Block| subject(block).as_deref() == Some(&described.subject);
    reified.clone().find(is_same).or_else(|| reified.next())
}

/// Returns whether a block says that its subject is of a class.
fn names_class(document: &Document, block: &Block, class: Option<&str>) -> bool {
    let interner = &document.said.interner;
    let is_iri = |id: u32, wanted: &str| {
        let is_triple = interner.triple(id).is_some();
        !is_triple && interner.get(id) == (Tag::IRI, wanted.as_bytes())
    };
    let mut statements = document.said.statements.iter().zip(&document.spans);
    statements.any(|(statement, [subject, ..])| {
        let [_, property, object] = statement.triple;
        subject.range().start == block.span.start
            && is_iri(property, vocab::RDF_TYPE)
            && class.is_none_or(|class| is_iri(object, class))
    })
}

/// Returns the value that is to be added, if a block ends with another value of the same property, and neither has an annotation.
fn continued<'d>(document: &Document, own: &Block, described: &'d Described) -> Option<&'d Term> {
    let [stated] = described.statements.as_slice() else {
        return None;
    };
    let interner = &document.said.interner;
    let mut statements = document.said.statements.iter().zip(&document.spans);
    let is_same = statements.any(|(statement, [subject, _, object])| {
        let (tag, property) = interner.get(statement.triple[1]);
        subject.range().start == own.span.start
            && object.range().end == own.said
            && (tag, property) == (Tag::IRI, stated.property.as_bytes())
    });
    Some(&stated.value).filter(|_| is_same && stated.annotations.is_empty())
}

/// Returns more statements at the end of a block, before its full stop and a semicolon that may stand there.
///
/// # Errors
/// If the block is not in the text.
fn more(text: &str, own: &Block, style: &Style, said: &str) -> Result<Inserted> {
    let before = text.get(..own.said).ok_or_else(misplaced)?;
    let before = before.strip_suffix(';').map_or(before, str::trim_end);
    let gap = style.next.as_str();
    Ok(Inserted {
        at: before.len(),
        text: format!("{gap}{said}"),
        start: gap.len(),
    })
}

/// Returns a block after another one, or at the end of a text without any.
fn after(text: &str, like: Option<&Block>, style: &Style, block: &str) -> Inserted {
    let (at, separating, end) = match like {
        Some(like) => {
            let rest = text.get(like.end()..).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default();
            let is_comment = line.trim().is_empty() || line.trim_start().starts_with('#');
            let line = line.trim_end();
            // In braces a block may have no full stop.
            match like.stop {
                None => (
                    like.said,
                    format!(" .{}{}", style.between, style.margin),
                    "",
                ),
                Some(_) => {
                    let at = like.end() + if is_comment { line.len() } else { 0 };
                    (at, format!("{}{}", style.between, style.margin), "")
                }
            }
        }
        None => {
            let at = text.trim_end().len();
            let is_at_start = text
                .get(..at)
                .is_none_or(|text| text.trim_start_matches('\u{FEFF}').is_empty());
            let separating = if is_at_start { "" } else { "\n\n" };
            let has_end = text.len() > at;
            (at, separating.to_owned(), if has_end { "" } else { "\n" })
        }
    };
    Inserted {
        at,
        start: separating.len(),
        text: format!("{separating}{block}{end}"),
    }
}

/// Returns the declarations of prefixes that a text lacks, in the style of the last one at its top.
fn declarations(
    text: &str,
    document: &Document,
    blocks: &[Block],
    missing: &BTreeMap<String, String>,
) -> Option<Inserted> {
    if missing.is_empty() {
        return None;
    }
    let first = blocks.first().map_or(text.len(), |block| block.span.start);
    let mut known = document.prefixes.iter();
    let last = known.rfind(|declaration| declaration.span.range().start < first);
    let Some(last) = last else {
        let at = header(text);
        let is_followed = text.get(at..).is_some_and(|rest| !rest.trim().is_empty());
        let end = if is_followed || at == text.len() {
            "\n"
        } else {
            ""
        };
        return Some(Inserted {
            at,
            text: format!("{}{end}", prefixes(missing)),
            start: 0,
        });
    };
    let (span, name, iri) = (
        last.span.range(),
        last.name_span.range(),
        last.iri_span.range(),
    );
    let word = text.get(span.start..name.start).unwrap_or("PREFIX ");
    let widths = document.prefixes.iter().map(|one| {
        let [name, iri] = [one.name_span, one.iri_span].map(|span| span.range().start);
        iri.saturating_sub(name)
    });
    let width = iri.start.saturating_sub(name.start);
    let are_aligned = widths.into_iter().all(|other| other == width);
    let width = if are_aligned { width } else { 0 };
    let rest = text.get(iri.end..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default().trim_end();
    let stop = match word.starts_with('@') {
        true => line.split_inclusive('.').next().unwrap_or(" ."),
        false => "",
    };
    let written = missing.iter().map(|(name, namespace)| {
        let name = format!("{name}: ");
        let namespace = NamedNode::new_unchecked(namespace);
        format!("\n{word}{name:width$}{namespace}{stop}")
    });
    Some(Inserted {
        at: iri.end + line.len(),
        text: written.collect(),
        start: 0,
    })
}

/// Returns where the comments at the top of a text end.
fn header(text: &str) -> usize {
    let mut at = text.len() - text.trim_start_matches('\u{FEFF}').len();
    while let Some(line) = text
        .get(at..)
        .and_then(|rest| rest.split_inclusive('\n').next())
        && line.starts_with('#')
    {
        at += line.len();
    }
    at
}

/// Returns declarations of prefixes, each on its line.
fn prefixes(missing: &BTreeMap<String, String>) -> String {
    let lines = missing.iter().map(|(name, namespace)| {
        let namespace = NamedNode::new_unchecked(namespace);
        format!("PREFIX {name}: {namespace}\n")
    });
    lines.collect()
}

/// Returns a text without the white space that each of its lines begins with.
fn without_margin(text: &str, margin: &str) -> String {
    match margin.is_empty() {
        true => text.to_owned(),
        false => text.replace(&format!("\n{margin}"), "\n"),
    }
}
