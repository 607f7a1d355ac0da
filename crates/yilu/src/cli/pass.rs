//! `yilu pass`, on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cwt::{Algorithm, Audience, Issuer};
use kernel::AreaCode;

#[derive(Debug, Subcommand)]
pub enum PassCommand {
    /// 签发通行证，一行一个；密钥文件不存在时新建。 / Issue passes, one a line; a missing key file is made.
    Issue(IssuePass),
    /// 核验通行证，一行一个，输出 accept 或拒绝原因。 / Check passes, one a line; prints accept or the reason.
    Verify(VerifyPass),
}

#[derive(Debug, Args)]
pub struct IssuePass {
    /// 密钥文件（JWK Set，含私钥）。 / File of keys: a JWK Set with secrets.
    #[arg(long, value_name = "FILE")]
    pub keys: PathBuf,
    /// 新建密钥时用的算法：ES256、EdDSA、SM2。 / Algorithm of a new key.
    #[arg(long, default_value = "ES256", value_parser = algorithm)]
    pub alg: Algorithm,
    /// 新建密钥时的城市代号，1 到 4 个小写字母或数字。 / City of a new key, 1 to 4 of a-z and 0-9.
    #[arg(long, default_value = "city", value_name = "ID")]
    pub iss: Issuer,
    /// 用途：gate、meet、warm、tag、cert。 / What it is shown to.
    #[arg(long, default_value = "gate")]
    pub aud: Audience,
    /// 类别，0 到 23。 / Class, 0 to 23.
    #[arg(long, default_value_t = 1)]
    pub class: u8,
    /// 在哪个区划有效。 / Where it counts.
    #[arg(long, value_name = "CODE")]
    pub area: AreaCode,
    /// 吊销清单里的第一个位置。 / First place in the list of revoked passes.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub index: u32,
    /// 有效多少小时。 / Hours for which it is good.
    #[arg(long, default_value_t = 24, value_name = "N")]
    pub hours: u16,
    /// 签发时间（RFC 3339 或 1970 年以来的秒数）；不填为现在。 / When; now, when absent.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// 签发多少个。 / How many.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub count: u32,
    /// 输出此刻的动态码（Y2）。 / Print the changing code of that moment (Y2).
    #[arg(long)]
    pub rotating: bool,
    /// 每行输出 JSON。 / One line of JSON each.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct VerifyPass {
    /// 通行证文件，一行一个；不填则读标准输入。 / Passes, one a line; the standard input when absent.
    pub tokens: Option<PathBuf>,
    /// 密钥文件（JWK Set，公钥即可）。 / File of keys: a JWK Set, public keys are enough.
    #[arg(long, value_name = "FILE")]
    pub keys: PathBuf,
    /// 用途。 / What it is shown to.
    #[arg(long, default_value = "gate")]
    pub aud: Audience,
    /// 门在哪个区划；不填则不查区域。 / Where the gate is; no area is asked for when absent.
    #[arg(long, value_name = "CODE")]
    pub area: Option<AreaCode>,
    /// 核验时间（RFC 3339 或 1970 年以来的秒数）；不填为现在。 / When; now, when absent.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// 只认动态码（Y2）。 / Changing codes only (Y2).
    #[arg(long)]
    pub rotating: bool,
    /// 像一道门那样记住用过的码，重复的拒绝。 / Remember what was shown, as a gate does.
    #[arg(long)]
    pub remember: bool,
    /// 每行输出 JSON。 / One line of JSON each.
    #[arg(long)]
    pub json: bool,
}

fn algorithm(text: &str) -> Result<Algorithm, String> {
    let found = Algorithm::ALL.into_iter().find(|it| it.name().eq_ignore_ascii_case(text));
    found.ok_or_else(|| "ES256, EdDSA, SM2".to_owned())
}
