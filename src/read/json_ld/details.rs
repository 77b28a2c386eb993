//! What a definition says besides what its term stands for
//! ([create term definition, steps 19 to 26](https://www.w3.org/TR/json-ld11-api/#create-term-definition)).

use super::context::{Containers, Context, Definition, Reported, has_scheme, is_keyword};
use super::contexts::{Contexts, Defined, Local, Taking};
use super::json::{Json, Member};
use std::rc::Rc;

impl<'j> Contexts<'j> {
    /// What a definition says besides what its term stands for.
    pub fn add_details(
        &mut self,
        context: &mut Context<'j>,
        local: &Local<'j>,
        new: &mut Definition<'j>,
        member: &'j Member<'j>,
        defined: &mut Defined<'j>,
        depth: usize,
    ) -> Result<(), Reported> {
        let term = &*member.key;
        for Member { key, value, .. } in member.value.as_object().unwrap_or_default() {
            match &**key {
                "@container" => self.add_containers(new, value)?,
                "@index" => {
                    let iri = match value.as_str() {
                        Some(text) => {
                            self.expand_in(context, local, text, value.span, defined, depth)?
                        }
                        None => None,
                    };
                    let is_iri = iri.is_some_and(|iri| has_scheme(&iri.text));
                    let containers = member
                        .value
                        .get("@container")
                        .map(Json::items)
                        .unwrap_or_default();
                    if !is_iri
                        || containers
                            .iter()
                            .all(|item| item.as_str() != Some("@index"))
                    {
                        let message =
                            "`@index` of a term is an IRI, and its `@container` has `@index`";
                        return Err(self.report(value.span, message, ""));
                    }
                    new.index = value.as_str();
                }
                "@context" => {
                    // It is looked at for faults, and taken over where the term is used.
                    let taking = Taking {
                        overrides: true,
                        propagates: true,
                    };
                    self.process(&Rc::new(context.clone()), value, taking)?;
                    new.context = Some(value);
                }
                "@language" if new.datatype.is_none() => new.language = Some(self.language(value)?),
                "@direction" if new.datatype.is_none() => {
                    new.direction = Some(self.direction(value)?)
                }
                "@nest" => match value.as_str() {
                    Some(nest) if nest == "@nest" || !is_keyword(nest) => new.nest = Some(nest),
                    _ => {
                        return Err(self.report(
                            value.span,
                            "`@nest` of a term is `@nest` or an alias of it",
                            "",
                        ));
                    }
                },
                "@prefix" => {
                    new.is_prefix = self.boolean(value, "@prefix")?;
                    if term.contains([':', '/'])
                        || new.is_prefix && new.iri.as_deref().is_some_and(is_keyword)
                    {
                        return Err(self.report(
                            value.span,
                            format!("`{term}` cannot be a prefix"),
                            "",
                        ));
                    }
                }
                _ => {}
            }
        }
        if new.containers.has(Containers::TYPE) {
            let datatype = new.datatype.get_or_insert_with(|| "@id".to_owned());
            if !matches!(datatype.as_str(), "@id" | "@vocab") {
                let message = "a term with the container `@type` has the `@type` `@id` or `@vocab`";
                return Err(self.report(member.key_span, message, ""));
            }
        }
        Ok(())
    }

    fn add_containers(&mut self, new: &mut Definition<'j>, value: &Json) -> Result<(), Reported> {
        let names = value
            .items()
            .iter()
            .map(|item| item.as_str().and_then(Containers::of_keyword));
        let containers: Option<Vec<Containers>> = names.collect();
        let all = containers.map(|all| {
            all.into_iter()
                .fold(Containers::default(), Containers::with)
        });
        let of_reverse = Containers::SET.with(Containers::INDEX);
        match all {
            _ if value.is_null() => {}
            Some(all)
                if all.fit_together()
                    && (!new.is_reverse || all.with(of_reverse) == of_reverse) =>
            {
                new.containers = all;
            }
            _ => {
                let message = if new.is_reverse {
                    "the container of a term with `@reverse` is `@set` or `@index`"
                } else {
                    "a container is `@list`, or one of `@id`, `@index`, `@language`, `@type`, `@graph`, with or without `@set`"
                };
                return Err(self.report(value.span, message, ""));
            }
        }
        Ok(())
    }
}
