//! Checks the evidence of a graph against the texts that it quotes, for someone who holds them.
//!
//! A text has a file name (`schema:contentUrl`) and the SHA-256 of its bytes (`schema:sha256`). A passage names its text
//! with `oa:hasSource` and its characters with a [text position selector](https://www.w3.org/TR/annotation-model/#text-position-selector).
//! A reifier is `prov:wasDerivedFrom` a passage, and its own `oa:start` and `oa:end` lie inside of it.

use crate::dictionary::TermId;
use crate::disk;
use crate::error::Result;
use crate::finding::{Explanation, Finding, Place};
use crate::graph::Graph;
use crate::project::{Project, digest};
use crate::snapshot::to_hex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

const SHA256: &str = "https://schema.org/sha256";
const CONTENT_URL: &str = "https://schema.org/contentUrl";
const HAS_SOURCE: &str = "http://www.w3.org/ns/oa#hasSource";
const HAS_SELECTOR: &str = "http://www.w3.org/ns/oa#hasSelector";
const START: &str = "http://www.w3.org/ns/oa#start";
const END: &str = "http://www.w3.org/ns/oa#end";
const DERIVED: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";

/// How much was checked, and what is wrong.
#[derive(Debug, Default)]
pub struct Checked {
    /// The numbers of texts, of passages, and of statements with positions.
    pub counts: [usize; 3],
    /// What does not fit.
    pub findings: Vec<Finding>,
}

/// Checks texts by their digest, passages against their text, and positions of statements against their passage.
///
/// # Errors
/// If a source of the project that a finding is about cannot be read.
pub fn check(project: &Project, graph: &Graph, folder: &Path) -> Result<Checked> {
    let mut check = Check {
        project,
        graph,
        passages: BTreeMap::new(),
        checked: Checked::default(),
    };
    let texts = check.texts(folder)?;
    check.passages(&texts)?;
    check.statements()?;
    Ok(check.checked)
}

struct Check<'a> {
    project: &'a Project,
    graph: &'a Graph,
    passages: BTreeMap<TermId, Range<usize>>,
    checked: Checked,
}

impl Check<'_> {
    fn pairs(&self, property: &str) -> Vec<[TermId; 3]> {
        let property = self.graph.dictionary.find_iri(property);
        property
            .map(|p| self.graph.triples(None, Some(p), None).collect())
            .unwrap_or_default()
    }

    fn number(&self, subject: TermId, property: &str) -> Option<usize> {
        let object = self.graph.objects(subject, property).next()?;
        self.graph.dictionary.text(object).parse().ok()
    }

    fn range(&self, subject: TermId) -> Option<Range<usize>> {
        Some(self.number(subject, START)?..self.number(subject, END)?)
    }

    /// Returns the characters of each text whose file has the digest that the graph states.
    fn texts(&mut self, folder: &Path) -> Result<BTreeMap<TermId, Vec<char>>> {
        let mut texts = BTreeMap::new();
        for triple in self.pairs(SHA256) {
            let [text, _, expected] = triple;
            self.checked.counts[0] += 1;
            let Some(name) = self.graph.objects(text, CONTENT_URL).next() else {
                continue;
            };
            let name = self.graph.dictionary.text(name);
            let Ok(bytes) = disk::read(&folder.join(&name)) else {
                let message = format!("`{name}` cannot be read in `{}`", folder.display());
                self.report("evidence-text-missing", message, triple)?;
                continue;
            };
            let actual = to_hex(&digest(&bytes));
            if actual != self.graph.dictionary.text(expected) {
                let message = format!("`{name}` is another text: its SHA-256 is {actual}");
                self.report("evidence-text-changed", message, triple)?;
                continue;
            }
            texts.insert(text, String::from_utf8_lossy(&bytes).chars().collect());
        }
        Ok(texts)
    }

    /// A passage is inside its text, on one line of it, and not empty.
    fn passages(&mut self, texts: &BTreeMap<TermId, Vec<char>>) -> Result<()> {
        for triple in self.pairs(HAS_SOURCE) {
            let [passage, _, text] = triple;
            let selector = self.graph.objects(passage, HAS_SELECTOR).next();
            let Some(range) = selector.and_then(|selector| self.range(selector)) else {
                continue;
            };
            self.checked.counts[1] += 1;
            self.passages.insert(passage, range.clone());
            let Some(characters) = texts.get(&text) else {
                continue;
            };
            let inside = characters
                .get(range.clone())
                .filter(|part| !part.is_empty());
            let problem = match inside {
                None => format!("the text has {} characters", characters.len()),
                Some(part) if part.contains(&'\n') => {
                    "these are several lines of the text".to_owned()
                }
                Some(_) => continue,
            };
            let name = self.graph.display(passage);
            let message = format!(
                "`{name}` is said to be characters {} to {}, but {problem}",
                range.start, range.end
            );
            self.report("evidence-passage", message, triple)?;
        }
        Ok(())
    }

    fn statements(&mut self) -> Result<()> {
        for triple in self.pairs(DERIVED) {
            let [reifier, _, passage] = triple;
            let (Some(range), Some(outer)) = (self.range(reifier), self.passages.get(&passage))
            else {
                continue;
            };
            let fits =
                range.start < range.end && outer.start <= range.start && range.end <= outer.end;
            let message = format!(
                "`{}` rests on characters {} to {}, which are not inside `{}` ({} to {})",
                self.graph.display(reifier),
                range.start,
                range.end,
                self.graph.display(passage),
                outer.start,
                outer.end
            );
            self.checked.counts[2] += 1;
            if !fits {
                self.report("evidence-position", message, triple)?;
            }
        }
        Ok(())
    }

    /// A finding at the line that makes a statement.
    fn report(&mut self, id: &'static str, message: String, triple: [TermId; 3]) -> Result<()> {
        let Some(place) = self.graph.places_of(triple).into_iter().next() else {
            return Ok(());
        };
        let Some(source) = self.graph.sources.get(place.source as usize) else {
            return Ok(());
        };
        let file = self.project.read(&source.path)?;
        let line = file.line_span(place.line).unwrap_or(0..0);
        let indent = file.bytes[line.clone()]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let place = Place {
            file: source.path.clone(),
            span: line.start + indent..line.end,
        };
        self.checked
            .findings
            .push(Finding::error(id, message, place));
        Ok(())
    }
}

/// What the findings of evidence mean, by id.
pub const EXPLANATIONS: [Explanation; 4] = [
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
