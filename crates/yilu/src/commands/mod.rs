//! One command, one file.

mod admin;
mod backup;
mod catalogue;
mod demo;
mod heat;
mod import;
mod import_people;
mod import_places;
mod import_units;
mod link;
mod pass;
mod pass_keys;
mod registry;
mod restore;
mod serve;
mod simulate;
mod site;
mod suggest;
mod verify;

use crate::{
    cli::{CatalogueCommand, Command, Import, Suggest},
    outcome::Outcome,
};

pub fn run(command: Command) -> Outcome {
    match command {
        Command::Demo(arguments) => demo::run(arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Import(Import::Cases(arguments)) => import::run(&arguments),
        Command::Import(Import::Places(arguments)) => import_places::run(&arguments),
        Command::Import(Import::People(arguments)) => import_people::run(&arguments),
        Command::Heat(command) => heat::run(&command),
        Command::Link(arguments) => link::run(&arguments),
        Command::Site(command) => site::run(&command),
        Command::Import(Import::Units(arguments)) => import_units::run(&arguments),
        Command::Suggest(Suggest::Evaluate(arguments)) => suggest::run(&arguments),
        Command::Catalogue(CatalogueCommand::Check(arguments)) => catalogue::check(&arguments),
        Command::Catalogue(CatalogueCommand::Export(arguments)) => catalogue::export(&arguments),
        Command::Pass(command) => pass::run(&command),
        Command::Registry(command) => registry::run(&command),
        Command::Simulate(scene) => simulate::run(&scene),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Restore(arguments) => restore::run(&arguments),
        Command::Admin(arguments) => admin::run(&arguments),
        Command::PassKeys(arguments) => pass_keys::run(&arguments),
    }
}

/// A small runtime for commands that meet async parts.
fn runtime() -> Outcome<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(crate::outcome::Failure::file("the runtime"))
}
