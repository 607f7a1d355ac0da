//! The chain: added to, struck out, and never changed in secret.

use std::fmt::Write as _;

use cases::{
    entry::{Entry, What},
    money::{
        Fact,
        chain::{self, Broken, Fault},
        claim::Side,
        evidence as proof,
        fact::{Content, Item},
        verify,
    },
    store,
};
use contracts::CaseId;
use storage::{Stamp, params};

use super::{arrears, hand_in, hash, kit, text};
use crate::common::{Town, code, each_town};

/// A case with four pieces of evidence.
fn four(town: &Town) -> CaseId {
    let id = arrears(town);
    for words in ["第一条聊天记录", "第二条聊天记录", "第三条聊天记录"] {
        hand_in(town, &town.people.rider, id, Side::Worker, &[text(words)]).unwrap();
    }
    hand_in(town, &town.people.clerk, id, Side::Unit, &[text("对方来电承认欠款")]).unwrap();
    id
}

fn items(town: &Town, id: CaseId) -> Vec<Item> {
    kit(town, id).items().cloned().collect()
}

#[test]
fn the_link_is_the_hash_of_the_sheet_as_it_is_documented() {
    each_town(|town| {
        let id = four(town);
        let number = town.case(id).number;
        let mut previous = "0".repeat(64);
        for (at, item) in items(town, id).iter().enumerate() {
            let Content::Text(words) = &item.content else { panic!("{item:?}") };
            assert_eq!(item.sha256, hash(words.as_bytes()));
            let (item_no, kind, made) = ((at + 1).to_string(), "waybill", "2026-04-20");
            let (added, bytes) = (item.added_at.micros().to_string(), words.len().to_string());
            let lines = [
                ("case", number.as_str()),
                ("item", &item_no),
                ("kind", kind),
                ("label", "签收单"),
                ("made", made),
                ("added", &added),
                ("media", "text/plain"),
                ("bytes", &bytes),
                ("sha256", &item.sha256),
                ("previous", &previous),
            ];
            let mut sheet = "yilu-evidence-v1\n".to_owned();
            for (name, value) in lines {
                writeln!(sheet, "{name} {}:{value}", value.len()).unwrap();
            }
            assert_eq!(item.link, hash(sheet.as_bytes()), "item {item_no}");
            previous = item.link.clone();
        }
        town.assert_folded(id);
    });
}

#[test]
fn the_first_item_that_was_altered_removed_or_moved_is_named() {
    each_town(|town| {
        let id = four(town);
        let number = town.case(id).number;
        let sound = items(town, id);
        let broken = |change: &dyn Fn(&mut Vec<Item>)| {
            let mut items = sound.clone();
            change(&mut items);
            chain::check(&number, &items).unwrap_err()
        };
        assert_eq!(chain::check(&number, &sound), Ok(()));
        let relabel = broken(&|items| items[1].label.push('！'));
        assert_eq!(relabel, Broken { item: 2, fault: Fault::Altered });
        let reword = broken(&|items| items[2].content = Content::Text("改过的话".into()));
        assert_eq!(reword, Broken { item: 3, fault: Fault::OtherContent });
        let rehash = broken(&|items| {
            items[2].content = Content::Text("改过的话".into());
            items[2].sha256 = hash("改过的话".as_bytes());
        });
        assert_eq!(rehash, Broken { item: 3, fault: Fault::Altered });
        let redate = broken(&|items| items[0].added_at = items[0].added_at.plus_micros(1));
        assert_eq!(redate, Broken { item: 1, fault: Fault::Altered });
        let remove = broken(&|items| drop(items.remove(1)));
        assert_eq!(remove, Broken { item: 2, fault: Fault::OutOfOrder });
        let swap = broken(&|items| items.swap(0, 1));
        assert_eq!(swap, Broken { item: 1, fault: Fault::OutOfOrder });
        let renumber = broken(&|items| {
            items.swap(1, 2);
            (items[1].number, items[2].number) = (2, 3);
        });
        assert_eq!(renumber, Broken { item: 2, fault: Fault::Unlinked });
        let relink = broken(&|items| {
            items[1].label = "换过".into();
            items[1].link = chain::link(&number, &items[1]);
        });
        assert_eq!(relink, Broken { item: 3, fault: Fault::Unlinked });
        assert!(chain::check("261121-7K3M9Q-X", &sound).is_err(), "of another case");
    });
}

/// Rewrites what is stored, as somebody with the database's password could: entries and row.
fn forge(town: &Town, id: CaseId, change: impl Fn(&mut Vec<Entry>) + Send + 'static) {
    let stamp = Stamp::system(town.moment(), "test");
    let forged = town.test.store.write_blocking(stamp, move |tx| {
        let mut entries = store::entries(tx, id)?;
        change(&mut entries);
        tx.execute("DELETE FROM cases_entries WHERE case_id = $1", params![id])?;
        for (seq, entry) in (1_i64..).zip(&mut entries) {
            entry.seq = seq;
            let payload = serde_json::to_string(&entry.what).unwrap();
            tx.execute(
                "INSERT INTO cases_entries (case_id, seq, at, actor, unit, role, kind, payload)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                params![
                    id,
                    seq,
                    entry.at,
                    entry.actor,
                    entry.unit,
                    entry.role.as_str(),
                    entry.what.kind(),
                    payload
                ],
            )?;
        }
        let case = cases::case::fold(&entries).unwrap();
        let folded = serde_json::to_string(&case).unwrap();
        tx.execute(
            "UPDATE cases_cases SET folded = $2, length = $3, updated_at = $4 WHERE id = $1",
            params![id, folded, case.length, case.updated_at],
        )?;
        Ok::<_, storage::Error>(())
    });
    forged.unwrap();
}

fn said(town: &Town, id: CaseId) -> String {
    town.read(move |db| store::difference(db, id)).unwrap_or_default()
}

const fn item_of(entry: &mut Entry) -> Option<&mut Item> {
    match &mut entry.what {
        What::Money(Fact::Evidence(item)) => Some(item),
        _ => None,
    }
}

#[test]
fn not_even_a_chain_made_anew_passes_for_the_journal_knows_the_links() {
    each_town(|town| {
        let [cut, remade, gone] = [four(town), four(town), four(town)];
        // The last piece is taken out, and everything else is consistent.
        forge(town, cut, |entries| drop(entries.pop()));
        assert!(
            said(town, cut).contains("item 4 of the evidence is missing"),
            "{}",
            said(town, cut)
        );
        // Everything from the second on is written anew, with links that fit.
        let number = town.case(remade).number;
        forge(town, remade, move |entries| {
            let mut previous = chain::START.to_owned();
            for item in entries.iter_mut().filter_map(item_of) {
                if item.number == 2 {
                    item.label = "换掉的证据".into();
                }
                item.previous.clone_from(&previous);
                item.link = chain::link(&number, item);
                previous.clone_from(&item.link);
            }
        });
        let case = town.case(remade);
        assert_eq!(chain::check(&case.number, case.money.unwrap().items()), Ok(()));
        let told = said(town, remade);
        assert!(told.contains("item 2 of the evidence is not the one in the journal"), "{told}");
        // All of it.
        forge(town, gone, |entries| entries.truncate(1));
        assert!(said(town, gone).contains("item 1 of the evidence is missing"));
    });
}

#[test]
fn a_file_with_other_bytes_or_none_is_named() {
    each_town(|town| {
        let id = arrears(town);
        let files = town.test.store.files().clone();
        let bytes = bytes::Bytes::from_static(b"%PDF-1.7 receipt %%EOF");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let name = runtime.block_on(files.put(bytes.clone())).unwrap();
        let piece = proof::Piece::File {
            name: name.clone(),
            media: cases::money::fact::Media::Pdf,
            bytes: i64::try_from(bytes.len()).unwrap(),
        };
        let lost = proof::Piece::File {
            name: "ab".repeat(32),
            media: cases::money::fact::Media::Jpeg,
            bytes: 7,
        };
        hand_in(town, &town.people.rider, id, Side::Worker, &[piece]).unwrap();
        let check = || runtime.block_on(verify::broken_file(&files, &kit(town, id))).unwrap();
        assert_eq!(check(), None);
        hand_in(town, &town.people.rider, id, Side::Worker, &[lost]).unwrap();
        assert_eq!(check(), Some(Broken { item: 2, fault: Fault::FileMissing }));
        // One byte is changed on the disk.
        let kept = town.test.folder().join("files").join(&name[..2]).join(&name);
        let mut altered = std::fs::read(&kept).unwrap();
        altered[10] ^= 1;
        std::fs::write(&kept, altered).unwrap();
        assert_eq!(check(), Some(Broken { item: 1, fault: Fault::OtherContent }));
    });
}

#[test]
fn what_is_withdrawn_stays_struck_out_and_only_its_owner_withdraws_it() {
    each_town(|town| {
        let id = four(town);
        let strike = |by: &access::Actor, side, number| {
            town.write(by, move |tx, desk, by| {
                proof::strike(tx, desk, by, id, side, number, "传错了")
            })
        };
        let (rider, clerk) = (&town.people.rider, &town.people.clerk);
        assert_eq!(code(strike(clerk, Side::Unit, 1)), "money-no-such-item");
        assert_eq!(code(strike(rider, Side::Worker, 4)), "money-no-such-item");
        strike(rider, Side::Worker, 2).unwrap();
        assert_eq!(code(strike(rider, Side::Worker, 2)), "money-no-such-item", "once is enough");
        strike(clerk, Side::Unit, 4).unwrap();
        let kit = kit(town, id);
        let struck: Vec<bool> = kit.evidence.iter().map(|one| one.struck.is_some()).collect();
        assert_eq!(struck, [false, true, false, true]);
        hand_in(town, rider, id, Side::Worker, &[text("补一条")]).unwrap();
        assert_eq!(items(town, id).len(), 5);
        town.assert_folded(id);
    });
}

#[test]
fn evidence_has_limits_and_labels_are_one_line() {
    each_town(|town| {
        let id = arrears(town);
        let rider = &town.people.rider;
        assert_eq!(
            code(hand_in(town, rider, id, Side::Worker, &[])),
            "text:money-evidence-missing"
        );
        let long = "长".repeat(proof::TEXT_MAX + 1);
        let outcome = hand_in(town, rider, id, Side::Worker, &[text("好的"), text(&long)]);
        assert_eq!(code(outcome), "text:text-too-long");
        assert_eq!(town.case(id).money, None, "nothing of it was kept");
        let many: Vec<_> = (0..60).map(|number| text(&format!("第{number}页"))).collect();
        hand_in(town, rider, id, Side::Worker, &many).unwrap();
        assert_eq!(code(hand_in(town, rider, id, Side::Worker, &[text("再来")])), "money-full");
        let given = proof::Given {
            label: "第一行\n第二行\tx".into(),
            kind: cases::money::fact::Kind::Other,
            made: None,
            pieces: vec![text("一条")],
        };
        let id = arrears(town);
        town.write(rider, move |tx, desk, by| proof::add(tx, desk, by, id, Side::Worker, &given))
            .unwrap();
        assert_eq!(items(town, id)[0].label, "第一行 第二行 x");
    });
}
