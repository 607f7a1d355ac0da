//! `yilu admin`: the first account, from which all others are opened.

use access::membership::Issuer;
use contracts::Units as _;
use people::account::{self, NewAccount};
use storage::Stamp;

use crate::{
    cli::Admin,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &Admin) -> Outcome {
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
        login: arguments.login.clone(),
        name: arguments.login.clone(),
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
