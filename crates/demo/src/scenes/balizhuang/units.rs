//! Who takes part, and with what.

use access::Actor;
use kernel::AreaCode;

use super::super::stage::{Founding, Office, Stage};
use crate::error::Error;

/// What each called unit has to do, in the order of the call.
pub struct Part {
    pub kind: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub task: &'static str,
    pub done: &'static str,
    /// What it leaves behind: kind of result, quantity, where.
    pub built: Option<(&'static str, i64, &'static str)>,
}

/// Seven parts over two departments, two firms, a property manager and two streets.
pub const PARTS: [Part; 7] = [
    Part {
        kind: "emergency",
        zh: "朝阳区应急管理局",
        en: "Chaoyang Emergency Management",
        task: "查清充电点的消防条件，定出安全距离",
        done: "充电点消防条件已逐一查验，全部合格。",
        built: None,
    },
    Part {
        kind: "urban-management",
        zh: "朝阳区城市管理委",
        en: "Chaoyang Urban Management",
        task: "划定骑手停车的地方",
        done: "停车的地方已划好，400 平方米。",
        built: Some(("parking-area", 400, "慈云寺北里东侧")),
    },
    Part {
        kind: "platform-firm",
        zh: "快跑外卖",
        en: "Kuaipao Delivery",
        task: "投放换电的电池柜",
        done: "电池柜已投放 100 组，全部通电。",
        built: Some(("swap-cabinet", 100, "慈云寺桥下")),
    },
    Part {
        kind: "platform-firm",
        zh: "顺路快递",
        en: "Shunlu Express",
        task: "装修并管好分拣房",
        done: "分拣房已启用，200 平方米。",
        built: Some(("sorting-room", 200, "慈云寺北里配套楼一层")),
    },
    Part {
        kind: "property",
        zh: "慈云寺北里物业",
        en: "Ciyunsi Property",
        task: "定出骑手进门的办法，装充电口",
        done: "东门扫码可进，充电口装好 2170 个。",
        built: Some(("charging-socket", 2_170, "慈云寺北里各车棚")),
    },
    Part {
        kind: "street",
        zh: "八里庄街道办事处",
        en: "Balizhuang Street Office",
        task: "腾出场地，协调居民",
        done: "场地已腾出，居民意见已征求。",
        built: None,
    },
    Part {
        kind: "street",
        zh: "六里屯街道办事处",
        en: "Liulitun Street Office",
        task: "交界路口的车位一起管",
        done: "交界路口的车位已纳入共同管理。",
        built: None,
    },
];

/// Everybody.
pub struct Cast {
    /// The street where the council met.
    pub area: AreaCode,
    pub street: Office,
    /// In the order of [`PARTS`].
    pub called: Vec<Office>,
    /// The first speaks for the council.
    pub riders: Vec<Actor>,
}

/// Founds the offices of Chaoyang that take part, and brings the riders in.
pub fn found(stage: &mut Stage) -> Result<Cast, Error> {
    let area = |code: &str| AreaCode::parse(code).map_err(|_| Error::Area(code.to_owned()));
    let (city, district, balizhuang, liulitun) =
        (area("1101")?, area("110105")?, area("110105015")?, area("110105014")?);
    let community = stage.desk.areas.children(&balizhuang).next();
    let community = community.ok_or_else(|| Error::Area("八里庄".into()))?;
    let one =
        |kind, area, zh: &str, en: &str| Founding { kind, area, zh: zh.into(), en: en.into() };
    let mut foundings = vec![
        one("hotline", city, "北京市12345中心", "Beijing Hotline"),
        one("hotline", district, "朝阳区城市管理指挥中心", "Chaoyang Dispatch Centre"),
    ];
    let mut streets = [balizhuang, liulitun].into_iter();
    for part in &PARTS {
        let area = match part.kind {
            "platform-firm" => city,
            "property" => community,
            "street" => streets.next().unwrap_or(balizhuang),
            _ => district,
        };
        foundings.push(one(part.kind, area, part.zh, part.en));
    }
    let called = stage.found(foundings)?.split_off(2);
    let street = called.get(5).cloned().ok_or_else(super::missing)?;
    let names = ["李师傅", "赵师傅", "孙师傅", "周师傅"];
    let riders = names.iter().map(|name| stage.rider(name)).collect::<Result<_, _>>()?;
    Ok(Cast { area: balizhuang, street, called, riders })
}
