//! The way of an edge: straight steps and [cubic curves](https://www.w3.org/TR/SVG2/paths.html#PathDataCubicBezierCommands).

use super::geometry::Point;

/// One step of a way, to its last point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Straight.
    Line(Point),
    /// With two points that bend it.
    Curve(Point, Point, Point),
}

impl Step {
    /// Where it leads.
    pub fn end(&self) -> Point {
        match *self {
            Self::Line(end) | Self::Curve(_, _, end) => end,
        }
    }

    fn map(&self, f: &impl Fn(Point) -> Point) -> Self {
        match *self {
            Self::Line(end) => Self::Line(f(end)),
            Self::Curve(a, b, end) => Self::Curve(f(a), f(b), f(end)),
        }
    }
}

/// A way from a point on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// Where it starts.
    pub start: Point,
    /// How it goes on.
    pub steps: Vec<Step>,
}

impl Path {
    /// A way that starts somewhere.
    pub fn from(start: Point) -> Self {
        Self {
            start,
            steps: Vec::new(),
        }
    }

    /// A way with straight steps and round corners.
    pub fn rounded(points: &[Point], radius: f64) -> Self {
        let Some((start, rest)) = points.split_first() else {
            return Self::default();
        };
        let mut path = Self::from(*start);
        for (index, corner) in rest.iter().enumerate() {
            let Some(next) = rest.get(index + 1) else {
                path.line(*corner);
                break;
            };
            let before = path.end();
            let into = (radius / before.distance(*corner).max(1e-6)).min(0.5);
            let out = (radius / corner.distance(*next).max(1e-6)).min(0.5);
            let (a, b) = (corner.towards(before, into), corner.towards(*next, out));
            path.line(a);
            let bend = |end: Point| end.towards(*corner, 2.0 / 3.0);
            path.steps.push(Step::Curve(bend(a), bend(b), b));
        }
        path
    }

    /// The last point.
    pub fn end(&self) -> Point {
        self.steps.last().map_or(self.start, Step::end)
    }

    /// Goes on straight, if there is a way to go.
    pub fn line(&mut self, to: Point) {
        if self.end().distance(to) > 1e-6 {
            self.steps.push(Step::Line(to));
        }
    }

    /// Goes on to a point further right, leaving and arriving horizontally.
    pub fn sweep(&mut self, to: Point) {
        let from = self.end();
        if (from.y - to.y).abs() < 0.01 {
            return self.line(to);
        }
        let middle = (from.x + to.x) / 2.0;
        let bend = |y| Point { x: middle, y };
        self.steps.push(Step::Curve(bend(from.y), bend(to.y), to));
    }

    /// The way back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let mut path = Self::from(self.end());
        let starts: Vec<Point> = std::iter::once(self.start)
            .chain(self.steps.iter().map(Step::end))
            .collect();
        for (step, start) in self.steps.iter().zip(starts).rev() {
            path.steps.push(match *step {
                Step::Line(_) => Step::Line(start),
                Step::Curve(a, b, _) => Step::Curve(b, a, start),
            });
        }
        path
    }

    /// The way with every point put elsewhere.
    #[must_use]
    pub fn map(&self, f: impl Fn(Point) -> Point) -> Self {
        Self {
            start: f(self.start),
            steps: self.steps.iter().map(|step| step.map(&f)).collect(),
        }
    }

    /// Points along the way, so near to one another that lines between them are the way.
    pub fn flattened(&self) -> Vec<Point> {
        const PARTS: u32 = 10;
        let mut points = vec![self.start];
        let mut from = self.start;
        for step in &self.steps {
            if let Step::Curve(a, b, end) = *step {
                for part in 1..PARTS {
                    let t = f64::from(part) / f64::from(PARTS);
                    let (ab, bc, cd) = (from.towards(a, t), a.towards(b, t), b.towards(end, t));
                    points.push(ab.towards(bc, t).towards(bc.towards(cd, t), t));
                }
            }
            from = step.end();
            points.push(from);
        }
        points
    }
}
