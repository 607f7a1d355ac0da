//! The rows that one report leaves behind, with the statements of `cases::store`, `storage::jobs`,
//! `storage::journal` and `storage::idempotency`.

use serde::Deserialize;

use crate::random::{Random, micros, uuid_text};

#[derive(Debug)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// Long values, taken from a true report where there is one.
#[derive(Clone, Deserialize)]
#[serde(default)]
pub struct Texts {
    pub title: String,
    pub payload: String,
    pub folded: String,
    pub detail: String,
    pub answer: String,
}

impl Default for Texts {
    fn default() -> Self {
        let read = |text: &str| text.trim().to_owned();
        Self {
            title: "骑手停车点缺失，午高峰只能停在路边".into(),
            payload: read(include_str!("../texts/payload.json")),
            folded: read(include_str!("../texts/folded.json")),
            detail: read(include_str!("../texts/detail.json")),
            answer: read(include_str!("../texts/answer.json")),
        }
    }
}

pub const STATEMENTS: [&str; 6] = [
    "INSERT INTO cases_cases (id, number, area, matter, state, title, reporter, holder, owner,
         created_at, updated_at, due_at, handler_closed, verdict, escalations, urgent,
         visibility, source, source_number, length, folded, indexed)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, 0, $12, 0, $13, $14, $15, $16,
         1, $17, 0)
     ON CONFLICT (id) DO NOTHING",
    "INSERT INTO cases_entries (case_id, seq, at, actor, unit, role, kind, payload)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    "INSERT INTO cases_participants (unit, case_id) VALUES ($1, $2)
     ON CONFLICT (unit, case_id) DO NOTHING",
    "INSERT INTO storage_jobs (key, kind, due_at, payload, attempts) VALUES ($1, $2, $3, $4, 0)
     ON CONFLICT (key) DO UPDATE SET due_at = $3, payload = $4, attempts = 0, last_error = NULL",
    "INSERT INTO storage_journal (id, at, actor, role, purpose, action, subject_kind, subject,
         area, detail, salt, leaf_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    "INSERT INTO storage_idempotency (actor, key, request, status, body, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)",
];

/// The values of [`STATEMENTS`] for one report.
pub type Report = [Vec<Value>; 6];

/// Makes reports as one client would send them.
pub struct Reports {
    random: Random,
    client: u64,
    made: u64,
    texts: Texts,
    reporters: Vec<[u8; 16]>,
    owners: Vec<[u8; 16]>,
}

impl Reports {
    pub fn new(seed: u64, texts: Texts) -> Self {
        // The same people and offices for every client.
        let mut shared = Random::seeded(0);
        let reporters = (0..64).map(|_| shared.uuid()).collect();
        let owners = (0..12).map(|_| shared.uuid()).collect();
        Self { random: Random::seeded(seed), client: seed, made: 0, texts, reporters, owners }
    }

    pub fn next(&mut self) -> Report {
        let random = &mut self.random;
        let (id, now) = (random.uuid(), micros());
        let reporter = pick(random, &self.reporters);
        let owner = pick(random, &self.owners);
        let area = format!("330106{:03}", 1 + random.below(12));
        self.made += 1;
        let number = format!("261121-{:08X}", number(self.client, self.made));
        let due = now + 7_200_000_000;
        let text = |text: &str| Value::Text(text.to_owned());
        let Texts { title, payload, folded, detail, answer } = &self.texts;
        [
            vec![
                blob(id),
                Value::Text(number),
                text(&area),
                text("parking-missing"),
                text("reported"),
                text(title),
                blob(reporter),
                blob(owner),
                blob(owner),
                Value::Int(now),
                Value::Int(due),
                text("silent"),
                Value::Int(0),
                text("street"),
                text("yilu"),
                Value::Null,
                text(folded),
            ],
            vec![
                blob(id),
                Value::Int(1),
                Value::Int(now),
                blob(reporter),
                Value::Null,
                text("worker"),
                text("reported"),
                text(payload),
            ],
            vec![blob(owner), blob(id)],
            vec![
                Value::Text(format!("case:{}", uuid_text(id))),
                text("case-clock"),
                Value::Int(due),
                Value::Text(uuid_text(id)),
            ],
            vec![
                blob(random.uuid()),
                Value::Int(now),
                blob(reporter),
                text("worker"),
                text("report"),
                text("case.reported"),
                text("case"),
                blob(id),
                text(&area),
                text(detail),
                blob(random.bytes::<16>()),
                blob(random.bytes::<32>()),
            ],
            vec![
                Value::Text(uuid_text(reporter)),
                Value::Text(uuid_text(random.uuid())),
                blob(random.bytes::<32>()),
                Value::Int(201),
                text(answer),
                Value::Int(now),
            ],
        ]
    }
}

fn pick(random: &mut Random, among: &[[u8; 16]]) -> [u8; 16] {
    let count = u64::try_from(among.len()).unwrap_or(1);
    let index = usize::try_from(random.below(count)).unwrap_or(0);
    among.get(index).copied().unwrap_or_default()
}

fn blob<const N: usize>(bytes: [u8; N]) -> Value {
    Value::Blob(bytes.to_vec())
}

/// Strewn like chance, and never twice: an odd factor moves 32 bits about without loss.
const fn number(client: u64, made: u64) -> u64 {
    ((client << 24) | made).wrapping_mul(0x9E37_79B1) & 0xFFFF_FFFF
}
