//! The program as a process, and those it talks to.

mod api;
pub mod inside;
mod server;
mod sms;
pub mod socket;

pub use api::{Api, report};
pub use server::{Server, Start, databases, program};
pub use sms::SmsStub;

/// What `yilu simulate` tells of a scene.
pub fn simulate(scene: &str, seed: &str, more: &[&str]) -> serde_json::Value {
    let played = std::process::Command::new(program())
        .args(["simulate", scene, "--seed", seed, "--json"])
        .args(more)
        .env("YILU_LOG", "warn")
        .output()
        .expect("the program starts");
    assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stderr));
    serde_json::from_slice(&played.stdout).expect("one line of JSON")
}

/// Whether a command is installed.
pub fn has_program(name: &str) -> bool {
    std::process::Command::new(name).arg("--version").output().is_ok()
}

/// The code of a street that the running city serves.
pub fn an_area(server: &Server) -> String {
    let first_below = |path: &str| {
        let (status, body) = Api::new(&server.url).get(path);
        assert_eq!(status, 200, "{body}");
        body["items"][0]["code"].as_str().unwrap().to_owned()
    };
    let county = first_below("/api/v1/areas");
    first_below(&format!("/api/v1/areas?under={county}"))
}
