//! Answers that come in pages.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::session::ApiRequest;
use crate::transport::BoxFuture;
use crate::{Error, Reason};

/// The pages of an answer, asked for one after the other: a [`Stream`], and with
/// [`next`](Self::next) an iterator that is awaited.
///
/// After an error it ends.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages {
    state: State,
    member: &'static str,
}

/// Where it stands.
enum State {
    /// The next page is not asked for yet.
    Next(Box<ApiRequest>),
    /// It is.
    Waiting(BoxFuture<'static, Result<(Value, ApiRequest), Error>>),
    Done,
}

impl Pages {
    pub(super) fn new(request: ApiRequest, member: &'static str) -> Self {
        Self { state: State::Next(Box::new(request)), member }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    ///
    /// As awaiting the call.
    pub async fn next(&mut self) -> Option<Result<Value, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Takes the page out of an answer, and sees whether another follows.
    fn arrived(&mut self, answer: Value, request: ApiRequest) -> Result<Value, Error> {
        let page = match (self.member, answer) {
            ("", page) => Some(page),
            (member, Value::Object(mut whole)) => whole.remove(member),
            _ => None,
        };
        let page = page.filter(Value::is_object).ok_or_else(|| {
            Error::new(Reason::WrongType, "the answer holds no page where one should be")
        })?;
        let next = page.get("next").and_then(Value::as_str).filter(|next| !next.is_empty());
        self.state = match next {
            None => State::Done,
            Some(next) => State::Next(Box::new(request.follow(next)?)),
        };
        Ok(page)
    }
}

async fn ask(request: ApiRequest) -> Result<(Value, ApiRequest), Error> {
    let again = request.again();
    let answer = request.send().await?.json_or_null()?;
    Ok((answer, again))
}

impl Stream for Pages {
    type Item = Result<Value, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Next(request) => self.state = State::Waiting(Box::pin(ask(*request))),
                State::Waiting(mut waiting) => {
                    let Poll::Ready(arrived) = waiting.as_mut().poll(context) else {
                        self.state = State::Waiting(waiting);
                        return Poll::Pending;
                    };
                    let page = arrived.and_then(|(answer, request)| self.arrived(answer, request));
                    return Poll::Ready(Some(page));
                }
            }
        }
    }
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let done = matches!(self.state, State::Done);
        f.debug_struct("Pages").field("done", &done).finish_non_exhaustive()
    }
}

/// The items of all pages, one after the other: a [`Stream`], and with [`next`](Self::next) an
/// iterator that is awaited.
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<T> {
    pages: Pages,
    items: VecDeque<Value>,
    of: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Items<T> {
    pub(super) fn new(pages: Pages) -> Self {
        Self { pages, items: VecDeque::new(), of: PhantomData }
    }

    /// The next item; `None` after the last.
    ///
    /// # Errors
    ///
    /// As awaiting the call; [`Reason::NotJson`](crate::Reason::NotJson) when an item is not of the
    /// type.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: DeserializeOwned> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(read(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(mut page)) => match page.get_mut("items").map(Value::take) {
                    Some(Value::Array(items)) => self.items.extend(items),
                    _ => {
                        self.pages.state = State::Done;
                        let message = "the page holds no `items`";
                        let error = Error::new(Reason::MemberMissing, message);
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }
}

fn read<T: DeserializeOwned>(item: Value) -> Result<T, Error> {
    serde_json::from_value(item)
        .map_err(|_| Error::new(Reason::NotJson, "an item of the page is not as expected"))
}

impl<T> std::fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("at_hand", &self.items.len()).finish_non_exhaustive()
    }
}
