//! `yilu demo`: one command, a city to try everything in.

use std::sync::Arc;

use access::{link::DemoMode, sms::ConsoleGateway};
use demo::{City, RoleLink, Tools};
use web::Settings;

use crate::{
    background,
    cli::Demo,
    commands::serve::settings,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
    serve,
};

pub fn run(arguments: Demo) -> Outcome {
    let temporary;
    let data = if let Some(data) = &arguments.data {
        data.clone()
    } else {
        temporary = tempfile::tempdir().map_err(Failure::file("a temporary folder"))?;
        temporary.path().to_owned()
    };
    let mut options = Options::new(data);
    options.database = arguments.database;
    options.settings = Settings { demo: true, ..settings(&arguments.reach) };
    let deployment = Deployment::open(options)?;
    let Some(mode) = DemoMode::when(deployment.app.settings().demo) else {
        return Err(Failure::told("this is no demo"));
    };
    let links = links(&deployment, mode, arguments.seed, arguments.days)?;
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    background::index(&deployment)?;
    let key = super::admin::new_open311_key(&deployment, "demo")?;
    let gateway = Arc::new(ConsoleGateway::new(mode));
    let (listen, public_url) = (arguments.reach.listen, arguments.reach.public_url);
    serve::serve(&deployment, listen, Some(gateway), |address| {
        let site = public_url.unwrap_or_else(|| format!("http://{address}"));
        for link in &links {
            println!("{:<16} {site}{}  {}", link.role, link.path, link.name_zh);
        }
        println!("{:<16} {key}", "open311-key:");
        eprintln!("yilu: {site}  (Ctrl-C 停止 / to stop)");
    })
}

/// The links into the city, which is made where the data folder holds none yet.
fn links(deployment: &Deployment, mode: DemoMode, seed: u64, days: u32) -> Outcome<Vec<RoleLink>> {
    let app = &deployment.app;
    let told = |error: demo::Error| Failure::told(error.to_string());
    if deployment.store().read_blocking(demo::has_cases)? {
        return demo::links(app.store(), app.vault(), &app.catalogue(), mode, &app.moment())
            .map_err(told);
    }
    eprintln!("yilu: making the demo city (seed {seed}) …");
    let tools = Tools::of(app, &deployment.directory, mode);
    Ok(City::make(&tools, seed, days, &app.moment()).map_err(told)?.links)
}
