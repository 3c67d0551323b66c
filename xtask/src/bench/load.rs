//! Asking for pages from several connections at once, as fast as they come.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{client::Client, figures::Times};

/// How long a load goes on before it is counted.
const WARM_UP: Duration = Duration::from_secs(1);

/// What a server did under a load.
pub(super) struct Load {
    pub(super) requests_per_second: f64,
    pub(super) times: Times,
}

/// Asks for addresses in turn over so many kept-alive connections; each begins at another place.
#[expect(clippy::cast_precision_loss, reason = "numbers of requests are far from where that begins")]
pub(super) fn load(server: &str, addresses: &[String], connections: usize, counted: Duration) -> anyhow::Result<Load> {
    let begun = Instant::now();
    let one = |connection: usize| -> anyhow::Result<Vec<Duration>> {
        let mut client = Client::connect(server)?;
        let mut times = Vec::new();
        let from = addresses.len() * connection / connections;
        for address in addresses.iter().cycle().skip(from) {
            let asked = Instant::now();
            if asked - begun >= WARM_UP + counted {
                break;
            }
            client.get(address)?;
            if asked - begun >= WARM_UP {
                times.push(asked.elapsed());
            }
        }
        Ok(times)
    };
    let times = thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|connection| scope.spawn(move || one(connection))).collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new())));
        joined.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let times = times.concat();
    let requests_per_second = times.len() as f64 / counted.as_secs_f64();
    Ok(Load { requests_per_second, times: Times::new(times) })
}
