//! Which values metadata say that the cells of a column have
//! ([Metadata Vocabulary, 5.11](https://www.w3.org/TR/tabular-metadata/#datatypes)).

use super::format::{DateFormat, NumberFormat, class_of};
use super::said::Said;
use crate::proposal::text::literal;
use crate::query::is_lexical_form;
use crate::rdf::{NamedNode, vocab};
use crate::read::{Json, JsonValue};

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Datatypes that are called otherwise than in XML Schema.
const NAMES: [(&str, &str); 7] = [
    ("number", "http://www.w3.org/2001/XMLSchema#double"),
    ("binary", "http://www.w3.org/2001/XMLSchema#base64Binary"),
    ("datetime", "http://www.w3.org/2001/XMLSchema#dateTime"),
    (
        "xml",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral",
    ),
    ("html", "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"),
    ("json", "http://www.w3.org/ns/csvw#JSON"),
    (
        "dateTimeStamp",
        "http://www.w3.org/2001/XMLSchema#dateTimeStamp",
    ),
];

/// The numbers of XML Schema with fractions, and those without.
const FRACTIONS: [&str; 3] = ["decimal", "double", "float"];
const WHOLE: [&str; 13] = [
    "integer",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "nonPositiveInteger",
    "negativeInteger",
];

/// Other datatypes of XML Schema that a mapping gives a column.
const OTHERS: [&str; 22] = [
    "boolean",
    "date",
    "time",
    "dateTime",
    "gDay",
    "gMonth",
    "gMonthDay",
    "gYear",
    "gYearMonth",
    "duration",
    "dayTimeDuration",
    "yearMonthDuration",
    "anyURI",
    "base64Binary",
    "hexBinary",
    "language",
    "normalizedString",
    "token",
    "Name",
    "NMTOKEN",
    "NCName",
    "string",
];

/// What a mapping cannot say of values.
const CONSTRAINTS: [&str; 9] = [
    "length",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minInclusive",
    "maxInclusive",
    "minExclusive",
    "maxExclusive",
];

/// The datatype of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datatype {
    /// Its IRI.
    pub iri: String,
    /// How its values are written.
    pub written: Written,
    /// The IRI that literals have instead, if the metadata name one of their own.
    pub own: Option<String>,
}

/// How the values of a datatype are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// As they are, or as XML Schema has them.
    Plain,
    /// As numbers, and whether they have no fraction.
    Number(NumberFormat, bool),
    /// As dates or times in a format.
    Date(DateFormat),
    /// As two words for true and false.
    Boolean(String, String),
}

impl Datatype {
    /// That of columns of which nothing is said.
    pub fn text() -> Self {
        Self {
            iri: vocab::XSD_STRING.to_owned(),
            written: Written::Plain,
            own: None,
        }
    }

    /// Returns whether its values are dates without a time.
    pub fn is_date(&self) -> bool {
        self.iri.strip_prefix(XSD) == Some("date")
    }

    /// Returns what a name or a description of a datatype means.
    pub fn of(at: &Json, said: &mut Said) -> Self {
        let base = if at.as_object().is_some() {
            at.get("base")
        } else {
            Some(at)
        };
        let name = base.and_then(Json::as_str).unwrap_or("string");
        let iri = match iri(name) {
            Some(iri) => iri,
            None if matches!(name, "any" | "anyAtomicType") => vocab::XSD_STRING.to_owned(),
            None => {
                said.wrong(base.unwrap_or(at), format!("there is no datatype `{name}`"));
                vocab::XSD_STRING.to_owned()
            }
        };
        let local = iri.strip_prefix(XSD).unwrap_or_default();
        let format = at.get("format").filter(|format| !format.is_null());
        let written = if FRACTIONS.contains(&local) || WHOLE.contains(&local) {
            Written::Number(number_format(format, said), WHOLE.contains(&local))
        } else {
            format.map_or(Written::Plain, |format| written(local, format, said))
        };
        let mut own = None;
        for member in at.as_object().unwrap_or_default() {
            let (key, value) = (member.key.as_ref(), &member.value);
            match key {
                "base" | "format" | "name" | "@type" => {}
                "@id" => {
                    own = value.as_str().map(str::to_owned);
                    own = own.filter(|iri| NamedNode::new(iri).is_ok());
                    if own.is_none() {
                        said.wrong(value, "this is not an IRI of a datatype");
                    }
                }
                key if CONSTRAINTS.contains(&key) => said.left_out_with(
                    value,
                    format!("a mapping does not check `{key}`"),
                    "a shape can, in Turtle",
                ),
                key => said.left_out(value, format!("`{key}` describes the datatype")),
            }
        }
        Self { iri, written, own }
    }

    /// Returns whether it is that of plain texts.
    pub fn is_text(&self) -> bool {
        self.iri == vocab::XSD_STRING && self.own.is_none()
    }

    /// Returns the expression with the value of a text, if it is not one that a mapping reads with this mark of decimals and this way
    /// of writing dates.
    pub fn expression(&self, text: &str, mark: char, dates: Option<&str>) -> Option<String> {
        let computed = match &self.written {
            Written::Plain => return None,
            Written::Number(format, is_whole) if format.is_read_with(mark, *is_whole) => {
                self.own.as_ref()?;
                format.expression(text, &self.iri)
            }
            Written::Number(format, _) => format.expression(text, &self.iri),
            Written::Date(format) if format.dates.is_some() && format.dates.as_deref() == dates => {
                return None;
            }
            Written::Date(format) => format.expression(text, &self.iri),
            Written::Boolean(yes, no) => {
                let pattern = |word: &str| {
                    let word: String = word.chars().map(class_of).collect();
                    literal(&format!("^{word}$"))
                };
                let (yes, no) = (pattern(yes), pattern(no));
                let word = format!("REPLACE(REPLACE({text}, {yes}, \"true\"), {no}, \"false\")");
                format!("<{}>({word})", vocab::XSD_BOOLEAN)
            }
        };
        Some(match &self.own {
            Some(own) => format!("STRDT(STR({computed}), <{own}>)"),
            None => computed,
        })
    }

    /// Returns its name as `types` of a mapping has it.
    pub fn name(&self) -> String {
        let iri = self.own.as_ref().unwrap_or(&self.iri);
        match iri.strip_prefix(XSD) {
            Some(local) => format!("xsd:{local}"),
            None => format!("<{iri}>"),
        }
    }

    /// Returns a literal of it in SPARQL; `None` if the text is none of its forms.
    pub fn literal(&self, text: &str) -> Option<String> {
        if self.is_text() {
            return Some(literal(text));
        }
        let iri = self.own.as_ref().unwrap_or(&self.iri);
        let local = self.iri.strip_prefix(XSD).unwrap_or_default();
        let is_form = is_lexical_form(text, local);
        is_form.then(|| format!("{}^^<{iri}>", literal(text)))
    }
}

/// Returns whether an IRI is that of a datatype of XML Schema that a mapping gives a column.
pub fn is_datatype(iri: &str) -> bool {
    let name = iri.strip_prefix(XSD).unwrap_or_default();
    FRACTIONS.contains(&name) || WHOLE.contains(&name) || OTHERS.contains(&name)
}

fn iri(name: &str) -> Option<String> {
    let other = NAMES.iter().find(|(known, _)| *known == name);
    let is_known = FRACTIONS.contains(&name) || WHOLE.contains(&name) || OTHERS.contains(&name);
    match other {
        Some((_, iri)) => Some((*iri).to_owned()),
        None => is_known.then(|| format!("{XSD}{name}")),
    }
}

fn number_format(format: Option<&Json>, said: &mut Said) -> NumberFormat {
    let Some(format) = format else {
        return NumberFormat::default();
    };
    let character = |key: &str| {
        let mut characters = format.get(key)?.as_str()?.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    let pattern = match &format.value {
        JsonValue::String(_) => Some(format),
        _ => format.get("pattern"),
    };
    let text = pattern.and_then(Json::as_str).unwrap_or_default();
    if let Some(pattern) = pattern {
        let message = "a mapping reads numbers in other patterns, too";
        said.left_out(pattern, message);
    }
    // A pattern has the comma for whatever groups digits.
    let grouped = text.contains(',').then_some(',');
    NumberFormat {
        decimal: character("decimalChar"),
        group: character("groupChar").or(grouped),
        share: ['%', '‰'].into_iter().find(|sign| text.contains(*sign)),
    }
}

fn written(local: &str, format: &Json, said: &mut Said) -> Written {
    let text = format.as_str().unwrap_or_default();
    match local {
        "boolean" => match text.split_once('|') {
            Some((yes, no)) => return Written::Boolean(yes.to_owned(), no.to_owned()),
            None => said.wrong(format, "this is not two words with `|` between them"),
        },
        "date" | "dateTime" | "time" | "dateTimeStamp" => {
            let kind = local.trim_end_matches("Stamp");
            // As XML Schema has it.
            let is_usual = matches!(text, "yyyy-MM-dd" | "yyyy-MM-ddTHH:mm:ss" | "HH:mm:ss");
            match DateFormat::of(text, kind) {
                _ if is_usual => {}
                Some(format) => return Written::Date(format),
                None => said.left_out(
                    format,
                    format!("a mapping cannot read dates written as `{text}`, so only those of XML Schema have a value"),
                ),
            }
        }
        _ => said.left_out_with(
            format,
            "a mapping does not check how texts are written",
            "a shape with `sh:pattern` can, in Turtle",
        ),
    }
    Written::Plain
}
