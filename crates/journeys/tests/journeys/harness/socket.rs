//! The program inside the test on a socket of its own: a browser comes in while the test holds the
//! clock.

use std::{net::SocketAddr, thread::JoinHandle};

use tokio::{net::TcpListener, sync::oneshot};

use super::inside::Inside;

/// Serves until it is dropped.
pub struct Socket {
    /// `http://127.0.0.1:PORT`
    pub root: String,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

impl Socket {
    pub fn open(inside: &Inside) -> Self {
        let (ready, address) = std::sync::mpsc::channel::<SocketAddr>();
        let (stop, stopped) = oneshot::channel::<()>();
        let service = inside.router().into_make_service_with_connect_info::<SocketAddr>();
        let serving = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                ready.send(listener.local_addr().unwrap()).unwrap();
                tokio::select! {
                    served = axum::serve(listener, service) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        let root = format!("http://{}", address.recv().unwrap());
        Self { root, stop: Some(stop), serving: Some(serving) }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            drop(serving.join());
        }
    }
}
