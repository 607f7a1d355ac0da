//! `yilu pass issue` and `yilu pass verify`: passes on the command line, with a file of keys and
//! without a deployment.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use cwt::{
    Claims, Cti, Gate, GateClock, KeyFile, Pass, Rules, Signer as _, Step, Verdict, gate::Proof,
    pass::unchecked,
};
use kernel::{AreaCode, Clock as _, Moment, SystemClock, Timestamp};

use crate::{
    cli::{IssuePass, PassCommand, VerifyPass},
    outcome::{Failure, Outcome},
};

pub fn run(command: &PassCommand) -> Outcome {
    match command {
        PassCommand::Issue(arguments) => issue(arguments),
        PassCommand::Verify(arguments) => verify(arguments),
    }
}

fn told(error: impl std::fmt::Display) -> Failure {
    Failure::told(error.to_string())
}

/// RFC 3339, or seconds since 1970; the clock's time when absent.
fn time(text: Option<&str>) -> Outcome<Timestamp> {
    let Some(text) = text else { return Ok(SystemClock.now()) };
    match text.parse::<i64>() {
        Ok(seconds) => Ok(Timestamp::from_seconds(seconds)),
        Err(_) => text.parse().map_err(told),
    }
}

fn issue(arguments: &IssuePass) -> Outcome {
    let at = time(arguments.at.as_deref())?;
    let moment = Moment::system(at);
    let keys = if arguments.keys.exists() {
        read_keys(&arguments.keys)?
    } else {
        new_keys(arguments, &moment)?
    };
    let (signer, issuer) = keys.signer().map_err(told)?;
    let root = keys.root().map_err(told)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for number in 0..arguments.count {
        let claims = Claims {
            issuer,
            audience: arguments.aud,
            expires: at.plus_hours(arguments.hours.into()),
            not_before: at.plus_seconds(-60),
            cti: Cti::draw(&moment, arguments.index.saturating_add(number)),
            class: arguments.class.try_into().map_err(told)?,
            area: arguments.area,
            holder: None,
        };
        let pass = Pass::issue(&claims, &signer).map_err(told)?;
        let key = root.as_ref().map(|root| root.pass_key(&claims));
        let rotating = key.as_ref().map(|key| pass.rotating(key, Step::at(at)));
        if arguments.rotating && rotating.is_none() {
            return Err(Failure::told("the key file has no root for changing codes"));
        }
        let line = if arguments.json {
            serde_json::json!({
                "y1": pass.text(),
                "y2": rotating,
                "pass_key": key.map(|key| format!("{:032x}", u128::from_be_bytes(*key.as_bytes()))),
                "cti": claims.cti,
                "kid": signer.kid(),
                "alg": signer.algorithm(),
                "expires": claims.expires.rfc3339(),
            })
            .to_string()
        } else {
            rotating.filter(|_| arguments.rotating).unwrap_or_else(|| pass.text())
        };
        writeln!(out, "{line}").map_err(Failure::file("the output"))?;
    }
    out.flush().map_err(Failure::file("the output"))
}

fn verify(arguments: &VerifyPass) -> Outcome {
    let now = time(arguments.at.as_deref())?;
    let keys = read_keys(&arguments.keys)?;
    let mut gate = gate(arguments, &keys, now)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut lines = tokens(arguments.tokens.as_deref())?;
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(Failure::file("the tokens"))? == 0 {
            break;
        }
        number += 1;
        // What is not text is no pass either.
        let text = str::from_utf8(&line).unwrap_or_default().trim_end_matches(['\r', '\n']);
        if arguments.area.is_none() {
            stand_where_it_counts(&mut gate, &keys, text, now)?;
        }
        let clock = GateClock::Known(now);
        let verdict =
            if arguments.remember { gate.check(text, clock) } else { gate.peek(text, clock) };
        if arguments.json {
            writeln!(out, "{}", report(number, text, &verdict))
        } else {
            writeln!(out, "{}", verdict.code())
        }
        .map_err(Failure::file("the output"))?;
    }
    out.flush().map_err(Failure::file("the output"))
}

fn gate(arguments: &VerifyPass, keys: &KeyFile, now: Timestamp) -> Outcome<Gate> {
    let area = arguments.area.unwrap_or(AreaCode::NATION);
    let least = if arguments.rotating { Proof::Rotating } else { Proof::Picture };
    let rules = Rules::new(arguments.aud, area).taking_all(least);
    let mut gate = Gate::new(rules, keys.table().map_err(told)?);
    gate.day_keys = keys.day_keys(area, now).map_err(told)?;
    Ok(gate)
}

/// Without a place given, each pass is tried at a gate in the very area that it names.
fn stand_where_it_counts(gate: &mut Gate, keys: &KeyFile, text: &str, now: Timestamp) -> Outcome {
    let area = unchecked(text).map_or(AreaCode::NATION, |claims| claims.area);
    if area != gate.rules.area {
        gate.rules.area = area;
        gate.day_keys = keys.day_keys(area, now).map_err(told)?;
    }
    Ok(())
}

fn report(number: u64, text: &str, verdict: &Verdict) -> serde_json::Value {
    let mut told = serde_json::json!({ "line": number, "verdict": verdict.code() });
    if let Verdict::Accept(entry) = verdict {
        let notes: Vec<_> = entry.notes.iter().map(cwt::Note::code).collect();
        told["issuer"] = entry.issuer.as_str().into();
        told["cti"] = entry.cti.to_string().into();
        told["class"] = entry.class.number().into();
        told["expires"] = entry.expires.rfc3339().into();
        told["notes"] = notes.into();
        // Everything of an accepted pass has been checked.
        if let Ok(claims) = unchecked(text) {
            told["area"] = claims.area.as_str().into();
        }
    }
    told
}

/// One token a line, from a file or the standard input.
fn tokens(path: Option<&Path>) -> Outcome<Box<dyn BufRead>> {
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    };
    let file = File::open(path).map_err(Failure::file(path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

fn read_keys(path: &Path) -> Outcome<KeyFile> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path.display()))?;
    serde_json::from_str(&text).map_err(|error| told(format!("{}: {error}", path.display())))
}

/// A new key of its own, in a file that only its owner reads.
fn new_keys(arguments: &IssuePass, moment: &Moment) -> Outcome<KeyFile> {
    let keys = KeyFile::draw(moment, arguments.alg, arguments.iss, vec![arguments.area]);
    let path = &arguments.keys;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(Failure::file(path.display()))?;
    let text = serde_json::to_string_pretty(&keys).map_err(told)?;
    writeln!(file, "{text}").map_err(Failure::file(path.display()))?;
    eprintln!("yilu: new {} key in {}", arguments.alg, path.display());
    Ok(keys)
}
