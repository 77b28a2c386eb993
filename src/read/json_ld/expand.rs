//! From JSON to nodes, literals and lists ([expansion](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)).

use super::context::{Containers, Context, Name, Reported};
use super::contexts::{Contexts, Taking};
use super::draft::{Draft, Scope};
use super::expanded::{Expanded, Item, List, Literal, Scalar};
use super::json::{Json, Member, Value};
use crate::read::sink::Span;
use std::rc::Rc;

impl<'j> Contexts<'j> {
    /// What a value says as value of a property, a term or keyword; without one it stands at the top.
    pub fn value(
        &mut self,
        active: &Rc<Context<'j>>,
        property: Option<&'j str>,
        json: &'j Json<'j>,
        is_in_map: bool,
    ) -> Result<Expanded<'j>, Reported> {
        match &json.value {
            Value::Null => Ok(Expanded::Nothing),
            Value::Array(items) => Ok(self.array(active, property, items, is_in_map)),
            Value::Object(members) => {
                let scope = self.scope(active, property, members, is_in_map)?;
                let mut draft = Draft::new(json.span);
                self.fill(&mut draft, &scope, members)?;
                self.finish(draft, property)
            }
            _ if matches!(property, None | Some("@graph")) => {
                let text = json.as_str().unwrap_or("a number or boolean");
                self.ignore(
                    text,
                    json.span,
                    "`{}` is the value of no property, so it says nothing",
                );
                Ok(Expanded::Nothing)
            }
            _ => {
                let active = self.with_property(active, property)?;
                Ok(Expanded::One(self.scalar(&active, property, json)))
            }
        }
    }

    fn array(
        &mut self,
        active: &Rc<Context<'j>>,
        property: Option<&'j str>,
        items: &'j [Json<'j>],
        is_in_map: bool,
    ) -> Expanded<'j> {
        let is_list =
            property.is_some_and(|property| active.containers(property).has(Containers::LIST));
        let mut all = Vec::new();
        for json in items {
            // What is wrong in an item was reported; the others are looked at for their own faults.
            match self.value(active, property, json, is_in_map) {
                Ok(Expanded::Many(items)) if is_list => all.push(Item::List(List {
                    span: json.span,
                    items,
                })),
                Ok(expanded) => all.extend(expanded.into_items()),
                Err(Reported) => {}
            }
        }
        Expanded::Many(all)
    }

    /// The context with the one that a property brings.
    fn with_property(
        &mut self,
        active: &Rc<Context<'j>>,
        property: Option<&str>,
    ) -> Result<Rc<Context<'j>>, Reported> {
        let scoped = property.and_then(|property| active.definition(property)?.context);
        match scoped {
            Some(scoped) => {
                let taking = Taking {
                    overrides: true,
                    propagates: true,
                };
                self.process_scoped(active, scoped, taking)
            }
            None => Ok(Rc::clone(active)),
        }
    }

    /// The contexts of an object.
    fn scope(
        &mut self,
        active: &Rc<Context<'j>>,
        property: Option<&'j str>,
        members: &'j [Member<'j>],
        is_in_map: bool,
    ) -> Result<Scope<'j>, Reported> {
        let scoped = property.and_then(|property| active.definition(property)?.context);
        let mut active = Rc::clone(active);
        if let Some(previous) = &active.previous
            && !is_in_map
            && !keeps_context(&active, members)
        {
            active = Rc::clone(previous);
        }
        let taking = Taking {
            overrides: true,
            propagates: true,
        };
        if let Some(scoped) = scoped {
            active = self.process_scoped(&active, scoped, taking)?;
        }
        if let Some(member) = members.iter().find(|member| member.key == "@context") {
            let taking = Taking {
                overrides: false,
                propagates: true,
            };
            active = self.process(&active, &member.value, taking)?;
        }
        let before_types = Rc::clone(&active);
        let is_type = |member: &&'j Member<'j>| stands_for(&before_types, &member.key, "@type");
        let mut type_members: Vec<&Member> = members.iter().filter(is_type).collect();
        type_members.sort_by_key(|member| &member.key);
        for member in &type_members {
            let mut types: Vec<&str> = member
                .value
                .items()
                .iter()
                .filter_map(Json::as_str)
                .collect();
            types.sort_unstable();
            for name in types {
                if let Some(scoped) = before_types
                    .definition(name)
                    .and_then(|definition| definition.context)
                {
                    let taking = Taking {
                        overrides: false,
                        propagates: false,
                    };
                    active = self.process_scoped(&active, scoped, taking)?;
                }
            }
        }
        let last_type = type_members
            .first()
            .and_then(|member| member.value.items().last());
        let is_json = last_type
            .and_then(Json::as_str)
            .is_some_and(|name| stands_for(&active, name, "@json"));
        Ok(Scope {
            active,
            before_types,
            property,
            is_json,
        })
    }

    /// The members of an object, one after another, and those of the objects that are nested in it.
    pub fn fill(
        &mut self,
        draft: &mut Draft<'j>,
        scope: &Scope<'j>,
        members: &'j [Member<'j>],
    ) -> Result<(), Reported> {
        let mut is_faulty = false;
        let mut nests = Vec::new();
        for member in members.iter().filter(|member| member.key != "@context") {
            let Some(name) = self.expand(&scope.active, &member.key, member.key_span, false, true)
            else {
                continue;
            };
            let done = if name.text == "@nest" {
                nests.push(member);
                Ok(())
            } else if super::context::is_keyword(&name.text) {
                self.keyword(draft, scope, member, &name)
            } else if name.text.contains(':') {
                self.property(draft, scope, member, name)
            } else if scope.active.vocabulary.is_some() {
                let message = format!(
                    "the key `{}` stands for the relative IRI `{}`",
                    member.key, name.text
                );
                Err(self.relative(member.key_span, message))
            } else {
                self.ignore(
                    &member.key,
                    member.key_span,
                    "the key `{}` stands for no IRI, so what it says is left out",
                );
                Ok(())
            };
            is_faulty |= done.is_err();
        }
        for nest in nests {
            for json in nest.value.items() {
                is_faulty |= self.nest(draft, scope, nest, json).is_err();
            }
        }
        if is_faulty { Err(Reported) } else { Ok(()) }
    }

    fn nest(
        &mut self,
        draft: &mut Draft<'j>,
        scope: &Scope<'j>,
        nest: &'j Member<'j>,
        json: &'j Json<'j>,
    ) -> Result<(), Reported> {
        let active = self.with_property(&scope.active, Some(&nest.key))?;
        let members = json.as_object();
        let is_literal = |members: &[Member]| {
            members
                .iter()
                .any(|member| stands_for(&active, &member.key, "@value"))
        };
        match members.filter(|members| !is_literal(members)) {
            Some(members) => {
                let scope = Scope {
                    active,
                    before_types: Rc::clone(&scope.before_types),
                    ..*scope
                };
                self.fill(draft, &scope, members)
            }
            None => Err(self.report(json.span, "what is nested is an object with properties", "")),
        }
    }

    /// A string, number or boolean as value of a property ([value expansion](https://www.w3.org/TR/json-ld11-api/#value-expansion)).
    fn scalar(
        &mut self,
        active: &Context<'j>,
        property: Option<&str>,
        json: &'j Json<'j>,
    ) -> Item<'j> {
        let text = json.as_str();
        self.typed(active, property, text, Scalar::Json(json), json.span)
    }

    /// A scalar, of which the text is given if it is a string, with the type or language that its property says.
    pub fn typed(
        &mut self,
        active: &Context<'j>,
        property: Option<&str>,
        text: Option<&'j str>,
        value: Scalar<'j>,
        span: Span,
    ) -> Item<'j> {
        let definition = property.and_then(|property| active.definition(property));
        let datatype = definition.and_then(|definition| definition.datatype.as_deref());
        if let (Some(text), Some("@id" | "@vocab")) = (text, datatype) {
            let mut node = super::expanded::Node::new(span);
            node.id = self.expand(active, text, span, true, datatype == Some("@vocab"));
            return Item::Node(node);
        }
        let datatype = datatype.filter(|datatype| !matches!(*datatype, "@id" | "@vocab" | "@none"));
        let is_string = text.is_some() && datatype.is_none();
        let language = definition.and_then(|definition| definition.language);
        let direction = definition.and_then(|definition| definition.direction);
        Item::Literal(Literal {
            span,
            value,
            datatype: datatype.map(|text| Name {
                text: text.to_owned(),
                span,
            }),
            language: language
                .unwrap_or(active.language)
                .filter(|_| is_string)
                .map(|language| (language, span)),
            direction: direction.unwrap_or(active.direction).filter(|_| is_string),
        })
    }
}

/// Whether a key is a keyword or stands for it.
pub fn stands_for(context: &Context, key: &str, keyword: &str) -> bool {
    key == keyword
        || context
            .definition(key)
            .is_some_and(|definition| definition.iri.as_deref() == Some(keyword))
}

/// Whether an object is a literal or only names a node: in these a context that does not propagate goes on.
fn keeps_context(context: &Context, members: &[Member]) -> bool {
    match members {
        [only] if stands_for(context, &only.key, "@id") => true,
        _ => members
            .iter()
            .any(|member| stands_for(context, &member.key, "@value")),
    }
}
