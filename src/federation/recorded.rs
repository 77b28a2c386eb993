//! The answers of engines as files of the project, so that queries and tests have the same answer each time and need no network.
//!
//! A file is named by the hash of the engine's name and of the request, and has both in it. Solutions are lines, so that the
//! difference of two answers can be read.

use crate::disk;
use crate::error::{EngineError, Error, Result};
use crate::query::Answered;
use crate::rdf::{Term, Variable};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of the answers, below that of the project.
pub const FOLDER: &str = "engines/answers";

/// The bytes of a hash that name a file.
const NAME: usize = 16;

/// What a file has; a solution is a list of terms in N-Triples, or null.
#[derive(Deserialize, Serialize)]
struct Recorded {
    engine: String,
    query: String,
    variables: Vec<String>,
    solutions: Vec<Vec<Option<String>>>,
}

/// Returns the path of an answer, relative to the project.
fn path(engine: &str, query: &str) -> String {
    let digest = Sha256::digest(format!("{engine}\n{query}"));
    let mut path = format!("{FOLDER}/");
    for byte in digest.iter().take(NAME) {
        // Writing to a string does not fail.
        let _ = write!(path, "{byte:02x}");
    }
    path + ".json"
}

/// Reads the answer of an engine to a query.
///
/// # Errors
/// If it is not recorded, or the file cannot be read.
pub fn read(root: &Path, engine: &str, query: &str) -> Result<Answered> {
    let path = path(engine, query);
    let full = root.join(&path);
    if !disk::is_there(&full) {
        return Err(Error::from(EngineError::NotRecorded {
            engine: engine.to_owned(),
            path,
        }));
    }
    let bytes = disk::read(&full).map_err(Error::io("read", &full))?;
    let wrong = |problem: String| {
        Error::from(EngineError::NotReadable {
            engine: engine.to_owned(),
            problem: format!("`{path}` {problem}"),
        })
    };
    let recorded: Recorded = serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("is not a recorded answer: {error}")))?;
    if (recorded.engine.as_str(), recorded.query.as_str()) != (engine, query) {
        return Err(wrong("has the answer to another request".to_owned()));
    }
    let columns = recorded.variables.len();
    let term = |text: Option<String>| {
        let term = text.map(|text| {
            let term = text.parse::<Term>();
            term.map_err(|_| wrong(format!("has `{text}`, which is not a term in N-Triples")))
        });
        term.transpose()
    };
    let row = |row: Vec<Option<String>>| match row.len() == columns {
        true => row.into_iter().map(term).collect(),
        false => Err(wrong(format!(
            "has a solution with {} terms, not {columns}",
            row.len()
        ))),
    };
    let rows = recorded.solutions.into_iter().map(row);
    Ok(Answered {
        rows: rows.collect::<Result<_>>()?,
        variables: recorded
            .variables
            .into_iter()
            .map(Variable::new_unchecked)
            .collect(),
    })
}

/// Returns a digest of all answers that are recorded.
pub fn fingerprint(root: &Path) -> [u8; 32] {
    let entries = fs::read_dir(root.join(FOLDER));
    let mut paths: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let mut digest = Sha256::new();
    for path in paths {
        digest.update(path.as_os_str().as_encoded_bytes());
        match disk::read(&path) {
            Ok(bytes) => digest.update(Sha256::digest(bytes)),
            Err(error) => digest.update(error.to_string()),
        }
    }
    digest.finalize().into()
}

/// Records the answer of an engine to a query.
///
/// # Errors
/// If the file cannot be written.
pub fn write(root: &Path, engine: &str, query: &str, answered: &Answered) -> Result<()> {
    let path = root.join(path(engine, query));
    let text = text(engine, query, answered).map_err(|error| Error::internal(error.to_string()))?;
    let mut folder = root.to_owned();
    for name in FOLDER.split('/') {
        folder.push(name);
        disk::create_own_folder(&folder).map_err(Error::io("create", &folder))?;
    }
    disk::put(&path, |file| {
        file.write_all(text.as_bytes())
            .map_err(Error::io("write", &path))
    })
}

fn text(engine: &str, query: &str, answered: &Answered) -> serde_json::Result<String> {
    let variables = answered.variables.iter().map(Variable::as_str);
    let mut text = format!(
        "{{\n  \"engine\": {},\n  \"query\": {},\n  \"variables\": {},\n  \"solutions\": [",
        serde_json::to_string(engine)?,
        serde_json::to_string(query)?,
        serde_json::to_string(&variables.collect::<Vec<_>>())?,
    );
    for (number, row) in answered.rows.iter().enumerate() {
        let row = row.iter().map(|term| term.as_ref().map(Term::to_string));
        text.push_str(if number == 0 { "\n    " } else { ",\n    " });
        text.push_str(&serde_json::to_string(&row.collect::<Vec<_>>())?);
    }
    text.push_str(match answered.rows.is_empty() {
        true => "]\n}\n",
        false => "\n  ]\n}\n",
    });
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::{BlankNode, Literal, NamedNode, Triple};

    fn answered() -> Answered {
        let iri = NamedNode::new_unchecked("http://e/成都");
        let quoted = Literal::new_simple_literal("a \"b\"\n\\c");
        let triple = Triple::new(iri.clone(), iri.clone(), quoted.clone());
        Answered {
            variables: vec![Variable::new_unchecked("x"), Variable::new_unchecked("y")],
            rows: vec![
                vec![Some(iri.into()), None],
                vec![
                    Some(quoted.into()),
                    Some(BlankNode::new_unchecked("b0").into()),
                ],
                vec![
                    Some(Literal::new_language_tagged_literal_unchecked("成都", "zh-hans").into()),
                    Some(Literal::from(7).into()),
                ],
                vec![Some(triple.into()), None],
            ],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let query = "SELECT ?x WHERE { ?x ?y \"a\" }";
        for answered in [answered(), Answered::default()] {
            write(root, "prod", query, &answered).expect("it is written");
            assert_eq!(read(root, "prod", query).expect("it is read"), answered);
        }
        let missing = read(root, "test", query).expect_err("another engine");
        let path = path("test", query);
        assert_eq!(
            missing.to_string(),
            format!(
                "no answer of `test` is recorded as `{path}`; `--record` asks the engine and records it"
            )
        );
    }

    #[test]
    fn what_is_not_an_answer_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        write(root, "prod", "q", &answered()).expect("it is written");
        let file = root.join(path("prod", "q"));
        let whole = fs::read_to_string(&file).expect("it is there");
        let shown = path("prod", "q");
        for (from, to, problem) in [
            ("\"q\"", "\"p\"", "has the answer to another request"),
            (
                "\"<http://e/成都>\",null",
                "\"<http://e/成都>\"",
                "has a solution with 1 terms, not 2",
            ),
            (
                "\"_:b0\"",
                "\"b0\"",
                "has `b0`, which is not a term in N-Triples",
            ),
        ] {
            fs::write(&file, whole.replace(from, to)).expect("it is changed");
            let error = read(root, "prod", "q").expect_err(problem).to_string();
            let expected = format!("the answer of `prod` cannot be read: `{shown}` {problem}");
            assert_eq!(error, expected);
        }
        fs::write(&file, whole.trim_end().trim_end_matches('}')).expect("it is cut");
        let error = read(root, "prod", "q").expect_err("cut").to_string();
        assert!(error.contains("is not a recorded answer: EOF"), "{error}");
    }
}
