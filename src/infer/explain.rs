//! What the findings of inference mean.

use crate::finding::Explanation;

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: "idle-rule",
        text: "A rule of the project gives nothing: it looks for a property or a class that no statement has, asserted or \
               inferred, or its shape has no target. A name that a source describes is not a finding, since a vocabulary need not \
               have instances, unless statements have one that is nearly the same and that nothing describes; without any individuals in the sources, nor is a name of a namespace that they describe nothing \
               of.",
        wrong: "CONSTRUCT { ?x kgv:a ?z } WHERE { ?x kgv:lokatedIn ?z }",
        right: "CONSTRUCT { ?x kgv:a ?z } WHERE { ?x kgv:locatedIn ?z }",
    },
    Explanation {
        id: "ill-typed-literal",
        text: "The datatype of a literal does not have its lexical form, so the literal has no value \
               ([RDF 1.2 Semantics, 8](https://www.w3.org/TR/rdf12-semantics/#datatype-entailment)). White space counts.",
        wrong: "kg:park kgv:opened \"2021-02-30\"^^xsd:date .",
        right: "kg:park kgv:opened \"2021-02-28\"^^xsd:date .",
    },
    Explanation {
        id: super::INCONSISTENCY,
        text: "Statements contradict each other by a rule of OWL 2 RL: something is in two disjoint classes, a property that is \
               functional has two values, a value is not in the range. The lines are those that the contradiction rests on; \
               one of them is wrong, or an axiom is. `bixi why` proves each of the statements.",
        wrong: "kgv:Park owl:disjointWith kgv:Person . kg:huli a kgv:Park, kgv:Person .",
        right: "kgv:Park owl:disjointWith kgv:Person . kg:huli a kgv:Park .",
    },
    Explanation {
        id: "rule-not-supported",
        text: "A rule of the project says something that cannot be proved statement by statement, so it is left out. A rule is a CONSTRUCT query \
               in `rules/` or in `sh:construct`, with triple patterns, FILTER and BIND, or a `sh:TripleRule` of terms, paths and \
               functions that are one expression; `sh:condition` may ask for what can be shown: values that are there, and of all values \
               of a property only if no rule infers more of them. It makes no blank nodes. The order of rules does not matter: all \
               apply until nothing new follows.",
        wrong: "CONSTRUCT { ?x kgv:a [] } WHERE { ?x kgv:b ?y OPTIONAL { ?y kgv:c ?z } }",
        right: "CONSTRUCT { ?x kgv:a ?z } WHERE { ?x kgv:b ?y . ?y kgv:c ?z }",
    },
    Explanation {
        id: "rule-syntax",
        text: "A file in `rules/` is not SPARQL.",
        wrong: "CONSTRUCT { ?x kgv:a ?y WHERE { ?x kgv:b ?y }",
        right: "CONSTRUCT { ?x kgv:a ?y } WHERE { ?x kgv:b ?y }",
    },
    Explanation {
        id: "rule-without-end",
        text: "A rule computes a value of a value that it computed, again and again. A condition gives it an end.",
        wrong: "CONSTRUCT { ?x kgv:n ?m } WHERE { ?x kgv:n ?n BIND(?n + 1 AS ?m) }",
        right: "CONSTRUCT { ?x kgv:n ?m } WHERE { ?x kgv:n ?n BIND(?n + 1 AS ?m) FILTER(?n < 10) }",
    },
    Explanation {
        id: "undefined-term",
        text: "A source uses a property or a class of a namespace that `own` in `bixi.toml` names, and no statement has it as its \
               subject: it is misspelt, or its declaration is missing. Without `own`, the namespaces are those in which the project \
               declares most terms that it uses; terms of other namespaces are never judged.",
        wrong: "kgv:locatedIn a rdf:Property . kg:park kgv:lokatedIn kg:huli .",
        right: "kgv:locatedIn a rdf:Property . kg:park kgv:locatedIn kg:huli .",
    },
    Explanation {
        id: super::UNSATISFIABLE,
        text: "It follows that a class can have no instance: it is below two disjoint classes, say, or its instances need something \
               that cannot be. Nothing contradicts itself as long as it has none. Of classes that are such only because others are, \
               the number is said. `bixi why CLASS rdfs:subClassOf owl:Nothing` proves it. A class that a source declares to be a \
               subclass of `owl:Nothing` is no finding.",
        wrong: "kgv:Park owl:disjointWith kgv:Person . kgv:Visitor rdfs:subClassOf kgv:Person, kgv:Park .",
        right: "kgv:Park owl:disjointWith kgv:Person . kgv:Visitor rdfs:subClassOf kgv:Person .",
    },
];
