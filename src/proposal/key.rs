//! Which column names the entity of a row, and how.

use super::Key;
use super::drafted::named;
use super::facts::Facts;
use super::forms::Form;
use super::names::{is_label, words};
use crate::query::slug;
use crate::rdf::{Literal, NamedNode, vocab};
use crate::table::Column;
use std::collections::BTreeSet;

/// Words of headers of columns that tell rows apart.
const IDS: [&str; 18] = [
    "id",
    "iri",
    "uri",
    "key",
    "code",
    "nr",
    "no",
    "number",
    "identifier",
    "编号",
    "代码",
    "序号",
    "编码",
    "标识",
    "nummer",
    "kennung",
    "isbn",
    "doi",
];

/// The most characters of a name.
const LONGEST: usize = 100;

/// A column as the key of its table.
pub struct Found {
    /// The 0-based index of the column.
    pub column: usize,
    /// How it names the entity.
    pub key: Key,
    /// Why it is the key, as a part of a sentence.
    pub why: String,
}

/// Returns the column that names the entity of a row, given the headers without their languages and whether the cells of a column
/// have several values: of the columns with another value in each row the first that is called an identifier, else the first column
/// of all if it holds IRIs, else one that is called a name, else the first column, if it holds texts. Without rows the headers decide. Names are in a namespace; those
/// that are numbers begin with the name of the table.
pub fn key(
    columns: &[Column],
    headers: &[&str],
    facts: &[Facts],
    splits: &[Option<&'static str>],
    rows: usize,
    (namespace, table): (&str, &str),
) -> Option<Found> {
    let may = |index: usize| {
        let facts = facts.get(index)?;
        let is_split = splits.get(index).is_some_and(Option::is_some);
        let is_whole = facts.filled == rows && facts.is_unique();
        (is_whole && !is_split && facts.longest <= LONGEST).then_some(facts)
    };
    let find = |is: &dyn Fn(usize, &str, &Facts) -> bool| {
        let headers = headers.iter().enumerate();
        let mut headers = headers.filter_map(|(index, header)| Some((index, header, may(index)?)));
        headers
            .find(|(index, header, facts)| is(*index, header, facts))
            .map(|(index, ..)| index)
    };
    let is_text = |facts: &Facts| {
        let forms = &facts.forms;
        let is_value = [
            Form::Boolean,
            Form::Double,
            Form::DateTime,
            Form::Decimal('.'),
            Form::Decimal(','),
        ];
        let is_date = (0..super::forms::DATES.len()).any(|index| forms.fit(Form::Date(index)));
        !is_date
            && !is_value.iter().any(|form| forms.fit(*form))
            && !facts.are_amounts()
            && facts.several_dates().is_none()
    };
    let by_header =
        || find(&|_, header, _| is_id(header)).or_else(|| find(&|_, header, _| is_label(header)));
    let by_values = || {
        find(&|_, header, _| is_id(header))
            .or_else(|| find(&|index, _, facts| index == 0 && facts.forms.fit(Form::Iri)))
            .or_else(|| find(&|_, header, facts| is_label(header) && is_text(facts)))
            .or_else(|| {
                find(&|index, _, facts| {
                    index == 0 && (is_text(facts) || facts.forms.fit(Form::Digits))
                })
            })
            .or_else(|| find(&|_, _, facts| is_text(facts) && !facts.forms.fit(Form::Iri)))
    };
    let (column, reason) = match rows {
        0 => (
            by_header()?,
            "as its header says, since there are no rows to look at",
        ),
        _ => (by_values()?, "which is another one in each row"),
    };
    let (facts, variable) = (facts.get(column)?, columns.get(column)?.variable.clone());
    let why = format!("by {}, {reason}", named(columns.get(column)?));
    // Numbers name rows of other tables too.
    let key = match facts.forms.fit(Form::Digits) {
        true => of_values(facts, variable, &format!("{namespace}{table}-")),
        false => of_values(facts, variable, namespace),
    };
    Some(Found { column, key, why })
}

/// Returns the first column that is called an identifier and has a value in each row, if less than half of them stand again: its
/// 0-based index, and how many do.
pub fn passed_over(
    headers: &[&str],
    facts: &[Facts],
    splits: &[Option<&str>],
    rows: usize,
) -> Option<(usize, usize)> {
    let columns = headers.iter().zip(facts).zip(splits).enumerate();
    let mut ids = columns.filter(|(_, ((header, _), _))| is_id(header));
    let (index, ((_, facts), split)) = ids.next()?;
    let again = facts.values.saturating_sub(facts.distinct.len());
    let is_near = facts.filled == rows && split.is_none() && again * 2 < rows;
    (is_near && again > 0).then_some((index, again))
}

/// Returns the column with texts that comes next to a key, if nine of ten values stand once: its 0-based index, and how many values
/// stand again.
pub fn nearest(facts: &[Facts], splits: &[Option<&str>], rows: usize) -> Option<(usize, usize)> {
    const SHARE: usize = 90;
    let columns = facts.iter().zip(splits).enumerate();
    let near = columns.filter_map(|(index, (facts, split))| {
        let repeated = facts.values.saturating_sub(facts.distinct.len());
        let is_near =
            facts.filled == rows && rows > 0 && split.is_none() && facts.longest <= LONGEST;
        let is_text = !facts.forms.fit(Form::Decimal('.'));
        let is_most = facts.distinct.len() * 100 >= rows * SHARE && repeated > 0;
        (is_near && is_text && is_most).then_some((index, repeated))
    });
    near.min_by_key(|(index, repeated)| (*repeated, *index))
}

/// Returns how a column names entities: as it is if it holds IRIs, by the slugs of its values if all are kept and each has another
/// one, else by the values but for what an IRI cannot have.
pub fn of_values(facts: &Facts, variable: String, namespace: &str) -> Key {
    if facts.forms.fit(Form::Iri) {
        return Key::Iri { variable };
    }
    let namespace = namespace.to_owned();
    let is_plain = |value: &String| {
        let is_kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        value.chars().all(is_kept)
    };
    let slugs: Option<BTreeSet<String>> = facts.kept.iter().map(|value| slug(value)).collect();
    let are_apart = facts.kept.len() == facts.distinct.len()
        && slugs.is_some_and(|slugs| {
            let is_iri = |slug: &String| NamedNode::new(format!("{namespace}{slug}")).is_ok();
            slugs.len() == facts.kept.len() && slugs.iter().all(is_iri)
        });
    match are_apart && !facts.kept.iter().all(is_plain) {
        true => Key::Slug {
            variable,
            namespace,
        },
        false => Key::Encoded {
            variable,
            namespace,
        },
    }
}

impl Key {
    /// Returns the expression with the entity of a row, with IRIs in full.
    pub fn expression(&self) -> String {
        match self {
            Self::Slug {
                variable,
                namespace,
            } => {
                let slug = format!("<{}slug>(?{variable})", vocab::FUNCTIONS);
                format!("IRI(CONCAT(STR(<{namespace}>), {slug}))")
            }
            Self::Encoded {
                variable,
                namespace,
            } => format!("IRI(CONCAT(STR(<{namespace}>), ENCODE_FOR_URI(?{variable})))"),
            Self::Iri { variable } => format!("IRI(?{variable})"),
            Self::Computed(expression) => expression.clone(),
            Self::Row { prefix } => {
                let prefix = Literal::new_simple_literal(prefix.as_str());
                format!("IRI(CONCAT({prefix}, STR(?_row)))")
            }
        }
    }
}

/// Returns whether a header is that of an identifier.
pub fn is_id(header: &str) -> bool {
    let lower = header.to_lowercase();
    let is_named = |word: &str| IDS.contains(&word);
    let last = words(&lower).last();
    last.is_some_and(is_named) || IDS.iter().any(|id| !id.is_ascii() && lower.contains(id))
}
