//! Splits a branch that is made up from a seed and prints how long it took and how good it is:
//! `cargo run -p planner --release --example split -- --members 5000 --seed 1`.

use std::error::Error;

use kernel::{Clock as _, SystemClock};

#[expect(clippy::unwrap_used, reason = "made for tests, from numbers that are always right")]
#[path = "../tests/planner/made.rs"]
mod made;

fn option(name: &str, usual: u64) -> Result<u64, Box<dyn Error>> {
    let mut words = std::env::args().skip_while(|word| word != name).skip(1);
    Ok(words.next().map_or(Ok(usual), |word| word.parse())?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let ask = made::branch(option("--members", 312)?, option("--seed", 1)?);
    let begin = SystemClock.now();
    let plan = planner::split::split(&ask)?;
    let micros = SystemClock.now().micros() - begin.micros();
    let sizes: Vec<u32> = plan.branches.iter().map(|branch| branch.party).collect();
    println!("{} members, {} branches: {sizes:?}", ask.members.len(), sizes.len());
    println!("{:?}", plan.cost);
    println!("{:?}, gap {}, {} flags", plan.pairs, plan.pairs.gap(), plan.flags.len());
    println!("{} ms", micros / 1_000);
    Ok(())
}
