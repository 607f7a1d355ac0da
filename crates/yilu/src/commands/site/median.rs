//! `yilu site median`: p-median along roads or over a matrix.

use std::path::Path;

use siting::{Ask, Problem, graph};

use super::{report, search::Search};
use crate::{
    cli::SiteMedian,
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &SiteMedian) -> Outcome {
    let search = Search::begin(&arguments.effort)?;
    let (problem, p) = match (&arguments.graph, &arguments.matrix) {
        (Some(file), _) => {
            let (problem, own) = roads(&read(file)?, &file.display().to_string())?;
            (problem, arguments.p.unwrap_or(own))
        }
        (None, Some(file)) => {
            let problem = matrix(&read(file)?, &file.display().to_string())?;
            (problem, arguments.p.unwrap_or(1))
        }
        (None, None) => return Err(Failure::told("give --graph FILE or --matrix FILE")),
    };
    if p == 0 {
        return Err(Failure::told("--p: 0 sites serve nobody; give 1 or more"));
    }
    let found = search.answer(&Ask::sites(&problem, p), &problem)?;
    // Counted from 1, as the files do.
    let chosen: Vec<u32> = found.plan.iter().map(|site| site + 1).collect();
    if !arguments.effort.json {
        let gap = 100.0 * (found.loss - found.bound).max(0.0) / found.loss.abs().max(1e-12);
        println!("{p} sites, {:.2} in all, at most {gap:.3} % from the best", found.loss);
    }
    report::line(&report::Line {
        objective: found.loss,
        bound: found.bound,
        proved: found.proved,
        chosen: serde_json::json!(chosen),
        seconds: search.seconds(),
        more: Vec::new(),
    });
    Ok(())
}

fn read(file: &Path) -> Outcome<String> {
    std::fs::read_to_string(file).map_err(Failure::file(file.display()))
}

/// A line with its number and its words.
type Words<'t> = (usize, Vec<&'t str>);

/// The lines that are not empty; words are parted by blanks or commas.
fn lines(text: &str) -> impl Iterator<Item = Words<'_>> {
    text.lines()
        .enumerate()
        .map(|(number, line)| (number + 1, words(line)))
        .filter(|(_, words)| !words.is_empty())
}

fn words(line: &str) -> Vec<&str> {
    let parted = |sign: char| sign.is_whitespace() || sign == ',';
    line.split(parted).filter(|word| !word.is_empty()).collect()
}

/// A number that is not negative, in a column that is counted from 1.
fn number(file: &str, line: usize, column: usize, word: Option<&&str>) -> Outcome<f64> {
    let word = word.copied().unwrap_or_default();
    let found = word.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    found.ok_or_else(|| {
        Failure::told(format!(
            "{file}, line {line}, column {column}: {word:?} is no number from 0 upwards; give one"
        ))
    })
}

/// Like `number`, but one that counts.
fn whole(file: &str, line: usize, column: usize, word: Option<&&str>) -> Outcome<usize> {
    let word = word.copied().unwrap_or_default();
    word.parse::<usize>().map_err(|_| {
        Failure::told(format!(
            "{file}, line {line}, column {column}: {word:?} is no whole number; give one"
        ))
    })
}

/// More nodes than this have more pairs than memory holds.
const NODES: usize = 50_000;

fn roads(text: &str, file: &str) -> Outcome<(Problem, usize)> {
    let mut lines = lines(text);
    let (line, words) =
        lines.next().ok_or_else(|| Failure::told(format!("{file}: is empty; give a graph")))?;
    let head = |column: usize| whole(file, line, column, words.get(column - 1));
    let (nodes, edges, p) = (head(1)?, head(2)?, head(3)?);
    if nodes == 0 || nodes > NODES {
        return Err(Failure::told(format!(
            "{file}, line {line}, column 1: {nodes} nodes; give 1 to {NODES}"
        )));
    }
    let mut graph = graph::Graph::new(nodes);
    let mut read = 0;
    for (line, words) in lines {
        let node = |column: usize| {
            let node = whole(file, line, column, words.get(column - 1))?;
            if (1..=nodes).contains(&node) {
                return Ok(node - 1);
            }
            Err(Failure::told(format!(
                "{file}, line {line}, column {column}: there is no node {node}; \
                 give one from 1 to {nodes}"
            )))
        };
        graph.edge(node(1)?, node(2)?, number(file, line, 3, words.get(2))?);
        read += 1;
    }
    if read != edges {
        return Err(Failure::told(format!(
            "{file}, line {line}, column 2: says {edges} edges, and {read} follow; \
             complete the file or correct the number"
        )));
    }
    Ok((graph.median(), p))
}

fn matrix(text: &str, file: &str) -> Outcome<Problem> {
    let mut rows: Vec<(f64, Vec<f64>)> = Vec::new();
    for (line, words) in lines(text) {
        let cells = words.iter().enumerate();
        let row = cells
            .map(|(column, word)| number(file, line, column + 1, Some(word)))
            .collect::<Outcome<Vec<f64>>>()?;
        let wanted = rows.first().map_or(row.len(), |(_, first)| first.len());
        if row.len() != wanted {
            let given = row.len();
            return Err(Failure::told(format!(
                "{file}, line {line}: has {given} numbers where the first line has {wanted}; \
                 give one for each site"
            )));
        }
        rows.push((1.0, row));
    }
    let sites = rows.first().map_or(0, |(_, row)| row.len());
    if sites == 0 {
        return Err(Failure::told(format!("{file}: is empty; give a line for each customer")));
    }
    Ok(graph::median(rows.into_iter(), sites))
}
