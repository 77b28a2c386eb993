//! What a picture is spared: inverses that say the same, and nodes beyond a limit.

use super::LeftOut;
use super::fold::{Drawing, Raw};
use std::collections::{BTreeMap, BTreeSet};

const INVERSE_OF: &str = "http://www.w3.org/2002/07/owl#inverseOf";

impl Drawing<'_> {
    /// Draws a property and its inverse once: the one that a source asserts stays, and if both or neither are asserted, the one that
    /// says `owl:inverseOf`.
    pub(super) fn fold_inverses(&mut self) {
        let Some(inverse_of) = self.graph.dictionary.find_iri(INVERSE_OF) else {
            return;
        };
        let pairs: Vec<(String, String)> = self.edges.keys().cloned().collect();
        for (subject, object) in pairs {
            let Some(forwards) = self.edges.get(&(subject.clone(), object.clone())).cloned() else {
                continue;
            };
            let back = (object.clone(), subject.clone());
            let Some(backwards) = self.edges.get(&back).cloned() else {
                continue;
            };
            let are_inverse = |forward: &Raw, backward: &Raw| {
                let ids = forward.predicate.zip(backward.predicate);
                ids.is_some_and(|(p, q)| self.graph.row([p, inverse_of, q]).is_some())
            };
            let gives_way = |forward: &Raw, backward: &Raw| {
                let [own, of_other] = [forward, backward].map(|raw| self.is_asserted(raw));
                are_inverse(forward, backward) && of_other && !own
            };
            let mut forwards_left = forwards.clone();
            forwards_left.retain(|one| !backwards.iter().any(|other| gives_way(one, other)));
            let mut backwards_left = backwards;
            backwards_left.retain(|one| {
                let mut others = forwards.iter();
                !others.any(|other| are_inverse(other, one) && !gives_way(other, one))
            });
            self.put_edges((subject, object), forwards_left);
            self.put_edges(back, backwards_left);
        }
    }

    /// Returns whether a source asserts a statement.
    pub(super) fn is_asserted(&self, raw: &Raw) -> bool {
        raw.ids.is_some_and(|ids| self.graph.is_asserted(ids))
    }

    /// Puts statements in the place of those of an edge, which goes if there are none.
    fn put_edges(&mut self, edge: (String, String), statements: Vec<Raw>) {
        match statements.is_empty() {
            true => self.edges.remove(&edge),
            false => self.edges.insert(edge, statements),
        };
    }

    /// Takes the nodes with the fewest edges away until there are no more than allowed; those that are marked stay.
    pub(super) fn limit(&mut self, marked: &[String]) {
        let limit = self.folding.block.max_nodes.map_or(usize::MAX, usize::from);
        let Some(too_many) = self.nodes.len().checked_sub(limit).filter(|n| *n > 0) else {
            return;
        };
        let mut degrees: BTreeMap<&str, usize> = BTreeMap::new();
        for (subject, object) in self.edges.keys() {
            *degrees.entry(subject).or_default() += 1;
            *degrees.entry(object).or_default() += 1;
        }
        let mut order: Vec<(usize, &String)> = self
            .nodes
            .keys()
            .filter(|name| !marked.contains(name))
            .map(|name| (degrees.get(name.as_str()).copied().unwrap_or(0), name))
            .collect();
        order.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        let gone: BTreeSet<String> = order
            .into_iter()
            .take(too_many)
            .map(|(_, name)| name.clone())
            .collect();
        let before = self.edges.len();
        self.edges
            .retain(|(s, o), _| !gone.contains(s) && !gone.contains(o));
        self.nodes.retain(|name, _| !gone.contains(name));
        let edges = before - self.edges.len();
        self.left_out.push(LeftOut::Nodes {
            nodes: gone.len(),
            edges,
            limit,
        });
    }
}
