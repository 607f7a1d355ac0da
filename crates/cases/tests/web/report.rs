//! From "what is it about?" to the receipt.

use crate::{
    STREET,
    town::{Town, hidden, keep, picture},
};

#[tokio::test]
async fn five_taps_with_a_photo() {
    let town = Town::new();
    let worker = town.app.worker();

    // 1: "report" leads here; 2: the kind stands on the first screen.
    let choose = worker.get("/report").await;
    keep("choose", &choose);
    choose
        .assert_status(200)
        .assert_contains("什么事？")
        .assert_contains("/report/new?matter=parking");
    let form = worker.get("/report/new?matter=parking").await;
    keep("details", &form);
    form.assert_contains("发生了什么").assert_contains("清波街道").assert_contains("什么车");
    let id = hidden(&form, "id");

    // 3: the photo; 4: next.
    let photo = picture(90, 1);
    let pairs = [
        ("id", id.as_str()),
        ("matter", "parking"),
        ("text", "医院门口没地方停车，取餐三分钟就被贴条。希望划几个车位！"),
        ("area", STREET),
        ("address", "中山路 288 号"),
        ("lat", "30.24421"),
        ("lon", "120.15713"),
        ("field-vehicle", "e-bike"),
    ];
    let files = [("photos", "a.png", "image/png", photo.as_slice())];
    let saved = worker.post_files("/report/details", &pairs, &files).await;
    assert_eq!(saved.location(), format!("/report/{id}/check"));
    let check = worker.follow(&saved).await;
    keep("check", &check);
    check
        .assert_contains("医院门口没地方停车，取餐三分钟就被贴条")
        .assert_contains("电动自行车")
        .assert_contains("上城区清波街道 中山路 288 号")
        .assert_contains("1 张")
        .assert_contains("前答复您");

    // 5: send; sent again, the same receipt.
    let sent = worker.post_form(&format!("/report/{id}/send"), &[]).await;
    assert_eq!(sent.location(), format!("/cases/{id}/sent"));
    let receipt = worker.follow(&sent).await;
    keep("sent", &receipt);
    receipt.assert_contains("261120-").assert_contains("清波街道").assert_contains("10 积分");
    let again = worker.post_form(&format!("/report/{id}/send"), &[]).await;
    assert_eq!(again.location(), format!("/cases/{id}/sent"));
    let late = worker.post_files("/report/details", &pairs, &[]).await;
    assert_eq!(late.location(), format!("/cases/{id}/sent"));
    let mine = worker.get("/cases/mine").await;
    assert_eq!(mine.text().matches("261120-").count(), 1);

    // The place is filled in from last time.
    let next = worker.get("/report/new?matter=charging").await;
    next.assert_contains(&format!("<option value=\"{STREET}\" selected>"));
}

#[tokio::test]
async fn photos_are_for_those_who_may_read_the_case() {
    let town = Town::new();
    let worker = town.app.worker();
    let form = worker.get("/report/new?matter=parking").await;
    let id = hidden(&form, "id");
    let pairs = [
        ("id", id.as_str()),
        ("matter", "parking"),
        ("text", "这里没有停车的地方"),
        ("area", STREET),
    ];
    let (first, second) = (picture(64, 1), picture(64, 9));
    let files = [
        ("photos", "a.png", "image/png", first.as_slice()),
        ("photos", "b.png", "image/png", second.as_slice()),
    ];
    worker.post_files("/report/details", &pairs, &files).await.assert_status(303);

    // One is taken off again.
    let edit = worker.get(&format!("/report/{id}")).await;
    keep("details-again", &edit);
    let file = hidden_drop(&edit.text());
    let draft_photo = format!("/report/{id}/photos/{file}");
    worker.get(&draft_photo).await.assert_status(200);
    town.app.worker().get(&draft_photo).await.assert_status(404);
    let mut less = pairs.to_vec();
    less.push(("drop", &file));
    worker.post_files("/report/details", &less, &[]).await.assert_status(303);
    worker.get(&draft_photo).await.assert_status(404);
    worker.post_form(&format!("/report/{id}/send"), &[]).await.assert_status(303);

    let page = worker.get(&format!("/cases/{id}")).await;
    let text = page.text();
    let start = text.find(&format!("/cases/{id}/photos/")).unwrap();
    let path: String = text[start..].chars().take_while(|c| *c != '"').collect();
    let photo = worker.get(&path).await;
    photo.assert_status(200);
    assert_eq!(photo.header("content-type"), "image/jpeg");
    assert_eq!(photo.header("cache-control"), "private, max-age=31536000, immutable");
    town.owner().get(&path).await.assert_status(200);
    town.app.worker().get(&path).await.assert_status(404);
    town.app.visitor().get(&path).await.assert_status(303);
    let foreign = format!("/cases/{id}/photos/{file}");
    worker.get(&foreign).await.assert_status(404);
}

fn hidden_drop(text: &str) -> String {
    let start = text.find("name=\"drop\" value=\"").unwrap();
    text[start + 19..].chars().take_while(|c| *c != '"').collect()
}

#[tokio::test]
async fn one_sentence_finds_the_kind_and_is_not_typed_twice() {
    let town = Town::new();
    let worker = town.app.worker();
    let short = worker.post_form("/report/words", &[("words", "停车")]).await;
    short.assert_status(422).assert_contains("至少 5 个字");
    let sentence = "商场门口没地方停车，取个餐就被贴条";
    let kept = worker.post_form("/report/words", &[("words", sentence)]).await;
    let proposed = worker.follow(&kept).await;
    keep("proposed", &proposed);
    proposed.assert_contains("因为提到了：停车、贴条").assert_contains(sentence);
    let id = kept.location().split('/').nth(2).unwrap().to_owned();
    let form = worker.get(&format!("/report/{id}?matter=parking")).await;
    form.assert_contains(&format!("{sentence}</textarea>"));
    assert_eq!(hidden(&form, "id"), id);
    town.app.worker().get(&format!("/report/{id}")).await.assert_status(404);
    // Without a guess the list alone is offered.
    let odd = worker.post_form("/report/words", &[("words", "想说几句别的话")]).await;
    worker.follow(&odd).await.assert_status(200).assert_contains("全部类别");
}
