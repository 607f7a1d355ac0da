//! `yilu registry link`

use registry::linking::run::{self, Scope};

use crate::{
    background,
    cli::{RegistryCommand, RegistryLink},
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(command: &RegistryCommand) -> Outcome {
    match command {
        RegistryCommand::Link(arguments) => link(arguments),
    }
}

fn link(arguments: &RegistryLink) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let (vault, moment) = (deployment.app.vault(), deployment.app.moment());
    let scope = if arguments.changed { Scope::Changed } else { Scope::Everything };
    let told = run::run(deployment.store(), vault, &deployment.app.areas(), &moment, scope)
        .map_err(|error| Failure::told(error.to_string()))?;
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    deployment.close();
    if arguments.json {
        println!("{}", serde_json::json!(told));
    } else {
        println!(
            "{} records, {} new or changed; {} links drawn, {} pairs put to a person",
            told.records, told.changed, told.linked, told.asked
        );
    }
    Ok(())
}
