//! Terms in JSON: as in the [results of SPARQL](https://www.w3.org/TR/sparql12-results-json/#select-encode-terms), with the
//! prefixed name and the label beside.

use bixi::Snapshot;
use bixi::rdf::{BaseDirection, Term, with_usual_case};
use serde::Serialize;

/// A term.
#[derive(Debug, Serialize)]
pub struct Named {
    #[serde(flatten)]
    kind: Kind,
    /// What it is called in Turtle, if it is no literal.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Its label in the language of the reader, or else in another.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Kind {
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
        direction: Option<String>,
    },
    Triple {
        value: Box<Triple>,
    },
}

#[derive(Debug, Serialize)]
struct Triple {
    subject: Named,
    predicate: Named,
    object: Named,
}

/// Returns a term as it stands in JSON.
pub fn named(snapshot: &Snapshot, term: &Term) -> Named {
    let kind = match with_usual_case(term.clone()) {
        Term::NamedNode(iri) => Kind::Uri {
            value: iri.into_string(),
        },
        Term::BlankNode(node) => Kind::Bnode {
            value: node.into_string(),
        },
        Term::Literal(literal) => {
            let (value, datatype, language, direction) = literal.destruct();
            Kind::Literal {
                value,
                datatype: datatype.map(|iri| iri.into_string()),
                language,
                direction: direction.map(|direction| match direction {
                    BaseDirection::Ltr => "ltr".to_owned(),
                    BaseDirection::Rtl => "rtl".to_owned(),
                }),
            }
        }
        Term::Triple(triple) => Kind::Triple {
            value: Box::new(Triple {
                subject: named(snapshot, &triple.subject.into()),
                predicate: named(snapshot, &triple.predicate.into()),
                object: named(snapshot, &triple.object),
            }),
        },
    };
    let is_literal = matches!(term, Term::Literal(_));
    Named {
        kind,
        name: (!is_literal).then(|| snapshot.prefixes().display(term)),
        label: snapshot.label(term).map(|label| label.value().to_owned()),
    }
}
