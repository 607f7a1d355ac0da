//! Arguments of `yilu pass-keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Place;

#[derive(Debug, Args)]
pub struct PassKeys {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: PassKeysCommand,
}

#[derive(Debug, Subcommand)]
pub enum PassKeysCommand {
    /// 列出本市密钥和已信任的城市，看哪些快到期。 / List our keys and trusted cities, and what ends soon.
    Show,
    /// 启用下一把密钥，新旧交替不中断。 / Announce the next key; it takes over without a gap.
    Rotate(RotateKeys),
    /// 输出本市公钥清单（JSON）和指纹，交给其他城市。 / Print this city's list and its fingerprint.
    Export,
    /// 导入其他城市的清单，第一次要核对指纹。 / Trust another city; compare the fingerprint the first time.
    Import(TrustImport),
    /// 输出本市每日动态码密钥，交给已互信的城市；是机密，须加密传递。 / Write the keys of our days for a city that trusts us: a secret.
    ExportCodes(ExportCodes),
    /// 导入其他城市的每日动态码密钥；先导入它的清单。 / Take over a city's keys of days; import its list first.
    ImportCodes {
        /// 对方导出的文件。 / The file that the city wrote.
        file: PathBuf,
    },
    /// 不再承认某市的通行证。 / Trust a city no more.
    Distrust {
        /// 清单里的城市代号。 / The city's short name.
        city: String,
    },
}

#[derive(Debug, Args)]
pub struct RotateKeys {
    /// 签名算法。 / Algorithm.
    #[arg(long, value_enum, default_value = "es256")]
    pub alg: PassAlgorithm,
    /// 密钥已泄露：立即更换，此前签发的一律作废。 / Stolen: replace at once; nothing signed before counts.
    #[arg(long)]
    pub stolen: bool,
}

/// How passes are signed; every browser can check ES256.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum PassAlgorithm {
    Es256,
    Eddsa,
    Sm2,
}

impl From<PassAlgorithm> for passes::Algorithm {
    fn from(algorithm: PassAlgorithm) -> Self {
        match algorithm {
            PassAlgorithm::Es256 => Self::Es256,
            PassAlgorithm::Eddsa => Self::EdDsa,
            PassAlgorithm::Sm2 => Self::Sm2,
        }
    }
}

#[derive(Debug, Args)]
pub struct ExportCodes {
    /// 写入哪个新文件；只有本人可读。 / The new file; only its owner can read it.
    pub file: PathBuf,
    /// 今天起多少天，最多 120。 / For how many days from today, 120 at the most.
    #[arg(long, default_value_t = 35, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
    pub days: u32,
}

#[derive(Debug, Args)]
pub struct TrustImport {
    /// 对方导出的清单。 / The list that the city exported.
    pub file: PathBuf,
    /// 电话核对过的指纹。 / The fingerprint, told by telephone.
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
    /// 对方的通行证在本市按哪一类放行。 / The class that its passes count as here.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=23))]
    pub class: u8,
}
