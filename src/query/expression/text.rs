//! Tests of texts: `CONTAINS`, `STRSTARTS`, `STRENDS` and `REGEX` with a constant, on the dictionary and once for each term
//! ([SPARQL 1.1, 17.4.3](https://www.w3.org/TR/sparql11-query/#func-strings)).

use crate::dictionary::{Dictionary, TermId, fold};
use crate::error::Result;
use crate::query::batch::table::UNBOUND;
use crate::query::functions::regex::Pattern;
use crate::query::limits::{Budget, PACE};
use crate::query::logical::{Expression, Var};
use crate::query::terms::{Kind, Terms};
use crate::rdf::{Term, vocab};
use spargebra::algebra::Function;
use std::ops::Range;

/// How the text is to be before it is tested.
#[derive(Clone, Copy, PartialEq)]
enum Case {
    Same,
    Lower,
    Upper,
}

enum Place {
    Anywhere,
    Start,
    End,
    /// Wherever the pattern matches.
    Pattern(Pattern),
}

/// A test of a variable's text.
pub struct TextTest {
    place: Place,
    wanted: String,
    case: Case,
    /// Whether the text is that of `STR`, which IRIs have too.
    of_str: bool,
}

/// From this part of all literals on, it is cheaper to go through the dictionary than to look terms up.
const SHARE: usize = 8;

impl TextTest {
    /// The test that a condition is, with its variable.
    pub fn of(condition: &Expression) -> Option<(Var, Self)> {
        let Expression::Call(function, arguments) = condition else {
            return None;
        };
        let (tested, wanted, flags) = match arguments.as_slice() {
            [tested, wanted] => (tested, constant(wanted)?, ""),
            [tested, wanted, flags] => (tested, constant(wanted)?, constant(flags)?),
            _ => return None,
        };
        let place = match function {
            Function::Contains => Place::Anywhere,
            Function::StrStarts => Place::Start,
            Function::StrEnds => Place::End,
            // A wrong pattern is an error for each text, and so may be a slow one: that is for the general evaluation.
            Function::Regex => {
                let pattern = Pattern::new(wanted, flags).ok();
                Place::Pattern(pattern.filter(Pattern::is_linear)?)
            }
            _ => return None,
        };
        let (tested, case) = match tested {
            Expression::Call(Function::LCase, inner) => (inner.first()?, Case::Lower),
            Expression::Call(Function::UCase, inner) => (inner.first()?, Case::Upper),
            tested => (tested, Case::Same),
        };
        let (tested, of_str) = match tested {
            Expression::Call(Function::Str, inner) => (inner.first()?, true),
            tested => (tested, false),
        };
        let Expression::Variable(variable) = tested else {
            return None;
        };
        let wanted = match &place {
            Place::Pattern(pattern) => pattern.needle(),
            _ => wanted,
        };
        let test = Self {
            wanted: wanted.to_owned(),
            place,
            case,
            of_str,
        };
        Some((*variable, test))
    }

    /// Ranges of numbers in which all literals are that pass, and with [`finds_iris`](Self::finds_iris) all IRIs; `None` if the
    /// dictionary does not tell.
    pub fn candidates(&self, dictionary: &Dictionary) -> Option<Vec<Range<TermId>>> {
        if self.finds_iris() {
            let kinds = [dictionary.iris(), dictionary.literals()];
            return Some(
                kinds
                    .map(|kind| dictionary.starting_with(kind, &self.wanted))
                    .to_vec(),
            );
        }
        // A graph that is built for one check is searched once, and one scan is cheaper than building the index.
        dictionary.bigrams.get()?;
        let mut folded = String::new();
        fold(&self.wanted, &mut folded);
        let is_folded = match self.place {
            // To a pattern that ignores case, an accent that is an iota is also the letter.
            Place::Pattern(_) => self.case != Case::Upper && !folded.contains('ι'),
            // In upper case, a letter can be two.
            _ => self.case != Case::Upper,
        };
        dictionary.literals_with(&folded).filter(|_| is_folded)
    }

    /// Whether [`candidates`](Self::candidates) has all IRIs that pass.
    pub fn finds_iris(&self) -> bool {
        matches!(self.place, Place::Start) && self.case == Case::Same
    }

    /// Whether an IRI may pass.
    pub fn may_be_iri(&self) -> bool {
        self.of_str
    }

    /// The truth for each term of a column; `None` is an error.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn truths(
        &self,
        terms: &Terms,
        column: &[TermId],
        budget: &Budget,
    ) -> Result<Vec<Option<bool>>> {
        let literals = terms.dictionary.literals();
        let by_dictionary = column.len() > literals.len() / SHARE && column.len() > 64;
        let finder = Finder::new(self);
        let pace = budget.pace();
        // First the literals of the column, then those of them that pass.
        let mut found = Vec::new();
        if by_dictionary {
            found.resize(literals.len().div_ceil(64), 0_u64);
            let bit = |id: TermId| {
                let index = (id - literals.start) as usize;
                (index / 64, 1 << (index % 64))
            };
            for id in column.iter().filter(|id| literals.contains(id)) {
                let (word, mask) = bit(*id);
                found[word] |= mask;
            }
            for start in literals.clone().step_by(PACE) {
                let part = start..literals.end.min(start.saturating_add(PACE as TermId));
                let mut read = 0;
                terms.dictionary.each_text(part, |id, text| {
                    read += text.len();
                    let (word, mask) = bit(id);
                    if found[word] & mask != 0 && !finder.is_in(text) {
                        found[word] &= !mask;
                    }
                });
                pace.step(read)?;
            }
        }
        let mut before = (UNBOUND, None);
        let truth = |id: &TermId| {
            if before.0 != *id {
                let mut read = 1;
                let truth = match terms.kind(*id) {
                    Kind::Iri if self.of_str => Some(()),
                    Kind::Text | Kind::Number | Kind::Value => self.has_text(terms, *id),
                    _ => None,
                };
                let truth = truth.map(|()| {
                    if by_dictionary && literals.contains(id) {
                        let index = (id - literals.start) as usize;
                        return found[index / 64] >> (index % 64) & 1 == 1;
                    }
                    let text = terms.text(*id);
                    read = text.as_ref().map_or(0, String::len);
                    text.is_some_and(|text| finder.is_in(text.as_bytes()))
                });
                pace.step(read)?;
                before = (*id, truth);
            }
            Ok(before.1)
        };
        column.iter().map(truth).collect()
    }

    /// Whether a literal is a string, or its text is asked for with `STR`.
    fn has_text(&self, terms: &Terms, id: TermId) -> Option<()> {
        if self.of_str {
            return Some(());
        }
        match terms.is_known_string(id) {
            Some(is_string) => is_string.then_some(()),
            None => terms.string(id).map(|_| ()),
        }
    }
}

/// The text of a literal that is a string without language.
fn constant(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Constant(Term::Literal(literal))
            if literal.datatype().as_str() == vocab::XSD_STRING =>
        {
            Some(literal.value())
        }
        _ => None,
    }
}

/// Looks for a text.
struct Finder<'t> {
    test: &'t TextTest,
    finder: memchr::memmem::Finder<'t>,
}

impl<'t> Finder<'t> {
    fn new(test: &'t TextTest) -> Self {
        Self {
            test,
            finder: memchr::memmem::Finder::new(test.wanted.as_bytes()),
        }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        if self.test.case == Case::Same {
            return self.is_at_place(text);
        }
        let text = String::from_utf8_lossy(text);
        let text = match self.test.case {
            Case::Lower => text.to_lowercase(),
            _ => text.to_uppercase(),
        };
        self.is_at_place(text.as_bytes())
    }

    fn is_at_place(&self, text: &[u8]) -> bool {
        let wanted = self.test.wanted.as_bytes();
        match &self.test.place {
            Place::Pattern(pattern) => {
                std::str::from_utf8(text).is_ok_and(|text| pattern.is_match(text))
            }
            Place::Anywhere => self.finder.find(text).is_some(),
            Place::Start => text.starts_with(wanted),
            Place::End => text.ends_with(wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        fold(text, &mut folded);
        folded
    }

    #[test]
    fn what_a_pattern_takes_for_the_same_in_another_case_is_folded_to_the_same() {
        let has_case = |c: &char| {
            c.to_lowercase().any(|lower| lower != *c) || c.to_uppercase().any(|upper| upper != *c)
        };
        let cased: String = ('\0'..=char::MAX).filter(has_case).collect();
        for character in cased.chars().map(String::from) {
            let pattern = Pattern::new(&character, "qi").expect("a letter");
            let others = pattern.replace_all(&cased, "").expect("a replacement");
            let mut others = others.chars().peekable();
            for same in cased.chars() {
                if others.next_if_eq(&same).is_some() {
                    continue;
                }
                // An iota below another letter is an accent, and also an iota.
                let texts = [character.clone(), same.to_string()];
                if texts.contains(&"\u{345}".to_owned()) {
                    assert!(["", "ι"].contains(&folded(&texts[1]).as_str()), "{texts:?}");
                } else {
                    assert_eq!(folded(&texts[0]), folded(&texts[1]), "{texts:?}");
                }
            }
        }
    }
}
