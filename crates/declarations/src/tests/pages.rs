//! Catalogue and roles as administrators see them.

use access::policy::sentences;
use catalogue::Catalogue;
use ui::askama::filters::{Html, escape};

use super::{admin, app, clerk};

#[tokio::test]
async fn every_matter_is_listed_and_shown_in_both_languages() {
    let app = app();
    let (clerk, english) = (clerk(&app), clerk(&app).english());
    let list = clerk.get("/admin/catalogue").await;
    list.assert_status(200).assert_contains("所在社区的").assert_contains("街道办事处兜底");
    list.assert_contains("答复 7 个工作日").assert_contains("审核后公开内容");
    assert!(!list.text().contains("/admin/calendar"), "no link without the right");
    english.get("/admin/catalogue").await.assert_contains("answered within 7 workdays");
    for matter in Catalogue::embedded().matters() {
        list.assert_contains(&matter.name.zh);
        let path = format!("/admin/catalogue/{}", matter.code);
        let page = clerk.get(&path).await;
        page.assert_status(200).assert_contains(&matter.phrases[0]);
        page.assert_contains(&matter.samples[0].title);
        english.get(&path).await.assert_status(200);
    }
    clerk.get("/admin/catalogue/nothing").await.assert_status(404);
    app.worker().get("/admin/catalogue").await.assert_status(403);
}

#[tokio::test]
async fn changed_files_are_checked_and_nothing_changes() {
    let app = app();
    let (_, city) = Catalogue::embedded_files()[0];
    let before = app.app.catalogue();
    let path = "/admin/catalogue/check";
    let broken = city.replace("silence_days", "silence_weeks");
    let file = |text: &'static str| [("files", "city.toml", "application/toml", text.as_bytes())];
    let broken = file(broken.leak());
    admin(&app).get(path).await.assert_status(200).assert_contains("--catalogue");
    let answer = admin(&app).post_files(path, &[], &broken).await;
    answer.assert_status(422).assert_contains("city.toml").assert_contains("不认识的键");
    let english = admin(&app).english().post_files(path, &[], &broken).await;
    english.assert_status(422).assert_contains("unknown key");

    let (_, road) = Catalogue::embedded_files().last().unwrap();
    let renamed = road.replacen("zh = \"", "zh = \"改名的", 1);
    let two = [
        ("files", "city.toml", "application/toml", city.as_bytes()),
        ("files", "road.toml", "application/toml", renamed.as_bytes()),
    ];
    let answer = admin(&app).post_files(path, &[], &two).await;
    answer.assert_status(200).assert_contains("没有发现问题").assert_contains("变动事项：改名的");
    let strange = [("files", "road.toml", "application/toml", &[0xff_u8, 0xfe][..])];
    admin(&app).post_files(path, &[], &strange).await.assert_contains("matters/road.toml");
    admin(&app).post_files(path, &[], &[]).await.assert_status(422).assert_contains("请先选择");
    assert_eq!(*app.app.catalogue(), *before);
    clerk(&app).get(path).await.assert_status(403);
    clerk(&app).post_files(path, &[], &broken).await.assert_status(403);
}

#[tokio::test]
async fn every_sentence_of_policy_is_told_in_words() {
    let app = app();
    let (chinese, english) = (clerk(&app), clerk(&app).english());
    let (chinese, english) = (chinese.get("/admin/roles").await, english.get("/admin/roles").await);
    let catalogue = Catalogue::embedded();
    for sentence in sentences() {
        let role = catalogue.role(sentence.role).map(|role| &role.name);
        let zh = role.map_or("任何人（不用登录）", |name| &name.zh);
        let en = role.map_or("Anybody (without signing in)", |name| &name.en);
        chinese.assert_contains(&escape(sentence.chinese(zh), Html).unwrap().to_string());
        english.assert_contains(&escape(sentence.english(en), Html).unwrap().to_string());
    }
    chinese.assert_contains("可以任免：经办人、值班员、联系党员。").assert_contains("动态口令");
    app.worker().get("/admin/roles").await.assert_status(403);
}
