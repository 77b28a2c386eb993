//! One order of all terms ([SPARQL 1.1, 15.1](https://www.w3.org/TR/sparql11-query/#modOrderBy)): that of SPARQL where it
//! has one, and where it leaves it open always the same.
//!
//! Unbound, blank nodes by name, IRIs, literals, triple terms by their parts. Among literals: numbers, with NaN after all
//! others; `xsd:dateTime`, `xsd:date`, `xsd:time`, each as if it were in UTC where it has no time zone; durations, by when
//! they end that begin on 1 September 1969; booleans; and all others by text, datatype and language.

use crate::dictionary::{Moment, Number, Temporal, TermId};
use crate::query::batch::table::UNBOUND;
use crate::query::functions::numeral::{self, Numeral};
use crate::query::terms::{Kind, Terms};
use crate::rdf::{Literal, NamedOrBlankNode, Term, Triple};
use bigdecimal::BigDecimal;
use oxsdatatypes::{Boolean, DateTime, Decimal, Duration, Time};
use std::cmp::Ordering;

/// What a term is compared by; the kinds stand in their order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Unbound,
    Blank(Text),
    Iri(Text),
    Number(Magnitude),
    Time(Instant),
    Boolean(bool),
    /// Text, datatype, language and direction.
    Literal(Text, [String; 3]),
    Triple(Box<[Key; 3]>),
}

/// The text of a term; in one order all of a kind are the same of the two.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Text {
    /// Terms of the graph are numbered by text, literals then by datatype and language.
    Number(TermId),
    Written(String),
}

/// A point of time: its kind, when it is, and what tells it from others of then.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant(u8, i128, i64);

/// A number, with values from coarse to exact: not every comparison of SPARQL with a promotion in it can be kept, since
/// they are in no order then, but this is one.
#[derive(Debug)]
pub(super) struct Magnitude {
    number: Numeral,
    single: u32,
    double: u64,
    /// Nothing for a floating number.
    exact: Option<Exact>,
}

/// The value of an integer or a decimal.
#[derive(Debug)]
enum Exact {
    Small(Decimal),
    Large(BigDecimal),
}

impl Exact {
    fn of(number: &Numeral) -> Option<Self> {
        match number {
            Numeral::Small(Number::Integer(value)) => Some(Self::Small((*value).into())),
            Numeral::Small(Number::Decimal(value)) => Some(Self::Small(*value)),
            number => number.exact().map(Self::Large),
        }
    }

    fn large(&self) -> Option<BigDecimal> {
        match self {
            Self::Small(value) => Numeral::Small(Number::Decimal(*value)).exact(),
            Self::Large(value) => Some(value.clone()),
        }
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(a), Self::Small(b)) => a.cmp(b),
            (Self::Large(a), Self::Large(b)) => a.cmp(b),
            (a, b) => a.large().cmp(&b.large()),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Exact {}

impl Magnitude {
    fn of(number: Numeral) -> Self {
        let single = f32::from(number.float()) + 0.0;
        let double = f64::from(number.double()) + 0.0;
        Self {
            single: match single.to_bits() {
                _ if single.is_nan() => u32::MAX,
                bits if single < 0.0 => !bits,
                bits => bits | 1 << 31,
            },
            double: match double.to_bits() {
                _ if double.is_nan() => u64::MAX,
                bits if double < 0.0 => !bits,
                bits => bits | 1 << 63,
            },
            exact: Exact::of(&number),
            number,
        }
    }

    fn is_equal(&self, other: &Self) -> bool {
        let is_nan = |number: &Self| number.single == u32::MAX;
        numeral::compare(&self.number, &other.number) == Some(Ordering::Equal)
            || is_nan(self) && is_nan(other)
    }
}

impl Ord for Magnitude {
    fn cmp(&self, other: &Self) -> Ordering {
        let coarse = |number: &Self| (number.single, number.double);
        let exact = || self.exact.cmp(&other.exact);
        coarse(self).cmp(&coarse(other)).then_with(exact)
    }
}

impl PartialOrd for Magnitude {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Magnitude {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Magnitude {}

/// The first bytes of a key: where those of two keys differ, the keys are in the same order.
pub(super) type Head = u128;

/// The number of bytes of a head after that of the kind.
const OF_TEXT: usize = 15;

/// The head of a kind and the first bytes of a text.
fn head_of_text(kind: u8, text: &str) -> Head {
    let mut bytes = [0; 1 + OF_TEXT];
    bytes[0] = kind;
    let length = text.len().min(OF_TEXT);
    bytes[1..=length].copy_from_slice(&text.as_bytes()[..length]);
    Head::from_be_bytes(bytes)
}

/// Returns whether a head is that of a number.
pub(super) fn is_number(head: Head) -> bool {
    head >> (8 * OF_TEXT) == 3
}

impl Key {
    fn kind(&self) -> u8 {
        match self {
            Self::Unbound => 0,
            Self::Blank(_) => 1,
            Self::Iri(_) => 2,
            Self::Number(_) => 3,
            Self::Time(_) => 4,
            Self::Boolean(_) => 5,
            Self::Literal(..) => 6,
            Self::Triple(_) => 7,
        }
    }

    fn head(&self) -> Head {
        let rest = match self {
            Self::Blank(text) | Self::Iri(text) | Self::Literal(text, _) => match text {
                Text::Number(id) => Head::from(*id),
                Text::Written(text) => return head_of_text(self.kind(), text),
            },
            Self::Number(number) => Head::from(number.single) << 64 | Head::from(number.double),
            Self::Time(Instant(kind, value, _)) => {
                let value = (*value as Head) ^ 1 << (Head::BITS - 1);
                Head::from(*kind) << 112 | value >> 16
            }
            Self::Boolean(value) => Head::from(*value),
            Self::Unbound | Self::Triple(_) => 0,
        };
        Head::from(self.kind()) << (8 * OF_TEXT) | rest
    }

    /// Whether two neighbours in the order are equal, so that the next key decides.
    pub fn is_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.is_equal(b),
            (Self::Triple(a), Self::Triple(b)) => a.iter().zip(&**b).all(|(a, b)| a.is_equal(b)),
            (a, b) => a == b,
        }
    }
}

/// Makes the keys of some terms.
pub(super) struct Keys<'t, 'a> {
    terms: &'t Terms<'a>,
    /// The kinds of which all terms are of the graph, so that their numbers stand for their texts.
    numbered: Vec<Kind>,
}

impl<'t, 'a> Keys<'t, 'a> {
    /// For these terms.
    pub fn of(terms: &'t Terms<'a>, ids: &[TermId]) -> Self {
        let mut numbered = vec![Kind::Blank, Kind::Iri, Kind::Text];
        for id in ids {
            match terms.kind(*id) {
                // Literals with values may have none that is valid, and are texts then.
                Kind::Number | Kind::Value if (*id as usize) >= terms.known() => {
                    numbered.retain(|kind| *kind != Kind::Text);
                }
                Kind::Triple => numbered.clear(),
                kind if (*id as usize) >= terms.known() => numbered.retain(|k| *k != kind),
                _ => {}
            }
        }
        Self { terms, numbered }
    }

    /// Returns the head of the key of one of them, for which that of a text is not made.
    pub fn head(&self, id: TermId) -> Head {
        let kind = match self.terms.kind(id) {
            Kind::Iri => 2,
            Kind::Text => 6,
            _ => return self.key(id).head(),
        };
        match self.terms.made_text(id) {
            Some(text) => head_of_text(kind, text),
            None if self.numbered.contains(&self.terms.kind(id)) => {
                Head::from(kind) << (8 * OF_TEXT) | Head::from(id)
            }
            None => head_of_text(kind, &self.terms.text(id).unwrap_or_default()),
        }
    }

    /// The key of one of them.
    pub fn key(&self, id: TermId) -> Key {
        if id == UNBOUND {
            return Key::Unbound;
        }
        if let Some(number) = self.terms.numeral(id) {
            return Key::Number(Magnitude::of(number));
        }
        if let Some(moment) = self.terms.moment(id) {
            return Key::Time(Instant::of_moment(moment));
        }
        let (kind, none) = (self.terms.kind(id), [const { String::new() }; 3]);
        match kind {
            Kind::Blank if self.numbered.contains(&kind) => Key::Blank(Text::Number(id)),
            Kind::Iri if self.numbered.contains(&kind) => Key::Iri(Text::Number(id)),
            Kind::Text if self.numbered.contains(&kind) => Key::Literal(Text::Number(id), none),
            _ => match self.terms.term(id) {
                Some(Term::Literal(literal)) if self.numbered.contains(&Kind::Text) => {
                    of_value(&literal).unwrap_or(Key::Literal(Text::Number(id), none))
                }
                term => term.map_or(Key::Unbound, |term| of_term(&term)),
            },
        }
    }
}

fn of_term(term: &Term) -> Key {
    match term {
        Term::BlankNode(node) => Key::Blank(Text::Written(node.as_str().to_owned())),
        Term::NamedNode(iri) => Key::Iri(Text::Written(iri.as_str().to_owned())),
        Term::Literal(literal) => of_value(literal).unwrap_or_else(|| {
            let datatype = literal.datatype().as_str().to_owned();
            let language = literal.language().unwrap_or_default().to_owned();
            let direction = literal.direction().map(|d| d.to_string());
            let text = Text::Written(literal.value().to_owned());
            Key::Literal(text, [datatype, language, direction.unwrap_or_default()])
        }),
        Term::Triple(triple) => Key::Triple(Box::new(of_parts(triple))),
    }
}

fn of_parts(triple: &Triple) -> [Key; 3] {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.clone().into(),
        NamedOrBlankNode::BlankNode(node) => node.clone().into(),
    };
    [
        of_term(&subject),
        of_term(&triple.predicate.clone().into()),
        of_term(&triple.object),
    ]
}

/// The key of a literal that has a value.
fn of_value(literal: &Literal) -> Option<Key> {
    let (text, datatype) = (literal.value(), literal.datatype());
    if let Some(number) = Numeral::of(datatype.as_str(), text) {
        return Some(Key::Number(Magnitude::of(number)));
    }
    if let Some(kind) = Temporal::of(datatype.as_str()) {
        let moment = kind.parse(text)?;
        return Some(Key::Time(Instant::of_moment(moment)));
    }
    match datatype
        .as_str()
        .strip_prefix("http://www.w3.org/2001/XMLSchema#")?
    {
        "boolean" => {
            let value: Boolean = text.parse().ok()?;
            Some(Key::Boolean(value.into()))
        }
        "time" => {
            let time: Time = text.parse().ok()?;
            let has_zone = time.timezone_offset().is_some();
            Some(Key::Time(Instant::new(2, time.to_be_bytes(), has_zone)))
        }
        "duration" | "yearMonthDuration" | "dayTimeDuration" => {
            let duration: Duration = text.parse().ok()?;
            let start: DateTime = "1969-09-01T00:00:00".parse().ok()?;
            let end = start.checked_add_duration(duration)?;
            let Instant(_, end, _) = Instant::new(3, end.to_be_bytes(), false);
            let bytes = duration.to_be_bytes();
            let (months, _) = bytes.split_first_chunk()?;
            Some(Key::Time(Instant(3, end, i64::from_be_bytes(*months))))
        }
        _ => None,
    }
}

impl Instant {
    fn of_moment(moment: Moment) -> Self {
        let has_zone = moment.has_zone();
        match moment {
            Moment::DateTime(time) => Self::new(0, time.to_be_bytes(), has_zone),
            Moment::Date(date) => Self::new(1, date.to_be_bytes(), has_zone),
        }
    }

    /// The first 16 bytes are the seconds since the year 1 in UTC.
    fn new(kind: u8, bytes: [u8; 18], has_zone: bool) -> Self {
        let mut instant = [0; 16];
        instant.copy_from_slice(&bytes[..16]);
        Self(kind, i128::from_be_bytes(instant), i64::from(has_zone))
    }
}
