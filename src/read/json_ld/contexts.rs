//! From what stands after `@context` to what terms mean
//! ([context processing](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm)).

use super::context::{Context, Direction, Name, Reported, is_absolute};
use super::json::{Json, Member, Value};
use crate::finding::{Finding, Severity};
use crate::read::fault::{Fault, Faults};
use crate::read::iri::Base;
use crate::read::sink::Span;
use oxiri::Iri;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How a context is taken over.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Taking {
    /// It may say something else of protected terms.
    pub overrides: bool,
    /// It also holds in the nodes below.
    pub propagates: bool,
}

/// How many results of taking over a scoped context are kept.
const CONTEXTS_KEPT: usize = 1000;

/// The local context whose terms are defined.
pub struct Local<'j> {
    pub members: FxHashMap<&'j str, &'j Member<'j>>,
    pub is_protected: bool,
    pub overrides: bool,
}

/// Keys that say nothing, by their text: the first place, and how many there are.
type Ignored<'j> = BTreeMap<&'j str, (Span, usize, &'static str)>;

/// A context that is a file of its own.
#[derive(Clone, Copy)]
pub struct Mapped<'j> {
    /// Its path.
    pub path: &'j str,
    /// What stands after `@context` in it, or why it cannot be used.
    pub context: Result<&'j Json<'j>, &'j str>,
}

/// The contexts of a document, and what is wrong in it.
pub struct Contexts<'j> {
    /// The contexts that are files of their own, by their IRIs.
    pub mapped: BTreeMap<&'j str, Mapped<'j>>,
    /// The paths of those that are being taken over.
    pub open: Vec<&'j str>,
    pub faults: Faults,
    pub ignored: Ignored<'j>,
    /// The prefixes that were declared, by name.
    pub prefixes: BTreeMap<&'j str, String>,
    /// The base of the document.
    pub base: Base,
    /// How many contexts there are.
    count: usize,
    /// What came of taking a context over in another, by the number of that and the address of this: contexts of several files
    /// have the same places.
    known: FxHashMap<(usize, usize, Taking), Rc<Context<'j>>>,
}

/// Which terms of a local context are defined, and which are being defined.
pub type Defined<'j> = FxHashMap<&'j str, bool>;

impl<'j> Contexts<'j> {
    /// The contexts of a document with a base, none yet.
    pub fn new(base: Base) -> Self {
        Self {
            mapped: BTreeMap::new(),
            open: Vec::new(),
            faults: Faults::default(),
            ignored: BTreeMap::new(),
            prefixes: BTreeMap::new(),
            base,
            count: 0,
            known: FxHashMap::default(),
        }
    }

    /// The context in which nothing is defined.
    pub fn initial(&mut self) -> Context<'j> {
        Context {
            number: self.next_number(),
            terms: FxHashMap::default(),
            base: self.base.clone(),
            vocabulary: None,
            language: None,
            direction: None,
            previous: None,
        }
    }

    /// A number that no other context has.
    pub fn next_number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// Reports a fault.
    pub fn report(&mut self, span: Span, message: impl Into<String>, hint: &str) -> Reported {
        let fault = Fault::new("invalid-json-ld", message, span.range());
        self.faults.push(if hint.is_empty() {
            fault
        } else {
            fault.with_hint(hint)
        });
        Reported
    }

    /// Notes that something says nothing, by the rules of JSON-LD.
    pub fn ignore(&mut self, what: &'j str, span: Span, why: &'static str) {
        let entry = self.ignored.entry(what).or_insert((span, 0, why));
        entry.1 += 1;
    }

    /// What [`process`](Self::process) gives, kept: a scoped context is taken over wherever its term is used.
    pub fn process_scoped(
        &mut self,
        active: &Rc<Context<'j>>,
        local: &'j Json<'j>,
        taking: Taking,
    ) -> Result<Rc<Context<'j>>, Reported> {
        let key = (active.number, std::ptr::from_ref(local).addr(), taking);
        if let Some(known) = self.known.get(&key) {
            return Ok(Rc::clone(known));
        }
        let result = self.process(active, local, taking)?;
        if self.known.len() >= CONTEXTS_KEPT {
            self.known.clear();
        }
        self.known.insert(key, Rc::clone(&result));
        Ok(result)
    }

    /// The context in which a local context was taken over in another.
    pub fn process(
        &mut self,
        active: &Rc<Context<'j>>,
        local: &'j Json<'j>,
        taking: Taking,
    ) -> Result<Rc<Context<'j>>, Reported> {
        let mut propagates = taking.propagates;
        if let Some(value) = local.get("@propagate") {
            propagates = self.boolean(value, "@propagate")?;
        }
        let mut result = Context::clone(active);
        result.number = self.next_number();
        if !propagates && result.previous.is_none() {
            result.previous = Some(Rc::clone(active));
        }
        for context in local.items() {
            result = self.take_over(result, context, taking.overrides, propagates)?;
        }
        Ok(Rc::new(result))
    }

    /// One item of `@context`.
    pub fn take_over(
        &mut self,
        mut result: Context<'j>,
        context: &'j Json<'j>,
        overrides: bool,
        propagates: bool,
    ) -> Result<Context<'j>, Reported> {
        let members = match &context.value {
            Value::Null => return self.nullify(&result, context.span, overrides, propagates),
            Value::String(iri) => {
                return self.take_over_mapped(result, (iri, context.span), overrides, propagates);
            }
            Value::Object(members) => members,
            _ => {
                let message = "a context is an object, `null`, or an array of these";
                return Err(self.report(context.span, message, ""));
            }
        };
        let mut is_protected = false;
        for member in members {
            let (value, span) = (&member.value, member.value.span);
            match &*member.key {
                "@version" if !is_version_1_1(value) => {
                    return Err(self.report(span, "the only `@version` is the number 1.1", ""));
                }
                "@import" => {
                    let hint = "write what stands in that context here: `@import` is not followed";
                    return Err(self.refuse_remote(value.as_str().unwrap_or_default(), span, hint));
                }
                "@protected" => is_protected = self.boolean(value, "@protected")?,
                _ => {}
            }
        }
        // Base and vocabulary first: others depend on them, and keys have no order.
        for key in ["@base", "@vocab", "@language", "@direction"] {
            // The base of a file of its own is not that of the document.
            let counts = key != "@base" || self.open.is_empty();
            let mut members = members.iter().filter(|_| counts);
            if let Some(member) = members.find(|member| member.key == key) {
                self.take_keyword(&mut result, member)?;
            }
        }
        let mut defined = Defined::default();
        let local = Local {
            members: members
                .iter()
                .map(|member| (&*member.key, member))
                .collect(),
            is_protected,
            overrides,
        };
        for member in members {
            let is_of_context = matches!(
                &*member.key,
                "@base"
                    | "@direction"
                    | "@import"
                    | "@language"
                    | "@propagate"
                    | "@protected"
                    | "@version"
                    | "@vocab"
            );
            if !is_of_context {
                self.define(&mut result, &local, member, &mut defined, 0)?;
            }
        }
        Ok(result)
    }

    fn nullify(
        &mut self,
        before: &Context<'j>,
        span: Span,
        overrides: bool,
        propagates: bool,
    ) -> Result<Context<'j>, Reported> {
        if !overrides
            && before
                .terms
                .values()
                .any(|definition| definition.is_protected)
        {
            let message = "a context with protected terms cannot be set to `null`";
            return Err(self.report(span, message, "leave it out, or set it in a scoped context"));
        }
        let mut result = self.initial();
        if !propagates {
            result.previous = Some(Rc::new(before.clone()));
        }
        Ok(result)
    }

    /// `true` or `false` of a key.
    pub fn boolean(&mut self, value: &Json, key: &str) -> Result<bool, Reported> {
        match value.value {
            Value::Boolean(value) => Ok(value),
            _ => Err(self.report(value.span, format!("`{key}` is `true` or `false`"), "")),
        }
    }

    fn take_keyword(
        &mut self,
        result: &mut Context<'j>,
        member: &'j Member<'j>,
    ) -> Result<(), Reported> {
        match &*member.key {
            "@base" => result.base = self.base_of(&result.base, &member.value)?,
            "@vocab" => result.vocabulary = self.vocabulary(result, &member.value)?,
            "@language" => result.language = self.language(&member.value)?,
            _ => result.direction = self.direction(&member.value)?,
        }
        Ok(())
    }

    fn base_of(&mut self, before: &Base, value: &Json) -> Result<Base, Reported> {
        let text = match &value.value {
            Value::Null => return Ok(Base::None),
            Value::String(text) => text,
            _ => {
                return Err(self.report(
                    value.span,
                    "`@base` is an IRI between quotes, or `null`",
                    "",
                ));
            }
        };
        let iri = match before {
            Base::Iri(base) => base.resolve(text),
            _ => Iri::parse(text.to_string()),
        };
        match iri {
            Ok(iri) => Ok(Base::Iri(iri)),
            Err(error) => {
                let why = crate::read::fault::in_sentence(&error.to_string());
                let message = format!("the base `{text}` is not an IRI: {why}");
                let fault = Fault::new("invalid-iri", message, value.span.range());
                self.faults
                    .push(fault.with_hint("write the base in full, with its scheme"));
                Err(Reported)
            }
        }
    }

    fn vocabulary(
        &mut self,
        context: &Context<'j>,
        value: &'j Json<'j>,
    ) -> Result<Option<String>, Reported> {
        match &value.value {
            Value::Null => Ok(None),
            Value::String(text) if text.is_empty() && context.base == Base::None => {
                Ok(Some(String::new()))
            }
            Value::String(text) => {
                let name = self.expand(context, text, value.span, true, true);
                match name {
                    Some(Name { text, .. }) if is_absolute(&text) || context.base == Base::None => {
                        Ok(Some(text))
                    }
                    _ => Err(self.report(
                        value.span,
                        "`@vocab` is an IRI",
                        "write it in full, with its scheme",
                    )),
                }
            }
            _ => Err(self.report(
                value.span,
                "`@vocab` is an IRI between quotes, or `null`",
                "",
            )),
        }
    }

    /// A language tag, or `null` for none.
    pub fn language(&mut self, value: &'j Json<'j>) -> Result<Option<&'j str>, Reported> {
        match &value.value {
            Value::Null => Ok(None),
            Value::String(tag) => Ok(Some(tag)),
            _ => Err(self.report(
                value.span,
                "`@language` is a language tag between quotes, or `null`",
                "",
            )),
        }
    }

    /// A base direction, or `null` for none.
    pub fn direction(&mut self, value: &Json) -> Result<Direction, Reported> {
        match &value.value {
            Value::Null => Ok(None),
            Value::String(text) if text == "ltr" => Ok(Some("ltr")),
            Value::String(text) if text == "rtl" => Ok(Some("rtl")),
            _ => Err(self.report(
                value.span,
                "`@direction` is `\"ltr\"`, `\"rtl\"` or `null`",
                "",
            )),
        }
    }

    /// The warnings about what says nothing in a file.
    pub fn warnings(&self, file: &str) -> Vec<Finding> {
        let warning = |(what, (span, count, why)): (&&str, &(Span, usize, &str))| {
            let times = if *count > 1 {
                format!(", {count} times")
            } else {
                String::new()
            };
            let message = format!("{}{times}", why.replace("{}", what));
            let fault = Fault::new("ignored-by-json-ld", message, span.range());
            let mut finding = fault.into_finding(file, 0);
            finding.severity = Severity::Warning;
            finding
        };
        self.ignored.iter().map(warning).collect()
    }
}

fn is_version_1_1(value: &Json) -> bool {
    matches!(value.value, Value::Number(text) if text.parse() == Ok(1.1_f64))
}
