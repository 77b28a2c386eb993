//! What the columns of a table mean.

use super::called::Called;
use super::datatype::form;
use super::drafted::{self, free};
use super::entities::{Entities, Named};
use super::facts::{ELEMENTS, Facts, facts};
use super::forms::{DATES, Form};
use super::key::{self, Found};
use super::names::{Chosen, Names, is_label, words};
use super::references::{Other, expression, referred, without_id};
use super::splits::splits;
use super::writing::{Writing, writing};
use super::{Described, Description, Key, Value};
use crate::error::Result;
use crate::finding::{Finding, Severity};
use crate::mapping::{ARRAY, NamedBy, Settings};
use crate::number::count;
use crate::query::{OneOrMore, Scalar};
use crate::rdf::{usual_case, vocab};
use crate::source::SourceFile;
use crate::table::{Column, Dialect, Table};
use oxilangtag::LanguageTag;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::io::Cursor;

/// A table for which a mapping is asked.
pub struct Asked<'a> {
    /// The table, with the path that the mapping names.
    pub table: &'a SourceFile,
    /// What is said of it: its path, and perhaps its sheet, its header and more.
    pub settings: Settings,
    /// The IRI of the class of what the rows are, if it is said.
    pub class: Option<String>,
    /// What its class and its rows are called after.
    pub called: Called,
    /// The tables of the project that it may refer to.
    pub others: &'a [Other],
    /// Whether the graph has what a mapping makes of this table, which the mapping itself does not see.
    pub is_mapped: bool,
}

/// Describes a table. The inner error is why it is none that can be read.
///
/// # Errors
/// If the table cannot be read.
pub fn describe(
    asked: Asked,
    names: &Names,
) -> Result<std::result::Result<Description, Vec<Finding>>> {
    let mut settings = asked.settings;
    let open = |dialect: &Dialect| {
        let bytes = Cursor::new(asked.table.bytes.clone());
        Table::open(&asked.table.path, bytes, dialect)
    };
    let (mut dialect, mut title) = (settings.dialect(), None);
    let mut opened = open(&dialect)?;
    let guessed = opened.guessed_encoding.map(|encoding| {
        settings.encoding = Some(encoding.to_lowercase());
        format!("the table is not UTF-8; it is read as {encoding}, which is a guess")
    });
    if let Some(below) = opened.below_title.filter(|_| settings.header.is_none()) {
        title = Some(format!(
            "the names of the columns are taken from row {below}, since what stands above them seems to be a title"
        ));
        settings.header = i64::try_from(below).ok().map(Scalar::Integer);
        dialect = settings.dialect();
        opened = open(&dialect)?;
    }
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    if opened.columns.is_empty() || opened.findings.iter().any(is_error) {
        return Ok(Err(opened.findings));
    }
    let columns = opened.columns;
    let splits = splits(asked.table, &dialect, columns.len())?;
    let seen = facts(asked.table, &dialect, &splits)?;
    let entities = names.graph.map(Entities::of);
    let is_said = asked.class.is_some();
    let mut class = asked.class.map_or_else(
        || names.class(&asked.called.name, asked.called.by),
        |iri| Chosen {
            iri,
            why: "as it was asked for".to_owned(),
        },
    );
    let headers = columns.iter().map(|column| header(&column.name));
    let headers: Vec<(&str, Option<String>)> = headers.collect();
    let plain: Vec<&str> = headers.iter().map(|(header, _)| *header).collect();
    let namespace = names.namespace_of_instances(&class.iri);
    let key = key::key(
        &columns,
        &plain,
        &seen.facts,
        &splits,
        seen.rows,
        (&namespace, &local(&asked.called.name)),
    );
    let named_by = key.as_ref().and_then(|found| {
        let variable = columns.get(found.column)?.variable.clone();
        let expression = found.key.expression();
        Some(NamedBy {
            variable,
            expression,
        })
    });
    settings.key = named_by
        .as_ref()
        .map(|by| OneOrMore::One(by.variable.clone()));
    let key_facts = key.as_ref().and_then(|found| seen.facts.get(found.column));
    let keys = key_facts.map_or_else(FxHashSet::default, |facts| facts.distinct.clone());
    let own = named_by.clone().map(|by| Other {
        table: settings.table.clone(),
        keys: keys.clone(),
        by,
    });
    let others: Vec<Other> = asked.others.iter().cloned().chain(own).collect();
    let may_name = |facts: &&Facts| !facts.forms.fit(Form::Iri) && !facts.forms.fit(Form::Digits);
    let named = key_facts.filter(|_| !asked.is_mapped).filter(may_name);
    let named = named.and_then(|facts| entities.as_ref()?.named_by(facts));
    // Without a class it may be by chance.
    let named = named.filter(|named| named.class.is_some());
    let key = key.map(|found| match (&named, &named_by) {
        (Some(named), Some(by)) => {
            if let Some(known) = named.class.clone().filter(|_| !is_said) {
                class = Chosen {
                    iri: known,
                    why: "the class of what the rows name".to_owned(),
                };
            }
            Found {
                key: Key::Computed(entity(named, &by.variable, &by.expression)),
                why: format!("{}; {}", found.why, known(named, "are new")),
                ..found
            }
        }
        _ => found,
    });
    let written = writing(&seen.facts);
    let mut notes = notes(names, &written, &seen.facts);
    notes.extend(guessed);
    notes.extend(title);
    let labels = plain.iter().zip(&seen.facts);
    let labels = labels.filter(|(header, _)| is_label(header));
    // Beside names in Chinese, others are told apart by their language.
    let has_chinese = labels.clone().count() > 1
        && labels
            .into_iter()
            .any(|(header, facts)| language(header, facts) == Some("zh"));
    let mut taken = BTreeSet::new();
    let mut described = Vec::with_capacity(columns.len());
    for (index, column) in columns.iter().enumerate() {
        let (Some(facts), Some((plain, tag))) = (seen.facts.get(index), headers.get(index)) else {
            continue;
        };
        let is_key = key.as_ref().is_some_and(|key| key.column == index);
        let mut one = Described {
            column: column.clone(),
            property: String::new(),
            value: Value::Literal,
            why: Vec::new(),
        };
        let mut plain = *plain;
        if is_key {
            one.why.push("the key".to_owned());
        }
        match tag {
            Some(tag) => {
                one.value = Value::Tagged(usual_case(tag));
                one.why
                    .push(format!("texts in the language `{}`", usual_case(tag)));
            }
            // Names are texts, even if they are numbers.
            None if is_label(plain) && has_chinese => {
                if let Some(tag) = language(plain, facts) {
                    one.value = Value::Tagged(tag.to_owned());
                    one.why
                        .push(format!("texts in the language `{tag}`, by their script"));
                }
            }
            None if is_key || is_label(plain) => {}
            None => {
                let other = may_refer(facts)
                    .then(|| referred(plain, facts, &others, &settings.table))
                    .flatten();
                if let Some(other) = other {
                    one.value = Value::Entity(expression(&other.by, &column.variable));
                    one.why.push(format!("the key of `{}`", other.table));
                    plain = without_id(plain);
                } else {
                    type_of(plain, facts, &written, &mut one, &mut settings);
                    let is_text = one.value == Value::Literal
                        && !settings.types.contains_key(&column.variable);
                    let named = entities
                        .as_ref()
                        .filter(|_| is_text && !facts.forms.fit(Form::Digits));
                    if is_text {
                        one.why.extend(facts.as_printed());
                    }
                    if let Some(named) = named.and_then(|entities| entities.named_by(facts)) {
                        let is_whole = named.is_whole && !asked.is_mapped;
                        let named = Named { is_whole, ..named };
                        let text = format!("?{}", column.variable);
                        one.value = Value::Entity(entity(&named, &column.variable, &text));
                        one.why.push(known(&named, "stay texts"));
                        plain = without_id(plain);
                    }
                }
            }
        }
        if let Some(Some(separator)) = splits.get(index) {
            one.why.push(match *separator {
                ARRAY | ELEMENTS => "cells with several values, as arrays in JSON".to_owned(),
                "\n" => "cells with several values, each in a line".to_owned(),
                _ => format!("cells with several values, with `{separator}` between them"),
            });
            let name = column.variable.clone();
            if *separator != ELEMENTS {
                let between = OneOrMore::One((*separator).to_owned());
                settings.split.insert(name, between);
            }
        }
        let property = names.property(plain, column.position);
        one.why.push(property.why);
        one.property = apart(property.iri, &one.value, &mut taken);
        if facts.values == 0
            && one.value == Value::Literal
            && let Some(datatype) = names.datatype(&one.property)
        {
            one.why.push(format!("`{datatype}`, as the graph has it"));
            settings.types.insert(column.variable.clone(), datatype);
        }
        described.push(one);
    }
    if written.mark == ',' && settings.types.values().any(|name| is_numeric(name)) {
        settings.decimal = Some(",".to_owned());
    }
    let has_dates = settings.types.values().any(|name| name == "xsd:date");
    if let Some(pattern) = written.dates.filter(|index| *index > 0 && has_dates) {
        let pattern = DATES.get(pattern).map(|pattern| (*pattern).to_owned());
        settings.dates = pattern.map(OneOrMore::One);
    }
    let (key, why_key) = match key {
        Some(found) => {
            let passed = key::passed_over(&plain, &seen.facts, &splits, seen.rows);
            let passed = passed.and_then(|(index, again)| Some((columns.get(index)?, again)));
            let why = match passed {
                Some((column, again)) => format!(
                    "{}; {} would be the key, but {} of it {} again",
                    found.why,
                    drafted::named(column),
                    count(again, "value"),
                    if again == 1 { "stands" } else { "stand" }
                ),
                None => found.why,
            };
            (found.key, why)
        }
        None => {
            let prefix = format!("{namespace}{}-row-", local(&asked.called.name));
            let mut why = "by its number, since no column has another value in each row; it changes if rows are inserted before it".to_owned();
            let near = key::nearest(&seen.facts, &splits, seen.rows);
            if let Some((column, repeated)) =
                near.and_then(|(index, n)| Some((columns.get(index)?, n)))
            {
                let values = count(repeated, "value");
                why.push_str(&format!(
                    "; {} nearly has: {values} of it stand again",
                    drafted::named(column)
                ));
            }
            (Key::Row { prefix }, why)
        }
    };
    if settings.items.is_none() {
        notes.extend(items_within(&columns, &seen.facts, seen.rows));
    }
    if seen.rows == 0 {
        let rows = match seen.is_broken {
            true => "no row of the table can be read",
            false => "the table has no rows",
        };
        notes.push(format!("{rows}, so that its values could not be looked at"));
    }
    Ok(Ok(Description {
        subject: subject(&class.iri, &columns),
        settings,
        class: class.iri,
        why_class: class.why,
        key,
        why_key,
        named_by,
        keys,
        columns: described,
        notes,
        rows: seen.rows,
        first_rows: seen.first_rows,
    }))
}

/// Returns which members of the only item of a document have items of their own, in words.
fn items_within(columns: &[Column], facts: &[Facts], rows: usize) -> Option<String> {
    let has_items = |facts: &Facts| {
        facts
            .kept
            .first()
            .is_some_and(|text| text.starts_with("[{") || text.starts_with('{'))
    };
    let mut found = columns
        .iter()
        .zip(facts)
        .filter(|(_, facts)| has_items(facts));
    let (column, _) = found.next().filter(|_| rows == 1)?;
    let name = &column.name;
    Some(format!(
        "`{name}` has items of its own: `--items '$.{name}[*]'` makes rows of them"
    ))
}

/// Returns whether values may be those of a key: texts, or digits.
fn may_refer(facts: &Facts) -> bool {
    let forms = &facts.forms;
    let is_date = || (0..DATES.len()).any(|index| forms.fit(Form::Date(index)));
    let is_number =
        forms.fit(Form::Decimal('.')) || forms.fit(Form::Decimal(',')) || forms.fit(Form::Double);
    forms.fit(Form::Digits) || !(is_number || forms.fit(Form::Boolean) || is_date())
}

/// Returns the expression with the entity that a variable names; with another one if it may name none.
fn entity(named: &Named, variable: &str, otherwise: &str) -> String {
    let class = named.class.as_ref();
    let class = class.map_or(String::new(), |class| format!(", <{class}>"));
    let entity = format!("<{}entity>(?{variable}{class})", vocab::FUNCTIONS);
    match named.is_whole {
        true => entity,
        false => format!("COALESCE({entity}, {otherwise})"),
    }
}

/// Returns how many values name an entity, and what the others are, in words.
fn known(named: &Named, others: &str) -> String {
    let Named {
        known, looked_up, ..
    } = named;
    match named.is_whole {
        true => "names of entities of the graph".to_owned(),
        false => {
            format!("{known} of {looked_up} values name an entity of the graph; others {others}")
        }
    }
}

/// Returns what is to be known of the whole proposal.
fn notes(names: &Names, written: &Writing, facts: &[Facts]) -> Vec<String> {
    let mut notes = Vec::new();
    if names.is_example {
        notes.push(format!(
            "nothing says in which namespace the names are, so they are in <{}>: put yours there, or `base` in `bixi.toml`",
            names.vocabulary
        ));
    }
    let is_text = |facts: &Facts| {
        let dates = (0..DATES.len()).filter(|index| facts.forms.fit(Form::Date(*index)));
        let dates: Vec<usize> = dates.collect();
        !dates.is_empty() && !written.dates.is_some_and(|chosen| dates.contains(&chosen))
    };
    if facts.iter().any(is_text) {
        notes.push(
            "dates that are written in another way than most stay texts; `dates` can name several ways"
                .to_owned(),
        );
    }
    notes
}

/// Returns the language of names, if their header and all of them are written in the script of one: Chinese or English.
fn language(header: &str, facts: &Facts) -> Option<&'static str> {
    let mut texts = facts.kept.iter().map(String::as_str).chain([header]);
    let is_han = |c: char| ('\u{3400}'..='\u{9FFF}').contains(&c);
    if texts.clone().all(|text| text.contains(is_han)) {
        return Some("zh");
    }
    let is_latin = |text: &str| text.is_ascii() && text.contains(|c: char| c.is_ascii_alphabetic());
    texts.all(is_latin).then_some("en")
}

/// Splits a header into its text and the language tag after its last `@`.
fn header(name: &str) -> (&str, Option<String>) {
    let name = name.trim();
    let tagged = name.rsplit_once('@').filter(|(text, tag)| {
        let primary = tag.split('-').next().unwrap_or_default();
        let is_language = matches!(primary.len(), 2 | 3);
        !text.trim().is_empty() && is_language && LanguageTag::parse(*tag).is_ok()
    });
    match tagged {
        Some((text, tag)) => (text.trim(), Some(tag.to_owned())),
        None => (name, None),
    }
}

/// Decides what the values of a column are, and says why.
fn type_of(
    header: &str,
    facts: &Facts,
    writing: &Writing,
    one: &mut Described,
    settings: &mut Settings,
) {
    match form(header, facts, writing) {
        Ok(Some((Form::Iri, _))) => {
            one.value = Value::Iri;
            one.why.push("addresses, taken as IRIs".to_owned());
        }
        Ok(Some((form, why))) => {
            if let Some(datatype) = form.datatype() {
                let name = datatype.rsplit('#').next().unwrap_or_default();
                let variable = one.column.variable.clone();
                settings.types.insert(variable, format!("xsd:{name}"));
            }
            one.why.push(why.to_owned());
        }
        Ok(None) => {}
        Err(why) => one.why.push(why.to_owned()),
    }
}

fn is_numeric(type_name: &str) -> bool {
    matches!(type_name, "xsd:integer" | "xsd:decimal" | "xsd:double")
}

/// Returns a property that no column before has, unless for texts in another language; an entity may have several names.
fn apart(
    property: String,
    value: &Value,
    taken: &mut BTreeSet<(String, Option<String>)>,
) -> String {
    if property == vocab::RDFS_LABEL {
        return property;
    }
    let tag = match value {
        Value::Tagged(tag) => Some(tag.clone()),
        _ => None,
    };
    let mut numbers = 2..;
    let mut name = property.clone();
    while !taken.insert((name.clone(), tag.clone())) {
        let number: usize = numbers.next().unwrap_or_default();
        name = format!("{property}_{number}");
    }
    name
}

/// Returns the name of the variable with the entity of a row: that of the class, unless a column has it.
fn subject(class: &str, columns: &[Column]) -> String {
    let name = class.rsplit(['/', '#', ':']).next().unwrap_or_default();
    let is_safe = |c: char| c.is_ascii_alphanumeric() || ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let mut name: String = name.chars().filter(|c| is_safe(*c)).collect();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    if name.is_empty() {
        name = "row".to_owned();
    }
    free(&name, columns)
}

/// Returns the name of a file or a sheet as the beginning of a local name.
fn local(stem: &str) -> String {
    let words: Vec<String> = words(stem).map(str::to_lowercase).collect();
    match words.is_empty() {
        true => "table".to_owned(),
        false => words.join("-"),
    }
}
