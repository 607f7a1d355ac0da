//! Census night: three files about the same people arrive at once. They are taken in through the
//! registry's import, their broken rows mended and sent again; the program finds out who is one
//! person, asks about the middle, and is held against the truth, which it never sees. Then somebody
//! draws hundreds of wrong links and takes each back; and a source's rosters arrive in the wrong
//! order.

mod late;
mod stage;
mod wrong;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use access::Vault;
use census::{File, Files, People, Score, World};
use kernel::Timestamp;
use registry::{RecordId, SourceNo, import, linking, source::Source};
use serde::Serialize;
use storage::{Store, StoreOptions};

use crate::error::Error;
use stage::Stage;

pub use stage::MIGRATIONS;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Census {
    pub seed: u64,
    pub world: World,
    /// Rows that were taken in at first, by file.
    pub imported: [i64; 3],
    /// Rows that came back, which are exactly the broken ones.
    pub rejected: [i64; 3],
    pub rejected_are_the_broken: bool,
    /// Rows that were mended, sent again and taken in.
    pub mended: i64,
    /// The program's first run.
    pub run: linking::run::Told,
    pub score: Score,
    /// A second run over nothing new: links it drew and pairs it asked about.
    pub again: [usize; 2],
    /// Wrong links that were drawn, and of those taken back.
    pub planted: usize,
    pub undone: usize,
    /// Kinds of things that differed while the links stood, and after they were taken back.
    pub touched: Vec<&'static str>,
    pub left_over: Vec<&'static str>,
    /// Planted links that a later run drew or asked about again.
    pub drawn_again: usize,
    /// Days on which rosters in order and out of order say the same, of so many.
    pub same_days: [usize; 2],
}

impl Census {
    /// Whether all of it went as it must.
    pub fn holds(&self) -> bool {
        let mended: i64 = self.rejected.iter().sum();
        self.rejected_are_the_broken
            && self.mended == mended
            && self.score.holds()
            && self.again == [0, 0]
            && self.undone == self.planted
            && self.planted > 0
            && self.touched == ["links", "subjects"]
            && self.left_over.is_empty()
            && self.drawn_again == 0
            && self.same_days[0] == self.same_days[1]
    }
}

/// Plays the whole night on a store in a fresh folder.
///
/// # Errors
/// The store's own failure, or a use case that refused what it should not.
pub fn run(seed: u64, folder: &Path) -> Result<Census, Error> {
    let mut options = StoreOptions::in_folder(folder);
    options.migrations = MIGRATIONS.concat();
    let store = Store::open(options)?;
    let vault = stage::vault(seed)?;
    let told = play(&store, vault, World::CENSUS, seed, folder);
    store.close();
    told
}

/// Plays a night of any size on a store with [`MIGRATIONS`]; files are written into `folder`.
///
/// # Errors
/// As [`run`].
pub fn play(
    store: &Store,
    vault: Vault,
    world: World,
    seed: u64,
    folder: &Path,
) -> Result<Census, Error> {
    let people = People::new(&world, seed);
    let files = Files::new(&world, &people, seed);
    drop(people);
    let stage = Stage::new(store, vault, seed)?;
    let mut night = Night::default();
    for (place, file) in files.files.iter().enumerate() {
        night.take_in(&stage, place, file, folder)?;
    }
    let run = stage.link(1)?;
    let truth = night.truth(&stage, &files)?;
    let (score, taken) = scored(&stage, &truth)?;
    let second = stage.link(4)?;
    let wrong = wrong::play(&stage, &truth, &taken, planted(&world))?;
    let third = stage.link(8)?;
    let drawn_again = wrong.found_again(&stage)? + third.linked + third.asked;
    let same_days = late::play(&stage, &files, world.roster / 10, folder)?;
    Ok(Census {
        seed,
        world,
        imported: night.imported,
        rejected: night.rejected,
        rejected_are_the_broken: night.rejected_are_the_broken,
        mended: night.mended,
        run,
        score,
        again: [second.linked, second.asked],
        planted: wrong.planted,
        undone: wrong.undone,
        touched: wrong.touched,
        left_over: wrong.left_over,
        drawn_again,
        same_days,
    })
}

/// Five hundred of the whole night, fewer of a part of it.
fn planted(world: &World) -> usize {
    (500 * world.rows() / World::CENSUS.rows()).max(50)
}

/// What has been taken in so far.
#[derive(Default)]
struct Night {
    sources: Vec<Source>,
    imported: [i64; 3],
    rejected: [i64; 3],
    rejected_are_the_broken: bool,
    mended: i64,
}

impl Night {
    fn take_in(
        &mut self,
        stage: &Stage<'_>,
        place: usize,
        file: &File,
        folder: &Path,
    ) -> Result<(), Error> {
        let source = stage.begin(file.kind)?;
        let path = folder.join(format!("{}.csv", file.kind.name()));
        stage::written(&path, |out| file.write(out))?;
        let first = stage.import(&source, &path, stage::NIGHT)?;
        let broken: HashSet<u64> = file
            .broken
            .iter()
            // The header is the first line.
            .filter_map(|broken| u64::try_from(broken.place + 2).ok())
            .collect();
        let rejected: HashSet<u64> = first.rejected.iter().map(|row| row.line).collect();
        self.rejected_are_the_broken =
            (place == 0 || self.rejected_are_the_broken) && broken == rejected;
        let path = folder.join(format!("{}.mended.csv", file.kind.name()));
        stage::written(&path, |out| file.write_mended(out))?;
        let again = stage.import(&source, &path, stage::NIGHT)?;
        self.mended += again.tally.new;
        let import::Tally { new, rejected, .. } = first.tally;
        if let (Some(imported), Some(refused)) =
            (self.imported.get_mut(place), self.rejected.get_mut(place))
        {
            (*imported, *refused) = (new, rejected);
        }
        self.sources.push(source);
        Ok(())
    }

    /// Whom each record is about.
    fn truth(&self, stage: &Stage<'_>, files: &Files) -> Result<Vec<(RecordId, usize)>, Error> {
        let mut known = HashMap::new();
        for (source, file) in self.sources.iter().zip(&files.files) {
            for (row, who) in file.rows.iter().zip(&file.truth) {
                known.insert((source.number, row.number.as_str()), *who);
            }
        }
        let numbers = stage.numbers()?;
        let about = numbers.iter().map(|(record, number)| {
            let who = known.get(&(SourceNo::of(*record), number.as_str())).copied();
            let nobody = || Error::Scene(format!("no row has the number {number}"));
            Ok((*record, who.ok_or_else(nobody)?))
        });
        about.collect()
    }
}

/// How well it was linked, and the subject that each record was taken for.
fn scored(stage: &Stage<'_>, truth: &[(RecordId, usize)]) -> Result<(Score, Vec<RecordId>), Error> {
    let (subjects, waiting) = stage.read(|db| {
        let far = Timestamp::from_micros(i64::MAX);
        Ok((linking::subjects(db)?, linking::waiting(db, "", far, usize::MAX / 2)?))
    })?;
    let taken: Vec<RecordId> =
        truth.iter().map(|(record, _)| subjects.get(record).copied().unwrap_or(*record)).collect();
    let mut names = HashMap::new();
    let pairs: Vec<(usize, usize)> = truth
        .iter()
        .zip(&taken)
        .map(|((_, who), subject)| {
            let next = names.len();
            (*who, *names.entry(*subject).or_insert(next))
        })
        .collect();
    let asked: HashSet<RecordId> =
        waiting.iter().flat_map(|proposal| proposal.pair.both()).collect();
    Ok((Score::new(&pairs, asked.len()), taken))
}
