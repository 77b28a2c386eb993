//! Results that do not fit the format or picture that they are wanted in.

/// Why a result cannot be written or drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The answer of an ASK query has no graph to draw.
    #[error("`{query}` is an ASK query and has nothing to draw")]
    NothingToDraw {
        /// The path of the query, or what stands for it.
        query: String,
    },
    /// No column of an answer has numbers only, which a chart needs.
    #[error("no column of `{query}` is numbers only, so there is nothing to chart")]
    NoNumbers {
        /// The path of the query, or what stands for it.
        query: String,
    },
    /// A literal has a character that the format does not have.
    #[error(
        "a literal has the character U+{:04X}, which XML 1.0 cannot carry; write JSON, CSV or TSV instead, or leave it out \
         with REPLACE",
        u32::from(*.character)
    )]
    Character {
        /// The character.
        character: char,
    },
    /// A literal of a graph has a character that XML does not have.
    #[error(
        "a literal has the character U+{:04X}, which XML 1.0 cannot carry; write Turtle or N-Triples instead",
        u32::from(*.character)
    )]
    CharacterOfGraph {
        /// The character.
        character: char,
    },
    /// The end of the IRI of a property is not a name of XML.
    #[error(
        "RDF/XML cannot write the property <{property}>, whose end cannot be the name of an element; write Turtle instead"
    )]
    PropertyName {
        /// The IRI of the property.
        property: String,
    },
    /// JSON-LD 1.1 has no triple terms.
    #[error("JSON-LD cannot say the triple term `{term}`; write Turtle instead")]
    TripleTerm {
        /// The term, in N-Triples.
        term: String,
    },
    /// Tables of Parquet have triple terms as they are.
    #[error(
        "a table in Parquet has triple terms, which RDF 1.1 has not; leave out the version or write another format"
    )]
    OldTable,
    /// No font of the machine has the characters of a picture.
    #[error(
        "no font on this machine has `{text}`, which the picture needs; on Debian `apt-get install fonts-noto-cjk` brings one \
         with Chinese"
    )]
    NoFont {
        /// The characters.
        text: String,
    },
    /// A picture cannot be made into pixels.
    #[error("the picture {problem}")]
    Pixels {
        /// What is wrong, in words.
        problem: String,
    },
}
