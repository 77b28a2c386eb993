//! What the findings of the vocabulary mean.

use crate::finding::Explanation;

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: "ambiguous-prefix",
        text: "A prefix stands for one namespace in one file of the project and for another in another file, so a name that is copied \
               from one to the other means something else. The empty prefix may differ in each file.",
        wrong: "a.ttl: @prefix v: <http://e/vocab/> .\nb.ttl: @prefix v: <http://e/other/> .",
        right: "a.ttl: @prefix v: <http://e/vocab/> .\nb.ttl: @prefix v: <http://e/vocab/> .",
    },
    Explanation {
        id: "asserted-claim",
        text: "A statement is asserted, and its reifier states a certainty that `[acceptance]` in `bixi.toml` does not accept by default. \
               Queries of bixi do not see it then, and other tools take it for a fact. A claim is reified without being asserted. What is \
               accepted and not on the strictest level, such as a quotation, is found if at least twenty times as many of the same \
               certainty are only reified.",
        wrong: "kg:huli v:inhabitants 1036974 {| v:certainty v:claimed |} .",
        right: "<< kg:huli v:inhabitants 1036974 >> v:certainty v:claimed .",
    },
    Explanation {
        id: "cycle",
        text: "A property that must not lead back to where it started does: something is a part of itself by way of its parts. Such \
               properties are those that `check.acyclic` in `bixi.toml` names, transitive properties of the project that are neither \
               symmetric nor reflexive, and `dcterms:isPartOf`, `org:subOrganizationOf` and `schema:isPartOf`.",
        wrong: "kg:huli v:partOf kg:xiamen . kg:xiamen v:partOf kg:huli .",
        right: "kg:huli v:partOf kg:xiamen .",
    },
    Explanation {
        id: "cyclic-hierarchy",
        text: "A class is a subclass of itself by way of others, or a property a subproperty, or a concept is narrower than itself: \
               all of them would mean the same. Classes that are meant to be the same have `owl:equivalentClass`.",
        wrong: "v:Park rdfs:subClassOf v:Place . v:Place rdfs:subClassOf v:Park .",
        right: "v:Park rdfs:subClassOf v:Place .",
    },
    Explanation {
        id: "dangling-reference",
        text: "A statement leads to an IRI of the project of which no statement says anything: it is misspelt, or what it means was \
               forgotten or renamed. Only namespaces most of whose IRIs are described are looked at, and no links to documents.",
        wrong: "kg:park v:locatedIn kg:hulli .",
        right: "kg:park v:locatedIn kg:huli .",
    },
    Explanation {
        id: "deprecated-term",
        text: "A class or a property is used that `owl:deprecated` marks as one that should not be used any more.",
        wrong: "v:place owl:deprecated true ; dcterms:isReplacedBy v:locatedIn . kg:park v:place kg:huli .",
        right: "kg:park v:locatedIn kg:huli .",
    },
    Explanation {
        id: "disjoint-classes",
        text: "Something is an instance of two classes that are disjoint, by themselves or by way of the classes above them; or a class is \
               below two such classes, so that nothing can be in it.",
        wrong: "v:Park owl:disjointWith v:Person . kg:huli a v:Park, v:Person .",
        right: "v:Park owl:disjointWith v:Person . kg:huli a v:Park .",
    },
    Explanation {
        id: "invisible-character",
        text: "A label or an IRI has a character that nobody sees, such as a zero-width space or a no-break space. It comes with text that \
               is copied from a page, and a query for the text as it looks does not find it.",
        wrong: "kg:huli rdfs:label \"Hu\\u200Bli\"@en .",
        right: "kg:huli rdfs:label \"Huli\"@en .",
    },
    Explanation {
        id: "iri-instead-of-literal",
        text: "A value is an IRI or a blank node, but its property is a datatype property, or its range is a datatype.",
        wrong: "v:name a owl:DatatypeProperty . kg:huli v:name kg:Huli .",
        right: "v:name a owl:DatatypeProperty . kg:huli v:name \"Huli\" .",
    },
    Explanation {
        id: "literal-instead-of-iri",
        text: "A value is a literal, but its property is an object property, or its range is a class. A text is the name of something and \
               not the thing, so no query gets from it to what is said of that.",
        wrong: "v:locatedIn a owl:ObjectProperty . kg:park v:locatedIn \"Huli\" .",
        right: "v:locatedIn a owl:ObjectProperty . kg:park v:locatedIn kg:huli .",
    },
    Explanation {
        id: "missing-label",
        text: "Something has a label, but none in one of the `languages` of `bixi.toml` in which most things have one; or it has no label, while most instances of its \
               class have one. A label without a language tag counts for all languages. Without `languages` nothing is looked for.",
        wrong: "languages = [\"en\", \"zh\"]\nv:Park rdfs:label \"park\"@en .",
        right: "languages = [\"en\", \"zh\"]\nv:Park rdfs:label \"park\"@en, \"园区\"@zh .",
    },
    Explanation {
        id: "near-namespace",
        text: "A prefix stands for a namespace that is nearly a well-known one, or nearly one of the project: `https` for `http`, `/` for \
               `#`, or one letter. Terms in it are other terms, and no query or rule finds them.",
        wrong: "@prefix foaf: <https://xmlns.com/foaf/0.1/> .",
        right: "@prefix foaf: <http://xmlns.com/foaf/0.1/> .",
    },
    Explanation {
        id: "reversed-period",
        text: "Something ends before it starts. Which properties begin and end something is said in `check.periods` of `bixi.toml`, \
               or by their names: `startDate` and `endDate`, `validFrom` and `validUntil`, `birthYear` and `deathYear`.",
        wrong: "kg:plan v:startYear 2025 ; v:endYear 2021 .",
        right: "kg:plan v:startYear 2021 ; v:endYear 2025 .",
    },
    Explanation {
        id: "same-label",
        text: "Several instances of one class have the same label: the same thing has two IRIs, or a label was copied and not changed. \
               Whoever names it by its label does not say which is meant. `owl:sameAs` and `owl:differentFrom` say that it is known.",
        wrong: "kg:huli a v:District ; rdfs:label \"Huli\"@en . kg:huliqu a v:District ; rdfs:label \"Huli\"@en .",
        right: "kg:huli a v:District ; rdfs:label \"Huli\"@en .",
    },
    Explanation {
        id: "separated-number",
        text: "A number is written with separators of thousands. In Turtle a comma begins another value, so `120,000` is the two numbers \
               120 and 000; a point begins the decimals, so `1.200` is 1.2; and between quotes it is a text, which cannot be compared \
               or added.",
        wrong: "kg:huli v:inhabitants 120,000 .",
        right: "kg:huli v:inhabitants 120000 .",
    },
    Explanation {
        id: "several-labels",
        text: "Something has two values of `rdfs:label`, or of `skos:prefLabel`, in one language, so what it is called is not certain. \
               Other names are values of `skos:altLabel`.",
        wrong: "kg:huli rdfs:label \"Huli\"@en, \"Huli District\"@en .",
        right: "kg:huli rdfs:label \"Huli\"@en ; skos:altLabel \"Huli District\"@en .",
    },
    Explanation {
        id: "several-values",
        text: "A functional property has several values: at most one is allowed, so all but one are wrong, or the property is not \
               functional. Literals with the same value, and what `owl:sameAs` says is the same, count once.",
        wrong: "v:birthYear a owl:FunctionalProperty . kg:anna v:birthYear 1955, 1956 .",
        right: "v:birthYear a owl:FunctionalProperty . kg:anna v:birthYear 1955 .",
    },
    Explanation {
        id: "shared-reifier",
        text: "One reifier stands for several statements, so whatever is said of it, such as a source or a certainty, is said of all of \
               them, and a correction for one of them changes the others.",
        wrong: "kg:huli v:area 73.8 ~ kg:r1 . kg:huli v:inhabitants 1036974 ~ kg:r1 .",
        right: "kg:huli v:area 73.8 ~ kg:r1 . kg:huli v:inhabitants 1036974 ~ kg:r2 .",
    },
    Explanation {
        id: "similar-iri",
        text: "Two IRIs differ only in upper and lower case, in Unicode normalisation or in percent-encoding. They are different IRIs, so \
               what is said of one is not said of the other. A class and a property may differ in case.",
        wrong: "kg:Huli a v:District . kg:park v:locatedIn kg:huli .",
        right: "kg:huli a v:District . kg:park v:locatedIn kg:huli .",
    },
    Explanation {
        id: "unasserted-statement",
        text: "A statement is reified with a certainty on the strictest level of `[acceptance]` in `bixi.toml`, which is that of \
               statements without a reifier, and no file asserts it. Queries of bixi see it, and other tools do not have it. On the \
               other levels that are accepted, it is found if at least twenty times as many of the same certainty are asserted.",
        wrong: "<< kg:huli v:inhabitants 1036974 >> v:certainty v:stated .",
        right: "kg:huli v:inhabitants 1036974 {| v:certainty v:stated |} .",
    },
    Explanation {
        id: "unknown-vocabulary-term",
        text: "A well-known vocabulary has no term, or no datatype, with this name. The names of some thirty vocabularies are known, such as \
               RDF, OWL, XML Schema, SKOS, FOAF, Dublin Core, PROV and schema.org; of schema.org, which often has new terms, only what is \
               one slip away from a name.",
        wrong: "kg:anna foaf:nmae \"Anna\" .",
        right: "kg:anna foaf:name \"Anna\" .",
    },
    Explanation {
        id: "white-space-in-label",
        text: "A label has a line break, a tab, two spaces together, or white space at an end. Nobody sees it, and a query for the text as it \
               looks does not find it.",
        wrong: "kg:huli rdfs:label \"Huli \"@en .",
        right: "kg:huli rdfs:label \"Huli\"@en .",
    },
    Explanation {
        id: "without-evidence",
        text: "A statement has no reifier, so nothing says where it is from, and the project wants that: `check.evidence` in `bixi.toml` \
               names properties, or a namespace of them, whose statements all need one.",
        wrong: "kg:huli v:area 73.8 .",
        right: "kg:huli v:area 73.8 {| prov:wasDerivedFrom kg:p5 |} .",
    },
    Explanation {
        id: "without-type",
        text: "Something of the project has statements and no class, while most that is described in its namespace has one. Queries for the \
               instances of a class do not find it.",
        wrong: "kg:huli rdfs:label \"Huli\"@en .",
        right: "kg:huli a v:District ; rdfs:label \"Huli\"@en .",
    },
    Explanation {
        id: "wrong-datatype",
        text: "A literal does not have the datatype that the range of its property is, so it is not compared and not added as its \
               other values are. A literal of a narrower datatype is fine: an integer where a decimal is wanted.",
        wrong: "v:inhabitants rdfs:range xsd:integer . kg:huli v:inhabitants \"120000\" .",
        right: "v:inhabitants rdfs:range xsd:integer . kg:huli v:inhabitants 120000 .",
    },
    Explanation {
        id: "wrong-domain",
        text: "Something has a property whose domain is a class that it is not in: none of its classes is that class, below it or above it. \
               By OWL it would be inferred to be in both; in a closed world the statement is at the wrong subject, or the domain is too \
               narrow. Of several domains one is enough.",
        wrong: "v:birthYear rdfs:domain v:Person . kg:huli a v:Park ; v:birthYear 1955 .",
        right: "v:birthYear rdfs:domain v:Person . kg:anna a v:Person ; v:birthYear 1955 .",
    },
    Explanation {
        id: "wrong-language",
        text: "A text is plainly not in the language of its tag: it is in the letters of another language, or has the words of one. Names and \
               single words in Latin letters are fine in all languages.",
        wrong: "kg:huli rdfs:label \"湖里区\"@en .",
        right: "kg:huli rdfs:label \"湖里区\"@zh .",
    },
    Explanation {
        id: "wrong-prefix",
        text: "Nothing describes a term, and another namespace of the project has a term with the same local name that is described: the \
               prefix is wrong.",
        wrong: "v:Person a owl:Class . kg:anna a kg:Person .",
        right: "v:Person a owl:Class . kg:anna a v:Person .",
    },
    Explanation {
        id: "wrong-range",
        text: "A value is not in the class that is the range of its property: none of its classes is that class, below it or above it. By OWL \
               it would be inferred to be in both; in a closed world the value is wrong, or the range is too narrow. Of several ranges \
               one is enough.",
        wrong: "v:founder rdfs:range v:Person . kg:huli a v:Park . kg:firm v:founder kg:huli .",
        right: "v:founder rdfs:range v:Person . kg:anna a v:Person . kg:firm v:founder kg:anna .",
    },
];
