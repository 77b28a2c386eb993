//! Bars and lines with axes, values and a legend.

use super::Figures;
use crate::layout::text::{width, wrap};
use crate::number::number;
use crate::view::{PALETTE, Words};
use crate::write::theme::{FONTS, Paint, Theme};
use crate::write::xml;
use std::collections::BTreeMap;
use std::fmt::Write;

const MARGIN: f64 = 26.0;
const TEXT: f64 = 12.0;
/// How wide the numbers' part of a chart is, and how high that of lines.
const WIDE: f64 = 520.0;
const HIGH: f64 = 300.0;
/// The height of a bar, and the room between categories.
const BAR: f64 = 17.0;
const BETWEEN: f64 = 11.0;

/// What a text of a chart is.
#[derive(Clone, Copy)]
enum Text {
    Title,
    Caption,
    /// Below an axis, in the middle of its place.
    Across,
    /// In front of an axis, up to its place.
    Before,
    /// Behind a bar.
    Value,
}

impl Text {
    /// A short name of the kind, for programs that read the file.
    fn class(self) -> &'static str {
        match self {
            Self::Title => "h",
            Self::Caption => "c",
            Self::Across => "a",
            Self::Before => "e",
            Self::Value => "v",
        }
    }

    /// The colour, and the further attributes.
    fn look(self) -> (Paint, &'static str) {
        match self {
            Self::Title => (Paint::Ink, " font-size=\"21\" font-weight=\"700\""),
            Self::Caption => (Paint::Soft, " font-size=\"12\""),
            Self::Across => (Paint::Soft, " font-size=\"11\" text-anchor=\"middle\""),
            Self::Before => (Paint::Ink, " font-size=\"12\" text-anchor=\"end\""),
            Self::Value => (Paint::Ink, " font-size=\"11\""),
        }
    }
}

/// A chart while it is drawn.
pub struct Sheet<'a> {
    figures: &'a Figures,
    words: Words,
    theme: Theme,
    /// The numbers for people, by their bits.
    shown: BTreeMap<u64, String>,
    title: &'a str,
    body: String,
    width: f64,
    y: f64,
}

impl<'a> Sheet<'a> {
    /// A sheet with a title, and with a legend if there are several series.
    pub fn new(title: &'a str, figures: &'a Figures, words: Words, theme: Theme) -> Self {
        let mut sheet = Self {
            figures,
            words,
            theme,
            shown: shown(figures, words),
            title,
            body: String::new(),
            width: WIDE + 2.0 * MARGIN,
            y: MARGIN,
        };
        for line in wrap(title, 21.0, WIDE, 3) {
            sheet.y += 28.0;
            let y = sheet.y - 7.0;
            sheet.text(Text::Title, MARGIN, y, &line);
        }
        sheet.y += 6.0;
        if figures.series.len() > 1 {
            sheet.legend();
        }
        sheet.y += 8.0;
        sheet
    }

    fn text(&mut self, kind: Text, x: f64, y: f64, text: &str) {
        let (x, y) = (number(x), number(y));
        let (paint, look) = kind.look();
        let _ = writeln!(
            self.body,
            "<text class=\"{}\" x=\"{x}\" y=\"{y}\" fill=\"{}\"{look}>{}</text>",
            kind.class(),
            self.theme.value(paint),
            xml::text(text)
        );
    }

    /// The colour of a series.
    fn color(&self, series: usize) -> String {
        let (_, color) = PALETTE[series % PALETTE.len()];
        self.theme.value(Paint::Series(color))
    }

    /// A line of the grid.
    fn grid_line(&mut self, path: &str) {
        let color = self.theme.value(Paint::Grid);
        let _ = writeln!(
            self.body,
            "<path class=\"g\" d=\"{path}\" stroke=\"{color}\" stroke-width=\"1\" fill=\"none\"/>"
        );
    }

    fn legend(&mut self) {
        let mut x = MARGIN;
        self.y += 20.0;
        for (index, (name, _)) in self.figures.series.iter().enumerate() {
            let needed = width(name, TEXT) + 20.0;
            if x > MARGIN && x + needed > MARGIN + WIDE {
                x = MARGIN;
                self.y += 20.0;
            }
            let (y, color) = (number(self.y - 11.0), self.color(index));
            let _ = writeln!(
                self.body,
                "<rect x=\"{}\" y=\"{y}\" width=\"12\" height=\"12\" rx=\"2\" fill=\"{color}\"/>",
                number(x)
            );
            let y = self.y;
            self.text(Text::Caption, x + 18.0, y - 0.5, name);
            x += needed + 18.0;
        }
    }

    /// A bar for each number.
    pub fn bars(&mut self) {
        let labels: Vec<Vec<String>> = self
            .figures
            .categories
            .iter()
            .map(|c| wrap(c, TEXT, 15.0 * TEXT, 2))
            .collect();
        let column = labels
            .iter()
            .flatten()
            .map(|line| width(line, TEXT))
            .fold(30.0, f64::max)
            + 10.0;
        let (left, scale) = (MARGIN + column, self.scale(WIDE));
        self.width = left + WIDE + 90.0 + MARGIN;
        let top = self.y;
        // A category is as high as the bars that it has.
        let bars = |index: usize| {
            let values = self
                .figures
                .series
                .iter()
                .filter_map(|(_, values)| *values.get(index)?);
            values.count().max(1) as f64 * BAR
        };
        let heights: Vec<f64> = (0..labels.len()).map(bars).collect();
        let bottom = top + heights.iter().map(|height| height + BETWEEN).sum::<f64>();
        self.grid(&scale, |sheet, tick, at| {
            let x = number(left + at);
            sheet.grid_line(&format!("M{x} {}V{}", number(top), number(bottom)));
            sheet.text(Text::Across, left + at, bottom + 16.0, &tick);
        });
        let mut from = top + BETWEEN / 2.0;
        for (index, (lines, height)) in labels.iter().zip(&heights).enumerate() {
            let middle = from + height / 2.0;
            let mut y = from;
            from += height + BETWEEN;
            for (line, text) in lines.iter().enumerate() {
                let base = middle + 4.0 + (line as f64 - (lines.len() - 1) as f64 / 2.0) * 14.0;
                self.text(Text::Before, left - 8.0, base, text);
            }
            for (series, (name, values)) in self.figures.series.iter().enumerate() {
                let Some(value) = values.get(index).copied().flatten() else {
                    continue;
                };
                let tip = format!("{} · {name}: {value}", self.figures.categories[index]);
                self.bar(series, value, (left, y), &scale, &tip);
                y += BAR;
            }
        }
        self.y = bottom + 26.0;
    }

    /// A bar for a number, from the zero of the scale on.
    fn bar(&mut self, series: usize, value: f64, (left, y): (f64, f64), scale: &Scale, tip: &str) {
        let (zero, end) = (scale.place(0.0), scale.place(value));
        let rect = format!(
            "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            number(left + zero.min(end)),
            number(y + 1.0),
            number((zero - end).abs().max(0.8)),
            number(BAR - 2.0)
        );
        let tip = xml::text(tip);
        let _ = writeln!(
            self.body,
            "<g><title>{tip}</title><rect {rect} rx=\"2\" fill=\"{}\"/></g>",
            self.color(series)
        );
        let shown = self.number(value);
        self.text(
            Text::Value,
            left + zero.max(end) + 6.0,
            y + BAR / 2.0 + 4.0,
            &shown,
        );
    }

    /// A line for each series.
    pub fn lines(&mut self) {
        let scale = self.scale(HIGH);
        let ticks = self.words.numbers(&scale.ticks);
        let left = MARGIN
            + ticks
                .iter()
                .map(|tick| width(tick, 11.0))
                .fold(0.0, f64::max)
            + 12.0;
        let (top, count) = (self.y, self.figures.categories.len());
        let step = (WIDE / count.max(1) as f64).max(48.0);
        let bottom = top + HIGH;
        self.width = (left + step * count as f64 + MARGIN).max(WIDE + 2.0 * MARGIN);
        let right = self.width - MARGIN;
        self.grid(&scale, |sheet, tick, at| {
            let y = bottom - at;
            sheet.grid_line(&format!(
                "M{} {}H{}",
                number(left),
                number(y),
                number(right)
            ));
            sheet.text(Text::Before, left - 7.0, y + 4.0, &tick);
        });
        let places = self.places(left, step);
        let x = |index: usize| places.get(index).copied().unwrap_or(left);
        let mut free_from = f64::MIN;
        for (index, category) in self.figures.categories.iter().enumerate() {
            let lines = wrap(category, 11.0, (step - 6.0).max(60.0), 3);
            let widest = lines
                .iter()
                .map(|line| width(line, 11.0))
                .fold(0.0, f64::max);
            // Points in time can be near each other; tooltips have the labels that find no room.
            if x(index) - widest / 2.0 < free_from {
                continue;
            }
            free_from = x(index) + widest / 2.0 + 4.0;
            for (line, text) in lines.iter().enumerate() {
                self.text(
                    Text::Across,
                    x(index),
                    bottom + 18.0 + line as f64 * 14.0,
                    text,
                );
            }
        }
        for (series, (name, values)) in self.figures.series.iter().enumerate() {
            let points: Vec<(usize, f64)> = values
                .iter()
                .enumerate()
                .filter_map(|(i, v)| Some((i, (*v)?)))
                .collect();
            let mut line = String::new();
            let mut before = None;
            for (index, value) in &points {
                // Where a number is missing, a line begins anew.
                let is_next = before.is_some_and(|before| before + 1 == *index);
                let _ = write!(
                    line,
                    "{}{} {}",
                    if is_next { "L" } else { "M" },
                    number(x(*index)),
                    number(bottom - scale.place(*value))
                );
                before = Some(*index);
            }
            let color = self.color(series);
            let _ = writeln!(
                self.body,
                "<path class=\"s{series}\" d=\"{line}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2.4\" stroke-linejoin=\"round\"/>"
            );
            for (index, value) in &points {
                let tip = xml::text(&format!(
                    "{} · {name}: {value}",
                    self.figures.categories[*index]
                ));
                let _ = writeln!(
                    self.body,
                    "<g><title>{tip}</title><circle cx=\"{}\" cy=\"{}\" r=\"4\" fill=\"{color}\"/></g>",
                    number(x(*index)),
                    number(bottom - scale.place(*value))
                );
            }
        }
        self.y = bottom + 62.0;
    }

    /// By category its place from the left: at equal distances, or times at their distance from each other.
    fn places(&self, left: f64, step: f64) -> Vec<f64> {
        let count = self.figures.categories.len();
        let times: Vec<f64> = self.figures.times.iter().copied().flatten().collect();
        let (first, last) = (times.first(), times.last());
        let span = first.zip(last).map_or(0.0, |(first, last)| last - first);
        let room = step * (count.max(1) - 1) as f64;
        let place = |index: usize| match times.get(index).zip(first) {
            Some((time, first)) if times.len() == count && span > 0.0 => {
                (time - first) / span * room
            }
            _ => index as f64 * step,
        };
        (0..count)
            .map(|index| left + step / 2.0 + place(index))
            .collect()
    }

    fn grid(&mut self, scale: &Scale, mut line: impl FnMut(&mut Self, String, f64)) {
        let labels = self.words.numbers(&scale.ticks);
        for (tick, label) in scale.ticks.iter().zip(labels) {
            line(self, label, scale.place(*tick));
        }
    }

    /// A number among all numbers of the chart, for people.
    fn number(&self, value: f64) -> String {
        let shown = self.shown.get(&value.to_bits());
        shown.cloned().unwrap_or_default()
    }

    /// The scale of all numbers on a length.
    fn scale(&self, length: f64) -> Scale {
        let values = self
            .figures
            .series
            .iter()
            .flat_map(|(_, values)| values.iter().flatten());
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), v| {
            (low.min(*v), high.max(*v))
        });
        Scale::of(low, high, length)
    }

    /// The whole chart.
    pub fn finish(mut self) -> String {
        if let Some(text) = self.words.rows_left_out(&self.figures.left_out) {
            for line in wrap(&text, TEXT, self.width - 2.0 * MARGIN, 4) {
                self.y += 16.0;
                self.text(Text::Caption, MARGIN, self.y, &line);
            }
            self.y += 8.0;
        }
        let (width, height) = (
            number(self.width.ceil()),
            number((self.y + MARGIN - 12.0).ceil()),
        );
        let title = xml::text(self.title);
        let (language, page) = (self.words.tag(), self.theme.value(Paint::Page));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" xml:lang=\"{language}\" role=\"img\">\n<title>{title}</title>\n<rect class=\"page\" width=\"{width}\" height=\"{height}\" fill=\"{page}\"/>\n{}</svg>\n",
            self.body
        )
    }
}

/// The numbers of a chart for people, by their bits.
fn shown(figures: &Figures, words: Words) -> BTreeMap<u64, String> {
    let all = figures.series.iter().flat_map(|(_, values)| values);
    let all: Vec<f64> = all.copied().flatten().collect();
    let texts = words.numbers(&all);
    all.iter().map(|value| value.to_bits()).zip(texts).collect()
}

/// Numbers on a length, with round marks.
struct Scale {
    low: f64,
    high: f64,
    length: f64,
    ticks: Vec<f64>,
}

impl Scale {
    fn of(low: f64, high: f64, length: f64) -> Self {
        let span = if high > low { high - low } else { 1.0 };
        let rough = span / 5.0;
        let mut power = 1.0_f64;
        while power * 10.0 <= rough && power < 1e300 {
            power *= 10.0;
        }
        while power > rough && power > 1e-300 {
            power /= 10.0;
        }
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|n| n * power)
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        let (first, last) = ((low / step).floor(), ((low + span) / step).ceil());
        let count = (last - first) as usize;
        let ticks = (0..=count.min(20))
            .map(|n| (first + n as f64) * step)
            .collect();
        Self {
            low: first * step,
            high: last * step,
            length,
            ticks,
        }
    }

    fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low) * self.length
    }
}
