//! Checks of what a graph says against something outside of it.

mod evidence;

pub use evidence::{Checked, evidence};

use crate::finding::Explanation;
use crate::{infer, read};

/// What the findings of evidence mean, by id.
const OF_EVIDENCE: [Explanation; 4] = [
    Explanation {
        id: "evidence-passage",
        text: "A passage of a text (`oa:hasSource`, `oa:hasSelector`) names characters that the text does not have, or that go \
               over a line break. Positions count code points from 0, the end is exclusive, and line breaks count.",
        wrong: "kg:p3 oa:hasSource kg:text ; oa:hasSelector [ oa:start 151 ; oa:end 90 ] .",
        right: "kg:p3 oa:hasSource kg:text ; oa:hasSelector [ oa:start 90 ; oa:end 151 ] .",
    },
    Explanation {
        id: "evidence-position",
        text: "The characters that a statement rests on, `oa:start` and `oa:end` of its reifier, are not inside the passage that \
               it was derived from.",
        wrong: "kg:w1 prov:wasDerivedFrom kg:p3 ; oa:start 80 ; oa:end 95 .",
        right: "kg:w1 prov:wasDerivedFrom kg:p3 ; oa:start 91 ; oa:end 95 .",
    },
    Explanation {
        id: "evidence-text-changed",
        text: "The file of a text is not the one that the evidence was taken from: the SHA-256 of its bytes is not the \
               `schema:sha256` of the graph. Get the right file, or take the evidence again from the new one.",
        wrong: "",
        right: "",
    },
    Explanation {
        id: "evidence-text-missing",
        text: "`bixi check --evidence DIR` needs the file that `schema:contentUrl` names, in that folder.",
        wrong: "",
        right: "",
    },
];

/// What every kind of finding means, by id.
pub fn explanations() -> Vec<Explanation> {
    let mut all: Vec<Explanation> = OF_EVIDENCE
        .iter()
        .chain(infer::EXPLANATIONS)
        .chain(read::EXPLANATIONS)
        .copied()
        .collect();
    all.sort_by_key(|explanation| explanation.id);
    all
}
