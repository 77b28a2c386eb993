//! The values of a property: maps by language, index, name or type, lists and graphs
//! ([expansion, steps 13.5 to 13.14](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)).

use super::context::{Containers, Context, Definition, Name, Reported};
use super::contexts::{Contexts, Taking};
use super::draft::{Draft, Scope};
use super::expand::stands_for;
use super::expanded::{Expanded, Item, List, Literal, Node, Scalar};
use super::json::{Json, Member};
use std::rc::Rc;

impl<'j> Contexts<'j> {
    /// A member whose key stands for an IRI or a blank node.
    pub fn property(
        &mut self,
        draft: &mut Draft<'j>,
        scope: &Scope<'j>,
        member: &'j Member<'j>,
        name: Name,
    ) -> Result<(), Reported> {
        let (active, key) = (&scope.active, &*member.key);
        let definition = active.terms.get(key).cloned().unwrap_or_default();
        let containers = definition.containers;
        let is_map = Containers::INDEX
            .with(Containers::ID)
            .with(Containers::TYPE);
        let span = member.value.span;
        let expanded = match member.value.as_object() {
            _ if definition.datatype.as_deref() == Some("@json") => {
                Expanded::One(Item::Literal(Literal {
                    span,
                    value: Scalar::Json(&member.value),
                    datatype: Some(Name {
                        text: "@json".to_owned(),
                        span,
                    }),
                    language: None,
                    direction: None,
                }))
            }
            Some(members) if containers.has(Containers::LANGUAGE) => {
                self.language_map(active, &definition, members)?
            }
            Some(members) if containers.has(is_map) => {
                self.map(active, key, &definition, members)?
            }
            _ => self.value(active, Some(key), &member.value, false)?,
        };
        let items = match expanded {
            Expanded::Nothing => return Ok(()),
            Expanded::One(Item::List(list)) => vec![Item::List(list)],
            other if containers.has(Containers::LIST) => {
                vec![Item::List(List {
                    span,
                    items: other.into_items(),
                })]
            }
            other if containers.has(Containers::GRAPH) && !containers.has(is_map) => {
                let items = other.into_items().into_iter();
                items.map(|item| Node::graph_of(item, span)).collect()
            }
            other => other.into_items(),
        };
        if definition.is_reverse {
            self.check_reverse(&items)?;
            draft.node.reverse.push((name, items));
        } else {
            draft.node.properties.push((name, items));
        }
        Ok(())
    }

    /// `{ "en": "Huli", "zh": "湖里区" }`
    fn language_map(
        &mut self,
        active: &Context<'j>,
        definition: &Definition<'j>,
        members: &'j [Member<'j>],
    ) -> Result<Expanded<'j>, Reported> {
        let mut all = Vec::new();
        for member in members {
            let is_none = stands_for(active, &member.key, "@none");
            for json in member.value.items().iter().filter(|json| !json.is_null()) {
                if json.as_str().is_none() {
                    let message = "the values of a map by language are strings";
                    return Err(self.report(json.span, message, ""));
                }
                all.push(Item::Literal(Literal {
                    span: json.span,
                    value: Scalar::Json(json),
                    datatype: None,
                    language: (!is_none).then_some((&*member.key, member.key_span)),
                    direction: definition.direction.unwrap_or(active.direction),
                }));
            }
        }
        Ok(Expanded::Many(all))
    }

    /// A map by index, name or type.
    fn map(
        &mut self,
        active: &Rc<Context<'j>>,
        term: &'j str,
        definition: &Definition<'j>,
        members: &'j [Member<'j>],
    ) -> Result<Expanded<'j>, Reported> {
        let containers = definition.containers;
        let by_name = containers.has(Containers::ID.with(Containers::TYPE));
        let mut all = Vec::new();
        for member in members {
            let mut inner = match &active.previous {
                Some(previous) if by_name => Rc::clone(previous),
                _ => Rc::clone(active),
            };
            if containers.has(Containers::TYPE)
                && let Some(scoped) = inner
                    .definition(&member.key)
                    .and_then(|definition| definition.context)
            {
                let taking = Taking {
                    overrides: false,
                    propagates: false,
                };
                inner = self.process_scoped(&inner, scoped, taking)?;
            }
            let is_none = stands_for(active, &member.key, "@none");
            for json in member.value.items() {
                for mut item in self.value(&inner, Some(term), json, true)?.into_items() {
                    if containers.has(Containers::GRAPH)
                        && !matches!(&item, Item::Node(node) if node.is_graph())
                    {
                        item = Node::graph_of(item, json.span);
                    }
                    if !is_none {
                        self.add_key(&mut item, active, definition, member, json)?;
                    }
                    all.push(item);
                }
            }
        }
        Ok(Expanded::Many(all))
    }

    /// What the key of a map says of a thing in it.
    fn add_key(
        &mut self,
        item: &mut Item<'j>,
        active: &Context<'j>,
        definition: &Definition<'j>,
        member: &'j Member<'j>,
        json: &Json,
    ) -> Result<(), Reported> {
        let (key, span, containers) = (&*member.key, member.key_span, definition.containers);
        let index = definition
            .index
            .filter(|index| *index != "@index" && containers.has(Containers::INDEX));
        match item {
            Item::Node(node) => {
                if let Some(index) = index {
                    let name = self.expand(active, index, span, false, true);
                    let value = self.typed(active, Some(index), Some(key), Scalar::Key(key), span);
                    node.properties.extend(name.map(|name| (name, vec![value])));
                }
                if containers.has(Containers::ID) && node.id.is_none() {
                    node.id = self.expand(active, key, span, true, false);
                }
                if containers.has(Containers::TYPE) {
                    let name = self.expand(active, key, span, true, true);
                    node.types.splice(0..0, name);
                }
                Ok(())
            }
            _ if index.is_some() || containers.has(Containers::ID.with(Containers::TYPE)) => {
                Err(self.report(
                    json.span,
                    "the values of this map are nodes",
                    "write `{ \"@id\": … }`",
                ))
            }
            _ => Ok(()),
        }
    }
}
