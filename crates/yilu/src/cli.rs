//! The command line, in both languages.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

mod heat;
mod link;
mod pass;
mod pass_keys;
mod people;
mod site;

pub use heat::{BuildHeat, HeatCommand, HeatDemand, HeatHours, HeatNoise, ImportHeat};
pub use link::Link;
pub use pass::{IssuePass, PassCommand, VerifyPass};
pub use pass_keys::{ExportCodes, PassKeys, PassKeysCommand, RotateKeys, TrustImport};
pub use people::ImportPeople;
pub use site::{Distance, Effort, Rules, SiteCommand, SiteMedian, SitePlan};

/// 驿路：新就业群体的诉求、驿站与服务平台。
///
/// Yilu: a self-hosted civic platform for gig workers and those who answer them.
#[derive(Debug, Parser)]
#[command(name = "yilu", version)]
pub struct Arguments {
    /// 日志级别，如 warn、info、web=debug。 / What to log.
    #[arg(long, env = "YILU_LOG", global = true, value_name = "FILTER")]
    pub log: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 启动一座示范城市，打印每个角色的登录链接。 / Start the demo city and print a sign-in link per role.
    Demo(Demo),
    /// 启动服务。 / Serve a deployment.
    Serve(Serve),
    /// 导入数据。 / Import data.
    #[command(subcommand)]
    Import(Import),
    /// 在不同文件里找同一个人，不需要部署。 / Find the same person in different files, without a deployment.
    Link(Link),
    /// 名册：跨来源找同一个人。 / Rosters: find the same person across sources.
    #[command(subcommand)]
    Registry(RegistryCommand),
    /// 选址：新站点放在哪里，不需要部署。 / Siting: where the next stations go, without a deployment.
    #[command(subcommand)]
    Site(SiteCommand),
    /// 热力：位置记录变成受保护的热力格，再收进来。 / Heat: positions become protected cells, which are then taken in.
    #[command(subcommand)]
    Heat(HeatCommand),
    /// 诉求分类建议。 / Category suggestion.
    #[command(subcommand)]
    Suggest(Suggest),
    /// 事项目录。 / The catalogue.
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// 通行证：签发、核验，不需要部署。 / Passes: issue and check them, without a deployment.
    #[command(subcommand)]
    Pass(PassCommand),
    /// 用一个种子演一遍真实发生过的事。 / Play a scene that really happened, from a seed.
    #[command(subcommand)]
    Simulate(Simulate),
    /// 核对日志链、积分账、诉求与孤立数据。 / Check the journal, the ledger, every case's fold, orphans; or one receipt.
    Verify(Verify),
    /// 备份，不停机。 / Back up while serving.
    Backup(Backup),
    /// 把备份恢复到空的数据目录或数据库。 / Restore a backup into an empty place.
    Restore(Restore),
    /// 开通第一位系统管理员；发 Open311 钥匙。 / Open the first administrator's account; issue an Open311 key.
    Admin(Admin),
    /// 通行证签发密钥：更换、与其他城市互认。 / Keys that sign passes: rotate them, trust other cities.
    PassKeys(PassKeys),
}

/// Where a deployment keeps its data.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// 数据目录：数据库、照片、密钥。 / Folder of the database, photos and keys.
    #[arg(long, env = "YILU_DATA", default_value = "yilu-data", value_name = "DIR")]
    pub data: PathBuf,
    /// 使用 PostgreSQL（postgres://…）；不填则用数据目录里的 SQLite。 / PostgreSQL; SQLite in the data folder when absent.
    #[arg(long, env = "YILU_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// 事项目录文件夹；不填则用内置目录。 / Folder of the catalogue; the built-in one when absent.
    #[arg(long, env = "YILU_CATALOGUE", value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
}

/// How it is reached.
#[derive(Debug, Clone, Args)]
pub struct Reach {
    /// 监听地址。 / Address to listen on.
    #[arg(long, env = "YILU_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// 对外网址，如 https://yilu.example。 / The address people use.
    #[arg(long, env = "YILU_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// 前面有几层反向代理。 / Reverse proxies in front.
    #[arg(long, env = "YILU_TRUSTED_PROXIES", default_value_t = 0, value_name = "N")]
    pub trusted_proxies: usize,
    /// 地图瓦片模板（WGS-84 或 CGCS2000，如天地图）；不填不用外部瓦片。 / Template of map tiles, such as Tianditu's; none when absent.
    #[arg(long, env = "YILU_TILES", value_name = "TEMPLATE")]
    pub tiles: Option<String>,
    /// 地图角上必须标明的来源和审图号。 / Source and approval number shown on the map.
    #[arg(long, env = "YILU_TILES_ATTRIBUTION", value_name = "TEXT")]
    pub tiles_attribution: Option<String>,
}

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub reach: Reach,
    /// 数据目录；不填则每次新建临时目录。 / Data folder; a new temporary one when absent.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 使用 PostgreSQL。 / Use PostgreSQL.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 种子：同一个种子在任何机器上得到同一座城市。 / The same seed makes the same city everywhere.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// 造多少天的历史。 / Days of history to make.
    #[arg(long, default_value_t = 365, value_name = "N")]
    pub days: u32,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub reach: Reach,
    /// 短信网关网址（HTTP POST）。 / SMS gateway.
    #[arg(long, env = "YILU_SMS_URL", value_name = "URL")]
    pub sms_url: Option<String>,
    /// 短信网关令牌。 / Token of the SMS gateway.
    #[arg(long, env = "YILU_SMS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub sms_token: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Import {
    /// 从 CSV 或 XLSX 导入历史诉求，可断点续传。 / Past cases from CSV or XLSX; goes on where it broke off.
    Cases(ImportCases),
    /// 从 CSV、XLSX 或 GeoJSON 导入点位；编号已有的不改动。 / Places from CSV, XLSX or GeoJSON; what is known by its id stays.
    Places(ImportPlaces),
    /// 从 CSV 或 XLSX 导入品牌、企业、加盟企业、网点和负责人；已有的不改动。 / Brands, firms, franchises and sites with who is responsible, from CSV or XLSX; what is known stays.
    Units(ImportUnits),
    /// 从 CSV 或 XLSX 导入从业人员名册，逐行校验、加密，可断点续传。 / A roster of workers from CSV or XLSX: checked, sealed, goes on where it broke off.
    People(ImportPeople),
}

#[derive(Debug, Args)]
pub struct ImportUnits {
    /// 要导入的文件。 / The file.
    pub file: PathBuf,
    /// 从哪天起有这些单位（2026-11-21）；不填为今天。 / The day from which they exist; today when absent.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    #[command(flatten)]
    pub place: Place,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ImportPlaces {
    /// 要导入的文件。 / The file.
    pub file: PathBuf,
    /// 文件里经纬度的坐标系：wgs84、gcj02、bd09。 / Datum of the positions.
    #[arg(long, default_value = "wgs84", value_name = "CRS")]
    pub crs: String,
    #[command(flatten)]
    pub place: Place,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ImportCases {
    /// 要导入的文件。 / The file.
    pub file: PathBuf,
    /// 列对应关系（TOML）；不填则用内置的 messages 映射。 / Which column means what; a built-in map when absent.
    #[arg(long, value_name = "MAP.toml")]
    pub map: Option<PathBuf>,
    #[command(flatten)]
    pub place: Place,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// 比对各来源的档案：有把握的连上，拿不准的交给人，谁也不合并。 / Compare the records of all sources: link what is sure, ask about the middle, merge nobody.
    Link(RegistryLink),
}

#[derive(Debug, Args)]
pub struct RegistryLink {
    #[command(flatten)]
    pub place: Place,
    /// 只看上次以来变了的档案，沿用上次学到的权重；服务进程在每次导入之后就是这样做的。 / Only what has changed since the last run, with the weights it learnt: what a server does after each file.
    #[arg(long)]
    pub changed: bool,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Suggest {
    /// 用一份已分类文件训练，在另一份上评估。 / Train on one labelled file, evaluate on another.
    Evaluate(Evaluate),
}

#[derive(Debug, Args)]
pub struct Evaluate {
    /// 训练文件（列：title, text, topic）。 / Labelled file to learn from.
    #[arg(long, value_name = "FILE")]
    pub train: PathBuf,
    /// 评估文件（同样的列）。 / Labelled file to be tried on.
    #[arg(long, value_name = "FILE")]
    pub test: PathBuf,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum CatalogueCommand {
    /// 检查事项目录；给出数据目录时，用过去的诉求回放，看哪些会变。 / Check a catalogue; with a deployment, replay past cases through it.
    Check(CatalogueCheck),
    /// 把内置目录写到文件夹，作为修改的起点。 / Write the built-in catalogue into a folder to start from.
    Export(CatalogueExport),
}

#[derive(Debug, Args)]
pub struct CatalogueCheck {
    /// 事项目录文件夹；不填则检查内置目录。 / Folder of the catalogue; the built-in one when absent.
    pub folder: Option<PathBuf>,
    /// 回放这个部署的历史诉求。 / Replay this deployment's cases.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 回放最近多少天。 / How many days back.
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub days: u32,
}

#[derive(Debug, Args)]
pub struct CatalogueExport {
    pub folder: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Simulate {
    /// 八里庄：恳谈会提出四难，街道吹哨，七家报到。 / Balizhuang: four troubles, one whistle, seven units.
    Balizhuang(Scene),
    /// 二十位骑手断网拍同一个坑，先后连上网：一件事，二十个反映人。 / Twenty riders, one pothole, no network: one case.
    Pothole(Scene),
    /// 两本账：1059 件诉求，办结率、确认率和现场抽查。 / Two truths: closed, confirmed, and checked on the spot.
    Truths(Scene),
    /// 三百一十二名党员的支部：划成八个，当天有人走有人来，撤销，再做一遍。 / A branch of 312 members divided into eight, changed before its day, undone, done again.
    Branch(Scene),
    /// 两件整治：109 个超大支部逐个划开、撤销、再划开；1.45 万名流动党员按规则组建 705 个支部，谁按哪条、谁卡在哪里都说清。 / 109 oversized branches divided, undone, divided again; 705 floating branches from 14,500 members, each with the rule or the obstacle.
    Province(Province),
    /// 一万五千人五个月全换一遍：每天只看企业花名册，岗位有人接、骑手有人联系、积分不丢。 / 15,190 people, all of whom leave within five months: duties, contacts and points hold.
    Turnover(Turnover),
    /// 普查之夜：三份名册 25 万行，谁和谁是同一人，多准、多全、问人多少，连错五百处再原样撤回。 / Census night: 250,000 rows in three files; who is one person, how surely, and 500 wrong links taken back.
    Census(Scene),
    /// 无锡六百八十五：二十万人的一天变成加噪热力，再选 685 个驿站；离最优多远、多稳、能不能认出谁住哪里、六十天后准不准。 / Wuxi 685: a day of 200,000 workers as protected heat, 685 stations out of 5,000 candidates; how good, how sure, how private, and how well it forecast sixty days.
    Siting(Scene),
    /// 地下室的门：300 道门断网一天，一万次出入，伪造、截图、吊销、换密钥。 / Gate in the cellar: 300 gates offline for a day, 10,000 attempts.
    Gates(Scene),
    /// 两万扇门：每天百分之五变了样，有人偷懒、有人捣乱，十四天后说的准不准。 / Twenty thousand doors: 5 % change a day; what is told after a fortnight.
    Doors(Scene),
}

#[derive(Debug, Args)]
pub struct Scene {
    /// 种子。 / The seed.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// 输出一行 JSON。 / One line of JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Province {
    /// 只演几分之一。 / Play one part of so many.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub part: usize,
    #[command(flatten)]
    pub scene: Scene,
}

#[derive(Debug, Args)]
pub struct Turnover {
    /// 多少人。 / How many people.
    #[arg(long, default_value_t = demo::scenes::turnover::PEOPLE, value_name = "N")]
    pub people: usize,
    #[command(flatten)]
    pub scene: Scene,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub place: Place,
    /// 只核对一张回执（JSON 文件）。 / Check one receipt instead.
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    /// 只核对参加证明，可给几份，重复的只算一次。 / Check statements of attendance instead; nothing in several counts twice.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub statement: Vec<PathBuf>,
    /// 核对回执、证明用的公钥；回执不填则用本部署的。 / Public key for the receipt or the statements; for a receipt this deployment's when absent.
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// 备份写到这个文件。 / The file to write.
    pub file: PathBuf,
    /// 只备份个人密钥：与数据分开存放，只留最新一份。 / The persons' keys alone: keep them apart, and only the newest.
    #[arg(long)]
    pub keys: bool,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// 备份文件。 / The backup.
    pub file: PathBuf,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Admin {
    #[command(flatten)]
    pub place: Place,
    /// 登录名。 / Login name.
    #[arg(required = true)]
    pub login: Option<String>,
    #[command(subcommand)]
    pub command: Option<AdminCommand>,
}

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// 发一把 Open311 钥匙，只打印这一次；同名再发，旧钥匙失效。 / Issue an Open311 key, printed this once; a name used before loses its old key.
    Open311Key(Open311Key),
}

#[derive(Debug, Args)]
pub struct Open311Key {
    /// 给哪个程序：小写字母、数字、短横线。 / The program: lower-case letters, figures, dashes.
    #[arg(long)]
    pub name: String,
    #[command(flatten)]
    pub place: Place,
}
