//! What a context says of one term
//! ([create term definition](https://www.w3.org/TR/json-ld11-api/#create-term-definition)).

use super::context::{
    Context, Definition, Name, Reported, has_scheme, is_absolute, is_keyword, is_like_keyword,
};
use super::contexts::{Contexts, Defined, Local};
use super::json::{Json, Member, Value};
use crate::read::fault::Fault;
use crate::read::sink::Span;
use std::rc::Rc;

/// How many definitions may rest on one another, each on the prefix of the one before.
const LONGEST_CHAIN: usize = 100;

/// Keys of a definition.
const KEYS: [&str; 11] = [
    "@id",
    "@reverse",
    "@container",
    "@context",
    "@direction",
    "@index",
    "@language",
    "@nest",
    "@prefix",
    "@protected",
    "@type",
];

impl<'j> Contexts<'j> {
    /// Defines a term in a context.
    pub fn define(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        member: &'j Member<'j>,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<(), Reported> {
        let (term, span) = (&*member.key, member.key_span);
        match defined.get(term) {
            Some(true) => return Ok(()),
            Some(false) => {
                let message = format!("the definition of `{term}` rests on itself");
                return Err(self.report(span, message, "write its IRI in full"));
            }
            None => {}
        }
        if depth > LONGEST_CHAIN {
            let message = format!("more than {LONGEST_CHAIN} definitions rest on one another");
            let fault = Fault::new("too-deep", message, span.range());
            self.faults.push(fault.with_hint("write the IRI in full"));
            return Err(Reported);
        }
        if term.is_empty() {
            return Err(self.report(span, "a term cannot be empty", ""));
        }
        defined.insert(term, false);
        if term == "@type" {
            self.check_type_definition(member)?;
        } else if is_keyword(term) {
            let message = format!("the keyword `{term}` cannot be given another meaning");
            return Err(self.report(span, message, "define another term as an alias of it"));
        } else if is_like_keyword(term) {
            self.ignore(
                term,
                span,
                "the term `{}` looks like a keyword and is left out",
            );
            return Ok(());
        }
        let before = context.terms.remove(term);
        let new = self.definition(context, local, member, defined, depth)?;
        let Some(mut new) = new else {
            return Ok(());
        };
        if let Some(before) = before.filter(|before| before.is_protected && !local.overrides) {
            if !new.says_the_same(&before) {
                let message =
                    format!("the term `{term}` is protected and cannot be given another meaning");
                return Err(self.report(span, message, ""));
            }
            new = Definition::clone(&before);
        }
        if new.is_prefix
            && let Some(namespace) = &new.iri
        {
            self.prefixes.insert(term, namespace.clone());
        }
        context.terms.insert(term, Rc::new(new));
        defined.insert(term, true);
        Ok(())
    }

    /// Of `@type` a context says only that it is a set.
    fn check_type_definition(&mut self, member: &'j Member<'j>) -> Result<(), Reported> {
        let members = member.value.as_object().unwrap_or_default();
        let fits = |member: &Member| match &*member.key {
            "@container" => member
                .value
                .items()
                .iter()
                .all(|item| item.as_str() == Some("@set")),
            "@protected" => true,
            _ => false,
        };
        if members.is_empty() || !members.iter().all(fits) {
            let message = "of `@type` a context says only `\"@container\": \"@set\"`";
            return Err(self.report(
                member.key_span,
                message,
                "define another term as an alias of it",
            ));
        }
        Ok(())
    }

    /// The definition, unless the term is one that is kept for later versions.
    fn definition(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        member: &'j Member<'j>,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<Option<Definition<'j>>, Reported> {
        let term = &*member.key;
        let mut new = Definition {
            is_protected: local.is_protected,
            ..Definition::default()
        };
        let value = &member.value;
        let members: &[Member] = match &value.value {
            Value::Null | Value::String(_) => &[],
            Value::Object(members) => members,
            _ => {
                let message = format!("a context says of `{term}` an IRI, an object or `null`");
                return Err(self.report(value.span, message, ""));
            }
        };
        if let Some(member) = members.iter().find(|member| !KEYS.contains(&&*member.key)) {
            let message = format!("`{}` says nothing of a term", member.key);
            let hint = format!(
                "the keys of a definition are {}",
                KEYS.map(|key| format!("`{key}`")).join(", ")
            );
            return Err(self.report(member.key_span, message, &hint));
        }
        let key = |key: &str| {
            members
                .iter()
                .find(|member| member.key == key)
                .map(|member| &member.value)
        };
        if let Some(value) = key("@protected") {
            new.is_protected = self.boolean(value, "@protected")?;
        }
        if let Some(value) = key("@type") {
            new.datatype = Some(self.type_mapping(context, local, value, defined, depth)?);
        }
        if let Some(value) = key("@reverse") {
            if let Some(other) = key("@id").or_else(|| key("@nest")) {
                return Err(self.report(
                    other.span,
                    "a term with `@reverse` has neither `@id` nor `@nest`",
                    "",
                ));
            }
            let Some(iri) = self.mapping(context, local, value, defined, depth)? else {
                return Ok(None);
            };
            if !is_absolute(&iri) {
                return Err(self.no_iri(value.span, term));
            }
            new.iri = Some(iri);
            new.is_reverse = true;
        } else {
            let id = if matches!(value.value, Value::Object(_)) {
                key("@id")
            } else {
                Some(value)
            };
            let is_simple = !matches!(value.value, Value::Object(_));
            match id.filter(|id| id.as_str() != Some(term)) {
                Some(id) if id.is_null() => {}
                Some(id) => {
                    let Some(iri) = self.id_mapping(context, local, member, id, defined, depth)?
                    else {
                        return Ok(None);
                    };
                    let is_name = !term.contains([':', '/']);
                    let ends_with_delimiter = iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
                    new.is_prefix =
                        is_name && is_simple && (ends_with_delimiter || iri.starts_with("_:"));
                    new.iri = Some(iri);
                }
                None => new.iri = Some(self.own_iri(context, local, member, defined, depth)?),
            }
        }
        self.add_details(context, local, &mut new, member, defined, depth)?;
        Ok(Some(new))
    }

    fn no_iri(&mut self, span: Span, term: &str) -> Reported {
        let message = format!("the term `{term}` stands for no IRI");
        self.report(span, message, "write the IRI in full, or set `@vocab`")
    }

    fn type_mapping(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        value: &'j Json<'j>,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<String, Reported> {
        let name = match value.as_str() {
            Some(text) => self.expand_in(context, local, text, value.span, defined, depth)?,
            None => None,
        };
        match name {
            Some(Name { text, .. })
                if matches!(text.as_str(), "@id" | "@json" | "@none" | "@vocab")
                    || has_scheme(&text) =>
            {
                Ok(text)
            }
            _ => {
                let message = "`@type` of a term is an IRI, `@id`, `@vocab`, `@json` or `@none`";
                Err(self.report(value.span, message, "write the IRI in full"))
            }
        }
    }

    /// What `@id` or `@reverse` of a definition stands for; `None` if it is a keyword of a later version.
    fn mapping(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        value: &'j Json<'j>,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<Option<String>, Reported> {
        let Some(text) = value.as_str() else {
            return Err(self.report(value.span, "a term stands for an IRI between quotes", ""));
        };
        if !is_keyword(text) && is_like_keyword(text) {
            self.ignore(
                text,
                value.span,
                "`{}` looks like a keyword, so the term that stands for it is left out",
            );
            return Ok(None);
        }
        let name = self.expand_in(context, local, text, value.span, defined, depth)?;
        Ok(Some(name.map_or_else(String::new, |name| name.text)))
    }

    fn id_mapping(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        member: &'j Member<'j>,
        id: &'j Json<'j>,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<Option<String>, Reported> {
        let term = &*member.key;
        let Some(iri) = self.mapping(context, local, id, defined, depth)? else {
            return Ok(None);
        };
        if iri == "@context" {
            return Err(self.report(id.span, "`@context` can have no alias", ""));
        }
        if !is_keyword(&iri) && !is_absolute(&iri) {
            return Err(self.no_iri(id.span, term));
        }
        let inner = term
            .get(1..term.len().saturating_sub(1))
            .unwrap_or_default();
        if inner.contains(':') || term.contains('/') {
            defined.insert(term, true);
            let own = self.expand_in(context, local, term, member.key_span, defined, depth)?;
            if own.is_none_or(|own| own.text != iri) {
                let message =
                    format!("the term `{term}` is an IRI itself and cannot stand for another");
                return Err(self.report(member.key_span, message, ""));
            }
        }
        Ok(Some(iri))
    }

    /// What a term stands for of which no `@id` is said.
    fn own_iri(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        member: &'j Member<'j>,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<String, Reported> {
        let (term, span) = (&*member.key, member.key_span);
        if term == "@type" {
            return Ok(term.to_owned());
        }
        let colon = term.char_indices().skip(1).find(|(_, c)| *c == ':');
        if let Some((colon, _)) = colon {
            let (prefix, suffix) = (
                term.get(..colon).unwrap_or_default(),
                term.get(colon + 1..).unwrap_or_default(),
            );
            if let Some(member) = local.members.get(prefix).copied() {
                self.define(context, local, member, defined, depth + 1)?;
            }
            let namespace = context
                .definition(prefix)
                .and_then(|prefix| prefix.iri.as_ref());
            return Ok(match namespace {
                Some(namespace) => format!("{namespace}{suffix}"),
                None => term.to_owned(),
            });
        }
        if term.contains('/') {
            return match self.expand(context, term, span, false, true) {
                Some(name) if has_scheme(&name.text) => Ok(name.text),
                _ => Err(self.no_iri(span, term)),
            };
        }
        match &context.vocabulary {
            Some(vocabulary) => Ok(format!("{vocabulary}{term}")),
            None => Err(self.no_iri(span, term)),
        }
    }
}
