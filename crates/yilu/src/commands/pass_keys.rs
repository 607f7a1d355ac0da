//! `yilu pass-keys`: the keys that sign passes, and those of other cities.

use std::{fs, io::Write as _, path::Path};

use passes::{Desk, keyring, store, trust};
use serde::de::DeserializeOwned;
use storage::Stamp;

use crate::{
    cli::{ExportCodes, PassKeys, PassKeysCommand, RotateKeys, TrustImport},
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
    wiring,
};

pub fn run(arguments: &PassKeys) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let desk = wiring::passes_desk(&deployment.app, &deployment.directory);
    let outcome = match &arguments.command {
        PassKeysCommand::Show => show(&deployment),
        PassKeysCommand::Rotate(rotate) => next_key(&deployment, desk, rotate),
        PassKeysCommand::Export => export(&deployment, desk),
        PassKeysCommand::Import(import) => take_over(&deployment, desk, import),
        PassKeysCommand::ExportCodes(codes) => export_codes(&deployment, desk, codes),
        PassKeysCommand::ImportCodes { file } => import_codes(&deployment, desk, file),
        PassKeysCommand::Distrust { city } => distrust(&deployment, city),
    };
    deployment.close();
    outcome
}

fn stamp(deployment: &Deployment, purpose: &str) -> Stamp {
    Stamp::system(deployment.app.moment(), purpose)
}

/// Our keys, then the cities on the list: what each is good for, and until when.
fn show(deployment: &Deployment) -> Outcome {
    let now = deployment.app.moment().now();
    let read = move |db: &mut storage::Db<'_>| {
        Ok::<_, storage::Error>((store::keys::known(db, "token", now)?, trust::listed(db, now)?))
    };
    let (keys, cities) = deployment.store().read_blocking(read)?;
    for key in keys {
        let (from, until) = (key.signs_from.day(), key.signs_until.day());
        let known = key.known_until.day();
        println!("{:04x}  {}  签发/signs {from}..{until}  认到/believed {known}", key.kid, key.alg);
    }
    for city in cities {
        let day =
            |day: Option<kernel::Day>| day.map_or_else(|| "-".to_owned(), |it| it.to_string());
        println!(
            "{}  清单/list {}  密钥/keys {}  动态码/codes {}",
            city.city,
            city.until.day(),
            day(city.keys_until.map(kernel::Timestamp::day)),
            day(city.codes_until),
        );
    }
    Ok(())
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
    let remedy = "the other city makes it by `yilu pass-keys export`";
    let list: trust::TrustList = read(&arguments.file, "a list of keys", remedy)?;
    let class = u32::from(arguments.class);
    if desk.catalogue.passes().and_then(|rules| rules.of_class(class)).is_none() {
        return Err(Failure::told(format!(
            "--class {class}: no kind in passes.toml has this class"
        )));
    }
    let (print, class) = (arguments.fingerprint.clone().unwrap_or_default(), arguments.class);
    let work = move |tx: &mut storage::Tx<'_>| trust::import(tx, &desk, &list, &print, class);
    let keys = deployment
        .store()
        .write_blocking(stamp(deployment, "pass-trust"), work)
        .map_err(|error| Failure::told(error.to_string()))?;
    println!("{keys}");
    Ok(())
}

fn read<T: DeserializeOwned>(file: &Path, what: &str, remedy: &str) -> Outcome<T> {
    let text = fs::read_to_string(file).map_err(Failure::file(file.display()))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::told(format!("{} is not {what}: {error}; {remedy}", file.display()))
    })
}

/// Writes the secret into a file of its own, which nobody else reads and which was not there.
fn export_codes(deployment: &Deployment, desk: Desk, arguments: &ExportCodes) -> Outcome {
    let (file, days) = (&arguments.file, arguments.days);
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file).map_err(Failure::file(file.display()))?;
    let work = move |tx: &mut storage::Tx<'_>| trust::export_codes(tx, &desk, days);
    let codes = deployment.store().write_blocking(stamp(deployment, "pass-codes"), work)?;
    let text = serde_json::to_string(&codes).map_err(|error| Failure::told(error.to_string()))?;
    writeln!(out, "{text}").map_err(Failure::file(file.display()))?;
    eprintln!("yilu: {}: 机密，请加密传递 / a secret, carry it as you carry a key", file.display());
    Ok(())
}

fn import_codes(deployment: &Deployment, desk: Desk, file: &Path) -> Outcome {
    let remedy = "the other city makes it by `yilu pass-keys export-codes FILE`";
    let codes: trust::Codes = read(file, "a file of keys of days", remedy)?;
    let work = move |tx: &mut storage::Tx<'_>| trust::import_codes(tx, &desk, &codes);
    let taken = deployment
        .store()
        .write_blocking(stamp(deployment, "pass-codes"), work)
        .map_err(|error| Failure::told(error.to_string()))?;
    println!("{taken}");
    Ok(())
}

fn distrust(deployment: &Deployment, city: &str) -> Outcome {
    let city = city.to_owned();
    let told = city.clone();
    let work = move |tx: &mut storage::Tx<'_>| trust::remove(tx, &city);
    if deployment.store().write_blocking(stamp(deployment, "pass-trust"), work)? {
        Ok(())
    } else {
        Err(Failure::told(format!(
            "{told} is not on the list; `yilu pass-keys show` names those that are"
        )))
    }
}
