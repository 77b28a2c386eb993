//! Templates of IRIs ([RFC 6570](https://www.rfc-editor.org/rfc/rfc6570)) as expressions of SPARQL.

use crate::proposal::text::literal;

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Text(String),
    /// `{…}`.
    Expression {
        /// The sign at its beginning.
        operator: Option<char>,
        /// Its variables.
        variables: Vec<Variable>,
    },
}

/// A variable of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// How many characters of the value are taken, unless all are.
    pub most: Option<usize>,
}

/// Returns the parts of a template; `None` if it is none.
pub fn parts(template: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        let (inner, behind) = behind.split_once('}')?;
        parts.push(expression(inner)?);
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Some(parts)
}

fn expression(inner: &str) -> Option<Part> {
    let first = inner.chars().next()?;
    let operator = Some(first).filter(|first| "+#./;?&".contains(*first));
    let names = inner.get(operator.map_or(0, char::len_utf8)..)?;
    let variables = names.split(',').map(|text| {
        let text = text.strip_suffix('*').unwrap_or(text);
        let (name, most) = match text.split_once(':') {
            Some((name, most)) => (name, Some(most.parse().ok()?)),
            None => (text, None),
        };
        let is_name = !name.is_empty() && !name.contains(char::is_whitespace);
        is_name.then(|| Variable {
            name: name.to_owned(),
            most,
        })
    });
    Some(Part::Expression {
        operator,
        variables: variables.collect::<Option<_>>()?,
    })
}

/// The value of a variable: a text that is known, or an expression whose value is a text.
pub enum Value {
    /// A text.
    Text(String),
    /// An expression, and whether it may have no value.
    Computed(String, bool),
}

/// A piece of an expanded template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A text.
    Text(String),
    /// An expression whose value is a text.
    Computed(String),
}

/// Returns the pieces that a template expands to, texts that follow each other joined; `None` if a variable has no value ever.
pub fn expand(parts: &[Part], value: &impl Fn(&str) -> Option<Value>) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) => add_text(&mut pieces, text),
            Part::Expression {
                operator,
                variables,
            } => {
                for (index, variable) in variables.iter().enumerate() {
                    let before = before(*operator, index, &variable.name);
                    let is_kept = matches!(operator, Some('+' | '#'));
                    match value(&variable.name)? {
                        Value::Text(text) => add_text(&mut pieces, &format!("{before}{text}")),
                        Value::Computed(expression, may_lack) => {
                            let expression = cut(expression, variable.most, is_kept);
                            if !may_lack {
                                add_text(&mut pieces, &before);
                                pieces.push(Piece::Computed(expression));
                                continue;
                            }
                            let whole = match before.is_empty() {
                                true => expression,
                                false => format!("CONCAT({}, {expression})", literal(&before)),
                            };
                            pieces.push(Piece::Computed(format!("COALESCE({whole}, \"\")")));
                        }
                    }
                }
            }
        }
    }
    Some(pieces)
}

fn add_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// What stands before the value of a variable, given its 0-based index in the expression.
fn before(operator: Option<char>, index: usize, name: &str) -> String {
    let (first, between, is_named) = match operator {
        Some('.') => (".", ".", false),
        Some('/') => ("/", "/", false),
        Some(';') => (";", ";", true),
        Some('?') => ("?", "&", true),
        Some('&') => ("&", "&", true),
        Some('#') => ("#", ",", false),
        _ => ("", ",", false),
    };
    let sign = if index == 0 { first } else { between };
    match is_named {
        true => format!("{sign}{name}="),
        false => sign.to_owned(),
    }
}

fn cut(expression: String, most: Option<usize>, is_kept: bool) -> String {
    let expression = match most {
        Some(most) => format!("SUBSTR({expression}, 1, {most})"),
        None => expression,
    };
    match is_kept {
        true => expression,
        false => format!("ENCODE_FOR_URI({expression})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces with a value of `a` that is known, one of `b` that each row has, and one of `c` that a row may lack.
    fn expanded(template: &str) -> String {
        let value = |name: &str| match name {
            "a" => Some(Value::Text("x".to_owned())),
            "b" => Some(Value::Computed("?b".to_owned(), false)),
            "c" => Some(Value::Computed("?c".to_owned(), true)),
            _ => None,
        };
        let Some(pieces) = parts(template).and_then(|parts| expand(&parts, &value)) else {
            return "none".to_owned();
        };
        let pieces = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => format!("<{text}>"),
            Piece::Computed(expression) => expression.clone(),
        });
        pieces.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_template_is_texts_and_expressions() {
        let cases = [
            ("#gid-{b}", "<#gid-> ENCODE_FOR_URI(?b)"),
            ("{+b}", "?b"),
            ("x{#b}", "<x#> ?b"),
            ("x{?a,b}&y", "<x?a=x&b=> ENCODE_FOR_URI(?b) <&y>"),
            ("{/b:2}", "</> ENCODE_FOR_URI(SUBSTR(?b, 1, 2))"),
            ("{a}{a*}", "<xx>"),
            ("x{c}", "<x> COALESCE(ENCODE_FOR_URI(?c), \"\")"),
            (
                "{;c}",
                "COALESCE(CONCAT(\";c=\", ENCODE_FOR_URI(?c)), \"\")",
            ),
            ("{unknown}", "none"),
            ("{b", "none"),
            ("{}", "none"),
        ];
        for (template, expected) in cases {
            assert_eq!(expanded(template), expected, "{template}");
        }
    }
}
