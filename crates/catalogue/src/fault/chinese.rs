//! The same reasons in Chinese.

use super::{Reason, Wanted, What};

impl Reason {
    /// What is wrong and what to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Unreadable(_)
            | Self::MissingFile
            | Self::UnknownFile
            | Self::Syntax(_)
            | Self::UnknownKey { .. }
            | Self::MissingKey { .. }
            | Self::Unfit { .. }
            | Self::NotOneOf { .. } => self.writing(),
            _ => self.meaning(),
        }
    }

    /// Faults of one file by itself.
    fn writing(&self) -> String {
        match self {
            Self::Unreadable(why) => {
                format!("无法读取（{why}），请检查文件是否存在、是否为 UTF-8、是否允许打开")
            }
            Self::MissingFile => "缺少这个文件，请补上，可以从程序自带的目录复制".to_owned(),
            Self::UnknownFile => {
                "不是目录里的文件，请改名或移走（只有 city、groups、units、roles、\
                                  points、scopes、ratings、chain、collective、results、passes、places、gatherings 和 matters/*.toml）"
                    .to_owned()
            }
            Self::Syntax(why) => format!("不符合 TOML 语法：{why}"),
            Self::UnknownKey { key, known } => {
                format!("不认识的键 `{key}`，请删除，或改用：{}", list(known))
            }
            Self::MissingKey { key } => format!("缺少 `{key}`，请补上"),
            Self::Unfit { key, wanted } => format!("`{key}` 应为{}", wanted.zh()),
            Self::NotOneOf { key, value, known } => {
                format!("`{key}` 不能是 `{value}`，请改用：{}", list(known))
            }
            _ => self.to_string(),
        }
    }

    /// Faults of what the declarations say together.
    fn meaning(&self) -> String {
        match self {
            Self::Duplicate { what, code, first } => {
                format!("{} `{code}` 已在 {first} 出现，请修改或删除其中一个", what.zh())
            }
            Self::Undeclared { what, code, known } => {
                format!("没有{} `{code}`，请先声明，或改用：{}", what.zh(), list(known))
            }
            Self::LevelNotHeld { unit_kind, level, known } => format!(
                "`{unit_kind}` 没有 `{level}` 一级，请改用 {}，或在 units.toml 增加这一级",
                list(known)
            ),
            Self::CatchAllNotStreet { unit_kind } => {
                format!("`{unit_kind}` 负责兜底，必须有 `street` 一级，请补上")
            }
            Self::CatchAllOwned { code } => {
                format!("`{code}` 是兜底事项，请删除它的承办规则，让它直接到街道")
            }
            Self::RuleForOther { code } => {
                format!("积分规则 `{code}` 不用于确认解决，请改用 when = \"case-confirmed\" 的规则")
            }
            Self::EmptyGroup { code } => format!("分组 `{code}` 下没有事项，请删除分组或增加事项"),
            Self::BranchWithoutMeeting { code } => {
                format!("支部总要开会，请给 `{code}` 写上 `meets`：on-site、online 或 hybrid")
            }
            Self::OccupationRound { code } => {
                format!("职业 `{code}` 绕回了自己，请修改其中一个的 `of`")
            }
            Self::TooManyGroups { count, max } => {
                format!("{count} 个分组一屏放不下，最多 {max} 个")
            }
            Self::TooManyRows { key, count, max } => {
                format!("[[{key}]] 有 {count} 个，一座城市最多声明 {max} 个，请删减")
            }
            Self::ConfirmBeforeSilence { silence, confirm } => {
                format!("`confirm_days`（{confirm}）不能小于 `silence_days`（{silence}），请调大")
            }
            Self::QuorumOfEverybody => {
                "法定人数要有成员名册，请删去 `quorum_percent`，或把 `invited` 改为 \"members\""
                    .to_owned()
            }
            _ => self.matter(),
        }
    }

    /// Faults inside one matter.
    fn matter(&self) -> String {
        match self {
            Self::AcceptAfterAnswer { accept, answer } => format!(
                "受理时限（{accept}）可能晚于答复时限（{answer}），请缩短，并统一用工作时间或自然时间"
            ),
            Self::WarnNotWithin { warn, answer } => {
                format!("提醒时间（{warn}）必须短于答复时限（{answer}），且单位相同，请修改")
            }
            Self::UrgentInWorkTime { key } => {
                format!("紧急事项夜间和节假日也要计时，`{key}` 请用小时或分钟（hours、minutes）")
            }
            Self::ClimbNotUp { level } => {
                format!("逐级上报必须一级比一级高，请调整或删除 `{level}`")
            }
            Self::SensitivePublished => {
                "敏感事项不得公开内容，`visibility` 请用 private 或 public-category-only".to_owned()
            }
            Self::SignalShown => "群体动态只给支部看，`visibility` 请用 private".to_owned(),
            Self::SensitiveChecked => "敏感事项不得请其他劳动者查看，请删去 `checkable`".to_owned(),
            Self::CheckClosesEarly { answer, close } => {
                format!("`close_days`（{close}）不得少于 `answer_days`（{answer}），请调大")
            }
            Self::PhraseCount { count } => {
                format!("有 {count} 条例句，请按骑手的口吻写 8 到 15 条")
            }
            Self::NoSample => "缺少样例，请增加 [[matter.sample]]，写明 title 和 text".to_owned(),
            Self::SampleUnfit { key, fault } => {
                format!("样例的 `{key}` 不符合要求：{}", fault.zh())
            }
            Self::NotOfKind { key, kind } => {
                format!("`{kind}` 类型的填写项没有 `{key}`，请删除")
            }
            _ => self.to_string(),
        }
    }
}

impl Wanted {
    fn zh(self) -> String {
        match self {
            Self::Text => "引号中的文字，不能空白".to_owned(),
            Self::Number { min, max } => format!("{min} 到 {max} 的整数"),
            Self::TrueOrFalse => "true 或 false".to_owned(),
            Self::List => "方括号列表，至少一项".to_owned(),
            Self::Table => "表，例如 { zh = \"…\", en = \"…\" }".to_owned(),
            Self::Kebab => "小写字母、数字和连字符组成的代码，例如 \"gate-access\"".to_owned(),
            Self::Key => "小写字母、数字和下划线组成的键，例如 \"area_needed\"".to_owned(),
            Self::Span => "时长，例如 \"7 workdays\"（工作日）、\"4 work hours\"（工作小时）、\
                           \"24 hours\"（小时）、\"15 minutes\"（分钟）"
                .to_owned(),
            Self::Area => "2、4、6、9、12 或 15 位区划代码，例如 \"330106\"".to_owned(),
            Self::Phone => "电话号码，例如 \"12345\" 或 \"0571-87000000\"".to_owned(),
            Self::Hours => "一天中的时段，例如 \"09:30-11:00\"".to_owned(),
        }
    }
}

impl What {
    const fn zh(self) -> &'static str {
        match self {
            Self::Matter => "事项",
            Self::Group => "分组",
            Self::UnitKind => "机构种类",
            Self::Role => "岗位",
            Self::PointRule => "积分规则",
            Self::Door => "办事渠道",
            Self::Purpose => "经费用途",
            Self::PassKind => "通行证种类",
            Self::PassClass => "通行证类号",
            Self::ResultKind => "成果类别",
            Self::CollectiveKind => "集体事项类别",
            Self::GatheringKind => "活动种类",
            Self::Field => "填写项",
            Self::Choice => "选项",
            Self::Phrase => "例句",
            Self::RatingReason => "评价原因",
            Self::PlaceKind => "点位种类",
            Self::Amenity => "设施",
            Self::ServiceFamily => "服务门类",
            Self::WorkerGroup => "从业人群",
            Self::Brand => "品牌",
            Self::Label => "称号",
            Self::Criterion => "评定标准",
            Self::ComplaintReason => "投诉原因",
            Self::Template => "场景模板",
            Self::Vehicle => "车型",
            Self::Industry => "行业",
            Self::Occupation => "职业",
            Self::OtherName => "别名",
            Self::Duty => "职责",
        }
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "（无）".to_owned() } else { names.join("、") }
}
