//! The limits that a server of reports can be held against, and the load that is put on servers.
//!
//!   limits sqlite   JSON    the rows of a report into SQLite, one writer, group commit
//!   limits postgres JSON    the same rows into PostgreSQL, a connection per client
//!   limits http     JSON    requests over keep-alive connections, one at a time on each
//!   limits near     JSON    nearest places by rstar or by Yilu's engine, in this process
//!   limits near-update JSON what a change costs Yilu's engine, and whether both find the same
//!   limits near-serve  JSON nearest places by rstar behind a bare HTTP server
//!
//! The argument says what and how long (see the structs); `-` reads it from standard input. The
//! answer is one line of JSON.

use std::{error::Error, io::Read as _, process::ExitCode};

mod answer;
mod bare;
mod http;
mod near;
mod postgres;
mod random;
mod rows;
mod schema;
mod sqlite;
mod tally;
mod template;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    match run() {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprint!("limits: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprint!(": {error}");
                cause = error.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<String> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: limits sqlite|postgres|http|near|near-update|near-serve JSON";
    let (what, argument) = arguments.next().zip(arguments.next()).ok_or(usage)?;
    let text = if argument == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        argument
    };
    let line = match what.as_str() {
        "sqlite" => serde_json::to_string(&sqlite::run(serde_json::from_str(&text)?)?),
        "postgres" => serde_json::to_string(&postgres::run(serde_json::from_str(&text)?)?),
        "http" => serde_json::to_string(&http::run(&serde_json::from_str(&text)?)?),
        "near" => serde_json::to_string(&near::process(&serde_json::from_str(&text)?)?),
        "near-update" => serde_json::to_string(&near::update(&serde_json::from_str(&text)?)?),
        "near-serve" => serde_json::to_string(&near::serve(&serde_json::from_str(&text)?)?),
        _ => return Err(usage.into()),
    };
    Ok(line?)
}
