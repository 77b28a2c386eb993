//! A `bixi.toml` with comments, to start from ([TOML 1.0](https://toml.io/en/v1.0.0)).

use super::lines::one_line;
use crate::number::{count, with_commas};
use crate::project::{Layout, Proposal, ProposedGlob, Remark};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

/// What the settings of a folder start from.
pub struct Settings<'a> {
    /// The name of the project.
    pub name: &'a str,
    /// Its globs.
    pub proposal: &'a Proposal,
    /// The languages of its labels with their numbers, the most frequent first.
    pub languages: &'a [(String, usize)],
    /// The number of labels without a language.
    pub untagged: usize,
    /// The namespace IRIs of its vocabulary.
    pub own: &'a [String],
    /// The namespace IRI of most of its terms, if no source declares a prefix for it.
    pub without_prefix: Option<&'a str>,
    /// The number of files that cannot be read as what they are.
    pub broken: usize,
}

/// The line of a folder without queries.
const QUERIES: &str = "# queries = [\"queries/**/*.rq\"] # saved queries, for `bixi query NAME`";

/// Returns the text of `bixi.toml`.
pub fn settings(settings: &Settings) -> String {
    let proposal = settings.proposal;
    let mut text = format!(
        "# Settings of bixi. All are optional; what is commented out has no effect.\nname = {}\n\n",
        quoted(settings.name)
    );
    match proposal.layout {
        Layout::Folders => text.push_str(&format!(
            "# These are the sources without this line, too:\n{}",
            globs("sources", &proposal.sources, "# ")
        )),
        _ => text.push_str(&globs("sources", &proposal.sources, "")),
    }
    match proposal.queries.is_empty() {
        true => text.push_str(&format!("{QUERIES}\n")),
        false => text.push_str(&globs("queries", &proposal.queries, "")),
    }
    text.push_str(&globs("tests", &proposal.tests, ""));
    if !proposal.violations.is_empty() {
        text.push_str("# If each row of some queries is a violation, `bixi test` can run them:\n");
        text.push_str(&violations(&proposal.tests, &proposal.violations));
    }
    if !proposal.examples.is_empty() {
        text.push_str("# As examples these files are checked, but are not part of the graph:\n");
        text.push_str(&globs("examples", &proposal.examples, "# "));
    }
    if let Some(folder) = &proposal.vendored {
        text.push_str(&format!(
            "imports.folder = {} # files of others: what is wrong in them does not count\n",
            quoted(folder)
        ));
    }
    text.push('\n');
    text.push_str(&languages(settings));
    if !settings.own.is_empty() {
        let own: Vec<String> = settings.own.iter().map(|iri| quoted(iri)).collect();
        text.push_str(&format!(
            "# own = [{}] # the vocabulary of the project: terms of other namespaces are not judged\n",
            own.join(", ")
        ));
    }
    if let Some(namespace) = settings.without_prefix {
        let namespace = quoted(namespace);
        text.push_str(&format!(
            "# prefixes.ex = {namespace} # for queries; no source declares a prefix for it\n"
        ));
    }
    if settings.broken > 0 {
        let files = match settings.broken {
            1 => "1 file cannot".to_owned(),
            several => format!("{several} files cannot"),
        };
        text.push_str(&format!(
            "\n# Build without the files that have errors ({files} be read; `bixi check` shows why):\n\
             # [build]\n# broken = \"skip\"\n"
        ));
    }
    text
}

/// A key with its globs, each with what is to be known of it; nothing without globs.
fn globs(key: &str, globs: &[ProposedGlob], comment: &str) -> String {
    match globs {
        [] => String::new(),
        [one] => {
            let remark = remark(one);
            format!("{comment}{key} = [{}] # {remark}\n", quoted(&one.glob))
        }
        several => {
            let values = several.iter().map(|one| format!("{},", quoted(&one.glob)));
            let values: Vec<String> = values.collect();
            let width = values.iter().map(|value| value.width()).max().unwrap_or(0);
            let lines = values.iter().zip(several).map(|(value, one)| {
                let space = " ".repeat(width.saturating_sub(value.width()));
                format!("{comment}    {value}{space} # {}\n", remark(one))
            });
            let lines: String = lines.collect();
            format!("{comment}{key} = [\n{lines}{comment}]\n")
        }
    }
}

/// The key `tests` with expectations and with queries that give no rows.
fn violations(tests: &[ProposedGlob], violations: &[ProposedGlob]) -> String {
    let tests = tests.iter().map(|one| quoted(&one.glob));
    let tables = violations
        .iter()
        .map(|one| format!("{{ glob = {}, expect = \"none\" }}", quoted(&one.glob)));
    let globs: Vec<String> = tests.chain(tables).collect();
    format!("# tests = [{}]\n", globs.join(", "))
}

fn remark(glob: &ProposedGlob) -> String {
    match &glob.remark {
        Remark::Files(files) => count(*files, "file"),
        Remark::Reason(reason) => one_line(reason),
    }
}

/// The languages of labels, the most frequent first.
fn languages(settings: &Settings) -> String {
    let tags = settings.languages.iter().map(|(tag, _)| quoted(tag));
    let tags: Vec<String> = tags.collect();
    if tags.is_empty() {
        return match settings.untagged {
            0 => "# languages = [\"en\"] # of labels, the preferred one first\n".to_owned(),
            labels => format!(
                "# languages = [\"en\"] # of labels, the preferred one first; none of {} has a language\n",
                count(labels, "label")
            ),
        };
    }
    let mut counts: Vec<String> = settings
        .languages
        .iter()
        .map(|(tag, labels)| format!("{} {tag}", with_commas(*labels)))
        .collect();
    if settings.untagged > 0 {
        counts.push(format!("{} without", with_commas(settings.untagged)));
    }
    format!(
        "languages = [{}] # of labels, the preferred one first: {}\n",
        tags.join(", "),
        counts.join(", ")
    )
}

/// A basic string.
fn quoted(text: &str) -> String {
    // JSON's escapes are those of TOML, but for one control character that JSON leaves as it is.
    Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}
