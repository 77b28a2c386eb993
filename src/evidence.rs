//! Checks the evidence of a graph against the texts that it quotes, for someone who holds them.
//!
//! A text has a file name (`schema:contentUrl`) and the SHA-256 of its bytes (`schema:sha256`). A passage names its text
//! with `oa:hasSource` and its characters with a [text position selector](https://www.w3.org/TR/annotation-model/#text-position-selector).
//! A reifier is `prov:wasDerivedFrom` a passage, and its own `oa:start` and `oa:end` lie inside of it.

mod passages;
mod quotation;
mod style;
mod words;

pub use passages::{NewText, Passages, passages};
pub use quotation::{Quotation, Quoting, quotation};

use crate::dictionary::TermId;
use crate::disk;
use crate::error::{Error, Result};
use crate::finding::{Explanation, Finding, Place};
use crate::graph::Graph;
use crate::project::{Project, digest};
use crate::snapshot::to_hex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

const SHA256: &str = "https://schema.org/sha256";
const CONTENT_URL: &str = "https://schema.org/contentUrl";
pub(crate) const HAS_SOURCE: &str = "http://www.w3.org/ns/oa#hasSource";
pub(crate) const HAS_SELECTOR: &str = "http://www.w3.org/ns/oa#hasSelector";
const TEXT_POSITION_SELECTOR: &str = "http://www.w3.org/ns/oa#TextPositionSelector";
pub(crate) const START: &str = "http://www.w3.org/ns/oa#start";
pub(crate) const END: &str = "http://www.w3.org/ns/oa#end";
pub(crate) const DERIVED: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";

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
    words::check(&mut check, &texts)?;
    Ok(check.checked)
}

struct Check<'a> {
    project: &'a Project,
    graph: &'a Graph,
    /// The text of each passage, and its characters there.
    passages: BTreeMap<TermId, (TermId, Range<usize>)>,
    checked: Checked,
}

/// A text at hand.
struct Text {
    /// Where its file is, which need not be in the project.
    path: String,
    characters: Vec<char>,
}

impl Text {
    /// Returns the place of some of its characters.
    fn place(&self, range: &Range<usize>) -> Place {
        let bytes = |count: usize| -> usize {
            let before = self.characters.iter().take(count);
            before.map(|character| character.len_utf8()).sum()
        };
        Place {
            file: self.path.clone(),
            span: bytes(range.start)..bytes(range.end),
        }
    }
}

impl Check<'_> {
    fn pairs(&self, property: &str) -> Vec<[TermId; 3]> {
        let property = self.graph.dictionary.find_iri(property);
        property
            .map(|p| self.graph.triples(None, Some(p), None).collect())
            .unwrap_or_default()
    }

    fn range(&self, subject: TermId) -> Option<Range<usize>> {
        quotation::range(self.graph, subject)
    }

    /// Returns the characters of each text whose file has the digest that the graph states.
    fn texts(&mut self, folder: &Path) -> Result<BTreeMap<TermId, Text>> {
        let mut texts = BTreeMap::new();
        // Places in texts are shown, and the project's own paths begin elsewhere.
        let shown = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
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
            let characters = String::from_utf8_lossy(&bytes).chars().collect();
            let path = shown.join(&name).display().to_string();
            texts.insert(text, Text { path, characters });
        }
        Ok(texts)
    }

    /// A passage is inside its text, over no blank line of it, and not empty.
    fn passages(&mut self, texts: &BTreeMap<TermId, Text>) -> Result<()> {
        for triple in self.pairs(HAS_SOURCE) {
            let [passage, _, text] = triple;
            let selector = self.graph.objects(passage, HAS_SELECTOR).next();
            let Some(range) = selector.and_then(|selector| self.range(selector)) else {
                continue;
            };
            self.checked.counts[1] += 1;
            self.passages.insert(passage, (text, range.clone()));
            let Some(Text { characters, .. }) = texts.get(&text) else {
                continue;
            };
            let inside = characters
                .get(range.clone())
                .filter(|part| !part.is_empty());
            let problem = match inside {
                None => format!("the text has {} characters", characters.len()),
                Some(part) if has_blank_line(part) => {
                    "these go over a blank line of the text".to_owned()
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
            let (Some(range), Some((_, outer))) =
                (self.range(reifier), self.passages.get(&passage))
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

    /// Adds an error at the line that makes a statement.
    fn report(&mut self, id: &'static str, message: String, triple: [TermId; 3]) -> Result<()> {
        let place = self.place(&[triple])?;
        let finding = Finding::error(id, message, place);
        self.checked.findings.push(finding);
        Ok(())
    }

    /// Returns the line of the first of some statements that a file makes. Those that are inferred, or are reified and not
    /// asserted, stand in no file: then it is the first line that says something of their subjects.
    fn place(&self, statements: &[[TermId; 3]]) -> Result<Place> {
        let of_subjects = statements.iter().flat_map(|[subject, ..]| {
            let said = self.graph.triples(Some(*subject), None, None);
            said.collect::<Vec<_>>()
        });
        let mut all = statements.iter().copied().chain(of_subjects);
        let Some(place) = all.find_map(|one| self.graph.places_of(one).into_iter().next()) else {
            return Ok(Place::default());
        };
        let source = self.graph.sources.get(place.source as usize);
        let source = source.ok_or_else(|| Error::internal("a place is in no source"))?;
        let file = self.project.read_to_show(&source.path)?;
        let line = file.line_span(place.line).unwrap_or(0..0);
        let indent = file.bytes[line.clone()]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        Ok(Place {
            file: source.path.clone(),
            span: line.start + indent..line.end,
        })
    }
}

/// Returns whether one of the lines of some characters has nothing but white space.
fn has_blank_line(part: &[char]) -> bool {
    let mut lines = part.split(|character| *character == '\n');
    lines.any(|line| line.iter().all(|character| character.is_whitespace()))
}

/// What the findings of evidence mean, by id.
pub const EXPLANATIONS: [Explanation; 6] = [
    Explanation {
        id: "evidence-names",
        text: "Neither the subject nor the object of a statement has a name in the passage that it was derived from, and no part of \
               a name: no two Chinese characters of one, no word of four letters or more. A part that more than a quarter of the \
               passages have does not count, such as the name of the district that a text is about. The passage is probably \
               another one, or it uses a name that is missing in the graph. Labels and literals in any language count; the text \
               itself needs no name in its passages, and of a figure its printed form is looked for instead.",
        wrong: "kg:kelun kgv:locatedIn kg:huli ~ kg:w1 {| prov:wasDerivedFrom kg:passage-about-others |} .",
        right: "kg:kelun kgv:locatedIn kg:huli ~ kg:w1 {| prov:wasDerivedFrom kg:passage-that-names-kelun |} .",
    },
    Explanation {
        id: "evidence-passage",
        text: "A passage of a text (`oa:hasSource`, `oa:hasSelector`) names characters that the text does not have, or that go \
               over a blank line. Positions count code points from 0, the end is exclusive, and line breaks count.",
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
        id: "evidence-printed",
        text: "A value of a property that the settings name in `check.printed` does not stand in the words that its statement rests \
               on, `oa:start` to `oa:end` of its reifier, or the whole passage without them. Values are compared character for \
               character: a figure is written as the text prints it, with its units, separators and words such as “over”.",
        wrong: "kg:f kgv:printedAs \"61.24亿元\" ~ kg:w1 . # the text has 612.4亿元",
        right: "kg:f kgv:printedAs \"612.4亿元\" ~ kg:w1 .",
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
