//! A connection whose client has to go on reading.
//!
//! In: a connection that was accepted. Out: the same, which breaks once its client has taken nothing
//! for so long while there was something to take, so that nobody holds an answer and its place by not
//! reading it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// A connection with a limit on how long a write may wait.
pub struct Taken {
    stream: TcpStream,
    patience: Duration,
    /// Runs while a write waits.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Taken {
    /// The connection, whose client may take nothing for so long.
    pub fn new(stream: TcpStream, patience: Duration) -> Self {
        Self {
            stream,
            patience,
            waiting: None,
        }
    }

    /// The outcome of a write; an error when it has waited too long.
    fn within<T>(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = None;
            return outcome;
        }
        let patience = self.patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Taken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Taken {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.within(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context);
        self.within(context, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpSocket;

    const PATIENCE: Duration = Duration::from_secs(1);
    const BLOCK: usize = 64 << 10;

    /// A socket whose system keeps little for a slow client, whatever it would grow to by itself.
    fn small() -> TcpSocket {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_send_buffer_size(BLOCK as u32).expect("set");
        socket.set_recv_buffer_size(BLOCK as u32).expect("set");
        socket
    }

    /// Writes sixty blocks to a client that takes one in each `pause`, or nothing.
    async fn written(pause: Option<Duration>) -> Option<io::ErrorKind> {
        let listener = small();
        let any = "127.0.0.1:0".parse().expect("an address");
        listener.bind(any).expect("a port");
        let listener = listener.listen(1).expect("listening");
        let address = listener.local_addr().expect("an address");
        let mut client = small().connect(address).await.expect("connected");
        let (server, _) = listener.accept().await.expect("accepted");
        let client = tokio::spawn(async move {
            let mut block = vec![0; BLOCK];
            while let Some(pause) = pause {
                sleep(pause).await;
                if client.read_exact(&mut block).await.is_err() {
                    break;
                }
            }
            client
        });
        let mut server = Taken::new(server, PATIENCE);
        let written = server.write_all(&vec![0; 60 * BLOCK]).await;
        client.abort();
        written.err().map(|error| error.kind())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_takes_nothing_is_let_go_and_who_takes_slowly_is_not() {
        let begin = std::time::Instant::now();
        assert_eq!(written(Some(PATIENCE / 20)).await, None);
        assert!(begin.elapsed() > PATIENCE, "the client was not slow");
        // The client's end lives on in its finished task, and takes nothing.
        assert_eq!(written(None).await, Some(io::ErrorKind::TimedOut));
    }
}
