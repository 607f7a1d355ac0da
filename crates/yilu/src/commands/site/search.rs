//! The search as a person at a terminal sees it: progress, a deadline, and Ctrl-C, after which the
//! best plan so far is given.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Clock as _, SystemClock, Timestamp, count};
use siting::{Ask, Found, Limits, Problem, Progress};

use crate::{
    cli::Effort,
    commands::runtime,
    outcome::{Failure, Outcome},
};

/// A search that is under way since it was made.
pub struct Search {
    begun: Timestamp,
    seconds: f64,
    limits: Limits,
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
    /// Keeps listening for Ctrl-C.
    _listening: tokio::runtime::Runtime,
}

impl Search {
    pub fn begin(effort: &Effort) -> Outcome<Self> {
        let interrupted = Arc::new(AtomicBool::new(false));
        let listening = runtime()?;
        let heard = Arc::clone(&interrupted);
        listening.spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                heard.store(true, Ordering::Relaxed);
            }
            // Whoever asks twice does not want to wait.
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
        let bar = ProgressBar::new_spinner();
        let style = ProgressStyle::with_template("{elapsed} {msg}");
        Ok(Self {
            begun: SystemClock.now(),
            seconds: effort.seconds.unwrap_or(f64::INFINITY),
            limits: Limits {
                gap: effort.gap,
                seed: effort.seed,
                threads: usize::from(effort.threads),
                ..Limits::default()
            },
            bar: bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner())),
            interrupted,
            _listening: listening,
        })
    }

    /// Seconds since the beginning.
    pub fn seconds(&self) -> f64 {
        let micros = SystemClock.now().micros() - self.begun.micros();
        count::to_f64(micros) / 1e6
    }

    pub fn tell(&self, message: impl Into<std::borrow::Cow<'static, str>>) {
        self.bar.set_message(message);
    }

    /// For what can't give a partial result.
    pub fn go_on(&self) -> Outcome {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(Failure::told("interrupted before there was a plan"));
        }
        Ok(())
    }

    /// Whether to go on, and tells how far it is. `total` is what could be covered at most; without
    /// it losses are told as they are.
    pub fn watch(&self, total: Option<f64>) -> impl FnMut(&Progress<'_>) -> ControlFlow<()> + '_ {
        move |now| {
            let value = |loss: f64| total.map_or(loss, |total| total - loss);
            if now.loss.is_finite() {
                self.bar.set_message(format!(
                    "{:.0}, at best {:.0}; {} cases, {} open",
                    value(now.loss),
                    value(now.bound),
                    now.cases,
                    now.open
                ));
            }
            let over = self.seconds() >= self.seconds || self.interrupted.load(Ordering::Relaxed);
            if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }

    /// How far to go, apart from time.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Takes the progress off the terminal.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// The best plan that there is time for.
    pub fn answer(&self, ask: &Ask<'_>, problem: &Problem) -> Outcome<Found> {
        let total = problem.is_coverage().then(|| problem.loss_of_nothing());
        let found = ask.answer(self.limits, &mut self.watch(total));
        self.end();
        found.map_err(|error| Failure::told(error.to_string()))
    }
}
