//! The rules of [RDFS](https://www.w3.org/TR/rdf12-semantics/#rdfs-entailment) and of
//! [OWL 2 RL](https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules), named as there.
//!
//! What stands before `|` is what an ontology says; [`Rule::parse`](super::rule::Rule::parse) says what the words mean.
//! The rules of datatypes (`dt-*`) are in `literals`. Where a rule would say of a thing what it says of itself, or that two
//! things are the same that are one, `differ` keeps it from saying so.

/// RDFS without statements that hold of everything.
pub const RDFS: &str = "
rdfs2   ?p rdfs:domain ?c | ?x ?p ?y => ?x a ?c
rdfs3   ?p rdfs:range ?c | ?x ?p ?y => ?y a ?c
rdfs5   | ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?r => ?p rdfs:subPropertyOf ?r
rdfs7   ?p rdfs:subPropertyOf ?q | ?x ?p ?y => ?x ?q ?y
rdfs9   ?c rdfs:subClassOf ?d | ?x a ?c => ?x a ?d
rdfs11  | ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?e => ?c rdfs:subClassOf ?e
rdfs12  | ?p a rdfs:ContainerMembershipProperty => ?p rdfs:subPropertyOf rdfs:member
";

/// The rest of RDFS: what holds of every term, class, property and datatype.
pub const RDFS_TRIVIAL: &str = "
rdfD2   | ?x ?p ?y => ?p a rdf:Property
rdfs4a  | ?x ?p ?y => ?x a rdfs:Resource
rdfs4b  | ?x ?p ?y => ?y a rdfs:Resource
rdfs6   | ?p a rdf:Property => ?p rdfs:subPropertyOf ?p
rdfs8   | ?c a rdfs:Class => ?c rdfs:subClassOf rdfs:Resource
rdfs10  | ?c a rdfs:Class => ?c rdfs:subClassOf ?c
rdfs13  | ?d a rdfs:Datatype => ?d rdfs:subClassOf rdfs:Literal
";

/// Tables 4 to 9 of OWL 2 RL without statements that hold of everything.
pub const OWL_RL: &str = "
eq-sym     | ?x owl:sameAs ?y . differ ?x ?y => ?y owl:sameAs ?x
eq-trans   | ?x owl:sameAs ?y . ?y owl:sameAs ?z . differ ?x ?y . differ ?y ?z => ?x owl:sameAs ?z
eq-rep-s   | ?s owl:sameAs ?t . ?s ?p ?o . differ ?s ?t => ?t ?p ?o
eq-rep-p   | ?p owl:sameAs ?q . ?s ?p ?o . differ ?p ?q => ?s ?q ?o
eq-rep-o   | ?o owl:sameAs ?t . ?s ?p ?o . differ ?o ?t => ?s ?p ?t
eq-diff1   | ?x owl:sameAs ?y . ?x owl:differentFrom ?y => false
eq-diff2   ?x a owl:AllDifferent . ?x owl:members ?l . pair ?l ?y ?z | ?y owl:sameAs ?z => false
eq-diff3   ?x a owl:AllDifferent . ?x owl:distinctMembers ?l . pair ?l ?y ?z | ?y owl:sameAs ?z => false

prp-dom    ?p rdfs:domain ?c | ?x ?p ?y => ?x a ?c
prp-rng    ?p rdfs:range ?c | ?x ?p ?y => ?y a ?c
prp-fp     ?p a owl:FunctionalProperty | ?x ?p ?y . ?x ?p ?z . differ ?y ?z => ?y owl:sameAs ?z
prp-ifp    ?p a owl:InverseFunctionalProperty | ?x ?p ?y . ?z ?p ?y . differ ?x ?z => ?x owl:sameAs ?z
prp-irp    ?p a owl:IrreflexiveProperty | ?x ?p ?x => false
prp-symp   ?p a owl:SymmetricProperty | ?x ?p ?y => ?y ?p ?x
prp-asyp   ?p a owl:AsymmetricProperty | ?x ?p ?y . ?y ?p ?x => false
prp-trp    ?p a owl:TransitiveProperty | ?x ?p ?y . ?y ?p ?z => ?x ?p ?z
prp-spo1   ?p rdfs:subPropertyOf ?q | ?x ?p ?y => ?x ?q ?y
prp-spo2   ?p owl:propertyChainAxiom ?l | chain ?l ?x ?y => ?x ?p ?y
prp-eqp1   ?p owl:equivalentProperty ?q | ?x ?p ?y => ?x ?q ?y
prp-eqp2   ?p owl:equivalentProperty ?q | ?x ?q ?y => ?x ?p ?y
prp-pdw    ?p owl:propertyDisjointWith ?q | ?x ?p ?y . ?x ?q ?y => false
prp-adp    ?x a owl:AllDisjointProperties . ?x owl:members ?l . pair ?l ?p ?q | ?u ?p ?v . ?u ?q ?v => false
prp-inv1   ?p owl:inverseOf ?q | ?x ?p ?y => ?y ?q ?x
prp-inv2   ?p owl:inverseOf ?q | ?x ?q ?y => ?y ?p ?x
prp-key    ?c owl:hasKey ?l | ?x a ?c . ?y a ?c . keys ?l ?x ?y . differ ?x ?y => ?x owl:sameAs ?y
prp-npa1   ?n owl:sourceIndividual ?s . ?n owl:assertionProperty ?p . ?n owl:targetIndividual ?o | ?s ?p ?o => false
prp-npa2   ?n owl:sourceIndividual ?s . ?n owl:assertionProperty ?p . ?n owl:targetValue ?o | ?s ?p ?o => false

cls-nothing2 | ?x a owl:Nothing => false
cls-int1   ?c owl:intersectionOf ?l | every ?l ?i ?y a ?i => ?y a ?c
cls-int2   ?c owl:intersectionOf ?l . member ?l ?i | ?y a ?c => ?y a ?i
cls-uni    ?c owl:unionOf ?l . member ?l ?i | ?y a ?i => ?y a ?c
cls-com    ?c owl:complementOf ?d | ?x a ?c . ?x a ?d => false
cls-svf1   ?c owl:someValuesFrom ?d . ?c owl:onProperty ?p | ?u ?p ?v . ?v a ?d => ?u a ?c
cls-svf2   ?c owl:someValuesFrom owl:Thing . ?c owl:onProperty ?p | ?u ?p ?v => ?u a ?c
cls-avf    ?c owl:allValuesFrom ?d . ?c owl:onProperty ?p | ?u a ?c . ?u ?p ?v => ?v a ?d
cls-hv1    ?c owl:hasValue ?v . ?c owl:onProperty ?p | ?u a ?c => ?u ?p ?v
cls-hv2    ?c owl:hasValue ?v . ?c owl:onProperty ?p | ?u ?p ?v => ?u a ?c
cls-maxc1  ?c owl:maxCardinality 0 . ?c owl:onProperty ?p | ?u a ?c . ?u ?p ?y => false
cls-maxc2  ?c owl:maxCardinality 1 . ?c owl:onProperty ?p | ?u a ?c . ?u ?p ?y . ?u ?p ?z . differ ?y ?z => ?y owl:sameAs ?z
cls-maxqc1 ?c owl:maxQualifiedCardinality 0 . ?c owl:onProperty ?p . ?c owl:onClass ?d | ?u a ?c . ?u ?p ?y . ?y a ?d => false
cls-maxqc2 ?c owl:maxQualifiedCardinality 0 . ?c owl:onProperty ?p . ?c owl:onClass owl:Thing | ?u a ?c . ?u ?p ?y => false
cls-maxqc3 ?c owl:maxQualifiedCardinality 1 . ?c owl:onProperty ?p . ?c owl:onClass ?d | ?u a ?c . ?u ?p ?y . ?y a ?d . ?u ?p ?z . ?z a ?d . differ ?y ?z => ?y owl:sameAs ?z
cls-maxqc4 ?c owl:maxQualifiedCardinality 1 . ?c owl:onProperty ?p . ?c owl:onClass owl:Thing | ?u a ?c . ?u ?p ?y . ?u ?p ?z . differ ?y ?z => ?y owl:sameAs ?z
cls-oo     ?c owl:oneOf ?l . member ?l ?i | => ?i a ?c

cax-sco    ?c rdfs:subClassOf ?d | ?x a ?c => ?x a ?d
cax-eqc1   ?c owl:equivalentClass ?d | ?x a ?c => ?x a ?d
cax-eqc2   ?c owl:equivalentClass ?d | ?x a ?d => ?x a ?c
cax-dw     ?c owl:disjointWith ?d | ?x a ?c . ?x a ?d => false
cax-adc    ?x a owl:AllDisjointClasses . ?x owl:members ?l . pair ?l ?c ?d | ?z a ?c . ?z a ?d => false

scm-sco    | ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?e => ?c rdfs:subClassOf ?e
scm-eqc1   | ?c owl:equivalentClass ?d => ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?c
scm-eqc2   | ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?c => ?c owl:equivalentClass ?d
scm-spo    | ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?r => ?p rdfs:subPropertyOf ?r
scm-eqp1   | ?p owl:equivalentProperty ?q => ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?p
scm-eqp2   | ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?p => ?p owl:equivalentProperty ?q
scm-dom1   | ?p rdfs:domain ?c . ?c rdfs:subClassOf ?d => ?p rdfs:domain ?d
scm-dom2   | ?q rdfs:domain ?c . ?p rdfs:subPropertyOf ?q => ?p rdfs:domain ?c
scm-rng1   | ?p rdfs:range ?c . ?c rdfs:subClassOf ?d => ?p rdfs:range ?d
scm-rng2   | ?q rdfs:range ?c . ?p rdfs:subPropertyOf ?q => ?p rdfs:range ?c
scm-hv     | ?c owl:hasValue ?i . ?c owl:onProperty ?p . ?d owl:hasValue ?i . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q => ?c rdfs:subClassOf ?d
scm-svf1   | ?c owl:someValuesFrom ?x . ?c owl:onProperty ?p . ?d owl:someValuesFrom ?y . ?d owl:onProperty ?p . ?x rdfs:subClassOf ?y => ?c rdfs:subClassOf ?d
scm-svf2   | ?c owl:someValuesFrom ?x . ?c owl:onProperty ?p . ?d owl:someValuesFrom ?x . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q => ?c rdfs:subClassOf ?d
scm-avf1   | ?c owl:allValuesFrom ?x . ?c owl:onProperty ?p . ?d owl:allValuesFrom ?y . ?d owl:onProperty ?p . ?x rdfs:subClassOf ?y => ?c rdfs:subClassOf ?d
scm-avf2   | ?c owl:allValuesFrom ?x . ?c owl:onProperty ?p . ?d owl:allValuesFrom ?x . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q => ?d rdfs:subClassOf ?c
scm-int    ?c owl:intersectionOf ?l . member ?l ?i | => ?c rdfs:subClassOf ?i
scm-uni    ?c owl:unionOf ?l . member ?l ?i | => ?i rdfs:subClassOf ?c
";

/// What the statement that a thing is the same as itself would contradict, where that is not said.
pub const OWL_RL_ITSELF: &str = "
eq-diff1   | ?x owl:differentFrom ?x => false
";

/// Which classes can have no instances: OWL 2 RL itself only says of their instances that they contradict something.
pub const OWL_RL_EMPTY: &str = "
empty-dw   ?c owl:disjointWith ?d | ?x rdfs:subClassOf ?c . ?x rdfs:subClassOf ?d => ?x rdfs:subClassOf owl:Nothing
empty-dw1  ?c owl:disjointWith ?d | ?c rdfs:subClassOf ?d => ?c rdfs:subClassOf owl:Nothing
empty-dw2  ?c owl:disjointWith ?d | ?d rdfs:subClassOf ?c => ?d rdfs:subClassOf owl:Nothing
empty-adc  ?x a owl:AllDisjointClasses . ?x owl:members ?l . pair ?l ?c ?d | ?y rdfs:subClassOf ?c . ?y rdfs:subClassOf ?d => ?y rdfs:subClassOf owl:Nothing
empty-com  ?c owl:complementOf ?d | ?x rdfs:subClassOf ?c . ?x rdfs:subClassOf ?d => ?x rdfs:subClassOf owl:Nothing
empty-com1 ?c owl:complementOf ?d | ?d rdfs:subClassOf ?c => ?d rdfs:subClassOf owl:Nothing
empty-svf  ?c owl:someValuesFrom ?d . ?c owl:onProperty ?p | ?d rdfs:subClassOf owl:Nothing => ?c rdfs:subClassOf owl:Nothing
";

/// The rest of OWL 2 RL: what holds of every term, class and property.
pub const OWL_RL_TRIVIAL: &str = "
eq-ref     | ?s ?p ?o => ?s owl:sameAs ?s . ?p owl:sameAs ?p . ?o owl:sameAs ?o
scm-cls    | ?c a owl:Class => ?c rdfs:subClassOf ?c . ?c owl:equivalentClass ?c . ?c rdfs:subClassOf owl:Thing . owl:Nothing rdfs:subClassOf ?c
scm-op     | ?p a owl:ObjectProperty => ?p rdfs:subPropertyOf ?p . ?p owl:equivalentProperty ?p
scm-dp     | ?p a owl:DatatypeProperty => ?p rdfs:subPropertyOf ?p . ?p owl:equivalentProperty ?p
cls-thing  | => owl:Thing a owl:Class
cls-nothing1 | => owl:Nothing a owl:Class
prp-ap     | => rdfs:label a owl:AnnotationProperty . rdfs:comment a owl:AnnotationProperty . rdfs:seeAlso a owl:AnnotationProperty . rdfs:isDefinedBy a owl:AnnotationProperty . owl:deprecated a owl:AnnotationProperty . owl:versionInfo a owl:AnnotationProperty . owl:priorVersion a owl:AnnotationProperty . owl:backwardCompatibleWith a owl:AnnotationProperty . owl:incompatibleWith a owl:AnnotationProperty
";

/// The [axiomatic triples](https://www.w3.org/TR/rdf12-semantics/#rdf-axiomatic-triples) of RDF; [`membership`] gives
/// those of `rdf:_1` and on.
pub const RDF_AXIOMS: &str = "
rdf-axioms | => rdf:type a rdf:Property . rdf:subject a rdf:Property . rdf:predicate a rdf:Property . rdf:object a rdf:Property
rdf-axioms | => rdf:first a rdf:Property . rdf:rest a rdf:Property . rdf:value a rdf:Property . rdf:nil a rdf:List
rdf-axioms | => rdf:reifies a rdf:Property
";

/// The [axiomatic triples](https://www.w3.org/TR/rdf12-semantics/#rdfs-axiomatic-triples) of RDFS.
pub const RDFS_AXIOMS: &str = "
rdfs-axioms | => rdf:type rdfs:domain rdfs:Resource . rdf:type rdfs:range rdfs:Class
rdfs-axioms | => rdfs:domain rdfs:domain rdf:Property . rdfs:domain rdfs:range rdfs:Class
rdfs-axioms | => rdfs:range rdfs:domain rdf:Property . rdfs:range rdfs:range rdfs:Class
rdfs-axioms | => rdfs:subPropertyOf rdfs:domain rdf:Property . rdfs:subPropertyOf rdfs:range rdf:Property
rdfs-axioms | => rdfs:subClassOf rdfs:domain rdfs:Class . rdfs:subClassOf rdfs:range rdfs:Class
rdfs-axioms | => rdf:subject rdfs:domain rdf:Statement . rdf:subject rdfs:range rdfs:Resource
rdfs-axioms | => rdf:predicate rdfs:domain rdf:Statement . rdf:predicate rdfs:range rdfs:Resource
rdfs-axioms | => rdf:object rdfs:domain rdf:Statement . rdf:object rdfs:range rdfs:Resource
rdfs-axioms | => rdfs:member rdfs:domain rdfs:Resource . rdfs:member rdfs:range rdfs:Resource
rdfs-axioms | => rdf:first rdfs:domain rdf:List . rdf:first rdfs:range rdfs:Resource
rdfs-axioms | => rdf:rest rdfs:domain rdf:List . rdf:rest rdfs:range rdf:List
rdfs-axioms | => rdfs:seeAlso rdfs:domain rdfs:Resource . rdfs:seeAlso rdfs:range rdfs:Resource
rdfs-axioms | => rdfs:isDefinedBy rdfs:domain rdfs:Resource . rdfs:isDefinedBy rdfs:range rdfs:Resource
rdfs-axioms | => rdfs:comment rdfs:domain rdfs:Resource . rdfs:comment rdfs:range rdfs:Literal
rdfs-axioms | => rdfs:label rdfs:domain rdfs:Resource . rdfs:label rdfs:range rdfs:Literal
rdfs-axioms | => rdf:value rdfs:domain rdfs:Resource . rdf:value rdfs:range rdfs:Resource
rdfs-axioms | => rdf:reifies rdfs:range rdfs:Proposition
rdfs-axioms | => rdf:Alt rdfs:subClassOf rdfs:Container . rdf:Bag rdfs:subClassOf rdfs:Container . rdf:Seq rdfs:subClassOf rdfs:Container
rdfs-axioms | => rdfs:ContainerMembershipProperty rdfs:subClassOf rdf:Property
rdfs-axioms | => rdfs:isDefinedBy rdfs:subPropertyOf rdfs:seeAlso
rdfs-axioms | => rdfs:Datatype rdfs:subClassOf rdfs:Class
";

/// The axiomatic triples of a [container membership property](https://www.w3.org/TR/rdf-schema/#ch_containermembershipproperty).
pub fn membership(property: &str) -> String {
    format!(
        "rdfs-axioms | => {property} a rdf:Property . {property} a rdfs:ContainerMembershipProperty . \
         {property} rdfs:domain rdfs:Resource . {property} rdfs:range rdfs:Resource"
    )
}

/// `dt-type1`, or `rdfs1`: what is a datatype.
pub fn datatype(name: &str, iri: &str) -> String {
    format!("{name} | => <{iri}> a rdfs:Datatype")
}
