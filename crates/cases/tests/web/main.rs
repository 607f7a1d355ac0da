//! The pages and the API of cases, in the process: what a browser and a program meet.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use kernel::AreaCode;

mod acts;
mod api;
mod chain;
mod chat;
mod checks;
mod collective;
mod drafts;
mod duty;
mod faults;
mod merge;
mod mine;
mod money;
mod open311;
mod photos;
mod receipts;
mod report;
mod results;
mod town;
#[path = "../cases/common/units.rs"]
#[expect(dead_code, reason = "shared with the stories of the use cases")]
mod units;
mod weight;
mod words;

const STREET: &str = "330102001";
const OTHER_STREET: &str = "330102003";
const COMMUNITY: &str = "330102001051";

fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}
