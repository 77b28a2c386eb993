//! Writes the mapping that a draft comes to.

use super::draft::{Draft, TemplateTerm};
use crate::mapping::{RowNumbers, Settings};
use crate::query::{OneOrMore, Scalar, TokenKind, replaced, tokens};
use crate::rdf::{Prefixes, vocab};
use crate::table::is_of_name;
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// The property that says which row a statement is made from ([CSVW](https://www.w3.org/TR/tabular-data-model/)).
const ROW_NUMBER: &str = "http://www.w3.org/ns/csvw#rownum";

/// The column of a line where its comment begins, at least.
const COMMENT: usize = 40;

/// Returns the text of the mapping; with `with_rows` each statement is annotated with the number of its row.
pub fn mapping(draft: &Draft, prefixes: &Prefixes, with_rows: bool) -> String {
    let mut names = Writer {
        prefixes: prefixes.clone(),
        used: BTreeSet::new(),
    };
    // A mapping knows it, unless the project has another use for it.
    if names.prefixes.namespace("bixi").is_none() {
        names.prefixes.declare("bixi", vocab::FUNCTIONS);
    }
    if with_rows {
        names.prefixes.declare("csvw", "http://www.w3.org/ns/csvw#");
    }
    let template = template(draft, with_rows, &mut names);
    let pattern = pattern(draft, &mut names);
    let mut text = front_matter(&draft.settings);
    for sentence in &draft.comments {
        text.push_str(&comment(sentence));
    }
    for prefix in &names.used {
        let namespace = names.prefixes.namespace(prefix).unwrap_or_default();
        text.push_str(&format!("PREFIX {prefix}: <{namespace}>\n"));
    }
    text.push_str(&format!(
        "\nCONSTRUCT {{\n{template}}}\nWHERE {{\n{pattern}}}\n"
    ));
    text
}

/// The names of terms, with the prefixes that they need.
struct Writer {
    prefixes: Prefixes,
    used: BTreeSet<String>,
}

impl Writer {
    fn name(&mut self, iri: &str) -> String {
        let name = self.prefixes.display_iri(iri);
        let is_read = |c: char| is_of_name(c) || matches!(c, ':' | '-' | '.');
        if !name.chars().all(is_read) {
            return format!("<{iri}>");
        }
        if let Some((prefix, _)) = name.split_once(':').filter(|_| !name.starts_with('<')) {
            let is_known =
                self.prefixes.namespace(prefix) == Some(vocab::FUNCTIONS) && prefix == "bixi";
            if !is_known {
                self.used.insert(prefix.to_owned());
            }
        }
        name
    }

    fn term(&mut self, term: &TemplateTerm) -> String {
        match term {
            TemplateTerm::Variable(variable) => format!("?{variable}"),
            TemplateTerm::Iri(iri) => self.name(iri),
            TemplateTerm::Literal(literal) => self.expression(literal),
        }
    }

    /// An expression with its IRIs as names.
    fn expression(&mut self, expression: &str) -> String {
        let iris = tokens(expression).into_iter();
        let iris = iris.filter(|token| token.kind == TokenKind::Iri);
        let named = iris.map(|token| {
            let iri = token.text(expression).trim_matches(['<', '>']).to_owned();
            (token.range, self.name(&iri))
        });
        let named: Vec<_> = named.collect();
        let named = named
            .iter()
            .map(|(range, name)| (range.clone(), name.as_str()));
        replaced(expression, &named.collect::<Vec<_>>())
    }
}

fn template(draft: &Draft, with_rows: bool, names: &mut Writer) -> String {
    let mut lines = Vec::new();
    let row = match with_rows {
        true => format!(" {{| {} ?_row |}}", names.name(ROW_NUMBER)),
        false => String::new(),
    };
    let mut last: Option<&str> = None;
    for triple in &draft.template {
        let property = match &triple.property {
            TemplateTerm::Iri(iri) if iri == vocab::RDF_TYPE => "a".to_owned(),
            property => names.term(property),
        };
        let object = names.term(&triple.object);
        let subject = &triple.subject;
        let start = match last {
            Some(last) if last == subject => "   ".to_owned(),
            other => {
                if other.is_some() {
                    lines.push(("  .".to_owned(), ""));
                }
                format!("  ?{subject}")
            }
        };
        last = Some(subject);
        lines.push((format!("{start} {property} {object}{row} ;"), &triple.why));
    }
    if last.is_some() {
        lines.push(("  .".to_owned(), ""));
    }
    let mut text = String::new();
    for (line, why) in lines {
        match why.is_empty() {
            true => text.push_str(&line),
            false => {
                text.push_str(&line);
                text.extend(std::iter::repeat_n(
                    ' ',
                    COMMENT.saturating_sub(line.width()),
                ));
                text.push_str(&format!("  # {}", plain(why)));
            }
        }
        text.push('\n');
    }
    text
}

fn pattern(draft: &Draft, names: &mut Writer) -> String {
    let mut text = String::new();
    for computed in &draft.computed {
        if !computed.why.is_empty() {
            text.push_str(&format!("  {}", comment(&computed.why)));
        }
        let expression = names.expression(&computed.expression);
        text.push_str(&format!("  BIND({expression} AS ?{})\n", computed.variable));
    }
    text
}

fn front_matter(settings: &Settings) -> String {
    let mut text = format!("#+ table: {}\n", path(&settings.table));
    let header = settings.header.as_ref().map(Scalar::to_string);
    let list = |texts: &OneOrMore| {
        let texts = texts.names().iter().map(|text| quoted(text));
        format!("[{}]", texts.collect::<Vec<_>>().join(", "))
    };
    let names = |texts: &OneOrMore| match texts.names() {
        [only] => quoted(only),
        _ => list(texts),
    };
    let numbers = |rows: &RowNumbers| match rows {
        RowNumbers::One(row) => row.to_string(),
        RowNumbers::More(rows) => {
            let rows = rows.iter().map(u64::to_string);
            format!("[{}]", rows.collect::<Vec<_>>().join(", "))
        }
    };
    let quoted_text = |text: &Option<String>| text.as_deref().map(quoted);
    let lines = [
        ("sheet", quoted_text(&settings.sheet)),
        ("items", quoted_text(&settings.items)),
        ("header", header),
        ("encoding", quoted_text(&settings.encoding)),
        ("separator", quoted_text(&settings.separator)),
        ("quote", settings.quote.map(|_| "none".to_owned())),
        ("comment", quoted_text(&settings.comment)),
        ("skip", settings.skip.as_ref().map(numbers)),
        ("trim", settings.trim.then(|| "true".to_owned())),
        ("key", settings.key.as_ref().map(names)),
        ("null", settings.null.as_ref().map(list)),
        (
            "types",
            map(settings.types.iter().map(|(name, of)| (name, datatype(of)))),
        ),
        ("decimal", quoted_text(&settings.decimal)),
        ("dates", settings.dates.as_ref().map(texts)),
        (
            "split",
            map(settings
                .split
                .iter()
                .map(|(name, between)| (name, texts(between)))),
        ),
        ("base", quoted_text(&settings.base)),
    ];
    for (key, value) in lines {
        if let Some(value) = value {
            text.push_str(&format!("#+ {key}: {value}\n"));
        }
    }
    text
}

/// Returns entries as a map of YAML, given their values as they are written in it; nothing without an entry.
fn map<'s>(entries: impl Iterator<Item = (&'s String, String)>) -> Option<String> {
    let entries = entries.map(|(key, value)| format!("{}: {value}", quoted(key)));
    let entries: Vec<String> = entries.collect();
    (!entries.is_empty()).then(|| format!("{{ {} }}", entries.join(", ")))
}

/// Returns the name of a datatype as it is written in YAML.
fn datatype(name: &str) -> String {
    match name.strip_prefix("xsd:") {
        Some(_) => name.to_owned(),
        None => quoted(name),
    }
}

/// Returns a text, or a list of texts, as it is written in YAML.
fn texts(texts: &OneOrMore) -> String {
    match texts {
        OneOrMore::One(text) => quoted(text),
        OneOrMore::More(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(", "))
        }
    }
}

/// Returns a text as a scalar of YAML: as it is if it can be nothing else than this text.
fn quoted(text: &str) -> String {
    const WORDS: [&str; 10] = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan",
    ];
    let is_letter = |c: char| c.is_ascii_alphabetic() || ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let is_kept =
        |c: char| is_letter(c) || c.is_ascii_digit() || matches!(c, '_' | '-' | '/' | '.');
    let is_word = WORDS.contains(&text.to_ascii_lowercase().as_str());
    let is_plain = text.starts_with(is_letter) && text.chars().all(is_kept);
    match is_plain && !is_word {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

/// Returns the path of a table in quotes if it needs them.
fn path(path: &str) -> String {
    let plain = quoted(path);
    match plain.contains('\\') {
        true => format!("'{path}'"),
        false => plain,
    }
}

/// Returns a text as a string of SPARQL.
pub fn literal(text: &str) -> String {
    crate::rdf::Literal::new_simple_literal(text).to_string()
}

/// Returns a sentence as a line of comment.
fn comment(text: &str) -> String {
    format!("# {}\n", plain(text))
}

/// Returns a text in one line.
fn plain(text: &str) -> String {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.replace(is_break, " ")
}
