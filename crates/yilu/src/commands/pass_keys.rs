//! `yilu pass-keys`: the keys that sign passes, and those of other cities.

use std::fs;

use passes::{Desk, keyring, trust};
use storage::Stamp;

use crate::{
    cli::{PassKeys, PassKeysCommand, RotateKeys, TrustImport},
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
    wiring,
};

pub fn run(arguments: &PassKeys) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let desk = wiring::passes_desk(&deployment.app, &deployment.directory);
    let outcome = match &arguments.command {
        PassKeysCommand::Rotate(rotate) => next_key(&deployment, desk, rotate),
        PassKeysCommand::Export => export(&deployment, desk),
        PassKeysCommand::Import(import) => take_over(&deployment, desk, import),
        PassKeysCommand::Distrust { city } => distrust(&deployment, city),
    };
    deployment.close();
    outcome
}

fn stamp(deployment: &Deployment, purpose: &str) -> Stamp {
    Stamp::system(deployment.app.moment(), purpose)
}

fn next_key(deployment: &Deployment, desk: Desk, arguments: &RotateKeys) -> Outcome {
    let (algorithm, stolen) = (arguments.alg.into(), arguments.stolen);
    let work = move |tx: &mut storage::Tx<'_>| {
        if stolen {
            keyring::replace(tx, &desk, algorithm)
        } else {
            keyring::rotate(tx, &desk, algorithm)
        }
    };
    let kid = deployment.store().write_blocking(stamp(deployment, "pass-keys"), work)?;
    println!("{kid}");
    Ok(())
}

/// Prints this city's list for others, and on standard error the fingerprint to tell them.
fn export(deployment: &Deployment, desk: Desk) -> Outcome {
    let work = move |tx: &mut storage::Tx<'_>| trust::export(tx, &desk);
    let list = deployment.store().write_blocking(stamp(deployment, "pass-trust"), work)?;
    let print = list.fingerprint().map_err(|error| Failure::told(error.to_string()))?;
    println!("{}", serde_json::json!(list));
    eprintln!("yilu: {print}");
    Ok(())
}

fn take_over(deployment: &Deployment, desk: Desk, arguments: &TrustImport) -> Outcome {
    let file = &arguments.file;
    let text = fs::read_to_string(file).map_err(Failure::file(file.display()))?;
    let list: trust::TrustList =
        serde_json::from_str(&text).map_err(|error| Failure::told(error.to_string()))?;
    let (print, class) = (arguments.fingerprint.clone().unwrap_or_default(), arguments.class);
    let work = move |tx: &mut storage::Tx<'_>| trust::import(tx, &desk, &list, &print, class);
    let keys = deployment
        .store()
        .write_blocking(stamp(deployment, "pass-trust"), work)
        .map_err(|error| Failure::told(error.to_string()))?;
    println!("{keys}");
    Ok(())
}

fn distrust(deployment: &Deployment, city: &str) -> Outcome {
    let city = city.to_owned();
    let told = city.clone();
    let work = move |tx: &mut storage::Tx<'_>| trust::remove(tx, &city);
    if deployment.store().write_blocking(stamp(deployment, "pass-trust"), work)? {
        Ok(())
    } else {
        Err(Failure::told(format!("{told} is not on the list")))
    }
}
