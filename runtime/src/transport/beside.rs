//! A future that may block, on threads that may wait.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::BoxFuture;
use super::heart::{Carried, CutOff, Heart};

/// A future each poll of which is done on a thread beside the [`Heart`]: it may block, and keeps
/// nobody but itself waiting. While it waits as futures do, it has no thread.
pub(crate) struct Beside<T> {
    heart: &'static Heart,
    at: At<T>,
    bell: Arc<Bell>,
}

enum At<T> {
    /// Between two polls.
    Rests(BoxFuture<'static, T>),
    Polled(Carried<Result<T, BoxFuture<'static, T>>>),
    Over,
}

impl<T: Send + 'static> Beside<T> {
    pub(crate) fn new(heart: &'static Heart, work: BoxFuture<'static, T>) -> Self {
        Self { heart, at: At::Rests(work), bell: Arc::default() }
    }

    /// Begins the next poll.
    fn go_on(&self, mut work: BoxFuture<'static, T>) -> Carried<Result<T, BoxFuture<'static, T>>> {
        let waker = Waker::from(Arc::clone(&self.bell));
        self.heart.carry_beside(move || {
            match work.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => Ok(output),
                Poll::Pending => Err(work),
            }
        })
    }
}

impl<T: Send + 'static> Future for Beside<T> {
    type Output = Result<T, CutOff>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.bell.waits(context.waker());
        loop {
            match std::mem::replace(&mut self.at, At::Over) {
                At::Over => return Poll::Ready(Err(CutOff::RuntimeEnded)),
                // Rung before the first poll, and from then on by what it waits for.
                At::Rests(work) if self.bell.was_rung() => self.at = At::Polled(self.go_on(work)),
                At::Rests(work) => {
                    self.at = At::Rests(work);
                    return Poll::Pending;
                }
                At::Polled(mut polled) => match Pin::new(&mut polled).poll(context) {
                    Poll::Ready(Ok(Ok(output))) => return Poll::Ready(Ok(output)),
                    Poll::Ready(Ok(Err(work))) => self.at = At::Rests(work),
                    Poll::Ready(Err(end)) => return Poll::Ready(Err(end)),
                    Poll::Pending => {
                        self.at = At::Polled(polled);
                        return Poll::Pending;
                    }
                },
            }
        }
    }
}

/// What the future rings when it can go on.
struct Bell {
    rung: AtomicBool,
    waiting: Mutex<Option<Waker>>,
}

impl Default for Bell {
    fn default() -> Self {
        Self { rung: AtomicBool::new(true), waiting: Mutex::default() }
    }
}

impl Bell {
    fn waits(&self, waker: &Waker) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
    }

    fn was_rung(&self) -> bool {
        self.rung.swap(false, Ordering::AcqRel)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::block_on;

    /// On the heart, whose thread it must not keep.
    fn run<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, CutOff> {
        let heart = Heart::get().unwrap();
        let beside = Beside::new(heart, Box::pin(work));
        block_on(async { Ok(heart.carry(beside).await) }).unwrap().unwrap()
    }

    #[test]
    fn what_blocks_and_what_waits_comes_to_its_end() {
        let (done, waits) = tokio::sync::oneshot::channel();
        let work = async move {
            assert!(!Heart::is_here());
            std::thread::spawn(move || done.send(7));
            for _ in 0..3 {
                tokio::task::yield_now().await;
                assert!(!Heart::is_here());
            }
            waits.await
        };
        assert_eq!(run(work), Ok(Ok(7)));
    }

    #[test]
    fn what_blocks_does_not_keep_the_heart() {
        let heart = Heart::get().unwrap();
        let (go_on, held) = std::sync::mpsc::channel::<()>();
        let blocked = heart.carry(Beside::new(heart, Box::pin(async move { held.recv() })));
        let other = block_on(async { Ok(heart.carry(async { 7 }).await) });
        assert_eq!(other.unwrap(), Ok(7));
        go_on.send(()).unwrap();
        assert_eq!(block_on(async { Ok(blocked.await) }).unwrap(), Ok(Ok(Ok(()))));
    }

    #[test]
    fn a_panic_is_told() {
        assert_eq!(run(async { panic!("on purpose") }), Err::<(), _>(CutOff::Panicked));
    }
}
