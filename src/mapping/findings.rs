//! What is wrong in a mapping, at its place in the mapping's file, and what is wrong in a cell, at its row.

use crate::error::{Error, QueryError, QueryFault, Result};
use crate::finding::{Explanation, Finding, Place};
use crate::query::{FrontMatterError, Query, place_in_front_matter, tokens};
use crate::source::SourceFile;
use std::ops::Range;

/// The id of the findings about a mapping that cannot be read.
pub const INVALID: &str = "invalid-mapping";
/// The id of the findings about a variable that no column has.
pub const UNKNOWN_COLUMN: &str = "unknown-column";
/// The id of the findings about a column that no mapping uses.
pub const UNUSED_COLUMN: &str = "unused-column";
/// The id of the findings about IRIs that two texts make.
pub const AMBIGUOUS_SLUG: &str = "ambiguous-slug";
/// The id of the findings about rows that have the key of another one.
pub const DUPLICATE_KEY: &str = "duplicate-key";
/// The id of the findings about rows without a key.
pub const MISSING_KEY: &str = "missing-key";
/// The id of the findings about variables that name one column, and another one by its position.
pub const AMBIGUOUS_COLUMN: &str = "ambiguous-column";
/// The id of the findings about numbers that may be read in two ways.
pub const AMBIGUOUS_NUMBER: &str = "ambiguous-number";
/// The id of the findings about cells without a value.
pub const INVALID_CELL: &str = "invalid-cell";
/// The id of the findings about cells that name no entity.
pub const UNKNOWN: &str = "unknown-reference";
/// The id of the findings about cells that name several entities.
pub const AMBIGUOUS: &str = "ambiguous-reference";
/// The id of the findings about columns of texts that are compared with numbers.
pub const TEXT_AND_NUMBER: &str = "text-and-number";
/// The id of the findings about triples that are not made for a row.
pub const UNMADE: &str = "no-triple-from-row";

/// The id of the findings about rows of which nothing is made.
pub const NOTHING: &str = "nothing-from-row";

/// The id of the findings about cells that are likely to have several values and are not split.
pub const UNSPLIT: &str = "unsplit-cell";

/// The id of the findings about cells whose text is not what is seen of it.
pub const UNSEEN: &str = "unseen-text";

/// The id of the findings that a mapping words.
pub const PROBLEM: &str = "row-problem";
/// The id of the findings about texts that `VALUES` does not list.
pub const UNLISTED: &str = "unlisted-text";
/// The id of the findings about words that do not stand in their text.
pub const WORDS: &str = "words-not-in-text";

/// The explanations, by id.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        id: AMBIGUOUS_COLUMN,
        text: "A mapping names a column as `?c1`, `?c2`, … by its position, but another column is called so: the variable is that one.",
        wrong: "CONSTRUCT { ?firm :name ?c2 } WHERE { … }\nc2,c1\n1,康弘药业",
        right: "CONSTRUCT { ?firm :name ?name } WHERE { … }\nid,name\n1,康弘药业",
    },
    Explanation {
        id: AMBIGUOUS_NUMBER,
        text: "A number has one comma and three digits behind it, and the mapping does not say which mark stands before a fraction: it is \
               read as some thousands, and may be meant as a fraction.",
        wrong: "#+ types: { revenue: xsd:decimal }\nname;revenue\n康弘药业;1,234",
        right: "#+ types: { revenue: xsd:decimal }\n#+ decimal: \",\"\nname;revenue\n康弘药业;1,234",
    },
    Explanation {
        id: AMBIGUOUS_SLUG,
        text: "The slugs of two different texts make the same IRI, so what is said of both is said of one entity. Texts that differ only \
               in white space, in upper and lower case and in width are taken for one.",
        wrong: "BIND(IRI(CONCAT(STR(:), bixi:slug(?name))) AS ?firm)\nname\nC++ AG\nC# AG",
        right: "BIND(IRI(CONCAT(STR(:), ENCODE_FOR_URI(?name))) AS ?firm)\nname\nC++ AG\nC# AG",
    },
    Explanation {
        id: DUPLICATE_KEY,
        text: "The mapping says which columns tell the rows apart, and two rows have the same in them. What both say is in the graph, of one \
               and the same thing.",
        wrong: "#+ key: id\nid,name\n1,康弘药业\n1,通威",
        right: "#+ key: id\nid,name\n1,康弘药业\n2,通威",
    },
    Explanation {
        id: INVALID,
        text: "A mapping says in its first lines, which begin with `#+`, which table it reads, and is a CONSTRUCT query over the rows of that \
               table: each column is a variable. It reads no graph and no other server, and gives the same for the same table.",
        wrong: "#+ tabel: data/firms.csv\nCONSTRUCT { ?firm rdfs:label ?name } WHERE { ?firm kgv:code ?code }",
        right: "#+ table: data/firms.csv\nCONSTRUCT { ?firm rdfs:label ?name } WHERE { BIND(IRI(CONCAT(\"firm/\", ?code)) AS ?firm) }",
    },
    Explanation {
        id: INVALID_CELL,
        text: "The mapping says which datatype a column has, and the text of this cell has no value of it. The cell counts as empty, so the \
               triples that need it are left out. `decimal` and `dates` in the mapping say how numbers and dates are written, and \
               `null` which texts stand for no value.",
        wrong: "name,founded\n康弘药业,in 1996",
        right: "name,founded\n康弘药业,1996",
    },
    Explanation {
        id: MISSING_KEY,
        text: "The mapping says which columns tell the rows apart, and a row has an empty cell in one of them. Triples that need the cell are \
               left out.",
        wrong: "#+ key: id\nid,name\n1,康弘药业\n,通威",
        right: "#+ key: id\nid,name\n1,康弘药业\n2,通威",
    },
    Explanation {
        id: UNMADE,
        text: "A triple of a mapping's template is not made for a row although the row has what it needs: a computed value is an error, \
               such as an IRI with a space in it, or a text would be a subject or a predicate.",
        wrong: "BIND(IRI(CONCAT(\"http://example.org/\", ?name)) AS ?firm)",
        right: "BIND(IRI(CONCAT(\"http://example.org/\", ENCODE_FOR_URI(?name))) AS ?firm)",
    },
    Explanation {
        id: NOTHING,
        text: "No mapping makes a triple of this row: each triple of the template needs a value that the row does not have, such as that of \
               an empty cell, or `VALUES` does not have what its cells have. A row that is meant to be left out is not found if a `FILTER` leaves it out.",
        wrong: "WHERE { BIND(IRI(CONCAT(STR(:), ?id)) AS ?firm) }",
        right: "WHERE { FILTER(BOUND(?id)) BIND(IRI(CONCAT(STR(:), ?id)) AS ?firm) }",
    },
    Explanation {
        id: TEXT_AND_NUMBER,
        text: "A mapping compares a column with a number, and does not say that the column has numbers: its cells are texts, which are never \
               the same as a number, more or less. A `FILTER` with such a comparison leaves out each row.",
        wrong: "WHERE { FILTER(?staff > 100) }",
        right: "#+ types: { staff: xsd:integer }\nWHERE { FILTER(?staff > 100) }",
    },
    Explanation {
        id: UNKNOWN,
        text: "A mapping looks up what a cell names with `bixi:entity`, and no entity of the other sources has the name as its label in any \
               language, its IRI or its prefixed name, or none of the class. The triples that need it are left out.",
        wrong: "name,city\n康弘药业,成渡",
        right: "name,city\n康弘药业,成都",
    },
    Explanation {
        id: AMBIGUOUS,
        text: "A mapping looks up what a cell names with `bixi:entity`, and several entities of the other sources have the name. The triples \
               that need it are left out. The class of the entity may tell them apart.",
        wrong: "BIND(bixi:entity(?city) AS ?place)",
        right: "BIND(bixi:entity(?city, kgv:City) AS ?place)",
    },
    Explanation {
        id: PROBLEM,
        text: "The mapping finds something wrong in a row: a variable is a literal of the type `bixi:problem`, whose text says what. Such a \
               literal is not a term of the graph, so the triples that need the variable are left out.",
        wrong: "unit,value\nkilo,5",
        right: "unit,value\nkg,5",
    },
    Explanation {
        id: UNKNOWN_COLUMN,
        text: "A mapping names a column that its table does not have, as a variable or in `types`, `split` or `key`. A column whose name has other \
               characters than letters, digits and `_` has `_` in their place, and each is `?c1`, `?c2`, … by its position too.",
        wrong: "CONSTRUCT { ?firm rdfs:label ?nmae } WHERE { … }",
        right: "CONSTRUCT { ?firm rdfs:label ?name } WHERE { … }",
    },
    Explanation {
        id: UNLISTED,
        text: "A mapping looks up in `OPTIONAL { VALUES … }` what a text of the row stands for, such as the unit of a figure, and no line of \
               it has the text: what the line would give has no value, and what is computed from that is left out. Where a text may \
               be missing from the list, test the result by `BOUND` or give a default by `COALESCE`.",
        wrong: "OPTIONAL { VALUES (?printed ?unit) { (\"元\" :yuan) } FILTER(?printed = bixi:unit(?figure)) }\nfigure\n5美元",
        right: "OPTIONAL { VALUES (?printed ?unit) { (\"元\" :yuan) (\"美元\" :dollar) } FILTER(?printed = bixi:unit(?figure)) }\nfigure\n5美元",
    },
    Explanation {
        id: UNSEEN,
        text: "A cell has only white space, which is a text unless `trim` is said, or a character that nobody sees, such as a zero-width \
               space, or U+FFFD, which programs write where they lost a character.",
        wrong: "id,name\n1,康弘\u{FFFD}业",
        right: "id,name\n1,康弘药业",
    },
    Explanation {
        id: UNSPLIT,
        text: "The mapping splits the cells of this column at one separator, and a part of the cell has another that is often used: the \
               part is one value. A list of separators has all of them, so `[\";\"]` says that others are meant as they stand.",
        wrong: "#+ split: { authors: \";\" }\nid,authors\n1,张三;李四\n2,王五、赵六",
        right: "#+ split: { authors: [\";\", \"、\"] }\nid,authors\n1,张三;李四\n2,王五、赵六",
    },
    Explanation {
        id: UNUSED_COLUMN,
        text: "No mapping uses a column of a table that is built, so what stands in it is not in the graph.",
        wrong: "name,founded,phone",
        right: "name,founded",
    },
    Explanation {
        id: WORDS,
        text: "The words of a row do not stand in the passage that it names, or stand there several times, so it is not known which \
               characters of the text they are; `?_start` and `?_end` have no value. They are compared character for character.",
        wrong: "4,华芯微纳,落户,华芯微纳已入驻园区",
        right: "4,华芯微纳,落户,华芯微纳已落户园区",
    },
];

/// Returns the finding of a word in the query of a mapping, or of the whole query if it has none of the words.
pub fn at_word(query: &Query, words: &[&str], message: String) -> Finding {
    let text = query.text();
    let tokens = tokens(text);
    let is_word = |token: &str| words.iter().any(|word| token.eq_ignore_ascii_case(word));
    let found = tokens.iter().find(|token| is_word(token.text(text)));
    let found = found.or_else(|| tokens.first());
    let span = found.map_or(0..0, |token| token.range.clone());
    at(query, span, message)
}

/// Returns the finding of some bytes of a mapping.
pub fn at(query: &Query, span: Range<usize>, message: String) -> Finding {
    Finding::error(INVALID, message, place(&query.source, span))
}

/// Returns the finding of a word in the front matter.
pub fn in_front_matter(file: &SourceFile, word: &str, message: String) -> Finding {
    let text = String::from_utf8_lossy(&file.bytes);
    let span = place_in_front_matter(&text, word);
    Finding::error(INVALID, message, place(file, span.unwrap_or(0..0)))
}

/// Returns the finding that a mapping is not in UTF-8.
pub fn not_utf8(file: &SourceFile) -> Finding {
    Finding::error(INVALID, "the mapping is not in UTF-8", place(file, 0..0))
}

/// Returns the finding of a fault in the front matter.
pub fn of_front_matter(error: &FrontMatterError, file: &SourceFile) -> Finding {
    let line = u32::try_from(error.line).unwrap_or(u32::MAX);
    let span = file.column_span(line, error.column, error.length);
    let place = place(file, span.unwrap_or(0..0));
    Finding {
        hint: error.hint.clone(),
        ..Finding::error(INVALID, error.problem.clone(), place)
    }
}

/// Returns the finding of an error of a query.
///
/// # Errors
/// Returns the error if it is not about the query.
pub fn of_error(error: Error, file: &SourceFile) -> Result<Finding> {
    let Error::Query(error) = error else {
        return Err(error);
    };
    let fault = match &*error {
        QueryError::Syntax(fault) | QueryError::FrontMatter(fault) => Some(fault),
        QueryError::UnknownFunction { fault, .. } => fault.as_ref(),
        _ => None,
    };
    Ok(match fault {
        Some(fault) => of_fault(fault, file),
        None => Finding::error(INVALID, error.to_string(), place(file, 0..0)),
    })
}

fn of_fault(fault: &QueryFault, file: &SourceFile) -> Finding {
    let span = file.column_span(fault.line, fault.column, fault.length);
    Finding {
        hint: fault.hint.clone(),
        ..Finding::error(
            INVALID,
            fault.problem.clone(),
            place(file, span.unwrap_or(0..0)),
        )
    }
}

fn place(file: &SourceFile, span: Range<usize>) -> Place {
    Place {
        file: file.path.clone(),
        span,
    }
}
