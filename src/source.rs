//! A source file as text, and places in it.

use std::fmt;
use std::ops::Range;

/// One file of the project, as it was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the project's root, with `/` on every system.
    pub path: String,
    /// The bytes of the file; text is only what UTF-8 says so.
    pub bytes: Vec<u8>,
}

/// A place in a file as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in code points.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl SourceFile {
    /// A source with a path and its content.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
        }
    }

    /// How many lines the file has; an unfinished last line counts.
    pub fn line_count(&self) -> u32 {
        let breaks = self.bytes.iter().filter(|byte| **byte == b'\n').count();
        let unfinished = self.bytes.last().is_some_and(|byte| *byte != b'\n');
        u32::try_from(breaks + usize::from(unfinished)).unwrap_or(u32::MAX)
    }

    /// The position of a byte offset (0-based). An offset past the end is the end.
    pub fn position(&self, offset: usize) -> Position {
        let before = &self.bytes[..offset.min(self.bytes.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count();
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count();
        Position {
            line: saturate(line + 1),
            column: saturate(column + 1),
        }
    }

    /// The byte span of a 1-based line without its line break, if the file has it.
    pub fn line_span(&self, line: u32) -> Option<Range<usize>> {
        let mut start = 0;
        for (index, text) in self.bytes.split(|byte| *byte == b'\n').enumerate() {
            if index + 1 == line as usize {
                let carriage_return = usize::from(text.last() == Some(&b'\r'));
                return Some(start..start + text.len() - carriage_return);
            }
            start += text.len() + 1;
        }
        None
    }

    /// The byte span of what stands on a 1-based line, without its indentation.
    pub fn text_span(&self, line: u32) -> Option<Range<usize>> {
        let span = self.line_span(line)?;
        let text = self.bytes.get(span.clone())?;
        let indent = text.iter().take_while(|byte| byte.is_ascii_whitespace());
        Some(span.start + indent.count()..span.end)
    }

    /// The text of a 1-based line, with bytes that are no UTF-8 replaced.
    pub fn line(&self, line: u32) -> Option<String> {
        self.line_span(line)
            .map(|span| String::from_utf8_lossy(&self.bytes[span]).into_owned())
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_code_points_from_one() {
        let source = SourceFile::new("a.ttl", "温江\r\nab\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position("温".len()), Position { line: 1, column: 2 });
        assert_eq!(
            source.position("温江\r\na".len()),
            Position { line: 2, column: 2 }
        );
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
        assert_eq!(source.line(1).as_deref(), Some("温江"));
        assert_eq!(source.line(2).as_deref(), Some("ab"));
        assert_eq!(source.line(4), None);
        assert_eq!(source.line_count(), 2);
    }
}
