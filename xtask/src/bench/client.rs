//! As much of HTTP/1.1 as it takes to ask one server for pages over one connection, without waiting on anything else.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, ensure};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_mins(1);

/// What came back. Its body is with the client.
pub(super) struct Answer {
    pub(super) status: u16,
    /// The cookies that it sets, with their names, as they are sent back.
    pub(super) cookie: Option<String>,
    length: usize,
}

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
        let answer = self.ask(path)?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        Ok(&self.body[..answer.length])
    }

    /// Asks for a page that may not be there.
    pub(super) fn status_of(&mut self, path: &str) -> anyhow::Result<u16> {
        Ok(self.ask(path)?.status)
    }

    fn ask(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.exchange(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
    }

    /// Sends a form as a page of the site does, with a cookie.
    pub(super) fn post(&mut self, path: &str, form: &str, cookie: &str) -> anyhow::Result<Answer> {
        let length = form.len();
        self.exchange(&format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\nsec-fetch-site: same-origin\r\n\
             cookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
        ))
    }

    /// Sends a request and reads the answer.
    fn exchange(&mut self, request: &str) -> anyhow::Result<Answer> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status =
            status.split(' ').nth(1).and_then(|code| code.parse().ok()).context("an answer without a status")?;
        let (mut length, mut is_chunked, mut cookie) = (None, false, None);
        loop {
            let header = self.line()?;
            if header.is_empty() {
                break;
            }
            let Some((name, value)) = header.split_once(':') else { continue };
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.parse::<usize>()?);
            } else if name.eq_ignore_ascii_case("set-cookie") {
                let set = value.split(';').next().unwrap_or_default();
                cookie = Some(cookie.map_or_else(|| set.to_owned(), |others: String| format!("{others}; {set}")));
            }
            is_chunked |= name.eq_ignore_ascii_case("transfer-encoding") && value.eq_ignore_ascii_case("chunked");
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
        Ok(Answer { status, cookie, length: read })
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
