//! A province's two cures: 109 branches that have grown too large are divided within bounds, each by
//! a plan that is applied, undone and applied again; and 705 floating branches are founded from
//! 14,500 members whom three sources told of, each with the rule that led there or the obstacle.

mod bases;
mod claims;
mod floating;
mod oversized;
mod town;

use std::{path::Path, sync::Arc};

use branches::port::Tree;
use catalogue::Catalogue;
use kernel::AreaBook;
use organizations::Directory;
use serde::Serialize;

use crate::error::Error;
pub use floating::Floating;
pub use oversized::Oversized;
use town::Town;

/// How much of the province is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct World {
    /// Branches with more members than a branch may have.
    pub oversized: usize,
    /// Floating branches to be founded, and the members who will be in them.
    pub floating: usize,
    pub members: usize,
}

impl World {
    /// As it was reported.
    pub const WHOLE: Self = Self { oversized: 109, floating: 705, members: 14_500 };

    /// One part of so many, with some of everything.
    #[must_use]
    pub fn part(self, parts: usize) -> Self {
        let of = |count: usize, least: usize| (count / parts.max(1)).max(least);
        let floating = of(self.floating, 12);
        // As many to a branch as in the whole.
        let members = floating * self.members / self.floating.max(1);
        Self { oversized: of(self.oversized, 2), floating, members }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Province {
    pub seed: u64,
    pub world: World,
    pub oversized: Oversized,
    pub floating: Floating,
}

impl Province {
    /// Whether all of it went as it must.
    pub fn holds(&self) -> bool {
        self.oversized.holds(&self.world) && self.floating.holds(&self.world)
    }
}

/// Plays the scene in a fresh folder; `tree` makes what branches know of the tree of organizations.
///
/// # Errors
/// The store's own failure, or a use case that refused what it should not.
pub fn run(
    seed: u64,
    world: World,
    folder: &Path,
    tree: impl FnOnce(Directory, Arc<Catalogue>, Arc<AreaBook>) -> Arc<dyn Tree>,
) -> Result<Province, Error> {
    let town = Town::found(seed, folder, tree)?;
    let oversized = oversized::play(&town, seed, world.oversized)?;
    let floating = floating::play(&town, seed, world)?;
    Ok(Province { seed, world, oversized, floating })
}
