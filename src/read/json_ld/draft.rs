//! What the keywords of an object say, and what it is when all are read
//! ([expansion, steps 13.4 and 15 to 19](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)).

use super::context::{Context, Direction, Name, Reported, has_scheme};
use super::contexts::Contexts;
use super::expanded::{Expanded, Item, List, Literal, Node, Scalar};
use super::json::{Json, Member, Value};
use crate::read::fault::Fault;
use crate::read::sink::Span;
use std::rc::Rc;

/// What the members of an object are read by.
pub struct Scope<'j> {
    pub active: Rc<Context<'j>>,
    /// The context before those of the types were taken over.
    pub before_types: Rc<Context<'j>>,
    /// The property that the object is a value of.
    pub property: Option<&'j str>,
    /// Whether the object is a literal of JSON.
    pub is_json: bool,
}

/// An object as far as it is read.
pub struct Draft<'j> {
    pub node: Node<'j>,
    seen: Vec<(String, Span)>,
    types: Option<Vec<Name>>,
    value: Option<&'j Json<'j>>,
    language: Option<(&'j str, Span)>,
    direction: Direction,
    list: Option<Vec<Item<'j>>>,
    set: Option<Vec<Item<'j>>>,
}

impl Draft<'_> {
    /// Nothing is read yet of an object that stands here.
    pub fn new(span: Span) -> Self {
        Self {
            node: Node::new(span),
            seen: Vec::new(),
            types: None,
            value: None,
            language: None,
            direction: None,
            list: None,
            set: None,
        }
    }
}

impl<'j> Contexts<'j> {
    /// A member whose key is a keyword or stands for one.
    pub fn keyword(
        &mut self,
        draft: &mut Draft<'j>,
        scope: &Scope<'j>,
        member: &'j Member<'j>,
        keyword: &Name,
    ) -> Result<(), Reported> {
        let (keyword, value, span) = (keyword.text.as_str(), &member.value, member.value.span);
        if scope.property == Some("@reverse") {
            let message =
                format!("`{keyword}` cannot stand in `@reverse`, which has properties only");
            return Err(self.report(member.key_span, message, ""));
        }
        let is_again = draft.seen.iter().any(|(seen, _)| seen == keyword);
        if is_again && !matches!(keyword, "@included" | "@type") {
            let message = format!(
                "`{}` says `{keyword}` a second time in this object",
                member.key
            );
            return Err(self.report(member.key_span, message, "leave one of them out"));
        }
        draft.seen.push((keyword.to_owned(), member.key_span));
        match keyword {
            "@id" => {
                let text = self.string(
                    value,
                    "`@id` is an IRI or the label of a blank node, between quotes",
                )?;
                draft.node.id = self.expand(&scope.active, text, span, true, false);
            }
            "@type" => self.add_types(draft, scope, value)?,
            "@graph" => {
                draft.node.graph = Some(
                    self.value(&scope.active, Some("@graph"), value, false)?
                        .into_items(),
                )
            }
            "@included" => {
                let items = self.value(&scope.active, None, value, false)?.into_items();
                let are_nodes = items.iter().all(|item| matches!(item, Item::Node(_)));
                if !are_nodes || items.is_empty() && !value.items().is_empty() {
                    return Err(self.report(span, "`@included` has nodes only", ""));
                }
                draft.node.included.extend(items);
            }
            "@value" => {
                if !scope.is_json && matches!(value.value, Value::Array(_) | Value::Object(_)) {
                    let message = "`@value` is a string, a number, `true`, `false` or `null`";
                    return Err(self.report(
                        span,
                        message,
                        "the `@type` of any other value is `@json`",
                    ));
                }
                draft.value = Some(value);
            }
            "@language" => {
                let text = self.string(
                    value,
                    "`@language` of a value is a language tag between quotes",
                )?;
                draft.language = Some((text, span));
            }
            "@direction" => draft.direction = self.direction(value)?,
            "@index" => {
                self.string(value, "`@index` is a string")?;
                draft.node.has_index = true;
            }
            "@list" if matches!(scope.property, None | Some("@graph")) => {
                self.ignore(
                    "@list",
                    member.key_span,
                    "a list that is the value of no property says nothing",
                );
                draft.list = Some(Vec::new());
            }
            "@list" => {
                draft.list = Some(
                    self.value(&scope.active, scope.property, value, false)?
                        .into_items(),
                )
            }
            "@set" => {
                draft.set = Some(
                    self.value(&scope.active, scope.property, value, false)?
                        .into_items(),
                )
            }
            "@reverse" => self.add_reverse(draft, scope, value)?,
            _ => self.ignore(
                &member.key,
                member.key_span,
                "`{}` says nothing here and is left out",
            ),
        }
        Ok(())
    }

    /// The text of a value that has to be a string.
    fn string(&mut self, value: &'j Json<'j>, message: &str) -> Result<&'j str, Reported> {
        value
            .as_str()
            .ok_or_else(|| self.report(value.span, message, ""))
    }

    fn add_types(
        &mut self,
        draft: &mut Draft<'j>,
        scope: &Scope<'j>,
        value: &'j Json<'j>,
    ) -> Result<(), Reported> {
        let mut types = draft.types.take().unwrap_or_default();
        for item in value.items() {
            let text = self.string(
                item,
                "`@type` is an IRI or a term between quotes, or an array of these",
            )?;
            types.extend(self.expand(&scope.before_types, text, item.span, true, true));
        }
        draft.types = Some(types);
        Ok(())
    }

    fn add_reverse(
        &mut self,
        draft: &mut Draft<'j>,
        scope: &Scope<'j>,
        value: &'j Json<'j>,
    ) -> Result<(), Reported> {
        let Some(members) = value.as_object() else {
            return Err(self.report(value.span, "`@reverse` is an object with properties", ""));
        };
        let mut inner = Draft::new(value.span);
        let scope = Scope {
            active: std::rc::Rc::clone(&scope.active),
            before_types: std::rc::Rc::clone(&scope.before_types),
            property: Some("@reverse"),
            is_json: false,
        };
        self.fill(&mut inner, &scope, members)?;
        for (_, items) in &inner.node.properties {
            self.check_reverse(items)?;
        }
        draft.node.reverse.append(&mut inner.node.properties);
        draft.node.properties.append(&mut inner.node.reverse);
        Ok(())
    }

    /// Only nodes can have a property the other way round.
    pub fn check_reverse(&mut self, items: &[Item<'j>]) -> Result<(), Reported> {
        let span = items.iter().find_map(|item| match item {
            Item::Node(_) => None,
            Item::Literal(literal) => Some(literal.span),
            Item::List(list) => Some(list.span),
        });
        match span {
            Some(span) => {
                let message = "only nodes can be values of a reverse property";
                Err(self.report(
                    span,
                    message,
                    "write `{ \"@id\": … }`, or give the term the `@type` `@id`",
                ))
            }
            None => Ok(()),
        }
    }

    /// What an object is, now that all of it is read.
    pub fn finish(
        &mut self,
        mut draft: Draft<'j>,
        property: Option<&str>,
    ) -> Result<Expanded<'j>, Reported> {
        let span = draft.node.span;
        let has = |keyword: &str| draft.seen.iter().any(|(seen, _)| seen == keyword);
        let is_top = matches!(property, None | Some("@graph"));
        if has("@value") {
            return self.finish_literal(draft, is_top);
        }
        for (keyword, items) in [("@list", draft.list.take()), ("@set", draft.set.take())] {
            let Some(items) = items else { continue };
            let other = draft
                .seen
                .iter()
                .find(|(seen, _)| seen != keyword && seen != "@index");
            if other.is_some() || !draft.node.is_bare() {
                let span = other.map_or(span, |(_, span)| *span);
                return Err(self.report(
                    span,
                    format!("beside `{keyword}` there can only be `@index`"),
                    "",
                ));
            }
            return Ok(match keyword {
                "@set" => Expanded::Many(items),
                _ if is_top => Expanded::Nothing,
                _ => Expanded::One(Item::List(List { span, items })),
            });
        }
        let only = draft.seen.len() == 1 && draft.node.is_bare() && draft.types.is_none();
        if only && has("@language") {
            return Ok(Expanded::Nothing);
        }
        draft.node.types = draft.types.unwrap_or_default();
        if is_top && draft.node.is_bare() {
            return Ok(Expanded::Nothing);
        }
        Ok(Expanded::One(Item::Node(draft.node)))
    }

    fn finish_literal(&mut self, draft: Draft<'j>, is_top: bool) -> Result<Expanded<'j>, Reported> {
        let Draft {
            node,
            seen,
            mut types,
            value,
            language,
            direction,
            ..
        } = draft;
        let fits = |keyword: &str| {
            matches!(
                keyword,
                "@direction" | "@index" | "@language" | "@type" | "@value"
            )
        };
        let other = seen
            .iter()
            .find(|(seen, _)| !fits(seen))
            .map(|(_, span)| *span);
        let property = node
            .properties
            .iter()
            .chain(&node.reverse)
            .map(|(name, _)| name.span)
            .next();
        if let Some(span) = other.or(property) {
            let message =
                "beside `@value` there can only be `@type`, `@language`, `@direction` and `@index`";
            return Err(self.report(span, message, ""));
        }
        let datatype = match types.as_mut().map(|types| (types.pop(), types.len())) {
            Some((Some(datatype), 0)) => Some(datatype),
            None => None,
            Some(_) => return Err(self.report(node.span, "a value has one `@type`", "")),
        };
        if let (Some(datatype), true) = (&datatype, language.is_some() || direction.is_some()) {
            let message = "a value has either `@type` or `@language` and `@direction`, not both";
            return Err(self.report(
                datatype.span,
                message,
                "leave out `@type`: a text with a language has none",
            ));
        }
        let Some(value) = value else {
            return Ok(Expanded::Nothing);
        };
        let is_json = datatype
            .as_ref()
            .is_some_and(|datatype| datatype.text == "@json");
        if value.is_null() && !is_json {
            return Ok(Expanded::Nothing);
        }
        if language.is_some() && value.as_str().is_none() {
            return Err(self.report(
                value.span,
                "only a string has a language",
                "write it between quotes, or leave out `@language`",
            ));
        }
        if let Some(Name { text, span }) = datatype.as_ref().filter(|_| !is_json)
            && !has_scheme(text)
        {
            return Err(if text.starts_with(['@', '_']) {
                self.report(
                    *span,
                    format!("`{text}` is not a datatype"),
                    "write the IRI of a datatype",
                )
            } else {
                self.relative(*span, format!("the datatype `{text}` is a relative IRI"))
            });
        }
        if is_top {
            self.ignore("@value", node.span, "a value of no property says nothing");
            return Ok(Expanded::Nothing);
        }
        Ok(Expanded::One(Item::Literal(Literal {
            span: node.span,
            value: Scalar::Json(value),
            datatype,
            language,
            direction,
        })))
    }

    /// Reports an IRI that there is no base for.
    pub fn relative(&mut self, span: Span, message: String) -> Reported {
        let hint = "write the IRI in full, say what it is relative to (`@base`, `@vocab`) in `@context`, or set `base` in `bixi.toml`";
        let message = format!("{message}, and there is no base to resolve it against");
        let fault = Fault::new("relative-iri-without-base", message, span.range());
        self.faults.push(fault.with_hint(hint));
        Reported
    }
}
