//! The statements that metadata make of each row ([Generating RDF from Tabular Data](https://www.w3.org/TR/csv2rdf/), minimal mode).

use super::columns::DescribedColumn;
use super::context;
use super::said::Said;
use super::template::{Part, Piece, Value, expand, parts};
use crate::mapping::Settings;
use crate::proposal::draft::{ComputedValue, TemplateTerm, TemplateTriple};
use crate::proposal::drafted::named;
use crate::proposal::text::literal;
use crate::rdf::{NamedNode, Prefixes, vocab};
use crate::read::Json;
use crate::table::Column;
use oxiri::Iri;
use std::collections::{BTreeMap, BTreeSet};

/// The statements that are made of a row.
pub struct RowStatements<'a, 'm> {
    columns: &'a [DescribedColumn<'m>],
    table: &'a Iri<String>,
    prefixes: &'a Prefixes,
    /// The row whose next one is the first that the metadata count.
    header: u64,
    settings: &'a Settings,
    taken: BTreeSet<String>,
    /// The templates of subjects with their variables.
    subjects: Vec<(Option<String>, String)>,
    /// The triples of the template.
    pub template: Vec<TemplateTriple>,
    /// The variables of the values of columns that are computed.
    valued: BTreeMap<String, String>,
    /// Values of columns, which names of entities may need.
    values: Vec<ComputedValue>,
    iris: Vec<ComputedValue>,
}

/// What a template of an IRI comes to: the same IRI in each row, or an expression.
enum Made {
    Fixed(String),
    Computed(String),
}

impl<'a, 'm> RowStatements<'a, 'm> {
    /// Nothing is made yet of the columns of a table.
    pub fn new(
        columns: &'a [DescribedColumn<'m>],
        table: &'a Iri<String>,
        prefixes: &'a Prefixes,
        settings: &'a Settings,
    ) -> Self {
        let own = columns.iter().filter_map(DescribedColumn::variable);
        let by_number = (1..=columns.len()).map(|number| format!("c{number}"));
        Self {
            columns,
            table,
            prefixes,
            header: settings.dialect().header.first_row().saturating_sub(1),
            settings,
            taken: own.map(str::to_owned).chain(by_number).collect(),
            subjects: Vec::new(),
            template: Vec::new(),
            valued: BTreeMap::new(),
            values: Vec::new(),
            iris: Vec::new(),
        }
    }

    /// Returns the values that are computed, each after those that it needs.
    pub fn computed(&self) -> Vec<ComputedValue> {
        self.values.iter().chain(&self.iris).cloned().collect()
    }

    /// Adds that the first entity of a row is of a class.
    pub fn add_class(&mut self, class: &str) {
        let Some((_, subject)) = self.subjects.first() else {
            return;
        };
        let triple = TemplateTriple {
            subject: subject.clone(),
            property: TemplateTerm::Iri(vocab::RDF_TYPE.to_owned()),
            object: TemplateTerm::Iri(class.to_owned()),
            why: "as it was asked for".to_owned(),
        };
        self.template.insert(0, triple);
    }

    /// Computes the values of the columns. Statements are added afterwards, since templates may name any column.
    pub fn add_values(&mut self) {
        for one in self.columns {
            if let (Some(variable), Some(expression)) = (one.variable(), &one.expression) {
                let name = self.fresh(&format!("{variable}_value"));
                self.valued.insert(variable.to_owned(), name.clone());
                self.values.push(ComputedValue {
                    variable: name,
                    expression: expression.clone(),
                    why: String::new(),
                });
            }
        }
    }

    /// Adds what a column says of a row.
    pub fn add(&mut self, one: &DescribedColumn<'m>, said: &mut Said) {
        let inherited = one.said.inherited;
        let mut why = Vec::new();
        let property = match inherited.property {
            Some(at) => self.iri(at, one, said),
            None => {
                let iri = format!("{}#{}", self.table.as_str(), one.name);
                Some(Made::Fixed(iri))
            }
        };
        let property = match property {
            Some(Made::Fixed(iri)) if NamedNode::new(&iri).is_ok() => TemplateTerm::Iri(iri),
            Some(Made::Fixed(iri)) => {
                let at = inherited.property.unwrap_or(one.said.at);
                return said.wrong(at, format!("`{iri}` is not an IRI of a property"));
            }
            Some(Made::Computed(expression)) => self.iri_of(
                "property",
                expression,
                "The property has something of the row",
            ),
            None => return,
        };
        let Some(object) = self.object(one, &mut why, said) else {
            return;
        };
        let Some(subject) = self.subject(one, said) else {
            return;
        };
        let name = one.column.as_ref().map(named);
        let name = name.unwrap_or_else(|| format!("the virtual column `{}`", one.name));
        let why = match why.is_empty() {
            true => name,
            false => format!("{name}: {}", why.join("; ")),
        };
        self.template.push(TemplateTriple {
            subject,
            property,
            object,
            why,
        });
    }

    /// Returns the object of what a column says; none if it says nothing.
    fn object(
        &mut self,
        one: &DescribedColumn<'m>,
        why: &mut Vec<String>,
        said: &mut Said,
    ) -> Option<TemplateTerm> {
        let inherited = one.said.inherited;
        if one
            .column
            .as_ref()
            .is_some_and(|column| self.settings.split.contains_key(&column.variable))
        {
            why.push("cells with several values".to_owned());
        }
        if let Some(at) = inherited.value.filter(|at| !at.is_null()) {
            let made = self.iri(at, one, said)?;
            why.push("an IRI, by `valueUrl`".to_owned());
            return match (made, one.variable()) {
                (Made::Fixed(iri), None) => match NamedNode::new(&iri) {
                    Ok(_) => Some(TemplateTerm::Iri(iri)),
                    Err(_) => {
                        said.wrong(at, format!("`{iri}` is not an IRI"));
                        None
                    }
                },
                (Made::Fixed(iri), Some(variable)) => {
                    let expression = format!("IF(BOUND(?{variable}), <{iri}>, ?{variable})");
                    Some(self.iri_of(&format!("{variable}_iri"), expression, ""))
                }
                (Made::Computed(expression), variable) => {
                    let name = variable.unwrap_or("value");
                    Some(self.iri_of(&format!("{name}_iri"), expression, ""))
                }
            };
        }
        let default = inherited.default.and_then(|at| {
            let text = at.as_str().filter(|text| !text.is_empty())?;
            let constant = match &one.language {
                Some(tag) => Some(format!("{}@{tag}", literal(text))),
                None => one.datatype.literal(text),
            };
            if constant.is_none() {
                said.wrong(
                    at,
                    format!("`{text}` is not a valid `{}`", one.datatype.name()),
                );
            }
            constant
        });
        let Some(variable) = one.variable() else {
            if default.is_none() {
                said.wrong(
                    one.said.at,
                    "this column has neither `valueUrl` nor `default`",
                );
            }
            return default.map(TemplateTerm::Literal);
        };
        let mut expression = one.language.as_ref().map(|tag| {
            why.push(format!("texts in the language `{tag}`"));
            format!("STRLANG(?{variable}, {})", literal(tag))
        });
        let value = self.valued.get(variable).cloned();
        let value = value.unwrap_or_else(|| variable.to_owned());
        if !one.datatype.is_text() {
            why.push(format!("as `{}`", one.datatype.name()));
        }
        if let Some(default) = default {
            why.push("with a default".to_owned());
            let usual = expression.unwrap_or_else(|| format!("?{value}"));
            expression = Some(format!("COALESCE({usual}, {default})"));
        }
        match expression {
            None => Some(TemplateTerm::Variable(value)),
            Some(expression) => {
                let name = self.fresh(&format!("{variable}_text"));
                self.values.push(ComputedValue {
                    variable: name.clone(),
                    expression,
                    why: String::new(),
                });
                Some(TemplateTerm::Variable(name))
            }
        }
    }

    /// Returns the variable of what a column speaks of.
    fn subject(&mut self, one: &DescribedColumn<'m>, said: &mut Said) -> Option<String> {
        let about = one.said.inherited.about.filter(|at| !at.is_null());
        let text = about.and_then(Json::as_str).map(str::to_owned);
        if let Some((_, variable)) = self.subjects.iter().find(|(known, _)| *known == text) {
            return Some(variable.clone());
        }
        let (expression, why) = match about {
            None => {
                let start = literal(&format!("{}#row=", self.table.as_str()));
                let node = format!("<{}node>(CONCAT({start}, STR(?_row)))", vocab::FUNCTIONS);
                let why = "The metadata name no row: it has no `aboutUrl`, so each is a blank node";
                (node, why)
            }
            Some(at) => match self.iri(at, one, said)? {
                Made::Computed(expression) => (expression, "By `aboutUrl` of the metadata"),
                Made::Fixed(iri) => (format!("<{iri}>"), "The same in all rows, by `aboutUrl`"),
            },
        };
        let TemplateTerm::Variable(variable) = self.iri_of("row", expression, why) else {
            return None;
        };
        self.subjects.push((text, variable.clone()));
        Some(variable)
    }

    fn iri_of(&mut self, name: &str, expression: String, why: &str) -> TemplateTerm {
        let variable = self.fresh(name);
        self.iris.push(ComputedValue {
            variable: variable.clone(),
            expression,
            why: why.to_owned(),
        });
        TemplateTerm::Variable(variable)
    }

    /// Returns a name of a variable that nothing else has.
    fn fresh(&mut self, name: &str) -> String {
        let mut fresh = name.to_owned();
        let mut number = 2_usize;
        while !self.taken.insert(fresh.clone()) {
            fresh = format!("{name}_{number}");
            number += 1;
        }
        fresh
    }

    /// Returns what a template of an IRI comes to for a column; none after saying why.
    fn iri(&self, at: &Json, one: &DescribedColumn<'m>, said: &mut Said) -> Option<Made> {
        let text = at.as_str().unwrap_or_default();
        let Some(parts) = parts(text) else {
            said.wrong(at, format!("`{text}` is not a template of an IRI"));
            return None;
        };
        let named = parts.iter().flat_map(|part| match part {
            Part::Text(_) => &[][..],
            Part::Expression { variables, .. } => variables,
        });
        let named: Vec<&str> = named.map(|variable| variable.name.as_str()).collect();
        let Some(pieces) = expand(&parts, &|name: &str| self.value(name, one)) else {
            let mut unknown = named.iter().filter(|name| self.value(name, one).is_none());
            let unknown = unknown.next().copied().unwrap_or_default();
            said.wrong(at, format!("no column has the name `{unknown}`"));
            return None;
        };
        let is_split = |column: &Column| self.settings.split.contains_key(&column.variable);
        let columns = self.columns.iter();
        let mut split = columns.filter(|other| {
            named.contains(&other.name.as_str()) && other.column.as_ref().is_some_and(is_split)
        });
        if let Some(split) = split.next() {
            let name = &split.name;
            let message = format!(
                "each value of `{name}` gives an IRI of its own, where CSVW joins them with commas"
            );
            said.left_out(at, message);
        }
        let is_own = named.contains(&one.name.as_str());
        Some(self.made(&pieces, one, is_own || text.is_empty()))
    }

    fn made(&self, pieces: &[Piece], one: &DescribedColumn, is_own: bool) -> Made {
        let (first, rest) = match pieces.split_first() {
            Some((Piece::Text(text), rest)) => (Some(text.as_str()), rest),
            _ => (None, pieces),
        };
        let start = match first {
            Some(text) => self.resolved(text),
            None if matches!(rest.first(), Some(Piece::Computed(text)) if text.starts_with('?')) => {
                String::new()
            }
            None => self.resolved("x").trim_end_matches('x').to_owned(),
        };
        if rest.is_empty() {
            return Made::Fixed(start);
        }
        let is_namespace = self
            .prefixes
            .iter()
            .any(|(_, namespace)| namespace == start);
        let start = match is_namespace {
            _ if start.is_empty() => None,
            true => Some(format!("STR(<{start}>)")),
            false => Some(literal(&start)),
        };
        let rest = rest.iter().map(|piece| match piece {
            Piece::Text(text) => literal(text),
            Piece::Computed(expression) => expression.clone(),
        });
        let all: Vec<String> = start.into_iter().chain(rest).collect();
        let iri = match all.as_slice() {
            [only] => format!("IRI({only})"),
            all => format!("IRI(CONCAT({}))", all.join(", ")),
        };
        match one
            .variable()
            .filter(|_| !is_own && one.said.inherited.value.is_some())
        {
            // Without the cell nothing is said.
            Some(variable) => Made::Computed(format!("IF(BOUND(?{variable}), {iri}, ?{variable})")),
            None => Made::Computed(iri),
        }
    }

    /// Returns the beginning of an IRI in full.
    fn resolved(&self, text: &str) -> String {
        if let Some(iri) = context::expanded(text) {
            return iri;
        }
        let resolved = self.table.resolve(text).map(Iri::into_inner);
        resolved.unwrap_or_else(|_| text.to_owned())
    }

    /// Returns the value of a variable of a template.
    fn value(&self, name: &str, own: &DescribedColumn) -> Option<Value> {
        match name {
            "_name" => return Some(Value::Text(own.name.clone())),
            "_column" | "_sourceColumn" => {
                let source = own.column.as_ref().map(|column| column.position);
                let position = source
                    .filter(|_| name == "_sourceColumn")
                    .unwrap_or(own.position);
                return Some(Value::Text(position.to_string()));
            }
            "_sourceRow" => return Some(Value::Computed("STR(?_row)".to_owned(), false)),
            "_row" => {
                let row = match self.header {
                    0 => "STR(?_row)".to_owned(),
                    header => format!("STR(?_row - {header})"),
                };
                return Some(Value::Computed(row, false));
            }
            _ => {}
        }
        let one = self.columns.iter().find(|one| one.name == name)?;
        let variable = one.variable()?;
        let expression = match self.valued.get(variable) {
            Some(value) => format!("STR(?{value})"),
            None if self.settings.types.contains_key(variable) => format!("STR(?{variable})"),
            None => format!("?{variable}"),
        };
        Some(Value::Computed(
            expression,
            one.may_lack && one.name != own.name,
        ))
    }
}
