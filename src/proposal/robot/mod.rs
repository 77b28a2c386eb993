//! A mapping that makes what a [template of ROBOT](https://robot.obolibrary.org/template) says: a table whose first row below the names
//! of the columns says what the cells below it are.

mod identifiers;
mod template;

use super::Asked;
use super::csvw::is_datatype;
use super::draft::{ComputedValue, Draft, TemplateTerm, TemplateTriple};
use super::drafted::{free, named};
use super::explain::LEFT_OUT;
use super::facts::{Facts, facts};
use super::names::Names;
use super::text::literal;
use crate::error::Result;
use crate::finding::{Finding, Place};
use crate::mapping::{RowNumbers, Settings};
use crate::query::OneOrMore;
use crate::rdf::{usual_case, vocab};
use crate::source::SourceFile;
use crate::table::{Column, Dialect, Table};
use identifiers::Identifiers;
use oxilangtag::LanguageTag;
use std::io::Cursor;
use std::ops::Range;
use template::{Says, Template, Written, is_expression, template};

const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// This many expressions of a column are named.
const NAMED: usize = 20;

/// What entities are called that are not instances of a class.
const TYPES: [(&str, &str); 6] = [
    ("class", "Class"),
    ("object property", "ObjectProperty"),
    ("data property", "DatatypeProperty"),
    ("annotation property", "AnnotationProperty"),
    ("datatype", "http://www.w3.org/2000/01/rdf-schema#Datatype"),
    ("individual", "NamedIndividual"),
];

/// What properties are called that have a characteristic.
const CHARACTERISTICS: [(&str, &str); 7] = [
    ("functional", "FunctionalProperty"),
    ("inverse functional", "InverseFunctionalProperty"),
    ("transitive", "TransitiveProperty"),
    ("symmetric", "SymmetricProperty"),
    ("asymmetric", "AsymmetricProperty"),
    ("reflexive", "ReflexiveProperty"),
    ("irreflexive", "IrreflexiveProperty"),
];

/// The template row of a table.
pub struct TemplateRow {
    number: u64,
    /// For each column its template, and where it is in bytes of the rendered table.
    cells: Vec<Option<(Template, Range<usize>)>>,
    columns: Vec<Column>,
}

/// Returns the template row of a table, if the first row below the names of the columns is one: each cell of it is a string of a
/// template, and one is the identifier or the label.
///
/// # Errors
/// If the table cannot be read.
pub fn template_row(table: &SourceFile, dialect: &Dialect) -> Result<Option<TemplateRow>> {
    let bytes = Cursor::new(table.bytes.clone());
    let mut opened = Table::open(&table.path, bytes, dialect)?;
    let Some(batch) = opened.next_batch(1)? else {
        return Ok(None);
    };
    let Some(number) = batch.numbers.first().copied() else {
        return Ok(None);
    };
    let mut cells = Vec::with_capacity(opened.columns.len());
    for column in 0..opened.columns.len() {
        let Some(text) = batch.cell(0, column).filter(|text| !text.trim().is_empty()) else {
            cells.push(None);
            continue;
        };
        match (template(text), batch.place(0, column)) {
            (Some(template), Some(place)) => cells.push(Some((template, place))),
            _ => return Ok(None),
        }
    }
    let filled = || cells.iter().flatten();
    let has_name = filled().any(|(one, _)| matches!(one.says, Says::Id | Says::Label));
    let is_template = has_name && filled().count() > 1;
    Ok(is_template.then_some(TemplateRow {
        number,
        cells,
        columns: opened.columns,
    }))
}

/// Returns the mapping for a table with a template row.
///
/// # Errors
/// If the table cannot be read.
pub fn draft(asked: Asked, row: &TemplateRow, names: &Names) -> Result<Draft> {
    let mut settings = asked.settings;
    settings.skip = Some(RowNumbers::One(row.number));
    let templates = row
        .cells
        .iter()
        .map(|cell| cell.as_ref().map(|(one, _)| one));
    let splits = templates.map(|one| one.and_then(|one| one.split.as_deref()));
    let splits: Vec<Option<&str>> = splits.collect();
    let seen = facts(asked.table, &settings.dialect(), &splits)?;
    let mut columns = row.cells.iter();
    let is_label =
        |cell: &Option<(Template, _)>| matches!(cell, Some((one, _)) if one.says == Says::Label);
    let label = columns.position(is_label);
    let label = label.and_then(|index| seen.facts.get(index));
    let labels = label.map_or_else(Default::default, |facts| facts.distinct.clone());
    let mut made = Made {
        row,
        facts: &seen.facts,
        identifiers: Identifiers::of(names, labels),
        settings,
        subject: free("entity", &row.columns),
        template: Vec::new(),
        computed: Vec::new(),
        findings: Vec::new(),
        table: &asked.table.path,
    };
    made.name(names);
    made.add_type(asked.class.as_deref());
    for (index, cell) in row.cells.iter().enumerate() {
        if let (Some((template, place)), Some(column)) = (cell, row.columns.get(index)) {
            made.add(index, column, template, place);
        }
    }
    made.find_expressions(asked.table)?;
    let unknown = made.identifiers.unknown.iter().map(|prefix| {
        format!(
            "nothing declares the prefix `{prefix}`, so it is taken as <http://purl.obolibrary.org/obo/{prefix}_>; `bixi.toml` can say what it is"
        )
    });
    let what = format!(
        "row {} is a template row of ROBOT, which the mapping follows",
        row.number
    );
    let notes: Vec<String> = std::iter::once(what).chain(unknown).collect();
    Ok(Draft {
        settings: made.settings,
        comments: notes.clone(),
        template: made.template,
        computed: made.computed,
        notes,
        findings: made.findings,
        rows: seen.rows,
        first_rows: seen.first_rows,
    })
}

/// The mapping that is being made.
struct Made<'a, 'g> {
    row: &'a TemplateRow,
    facts: &'a [Facts],
    identifiers: Identifiers<'a, 'g>,
    settings: Settings,
    subject: String,
    template: Vec<TemplateTriple>,
    computed: Vec<ComputedValue>,
    findings: Vec<Finding>,
    table: &'a str,
}

impl Made<'_, '_> {
    fn find(&self, says: &Says) -> Option<(usize, &Column)> {
        let mut cells = self.row.cells.iter();
        let index = cells.position(|cell| matches!(cell, Some((one, _)) if one.says == *says))?;
        Some((index, self.row.columns.get(index)?))
    }

    fn left_out(&mut self, place: &Range<usize>, message: String) {
        let place = Place {
            file: self.table.to_owned(),
            span: place.clone(),
        };
        self.findings
            .push(Finding::warning(LEFT_OUT, message, place));
    }

    fn push(&mut self, property: &str, object: TemplateTerm, why: String) {
        self.template.push(TemplateTriple {
            subject: self.subject.clone(),
            property: TemplateTerm::Iri(property.to_owned()),
            object,
            why,
        });
    }

    fn compute(&mut self, variable: &str, expression: String, why: &str) -> TemplateTerm {
        let variable = free(variable, &self.row.columns);
        self.computed.push(ComputedValue {
            variable: variable.clone(),
            expression,
            why: why.to_owned(),
        });
        TemplateTerm::Variable(variable)
    }

    /// Names the entity of a row: by its identifier, else by its label.
    fn name(&mut self, names: &Names) {
        let by_id = self
            .find(&Says::Id)
            .map(|(index, column)| (index, column.variable.clone()));
        let (expression, why) = match by_id
            .and_then(|(index, variable)| Some((self.facts.get(index)?, variable)))
        {
            Some((facts, variable)) => (self.identifiers.expression(&variable, facts), "By `ID`"),
            None => {
                let label = self.find(&Says::Label);
                let variable = label.map_or("_row", |(_, column)| column.variable.as_str());
                let slug = format!("<{}slug>(?{variable})", vocab::FUNCTIONS);
                let start = format!("STR(<{}>)", names.entities);
                (
                    format!("IRI(CONCAT({start}, {slug}))"),
                    "By the label, since the template has no `ID`",
                )
            }
        };
        self.computed.push(ComputedValue {
            variable: self.subject.clone(),
            expression,
            why: why.to_owned(),
        });
    }

    /// Adds what the entities are: by `TYPE`, else classes.
    fn add_type(&mut self, class: Option<&str>) {
        let of_all = class.map_or_else(|| format!("{OWL}Class"), str::to_owned);
        let column = self
            .find(&Says::Type)
            .map(|(index, column)| (index, column.clone()));
        let Some((index, column)) = column else {
            let why = match class {
                Some(_) => "as it was asked for",
                None => "the template has no `TYPE`",
            };
            return self.push(vocab::RDF_TYPE, TemplateTerm::Iri(of_all), why.to_owned());
        };
        let facts = self.facts.get(index).cloned().unwrap_or_default();
        let expression = self.word(&column.variable, &facts, &TYPES);
        let expression = format!("COALESCE({expression}, <{of_all}>)");
        let object = self.compute(&format!("{}_type", column.variable), expression, "");
        self.push(
            vocab::RDF_TYPE,
            object,
            format!("{}: `TYPE`", named(&column)),
        );
    }

    /// Returns the expression with what a word of a column stands for: one that is known, else the entity that it names.
    fn word(&mut self, variable: &str, facts: &Facts, known: &[(&str, &str)]) -> String {
        let is_known = |text: &str| known.iter().any(|(word, _)| *word == text.to_lowercase());
        let others: Vec<String> = facts
            .kept
            .iter()
            .filter(|text| !is_known(text))
            .cloned()
            .collect();
        let mut expression = match others.is_empty() {
            true => None,
            false => {
                let others = Facts {
                    kept: others,
                    ..facts.clone()
                };
                Some(self.identifiers.expression(variable, &others))
            }
        };
        for (word, local) in known.iter().rev() {
            if !facts.kept.iter().any(|text| text.to_lowercase() == *word) {
                continue;
            }
            let iri = match local.contains(':') {
                true => (*local).to_owned(),
                false => format!("{OWL}{local}"),
            };
            let other = expression.unwrap_or_else(|| format!("IRI(?{variable})"));
            let word = literal(word);
            expression = Some(format!("IF(LCASE(?{variable}) = {word}, <{iri}>, {other})"));
        }
        expression.unwrap_or_else(|| format!("IRI(?{variable})"))
    }

    /// Adds what a column says.
    fn add(&mut self, index: usize, column: &Column, template: &Template, place: &Range<usize>) {
        let variable = &column.variable;
        let name = named(column);
        let facts = self.facts.get(index).cloned().unwrap_or_default();
        if let Some(between) = &template.split {
            self.settings
                .split
                .insert(variable.clone(), OneOrMore::One(between.clone()));
        }
        match &template.says {
            Says::Id | Says::Type => {}
            Says::Label => {
                let object = TemplateTerm::Variable(variable.clone());
                self.push(vocab::RDFS_LABEL, object, format!("{name}: `LABEL`"));
            }
            Says::Characteristic => {
                let expression = self.word(variable, &facts, &CHARACTERISTICS);
                let object = self.compute(&format!("{variable}_type"), expression, "");
                self.push(vocab::RDF_TYPE, object, format!("{name}: `CHARACTERISTIC`"));
            }
            Says::Annotation(property, written) => {
                let (iri, why) = self.identifiers.property(property, column.position);
                let object = self.annotation(column, written, &facts, place);
                let why = match why.is_empty() {
                    true => name,
                    false => format!("{name}: {why}"),
                };
                self.push(&iri, object, why);
            }
            Says::Entity(property) => {
                let object = self.entity(column, &facts, place);
                self.push(property, object, name);
            }
            Says::Assertion(property) => {
                let (iri, why) = self.identifiers.property(property, column.position);
                let object = match Identifiers::are_identifiers(&facts) {
                    true => self.entity(column, &facts, place),
                    false => TemplateTerm::Variable(variable.clone()),
                };
                let why = match why.is_empty() {
                    true => name,
                    false => format!("{name}: {why}"),
                };
                self.push(&iri, object, why);
            }
            Says::LeftOut(why) => self.left_out(place, (*why).to_owned()),
        }
    }

    fn annotation(
        &mut self,
        column: &Column,
        written: &Written,
        facts: &Facts,
        place: &Range<usize>,
    ) -> TemplateTerm {
        let variable = &column.variable;
        match written {
            Written::Text => TemplateTerm::Variable(variable.clone()),
            Written::Iri => self.entity(column, facts, place),
            Written::Tagged(tag) if LanguageTag::parse(tag.as_str()).is_ok() => {
                let expression = format!("STRLANG(?{variable}, {})", literal(&usual_case(tag)));
                self.compute(&format!("{variable}_text"), expression, "")
            }
            Written::Tagged(tag) => {
                self.left_out(place, format!("`{tag}` is not a language"));
                TemplateTerm::Variable(variable.clone())
            }
            Written::Typed(name) => {
                let iri = self.identifiers.iri(name);
                match iri {
                    Some(iri) if is_datatype(&iri) => {
                        let name = iri.rsplit('#').next().unwrap_or_default();
                        let name = format!("xsd:{name}");
                        self.settings.types.insert(variable.clone(), name);
                        TemplateTerm::Variable(variable.clone())
                    }
                    Some(iri) => {
                        let expression = format!("STRDT(?{variable}, <{iri}>)");
                        self.compute(&format!("{variable}_value"), expression, "")
                    }
                    None => {
                        self.left_out(place, format!("`{name}` is not a datatype"));
                        TemplateTerm::Variable(variable.clone())
                    }
                }
            }
        }
    }

    fn entity(&mut self, column: &Column, facts: &Facts, place: &Range<usize>) -> TemplateTerm {
        let variable = &column.variable;
        let labels = self.identifiers.labels_without_graph(facts);
        if labels > 0 {
            let message = "labels of entities can be looked up when the project has a graph to look in; these are taken as IRIs";
            self.left_out(place, message.to_owned());
        }
        let expression = self.identifiers.expression(variable, facts);
        self.compute(&format!("{variable}_entity"), expression, "")
    }

    /// Finds the cells with expressions in columns whose cells name entities.
    fn find_expressions(&mut self, table: &SourceFile) -> Result<()> {
        let bytes = Cursor::new(table.bytes.clone());
        let mut opened = Table::open(&table.path, bytes, &self.settings.dialect())?;
        let mut counts = vec![0_usize; self.row.columns.len()];
        while let Some(batch) = opened.next_batch(1 << 12)? {
            for index in 0..batch.len() {
                for (column, cell) in self.row.cells.iter().enumerate() {
                    let is_entity =
                        matches!(cell, Some((one, _)) if matches!(one.says, Says::Entity(_)));
                    let text = batch.cell(index, column).filter(|_| is_entity);
                    let text = text.filter(|text| is_expression(text));
                    let (Some(text), Some(place)) = (text, batch.place(index, column)) else {
                        continue;
                    };
                    if let Some(count) = counts.get_mut(column) {
                        *count += 1;
                        if *count <= NAMED {
                            let message = format!(
                                "a mapping makes no class expressions, so `{text}` is left out"
                            );
                            self.left_out(&place, message);
                        }
                    }
                }
            }
        }
        let more: usize = counts.iter().map(|count| count.saturating_sub(NAMED)).sum();
        if let Some((_, place)) = self.row.cells.iter().flatten().next().filter(|_| more > 0) {
            let cells = crate::number::count(more, "more cell");
            self.left_out(
                place,
                format!("{cells} have class expressions, which are left out"),
            );
        }
        Ok(())
    }
}
