//! A name or a list of names in YAML.

use serde::Deserialize;
use serde::de::{self, Deserializer, Error as _, SeqAccess, Visitor};

/// A name, or a list of names. A number is the name of its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OneOrMore {
    /// One name.
    One(String),
    /// Several names.
    More(Vec<String>),
}

impl OneOrMore {
    /// Returns the names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::More(names) => names,
        }
    }
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Names)
    }
}

/// Reads a name or a list of names.
struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = OneOrMore;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name or a list of names")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<OneOrMore, E> {
        Ok(OneOrMore::One(name.to_owned()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<OneOrMore, E> {
        Ok(OneOrMore::One(number.to_string()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<OneOrMore, E> {
        Ok(OneOrMore::One(number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<OneOrMore, E> {
        Err(E::custom(IN_QUOTES))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<OneOrMore, E> {
        Err(E::custom(IN_QUOTES))
    }

    fn visit_unit<E: de::Error>(self) -> Result<OneOrMore, E> {
        Err(E::custom(IN_QUOTES))
    }

    fn visit_none<E: de::Error>(self) -> Result<OneOrMore, E> {
        Err(E::custom(IN_QUOTES))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<OneOrMore, A::Error> {
        let mut all = Vec::new();
        while let Some(name) = names.next_element::<Option<String>>()? {
            all.push(name.ok_or_else(|| A::Error::custom(IN_QUOTES))?);
        }
        Ok(OneOrMore::More(all))
    }
}

/// Why what YAML takes for nothing, a truth value or a number with a fraction is not a name.
const IN_QUOTES: &str = "expected a name or a list of names; in quotes this is one";
