//! The day itself, attempt by attempt, and the evening.

use std::collections::{BTreeMap, BTreeSet};

use kernel::count;

use super::{
    Cellar, Warm,
    city::{City, GATES, RIDERS, SYNCED_HOUR},
    forger::forged,
    plan::{Attempt, Kind},
};
use crate::{
    gate::{Entry, GateClock, Verdict},
    pass::IssueError,
    pooled::{Scan, Travel, find_replays},
    rotation::Step,
};

/// What is counted along the way.
#[derive(Default)]
pub struct Tally {
    honest: [i64; 4],
    rotated: [i64; 2],
    forged: [i64; 2],
    replayed: [i64; 2],
    borrowed: [i64; 2],
    revoked: [i64; 4],
    expired: [i64; 2],
    revoked_found: i64,
    inside_window: i64,
    flagged: i64,
    honest_flagged: i64,
}

/// A scan that opened, and the attempt behind it, which no gate knows.
struct Opened {
    scan: Scan<usize>,
    attempt: usize,
}

/// Plays the attempts in the order of time.
pub fn play(city: &mut City, attempts: &[Attempt]) -> Result<Tally, IssueError> {
    let mut order: Vec<_> = (0..attempts.len()).collect();
    order.sort_by_key(|index| attempts[*index].second);
    let mut tally = Tally::default();
    let mut opened = Vec::new();
    let mut is_synced = false;
    for index in order {
        let attempt = attempts[index];
        if !is_synced && attempt.second >= SYNCED_HOUR * 3_600 {
            is_synced = true;
            city.sync();
        }
        let (verdicts, is_rotated) = act(city, attempts, &attempt)?;
        if let Some(Verdict::Accept(entry)) = verdicts.last() {
            opened
                .push(Opened { scan: scan(city, &attempt, verdicts.len(), entry), attempt: index });
        }
        tally.count(city, &attempt, &verdicts, is_rotated);
    }
    tally.evening(city, attempts, &opened);
    Ok(tally)
}

fn scan(city: &City, attempt: &Attempt, codes: usize, entry: &Entry) -> Scan<usize> {
    let post = &city.posts[attempt.gate];
    let waited = if codes > 1 { 30 } else { 0 };
    Scan {
        gate: attempt.gate,
        issuer: entry.issuer,
        cti: entry.cti,
        step: entry.step,
        at: city.from.plus_seconds(attempt.second + post.drift + waited),
        place: post.place,
    }
}

/// What the gate says: to one code, or to a second one when it asked for that. Whether the pass was
/// signed with the new key.
fn act(
    city: &mut City,
    attempts: &[Attempt],
    attempt: &Attempt,
) -> Result<(Vec<Verdict>, bool), IssueError> {
    let Attempt { second, rider, kind, .. } = *attempt;
    let ahead = city.riders[rider].ahead;
    let by_phone = |second: i64| Step::at(city.from.plus_seconds(second + ahead));
    let (texts, is_rotated) = match kind {
        Kind::Forged(way) => {
            let held = city.held(rider, second, false)?;
            let text = forged(city, way, &held, by_phone(second))?;
            (vec![text.clone(), text], false)
        }
        Kind::SameGate(source, _) | Kind::OtherGate(source, _) => {
            // The picture was taken when its holder showed the code, and never changes.
            let taken = attempts[source].second;
            let held = city.held(rider, taken, false)?;
            let text = held.pass.rotating(&city.root.pass_key(&held.claims), by_phone(taken));
            (vec![text.clone(), text], false)
        }
        Kind::Paper => {
            let held = city.held(rider, second, true)?;
            (vec![held.pass.text()], held.is_rotated)
        }
        Kind::Honest | Kind::Borrowed | Kind::Revoked | Kind::Expired => {
            let held = match kind {
                Kind::Expired => city.over(rider, second)?,
                _ => city.held(rider, second, false)?,
            };
            let key = city.root.pass_key(&held.claims);
            let text = |second| held.pass.rotating(&key, by_phone(second));
            (vec![text(second), text(second + 30)], held.is_rotated)
        }
    };
    let post = &mut city.posts[attempt.gate];
    let mut verdicts = Vec::new();
    for (text, waited) in texts.iter().zip([0, 30]) {
        let now = city.from.plus_seconds(second + post.drift + waited);
        let verdict = post.gate.check(text, GateClock::Known(now));
        verdicts.push(verdict);
        if verdict != Verdict::Again {
            break;
        }
    }
    Ok((verdicts, is_rotated))
}

impl Tally {
    fn count(&mut self, city: &City, attempt: &Attempt, verdicts: &[Verdict], is_rotated: bool) {
        let is_open = verdicts.last().is_some_and(Verdict::is_accepted);
        let open = i64::from(is_open);
        let add = |pair: &mut [i64; 2]| {
            pair[0] += 1;
            pair[1] += open;
        };
        match attempt.kind {
            Kind::Honest | Kind::Paper => {
                let second = i64::from(is_open && verdicts.len() > 1);
                let parts = [1, open, second, 1 - open];
                self.honest.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
                if is_rotated {
                    add(&mut self.rotated);
                }
            }
            Kind::Forged(_) => add(&mut self.forged),
            Kind::SameGate(..) | Kind::OtherGate(..) => add(&mut self.replayed),
            Kind::Borrowed => add(&mut self.borrowed),
            Kind::Expired => add(&mut self.expired),
            Kind::Revoked => {
                let is_known =
                    city.posts[attempt.gate].is_synced && attempt.second >= SYNCED_HOUR * 3_600;
                let known = i64::from(is_known) * open;
                let parts = [1, 1 - open, known, open - known];
                self.revoked.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            }
        }
    }

    /// The scans come together: with each other, and with the list of revoked passes.
    fn evening(&mut self, city: &City, attempts: &[Attempt], opened: &[Opened]) {
        let kind = |opened: &Opened| attempts[opened.attempt].kind;
        let is_picture =
            |opened: &&Opened| matches!(kind(opened), Kind::SameGate(..) | Kind::OtherGate(..));
        self.inside_window = count_of(opened.iter().filter(is_picture).count());
        for opened in opened {
            let is_known = city.revocations.is_revoked(opened.scan.cti.index());
            self.revoked_found += i64::from(is_known && kind(opened) == Kind::Revoked);
        }
        let name = |scan: &Scan<usize>| (scan.cti, scan.gate, scan.at);
        let by_name: BTreeMap<_, _> =
            opened.iter().map(|opened| (name(&opened.scan), opened)).collect();
        let replays = find_replays(opened.iter().map(|opened| opened.scan), &Travel::default());
        let mut pictures = BTreeSet::new();
        for replay in &replays {
            let both = [&replay.earlier, &replay.later].map(|scan| by_name.get(&name(scan)));
            let found: Vec<_> = both.into_iter().flatten().copied().collect();
            let shown = found.iter().filter(|opened| is_picture(opened));
            let before = pictures.len();
            pictures.extend(shown.map(|opened| opened.attempt));
            let is_innocent =
                found.iter().all(|opened| matches!(kind(opened), Kind::Honest | Kind::Paper));
            self.honest_flagged += i64::from(pictures.len() == before && is_innocent);
        }
        self.flagged = count_of(pictures.len());
    }

    /// The report.
    pub fn told(&self, seed: u64, city: &City, attempts: usize, warm: Warm) -> Cellar {
        let [honest_attempts, honest_accepted, honest_second_code, honest_refused] = self.honest;
        let [revoked_attempts, revoked_refused, known, offline] = self.revoked;
        debug_assert_eq!(city.riders.len(), usize::try_from(RIDERS).unwrap_or(0));
        debug_assert_eq!(city.posts.len(), usize::try_from(GATES).unwrap_or(0));
        Cellar {
            seed,
            gates: city.posts.len(),
            riders: city.riders.len(),
            attempts,
            honest_attempts,
            honest_accepted,
            honest_second_code,
            honest_refused,
            honest_refused_share: count::ratio(honest_refused, honest_attempts),
            rotated_attempts: self.rotated[0],
            rotated_accepted: self.rotated[1],
            forged_attempts: self.forged[0],
            forged_accepted: self.forged[1],
            replayed_attempts: self.replayed[0],
            replayed_refused: self.replayed[0] - self.replayed[1],
            replayed_inside_window: self.inside_window,
            replayed_flagged: self.flagged,
            honest_flagged: self.honest_flagged,
            borrowed_attempts: self.borrowed[0],
            borrowed_accepted: self.borrowed[1],
            revoked_attempts,
            revoked_refused,
            revoked_accepted_where_known: known,
            revoked_accepted_offline: offline,
            revoked_found: self.revoked_found,
            expired_attempts: self.expired[0],
            expired_accepted: self.expired[1],
            warm,
        }
    }
}

fn count_of(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
