//! `yilu import people`

use std::path::PathBuf;

use clap::Args;

use super::Place;

#[derive(Debug, Args)]
pub struct ImportPeople {
    /// 要导入的文件。 / The file.
    pub file: PathBuf,
    /// 列对应关系（TOML）；不填则用该来源记住的，再不然按表头识别。 / Which column means what; the source's own, or what the headers say, when absent.
    #[arg(long, value_name = "MAP.toml")]
    pub map: Option<PathBuf>,
    /// 来源编码；没有时按 --kind 新建。 / Code of the source; made with --kind when there is none.
    #[arg(long, default_value = "people", value_name = "CODE")]
    pub source: String,
    /// 新建来源的类别：roster 名册、register 登记、survey 摸排。 / Kind of a new source.
    #[arg(long, default_value = "register", value_name = "KIND")]
    pub kind: String,
    /// 文件说的是哪一天（2026-11-21）；不填为今天。 / The day of which the file speaks; today when absent.
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
    /// 全量名册：不在文件里的人，在这个来源的工作结束。 / A whole roster: jobs of those not in it end.
    #[arg(long)]
    pub whole: bool,
    #[command(flatten)]
    pub place: Place,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}
