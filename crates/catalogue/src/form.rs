//! The form of a matter: its fields, and whether a filled-in value fits.

use kernel::Day;
use serde::Serialize;

use crate::{
    fault::{Reason, Wanted, What},
    named::{Named as _, named},
    read::{Seen, Table, kebab, snake},
    words::Words,
};

named! {
    /// What a field holds; every value travels as text.
    FieldKind {
        /// One line.
        Text = "text",
        LongText = "long-text",
        /// A whole number, not negative.
        Number = "number",
        /// Whole fen (0.01 yuan), not negative.
        Money = "money",
        /// `2026-11-21`.
        Date = "date",
        /// The code of one of the choices.
        Choice = "choice",
        /// A mainland mobile or landline number.
        Phone = "phone",
        /// `yes` or `no`.
        YesNo = "yes-no",
    }
}

/// A field that a matter asks for besides title, text, place and photos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    pub key: String,
    pub kind: FieldKind,
    pub name: Words,
    pub required: bool,
    /// For [`FieldKind::Choice`] only.
    pub choices: Vec<Choice>,
    /// A yes makes the case urgent, whatever its matter.
    pub urgent: bool,
    /// The most characters of a text, the largest number, or the largest sum in fen.
    pub max: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub code: String,
    pub name: Words,
}

/// Why a filled-in value does not fit its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    #[error("it is required; fill it in")]
    Required,
    #[error("no such field; leave it out")]
    NoSuchField,
    #[error("longer than {max} characters; shorten it")]
    TooLong { max: u64 },
    #[error("not a whole number; write digits only")]
    NotANumber,
    #[error("larger than {max}; check the number")]
    TooLarge { max: u64 },
    #[error("not a day; write it as 2026-11-21")]
    NotADay,
    #[error("not one of the choices; pick one")]
    NotAChoice,
    #[error("not a telephone number; write 11 digits, or area code and number")]
    NotAPhone,
    #[error("neither yes nor no; pick one")]
    NotYesNo,
}

impl Field {
    /// Whether `value`, trimmed, fits. An empty value fits unless the field is required.
    pub fn check(&self, value: &str) -> Result<(), ValueFault> {
        let value = value.trim();
        if value.is_empty() {
            return if self.required { Err(ValueFault::Required) } else { Ok(()) };
        }
        let fits = |fits: bool, fault| if fits { Ok(()) } else { Err(fault) };
        match self.kind {
            FieldKind::Text | FieldKind::LongText => {
                let length = u64::try_from(value.chars().count()).unwrap_or(u64::MAX);
                fits(length <= self.max, ValueFault::TooLong { max: self.max })
            }
            FieldKind::Number | FieldKind::Money => {
                let number: u64 = value.parse().map_err(|_| ValueFault::NotANumber)?;
                fits(number <= self.max, ValueFault::TooLarge { max: self.max })
            }
            FieldKind::Date => fits(value.parse::<Day>().is_ok(), ValueFault::NotADay),
            FieldKind::Choice => {
                let known = self.choices.iter().any(|choice| choice.code == value);
                fits(known, ValueFault::NotAChoice)
            }
            FieldKind::Phone => fits(is_subscriber(value), ValueFault::NotAPhone),
            FieldKind::YesNo => fits(matches!(value, "yes" | "no"), ValueFault::NotYesNo),
        }
    }

    pub(crate) fn read(table: &Table<'_>, seen: &Seen) -> Option<Self> {
        let key = table.parsed("key", Wanted::Key, snake);
        if let Some(key) = &key {
            table.distinct("key", What::Field, key, seen);
        }
        let kind: Option<FieldKind> = table.one_of("kind");
        let name = table.words("name");
        let required = table.flag("required");
        let urgent = table.flag("urgent");
        let seen = Seen::default();
        let choices = table.children("choices", |choice| Choice::read(choice, &seen));
        let max = table.number_if("max", 1..=1_000_000_000_000);
        let (key, kind) = (key?, kind?);
        if kind == FieldKind::Choice && !table.has("choices") {
            table.fault(Reason::MissingKey { key: "choices" });
        }
        if kind != FieldKind::Choice && table.has("choices") {
            table.fault_at("choices", Reason::NotOfKind { key: "choices", kind: kind.name() });
        }
        if urgent && kind != FieldKind::YesNo {
            table.fault_at("urgent", Reason::NotOfKind { key: "urgent", kind: kind.name() });
        }
        if table.has("max") && default_max(kind).is_none() {
            table.fault_at("max", Reason::NotOfKind { key: "max", kind: kind.name() });
        }
        let max = max.or_else(|| default_max(kind)).unwrap_or_default();
        Some(Self { key, kind, name: name?, required, choices, urgent, max })
    }
}

impl Choice {
    fn read(table: &Table<'_>, seen: &Seen) -> Option<Self> {
        let code = table.parsed("code", Wanted::Kebab, kebab);
        if let Some(code) = &code {
            table.distinct("code", What::Choice, code, seen);
        }
        let name = Words::read(table);
        Some(Self { code: code?, name: name? })
    }
}

impl ValueFault {
    /// The same sentence in Chinese.
    pub fn zh(self) -> String {
        match self {
            Self::Required => "必须填写".to_owned(),
            Self::NoSuchField => "没有这一项，请去掉".to_owned(),
            Self::TooLong { max } => format!("超过 {max} 个字，请缩短"),
            Self::NotANumber => "不是整数，请只写数字".to_owned(),
            Self::TooLarge { max } => format!("大于 {max}，请核对"),
            Self::NotADay => "不是日期，请写成 2026-11-21".to_owned(),
            Self::NotAChoice => "不在选项里，请选一个".to_owned(),
            Self::NotAPhone => "不是电话号码，请写 11 位手机号或带区号的座机号".to_owned(),
            Self::NotYesNo => "请选“是”或“否”".to_owned(),
        }
    }
}

const fn default_max(kind: FieldKind) -> Option<u64> {
    match kind {
        FieldKind::Text => Some(100),
        FieldKind::LongText => Some(2_000),
        FieldKind::Number => Some(1_000_000),
        FieldKind::Money => Some(1_000_000_000),
        FieldKind::Date | FieldKind::Choice | FieldKind::Phone | FieldKind::YesNo => None,
    }
}

/// A mainland mobile number (11 digits from 13 to 19) or a landline with its area code.
fn is_subscriber(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let mut bytes = digits.bytes();
    let (first, second) = (bytes.next(), bytes.next());
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && match first {
            Some(b'1') => digits.len() == 11 && matches!(second, Some(b'3'..=b'9')),
            Some(b'0') => (10..=12).contains(&digits.len()),
            _ => false,
        }
}

/// Any number that can be dialled: a short public number or a subscriber's.
pub(crate) fn dialled(text: &str) -> Option<String> {
    let short = (3..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (short || is_subscriber(text)).then(|| text.to_owned())
}
