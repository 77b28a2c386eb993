//! Contexts that documents name by IRIs: files of the project, and never the network
//! ([JSON-LD 1.1 API, 4.1.2, step 5.2](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm)).

use super::context::{Context, Reported};
use super::contexts::{Contexts, Mapped};
use crate::read::fault::Fault;
use crate::read::iri::Base;
use crate::read::sink::Span;
use oxiri::Iri;

impl<'j> Contexts<'j> {
    /// A context that is a file of its own. Whatever is wrong in it is one fault, at the IRI that leads to it.
    pub fn take_over_mapped(
        &mut self,
        result: Context<'j>,
        (iri, span): (&str, Span),
        overrides: bool,
        propagates: bool,
    ) -> Result<Context<'j>, Reported> {
        let resolved = match &self.base {
            Base::Iri(base) => base.resolve(iri).ok().map(Iri::into_inner),
            _ => None,
        };
        let resolved = resolved.as_deref().unwrap_or(iri);
        let mapped = self.mapped.get(iri).or_else(|| self.mapped.get(resolved));
        let Some(Mapped { path, context }) = mapped.copied() else {
            let hint = "name a file for it in `[imports]` of `bixi.toml`, or write the context itself in place of its IRI";
            return Err(self.refuse_remote(iri, span, hint));
        };
        let wrong = |problem: &str| {
            format!("the context `{iri}`, which is `{path}`, cannot be used: {problem}")
        };
        if self.open.contains(&path) {
            return Err(self.report(span, wrong("it takes itself over"), ""));
        }
        let context = match context {
            Ok(context) => context,
            Err(problem) => return Err(self.report(span, wrong(problem), "")),
        };
        let faults = std::mem::take(&mut self.faults);
        let ignored = self.ignored.clone();
        self.open.push(path);
        let mut taken = Ok(result);
        for context in context.items() {
            taken = match taken {
                Ok(result) => self.take_over(result, context, overrides, propagates),
                Err(reported) => Err(reported),
            };
        }
        self.open.pop();
        self.ignored = ignored;
        let found = std::mem::replace(&mut self.faults, faults).into_vec();
        if let Some(first) = found.into_iter().next() {
            // What a context says of one that it leads to, needs no further words.
            let message = match first.message.starts_with("the context `") {
                true => first.message,
                false => wrong(&first.message),
            };
            let fault = Fault::new(first.id, message, span.range());
            self.faults.push(match first.hint {
                Some(hint) => fault.with_hint(hint),
                None => fault,
            });
        }
        taken
    }

    /// Reports that a context is not there.
    pub fn refuse_remote(&mut self, iri: &str, span: Span, hint: &str) -> Reported {
        let message = format!(
            "the context `{iri}` is not in this file, and bixi takes nothing from the network"
        );
        let fault = Fault::new("remote-context", message, span.range());
        self.faults.push(fault.with_hint(hint));
        Reported
    }
}
