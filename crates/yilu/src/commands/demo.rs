//! `yilu demo`: one command, a city to try everything in.

use std::sync::Arc;

use access::{link::DemoMode, sms::ConsoleGateway};
use demo::{City, Tools};
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
    eprintln!("yilu: making the demo city (seed {}) …", arguments.seed);
    let tools = Tools::of(&deployment.app, &deployment.directory, mode);
    let made = City::make(&tools, arguments.seed, arguments.days, &deployment.app.moment())
        .map_err(|error| Failure::told(error.to_string()))?;
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    background::index(&deployment)?;
    let gateway = Arc::new(ConsoleGateway::new(mode));
    let (listen, public_url) = (arguments.reach.listen, arguments.reach.public_url);
    serve::serve(&deployment, listen, Some(gateway), |address| {
        let site = public_url.unwrap_or_else(|| format!("http://{address}"));
        for link in &made.links {
            println!("{:<16} {site}{}  {}", link.role, link.path, link.name_zh);
        }
        eprintln!("yilu: {site}  (Ctrl-C 停止 / to stop)");
    })
}
