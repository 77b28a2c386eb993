//! The names of the namespace of SHACL: those of the [Recommendation](https://www.w3.org/TR/shacl/), of
//! [SHACL Advanced Features](https://www.w3.org/TR/shacl-af/) and of the [drafts of 1.2](https://www.w3.org/TR/shacl12-core/).

use crate::dictionary::TermId;
use crate::finding::nearest;
use crate::graph::Graph;

/// `http://www.w3.org/ns/shacl#`
pub const SH: &str = "http://www.w3.org/ns/shacl#";

/// What a name of SHACL is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A parameter of a constraint component, which makes its subject a shape.
    OfShape,
    /// A target, which makes its subject a shape.
    Target,
    /// A parameter that leads to a shape, or to a list of shapes, and makes its subject a shape.
    ToShape,
    /// Another property.
    Property,
    /// A class, a component, a severity, a kind of node or another individual.
    Other,
}

/// Parameters of constraint components, which make their subject a shape.
const OF_SHAPE: [&str; 38] = [
    "class",
    "closed",
    "datatype",
    "disjoint",
    "equals",
    "expression",
    "flags",
    "hasValue",
    "ignoredProperties",
    "in",
    "js",
    "languageIn",
    "lessThan",
    "lessThanOrEquals",
    "maxCount",
    "maxExclusive",
    "maxInclusive",
    "maxLength",
    "maxListLength",
    "minCount",
    "minExclusive",
    "minInclusive",
    "minLength",
    "minListLength",
    "nodeByExpression",
    "nodeKind",
    "pattern",
    "qualifiedMaxCount",
    "qualifiedMinCount",
    "qualifiedValueShapesDisjoint",
    "reificationRequired",
    "rootClass",
    "singleLine",
    "sparql",
    "subsetOf",
    "uniqueLang",
    "uniqueMembers",
    "uniqueValuesFor",
];

/// Parameters that lead to shapes and make their subject one.
const TO_SHAPE: [&str; 10] = [
    "and",
    "memberShape",
    "node",
    "not",
    "or",
    "property",
    "qualifiedValueShape",
    "reifierShape",
    "someValue",
    "xone",
];

/// Targets, which make their subject a shape.
const TARGETS: [&str; 6] = [
    "target",
    "targetClass",
    "targetNode",
    "targetObjectsOf",
    "targetSubjectsOf",
    "targetWhere",
];

/// The other properties.
const PROPERTIES: [&str; 87] = [
    "agentInstruction",
    "alternativePath",
    "annotationProperty",
    "annotationValue",
    "annotationVarName",
    "ask",
    "bodyExpression",
    "codeIdentifier",
    "condition",
    "conformanceDisallows",
    "conforms",
    "conformsToShapesGraph",
    "construct",
    "deactivated",
    "declare",
    "defaultValue",
    "describe",
    "description",
    "detail",
    "entailment",
    "expectedPredicate",
    "filterShape",
    "focusNode",
    "formalized",
    "group",
    "hasRule",
    "includesRuleSet",
    "incomplete",
    "incompleteURIStart",
    "intent",
    "intersection",
    "inversePath",
    "jsFunctionName",
    "jsLibrary",
    "jsLibraryURL",
    "keyParameter",
    "labelTemplate",
    "layer",
    "message",
    "minus",
    "name",
    "namespace",
    "nodeValidator",
    "nodes",
    "object",
    "oneOrMorePath",
    "optional",
    "order",
    "parameter",
    "path",
    "predicate",
    "prefix",
    "prefixes",
    "propertyValidator",
    "result",
    "resultAnnotation",
    "resultMessage",
    "resultPath",
    "resultSeverity",
    "returnType",
    "rule",
    "ruleProcessor",
    "runOnce",
    "select",
    "severity",
    "shape",
    "shapesGraph",
    "shapesGraphWellFormed",
    "sourceConstraint",
    "sourceConstraintComponent",
    "sourceRule",
    "sourceShape",
    "sparqlExpr",
    "subject",
    "suggestedShapesGraph",
    "tempTriple",
    "union",
    "unit",
    "update",
    "usedConfiguration",
    "usedDataGraph",
    "usedShapesGraph",
    "validator",
    "value",
    "values",
    "zeroOrMorePath",
    "zeroOrOnePath",
];

/// Classes and individuals.
const OTHERS: [&str; 169] = [
    "AbstractResult",
    "AndConstraintComponent",
    "AndConstraintComponent-and",
    "BlankNode",
    "BlankNodeOrIRI",
    "BlankNodeOrLiteral",
    "ByTypes",
    "ClassConstraintComponent",
    "ClassConstraintComponent-class",
    "ClosedConstraintComponent",
    "ClosedConstraintComponent-closed",
    "ClosedConstraintComponent-ignoredProperties",
    "ConstraintComponent",
    "DataGraph",
    "DatatypeConstraintComponent",
    "DatatypeConstraintComponent-datatype",
    "Debug",
    "DisjointConstraintComponent",
    "DisjointConstraintComponent-disjoint",
    "EqualsConstraintComponent",
    "EqualsConstraintComponent-equals",
    "ExpressionConstraintComponent",
    "ExpressionConstraintComponent-expression",
    "Function",
    "Graph",
    "HasValueConstraintComponent",
    "HasValueConstraintComponent-hasValue",
    "IRI",
    "IRIOrLiteral",
    "InConstraintComponent",
    "InConstraintComponent-in",
    "Info",
    "JSConstraint",
    "JSConstraint-js",
    "JSConstraintComponent",
    "JSExecutable",
    "JSFunction",
    "JSLibrary",
    "JSRule",
    "JSTarget",
    "JSTargetType",
    "JSValidator",
    "LanguageInConstraintComponent",
    "LanguageInConstraintComponent-languageIn",
    "LessThanConstraintComponent",
    "LessThanConstraintComponent-lessThan",
    "LessThanOrEqualsConstraintComponent",
    "LessThanOrEqualsConstraintComponent-lessThanOrEquals",
    "ListParameterExpression",
    "ListParameterExpressionFunction",
    "Literal",
    "MaxCountConstraintComponent",
    "MaxCountConstraintComponent-maxCount",
    "MaxExclusiveConstraintComponent",
    "MaxExclusiveConstraintComponent-maxExclusive",
    "MaxInclusiveConstraintComponent",
    "MaxInclusiveConstraintComponent-maxInclusive",
    "MaxLengthConstraintComponent",
    "MaxLengthConstraintComponent-maxLength",
    "MaxListLengthConstraintComponent",
    "MaxListLengthConstraintComponent-maxListLength",
    "MemberShapeConstraintComponent",
    "MemberShapeConstraintComponent-memberShape",
    "MinCountConstraintComponent",
    "MinCountConstraintComponent-minCount",
    "MinExclusiveConstraintComponent",
    "MinExclusiveConstraintComponent-minExclusive",
    "MinInclusiveConstraintComponent",
    "MinInclusiveConstraintComponent-minInclusive",
    "MinLengthConstraintComponent",
    "MinLengthConstraintComponent-minLength",
    "MinListLengthConstraintComponent",
    "MinListLengthConstraintComponent-minListLength",
    "NamedParameterExpression",
    "NamedParameterExpressionFunction",
    "NodeByExpressionConstraintComponent",
    "NodeByExpressionConstraintComponent-nodeByExpression",
    "NodeConstraintComponent",
    "NodeConstraintComponent-node",
    "NodeExpression",
    "NodeExpressionFunction",
    "NodeKind",
    "NodeKindConstraintComponent",
    "NodeKindConstraintComponent-nodeKind",
    "NodeShape",
    "NotConstraintComponent",
    "NotConstraintComponent-not",
    "OrConstraintComponent",
    "OrConstraintComponent-or",
    "Parameter",
    "Parameterizable",
    "PatternConstraintComponent",
    "PatternConstraintComponent-flags",
    "PatternConstraintComponent-pattern",
    "PrefixDeclaration",
    "ProcessorConfiguration",
    "PropertyConstraintComponent",
    "PropertyConstraintComponent-property",
    "PropertyGroup",
    "PropertyShape",
    "QualifiedMaxCountConstraintComponent",
    "QualifiedMaxCountConstraintComponent-qualifiedMaxCount",
    "QualifiedMaxCountConstraintComponent-qualifiedValueShape",
    "QualifiedMaxCountConstraintComponent-qualifiedValueShapesDisjoint",
    "QualifiedMinCountConstraintComponent",
    "QualifiedMinCountConstraintComponent-qualifiedMinCount",
    "QualifiedMinCountConstraintComponent-qualifiedValueShape",
    "QualifiedMinCountConstraintComponent-qualifiedValueShapesDisjoint",
    "ReifierShapeConstraintComponent",
    "ReifierShapeConstraintComponent-reificationRequired",
    "ReifierShapeConstraintComponent-reifierShape",
    "ResultAnnotation",
    "RootClassConstraintComponent",
    "RootClassConstraintComponent-rootClass",
    "Rule",
    "RuleSet",
    "RulesEntailment",
    "RulesGraph",
    "SPARQLAskExecutable",
    "SPARQLAskValidator",
    "SPARQLConstraint",
    "SPARQLConstraintComponent",
    "SPARQLConstraintComponent-sparql",
    "SPARQLConstructExecutable",
    "SPARQLDescribeExecutable",
    "SPARQLExecutable",
    "SPARQLExprExpression",
    "SPARQLExprExpression-prefixes",
    "SPARQLExprExpression-sparqlExpr",
    "SPARQLFunction",
    "SPARQLRule",
    "SPARQLRuleTemplate",
    "SPARQLSelectExecutable",
    "SPARQLSelectValidator",
    "SPARQLTarget",
    "SPARQLTargetType",
    "SPARQLUpdateExecutable",
    "SelectExpression",
    "SelectExpression-prefixes",
    "SelectExpression-select",
    "Severity",
    "Shape",
    "ShapeClass",
    "ShapesGraph",
    "SingleLineConstraintComponent",
    "SingleLineConstraintComponent-singleLine",
    "SomeValueConstraintComponent",
    "SomeValueConstraintComponent-someValue",
    "SubsetOfConstraintComponent",
    "SubsetOfConstraintComponent-subsetOf",
    "Target",
    "TargetType",
    "Trace",
    "TripleRule",
    "TripleTerm",
    "UniqueLangConstraintComponent",
    "UniqueLangConstraintComponent-uniqueLang",
    "UniqueMembersConstraintComponent",
    "UniqueMembersConstraintComponent-uniqueMembers",
    "UniqueValuesForConstraintComponent",
    "UniqueValuesForConstraintComponent-uniqueValuesFor",
    "ValidationReport",
    "ValidationResult",
    "Validator",
    "Violation",
    "Warning",
    "XoneConstraintComponent",
    "XoneConstraintComponent-xone",
    "this",
];

/// Returns what a local name of SHACL is used for, or `None` if SHACL has no such name. Parameters of components, such as
/// `sh:AndConstraintComponent-and`, are names of SHACL, too.
pub fn term(name: &str) -> Option<Known> {
    if OF_SHAPE.contains(&name) {
        return Some(Known::OfShape);
    }
    if TO_SHAPE.contains(&name) {
        return Some(Known::ToShape);
    }
    if TARGETS.contains(&name) {
        return Some(Known::Target);
    }
    if PROPERTIES.contains(&name) {
        return Some(Known::Property);
    }
    let component = name
        .split_once('-')
        .map_or(name, |(component, _)| component);
    OTHERS.contains(&component).then_some(Known::Other)
}

/// Returns the name of SHACL that is nearest to a local name, if one is near.
pub fn near_term(name: &str) -> Option<&'static str> {
    let all: Vec<&'static str> = properties().chain(OTHERS).collect();
    let other_case = all.iter().find(|known| known.eq_ignore_ascii_case(name));
    other_case.copied().or_else(|| nearest(name, all))
}

/// Returns the names of properties.
pub fn properties() -> impl Iterator<Item = &'static str> {
    parameters().chain(TARGETS).chain(PROPERTIES)
}

/// Returns the names of the parameters of constraint components, those of SHACL 1.2 among them.
pub fn parameters() -> impl Iterator<Item = &'static str> {
    OF_SHAPE.into_iter().chain(TO_SHAPE)
}

/// Namespaces that are taken for that of SHACL by mistake.
const WRONG: [&str; 6] = [
    "https://www.w3.org/ns/shacl#",
    "http://www.w3.org/ns/shacl/",
    "https://www.w3.org/ns/shacl/",
    "http://w3.org/ns/shacl#",
    "http://www.w3.org/ns/shacl1#",
    "http://www.w3.org/ns/SHACL#",
];

/// Returns the first IRI of each namespace that is nearly that of SHACL, with the namespace.
pub fn wrong_namespaces(graph: &Graph) -> Vec<(TermId, &'static str)> {
    let dictionary = &graph.dictionary;
    let found = WRONG.iter().filter_map(|namespace| {
        let mut names = dictionary.starting_with(dictionary.iris(), namespace);
        Some((names.next()?, *namespace))
    });
    found.collect()
}
