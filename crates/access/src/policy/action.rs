//! What can be done, one name per thing that policy decides about.

use std::{fmt, str::FromStr};

/// Declares every action once: its name in code, its text, and its words for the admin page.
macro_rules! actions {
    ($($variant:ident $text:literal $zh:literal $en:literal;)+) => {
        /// Something a person may or may not be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($variant),+ }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name used in the API, in logs and in the journal.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
            pub const fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }
            pub const fn english(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }
        }
    };
}

actions! {
    PublicRead "public-read" "查看公开页面" "read public pages";
    CaseReport "case-report" "提交诉求" "report a case";
    CaseFollow "case-follow" "跟进诉求并评价是否解决" "follow a case and say whether it is solved";
    PointsRead "points-read" "查看积分" "read points";
    ProfileRead "profile-read" "查看个人资料" "read a profile";
    ProfileEdit "profile-edit" "修改个人资料" "edit a profile";
    LooksRead "looks-read" "查看谁看过个人信息" "read who looked at personal data";
    ErasureAsk "erasure-ask" "登记删除个人信息的申请" "record requests to erase a person's data";
    ErasureDecide "erasure-decide" "审批删除个人信息的申请" "decide on requests to erase a person's data";
    CaseList "case-list" "查看诉求列表" "list cases";
    CaseRead "case-read" "查看诉求" "read a case";
    CaseAccept "case-accept" "受理诉求" "accept a case";
    CaseAssign "case-assign" "交办、转办诉求" "assign or hand over a case";
    CaseAnswer "case-answer" "答复诉求" "answer a case";
    CaseNote "case-note" "添加办理记录" "add a remark to a case";
    CasePassUp "case-pass-up" "把诉求交给上一级" "pass a case up a level";
    CaseFile "case-file" "替劳动者反映诉求" "file a case for a worker";
    ContactArrange "contact-arrange" "安排联系党员" "arrange contact members";
    CaseClose "case-close" "办结诉求" "close a case";
    CaseReopen "case-reopen" "重新打开诉求" "reopen a case";
    CaseEscalateHandle "case-escalate-handle" "处理升级的诉求" "handle an escalated case";
    CaseWhistle "case-whistle" "街道吹哨，召集各单位联合办理" "call units to a joint case";
    CaseScope "case-scope" "认定不属受理范围" "find a case out of scope";
    CaseExport "case-export" "导出诉求" "export cases";
    CasePaste "case-paste" "把群聊消息转为诉求" "make a case of a pasted message";
    SpotCheck "spot-check" "到现场看看" "look on the spot";
    CheckDraw "check-draw" "抽取复核样本" "draw cases to be checked";
    CollectiveOpen "collective-open" "发起和管理集体事项" "open and tend matters that concern many";
    CollectiveAnswer "collective-answer" "答复并决定集体事项" "answer and decide matters that concern many";
    CollectiveJoin "collective-join" "参加集体事项：附议、评论、投票" "join, comment and vote on matters that concern many";
    CaseImport "case-import" "导入诉求" "import cases";
    PersonReadContact "person-read-contact" "查看姓名和联系方式" "reveal a name or phone";
    VisitKeep "visit-keep" "登记走访清单并办理" "keep lists after visits";
    NoteCollect "note-collect" "反映社情民意" "collect public-opinion notes";
    NoteAdopt "note-adopt" "研究社情民意并反馈" "decide what becomes of notes";
    GatheringAttend "gathering-attend" "报名、签到和表决" "sign up for gatherings, sign in and vote";
    GatheringKeep "gathering-keep" "召集和主持活动" "call and keep gatherings";
    GatheringParty "gathering-party" "召集和主持党组织会议" "call and keep meetings of the Party";
    EvidenceRead "evidence-read" "查看金额争议的证据" "read the evidence of a money dispute";
    Mediate "mediate" "调解纠纷" "mediate a dispute";
    UnitRead "unit-read" "查看单位" "read organizations";
    UnitManage "unit-manage" "管理单位" "manage organizations";
    UnitTransfer "unit-transfer" "拟定、同意、退回单位转隶" "plan, agree to or return moves of organizations";
    DutyKeep "duty-keep" "登记和结束职责" "give and end duties for organizations";
    MembershipGrant "membership-grant" "任免岗位" "give and end posts";
    CatalogueRead "catalogue-read" "查看事项目录" "read the catalogue";
    CatalogueChange "catalogue-change" "修改事项目录" "change the catalogue";
    CalendarImport "calendar-import" "导入工作日历" "import the work calendar";
    InsightRead "insight-read" "查看统计分析" "read statistics";
    AuditRead "audit-read" "查看操作记录" "read the journal";
    MerchantRate "merchant-rate" "评价商家等餐时间" "rate how long a merchant makes riders wait";
    MerchantReply "merchant-reply" "回应已公布的评价" "reply to published ratings";
    MerchantWatch "merchant-watch" "查看商家改进情况" "watch the improvement of merchants";
    PassHold "pass-hold" "领取和出示本人的通行证" "hold and show one's own passes";
    PassIssue "pass-issue" "代发和撤销通行证" "give out and revoke passes";
    GateManage "gate-manage" "管理门岗" "manage gates";
    PlaceManage "place-manage" "管理点位" "keep places";
    PlaceLabel "place-label" "评定和撤销点位称号" "give and take labels of places";
    PlaceRelease "place-release" "公开点位照片" "release photos of places";
    BranchRead "branch-read" "查看党支部情况" "read how branches do";
    BranchManage "branch-manage" "办理支部划分、转接和结对" "split branches, transfer members and pair";
    MemberRead "member-read" "查看党员名册" "read who is a Party member";
    MemberVerify "member-verify" "核实党员身份" "verify who is a Party member";
    MembershipOwn "membership-own" "办理本人的组织关系" "see and claim one's own Party membership";
    MembershipReport "membership-report" "经本人同意报送党员信息" "hand in a membership claim with the worker's consent";
    RegistryRead "registry-read" "查看从业人员名册" "read rosters of workers";
    RegistryImport "registry-import" "导入从业人员名册" "import rosters of workers";
    RegistryKeep "registry-keep" "登记名册来源、答复更正申请" "keep sources of rosters and answer corrections";
    RegistryLink "registry-link" "判定不同来源的记录是否同一人" "decide which records of several sources are one person";
    RegistryOwn "registry-own" "查看本人被登记的信息" "see what is known of oneself";
    FundRead "fund-read" "查看专项经费账目" "read the books of funds";
    FundKeep "fund-keep" "申请支出、划拨和退回专项经费" "ask for money of funds and give it back";
    FundDecide "fund-decide" "设立专项经费、审批申请" "set money aside and decide on requests";
    HeatRead "heat-read" "查看热力图" "look at heat maps";
    SitePlan "site-plan" "编制选址方案" "plan where stations go";
    MetricsRead "metrics-read" "查看运行指标" "read metrics";
    Operate "operate" "运行维护" "operate the program";
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("action {0:?}: unknown; the names are listed in the access crate's policy/action.rs")]
pub struct UnknownAction(String);

impl FromStr for Action {
    type Err = UnknownAction;
    fn from_str(text: &str) -> Result<Self, UnknownAction> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.as_str() == text)
            .ok_or_else(|| UnknownAction(text.to_owned()))
    }
}
