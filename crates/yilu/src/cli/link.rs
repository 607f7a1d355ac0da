//! `yilu link`, on the command line.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Link {
    /// CSV 文件（UTF-8，第一行是列名）；一个文件时找其中的重复。 / CSV in UTF-8, the first line naming the columns; one file is searched for duplicates.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 结果写到这里：id_a, id_b, probability, decision（link 自动关联，review 待人工核对）。 / Where the pairs go; decision is link, or review for a person to look at.
    #[arg(long, value_name = "LINKS.csv")]
    pub out: PathBuf,
    /// 哪一列是什么，如 name=姓名,phone=手机；不填按常见列名识别。 / Which column is what, such as name=姓名,phone=手机; usual headers are known when absent.
    #[arg(long, value_name = "KIND=HEADER,…")]
    pub columns: Option<String>,
    /// 概率不低于此值才自动关联。 / Linked without asking from this probability on.
    #[arg(long, default_value_t = 0.99, value_name = "P", value_parser = probability)]
    pub threshold: f64,
    /// 概率不低于此值的交人工核对。 / Shown for review from this probability on.
    #[arg(long, default_value_t = 0.5, value_name = "P", value_parser = probability)]
    pub review: f64,
    /// 多个文件时，也找每个文件内部的重复。 / With several files, look for duplicates inside each too.
    #[arg(long)]
    pub within: bool,
    /// 多写一列理由：每个字段说明了什么、多少比特。 / Add a column of reasons: what each field says, in bits.
    #[arg(long)]
    pub reasons: bool,
    /// 抽样用的种子。 / Seed of what is drawn by chance.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// 最后一行输出 JSON。 / End with a line of JSON.
    #[arg(long)]
    pub json: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    let found = text.parse::<f64>().ok().filter(|found| *found > 0.0 && *found < 1.0);
    found.ok_or_else(|| "0 < P < 1".to_owned())
}
