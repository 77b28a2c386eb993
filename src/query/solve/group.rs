//! Solves a group: triple patterns, paths, other patterns and filters that are joined, in the order that costs least.

use super::parts::{Filter, Leaf, Parts};
use super::scope::has_exists;
use super::step::{Triple, constants, vars};
use super::steps::{Known, Steps};
use super::table::{Table, Vars};
use super::trace::Running;
use super::{Solved, Solver, Stop, Wanted};
use crate::error::Error;
use crate::query::limits::LARGEST_PRODUCT;
use spargebra::algebra::GraphPattern;

/// A product of so many rows is worth more than a look at all that connects its sides.
const SMALL_PRODUCT: usize = 4096;

/// How many times as many solutions as those of another component are many against it.
const FEW_AGAINST: f64 = 8.0;

/// Triple patterns and paths with variables, by what shares them directly or by others.
fn components<'p>(leaves: &[Leaf<'p>]) -> Vec<Vec<Leaf<'p>>> {
    let mut found: Vec<(Vars, Vec<Leaf>)> = Vec::new();
    for leaf in leaves.iter().filter(|leaf| !leaf.vars().is_empty()) {
        let (mut vars, mut members) = (leaf.vars(), vec![*leaf]);
        let (connected, apart): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|(of, _)| !of.intersection(leaf.vars()).is_empty());
        for (of, others) in connected {
            vars = vars.union(of);
            members.extend(others);
        }
        found = apart;
        found.push((vars, members));
    }
    found.into_iter().map(|(_, leaves)| leaves).collect()
}

impl Solver<'_> {
    pub(super) fn group(&mut self, pattern: &GraphPattern, wanted: Wanted) -> Solved<Table> {
        let mut parts = Parts::default();
        self.gather(pattern, &mut parts, true)?;
        let all = self.vars_of(pattern)?;
        for filter in &mut parts.filters {
            // What only a pattern inside `EXISTS` has, is not waited for.
            filter.vars = self
                .vars_of_expression(filter.expression)?
                .intersection(all);
            // What is in the graph or seen of the solution around has to be known.
            if has_exists(filter.expression) {
                filter.vars = filter.vars.union(self.carried());
            }
        }
        if !parts.filters.is_empty()
            && let Some(table) = self.solve_apart(&mut parts, wanted)?
        {
            return Ok(table);
        }
        self.solve_parts(parts, wanted)
    }

    pub(super) fn solve_parts(&mut self, mut parts: Parts, wanted: Wanted) -> Solved<Table> {
        // A filter inside a filter is itself the only part then: it is solved, and filtered.
        let mut needed = self.needed(&parts, wanted.variables)?;
        let mut seed = self.smallest_component(&mut parts, needed, wanted.hint)?;
        let leaf_vars = parts
            .leaves
            .iter()
            .fold(Vars::default(), |vars, leaf| vars.union(leaf.vars()));
        let (known, alone) = self.first_steps(&parts.leaves);
        let expected = alone.last().map_or(f64::INFINITY, |(_, rows)| *rows);

        let (mut before, mut after) = (Vec::new(), Vec::new());
        for other in std::mem::take(&mut parts.others) {
            let estimate = self.estimate(other)?;
            let vars = self.vars_of(other)?;
            let is_between = |seed: &Table| !seed.vars().intersection(vars).is_empty();
            let is_between = seed.as_ref().is_some_and(is_between);
            if parts.leaves.is_empty() || estimate <= expected || is_between {
                before.push((estimate, other));
            } else {
                after.push((estimate, other));
            }
        }
        before.sort_by(|a, b| a.0.total_cmp(&b.0));
        after.sort_by(|a, b| a.0.total_cmp(&b.0));

        // Tables that do not share bound variables with the triple patterns wait until those are done.
        let mut waiting: Vec<Table> = Vec::new();
        let is_alone = after.is_empty() && parts.leaves.is_empty() && before.len() == 1;
        if let Some(outer) = self.outer.clone()
            && (!parts.leaves.is_empty() || before.is_empty())
        {
            let of_pattern = needed.union(leaf_vars).union(self.carried());
            let mut around = outer.table.with(of_pattern);
            if let Some(hint) = wanted.hint {
                around.retain(&self.joiner().has_match(&around, hint, None));
            }
            let shared = around.vars().intersection(leaf_vars);
            match !shared.is_empty() && shared.is_subset(around.bound()) {
                true => seed = Some(around),
                false => {
                    needed = needed.union(shared);
                    waiting.push(around);
                }
            }
        }
        for (_, other) in before {
            let hint = seed.as_ref().or(wanted.hint);
            let wanted_other = Wanted {
                variables: needed.union(leaf_vars),
                hint,
                limit: wanted
                    .limit
                    .filter(|_| is_alone && parts.filters.is_empty()),
            };
            let table = self.part(other, wanted_other)?;
            let shared = table.vars().intersection(leaf_vars);
            let fits = !shared.is_empty() && shared.is_subset(table.bound());
            // Two tables that only the triple patterns connect are multiplied only if that makes few rows.
            let may_multiply = |before: &Table| {
                let is_connected = !before.vars().intersection(table.vars()).is_empty();
                is_connected || before.rows.saturating_mul(table.rows) <= SMALL_PRODUCT
            };
            match seed.take() {
                Some(before) if fits && may_multiply(&before) => {
                    self.refuse_product(&before, &table)?;
                    seed = Some(self.joiner().join(&before, &table)?);
                }
                None if fits => seed = Some(table),
                before => {
                    seed = before;
                    waiting.push(table);
                }
            }
        }
        if seed.is_none() {
            let rows = alone.iter().map(|(_, rows)| *rows);
            let most = rows.fold(0.0, f64::max) as usize;
            let most = wanted.hint.map_or(most, |hint| most.min(hint.rows));
            seed = self.seed(&mut parts, most)?;
        }
        let limit = wanted
            .limit
            .filter(|_| after.is_empty() && waiting.is_empty());
        let planned = (&known, alone);
        let mut table = self.solve_leaves(&mut parts, planned, seed, needed, wanted.hint, limit)?;
        for other in waiting {
            self.refuse_product(&table, &other)?;
            self.budget.enter("a join");
            table = self.joiner().join(&table, &other)?;
            self.apply_filters(&mut table, &mut parts.filters, false)?;
        }
        for (_, other) in after {
            let other_vars = self.vars_of(other)?;
            let hint = self.hint_of(&table, other_vars);
            let wanted_other = Wanted::all(needed.union(table.vars())).with_hint(hint.as_ref());
            let other = self.holding(table.bytes(), |solver| solver.part(other, wanted_other))?;
            self.refuse_product(&table, &other)?;
            self.budget.enter("a join");
            table = self.joiner().join(&table, &other)?;
            self.apply_filters(&mut table, &mut parts.filters, false)?;
        }
        table = self.carrying(table, wanted.variables.union(needed))?;
        self.apply_filters(&mut table, &mut parts.filters, true)?;
        table.keep(wanted.variables);
        Ok(table)
    }

    /// The solutions of those triple patterns and paths that other parts connect with the rest, if they are few against it:
    /// the parts between them need only have what fits these.
    fn smallest_component<'p>(
        &mut self,
        parts: &mut Parts<'p>,
        needed: Vars,
        hint: Option<&Table>,
    ) -> Solved<Option<Table>> {
        if parts.others.is_empty() || parts.leaves.len() < 2 || self.outer.is_some() {
            return Ok(None);
        }
        let planned = |leaves: Vec<Leaf<'p>>| {
            let (known, steps) = self.first_steps(&leaves);
            let expected = steps.last().map_or(f64::INFINITY, |(_, rows)| *rows);
            (expected, known, steps, leaves)
        };
        let mut components: Vec<_> = components(&parts.leaves).into_iter().map(planned).collect();
        components.sort_by(|a, b| a.0.total_cmp(&b.0));
        let most = components.last().map_or(0.0, |(expected, ..)| *expected);
        let Some((expected, known, steps, leaves)) = components.into_iter().next() else {
            return Ok(None);
        };
        if expected * FEW_AGAINST > most {
            return Ok(None);
        }
        let own = leaves
            .iter()
            .fold(Vars::default(), |vars, leaf| vars.union(leaf.vars()));
        let mut is_connected = false;
        for other in &parts.others {
            is_connected |= !self.vars_of(other)?.intersection(own).is_empty();
        }
        if !is_connected {
            return Ok(None);
        }
        parts
            .leaves
            .retain(|leaf| leaf.vars().intersection(own).is_empty());
        let mut component = Parts {
            leaves,
            ..Parts::default()
        };
        let planned = (&known, steps);
        let table = self.solve_leaves(&mut component, planned, None, needed, hint, None)?;
        Ok(Some(table))
    }

    /// The variables that are looked at after the triple patterns are solved, or that connect the other parts.
    fn needed(&mut self, parts: &Parts, wanted: Vars) -> Solved<Vars> {
        let mut needed = wanted;
        for filter in &parts.filters {
            needed = needed.union(filter.vars);
        }
        let (mut seen, mut connecting) = (Vars::default(), Vars::default());
        for leaf in &parts.leaves {
            seen = seen.union(leaf.vars());
        }
        for other in &parts.others {
            let vars = self.vars_of(other)?;
            connecting = connecting.union(seen.intersection(vars));
            seen = seen.union(vars);
        }
        Ok(needed.union(connecting))
    }

    /// The join of the triple patterns and paths, starting with `seed` if there is one.
    fn solve_leaves(
        &mut self,
        parts: &mut Parts,
        (known, alone): (&Known, Steps),
        seed: Option<Table>,
        needed: Vars,
        hint: Option<&Table>,
        limit: Option<usize>,
    ) -> Solved<Table> {
        let leaf_vars = parts
            .leaves
            .iter()
            .fold(Vars::default(), |vars, leaf| vars.union(leaf.vars()));
        let seed = match seed {
            Some(seed) => Some(seed),
            None => {
                let expected = alone.last().map_or(0.0, |(_, rows)| *rows);
                hint.and_then(|hint| self.hint_of(hint, leaf_vars))
                    .filter(|hint| hint.rows as f64 <= expected * 2.0 + 16.0)
            }
        };
        let all: Vec<usize> = (0..parts.leaves.len()).collect();
        let steps = match &seed {
            Some(seed) => self.steps_after(&parts.leaves, known, seed, &all),
            None => alone,
        };
        let start = seed.unwrap_or_else(Table::unit);
        let first_step = steps.first().map(|(index, _)| &parts.leaves[*index]);
        match (limit, first_step) {
            (Some(limit), Some(Leaf::Triple(triple))) if start.columns.is_empty() => {
                let triple = *triple;
                self.solve_in_parts(parts, &steps, &triple, needed, limit)
            }
            _ => {
                let mut filters = std::mem::take(&mut parts.filters);
                let planned = (Some(known), steps);
                let table = self.run(start, None, &parts.leaves, planned, &mut filters, needed);
                parts.filters = filters;
                table
            }
        }
    }

    /// Starts with a part of the first pattern's triples, and with more while solutions are wanting.
    fn solve_in_parts(
        &mut self,
        parts: &mut Parts,
        steps: &[(usize, f64)],
        first: &Triple,
        needed: Vars,
        limit: usize,
    ) -> Solved<Table> {
        let rows = self.at(first.place).range(constants(first));
        let (mut start, mut size) = (rows.start, limit.saturating_mul(2).max(256));
        let mut found = Table::default();
        let all = std::mem::take(&mut parts.filters);
        loop {
            let end = start.saturating_add(size).min(rows.end);
            // All filters are over variables of the triple patterns here, or of none.
            let mut filters: Vec<Filter> = all.iter().map(Filter::again).collect();
            let part = Some(start..end);
            let mut table = self.run(
                Table::unit(),
                part,
                &parts.leaves,
                (None, steps.to_vec()),
                &mut filters,
                needed,
            )?;
            self.apply_filters(&mut table, &mut filters, true)?;
            found.append(table);
            if found.rows >= limit || end == rows.end {
                return Ok(found);
            }
            (start, size) = (end, size.saturating_mul(8));
        }
    }

    /// Does the steps of a plan, and plans again what is left after each, if more than the steps is known.
    fn run(
        &mut self,
        mut table: Table,
        mut part: Option<std::ops::Range<usize>>,
        leaves: &[Leaf],
        (known, mut steps): (Option<&Known>, Steps),
        filters: &mut Vec<Filter>,
        needed: Vars,
    ) -> Solved<Table> {
        self.apply_filters(&mut table, filters, false)?;
        while !steps.is_empty() {
            let (index, estimated) = steps.remove(0);
            let Some(leaf) = leaves.get(index) else {
                continue;
            };
            let later = steps.iter().filter_map(|(index, _)| leaves.get(*index));
            let mut wanted = later.fold(needed, |vars, leaf| vars.union(leaf.vars()));
            for filter in filters.iter() {
                wanted = wanted.union(filter.vars);
            }
            let running = self.start_leaf(leaf, Some(estimated));
            table = match leaf {
                Leaf::Triple(triple) => self.step(table, triple, part.take(), wanted)?,
                Leaf::Term(term) => self.triple_term_step(table, term, wanted)?,
                Leaf::Path(path) => self.path_step(table, path, wanted)?,
            };
            self.trace.end(running, table.rows);
            self.apply_filters(&mut table, filters, false)?;
            if let Some(known) = known {
                steps = self.steps_again(leaves, known, (&table, estimated), steps);
            }
        }
        Ok(table)
    }

    pub(super) fn start_leaf(&mut self, leaf: &Leaf, estimated: Option<f64>) -> Option<Running> {
        let is_on = self.trace.is_on();
        let label = if is_on {
            self.label(leaf)
        } else {
            String::new()
        };
        self.trace.start(label, estimated)
    }

    fn step(
        &mut self,
        table: Table,
        triple: &Triple,
        part: Option<std::ops::Range<usize>>,
        wanted: Vars,
    ) -> Solved<Table> {
        if table.columns.is_empty() && table.rows == 1 {
            return self.scan(triple, part, wanted);
        }
        if !vars(triple).intersection(table.vars()).is_empty() {
            return self.extend(table, triple, wanted);
        }
        let matching = self.at(triple.place).count(constants(triple)) as u64;
        let rows = matching * table.rows as u64;
        let is_product = table.rows > 1 && matching > 1 && rows > LARGEST_PRODUCT;
        if is_product && !self.budget.allows_product() {
            return Err(Stop::Failed(Error::Product {
                left: self.part_label(&table),
                right: format!("`{}`", self.label(&Leaf::Triple(*triple))),
                rows,
            }));
        }
        let scanned = self.scan(triple, None, wanted)?;
        self.budget
            .enter("a product of parts that share no variable");
        let mut product = self.joiner().join(&table, &scanned)?;
        product.keep(wanted);
        Ok(product)
    }

    fn part_label(&self, table: &Table) -> String {
        let names = table
            .variables
            .iter()
            .map(|v| format!("?{}", self.name(*v)));
        match names.collect::<Vec<_>>().as_slice() {
            [] => format!("a part with {} solutions", table.rows),
            names => format!("the part with `{}`", names.join(" ")),
        }
    }
}
