//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use heat::Decimal;
use kernel::Day;

/// 用多台机器做同一次受隐私保护的热力统计。 / The same private heat, counted by many machines.
#[derive(Debug, Parser)]
#[command(name = "yilu-heat-cluster", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 统计并发布；默认在本机启动两个执行进程。 / Count and release; starts two executors on this machine unless told otherwise.
    Build(BuildArguments),
    /// 在另一台机器上执行：读文件、持有密钥。 / An executor on another machine: reads files, holds the key.
    Executor(ExecutorArguments),
    /// 生成一次统计用的密钥，写到标准输出。 / Make the key of one pass, on standard output.
    Key,
}

#[derive(Debug, Args)]
pub struct BuildArguments {
    /// 位置文件，一个或多个；每个执行进程都要在同一路径找到。 / Positions, one file or more; every executor must find each at the same path.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 结果写到这里，旁边的 .json 写明隐私保证。 / Where the cells go; what they promise stands in the .json beside.
    #[arg(long, value_name = "CELLS")]
    pub out: PathBuf,
    /// 执行进程数。 / How many executors.
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub executors: u16,
    /// 不在本机启动执行进程，而在这个地址等它们来。 / Start none here but wait for them at this address.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// 本机每个执行进程用多少 MiB 内存放中间数据，其余写临时文件。 / MiB for intermediate data of each executor started here; the rest goes to disk.
    #[arg(long, default_value_t = 384, value_name = "MIB", value_parser = clap::value_parser!(u16).range(16..))]
    pub memory: u16,
    /// 临时文件放在哪里。 / Where intermediate files go; the system's place when absent.
    #[arg(long, value_name = "FOLDER")]
    pub scratch: Option<PathBuf>,
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
    /// 噪声：laplace 或 gaussian。 / The noise.
    #[arg(long, default_value = "laplace", value_name = "NOISE")]
    pub noise: Noise,
    /// 小时怎样合并。 / How hours are laid together.
    #[arg(long, default_value = "week", value_name = "HOURS")]
    pub hours: Hours,
    /// 只计这一天起（含）的位置。 / First day that counts.
    #[arg(long, value_name = "DAY", requires = "until", value_parser = day)]
    pub from: Option<Day>,
    /// 只计到这一天（含）的位置。 / Last day that counts.
    #[arg(long, value_name = "DAY", requires = "from", value_parser = day)]
    pub until: Option<Day>,
    /// 列名不同时：worker=uid,time=datetime。 / Which column is what, when called otherwise.
    #[arg(long, value_name = "KIND=HEADER,…")]
    pub columns: Option<String>,
    /// 没有 occupation 列时，全部算作这个职业。 / Everybody's occupation, when there is no such column.
    #[arg(long, value_name = "NAME")]
    pub occupation: Option<String>,
    /// 预算账本；不填则用第一个位置文件旁的 heat-ledger.jsonl。 / The budget ledger; heat-ledger.jsonl beside the first file when absent.
    #[arg(long, value_name = "LEDGER")]
    pub budget: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ExecutorArguments {
    /// 协调者的地址。 / The coordinator's address.
    #[arg(long, value_name = "HOST:PORT")]
    pub scheduler: String,
    /// 密钥文件；- 表示从标准输入读，输入结束时退出。 / The key's file; - reads it from standard input, and ends with that.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// 别的机器怎样找到这一台。 / How the others reach this machine.
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub host: String,
    /// 交换数据的端口；0 表示任取。 / The port for data; any free one when 0.
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    pub port: u16,
    /// 接任务的端口；0 表示任取。 / The port for tasks; any free one when 0.
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    pub grpc_port: u16,
    /// 中间数据最多占多少 MiB 内存。 / MiB for intermediate data.
    #[arg(long, default_value_t = 384, value_name = "MIB", value_parser = clap::value_parser!(u16).range(16..))]
    pub memory: u16,
    /// 线程数；不填用全部核心。 / Threads; all cores when absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// 临时文件放在哪里。 / Where intermediate files go.
    #[arg(long, value_name = "FOLDER")]
    pub scratch: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Noise {
    Laplace,
    Gaussian,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Hours {
    Week,
    Day,
    Whole,
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| format!("{text:?} is not a day such as 2026-11-16"))
}
