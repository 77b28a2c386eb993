//! Properties and values by the names that people give them.

use super::annotations::{Annotations, Property};
use crate::dictionary::TermId;
use crate::error::{AddError, Error, NameError, Result, Suggestion};
use crate::evidence::DERIVED;
use crate::graph::Graph;
use crate::query::{self, EntityKind, meanings_of_kind, with_words, written_literal};
use crate::rdf::{Literal, NamedNode, Term, usual_case, vocab};
use crate::shapes::SH;
use crate::template::{Slot, Template};
use crate::vocabulary::known_term;
use oxilangtag::LanguageTag;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The most statements of a property that are looked at.
const LOOKED_AT: usize = 10_000;

/// The namespace of the datatypes of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The word for the property by which annotations name where a statement is from, whatever it is called.
const EVIDENCE: &str = "evidence";

/// Finds properties and values by their names.
pub struct Values<'g> {
    graph: &'g Graph,
    annotations: &'g Annotations<'g>,
    template: Option<&'g Template>,
    /// The properties that were found by a part of their names, each with what was written.
    pub taken: Vec<(String, Suggestion)>,
}

/// What the values of a property are.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Expected {
    Entities,
    /// Texts with languages.
    Texts,
    /// Literals of a datatype, by its IRI.
    Literals(String),
    /// Literals of any datatype.
    AnyLiterals,
    Unknown,
}

/// Returns a property as it is written, and the language tag behind its `@`.
///
/// # Errors
/// If what stands behind the `@` is not a language tag.
pub fn split_language(name: &str) -> Result<(&str, Option<&str>)> {
    match name.rsplit_once('@') {
        Some((property, tag)) if !property.is_empty() => match LanguageTag::parse(tag) {
            Ok(_) => Ok((property, Some(tag))),
            Err(_) => Err(AddError::Language {
                tag: tag.to_owned(),
            }
            .into()),
        },
        _ => Ok((name, None)),
    }
}

impl<'g> Values<'g> {
    /// Finds names in a graph, for instances of the class of a template.
    pub fn of(
        graph: &'g Graph,
        annotations: &'g Annotations<'g>,
        template: Option<&'g Template>,
    ) -> Self {
        Self {
            graph,
            annotations,
            template,
            taken: Vec::new(),
        }
    }

    /// Returns the property and the value that are meant.
    ///
    /// # Errors
    /// If one of the names stands for nothing or for several things, or the value is none of the property.
    pub fn property_and_value(&mut self, written: &str, value: &str) -> Result<(Property, Term)> {
        let (name, language) = split_language(written)?;
        let property = match self.property(name, value) {
            Ok(id) => Property {
                iri: self.graph.dictionary.text(id),
                id: Some(id),
            },
            Err(error) if is_unknown(&error) => {
                let known = well_known(name).or_else(|| self.evidence(name));
                let iri = known.ok_or(error)?;
                let id = self.graph.dictionary.find_iri(&iri);
                Property { iri, id }
            }
            Err(error) => return Err(error),
        };
        let term = self.value(&property, language, value)?;
        Ok((property, term))
    }

    /// Returns the property of evidence that people know, if that is meant and the sources say nothing of statements yet.
    fn evidence(&mut self, name: &str) -> Option<String> {
        let is_meant = name == EVIDENCE && self.annotations.is_empty();
        is_meant.then(|| {
            let name = self.graph.prefixes.display_iri(DERIVED);
            let taken = Suggestion {
                label: None,
                name,
                class: None,
            };
            self.taken.push((EVIDENCE.to_owned(), taken));
            DERIVED.to_owned()
        })
    }

    /// Returns the property that a name stands for: of those with the name one that other instances or statements have; if none
    /// has it, the only one of other instances whose name has it as a word and whose values are such as the value.
    fn property(&mut self, name: &str, value: &str) -> Result<TermId> {
        let graph = self.graph;
        if query::by_identifier(graph, name).is_some() || name == "a" {
            return query::property(graph, name);
        }
        let meant = meanings_of_kind(graph, name, &EntityKind::Property);
        let is_usual = |one: &&TermId| {
            self.slot(**one).is_some() || self.annotations.is_said_of_statements(**one)
        };
        let mut usual = meant.iter().filter(is_usual);
        if let (Some(only), None) = (usual.next(), usual.next()) {
            return Ok(*only);
        }
        let of_evidence = self.annotations.of_evidence();
        if let Some(property) = of_evidence.filter(|_| name == EVIDENCE && meant.is_empty()) {
            return Ok(self.take(name, property));
        }
        let mut fitting = self.with_word(name, value).into_iter();
        if let (Some(only), None) = (fitting.next(), fitting.next()) {
            return Ok(self.take(name, only));
        }
        let property = query::property(graph, name)?;
        // Nobody means what shapes are made of.
        match graph.dictionary.text(property).starts_with(SH) {
            true => Err(NameError::Unknown {
                name: name.to_owned(),
                undeclared_prefix: None,
                suggestions: Vec::new(),
                more: 0,
                elsewhere: None,
            }
            .into()),
            false => Ok(property),
        }
    }

    /// Returns what the template says of a property.
    fn slot(&self, property: TermId) -> Option<&'g Slot> {
        let slots = self.template.map_or(&[][..], |of| of.slots.as_slice());
        slots.iter().find(|slot| slot.property == property)
    }

    /// Notes that a property was found by a part of its name.
    fn take(&mut self, name: &str, property: TermId) -> TermId {
        let label = self.graph.label(property, &[]);
        let display = self.graph.display(property);
        let taken = query::suggestion(self.graph, label.or(Some(display)), property);
        self.taken.push((name.to_owned(), taken));
        property
    }

    /// Returns the properties of other instances that have a name as a word and values of the class of a value.
    fn with_word(&self, name: &str, value: &str) -> Vec<TermId> {
        let is_used = |property: &TermId| self.slot(*property).is_some_and(|slot| slot.with > 0);
        let found = with_words(self.graph, name, &EntityKind::Property);
        let found = found.into_keys().filter(is_used);
        found
            .filter(|property| self.fits(*property, value))
            .collect()
    }

    /// Returns whether values of a property are of the class of the entity that a name stands for.
    fn fits(&self, property: TermId, value: &str) -> bool {
        let meant = meanings_of_kind(self.graph, value, &EntityKind::Any);
        let mut classes = meant.iter().filter_map(|one| self.graph.class_of(*one));
        let known = self.classes_of_values(property);
        classes.any(|class| known.contains(&class))
    }

    /// Returns the classes of the entities that are values of a property, the most frequent first.
    fn classes_of_values(&self, property: TermId) -> Vec<TermId> {
        let graph = self.graph;
        let mut counts: BTreeMap<TermId, usize> = BTreeMap::new();
        for [.., object] in graph.triples(None, Some(property), None).take(LOOKED_AT) {
            if let Some(class) = graph.class_of(object) {
                *counts.entry(class).or_default() += 1;
            }
        }
        let mut classes: Vec<(TermId, usize)> = counts.into_iter().collect();
        classes.sort_by_key(|(class, count)| (Reverse(*count), *class));
        classes.into_iter().map(|(class, _)| class).collect()
    }

    /// Returns the value of a property that is meant.
    fn value(&self, property: &Property, language: Option<&str>, value: &str) -> Result<Term> {
        if let Some(tag) = language {
            let tagged = Literal::new_language_tagged_literal(value, tag);
            let wrong = |_| AddError::Language {
                tag: tag.to_owned(),
            };
            return Ok(tagged.map_err(wrong)?.into());
        }
        if let Some(literal) = written_literal(self.graph, value).filter(|_| value.starts_with('"'))
        {
            return Ok(literal.into());
        }
        let expected = property.id.map(|id| self.expected(id));
        match expected.unwrap_or(Expected::Unknown) {
            Expected::Entities => self.entity(property, value),
            Expected::Texts => Err(AddError::NoLanguage {
                property: self.display(property),
                value: value.to_owned(),
                languages: property.id.map_or_else(Vec::new, |id| self.languages(id)),
            }
            .into()),
            Expected::Literals(datatype) => self.literal(property, &datatype, value),
            Expected::AnyLiterals => Ok(plain(self.graph, value)),
            Expected::Unknown => match self.entity(property, value) {
                Ok(entity) => Ok(entity),
                Err(error @ Error::Name(_)) if !is_unknown(&error) => Err(error),
                Err(_) => Ok(plain(self.graph, value)),
            },
        }
    }

    /// Returns what the values of a property are: by its shape or its range, by its class, else by most of its values.
    fn expected(&self, property: TermId) -> Expected {
        let graph = self.graph;
        let iri = graph.dictionary.text(property);
        if iri == vocab::RDF_TYPE {
            return Expected::Entities;
        }
        let slot = self.slot(property);
        let range = graph.objects(property, vocab::RDFS_RANGE).next();
        let counted = self.counted(property);
        if let Some(declared) = slot.and_then(|slot| slot.value).or(range) {
            let declared = graph.dictionary.text(declared);
            return match declared.as_str() {
                vocab::RDF_LANG_STRING => Expected::Texts,
                "http://www.w3.org/2000/01/rdf-schema#Literal" => match counted {
                    Expected::Entities | Expected::Unknown => Expected::AnyLiterals,
                    counted => counted,
                },
                "http://www.w3.org/2000/01/rdf-schema#Resource" => counted,
                datatype if datatype.starts_with(XSD) => match counted {
                    // Each language has its own datatype of texts.
                    Expected::Texts => Expected::Texts,
                    _ => Expected::Literals(declared),
                },
                _ => Expected::Entities,
            };
        }
        let mut classes = graph.objects(property, vocab::RDF_TYPE);
        let is_for_entities =
            classes.any(|class| graph.dictionary.text(class) == vocab::PROPERTIES[1]);
        match is_for_entities {
            true => Expected::Entities,
            false => counted,
        }
    }

    /// Returns what most values of a property are.
    fn counted(&self, property: TermId) -> Expected {
        let graph = self.graph;
        let mut counts: BTreeMap<Option<(&str, bool)>, usize> = BTreeMap::new();
        let values = graph.asserted_triples(None, Some(property), None);
        for [.., object] in values.take(LOOKED_AT) {
            let literal_type = graph.dictionary.literal_type(object);
            let kind = literal_type.map(|of| (of.datatype.as_str(), !of.language.is_empty()));
            *counts.entry(kind).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        match most {
            None => Expected::Unknown,
            Some((None, _)) => Expected::Entities,
            Some((Some((_, true)), _)) => Expected::Texts,
            Some((Some((datatype, _)), _)) => Expected::Literals(datatype.to_owned()),
        }
    }

    /// Returns the languages of the values of a property, the most frequent first.
    fn languages(&self, property: TermId) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let values = self.graph.asserted_triples(None, Some(property), None);
        for [.., object] in values.take(LOOKED_AT) {
            if let Some(of) = self.graph.dictionary.literal_type(object) {
                *counts.entry(&of.language).or_default() += 1;
            }
        }
        counts.remove("");
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(tag, count)| (Reverse(*count), *tag));
        counts.into_iter().map(|(tag, _)| usual_case(tag)).collect()
    }

    /// Returns the entity that a name stands for: of several that one of a class of which the property has values, or an IRI that
    /// is written as one and that the graph does not have.
    fn entity(&self, property: &Property, name: &str) -> Result<Term> {
        let graph = self.graph;
        let in_brackets = name
            .strip_prefix('<')
            .and_then(|name| name.strip_suffix('>'));
        let is_iri = in_brackets.is_some() || name.contains("://");
        if let Ok(iri) = NamedNode::new(in_brackets.unwrap_or(name))
            && is_iri
        {
            return Ok(iri.into());
        }
        let meant = meanings_of_kind(graph, name, &EntityKind::Any);
        if meant.len() > 1 {
            let known = property
                .id
                .map_or_else(Vec::new, |id| self.classes_of_values(id));
            let fits = |one: &&TermId| {
                graph
                    .class_of(**one)
                    .is_some_and(|class| known.contains(&class))
            };
            let mut fitting = meant.iter().filter(fits);
            if let (Some(only), None) = (fitting.next(), fitting.next()) {
                return Ok(graph.dictionary.term(*only));
            }
        }
        Ok(graph.dictionary.term(query::entity(graph, name)?))
    }

    fn display(&self, property: &Property) -> String {
        self.graph.prefixes.display_iri(&property.iri)
    }

    /// Returns a literal of a datatype.
    fn literal(&self, property: &Property, datatype: &str, value: &str) -> Result<Term> {
        let local = datatype.strip_prefix(XSD).unwrap_or_default();
        let is_text = local == "string";
        let form = if is_text { value } else { value.trim() };
        if !query::is_lexical_form(form, local) {
            return Err(AddError::Value {
                property: self.display(property),
                value: value.to_owned(),
                expected: self.graph.prefixes.display_iri(datatype),
            }
            .into());
        }
        let datatype = NamedNode::new_unchecked(datatype);
        Ok(Literal::new_typed_literal(form, datatype).into())
    }
}

/// Returns the IRI of a property of a well-known vocabulary, given with its usual prefix, or with none if it is one of RDF Schema.
fn well_known(name: &str) -> Option<String> {
    known_term(name).or_else(|| known_term(&format!("rdfs:{name}")))
}

/// Returns a value as the literal that it is written as: a number, or a text.
fn plain(graph: &Graph, value: &str) -> Term {
    let literal = written_literal(graph, value);
    literal
        .unwrap_or_else(|| Literal::new_simple_literal(value))
        .into()
}

fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::Name(error) if matches!(**error, NameError::Unknown { .. }))
}

#[cfg(test)]
mod tests {
    use super::split_language;

    #[test]
    fn a_language_stands_behind_the_name_of_a_property() {
        let split = |name| split_language(name).expect("a tag");
        assert_eq!(split("label@zh-Hans"), ("label", Some("zh-Hans")));
        assert_eq!(split("label"), ("label", None));
        assert!(split_language("label@").is_err());
    }
}
