//! The terms of OWL that say something in OWL 2 EL.

use crate::dictionary::TermId;
use crate::error::Result;
use crate::infer::facts::Terms;
use crate::infer::vocabulary::expand;

/// Declares names, and how they are found.
macro_rules! names {
    ($($field:ident $name:literal)*) => {
        /// Numbers of terms, by their local names.
        #[allow(missing_docs, reason = "they are the terms of OWL")]
        pub struct Names {
            $(pub $field: TermId,)*
        }

        impl Names {
            /// Finds the terms.
            ///
            /// # Errors
            /// If there are more terms than can be numbered.
            pub fn new(terms: &mut Terms) -> Result<Self> {
                Ok(Self { $($field: terms.iri(&expand($name).unwrap_or_default())?,)* })
            }
        }
    };
}

names! {
    rdf_type "a"
    first "rdf:first"
    rest "rdf:rest"
    nil "rdf:nil"
    sub_class_of "rdfs:subClassOf"
    sub_property_of "rdfs:subPropertyOf"
    domain "rdfs:domain"
    range "rdfs:range"
    thing "owl:Thing"
    nothing "owl:Nothing"
    class "owl:Class"
    equivalent_class "owl:equivalentClass"
    equivalent_property "owl:equivalentProperty"
    intersection_of "owl:intersectionOf"
    union_of "owl:unionOf"
    one_of "owl:oneOf"
    complement_of "owl:complementOf"
    on_property "owl:onProperty"
    some_values_from "owl:someValuesFrom"
    has_value "owl:hasValue"
    has_self "owl:hasSelf"
    disjoint_with "owl:disjointWith"
    disjoint_union_of "owl:disjointUnionOf"
    all_disjoint_classes "owl:AllDisjointClasses"
    members "owl:members"
    distinct_members "owl:distinctMembers"
    all_different "owl:AllDifferent"
    same_as "owl:sameAs"
    different_from "owl:differentFrom"
    property_chain "owl:propertyChainAxiom"
    transitive "owl:TransitiveProperty"
    reflexive "owl:ReflexiveProperty"
    source_individual "owl:sourceIndividual"
    assertion_property "owl:assertionProperty"
    target_individual "owl:targetIndividual"
    target_value "owl:targetValue"
}
