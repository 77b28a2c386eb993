//! What the findings of shapes and of validation mean.

use crate::finding::Explanation;

/// Returns an explanation of a constraint.
const fn of(
    id: &'static str,
    text: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> Explanation {
    Explanation {
        id,
        text,
        wrong,
        right,
    }
}

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    of(
        "dangling-shape",
        "A shape refers to a shape that no source describes, so this part of it demands nothing: the name is misspelt, or a file \
         is missing.",
        "kgv:ParkShape a sh:NodeShape ; sh:targetClass kgv:Park ; sh:property kgv:NameShpae .",
        "kgv:ParkShape a sh:NodeShape ; sh:targetClass kgv:Park ; sh:property kgv:NameShape .\nkgv:NameShape sh:path rdfs:label ; sh:minCount 1 .",
    ),
    of(
        "idle-shape",
        "A shape validates nothing: its targets lead to no node, or it has no target and no shape refers to it. Shapes often come \
         before the data, so this is for information only.",
        "kgv:ParkShape a sh:NodeShape ; sh:targetClass kgv:Prak .",
        "kgv:ParkShape a sh:NodeShape ; sh:targetClass kgv:Park .",
    ),
    of(
        "ill-formed-shape",
        "A shape is not as SHACL demands: a value of the wrong kind, a path that is none, a list without end, two values where one \
         is allowed. The parameter demands nothing; the rest of the shape is validated.",
        "kgv:ParkShape a sh:NodeShape ; sh:property [ sh:path rdfs:label ; sh:minCount \"one\" ] .",
        "kgv:ParkShape a sh:NodeShape ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .",
    ),
    of(
        "recursive-shape",
        "Shapes refer to each other in a circle. SHACL leaves open what that means, so these shapes are left out; the others are \
         validated.",
        "kgv:A a sh:NodeShape ; sh:node kgv:B .\nkgv:B a sh:NodeShape ; sh:node kgv:A .",
        "kgv:A a sh:NodeShape ; sh:node kgv:B .\nkgv:B a sh:NodeShape ; sh:class kgv:Park .",
    ),
    of(
        "shacl-class",
        "A value must be an instance of a class, or of one of its subclasses, and has no such type.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:locatedIn ; sh:class kgv:Place ] .\nkg:park a kgv:Park ; kgv:locatedIn kg:company .\nkg:company a kgv:Enterprise .",
        "kg:park a kgv:Park ; kgv:locatedIn kg:huli .\nkg:huli a kgv:Place .",
    ),
    of(
        "shacl-closed",
        "A shape is closed: its nodes have only the properties that its property shapes and `sh:ignoredProperties` name. This node \
         has another one, perhaps a misspelt one.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path rdfs:label ] .\nkg:park a kgv:Park ; rdfs:lable \"Park\" .",
        "kg:park a kgv:Park ; rdfs:label \"Park\" .",
    ),
    of(
        "shacl-component",
        "A node breaks a constraint of a component that the shapes graph declares (SHACL SPARQL, 6).",
        "",
        "",
    ),
    of(
        "shacl-datatype",
        "A value must be a literal of a datatype, and be written as that datatype demands.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:area ; sh:datatype xsd:integer ] .\nkg:park a kgv:Park ; kgv:area \"120000\" .",
        "kg:park a kgv:Park ; kgv:area 120000 .",
    ),
    of(
        "shacl-entailment",
        "The shapes demand an entailment regime with `sh:entailment`, and the project infers less, or bixi does not know the regime. \
         SHACL demands that this is an error.",
        "inference = \"none\"    # and a source with  <> sh:entailment <http://www.w3.org/ns/entailment/RDFS> .",
        "inference = \"rdfs\"",
    ),
    of(
        "shacl-has-value",
        "A node must have a certain value and does not have it.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:locatedIn ; sh:hasValue kg:chengdu ] .\nkg:park a kgv:Park ; kgv:locatedIn kg:xiamen .",
        "kg:park a kgv:Park ; kgv:locatedIn kg:chengdu .",
    ),
    of(
        "shacl-in",
        "A value must be one of a list, and is another one.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:level ; sh:in ( \"national\" \"provincial\" ) ] .\nkg:park a kgv:Park ; kgv:level \"natoinal\" .",
        "kg:park a kgv:Park ; kgv:level \"national\" .",
    ),
    of(
        "shacl-language",
        "A text must be in one of some languages, or there must be at most one text in each language.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path rdfs:label ; sh:uniqueLang true ] .\nkg:park a kgv:Park ; rdfs:label \"Park\"@en, \"The park\"@en .",
        "kg:park a kgv:Park ; rdfs:label \"Park\"@en .",
    ),
    of(
        "shacl-length",
        "A text is too short or too long. Characters are counted, as SPARQL's `STRLEN` does.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:code ; sh:minLength 3 ] .\nkg:park a kgv:Park ; kgv:code \"A\" .",
        "kg:park a kgv:Park ; kgv:code \"A01\" .",
    ),
    of(
        "shacl-list",
        "A value must be a list of some length, with different members, or with members that conform to a shape.",
        "kgv:PlanShape sh:targetClass kgv:Plan ; sh:property [ sh:path kgv:steps ; sh:minListLength 2 ] .\nkg:plan a kgv:Plan ; kgv:steps ( kg:first ) .",
        "kg:plan a kgv:Plan ; kgv:steps ( kg:first kg:second ) .",
    ),
    of(
        "shacl-logic",
        "A node does not conform to the shapes of `sh:and`, `sh:or`, `sh:xone` or `sh:not` as it must. The message names the \
         innermost cause.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:or ( [ sh:property [ sh:path kgv:area ; sh:minCount 1 ] ] [ sh:property [ sh:path kgv:planned ; sh:minCount 1 ] ] ) .\nkg:park a kgv:Park .",
        "kg:park a kgv:Park ; kgv:area 12 .",
    ),
    of(
        "shacl-max-count",
        "A node has more values of a path than are allowed.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:area ; sh:maxCount 1 ] .\nkg:park a kgv:Park ; kgv:area 12, 13 .",
        "kg:park a kgv:Park ; kgv:area 12 .",
    ),
    of(
        "shacl-min-count",
        "A node has fewer values of a path than are needed. The place is where the node gets its type.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .\nkg:park a kgv:Park .",
        "kg:park a kgv:Park ; rdfs:label \"Park\" .",
    ),
    of(
        "shacl-node",
        "A value does not conform to the shape that `sh:node` or `sh:someValue` names. The message names the innermost cause.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:operator ; sh:node [ sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ] ] .\nkg:park a kgv:Park ; kgv:operator kg:company .",
        "kg:park a kgv:Park ; kgv:operator kg:company .\nkg:company rdfs:label \"Company\" .",
    ),
    of(
        "shacl-node-kind",
        "A value must be an IRI, a blank node, a literal or a triple term, and is something else.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:locatedIn ; sh:nodeKind sh:IRI ] .\nkg:park a kgv:Park ; kgv:locatedIn \"Huli\" .",
        "kg:park a kgv:Park ; kgv:locatedIn kg:huli .",
    ),
    of(
        "shacl-pair",
        "The values of one path must be equal to, different from, among, or less than those of another path of the same node.",
        "kgv:PhaseShape sh:targetClass kgv:Phase ; sh:property [ sh:path kgv:start ; sh:lessThan kgv:end ] .\nkg:phase a kgv:Phase ; kgv:start 2021 ; kgv:end 2016 .",
        "kg:phase a kgv:Phase ; kgv:start 2016 ; kgv:end 2021 .",
    ),
    of(
        "shacl-pattern",
        "A text does not match a regular expression (XPath, as SPARQL's `REGEX` has it). Blank nodes match none.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:code ; sh:pattern \"^[A-Z][0-9]+$\" ] .\nkg:park a kgv:Park ; kgv:code \"a1\" .",
        "kg:park a kgv:Park ; kgv:code \"A1\" .",
    ),
    of(
        "shacl-qualified-count",
        "Too few or too many values of a path conform to a shape.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:partner ; sh:qualifiedValueShape [ sh:class kgv:University ] ; sh:qualifiedMinCount 1 ] .\nkg:park a kgv:Park ; kgv:partner kg:company .",
        "kg:park a kgv:Park ; kgv:partner kg:university .\nkg:university a kgv:University .",
    ),
    of(
        "shacl-range",
        "A value is too small or too large, or cannot be compared with the bound: a text is neither less nor more than a number, and \
         a date without a time zone may be neither before nor after one with a time zone.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:area ; sh:minExclusive 0 ] .\nkg:park a kgv:Park ; kgv:area -3 .",
        "kg:park a kgv:Park ; kgv:area 3 .",
    ),
    of(
        "shacl-reifier",
        "What is said of a statement does not conform to `sh:reifierShape`, or nothing is said of it and `sh:reificationRequired` \
         demands it.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path kgv:area ; sh:reifierShape kgv:Claim ; sh:reificationRequired true ] .\nkgv:Claim a sh:NodeShape .\nkg:park a kgv:Park ; kgv:area 12 .",
        "kg:park a kgv:Park ; kgv:area 12 {| kgv:source kg:article |} .",
    ),
    of(
        "shacl-root-class",
        "A value must be a class or one of its subclasses.",
        "kgv:ListShape sh:targetClass kgv:List ; sh:property [ sh:path kgv:listed ; sh:rootClass kgv:Place ] .\nkg:list a kgv:List ; kgv:listed kgv:Person .",
        "kg:list a kgv:List ; kgv:listed kgv:Park .\nkgv:Park rdfs:subClassOf kgv:Place .",
    ),
    of(
        "shacl-single-line",
        "A text must not have line breaks.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path rdfs:label ; sh:singleLine true ] .\nkg:park a kgv:Park ; rdfs:label \"Science\\nPark\" .",
        "kg:park a kgv:Park ; rdfs:label \"Science Park\" .",
    ),
    of(
        "shacl-sparql",
        "A SPARQL query of a shape has a solution for a node: each solution is something that is wrong. `$this` is the node.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:sparql [ sh:message \"a park is in itself\" ; sh:select \"SELECT $this { $this kgv:locatedIn $this }\" ] .\nkg:park a kgv:Park ; kgv:locatedIn kg:park .",
        "kg:park a kgv:Park ; kgv:locatedIn kg:huli .",
    ),
    of(
        "shacl-unique-values",
        "The values of some properties are a key: two nodes of the shape have the same ones.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:uniqueValuesFor kgv:code .\nkg:a a kgv:Park ; kgv:code \"1\" .\nkg:b a kgv:Park ; kgv:code \"1\" .",
        "kg:a a kgv:Park ; kgv:code \"1\" .\nkg:b a kgv:Park ; kgv:code \"2\" .",
    ),
    of(
        "shape-not-supported",
        "Something of a shape is not validated: SHACL-JS, node expressions, a component without a query for this kind of shape. The \
         rest of the shape is.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:js [ sh:jsFunctionName \"check\" ] .",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:sparql [ sh:select \"SELECT $this { $this kgv:locatedIn $this }\" ] .",
    ),
    of(
        "shape-query",
        "A query of a shape is not SPARQL, is not of the form that is needed, or has what SHACL does not allow where values are \
         bound before: `MINUS`, `VALUES`, `SERVICE`, `AS ?this`, a subquery that does not select `$this`.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:sparql [ sh:select \"SELECT $this { $this a ?c MINUS { $this kgv:locatedIn ?p } }\" ] .",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:sparql [ sh:select \"SELECT $this { $this a ?c FILTER NOT EXISTS { $this kgv:locatedIn ?p } }\" ] .",
    ),
    of(
        "unknown-shacl-term",
        "A name in the namespace of SHACL is none that SHACL has, so a validator ignores it, with all that it was meant to demand.",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path rdfs:label ; sh:minCout 1 ] .",
        "kgv:ParkShape sh:targetClass kgv:Park ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .",
    ),
    of(
        "wrong-shacl-namespace",
        "A namespace is nearly that of SHACL, such as with `https`. What is said with it are not shapes, so nothing is validated.",
        "@prefix sh: <https://www.w3.org/ns/shacl#> .",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .",
    ),
];
