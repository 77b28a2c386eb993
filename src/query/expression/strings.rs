//! [Functions on strings](https://www.w3.org/TR/sparql11-query/#func-strings) on columns. Parts of texts are ranges of them;
//! only what has other characters is added to the buffer.

use super::buffer::{Buffer, Text};
use super::column::{Column, Space};
use crate::dictionary::Number;
use crate::error::Result;
use crate::query::functions::Value;
use crate::query::functions::strings::rounded;
use memchr::memmem;

type Texts = Vec<Option<Text>>;

/// Returns for each pair of [compatible](https://www.w3.org/TR/sparql11-query/#func-arg-compatibility) strings what they
/// are mapped to.
fn pairs<'s, T>(
    space: &'s Space,
    texts: &'s Texts,
    parts: &'s Texts,
    map: impl Fn(&Buffer, Text, Text) -> T + 's,
) -> impl Iterator<Item = Option<T>> + 's {
    texts.iter().zip(parts).map(move |(text, part)| {
        let (text, part) = ((*text)?, (*part)?);
        let is_compatible = part.tag == space.simple || part.tag == text.tag;
        is_compatible.then(|| map(&space.buffer, text, part))
    })
}

/// Finds the strings of a column in others; one that is the same in all rows is prepared once.
pub struct Finder(Option<memmem::Finder<'static>>);

impl Finder {
    /// Returns a finder of parts, of which all are the same if they are constant.
    pub fn new(space: &Space, parts: &Texts, is_constant: bool) -> Self {
        let part = parts.first().copied().flatten().filter(|_| is_constant);
        let finder = part.map(|part| memmem::Finder::new(space.buffer.get(part)).into_owned());
        Self(finder)
    }

    /// Returns where a text has a part first.
    fn find(&self, text: &str, part: &str) -> Option<usize> {
        match &self.0 {
            Some(finder) => finder.find(text.as_bytes()),
            None => memmem::find(text.as_bytes(), part.as_bytes()),
        }
    }
}

/// Returns whether the strings of a column pass a test with those of another one.
pub fn test<'n>(
    space: &Space,
    texts: &Texts,
    parts: &Texts,
    test: impl Fn(&str, &str) -> bool,
) -> Column<'n> {
    let truths = pairs(space, texts, parts, |buffer, text, part| {
        test(buffer.get(text), buffer.get(part))
    });
    Column::Truths(truths.collect())
}

/// [`CONTAINS`](https://www.w3.org/TR/sparql11-query/#func-contains)
pub fn contains<'n>(space: &Space, texts: &Texts, parts: &Texts, finder: &Finder) -> Column<'n> {
    test(space, texts, parts, |text, part| {
        finder.find(text, part).is_some()
    })
}

/// [`STRSTARTS`](https://www.w3.org/TR/sparql11-query/#func-strstarts)
pub fn starts(text: &str, part: &str) -> bool {
    text.starts_with(part)
}

/// [`STRENDS`](https://www.w3.org/TR/sparql11-query/#func-strends)
pub fn ends(text: &str, part: &str) -> bool {
    text.ends_with(part)
}

/// [`STRBEFORE`](https://www.w3.org/TR/sparql11-query/#func-strbefore) and
/// [`STRAFTER`](https://www.w3.org/TR/sparql11-query/#func-strafter)
pub fn split<'n>(
    space: &Space,
    texts: &Texts,
    parts: &Texts,
    finder: &Finder,
    is_after: bool,
) -> Column<'n> {
    let simple = space.simple;
    let split = pairs(space, texts, parts, |buffer, text, part| {
        let (of_text, of_part) = (buffer.get(text), buffer.get(part));
        match finder.find(of_text, of_part) {
            Some(at) if is_after => text.part(at + of_part.len(), of_text.len()),
            Some(at) => text.part(0, at),
            None => text.part(0, 0).tagged(simple),
        }
    });
    Column::Texts(split.collect())
}

/// [`STRLEN`](https://www.w3.org/TR/sparql11-query/#func-strlen)
pub fn length<'n>(space: &Space, texts: &Texts) -> Column<'n> {
    let length = |text: &Option<Text>| {
        let length = space.buffer.get((*text)?).chars().count();
        Some(Number::Integer((length as i64).into()))
    };
    Column::Numbers(texts.iter().map(length).collect())
}

/// [`SUBSTR`](https://www.w3.org/TR/sparql11-query/#func-substr), given the position of the first character, which counts
/// from 1 and may lie outside of the text, and the length, if there is one: both are whole numbers.
pub fn part<'n>(space: &Space, texts: &Texts, bounds: &[Vec<Option<f64>>]) -> Column<'n> {
    let part = |(row, text): (usize, &Option<Text>)| {
        let bound = |at: usize| bounds.get(at)?.get(row).copied().flatten();
        let (text, start) = ((*text)?, bound(0)?);
        let end = match bounds.len() {
            1 => f64::INFINITY,
            _ => start + bound(1)?,
        };
        let characters = space.buffer.get(text);
        if start.is_nan() || end.is_nan() {
            return Some(text.part(0, 0));
        }
        let first = (start.max(1.0) - 1.0) as usize;
        let count = ((end - 1.0).max(0.0) as usize).saturating_sub(first);
        let length = characters.len();
        if characters.is_ascii() {
            let first = first.min(length);
            return Some(text.part(first, first.saturating_add(count).min(length)));
        }
        let place = |text: &str, count: usize| {
            let place = text.char_indices().nth(count);
            place.map_or(text.len(), |(at, _)| at)
        };
        let first = place(characters, first);
        let rest = characters.get(first..)?;
        Some(text.part(first, first + place(rest, count)))
    };
    Column::Texts(texts.iter().enumerate().map(part).collect())
}

/// [`UCASE`](https://www.w3.org/TR/sparql11-query/#func-ucase) and
/// [`LCASE`](https://www.w3.org/TR/sparql11-query/#func-lcase)
pub fn in_case<'n>(space: &mut Space, texts: Texts, is_upper: bool) -> Result<Column<'n>> {
    let mut changed = Vec::with_capacity(texts.len());
    for text in texts {
        let Some(text) = text else {
            changed.push(None);
            continue;
        };
        let characters = space.buffer.get(text);
        let changes = match is_upper {
            true => |byte: &u8| byte.is_ascii_lowercase(),
            false => |byte: &u8| byte.is_ascii_uppercase(),
        };
        let is_same = !characters.as_bytes().iter().any(changes);
        let is_simple =
            characters.is_ascii() || characters.chars().all(|c| c.is_ascii() || has_no_case(c));
        if is_simple && is_same {
            changed.push(Some(text));
            continue;
        }
        let changed_text = match (is_simple, is_upper) {
            (true, true) => space.buffer.copy(text, str::make_ascii_uppercase)?,
            (true, false) => space.buffer.copy(text, str::make_ascii_lowercase)?,
            (false, true) => {
                let upper = characters.to_uppercase();
                space.buffer.push(text.tag, &upper)?
            }
            (false, false) => {
                let lower = characters.to_lowercase();
                space.buffer.push(text.tag, &lower)?
            }
        };
        changed.push(Some(changed_text));
    }
    Ok(Column::Texts(changed))
}

/// Returns whether a character is in one of two ranges without case: the scripts from the radicals of Chinese to Vai, and
/// the syllables of Korean.
fn has_no_case(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{A63F}' | '\u{AC00}'..='\u{D7A3}')
}

/// [`CONCAT`](https://www.w3.org/TR/sparql11-query/#func-concat): with a language that all parts have.
pub fn concat<'n>(space: &mut Space, parts: &[Texts], rows: usize) -> Result<Column<'n>> {
    let simple = space.simple;
    let joined = (0..rows).map(|row| {
        let of_row = parts.iter().filter_map(|texts| texts.get(row).copied()?);
        let lengths = of_row.map(|text| (text.end - text.start) as usize);
        space.look_before(lengths.sum())?;
        space.buffer.join(parts, row, simple)
    });
    joined.collect::<Result<_>>().map(Column::Texts)
}

/// Returns the texts that strings are mapped to, with their languages: `write` appends the text of a row to its last
/// argument, or returns that the row is an error.
pub fn map<'n>(
    space: &mut Space,
    texts: &Texts,
    mut write: impl FnMut(usize, &Buffer, &str, &mut String) -> Result<bool>,
) -> Result<Column<'n>> {
    let mut mapped = Vec::with_capacity(texts.len());
    for (row, text) in texts.iter().enumerate() {
        let Some(text) = *text else {
            mapped.push(None);
            continue;
        };
        space.scratch.clear();
        let (buffer, scratch) = (&mut space.buffer, &mut space.scratch);
        mapped.push(match write(row, buffer, buffer.get(text), scratch)? {
            true => Some(buffer.push(text.tag, scratch)?),
            false => None,
        });
    }
    Ok(Column::Texts(mapped))
}

/// Returns positions in texts, rounded as [`fn:substring`](https://www.w3.org/TR/xpath-functions-31/#func-substring) does.
pub fn positions(space: &Space, column: Column, rows: usize) -> Vec<Option<f64>> {
    let position = |value: &Value| Some(rounded(&value.number()?));
    match column {
        Column::Constant(_, operand) => vec![position(operand); rows],
        column => {
            let values = space.operands(column, rows);
            let positions = values.iter().map(|value| position(value.as_ref()?));
            positions.collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_case_is_the_same_in_each() {
        for character in ('\0'..=char::MAX).filter(|character| has_no_case(*character)) {
            let text = character.to_string();
            assert_eq!(
                [text.to_uppercase(), text.to_lowercase()],
                [text.clone(), text]
            );
        }
    }
}
