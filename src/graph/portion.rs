//! The statements of some graphs of the [dataset](https://www.w3.org/TR/rdf12-concepts/#section-dataset) in sorted orders
//! of their own, made when a query first asks for these graphs alone.

use super::{Components, Graph};
use crate::dictionary::TermId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// What was asked for: graphs and merges of graphs by their names, sorted; `None` is the default graph.
#[derive(Debug, Default)]
pub struct Portions(Mutex<Asked>);

type Asked = BTreeMap<Vec<Option<TermId>>, Arc<Portion>>;

/// So many merges of graphs are remembered.
const MOST_MERGES: usize = 16;

impl Portions {
    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The statements of one graph, or of several that are merged.
#[derive(Debug)]
pub struct Portion {
    /// The rows that they have among all triples by subject, ascending.
    rows: Vec<u32>,
    /// By subject, by predicate and by object, as far as somebody asked.
    orders: [OnceLock<PortionOrder>; 3],
}

/// The statements of a graph in one order.
#[derive(Debug)]
pub struct PortionOrder {
    /// The first components, each once.
    pub firsts: Vec<TermId>,
    /// For each of them the first row that has it, and how many rows there are.
    pub offsets: Vec<u32>,
    /// The second component of each row.
    pub second: Vec<TermId>,
    /// The third component of each row.
    pub third: Vec<TermId>,
    /// The level of acceptance of each row, or nothing if all rows are on the first.
    pub levels: Vec<u8>,
}

impl Portion {
    fn new(rows: Vec<u32>) -> Self {
        Self {
            rows,
            orders: Default::default(),
        }
    }

    /// How many statements there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows of the statements among all triples by subject, ascending.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The statements in the order of subjects (0), predicates (1) or objects (2).
    pub fn order(&self, graph: &Graph, first: usize) -> &PortionOrder {
        let (slot, components) = match first {
            0 => (&self.orders[0], Components::SPO),
            1 => (&self.orders[1], Components::POS),
            _ => (&self.orders[2], Components::OSP),
        };
        slot.get_or_init(|| PortionOrder::new(graph, &self.rows, components))
    }
}

impl PortionOrder {
    fn new(graph: &Graph, rows: &[u32], components: Components) -> Self {
        let spo = &graph.spo;
        let (offsets, second, third) = (&spo.offsets[..], &spo.second[..], &spo.third[..]);
        let mut subject = 0;
        let triple = |row: &u32| {
            // Most rows have the subject of the row before.
            if offsets.get(subject + 1).is_none_or(|end| *end <= *row) {
                let after = offsets.partition_point(|offset| *offset <= *row);
                subject = after.saturating_sub(1);
            }
            let row = *row as usize;
            let level = spo.levels.get(row).copied().unwrap_or(0);
            let triple = [subject as TermId, second[row], third[row]];
            (components.arrange(triple), level)
        };
        let mut triples: Vec<([TermId; 3], u8)> = rows.iter().map(triple).collect();
        triples.sort_unstable();
        let mut order = Self {
            firsts: Vec::new(),
            offsets: Vec::new(),
            second: triples.iter().map(|([_, second, _], _)| *second).collect(),
            third: triples.iter().map(|([.., third], _)| *third).collect(),
            levels: Vec::new(),
        };
        for (([first, ..], _), row) in triples.iter().zip(0..) {
            if order.firsts.last() != Some(first) {
                order.firsts.push(*first);
                order.offsets.push(row);
            }
        }
        order.offsets.push(triples.len() as u32);
        if !spo.levels.is_empty() {
            order.levels = triples.iter().map(|(_, level)| *level).collect();
        }
        order
    }
}

impl Graph {
    /// The names of the named graphs, sorted.
    pub fn graph_names(&self) -> Vec<TermId> {
        let origins = &self.places.origins;
        let mut names = Vec::with_capacity(origins.len());
        names.extend(origins.iter().filter_map(|origin| origin.graph));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The statements of one graph or of several, each once.
    pub fn portion(&self, names: &[Option<TermId>]) -> Arc<Portion> {
        let mut portions = self.places.portions.lock();
        if let Some(portion) = portions.get(names) {
            return Arc::clone(portion);
        }
        let merges = portions.keys().filter(|names| names.len() > 1);
        if names.len() > 1 && merges.count() >= MOST_MERGES {
            portions.retain(|names, _| names.len() <= 1);
        }
        let portion = Arc::new(Portion::new(self.places.rows_of(names)));
        portions.insert(names.to_vec(), Arc::clone(&portion));
        portion
    }

    /// Finds the statements of all named graphs at once, where each of them will be asked for.
    pub fn take_portions(&self) {
        let mut portions = self.places.portions.lock();
        let names = self.graph_names();
        if names
            .iter()
            .all(|name| portions.contains_key(&[Some(*name)][..]))
        {
            return;
        }
        let origins = self.places.origins.iter();
        let of_origin = origins.map(|origin| names.binary_search(&origin.graph?).ok());
        let of_origin: Vec<Option<usize>> = of_origin.collect();
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); names.len()];
        for row in 0..self.len() as u32 {
            self.places.each_origin(row as usize, |origin| {
                let graph = of_origin.get(origin).copied().flatten();
                if let Some(of_graph) = graph.and_then(|graph| rows.get_mut(graph))
                    && of_graph.last() != Some(&row)
                {
                    of_graph.push(row);
                }
            });
        }
        for (name, rows) in names.into_iter().zip(rows) {
            let portion = portions.entry(vec![Some(name)]);
            portion.or_insert_with(|| Arc::new(Portion::new(rows)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge::tests::graph;
    use super::Graph;

    const FILES: [(&str, &str); 2] = [
        ("a.ttl", "@prefix : <e:> . :s :p :o , :o2 .\n:o :p :s ."),
        (
            "b.trig",
            "@prefix : <e:> . :s :p :o . :g { :s :p :o , :o3 }\n:s :q :o .",
        ),
    ];

    #[test]
    fn a_portion_has_the_statements_of_one_graph() {
        let said = graph(&FILES);
        let names = said.graph_names();
        let lengths = |graph: &Graph| -> Vec<usize> {
            let portions = names.iter().map(|name| graph.portion(&[Some(*name)]));
            portions.map(|portion| portion.len()).collect()
        };
        assert_eq!((lengths(&said), said.len()), (vec![2, 3, 2], 5));
        let first = said.portion(&[names.get(1).copied()]);
        for which in 0..3 {
            let order = first.order(&said, which);
            assert!(order.firsts.is_sorted());
            assert_eq!(order.offsets.len(), order.firsts.len() + 1);
            assert_eq!(order.offsets.last(), Some(&3));
        }
        assert!(said.portion(&[Some(u32::MAX)]).is_empty());
        let both = said.portion(&[names.first().copied(), names.get(2).copied()]);
        assert_eq!(both.len(), 4 - 1);

        let again = graph(&FILES);
        again.take_portions();
        assert_eq!(lengths(&again), [2, 3, 2]);
    }
}
