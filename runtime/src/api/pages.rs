//! Answers that come in pages.

use std::collections::{HashSet, VecDeque};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{ApiRequest, Paged, read};
use crate::transport::BoxFuture;
use crate::{Error, Reason};

/// The pages of an answer, asked for one after the other: a [`Stream`], and with
/// [`next`](Self::next) an iterator that is awaited.
///
/// After an error it ends. What the API says to follow is followed to its own address alone, and
/// each page is asked for once.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages {
    state: State,
    /// Where in the answer the page is.
    member: &'static str,
    /// The operation, for errors.
    operation: &'static str,
    /// Where it was.
    seen: HashSet<String>,
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
    pub(super) fn of<O: Paged>(request: ApiRequest) -> Self {
        let seen = request.url().map(str::to_owned).into_iter().collect();
        let state = State::Next(Box::new(request));
        Self { state, member: O::PAGE, operation: O::DEF.id, seen }
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
            // Whether it may go there is seen when the page is asked for: this one is good.
            Some(next) => self.unseen(request.follow(next)),
        };
        Ok(page)
    }

    /// A page that leads back to another would lead there again and again.
    fn unseen(&mut self, request: ApiRequest) -> State {
        if request.url().is_none_or(|url| self.seen.insert(url.to_owned())) {
            return State::Next(Box::new(request));
        }
        let message = "the API says that a page is followed by one that was before it";
        State::Waiting(Box::pin(async move { Err(Error::new(Reason::AmbiguousAnswer, message)) }))
    }
}

async fn ask(request: ApiRequest) -> Result<(Value, ApiRequest), Error> {
    let again = request.again();
    let answer = request.send().await?.json_or_null(true)?;
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
                    return Poll::Ready(Some(
                        page.map_err(|error| error.at("API", self.operation)),
                    ));
                }
            }
        }
    }
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let done = matches!(self.state, State::Done);
        f.debug_struct("Pages")
            .field("operation", &self.operation)
            .field("done", &done)
            .finish_non_exhaustive()
    }
}

/// The items of all pages, one after the other: a [`Stream`], and with [`next`](Self::next) an
/// iterator that is awaited.
///
/// An item that is not of the type is an error in its place, and the next item follows: lists hold
/// gaps, such as tracks that are gone (`Items<Option<T>>` takes them as they are). After any other
/// error it ends.
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<T> {
    pages: Pages,
    items: VecDeque<Value>,
    /// How many items of the page were given out.
    given: usize,
    of: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Items<T> {
    pub(super) fn new(pages: Pages) -> Self {
        Self { pages, items: VecDeque::new(), given: 0, of: PhantomData }
    }

    /// The next item; `None` after the last.
    ///
    /// # Errors
    ///
    /// As awaiting the call; [`Reason::WrongType`](crate::Reason::WrongType) when an item is not of the
    /// type, with its place.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: DeserializeOwned> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                let place = format!("items[{}]", self.given);
                self.given += 1;
                let item = read::value(&item, &place)
                    .map_err(|error| error.at("API", self.pages.operation));
                return Poll::Ready(Some(item));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(mut page)) => match page.get_mut("items").map(Value::take) {
                    Some(Value::Array(items)) => (self.items, self.given) = (items.into(), 0),
                    _ => {
                        self.pages.state = State::Done;
                        let message = "the page holds no `items`";
                        let error = Error::new(Reason::MemberMissing, message);
                        return Poll::Ready(Some(Err(error.at("API", self.pages.operation))));
                    }
                },
            }
        }
    }
}

impl<T> std::fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("at_hand", &self.items.len())
            .finish_non_exhaustive()
    }
}
