//! Set pieces: courses that one case in hundreds takes, one of each, arranged so that visitors find
//! them half-way. Made after everything else, with draws of their own: no other figure of the city
//! depends on them.

mod claim;
mod collective;
mod joint;
mod party;
mod pothole;
mod town;

use access::Actor;
use cases::Desk;
use contracts::CaseId;
use kernel::{Day, Id, Moment, SeededRng, Timestamp};
use storage::Tx;

use crate::{
    city::{self, Counts, catch_up},
    dice::Dice,
    error::Error,
    story::Plot,
    tools::Tools,
};
use town::Town;

type Work = Box<dyn FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<(), Error> + Send>;

/// One act of one person at one instant.
struct Piece {
    at: Timestamp,
    actor: Actor,
    /// The purpose that the journal keeps.
    purpose: &'static str,
    work: Work,
}

/// A set piece in the making.
#[derive(Default)]
struct Script(Vec<Piece>);

impl Script {
    /// Lets somebody act; what lies after the present is left out when it is played.
    fn act<T, E: Into<Error>>(
        &mut self,
        at: Timestamp,
        actor: &Actor,
        purpose: &'static str,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, E> + Send + 'static,
    ) {
        let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| {
            work(tx, desk, by).map(drop).map_err(Into::into)
        };
        self.0.push(Piece { at, actor: actor.clone(), purpose, work: Box::new(work) });
    }
}

/// An id for what begins at `at`; `name` tells the pieces of one city apart.
fn id<N>(plot: &Plot, name: &str, at: Timestamp) -> Id<N> {
    Id::new(at, &mut SeededRng::new(Dice::of(plot.seed, name, 0).seed()))
}

/// A case's id.
fn case(town: &Town<'_>, name: &str, at: Timestamp) -> CaseId {
    id(town.plot, name, at)
}

/// Founds the branch, then plays every piece in order of time, with deadlines at their instants.
pub fn add(tools: &Tools, plot: &Plot, opened: Day, counts: &mut Counts) -> Result<(), Error> {
    let Some(party) = party::found(tools, plot, opened)? else { return Ok(()) };
    let desk = city::desk(tools)?;
    let Some(town) = Town::of(plot, &tools.vault, party) else { return Ok(()) };
    let mut script = Script::default();
    let told = [
        party::tell(&town, &mut script),
        joint::tell(&town, &mut script),
        claim::tell(&town, &mut script),
        collective::tell(&town, &mut script),
        pothole::tell(&town, &mut script),
    ];
    counts.cases += told.iter().sum::<usize>();
    let mut pieces = script.0;
    pieces.retain(|piece| piece.at <= plot.now);
    // Stable: what happens at one instant keeps the order in which it was written.
    pieces.sort_by_key(|piece| piece.at);
    for (number, piece) in (0..).zip(pieces) {
        catch_up(tools, &desk, plot.seed, piece.at)?;
        counts.acts += 1;
        if let Err(error) = play(tools, &desk, plot.seed, number, piece) {
            if !error.is_refusal() {
                return Err(error);
            }
            tracing::debug!(%error, "an act of a set piece was refused");
            counts.refused += 1;
        }
    }
    catch_up(tools, &desk, plot.seed, plot.now)
}

fn play(tools: &Tools, desk: &Desk, seed: u64, number: u64, piece: Piece) -> Result<(), Error> {
    let Piece { at, actor, purpose, work } = piece;
    let moment = Moment::seeded(at, Dice::of(seed, "piece", number).seed());
    let desk = desk.clone();
    let stamp = actor.stamp(moment, purpose);
    tools.store.write_blocking(stamp, move |tx| work(tx, &desk, &actor))
}
