//! The pages of the gallery, in made-up words.

use kernel::Timestamp;
use ui::{
    Density, Errors, Field, Flash, Form, Icon, Lang, NavItem, SafeHtml, Shell, Tone,
    chart::{BarChart, LineChart, Series},
    form::{CheckAnswers, Pick, Receipt},
    list::{
        Bulk, Card, Cards, Cell, Column, Empty, Filters, Kpi, Kpis, Pager, Row, Steps, Table, Tag,
    },
    live::Live,
    map::{Base, MapPicker, MapPoints},
    panel::{Button, Columns, Grid, Notice, Panel, Text},
    query::Query,
    timeline::{Event, Holders, Holding, Timeline},
    when,
};

/// Picks the sample's words by language.
fn w<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang.is_zh() { zh } else { en }
}

fn now() -> Timestamp {
    "2026-11-21T09:30:00+08:00".parse().unwrap()
}

pub fn pages(lang: Lang, density: Density) -> Vec<(&'static str, Shell)> {
    let dress = |shell: Shell| Shell { density, ..shell };
    vec![
        ("form", dress(form_page(lang))),
        ("errors", dress(form_with_errors(lang))),
        ("check", dress(check_page(lang))),
        ("receipt", dress(receipt_page(lang))),
        ("cards", dress(cards_page(lang))),
        ("case", dress(case_page(lang))),
        ("charts", dress(charts_page(lang))),
        ("table", dress(table_page(lang))),
        ("fields", dress(fields_page(lang))),
    ]
}

fn shell(lang: Lang, zh: &str, en: &str) -> Shell {
    Shell::new(lang, Density::Phone, w(lang, zh, en))
        .nav(vec![
            NavItem::new(w(lang, "诉求", "Cases"), "/cases").icon(Icon::Megaphone).current(true),
            NavItem::new(w(lang, "驿站", "Places"), "/places").icon(Icon::Pin),
            NavItem::new(w(lang, "通行码", "Pass"), "/pass").icon(Icon::Code),
            NavItem::new(w(lang, "积分", "Points"), "/points").icon(Icon::Star),
            NavItem::new(w(lang, "我的", "Me"), "/me").icon(Icon::Person).count(2),
        ])
        .here("/cases?state=open")
        .user(w(lang, "张*师傅", "Mr Zh*"), "/me")
}

fn matters(lang: Lang) -> Vec<Pick> {
    [
        ("gate", "进门通行", "Entry"),
        ("parking", "停车充电", "Parking"),
        ("rest", "休息驿站", "Rest"),
        ("rights", "劳动权益", "Labour rights"),
        ("road", "道路隐患", "Road hazard"),
        ("other", "其他", "Other"),
    ]
    .map(|(value, zh, en)| Pick::new(value, w(lang, zh, en)))
    .to_vec()
}

fn report(lang: Lang) -> Form {
    Form::post(lang, "/report")
        .csrf("token")
        .draft("report")
        .field(Field::photos("photo", w(lang, "现场照片", "Photos"), 4).optional().hint(w(
            lang,
            "会先压缩再上传，不带照片里的位置信息。",
            "Made smaller first; the place stored in the photo is left out.",
        )))
        .field(Field::choice("matter", w(lang, "是哪一类事", "What is it about"), matters(lang)))
        .field(Field::long_text("text", w(lang, "发生了什么", "What happened")).max_length(500))
        .field(
            Field::text("place", w(lang, "在哪里", "Where"))
                .hint(w(
                    lang,
                    "写路名、小区或店名都行。",
                    "A street, a compound or a shop will do.",
                ))
                .autocomplete("off")
                .locate("lat", "lon"),
        )
        .extra(MapPicker {
            lang,
            base: base(),
            lat_name: "lat".into(),
            lon_name: "lon".into(),
            lat: String::new(),
            lon: String::new(),
        })
}

fn base() -> Base {
    Base { geojson: "/base.geojson".into(), centre: (31.57, 120.3, 13), ..Base::default() }
}

fn form_page(lang: Lang) -> Shell {
    shell(lang, "提诉求", "Report").nav(Vec::new()).back("/cases").form(&report(lang))
}

pub fn form_with_errors(lang: Lang) -> Shell {
    let mut errors = Errors::new();
    errors
        .add("matter", w(lang, "请选一类，拿不准就选“其他”", "Choose one; take Other when unsure"));
    errors.add(
        "text",
        w(lang, "请写明发生了什么，至少 5 个字", "Say what happened in at least 5 characters"),
    );
    let form = report(lang)
        .field(Field::password("secret", w(lang, "登录密码", "Password")))
        .keep(&[("text", "没法<进>"), ("secret", "geheim"), ("place", "中山路 288 号")])
        .errors(&errors);
    shell(lang, "提诉求", "Report").nav(Vec::new()).back("/cases").form(&form)
}

fn check_page(lang: Lang) -> Shell {
    let answers = CheckAnswers::new(lang)
        .change(w(lang, "类别", "Kind"), w(lang, "进门通行", "Entry"), "/report#f-matter")
        .change(
            w(lang, "内容", "Text"),
            w(
                lang,
                "春江花园二期不让电动车进，只能走 800 米，老是超时。",
                "The compound lets no e-bike in; the walk is 800 m.",
            ),
            "/report#f-text",
        )
        .change(
            w(lang, "地点", "Place"),
            w(lang, "中山路 288 号", "288 Zhongshan Rd"),
            "/report#f-place",
        )
        .row(w(lang, "联系人", "Contact"), w(lang, "张*师傅 138****2231", "Mr Zh* 138****2231"));
    shell(lang, "看一看，对不对", "Check your answers")
        .nav(Vec::new())
        .back("/report")
        .body(answers)
        .form(&Form::post(lang, "/report/send").csrf("token").submit(w(lang, "提交", "Send")))
}

fn receipt_page(lang: Lang) -> Shell {
    let receipt =
        Receipt::new(lang, w(lang, "已经收到您的诉求", "We have your report"), "SQ-2026-1121-0038")
            .line(w(
                lang,
                "我们会在 11月24日 17:00 前受理，并发短信告诉您。",
                "It will be taken up by 24 Nov 17:00; we send a message.",
            ))
            .link(w(lang, "看办理进度", "See the progress"), "/cases/38")
            .link(w(lang, "回到首页", "Home"), "/");
    shell(lang, "已收到", "Received").no_heading().body(receipt)
}

fn cards_page(lang: Lang) -> Shell {
    let steps = |done| Steps {
        lang,
        labels: [
            ("已上报", "Sent"),
            ("已受理", "Taken up"),
            ("处理中", "Working"),
            ("已反馈", "Answered"),
        ]
        .map(|(zh, en)| w(lang, zh, en).to_owned())
        .to_vec(),
        done,
    };
    let card = |title: &str, hours: i64, done| {
        Card::new(title, "/cases/1")
            .tag(Tag::new(Tone::Plain, w(lang, "处理中", "Working")))
            .tag(when::due(lang, now().plus_hours(hours), now(), 8))
            .meta("SQ-2026-1121-0038")
            .meta(w(lang, "城管局办理", "City management"))
            .meta(when::when(lang, now().plus_days(-2), now()))
            .steps(steps(done))
    };
    let cards = Cards(vec![
        card(w(lang, "梁溪万达西门，外卖车没地方停", "No parking at the west gate"), -7, 2),
        card(w(lang, "春江花园二期不让电动车进", "No e-bikes let into the compound"), 44, 1)
            .action(w(lang, "补充情况", "Add something"), "/cases/1/add"),
        card(w(lang, "夜里十点后驿站就锁门", "The station locks at ten"), 5, 0),
    ]);
    shell(lang, "我的诉求", "My reports")
        .flash(Some(Flash::new(
            Tone::Good,
            w(lang, "已经确认解决，谢谢您。", "Confirmed as solved. Thank you."),
        )))
        .body(Button::new(w(lang, "提诉求", "Report something"), "/report"))
        .body(Live {
            lang,
            id: "cases".into(),
            events: "/live/cases".into(),
            source: String::new(),
            body: SafeHtml::from_safe(cards),
        })
        .body(MapPoints { lang, base: base(), points: "/points.geojson".into() })
        .body(Pager {
            lang,
            note: w(lang, "共 23 件", "23 in all").into(),
            previous: None,
            next: Some("?after=x".into()),
        })
        .body(
            Empty::new(
                w(lang, "这里还没有诉求", "Nothing here yet"),
                w(
                    lang,
                    "路上遇到难处，随时告诉我们。",
                    "Tell us whenever something is in your way.",
                ),
            )
            .action(w(lang, "提诉求", "Report"), "/report"),
        )
}

fn case_page(lang: Lang) -> Shell {
    let held = |zh, en, from: i64, until: Option<i64>, tone| Holding {
        who: w(lang, zh, en).into(),
        from: now().plus_hours(from),
        until: until.map(|hours| now().plus_hours(hours)),
        tone,
    };
    let holders = Holders::new(
        lang,
        now(),
        &[
            held("崇安寺街道", "Chong'an Street", -100, Some(-96), Tone::Plain),
            held("社会工作部", "Social Work", -96, Some(-76), Tone::Plain),
            held("城管局", "City management", -76, None, Tone::Warn),
        ],
    );
    let event = |hours, zh_who, en_who, zh, en| {
        Event::new(now().plus_hours(hours), w(lang, zh_who, en_who), w(lang, zh, en))
    };
    let timeline = Timeline::new(
        lang,
        now(),
        vec![
            event(-2, "城管局", "City management", "回复", "Answered")
                .note(w(
                    lang,
                    "西门已划出 20 个外卖车位，\n明天上午竖牌子。",
                    "Twenty bays are marked at the west gate;\nthe sign follows tomorrow.",
                ))
                .tone(Tone::Good),
            event(-20, "系统", "System", "快到期了，已提醒", "Nearly due, reminded")
                .tone(Tone::Warn),
            event(-76, "社会工作部", "Social Work", "转给城管局", "Passed to city management"),
            event(-100, "张*师傅", "Mr Zh*", "提出诉求", "Reported"),
        ],
    );
    let form = Form::post(lang, "/cases/1/answer")
        .csrf("token")
        .field(Field::long_text("answer", w(lang, "回复", "Answer")))
        .submit(w(lang, "发出回复", "Send the answer"))
        .cancel(w(lang, "先不回复", "Not now"), "/cases");
    shell(lang, "梁溪万达西门，外卖车没地方停", "No parking at the west gate")
        .back("/cases")
        .body(Notice::new(
            Tone::Bad,
            w(lang, "这件事已超时 7 小时，请先处理。", "Overdue by 7 hours: please take it first."),
        ))
        .body(Columns {
            main: SafeHtml::from_safe(Panel::new("", timeline)),
            side: SafeHtml::from_safe(Panel::new("", holders)),
        })
        .form(&form)
}

fn charts_page(lang: Lang) -> Shell {
    let days: Vec<String> = (8..=21)
        .map(|day| when::day(lang, kernel::Day::new(2026, 11, day).unwrap(), now().day()))
        .collect();
    let values = |seed: f64| {
        (0..14_u8)
            .map(|at| (seed + f64::from(at) * 1.3 + f64::from(at % 3) * seed / 3.0).round())
            .collect()
    };
    let series = |zh, en, seed| Series { name: w(lang, zh, en).into(), values: values(seed) };
    let line = |series| LineChart {
        lang,
        title: w(lang, "近两周新收诉求", "New reports in two weeks").into(),
        text: w(lang, "后一周比前一周多三成。", "The second week saw a third more.").into(),
        labels: days.clone(),
        series,
    };
    let bars = BarChart {
        lang,
        title: w(lang, "按类别", "By kind").into(),
        text: w(lang, "停车充电最多。", "Parking leads.").into(),
        unit: w(lang, "件", "cases").into(),
        bars: [
            ("停车充电", "Parking", 42.0),
            ("进门通行", "Entry", 31.0),
            ("道路安全隐患与积水", "Road hazards and flooding", 12.0),
            ("其他", "Other", 3.0),
        ]
        .map(|(zh, en, value)| {
            (w(lang, zh, en).into(), value, if value > 40.0 { Tone::Warn } else { Tone::Plain })
        })
        .to_vec(),
    };
    shell(lang, "一周情况", "The week")
        .body(kpis(lang))
        .body(Grid(vec![
            Panel::new("", bars),
            Panel::new("", line(vec![series("新收", "New", 9.0)])),
            Panel::new(
                "",
                line(vec![
                    series("新收", "New", 9.0),
                    series("办结", "Closed", 6.0),
                    series("超时", "Overdue", 2.0),
                ]),
            ),
        ]))
        .body(Text::meta(w(lang, "截至 11月21日 09:30", "As of 21 Nov 09:30")))
}

fn kpis(lang: Lang) -> Kpis {
    Kpis(vec![
        Kpi::new(w(lang, "待受理", "To take up"), 7).href("/cases?state=new"),
        Kpi::new(w(lang, "处理中", "Working"), 31),
        Kpi::new(w(lang, "今日到期", "Due today"), 4).tone(Tone::Warn),
        Kpi::new(w(lang, "已超时", "Overdue"), 2).tone(Tone::Bad).href("/cases?state=late"),
        Kpi::new(w(lang, "办结率", "Closed"), "94.0%").tone(Tone::Good),
    ])
}

pub fn table_page(lang: Lang) -> Shell {
    let query = Query::new("/cases", "state=open&sort=due");
    let any = || Pick::new("", w(lang, "全部", "All"));
    let filters = Filters::new(
        lang,
        "/cases",
        &query,
        vec![
            Field::select(
                "state",
                w(lang, "状态", "State"),
                vec![any(), Pick::new("open", w(lang, "处理中", "Working"))],
            ),
            Field::select("matter", w(lang, "类别", "Kind"), [vec![any()], matters(lang)].concat()),
            Field::search("q", w(lang, "关键字", "Words")),
        ],
    );
    let row = |n: i64| {
        let number = format!("SQ-2026-{n:04}");
        Row::new(n.to_string(), number.clone())
            .cell(Cell::link(number, format!("/cases/{n}")))
            .cell(when::due(lang, now().plus_hours(n * 9 - 20), now(), 8))
            .cell(Tag::new(
                if n % 3 == 0 { Tone::Good } else { Tone::Plain },
                w(lang, "处理中", "Working"),
            ))
            .cell(w(
                lang,
                "梁溪万达西门，外卖车没地方停，一到饭点就堵",
                "No parking at the west gate, blocked at every meal time",
            ))
            .cell(w(lang, "李*师傅", "Mr Li*"))
            .cell(w(lang, "城管局", "City management"))
            .cell(when::when(lang, now().plus_hours(-n), now()))
            .cell(n * 3)
    };
    let table = Table::new(lang, w(lang, "诉求，共 25 件", "Cases, 25 in all").into(), query)
        .column(Column::new(w(lang, "编号", "Number")))
        .column(Column::new(w(lang, "时限", "Due")).sort("due"))
        .column(Column::new(w(lang, "状态", "State")))
        .column(Column::new(w(lang, "内容", "Text")).wrap())
        .column(Column::new(w(lang, "反映人", "From")))
        .column(Column::new(w(lang, "承办", "Owner")).sort("owner"))
        .column(Column::new(w(lang, "上报时间", "Reported")).sort("at"))
        .column(Column::new(w(lang, "附议", "Seconded")).number())
        .rows((1..=25).map(row))
        .bulk(Bulk {
            action: "/cases/bulk".into(),
            csrf: "token".into(),
            buttons: vec![
                ("take".into(), w(lang, "受理", "Take up").into()),
                ("pass".into(), w(lang, "转办", "Pass on").into()),
            ],
            extra: SafeHtml::default(),
        });
    shell(lang, "诉求工单", "Cases")
        .site(w(lang, "驿路 · 崇安寺街道", "Yilu · Chong'an Street"))
        .body(kpis(lang))
        .body(filters)
        .body(table)
        .body(Pager {
            lang,
            note: w(lang, "共 128 件", "128 in all").into(),
            previous: Some("?before=a".into()),
            next: Some("?after=b".into()),
        })
}

fn fields_page(lang: Lang) -> Shell {
    let form = Form::post(lang, "/all")
        .csrf("token")
        .field(Field::phone("phone", w(lang, "手机号", "Phone")))
        .field(Field::code("code", w(lang, "验证码", "Code")).hint(w(
            lang,
            "六位数字，刚发到您手机上。",
            "Six digits, just sent to your phone.",
        )))
        .field(Field::new_password("password", w(lang, "新密码", "New password")))
        .field(Field::number("age", w(lang, "年龄", "Age")).value("34"))
        .field(
            Field::money("amount", w(lang, "少给了多少", "How much is missing"))
                .value("120.50")
                .hint(w(lang, "单位：元", "In yuan")),
        )
        .field(Field::date("day", w(lang, "哪一天", "Which day")).optional())
        .field(Field::select("street", w(lang, "街道", "Street"), matters(lang)).value("rest"))
        .field(
            Field::checks("helps", w(lang, "需要什么帮助", "What would help"), matters(lang))
                .value("rest")
                .value("road"),
        )
        .field(Field::file("roster", w(lang, "名册", "Roster"), ".xlsx,.csv"))
        .field(Field::agree(
            "consent",
            w(
                lang,
                "同意把联系电话给承办部门，只用于这件事。",
                "The department may call me about this matter only.",
            ),
        ))
        .field(Field::hidden("step", "2"))
        .dangerous()
        .submit(w(lang, "注销", "Delete"));
    shell(lang, "各种问法", "Every kind of question").form(&form)
}
