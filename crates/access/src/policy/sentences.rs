//! Every permission there is. What no sentence allows is denied.
//!
//! Roles are those of the catalogue (`catalogue/roles.toml`). Everybody, signed in or not, is a
//! `visitor`; everybody signed in is a `worker`; every other role comes from a membership.

use super::{
    Action::{
        AuditRead, BranchManage, BranchRead, CalendarImport, CaseAccept, CaseAnswer, CaseAssign,
        CaseClose, CaseEscalateHandle, CaseExport, CaseFile, CaseFollow, CaseImport, CaseList,
        CaseNote, CasePassUp, CasePaste, CaseRead, CaseReopen, CaseReport, CaseScope, CaseWhistle,
        CatalogueChange, CatalogueRead, CheckDraw, CollectiveAnswer, CollectiveJoin,
        CollectiveOpen, ContactArrange, DutyKeep, ErasureAsk, ErasureDecide, EvidenceRead,
        FundDecide, FundKeep, FundRead, GateManage, GatheringAttend, GatheringKeep, GatheringParty,
        HeatRead, InsightRead, LooksRead, Mediate, MemberRead, MemberVerify, MembershipGrant,
        MembershipOwn, MembershipReport, MerchantRate, MerchantReply, MerchantWatch, MetricsRead,
        NoteAdopt, NoteCollect, Operate, PassHold, PassIssue, PersonReadContact, PlaceLabel,
        PlaceManage, PlaceRelease, PointsRead, ProfileEdit, ProfileRead, PublicRead,
        RegistryImport, RegistryKeep, RegistryLink, RegistryOwn, RegistryRead, SitePlan, SpotCheck,
        UnitManage, UnitRead, UnitTransfer, VisitKeep,
    },
    sentence::{Sentence, role},
};

pub(super) const SENTENCES: &[Sentence] = &[
    role("visitor").may(&[PublicRead]).everywhere(),
    // Workers see and change what is theirs, and nothing of anybody else.
    role("worker").may(&[CaseReport, NoteCollect, SpotCheck]).everywhere(),
    role("worker")
        .may(&[
            CaseFollow,
            EvidenceRead,
            PointsRead,
            ProfileRead,
            ProfileEdit,
            LooksRead,
            MerchantRate,
            PassHold,
        ])
        .of_their_own(),
    // The street and the communities answer for an area: nothing in it is hidden from them.
    role("clerk")
        .may(&[
            CaseList,
            CaseRead,
            CaseAccept,
            CaseAssign,
            CaseAnswer,
            CaseClose,
            CaseReopen,
            CaseEscalateHandle,
            CaseScope,
            CaseWhistle,
            CaseExport,
            CasePaste,
            PersonReadContact,
            UnitRead,
            InsightRead,
            MerchantWatch,
        ])
        .in_area_and_below(),
    role("clerk")
        .may(&[CaseList, CaseRead, CaseAccept, CaseAssign, CaseAnswer, CaseClose])
        .held_by_own_unit(),
    role("clerk").may(&[EvidenceRead]).in_area_and_below(),
    role("clerk").may(&[EvidenceRead, Mediate]).held_by_own_unit(),
    role("clerk").may(&[CatalogueRead]).everywhere(),
    role("street-lead")
        .may(&[
            CaseList,
            CaseRead,
            CaseAccept,
            CaseAssign,
            CaseAnswer,
            CaseClose,
            CaseReopen,
            CaseEscalateHandle,
            CaseScope,
            CaseWhistle,
            CaseExport,
            CaseImport,
            CasePaste,
            PersonReadContact,
            UnitRead,
            UnitManage,
            MembershipGrant,
            InsightRead,
            MerchantWatch,
        ])
        .in_area_and_below(),
    role("street-lead")
        .may(&[CaseList, CaseRead, CaseAccept, CaseAssign, CaseAnswer, CaseClose])
        .held_by_own_unit(),
    role("street-lead").may(&[EvidenceRead]).in_area_and_below(),
    role("street-lead").may(&[EvidenceRead, Mediate]).held_by_own_unit(),
    role("street-lead").may(&[CatalogueRead]).everywhere(),
    // A department knows the cases it holds or was called to, not the rest of its city.
    role("department-clerk")
        .may(&[
            CaseList,
            CaseRead,
            CaseAccept,
            CaseAssign,
            CaseAnswer,
            CaseClose,
            CaseReopen,
            CaseEscalateHandle,
            CaseScope,
            CaseExport,
            PersonReadContact,
        ])
        .held_by_own_unit(),
    role("department-clerk").may(&[EvidenceRead, Mediate]).held_by_own_unit(),
    role("department-clerk").may(&[UnitRead, InsightRead]).in_area_and_below(),
    role("department-clerk").may(&[CatalogueRead]).everywhere(),
    // The duty desk moves what is urgent at any hour; closing is for those who hold the case.
    role("duty")
        .may(&[
            CasePaste,
            CaseList,
            CaseRead,
            CaseAccept,
            CaseAssign,
            CaseAnswer,
            CaseEscalateHandle,
            PersonReadContact,
            UnitRead,
        ])
        .in_area_and_below(),
    role("duty").may(&[CatalogueRead]).everywhere(),
    role("hotline")
        .may(&[
            CasePaste,
            CaseList,
            CaseRead,
            CaseAccept,
            CaseAssign,
            CaseReopen,
            CaseImport,
            PersonReadContact,
            UnitRead,
        ])
        .in_area_and_below(),
    role("hotline").may(&[CatalogueRead]).everywhere(),
    // A firm answers for its own cases. Who complained it learns only from the worker.
    role("firm-clerk")
        .may(&[
            CaseList,
            CaseRead,
            CaseAccept,
            CaseAssign,
            CaseAnswer,
            CaseClose,
            UnitRead,
            MerchantReply,
        ])
        .held_by_own_unit(),
    role("firm-clerk").may(&[EvidenceRead]).held_by_own_unit(),
    role("firm-clerk").may(&[PersonReadContact]).agreed_by_the_worker(),
    role("firm-clerk").may(&[CatalogueRead]).everywhere(),
    // Whoever goes to people brings a list back; whoever owns a line works it off.
    role("clerk").may(&[VisitKeep, NoteAdopt]).in_area_and_below(),
    role("clerk").may(&[VisitKeep]).held_by_own_unit(),
    role("street-lead").may(&[VisitKeep, NoteAdopt]).in_area_and_below(),
    role("street-lead").may(&[VisitKeep]).held_by_own_unit(),
    role("department-clerk").may(&[VisitKeep, NoteAdopt]).in_area_and_below(),
    role("department-clerk").may(&[VisitKeep, NoteAdopt]).held_by_own_unit(),
    role("firm-clerk").may(&[VisitKeep]).held_by_own_unit(),
    // Whoever answers may remark, and so may a unit that was told of a case at once with its owner.
    role("clerk").may(&[CaseNote, CaseFile]).in_area_and_below(),
    role("clerk").may(&[CaseNote]).held_by_own_unit(),
    role("street-lead").may(&[CaseNote, CaseFile]).in_area_and_below(),
    role("street-lead").may(&[CaseNote]).held_by_own_unit(),
    role("department-clerk").may(&[CaseNote, CasePassUp, ContactArrange]).held_by_own_unit(),
    role("duty").may(&[CaseNote]).in_area_and_below(),
    role("hotline").may(&[CaseFile]).in_area_and_below(),
    role("firm-clerk").may(&[CaseNote]).held_by_own_unit(),
    // What concerns many is opened by whoever serves an area, answered by the unit that can change
    // it, and joined, discussed and voted on by workers.
    role("worker").may(&[CollectiveJoin]).everywhere(),
    role("clerk").may(&[CollectiveOpen]).in_area_and_below(),
    role("clerk").may(&[CollectiveAnswer]).held_by_own_unit(),
    role("street-lead").may(&[CollectiveOpen]).in_area_and_below(),
    role("street-lead").may(&[CollectiveAnswer]).held_by_own_unit(),
    role("department-clerk").may(&[CollectiveOpen]).in_area_and_below(),
    role("department-clerk").may(&[CollectiveAnswer]).held_by_own_unit(),
    role("firm-clerk").may(&[CollectiveAnswer]).held_by_own_unit(),
    // Whoever serves an area, or a unit for itself, calls gatherings; anybody may come. What the
    // Party holds for its members is known to the unit that calls it alone: no area opens it, and a
    // firm has no part in it.
    role("worker").may(&[GatheringAttend]).everywhere(),
    role("clerk").may(&[GatheringKeep]).in_area_and_below(),
    role("street-lead").may(&[GatheringKeep]).in_area_and_below(),
    role("department-clerk").may(&[GatheringKeep, GatheringParty]).held_by_own_unit(),
    // A contact member sees what is or was in their own hands, and never a name or a phone.
    role("member").may(&[CaseList, CaseRead, CaseNote, CasePassUp]).in_their_hands(),
    role("member").may(&[CaseFile]).everywhere(),
    // Gates belong to an area or to whoever runs them; the street gives out what a desk gives out.
    role("clerk").may(&[GateManage, PassIssue]).in_area_and_below(),
    role("street-lead").may(&[GateManage, PassIssue]).in_area_and_below(),
    role("firm-clerk").may(&[GateManage]).held_by_own_unit(),
    // Places are kept by the office that answers for their area, and by whoever owns them.
    role("clerk").may(&[PlaceManage]).in_area_and_below(),
    role("clerk").may(&[PlaceManage]).held_by_own_unit(),
    role("street-lead").may(&[PlaceManage]).in_area_and_below(),
    role("street-lead").may(&[PlaceManage]).held_by_own_unit(),
    role("department-clerk").may(&[PlaceManage]).held_by_own_unit(),
    role("firm-clerk").may(&[PlaceManage]).held_by_own_unit(),
    // Nobody gives a label to the own shop or compound, or publishes the own photo: the office of
    // the area does, whoever keeps the place.
    role("clerk").may(&[PlaceLabel, PlaceRelease]).in_area_and_below(),
    role("street-lead").may(&[PlaceLabel, PlaceRelease]).in_area_and_below(),
    // A sub-tree moves when the two houses agree; duties are given by the house and its office.
    role("department-clerk").may(&[UnitTransfer, DutyKeep]).held_by_own_unit(),
    role("street-lead").may(&[UnitTransfer, DutyKeep]).in_area_and_below(),
    role("clerk").may(&[DutyKeep]).in_area_and_below(),
    role("admin").may(&[UnitTransfer, DutyKeep]).in_area_and_below(),
    // Who is a Party member is known to the Party's own units alone: their clerks and the
    // secretaries of branches. What they may be asked about names no other unit, and no area opens it.
    role("worker").may(&[MembershipOwn]).of_their_own(),
    role("department-clerk")
        .may(&[BranchRead, BranchManage, MemberRead, MemberVerify])
        .held_by_own_unit(),
    role("branch-secretary")
        .may(&[BranchRead, BranchManage, MemberRead, PersonReadContact, GatheringParty])
        .held_by_own_unit(),
    // A platform or a street may hand in what a worker agreed to, and never reads an answer.
    role("firm-clerk").may(&[MembershipReport]).everywhere(),
    role("clerk").may(&[MembershipReport]).everywhere(),
    // Rosters of workers: an office reads those of its area, a department those it keeps, a firm its
    // own and no others. Whoever keeps a source answers for what it says.
    role("worker").may(&[RegistryOwn]).of_their_own(),
    role("clerk").may(&[RegistryRead, RegistryImport]).in_area_and_below(),
    // Whether two records are one person is for the office that reads both sources.
    role("clerk").may(&[RegistryLink]).in_area_and_below(),
    role("street-lead").may(&[RegistryLink]).in_area_and_below(),
    role("street-lead").may(&[RegistryRead, RegistryImport, RegistryKeep]).in_area_and_below(),
    role("department-clerk").may(&[RegistryRead, RegistryImport, RegistryKeep]).held_by_own_unit(),
    role("firm-clerk").may(&[RegistryRead, RegistryImport]).held_by_own_unit(),
    // Earmarked money: a unit sees and asks for its own and what it passed on; whoever gave it decides.
    role("clerk").may(&[FundRead, FundKeep]).held_by_own_unit(),
    role("street-lead").may(&[FundRead, FundKeep, FundDecide]).held_by_own_unit(),
    role("department-clerk").may(&[FundRead, FundKeep, FundDecide]).held_by_own_unit(),
    role("branch-secretary").may(&[FundRead, FundKeep]).held_by_own_unit(),
    role("auditor").may(&[FundRead]).everywhere(),
    // Heat is for the offices that serve an area, there; a firm looks at what it handed in itself.
    role("clerk").may(&[HeatRead]).in_area_and_below(),
    role("street-lead").may(&[HeatRead, SitePlan]).in_area_and_below(),
    role("department-clerk").may(&[HeatRead, SitePlan]).in_area_and_below(),
    role("firm-clerk").may(&[HeatRead]).held_by_own_unit(),
    // Whoever cannot ask on the own phone asks at an office; there one records it and another decides.
    role("clerk").may(&[ErasureAsk]).in_area_and_below(),
    role("street-lead").may(&[ErasureAsk, ErasureDecide]).in_area_and_below(),
    role("admin").may(&[ErasureAsk, ErasureDecide]).in_area_and_below(),
    // An auditor sees what was done by whom, and never who the worker is.
    role("auditor")
        .may(&[CaseList, CaseRead, CheckDraw, UnitRead, InsightRead, AuditRead])
        .in_area_and_below(),
    role("auditor").may(&[CatalogueRead, MetricsRead]).everywhere(),
    // An administrator keeps the house and reads nobody's letters.
    role("admin")
        .may(&[UnitRead, UnitManage, MembershipGrant, CaseImport, CalendarImport, CheckDraw])
        .in_area_and_below(),
    role("admin").may(&[CatalogueRead, CatalogueChange, MetricsRead, Operate]).everywhere(),
];

/// Which posts a holder of `MembershipGrant` may give, so that nobody can make themselves more
/// than they are.
pub(super) const MAY_GIVE: &[(&str, &[&str])] = &[
    ("street-lead", &["clerk", "duty", "member"]),
    (
        "admin",
        &[
            "worker",
            "clerk",
            "street-lead",
            "department-clerk",
            "duty",
            "hotline",
            "firm-clerk",
            "member",
            "branch-secretary",
            "auditor",
            "admin",
        ],
    ),
];
