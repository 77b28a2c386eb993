//! How metadata say that a table is written ([Metadata Vocabulary, 5.9](https://www.w3.org/TR/tabular-metadata/#dialect-descriptions)),
//! as settings of a mapping.

use super::said::Said;
use crate::mapping::{Quote, Settings};
use crate::query::Scalar;
use crate::read::{Json, JsonValue};

/// Puts a dialect into settings, and returns how many columns at the left are not read.
pub fn settle(dialect: &Json, settings: &mut Settings, said: &mut Said) -> usize {
    let number = |key: &str| dialect.get(key).and_then(whole_number);
    let mut rows_of_header = number("headerRowCount").unwrap_or(1);
    let mut skipped_columns = 0;
    for member in dialect.as_object().unwrap_or_default() {
        let (key, value) = (member.key.as_ref(), &member.value);
        let text = value.as_str();
        match (key, &value.value) {
            ("commentPrefix", JsonValue::Null) => settings.comment = None,
            ("commentPrefix", _) => {
                settings.comment = text.filter(|text| !text.is_empty()).map(str::to_owned);
            }
            ("delimiter", _) => match text {
                Some(text) if text.chars().count() == 1 => {
                    let is_tab = text == "\t";
                    settings.separator = Some(if is_tab { "\\t" } else { text }.to_owned());
                }
                _ => said.left_out(value, "a mapping reads cells between single characters"),
            },
            ("encoding", _) => settings.encoding = text.map(str::to_owned),
            ("header", JsonValue::Boolean(false)) if dialect.get("headerRowCount").is_none() => {
                rows_of_header = 0;
            }
            ("quoteChar", JsonValue::Null) => settings.quote = Some(Quote::None),
            ("quoteChar", _) if text != Some("\"") => {
                let message = "a mapping knows no other quotation mark than `\"`";
                said.left_out(value, message);
            }
            ("doubleQuote", JsonValue::Boolean(false)) => {
                said.left_out(value, "a mapping knows no escapes by a backslash");
            }
            ("trim", JsonValue::Boolean(is_trimmed)) => settings.trim = *is_trimmed,
            ("trim", _) if matches!(text, Some("start" | "end")) => {
                settings.trim = true;
                said.left_out(value, "a mapping trims cells at both ends");
            }
            ("trim", _) => settings.trim = text == Some("true"),
            ("skipInitialSpace", JsonValue::Boolean(true)) => settings.trim = true,
            ("skipColumns", _) => {
                skipped_columns = whole_number(value).unwrap_or(0) as usize;
            }
            ("skipBlankRows", JsonValue::Boolean(false)) => {
                said.left_out(value, "a mapping makes nothing of rows without text");
            }
            ("headerRowCount", _) if rows_of_header > 1 => said.left_out(
                value,
                "a mapping takes the names of columns from one row, here the last of these",
            ),
            (
                "quoteChar" | "doubleQuote" | "header" | "headerRowCount" | "skipRows"
                | "skipBlankRows" | "skipInitialSpace" | "@id" | "@type",
                _,
            ) => {}
            ("lineTerminators", _) => {
                let usual = ["\r\n", "\n", "\r"];
                let mut all = value.items().iter();
                if !all.all(|one| one.as_str().is_some_and(|text| usual.contains(&text))) {
                    said.left_out(value, "a mapping ends rows with LF, CR LF or CR");
                }
            }
            _ => said.wrong(value, format!("a dialect has no `{key}`")),
        }
    }
    let header = number("skipRows").unwrap_or(0) + rows_of_header;
    settings.header = match rows_of_header {
        0 => {
            if let Some(value) = dialect.get("skipRows").filter(|_| header > 0) {
                let message = "a mapping without a header begins with the first row";
                said.left_out_with(value, message, "write `skip` with the numbers of the rows");
            }
            Some(Scalar::Text("none".to_owned()))
        }
        _ => Some(Scalar::Integer(header)).filter(|_| header != 1),
    };
    skipped_columns
}

fn whole_number(value: &Json) -> Option<i64> {
    match &value.value {
        JsonValue::Number(text) => text.parse().ok().filter(|number| *number >= 0),
        _ => None,
    }
}
