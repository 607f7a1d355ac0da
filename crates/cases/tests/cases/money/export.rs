//! The file for a court, opened and checked by code that knows nothing of the program.

use std::collections::BTreeMap;

use access::vault::looks_of;
use cases::{
    handle,
    money::{
        claim::{self, Side},
        evidence::{self, Piece},
        fact::{Due, How, Kind, Media},
        pay,
    },
    pages::shared,
};
use contracts::CaseId;
use credential::{LogKey, Receipt};
use serde_json::Value;
use storage::{journal, params};

use super::{claimed, day, hash};
use crate::{
    common::STREET,
    desk::house::{House, each_house},
};

/// The files of a ZIP whose members are stored as they are, read by the format's own description
/// (APPNOTE 4.3): the end record, the central directory, each member's local header.
fn unzip(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let two = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let four = |at: usize| two(at) | two(at + 2) << 16;
    let end = bytes.windows(4).rposition(|mark| mark == b"PK\x05\x06").unwrap();
    let (count, mut at) = (two(end + 10), four(end + 16));
    let mut files = BTreeMap::new();
    for _ in 0..count {
        assert_eq!(bytes[at..at + 4], *b"PK\x01\x02");
        assert_eq!(two(at + 10), 0, "stored, not compressed");
        let (size, name_length) = (four(at + 24), two(at + 28));
        let header = four(at + 42);
        let name = String::from_utf8(bytes[at + 46..at + 46 + name_length].to_vec()).unwrap();
        assert!(!name.contains("..") && !name.starts_with('/'), "{name}");
        let start = header + 30 + two(header + 26) + two(header + 28);
        assert!(files.insert(name, bytes[start..start + size].to_vec()).is_none());
        at += 46 + name_length + two(at + 30) + two(at + 32);
    }
    files
}

/// What `sha256sum -c SHA256SUMS` does.
fn check_sums(files: &BTreeMap<String, Vec<u8>>) -> usize {
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    let mut checked = 0;
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(hash(&files[name]), sum, "{name}");
        checked += 1;
    }
    assert_eq!(checked, files.len() - 1, "every file but the sums themselves");
    checked
}

/// Follows the chain by the sheets alone, as the README tells.
fn check_chain(files: &BTreeMap<String, Vec<u8>>, data: &Value) {
    let mut previous = "0".repeat(64);
    for item in data["evidence"].as_array().unwrap() {
        let number = item["item"].as_u64().unwrap();
        if !item["withdrawn"].is_null() {
            item["link"].as_str().unwrap().clone_into(&mut previous);
            assert!(item["sha256"].is_null() && item["file"].is_null(), "{item}");
            continue;
        }
        let sheet = &files[&format!("chain/{number:02}.txt")];
        let text = String::from_utf8(sheet.clone()).unwrap();
        let value = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap();
            let (length, value) = line[name.len() + 1..].split_once(':').unwrap();
            assert_eq!(length.parse::<usize>().unwrap(), value.len());
            value.to_owned()
        };
        assert_eq!(value("previous"), previous);
        assert_eq!(value("sha256"), item["sha256"].as_str().unwrap());
        if let Some(file) = item["file"].as_str() {
            assert_eq!(hash(&files[file]), value("sha256"));
        }
        previous = hash(sheet);
        assert_eq!(previous, item["link"].as_str().unwrap());
    }
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n";

/// Arrears with a text, a PDF, a piece that was withdrawn, a plan and a payment.
fn dispute(house: &House) -> CaseId {
    let id = house.report("arrears", STREET, "四千块<b>运费</b>一直不给，货送到广东了");
    let (rider, clerk) = (&house.people.rider, &house.people.clerk);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let kept = runtime.block_on(house.app.store().files().put(PDF.into())).unwrap();
    let bytes = i64::try_from(PDF.len()).unwrap();
    let pieces = vec![
        Piece::Text("五月八号装车\n十号到佛山".into()),
        Piece::File { name: kept, media: Media::Pdf, bytes },
        Piece::Text("这条传错了".into()),
    ];
    let given = evidence::Given {
        label: "<script>签收单".into(),
        kind: Kind::Chat,
        made: Some(day("2026-04-20")),
        pieces,
    };
    let desk = shared::desk(&house.app).unwrap();
    let (by, with) = (rider.clone(), desk.clone());
    house
        .write(rider, move |tx| {
            claim::correct(tx, &with, &by, id, Side::Worker, &claimed(4_000))?;
            evidence::add(tx, &with, &by, id, Side::Worker, &given)?;
            evidence::strike(tx, &with, &by, id, Side::Worker, 3, "传错了")?;
            let last = vec![Piece::Text("对方说下周给钱".into())];
            let last = evidence::Given { pieces: last, ..given };
            evidence::add(tx, &with, &by, id, Side::Worker, &last)
        })
        .unwrap();
    let (by, with) = (clerk.clone(), desk);
    house
        .write(clerk, move |tx| {
            handle::accept(tx, &by, id, None)?;
            let plan = vec![
                Due { day: day("2026-05-20"), amount: 150_000 },
                Due { day: day("2026-06-20"), amount: 250_000 },
            ];
            pay::agree(tx, &with, &by, id, plan, "电话里谈定")?;
            let paid = pay::Given {
                amount: Some(150_000),
                day: Some(day("2026-05-06")),
                how: Some(How::Transfer),
                evidence: Some(2),
                reason: String::new(),
            };
            pay::record(tx, &with, &by, id, Side::Unit, &paid)
        })
        .unwrap();
    id
}

fn data(files: &BTreeMap<String, Vec<u8>>) -> Value {
    serde_json::from_slice(&files["case.json"]).unwrap()
}

#[test]
fn the_file_opens_and_its_hashes_hold() {
    each_house(|house| {
        let id = dispute(house);
        let key = LogKey::from_seed("test.example/yilu", [3; 32]).unwrap();
        let signing = key.clone();
        house
            .write(&house.people.clerk, move |tx| {
                journal::sequence(tx)?;
                journal::checkpoint(tx, &signing)
            })
            .unwrap();
        let path = format!("/cases/{id}/court.zip");
        let page = house.browser(&house.people.rider).get(&path);
        page.is(200);
        assert!(page.disposition.contains("yilu-"), "{}", page.disposition);
        let files = unzip(&page.bytes);
        assert!(check_sums(&files) >= 10, "{:?}", files.keys());
        let data = data(&files);
        check_chain(&files, &data);
        assert_eq!(data["claim"]["amount_fen"], 400_000);
        assert_eq!(data["claim"]["cross_province"], true);
        assert_eq!(data["recovered_fen"], 150_000);
        assert_eq!(data["instalments"][0]["paid_fen"], 150_000);
        assert_eq!(data["worker"]["name"], "王小路");
        assert_eq!(data["worker"]["phone"], "13812342231");
        assert_eq!(files["evidence/02.pdf"], PDF);
        assert!(!files.contains_key("evidence/03.txt"), "what was withdrawn is not handed on");
        assert_eq!(data["evidence"][2]["withdrawn"], "传错了");
        let index = String::from_utf8(files["index.html"].clone()).unwrap();
        for told in ["王小路", "¥ 4000.00", "¥ 1500.00", "跨省", "江苏省", "签收单", "十号到佛山"]
        {
            assert!(index.contains(told), "{told}: {index}");
        }
        assert!(!index.contains("<script") && !index.contains("http"), "{index}");
        let receipt: Receipt = serde_json::from_slice(&files["receipt.json"]).unwrap();
        receipt.verify(key.public()).unwrap();
    });
}

#[test]
fn a_file_that_was_altered_on_the_disk_is_said_to_be_missing() {
    each_house(|house| {
        let id = dispute(house);
        let kit = house.case(id).money.unwrap();
        let name = kit.evidence(2).unwrap().item.sha256.clone();
        let kept = house.folder().join("files").join(&name[..2]).join(&name);
        let mut altered = std::fs::read(&kept).unwrap();
        altered[12] ^= 1;
        std::fs::write(&kept, altered).unwrap();
        let browser = house.browser(&house.people.rider);
        let files = unzip(&browser.get(&format!("/cases/{id}/court.zip")).bytes);
        check_sums(&files);
        assert!(!files.contains_key("evidence/02.pdf"));
        let index = String::from_utf8(files["index.html"].clone()).unwrap();
        assert!(index.contains("原件缺失，或与登记的校验值不符"), "{index}");
        browser.get(&format!("/cases/{id}/evidence/2")).is(500);
        browser.get(&format!("/cases/{id}/evidence/1")).is(200).must("十号到佛山");
    });
}

#[test]
fn each_taking_is_journalled_and_shown_to_the_worker_and_others_find_nothing() {
    each_house(|house| {
        let people = &house.people;
        let id = dispute(house);
        let path = format!("/cases/{id}/court.zip");
        for stranger in [&people.other_rider, &people.other_clerk, &people.firm, &people.county] {
            house.browser(stranger).get(&path).is(404);
            house.browser(stranger).get(&format!("/cases/{id}/evidence/1")).is(404);
        }
        house.browser(&people.auditor).get(&path).is(404);
        let taken = house.browser(&people.clerk).get(&path);
        taken.is(200);
        let data = data(&unzip(&taken.bytes));
        assert_eq!(
            data["worker"]["name"], "王小路",
            "who holds a sensitive case may know the name"
        );
        assert_eq!(data["worker"]["phone"], Value::Null);
        house.browser(&people.rider).get(&path).is(200);
        let rider = people.rider.person;
        let permit =
            access::permit(&people.rider, access::Action::LooksRead, &access::Target::of(rider));
        let permit = permit.unwrap();
        let looks = house.app.store().read_blocking(move |db| looks_of(db, &permit, None, 10));
        let looks = looks.unwrap();
        let files: Vec<_> = looks.iter().filter(|look| look.field == "case-file").collect();
        let units: Vec<_> = files.iter().map(|look| look.unit).collect();
        assert_eq!(files.len(), 2);
        assert!(units.contains(&Some(house.offices.street)) && units.contains(&None));
        assert!(looks.iter().any(|look| look.field == "name"), "the name was looked at too");
        let told = house.app.store().read_blocking(move |db| {
            let sql = "SELECT COUNT(*) FROM storage_journal WHERE action = 'case.money-export'
                 AND subject = $1";
            db.query_one(sql, params![*id.as_bytes()], |row| row.get::<i64>(0))
        });
        assert_eq!(told.unwrap(), 2);
    });
}
