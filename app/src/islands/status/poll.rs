//! Asks, waits a little longer each time, pauses while nobody looks.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{
    prelude::{RwSignal, Set, set_timeout},
    task::spawn_local,
};

use super::StatusTexts;
use crate::{
    contract::{StepRef, UiError},
    islands::page_events::{after_absence, go_to, is_visible},
    server_fns,
};

const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The one conversation with the server about a step.
pub(super) struct Poll {
    at: StepRef,
    texts: StatusTexts,
    said: RwSignal<String>,
    gone: RwSignal<bool>,
    wait: Cell<Duration>,
    // Answers in flight, and the round that may go on: an older timer finds itself outdated.
    asking: Cell<bool>,
    round: Cell<u32>,
}

impl Poll {
    /// Asks at once and then on and on.
    pub(super) fn begin(
        at: StepRef,
        texts: StatusTexts,
        said: RwSignal<String>,
        gone: RwSignal<bool>,
    ) {
        let poll = Rc::new(Self {
            at,
            texts,
            said,
            gone,
            wait: Cell::new(FIRST_WAIT),
            asking: Cell::new(false),
            round: Cell::new(0),
        });
        let returning = Rc::clone(&poll);
        after_absence(move || {
            returning.wait.set(FIRST_WAIT);
            returning.ask();
        });
        poll.ask();
    }

    fn ask(self: &Rc<Self>) {
        if self.asking.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            let answer = server_fns::status(this.at.clone()).await;
            this.asking.set(false);
            match answer {
                Ok(status) => {
                    this.said.set(status.announcement);
                    if status.go_to.is_some_and(|path| go_to(&path)) {
                        return;
                    }
                }
                Err(UiError::NotFound) => {
                    this.said.set(this.texts.not_found.clone());
                    return this.gone.set(true);
                }
                // The next answer may be better; only being unreachable is worth a word.
                Err(UiError::Transport(_)) => this.said.set(this.texts.offline.clone()),
                Err(_) => {}
            }
            this.again();
        });
    }

    fn again(self: &Rc<Self>) {
        let round = self.round.get().wrapping_add(1);
        self.round.set(round);
        let wait = self.wait.get();
        self.wait.set((wait * 3 / 2).min(LONGEST_WAIT));
        let this = Rc::clone(self);
        set_timeout(
            move || {
                // While nobody looks nothing is asked; `after_absence` takes up the thread.
                if this.round.get() == round && is_visible() {
                    this.ask();
                }
            },
            wait,
        );
    }
}
