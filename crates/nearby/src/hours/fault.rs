//! Why a text is no opening hours, where, and what to write instead.

/// What is wrong with opening hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("opening hours, character {position}: {trouble}")]
pub struct HoursFault {
    /// Counted in characters, the first is 1.
    pub position: usize,
    pub trouble: Trouble,
}

/// The kinds of trouble, each with its remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("nothing is written; write such as Mo-Su 08:00-22:00, or 24/7")]
    Empty,
    #[error("longer than {0} characters; keep to the usual week and the exceptions")]
    Long(usize),
    #[error("{0:?} is not understood; write such as Mo-Fr 08:00-22:00; Sa,Su 09:00-20:00; PH off")]
    Syntax(String),
    #[error("{0:?} is no time of day; hours are 00:00 to 24:00, past midnight up to 48:00")]
    Time(String),
    #[error("{0:?} is a Chinese word; write Mo Tu We Th Fr Sa Su for days, PH for holidays, off")]
    Chinese(String),
    #[error("a single point in time; write from and until, such as 08:00-22:00")]
    Point,
    #[error("not supported: {0}")]
    Unsupported(String),
}

impl HoursFault {
    pub(super) const fn new(position: usize, trouble: Trouble) -> Self {
        Self { position, trouble }
    }
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        format!("开放时间第 {} 个字：{}", self.position, self.trouble.zh())
    }
}

impl Trouble {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Empty => "没有填写，请写成 Mo-Su 08:00-22:00 或 24/7".to_owned(),
            Self::Long(most) => format!("超过 {most} 个字，请只写平常的一周和例外"),
            Self::Syntax(text) => {
                format!("看不懂“{text}”，请写成 Mo-Fr 08:00-22:00; Sa,Su 09:00-20:00; PH off 这样")
            }
            Self::Time(text) => {
                format!("“{text}”不是时刻，请写 00:00 到 24:00，跨过半夜的最多写到 48:00")
            }
            Self::Chinese(text) => {
                format!("“{text}”请改用代号：星期写 Mo Tu We Th Fr Sa Su，节假日写 PH，不开写 off")
            }
            Self::Point => "只有一个时刻，请写从几点到几点，例如 08:00-22:00".to_owned(),
            Self::Unsupported(what) => format!("暂不支持：{what}"),
        }
    }
}
