//! Bars and lines with axes, values and a legend.

use super::Figures;
use crate::layout::text::{width, wrap};
use crate::number::number;
use crate::view::{Color, PALETTE, Words};
use crate::write::svg::FONTS;
use crate::write::xml;
use std::fmt::Write;

const MARGIN: f64 = 26.0;
const TEXT: f64 = 12.0;
/// How wide the numbers' part of a chart is, and how high that of lines.
const WIDE: f64 = 520.0;
const HIGH: f64 = 300.0;
/// The height of a bar, and the room between categories.
const BAR: f64 = 17.0;
const BETWEEN: f64 = 11.0;

/// A chart while it is drawn.
pub struct Sheet<'a> {
    figures: &'a Figures,
    words: Words,
    title: &'a str,
    body: String,
    width: f64,
    y: f64,
}

impl<'a> Sheet<'a> {
    /// A sheet with a title, and with a legend if there are several series.
    pub fn new(title: &'a str, figures: &'a Figures, words: Words) -> Self {
        let mut sheet = Self {
            figures,
            words,
            title,
            body: String::new(),
            width: WIDE + 2.0 * MARGIN,
            y: MARGIN,
        };
        for line in wrap(title, 21.0, WIDE, 3) {
            sheet.y += 28.0;
            let y = sheet.y - 7.0;
            sheet.text("h", MARGIN, y, &line);
        }
        sheet.y += 6.0;
        if figures.series.len() > 1 {
            sheet.legend();
        }
        sheet.y += 8.0;
        sheet
    }

    fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let (x, y) = (number(x), number(y));
        let _ = writeln!(
            self.body,
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
            xml::text(text)
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
            let y = number(self.y - 11.0);
            let _ = writeln!(
                self.body,
                "<rect class=\"k{}\" x=\"{}\" y=\"{y}\" width=\"12\" height=\"12\" rx=\"2\"/>",
                index % PALETTE.len(),
                number(x)
            );
            let y = self.y;
            self.text("c", x + 18.0, y - 0.5, name);
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
            let _ = writeln!(
                sheet.body,
                "<path class=\"g\" d=\"M{x} {}V{}\"/>",
                number(top),
                number(bottom)
            );
            sheet.text("a", left + at, bottom + 16.0, &tick);
        });
        let mut from = top + BETWEEN / 2.0;
        for (index, (lines, height)) in labels.iter().zip(&heights).enumerate() {
            let middle = from + height / 2.0;
            let mut y = from;
            from += height + BETWEEN;
            for (line, text) in lines.iter().enumerate() {
                let base = middle + 4.0 + (line as f64 - (lines.len() - 1) as f64 / 2.0) * 14.0;
                self.text("e", left - 8.0, base, text);
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
            "<g><title>{tip}</title><rect class=\"k{}\" {rect} rx=\"2\"/></g>",
            series % PALETTE.len()
        );
        let shown = self.words.number(value);
        self.text("v", left + zero.max(end) + 6.0, y + BAR / 2.0 + 4.0, &shown);
    }

    /// A line for each series.
    pub fn lines(&mut self) {
        let scale = self.scale(HIGH);
        let ticks: Vec<String> = scale
            .ticks
            .iter()
            .map(|tick| self.words.number(*tick))
            .collect();
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
            let _ = writeln!(
                sheet.body,
                "<path class=\"g\" d=\"M{} {}H{}\"/>",
                number(left),
                number(y),
                number(right)
            );
            sheet.text("e", left - 7.0, y + 4.0, &tick);
        });
        let x = |index: usize| left + (index as f64 + 0.5) * step;
        for (index, category) in self.figures.categories.iter().enumerate() {
            for (line, text) in wrap(category, 11.0, step - 6.0, 3).iter().enumerate() {
                self.text("a", x(index), bottom + 18.0 + line as f64 * 14.0, text);
            }
        }
        for (series, (name, values)) in self.figures.series.iter().enumerate() {
            let points: Vec<(usize, f64)> = values
                .iter()
                .enumerate()
                .filter_map(|(i, v)| Some((i, (*v)?)))
                .collect();
            let place = |(index, value): &(usize, f64)| {
                format!(
                    "{} {}",
                    number(x(*index)),
                    number(bottom - scale.place(*value))
                )
            };
            let line: Vec<String> = points.iter().map(place).collect();
            let color = series % PALETTE.len();
            let _ = writeln!(
                self.body,
                "<path class=\"s{color}\" d=\"M{}\"/>",
                line.join("L")
            );
            for (index, value) in &points {
                let tip = xml::text(&format!(
                    "{} · {name}: {value}",
                    self.figures.categories[*index]
                ));
                let _ = writeln!(
                    self.body,
                    "<g><title>{tip}</title><circle class=\"k{color}\" cx=\"{}\" cy=\"{}\" r=\"4\"/></g>",
                    number(x(*index)),
                    number(bottom - scale.place(*value))
                );
            }
        }
        self.y = bottom + 62.0;
    }

    fn grid(&mut self, scale: &Scale, mut line: impl FnMut(&mut Self, String, f64)) {
        for tick in &scale.ticks {
            line(self, self.words.number(*tick), scale.place(*tick));
        }
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
        if self.figures.left_out > 0 {
            self.y += 14.0;
            let (y, text) = (self.y, self.words.rows_left_out(self.figures.left_out));
            self.text("c", MARGIN, y, &text);
            self.y += 8.0;
        }
        let (width, height) = (
            number(self.width.ceil()),
            number((self.y + MARGIN - 12.0).ceil()),
        );
        let title = xml::text(self.title);
        let language = self.words.tag();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" xml:lang=\"{language}\" role=\"img\">\n<title>{title}</title>\n<style>{}</style>\n<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>\n{}</svg>\n",
            css(),
            self.body
        )
    }
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

fn css() -> String {
    let mut css = String::from(
        ".h{font-size:21px;font-weight:700}.c,.e,.v{font-size:12px}.a{font-size:11px;text-anchor:middle}.e{text-anchor:end}.v{font-size:11px}",
    );
    let schemes = [
        (Color(0xFF, 0xFF, 0xFF), Color(0x16, 0x1A, 0x1F), 0),
        (Color(0x15, 0x18, 0x1C), Color(0xF0, 0xF2, 0xF4), 25),
    ];
    for (index, (page, ink, lighter)) in schemes.into_iter().enumerate() {
        let mut scheme = format!(
            ".page{{fill:{page}}}.h,.e,.v{{fill:{ink}}}.c,.a{{fill:{}}}.g{{stroke:{}}}",
            ink.mixed(page, 35),
            ink.mixed(page, 85)
        );
        for (number, (_, color)) in PALETTE.iter().enumerate() {
            let color = color.mixed(Color(0xFF, 0xFF, 0xFF), lighter);
            let _ = write!(
                scheme,
                ".k{number}{{fill:{color}}}.s{number}{{fill:none;stroke:{color};stroke-width:2.4;stroke-linejoin:round}}"
            );
        }
        if index > 0 {
            scheme = format!("@media (prefers-color-scheme:dark){{{scheme}}}");
        }
        css.push_str(&scheme);
    }
    css
}
