//! Elements of properties ([RDF/XML, 7.2.14](https://www.w3.org/TR/rdf12-xml/#propertyElt)).

use super::attributes::{Attributes, Of, attributes};
use super::context::Context;
use super::grammar::{Frame, Grammar, Kind};
use super::namespaces::RDF;
use super::statements::Property;
use super::tag::Tag;
use crate::dictionary::TermId;
use crate::rdf::vocab;
use crate::read::fault::Fault;
use std::ops::Range;

impl Grammar<'_, '_> {
    /// A [`propertyElt`](https://www.w3.org/TR/rdf12-xml/#propertyElt) of a node.
    pub(super) fn property(&mut self, subject: Option<TermId>) {
        let tag = std::mem::take(&mut self.xml.tag);
        self.property_of(&tag, subject);
        self.xml.tag = tag;
    }

    fn property_of(&mut self, tag: &Tag, subject: Option<TermId>) {
        let bases = self.contexts.mark();
        let outer = self.context();
        let context = self.contexts.within(outer, tag, &mut self.xml);
        let found = attributes(tag, Of::Property, &mut self.xml);
        let mut property = Property {
            subject,
            predicate: self.predicate(tag),
            line: tag.line,
            ..Property::default()
        };
        if let Some(id) = found.id {
            property.reifier = self.id(tag, id, &context);
        }
        property.annotation = match (found.annotation, found.annotation_node_id) {
            (Some(iri), None) => self.reference(tag, iri, &context),
            (None, Some(label)) => self.node_id(tag, label),
            (Some(_), Some(second)) => {
                self.together(
                    tag,
                    second,
                    "`rdf:annotation` and `rdf:annotationNodeID` exclude each other",
                );
                None
            }
            (None, None) => None,
        };
        let kind = self.kind_of(tag, &found, &context, property);
        let span = tag.name_span();
        let datatype = self.datatype(tag, &found, &context, &kind);
        self.frames.push(Frame {
            kind: if found.datatype.is_some() && datatype.is_none() {
                Kind::Skipped
            } else {
                kind
            },
            context,
            bases,
            span: (span.start, span.end),
            datatype,
        });
    }

    fn together(&mut self, tag: &Tag, index: usize, message: &str) {
        if let Some(attribute) = tag.attributes.get(index).filter(|a| !a.faulty) {
            self.xml
                .fault(message, tag.attribute_span(attribute), "leave one out");
        }
    }

    /// What a property will be, by its attributes.
    fn kind_of(
        &mut self,
        tag: &Tag,
        found: &Attributes,
        context: &Context,
        property: Property,
    ) -> Kind {
        let says_object = found
            .resource
            .or(found.node_id)
            .or(found.properties.first().copied());
        if let Some(parse_type) = found.parse_type {
            if let Some(other) = says_object.or(found.datatype) {
                self.together(
                    tag,
                    other,
                    "this attribute and `rdf:parseType` exclude each other",
                );
                return Kind::Skipped;
            }
            return self.parse_type(tag, parse_type, context, property);
        }
        match (found.resource, found.node_id) {
            (Some(_), Some(second)) => {
                self.together(
                    tag,
                    second,
                    "`rdf:resource` and `rdf:nodeID` exclude each other",
                );
                return Kind::Skipped;
            }
            _ if says_object.is_none() => {
                return Kind::Property {
                    property,
                    child: None,
                };
            }
            _ => {}
        }
        if let Some(datatype) = found.datatype {
            self.together(
                tag,
                datatype,
                "`rdf:datatype` is of a literal, and other attributes say the object",
            );
            return Kind::Skipped;
        }
        let (object, index) = match (found.resource, found.node_id) {
            (Some(resource), _) => (self.reference(tag, resource, context), Some(resource)),
            (_, Some(label)) => (self.node_id(tag, label), Some(label)),
            _ => (self.said.fresh(), None),
        };
        let line = index.and_then(|index| tag.attributes.get(index));
        self.said.say(
            &property,
            object,
            line.map_or(tag.line, |attribute| attribute.line),
        );
        self.property_attributes(tag, found, context, object);
        Kind::Empty
    }

    fn parse_type(
        &mut self,
        tag: &Tag,
        index: usize,
        context: &Context,
        property: Property,
    ) -> Kind {
        let value = tag
            .attributes
            .get(index)
            .map(|attribute| tag.value(attribute));
        match value.unwrap_or_default() {
            b"Resource" => {
                let subject = self.said.fresh();
                self.said.say(&property, subject, tag.line);
                Kind::Node {
                    subject,
                    members: 0,
                }
            }
            b"Collection" => Kind::Collection {
                property,
                last: None,
                is_faulty: false,
            },
            b"Triple" => {
                self.said.begin_triple();
                Kind::Triple {
                    property,
                    is_read: context.is_1_2,
                }
            }
            _ => Kind::Literal { property },
        }
    }

    /// Resolves the datatype of a property, which is kept until its end.
    fn datatype(
        &mut self,
        tag: &Tag,
        found: &Attributes,
        context: &Context,
        kind: &Kind,
    ) -> Option<Range<usize>> {
        let attribute = tag.attributes.get(found.datatype?).filter(|a| !a.faulty)?;
        if !matches!(kind, Kind::Property { .. }) {
            return None;
        }
        self.resolved(tag.value(attribute), tag.value_span(attribute), context)?;
        if [vocab::RDF_LANG_STRING, vocab::RDF_DIR_LANG_STRING]
            .iter()
            .any(|iri| iri.as_bytes() == self.scratch)
        {
            let message = "a literal of this datatype must have a language tag";
            let fault = Fault::new("invalid-datatype", message, tag.value_span(attribute));
            self.xml
                .faults
                .push(fault.with_hint("write `xml:lang` in place of the datatype"));
            return None;
        }
        let start = self.datatypes.len();
        self.datatypes.extend_from_slice(&self.scratch);
        Some(start..self.datatypes.len())
    }

    fn predicate(&mut self, tag: &Tag) -> Option<TermId> {
        if tag.namespace != RDF {
            return self.name(tag);
        }
        let local = tag.local();
        let name = String::from_utf8_lossy(local);
        let message = match local {
            b"li" => return self.member(),
            b"Description" | b"RDF" | b"ID" | b"about" | b"parseType" | b"resource" | b"nodeID"
            | b"datatype" | b"annotation" | b"annotationNodeID" | b"version" => {
                format!("`rdf:{name}` cannot be a property")
            }
            b"aboutEach" | b"aboutEachPrefix" | b"bagID" => {
                format!("`rdf:{name}` is no longer part of RDF/XML")
            }
            _ => return self.name(tag),
        };
        let hint = match local {
            b"Description" => "a node stands in a property, and a property in a node",
            _ => "",
        };
        self.xml.fault(message, tag.name_span(), hint);
        None
    }

    /// `rdf:li` is the next property of membership.
    fn member(&mut self) -> Option<TermId> {
        let Some(Kind::Node { members, .. }) = self.frames.last_mut().map(|frame| &mut frame.kind)
        else {
            return None;
        };
        *members += 1;
        let number = *members;
        self.said.member(number)
    }

    /// An element in a property: the node that is its object.
    pub(super) fn child(&mut self, property: Property, child: Option<usize>) {
        self.mixed();
        let tag = std::mem::take(&mut self.xml.tag);
        let start = tag.name_span().start;
        let frame = self.frames.last_mut();
        let has_datatype = frame.as_ref().is_some_and(|frame| frame.datatype.is_some());
        if let Some(Kind::Property { child, .. }) = frame.map(|frame| &mut frame.kind) {
            *child = Some(child.unwrap_or(start));
        }
        if has_datatype {
            self.xml.fault(
                "a literal with a datatype has no elements in it",
                tag.name_span(),
                "",
            );
        } else if child.is_some() {
            let message = "a property has one object, and this is another one";
            self.xml
                .fault(message, tag.name_span(), "write the property again for it");
        }
        if has_datatype || child.is_some() {
            self.node_of(&tag, None);
        } else {
            self.node_of(&tag, Some(&property));
        }
        self.xml.tag = tag;
    }

    /// Text beside an element in a property.
    fn mixed(&mut self) {
        if let Some(spot) = self.xml.text.solid {
            let message = "text and elements cannot stand side by side in a property";
            let hint = "write `rdf:parseType=\"Literal\"` if the object is XML";
            self.xml.fault(message, spot.offset..spot.offset + 1, hint);
        }
    }

    pub(super) fn end_of_property(
        &mut self,
        property: &Property,
        child: Option<usize>,
        frame: &Frame,
    ) {
        if child.is_some() {
            return self.mixed();
        }
        if self.xml.text.faulty {
            return;
        }
        let text = std::mem::take(&mut self.xml.text.content);
        let line = self.xml.text.start.line;
        let object = match &frame.datatype {
            Some(datatype) => {
                let iri = self.datatypes.get(datatype.clone()).unwrap_or_default();
                self.said.typed(&text, iri)
            }
            None => self.text(&text, &frame.context),
        };
        self.said.say(property, object, line);
        self.xml.text.content = text;
    }

    /// An item of a collection.
    pub(super) fn item(&mut self, property: Property, last: Option<TermId>, is_faulty: bool) {
        let line = self.xml.tag.line;
        let cell = self.said.fresh();
        if last.is_none() {
            self.said.say(&property, cell.filter(|_| !is_faulty), line);
        } else {
            let rest = self.said.rdf("rest");
            self.said.state([last, rest, cell], line);
        }
        if let Some(Kind::Collection { last, .. }) =
            self.frames.last_mut().map(|frame| &mut frame.kind)
        {
            *last = cell;
        }
        let first = self.said.rdf("first");
        let link = Property {
            subject: cell,
            predicate: first,
            line,
            ..Property::default()
        };
        let tag = std::mem::take(&mut self.xml.tag);
        self.node_of(&tag, Some(&link));
        self.xml.tag = tag;
    }
}
