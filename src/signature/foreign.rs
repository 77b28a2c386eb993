//! Files that are not read: what they are, and what can be done about them.

/// What is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// `Ontology(<http://example.org/> … )`
    Functional,
    /// `Class: Person`
    Manchester,
    /// `[Term]`
    Obo,
    /// OWL as XML that is not RDF.
    OwlXml,
    /// A catalog of XML, as editors of ontologies keep it.
    Catalog,
    /// Other XML.
    Xml,
    /// A page.
    Html,
    /// Three lines in place of a file that was not fetched.
    LfsPointer,
    /// JSON without a statement in JSON-LD.
    Json,
    /// Compressed by gzip.
    Gzip,
    /// A zip archive, which may be an office document.
    Zip,
    /// Not text.
    Binary,
    /// Text, but none of what is known.
    NotXml,
}

impl Foreign {
    /// Returns what the file is, as the end of a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Functional => "OWL in functional syntax",
            Self::Manchester => "OWL in Manchester syntax",
            Self::Obo => "OBO",
            Self::OwlXml => "OWL/XML",
            Self::Catalog => "a catalog of XML",
            Self::Xml => "XML without RDF",
            Self::Html => "a page of HTML",
            Self::LfsPointer => "a pointer of Git LFS to a file that was not fetched",
            Self::Json => "JSON without a word of JSON-LD",
            Self::Gzip => "data compressed by gzip",
            Self::Zip => "a zip archive",
            Self::Binary => "no text",
            Self::NotXml => "no RDF/XML: it does not begin with a tag",
        }
    }

    /// Returns what can be done about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Functional | Self::Manchester | Self::OwlXml => {
                "convert it, for example with `robot convert --input FILE --output FILE.ttl`"
            }
            Self::Obo => "convert it with `robot convert --input FILE --output FILE.ttl`",
            Self::Catalog | Self::Xml => {
                "name it otherwise, or leave it out with `sources` in `bixi.toml`"
            }
            Self::Html => {
                "fetch the file itself: a server gives a page to a browser, or says that something is wrong"
            }
            Self::LfsPointer => "run `git lfs pull`",
            Self::Json => {
                "add a `@context` that says which IRIs its keys stand for, or leave it out with `sources` in `bixi.toml`"
            }
            Self::Gzip => "let its name end in `.gz`",
            Self::Zip => "unpack it",
            Self::Binary | Self::NotXml => {
                "leave it out with `sources` in `bixi.toml` if it is not RDF"
            }
        }
    }

    /// Returns whether it is an ontology or part of one in a syntax that is not read; all else is not what its name says.
    pub fn is_ontology(self) -> bool {
        matches!(
            self,
            Self::Functional | Self::Manchester | Self::Obo | Self::OwlXml | Self::Catalog
        )
    }
}
