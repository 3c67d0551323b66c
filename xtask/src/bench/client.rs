//! As much of HTTP/1.1 as it takes to ask one server for pages over one connection, without waiting on anything else.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, ensure};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A connection that is kept.
pub(super) struct Client {
    stream: BufReader<TcpStream>,
    /// The last answer; its memory is used again, because the server that is measured has the same processor.
    body: Vec<u8>,
}

impl Client {
    pub(super) fn connect(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(Self { stream: BufReader::new(stream), body: Vec::new() })
    }

    /// Asks for a page, which must be there; gives its body.
    pub(super) fn get(&mut self, path: &str) -> anyhow::Result<&[u8]> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let (mut length, mut is_chunked) = (None, false);
        loop {
            let header = self.line()?;
            if header.is_empty() {
                break;
            }
            let Some((name, value)) = header.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.trim().parse::<usize>()?);
            }
            is_chunked |=
                name.eq_ignore_ascii_case("transfer-encoding") && value.trim().eq_ignore_ascii_case("chunked");
        }
        let mut read = 0;
        if is_chunked {
            // Pieces, each after its length; the last is empty.
            loop {
                let length = usize::from_str_radix(self.line()?.split(';').next().unwrap_or_default(), 16)?;
                self.read(read, length)?;
                self.line()?;
                read += length;
                if length == 0 {
                    break;
                }
            }
        } else {
            read = length.context("an answer without a length")?;
            self.read(0, read)?;
        }
        ensure!(status.contains(" 200 "), "{path}: {status}");
        Ok(&self.body[..read])
    }

    /// Reads so many bytes of the body from a place in it on.
    fn read(&mut self, from: usize, length: usize) -> anyhow::Result<()> {
        if self.body.len() < from + length {
            self.body.resize(from + length, 0);
        }
        Ok(self.stream.read_exact(&mut self.body[from..from + length])?)
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        ensure!(self.stream.read_line(&mut line)? > 0, "the connection was closed");
        Ok(line.trim_end().to_owned())
    }
}
