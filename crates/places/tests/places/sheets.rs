//! The sheet of a compound: written, read on the phone, corrected by riders, decided by its keepers.

use crate::{
    near::Site,
    town::{draft, north},
};

fn after(page: &web::testing::Answered, from: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(from).unwrap();
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

#[tokio::test]
async fn a_sheet_gives_gate_path_lift_and_parking_also_when_it_was_saved() {
    let site = Site::new();
    let mut compound = draft("C1", "南山苑", north(0.0));
    compound.kind = "骑手友好小区".into();
    site.keep(vec![compound, draft("S1", "驿站", north(10.0))]).await;
    let (clerk, worker, visitor) = (site.clerk(), site.app.worker(), site.app.visitor());
    visitor.get("/places/C1/sheet").await.assert_contains("还没有通行单");
    let mut sent = vec![
        ("version", "0"),
        ("buildings", "17号楼 | 东门 | 左转 200 米 | 货梯在北侧 | 东门内停车棚\n3号楼 | 东门"),
        ("rules", "外卖车限速 10 公里。"),
        ("gates", "西门 | 行人"),
    ];
    let wrong = clerk.post_form("/desk/places/C1/sheet", &sent).await;
    wrong.assert_status(422).assert_contains("没有“东门”").assert_contains("货梯在北侧");
    sent.pop();
    sent.push(("gates", "东门 | 电动车、行人 | Mo-Su 06:00-23:00 | 登记后放行"));
    clerk.post_form("/desk/places/C1/sheet", &sent).await.assert_status(303);
    clerk.post_form("/desk/places/C1/sheet", &sent).await.assert_status(409);
    clerk.post_form("/desk/places/S1/sheet", &sent).await.assert_status(404);
    let way = visitor.get("/places/C1/sheet?b=17").await;
    way.assert_contains("货梯在北侧").assert_contains("东门内停车棚").assert_contains("第 1 版");
    assert!(!way.text().contains("3号楼"));
    let saved = visitor.get("/places/C1/sheet?save=1").await;
    saved.assert_contains("货梯在北侧").assert_contains("登记后放行").assert_contains("<style>");
    assert!(saved.header("content-disposition").starts_with("attachment"));
    assert!(!saved.text().contains("src=\"/"), "a saved page needs no network");
    let said = [("said", "17 号楼货梯在南侧")];
    visitor.post_form("/places/C1/corrections", &said).await.assert_status(303);
    assert!(
        visitor.post_form("/places/C1/corrections", &said).await.location().contains("sign-in")
    );
    let sent = worker.post_form("/places/C1/corrections", &said).await;
    worker.follow(&sent).await.assert_contains("已交给管理单位核对");
    let desk = clerk.get("/desk/places/C1/sheet").await;
    desk.assert_contains("17 号楼货梯在南侧").assert_contains("待核对");
    let to = format!("/desk/places/corrections/{}", after(&desk, "/desk/places/corrections/"));
    let decided = clerk.post_form(&to, &[("decide", "taken"), ("answer-x", "")]).await;
    clerk.follow(&decided).await.assert_contains("已采纳");
    clerk.post_form(&to, &[("decide", "taken")]).await.assert_status(409);
    let elsewhere = site.app.holder("clerk", "street", "330102003");
    elsewhere.get("/desk/places/C1/sheet").await.assert_status(404);
}

#[tokio::test]
async fn a_tower_copies_a_template_in_one_step_and_enters_its_places() {
    let site = Site::new();
    let mut tower = draft("T1", "湖滨银座", north(0.0));
    tower.kind = "tower".into();
    site.keep(vec![tower, draft("S1", "驿站", north(10.0))]).await;
    let (clerk, visitor) = (site.clerk(), site.app.visitor());
    let own = [("version", "0"), ("gates", "大堂 | 访客 | 24/7 | 登记"), ("rules", "请走楼梯。")];
    clerk.post_form("/desk/places/T1/sheet", &own).await.assert_status(303);
    clerk.get("/desk/places/S1/templates").await.assert_status(404);
    clerk.get("/desk/places/T1/templates").await.assert_contains("高端商务楼宇快递");
    let template = [("template", "office-tower")];
    let done = clerk.post_form("/desk/places/T1/templates", &template).await;
    let page = clerk.follow(&done).await;
    page.assert_contains("等待登记的点位")
        .assert_contains("外卖中转站")
        .assert_contains("骑手临停区");
    let sheet = visitor.get("/places/T1/sheet").await;
    sheet.assert_contains("第 2 版").assert_contains("货运门").assert_contains("请走楼梯。");
    sheet.assert_contains("不留客人电话").assert_contains("访客");
    assert!(!sheet.text().contains("外卖放中转站，不上楼"), "the own lobby stands");
    // Twice is once.
    clerk.post_form("/desk/places/T1/templates", &template).await.assert_status(303);
    visitor.get("/places/T1/sheet").await.assert_contains("第 2 版");
    let draft = after(&page, "/desk/places/new?draft=");
    let form = clerk.get(&format!("/desk/places/new?draft={draft}")).await;
    form.assert_contains("湖滨银座外卖中转站");
    let id = after(&form, "name=\"id\" value=\"");
    let sent = [
        ("id", id.as_str()),
        ("draft", draft.as_str()),
        ("name", "湖滨银座外卖中转站"),
        ("kind", "transfer-point"),
        ("area", crate::town::COMMUNITY),
        ("lat", "30.2442"),
        ("lon", "120.1571"),
        ("hours", "Mo-Su 10:00-21:00"),
        ("amenities", "storage"),
    ];
    clerk.post_form("/desk/places", &sent).await.assert_status(303);
    let left = clerk.get("/desk/places/T1/templates").await;
    let waits = left.text().matches("/desk/places/new?draft=").count();
    assert_eq!(waits, 1, "one was entered");
    let last = after(&left, "/desk/places/new?draft=");
    clerk.post_form(&format!("/desk/places/drafts/{last}/drop"), &[]).await.assert_status(303);
    assert!(!clerk.get("/desk/places/T1/templates").await.text().contains("等待登记的点位"));
    let elsewhere = site.app.holder("clerk", "street", "330102003");
    elsewhere.get("/desk/places/T1/templates").await.assert_status(404);
}
