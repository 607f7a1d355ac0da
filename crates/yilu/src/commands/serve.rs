//! `yilu serve`

use std::sync::Arc;

use access::sms::{HttpGateway, SmsGateway};
use web::Settings;

use crate::{
    cli::{Reach, Serve},
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
    serve,
};

pub fn run(arguments: &Serve) -> Outcome {
    let mut options = Options::of(&arguments.place);
    options.settings = settings(&arguments.reach);
    let deployment = Deployment::open(options)?;
    serve::serve(&deployment, arguments.reach.listen, gateway(arguments)?, |address| {
        eprintln!("yilu: http://{address}");
    })
}

pub fn settings(reach: &Reach) -> Settings {
    Settings {
        public_url: reach.public_url.clone().unwrap_or_else(|| format!("http://{}", reach.listen)),
        trusted_proxies: reach.trusted_proxies,
        tile_template: reach.tiles.clone().unwrap_or_default(),
        tile_attribution: reach.tiles_attribution.clone().unwrap_or_default(),
        ..Settings::default()
    }
}

fn gateway(arguments: &Serve) -> Outcome<Option<Arc<dyn SmsGateway>>> {
    let Some(url) = &arguments.sms_url else {
        tracing::warn!("no SMS gateway is set: workers cannot sign in by code (--sms-url)");
        return Ok(None);
    };
    let token = arguments.sms_token.as_deref().unwrap_or_default();
    let gateway = HttpGateway::new(url, token).map_err(|error| Failure::told(error.to_string()))?;
    Ok(Some(Arc::new(gateway)))
}
