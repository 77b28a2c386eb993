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
    /// A property that makes its subject a shape: a parameter of a constraint component or a target.
    OfShape,
    /// A property that leads to a shape, or to a list of shapes, and makes its subject a shape.
    ToShape,
    /// Another property.
    Property,
    /// A class, a component, a severity, a kind of node or another individual.
    Other,
}

/// Properties that make their subject a shape.
const OF_SHAPE: [&str; 45] = [
    "class", "closed", "datatype", "deactivated", "disjoint", "equals", "expression", "flags", "hasValue",
    "ignoredProperties", "in", "languageIn", "lessThan", "lessThanOrEquals", "maxCount", "maxExclusive", "maxInclusive",
    "maxLength", "maxListLength", "minCount", "minExclusive", "minInclusive", "minLength", "minListLength", "nodeKind",
    "pattern", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShapesDisjoint", "reificationRequired", "rootClass",
    "rule", "singleLine", "sparql", "subsetOf", "target", "targetClass", "targetNode", "targetObjectsOf",
    "targetSubjectsOf", "uniqueLang", "uniqueMembers", "uniqueValuesFor", "js", "nodeByExpression",
];

/// Properties that lead to shapes.
const TO_SHAPE: [&str; 12] = [
    "and", "condition", "memberShape", "node", "not", "or", "property", "qualifiedValueShape", "reifierShape", "someValue",
    "targetWhere", "xone",
];

/// The other properties.
const PROPERTIES: [&str; 87] = [
    "agentProperty", "alternativePath", "annotationProperty", "annotationValue", "annotationVarName", "ask", "codeIdentifier",
    "conformanceDisallows", "conforms", "construct", "count", "declare", "defaultValue", "description", "desc", "detail",
    "distinct", "editor", "else", "entailment", "filterShape", "findFirst", "flatMap", "focusNode", "graph", "group", "groupBy",
    "if", "instancesOf", "intersection", "intent", "inversePath", "isOptional", "join", "jsFunctionName", "jsLibrary",
    "jsLibraryURL", "keyParameter", "labelTemplate", "limit", "matchAll", "max", "member", "message", "min", "minus", "name",
    "namespace", "nodeValidator", "nodes", "nodesMatching", "object", "offset", "oneOrMorePath", "optional", "order", "orderBy",
    "parameter", "path", "pathValues", "predicate", "prefix", "prefixes", "propertyValidator", "remove", "result",
    "resultAnnotation", "resultMessage", "resultPath", "resultSeverity", "returnType", "select", "severity", "shape",
    "shapesGraph", "shapesGraphWellFormed", "sourceConstraint", "sourceConstraintComponent", "sourceShape", "sparqlExpr",
    "subject", "suggestedShapesGraph", "sum", "then", "this", "union", "update",
];

/// Further properties, which begin with these words too.
const MORE_PROPERTIES: [&str; 26] = [
    "validator", "value", "values", "var", "viewer", "zeroOrMorePath", "zeroOrOnePath", "exists", "concat", "unit", "body",
    "head", "data", "ruleOrder", "srl", "prefixDeclaration", "bodyExpression", "argument", "expr", "root", "subClassOfInShapesGraph",
    "variable", "instances", "hasRule", "ruleSet", "rules",
];

/// Classes and individuals.
const OTHERS: [&str; 106] = [
    "AbstractResult", "AndConstraintComponent", "AndConstraintComponent-and", "AnnotationProperty", "BlankNode",
    "BlankNodeOrIRI", "BlankNodeOrLiteral", "ByTypes", "ClassConstraintComponent", "ClosedConstraintComponent",
    "ConstraintComponent", "DatatypeConstraintComponent", "Debug", "DisjointConstraintComponent", "EqualsConstraintComponent",
    "ExpressionConstraintComponent", "Function", "HasValueConstraintComponent", "IRI", "IRIOrLiteral", "IRIOrTripleTerm",
    "InConstraintComponent", "Info", "JSConstraint", "JSConstraintComponent", "JSExecutable", "JSFunction", "JSLibrary",
    "JSRule", "JSTarget", "JSTargetType", "JSValidator", "LanguageInConstraintComponent", "LessThanConstraintComponent",
    "LessThanOrEqualsConstraintComponent", "Literal", "MaxCountConstraintComponent", "MaxExclusiveConstraintComponent",
    "MaxInclusiveConstraintComponent", "MaxLengthConstraintComponent", "MaxListLengthConstraintComponent",
    "MemberShapeConstraintComponent", "MinCountConstraintComponent", "MinExclusiveConstraintComponent",
    "MinInclusiveConstraintComponent", "MinLengthConstraintComponent", "MinListLengthConstraintComponent",
    "NodeByExpressionConstraintComponent", "NodeConstraintComponent", "NodeExpression", "NodeKind", "NodeKindConstraintComponent",
    "NodeShape", "NotConstraintComponent", "OrConstraintComponent", "Parameter", "Parameterizable",
    "PatternConstraintComponent", "PrefixDeclaration", "PropertyConstraintComponent", "PropertyGroup", "PropertyShape",
    "PropertyShapeComponent", "QualifiedMaxCountConstraintComponent", "QualifiedMinCountConstraintComponent",
    "ReifierShapeConstraintComponent", "ResultAnnotation", "RootClassConstraintComponent", "Rule", "RuleSet", "SPARQLAskExecutable",
    "SPARQLAskValidator", "SPARQLConstraint", "SPARQLConstraintComponent", "SPARQLConstructExecutable", "SPARQLExecutable",
    "SPARQLExprExpression", "SPARQLFunction", "SPARQLRule", "SPARQLSelectExecutable", "SPARQLSelectValidator", "SPARQLTarget",
    "SPARQLTargetType", "SPARQLUpdateExecutable", "SPARQLValuesDeriver", "Severity", "Shape", "ShapeClass",
    "SingleLineConstraintComponent", "SomeValueConstraintComponent", "SubsetOfConstraintComponent", "Target", "TargetType",
    "Trace", "TripleRule", "TripleTerm", "UniqueLangConstraintComponent", "UniqueMembersConstraintComponent",
    "UniqueValuesForConstraintComponent", "ValidationReport", "ValidationResult", "Validator", "Violation", "Warning",
    "XoneConstraintComponent", "ListNodeExpressionFunction",
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
    if PROPERTIES.contains(&name) || MORE_PROPERTIES.contains(&name) {
        return Some(Known::Property);
    }
    let component = name.split_once('-').map_or(name, |(component, _)| component);
    OTHERS.contains(&component).then_some(Known::Other)
}

/// Returns the name of SHACL that is nearest to a local name, if one is near.
pub fn near_term(name: &str) -> Option<&'static str> {
    let all = OF_SHAPE.iter().chain(&TO_SHAPE).chain(&PROPERTIES).chain(&MORE_PROPERTIES).chain(&OTHERS);
    let all: Vec<&'static str> = all.copied().collect();
    let other_case = all.iter().find(|known| known.eq_ignore_ascii_case(name));
    other_case.copied().or_else(|| nearest(name, all))
}

/// Returns the names of properties.
pub fn properties() -> impl Iterator<Item = &'static str> {
    let all = OF_SHAPE.iter().chain(&TO_SHAPE).chain(&PROPERTIES).chain(&MORE_PROPERTIES);
    all.copied()
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
