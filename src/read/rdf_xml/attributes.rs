//! What the attributes of an element are to RDF
//! ([RDF/XML, 6.1.4](https://www.w3.org/TR/rdf12-xml/#section-attribute-node)).

use super::namespaces::{ITS, NONE, RDF, XML};
use super::tag::{Attribute, Tag};
use super::tokens::Xml;

/// The attributes of an element by their meaning: indexes into those of the tag.
#[derive(Default)]
pub struct Attributes {
    /// `rdf:about`
    pub about: Option<usize>,
    /// `rdf:ID`
    pub id: Option<usize>,
    /// `rdf:nodeID`
    pub node_id: Option<usize>,
    /// `rdf:resource`
    pub resource: Option<usize>,
    /// `rdf:datatype`
    pub datatype: Option<usize>,
    /// `rdf:parseType`
    pub parse_type: Option<usize>,
    /// `rdf:annotation`
    pub annotation: Option<usize>,
    /// `rdf:annotationNodeID`
    pub annotation_node_id: Option<usize>,
    /// Those that are properties.
    pub properties: Vec<usize>,
}

/// What an element can have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// An element of a node.
    Node,
    /// An element of a property.
    Property,
    /// `rdf:RDF`
    Document,
}

/// Sorts the attributes of a tag. What cannot stand there is reported and left out.
pub fn attributes(tag: &Tag, of: Of, xml: &mut Xml) -> Attributes {
    let mut found = Attributes::default();
    for (index, attribute) in tag.attributes.iter().enumerate() {
        let local = tag.attribute_local(attribute);
        match attribute.namespace {
            XML => {}
            ITS if matches!(local, b"dir" | b"version") => {}
            // It was reported why it is in none.
            NONE if attribute.faulty => {}
            NONE if local
                .get(..3)
                .is_some_and(|start| start.eq_ignore_ascii_case(b"xml")) => {}
            NONE if matches!(
                local,
                b"about" | b"ID" | b"resource" | b"parseType" | b"type"
            ) =>
            {
                of_rdf(&mut found, index, tag, attribute, of, xml);
            }
            NONE => without_namespace(tag, attribute, xml),
            RDF => of_rdf(&mut found, index, tag, attribute, of, xml),
            _ if of == Of::Document => {
                misplaced(tag, attribute, "`rdf:RDF` has no properties", xml)
            }
            _ => found.properties.push(index),
        }
    }
    found
}

fn of_rdf(
    found: &mut Attributes,
    index: usize,
    tag: &Tag,
    attribute: &Attribute,
    of: Of,
    xml: &mut Xml,
) {
    let local = tag.attribute_local(attribute);
    let place = match (of, local) {
        (_, b"version") => return,
        (_, b"bagID") => {
            return misplaced(
                tag,
                attribute,
                "`rdf:bagID` is no longer part of RDF/XML",
                xml,
            );
        }
        (_, b"aboutEach" | b"aboutEachPrefix") => {
            let name = String::from_utf8_lossy(local);
            let message = format!("`rdf:{name}` is no longer part of RDF/XML");
            return misplaced(tag, attribute, &message, xml);
        }
        (_, b"li" | b"RDF" | b"Description") => {
            let name = String::from_utf8_lossy(local);
            let message = format!("`rdf:{name}` cannot be an attribute");
            return misplaced(tag, attribute, &message, xml);
        }
        (Of::Document, _) => return misplaced(tag, attribute, "`rdf:RDF` has no properties", xml),
        (Of::Node, b"about") => &mut found.about,
        (_, b"ID") => &mut found.id,
        (_, b"nodeID") => &mut found.node_id,
        (Of::Property, b"resource") => &mut found.resource,
        (Of::Property, b"datatype") => &mut found.datatype,
        (Of::Property, b"parseType") => &mut found.parse_type,
        (Of::Property, b"annotation") => &mut found.annotation,
        (Of::Property, b"annotationNodeID") => &mut found.annotation_node_id,
        (Of::Property, b"about") => {
            return misplaced(
                tag,
                attribute,
                "`rdf:about` stands in the element of a node, not of a property",
                xml,
            );
        }
        (
            Of::Node,
            b"resource" | b"datatype" | b"parseType" | b"annotation" | b"annotationNodeID",
        ) => {
            let name = String::from_utf8_lossy(local);
            let message =
                format!("`rdf:{name}` stands in the element of a property, not of a node");
            return misplaced(tag, attribute, &message, xml);
        }
        _ => return found.properties.push(index),
    };
    if place.is_some() {
        // Once as `about`, once as `rdf:about`.
        return misplaced(
            tag,
            attribute,
            "this attribute stands twice in this tag",
            xml,
        );
    }
    *place = Some(index);
}

fn misplaced(tag: &Tag, attribute: &Attribute, message: &str, xml: &mut Xml) {
    if !attribute.faulty {
        xml.fault(message, tag.attribute_span(attribute), "");
    }
}

fn without_namespace(tag: &Tag, attribute: &Attribute, xml: &mut Xml) {
    let name = String::from_utf8_lossy(tag.attribute_name(attribute)).into_owned();
    let hint = match name.as_str() {
        "nodeID" | "datatype" | "annotation" | "annotationNodeID" | "version" => {
            format!("write `rdf:{name}`")
        }
        _ => format!("write it with a prefix, as in `ex:{name}`"),
    };
    let message = format!("the attribute `{name}` has no namespace, so it is not a property");
    xml.fault(message, tag.attribute_span(attribute), &hint);
}
