//! The keys of `bixi.toml`: one table that names are checked against, that the schema for editors is made of, and
//! that says what each key is for.

use crate::error::UnknownKey;
use crate::finding::nearest;
use crate::source::{Position, SourceFile};
use toml::de::{DeTable, DeValue};

/// A key, what its value is, and what it is for.
pub(super) struct Key {
    /// The names from the top, with dots; `*` is any name, and `<IRI>` any that has a colon, or
    /// ends as the names of JSON-LD contexts do, which sources refer to by relative IRIs, too.
    pub path: &'static str,
    pub kind: Kind,
    pub description: &'static str,
}

/// What the value of a key is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    Iri,
    Texts,
    Choice(&'static [&'static str]),
    /// Globs, or tables of a glob and what is expected.
    Tests,
    Table,
    Tables,
}

const fn key(path: &'static str, kind: Kind, description: &'static str) -> Key {
    Key {
        path,
        kind,
        description,
    }
}

/// A name that stands for all IRIs.
pub(super) const IRI: &str = "<IRI>";

const LEVELS: &[&str] = &["error", "warning", "info", "off"];
const PROFILES: &[&str] = &[
    "none",
    "rdfs",
    "owl-rl",
    "owl-el",
    "rdfs-full",
    "owl-rl-full",
];

const ENGINES: &[&str] = &[
    "generic",
    "oxigraph",
    "fuseki",
    "qlever",
    "graphdb",
    "stardog",
    "neptune",
    "virtuoso",
    "blazegraph",
    "allegrograph",
];

/// All keys, those of a table after it.
pub(super) const KEYS: &[Key] = &[
    key("name", Kind::Text, "The name of the project"),
    key(
        "base",
        Kind::Iri,
        "The IRI under which the files of the project are: it names their graphs and resolves relative IRIs",
    ),
    key(
        "languages",
        Kind::Texts,
        "Languages of labels, the preferred one first",
    ),
    key(
        "inference",
        Kind::Choice(PROFILES),
        "How much follows; \"none\" also turns off the rules of the project",
    ),
    key(
        "sources",
        Kind::Texts,
        "Globs of the files that are built, relative to this file; the last one that matches decides, and one with ! leaves out",
    ),
    key(
        "queries",
        Kind::Texts,
        "Globs of the saved queries; without it all .rq files below queries/",
    ),
    key(
        "rules",
        Kind::Texts,
        "Globs of the CONSTRUCT queries that are rules; without it all .rq files below rules/",
    ),
    key(
        "tests",
        Kind::Tests,
        "Globs of the expectations; without it all files below tests/",
    ),
    key(
        "tests.glob",
        Kind::Text,
        "Files whose queries all have the same expectation",
    ),
    key(
        "tests.expect",
        Kind::Choice(&["none"]),
        "What their queries give: no rows",
    ),
    key(
        "examples",
        Kind::Texts,
        "Globs of files that are checked and are not part of the graph",
    ),
    key(
        "own",
        Kind::Texts,
        "Namespaces of the project's own vocabulary: terms of others are not judged, and each of these must be declared",
    ),
    key(
        "roles",
        Kind::Table,
        "What sources are, if it is not what their content says",
    ),
    key(
        "roles.ontology",
        Kind::Texts,
        "Globs of the sources that declare the vocabulary",
    ),
    key(
        "roles.shapes",
        Kind::Texts,
        "Globs of the sources with SHACL shapes",
    ),
    key("roles.data", Kind::Texts, "Globs of the sources with data"),
    key(
        "prefixes",
        Kind::Table,
        "Prefixes that need no declaration in queries, before those of the sources",
    ),
    key("prefixes.*", Kind::Iri, "The namespace IRI of the prefix"),
    key(
        "imports",
        Kind::Table,
        "Files that owl:imports and contexts of JSON-LD lead to, besides the sources; nothing is taken from the network",
    ),
    key(
        "imports.catalog",
        Kind::Text,
        "An XML catalog, besides those that are called catalog-v001.xml",
    ),
    key(
        "imports.folder",
        Kind::Text,
        "The folder of files that others maintain; without it imports/",
    ),
    key(
        "imports.<IRI>",
        Kind::Text,
        "The path of the file that this IRI leads to, relative to this file; that of a JSON-LD context is as sources write it",
    ),
    key(
        "findings",
        Kind::Table,
        "How much findings matter, by their ids",
    ),
    key(
        "findings.*",
        Kind::Choice(LEVELS),
        "The level of the findings with this id",
    ),
    key("check", Kind::Table, "How the project is checked"),
    key(
        "check.fail-on",
        Kind::Choice(&["error", "warning", "info", "never"]),
        "Which findings make the exit code of `bixi check` 1; \"error\" allows warnings",
    ),
    key(
        "check.shapes",
        Kind::Choice(&["inferred", "asserted", "off"]),
        "What is validated against the SHACL shapes in the sources: what follows, too, or only what the sources say",
    ),
    key(
        "check.pre-binding",
        Kind::Choice(&["1.0", "1.2"]),
        "The version of SHACL that says which queries of shapes are allowed: 1.2 allows VALUES and subqueries without `$this`",
    ),
    key(
        "check.acyclic",
        Kind::Texts,
        "Properties that must not lead back to where they started, as IRIs or prefixed names",
    ),
    key(
        "check.evidence",
        Kind::Texts,
        "Properties each of whose statements must be reified; a namespace IRI stands for all its properties",
    ),
    key(
        "check.printed",
        Kind::Texts,
        "Properties whose values are written as a text prints them: with the texts, each is looked for in the words that its statement rests on",
    ),
    key(
        "check.periods",
        Kind::Table,
        "Properties that begin something, each with the one that ends it",
    ),
    key(
        "check.periods.*",
        Kind::Text,
        "The property that ends what this one begins",
    ),
    key("build", Kind::Table, "How the project is built"),
    key(
        "build.broken",
        Kind::Choice(&["fail", "skip"]),
        "Whether a file that cannot be read stops the build, or is left out of the graph",
    ),
    key(
        "acceptance",
        Kind::Table,
        "How certain a statement must be to be seen",
    ),
    key(
        "acceptance.property",
        Kind::Iri,
        "The property that says of a reifier how certain its statement is, as an IRI or a prefixed name",
    ),
    key(
        "acceptance.default",
        Kind::Text,
        "The level of queries that name none",
    ),
    key(
        "acceptance.level",
        Kind::Tables,
        "The levels, the strictest first; each sees what those before it see",
    ),
    key(
        "acceptance.level.name",
        Kind::Text,
        "The name of the level on the command line",
    ),
    key(
        "acceptance.level.values",
        Kind::Texts,
        "The IRIs or prefixed names that put a statement on this level as values of the property",
    ),
    key(
        "engines",
        Kind::Table,
        "SPARQL engines elsewhere, by the names that commands know them by",
    ),
    key("engines.*", Kind::Table, "A SPARQL engine"),
    key(
        "engines.*.url",
        Kind::Iri,
        "The URL that queries are sent to",
    ),
    key(
        "engines.*.update",
        Kind::Iri,
        "The URL that SPARQL Update is sent to",
    ),
    key(
        "engines.*.graph-store",
        Kind::Iri,
        "The URL of the Graph Store Protocol, to which `?graph=` is added",
    ),
    key(
        "engines.*.kind",
        Kind::Choice(ENGINES),
        "Which program it is",
    ),
    key(
        "engines.*.timeout",
        Kind::Number,
        "The seconds that one request may take",
    ),
    key(
        "engines.*.max-bytes",
        Kind::Number,
        "The bytes that one answer may have",
    ),
    key(
        "engines.*.ca",
        Kind::Text,
        "A file with the certificates of the authorities that are trusted for this engine, in the place of the public ones",
    ),
    key(
        "engines.*.evidence",
        Kind::Choice(&["rdf-1.2", "basic", "statement"]),
        "How triple terms are published",
    ),
    key(
        "engines.*.graphs",
        Kind::Texts,
        "The graphs that are asked if bixi has published none",
    ),
    key(
        "engines.*.auth",
        Kind::Table,
        "How the engine knows who asks; secrets are in environment variables",
    ),
    key("engines.*.auth.basic", Kind::Table, "A name and a password"),
    key("engines.*.auth.basic.user", Kind::Text, "The name"),
    key(
        "engines.*.auth.basic.password-env",
        Kind::Text,
        "The environment variable that has the password",
    ),
    key(
        "engines.*.auth.digest",
        Kind::Table,
        "A name, and proof that the password is known",
    ),
    key("engines.*.auth.digest.user", Kind::Text, "The name"),
    key(
        "engines.*.auth.digest.password-env",
        Kind::Text,
        "The environment variable that has the password",
    ),
    key("engines.*.auth.bearer", Kind::Table, "A token"),
    key(
        "engines.*.auth.bearer.token-env",
        Kind::Text,
        "The environment variable that has the token",
    ),
    key(
        "engines.*.auth.sigv4",
        Kind::Table,
        "Requests are signed as Amazon Neptune wants it",
    ),
    key("engines.*.auth.sigv4.region", Kind::Text, "The region"),
    key(
        "engines.*.auth.sigv4.access-key-env",
        Kind::Text,
        "The environment variable that has the id of the key",
    ),
    key(
        "engines.*.auth.sigv4.secret-key-env",
        Kind::Text,
        "The environment variable that has the key",
    ),
    key(
        "engines.*.auth.sigv4.session-token-env",
        Kind::Text,
        "The environment variable that has the token of a session",
    ),
];

/// Returns the keys right below a table, by name.
pub(super) fn below(table: &str) -> impl Iterator<Item = (&'static str, &'static Key)> {
    KEYS.iter().filter_map(move |key| {
        let (above, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
        (above == table).then_some((name, key))
    })
}

/// Returns the keys of a document that are not in the table, in their order.
pub(super) fn unknown(document: &DeTable, source: &SourceFile) -> Vec<UnknownKey> {
    let mut unknown = Vec::new();
    look_into(document, "", source, &mut unknown);
    unknown.sort_by_key(|unknown| (unknown.line, unknown.column));
    unknown
}

fn look_into(table: &DeTable, above: &str, source: &SourceFile, unknown: &mut Vec<UnknownKey>) {
    for (name, value) in table {
        let text: &str = name.get_ref();
        let is_known = |known: &str| match known {
            "*" => true,
            IRI => text.contains(':') || is_context(text),
            known => known == text,
        };
        let known = below(above).find(|(known, _)| is_known(known));
        let Some((_, key)) = known else {
            unknown.push(not_known(text, above, source.position(name.span().start)));
            continue;
        };
        match value.get_ref() {
            DeValue::Table(table) => look_into(table, key.path, source, unknown),
            DeValue::Array(items) => {
                for item in items {
                    if let DeValue::Table(table) = item.get_ref() {
                        look_into(table, key.path, source, unknown);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Returns whether a relative IRI may be that of a context.
fn is_context(text: &str) -> bool {
    [".jsonld", ".json"].iter().any(|end| text.ends_with(end))
}

fn not_known(name: &str, above: &str, place: Position) -> UnknownKey {
    let names: Vec<&str> = below(above).map(|(name, _)| name).collect();
    let elsewhere = || {
        let mut keys = KEYS.iter().map(|key| key.path);
        keys.find(|path| path.rsplit('.').next() == Some(name))
    };
    let near = nearest(name, names.iter().copied()).or_else(elsewhere);
    UnknownKey {
        line: place.line,
        column: place.column,
        key: name.to_owned(),
        table: above.to_owned(),
        suggestion: near.map(str::to_owned),
        known: names.into_iter().map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests;
