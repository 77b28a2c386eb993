//! Terms in JSON: as in the [results of SPARQL](https://www.w3.org/TR/sparql12-results-json/#select-encode-terms), with the
//! prefixed name and the label beside.

use super::Snapshot;
use crate::dictionary::TermId;
use crate::rdf::{BaseDirection, Term, with_usual_case};
use serde::Serialize;

/// A term with what it is called.
///
/// In JSON it has `type` (`uri`, `bnode`, `literal` or `triple`) and `value` as in the results of SPARQL, of literals also
/// `datatype`, `xml:lang` and `its:dir`; then `name` and `label`, if it has them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named {
    /// The term.
    #[serde(skip)]
    pub term: Term,
    #[serde(flatten)]
    form: Form,
    /// What it is called in Turtle, if it is not a literal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its label in the language of the reader, or else in another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Form {
    Uri {
        value: String,
    },
    Bnode {
        value: String,
    },
    Literal {
        value: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        datatype: Option<String>,
        #[serde(rename = "xml:lang", skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        #[serde(rename = "its:dir", skip_serializing_if = "Option::is_none")]
        direction: Option<&'static str>,
    },
    Triple {
        value: Box<Parts>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Parts {
    subject: Named,
    predicate: Named,
    object: Named,
}

impl Snapshot {
    /// Returns a term with its prefixed name and its label in the language of the [reader](Self::for_reader), to be written as JSON.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let alice = snapshot.named(&snapshot.entity("Alice")?);
    /// let json = r#"{"type":"uri","value":"http://example.org/alice","name":":alice","label":"Alice"}"#;
    /// assert_eq!(serde_json::to_string(&alice).expect("JSON"), json);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn named(&self, term: &Term) -> Named {
        let form = match with_usual_case(term.clone()) {
            Term::NamedNode(iri) => Form::Uri {
                value: iri.into_string(),
            },
            Term::BlankNode(node) => Form::Bnode {
                value: node.into_string(),
            },
            Term::Literal(literal) => {
                let (value, datatype, language, direction) = literal.destruct();
                Form::Literal {
                    value,
                    datatype: datatype.map(|iri| iri.into_string()),
                    language,
                    direction: direction.map(|direction| match direction {
                        BaseDirection::Ltr => "ltr",
                        BaseDirection::Rtl => "rtl",
                    }),
                }
            }
            Term::Triple(triple) => Form::Triple {
                value: Box::new(Parts {
                    subject: self.named(&triple.subject.into()),
                    predicate: self.named(&triple.predicate.into()),
                    object: self.named(&triple.object),
                }),
            },
        };
        let is_literal = matches!(term, Term::Literal(_));
        Named {
            term: term.clone(),
            form,
            name: (!is_literal).then(|| self.prefixes().display(term)),
            label: self.label(term).map(|label| label.value().to_owned()),
        }
    }

    /// Returns the term of a number with what it is called.
    pub(super) fn named_id(&self, id: TermId) -> Named {
        self.named(&self.graph().dictionary.term(id))
    }
}
