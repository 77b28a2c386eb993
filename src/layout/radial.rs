//! Rings around one item: each item at the distance of its way to the root, in a sector as large as what hangs on it
//! ([Yee, Fisher, Dhamija and Hearst 2001](https://doi.org/10.1109/INFVIS.2001.963279)).

use super::geometry::{Point, Rect, Size};
use super::separate::separate;
use super::{GAP, Layout, Level, Placed};

/// Rings around the root, or around the item with the most links.
pub struct Radial;

/// Rings are wider than high, as labels are.
const ASPECT: f64 = 1.5;

impl Layout for Radial {
    fn place(&self, level: &Level) -> Placed {
        let rings = Rings::of(level);
        let mut rects = rings.rects(level);
        separate(&mut rects, 1.4 * GAP);
        Placed::apart(&rects, level)
    }
}

struct Rings {
    order: Vec<(usize, Option<usize>)>,
    depth: Vec<usize>,
    /// The part of the full turn where the sector of each item starts, and how large it is.
    sector: Vec<(f64, f64)>,
}

impl Rings {
    fn of(level: &Level) -> Self {
        let order = level.breadth_first();
        let count = level.items.len();
        let (mut depth, mut children) = (vec![0; count], vec![Vec::new(); count]);
        for (item, parent) in &order {
            if let Some(parent) = parent {
                depth[*item] = depth[*parent] + 1;
                children[*parent].push(*item);
            }
        }
        // What an item needs of the ring: its own extent, or what hangs on it further out, where rings are longer.
        let mut need = vec![0.0_f64; count];
        for (item, _) in order.iter().rev() {
            let size = level.extent(*item);
            let own = (size.height + GAP).max((size.width + GAP) / ASPECT / 1.6);
            let inner: f64 = children[*item].iter().map(|child| need[*child]).sum();
            need[*item] = own.max(inner * 0.72);
        }
        let mut sector = vec![(0.0, 1.0); count];
        for (item, _) in &order {
            let (mut start, whole) = sector[*item];
            let total: f64 = children[*item].iter().map(|child| need[*child]).sum();
            for child in &children[*item] {
                let part = whole * need[*child] / total.max(1e-9);
                sector[*child] = (start, part);
                start += part;
            }
        }
        Self {
            order,
            depth,
            sector,
        }
    }

    fn rects(&self, level: &Level) -> Vec<Rect> {
        let radii = self.radii(level);
        let mut rects = vec![Rect::default(); level.items.len()];
        let mut place_in_ring = vec![0_usize; radii.len()];
        for (item, _) in &self.order {
            let (start, part) = self.sector[*item];
            let ring = self.depth[*item];
            let (radius, rows) = radii[ring];
            // A full ring is several rows deep, in turns.
            let row = place_in_ring[ring] % rows;
            place_in_ring[ring] += 1;
            let radius = radius + row as f64 * 95.0;
            let angle = (start + part / 2.0 - 0.25) * std::f64::consts::TAU;
            let centre = Point {
                x: (angle.cos() * radius * ASPECT).round(),
                y: (angle.sin() * radius).round(),
            };
            rects[*item] = Rect::around(centre, level.extent(*item));
        }
        rects
    }

    /// For each ring how far out it is and how many rows it has.
    fn radii(&self, level: &Level) -> Vec<(f64, usize)> {
        let rings = self.depth.iter().max().copied().unwrap_or(0) + 1;
        let label = level.links.iter().filter_map(|link| link.label);
        let label = label.map(|size| size.width).fold(0.0, f64::max);
        let mut radii = vec![(0.0, 1)];
        let mut end = 0.0;
        for ring in 1..rings {
            let of_ring = (0..level.items.len()).filter(|item| self.depth[*item] == ring);
            let extents: Vec<Size> = of_ring.map(|item| level.extent(item)).collect();
            let need: f64 = extents
                .iter()
                .map(|size| (size.height + GAP).max((size.width + GAP) / ASPECT / 1.6))
                .sum();
            let least = end + 70.0 + label / ASPECT + 30.0;
            let radius = need / std::f64::consts::TAU;
            let rows = ((radius / least).ceil() as usize).clamp(1, 3);
            let radius = least.max(radius / rows as f64);
            radii.push((radius, rows));
            end = radius + (rows - 1) as f64 * 95.0;
        }
        radii
    }
}
