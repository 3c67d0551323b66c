//! A connection that does not wait for ever for its other end to read. Without a limit, clients that ask and never read
//! the answer would hold connections, and what is written to them, for good.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// How long the other end may take before it has to have read at a rate.
const GRACE: Duration = Duration::from_secs(10);

/// The least that the other end has to read, in bytes a second, once the grace is over.
const LEAST_RATE: u64 = 2 * 1024;

/// A stream whose writes end in an error when the other end reads too slowly.
pub(super) struct PatientStream<S> {
    inner: S,
    /// What has been written since the other end made us wait, and since when; none while it does not.
    waiting: Option<Waiting>,
    /// Wakes up when the time is over.
    alarm: Pin<Box<Sleep>>,
}

struct Waiting {
    since: Instant,
    written: u64,
}

impl Waiting {
    /// Until when what was written so far is enough.
    fn until(&self) -> Instant {
        self.since + GRACE + Duration::from_secs(self.written / LEAST_RATE)
    }
}

impl<S> PatientStream<S> {
    /// Over a stream.
    pub(super) fn new(inner: S) -> Self {
        Self { inner, waiting: None, alarm: Box::pin(sleep(Duration::ZERO)) }
    }

    /// What a write gave, or an error when it waits for too long.
    fn within_limits(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(count)) => {
                if let Some(waiting) = &mut self.waiting {
                    waiting.written += count as u64;
                }
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                let waiting = self.waiting.get_or_insert_with(|| Waiting { since: Instant::now(), written: 0 });
                self.alarm.as_mut().reset(waiting.until());
                ready!(self.alarm.as_mut().poll(context));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the other end does not read")))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.within_limits(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.within_limits(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Whoever flushes has written all there was: the other end does not make us wait any more.
        self.waiting = None;
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_given_up() {
        let (ours, theirs) = duplex(1024);
        let mut stream = PatientStream::new(ours);
        let error = stream.write_all(&[0; 4096]).await.expect_err("given up");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(theirs);
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_a_few_bytes_now_and_then_is_given_up_too() {
        let (ours, mut theirs) = duplex(1024);
        let mut stream = PatientStream::new(ours);
        let trickle = tokio::spawn(async move {
            let mut few = [0; 64];
            while theirs.read_exact(&mut few).await.is_ok() {
                sleep(Duration::from_secs(4)).await;
            }
        });
        let error = stream.write_all(&vec![0; 1024 * 1024]).await.expect_err("given up");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        trickle.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_line_is_waited_for() {
        let (ours, mut theirs) = duplex(1024);
        let mut stream = PatientStream::new(ours);
        let reader = tokio::spawn(async move {
            let (mut some, mut count) = ([0; 4096], 0);
            while let Ok(read @ 1..) = theirs.read(&mut some).await {
                count += read;
                sleep(Duration::from_millis(250)).await;
            }
            count
        });
        stream.write_all(&vec![0; 256 * 1024]).await.expect("all was written, in about a minute");
        drop(stream);
        assert_eq!(reader.await.expect("an end"), 256 * 1024);
    }
}
