//! Where terms are written in a line of a source.

use super::Graph;
use crate::dictionary::TermId;
use crate::rdf::Term;
use crate::source::SourceFile;
use std::ops::Range;

/// In a longer line, in bytes, a term is not looked for.
const LONGEST_LINE: usize = 10_000;

impl Graph {
    /// Returns the prefixes that a source declares, each with its namespace IRI.
    pub fn prefixes_of(&self, source: usize) -> &[(String, String)] {
        let list = self.declared.of_source.get(source);
        let list = list.and_then(|list| self.declared.lists.get(*list as usize));
        list.map_or(&[], Vec::as_slice)
    }

    /// Returns the bytes of a term wherever a line of a source, given by its index, has it in one of the usual ways and not as a part
    /// of a longer term, ascending.
    pub fn written_in(
        &self,
        file: &SourceFile,
        line: Range<usize>,
        source: usize,
        term: TermId,
    ) -> Vec<Range<usize>> {
        let text = match line.len() > LONGEST_LINE {
            true => None,
            false => file.bytes.get(line.clone()),
        };
        let Some(Ok(text)) = text.map(std::str::from_utf8) else {
            return Vec::new();
        };
        let forms = match self.dictionary.term(term) {
            Term::NamedNode(iri) => self.names(source, iri.as_str()),
            Term::Literal(literal) => vec![
                self.display(term),
                format!("\"{}\"", literal.value()),
                literal.value().to_owned(),
            ],
            Term::BlankNode(_) | Term::Triple(_) => Vec::new(),
        };
        let places = forms.iter().map(|form| -> Vec<Range<usize>> {
            let starts = whole(text, form).map(|at| line.start + at);
            starts.map(|start| start..start + form.len()).collect()
        });
        let mut found = places.filter(|places| !places.is_empty());
        found.next().unwrap_or_default()
    }

    /// Returns how an IRI may be written in a source: with its prefixes or in angle brackets, and as it is.
    fn names(&self, source: usize, iri: &str) -> Vec<String> {
        let prefixes = self.prefixes_of(source).iter();
        let prefixes = prefixes.filter(|(_, namespace)| !namespace.is_empty());
        let prefixed = prefixes.filter_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            Some(format!("{prefix}:{local}"))
        });
        let whole = [format!("<{iri}>"), iri.to_owned()];
        prefixed.chain(whole).collect()
    }
}

/// Returns where a text has a term that is not a part of a longer one.
fn whole<'t>(text: &'t str, form: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '#' | '/');
    let places = text.match_indices(form).map(|(at, _)| at);
    places.filter(move |at| {
        let before = text.get(..*at);
        let before = before.and_then(|before| before.chars().next_back());
        let after = text.get(at + form.len()..);
        let after = after.and_then(|after| after.chars().next());
        let starts = form.starts_with(['"', '<']) || !before.is_some_and(is_part);
        !form.is_empty() && starts && (form.ends_with(['"', '>']) || !after.is_some_and(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::super::merge::tests::graph;
    use crate::source::SourceFile;

    #[test]
    fn a_term_is_found_as_its_source_writes_it() {
        let text = "@prefix e: <http://e/> . e:a e:ab e:a, <http://e/b>, 12, \"温江\", 125 .";
        let graph = graph(&[("a.ttl", text)]);
        let file = SourceFile::new("a.ttl", text);
        let written = |term: u32| -> Vec<&str> {
            let places = graph.written_in(&file, 0..text.len(), 0, term);
            places.into_iter().map(|place| &text[place]).collect()
        };
        let iri = |iri: &str| graph.dictionary.find_iri(iri).expect("an IRI");
        assert_eq!(written(iri("http://e/a")), ["e:a", "e:a"]);
        assert_eq!(written(iri("http://e/ab")), ["e:ab"]);
        assert_eq!(written(iri("http://e/b")), ["<http://e/b>"]);
        let literals = graph.dictionary.literals();
        let literals: Vec<Vec<&str>> = literals.map(written).collect();
        assert_eq!(literals, [["12"], ["125"], ["\"温江\""]]);
    }
}
