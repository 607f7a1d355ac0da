//! Dated facts of one record, and what they add up to: pure, no store.
//!
//! A fact holds from a day on until another of the same kind takes its place. A whole roster says
//! something of everybody on its day; what it only repeats is not written again. So when a file
//! comes late, whatever it changes is put back at the next roster that said otherwise: the facts
//! then tell of every day what they would tell had the files come in order.

use std::collections::{BTreeMap, BTreeSet};

/// Number of a term that says "not known".
pub const UNKNOWN: i64 = 0;

/// A keyed hash of 128 bits.
pub type Mark = [u8; 16];

/// One thing that was said. Days count from 1970-01-01, `known` is microseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fact {
    pub day: i64,
    pub known: i64,
    /// Tells facts of one day and instant apart.
    pub part: i64,
    pub batch: i64,
    /// Term of a job that is held, or that number below zero for one that has ended.
    pub job: Option<i64>,
    pub places: Places,
    pub said: Option<Mark>,
}

/// The three places of a person, each a term; `None` where nothing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Places {
    /// Home registration (户籍).
    pub home: Option<i64>,
    pub residence: Option<i64>,
    /// Freight line: areas in the order of travel.
    pub line: Option<i64>,
}

impl Places {
    /// All three, home first.
    pub const fn all(&self) -> [Option<i64>; 3] {
        [self.home, self.residence, self.line]
    }

    pub const fn of([home, residence, line]: [Option<i64>; 3]) -> Self {
        Self { home, residence, line }
    }
}

/// Something that holds, the day since which it does, and what said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since<T> {
    pub what: T,
    pub day: i64,
    pub known: i64,
    pub batch: i64,
}

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Jobs that are held, by term.
    pub jobs: BTreeMap<i64, Since<()>>,
    pub places: [Option<Since<i64>>; 3],
    /// The personal part, with the place of the fact that holds it.
    pub said: Option<Since<Mark>>,
}

/// What holds on `day`, as it was known at `known`. `facts` are in the order of [`sort`].
pub fn state(facts: &[Fact], day: i64, known: i64) -> State {
    let mut state = State::default();
    for fact in facts.iter().filter(|fact| fact.day <= day && fact.known <= known) {
        let since = |what| Since { what, day: fact.day, known: fact.known, batch: fact.batch };
        match fact.job {
            Some(job) if job > 0 => {
                let held = Since { what: (), day: fact.day, known: fact.known, batch: fact.batch };
                // A job that is only said again is held since it was said first.
                state.jobs.entry(job).or_insert(held);
            }
            Some(ended) => {
                state.jobs.remove(&-ended);
            }
            None => {}
        }
        for (place, said) in state.places.iter_mut().zip(fact.places.all()) {
            if let Some(term) = said
                && place.is_none_or(|held| held.what != term)
            {
                *place = Some(since(term));
            }
        }
        if let Some(mark) = fact.said {
            state.said =
                Some(Since { what: mark, day: fact.day, known: fact.known, batch: fact.batch });
        }
    }
    state
}

/// Puts facts into the order in which they take each other's place.
pub fn sort(facts: &mut [Fact]) {
    facts.sort_by_key(|fact| (fact.day, fact.known, fact.part));
}

/// What a file says of a record on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// Terms of the jobs held.
    pub jobs: BTreeSet<i64>,
    /// Terms of jobs that ended on the day.
    pub ended: BTreeSet<i64>,
    pub places: Places,
    pub said: Option<Mark>,
    /// A whole roster: a job that it does not name has ended.
    pub whole: bool,
}

/// A fact to be written, from which day on, with the mark of the personal part that holds from then.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    pub day: i64,
    pub job: Option<i64>,
    pub places: Places,
    pub said: Option<Mark>,
}

/// What must be written so that the statement holds from `day` on and later ones still hold.
/// `rosters` are the days of the source's whole rosters, in order.
pub fn news(facts: &[Fact], rosters: &[i64], day: i64, statement: &Statement) -> Vec<News> {
    let mut days = Days::default();
    let before = state(facts, day, i64::MAX);
    let later = || rosters.iter().copied().filter(|roster| *roster > day);
    let next = later().next();
    let touched = |until: i64, is_it: &dyn Fn(&Fact) -> bool| {
        facts.iter().any(|fact| fact.day > day && fact.day <= until && is_it(fact))
    };
    let dropped = before.jobs.keys().filter(|job| statement.whole && !statement.jobs.contains(job));
    let ended: BTreeSet<i64> = dropped.chain(&statement.ended).copied().collect();
    let held = statement.jobs.iter().filter(|job| !ended.contains(job)).map(|job| (*job, true));
    for (job, held) in held.chain(ended.iter().map(|job| (*job, false))) {
        let was = before.jobs.contains_key(&job);
        if statement.whole && was == held {
            continue;
        }
        days.jobs.entry(day).or_default().push(if held { job } else { -job });
        if let Some(next) = next.filter(|_| was != held)
            && !touched(next, &|fact| fact.job.is_some_and(|other| other.abs() == job))
        {
            let again = state(facts, next, i64::MAX).jobs.contains_key(&job);
            days.jobs.entry(next).or_default().push(if again { job } else { -job });
        }
    }
    // A roster says where those on it live, and nothing of those who are not.
    let named = || later().find(|roster| !state(facts, *roster, i64::MAX).jobs.is_empty());
    for (place, said) in statement.places.all().into_iter().enumerate() {
        let Some(term) = said else { continue };
        let was = before.places[place].map(|held| held.what);
        if statement.whole && was == Some(term) {
            continue;
        }
        days.rest.entry(day).or_default().0[place] = Some(term);
        if was != Some(term)
            && let Some(next) = named()
            && !touched(next, &|fact| fact.places.all()[place].is_some())
            && let Some(again) = state(facts, next, i64::MAX).places[place]
        {
            days.rest.entry(next).or_default().0[place] = Some(again.what);
        }
    }
    if let Some(mark) = statement.said {
        let was = before.said.map(|held| held.what);
        if was != Some(mark) {
            days.rest.entry(day).or_default().1 = Some(mark);
            if let Some(next) = named()
                && !touched(next, &|fact| fact.said.is_some())
                && let Some(again) = state(facts, next, i64::MAX).said
            {
                days.rest.entry(next).or_default().1 = Some(again.what);
            }
        }
    }
    days.into_news()
}

/// What is to be written, by day.
#[derive(Default)]
struct Days {
    jobs: BTreeMap<i64, Vec<i64>>,
    rest: BTreeMap<i64, ([Option<i64>; 3], Option<Mark>)>,
}

impl Days {
    /// One fact for each job; the first of a day also carries the rest.
    fn into_news(mut self) -> Vec<News> {
        let days: BTreeSet<i64> = self.jobs.keys().chain(self.rest.keys()).copied().collect();
        let mut found = Vec::new();
        for day in days {
            let jobs = self.jobs.remove(&day).unwrap_or_default();
            let (places, said) = self.rest.remove(&day).unwrap_or_default();
            let first = News { day, job: jobs.first().copied(), places: Places::of(places), said };
            found.push(first);
            let more = jobs.into_iter().skip(1);
            found.extend(more.map(|job| News { day, job: Some(job), ..News::default() }));
        }
        found
    }
}

#[cfg(test)]
#[path = "fact_tests.rs"]
mod tests;
