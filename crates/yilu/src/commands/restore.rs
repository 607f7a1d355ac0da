//! `yilu restore`: into an empty data folder or database. Restore the data, then the keys.

use std::fs::File;

use kernel::Moment;
use storage::{Stamp, backup};

use crate::{
    background,
    cli::Restore,
    deployment::{self, Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &Restore) -> Outcome {
    let file = File::open(&arguments.file).map_err(Failure::file(arguments.file.display()))?;
    let options = Options::of(&arguments.place);
    let runtime = super::runtime()?;
    let moment = Moment::system(options.clock.now());
    let store = deployment::open_store(&options, Vec::new())?;
    let restored = runtime.block_on(backup::restore(&store, moment.clone(), file));
    store.close();
    let amount = restored?;
    let deployment = Deployment::open(options)?;
    let stamp = Stamp::system(moment, "restore");
    deployment.store().write_blocking(stamp, cases::search::forget_index)?;
    background::index(&deployment)?;
    deployment.close();
    println!("{} tables, {} rows, {} files", amount.tables, amount.rows, amount.files);
    Ok(())
}
