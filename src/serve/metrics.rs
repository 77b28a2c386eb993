//! What the server did, counted: in the [text format of Prometheus](https://prometheus.io/docs/instrumenting/exposition_formats/).

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the classes of times, in milliseconds.
const BOUNDS: [u64; 8] = [1, 5, 25, 100, 500, 2_500, 10_000, 60_000];

/// Counters of requests, which only grow.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Responses by the first digit of their status, from 1 on.
    statuses: [AtomicU64; 5],
    /// Requests that took at most as long as each bound; those that took longer are in none.
    times: [AtomicU64; BOUNDS.len()],
    /// The time of all requests, in microseconds.
    time: AtomicU64,
    builds: AtomicU64,
    failed_builds: AtomicU64,
}

impl Metrics {
    /// Notes a response and the time from its request to its head.
    pub fn note(&self, status: u16, time: Duration) {
        let class = usize::from(status / 100).checked_sub(1);
        if let Some(count) = class.and_then(|class| self.statuses.get(class)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let class = BOUNDS
            .iter()
            .position(|bound| time <= Duration::from_millis(*bound));
        if let Some(count) = class.and_then(|class| self.times.get(class)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.time.fetch_add(micros, Ordering::Relaxed);
    }

    /// Notes that the graph was built again, or could not be.
    pub fn note_build(&self, is_good: bool) {
        let builds = if is_good {
            &self.builds
        } else {
            &self.failed_builds
        };
        builds.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes the counters, with how many statements are served.
    pub fn text(&self, statements: usize) -> String {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut text = String::new();
        // A string takes what is written to it.
        let mut line = |arguments: std::fmt::Arguments| {
            let _ = writeln!(text, "{arguments}");
        };
        line(format_args!("# TYPE bixi_responses_total counter"));
        for (class, counter) in self.statuses.iter().enumerate() {
            line(format_args!(
                "bixi_responses_total{{status=\"{}xx\"}} {}",
                class + 1,
                count(counter)
            ));
        }
        line(format_args!("# TYPE bixi_request_seconds histogram"));
        let mut below = 0;
        for (bound, counter) in BOUNDS.iter().zip(&self.times) {
            below += count(counter);
            let bound = Duration::from_millis(*bound).as_secs_f64();
            line(format_args!(
                "bixi_request_seconds_bucket{{le=\"{bound}\"}} {below}"
            ));
        }
        let all: u64 = self.statuses.iter().map(count).sum();
        let seconds = Duration::from_micros(count(&self.time)).as_secs_f64();
        line(format_args!(
            "bixi_request_seconds_bucket{{le=\"+Inf\"}} {all}"
        ));
        line(format_args!("bixi_request_seconds_sum {seconds}"));
        line(format_args!("bixi_request_seconds_count {all}"));
        line(format_args!("# TYPE bixi_builds_total counter"));
        line(format_args!(
            "bixi_builds_total{{result=\"good\"}} {}",
            count(&self.builds)
        ));
        line(format_args!(
            "bixi_builds_total{{result=\"bad\"}} {}",
            count(&self.failed_builds)
        ));
        line(format_args!("# TYPE bixi_statements gauge"));
        line(format_args!("bixi_statements {statements}"));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_counted() {
        let metrics = Metrics::default();
        metrics.note(200, Duration::from_millis(3));
        metrics.note(404, Duration::from_secs(100));
        metrics.note_build(false);
        let text = metrics.text(7);
        for line in [
            "bixi_responses_total{status=\"2xx\"} 1",
            "bixi_responses_total{status=\"4xx\"} 1",
            "bixi_request_seconds_bucket{le=\"0.001\"} 0",
            "bixi_request_seconds_bucket{le=\"0.005\"} 1",
            "bixi_request_seconds_bucket{le=\"60\"} 1",
            "bixi_request_seconds_bucket{le=\"+Inf\"} 2",
            "bixi_request_seconds_sum 100.003",
            "bixi_builds_total{result=\"bad\"} 1",
            "bixi_statements 7",
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} is not in {text}"
            );
        }
    }
}
