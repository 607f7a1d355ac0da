//! The program's run: it looks at what has changed since the last one, draws what is sure and asks
//! about the middle. Each night it learns from all records; in between, after files, it uses what it
//! learnt then and compares only records that changed with those that may be the same person.
//!
//! A run in between finds what a learning run would find but for pairs whose probability lies near a
//! threshold: the weights move little within a day. The next learning run looks once more at all
//! that changed since the one before it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use access::Vault;
use kernel::{AreaBook, Moment, Timestamp};
use linkage::{Known, Linker, Outcome, Table, join, least_for, workers};
use serde::Serialize;
use storage::{Db, Error, Record, Stamp, Store, Tx, Value, params};

use super::{
    Link, Pair, Reason, RunId,
    gather::{self, Seen},
    model,
    reason::written,
    store::{self, NEW_PROPOSAL},
    subject::{Edge, subjects},
};
use crate::{Fault, RecordId, SourceNo};

/// Draws the pairs from which chance is learnt; the records themselves decide the rest.
const SEED: u64 = 1;
/// Facts may become readable some time after the instant that they carry: an import's piece is
/// written within this time. What is looked at twice comes out the same.
const OVERLAP_MICROS: i64 = 3_600_000_000;

/// The hour (Asia/Shanghai) from which on the night's run is made.
const NIGHT_HOUR: i8 = 3;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Learns from all records, then looks at what has changed since it last learnt.
    Everything,
    /// Looks at what has changed since the last run, with the weights of the last that learnt; as
    /// [`Scope::Everything`] where there are none.
    Changed,
}

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Told {
    pub records: usize,
    /// Records that were new or had changed.
    pub changed: usize,
    pub linked: usize,
    /// New pairs about which a person is asked.
    pub asked: usize,
    /// The probability from which on pairs were linked.
    pub least: f64,
    /// Whether the weights were learnt anew.
    pub learnt: bool,
}

/// Which run is due now, if any: the night's one, or one after a file that has been taken in.
///
/// # Errors
/// When the store fails.
pub fn due(db: &mut Db<'_>, now: Timestamp) -> Result<Option<Scope>, Error> {
    let (last, learnt) = (store::last_begun(db, false)?, store::last_begun(db, true)?);
    let today = now.day().at(NIGHT_HOUR, 0);
    let night = if today <= now { today } else { now.day().plus(-1).at(NIGHT_HOUR, 0) };
    if learnt < night.micros() && store::has_file_since(db, learnt)? {
        return Ok(Some(Scope::Everything));
    }
    Ok(store::has_file_since(db, last)?.then_some(Scope::Changed))
}

/// Links what is sure. Killed before its end, it has done nothing; the next run does it.
///
/// # Errors
/// When the store fails, what is sealed was altered, or there are more than 65,536 sources.
pub fn run(
    store: &Store,
    vault: &Vault,
    areas: &Arc<AreaBook>,
    moment: &Moment,
    scope: Scope,
) -> Result<Told, Fault> {
    let (begun, vault, areas) = (moment.now(), vault.clone(), Arc::clone(areas));
    let (seen, weights, last) = store.read_blocking(move |db| {
        let weights = match scope {
            Scope::Everything => None,
            Scope::Changed => store::last_model(db)?,
        };
        let last = store::last_begun(db, weights.is_none())?;
        Ok::<_, Fault>((gather::all(db, &vault, &areas)?, weights, last))
    })?;
    let found = Found::of(&seen, weights.as_deref(), last.saturating_sub(OVERLAP_MICROS), begun)?;
    drop(seen);
    let stamp = Stamp::system(moment.clone(), "registry-link");
    store.write_blocking(stamp, move |tx| found.write(tx))
}

/// What the program found, before it is held against what people said.
struct Found {
    begun: Timestamp,
    changed: usize,
    records: Vec<RecordId>,
    table: Table,
    /// Pairs that may be one person, and why.
    links: Vec<linkage::Link>,
    reasons: Vec<Vec<Reason>>,
    /// The weights, as JSON, and whether they were learnt by this run.
    model: String,
    learnt: bool,
}

/// A pair by its records.
struct Drawn {
    pair: Pair,
    probability: f64,
    reasons: Vec<Reason>,
}

impl Found {
    /// Looks at the pairs of which something became known after `since`, with these weights or, where
    /// there are none that fit, with those that all records teach.
    fn of(
        seen: &[Seen],
        weights: Option<&str>,
        since: i64,
        begun: Timestamp,
    ) -> Result<Self, Error> {
        let is_new = |record: u32| {
            let seen = usize::try_from(record).ok().and_then(|at| seen.get(at));
            seen.is_some_and(|seen| seen.known > since)
        };
        let table = table(seen)?;
        let told = |error: linkage::SpecError| Error::Refused(error.to_string());
        let spec = workers::spec(true);
        let comparisons = spec.comparisons.clone();
        let known = weights.and_then(|text| model::read(&comparisons, text));
        let learnt = known.is_none();
        let (linker, weights) = if let Some(known) = known {
            (Linker::around(&table, spec, is_new).map_err(told)?, known)
        } else {
            let linker = Linker::new(&table, spec).map_err(told)?;
            let taught = linker.train(SEED);
            (linker, taught)
        };
        let links = linker.links_of(&weights, workers::ASKED_FROM, is_new);
        let reasons = linker.reasons_of(&weights, &links);
        let reasons = reasons.iter().map(|told| told.iter().map(Reason::from).collect()).collect();
        Ok(Self {
            begun,
            changed: seen.iter().filter(|seen| seen.known > since).count(),
            records: seen.iter().map(|seen| seen.record).collect(),
            model: model::written(&comparisons, &weights),
            learnt,
            links,
            reasons,
            table,
        })
    }

    fn write(self, tx: &mut Tx<'_>) -> Result<Told, Fault> {
        store::hold(tx)?;
        let (edges, apart) = (store::edges(tx)?, store::apart(tx)?);
        let places: HashMap<RecordId, u32> = self.records.iter().copied().zip(0..).collect();
        let place = |pair: &Pair| Some((*places.get(&pair.one)?, *places.get(&pair.other)?));
        let same: Vec<(u32, u32)> = edges.iter().filter_map(|edge| place(&edge.pair)).collect();
        let apart: Vec<(u32, u32)> = apart.iter().filter_map(place).collect();
        let known = Known { same: &same, apart: &apart };
        let drawn = self.links.iter().map(linkage::Link::probability);
        let standing = store::probabilities(tx)?;
        let all = drawn.chain(standing);
        let least = least_for(all, workers::WRONG_SHARE, workers::LINKED_FROM);
        let outcomes = join(&self.table, &self.links, least, true, known);
        let (mut joined, mut asked) = (Vec::new(), Vec::new());
        for ((link, outcome), reasons) in self.links.iter().zip(outcomes).zip(self.reasons) {
            let record = |at: u32| self.records.get(usize::try_from(at).ok()?).copied();
            let (Some(one), Some(other)) = (record(link.one), record(link.other)) else { continue };
            let Some(pair) = Pair::of(one, other) else { continue };
            let drawn = Drawn { pair, probability: link.probability(), reasons };
            match outcome {
                Outcome::Join => joined.push(drawn),
                Outcome::Ask => asked.push(drawn),
                Outcome::Already | Outcome::Refused => {}
            }
        }
        let (id, records, changed) = (tx.id(), self.records.len(), self.changed);
        let (linked, asked) = (joined.len(), ask(tx, id, asked)?);
        draw(tx, id, joined, edges)?;
        let told = Told { records, changed, linked, asked, least, learnt: self.learnt };
        remember(tx, id, self.begun, &told, self.model)?;
        Ok(told)
    }
}

/// The run itself, with what was learnt, and its place in the journal.
fn remember(
    tx: &mut Tx<'_>,
    id: RunId,
    begun: Timestamp,
    told: &Told,
    model: String,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO registry_runs (id, begun_at, finished_at, records, changed, linked,
             asked, least, model, learnt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            begun,
            now,
            told.records,
            told.changed,
            told.linked,
            told.asked,
            told.least,
            model,
            told.learnt,
        ],
    )?;
    let detail = serde_json::json!({
        "records": told.records, "changed": told.changed,
        "linked": told.linked, "asked": told.asked,
    });
    let (action, subject_kind) = ("registry.link-run", "registry-run");
    tx.record(Record { action, subject_kind, subject: *id.as_bytes(), area: "", detail })
}

/// Draws links and puts the subjects right.
fn draw(
    tx: &mut Tx<'_>,
    run: RunId,
    joined: Vec<Drawn>,
    mut edges: Vec<Edge>,
) -> Result<(), Error> {
    let since = tx.now();
    edges.extend(joined.iter().map(|drawn| Edge { since, pair: drawn.pair }));
    let links: Vec<Link> = joined
        .into_iter()
        .map(|Drawn { pair, probability, reasons }| Link {
            id: tx.id(),
            pair,
            since,
            probability,
            reasons,
            run: Some(run),
            made_by: None,
            until: None,
            ended_by: None,
            ended_why: None,
        })
        .collect();
    store::add_links(tx, &links)?;
    let before = store::all_subjects(tx)?;
    store::set_subjects(tx, &before, &subjects(&edges))
}

/// Puts pairs to a person, once each; answers how many are new.
fn ask(tx: &mut Tx<'_>, run: RunId, asked: Vec<Drawn>) -> Result<usize, Error> {
    let (known, now) = (store::proposed(tx)?, tx.now());
    let mut rows = Vec::new();
    for Drawn { pair, probability, reasons } in asked {
        if known.contains(&pair) {
            continue;
        }
        let id: super::ProposalId = tx.id();
        rows.extend([
            Value::from(id),
            pair.one.into(),
            pair.other.into(),
            super::common_area(pair).into(),
            probability.into(),
            written(&reasons).into(),
            run.into(),
            now.into(),
            super::State::Waiting.as_str().into(),
            now.into(),
        ]);
    }
    let count = rows.len() / NEW_PROPOSAL.len();
    tx.bulk("registry_proposals", &NEW_PROPOSAL, rows)?;
    Ok(count)
}

/// All records, side by side.
fn table(seen: &[Seen]) -> Result<Table, Error> {
    let sources: BTreeSet<SourceNo> = seen.iter().map(Seen::source).collect();
    let numbers: HashMap<SourceNo, usize> = sources.into_iter().zip(0..).collect();
    let mut table = workers::table();
    for one in seen {
        let number = numbers.get(&one.source()).and_then(|number| u16::try_from(*number).ok());
        let many = || Error::Refused("more than 65,536 sources cannot be linked at once".into());
        workers::push(&mut table, number.ok_or_else(many)?, &one.worker());
    }
    Ok(table)
}
