//! The draft that a description of a table comes to.

use super::draft::{ComputedValue, Draft, TemplateTerm, TemplateTriple};
use super::text::literal;
use super::{Described, Description, Value};
use crate::rdf::vocab;
use crate::table::Column;

impl Description {
    /// Returns the mapping that it comes to.
    pub fn draft(self) -> Draft {
        let variable = |name: &String| TemplateTerm::Variable(name.clone());
        let triple = |property: &str, object: TemplateTerm, why: String| TemplateTriple {
            subject: self.subject.clone(),
            property: TemplateTerm::Iri(property.to_owned()),
            object,
            why,
        };
        let class = TemplateTerm::Iri(self.class.clone());
        let mut template = vec![triple(vocab::RDF_TYPE, class, self.why_class.clone())];
        let mut computed = vec![ComputedValue {
            variable: self.subject.clone(),
            expression: self.key.expression(),
            why: format!("A row is named {}", self.why_key),
        }];
        for column in &self.columns {
            let object = object(column, &self);
            let name = named(&column.column);
            let why = format!("{name}: {}", column.why.join("; "));
            template.push(triple(&column.property, variable(&object), why));
            let own = &column.column.variable;
            let expression = match &column.value {
                Value::Literal => continue,
                Value::Tagged(tag) => format!("STRLANG(?{own}, {})", literal(tag)),
                Value::Iri => format!("IRI(?{own})"),
                Value::Entity(expression) => expression.clone(),
            };
            computed.push(ComputedValue {
                variable: object,
                expression,
                why: String::new(),
            });
        }
        Draft {
            settings: self.settings,
            comments: self.notes.clone(),
            template,
            computed,
            notes: self.notes,
            findings: Vec::new(),
            rows: self.rows,
            first_rows: self.first_rows,
        }
    }
}

/// Returns a name of a variable that is of no column: this one, perhaps with `_` after it.
pub fn free(name: &str, columns: &[Column]) -> String {
    let mut name = name.to_owned();
    let is_taken = |name: &str| {
        let number = name
            .strip_prefix('c')
            .and_then(|number| number.parse().ok());
        let is_of = |column: &Column| column.variable == name || number == Some(column.position);
        columns.iter().any(is_of)
    };
    while is_taken(&name) {
        name.push('_');
    }
    name
}

/// Returns how a comment names a column.
pub fn named(column: &Column) -> String {
    match column.name.trim() {
        "" => format!("column {}", column.position),
        name => format!("`{name}`"),
    }
}

/// Returns the name of the variable with the values of a column as they are in the graph.
fn object(column: &Described, description: &Description) -> String {
    let variable = &column.column.variable;
    let end = match &column.value {
        Value::Literal => return variable.clone(),
        Value::Tagged(_) => "text",
        Value::Iri => "iri",
        Value::Entity(_) => "entity",
    };
    let columns = description.columns.iter().map(|one| one.column.clone());
    let columns: Vec<Column> = columns.collect();
    let mut name = free(&format!("{variable}_{end}"), &columns);
    // The entity of the row is not a column.
    if name == description.subject {
        name.push('_');
    }
    name
}
