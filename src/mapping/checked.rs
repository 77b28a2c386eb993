//! Values that `BIND` computes, in the solutions of a mapping: one that lacks although it is computed from what is there is found.

use super::bound::bound;
use super::computed::{Computed, MadeBy};
use super::findings::UNMADE;
use super::output::Output;
use crate::dictionary::TermId;
use crate::finding::{Finding, cited};
use crate::query::Solutions;
use crate::query::functions::{is_range, is_vague, unit_of_figure};
use crate::rdf::vocab;
use std::collections::BTreeSet;

/// A computed value in the solutions, with those that it needs.
pub struct Checked<'s> {
    /// How it is computed.
    pub computed: &'s Computed,
    solutions: &'s Solutions,
    values: Option<&'s [TermId]>,
    conditions: Option<&'s [TermId]>,
    needs: Vec<Option<&'s [TermId]>>,
}

impl<'s> Checked<'s> {
    /// Returns a computed value in some solutions.
    pub fn of(computed: &'s Computed, solutions: &'s Solutions) -> Self {
        let needs = computed.needs.iter();
        let condition = computed.condition.as_ref();
        Self {
            computed,
            solutions,
            values: solutions.ids(&computed.variable),
            conditions: condition.and_then(|name| solutions.ids(name)),
            needs: needs.map(|name| solutions.ids(name)).collect(),
        }
    }

    /// Returns whether the value lacks in a solution although all values that it needs are there.
    pub fn lacks_value(&self, index: usize) -> bool {
        let has = |column: &Option<&[TermId]>| bound(*column, index).is_some();
        if has(&self.values) {
            return false;
        }
        match self.computed.condition {
            None => self.needs.iter().all(has),
            Some(_) => is_true(self.conditions, index, self.solutions),
        }
    }

    /// Returns the text of the value in a solution.
    pub fn text(&self, index: usize) -> Option<String> {
        let (_, text) = self.solutions.text_of(bound(self.values, index)?)?;
        Some(text.to_string())
    }

    /// Notes that the value lacks in a solution. A text that is not a figure is noted once a row, whatever is read of it.
    pub fn note(&self, index: usize, output: &mut Output, figures: &mut Figures) {
        let row = output.row();
        let places = output.places;
        let place = |of: Option<&String>| match of {
            Some(only) => places.of_variable(row.into(), only),
            None => places.row(row.into()),
        };
        let noted = &mut output.piece.noted;
        if let Some((name, text)) = self.unreadable(index) {
            if figures.0.insert(name.clone()) {
                noted.note((name, UNMADE), row.into(), || {
                    let column = places.origins.get(name);
                    let column =
                        column.map_or(String::new(), |(name, _)| format!(", column `{name}`,"));
                    let (problem, hint) = problem_of_figure(&text);
                    let message = format!("`{}` in row {row}{column} {problem}", cited(&text));
                    let finding = Finding::warning(UNMADE, message, place(Some(name)));
                    Finding {
                        hint: hint.map(str::to_owned),
                        ..finding
                    }
                });
            }
            return;
        }
        let name = &self.computed.variable;
        noted.note((name, UNMADE), row.into(), || {
            let message = match name.starts_with(' ') {
                false => format!(
                    "`?{name}` has no value in row {row}, although all that it is computed from has"
                ),
                // What is looked for in a data block has no name.
                true => format!("what a `VALUES` lists has no value in row {row}"),
            };
            let finding = Finding::warning(UNMADE, message, place(self.computed.only_need()));
            Finding {
                hint: self.hint(index),
                ..finding
            }
        });
    }

    /// Returns the variable in whose text a figure is read for it, and the text, if that is not a figure, or a range.
    fn unreadable(&self, index: usize) -> Option<(&String, String)> {
        let name = self.computed.figure.as_ref()?;
        let (_, text) = self
            .solutions
            .text_of(bound(self.solutions.ids(name), index)?)?;
        let is_unreadable = unit_of_figure(&text).is_none() || is_range(&text);
        is_unreadable.then(|| (name, text.to_string()))
    }

    /// Returns what may help where the value lacks.
    fn hint(&self, index: usize) -> Option<String> {
        match self.computed.made_by {
            MadeBy::Iri => Some(
                "if it is an IRI, make its parts of texts with `ENCODE_FOR_URI` or `bixi:slug`"
                    .to_owned(),
            ),
            MadeBy::Number => {
                let (name, text) = self.text_of_needs(index)?;
                let cited = cited(&text);
                Some(format!(
                    "`?{name}` is the text `{cited}`; `types` in the mapping says which datatype a column has"
                ))
            }
            MadeBy::Other => None,
        }
    }

    /// Returns the first of the variables that it needs whose value in a solution is a plain text, with the text.
    fn text_of_needs(&self, index: usize) -> Option<(&str, String)> {
        let mut needs = self.computed.needs.iter().zip(&self.needs);
        needs.find_map(|(name, column)| {
            let (tag, text) = self.solutions.text_of(bound(*column, index)?)?;
            let of = self.solutions.type_of(tag)?;
            (of.datatype == vocab::XSD_STRING).then(|| (name.as_str(), text.to_string()))
        })
    }
}

/// Returns whether a condition is true in a solution.
pub fn is_true(conditions: Option<&[TermId]>, index: usize, solutions: &Solutions) -> bool {
    let value = bound(conditions, index).and_then(|id| solutions.text_of(id));
    value.is_some_and(|(_, text)| text == "true")
}

/// The variables of one row whose texts are noted as no figures.
#[derive(Default)]
pub struct Figures(pub BTreeSet<String>);

/// Returns why no single number can be read from a text, and a hint.
fn problem_of_figure(text: &str) -> (&'static str, Option<&'static str>) {
    if is_range(text) {
        let hint = "`bixi:least` and `bixi:most` return its ends";
        ("is a range", Some(hint))
    } else if is_vague(text) {
        let hint =
            "write the range that it is taken for, such as `20—90亿元`, in a column of its own";
        ("is a vague number", Some(hint))
    } else {
        ("has no number, or several that are not a range", None)
    }
}
