//! What a file is for by its name: RDF, a query, or a format that is not read.

/// The extensions of RDF files, in whatever case, also with `.gz` after them.
const RDF: [&str; 12] = [
    "ttl", "trig", "nt", "nq", "rdf", "owl", "jsonld", "n3", "turtle", "shacl", "shc", "rdfs",
];

/// The extensions of files that may be RDF: their beginning tells.
const PERHAPS_RDF: [&str; 2] = ["json", "xml"];

/// The extensions of tables, also with `.gz` after them.
const TABLES: [&str; 6] = ["csv", "tsv", "jsonl", "ndjson", "xlsx", "xlsm"];

/// Papers, pictures and programs: they are not data that somebody could miss in the graph.
const NO_DATA: [&str; 24] = [
    "md", "markdown", "rst", "adoc", "txt", "pdf", "docx", "doc", "pptx", "html", "htm", "css",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "py", "sh", "js", "rs", "toml", "lock",
];

/// Returns whether a name ends in `.` and an extension, in whatever case.
pub(super) fn has_ending(name: &str, extension: &str) -> bool {
    let (name, extension) = (name.as_bytes(), extension.as_bytes());
    let dot = name.len().checked_sub(extension.len() + 1);
    let ending = dot.and_then(|dot| name.get(dot..));
    ending.is_some_and(|ending| {
        ending.starts_with(b".")
            && ending
                .get(1..)
                .is_some_and(|e| e.eq_ignore_ascii_case(extension))
    })
}

/// Returns the name without the ending of compressed files.
fn plain(name: &str) -> &str {
    match name.len().checked_sub(3) {
        Some(end) if has_ending(name, "gz") => name.get(..end).unwrap_or(name),
        _ => name,
    }
}

/// Returns whether a file is RDF by its name.
pub(crate) fn is_rdf(name: &str) -> bool {
    let plain = plain(name);
    RDF.iter().any(|extension| has_ending(plain, extension))
}

/// Returns whether a file may be RDF by its name.
pub(super) fn is_perhaps_rdf(name: &str) -> bool {
    let mut extensions = PERHAPS_RDF.iter();
    extensions.any(|extension| has_ending(name, extension))
}

/// Returns whether a file is a rule or a saved query by its name.
pub(super) fn is_query(name: &str) -> bool {
    has_ending(name, "rq")
}

/// Returns whether a file is a query by a name that is not read.
pub(super) fn is_foreign_query(name: &str) -> bool {
    has_ending(name, "sparql")
}

/// Returns whether a file is an ontology in a syntax that is not read, by its name.
pub(super) fn is_foreign(name: &str) -> bool {
    let endings = ["omn", "ofn", "fss", "owx", "obo", "hdt"];
    endings.iter().any(|ending| has_ending(plain(name), ending))
}

/// Returns whether a file is a table by its name.
pub(crate) fn is_table(name: &str) -> bool {
    let plain = plain(name);
    TABLES.iter().any(|table| has_ending(plain, table))
}

/// Returns why a file that may be data is not read.
pub(super) fn why_not_read(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    // `a.ttl.txt` is Turtle to whoever named it.
    let is_data = !NO_DATA.contains(&extension.as_str()) || is_rdf(stem);
    let syntax = match extension.as_str() {
        _ if !is_data => return None,
        _ if is_rdf(name) => "RDF is read from `ontology/` and `data/`",
        "rq" | "sparql" | "ru" => {
            "queries are read from `queries/` and rules from `rules/`, in `.rq`"
        }
        "omn" => "OWL in Manchester syntax is not read",
        "ofn" | "fss" => "OWL in functional syntax is not read",
        "owx" => "OWL/XML is not read",
        "obo" => "OBO is not read",
        "hdt" => "HDT is not read",
        "xlsb" | "xls" | "ods" => {
            "workbooks in this format are not read: save it as `.xlsx` or `.csv`, and read that by a mapping"
        }
        _ if is_table(name) => "no mapping reads this table; `bixi import` proposes one",
        "parquet" => "tables in this format are not read",
        "zip" | "tar" | "tgz" | "bz2" | "xz" | "zst" | "7z" | "rar" | "gz" => {
            "of compressed files only RDF and tables in `.gz` are read"
        }
        "xml" => "XML without RDF is not read",
        "json" if stem.ends_with("-metadata") => {
            "metadata of a table: `bixi import TABLE --from-csvw FILE` proposes the mapping that they describe"
        }
        "json" => "JSON without JSON-LD, and no mapping reads it; `bixi import` proposes one",
        _ => {
            return Some(format!(
                "files whose names end in `.{extension}` are not read"
            ));
        }
    };
    Some(syntax.to_owned())
}
