//! The [datatype map](https://www.w3.org/TR/owl2-profiles/#Entities_3): which literals have a value, which values are the
//! same, and which lie in a datatype.

mod facets;
mod lexical;
mod temporal;

use crate::dictionary::LiteralType;
use std::collections::BTreeMap;

/// `http://www.w3.org/2001/XMLSchema#`
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// `rdfs:Literal`, the datatype of every value.
pub const RDFS_LITERAL: &str = "http://www.w3.org/2000/01/rdf-schema#Literal";

/// The value of a literal: two literals of one value denote the same thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number of `xsd:decimal`, without superfluous zeros and sign.
    Decimal(String),
    /// The bits of an `xsd:float`; every NaN is one value.
    Float(u32),
    /// The bits of an `xsd:double`; every NaN is one value.
    Double(u64),
    /// A text, with its language tag and base direction in lower case.
    Text(String, String),
    /// A value of `xsd:boolean`.
    Boolean(bool),
    /// What `xsd:hexBinary` says.
    Hex(Vec<u8>),
    /// What `xsd:base64Binary` says.
    Base64(Vec<u8>),
    /// An `xsd:anyURI`.
    Uri(String),
    /// An `rdf:XMLLiteral`.
    Xml(String),
    /// An `rdf:JSON` document in one way of writing.
    Json(String),
    /// A point or stretch of time: which kind, and its fields in one way of writing.
    Time(Temporal, String, bool),
}

/// The kinds of values that speak of time; no value has two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "they are the datatypes of XML Schema")]
pub enum Temporal {
    DateTime,
    Date,
    Time,
    Year,
    YearMonth,
    Month,
    MonthDay,
    Day,
    Duration,
}

/// One datatype: the way in which its lexical forms are read, and which of the values so read are its own.
#[derive(Clone, Copy, Debug)]
enum Space {
    Literal,
    Decimal,
    /// The integers between two bounds.
    Integer(Option<i128>, Option<i128>),
    Float,
    Double,
    /// Texts without a language that a test accepts.
    String(fn(&str) -> bool),
    PlainLiteral,
    LangString,
    Boolean,
    Hex,
    Base64,
    Uri,
    Xml,
    Json,
    Temporal(Temporal),
    /// `xsd:dateTimeStamp`: with a time zone.
    Stamp,
    YearMonthDuration,
    DayTimeDuration,
}

/// The datatypes that are recognised.
#[derive(Clone, Debug)]
pub struct Datatypes {
    spaces: BTreeMap<String, Space>,
    /// Those that an ontology makes of others, by their nodes as N-Triples writes them.
    restricted: BTreeMap<String, facets::Restricted>,
}

impl Default for Datatypes {
    fn default() -> Self {
        let spaces = all();
        Self {
            spaces: spaces.into_iter().collect(),
            restricted: BTreeMap::new(),
        }
    }
}

impl Datatypes {
    /// Only some of the datatypes, by IRI, and the two that RDF itself has.
    pub fn only(iris: &[&str]) -> Self {
        let always = [
            format!("{XSD}string"),
            format!("{RDF}langString"),
            format!("{RDF}dirLangString"),
            RDFS_LITERAL.to_owned(),
        ];
        let mut all = Self::default();
        all.spaces
            .retain(|iri, _| iris.contains(&iri.as_str()) || always.contains(iri));
        all
    }

    /// Their IRIs, sorted.
    pub fn iris(&self) -> impl Iterator<Item = &str> {
        self.spaces.keys().map(String::as_str)
    }

    /// Whether a datatype is recognised.
    pub fn recognises(&self, iri: &str) -> bool {
        self.spaces.contains_key(iri)
    }

    /// The value of a literal: `None` if its datatype is not recognised, or if it is and the lexical form is not one of it.
    pub fn value(&self, lexical_form: &str, literal_type: &LiteralType) -> Option<Value> {
        let space = self.spaces.get(&literal_type.datatype)?;
        if !literal_type.language.is_empty() {
            let tag = match literal_type.direction.as_str() {
                "" => literal_type.language.clone(),
                direction => format!("{}--{direction}", literal_type.language),
            };
            return Some(Value::Text(lexical_form.to_owned(), tag));
        }
        read(lexical_form, *space).filter(|value| contains(*space, value))
    }

    /// Whether a literal is ill-typed: its datatype is recognised and gives it no value.
    pub fn is_ill_typed(&self, lexical_form: &str, literal_type: &LiteralType) -> bool {
        self.recognises(&literal_type.datatype) && self.value(lexical_form, literal_type).is_none()
    }

    /// Whether a value lies in the value space of a datatype that is recognised.
    pub fn contains(&self, iri: &str, value: &Value) -> bool {
        let space = self.spaces.get(iri);
        let restricted = self.restricted.get(iri);
        space.is_some_and(|space| contains(*space, value))
            || restricted.is_some_and(|of| contains(of.base, value) && of.holds(value))
    }
}

/// What a lexical form of a datatype means; it may still lie outside of it.
fn read(text: &str, space: Space) -> Option<Value> {
    match space {
        Space::Literal | Space::LangString => None,
        Space::Decimal => lexical::decimal(text).map(Value::Decimal),
        Space::Integer(..) => lexical::integer(text).map(Value::Decimal),
        Space::Float => lexical::float(text).map(Value::Float),
        Space::Double => lexical::double(text).map(Value::Double),
        Space::String(_) => Some(Value::Text(text.to_owned(), String::new())),
        Space::PlainLiteral => lexical::plain_literal(text),
        Space::Boolean => match text {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
        Space::Hex => lexical::hex(text).map(Value::Hex),
        Space::Base64 => lexical::base64(text).map(Value::Base64),
        // Every text is one: XML Schema 1.1, 3.3.17.
        Space::Uri => Some(Value::Uri(text.to_owned())),
        Space::Xml => lexical::is_xml_content(text).then(|| Value::Xml(text.to_owned())),
        Space::Json => lexical::json(text).map(Value::Json),
        Space::Temporal(Temporal::Duration) | Space::YearMonthDuration | Space::DayTimeDuration => {
            temporal::duration(text)
        }
        Space::Temporal(kind) => temporal::read(text, kind),
        Space::Stamp => temporal::read(text, Temporal::DateTime),
    }
}

fn contains(space: Space, value: &Value) -> bool {
    match (space, value) {
        (Space::Literal, _)
        | (Space::Decimal, Value::Decimal(_))
        | (Space::Float, Value::Float(_))
        | (Space::Double, Value::Double(_))
        | (Space::PlainLiteral, Value::Text(..))
        | (Space::Boolean, Value::Boolean(_))
        | (Space::Hex, Value::Hex(_))
        | (Space::Base64, Value::Base64(_))
        | (Space::Uri, Value::Uri(_))
        | (Space::Xml, Value::Xml(_))
        | (Space::Json, Value::Json(_))
        | (Space::Stamp, Value::Time(Temporal::DateTime, _, true)) => true,
        (Space::Integer(low, high), Value::Decimal(number)) => lexical::lies_in(number, low, high),
        (Space::String(accepts), Value::Text(text, language)) => {
            language.is_empty() && accepts(text)
        }
        (Space::LangString, Value::Text(_, language)) => !language.is_empty(),
        (Space::Temporal(kind), Value::Time(other, ..)) => kind == *other,
        (Space::YearMonthDuration, Value::Time(Temporal::Duration, text, _)) => {
            text.ends_with("M0")
        }
        (Space::DayTimeDuration, Value::Time(Temporal::Duration, text, _)) => {
            text.starts_with("0M") || text.starts_with("-0M")
        }
        _ => false,
    }
}

/// Every datatype by IRI.
fn all() -> Vec<(String, Space)> {
    let mut all: Vec<(String, Space)> = vec![
        (RDFS_LITERAL.to_owned(), Space::Literal),
        (format!("{RDF}PlainLiteral"), Space::PlainLiteral),
        (format!("{RDF}langString"), Space::LangString),
        (format!("{RDF}dirLangString"), Space::LangString),
        (format!("{RDF}XMLLiteral"), Space::Xml),
        (format!("{RDF}JSON"), Space::Json),
    ];
    let xsd: [(&str, Space); 26] = [
        ("decimal", Space::Decimal),
        ("float", Space::Float),
        ("double", Space::Double),
        ("string", Space::String(|_| true)),
        ("normalizedString", Space::String(lexical::is_normalized)),
        ("token", Space::String(lexical::is_token)),
        ("language", Space::String(lexical::is_language)),
        ("Name", Space::String(lexical::is_name)),
        ("NCName", Space::String(lexical::is_nc_name)),
        ("NMTOKEN", Space::String(lexical::is_nmtoken)),
        ("boolean", Space::Boolean),
        ("hexBinary", Space::Hex),
        ("base64Binary", Space::Base64),
        ("anyURI", Space::Uri),
        ("dateTime", Space::Temporal(Temporal::DateTime)),
        ("dateTimeStamp", Space::Stamp),
        ("date", Space::Temporal(Temporal::Date)),
        ("time", Space::Temporal(Temporal::Time)),
        ("gYear", Space::Temporal(Temporal::Year)),
        ("gYearMonth", Space::Temporal(Temporal::YearMonth)),
        ("gMonth", Space::Temporal(Temporal::Month)),
        ("gMonthDay", Space::Temporal(Temporal::MonthDay)),
        ("gDay", Space::Temporal(Temporal::Day)),
        ("duration", Space::Temporal(Temporal::Duration)),
        ("yearMonthDuration", Space::YearMonthDuration),
        ("dayTimeDuration", Space::DayTimeDuration),
    ];
    let integer = |low, high| Space::Integer(low, high);
    let between = |low: i128, high: i128| integer(Some(low), Some(high));
    let integers: [(&str, Space); 13] = [
        ("integer", integer(None, None)),
        ("nonNegativeInteger", integer(Some(0), None)),
        ("positiveInteger", integer(Some(1), None)),
        ("nonPositiveInteger", integer(None, Some(0))),
        ("negativeInteger", integer(None, Some(-1))),
        ("long", between(i64::MIN.into(), i64::MAX.into())),
        ("int", between(i32::MIN.into(), i32::MAX.into())),
        ("short", between(i16::MIN.into(), i16::MAX.into())),
        ("byte", between(i8::MIN.into(), i8::MAX.into())),
        ("unsignedLong", between(0, u64::MAX.into())),
        ("unsignedInt", between(0, u32::MAX.into())),
        ("unsignedShort", between(0, u16::MAX.into())),
        ("unsignedByte", between(0, u8::MAX.into())),
    ];
    let names = xsd.into_iter().chain(integers);
    all.extend(names.map(|(name, space)| (format!("{XSD}{name}"), space)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, datatype: &str) -> Option<Value> {
        let literal_type = LiteralType {
            datatype: datatype.replace("xsd:", XSD).replace("rdf:", RDF),
            language: String::new(),
            direction: String::new(),
        };
        Datatypes::default().value(text, &literal_type)
    }

    #[test]
    fn lexical_forms_of_one_value_are_equal() {
        for (a, b) in [
            (("+042", "xsd:byte"), ("42.0", "xsd:decimal")),
            (("3.141", "xsd:float"), ("+0.31410E+01", "xsd:float")),
            (("abc", "xsd:string"), ("abc@", "rdf:PlainLiteral")),
            (("a@DE", "rdf:PlainLiteral"), ("a@de", "rdf:PlainLiteral")),
            (("fb0a", "xsd:hexBinary"), ("FB0A", "xsd:hexBinary")),
            (("1", "xsd:boolean"), ("true", "xsd:boolean")),
            (("P1Y", "xsd:duration"), ("P12M", "xsd:yearMonthDuration")),
            (
                ("{\"a\":1,\"b\":2}", "rdf:JSON"),
                ("{\"b\":2, \"a\":1.0}", "rdf:JSON"),
            ),
        ] {
            assert!(value(a.0, a.1).is_some(), "{a:?}");
            assert_eq!(value(a.0, a.1), value(b.0, b.1), "{a:?} {b:?}");
        }
        assert_ne!(value("1", "xsd:decimal"), value("1", "xsd:double"));
        assert_ne!(value("-0", "xsd:float"), value("0", "xsd:float"));
        assert_ne!(
            value("0A", "xsd:hexBinary"),
            value("Cg==", "xsd:base64Binary")
        );
    }

    #[test]
    fn ill_typed_literals_have_no_value() {
        for (text, datatype) in [
            ("42.0", "xsd:integer"),
            ("256", "xsd:unsignedByte"),
            ("1.0E+40", "xsd:float"),
            ("1.0E-330", "xsd:double"),
            (" 1", "xsd:int"),
            ("abc", "rdf:PlainLiteral"),
            ("abc@12", "rdf:PlainLiteral"),
            ("2009-04-21T12:30:15", "xsd:dateTimeStamp"),
            ("2023-02-29", "xsd:date"),
            ("24:30:00", "xsd:time"),
            ("<a></b>", "rdf:XMLLiteral"),
            ("a & b", "rdf:XMLLiteral"),
            ("P", "xsd:duration"),
            ("P1YT", "xsd:duration"),
            ("P1D", "xsd:yearMonthDuration"),
            ("{a:1}", "rdf:JSON"),
        ] {
            assert_eq!(value(text, datatype), None, "{text} {datatype}");
        }
    }

    #[test]
    fn decimals_are_compared_by_value() {
        let ascending = [
            "-100", "-20.5", "-20", "-0.5", "0", "0.25", "0.5", "3", "20", "100",
        ];
        for (at, a) in ascending.iter().enumerate() {
            for (other, b) in ascending.iter().enumerate() {
                assert_eq!(lexical::compare(a, b), at.cmp(&other), "{a} {b}");
            }
        }
    }

    #[test]
    fn every_text_is_an_any_uri() {
        for text in [
            "",
            "see the manual",
            " http://e/ ",
            "http://e/a b",
            "%",
            "a#b#c",
            "<>",
        ] {
            assert!(value(text, "xsd:anyURI").is_some(), "{text}");
        }
    }

    #[test]
    fn a_value_lies_in_every_datatype_that_has_it() {
        let datatypes = Datatypes::default();
        let seven = value("7", "xsd:decimal").expect("a value");
        for (name, inside) in [
            ("byte", true),
            ("negativeInteger", false),
            ("double", false),
        ] {
            assert_eq!(datatypes.contains(&format!("{XSD}{name}"), &seven), inside);
        }
        assert!(datatypes.contains(RDFS_LITERAL, &seven));
        let day = value("P1D", "xsd:duration").expect("a value");
        assert!(datatypes.contains(&format!("{XSD}dayTimeDuration"), &day));
    }
}
