//! `yilu import people`

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use kernel::Day;
use registry::{
    Desk,
    import::{self, Asked, Outcome as Taken, Reason, Run},
    map::Map,
    source::{self, Kind, NewSource, Source},
};
use sheets::Lines;
use storage::Stamp;
use ui::Lang;
use web::App;

use crate::{
    background,
    cli::ImportPeople,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &ImportPeople) -> Outcome {
    let file = &arguments.file;
    let bytes = std::fs::read(file).map_err(Failure::file(file.display()))?;
    let told =
        |error: &dyn std::fmt::Display| Failure::told(format!("{}: {error}", file.display()));
    let lines = Lines::open(file, bytes).map_err(|error| told(&error))?;
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let app = &deployment.app;
    let desk = Desk::of(app).map_err(|_| Failure::told("no units are wired"))?;
    let day = match &arguments.day {
        Some(typed) => typed.parse().map_err(|error: kernel::time::TimeError| told(&error))?,
        None => app.moment().now().day(),
    };
    let source = source_of(&deployment, &desk, arguments)?;
    let map = match &arguments.map {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(Failure::file(path.display()))?;
            Map::parse(&text).map_err(|error| told(&error))?
        }
        None => known_map(&source, &lines.header),
    };
    let bar = progress_bar(lines.size);
    let stamp = || Stamp::system(app.moment(), "import");
    let run = Run { store: deployment.store(), desk: &desk, source: &source, stamp: &stamp };
    let asked = Asked { day, whole: arguments.whole, rows: None };
    let taken = import::run(&run, lines, &map, asked, &mut |read| {
        bar.set_position(read);
        true
    });
    bar.finish_and_clear();
    let taken = taken.map_err(|error| told(&error))?;
    let rejects = write_rejected(app, file, &taken)?;
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    deployment.close();
    tell(arguments, &taken, day, rejects.as_deref());
    Ok(())
}

fn tell(arguments: &ImportPeople, taken: &Taken, day: Day, rejects: Option<&Path>) {
    if taken.known_before {
        eprintln!("yilu: this file was taken in for {day} before; nothing was done");
    }
    if taken.kept_open {
        eprintln!(
            "yilu: some rows do not tell whom they name, so nobody's job was ended; mend them and \
             send the whole roster again"
        );
    }
    if let Some(rejects) = rejects {
        let rejects = rejects.display();
        eprintln!("yilu: rows that could not be taken, with line, field and reason: {rejects}");
    }
    let import::Tally { new, changed, unchanged, ended, rejected } = taken.tally;
    if arguments.json {
        println!("{}", serde_json::json!(taken.tally));
    } else {
        println!(
            "new {new}, changed {changed}, unchanged {unchanged}, jobs ended {ended}, \
             rejected {rejected}"
        );
    }
}

/// The source's own map where it fits the file, else what the headers say.
fn known_map(source: &Source, header: &[String]) -> Map {
    let known = source.map.clone().filter(|map| map.places(header).is_ok());
    known.unwrap_or_else(|| Map::recognized(header))
}

/// The source with this code; the first time, this begins one that the operator keeps.
fn source_of(deployment: &Deployment, desk: &Desk, arguments: &ImportPeople) -> Outcome<Source> {
    let store = deployment.store();
    let code = arguments.source.clone();
    let kind = Kind::read(&arguments.kind).ok_or_else(|| {
        Failure::told(format!("--kind {}: must be roster, register or survey", arguments.kind))
    })?;
    let known = code.clone();
    if let Some(source) = store.read_blocking(move |db| source::by_code(db, &known))? {
        return Ok(source);
    }
    let owner = desk.units.operator();
    let new = NewSource {
        kind,
        area: desk.catalogue.city().area,
        owner,
        firm: None,
        name_zh: code.clone(),
        name_en: code.clone(),
        basis: "yilu import people".to_owned(),
        code,
        responsible: None,
        rhythm: None,
    };
    let (consulted, stamp) = (desk.clone(), Stamp::system(deployment.app.moment(), "import"));
    let begun = store.write_blocking(stamp, move |tx| source::begin(tx, &consulted, &new));
    begun.map_err(|fault| Failure::told(fault.to_string()))
}

/// A CSV beside the file, with line, field and reason in both languages before the row's own cells,
/// so that it can be mended and sent again; none without rejects.
fn write_rejected(app: &App, file: &Path, taken: &Taken) -> Outcome<Option<PathBuf>> {
    let Some(name) = file.file_name().filter(|_| !taken.rejected.is_empty()) else {
        return Ok(None);
    };
    let mut name = name.to_owned();
    name.push(".rejected.csv");
    let path = file.with_file_name(name);
    let in_words = |reason: Reason| {
        let key = reason.key();
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| app.words().get(lang, &key));
        format!("{zh} / {en}")
    };
    let bytes = taken.rejects(in_words).csv().map_err(|error| Failure::told(error.to_string()))?;
    std::fs::write(&path, bytes).map_err(Failure::file(path.display()))?;
    Ok(Some(path))
}

fn progress_bar(size: u64) -> ProgressBar {
    let bar = ProgressBar::new(size);
    let style =
        ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {elapsed} (eta {eta})");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
