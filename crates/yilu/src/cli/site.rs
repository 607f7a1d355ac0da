//! `yilu site`, on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum SiteCommand {
    /// 在候选点中选址，使覆盖的需求最多，并证明离最优还差多少。 / Choose the sites that cover most demand, with a proof of how good the plan is.
    Plan(SitePlan),
    /// 选 N 个点，使到最近点的总距离最短（p-median）。 / Choose N sites so that the distances to the nearest one sum up to least (p-median).
    Median(SiteMedian),
}

/// How distance is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Distance {
    /// 平面直线，列 x、y，与半径同一单位。 / Straight lines on a plane: columns x and y, in the unit of the radius.
    Planar,
    /// 球面大圆，列 lon、lat。 / Great circles: columns lon and lat.
    GreatCircle,
}

#[derive(Debug, Args)]
pub struct SitePlan {
    /// 需求点：CSV（x,y,weight 或 lon,lat,weight）或 GeoJSON；逐行读取，行数不限。 / Demand: CSV (x,y,weight or lon,lat,weight) or GeoJSON; CSV is streamed, of any length.
    #[arg(long, value_name = "FILE")]
    pub demand: PathBuf,
    /// 候选点：CSV（id,x,y 或 id,lon,lat）或 GeoJSON；可有 cost（造价）和 fixed（1 为已建成）列。 / Candidates: CSV (id,x,y or id,lon,lat) or GeoJSON; may have columns cost and fixed (1: stands already).
    #[arg(long, value_name = "FILE")]
    pub candidates: PathBuf,
    /// 最多几个点，已建成的计算在内。 / At most so many sites, those that stand included.
    #[arg(long, value_name = "N", required_unless_present = "budget", conflicts_with = "budget")]
    pub p: Option<usize>,
    /// 总造价不超过此数（候选点要有 cost 列）。 / Costs that sum up to no more than this; the candidates need a column cost.
    #[arg(long, value_name = "COST", value_parser = not_negative)]
    pub budget: Option<f64>,
    /// 覆盖半径，米；距离不大于半径即为覆盖。 / Covered means no farther than this many metres.
    #[arg(long, value_name = "METRES", value_parser = positive)]
    pub radius: f64,
    /// 距离算法；不填按列名判断。 / How distance is measured; told by the columns when absent.
    #[arg(long, value_enum)]
    pub distance: Option<Distance>,
    /// 地球半径，米（仅 great-circle）。 / Radius of the earth for great circles.
    #[arg(long, default_value_t = 6_371_008.8, value_name = "METRES", value_parser = positive)]
    pub earth_radius: f64,
    #[command(flatten)]
    pub effort: Effort,
    /// 把方案写成 GeoJSON：每个候选点是否入选、为什么。 / Write the plan as GeoJSON: each candidate, chosen or not, and why.
    #[arg(long, value_name = "PLAN.geojson")]
    pub out: Option<PathBuf>,
    /// 把覆盖曲线写成 CSV：1 到 p 个点各覆盖多少、最多能覆盖多少。 / Write the curve as CSV: what 1 to p sites cover, and could cover at most.
    #[arg(long, value_name = "CURVE.csv", requires = "p")]
    pub curve: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[group(id = "given", required = true, multiple = false, args = ["matrix", "graph"])]
pub struct SiteMedian {
    /// 距离矩阵：每行一个需求点，每列一个候选点，用逗号或空格分隔。 / Matrix of distances: a line for each customer, a number for each site, parted by commas or blanks.
    #[arg(long, value_name = "FILE")]
    pub matrix: Option<PathBuf>,
    /// 道路图（OR-Library 格式）：第一行「点数 边数 p」，以后每行「点 点 长度」，点从 1 数起。 / Road graph of the OR-Library: "nodes edges p", then "node node length", counted from 1.
    #[arg(long, value_name = "FILE")]
    pub graph: Option<PathBuf>,
    /// 选几个点；图文件不填则用文件里的 p。 / How many sites; for a graph the file's own p when absent.
    #[arg(long, value_name = "N", required_unless_present = "graph")]
    pub p: Option<usize>,
    #[command(flatten)]
    pub effort: Effort,
}

/// How far to search, and what is told.
#[derive(Debug, Args)]
pub struct Effort {
    /// 差距不大于此比例即停止，0 为证明最优。 / Stop at this gap, as a share; 0 asks for a proof.
    #[arg(long, default_value_t = 0.0, value_name = "G", value_parser = share)]
    pub gap: f64,
    /// 最多几秒（从启动算起）；到时给出当时最好的方案和差距。 / At most so many seconds from the start; then the best plan so far and its gap.
    #[arg(long, value_name = "S", value_parser = positive)]
    pub seconds: Option<f64>,
    /// 用几个线程；结果不因此不同。 / How many threads; plans don't depend on it, only how far they get.
    #[arg(long, default_value_t = 1, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: u16,
    /// 种子：同一个种子得到同一个方案。 / The same seed gives the same plan.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// 只输出一行 JSON。 / Print the line of JSON alone.
    #[arg(long)]
    pub json: bool,
}

fn positive(text: &str) -> Result<f64, String> {
    number(text, |number| number > 0.0, "a number above 0")
}

fn not_negative(text: &str) -> Result<f64, String> {
    number(text, |number| number >= 0.0, "a number from 0 upwards")
}

fn share(text: &str) -> Result<f64, String> {
    number(text, |number| (0.0..1.0).contains(&number), "a share from 0 to 1, such as 0.01")
}

fn number(text: &str, fits: impl Fn(f64) -> bool, wanted: &str) -> Result<f64, String> {
    let found = text.parse::<f64>().ok().filter(|found| found.is_finite() && fits(*found));
    found.ok_or_else(|| wanted.to_owned())
}
