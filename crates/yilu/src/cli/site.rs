//! `yilu site`, on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum SiteCommand {
    /// 在候选点中选址，使覆盖的需求最多，并证明离最优还差多少。 / Choose the sites that cover most demand, with a proof of how good the plan is.
    Plan(Box<SitePlan>),
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
#[group(id = "goal", required = true, multiple = false, args = ["p", "budget", "share"])]
pub struct SitePlan {
    /// 需求点：CSV（x,y,weight 或 lon,lat,weight）或 GeoJSON；可有 hour、hours、occupation、street 列。 / Demand: CSV (x,y,weight or lon,lat,weight) or GeoJSON; may have columns hour, hours (week, day, whole), occupation, street. Without them CSV is streamed, of any length.
    #[arg(long, value_name = "FILE")]
    pub demand: PathBuf,
    /// 候选点：CSV（id,x,y 或 id,lon,lat）或 GeoJSON；可有 cost（造价）、fixed（1 为已建成）、open（开放时间，如 8-20 或 1-5:8-20;6:9-12）、capacity（每小时容量）、parking（1 为能停货车）列。 / Candidates: CSV (id,x,y or id,lon,lat) or GeoJSON; may have columns cost, fixed (1: stands already), open (hours, as 8-20 or 1-5:8-20;6:9-12 with 1 for Monday), capacity (weight an hour), parking (1: lorries may stop).
    #[arg(long, value_name = "FILE")]
    pub candidates: PathBuf,
    /// 最多几个点，已建成的计算在内。 / At most so many sites, those that stand included.
    #[arg(long, value_name = "N")]
    pub p: Option<usize>,
    /// 总造价不超过此数（候选点要有 cost 列）。 / Costs that sum up to no more than this; the candidates need a column cost.
    #[arg(long, value_name = "COST", value_parser = not_negative)]
    pub budget: Option<f64>,
    /// 用最少的点覆盖这一比例的需求。 / As few sites as cover this share of all demand.
    #[arg(long, value_name = "SHARE", value_parser = part)]
    pub share: Option<f64>,
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
    #[arg(long, value_name = "CURVE.csv")]
    pub curve: Option<PathBuf>,
    /// 说明每个点：撤掉少多少、谁能补上；没选的为什么没选、要换掉谁。 / Say of each site what it is worth and who could stand in for it, and of each refused one why and whom it would replace.
    #[arg(long)]
    pub explain: bool,
    #[command(flatten)]
    pub rules: Rules,
}

/// Rules of a plan beyond a radius and a count.
#[derive(Debug, Args)]
pub struct Rules {
    /// 此距离以内算完全覆盖，再远递减，到半径为零。 / Covered wholly within so many metres, then less and less, not at all from the radius on.
    #[arg(long, value_name = "METRES", value_parser = not_negative)]
    pub full: Option<f64>,
    /// 某职业按几倍计，可多次给出。 / How much an occupation counts; may be given several times.
    #[arg(long = "factor", value_name = "OCCUPATION=N", value_parser = named)]
    pub factors: Vec<(String, f64)>,
    /// 这个职业要能停货车（候选点 parking 列）才算覆盖，可多次给出。 / Served only where the column parking is 1; may be given several times.
    #[arg(long, value_name = "OCCUPATION")]
    pub needs_parking: Vec<String>,
    /// 每个街道（街道=比例）或所有街道（比例）至少覆盖多少，可多次给出。 / The least share of a street (STREET=SHARE) or of each (SHARE); may be given several times.
    #[arg(long = "floor", value_name = "[STREET=]SHARE", value_parser = floor)]
    pub floors: Vec<(Option<String>, f64)>,
    /// 不许超过容量（候选点 capacity 列）：满了去别处，或算没有覆盖。 / Keep the column capacity: who finds a site full goes elsewhere in reach, or is not served.
    #[arg(long)]
    pub keep_capacity: bool,
    /// 按热力的噪声重抽多少次，看每个点有多稳。 / Draw the noise of the heat again so many times, to see how often each site is chosen.
    #[arg(long, value_name = "TIMES", requires = "guarantee", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub redraws: Option<u32>,
    /// 需求所依据的热力的保证文件（CELLS.json）。 / The guarantee of the heat that the demand comes from (CELLS.json).
    #[arg(long, value_name = "CELLS.json", requires = "redraws")]
    pub guarantee: Option<PathBuf>,
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

fn part(text: &str) -> Result<f64, String> {
    number(text, |number| (0.0..=1.0).contains(&number), "a share from 0 to 1, such as 0.8")
}

fn named(text: &str) -> Result<(String, f64), String> {
    let (name, number) = text.rsplit_once('=').ok_or("a name and a number, such as courier=2")?;
    Ok((name.trim().to_owned(), not_negative(number)?))
}

fn floor(text: &str) -> Result<(Option<String>, f64), String> {
    match text.rsplit_once('=') {
        Some((street, share)) => Ok((Some(street.trim().to_owned()), part(share)?)),
        None => Ok((None, part(text)?)),
    }
}
