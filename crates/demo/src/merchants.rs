//! Merchants, and how long riders waited there. Made after everything else, with draws of their
//! own: no other figure of the city depends on them.

use std::sync::Arc;

use access::{Action, Target, membership::Issuer, permit};
use contracts::{PersonId, UnitId, Units};
use kernel::{AreaCode, Day, Id, Moment, SeededRng, Timestamp};
use organizations::{
    By, Directory, NewUnit, found,
    posts::{self, NewPost},
};
use ratings::{Desk, NewRating, batch};
use storage::{Tx, jobs};

use crate::{
    cast::Worker,
    city::{Counts, catch_up, stamp},
    data::NAMES,
    dice::Dice,
    error::Error,
    line::Line,
    story::Plot,
    tools::Tools,
};

/// Days of ratings before now.
const DAYS: i64 = 70;
/// Every so manieth merchant is rated by too few riders to be published,
const QUIET: usize = 6;
/// and these are so slow that a case for their improvement opens with the last batch.
const SLOW: [usize; 2] = [0, 9];
const REPLY: &str = "午高峰加了两名后厨，收到催单先出骑手在等的单，门口加了四把椅子。";

/// A merchant of the demo.
#[derive(Debug, Clone)]
struct Merchant {
    id: UnitId,
    area: AreaCode,
    /// Which of the demo's streets it lies in.
    street: usize,
}

/// What happens at an instant.
enum Happening {
    Rate(Box<(Worker, NewRating, u64)>),
    Batch,
    Reply,
}

/// Founds the merchants, lets riders rate them, works out every batch until now.
pub async fn add(
    tools: &Tools,
    plot: &Plot,
    opened: Day,
    counts: &mut Counts,
) -> Result<(), Error> {
    let merchants = open(tools, plot, opened)?;
    if let Some(known) = &tools.directory {
        known.refresh_blocking()?;
    }
    let units: Arc<dyn Units> = Arc::new(Directory::load(&tools.store)?);
    let (catalogue, vault) = (Arc::clone(&tools.catalogue), tools.vault.clone());
    let desk = Desk { catalogue, units, vault };
    let mut happenings = ratings(plot, &merchants);
    counts.merchants = merchants.len();
    counts.ratings = happenings.len();
    let mut monday = batch::next(plot.now.plus_days(-DAYS));
    while monday <= plot.now {
        happenings.push((monday, Happening::Batch));
        monday = batch::next(monday);
    }
    // The day after the last batch the merchant of visitors answers.
    let answered = monday.plus_days(-6).plus_hours(6);
    if answered <= plot.now {
        happenings.push((answered, Happening::Reply));
    }
    happenings.sort_by_key(|(at, _)| *at);
    live(tools, plot, &desk, merchants.first(), happenings).await?;
    // Deadlines of the cases that the batches opened.
    catch_up(tools, &plot.desk, plot.seed, plot.now)
}

/// One merchant in each community; the firm's clerk whom visitors may be serves in the first too.
fn open(tools: &Tools, plot: &Plot, opened: Day) -> Result<Vec<Merchant>, Error> {
    let (catalogue, areas) = (Arc::clone(&tools.catalogue), Arc::clone(&tools.areas));
    let streets = plot.places.streets.clone();
    let clerk = persona(plot);
    let stamp = stamp(plot.seed, "demo-merchants", 0, opened.plus(-1).at(11, 0));
    tools.store.write_blocking(stamp, move |tx| {
        let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
        let mut made = Vec::new();
        for (street, place) in streets.iter().enumerate() {
            for community in &place.communities {
                let name = NAMES.merchants.get(made.len() % NAMES.merchants.len().max(1));
                let branch = community.name.trim_end_matches("社区");
                let new = NewUnit {
                    id: tx.id(),
                    kind: catalogue.ratings().unit_kind.clone(),
                    area: community.code,
                    name_zh: format!("{}（{branch}店）", name.map_or("", String::as_str)),
                    name_en: format!("Merchant {}, {}", made.len() + 1, community.en),
                    parent: None,
                    in_charge: false,
                    from: opened.plus(-1),
                };
                found(tx, desk, By::Program, &new)?;
                made.push(Merchant { id: new.id, area: community.code, street });
            }
        }
        if let (Some(person), Some(first)) = (clerk, made.first()) {
            let (role, from) = ("firm-clerk".to_owned(), opened.plus(-1));
            let post = NewPost { unit: first.id, person, role, from, until: None };
            posts::give(tx, desk, Issuer::Program, &post)?;
        }
        Ok(made)
    })
}

fn persona(plot: &Plot) -> Option<PersonId> {
    let firm = plot.offices.firms().next()?;
    Some(plot.cast.clerks.get(&firm.id)?.first()?.actor.person)
}

/// Who rates whom, when, and how.
fn ratings(plot: &Plot, merchants: &[Merchant]) -> Vec<(Timestamp, Happening)> {
    let mut all = Vec::new();
    for (number, merchant) in merchants.iter().enumerate() {
        let mut dice = Dice::of(plot.seed, "ratings", u64::try_from(number).unwrap_or(0));
        let mut near: Vec<&Worker> =
            plot.cast.workers.iter().filter(|it| it.street == merchant.street).collect();
        let slow = SLOW.contains(&number);
        let riders = match number % QUIET {
            _ if slow => dice.between(13, 17),
            QUIET_REST => dice.between(1, 4),
            _ => dice.between(7, 26),
        };
        let usual = if slow { dice.between(21, 27) } else { dice.between(4, 13) };
        for _ in 0..riders {
            if near.is_empty() {
                break;
            }
            let rider = near.swap_remove(dice.below(near.len()));
            let at = instant(plot.now, slow, &mut dice);
            if at < plot.now {
                let new = rating(plot, merchant, (at, usual, slow), &mut dice);
                let happening = Happening::Rate(Box::new((rider.clone(), new, dice.seed())));
                all.push((at, happening));
            }
        }
    }
    all
}

/// The place among [`QUIET`] merchants that few riders know.
const QUIET_REST: usize = QUIET - 1;

/// Around a meal. A slow kitchen is rated so late that the last batch before `now` is the first
/// to know of enough riders.
fn instant(now: Timestamp, slow: bool, dice: &mut Dice) -> Timestamp {
    let last = batch::next(now.plus_days(-7));
    let day = if slow {
        last.plus_days(-dice.between(11, 15)).day()
    } else {
        now.plus_days(-dice.between(1, DAYS)).day()
    };
    let hour = if dice.chance(550) { dice.between(11, 13) } else { dice.between(17, 19) };
    day.start().plus_hours(hour).plus_seconds(dice.between(0, 3_599))
}

fn rating(
    plot: &Plot,
    merchant: &Merchant,
    (at, usual, slow): (Timestamp, i64, bool),
    dice: &mut Dice,
) -> NewRating {
    let reasons = &plot.desk.catalogue.ratings().reasons;
    let weights = reasons.iter().enumerate().map(|(place, _)| match place {
        0 if slow => 9,
        1 if slow => 5,
        _ => 2,
    });
    let weights: Vec<u64> = weights.collect();
    let reason = reasons.get(dice.weighted(weights));
    NewRating {
        id: Id::new(at, &mut SeededRng::new(dice.seed())),
        unit: merchant.id,
        minutes: (usual + dice.between(-6, 9)).max(0),
        reason: reason.map(|reason| reason.code.clone()).unwrap_or_default(),
        band: None,
        note: String::new(),
    }
}

async fn live(
    tools: &Tools,
    plot: &Plot,
    desk: &Desk,
    first: Option<&Merchant>,
    happenings: Vec<(Timestamp, Happening)>,
) -> Result<(), Error> {
    let mut line = Line::new(tools.store.clone());
    for (number, (at, happening)) in (0..).zip(happenings) {
        let desk = desk.clone();
        match happening {
            Happening::Rate(rated) => {
                let (rider, new, seed) = *rated;
                let stamp = rider.actor.stamp(Moment::seeded(at, seed), "merchant-rate");
                line.hand_in(stamp, move |tx| {
                    let own = Target::of(rider.actor.person);
                    let permit = permit(&rider.actor, Action::MerchantRate, &own)
                        .map_err(|_| ratings::RateError::NotFound)?;
                    ratings::rate(tx, &desk, &permit, &new)?;
                    Ok(())
                })
                .await?;
            }
            Happening::Batch => {
                let stamp = stamp(plot.seed, batch::BATCH_JOB, number, at);
                line.hand_in(stamp, move |tx| work_out(tx, &desk)).await?;
            }
            Happening::Reply => {
                let (Some(first), Some(person)) = (first.cloned(), persona(plot)) else { continue };
                let stamp = stamp(plot.seed, "demo-reply", number, at);
                line.hand_in(stamp, move |tx| reply(tx, &first, person)).await?;
            }
        }
    }
    line.drain().await
}

/// The jobs of the batch that is due: the list of merchants, then each of them.
fn work_out(tx: &mut Tx<'_>, desk: &Desk) -> Result<(), Error> {
    const BATCH: usize = 500;
    let desk = desk.clone();
    let handlers = batch::handlers(move || desk.clone());
    loop {
        let now = tx.now();
        let due = jobs::due(tx, now, BATCH)?;
        let ours: Vec<_> = due
            .iter()
            .filter_map(|job| Some((job, handlers.iter().find(|it| it.kind == job.kind)?)))
            .collect();
        if ours.is_empty() {
            return Ok(());
        }
        for (job, handler) in ours {
            jobs::cancel(tx, &job.key)?;
            (handler.run)(tx, job)?;
        }
    }
}

fn reply(tx: &mut Tx<'_>, merchant: &Merchant, person: PersonId) -> Result<(), Error> {
    let Some(release) = ratings::store::releases::last(tx, merchant.id)? else { return Ok(()) };
    let today = tx.now().day();
    let posts = access::membership::memberships_of(tx, person, today)?;
    let clerk = access::Actor::new(person, None, posts, today);
    let target = Target::area(merchant.area).with_units([merchant.id]);
    let permit = permit(&clerk, Action::MerchantReply, &target)
        .map_err(|_| ratings::ReplyError::NotFound)?;
    Ok(ratings::reply(tx, &permit, release.id, REPLY)?)
}
