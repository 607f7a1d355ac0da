//! `yilu restore`: into an empty data folder or database. Restore the data, then the keys.

use std::fs::File;

use storage::{Stamp, backup};

use crate::{
    background,
    cli::Restore,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &Restore) -> Outcome {
    let file = File::open(&arguments.file).map_err(Failure::file(arguments.file.display()))?;
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let runtime = super::runtime()?;
    let moment = deployment.app.moment();
    let amount = runtime.block_on(backup::restore(deployment.store(), moment.clone(), file))?;
    let stamp = Stamp::system(moment, "restore");
    deployment.store().write_blocking(stamp, cases::search::forget_index)?;
    background::index(&deployment)?;
    deployment.close();
    println!("{} tables, {} rows, {} files", amount.tables, amount.rows, amount.files);
    Ok(())
}
