//! What a result says in words: with the labels and the prefixed names of the project.

use super::data::Data;
use super::details::causes;
use super::evaluate::Evaluation;
use super::reach::{Values, reach};
use super::result::Found;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::graph::Graph;
use crate::number::count;
use crate::shapes::{Kind, NodeKinds, Path};

/// Names things for people.
#[derive(Clone, Copy)]
pub struct Words<'w> {
    pub evaluation: &'w Evaluation<'w>,
    /// The graph with data and shapes.
    pub graph: &'w Graph,
    /// The languages of the reader, the preferred one first.
    pub languages: &'w [String],
}

impl Words<'_> {
    pub(super) fn data(&self) -> &Data<'_> {
        &self.evaluation.data
    }

    /// Returns what a result says, in one sentence without a period, with the innermost causes of nested shapes.
    ///
    /// # Errors
    /// If a query of a nested shape fails.
    pub fn sentence(&self, found: &Found) -> Result<String> {
        Ok(format!("{}{}", self.own(found), self.causes(found)?))
    }

    /// Returns what a result says, without causes.
    fn own(&self, found: &Found) -> String {
        let focus = self.name(found.focus);
        let path = self.path_of(found);
        let value = found.value.as_ref().map(|value| self.node(value));
        // The value with what leads to it.
        let what = match (&path, &value) {
            (Some(path), Some(value)) => format!("{value}, a value of {path} of {focus},"),
            (Some(path), None) => format!("{path} of {focus}"),
            (None, _) => focus.clone(),
        };
        let of = |path: &Option<String>| path.clone().unwrap_or_else(|| "its path".to_owned());
        let kind = &self.evaluation.shapes.shapes[found.shape].constraints[found.constraint].kind;
        let number = |number: u64| match number {
            1 => "1 is".to_owned(),
            number => format!("{number} are"),
        };
        match kind {
            Kind::Class(classes) => {
                format!("{what} is not an instance of {}", self.either(classes))
            }
            Kind::RootClass(classes) => format!(
                "{what} is neither {} nor a subclass of it",
                self.either(classes)
            ),
            Kind::Datatype(datatypes) => self.datatype(found, &what, datatypes),
            Kind::NodeKind(kinds) => format!(
                "{what} is {}, not {}",
                self.kind_of(found),
                kinds_in_words(*kinds)
            ),
            Kind::MinCount(least) => {
                let values = self.values_of(found);
                let has = match values.len() {
                    0 => "no value".to_owned(),
                    some => count(some, "value"),
                };
                format!(
                    "{focus} has {has} of {}; at least {} needed",
                    of(&path),
                    number(*least)
                )
            }
            Kind::MaxCount(most) => {
                let values = self.values_of(found);
                format!(
                    "{focus} has {} of {}, {}; at most {} allowed",
                    count(values.len(), "value"),
                    of(&path),
                    self.names(&values),
                    number(*most)
                )
            }
            Kind::MinExclusive(bound) => {
                format!("{what} is not greater than {}", self.name(*bound))
            }
            Kind::MinInclusive(bound) => format!("{what} is not at least {}", self.name(*bound)),
            Kind::MaxExclusive(bound) => format!("{what} is not less than {}", self.name(*bound)),
            Kind::MaxInclusive(bound) => format!("{what} is not at most {}", self.name(*bound)),
            Kind::MinLength(length) => format!(
                "{} has {}; at least {} needed",
                self.text_of(found, &what),
                self.length(found),
                number(*length)
            ),
            Kind::MaxLength(length) => format!(
                "{} has {}; at most {} allowed",
                self.text_of(found, &what),
                self.length(found),
                number(*length)
            ),
            Kind::Pattern { pattern, .. } => format!(
                "{} does not match the pattern `{pattern}`",
                self.text_of(found, &what)
            ),
            Kind::SingleLine => format!("{what} has several lines"),
            Kind::LanguageIn(ranges) => {
                let ranges = ranges.iter().map(|range| format!("`{range}`")).collect();
                format!("{what} is in none of the languages {}", self.list(ranges))
            }
            Kind::UniqueLang => format!(
                "{focus} has several values of {} in one language",
                of(&path)
            ),
            Kind::Equals(other) => {
                let values = self.values_of(found);
                let has = |value: TermId| values.contains(&value);
                let own = path.unwrap_or_else(|| "the node itself".to_owned());
                let (of, not) = match found.known_value().is_some_and(has) {
                    true => (own, self.path(other)),
                    false => (self.path(other), own),
                };
                let value = value.unwrap_or(focus.clone());
                format!("{value} is a value of {of} of {focus}, and not of {not}")
            }
            Kind::Disjoint(other) => format!(
                "{} is a value of both {} and {} of {focus}",
                value.unwrap_or(focus.clone()),
                path.unwrap_or_else(|| "the node itself".to_owned()),
                self.path(other)
            ),
            Kind::SubsetOf(other) => format!("{what} is not a value of {}", self.path(other)),
            Kind::LessThan(other) => {
                format!("{what} is not less than {}", self.others(found, other))
            }
            Kind::LessThanOrEquals(other) => format!(
                "{what} is greater than {}, or cannot be compared",
                self.others(found, other)
            ),
            Kind::Not(shape) => format!(
                "{what} conforms to {}, which it must not",
                self.shape(*shape)
            ),
            Kind::And(shapes) => {
                format!("{what} does not conform to all of {}", self.shapes(shapes))
            }
            Kind::Or(shapes) => format!("{what} conforms to none of {}", self.shapes(shapes)),
            Kind::Xone(shapes) => format!(
                "{what} conforms to none or several of {}",
                self.shapes(shapes)
            ),
            Kind::Node(shape) => format!("{what} does not conform to {}", self.shape(*shape)),
            Kind::Property(_) => format!("{what} is wrong"),
            Kind::SomeValue(shape) => format!(
                "no value of {} of {focus} conforms to {}",
                of(&path),
                self.shape(*shape)
            ),
            Kind::QualifiedMinCount(qualified) => format!(
                "{focus} has too few values of {} that conform to {}; at least {} needed",
                of(&path),
                self.shape(qualified.shape),
                number(qualified.count)
            ),
            Kind::QualifiedMaxCount(qualified) => format!(
                "{focus} has too many values of {} that conform to {}; at most {} allowed",
                of(&path),
                self.shape(qualified.shape),
                number(qualified.count)
            ),
            Kind::Closed(_) => format!(
                "{focus} has a value of {}, which the closed shape {} does not allow",
                of(&path),
                self.shape(found.shape)
            ),
            Kind::HasValue(needed) => match path {
                Some(path) => format!(
                    "{focus} does not have the value {} of {path}",
                    self.name(*needed)
                ),
                None => format!("{focus} is not {}", self.name(*needed)),
            },
            Kind::In(members) if members.is_empty() => {
                format!("{what} is none of the values allowed, since none is")
            }
            Kind::In(members) => format!("{what} is none of {}", self.names(members)),
            Kind::MemberShape(shape) => format!(
                "{what} is not a list, or has a member that does not conform to {}",
                self.shape(*shape)
            ),
            Kind::MinListLength(length) => format!(
                "{what} is not a list of at least {}",
                count(*length as usize, "member")
            ),
            Kind::MaxListLength(length) => format!(
                "{what} is not a list of at most {}",
                count(*length as usize, "member")
            ),
            Kind::UniqueMembers(_) => format!("{what} is not a list of different members"),
            Kind::UniqueValuesFor(paths) => {
                let paths = paths.iter().map(|path| self.path(path)).collect();
                format!(
                    "{focus} has the same values of {} as another node",
                    self.list(paths)
                )
            }
            Kind::Reifier(reifier) => match reifier.shape {
                Some(shape) if !self.lacks_reifier(found) => format!(
                    "what is said of the statement with {what} does not conform to {}",
                    self.shape(shape)
                ),
                _ => format!(
                    "nothing is said of the statement with {}, which must have a reifier",
                    what.trim_end_matches(',')
                ),
            },
            Kind::Sparql(_) => format!(
                "{what} breaks a SPARQL constraint of {}{}",
                self.shape(found.shape),
                self.solution(found)
            ),
            Kind::Component(component) => {
                format!(
                    "{what} breaks {} of {}",
                    self.name(component.node),
                    self.shape(found.shape)
                )
            }
        }
    }

    fn datatype(&self, found: &Found, what: &str, datatypes: &[TermId]) -> String {
        let dictionary = &self.graph.dictionary;
        let wanted = self.either(datatypes);
        match found
            .known_value()
            .map(|value| (value, dictionary.literal_type(value)))
        {
            Some((_, Some(literal_type))) => {
                let own = dictionary.find_iri(&literal_type.datatype);
                match own.is_some_and(|own| datatypes.contains(&own)) {
                    true => format!("{what} is not written as {wanted} is"),
                    false => format!(
                        "{what} is {}, not {wanted}",
                        self.graph.prefixes.display_iri(&literal_type.datatype)
                    ),
                }
            }
            _ => format!(
                "{what} is {}, not a literal of {wanted}",
                self.kind_of(found)
            ),
        }
    }

    fn kind_of(&self, found: &Found) -> &'static str {
        let dictionary = &self.graph.dictionary;
        match found.known_value() {
            Some(value) if dictionary.is_iri(value) => "an IRI",
            Some(value) if dictionary.is_blank_node(value) => "a blank node",
            Some(value) if dictionary.is_literal(value) => "a literal",
            _ => "a triple term",
        }
    }

    /// Returns whether the statement that a result is about has no reifier.
    fn lacks_reifier(&self, found: &Found) -> bool {
        let path = self.evaluation.shapes.shapes[found.shape].path.as_ref();
        let property = path.and_then(|(_, path)| path.property());
        let statement = property.zip(found.known_value());
        let term = statement.and_then(|(property, value)| {
            self.graph
                .dictionary
                .find_triple([found.focus, property, value])
        });
        let reifiers = self.data().reifies.zip(term);
        reifiers.is_none_or(|(reifies, term)| self.data().subjects(reifies, term).next().is_none())
    }

    /// Returns the solution of the query that found a result, as the end of a sentence.
    fn solution(&self, found: &Found) -> String {
        let bindings = found.solution.iter();
        let bindings: Vec<String> = bindings
            .map(|(name, term)| format!("`?{name}` = {}", self.term(term)))
            .collect();
        match bindings.is_empty() {
            true => String::new(),
            false => format!(" with {}", bindings.join(", ")),
        }
    }

    /// Returns what a constraint on the text of a value is about: that of an IRI is not what is shown.
    fn text_of(&self, found: &Found, what: &str) -> String {
        let is_iri = |value| self.graph.dictionary.is_iri(value);
        match found.known_value().is_some_and(is_iri) {
            true => format!("the IRI of {what}"),
            false => what.to_owned(),
        }
    }

    fn length(&self, found: &Found) -> String {
        let text = found
            .known_value()
            .map(|value| self.graph.dictionary.text(value));
        count(text.map_or(0, |text| text.chars().count()), "character")
    }

    /// Returns the value nodes of the focus node of a result.
    fn values_of(&self, found: &Found) -> Vec<TermId> {
        match &self.evaluation.shapes.shapes[found.shape].path {
            Some((_, path)) => Values::of(self.data(), &[found.focus], path)
                .of_node(0)
                .to_vec(),
            None => vec![found.focus],
        }
    }

    fn others(&self, found: &Found, path: &Path) -> String {
        let mut others = reach(self.data(), path, found.focus);
        others.sort_unstable();
        others.dedup();
        format!("{}, a value of {}", self.names(&others), self.path(path))
    }

    /// Returns why a value does not conform to the shapes that a constraint refers to: the innermost cause of each.
    fn causes(&self, found: &Found) -> Result<String> {
        let mut sentences: Vec<String> = Vec::new();
        for inner in causes(self.evaluation, found)? {
            let sentence = self.own(&inner);
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        Ok(match sentences.len() {
            0 => String::new(),
            1 | 2 => format!(": {}", sentences.join("; or ")),
            more => format!(": {}; or {}", sentences[0], count(more - 1, "other cause")),
        })
    }
}

fn kinds_in_words(kinds: NodeKinds) -> String {
    let words = [
        (kinds.iri, "an IRI"),
        (kinds.blank, "a blank node"),
        (kinds.literal, "a literal"),
        (kinds.triple, "a triple term"),
    ];
    let words: Vec<&str> = words
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| *word)
        .collect();
    words.join(" or ")
}
