//! The answer of a query, or why there is none, as a page that can be read without scripts, in which everything that comes from the
//! graph is escaped.

use bixi::rdf::{Prefixes, Term, TermRef};
use bixi::text::count;
use bixi::{Answer, Error, Project, Query, Result, Results};
use std::fmt::Write as _;
use std::io::Write;

/// The words of the pages themselves, in a language.
struct Words {
    run: &'static str,
    /// A number of rows, and of statements.
    rows: fn(usize) -> String,
    statements: fn(usize) -> String,
    /// That a request has no answer, and what leads back.
    unanswered: &'static str,
    back: &'static str,
    /// The pages with their addresses.
    pages: [(&'static str, &'static str); 4],
}

const ENGLISH: Words = Words {
    run: "Run",
    rows: |rows| count(rows, "row"),
    statements: |statements| count(statements, "statement"),
    unanswered: "There is no answer",
    back: "To the search",
    pages: [
        ("/", "Search"),
        ("/query", "Query"),
        ("/explore", "Explore"),
        ("/project", "Project"),
    ],
};

const CHINESE: Words = Words {
    run: "运行",
    rows: |rows| format!("{rows} 行"),
    statements: |statements| format!("{statements} 条陈述"),
    unanswered: "没有结果",
    back: "返回搜索",
    pages: [
        ("/", "搜索"),
        ("/query", "查询"),
        ("/explore", "探索"),
        ("/project", "项目"),
    ],
};

impl Words {
    fn of(language: Option<&str>) -> &'static Self {
        match language.is_some_and(|language| language.starts_with("zh")) {
            true => &CHINESE,
            false => &ENGLISH,
        }
    }
}

/// Whose page it is, and for whom.
pub struct Frame<'a> {
    /// The name of the project, which may have none.
    pub name: &'a str,
    /// The language of the reader.
    pub language: Option<&'a str>,
}

impl<'a> Frame<'a> {
    /// The frame of a project's pages for a reader of its first language.
    pub fn of(project: &'a Project) -> Self {
        Self {
            name: &project.config.name,
            language: project.config.languages.first().map(String::as_str),
        }
    }
}

/// Writes the answer of a query as a page with a table.
///
/// # Errors
/// If the page cannot be written, or a limit of the query is passed.
pub fn answer(
    project: &Project,
    query: &Query,
    answer: &Answer,
    prefixes: &Prefixes,
    output: &mut impl Write,
) -> Result<()> {
    let frame = Frame::of(project);
    let title = query.front_matter.title_in(frame.language);
    let words = Words::of(frame.language);
    let mut page = begun(title.unwrap_or("SPARQL"), &frame);
    query_form(&mut page, query.text(), words);
    for warning in &answer.warnings {
        let warning = prose(&warning.to_string());
        let _ = writeln!(page, "<p class=\"doubt\" lang=\"en\">{warning}</p>");
    }
    match &answer.results {
        Results::Boolean(is_true) => paragraph(&mut page, "answer", &is_true.to_string()),
        Results::Solutions(solutions) => {
            paragraph(&mut page, "count", &(words.rows)(solutions.len()));
            page.push_str("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
            for variable in solutions.variables() {
                let _ = write!(
                    page,
                    "<th scope=\"col\">{}</th>",
                    escaped(variable.as_str())
                );
            }
            page.push_str("</tr></thead><tbody>\n");
            send(&mut page, output)?;
            for solution in solutions.clone() {
                page.push_str("<tr>");
                for value in solution.values() {
                    page.push_str("<td>");
                    if let Some(term) = value {
                        self::term(&mut page, term, prefixes);
                    }
                    page.push_str("</td>");
                }
                page.push_str("</tr>\n");
                send(&mut page, output)?;
            }
            page.push_str("</tbody></table></div>\n");
        }
        Results::Graph(triples) => {
            paragraph(&mut page, "count", &(words.statements)(triples.len()));
        }
    }
    page.push_str(END);
    send(&mut page, output)
}

/// Returns a page that says why a request has no answer, in the words of bixi, which are English, with a way back.
pub fn problem(status: u16, text: &str, frame: &Frame) -> String {
    let words = Words::of(frame.language);
    let title = format!("{} ({status})", words.unanswered);
    let mut page = begun(&title, frame);
    let _ = writeln!(
        page,
        "<p class=\"doubt\" lang=\"en\">{}</p>\n<p><a href=\"/\">{}</a></p>",
        prose(text),
        words.back
    );
    page.push_str(END);
    page
}

const END: &str = "</main></body></html>\n";

/// The beginning of a page, whose header is that of all pages.
fn begun(title: &str, frame: &Frame) -> String {
    let words = Words::of(frame.language);
    let link = |(address, name): &(&str, &str)| format!("<a href=\"{address}\">{name}</a>");
    let pages: Vec<String> = words.pages.iter().map(link).collect();
    let pages = pages.join(" ");
    let name = match frame.name {
        "" => "bixi".to_owned(),
        name => escaped(name),
    };
    let (title, language) = (escaped(title), escaped(frame.language.unwrap_or("en")));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · {name}</title>\
         <link rel=\"icon\" href=\"/assets/icon.svg\"><link rel=\"stylesheet\" href=\"/assets/style.css\">\
         <script type=\"module\" src=\"/assets/plain.js\"></script></head>\n\
         <body><header><a class=\"title\" href=\"/\">{name}</a><nav aria-label=\"bixi\">{pages}</nav></header>\
         <main class=\"plain\"><h1>{title}</h1>\n"
    )
}

fn paragraph(page: &mut String, class: &str, text: &str) {
    let _ = writeln!(page, "<p class=\"{class}\">{}</p>", escaped(text));
}

fn query_form(page: &mut String, text: &str, words: &Words) {
    let _ = writeln!(
        page,
        "<form action=\"/sparql\"><label>SPARQL <textarea name=\"query\" spellcheck=\"false\">\n{}</textarea></label>\
         <button>{}</button></form>",
        escaped(text),
        words.run
    );
}

/// Adds a value: an IRI is a link to what is known about it.
fn term(page: &mut String, term: TermRef, prefixes: &Prefixes) {
    let owned = Term::from(term);
    match term {
        TermRef::NamedNode(iri) => {
            let name = escaped(&prefixes.display(&owned));
            let _ = write!(
                page,
                "<a href=\"/entity?iri={}\">{name}</a>",
                in_url(iri.as_str())
            );
        }
        TermRef::Literal(literal) => {
            let text = escaped(literal.value());
            match literal.language() {
                Some(language) => {
                    let _ = write!(page, "<span lang=\"{}\">{text}</span>", escaped(language));
                }
                None => page.push_str(&text),
            }
        }
        _ => page.push_str(&escaped(&prefixes.display(&owned))),
    }
}

/// Writes what there is of a page, and empties it.
fn send(page: &mut String, output: &mut impl Write) -> Result<()> {
    let written = output.write_all(page.as_bytes());
    page.clear();
    written.map_err(|source| Error::Io {
        action: "write",
        path: "the result".to_owned(),
        source,
    })
}

/// Returns a text as it stands between tags or in a value of an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // What would reorder or hide the text around it is shown.
            '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\0'..='\u{8}'
            | '\u{B}'..='\u{1F}' => {
                let _ = write!(escaped, "\\u{{{:x}}}", character as u32);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns a sentence of bixi, with what stands between backticks as code.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    if !is_paired {
        return escaped(text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => escaped(part),
        _ => format!("<code>{}</code>", escaped(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Returns a text as it stands in the query of a URL.
fn in_url(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                url.push(char::from(byte));
            }
            byte => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_text_and_not_markup() {
        assert_eq!(
            escaped("<img src=x onerror='alert(1)'>\u{202E}&\""),
            "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;\\u{202e}&amp;&quot;"
        );
        assert_eq!(
            prose("no `<b>`, did you mean `b`?"),
            "no <code>&lt;b&gt;</code>, did you mean <code>b</code>?"
        );
        assert_eq!(prose("a ` alone"), "a ` alone");
        assert_eq!(in_url("<http://é/#a>"), "%3Chttp%3A%2F%2F%C3%A9%2F%23a%3E");
    }
}
