//! What every kind of finding means, with an example of it and of its cure: the text behind `bixi check --explain ID`.

/// Id and explanation of each kind of finding, by id.
pub const EXPLANATIONS: [(&str, &str); 17] = [
    (
        "evidence-passage",
        "A passage of a text (`oa:hasSource`, `oa:hasSelector`) names characters that the text does not have, or that go over a line break. \
Positions count code points from 0, the end is exclusive, and line breaks count.\n\n\
    kg:p3 oa:hasSource kg:text ; oa:hasSelector [ oa:start 90 ; oa:end 151 ] .",
    ),
    (
        "evidence-position",
        "The characters that a statement rests on (`oa:start`, `oa:end` on its reifier) are not inside the passage that it was derived from.\n\n\
    ~ kg:w100 {| prov:wasDerivedFrom kg:p13 ; oa:start 2210 ; oa:end 2214 |}",
    ),
    (
        "evidence-text-changed",
        "The file of a text is not the one that the evidence was taken from: the SHA-256 of its bytes is not the `schema:sha256` of the graph. \
Get the right file, or take the evidence again from the new one.",
    ),
    (
        "evidence-text-missing",
        "`bixi check --evidence DIR` needs the file that `schema:contentUrl` names, in that folder.",
    ),
    (
        "full-width-punctuation",
        "A Chinese input method wrote punctuation in full width where Turtle wants its half-width twin. Inside of strings it may stay.\n\n\
    kg:huli a kgv:District ；        wrong\n\
    kg:huli a kgv:District ;         right",
    ),
    (
        "invalid-blank-node-label",
        "A blank node label starts with a letter, a digit or `_`, and goes on with these, `-`, `·` or `.`, but does not end with `.`.\n\n\
    _:-b kgv:within kg:huli .        wrong\n\
    _:b kgv:within kg:huli .         right",
    ),
    (
        "invalid-datatype",
        "`rdf:langString` and `rdf:dirLangString` are the datatypes of strings with a language tag and are never written: the tag says it.\n\n\
    \"湖里\"^^rdf:langString          wrong\n\
    \"湖里\"@zh-Hans                  right",
    ),
    (
        "invalid-escape",
        "After `\\` in a string only `t b n r f \" ' \\` and `u` or `U` with four or eight hexadecimal digits have a meaning; \
in an IRI only the last two. A backslash itself is written twice.\n\n\
    \"C:\\data\"                       wrong\n\
    \"C:\\\\data\"                      right",
    ),
    (
        "invalid-iri",
        "An IRI in angle brackets has no spaces and none of `< > \" { } | ^ `` and `\\`, and what is in it has the form of an IRI. \
Write such characters with `%`.\n\n\
    <http://example.org/a b>         wrong\n\
    <http://example.org/a%20b>       right",
    ),
    (
        "invalid-language-tag",
        "A language tag has parts of one to eight letters or digits between `-`, the first of letters only; a base direction is `--ltr` or `--rtl`.\n\n\
    \"湖里\"@zh_Hans                  wrong\n\
    \"湖里\"@zh-Hans                  right",
    ),
    (
        "invalid-utf8",
        "Sources are text in UTF-8. This byte is not: the file was saved in another encoding, such as GB 18030 or Latin-1. Save it as UTF-8.",
    ),
    (
        "relative-iri-without-base",
        "A relative IRI means something only under a base IRI. Write the IRI in full, put `@base` at the top of the file, or `base` into `bixi.toml`.\n\n\
    <parks> a kgv:Park .             needs\n\
    @base <http://example.org/> .",
    ),
    (
        "syntax",
        "The file is not of the syntax that its name says (RDF/XML, JSON-LD or N3). The message is that of the parser of that syntax.",
    ),
    (
        "typographic-quote",
        "Strings stand between straight quotation marks. Typographic ones, which word processors and input methods write, may stand inside.\n\n\
    rdfs:label “湖里”@zh-Hans        wrong\n\
    rdfs:label \"湖里\"@zh-Hans        right",
    ),
    (
        "undeclared-prefix",
        "A prefixed name needs its prefix declared above it in the same file; each file declares its own. \
The finding is at the first use, the others are named with it.\n\n\
    @prefix kg: <https://bixi.example/kg/> .\n\
    kg:huli a kgv:District .         `kgv:` is not declared",
    ),
    (
        "unexpected-token",
        "What stands here cannot stand here; the message says what can. Often the cause is one line above: a missing `.` or `;`, \
or a `;` where the statement should have ended with `.`.\n\n\
    kg:huli a kgv:District           the `.` is missing\n\
    kg:wenjiang a kgv:District .",
    ),
    (
        "unterminated-string",
        "A string between single quotation marks ends on its line. One that goes over several lines stands between three.\n\n\
    rdfs:comment \"one                wrong\n\
    two\" .\n\
    rdfs:comment \"\"\"one              right\n\
    two\"\"\" .",
    ),
];

/// What a kind of finding means, by its id.
pub fn explain(id: &str) -> Option<&'static str> {
    let known = EXPLANATIONS
        .binary_search_by_key(&id, |(known, _)| known)
        .ok()?;
    EXPLANATIONS.get(known).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_is_found_by_its_id() {
        for (id, text) in EXPLANATIONS {
            assert_eq!(explain(id), Some(text));
        }
        assert_eq!(explain("unknown"), None);
    }
}
