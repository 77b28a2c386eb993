//! Classes of one individual: what holds of the one holds of the other, and ranges hold of individuals.

use super::completion::Completion;
use super::conclusion::{Conclusion, ContextId, NONE, Rule};
use super::ontology::ConceptId;

impl Completion<'_> {
    /// The instances of a context are one individual, so what holds of that holds here; and the other way round, if there is an
    /// instance.
    pub fn identify(&mut self, number: u32, context: ContextId, nominal: ConceptId) {
        let individual = self.context(nominal, 0);
        if individual == context {
            return;
        }
        self.inherit(context, individual, number, Rule::Same);
        if self.contexts[context as usize].is_inhabited {
            self.inherit(individual, context, number, Rule::SameAsInstance);
        }
    }

    /// All that holds of one context holds of another.
    fn inherit(&mut self, heir: ContextId, from: ContextId, since: u32, rule: Rule) {
        let heirs = &mut self.contexts[from as usize].heirs;
        if heirs.iter().any(|(known, ..)| *known == heir) {
            return;
        }
        heirs.push((heir, since, rule));
        let mut next = self.contexts[from as usize].last;
        while next != NONE {
            let known = self.conclusions.get(next);
            self.expression(heir, known.object, (rule, since, next, NONE), true);
            next = known.before;
        }
        let links = std::mem::take(&mut self.contexts[from as usize].forward);
        for link in links.0.iter().flat_map(|(_, links)| links) {
            let known = self.conclusions.get(*link);
            self.link(heir, known.role, known.object, (rule, since, *link, NONE));
        }
        self.contexts[from as usize].forward = links;
    }

    /// The end of a link from a context that has an instance has one, too; if it is an individual, it is an instance of the ranges.
    pub fn reach(&mut self, link: u32) {
        let mut open = vec![link];
        while let Some(link) = open.pop() {
            let Conclusion { role, object, .. } = self.conclusions.get(link);
            let end = &mut self.contexts[object as usize];
            let is_known = std::mem::replace(&mut end.is_inhabited, true);
            if end.ranges == 0 && self.ontology.is_nominal(end.root) {
                for at in 0..self.roles.ranges[role as usize].len() {
                    let range = self.roles.ranges[role as usize][at].concept;
                    let by = (Rule::Range, link, NONE, at as u32);
                    self.expression(object, range, by, false);
                }
            }
            if is_known {
                continue;
            }
            self.contexts[object as usize].inhabited_by = link;
            let known: Vec<u32> = self.expressions_of(object).collect();
            for number in known {
                let nominal = self.conclusions.get(number).object;
                // What was not looked at is identified when it is.
                if number < self.next && self.ontology.is_nominal(nominal) {
                    self.identify(number, object, nominal);
                }
            }
            let links = &self.contexts[object as usize].forward.0;
            open.extend(links.iter().flat_map(|(_, links)| links));
        }
    }
}
