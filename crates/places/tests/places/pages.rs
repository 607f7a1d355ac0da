//! The pages: a toilet is found without signing in, a tap is heard, a place is kept.

use crate::{
    near::Site,
    town::{COMMUNITY, draft, north},
};

fn hidden(page: &web::testing::Answered, name: &str) -> String {
    let text = page.text();
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = text.split_once(&mark).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_open_toilet_is_found_without_signing_in_and_without_a_script() {
    let site = Site::new();
    let mut bare = draft("B", "没有厕所", north(10.0));
    bare.amenities.clear();
    site.keep(vec![draft("A", "城站驿站", north(120.0)), bare]).await;
    let visitor = site.app.visitor();
    let ask = visitor.get("/places").await;
    ask.assert_status(200).assert_contains("data-go").assert_contains(COMMUNITY);
    let list = visitor.get(&format!("/places?area={COMMUNITY}")).await;
    list.assert_contains("城站驿站").assert_contains("没有厕所").assert_contains("现在开着");
    let toilets = visitor.get(&format!("/places?area={COMMUNITY}&need=toilet")).await;
    toilets.assert_contains("城站驿站").assert_contains("120 米");
    assert!(!toilets.text().contains("没有厕所"));
    let none = visitor.get(&format!("/places?area={COMMUNITY}&need=swap&voltage=48")).await;
    none.assert_contains("附近没有开着的").assert_contains("5.0 公里");
    let map = visitor.get("/places/points?lat=30.2442&lon=120.1571").await;
    map.assert_status(200).assert_contains("FeatureCollection");
}

#[tokio::test]
async fn a_tap_at_the_door_is_heard_and_told() {
    let site = Site::new();
    site.keep(vec![draft("A", "城站驿站", north(0.0))]).await;
    let visitor = site.app.visitor();
    let page = visitor.get("/places/A").await;
    page.assert_contains("您在门口吗").assert_contains("22:00 关门").assert_contains("清波街道");
    let heard = visitor.post_form("/places/A/tap", &[("says", "open"), ("amenity", "")]).await;
    let page = visitor.follow(&heard).await;
    page.assert_contains("谢谢，已记下").assert_contains("刚刚有人确认");
    site.app.wait_seconds(1_200);
    visitor.get("/places/A").await.assert_contains("20 分钟前有人确认");
    for _ in 0..2 {
        visitor.post_form("/places/A/tap", &[("says", "open")]).await.assert_status(303);
    }
    visitor.post_form("/places/A/tap", &[("says", "open")]).await.assert_status(303);
    visitor.post_form("/places/A/tap", &[("says", "open")]).await.assert_status(429);
    visitor.get("/places/none").await.assert_status(404);
    assert_eq!(visitor.english().get("/places/A").await.status, 200);
}

#[tokio::test]
async fn a_clerk_enters_corrects_and_gives_up_a_place() {
    let site = Site::new();
    let clerk = site.clerk();
    clerk.get("/desk/places").await.assert_contains("没有点位");
    let page = clerk.get("/desk/places/new").await;
    let id = hidden(&page, "id");
    let mut sent = vec![
        ("id", id.as_str()),
        ("name", "河坊街驿站"),
        ("kind", "station"),
        ("area", COMMUNITY),
        ("lat", "30.2442"),
        ("lon", "120.1571"),
        ("amenities", "toilet"),
        ("amenities", "charging"),
        ("counts", "charging:12"),
        ("code", "HFJ-1"),
        ("shared", "22:00-06:00=ride-hail"),
        ("agreement", "in-force"),
        ("terms", "环卫公司提供，街道付水电"),
        ("hours", "八点到十点"),
    ];
    let wrong = clerk.post_form("/desk/places", &sent).await;
    wrong.assert_status(422).assert_contains("开放时间从第").assert_contains("河坊街驿站");
    sent.pop();
    sent.push(("hours", "Mo-Su 08:00-22:00"));
    let kept = clerk.post_form("/desk/places", &sent).await;
    let page = clerk.follow(&kept).await;
    page.assert_contains("点位已保存").assert_contains("22:00-06:00=ride-hail");
    page.assert_contains("charging:12");
    clerk.get("/desk/places").await.assert_contains("HFJ-1").assert_contains("现在开着");
    let public = site.app.visitor().get("/places/HFJ-1").await;
    public.assert_contains("网约车司机").assert_contains("电动车充电 × 12");
    let edition = hidden(&page, "edition");
    let mut change: Vec<(&str, &str)> =
        sent.iter().filter(|(name, _)| !["id", "code"].contains(name)).copied().collect();
    change.push(("edition", &edition));
    clerk.post_form("/desk/places/HFJ-1", &change).await.assert_status(303);
    clerk.post_form("/desk/places/HFJ-1", &change).await.assert_status(409);
    let today = [("day", "2026-11-20"), ("visits", "40")];
    clerk.post_form("/desk/places/HFJ-1/visits", &today).await.assert_status(303);
    site.app.visitor().get("/places/HFJ-1").await.assert_contains("来过 40 人次");
    let file = "id,kind,name,lon,lat,amenities,opening_hours,area\n\
                X1,toilet,公厕,120.158,30.245,toilet,24/7,330102001051\n\
                X2,pool,泳池,120.158,30.245,toilet,24/7,330102001051\n";
    let files = [("file", "a.csv", "text/csv", file.as_bytes())];
    let done = clerk.post_files("/desk/places/import", &[("crs", "gcj02")], &files).await;
    done.assert_contains("导入 1 个，重复 0 个，未导入 1 个").assert_contains("rejected.csv");
    clerk.get("/desk/places/export/csv").await.assert_contains("X1,toilet,公厕");
    clerk.get("/desk/places/export/geojson").await.assert_contains("HFJ-1");
    assert!(clerk.get("/desk/places/export/xlsx").await.bytes.starts_with(b"PK"));
    clerk.post_form("/desk/places/HFJ-1/close", &[]).await.assert_status(303);
    site.app.visitor().get("/places/HFJ-1").await.assert_status(404);
    site.app.worker().get("/desk/places").await.assert_status(403);
    let elsewhere = site.app.holder("clerk", "street", "330102003");
    elsewhere.get("/desk/places/X1").await.assert_status(404);
}
