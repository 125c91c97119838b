//! What the service makes of the person's part.

use crate::bankid::plays::plays;
use crate::external::session::Standing;

plays! {
    /// How the service works, and what it says in the end.
    WorkPlay {
        NoPage "no_page" "There is no page: the service works by itself and is done when it is asked for the second time.",
        NoPageDeclined "no_page_declined" "There is no page, and the service does not accept the person.",
        Slow "slow" "Three times processing after the person's part, then done.",
        NeverDone "never_done" "After the person's part it stays processing.",
        Declined "declined" "Whatever the person does: failed, not_accepted.",
        Cancelled "cancelled" "Whatever the person does: failed, cancelled.",
        Exhausted "attempts_exhausted" "Whatever the person does: failed, attempts_exhausted.",
        DataMissing "data_missing" "Whatever the person does: failed, data_missing.",
        Error "service_error" "Whatever the person does: failed, error.",
        NoReason "no_reason" "Failed without a reason.",
        UnknownReason "unknown_reason" "Failed for a reason that the contract does not list.",
        Expired "expired" "After the person's part the service says expired.",
        UnknownStatus "unknown_status" "After the person's part the status is paused, which the contract does not know.",
        FailedWithFacts "failed_with_facts" "Failed, not_accepted, with the facts of a success beside it.",
        WaitingWithFacts "waiting_with_facts" "Stays waiting, with the facts of a success beside it.",
        NeverReturns "never_returns" "Done, but the page stays where it is.",
        ReturnWithoutState "return_without_state" "Done, but the page comes back without the state.",
        ReturnWithWrongState "return_wrong_state" "Done, but the page comes back with a state that belongs to nothing.",
        ReturnSaysDone "return_says_done" "The page comes back and says status=done; the service says failed, not_accepted.",
    }
}

impl WorkPlay {
    /// Whether the service has no page for the applicant.
    pub(crate) fn has_no_page(self) -> bool {
        matches!(self, Self::NoPage | Self::NoPageDeclined)
    }

    /// What the service says when the person has done their part and it was asked this often since.
    pub(crate) fn standing(self, reads: u32) -> Standing {
        match self {
            Self::NoPage if reads < 1 => Standing::Processing,
            Self::NoPageDeclined if reads < 1 => Standing::Processing,
            Self::Slow if reads < 3 => Standing::Processing,
            Self::NeverDone => Standing::Processing,
            Self::Declined
            | Self::NoPageDeclined
            | Self::FailedWithFacts
            | Self::ReturnSaysDone => Standing::Failed(Some("not_accepted")),
            Self::Cancelled => Standing::Failed(Some("cancelled")),
            Self::Exhausted => Standing::Failed(Some("attempts_exhausted")),
            Self::DataMissing => Standing::Failed(Some("data_missing")),
            Self::Error => Standing::Failed(Some("error")),
            Self::NoReason => Standing::Failed(None),
            Self::UnknownReason => Standing::Failed(Some("stars_unfavourable")),
            Self::Expired => Standing::Expired,
            Self::UnknownStatus => Standing::Other("paused"),
            Self::WaitingWithFacts => Standing::Waiting,
            Self::NoPage
            | Self::Slow
            | Self::NeverReturns
            | Self::ReturnWithoutState
            | Self::ReturnWithWrongState => Standing::Done,
        }
    }

    pub(crate) fn shows_facts_all_the_same(self) -> bool {
        matches!(self, Self::FailedWithFacts | Self::WaitingWithFacts)
    }
}
