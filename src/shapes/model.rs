//! Shapes, targets, paths and constraints ([SHACL Core, 2](https://www.w3.org/TR/shacl12-core/#shapes)).

use super::fault::Fault;
use crate::dictionary::TermId;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The number of a shape in its graph.
pub type ShapeId = usize;

/// The shapes of a graph.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// The shapes, by [`ShapeId`].
    pub shapes: Vec<Shape>,
    /// The shape that a node of the graph is.
    pub by_node: FxHashMap<TermId, ShapeId>,
    /// The classes that the shapes graph declares, sorted.
    pub classes: Vec<TermId>,
    /// The SPARQL functions that the shapes graph declares, sorted.
    pub functions: Vec<TermId>,
    /// What is wrong with them, and what cannot be validated.
    pub faults: Vec<Fault>,
}

/// A node shape, or a property shape, which has a path.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The node of the shapes graph.
    pub node: TermId,
    /// The path of a property shape, and the node that describes it.
    pub path: Option<(TermId, Path)>,
    /// Which nodes are its focus nodes.
    pub targets: Vec<Target>,
    /// What is demanded of its value nodes.
    pub constraints: Vec<Constraint>,
    /// How much its results matter.
    pub severity: Severity,
    /// The texts of `sh:message`.
    pub messages: Vec<TermId>,
    /// Whether all nodes conform to it.
    pub is_deactivated: bool,
    /// Whether it is left out since it is ill-formed or recursive.
    pub is_refused: bool,
}

/// Where focus nodes come from ([SHACL Core, 2.1.3](https://www.w3.org/TR/shacl12-core/#targets)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `sh:targetNode`
    Node(TermId),
    /// `sh:targetClass`, or a shape that is a class itself.
    Class(TermId),
    /// `sh:targetSubjectsOf`
    SubjectsOf(TermId),
    /// `sh:targetObjectsOf`
    ObjectsOf(TermId),
    /// `sh:targetWhere`: the nodes that conform to a shape.
    Where(ShapeId),
    /// `sh:shape` of the data graph: the nodes that name the shape themselves.
    Named(TermId),
    /// `sh:target` with a SPARQL query that selects `?this`.
    Select(Arc<Select>),
}

/// A property path ([SHACL Core, 2.3.1](https://www.w3.org/TR/shacl12-core/#property-paths)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Path {
    /// One property.
    Property(TermId),
    /// `sh:inversePath`
    Inverse(Box<Path>),
    /// A list of paths, one after the other.
    Sequence(Vec<Path>),
    /// `sh:alternativePath`
    Alternative(Vec<Path>),
    /// `sh:zeroOrMorePath`
    ZeroOrMore(Box<Path>),
    /// `sh:oneOrMorePath`
    OneOrMore(Box<Path>),
    /// `sh:zeroOrOnePath`
    ZeroOrOne(Box<Path>),
}

/// How much the results of a shape matter ([SHACL Core, 2.1.4](https://www.w3.org/TR/shacl12-core/#severity)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// `sh:Violation`
    #[default]
    Violation,
    /// `sh:Warning`
    Warning,
    /// `sh:Info`
    Info,
    /// `sh:Debug`
    Debug,
    /// `sh:Trace`
    Trace,
    /// A severity of the project.
    Other(TermId),
}

impl Severity {
    /// Returns whether results of this severity stand against [conformance](https://www.w3.org/TR/shacl12-core/#conformanceDisallows).
    pub fn is_disallowed(self) -> bool {
        matches!(self, Self::Violation | Self::Warning | Self::Info)
    }
}

/// A constraint of a shape.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// What is demanded.
    pub kind: Kind,
    /// The statement of the shapes graph that demands it.
    pub statement: [TermId; 3],
    /// The severity of this constraint alone, by a reifier of its statement.
    pub severity: Option<Severity>,
    /// The texts of `sh:message` of this constraint alone.
    pub messages: Vec<TermId>,
}

/// What a constraint demands of the value nodes of a focus node ([SHACL Core, 4](https://www.w3.org/TR/shacl12-core/#core-components)).
#[derive(Clone, Debug)]
pub enum Kind {
    /// `sh:class`: each is an instance of one of the classes.
    Class(Vec<TermId>),
    /// `sh:datatype`: each is a well-formed literal of one of the datatypes.
    Datatype(Vec<TermId>),
    /// `sh:nodeKind`
    NodeKind(NodeKinds),
    /// `sh:minCount`
    MinCount(u64),
    /// `sh:maxCount`
    MaxCount(u64),
    /// `sh:minExclusive`
    MinExclusive(TermId),
    /// `sh:minInclusive`
    MinInclusive(TermId),
    /// `sh:maxExclusive`
    MaxExclusive(TermId),
    /// `sh:maxInclusive`
    MaxInclusive(TermId),
    /// `sh:minLength`, in code points.
    MinLength(u64),
    /// `sh:maxLength`, in code points.
    MaxLength(u64),
    /// `sh:pattern` with its `sh:flags`.
    Pattern {
        /// The regular expression.
        pattern: String,
        /// Its flags, or an empty text.
        flags: String,
    },
    /// `sh:singleLine`
    SingleLine,
    /// `sh:languageIn`: each has a language that one of the ranges matches.
    LanguageIn(Vec<String>),
    /// `sh:uniqueLang`
    UniqueLang,
    /// `sh:equals`
    Equals(Path),
    /// `sh:disjoint`
    Disjoint(Path),
    /// `sh:subsetOf`
    SubsetOf(Path),
    /// `sh:lessThan`
    LessThan(Path),
    /// `sh:lessThanOrEquals`
    LessThanOrEquals(Path),
    /// `sh:not`
    Not(ShapeId),
    /// `sh:and`
    And(Vec<ShapeId>),
    /// `sh:or`
    Or(Vec<ShapeId>),
    /// `sh:xone`
    Xone(Vec<ShapeId>),
    /// `sh:node`
    Node(ShapeId),
    /// `sh:property`
    Property(ShapeId),
    /// `sh:someValue`: at least one conforms to the shape.
    SomeValue(ShapeId),
    /// `sh:qualifiedMinCount`
    QualifiedMinCount(Qualified),
    /// `sh:qualifiedMaxCount`
    QualifiedMaxCount(Qualified),
    /// `sh:closed`
    Closed(Allowed),
    /// `sh:hasValue`
    HasValue(TermId),
    /// `sh:in`
    In(Vec<TermId>),
    /// `sh:rootClass`: each is one of the classes or of their subclasses.
    RootClass(Vec<TermId>),
    /// `sh:memberShape`: the members of each list conform to the shape.
    MemberShape(ShapeId),
    /// `sh:minListLength`
    MinListLength(u64),
    /// `sh:maxListLength`
    MaxListLength(u64),
    /// `sh:uniqueMembers`: each is a list, whose members are different if this is true.
    UniqueMembers(bool),
    /// `sh:uniqueValuesFor`: no other focus node has the same values of these paths together.
    UniqueValuesFor(Vec<Path>),
    /// `sh:reifierShape` and `sh:reificationRequired`
    Reifier(Reifier),
    /// `sh:sparql`
    Sparql(Arc<Select>),
    /// A constraint component that the shapes graph declares.
    Component(Box<Component>),
}

/// The kinds of nodes that are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeKinds {
    /// IRIs.
    pub iri: bool,
    /// Blank nodes.
    pub blank: bool,
    /// Literals.
    pub literal: bool,
    /// Triple terms.
    pub triple: bool,
}

/// A number of values that conform to a shape.
#[derive(Clone, Debug)]
pub struct Qualified {
    /// The shape.
    pub shape: ShapeId,
    /// The shapes that a value that counts does not conform to: those of siblings, if they are disjoint.
    pub siblings: Vec<ShapeId>,
    /// The number.
    pub count: u64,
}

/// The properties that a node of a closed shape may have.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The properties of its property shapes, and `sh:ignoredProperties`, sorted.
    pub properties: Vec<TermId>,
    /// Whether the properties of the shapes of its classes are allowed, too (`sh:ByTypes`).
    pub by_types: bool,
}

/// What is demanded of the reifiers of the statements that lead to the value nodes.
#[derive(Clone, Debug)]
pub struct Reifier {
    /// The shape that each reifier conforms to.
    pub shape: Option<ShapeId>,
    /// Whether each statement must have one.
    pub is_required: bool,
}

/// A SPARQL query of the shapes graph ([SHACL SPARQL](https://www.w3.org/TR/shacl12-sparql/)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// The node that has the query, such as a SPARQL-based constraint.
    pub node: TermId,
    /// The statement whose object is the text.
    pub statement: [TermId; 3],
    /// The text, with a declaration for each prefix before it.
    pub text: String,
    /// The texts of `sh:message`.
    pub messages: Vec<TermId>,
    /// Whether the text is an ASK query.
    pub is_ask: bool,
}

/// A constraint of a component that the shapes graph declares.
#[derive(Clone, Debug)]
pub struct Component {
    /// The component.
    pub node: TermId,
    /// The parameters that have a value.
    pub parameters: Vec<Parameter>,
    /// What validates the nodes.
    pub validator: Validator,
}

/// A parameter of a component with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name of its variable.
    pub name: String,
    /// The value.
    pub value: TermId,
}

/// The query of a constraint component.
#[derive(Clone, Debug)]
pub enum Validator {
    /// An ASK query that holds for each value node that is right.
    Ask(Arc<Select>),
    /// A SELECT query whose solutions are results.
    Select(Arc<Select>),
}

impl Kind {
    /// Returns the local name of the [constraint component](https://www.w3.org/TR/shacl12-core/#core-components), or `None`
    /// for one that the shapes graph declares.
    pub fn component(&self) -> Option<&'static str> {
        Some(match self {
            Self::Class(_) => "ClassConstraintComponent",
            Self::Datatype(_) => "DatatypeConstraintComponent",
            Self::NodeKind(_) => "NodeKindConstraintComponent",
            Self::MinCount(_) => "MinCountConstraintComponent",
            Self::MaxCount(_) => "MaxCountConstraintComponent",
            Self::MinExclusive(_) => "MinExclusiveConstraintComponent",
            Self::MinInclusive(_) => "MinInclusiveConstraintComponent",
            Self::MaxExclusive(_) => "MaxExclusiveConstraintComponent",
            Self::MaxInclusive(_) => "MaxInclusiveConstraintComponent",
            Self::MinLength(_) => "MinLengthConstraintComponent",
            Self::MaxLength(_) => "MaxLengthConstraintComponent",
            Self::Pattern { .. } => "PatternConstraintComponent",
            Self::SingleLine => "SingleLineConstraintComponent",
            Self::LanguageIn(_) => "LanguageInConstraintComponent",
            Self::UniqueLang => "UniqueLangConstraintComponent",
            Self::Equals(_) => "EqualsConstraintComponent",
            Self::Disjoint(_) => "DisjointConstraintComponent",
            Self::SubsetOf(_) => "SubsetOfConstraintComponent",
            Self::LessThan(_) => "LessThanConstraintComponent",
            Self::LessThanOrEquals(_) => "LessThanOrEqualsConstraintComponent",
            Self::Not(_) => "NotConstraintComponent",
            Self::And(_) => "AndConstraintComponent",
            Self::Or(_) => "OrConstraintComponent",
            Self::Xone(_) => "XoneConstraintComponent",
            Self::Node(_) => "NodeConstraintComponent",
            Self::Property(_) => "PropertyShapeComponent",
            Self::SomeValue(_) => "SomeValueConstraintComponent",
            Self::QualifiedMinCount(_) => "QualifiedMinCountConstraintComponent",
            Self::QualifiedMaxCount(_) => "QualifiedMaxCountConstraintComponent",
            Self::Closed(_) => "ClosedConstraintComponent",
            Self::HasValue(_) => "HasValueConstraintComponent",
            Self::In(_) => "InConstraintComponent",
            Self::RootClass(_) => "RootClassConstraintComponent",
            Self::MemberShape(_) => "MemberShapeConstraintComponent",
            Self::MinListLength(_) => "MinListLengthConstraintComponent",
            Self::MaxListLength(_) => "MaxListLengthConstraintComponent",
            Self::UniqueMembers(_) => "UniqueMembersConstraintComponent",
            Self::UniqueValuesFor(_) => "UniqueValuesForConstraintComponent",
            Self::Reifier(_) => "ReifierShapeConstraintComponent",
            Self::Sparql(_) => "SPARQLConstraintComponent",
            Self::Component(_) => return None,
        })
    }

    /// Returns the id of its findings.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Class(_) => "shacl-class",
            Self::Datatype(_) => "shacl-datatype",
            Self::NodeKind(_) => "shacl-node-kind",
            Self::MinCount(_) => "shacl-min-count",
            Self::MaxCount(_) => "shacl-max-count",
            Self::MinExclusive(_)
            | Self::MinInclusive(_)
            | Self::MaxExclusive(_)
            | Self::MaxInclusive(_) => "shacl-range",
            Self::MinLength(_) | Self::MaxLength(_) => "shacl-length",
            Self::Pattern { .. } => "shacl-pattern",
            Self::SingleLine => "shacl-single-line",
            Self::LanguageIn(_) | Self::UniqueLang => "shacl-language",
            Self::Equals(_)
            | Self::Disjoint(_)
            | Self::SubsetOf(_)
            | Self::LessThan(_)
            | Self::LessThanOrEquals(_) => "shacl-pair",
            Self::Not(_) | Self::And(_) | Self::Or(_) | Self::Xone(_) => "shacl-logic",
            Self::Node(_) | Self::Property(_) | Self::SomeValue(_) => "shacl-node",
            Self::QualifiedMinCount(_) | Self::QualifiedMaxCount(_) => "shacl-qualified-count",
            Self::Closed(_) => "shacl-closed",
            Self::HasValue(_) => "shacl-has-value",
            Self::In(_) => "shacl-in",
            Self::RootClass(_) => "shacl-root-class",
            Self::MemberShape(_)
            | Self::MinListLength(_)
            | Self::MaxListLength(_)
            | Self::UniqueMembers(_) => "shacl-list",
            Self::UniqueValuesFor(_) => "shacl-unique-values",
            Self::Reifier(_) => "shacl-reifier",
            Self::Sparql(_) => "shacl-sparql",
            Self::Component(_) => "shacl-component",
        }
    }

    /// Returns the shapes that the constraint refers to.
    pub fn shapes(&self) -> Vec<ShapeId> {
        match self {
            Self::Not(shape)
            | Self::Node(shape)
            | Self::Property(shape)
            | Self::SomeValue(shape)
            | Self::MemberShape(shape) => vec![*shape],
            Self::And(shapes) | Self::Or(shapes) | Self::Xone(shapes) => shapes.clone(),
            Self::QualifiedMinCount(qualified) | Self::QualifiedMaxCount(qualified) => {
                let siblings = qualified.siblings.iter().copied();
                siblings.chain([qualified.shape]).collect()
            }
            Self::Reifier(reifier) => reifier.shape.into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Validator {
    /// Returns the texts of `sh:message` of its query.
    pub fn messages(&self) -> &[TermId] {
        match self {
            Self::Ask(select) | Self::Select(select) => &select.messages,
        }
    }
}
