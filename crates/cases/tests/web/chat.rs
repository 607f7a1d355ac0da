//! From a pasted message to a case, and one link back to the group.

use crate::{
    STREET,
    town::{Town, hidden},
};

#[tokio::test]
async fn what_was_pasted_is_shown_without_its_people_and_the_group_gets_one_link() {
    let town = Town::new();
    let clerk = town.owner();
    clerk.get("/inbox").await.assert_contains("/desk/paste");
    clerk.get("/desk/paste").await.assert_status(200);
    let chat = "张三 12:03\n东门没有地方停车，取餐就被贴条，打我13800138000";
    let empty = clerk.post_form("/desk/paste/check", &[("group", ""), ("pasted", chat)]).await;
    empty.assert_status(422).assert_contains("13800138000");
    let typed = [("group", "东站骑手群"), ("pasted", chat)];
    let page = clerk.post_form("/desk/paste/check", &typed).await;
    page.assert_status(200)
        .assert_contains("已去掉，不会保存")
        .assert_contains("张三")
        .assert_contains("13800138000")
        .assert_contains("东门没有地方停车，取餐就被贴条，打我〔号码〕");
    let id = hidden(&page, "id");
    let text = "东门没有地方停车，取餐就被贴条，打我13800138000";
    let mut sent = vec![("id", id.as_str()), ("group", "东站骑手群"), ("area", STREET)];
    sent.push(("text", text));
    let unsorted = clerk.post_form("/desk/paste", &sent).await;
    unsorted.assert_status(422);
    sent.push(("matter", "parking"));
    let made = clerk.post_form("/desk/paste", &sent).await;
    made.assert_status(303);
    let reply = clerk.follow(&made).await;
    let whole = reply.text();
    let (_, token) = whole.split_once("/r/").unwrap();
    let token: String =
        token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    clerk.get(&format!("/desk/cases/{id}")).await.assert_contains("〔号码〕");
    let seen = town.app.visitor().get(&format!("/r/{token}")).await;
    seen.assert_status(200).assert_contains("群里反映的事");
    for hidden in ["停车", "13800138000", "张三", "东站骑手群", "清波"] {
        assert!(!seen.text().contains(hidden), "the link tells {hidden}");
    }
    town.app.visitor().get("/r/none").await.assert_status(404);
    let gone = clerk.post_form(&format!("/desk/cases/{id}/reply"), &[]).await;
    clerk.follow(&gone).await.assert_contains("链接发回了群里");
    let page = clerk.get(&format!("/desk/cases/{id}/reply")).await;
    assert!(!page.text().contains(&token), "once");
    town.app.worker().get("/desk/paste").await.assert_status(403);
}
