//! Serving: the listener, the background, an orderly end.

use std::{future::IntoFuture as _, net::SocketAddr, sync::Arc, time::Duration};

use access::sms::SmsGateway;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    background,
    deployment::Deployment,
    outcome::{Failure, Outcome},
    wiring,
};

/// How long requests in progress may take to end after a stop was asked for.
const GRACE_SECONDS: u64 = 20;

/// Serves until the program is told to stop; `ready` is called with the address once it listens.
pub fn serve(
    deployment: &Deployment,
    listen: SocketAddr,
    sms: Option<Arc<dyn SmsGateway>>,
    ready: impl FnOnce(SocketAddr),
) -> Outcome {
    background::fill_shelf(deployment)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::file("the runtime"))?;
    let outcome = runtime.block_on(async {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(Failure::file(format!("listening on {listen}")))?;
        let address = listener.local_addr().map_err(Failure::file("the listener"))?;
        let (stopping, stop) = watch::channel(false);
        let background = background::begin(deployment, sms, &stop);
        let router = wiring::routes().into_router(deployment.app.clone());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        ready(address);
        let app = deployment.app.clone();
        let asked = async move {
            asked_to_stop().await;
            app.close_streams();
            tracing::info!("stopping: requests in progress are finished first");
            stopping.send_replace(true);
        };
        let mut served = tokio::spawn(
            axum::serve(listener, service).with_graceful_shutdown(asked).into_future(),
        );
        let mut stop = stop;
        tokio::select! {
            ended = &mut served => drop(ended),
            _ = stop.wait_for(|stop| *stop) => {
                drop(tokio::time::timeout(Duration::from_secs(GRACE_SECONDS), &mut served).await);
            }
        }
        background.iter().for_each(tokio::task::JoinHandle::abort);
        Ok(())
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    deployment.close();
    outcome
}

/// SIGTERM, or Ctrl-C.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}
