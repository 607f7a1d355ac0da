//! `yilu heat import`: only protected cells are taken.

use contracts::UnitId;
use heatmaps::Kept;
use registry::port::Firms as _;
use storage::Stamp;

use crate::{
    background,
    cli::ImportHeat,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
    registered::Named,
};

pub fn run(arguments: &ImportHeat) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let app = &deployment.app;
    let k = app.catalogue().city().privacy.group_min;
    let checked = heatmaps::read(&arguments.cells, k)
        .map_err(|error| Failure::told(format!("{}: {error}", arguments.cells.display())))?;
    let source = arguments.source.trim().to_owned();
    let stamp = Stamp::system(app.moment(), "import");
    // A firm that is known here by this name may look at what it handed in.
    let firms = Named { directory: deployment.directory.clone() };
    let unit = <[UnitId; 1]>::try_from(firms.named(&source)).ok().map(|[unit]| unit);
    let (release, told) = (checked.clone(), source.clone());
    let kept = deployment
        .store()
        .write_blocking(stamp, move |tx| heatmaps::keep(tx, &release, (&told, unit)))?;
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    deployment.close();
    let rows = match kept {
        Kept::New(rows) => rows,
        Kept::Known => 0,
    };
    if arguments.json {
        let known = kept == Kept::Known;
        let told = serde_json::json!({
            "imported": rows, "known": known, "source": source, "digest": checked.guarantee().digest
        });
        println!("{told}");
    } else if kept == Kept::Known {
        println!("this release is there already; nothing was changed");
    } else {
        println!("imported {rows} rows");
    }
    Ok(())
}
