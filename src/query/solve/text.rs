//! Tests of texts: `CONTAINS`, `STRSTARTS` and `STRENDS` with a constant, on the dictionary and once for each term
//! ([SPARQL 1.1, 17.4.3](https://www.w3.org/TR/sparql11-query/#func-strings)).

use super::table::UNBOUND;
use super::terms::{Kind, Terms, is_string};
use crate::dictionary::TermId;
use crate::rdf::{Term, vocab};
use spargebra::algebra::{Expression, Function};
use spargebra::term::Variable;

/// How the text is to be before it is tested.
#[derive(Clone, Copy, PartialEq)]
enum Case {
    Same,
    Lower,
    Upper,
}

#[derive(Clone, Copy)]
enum Place {
    Anywhere,
    Start,
    End,
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
    pub fn of(condition: &Expression) -> Option<(Variable, Self)> {
        let Expression::FunctionCall(function, arguments) = condition else {
            return None;
        };
        let place = match function {
            Function::Contains => Place::Anywhere,
            Function::StrStarts => Place::Start,
            Function::StrEnds => Place::End,
            _ => return None,
        };
        let [tested, Expression::Literal(wanted)] = arguments.as_slice() else {
            return None;
        };
        if wanted.datatype().as_str() != vocab::XSD_STRING {
            return None;
        }
        let (tested, case) = match tested {
            Expression::FunctionCall(Function::LCase, inner) => (inner.first()?, Case::Lower),
            Expression::FunctionCall(Function::UCase, inner) => (inner.first()?, Case::Upper),
            tested => (tested, Case::Same),
        };
        let (tested, of_str) = match tested {
            Expression::FunctionCall(Function::Str, inner) => (inner.first()?, true),
            tested => (tested, false),
        };
        let Expression::Variable(variable) = tested else {
            return None;
        };
        let test = Self {
            place,
            wanted: wanted.value().to_owned(),
            case,
            of_str,
        };
        Some((variable.clone(), test))
    }

    /// The truth for each term of a column; `None` is an error.
    pub fn truths(&self, terms: &Terms, column: &[TermId]) -> Vec<Option<bool>> {
        let literals = terms.dictionary.literals();
        let by_dictionary = column.len() > literals.len() / SHARE && column.len() > 64;
        let mut found = vec![
            0_u64;
            if by_dictionary {
                literals.len().div_ceil(64)
            } else {
                0
            }
        ];
        if by_dictionary {
            let finder = Finder::new(self);
            terms.dictionary.each_text(literals.clone(), |id, text| {
                if finder.is_in(text) {
                    let index = (id - literals.start) as usize;
                    found[index / 64] |= 1 << (index % 64);
                }
            });
        }
        let finder = Finder::new(self);
        let mut before = (UNBOUND, None);
        let truth = |id: &TermId| {
            if before.0 != *id {
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
                    terms
                        .term(*id)
                        .is_some_and(|term| finder.is_in(text_of(&term).as_bytes()))
                });
                before = (*id, truth);
            }
            before.1
        };
        column.iter().map(truth).collect()
    }

    /// Whether a literal is a string, or its text is asked for with `STR`.
    fn has_text(&self, terms: &Terms, id: TermId) -> Option<()> {
        if self.of_str {
            return Some(());
        }
        match terms.dictionary.literal_type(id) {
            Some(literal_type) => is_string(literal_type).then_some(()),
            None => terms.string(id).map(|_| ()),
        }
    }
}

fn text_of(term: &Term) -> &str {
    match term {
        Term::NamedNode(iri) => iri.as_str(),
        Term::Literal(literal) => literal.value(),
        _ => "",
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
        match self.test.place {
            Place::Anywhere => self.finder.find(text).is_some(),
            Place::Start => text.starts_with(wanted),
            Place::End => text.ends_with(wanted),
        }
    }
}
