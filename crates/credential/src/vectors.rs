//! The example of `vectors/receipt.json`: a log of 700 entries, a receipt for the one at 300.
//! Other implementations (the page in the browser) are tested against the same file.

use kernel::{Id, Timestamp};
use serde_json::{Value, json};

use crate::{
    Checkpoint, JournalLeaf, LogKey, Receipt, commitment, leaf_hash,
    merkle::{self, MemoryNodes},
    text,
};

pub const SALT: [u8; 16] = *b"sixteen of salt!";
pub const PAYLOAD: &str = r#"{"kind":"swap-cabinet","text":"换电柜没电"}"#;
const SEED: [u8; 32] = [42; 32];
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/receipt.json");

pub struct Sample {
    pub key: LogKey,
    pub receipt: Receipt,
    leaf: JournalLeaf,
    old: Checkpoint,
    new: Checkpoint,
    nodes: MemoryNodes,
}

fn leaf(number: u64) -> JournalLeaf {
    let begin: Timestamp = "2026-11-21T09:25:00+08:00".parse().unwrap();
    let name = |kind: u8| [[kind; 8], number.to_be_bytes()].concat().try_into().unwrap();
    JournalLeaf {
        id: Id::from_bytes(name(1)),
        at: begin.plus_seconds(i64::try_from(number).unwrap()),
        actor: name(2),
        action: "case.report".to_owned(),
        subject: name(3),
        commitment: commitment(&SALT, PAYLOAD.as_bytes()),
    }
}

pub fn sample() -> Sample {
    let key = LogKey::from_seed("city.example/yilu", SEED).unwrap();
    let hashes: Vec<_> = (0..700).map(|number| leaf(number).hash().unwrap()).collect();
    let mut nodes = MemoryNodes::default();
    nodes.append(&hashes).unwrap();
    let begin: Timestamp = "2026-11-21T09:30:00+08:00".parse().unwrap();
    let [old, new] = [(520, begin), (700, begin.plus_minutes(1))].map(|(size, at)| Checkpoint {
        size,
        root: merkle::root(&nodes, size).unwrap(),
        at,
    });
    let leaf = leaf(300);
    let bytes = leaf.encode().unwrap();
    let receipt = Receipt::issue(&nodes, bytes, 300, new.size, new.sign(&key)).unwrap();
    Sample { key, receipt, leaf, old, new, nodes }
}

fn document(sample: &Sample) -> Value {
    let Sample { key, receipt, leaf, old, new, nodes } = sample;
    json!({
        "about": "Made by the tests of crates/credential; the layouts are in its README.md. Bytes are base64, id a UUID.",
        "seed": text::encode(SEED),
        "verifier_key": key.public().to_string(),
        "salt": text::encode(SALT),
        "payload": PAYLOAD,
        "leaf": {
            "id": leaf.id,
            "at_micros": leaf.at.micros(),
            "actor": text::encode(leaf.actor),
            "action": leaf.action,
            "subject": text::encode(leaf.subject),
            "commitment": text::encode(leaf.commitment),
        },
        "leaf_hash": leaf_hash(&receipt.leaf),
        "root": new.root,
        "receipt": receipt,
        "consistency": {
            "old_checkpoint": old.sign(key),
            "proof": merkle::consistency_proof(nodes, old.size, new.size).unwrap(),
        },
    })
}

/// A change of any layout shows here. With `UPDATE_VECTORS` set, the file is written anew:
/// receipts already handed out would then no longer verify, so think twice.
#[test]
fn the_layouts_are_those_of_the_vectors_file() {
    let made = document(&sample());
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
        std::fs::write(FILE, text).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    assert_eq!(made, kept);

    let receipt: Receipt = serde_json::from_value(kept["receipt"].clone()).unwrap();
    let key = kept["verifier_key"].as_str().unwrap().parse().unwrap();
    assert!(receipt.verify(&key).is_ok());
}
