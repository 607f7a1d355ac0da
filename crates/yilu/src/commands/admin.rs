//! `yilu admin`: the first account, from which all others are opened, and keys for programs.

use access::membership::Issuer;
use contracts::Units as _;
use people::account::{self, NewAccount};
use storage::Stamp;

use crate::{
    cli::{Admin, AdminCommand, Open311Key},
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &Admin) -> Outcome {
    match (&arguments.command, &arguments.login) {
        (Some(AdminCommand::Open311Key(key)), _) => open311_key(key),
        (None, Some(login)) => first_account(arguments, login),
        (None, None) => Err(Failure::told("a login name is needed")),
    }
}

fn open311_key(arguments: &Open311Key) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let key = new_open311_key(&deployment, &arguments.name)?;
    deployment.close();
    println!("{key}");
    Ok(())
}

/// A key for a program that the operator's unit answers for.
pub fn new_open311_key(deployment: &Deployment, name: &str) -> Outcome<String> {
    let (name, unit) = (name.to_owned(), deployment.directory.operator());
    let stamp = Stamp::system(deployment.app.moment(), "open311 key");
    deployment
        .store()
        .write_blocking(stamp, move |tx| cases::open311::keys::issue(tx, &name, unit))
        .map_err(|error| Failure::told(error.to_string()))
}

fn first_account(arguments: &Admin, login: &str) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let app = deployment.app.clone();
    let operator = deployment.directory.operator();
    let unit = deployment
        .directory
        .unit(operator)
        .ok_or_else(|| Failure::told("no unit runs this deployment"))?;
    let moment = app.moment();
    let new = NewAccount {
        id: moment.id(),
        login: login.to_owned(),
        name: login.to_owned(),
        phone: None,
        unit,
        role: "admin".into(),
        from: moment.now().day(),
    };
    let (vault, catalogue) = (app.vault().clone(), app.catalogue());
    let token = deployment
        .store()
        .write_blocking(Stamp::system(moment, "first administrator"), move |tx| {
            account::open(tx, &vault, &catalogue, Issuer::Program, &new)
        })
        .map_err(|error| Failure::told(error.to_string()))?;
    deployment.close();
    println!("{}/staff/welcome/{token}", app.settings().public_url);
    Ok(())
}
