//! The Party's houses of the demo city, and what is held in them: committees of industries, a branch
//! that has grown too large, one that looks after riders, a firm's chart that has changed, councils
//! and shifts. Made after everything
//! else, with draws of their own: no other figure of the city depends on them.

mod chart;
mod duties;
mod held;
mod members;
mod money;
mod units;

use access::Actor;
use contracts::UnitId;
use kernel::{Day, Moment};
use storage::jobs::{self, Handler};

use crate::{
    city::{self, Counts},
    dice::Dice,
    error::Error,
    story::Plot,
    tools::Tools,
};

/// The branches that visitors see, and who leads them.
struct Houses {
    /// 312 members: it has to be divided.
    large: UnitId,
    /// Its members look after riders.
    riders: UnitId,
    /// The committees above the two.
    express: UnitId,
    food: UnitId,
    leader: Actor,
}

/// Founds the houses and lets people into them; a city without a county has none.
pub fn add(tools: &Tools, plot: &Plot, opened: Day, counts: &mut Counts) -> Result<(), Error> {
    let Some(houses) = units::found(tools, plot, opened)? else { return Ok(()) };
    // The directory knows the new units from now on.
    city::desk(tools)?;
    if let Some(branches) = &tools.branches {
        counts.members = members::add(tools, plot, branches, &houses)?;
        chart::add(tools, plot, branches, &houses)?;
    }
    if let Some(gatherings) = &tools.gatherings {
        counts.gatherings = held::add(tools, plot, gatherings, &houses)?;
    }
    duties::add(tools, plot, &houses)?;
    if let Some(funds) = &tools.funds {
        money::add(tools, plot, funds, &houses)?;
    }
    Ok(())
}

/// Does what the houses' own clocks owe by now.
fn settle(tools: &Tools, plot: &Plot, handlers: &[Handler]) -> Result<(), Error> {
    let moment = Moment::seeded(plot.now, Dice::of(plot.seed, "houses-clock", 0).seed());
    jobs::run_due(&tools.store, &moment, handlers)?;
    Ok(())
}
