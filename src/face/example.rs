//! The project that the examples in the documentation build: people and a town, a saved query and two tests.

use std::path::Path;
use std::{fs, io};

/// The files of the project, each with its path and its text.
const FILES: [(&str, &str); 6] = [
    (
        "bixi.toml",
        "name = \"people\"\nbase = \"http://example.org/\"\nlanguages = [\"en\"]\n",
    ),
    (
        "ontology/people.ttl",
        r#"@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:Person a owl:Class ; rdfs:label "person"@en .
:knows a owl:SymmetricProperty ; rdfs:label "knows"@en .
:livesIn a owl:ObjectProperty ; rdfs:label "lives in"@en .
"#,
    ),
    (
        "data/people.ttl",
        r#"@prefix : <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:alice a :Person ; rdfs:label "Alice"@en ; :knows :bob ; :livesIn :delft .
:bob a :Person ; rdfs:label "Bob"@en ; :livesIn :delft .
:delft rdfs:label "Delft"@en .
"#,
    ),
    (
        "queries/residents.rq",
        "#+ title: Who lives in a town\nSELECT ?person { ?person :livesIn ?_town_iri } ORDER BY ?person\n",
    ),
    (
        "tests/knows.inferred.ttl",
        "@prefix : <http://example.org/> .\n:bob :knows :alice .\n",
    ),
    (
        "tests/someone-lives-in-delft.rq",
        "ASK { ?person :livesIn :delft }\n",
    ),
];

/// Writes the files of the project into a folder.
///
/// # Errors
/// If a folder or a file cannot be written.
pub fn write(folder: &Path) -> io::Result<()> {
    for (path, text) in FILES {
        let path = folder.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}
