//! How strong the expectations of a project are: whether one of them fails when a statement is changed.

use super::Snapshot;
use crate::build::{Edit, Variants};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::expect::{self, is_of_graph, needed};
use crate::graph::Graph;
use crate::infer::reifications;
use crate::project::Project;
use crate::query::{Dataset, Limits};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Which statements are changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MutationOptions {
    /// The number of statements; all if it is not given.
    pub sample: Option<usize>,
    /// What chooses the sample, and the changes.
    pub seed: u64,
    /// Whether only statements are changed that the sources say something about.
    pub only_reified: bool,
}

/// A change of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// The first place of the statement: `path:line`.
    pub place: String,
    /// The statement, with prefixes.
    pub statement: String,
    /// The object that was put in the place of its own; none if the statement was removed.
    pub instead: Option<String>,
    /// The name of an expectation that failed.
    pub caught_by: Option<String>,
}

/// What became of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutations {
    /// The changes, by place.
    pub changes: Vec<Mutation>,
    /// The number of statements from which the sample was taken.
    pub statements: usize,
    /// The expectations that fail without any change; they are not asked.
    pub failing: Vec<String>,
}

impl Mutations {
    /// Returns the number of changes that some expectation misses.
    pub fn caught(&self) -> usize {
        let changes = self.changes.iter();
        changes.filter(|change| change.caught_by.is_some()).count()
    }

    /// Returns how many percent of the changes some expectation misses; all of none.
    pub fn percent(&self) -> f64 {
        match self.changes.len() {
            0 => 100.0,
            all => self.caught() as f64 * 100.0 / all as f64,
        }
    }
}

impl Project {
    /// Removes or changes one asserted statement at a time, in memory, and returns whether one of the named expectations fails then.
    /// Expectations of findings, reports and paths are not asked, nor those under another profile of inference.
    ///
    /// What follows from the statement goes with it, as in a build. The expectations that need the statement are asked first, then
    /// all others until one fails.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{MutationOptions, QueryLimits};
    ///
    /// let names = project.expectations()?;
    /// let options = MutationOptions::default();
    /// let mutations = project.mutate(&snapshot, &names, options, &QueryLimits::default())?;
    /// assert_eq!(mutations.changes.len(), mutations.statements);
    /// assert!(mutations.percent() < 100.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a file cannot be read, the snapshot is damaged, or a limit is passed.
    pub fn mutate(
        &self,
        snapshot: &Snapshot,
        names: &[String],
        options: MutationOptions,
        limits: &Limits,
    ) -> Result<Mutations> {
        snapshot.opened().check()?;
        let graph = snapshot.graph();
        let mut asked = Vec::new();
        for name in names {
            if is_of_graph(self, name)? {
                asked.push(name);
            }
        }
        let asked = asked.into_par_iter();
        let limits = &self.limits_of_tests(limits);
        let passing = asked.map(|name| Ok((name, self.passes(graph, name, limits)?)));
        let passing: Vec<(&String, bool)> = passing.collect::<Result<_>>()?;
        let (asked, failing): (Vec<_>, Vec<_>) =
            passing.into_iter().partition(|(_, passes)| *passes);
        let asked: Vec<&String> = asked.into_iter().map(|(name, _)| name).collect();
        let needs = self.needs(graph, &asked, limits)?;

        let statements = statements(snapshot, options.only_reified);
        let edits = chosen(graph, &statements, options);
        let variants = Variants::of(self, graph, limits.timeout)?;
        let changes = edits.par_iter().map(|edit| {
            let variant = variants.graph(*edit)?;
            let first = needs.get(&edit.statement).into_iter().flatten().copied();
            let others = 0..asked.len();
            let mut order: Vec<usize> = first.chain(others).collect();
            let mut seen = BTreeSet::new();
            order.retain(|index| seen.insert(*index));
            let mut caught_by = None;
            for name in order.into_iter().filter_map(|index| asked.get(index)) {
                if !self.passes(&variant, name, limits)? {
                    caught_by = Some((*name).clone());
                    break;
                }
            }
            Ok(mutation(graph, *edit, caught_by))
        });
        Ok(Mutations {
            changes: changes.collect::<Result<_>>()?,
            statements: statements.len(),
            failing: failing.into_iter().map(|(name, _)| name.clone()).collect(),
        })
    }

    /// Whether an expectation holds of a graph.
    fn passes(&self, graph: &Graph, name: &str, limits: &Limits) -> Result<bool> {
        let outcome = expect::check(self, Dataset::new(graph), name, limits)?;
        match outcome.stopped {
            Some(error) => Err(error),
            None => Ok(outcome.failures.is_empty()),
        }
    }

    /// By statement, the indexes of the expectations that need it.
    fn needs(
        &self,
        graph: &Graph,
        names: &[&String],
        limits: &Limits,
    ) -> Result<BTreeMap<[TermId; 3], Vec<usize>>> {
        let needed = names
            .par_iter()
            .map(|name| needed(self, graph, name, limits));
        let needed: Vec<_> = needed.collect::<Result<_>>()?;
        let mut needs: BTreeMap<[TermId; 3], Vec<usize>> = BTreeMap::new();
        for (index, needed) in needed.into_iter().enumerate() {
            for statement in needed.leaves.asserted {
                needs.entry(statement).or_default().push(index);
            }
        }
        Ok(needs)
    }
}

/// The asserted statements of the sources of a project, without those of files that are only imported, by their first places.
fn statements(snapshot: &Snapshot, only_reified: bool) -> Vec<[TermId; 3]> {
    let graph = snapshot.graph();
    let imported = &snapshot.opened().imported;
    let is_reified = |triple: &[TermId; 3]| !reifications(graph, *triple).is_empty();
    let all = graph.asserted_triples(None, None, None);
    let all = all.filter(|triple| !only_reified || is_reified(triple));
    let placed = all.filter_map(|triple| {
        let mut places = graph.places_of(triple).into_iter();
        let place =
            places.find(|place| !imported.iter().any(|path| path == graph.path_of(place)))?;
        Some((place, triple))
    });
    let mut placed: Vec<_> = placed.collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, triple)| triple).collect()
}

/// Chooses statements, and how they are changed: about half are removed, the others get another object of the same property, if
/// it has one.
fn chosen(graph: &Graph, statements: &[[TermId; 3]], options: MutationOptions) -> Vec<Edit> {
    let mut random = SplitMix(options.seed);
    let wanted = options
        .sample
        .unwrap_or(statements.len())
        .min(statements.len());
    // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2 S): each sample is as likely, and in order.
    let mut edits = Vec::with_capacity(wanted);
    for (seen, statement) in statements.iter().enumerate() {
        let (left, open) = (statements.len() - seen, wanted - edits.len());
        if random.below(left) < open {
            let is_removed = random.below(2) == 0;
            let object = (!is_removed).then(|| other_object(graph, *statement, &mut random));
            edits.push(Edit {
                statement: *statement,
                object: object.flatten(),
            });
        }
    }
    edits
}

/// Returns an object of the property of a statement that its subject does not have.
fn other_object(graph: &Graph, statement: [TermId; 3], random: &mut SplitMix) -> Option<TermId> {
    let [subject, property, _] = statement;
    let all = graph.asserted_triples(None, Some(property), None);
    let all: BTreeSet<TermId> = all.map(|[_, _, object]| object).collect();
    let is_other = |object: &TermId| {
        !graph.dictionary.is_blank_node(*object)
            && graph.dictionary.triple(*object).is_none()
            && graph.row([subject, property, *object]).is_none()
    };
    let others: Vec<TermId> = all.into_iter().filter(is_other).collect();
    match others.len() {
        0 => None,
        count => others.get(random.below(count)).copied(),
    }
}

/// What became of a change.
fn mutation(graph: &Graph, edit: Edit, caught_by: Option<String>) -> Mutation {
    let place = graph.places_of(edit.statement).into_iter().next();
    Mutation {
        place: place.map_or_else(String::new, |place| graph.display_place(&place)),
        statement: edit.statement.map(|term| graph.display(term)).join(" "),
        instead: edit.object.map(|object| graph.display(object)),
        caught_by,
    }
}

/// The generator [SplitMix64](https://doi.org/10.1145/2714064.2660195): the same seed gives the same numbers everywhere.
struct SplitMix(u64);

impl SplitMix {
    /// Returns a number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        (mixed % bound as u64) as usize
    }
}
