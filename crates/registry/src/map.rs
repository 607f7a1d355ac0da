//! Which column of a source's files means what: found by its header, said once by a person, then
//! remembered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a column can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The source's own number of the person.
    Number,
    Name,
    Phone,
    IdNumber,
    Birth,
    Sex,
    Plate,
    /// The platform or brand.
    Platform,
    /// Credit code (GB 32100) of the platform.
    PlatformCode,
    /// The partner, franchise or agency between platform and worker.
    Partner,
    /// Credit code of the partner.
    PartnerCode,
    /// The site, station or team.
    Site,
    Occupation,
    Relation,
    /// Whether there is a written contract.
    Contract,
    /// Where the work is.
    Area,
    /// Home registration.
    Home,
    Residence,
    /// Freight line: areas with a dash, an arrow or a comma between.
    Line,
    /// The first day of the job.
    Since,
    /// The first day on which the job is no more held.
    Until,
}

impl Column {
    pub const ALL: [Self; 21] = [
        Self::Number,
        Self::Name,
        Self::Phone,
        Self::IdNumber,
        Self::Birth,
        Self::Sex,
        Self::Plate,
        Self::Platform,
        Self::PlatformCode,
        Self::Partner,
        Self::PartnerCode,
        Self::Site,
        Self::Occupation,
        Self::Relation,
        Self::Contract,
        Self::Area,
        Self::Home,
        Self::Residence,
        Self::Line,
        Self::Since,
        Self::Until,
    ];

    /// Its name in maps and in files that say nothing else.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Phone => "phone",
            Self::IdNumber => "id_number",
            Self::Birth => "birth",
            Self::Sex => "sex",
            Self::Plate => "plate",
            Self::Platform => "platform",
            Self::PlatformCode => "platform_code",
            Self::Partner => "partner",
            Self::PartnerCode => "partner_code",
            Self::Site => "site",
            Self::Occupation => "occupation",
            Self::Relation => "relation",
            Self::Contract => "contract",
            Self::Area => "area",
            Self::Home => "home",
            Self::Residence => "residence",
            Self::Line => "line",
            Self::Since => "since",
            Self::Until => "until",
        }
    }

    /// Reads what [`Column::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }

    /// Other headers under which files have it.
    fn headers(self) -> &'static [&'static str] {
        HEADERS.iter().find(|(column, _)| *column == self).map_or(&[], |(_, headers)| headers)
    }

    /// The column that stands under this header, if any says so.
    pub fn of_header(header: &str) -> Option<Self> {
        let folded: String = header
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\u{feff}')
            .flat_map(char::to_lowercase)
            .collect();
        let is_it = |column: &Self| {
            folded == column.as_str() || column.headers().contains(&folded.as_str())
        };
        Self::ALL.into_iter().find(is_it)
    }
}

/// Other headers under which files have a column; in lower case, without blanks.
const HEADERS: [(Column, &[&str]); Column::ALL.len()] = [
    (
        Column::Number,
        &[
            "id",
            "unique_id",
            "worker_id",
            "编号",
            "序号",
            "工号",
            "人员编号",
            "员工编号",
            "骑手id",
            "骑手编号",
        ],
    ),
    (Column::Name, &["full_name", "姓名", "人员姓名", "骑手姓名", "员工姓名"]),
    (
        Column::Phone,
        &["mobile", "tel", "手机号", "手机", "手机号码", "联系电话", "电话", "联系方式"],
    ),
    (
        Column::IdNumber,
        &[
            "identity",
            "id_no",
            "idcard",
            "id_card",
            "身份证",
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "证件号码",
        ],
    ),
    (Column::Birth, &["birthday", "dob", "date_of_birth", "出生日期", "生日", "出生年月日"]),
    (Column::Sex, &["gender", "性别"]),
    (Column::Plate, &["number_plate", "车牌", "车牌号", "车牌号码"]),
    (
        Column::Platform,
        &[
            "employer",
            "brand",
            "company",
            "平台",
            "平台企业",
            "品牌",
            "企业",
            "企业名称",
            "用人单位",
            "工作单位",
            "单位",
            "公司",
        ],
    ),
    (
        Column::PlatformCode,
        &["uscc", "统一社会信用代码", "信用代码", "平台信用代码", "企业信用代码"],
    ),
    (
        Column::Partner,
        &[
            "agency",
            "franchise",
            "合作商",
            "合作企业",
            "加盟商",
            "外包公司",
            "派遣公司",
            "劳务公司",
        ],
    ),
    (Column::PartnerCode, &["partner_uscc", "合作企业信用代码", "合作商信用代码"]),
    (Column::Site, &["station", "team", "站点", "网点", "站点名称", "网点名称", "门店", "车队"]),
    (Column::Occupation, &["job", "occ", "职业", "工种", "岗位", "从业类型"]),
    (
        Column::Relation,
        &["labour_relation", "labor_relation", "用工关系", "用工形式", "用工性质", "劳动关系"],
    ),
    (
        Column::Contract,
        &["written_contract", "书面合同", "是否签订合同", "是否签订书面合同", "合同"],
    ),
    (
        Column::Area,
        &["work_area", "工作地", "工作区域", "服务区域", "所在街道", "区域", "街道", "所属街道"],
    ),
    (Column::Home, &["home_registration", "hukou", "户籍", "户籍地", "户籍所在地", "籍贯"]),
    (
        Column::Residence,
        &["address", "居住地", "现居住地", "住址", "现住址", "居住地址", "居住街道"],
    ),
    (Column::Line, &["route", "freight_line", "货运线路", "线路", "货运线", "运输线路"]),
    (
        Column::Since,
        &["joined", "start", "hired", "入职日期", "入职时间", "上岗日期", "开始日期", "注册日期"],
    ),
    (Column::Until, &["left", "end", "离职日期", "离职时间", "离岗日期", "结束日期"]),
];

/// A source's map. In TOML: `[columns]` with `name = "姓名"`, `[always]` with
/// `occupation = "骑手"` for what no column says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The header of each column, by what it means.
    #[serde(default)]
    pub columns: BTreeMap<Column, String>,
    /// What holds of every row.
    #[serde(default)]
    pub always: BTreeMap<Column, String>,
}

/// Why a map does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    #[error("the map is not valid: {0}")]
    Unreadable(String),
    #[error("the file has no column {missing:?}; it has {present:?}: mend [columns] in the map")]
    Missing { missing: String, present: Vec<String> },
    #[error(
        "no column is recognized as a name; the file has {0:?}: write a map with [columns] name = …"
    )]
    NoName(Vec<String>),
    #[error(
        "nothing tells people apart: map number, id_number or phone in [columns]; the file has {0:?}"
    )]
    NoKey(Vec<String>),
}

impl Map {
    /// Reads a map written in TOML or JSON.
    ///
    /// # Errors
    /// [`MapError::Unreadable`].
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let unreadable = |error: &dyn std::fmt::Display| MapError::Unreadable(error.to_string());
        if text.trim_start().starts_with('{') {
            return serde_json::from_str(text).map_err(|error| unreadable(&error));
        }
        toml::from_str(text).map_err(|error| unreadable(&error))
    }

    /// What the headers themselves say; the first of two alike counts.
    pub fn recognized(header: &[String]) -> Self {
        let mut columns = BTreeMap::new();
        for title in header {
            if let Some(column) = Column::of_header(title) {
                columns.entry(column).or_insert_with(|| title.trim().to_owned());
            }
        }
        Self { columns, always: BTreeMap::new() }
    }

    /// Where each column stands in a file with this header.
    ///
    /// # Errors
    /// When a mapped column is not there, or what must be known of everybody is not mapped.
    pub fn places(&self, header: &[String]) -> Result<Layout, MapError> {
        let mut at = [None; Column::ALL.len()];
        for (column, title) in &self.columns {
            let place = header.iter().position(|other| other.trim() == title.trim());
            let missing = || MapError::Missing { missing: title.clone(), present: header.to_vec() };
            let slot = Column::ALL.iter().position(|other| other == column);
            if let Some(slot) = slot {
                at[slot] = Some(place.ok_or_else(missing)?);
            }
        }
        let always = Column::ALL.map(|column| {
            self.always.get(&column).map(|text| text.trim().to_owned()).unwrap_or_default()
        });
        let layout = Layout { at, always };
        if !layout.has(Column::Name) {
            return Err(MapError::NoName(header.to_vec()));
        }
        if ![Column::Number, Column::IdNumber, Column::Phone].into_iter().any(|key| layout.has(key))
        {
            return Err(MapError::NoKey(header.to_vec()));
        }
        Ok(layout)
    }
}

/// Where a file has what.
#[derive(Debug, Clone)]
pub struct Layout {
    at: [Option<usize>; Column::ALL.len()],
    always: [String; Column::ALL.len()],
}

impl Layout {
    /// What a row says in a column, or what holds of every row.
    pub fn cell<'c>(&'c self, line: &'c sheets::Line, column: Column) -> &'c str {
        let slot = slot(column);
        let said = self.at[slot].map_or("", |index| line.cell(index));
        if said.is_empty() { &self.always[slot] } else { said }
    }

    /// Whether files of this layout say anything about it.
    pub fn has(&self, column: Column) -> bool {
        let slot = slot(column);
        self.at[slot].is_some() || !self.always[slot].is_empty()
    }
}

fn slot(column: Column) -> usize {
    Column::ALL.iter().position(|other| *other == column).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(titles: &str) -> Vec<String> {
        titles.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn headers_in_both_languages_are_recognized() {
        let chinese =
            Map::recognized(&header("工号,姓名,手机号,身份证号,平台,站点,户籍,居住地,备注"));
        let expected = [
            Column::Number,
            Column::Name,
            Column::Phone,
            Column::IdNumber,
            Column::Platform,
            Column::Site,
            Column::Home,
            Column::Residence,
        ];
        assert_eq!(chinese.columns.keys().copied().collect::<Vec<_>>(), expected);
        let english = Map::recognized(&header("ID,Name,Phone,id_number,Employer,Station"));
        assert_eq!(english.columns.len(), 6);
        for column in Column::ALL {
            assert_eq!(Column::of_header(column.as_str()), Some(column));
            assert!(column.headers().iter().all(|name| Column::of_header(name) == Some(column)));
        }
    }

    #[test]
    fn a_map_that_does_not_fit_says_what_to_mend() {
        let map = Map::parse("[columns]\nname = \"姓名\"\nphone = \"电话号码\"\n").unwrap();
        let wrong = map.places(&header("姓名,电话")).unwrap_err();
        assert!(wrong.to_string().contains("电话号码"));
        let bare = Map::recognized(&header("姓名,备注"));
        assert!(matches!(bare.places(&header("姓名,备注")), Err(MapError::NoKey(_))));
        assert!(matches!(Map::parse("[columns]\nnmae = \"x\""), Err(MapError::Unreadable(_))));
        let json = serde_json::to_string(&map).unwrap();
        assert_eq!(Map::parse(&json).unwrap(), map);
    }
}
