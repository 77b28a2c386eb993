//! Numbers that were written with separators of thousands, and are read as a text, as another number or as several numbers.

use super::fault::Fault;
use super::literals::{is_integer, is_number, shown, without_separators};
use super::scope::Scope;
use super::words::{in_words, listed};
use crate::dictionary::TermId;
use crate::rdf::vocab;
use rustc_hash::FxHashMap;

/// What the values of the properties of the project are.
pub struct Numbers<'n> {
    scope: &'n Scope<'n>,
    /// Whether the values of each property that mostly has numbers are numbers, and whether they are integers.
    profiles: FxHashMap<TermId, [bool; 2]>,
}

impl<'n> Numbers<'n> {
    pub fn of(scope: &'n Scope<'n>) -> Self {
        Self {
            scope,
            profiles: profiles(scope),
        }
    }

    /// Returns whether most values of a property are numbers.
    pub fn are_of(&self, property: TermId) -> bool {
        self.profiles.contains_key(&property)
    }

    /// Returns the fault of a number that was written with separators of thousands, and is a text or another number.
    pub fn separated(&self, triple: [TermId; 3], datatype: Option<&str>) -> Option<Fault> {
        let [subject, property, value] = triple;
        let scope = self.scope;
        let dictionary = &scope.graph.dictionary;
        let literal_type = dictionary.literal_type(value)?;
        let profile = self.profiles.get(&property);
        let [are_numbers, are_integers] = match datatype {
            Some(datatype) => [is_number(datatype), is_integer(datatype)],
            None => *profile?,
        };
        let of = format!("{} of {}", scope.name(property), scope.name(subject));
        match literal_type.datatype.as_str() {
            vocab::XSD_STRING if are_numbers => {
                let text = dictionary.text(value);
                let number = without_separators(&text)?;
                let message = format!(
                    "the value {} of {of} is a text, not a number",
                    shown(scope, value)
                );
                let fault = Fault::warning("separated-number", triple, value, message);
                Some(fault.with_hint(format!("write `{number}` without quotes and separators")))
            }
            vocab::XSD_DECIMAL if are_integers => {
                let text = dictionary.text(value);
                let number = without_separators(&text).filter(|number| !number.contains('.'))?;
                let short = text.trim_end_matches('0').trim_end_matches('.');
                let message =
                    format!("the value `{text}` of {of} is read as {short}, not as {number}");
                let fault = Fault::warning("separated-number", triple, value, message);
                Some(fault.with_hint(format!(
                    "write `{number}`: a point begins the decimals of a number"
                )))
            }
            _ => None,
        }
    }

    /// Returns the fault of a number such as `120,000`, which Turtle reads as two values.
    pub fn split(&self, subject: TermId, property: TermId, values: &[TermId]) -> Option<Fault> {
        let scope = self.scope;
        let dictionary = &scope.graph.dictionary;
        let is_integer = |id: TermId| {
            let of = dictionary.literal_type(id);
            of.is_some_and(|of| of.datatype == vocab::XSD_INTEGER)
        };
        let integers = values.iter().copied().filter(|id| is_integer(*id));
        let integers: Vec<(TermId, String)> =
            integers.map(|id| (id, dictionary.text(id))).collect();
        let is_digits = |text: &String| text.bytes().all(|b| b.is_ascii_digit());
        let are_groups = integers
            .iter()
            .any(|(_, text)| text.len() == 3 && is_digits(text));
        if integers.len() < 2 || !are_groups {
            return None;
        }
        for (first, text) in integers.iter().filter(|(_, text)| text.len() <= 3) {
            let triple = [subject, property, *first];
            let place = scope.places(triple).into_iter().next()?;
            let source = scope.graph.sources.get(place.source as usize)?;
            let file = (scope.context.files)(&source.path)?;
            let line = file.line(place.line)?;
            let written = separated_in(&line, text, &integers);
            if let Some(written) = written {
                let names: Vec<&str> = written.split(',').collect();
                let message = format!(
                    "`{written}` as {} of {} is read as {} values, {}",
                    scope.name(property),
                    scope.name(subject),
                    in_words(names.len()),
                    listed(
                        &names
                            .iter()
                            .map(|name| (*name).to_owned())
                            .collect::<Vec<_>>()
                    )
                );
                let whole = written.replace(',', "");
                let fault = Fault::warning("separated-number", triple, *first, message);
                return Some(
                    fault.with_hint(format!("write `{whole}`: a comma begins another value")),
                );
            }
        }
        None
    }
}

/// Returns a number with commas in a line that starts with some digits and whose groups are all among some integers.
fn separated_in(line: &str, first: &str, integers: &[(TermId, String)]) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == ',';
    for (at, _) in line.match_indices(first) {
        let before = line.get(..at)?.chars().next_back();
        let rest = line.get(at..)?;
        let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let written = rest.get(..end)?.trim_end_matches(',');
        let groups: Vec<&str> = written.split(',').collect();
        let is_whole = groups.len() > 1
            && groups.first() == Some(&first)
            && groups.iter().skip(1).all(|group| group.len() == 3)
            && groups
                .iter()
                .all(|group| integers.iter().any(|(_, text)| text == group))
            && before.is_none_or(char::is_whitespace);
        if is_whole {
            return Some(written.to_owned());
        }
    }
    None
}

/// Whether most values of each property of the project are numbers, and whether all of these are integers.
fn profiles(scope: &Scope) -> FxHashMap<TermId, [bool; 2]> {
    let dictionary = &scope.graph.dictionary;
    let types: Vec<[bool; 2]> = dictionary
        .types
        .iter()
        .map(|of| [is_number(&of.datatype), is_integer(&of.datatype)])
        .collect();
    let mut found = FxHashMap::default();
    for property in scope
        .graph
        .statistics
        .predicates()
        .filter(|id| scope.is_own(*id))
    {
        let rows = scope.graph.pos.rows(property);
        let values = scope.graph.pos.second.get(rows).unwrap_or_default();
        let (mut numbers, mut integers, mut separated, mut all) = (0, 0, 0, 0);
        for value in values {
            all += 1;
            let of = dictionary.literal_type_index(*value);
            let [number, integer] = of
                .and_then(|of| types.get(of as usize).copied())
                .unwrap_or_default();
            numbers += usize::from(number);
            integers += usize::from(integer);
            if of.is_some() && !number && all <= SAMPLE {
                separated += usize::from(without_separators(&dictionary.text(*value)).is_some());
            }
        }
        if numbers + separated > 0 && (numbers + separated) * 2 > all {
            found.insert(property, [true, integers * 2 > numbers]);
        }
    }
    found
}

/// Of at most this many values of a property the text is looked at to see whether they are numbers.
const SAMPLE: usize = 1000;
