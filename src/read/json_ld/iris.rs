//! From what is written to IRIs ([IRI expansion](https://www.w3.org/TR/json-ld11-api/#iri-expansion)).

use super::context::{Context, Name, Reported, has_scheme, is_keyword, is_like_keyword};
use super::contexts::{Contexts, Defined, Local};
use crate::read::iri::Base;
use crate::read::sink::Span;

impl<'j> Contexts<'j> {
    /// What a text stands for: an IRI, perhaps relative, the label of a blank node, or a keyword. `None` if a context
    /// says that it stands for nothing. `is_term`: terms and the vocabulary are looked at; `is_relative`: the base is.
    pub fn expand(
        &mut self,
        context: &Context<'j>,
        text: &'j str,
        span: Span,
        is_relative: bool,
        is_term: bool,
    ) -> Option<Name> {
        if is_like_keyword(text) && !is_keyword(text) {
            self.ignore(text, span, "`{}` looks like a keyword, and is left out");
            return None;
        }
        let name = |text: String| Some(Name { text, span });
        expanded(context, text, is_relative, is_term).and_then(name)
    }

    /// The same in a context that is being made: terms that the text rests on are defined first.
    pub fn expand_in(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        text: &'j str,
        span: Span,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<Option<Name>, Reported> {
        let prefix = split(text).map(|(prefix, _)| prefix);
        for term in [Some(text), prefix].into_iter().flatten() {
            let member = local.members.get(term).copied();
            let is_open = !is_keyword(term) && defined.get(term) != Some(&true);
            if let Some(member) = member.filter(|_| is_open) {
                self.define(context, local, member, defined, depth + 1)?;
            }
            if context.terms.contains_key(text) {
                break;
            }
        }
        Ok(self.expand(context, text, span, false, true))
    }
}

/// Prefix and suffix of what may be a compact IRI: neither begins with `:`, nor has a prefix `_` or `//` after it.
fn split(text: &str) -> Option<(&str, &str)> {
    let (colon, _) = text.char_indices().skip(1).find(|(_, c)| *c == ':')?;
    let (prefix, suffix) = (text.get(..colon)?, text.get(colon + 1..)?);
    (prefix != "_" && !suffix.starts_with("//")).then_some((prefix, suffix))
}

/// What [`Contexts::expand`] gives, of a text that does not look like a keyword without being one.
fn expanded(context: &Context, text: &str, is_relative: bool, is_term: bool) -> Option<String> {
    if is_keyword(text) {
        return Some(text.to_owned());
    }
    if let Some(definition) = context.definition(text) {
        let is_alias = definition.iri.as_deref().is_some_and(is_keyword);
        if is_term || is_alias {
            return definition.iri.clone();
        }
    }
    if text.char_indices().skip(1).any(|(_, c)| c == ':') {
        let Some((prefix, suffix)) = split(text) else {
            return Some(text.to_owned());
        };
        let prefix = context.definition(prefix).filter(|prefix| prefix.is_prefix);
        if let Some(namespace) = prefix.and_then(|prefix| prefix.iri.as_deref()) {
            return Some(format!("{namespace}{suffix}"));
        }
        if has_scheme(text) {
            return Some(text.to_owned());
        }
    }
    match (&context.vocabulary, &context.base) {
        (Some(vocabulary), _) if is_term => Some(format!("{vocabulary}{text}")),
        // What is wrong in it is found when it becomes a term.
        (_, Base::Iri(base)) if is_relative => {
            let mut resolved = String::new();
            base.resolve_into_unchecked(text, &mut resolved);
            Some(resolved)
        }
        _ => Some(text.to_owned()),
    }
}
