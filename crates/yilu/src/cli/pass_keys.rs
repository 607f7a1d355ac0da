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
    /// 启用下一把密钥，新旧交替不中断。 / Announce the next key; it takes over without a gap.
    Rotate(RotateKeys),
    /// 输出本市公钥清单（JSON）和指纹，交给其他城市。 / Print this city's list and its fingerprint.
    Export,
    /// 导入其他城市的清单，第一次要核对指纹。 / Trust another city; compare the fingerprint the first time.
    Import(TrustImport),
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
pub struct TrustImport {
    /// 对方导出的清单。 / The list that the city exported.
    pub file: PathBuf,
    /// 电话核对过的指纹。 / The fingerprint, told by telephone.
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
    /// 对方的通行证在本市按哪一类放行。 / The class that its passes count as here.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub class: u8,
}
