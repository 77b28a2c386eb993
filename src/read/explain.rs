//! What each id of the reader's findings means, with an example, for `bixi check --explain`.

use crate::finding::Explanation;

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: "broken-file",
        text: "With `--keep-going`, or `broken = \"skip\"` in `[build]` of `bixi.toml`, a graph is built without the files that \
               have errors: nothing of them is in it, also not what stands beside the errors. Answers are those of the \
               rest.",
        wrong: "(a file with an error)",
        right: "(the file without it)",
    },
    Explanation {
        id: "broken-rows",
        text: "With `--keep-going`, or `broken = \"skip\"` in `[build]` of `bixi.toml`, a graph is built without the rows of tables \
               that have more cells than there are columns, and without lines of JSON Lines that are not JSON: nothing of them is in \
               it. With other errors the whole table is left out, since they put its other rows in doubt.",
        wrong: "(a row with more cells than the table has columns)",
        right: "(the table without it)",
    },
    Explanation {
        id: "doubled-key",
        text: "An object of JSON has each key once. Where one stands again, the last counts, as for nearly every reader of JSON, \
               and what the others say is left out.",
        wrong: "{ \"@id\": \"http://e/huli\", \"http://e/name\": \"湖里\", \"http://e/name\": \"Huli\" }",
        right: "{ \"@id\": \"http://e/huli\", \"http://e/name\": [\"湖里\", \"Huli\"] }",
    },
    Explanation {
        id: "full-width-punctuation",
        text: "The punctuation of Turtle is that of ASCII. Chinese input methods leave `；`, `。`, `，`, `：`, `（` and the \
               like in full width, which are other characters; at the end of a name they are even a part of the name, \
               so that the fault shows only at what follows.",
        wrong: "kg:huli a kg:District；\n    rdfs:label \"湖里区\"@zh。",
        right: "kg:huli a kg:District ;\n    rdfs:label \"湖里区\"@zh .",
    },
    Explanation {
        id: "ignored-by-json-ld",
        text: "JSON-LD ignores a key that maps to no IRI, a word that only looks like a keyword, a property that is a blank \
               node, and a value without a property. All places of a key are one finding, at the first of them. Set a key to \
               `null` in the context if it is meant to be ignored.",
        wrong: "{ \"@context\": { \"name\": \"http://e/name\" }, \"@id\": \"http://e/huli\", \"nmae\": \"Huli\" }",
        right: "{ \"@context\": { \"name\": \"http://e/name\" }, \"@id\": \"http://e/huli\", \"name\": \"Huli\" }",
    },
    Explanation {
        id: "invalid-blank-node-label",
        text: "A blank node is written `_:` and a label that begins with a letter, a digit or `_`, or `[]` without a label.",
        wrong: "_:-fund kg:supports kg:park .",
        right: "_:fund kg:supports kg:park .",
    },
    Explanation {
        id: "invalid-datatype",
        text: "`rdf:langString` and `rdf:dirLangString` are the datatypes of texts with a language; without a language tag \
               a literal cannot have them.",
        wrong: "kg:huli rdfs:label \"湖里区\"^^rdf:langString .",
        right: "kg:huli rdfs:label \"湖里区\"@zh .",
    },
    Explanation {
        id: "invalid-escape",
        text: "In a string `\\` begins one of `\\t \\b \\n \\r \\f \\\" \\' \\\\`, or `\\u` with four or `\\U` with eight hexadecimal \
               digits; in an IRI only the latter; in a name `\\` stands before one of `_~.-!$&'()*+,;=/?#@%`, and `%` before two \
               hexadecimal digits.",
        wrong: "kg:file kg:path \"C:\\data\" .",
        right: "kg:file kg:path \"C:\\\\data\" .",
    },
    Explanation {
        id: "invalid-iri",
        text: "An IRI cannot contain spaces, control characters or any of `<>\"{}|^`, ends with `>`, and has the form of \
               RFC 3987. What is not allowed in it is percent-encoded.",
        wrong: "kg:huli rdfs:seeAlso <http://example.org/huli district> .",
        right: "kg:huli rdfs:seeAlso <http://example.org/huli%20district> .",
    },
    Explanation {
        id: "invalid-json",
        text: "The file is not JSON (RFC 8259), so nothing in it is read. Strings and keys stand between `\"`, between two items \
               stands one `,`, and there are no comments; a character beyond U+FFFF is written as it is, or as two escapes.",
        wrong: "{ \"@id\": \"http://e/huli\", \"http://e/name\": 'Huli' }",
        right: "{ \"@id\": \"http://e/huli\", \"http://e/name\": \"Huli\" }",
    },
    Explanation {
        id: "invalid-json-ld",
        text: "The file is JSON, but not as JSON-LD 1.1 has it: a keyword has a value that it cannot have, keywords stand \
               together that cannot, or a definition in a context defines nothing. What it stands in says nothing.",
        wrong: "{ \"@id\": \"http://e/huli\", \"http://e/name\": { \"@value\": 1, \"@language\": \"en\" } }",
        right: "{ \"@id\": \"http://e/huli\", \"http://e/name\": { \"@value\": \"Huli\", \"@language\": \"en\" } }",
    },
    Explanation {
        id: "invalid-language-tag",
        text: "A language tag has the form of BCP 47: `en`, `zh-Hans`, `en-GB`; subtags have at most eight letters or digits. \
               In RDF 1.2 a direction may follow, `--ltr` or `--rtl`.",
        wrong: "kg:huli rdfs:label \"Huli\"@mandarinchinese .",
        right: "kg:huli rdfs:label \"Huli\"@en .",
    },
    Explanation {
        id: "invalid-utf8",
        text: "Sources are UTF-8. Text in another encoding, such as GB 18030 or UTF-16, is not guessed at; no statement is \
               taken from what is not valid.",
        wrong: "(a file saved in GB 18030)",
        right: "(the file saved in UTF-8)",
    },
    Explanation {
        id: "n3-only",
        text: "Of N3 bixi reads what is Turtle, and `=` for `owl:sameAs`. What stands in a formula `{ … }` is quoted, not said, so \
               it is not taken over; rules, variables, paths and `is … of` are not read. The statement that has such a form says \
               nothing. Rules are written as CONSTRUCT queries or SHACL rules, and RDF 1.2 quotes a triple as `<<( … )>>`.",
        wrong: "kg:huli kg:says { kg:park a kg:Park } .",
        right: "kg:huli kg:says <<( kg:park a kg:Park )>> .",
    },
    Explanation {
        id: "not-rdf",
        text: "The file is not what its name says: a page of HTML where a file was to be fetched, the pointer that Git LFS leaves in \
               place of a large file, JSON without a word of JSON-LD, an archive. Nothing of it is read.",
        wrong: "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>",
        right: "kg:huli a kg:District .",
    },
    Explanation {
        id: "relative-iri-without-base",
        text: "An IRI without a scheme is relative: what it stands for depends on a base, and neither the file nor \
               `bixi.toml` declares one. In N-Triples and N-Quads all IRIs are absolute.",
        wrong: "<huli> a kg:District .",
        right: "@base <http://example.org/> .\n<huli> a kg:District .",
    },
    Explanation {
        id: "remote-context",
        text: "The context of a JSON-LD document says what its keys stand for. bixi takes nothing from the network: \
               the context stands in the file, or `[imports]` in `bixi.toml` names a file of the project for its IRI, such as \
               `\"https://schema.org/\" = \"contexts/schema.jsonld\"`.",
        wrong: "{ \"@context\": \"https://schema.org/\", \"@id\": \"http://e/huli\", \"name\": \"Huli\" }",
        right: "{ \"@context\": { \"name\": \"https://schema.org/name\" }, \"@id\": \"http://e/huli\", \"name\": \"Huli\" }",
    },
    Explanation {
        id: "syntax",
        text: "The file is RDF/XML and is not well-formed there, or says something that the syntax does not \
               allow. What stands beside the fault is read for its further faults; where nothing can be made of \
               the rest, the file is read no further.",
        wrong: "<rdf:RDF><rdf:Description></rdf:RDF>",
        right: "<rdf:RDF><rdf:Description/></rdf:RDF>",
    },
    Explanation {
        id: "syntax-not-read",
        text: "The file is an ontology in OWL functional syntax, Manchester syntax, OWL/XML or OBO, which bixi does not read, \
               whatever its name ends in. The graph is built without it. ROBOT and Protégé convert it to Turtle or RDF/XML.",
        wrong: "Prefix(:=<http://e/>)\nOntology(<http://e/>\nDeclaration(Class(:District))\n)",
        right: "<http://e/> a <http://www.w3.org/2002/07/owl#Ontology> .",
    },
    Explanation {
        id: "too-deep",
        text: "Arrays and objects of JSON stand in one another more than 200 levels deep, or more than 100 definitions of a context \
               rest on one another. Nothing of the file, or of the object with that context, is read.",
        wrong: "(an object in 200 others)",
        right: "(objects beside one another that name one another by `@id`)",
    },
    Explanation {
        id: "too-many-findings",
        text: "The file has a thousand faults; the rest of it was not read. Mend the first ones: many of the others may \
               follow from them.",
        wrong: "(a thousand faults)",
        right: "(fewer)",
    },
    Explanation {
        id: "typographic-quote",
        text: "Strings stand between `\"` or `'`. Word processors and Chinese input methods replace these by `“ ”` or `‘ ’`, \
               which begin no string; inside a string they are fine.",
        wrong: "kg:huli rdfs:label “湖里区”@zh .",
        right: "kg:huli rdfs:label \"湖里区\"@zh .",
    },
    Explanation {
        id: "undeclared-prefix",
        text: "A prefixed name stands for the namespace IRI of its prefix followed by its local name, so the prefix must be \
               declared in the file, before it is used. All uses of a prefix are one finding, at the first of them.",
        wrong: "kg:huli foaf:name \"Huli\" .",
        right: "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\nkg:huli foaf:name \"Huli\" .",
    },
    Explanation {
        id: "unexpected-token",
        text: "What stands here cannot follow what stands before it. A statement is subject, predicate and object, and ends \
               with `.`; `;` goes on with another predicate of the same subject, `,` with another object. The cause may be \
               at the end of the line before. A statement in which something is wrong says nothing, up to its `.`.",
        wrong: "kg:huli a kg:District\nkg:wenjiang a kg:District .",
        right: "kg:huli a kg:District .\nkg:wenjiang a kg:District .",
    },
    Explanation {
        id: "unreadable-file",
        text: "The file, or the folder, is there and its content cannot be read: it is a link that leads nowhere, its owner does not \
               permit it, or it is called `.gz` and its content is not gzip data, or not all of it. Nothing of it is in the graph.",
        wrong: "(a link to a file that was deleted)",
        right: "(the file)",
    },
    Explanation {
        id: "unterminated-string",
        text: "A string between `\"` and `\"` ends on the line it begins on; a line break in it is written `\\n`, or the string \
               stands between `\"\"\"` and `\"\"\"`. The string that does not end costs its own statement, not the rest of the file.",
        wrong: "kg:huli rdfs:comment \"Two lines,\nof text\" .",
        right: "kg:huli rdfs:comment \"\"\"Two lines,\nof text\"\"\" .",
    },
];

/// The explanation of an id, if the reader has findings with it.
pub fn explain(id: &str) -> Option<&'static Explanation> {
    EXPLANATIONS.iter().find(|explanation| explanation.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Reading, read};
    use crate::source::SourceFile;

    #[test]
    fn each_example_has_its_finding_and_none_once_mended() {
        let prefixes = "@prefix kg: <http://e/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n\
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";
        let ids = |example: &str| {
            let is_foreign = example.starts_with("<!") || example.starts_with("Prefix(");
            let source = if is_foreign {
                SourceFile::new("a.ttl", example)
            } else if example.starts_with('{') {
                SourceFile::new("a.jsonld", example)
            } else if example.contains("kg:says") {
                SourceFile::new("a.n3", format!("{prefixes}{example}"))
            } else {
                SourceFile::new("a.ttl", format!("{prefixes}{example}"))
            };
            let reading = Reading {
                base: None,
                blank_node_prefix: "b",
            };
            let said = read(&source, &reading).expect("few terms");
            let mut ids: Vec<_> = said.findings.iter().map(|finding| finding.id).collect();
            ids.dedup();
            ids
        };
        for explanation in EXPLANATIONS {
            let is_turtle =
                |example: &str| !example.starts_with('(') && !example.contains("<rdf:RDF");
            if is_turtle(explanation.wrong) {
                assert_eq!(ids(explanation.wrong), [explanation.id]);
                assert!(ids(explanation.right).is_empty(), "{}", explanation.id);
            }
        }
        assert!(EXPLANATIONS.is_sorted_by_key(|explanation| explanation.id));
        assert!(explain("invalid-iri").is_some());
    }
}
