//! `yilu heat`, on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use heat::Decimal;
use kernel::Day;

use super::Place;

#[derive(Debug, Subcommand)]
pub enum HeatCommand {
    /// 在平台企业自己的机器上，把位置记录变成加了噪声的热力格，不需要部署。 / Turn positions into protected cells on the firm's own machine, without a deployment.
    Build(BuildHeat),
    /// 收下受保护的热力格；精确计数一律拒收。 / Take protected cells; exact counts are refused.
    Import(ImportHeat),
    /// 把已收的热力格和找不到驿站的搜索写成选址需求 CSV。 / Write kept heat and searches in vain as demand for siting.
    Demand(HeatDemand),
}

#[derive(Debug, Args)]
pub struct BuildHeat {
    /// 位置文件：CSV（可 gzip）或 Parquet，列 worker,time,lon,lat,occupation（WGS84；时间不带时区按北京时间）。 / Positions: CSV (may be gzipped) or Parquet with these columns; WGS84, times without an offset are those of Asia/Shanghai.
    pub file: PathBuf,
    /// 结果写到这里，旁边的 .json 写明隐私保证。 / Where the cells go; what they promise stands in the .json beside.
    #[arg(long, value_name = "CELLS")]
    pub out: PathBuf,
    /// H3 分辨率：8、9 或 10。 / Resolution of the H3 grid.
    #[arg(long, default_value_t = 9, value_name = "R", value_parser = clap::value_parser!(u8).range(8..=10))]
    pub resolution: u8,
    /// 隐私预算 epsilon。 / Privacy: epsilon.
    #[arg(long, default_value = "1", value_name = "E")]
    pub epsilon: Decimal,
    /// 隐私预算 delta。 / Privacy: delta.
    #[arg(long, default_value = "1e-6", value_name = "D")]
    pub delta: Decimal,
    /// 少于 k 人的格不出现。 / No cell of fewer workers is shown.
    #[arg(long, default_value_t = 10, value_name = "K")]
    pub k: u32,
    /// 每人最多计入多少个“格×小时”。 / In how many cells and hours a worker counts at most.
    #[arg(long, default_value_t = 8, value_name = "C")]
    pub bound: u32,
    /// 噪声：laplace 或 gaussian（bound 大时更小）。 / The noise; gaussian is narrower for large bounds.
    #[arg(long, default_value = "laplace", value_name = "NOISE")]
    pub noise: HeatNoise,
    /// 小时怎样合并：week 一周 168 小时，day 一天 24 小时，whole 不分。 / How hours are laid together.
    #[arg(long, default_value = "week", value_name = "HOURS")]
    pub hours: HeatHours,
    /// 只计这一天起（含）的位置。 / First day that counts.
    #[arg(long, value_name = "DAY", requires = "until", value_parser = day)]
    pub from: Option<Day>,
    /// 只计到这一天（含）的位置。 / Last day that counts.
    #[arg(long, value_name = "DAY", requires = "from", value_parser = day)]
    pub until: Option<Day>,
    /// 列名不同时：worker=uid,time=datetime,lon=lng,lat=lat。 / Which column is what, when called otherwise.
    #[arg(long, value_name = "KIND=HEADER,…")]
    pub columns: Option<String>,
    /// 没有 occupation 列时，全部算作这个职业。 / Everybody's occupation, when there is no such column.
    #[arg(long, value_name = "NAME")]
    pub occupation: Option<String>,
    /// 预算账本；不填则用位置文件旁的 heat-ledger.jsonl。 / The budget ledger; heat-ledger.jsonl beside the positions when absent.
    #[arg(long, value_name = "LEDGER")]
    pub budget: Option<PathBuf>,
    /// 新账本的 epsilon 总额（同一天的多次发布相加），默认 4。 / What releases about the same days may spend together, set when the ledger is begun; 4 when absent.
    #[arg(long, value_name = "E", requires = "budget_delta")]
    pub budget_epsilon: Option<Decimal>,
    /// 新账本的 delta 总额，默认 1e-5。 / The same for delta; 1e-5 when absent.
    #[arg(long, value_name = "D", requires = "budget_epsilon")]
    pub budget_delta: Option<Decimal>,
    /// 不加噪声的精确计数，只供测试；会标明，导入时拒收。 / Exact counts for tests; marked, and refused by import.
    #[arg(long)]
    pub no_noise: bool,
    /// 线程数；不填用全部核心。 / Threads; all cores when absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// 中间数据最多占多少 MiB 内存，其余写临时文件。 / MiB of memory for intermediate data; the rest goes to disk.
    #[arg(long, default_value_t = 384, value_name = "MIB", value_parser = clap::value_parser!(u16).range(16..))]
    pub memory: u16,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HeatNoise {
    Laplace,
    Gaussian,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HeatHours {
    Week,
    Day,
    Whole,
}

#[derive(Debug, Args)]
pub struct ImportHeat {
    /// 热力格文件；保证文件在旁边（.json）。 / The cells; the guarantee stands beside them.
    pub cells: PathBuf,
    /// 谁提供的，如平台名。 / Who handed it in.
    #[arg(long, default_value = "platform", value_name = "NAME")]
    pub source: String,
    #[command(flatten)]
    pub place: Place,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct HeatDemand {
    /// 写到这个 CSV：lon,lat,weight,hours,hour,occupation,source。 / The CSV to write.
    #[arg(long, value_name = "DEMAND.csv")]
    pub out: PathBuf,
    #[command(flatten)]
    pub place: Place,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|error: kernel::time::TimeError| error.to_string())
}
