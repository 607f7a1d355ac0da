//! Requests with blanks: `{token}` is the connection's, `{uuid}` and `{n}` differ every time.

use std::fmt::Write as _;

use serde::Deserialize;

use crate::random::{Random, uuid_text};

/// One request of a page, as the plan has it.
#[derive(Deserialize)]
pub struct Request {
    #[serde(default = "get")]
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    #[serde(default)]
    pub body: String,
}

fn get() -> String {
    "GET".into()
}

/// A request, cut at its blanks. Both kinds of number have a fixed length, so the length of the
/// body is known.
pub struct Template(Vec<Part>);

enum Part {
    Fixed(Vec<u8>),
    Token,
    Uuid,
    Number,
}

impl Template {
    pub fn of(request: &Request, address: &str) -> Self {
        let Request { method, path, headers, body } = request;
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n");
        let mut line = |name: &str, value: &str| {
            // Writing to a string does not fail.
            let _ = write!(text, "{name}: {value}\r\n");
        };
        for (name, value) in headers {
            line(name, value);
        }
        if !body.is_empty() || method == "POST" {
            let filled = body.replace("{uuid}", &" ".repeat(36)).replace("{n}", "12345678");
            line("Content-Length", &filled.len().to_string());
        }
        Self::cut(&format!("{text}\r\n{body}"))
    }

    fn cut(text: &str) -> Self {
        let blanks = [("{token}", Part::Token), ("{uuid}", Part::Uuid), ("{n}", Part::Number)];
        let first = blanks
            .into_iter()
            .filter_map(|(name, part)| text.find(name).map(|at| (at, name.len(), part)))
            .min_by_key(|(at, ..)| *at);
        let Some((at, length, part)) = first else {
            return Self(vec![Part::Fixed(text.into())]);
        };
        let mut parts = vec![Part::Fixed(text[..at].into()), part];
        parts.extend(Self::cut(&text[at + length..]).0);
        Self(parts)
    }

    pub fn fill(&self, out: &mut Vec<u8>, token: &str, random: &mut Random, count: usize) {
        out.clear();
        for part in &self.0 {
            match part {
                Part::Fixed(bytes) => out.extend_from_slice(bytes),
                Part::Token => out.extend_from_slice(token.as_bytes()),
                Part::Uuid => out.extend_from_slice(uuid_text(random.uuid()).as_bytes()),
                Part::Number => {
                    let number = format!("{:08}", count % 100_000_000);
                    out.extend_from_slice(number.as_bytes());
                }
            }
        }
    }
}
