//! Kinds of fields that people are known by, each compared in the way that suits it, and the rules
//! that follow from which of them there are.

use crate::{
    compare::{
        Comparison,
        Level::{self, Alike, Edits, Same, Shown},
    },
    linker::Spec,
    rule::{Piece, Rule},
};

/// What a field says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Whole name: 王伟.
    Name,
    /// Surname alone.
    Surname,
    /// Given name alone.
    Given,
    /// Mobile number, hidden digits as stars.
    Phone,
    /// Identity number (GB 11643), hidden digits as stars.
    IdNumber,
    /// Day of birth, always written in the same way.
    Birth,
    /// Employer, site or team.
    Employer,
    /// Area or street.
    Area,
    /// Sex.
    Sex,
    /// Number plate.
    Plate,
    /// House number, postcode: a short code.
    Code,
    /// An address or another text in words.
    Text,
}

impl Kind {
    /// All kinds, those first that say most.
    pub const ALL: [Self; 12] = [
        Self::IdNumber,
        Self::Phone,
        Self::Name,
        Self::Surname,
        Self::Given,
        Self::Birth,
        Self::Plate,
        Self::Employer,
        Self::Area,
        Self::Sex,
        Self::Code,
        Self::Text,
    ];

    /// Its name, as one types it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Surname => "surname",
            Self::Given => "given",
            Self::Phone => "phone",
            Self::IdNumber => "id_number",
            Self::Birth => "birth",
            Self::Employer => "employer",
            Self::Area => "area",
            Self::Sex => "sex",
            Self::Plate => "plate",
            Self::Code => "code",
            Self::Text => "text",
        }
    }

    /// Headers under which such a field usually stands, without spaces and in lower case.
    const fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["name", "full_name", "姓名"],
            Self::Surname => &["surname", "last_name", "姓"],
            Self::Given => &["given", "given_name", "first_name", "名"],
            Self::Phone => &["phone", "mobile", "电话", "手机", "手机号", "手机号码", "联系电话"],
            Self::IdNumber => &[
                "id_number",
                "soc_sec_id",
                "id6",
                "身份证",
                "身份证号",
                "身份证号码",
                "公民身份号码",
            ],
            Self::Birth => &["birth", "dob", "date_of_birth", "birthday", "出生日期", "生日"],
            Self::Employer => &["employer", "company", "firm", "site", "单位", "工作单位", "企业"],
            Self::Area => &["area", "district", "street", "suburb", "区划", "街道", "区域"],
            Self::Sex => &["sex", "gender", "性别"],
            Self::Plate => &["plate", "车牌", "车牌号"],
            Self::Code => &["postcode", "zip", "street_number", "邮编", "门牌号"],
            Self::Text => &["address", "address_1", "address_2", "地址", "住址"],
        }
    }

    /// What a header usually means.
    pub fn of_header(header: &str) -> Option<Self> {
        let header = header.trim().to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.headers().contains(&header.as_str()))
    }

    /// How its values are compared.
    fn comparison(self, field: &str) -> Comparison {
        let levels: &[Level] = match self {
            Self::Name | Self::Given => &[Same, Shown, Edits(1), Alike(0.85)],
            Self::Surname | Self::Area | Self::Sex => &[Same],
            Self::Phone | Self::Plate => &[Same, Shown, Edits(1)],
            Self::IdNumber | Self::Birth => &[Same, Shown, Edits(1), Edits(2)],
            Self::Code => &[Same, Edits(1)],
            Self::Employer | Self::Text => &[Same, Alike(0.9), Alike(0.7)],
        };
        let comparison = Comparison::new(field, levels);
        let by_frequency = matches!(
            self,
            Self::Name | Self::Surname | Self::Given | Self::Employer | Self::Area | Self::Text
        );
        if by_frequency { comparison.by_frequency() } else { comparison }
    }
}

/// Pieces of fields that together are rare enough to look at all who share them.
const RULES: [&[(Kind, Piece)]; 15] = [
    &[(Kind::IdNumber, Piece::Whole)],
    &[(Kind::Phone, Piece::Whole)],
    &[(Kind::Plate, Piece::Whole)],
    &[(Kind::Name, Piece::Whole), (Kind::Birth, Piece::Whole)],
    &[(Kind::Surname, Piece::Whole), (Kind::Given, Piece::Whole), (Kind::Birth, Piece::Whole)],
    &[(Kind::Name, Piece::Whole), (Kind::Phone, Piece::Last(4))],
    &[(Kind::Name, Piece::Whole), (Kind::IdNumber, Piece::Last(4))],
    &[(Kind::Phone, Piece::Last(4)), (Kind::IdNumber, Piece::Last(4))],
    &[(Kind::Birth, Piece::Whole), (Kind::IdNumber, Piece::Last(4))],
    &[(Kind::Birth, Piece::Whole), (Kind::Phone, Piece::Last(4))],
    &[(Kind::Name, Piece::Whole), (Kind::Area, Piece::Whole)],
    &[(Kind::Name, Piece::Whole), (Kind::Employer, Piece::Whole)],
    &[(Kind::Surname, Piece::Whole), (Kind::Given, Piece::Whole), (Kind::Area, Piece::Whole)],
    &[(Kind::Birth, Piece::Whole), (Kind::Area, Piece::Whole)],
    &[(Kind::Text, Piece::Whole)],
];

/// Runs of more records than this are not looked at.
const LONGEST_RUN: usize = 500;

/// How records with these fields are compared and where links are looked for.
pub fn spec_of(fields: &[(String, Kind)], across_sources: bool) -> Spec {
    let comparisons = fields.iter().map(|(field, kind)| kind.comparison(field)).collect();
    let side = |(kind, piece): &(Kind, Piece)| {
        let field = fields.iter().find(|(_, one)| one == kind);
        field.map(|(field, _)| (field.clone(), *piece))
    };
    let rule = |asked: &&[(Kind, Piece)]| -> Option<Rule> {
        asked.iter().map(side).collect::<Option<Vec<_>>>().map(Rule)
    };
    let rules = RULES.iter().filter_map(rule).collect();
    Spec { comparisons, rules, longest_run: LONGEST_RUN, across_sources }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Linker, Table};

    #[test]
    fn every_header_means_one_thing_and_every_kind_says_its_own_name() {
        for kind in Kind::ALL {
            for header in kind.headers() {
                assert_eq!(Kind::of_header(header), Some(kind), "{header}");
            }
            if !matches!(kind, Kind::Code | Kind::Text) {
                assert_eq!(Kind::of_header(kind.name()), Some(kind));
            }
        }
        assert_eq!(
            (Kind::of_header(" 手机号 "), Kind::of_header("note")),
            (Some(Kind::Phone), None)
        );
    }

    #[test]
    fn all_kinds_together_can_be_linked() {
        let fields: Vec<(String, Kind)> =
            Kind::ALL.into_iter().map(|kind| (kind.name().to_owned(), kind)).collect();
        let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
        let mut table = Table::new(&names);
        table.push(0, names.iter().map(|name| Some(*name)));
        table.push(1, names.iter().map(|name| Some(*name)));
        let spec = spec_of(&fields, true);
        assert_eq!(spec.rules.len(), RULES.len());
        let linker = Linker::new(&table, spec).unwrap();
        let links = linker.links(&linker.train(1), 0.0);
        assert_eq!(links.len(), 1);
    }

    #[test]
    fn rules_follow_from_what_there_is() {
        let fields = [("手机".to_owned(), Kind::Phone), ("姓名".to_owned(), Kind::Name)];
        let rules = spec_of(&fields, false).rules;
        let name_and_phone =
            Rule(vec![("姓名".to_owned(), Piece::Whole), ("手机".to_owned(), Piece::Last(4))]);
        assert_eq!(rules, [Rule::on(&["手机"]), name_and_phone]);
    }
}
