//! The body of a request while it comes in.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep_until};
use tonic::Status;
use tonic::body::Body;

use super::{HeldIntake, IntakeBudget};
use crate::service::Error;

/// A body that holds a part of the budget for each byte that it has handed on and that is still
/// part of an unfinished message, or of a message whose call has not begun.
pub(super) struct Arriving {
    body: Body,
    budget: IntakeBudget,
    held: HeldIntake,
    kind: Kind,
}

enum Kind {
    /// One message, which must be there by a deadline. Its part of the budget is held until the
    /// body is dropped, which is when the rpc takes over.
    Message { deadline: Instant, late: Option<Pin<Box<Sleep>>> },
    /// Messages without end. Asking for more means that those that were whole have been taken.
    Stream { framing: Framing },
}

impl Arriving {
    pub(super) fn message(body: Body, budget: IntakeBudget, deadline: Instant) -> Self {
        Arriving { body, budget, held: None, kind: Kind::Message { deadline, late: None } }
    }

    pub(super) fn stream(body: Body, budget: IntakeBudget) -> Self {
        let kind = Kind::Stream { framing: Framing::default() };
        Arriving { body, budget, held: None, kind }
    }

    /// Gives back what whole messages held.
    fn release(&mut self) {
        let Kind::Stream { framing } = &self.kind else { return };
        let kept = framing.unfinished();
        self.held = self.held.take().and_then(|mut held| held.split(kept));
    }

    fn hold(&mut self, data: &Bytes) -> Result<(), Status> {
        self.budget.hold(&mut self.held, data.len())?;
        if let Kind::Stream { framing } = &mut self.kind {
            framing.pass(data);
        }
        Ok(())
    }
}

impl hyper::body::Body for Arriving {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        this.release();
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                let held = frame.data_ref().map_or(Ok(()), |data| this.hold(data));
                Poll::Ready(Some(held.map(|()| frame)))
            }
            Poll::Pending => {
                let Kind::Message { deadline, late } = &mut this.kind else { return Poll::Pending };
                let late = late.get_or_insert_with(|| Box::pin(sleep_until((*deadline).into())));
                ready!(late.as_mut().poll(context));
                Poll::Ready(Some(Err(Error::DeadlineExceeded.into())))
            }
            end => end,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Where a stream of bytes stands among the messages that it carries, each after a byte of flags and
/// four of its length.
#[derive(Debug, Default)]
struct Framing {
    head: [u8; 5],
    head_filled: usize,
    body_left: usize,
    body_seen: usize,
}

impl Framing {
    /// How many bytes of an unfinished message have passed.
    fn unfinished(&self) -> usize {
        self.head_filled + self.body_seen
    }

    fn pass(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            if let Some(next) = self.head.get_mut(self.head_filled) {
                *next = data[0];
                data = &data[1..];
                self.head_filled += 1;
                let [_, length @ ..] = self.head;
                self.body_left = u32::from_be_bytes(length) as usize;
            } else {
                let passed = data.len().min(self.body_left);
                data = &data[passed..];
                self.body_left -= passed;
                self.body_seen += passed;
            }
            if self.head_filled == self.head.len() && self.body_left == 0 {
                *self = Framing::default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hyper::body::Body as _;
    use proptest::prelude::*;

    use super::*;

    /// Messages of these lengths, framed.
    fn framed(lengths: &[usize]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &length in lengths {
            bytes.push(0);
            bytes.extend(u32::try_from(length).unwrap().to_be_bytes());
            bytes.extend(std::iter::repeat_n(7, length));
        }
        bytes
    }

    proptest! {
        #[test]
        fn framing_knows_what_is_unfinished_wherever_the_bytes_are_cut(
            lengths in proptest::collection::vec(0usize..40, 0..6),
            step in 1usize..20,
        ) {
            let bytes = framed(&lengths);
            let mut framing = Framing::default();
            let mut passed = 0;
            for chunk in bytes.chunks(step) {
                framing.pass(chunk);
                passed += chunk.len();
                let mut whole = 0;
                for length in &lengths {
                    if whole + 5 + length <= passed {
                        whole += 5 + length;
                    } else {
                        break;
                    }
                }
                prop_assert_eq!(framing.unfinished(), passed - whole);
            }
        }
    }

    async fn next(body: &mut Arriving) -> Option<Result<Frame<Bytes>, Status>> {
        std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
    }

    #[tokio::test]
    async fn a_message_holds_its_bytes_until_its_body_is_dropped() {
        let budget = IntakeBudget::of(100);
        let in_a_minute = Instant::now() + Duration::from_secs(60);
        let body = Body::new(axum::body::Body::from(framed(&[45])));
        let mut first = Arriving::message(body, budget.clone(), in_a_minute);
        next(&mut first).await.unwrap().unwrap();
        assert!(next(&mut first).await.is_none());
        assert_eq!(budget.left(), 50);

        let body = Body::new(axum::body::Body::from(framed(&[46])));
        let mut second = Arriving::message(body, budget.clone(), in_a_minute);
        let status = next(&mut second).await.unwrap().unwrap_err();
        assert_eq!(status.code(), tonic::Code::ResourceExhausted);
        drop((first, second));
        assert_eq!(budget.left(), 100);
    }

    #[tokio::test]
    async fn a_stream_gives_back_what_whole_messages_held() {
        let budget = IntakeBudget::of(100);
        let bytes = framed(&[10, 20, 30]);
        let chunks: Vec<_> = bytes
            .chunks(25)
            .map(|chunk| Ok::<_, std::convert::Infallible>(Bytes::copy_from_slice(chunk)))
            .collect();
        let body = axum::body::Body::from_stream(futures_util::stream::iter(chunks));
        let mut stream = Arriving::stream(Body::new(body), budget.clone());
        // Messages end at bytes 15, 40 and 75; what is held is what the last poll handed on and
        // what was unfinished before it.
        for held in [25, 35, 35] {
            next(&mut stream).await.unwrap().unwrap();
            assert_eq!(budget.left(), 100 - held);
        }
        assert!(next(&mut stream).await.is_none());
        assert_eq!(budget.left(), 100);
    }

    #[tokio::test]
    async fn a_message_that_does_not_come_is_given_up_at_its_deadline() {
        let body = axum::body::Body::from_stream(futures_util::stream::pending::<
            Result<Bytes, std::convert::Infallible>,
        >());
        let budget = IntakeBudget::of(100);
        let deadline = Instant::now() + Duration::from_millis(10);
        let mut message = Arriving::message(Body::new(body), budget, deadline);
        let status = next(&mut message).await.unwrap().unwrap_err();
        assert_eq!(status.code(), tonic::Code::DeadlineExceeded);
    }
}
