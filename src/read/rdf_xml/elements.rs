//! Elements of nodes and properties ([RDF/XML, 7.2](https://www.w3.org/TR/rdf12-xml/#section-Infoset-Grammar)).

use super::attributes::{Attributes, Of, attributes};
use super::context::{Context, resolve};
use super::grammar::{Frame, Grammar, Kind};
use super::namespaces::{NONE, RDF};
use super::statements::Property;
use super::tag::{Tag, is_ncname};
use crate::dictionary::TermId;
use crate::rdf::vocab;
use crate::read::fault::Fault;
use crate::read::iri;
use std::ops::Range;

impl Grammar<'_, '_> {
    /// A [`nodeElement`](https://www.w3.org/TR/rdf12-xml/#nodeElement): gives its subject.
    pub(super) fn node(&mut self) -> Option<TermId> {
        let tag = std::mem::take(&mut self.xml.tag);
        let subject = self.node_of(&tag, None);
        self.xml.tag = tag;
        subject
    }

    /// A node that is the object of a property.
    pub(super) fn node_of(&mut self, tag: &Tag, link: Option<&Property>) -> Option<TermId> {
        let bases = self.contexts.mark();
        let outer = self.context();
        let context = self.contexts.within(outer, tag, &mut self.xml);
        let found = attributes(tag, Of::Node, &mut self.xml);
        let class = self.class(tag);
        let subject = self.subject(tag, &found, &context);
        if let Some(property) = link {
            self.said.say(property, subject, tag.line);
        }
        if class.is_some() {
            let rdf_type = self.said.iri(vocab::RDF_TYPE.as_bytes());
            self.said.state([subject, rdf_type, class], tag.line);
        }
        self.property_attributes(tag, &found, &context, subject);
        self.frames.push(Frame {
            kind: Kind::Node {
                subject,
                members: 0,
            },
            context,
            bases,
            span: (tag.name_span().start, tag.name_span().end),
            datatype: None,
        });
        subject
    }

    /// The class that the name of a node says, unless it is `rdf:Description`.
    fn class(&mut self, tag: &Tag) -> Option<TermId> {
        if tag.namespace == RDF {
            let local = tag.local();
            let name = String::from_utf8_lossy(local);
            let message = match local {
                b"Description" => return None,
                b"RDF" | b"ID" | b"about" | b"parseType" | b"resource" | b"nodeID"
                | b"datatype" | b"li" | b"annotation" | b"annotationNodeID" | b"version" => {
                    format!("`rdf:{name}` cannot be the name of a node")
                }
                b"aboutEach" | b"aboutEachPrefix" | b"bagID" => {
                    format!("`rdf:{name}` is no longer part of RDF/XML")
                }
                _ => return self.name(tag),
            };
            self.xml.fault(message, tag.name_span(), "");
            return None;
        }
        self.name(tag)
    }

    /// The IRI of an element's name.
    pub(super) fn name(&mut self, tag: &Tag) -> Option<TermId> {
        if tag.faulty {
            return None;
        }
        if tag.namespace == NONE {
            let name = String::from_utf8_lossy(tag.name()).into_owned();
            let message = format!("the element `{name}` has no namespace");
            self.xml.fault(
                message,
                tag.name_span(),
                "write it with a prefix, or declare `xmlns=\"…\"`",
            );
            return None;
        }
        self.qualified(tag.namespace, tag.local(), tag.name_span())
    }

    /// The IRI of a namespace and a local name.
    fn qualified(&mut self, namespace: u32, local: &[u8], span: Range<usize>) -> Option<TermId> {
        self.scratch.clear();
        self.scratch
            .extend_from_slice(self.xml.namespaces.iri(namespace));
        self.scratch.extend_from_slice(local);
        if let Some(id) = self.said.find_iri(&self.scratch) {
            return Some(id);
        }
        if let Err(why) = iri::check(&self.scratch) {
            let shown = String::from_utf8_lossy(&self.scratch);
            let message = format!("this name stands for `{shown}`, which is not an IRI: {why}");
            self.xml
                .faults
                .push(Fault::new("invalid-iri", message, span));
            return None;
        }
        self.said.iri(&self.scratch)
    }

    fn subject(&mut self, tag: &Tag, found: &Attributes, context: &Context) -> Option<TermId> {
        let ways = [found.about, found.id, found.node_id];
        let mut said = ways.iter().flatten();
        if let (Some(_), Some(second)) = (said.next(), said.next()) {
            let message = "a node has one of `rdf:about`, `rdf:ID` and `rdf:nodeID`";
            let span = tag.attributes.get(*second).map(|a| tag.attribute_span(a));
            self.xml
                .fault(message, span.unwrap_or_default(), "leave the others out");
            return None;
        }
        match (found.about, found.id, found.node_id) {
            (Some(about), _, _) => self.reference(tag, about, context),
            (_, Some(id), _) => self.id(tag, id, context),
            (_, _, Some(label)) => self.node_id(tag, label),
            _ => self.said.fresh(),
        }
    }

    /// The IRI that the value of an attribute refers to.
    pub(super) fn reference(
        &mut self,
        tag: &Tag,
        index: usize,
        context: &Context,
    ) -> Option<TermId> {
        let attribute = tag
            .attributes
            .get(index)
            .filter(|attribute| !attribute.faulty)?;
        self.resolved(tag.value(attribute), tag.value_span(attribute), context)?;
        self.said.iri(&self.scratch)
    }

    /// Resolves an IRI into the scratch.
    pub(super) fn resolved(
        &mut self,
        value: &[u8],
        span: Range<usize>,
        context: &Context,
    ) -> Option<()> {
        self.scratch.clear();
        let base = self.contexts.base(context);
        match resolve(base, value, span, &mut self.scratch) {
            Ok(()) => Some(()),
            Err(fault) => {
                self.xml.faults.extend(fault);
                None
            }
        }
    }

    /// The IRI of an `rdf:ID`, which stands once for one base.
    pub(super) fn id(&mut self, tag: &Tag, index: usize, context: &Context) -> Option<TermId> {
        let attribute = tag
            .attributes
            .get(index)
            .filter(|attribute| !attribute.faulty)?;
        let (value, span) = (tag.value(attribute), tag.value_span(attribute));
        let shown = String::from_utf8_lossy(value).into_owned();
        if !is_ncname(value) {
            let message = format!(
                "`{shown}` is not a valid `rdf:ID`: that is a name without `:` that begins with a letter or `_`"
            );
            self.xml
                .fault(message, span, "use `rdf:about` for other IRIs");
            return None;
        }
        self.resolved(format!("#{shown}").as_bytes(), span.clone(), context)?;
        if let Some((start, end)) = self.ids.get(self.scratch.as_slice()) {
            let message = format!("the `rdf:ID` `{shown}` stands twice in this file");
            let fault = Fault::new("syntax", message, span)
                .with_hint("use `rdf:about` to say more of the same node")
                .with_related(*start..*end, "it stands here first");
            self.xml.faults.push(fault);
            return None;
        }
        self.ids
            .insert(self.scratch.as_slice().into(), (span.start, span.end));
        self.said.iri(&self.scratch)
    }

    pub(super) fn node_id(&mut self, tag: &Tag, index: usize) -> Option<TermId> {
        let attribute = tag
            .attributes
            .get(index)
            .filter(|attribute| !attribute.faulty)?;
        let value = tag.value(attribute);
        if !is_ncname(value) {
            let shown = String::from_utf8_lossy(value);
            let name = String::from_utf8_lossy(tag.attribute_name(attribute));
            let message = format!(
                "`{shown}` is not a valid `{name}`: that is a name without `:` that begins with a letter or `_`"
            );
            self.xml.fault(message, tag.value_span(attribute), "");
            return None;
        }
        self.said.labelled(value)
    }

    /// The properties of a node that its attributes say.
    pub(super) fn property_attributes(
        &mut self,
        tag: &Tag,
        found: &Attributes,
        context: &Context,
        subject: Option<TermId>,
    ) {
        for index in &found.properties {
            let Some(attribute) = tag.attributes.get(*index).filter(|a| !a.faulty) else {
                continue;
            };
            let local = tag.attribute_local(attribute);
            let is_type = local == b"type" && matches!(attribute.namespace, NONE | RDF);
            let (predicate, object) = if is_type {
                let object = self.reference(tag, *index, context);
                (self.said.iri(vocab::RDF_TYPE.as_bytes()), object)
            } else {
                let span = tag.attribute_span(attribute);
                let predicate = self.qualified(attribute.namespace, local, span);
                (predicate, self.text(tag.value(attribute), context))
            };
            self.said
                .state([subject, predicate, object], attribute.line);
        }
    }

    pub(super) fn text(&mut self, text: &[u8], context: &Context) -> Option<TermId> {
        let language = self.contexts.language(context);
        let direction = if context.is_1_2 { context.direction } else { 0 };
        self.said.text(text, context.language, language, direction)
    }
}
