//! Entities that a document type declares, and references to them and to characters
//! ([XML 1.0, 4](https://www.w3.org/TR/xml/#sec-physical-struct)).

use super::input::is_excluded;
use rustc_hash::FxHashMap;

/// Entities may always grow to this many bytes, and beyond that to a hundred times the size of the file, as in expat.
const FREE: usize = 8 << 20;
const GROWTH: usize = 100;

/// What an entity stands for.
pub enum Entity {
    /// A text, in which references to characters are replaced and those to entities are not.
    Internal(Box<[u8]>),
    /// Something outside of the file.
    External,
}

/// The entities of a document.
#[derive(Default)]
pub struct Entities {
    /// By name; the first declaration counts.
    pub declared: FxHashMap<Box<[u8]>, Entity>,
    /// Whether a part of the document type is outside of the file.
    pub has_external_subset: bool,
    /// The number of bytes that entities have grown to.
    grown: usize,
    /// Whether they have grown too much, and nothing more should be read.
    pub is_spent: bool,
}

/// Where a reference stands: an attribute value, or text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// The value of an attribute: white space becomes spaces.
    Attribute,
    /// Text of an element.
    Content,
}

impl Entities {
    /// Appends what a reference to an entity stands for. `size` is the number of bytes of the file so far.
    ///
    /// # Errors
    /// What is wrong with it, and a hint.
    pub fn expand(
        &mut self,
        name: &[u8],
        within: Within,
        size: usize,
        into: &mut Vec<u8>,
    ) -> Result<(), (String, &'static str)> {
        let mut grown = self.grown;
        let expanded = self.expand_within(name, within, FREE + GROWTH * size, &mut grown, into);
        self.grown = grown;
        self.is_spent = grown > FREE + GROWTH * size;
        expanded
    }

    fn expand_within<'e>(
        &'e self,
        name: &'e [u8],
        within: Within,
        limit: usize,
        grown: &mut usize,
        into: &mut Vec<u8>,
    ) -> Result<(), (String, &'static str)> {
        // What is open, and where to go on in it: nesting costs no stack.
        let mut open: Vec<(&[u8], &[u8])> = Vec::new();
        open.push((name, self.text_of(name)?));
        let mut is_open: FxHashMap<&[u8], ()> = FxHashMap::default();
        is_open.insert(name, ());
        while let Some((entity, rest)) = open.pop() {
            let length = memchr::memchr(b'&', rest).unwrap_or(rest.len());
            let (plain, reference) = rest.split_at(length);
            *grown += plain.len() + 1;
            if *grown > limit {
                let message =
                    "the entities of this file grow to more than a hundred times its size";
                return Err((
                    message.to_owned(),
                    "write the text itself where it is needed",
                ));
            }
            push_plain(plain, within, into)?;
            let Some(reference) = reference.strip_prefix(b"&") else {
                is_open.remove(entity);
                continue;
            };
            let Some(end) = memchr::memchr(b';', reference) else {
                return Err(bare());
            };
            let (inner, after) = reference.split_at(end);
            open.push((entity, after.get(1..).unwrap_or_default()));
            if let Some(number) = inner.strip_prefix(b"#") {
                push_char(character(number)?, into);
            } else if let Some(character) = predefined(inner) {
                into.push(character);
            } else {
                let text = self.text_of(inner)?;
                if is_open.insert(inner, ()).is_some() {
                    let name = String::from_utf8_lossy(inner);
                    let message = format!("the entity `&{name};` refers to itself");
                    return Err((message, "declare it by a text without itself"));
                }
                open.push((inner, text));
            }
        }
        Ok(())
    }

    fn text_of(&self, name: &[u8]) -> Result<&[u8], (String, &'static str)> {
        let shown = String::from_utf8_lossy(name);
        match self.declared.get(name) {
            Some(Entity::Internal(text)) => Ok(text),
            Some(Entity::External) => Err((
                format!("the entity `&{shown};` is in another file, which is not read"),
                "write the text itself",
            )),
            None if self.has_external_subset => Err((
                format!(
                    "the entity `&{shown};` is not declared in this file, and other files are not read"
                ),
                "declare it in the `<!DOCTYPE …>` of this file, or write the text itself",
            )),
            None => Err((
                format!("the entity `&{shown};` is not declared"),
                "declare it in a `<!DOCTYPE …>`, or write `&amp;` for `&`",
            )),
        }
    }
}

fn push_plain(
    plain: &[u8],
    within: Within,
    into: &mut Vec<u8>,
) -> Result<(), (String, &'static str)> {
    if memchr::memchr(b'<', plain).is_some() {
        let message = match within {
            Within::Attribute => "an entity in the value of an attribute has a `<`",
            Within::Content => "an entity has tags in it, which are not read",
        };
        return Err((
            message.to_owned(),
            "write the text itself where it is needed",
        ));
    }
    match within {
        Within::Content => into.extend_from_slice(plain),
        Within::Attribute => into.extend(plain.iter().map(|byte| match byte {
            b'\t' | b'\n' | b'\r' => b' ',
            byte => *byte,
        })),
    }
    Ok(())
}

/// What is said of an `&` that begins no reference.
pub fn bare() -> (String, &'static str) {
    (
        "this `&` begins no reference".to_owned(),
        "write `&amp;` for the character itself",
    )
}

/// The entities that every document has.
pub fn predefined(name: &[u8]) -> Option<u8> {
    Some(match name {
        b"lt" => b'<',
        b"gt" => b'>',
        b"amp" => b'&',
        b"quot" => b'"',
        b"apos" => b'\'',
        _ => return None,
    })
}

/// The character of a reference, by what stands between `&#` and `;`.
///
/// # Errors
/// If there is no such character, or XML excludes it.
pub fn character(number: &[u8]) -> Result<char, (String, &'static str)> {
    let text = std::str::from_utf8(number).unwrap_or_default();
    let (digits, radix) = match text.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let code = u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| is_number);
    let character = code.and_then(char::from_u32).filter(|c| !is_excluded(*c));
    character.ok_or_else(|| {
        let message = if is_number {
            format!("`&#{text};` is not a character that can stand in XML")
        } else {
            format!(
                "`&#{}` is not a reference to a character",
                String::from_utf8_lossy(number)
            )
        };
        (message, "a reference is like `&#233;` or `&#xE9;`")
    })
}

/// Appends a character.
pub fn push_char(character: char, into: &mut Vec<u8>) {
    into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The length of `&…;` at the start of some text, if it is a reference.
pub fn reference_length(text: &[u8]) -> Option<usize> {
    let inner = text.get(1..)?;
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"#_-.:".contains(byte);
    let length = inner.iter().position(|byte| !is_part(byte))?;
    (length > 0 && inner.get(length) == Some(&b';')).then_some(length + 2)
}
