//! The values of variables and expressions in SQL: of what type they are, and the expressions that compute them.

use super::refusal::Refusal;
use crate::rdf::{Literal, Term, vocab, with_usual_case};
use spargebra::term::GroundTerm;

/// The namespace of the datatypes of XML Schema.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The type of `NULL`s and casts, as both DuckDB and Spark name them.
pub const TEXT: &str = "STRING";
pub const EXACT: &str = "DECIMAL(38, 18)";

/// What is known of a value before the query runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any term.
    Term,
    /// An `xsd:string`, or a language tag, in which capitals do not count.
    Text { is_tag: bool },
    /// An `xsd:integer`.
    Integer,
    /// An `xsd:integer` or `xsd:decimal`.
    Exact,
    /// An `xsd:double`.
    Double,
    /// An `xsd:boolean`.
    Boolean,
}

/// A value: its kind and the expressions of its columns. It is `NULL` where it is unbound or an error.
#[derive(Clone, Debug)]
pub struct Value {
    pub kind: Kind,
    /// The value; of a term, its form in N-Triples.
    pub main: String,
    /// What else is known of a term.
    pub facets: Option<Box<Facets>>,
}

/// The value of a variable.
#[derive(Clone, Debug)]
pub struct Binding {
    pub value: Value,
    /// Whether each row has it.
    pub is_bound: bool,
}

/// What is known of a term besides its form in N-Triples.
#[derive(Clone, Debug)]
pub struct Facets {
    /// An IRI or a lexical form.
    pub text: String,
    /// Of a literal, its language tag or nothing.
    pub lang: String,
    /// Of a literal, the IRI of its datatype.
    pub datatype: String,
    /// Of an integer or decimal, its value.
    pub exact: String,
    /// Of a number, its value.
    pub double: String,
}

/// The names of the columns of facets behind that of the variable, with their types.
pub const FACETS: [(&str, &str); 5] = [
    ("text", TEXT),
    ("lang", TEXT),
    ("type", TEXT),
    ("exact", EXACT),
    ("double", "DOUBLE"),
];

impl Facets {
    /// Makes facets, in the order of [`FACETS`].
    pub fn of(mut column: impl FnMut(&str) -> String) -> Box<Self> {
        let [text, lang, datatype, exact, double] = FACETS.map(|(name, _)| column(name));
        Box::new(Self {
            text,
            lang,
            datatype,
            exact,
            double,
        })
    }

    /// Returns the facet with a name.
    pub fn get(&self, name: &str) -> &str {
        match name {
            "text" => &self.text,
            "lang" => &self.lang,
            "type" => &self.datatype,
            "exact" => &self.exact,
            _ => &self.double,
        }
    }
}

/// Returns an expression that stops the query where it is computed, with a message in what the engine says.
pub fn stop(message: &str, of: &str) -> String {
    format!("CAST(CAST({} AS BIGINT) AS {of})", quoted(message))
}

fn null(of: &str) -> String {
    format!("CAST(NULL AS {of})")
}

/// Writes a text as SQL. Backslashes and quotation marks are escaped in some engines and not in others, so they are computed.
pub fn quoted(text: &str) -> String {
    let is_plain = |c: char| !matches!(c, '\'' | '\\') && !c.is_control();
    if text.chars().all(is_plain) {
        return format!("'{text}'");
    }
    let mut parts: Vec<String> = Vec::new();
    let mut plain = String::new();
    for character in text.chars() {
        if is_plain(character) {
            plain.push(character);
            continue;
        }
        if !plain.is_empty() {
            parts.push(format!("'{plain}'"));
            plain.clear();
        }
        parts.push(format!("chr({})", u32::from(character)));
    }
    if !plain.is_empty() {
        parts.push(format!("'{plain}'"));
    }
    format!("({})", parts.join(" || "))
}

impl Value {
    /// Makes a value that is not a term.
    pub fn new(kind: Kind, main: impl Into<String>) -> Self {
        Self {
            kind,
            main: main.into(),
            facets: None,
        }
    }

    pub fn text(main: impl Into<String>) -> Self {
        Self::new(Kind::Text { is_tag: false }, main)
    }

    pub fn boolean(main: impl Into<String>) -> Self {
        Self::new(Kind::Boolean, main)
    }

    pub fn term(main: impl Into<String>, facets: Option<Box<Facets>>) -> Self {
        Self {
            kind: Kind::Term,
            main: main.into(),
            facets,
        }
    }

    /// Returns a value that is always unbound or an error.
    pub fn null(kind: Kind) -> Self {
        match kind {
            Kind::Term => Self::term(
                null(TEXT),
                Some(Facets::of(|name| {
                    let of = FACETS.iter().find(|(known, _)| *known == name);
                    null(of.map_or(TEXT, |(_, of)| of))
                })),
            ),
            Kind::Text { .. } => Self::new(kind, null(TEXT)),
            Kind::Integer => Self::new(kind, null("BIGINT")),
            Kind::Exact => Self::new(kind, null(EXACT)),
            Kind::Double => Self::new(kind, null("DOUBLE")),
            Kind::Boolean => Self::new(kind, null("BOOLEAN")),
        }
    }

    /// Returns whether the value is always unbound or an error.
    pub fn is_null(&self) -> bool {
        self.main.starts_with("CAST(NULL AS ")
    }

    /// Returns a constant.
    pub fn constant(term: &Term) -> Self {
        let main = quoted(&with_usual_case(term.clone()).to_string());
        let facets = match term {
            Term::NamedNode(iri) => Facets::of(|name| match name {
                "text" => quoted(iri.as_str()),
                "exact" => null(EXACT),
                "double" => null("DOUBLE"),
                _ => null(TEXT),
            }),
            Term::Literal(literal) => return Self::literal(literal, main),
            _ => return Self::term(main, None),
        };
        Self::term(main, Some(facets))
    }

    fn literal(literal: &Literal, main: String) -> Self {
        let text = literal.value();
        let datatype = literal.datatype().as_str().to_owned();
        let of = datatype.strip_prefix(XSD).unwrap_or("");
        match (of, text) {
            ("string", _) => return Self::text(quoted(text)),
            ("integer", _)
                if text
                    .parse()
                    .is_ok_and(|value: i64| value.to_string() == text) =>
            {
                return Self::new(Kind::Integer, text);
            }
            ("boolean", "true" | "false") => return Self::boolean(text.to_uppercase()),
            _ => {}
        }
        let is_exact = of == "integer" || of == "decimal";
        let is_number = is_exact || of == "double" || of == "float";
        let is_finite = text.parse().is_ok_and(|value: f64| value.is_finite());
        let facets = Facets::of(|name| match name {
            "text" => quoted(text),
            "lang" => quoted(literal.language().unwrap_or("")),
            "type" => quoted(&datatype),
            "exact" if is_exact && is_finite => format!("CAST({} AS {EXACT})", quoted(text)),
            "exact" => null(EXACT),
            _ if is_number && is_finite => format!("CAST({} AS DOUBLE)", quoted(text)),
            _ => null("DOUBLE"),
        });
        Self::term(main, Some(facets))
    }

    /// Returns a term of `VALUES`.
    pub fn ground(term: &GroundTerm) -> Self {
        Self::constant(&Term::from(term.clone()))
    }

    /// Returns the columns of a value with a name, in a relation that keeps what is known of terms or does not.
    pub fn columns(&self, name: &str, is_read: bool) -> Result<Vec<(String, String)>, Refusal> {
        let mut columns = vec![(name.to_owned(), self.main.clone())];
        if self.kind == Kind::Term && is_read {
            let facets = self.facets()?;
            columns.extend(
                FACETS.map(|(facet, _)| (format!("{name}__{facet}"), facets.get(facet).to_owned())),
            );
        }
        Ok(columns)
    }

    /// Returns the value that is read from the columns of a relation.
    pub fn column(&self, relation: &str, name: &str, is_read: bool) -> Self {
        let main = format!("{relation}.{name}");
        match self.kind {
            Kind::Term => {
                let facets = || Facets::of(|facet| format!("{main}__{facet}"));
                Self::term(main.clone(), is_read.then(facets))
            }
            kind => Self::new(kind, main),
        }
    }

    /// Returns what is known of a term.
    pub fn facets(&self) -> Result<&Facets, Refusal> {
        let unknown = || Refusal::new("a value of which only its form in N-Triples is known", "");
        self.facets.as_deref().ok_or_else(unknown)
    }

    /// Returns the value as a term.
    pub fn as_term(&self) -> Result<Self, Refusal> {
        let (text, of) = match self.kind {
            Kind::Term => return Ok(self.clone()),
            Kind::Text { .. } => (self.main.clone(), "string"),
            Kind::Integer => (format!("CAST({} AS {TEXT})", self.main), "integer"),
            Kind::Boolean => (format!("CAST({} AS {TEXT})", self.main), "boolean"),
            Kind::Exact | Kind::Double => {
                let what = "a computed number where any term may stand";
                return Err(Refusal::new(what, ""));
            }
        };
        let (datatype, behind) = match of {
            "string" => (vocab::XSD_STRING.to_owned(), String::new()),
            of => (format!("{}{of}", XSD), format!("^^<{}{of}>", XSD)),
        };
        let main = match of {
            "string" => format!("('\"' || {} || '\"')", escaped(&text)),
            _ => format!("('\"' || {text} || '\"{behind}')"),
        };
        let is = |given: String| format!("CASE WHEN {} IS NOT NULL THEN {given} END", self.main);
        let facets = Facets::of(|name| match name {
            "text" => text.clone(),
            "lang" => is("''".to_owned()),
            "type" => is(quoted(&datatype)),
            "exact" if of == "integer" => format!("CAST({} AS {EXACT})", self.main),
            "exact" => null(EXACT),
            _ if of == "integer" => format!("CAST({} AS DOUBLE)", self.main),
            _ => null("DOUBLE"),
        });
        Ok(Self::term(main, Some(facets)))
    }

    /// Returns a text in a language.
    pub fn in_language(text: &str, tag: &str) -> Self {
        let main = format!("('\"' || {} || '\"@{tag}')", escaped(text));
        let is = |given: &str| format!("CASE WHEN {text} IS NOT NULL THEN {} END", quoted(given));
        let facets = Facets::of(|name| match name {
            "text" => text.to_owned(),
            "lang" => is(tag),
            "type" => is(vocab::RDF_LANG_STRING),
            "exact" => null(EXACT),
            _ => null("DOUBLE"),
        });
        Self::term(main, Some(facets))
    }

    /// Returns the value as one of a wider kind.
    pub fn widened(&self, kind: Kind) -> Result<Self, Refusal> {
        match (self.kind, kind) {
            (from, to) if from == to => Ok(self.clone()),
            _ if self.is_null() => Ok(Self::null(kind)),
            (Kind::Text { .. }, Kind::Text { .. }) => Ok(Self::new(kind, self.main.clone())),
            (Kind::Integer, Kind::Exact) => {
                Ok(Self::new(kind, format!("CAST({} AS {EXACT})", self.main)))
            }
            _ => self.as_term(),
        }
    }

    /// Returns the value as it is printed: an IRI or a lexical form, a number, a truth value.
    pub fn printed(&self) -> Result<String, Refusal> {
        Ok(match self.kind {
            Kind::Term => {
                // A blank node has no text.
                let facets = self.facets()?;
                format!("COALESCE({}, {})", facets.text, self.main)
            }
            _ => self.main.clone(),
        })
    }

    /// Returns the value for `STR`.
    pub fn as_str(&self) -> Result<String, Refusal> {
        Ok(match self.kind {
            Kind::Term => self.facets()?.text.clone(),
            Kind::Text { .. } => self.main.clone(),
            Kind::Integer | Kind::Boolean => format!("CAST({} AS {TEXT})", self.main),
            Kind::Exact => {
                let text = format!("CAST({} AS {TEXT})", self.main);
                format!("TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {text}))")
            }
            Kind::Double => return Err(Refusal::new("the text of a computed `xsd:double`", "STR")),
        })
    }

    /// Returns the value as the argument of a function of texts.
    pub fn as_text(&self) -> Result<String, Refusal> {
        match self.kind {
            Kind::Text { .. } => Ok(self.main.clone()),
            Kind::Term => {
                let facets = self.facets()?;
                let types = [vocab::XSD_STRING, vocab::RDF_LANG_STRING].map(quoted);
                Ok(format!(
                    "CASE WHEN {} IN ({}) THEN {} END",
                    facets.datatype,
                    types.join(", "),
                    facets.text
                ))
            }
            _ => Ok(null(TEXT)),
        }
    }

    /// Returns whether the value is a number by its kind.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Integer | Kind::Exact | Kind::Double)
    }

    /// Returns the exact value of a number, and the nearest of double precision.
    pub fn numbers(&self) -> Result<(Option<String>, String), Refusal> {
        Ok(match self.kind {
            Kind::Term => {
                let facets = self.facets()?;
                (Some(facets.exact.clone()), facets.double.clone())
            }
            Kind::Integer | Kind::Exact => (
                Some(self.main.clone()),
                format!("CAST({} AS DOUBLE)", self.main),
            ),
            Kind::Double => (None, self.main.clone()),
            _ => (Some(null(EXACT)), null("DOUBLE")),
        })
    }

    /// Returns the exact value of a number. The query stops at one that has none, whose result would be another in SQL.
    pub fn exact(&self) -> Result<String, Refusal> {
        match self.kind {
            Kind::Integer | Kind::Exact => Ok(self.main.clone()),
            Kind::Term => {
                let Facets { exact, double, .. } = self.facets()?;
                let stop = stop(
                    "a number that is not an integer or a decimal is added",
                    EXACT,
                );
                Ok(format!(
                    "CASE WHEN {exact} IS NULL AND {double} IS NOT NULL THEN {stop} ELSE {exact} END"
                ))
            }
            _ => Ok(null(EXACT)),
        }
    }

    /// Returns the [effective boolean value](https://www.w3.org/TR/sparql11-query/#ebv).
    pub fn as_boolean(&self) -> Result<String, Refusal> {
        Ok(match self.kind {
            Kind::Boolean => self.main.clone(),
            Kind::Text { .. } => format!("{} <> ''", self.main),
            Kind::Integer | Kind::Exact | Kind::Double => format!("{} <> 0", self.main),
            Kind::Term => {
                let Facets {
                    text,
                    datatype,
                    double,
                    ..
                } = self.facets()?;
                let [boolean, string] = [vocab::XSD_BOOLEAN, vocab::XSD_STRING].map(quoted);
                format!(
                    "CASE WHEN {datatype} = {boolean} THEN {text} IN ('true', '1') WHEN {datatype} = {string} THEN {text} <> '' \
                     ELSE {double} <> 0 AND lower(CAST({double} AS STRING)) <> 'nan' END"
                )
            }
        })
    }
}

/// Returns a text with the escapes of N-Triples.
fn escaped(text: &str) -> String {
    let backslash = "chr(92)";
    let mut escaped = text.to_owned();
    for (code, letter) in [(92, "chr(92)"), (34, "chr(34)"), (10, "'n'"), (13, "'r'")] {
        escaped = format!("replace({escaped}, chr({code}), {backslash} || {letter})");
    }
    escaped
}

/// Returns the kind that values of two kinds have in common.
pub fn common(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (a, b) if a == b => a,
        (Kind::Text { .. }, Kind::Text { .. }) => Kind::Text { is_tag: false },
        (Kind::Integer, Kind::Exact) | (Kind::Exact, Kind::Integer) => Kind::Exact,
        _ => Kind::Term,
    }
}

/// Returns the first value that a condition chooses, each facet of a term by the same condition; the values are of one kind.
pub fn chosen(cases: &[(String, Value)], kind: Kind) -> Result<Value, Refusal> {
    let mut widened = Vec::new();
    for (condition, value) in cases {
        widened.push((condition, value.widened(kind)?));
    }
    let choose = |of: &dyn Fn(&Value) -> Result<String, Refusal>| {
        let mut sql = "CASE".to_owned();
        for (condition, value) in &widened {
            sql.push_str(&format!(" WHEN {condition} THEN {}", of(value)?));
        }
        Ok(sql + " END")
    };
    let main = choose(&|value| Ok(value.main.clone()))?;
    if kind != Kind::Term {
        return Ok(Value::new(kind, main));
    }
    let mut parts = Vec::new();
    for (name, _) in FACETS {
        if widened.iter().any(|(_, value)| value.facets.is_none()) {
            return Ok(Value::term(main, None));
        }
        parts.push((
            name,
            choose(&|value| Ok(value.facets()?.get(name).to_owned()))?,
        ));
    }
    let part = |name: &str| {
        let found = parts.iter().find(|(known, _)| *known == name);
        found.map_or_else(String::new, |(_, sql)| sql.clone())
    };
    Ok(Value::term(main, Some(Facets::of(part))))
}
