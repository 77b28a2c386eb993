//! [Functions on strings](https://www.w3.org/TR/sparql11-query/#func-strings) on columns. Parts of texts are ranges of them;
//! only what has other characters is added to the buffer.

use super::buffer::{Buffer, Text};
use super::column::{Column, Space};
use crate::dictionary::{Number, Tag};
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

/// Returns whether the strings of a column pass a test with those of another one.
pub fn test<'n>(
    space: &Space,
    texts: &Texts,
    parts: &Texts,
    test: fn(&str, &str) -> bool,
) -> Column<'n> {
    let truths = pairs(space, texts, parts, |buffer, text, part| {
        test(buffer.get(text), buffer.get(part))
    });
    Column::Truths(truths.collect())
}

/// [`CONTAINS`](https://www.w3.org/TR/sparql11-query/#func-contains)
pub fn contains(text: &str, part: &str) -> bool {
    memmem::find(text.as_bytes(), part.as_bytes()).is_some()
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
pub fn split<'n>(space: &Space, texts: &Texts, parts: &Texts, is_after: bool) -> Column<'n> {
    let simple = space.simple;
    let split = pairs(space, texts, parts, |buffer, text, part| {
        let (of_text, of_part) = (buffer.get(text), buffer.get(part));
        match memmem::find(of_text.as_bytes(), of_part.as_bytes()) {
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
        let changed_text = match (characters.is_ascii(), is_upper) {
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

/// [`CONCAT`](https://www.w3.org/TR/sparql11-query/#func-concat): with a language that all parts have.
pub fn concat<'n>(space: &mut Space, parts: &[Texts], rows: usize) -> Result<Column<'n>> {
    let mut joined = Vec::with_capacity(rows);
    for row in 0..rows {
        let of_row = || parts.iter().map(|texts| texts.get(row).copied().flatten());
        if of_row().any(|text| text.is_none()) {
            joined.push(None);
            continue;
        }
        let mut tags = of_row().flatten().map(|text| text.tag);
        let first = tags.next().unwrap_or(space.simple);
        let tag: Tag = match tags.all(|tag| tag == first) {
            true => first,
            false => space.simple,
        };
        joined.push(Some(space.buffer.join(tag, of_row().flatten())?));
    }
    Ok(Column::Texts(joined))
}

/// Returns the texts that strings are mapped to, with their languages; what is mapped to nothing is an error.
pub fn map<'n>(
    space: &mut Space,
    texts: &Texts,
    mut map: impl FnMut(usize, &Buffer, &str) -> Result<Option<String>>,
) -> Result<Column<'n>> {
    let mut mapped = Vec::with_capacity(texts.len());
    for (row, text) in texts.iter().enumerate() {
        let Some(text) = *text else {
            mapped.push(None);
            continue;
        };
        let new = map(row, &space.buffer, space.buffer.get(text))?;
        let new = new.map(|new| space.buffer.push(text.tag, &new));
        mapped.push(new.transpose()?);
    }
    Ok(Column::Texts(mapped))
}

/// Returns positions in texts, rounded as [`fn:substring`](https://www.w3.org/TR/xpath-functions-31/#func-substring) does.
pub fn positions(values: &[Option<Value>]) -> Vec<Option<f64>> {
    let position = |value: &Option<Value>| Some(rounded(&value.as_ref()?.number()?));
    values.iter().map(position).collect()
}
