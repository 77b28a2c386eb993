//! What the findings about the beginnings of a mapping mean.

use crate::finding::Explanation;

/// The id of the findings about metadata that mean nothing.
pub const INVALID_METADATA: &str = "invalid-metadata";

/// The id of the findings about what a description of a table says and the proposed mapping does not.
pub const LEFT_OUT: &str = "left-out-of-mapping";

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: INVALID_METADATA,
        text: "Metadata of a table in CSVW have a value that means nothing, or describe another table. The mapping that is proposed does \
               not follow it.",
        wrong: "{ \"url\": \"firms.csv\", \"tableSchema\": { \"columns\": [{ \"name\": \"founded\", \"datatype\": \"years\" }] } }",
        right: "{ \"url\": \"firms.csv\", \"tableSchema\": { \"columns\": [{ \"name\": \"founded\", \"datatype\": \"gYear\" }] } }",
    },
    Explanation {
        id: LEFT_OUT,
        text: "Metadata in CSVW or the template row of a table for ROBOT say something that the proposed mapping does not: what a column \
               must have is said by a shape, what the table itself is by Turtle beside it, and a class expression by an axiom of the \
               ontology.",
        wrong: "{ \"name\": \"founded\", \"datatype\": \"gYear\", \"required\": true }",
        right: "[] a sh:NodeShape ; sh:targetClass :Firm ; sh:property [ sh:path :founded ; sh:minCount 1 ] .",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_are_sorted() {
        assert!(EXPLANATIONS.is_sorted_by_key(|explanation| explanation.id));
    }
}
