### Every text of every page, in English. The build fails when another language lacks one of these.

## Around every page

skip = Skip to the main text
languages = Language
language-en = English
language-id = Bahasa Indonesia
back = Back
back-to-steps = Back to your steps
place = Step { $number } of { $of }
title-plain = { $page } – Vestibule
title-journey = { $page } – { $journey } – { $company }
title-error = Error: { $title }
development = Development server: everything is simulated.
on-behalf = for { $company }
contact-label = Need help?
support-code = Support code
support-code-hint = Quote this code when you ask for help.
problem-summary = There is a problem
problem-prefix = Error:

## What to have at hand

needs-heading = What you need
need-phone = A phone that receives text messages
need-app = Your phone, with the app in which you approve
need-camera = A device with a camera
need-document = Your identity document, such as an identity card or a passport

## Root in development

demo-title = Try Vestibule
demo-lead = Each journey below runs against a simulated provider. No account is needed, and nothing leaves this computer.
demo-company = For { $company }
demo-minutes = { $minutes ->
    [one] About 1 minute
   *[other] About { $minutes } minutes
}
demo-begin = Begin
demo-begin-hidden = : { $title }
demo-inbox-heading = Where the codes arrive
demo-inbox = Text messages are not sent. You find each code in the simulator’s inbox.
demo-inbox-link = Open the inbox
demo-none = No journey is configured yet.
demo-none-hint = Add one to the configuration file and start the server again.

## Root elsewhere

root-title = Use the link you were given
root-lead = This is where people confirm who they are when a company asks them to.
root-how = To begin, open the link that the company sent you. If you have lost it, ask the company for a new one.
root-again = If you have begun already, open this page in the browser you began in: what you have begun is listed here.

## Start

start-lead = { $company } asks you to complete { $count ->
    [one] one short step
   *[other] { $count } short steps
}.
start-steps = What you will do
start-minutes-heading = How long it takes
start-minutes = { $minutes ->
    [one] About 1 minute.
   *[other] About { $minutes } minutes.
} You can stop and carry on later in this browser.
start-stored-heading = What is stored
start-begin = Start now
start-cookie = We use one cookie, so that this browser can find its way back to your answers.
start-asks-label = Who asks
start-runs-label = Who carries it out
start-account-label = For the account
start-begun-label = Begun
start-begun = { $span } ago
start-begun-at = { $day } at { $time } UTC
start-unexpected-heading = You did not expect this?
start-unexpected = Go on only if you began this at { $company } yourself, or know why { $company } asks you. If somebody else sent you here to do it for them, stop.

## Whoever did not expect it

not-me-title = This wasn’t me
not-me-lead = If you did not begin this, or do not know why { $company } asks you, end it here.
not-me-happens = What happens
not-me-ends = It ends at once, for everybody who has the link.
not-me-told = { $company } is told that this wasn’t you, and nothing else.
not-me-entered = What was entered here is not passed on to { $company }.
not-me-final = You cannot take this back. If you need it after all, { $company } can begin again.
not-me-action = End it: this wasn’t me
not-me-back = Back to where you were
disowned = This has ended
    .lead = You told us that this wasn’t you. The link does not work any more, for anybody.
    .sent = { $company } was told so, and nothing else.
    .worried = If you think that somebody uses your name, your e-mail address or your phone number, tell { $company }. Use an address or a number that you know already, and do not answer the message that brought you here. Never pass on a code that was sent to you.

## Links that lead no further

link-elsewhere = This link was opened in another browser
    .lead = A link works in the browser in which it was begun first, and in no other.
    .next = If you began, go on there: on the same device, in the same browser.
link-moved = You went on in another browser
    .lead = A newer link was opened elsewhere. Since then this browser shows nothing of it any more.
    .next = Go on where you opened the newer link.
link-expired = This link does not work any more
    .lead = A link works for a limited time only, and a newer one takes its place.
    .next = If you have a newer link, open that one.
link-over = There is nothing left to do here
    .lead = This link has done its work, or it was taken back.
    .next = If you think that this is wrong, ask { $company }.
link-new-heading = If you need a new link
link-new-how = { $company } sends it to the address or number that it knows already. We do not send messages ourselves, and nobody has to tell us an address.
link-new-action = Ask for a new link
link-worried-heading = If you are worried
link-worried = Somebody else opened your link, or you did not expect any? Tell { $company }. Use an address or a number that you know already.
link-asked = We passed your request on
    .lead = If this link can be replaced, { $company } now knows that you want a new one.
    .sends = { $company } sends it to the address or number that it knows already.
    .waits = This can take a while. If nothing arrives, ask { $company } directly. Asking here again makes it no faster.
    .close = You can close this page.

## Task list

tasks-title = Your steps
tasks-done = { $done } of { $of } steps completed.
tasks-continue = Continue
tasks-nothing = There is nothing for you to do at the moment.
tasks-list = Steps
status-cannot-start = Cannot start yet
status-ready = Incomplete
status-in-progress = In progress
status-problem = There is a problem
status-done = Completed
status-exhausted = No tries left

## Terms

terms-agree = I have read this and I agree
terms-submit = Agree and continue
terms-missing = Tick the box to show that you agree
terms-version = Version { $version }

## Questions

question-continue = Continue
field-missing = Enter an answer
field-missing-phone = Enter your phone number
field-no-country-code = Begin with + and the country code, for example +62 812 3456 7890
field-not-a-phone = Enter a phone number, for example +62 812 3456 7890
field-too-long = Enter 200 characters or fewer
photo-formats = A JPEG or PNG picture of at most 8 MB.
photo-taken = { $minutes ->
    [0] We have your picture. You sent it just now.
    [one] We have your picture. You sent it 1 minute ago.
   *[other] We have your picture. You sent it { $minutes } minutes ago.
}
photo-replace = To replace it, take another one. To keep it, continue.
photo-missing = Take a picture, or choose one
photo-too-large = This picture is too large. Choose one of at most 8 MB, or take it with a smaller size
photo-not-a-picture = This is not a JPEG or PNG picture. Choose another file, or take a picture
photo-broken = This picture is damaged and cannot be opened. Take it again, or choose another one

## Before a provider's screen

intro-lead = This step is done by { $provider }, on a screen of its own.
intro-happens = What happens
intro-happens-open = You open the screen of { $provider }, which comes from { $site }.
intro-happens-follow = You follow its instructions. What you enter there goes to { $provider }.
intro-happens-return = You come back here, and we ask { $provider } for the result.
intro-lead-wait = This step is done by { $provider }. You do not have to do anything.
intro-happens-ask = When you continue, we send { $provider } what it needs for this step.
intro-happens-wait = You wait while { $provider } works, and go on from there.
intro-wait = Continue
intro-frame = Continue on this page
intro-frame-hint = The screen opens in a box on the next page.
intro-page = Continue on a page of its own
intro-page-hint = You leave this site for a moment and come back when you are done.
intro-ways = How do you want to continue?
intro-noscript-page = The box needs JavaScript, which is switched off in this browser. Choose “{ $page }”: it works without.
intro-noscript-none = The screen of { $provider } needs JavaScript, which is switched off in this browser. Switch it on and load this page again. Or open the link that { $company } gave you on another device and begin there. Or ask for help: { $contact }
intro-no-way = This step cannot be shown at the moment. Please ask for help: { $contact }

## The camera

camera-notice = Before your camera is used
camera-why = Why
camera-why-text = { $company } asks for this step: “{ $title }”. { $provider } takes pictures with your camera for it. Your browser asks you first whether it may.
camera-who = Who sees the pictures
camera-who-text = They go from your device to { $provider }, which examines them for { $company }.
camera-when = What is stored, and when it is deleted
camera-without = I can’t or don’t want to use a camera
camera-without-text = You do not have to. Ask { $company } for another way: { $contact }. Nothing is lost; you can come back here.

## A provider's screen in a frame

frame-whose = The box on this page belongs to { $provider }. It is shown from { $site }.
frame-whose-hint = What you enter in it goes to { $provider }, not to us.
frame-title = Screen of { $provider }
frame-region = Box with the screen of { $provider }
frame-binding = Check that your { $provider } app shows exactly these words:
frame-binding-hint = If it shows other words, stop: do not approve, and close this page.
frame-loading = Loading the screen of { $provider }…
frame-stuck = Still nothing? Load this page again. Nothing is lost.
frame-slow = This is taking longer than usual. You can wait a little, or use the other way below. Nothing is lost.
frame-slow-only = This is taking longer than usual. Please wait a little. Nothing is lost.
frame-alternative = The screen of { $provider } does not answer. If the box is empty or shows an error, use the other way below. If there is none, load this page again.
frame-returning = Thank you. We are asking { $provider } for the result…
frame-superseded = You continued in another tab or window, so this one has stopped. Go on there, or use this one instead.
frame-superseded-action = Use this one instead
frame-not-found = This page is no longer valid. Load it again to see where you are.
frame-unavailable = { $provider } cannot be reached at the moment. Nothing is lost. Wait a minute and try again.
frame-too-many = That was too often. Wait a minute and try again.
frame-internal = Something broke on our side. Nothing is lost. Try again; if it happens again, quote the support code
frame-retry = Try again
frame-transport = We cannot reach our server: you may be offline, or there is a new version of this page. Load the page again. Nothing is lost.
frame-unclaimed = We cannot reach our server: you may be offline. What you did is kept. Try again.
frame-reload = Load this page again
frame-other-heading = Another way
frame-other = If the box does not work for you, continue on a page of its own.
frame-other-action = Continue on a page of its own
frame-back-heading = Have you finished?
frame-back = If you have finished in the box and nothing happens, or you have been away, go on here.
frame-go-on = Continue
frame-noscript = The box needs JavaScript, which is switched off in this browser.
frame-noscript-page = Choose “{ $action }” below: it works without JavaScript.
frame-noscript-none = Switch JavaScript on and load this page again. Or open the link that { $company } gave you on another device and begin there. Or ask for help: { $contact }

## Leaving for the provider's own page

leave-title = Continue at { $provider }
leave-lead = You now leave this site and go to { $site }, which belongs to { $provider }.
leave-lead-sdk = You now go to { $site }. It is ours too, but kept apart from this site, because a program of { $provider } runs there. From there you may be taken to the place that holds your data, and back.
leave-return = When you have finished there, you come back here by yourself.
leave-link = Go to { $provider }
leave-expired = The link to { $provider } has run out. Nothing is lost: get a new one.
leave-again = Get a new link
leave-again-hint = Does the link not work? Links run out after a short time.

## Waiting

waiting-title = We are waiting for { $provider }
waiting-lead = { $provider } has not told us the result yet. Most of the time this takes less than a minute.
waiting-stay = You can stay on this page or come back later: nothing is lost.
waiting-live = Checking…
waiting-script = This page goes on by itself as soon as the result is there.
waiting-noscript = This page loads again by itself every { $seconds } seconds.
waiting-continue = Continue
waiting-offline = We cannot reach our server at the moment. We keep trying.
waiting-not-found = This page is no longer valid. Load it again to see where you are.

## A check that stopped or ended. One message for each reason: heading, what happened, what is safe, what to do next.

ended-left = You left before finishing
    .happened = The screen of { $provider } was closed before anything was sent.
    .safe = Nothing was sent. The steps you have completed are kept.
    .next = Try again when you are ready.
ended-cancelled = You cancelled this step
    .happened = You chose to cancel at { $provider }.
    .safe = The steps you have completed are kept. No result was recorded for this one.
    .next = If you did not mean to cancel, try again.
ended-access-denied = Access to your data was not given
    .happened = { $provider } got no access to your data: it was not allowed, or the permission came too late to be used.
    .safe = Nothing was taken over. The steps you have completed are kept.
    .next = Try again, and allow the access when you are asked.
ended-session-expired = The time ran out
    .happened = The session, link or code from { $provider } was not used in time.
    .safe = What you had entered at { $provider } was not kept. The steps you have completed here are.
    .next = Try again. Have everything at hand before you begin.
ended-camera-denied = The camera could not be used
    .happened = { $provider } needs the camera, and this browser did not allow it.
    .safe = No picture was taken. The steps you have completed are kept.
    .next = Allow the camera as described below, then try again. A device with another camera works too.
ended-attempts-exhausted = No attempts are left at the provider
    .happened = { $provider } allows no further attempt for this step.
    .safe = The steps you have completed are kept.
    .next = Ask for help: there may be another way to confirm who you are.
ended-not-accepted = What you sent was not accepted
    .happened = { $provider } looked at what you sent and could not accept it.
    .safe = The steps you have completed are kept. This step is not completed.
    .next = Try again in good light, with the document flat and everything readable. If it is refused again, ask for help.
ended-contact-mismatch = A different phone number was confirmed
    .happened = { $provider } confirmed another phone number than the one you gave us.
    .safe = The steps you have completed are kept. The other number was not accepted.
    .next = Try again and do not change the number on the screen of { $provider }.
ended-not-ours = This answer belongs to another attempt
    .happened = The answer from { $provider } does not belong to the attempt that is open in this browser.
    .safe = Nothing was recorded from it. The steps you have completed are kept.
    .next = Try again, in one tab only.
ended-not-verified = The answer could not be verified
    .happened = We checked the answer from { $provider }, and it did not prove what it has to prove.
    .safe = Nothing was recorded from it. The steps you have completed are kept.
    .next = Try again. If it happens again, ask for help.
ended-data-missing = Some of your data is missing at the source
    .happened = { $provider } does not hold all the data that this step needs, for example a name or an address.
    .safe = Nothing was taken over. The steps you have completed are kept.
    .next = Have the data completed there first, or ask for help: there may be another way.
ended-data-expired = The data was not confirmed in time
    .happened = { $provider } had your data ready for you to confirm. It waited as long as it may, and was deleted.
    .safe = Nothing was taken over. The steps you have completed are kept.
    .next = Do this step again and confirm your data when you see it.
ended-provider-error = Something broke at the provider
    .happened = { $provider } reported an error of its own.
    .safe = You did nothing wrong. The steps you have completed are kept.
    .next = Try again. If it happens again, come back in an hour or ask for help.
ended-unavailable = The provider cannot be reached
    .happened = { $provider } did not answer us, or asked us to come back later.
    .safe = You did nothing wrong, and this does not use up one of your tries. The steps you have completed are kept.
    .next = Wait a few minutes and try again.
ended-misconfigured = This step is not set up correctly
    .happened = Our connection to { $provider } is not set up as it should be.
    .safe = You did nothing wrong. The steps you have completed are kept.
    .next = Trying again will not help yet. Tell us, so that we can repair it.
ended-interrupted = We were interrupted
    .happened = Our service restarted while { $provider } was answering, so we could not use the answer.
    .safe = You did nothing wrong, and this does not use up one of your tries. The steps you have completed are kept.
    .next = Try again now.
ended-too-many-starts = This step was opened too many times
    .happened = The screen of { $provider } was opened again and again without being finished.
    .safe = The steps you have completed are kept.
    .next = Try again when you can finish it in one go, or ask for help.

ended-happened = What happened
ended-safe = Is anything lost?
ended-next = What you can do
ended-again-frame = Try again on this page
ended-again-page = Try again on a page of its own
ended-again-wait = Try again
ended-keep-waiting = Keep waiting
ended-tries = { $tries ->
    [0] You have no tries left.
    [one] You have 1 try left.
   *[other] You have { $tries } tries left.
}
ended-no-again = You cannot try this step again here. Ask for help: { $contact }
ended-help = Or ask for help: { $contact }
ended-noscript = Without JavaScript the box cannot be shown.
camera-heading = How to allow the camera
camera-android = Android, Chrome: tap the icon beside the address, then Permissions, then Camera, then Allow.
camera-iphone = iPhone or iPad, Safari: tap the page menu in the address bar, then Website Settings, then Camera, then Allow.
camera-desktop = Computer, Chrome or Edge: click the icon beside the address and switch Camera on.
camera-firefox = Firefox: click the camera icon beside the address and remove the block.
camera-other-apps = Close other programs that use the camera, and load the page again.

## The end of the journey

result-completed = You are done
    .lead = Every step is completed. { $company } has what it asked for.
    .next = You do not need to do anything else.
    .steps = Every step is completed.
    .left = One thing is left to do.
result-review = Thank you. Somebody will look at this
    .lead = Every step is completed. A person at { $company } now looks at the result.
    .next = { $company } will contact you.
result-stopped = This cannot be completed here
    .lead = One of the steps cannot be completed any more.
    .next = A person at { $company } can go on with your application from here. What you have done is kept.
result-handed = A person goes on from here
    .lead = You handed your application over. What you have done here is kept.
    .next = { $company } will contact you. If you would rather write or call, quote the reference.
result-rejected = { $company } has decided
    .lead = { $company } cannot accept your application.
    .next = If you do not agree, you can ask { $company } that a person looks at this decision. You can say what you think about it, and object to it. Quote the reference.
result-cancelled = This was ended
    .lead = { $company } ended it before it was complete. Nothing was decided about you.
    .next = You cannot go on here. If you still need this, ask { $company } to begin again.
result-expired = The time for this is over
    .lead = It was not completed in the time that { $company } gave for it. Nothing was decided about you.
    .next = You cannot go on here. If you still need this, ask { $company } to begin again.
result-close = You can close this page.
result-back = Back to { $company }
result-back-hint = Go back to { $company } now. It can read the result only after you have come back.
result-reference = Your reference
result-done = What was done
result-next = What happens next
result-contact = Questions? { $contact }

## Something is wrong. One message for each problem.

error-not-found = Page not found
    .what = There is nothing here, or it does not belong to this browser, or it has run out.
    .next = Check the address. If you were in the middle of something, go to the first page of this site in the browser you began in: it lists what you have begun.
error-bad-request = That request makes no sense here
    .what = The address or the form that was sent is not complete.
    .next = Go back and try again.
error-cross-site = This did not come from our own page
    .what = Another site tried to act here through your browser, so we refused. Nothing was changed.
    .next = If it was you, open the page again and repeat what you did.
error-method-not-allowed = This page cannot be used like that
    .what = The request was of a kind that this page does not answer. Nothing was changed.
    .next = Open the page again from the beginning.
error-out-of-order = It is not this step’s turn
    .what = That step comes later, or it is completed already. Nothing was changed.
    .next = Go on with the step whose turn it is.
error-already-handled = This was handled already
    .what = You have come back to an answer that was used before, or that belongs to an older attempt. Nothing was changed.
    .next = Go on from where you are now.
error-too-large = That was too much at once
    .what = What was sent is larger than we accept. Nothing was stored.
    .next = Go back and shorten it.
error-wrong-content-type = We cannot read this kind of data
    .what = What was sent is not in a form that we accept. Nothing was stored.
    .next = Go back and use the form on the page.
error-too-many = Too many requests
    .what = There were too many requests in a short time. Nothing is lost.
    .next = Wait a minute, then try again.
error-unavailable = The provider cannot be reached
    .what = The service that does this step does not answer at the moment. Nothing is lost.
    .next = Wait a few minutes, then try again.
error-internal = Something broke on our side
    .what = It is not your fault, and the steps you have completed are kept.
    .next = Try again. If it happens again, ask for help and quote the support code below.
error-go-on = Continue

## Said by the server into a live region

announce-waiting = Waiting for you in the provider’s screen.
announce-checking = Still waiting for the result.

## The pages on the other host, where the scripts of providers run. Scripts show them as plain text.
sdk-title = One moment
sdk-loading = Loading. This takes a few seconds.
sdk-no-script = This step needs JavaScript. Switch it on and load the page again, or go back and ask for another way.
sdk-broken = This step does not work at the moment
sdk-broken-text = You did nothing wrong, and nothing is lost. Go back and try again, or choose another way there.
sdk-go-back = Go back
sdk-retry = Try again
sdk-offline = Our server cannot be reached. Check your connection, then try again.
sdk-other-browser = Go back to the browser you started in
sdk-other-browser-text = This page was opened in another browser or window than the one you began in. Nothing is lost: go back there and continue. You can close this one.
sdk-gone = This page has run out
sdk-gone-text = It was used already, or too much time has passed. Nothing is lost: go back and begin this step again.
sdk-returning = Done. Going back to where you started.

## On the SDK origin: data from an identity provider. The page puts in what stands between percent signs.

sdk-fed-leaving = Taking you to %idp%. This takes a few seconds.
sdk-fed-fetching = Fetching your data from %idp%. This takes a few seconds.
sdk-fed-sending = Sending your confirmation. Please stay on this page.
sdk-fed-again-title = Your data is not here yet
sdk-fed-again-text = You came back from %idp% before the end, or loaded this page again. Nothing was taken over. You can go to %idp% once more.
sdk-fed-again-go = Continue to %idp%
sdk-fed-stop = Stop this step
sdk-fed-review-title = Check your data before it is used
sdk-fed-review-lead = This is what %idp% says about you. It cannot be changed here.
sdk-fed-review-what = If you confirm, FrankieOne creates a record about you with this data. FrankieOne and the company that asks for it can see the record. If you do not confirm, no record is created and FrankieOne deletes the data.
sdk-fed-review-until = You have until %time% to confirm. Then the data is deleted, and you can do this step again.
sdk-fed-review-soon = Less than 5 minutes are left to confirm.
sdk-fed-confirm = Confirm
sdk-fed-deny = This is not right
sdk-fed-expired-title = The time to confirm has run out
sdk-fed-expired-text = Your data was deleted, and no record was created. You can do this step again.
sdk-fed-go-on = Continue
sdk-fed-source-government = From a government register
sdk-fed-source-verified = Verified by %idp%
sdk-fed-source-person = Given by yourself, not verified
sdk-fed-source-unknown = Of unknown source, not verified
sdk-fed-claim-name = Name
sdk-fed-claim-alias = Alias
sdk-fed-claim-pinyin_name = Name in Hanyu Pinyin
sdk-fed-claim-pinyin_alias = Alias in Hanyu Pinyin
sdk-fed-claim-national_id = NRIC or FIN
sdk-fed-claim-birthdate = Date of birth
sdk-fed-claim-nationality = Nationality
sdk-fed-claim-residential_status = Residential status
sdk-fed-claim-address = Address
sdk-fed-claim-phone_number = Phone number
sdk-fed-claim-email = E-mail address
sdk-fed-claim-passport_number = Passport number
sdk-fed-claim-passport_expiry = Passport valid until
sdk-fed-claim-pass_type = Type of pass
sdk-fed-claim-pass_status = Status of the pass
sdk-fed-claim-pass_expiry = Pass valid until

## Lengths of time

span-minutes = { $count ->
    [0] less than a minute
    [one] 1 minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

## Optional steps and other ways

optional = { $title } (optional)
if-needed = { $title } (only if needed)
other-heading = Other ways
other-skip = Skip this step
other-skip-hint = It is optional. You can still do it later, until everything else is done.
other-choose = Choose another way
other-instead = Do this another way
status-skipped = Skipped
status-chosen = Chosen
status-no-way = No way left
status-if-needed = Only if needed
tasks-chosen = You chose: { $way }
tasks-after-all = Do it after all
tasks-hidden = : { $title }

## A choice between ways

choice-hint = You can choose another way later, until this one is done.
choice-lost = The way you chose cannot be finished any more. Nothing else is lost: choose another way.
choice-gone = Not available any more
choice-continue = Continue
choice-missing = Choose one of the ways

## A step without this site

instead-title = Another way: { $title }
instead-reference = Quote this reference:
instead-happens = If you choose this, a person at { $company } goes on with your application. What you have done here is kept. You cannot go on with the steps here afterwards.
instead-choose = Choose this way

## The way to a person

help-title = Get help from a person
help-lead = People at { $company } can help you with every step.
help-contact = Write or call
help-reference = Quote this reference:
help-will = What they may ask you
help-will-who = Your name and the reference
help-will-where = Which step you are at, and what you see there
help-never = What nobody may ask you
help-never-code = A code that was sent to you
help-never-password = A password or a PIN
help-never-money = Money, or the number of a payment card
help-never-control = To take over your screen or your device
help-over-heading = Hand your application over
help-over = If you cannot or do not want to go on by yourself, hand your application over to a person. What you have done here is kept. You cannot go on with the steps here afterwards.
help-over-action = Hand my application over to a person
help-handed = A person at { $company } goes on with your application. You do not need to do anything here.
help-back = Back

## Stopping, and going on later

later-title = Stop now and finish later
later-lead = You can close this page. The steps you have completed are kept.
later-how = How to continue
later-address = Open this address:
later-browser = Use this browser on this device. In another browser, or after a private window was closed, it does not open.
later-until = This browser finds your application again if you come back within { $span }.
later-after = After that, ask { $company } to go on, and quote this reference:
later-saved = What is saved
later-saved-steps = Every step that is completed
later-saved-answers = Every answer that you have sent
later-unsaved = What is not saved
later-unsaved-typed = What you have typed and not sent yet
later-unsaved-provider = A screen of a provider that you leave in the middle. You begin that step again.
later-back = Back to your steps

## What was begun in this browser

own-heading = What you have begun in this browser
own-company = For { $company }
own-go-on = Continue
own-look = Look at the result
own-hidden = : { $title }
own-status-in-progress = In progress
own-status-completed = Completed
own-status-review = A person looks at it
own-status-stopped = Stopped
own-status-rejected = Decided
own-status-cancelled = Cancelled
own-status-expired = Out of time

## Cool-down and budgets

ended-too-soon = You can try again in { $span }.
ended-too-soon-hint = Until then nothing can be begun at this step. Load this page again to see how much time is left.
ended-too-soon-other = You do not have to wait here: the steps you have completed are kept.
error-too-soon = It is too early to try again
    .what = Nothing can be begun at this step yet. Nothing was changed.
    .next = The steps you have completed are kept.
error-over-budget = This cannot go on online right now
    .what = No more checks can be begun for now. You did nothing wrong, and the steps you have completed are kept.
    .next = Try again tomorrow, or ask a person to go on with your application.

## Paused by an operator, whose own words stand between these two

paused-heading = This cannot be begun right now
paused-hint = You did nothing wrong, and nothing was counted. What you have completed is kept.

## Days

day = { $month ->
    [1] { $day } January { $year }
    [2] { $day } February { $year }
    [3] { $day } March { $year }
    [4] { $day } April { $year }
    [5] { $day } May { $year }
    [6] { $day } June { $year }
    [7] { $day } July { $year }
    [8] { $day } August { $year }
    [9] { $day } September { $year }
    [10] { $day } October { $year }
    [11] { $day } November { $year }
   *[12] { $day } December { $year }
}

## More kinds of questions

filled-from = From { $source }. Change it if it is wrong.
filled-earlier = From what you told us earlier. Change it if it is wrong.
field-problem = { $label } – { $problem }
field-missing-email = Enter your e-mail address
field-missing-date = Enter a date
field-missing-choice = Choose one of the answers
field-not-an-email = Enter an e-mail address, for example name@example.com
field-country-not-served = We cannot send codes to phone numbers of this country. Enter a number of another country, or ask for help
date-day = Day
date-month = Month
date-year = Year
date-lacks-day = The date must include a day
date-lacks-month = The date must include a month
date-lacks-year = The date must include a year
date-lacks-day-and-month = The date must include a day and a month
date-lacks-day-and-year = The date must include a day and a year
date-lacks-month-and-year = The date must include a month and a year
date-wrong-day = The day must be a number from 1 to 31
date-wrong-month = The month must be a number from 1 to 12
date-wrong-year = The year must have four digits, for example 1990
date-not-real = This month has no such day. Check the day, the month and the year
date-ahead = The date must be in the past
choice-none = No answer
upload-missing = Take a picture of the document, or choose one

## The answers once more

check-title = Check your answers
check-back = Back to the questions
check-changed = Your answers changed after this page was shown, perhaps in another tab. Check them once more.
check-hint = By sending these answers you confirm that they are right, as far as you know.
check-confirm = Confirm and send these answers
check-change = Change
check-change-hidden = : { $label }
check-picture = A picture is there
check-not-provided = Not provided

## Consents

consents-separate = Your consent
consents-separate-hint = Each of these stands by itself. You can take each back later.
consent-missing = Tick the box if you agree. Without it this cannot go on: { $text }
consent-given = You have agreed to this already: { $text }
terms-agreed = You have agreed to this text already.
consents-title = What you agreed to
consents-back = Back
consents-none = You have not agreed to anything here yet.
consents-follows = You can take a consent back at any time. What was done before stays lawful.
consents-follows-under-way = If a step needs it, we ask you again before you can go on.
consents-follows-after = What { $company } has decided does not change by that.
consents-agreed = Agreed on
consents-withdrawn = Taken back on
consents-version = Version of the text
consents-purpose = What the data is used for
consents-basis = What allows it
consents-withdraw = Take this consent back
consents-withdraw-hidden = : { $title }
basis-consent = Your consent
basis-explicit-consent = Your explicit consent
basis-contract = A contract with you, or the steps before one
basis-legal-obligation = A law demands it
basis-public-task = A task in the public interest
basis-legitimate-interests = A legitimate interest
basis-unknown = Not recorded

### The dashboard: what every screen has
dashboard-title = { $page } - Vestibule dashboard
dashboard-sections = Sections
dashboard-overview = Overview
dashboard-onboardings = Onboardings
dashboard-proposals = Waiting for you
dashboard-control = Control
dashboard-settings = Settings
dashboard-audit = Audit log
dashboard-simulator = Simulator
dashboard-sign-out = Sign out
dashboard-go-on = Go on
dashboard-not-found = There is nothing here
    .next = It does not exist, or it belongs to a client that you do not look after.
dashboard-not-allowed = You may not do that
    .next = Ask an admin for the role that it takes.
dashboard-bad-request = That makes no sense to us
    .next = Nothing was changed. Go back and try again.
dashboard-conflict = Somebody else was quicker
    .next = What you looked at has changed, and nothing of yours was done. Look again, then decide.
dashboard-too-many = Too many requests
    .next = Wait a minute, then try again. Nothing was lost.
dashboard-unavailable = Not now
    .next = Something that this needs cannot be reached. Try again in a few minutes.
dashboard-internal = Something broke on our side
    .next = It is in the log under the support code below. Nothing was changed.

### The dashboard: onboardings
dash-onboardings-title = Onboardings
dash-onboardings-search = Find an onboarding
dash-onboardings-search-hint = Its id, the reference or support code on the applicant's page, the client's own reference, or a phone number, e-mail address or national number that was verified. What you type must be exact. That you looked for a person is written down.
dash-onboardings-search-action = Find
dash-onboardings-search-unreadable = Type 1 to 200 characters.
dash-onboardings-search-nothing = Nothing has this, or nothing that you may see.
dash-onboardings-status = Status
dash-onboardings-journey = Journey
dash-onboardings-client = Client
dash-onboardings-mode = Kind
dash-onboardings-mode-live = Live
dash-onboardings-mode-test = Test
dash-onboardings-mode-direct = From a start page
dash-onboardings-hold = Legal hold
dash-onboardings-hold-on = On hold
dash-onboardings-nobody = No client
dash-onboardings-any = Any
dash-onboardings-from = Begun from (UTC)
dash-onboardings-to = Begun until (UTC)
dash-onboardings-bad-day = Give a day as year, month and day: 2026-11-22.
dash-onboardings-filter = Show
dash-onboardings-reset = Show all
dash-onboardings-found = Only what was found is shown.
dash-onboardings-show-all = Show all
dash-onboardings-reference = Reference
dash-onboardings-begun = Begun
dash-onboardings-step = Step
dash-onboardings-updated = Changed
dash-onboardings-caption = The newest first. Times are in UTC.
dash-onboardings-none = There is no onboarding yet
    .next = As soon as somebody begins one that you may see, it is here.
dash-onboardings-no-match = Nothing fits
    .next = No onboarding that you may see fits these filters. Take one away, or show all.
dash-onboardings-pages = Pages
dash-onboardings-newer = Newer
dash-onboardings-older = Older
dash-onboardings-export = Export
dash-onboardings-export-hint = Everything that fits the filters, on all pages, of the clients for whom you may export. Nothing personal is in it. That you did it is written down.
dash-onboardings-export-csv = Download CSV
dash-onboardings-export-json = Download JSON
dash-onboardings-in-progress = In progress
dash-onboardings-completed = Completed
dash-onboardings-needs-review = Needs review
dash-onboardings-stopped = Stopped
dash-onboardings-rejected = Rejected
dash-onboardings-cancelled = Cancelled
dash-onboardings-expired = Expired

### The dashboard: signing in
dash-sign-in-title = Sign in
dash-sign-in-name = Name
dash-sign-in-password = Password
dash-sign-in-go = Sign in
dash-sign-in-lost = Lost your password or your authenticator app? Ask an admin for a new set-up link.
dash-sign-in-wrong = Name and password do not fit together. Check both and type the password again.
dash-sign-in-too-soon = { $minutes ->
        [one] Too many failed attempts. Try again in a minute.
       *[other] Too many failed attempts. Try again in { $minutes } minutes.
    }
dash-sign-in-over = That took too long. Type your name and your password again.
dash-sign-in-busy = Too many people are signing in at this moment. Try again in a minute.
dash-sign-in-second-title = Your authenticator app
dash-sign-in-code = Code from your authenticator app
dash-sign-in-code-hint = 6 digits. Each code works once.
dash-sign-in-second-wrong = That code is wrong, or was used already. Wait for the next one and type that.
dash-sign-in-use-recovery = Use a recovery code instead
dash-sign-in-use-app = Use your authenticator app instead
dash-sign-in-again = Begin again
dash-sign-in-recovery-title = A recovery code
dash-sign-in-recovery = Recovery code
dash-sign-in-recovery-hint = One of the ten that you were given when you set up your sign-in. Each works once.

### The dashboard: setting up how to sign in
dash-set-up-title = Set up your sign-in
dash-set-up-first = You are the first operator here: you will be an admin for every client.
dash-set-up-for = You will sign in as
dash-set-up-name-hint = A lower-case letter, then lower-case letters, digits, - or _; at most 40. It never changes.
dash-set-up-display-name = Display name
dash-set-up-display-name-hint = How other operators read your name.
dash-set-up-password-hint = 12 to 128 characters. A few words that do not belong together are good.
dash-set-up-again = Password once more
dash-set-up-next = Continue
dash-set-up-wrong-name = This is no name. Begin with a lower-case letter, then use lower-case letters, digits, - or _.
dash-set-up-wrong-name-taken = There is an operator of this name. Choose another name.
dash-set-up-wrong-display-name = Type how other operators should read your name, in at most 100 characters.
dash-set-up-wrong-short = The password needs at least 12 characters.
dash-set-up-wrong-long = The password may have at most 128 characters.
dash-set-up-wrong-common = This password is among those that attackers try first. Choose another.
dash-set-up-wrong-like-name = The password is your name. Choose another.
dash-set-up-wrong-again = The two passwords differ. Type both again.
dash-set-up-wrong-code = This code does not fit. Wait for the next one in your app and type that.
dash-set-up-app-title = Add your authenticator app
dash-set-up-app-lead = Scan this picture with an authenticator app. The app then shows a new code every 30 seconds.
dash-set-up-app-picture = QR code for your authenticator app
dash-set-up-app-typed = Cannot scan it? Type this into the app:
dash-set-up-finish = Finish
dash-set-up-back = Choose another password
dash-set-up-codes-title = Keep your recovery codes
dash-set-up-codes-lead = If you lose your authenticator app, one of these codes lets you in. Each works once.
dash-set-up-codes-once = They are shown this once. Print them, or keep them in a password manager.
dash-set-up-codes-kept = I have kept them
dash-set-up-dead-title = This link does not work any more
dash-set-up-dead = It was used, or is older than a day. Ask an admin for a new one; while nobody can sign in, the server prints one when it starts.

### The dashboard: one's own account
dash-account-title = Your account
dash-account-grants = What you may do
dash-account-no-grants = Nothing yet. Ask an admin for a role.
dash-account-viewer = Look at cases
dash-account-reviewer = Decide on cases
dash-account-admin = Look after clients, keys and operators
dash-account-every = for every client
dash-account-client = for the client { $client }
dash-account-ways = How you sign in
dash-account-codes-left = { $count ->
        [0] You have no recovery codes left. Set up your sign-in anew to get ten.
        [one] You have one recovery code left.
       *[other] You have { $count } recovery codes left.
    }
dash-account-anew-lead = Choose a new password, add your authenticator app again and get new recovery codes. Every session ends, this one too.
dash-account-anew = Set up your sign-in anew
dash-account-prove-lead = To change how you sign in, show first that it is you.
dash-account-prove = It is me
dash-account-single-only = You sign in with { $name }, and nobody signs in any other way: passwords, passkeys and recovery codes let nobody in here. To change your password or your second factor, go there.
dash-account-sessions = Where you are signed in
dash-account-by-app = password and authenticator app
dash-account-by-passkey = passkey
dash-account-by-recovery = password and recovery code
dash-account-by-single = single sign-on
dash-account-this = This is where you are now
dash-account-since = Since
dash-account-seen = last used
dash-account-end = End this session
dash-account-end-others = Sign out everywhere else
dash-account-end-all = Sign out everywhere
dash-resets-title = Your sign-in was replaced
dash-resets-by = By { $name }
dash-resets-command-line = At the command line
dash-resets-next = If you did not ask for that, tell another admin at once. The audit log has what was done in your name.

### The dashboard: actions
dash-actions-title = What you can do
dash-actions-back = Back to the case
dash-actions-approve = Approve
    .what = The case is completed: the client is told so, and can read the result. What is still under way at providers is ended.
dash-actions-reject = Reject
    .what = The decision is no, and the client is told so. This cannot be taken back.
dash-actions-attempt = Allow another attempt
    .what = The step can be done once more, beyond its limit, and the applicant goes on.
dash-actions-cancel = Cancel
    .what = Nobody can go on with the case, and the client is told so. This cannot be taken back.
dash-actions-erase = Erase
    .what = Everything that is known of the person is destroyed, here and in every backup. A case that is not over is cancelled first. This cannot be taken back.
dash-actions-link = Make a new link
    .what = The link before works no more. Whoever claims the new one has the onboarding from then on: send it to the applicant only.
dash-actions-link-made = The new link
    .once = Copy it now: it is not shown again.
    .until = It can be claimed until (UTC):
dash-actions-redeliver = Send again
dash-actions-step = Step
dash-actions-reason = Reason
dash-actions-reason-hint = 10 to 500 characters. It is kept with the case, and the client reads it in the evidence.
dash-actions-reason-wrong = Give a reason of 10 to 500 characters.
dash-actions-typed = Type { $reference } to confirm
dash-actions-typed-wrong = What you typed is not the reference of the case.
dash-actions-four-eyes = This waits for a second operator, who confirms it within 24 hours.
dash-actions-propose = Propose

### The dashboard: proposals
dash-proposals-title = Waiting for a second operator
dash-proposals-lead = Nobody confirms what they proposed themselves. What is not confirmed within 24 hours is not done.
dash-proposals-none = Nothing is waiting
    .when = When somebody proposes something that takes two, it is listed here.
dash-proposals-approve = Approve { $reference }
dash-proposals-reject = Reject { $reference }
dash-proposals-attempt = Allow { $reference } another attempt of { $step }
dash-proposals-cancel = Cancel { $reference }
dash-proposals-erase = Erase { $reference }
dash-proposals-link = Make a new link for { $reference }
dash-proposals-case = Case
dash-proposals-by = Proposed by
dash-proposals-until = Can be confirmed until
dash-proposals-unchanged = Nothing changed since.
dash-proposals-changed = The case changed since, so that this cannot be confirmed any more. Look at the case, and propose it anew.
dash-proposals-changed-status = The status was “{ $before }” and is “{ $now }”.
dash-proposals-changed-decision = Another decision holds.
dash-proposals-changed-facts = Facts were added or removed.
dash-proposals-changed-attempts = Attempts were allowed or used.
dash-proposals-changed-other = Something else of the case was changed.
dash-proposals-own = You proposed this: somebody else has to confirm it.
dash-proposals-not-yours = You may not do this yourself, so you cannot confirm it.
dash-proposals-one-person = One of you two replaced the other's sign-in: somebody else has to confirm it.
dash-proposals-confirm = Confirm, and do it now
dash-proposals-refuse = Refuse
dash-proposals-withdraw = Withdraw

### The dashboard: a case
dash-case-title = Case { $id }
dash-case-heading = Case
dash-case-back = All onboardings
dash-case-evidence = Download evidence
dash-case-messages = Messages
dash-case-replay = Replay
dash-case-head = The case
dash-case-status = Status
dash-case-client = Client
dash-case-no-client = Nobody's: begun on a start page
dash-case-journey = Journey and version
dash-case-begun = Begun
dash-case-changed = Last changed
dash-case-finished = Finished
dash-case-expires = Expires
dash-case-erased-at = Erased
dash-case-codes = Support codes
dash-case-none = None
dash-case-steps = Steps
dash-case-advice-erased = This person's data was erased. What is left says what happened, and nothing about whom.
dash-case-advice-unopened = The applicant has not opened the link yet. Make a new one if it was lost.
dash-case-advice-applicant = It is the applicant's turn at the step “{ $step }”. There is nothing to do.
dash-case-advice-provider = The provider has not answered yet at the step “{ $step }”. We keep asking; there is nothing to do.
dash-case-advice-not-begun = The provider's screen could not be opened at the step “{ $step }”: { $why } The applicant can try again; whether calls go out stands in the settings, at the connection.
dash-case-advice-stopped = The provider's page stopped at the step “{ $step }”: { $why } The applicant can start it again.
dash-case-advice-again = The last check of the step “{ $step }” did not succeed: { $why } The applicant can try again.
dash-case-advice-exhausted = No attempt is left at the step “{ $step }”: { $why } Allow another attempt, or decide.
dash-case-advice-review = Somebody has to decide. It came here by the rule “{ $rule }”: look at the facts and matches, then approve or reject.
dash-case-advice-short = What falls short: { $short }.
dash-case-advice-handed = The applicant asked for a person. Get in touch, then decide.
dash-case-advice-approved = Approved by the rule “{ $rule }”. There is nothing to do.
dash-case-advice-rejected = Rejected by the rule “{ $rule }”. There is nothing to do unless the applicant objects.
dash-case-advice-approved-by-operator = An operator approved it. There is nothing to do.
dash-case-advice-rejected-by-operator = An operator rejected it. There is nothing to do unless the applicant objects.
dash-case-advice-cancelled = It was cancelled before a decision. There is nothing to do.
dash-case-advice-disowned = Whoever opened the link said that it is not theirs. Ask the client whom it was meant for.
dash-case-advice-expired = Its time ran out. The client can begin a new one.
dash-case-reason-unknown = why is not known.
dash-case-reason-left = the applicant closed the provider's screen.
dash-case-reason-cancelled = the applicant cancelled.
dash-case-reason-access-denied = the provider gave no access to the data; perhaps the applicant did not allow it.
dash-case-reason-session-expired = the provider's session ran out.
dash-case-reason-camera-denied = the camera was refused, by the browser or by the applicant.
dash-case-reason-attempts-exhausted = the provider allows no further attempt.
dash-case-reason-not-accepted = the provider did not accept what was submitted.
dash-case-reason-contact-mismatch = the answer is about another phone number.
dash-case-reason-not-ours = what came back belongs to another session.
dash-case-reason-not-verified = what came back could not be verified; the rule is in the timeline.
dash-case-reason-data-missing = the source lacks data that the step needs.
dash-case-reason-data-expired = the data was not approved in time and was destroyed.
dash-case-reason-provider-error = the provider reported an error of its own.
dash-case-reason-unavailable = the provider could not be reached.
dash-case-reason-misconfigured = the connection is not set up as the provider requires.
dash-case-reason-interrupted = our process ended between sending a one-time code and storing the answer.
dash-case-reason-too-many-starts = it was started too often.
dash-case-status-in-progress = In progress
dash-case-status-completed = Completed
dash-case-status-needs-review = Needs review
dash-case-status-stopped = Stopped
dash-case-status-rejected = Rejected
dash-case-status-cancelled = Cancelled
dash-case-status-expired = Expired
dash-case-step-later = Cannot start yet
dash-case-step-ready = Ready
dash-case-step-in-progress = In progress
dash-case-step-problem = There is a problem
dash-case-step-done = Done
dash-case-step-exhausted = No attempt left
dash-case-step-skipped = Skipped
dash-case-step-not-needed = Not needed
dash-case-facts = What is known
dash-case-no-facts = Nothing is known of this person.
dash-case-no-values = It says nothing more than that.
dash-case-fact-from = From the step “{ $step }”, by { $source }
dash-case-assurance = assurance { $value }
dash-case-verified = Verified claims
dash-case-said = What the client said
dash-case-show = Show
dash-case-show-hidden = { $claim }
dash-case-shown-until = Shown to you until
dash-case-reveal = Show a value
dash-case-reveal-value = Value
dash-case-reveal-reason = Why you need it
dash-case-reveal-hint = 10 to 500 characters. It is shown to you for five minutes; who read it and why stays in the audit log.
dash-case-reveal-do = Show it to me
dash-case-reveal-wrong = Say why in 10 to 500 characters
dash-case-note = Write a note
dash-case-note-text = Note
dash-case-note-hint = 1 to 2000 characters. Everybody who may read this case reads it; the applicant does not.
dash-case-note-do = Keep the note
dash-case-note-wrong = Write a note of 1 to 2000 characters
dash-case-matches = Matches and signals
dash-case-match-rule = Rule
dash-case-match-between = Between
dash-case-match-verdict = Outcome
dash-case-match-exact = The same
dash-case-match-normalised = The same, written differently
dash-case-match-fuzzy = Perhaps the same
dash-case-match-mismatch = Not the same
dash-case-match-missing = One side is absent
dash-case-signals = Signals
dash-case-signal-national-id = Another onboarding has the same national id
dash-case-signal-phone = Another onboarding has the same phone number
dash-case-signal-subject = Another onboarding used the same account at a provider
dash-case-signal-device = Many onboardings in one browser
dash-case-signal-phone-velocity = One phone number was asked about often
dash-case-signal-edited = The applicant changed a value that a verified source had filled in
dash-case-signal-taken-over = Another browser took it over after a check had begun
dash-case-timeline = Timeline
dash-case-filter = Show only
dash-case-filter-do = Filter
dash-case-kind-log = Log
dash-case-kind-checks = Checks
dash-case-kind-calls = Provider
dash-case-kind-messages = Messages
dash-case-kind-webhooks = Webhooks
dash-case-kind-decisions = Decisions
dash-case-kind-notes = Notes
dash-case-no-entries = Nothing of this kind happened.
dash-case-newest = Newest
dash-case-older = Older
dash-case-pages = Pages of the timeline
dash-case-moved = { $step }, check { $number }: { $moved }
dash-case-called = { $connection }: { $call } – { $outcome }
dash-case-session = { $connection }: session { $number } opened
dash-case-said-accepted = Message accepted
dash-case-said-refused = Message not accepted: { $rule }
dash-case-written = { $kind }: { $state }
dash-case-sent = { $kind } sent, attempt { $number }
dash-case-decided = { $conclusion }, by { $rule }
dash-case-noted = Note by { $who }
dash-case-by = by
dash-case-http = HTTP status
dash-case-took = took
dash-case-step = step
dash-case-signal = because of
dash-case-why = reason
dash-case-rule = rule
dash-case-presentation = shown as
dash-case-reference = the provider's id
dash-case-origin = origin
dash-case-count = messages
dash-case-event = event
dash-case-inspect = Inspect
dash-case-endpoint = endpoint
dash-case-problem = problem
dash-case-gone = Erased.

### The dashboard: the message inspector
dash-messages-title = Messages of frames
dash-messages-lead = What providers' pages said, and which rule judged it. Texts and numbers are masked; the structure is as it came.
dash-messages-back = The case
dash-messages-erased = What they said was erased.
dash-messages-none = No frame said anything.
dash-messages-checks = Checks
dash-messages-check = { $step }, check { $number } ({ $rows })
dash-messages-pages = Pages of messages
dash-messages-more = Later messages
dash-messages-accepted = Accepted
dash-messages-unheeded = Read, and changed nothing
dash-messages-refused = Refused
dash-messages-origin = Origin
dash-messages-source = Source
dash-messages-ours = Our frame's window
dash-messages-not-ours = Another window
dash-messages-shape = Shape
dash-messages-not-kept = Not kept
dash-messages-rule = Rule
dash-messages-event = Counted as
dash-messages-size = Size
dash-messages-bytes = { $bytes } bytes, { $count ->
        [one] once
       *[other] { $count } times
    }
dash-messages-attempt = Provider session
dash-messages-rule-source = It did not come from our frame's window.
dash-messages-rule-origin = Its origin is not one that the connection lists.
dash-messages-rule-size = It is larger than the frame may send.
dash-messages-rule-shape = JSON cannot say it.
dash-messages-rule-rate = More than 20 came within a minute.
dash-messages-rule-late = The check was over, or the provider had said that nothing follows.
dash-messages-rule-early = The frame had not made itself known before.
dash-messages-rule-foreign = It is about another session.
dash-messages-rule-unexpected = The provider's contract does not know it.

### The dashboard: overview
dash-overview-title = Overview
dash-overview-retention = Retention is stopped by its guard
dash-overview-retention-next = Nothing is erased by itself until an admin confirms.
dash-overview-retention-look = Look at it and confirm
dash-overview-as-table = { $title }: as a table
dash-overview-window = Begun in the last
dash-overview-days = { $days } days
dash-overview-client = Client
dash-overview-all-clients = Every client
dash-overview-journey = Journey
dash-overview-all-journeys = Every journey
dash-overview-no-tests = All but tests
dash-overview-all-modes = All, tests too
dash-overview-tests-left-out = Onboardings begun with test keys are not counted.
    .link = Show the tests
dash-overview-tests-only = Only onboardings begun with test keys are counted.
    .link = Leave the tests out
dash-overview-tests-counted = Onboardings begun with test keys are counted too.
    .link = Leave the tests out
dash-overview-show = Show
dash-overview-empty = No onboarding was begun in the last { $days } days
    .next = As soon as somebody begins, their way through the journey is counted here. Choose a longer time, another client, kind or journey to look further.
dash-overview-begun = Begun
dash-overview-opened = Opened by an applicant
dash-overview-of-begun = { $share } of those begun
dash-overview-in-progress = In progress
dash-overview-completed = Completed
dash-overview-needs-review = Needs review
dash-overview-stopped = Stopped
dash-overview-rejected = Rejected
dash-overview-cancelled = Cancelled
dash-overview-expired = Expired
dash-overview-taken-back = Taken back by the client
dash-overview-disowned = "This wasn't me"
dash-overview-handed-over = Asked for a person
dash-overview-webhooks = Webhooks waiting
dash-overview-webhooks-since = the first for { $time }
dash-overview-webhooks-none = nothing waits
dash-overview-standing = Where they stand now
    .text = Onboardings begun in this time, by their present status.
dash-overview-status = Status
dash-overview-onboardings = Onboardings
dash-overview-share = Share
dash-overview-per-day = Begun and completed, by day
    .text = Each column is one day (UTC): all that were begun on it, and in the stronger colour those of them that are completed by now.
dash-overview-day = Day
dash-overview-funnel = The way through: { $journey }
dash-overview-funnel-text = Of all onboardings begun, how many an applicant opened, how many got past each step (done or skipped), and how many are completed.
dash-overview-step = Step
dash-overview-reached = Reached
dash-overview-done = Done
dash-overview-passed-over = Skipped
dash-overview-times = Time per step: { $journey }
dash-overview-times-text = From when a step could be done until it was: half took at most the first time, 95 of 100 the second.
dash-overview-times-none = No step was done in this time.
dash-overview-dropouts = Where and why they went no further
    .text = The step at which the applicant was, how the onboarding ended, and the newest reason at that step.
dash-overview-dropouts-none = Nobody dropped out in this time.
dash-overview-no-step = no open step
dash-overview-how = How
dash-overview-reason = Reason
dash-overview-recovery = Recovery after a failure
    .text = Steps whose first check failed, by its reason, and how many of them a later check completed.
dash-overview-recovery-none = No check failed in this time.
dash-overview-failed = Failed
dash-overview-recovered = Recovered
dash-overview-devices = Devices
    .text = On what applicants opened their onboarding, as their browsers say.
dash-overview-device = Device
dash-overview-phone = Phone
dash-overview-tablet = Tablet
dash-overview-desktop = Desktop
dash-overview-other-device = Not known
dash-overview-shown = Success by presentation and device
    .text = Checks that ended in this time: how many of them succeeded.
dash-overview-shown-none = No check ended in this time.
dash-overview-frame = In a frame
dash-overview-page = On a page of its own
dash-overview-connection = Connection
dash-overview-checks = Checks ended
dash-overview-providers = Providers
    .text = How long calls took: half at most the first time, 95 of 100 the second. Another colour means that calls failed.
dash-overview-providers-none = There is no connection, and nothing was called in this time.
dash-overview-calls = Calls
dash-overview-errors = What went wrong
dash-overview-circuit = Circuit
dash-overview-circuit-closed = calls go out
dash-overview-circuit-half-open = one call tries
dash-overview-circuit-open = no calls
dash-overview-circuit-notice = { $connection } failed several times in a row. This instance calls it again in a moment, one call at a time.
dash-overview-endings = How checks ended
dash-overview-error-unavailable = not reachable
dash-overview-error-misconfigured = set up wrongly
dash-overview-error-unexpected = unexpected answer
dash-overview-error-not-ours = of another session
dash-overview-error-not-verified = not verified
dash-overview-error-unsupported = not supported
dash-overview-ending-succeeded = Succeeded
dash-overview-ending-refused = refused
dash-overview-ending-cancelled = cancelled
dash-overview-ending-exhausted = no attempt left
dash-overview-ending-failed = failed
dash-overview-ending-expired = expired
dash-overview-novelties = Unknown to the contract
    .text = What providers said to this instance since it started that their contracts do not know. Nothing depends on it yet: read their change log.
dash-overview-novelty = What
dash-overview-place = Where
dash-overview-times-seen = Times
dash-overview-messages = Messages of frames
    .text = By connection and verdict. "accepted" is as it should be; every other word is the rule that refused them.
dash-overview-frame-events = What frames reported
    .text = Events of the provider's own page, by connection.
dash-overview-word = Kind
dash-overview-count = Number
dash-overview-usage = Usage and budgets
    .text = Billable calls of each client in the last 24 hours, of those that its budget allows.
dash-overview-usage-none = No client has used anything in this time.
dash-overview-today = Last 24 hours
dash-overview-budget = Budget
dash-overview-billable = Billable calls in this time
dash-overview-over-budget = Refused by a budget
dash-overview-keys = Keys about to expire
dash-overview-keys-none = No API key ends within 14 days.
dash-overview-key = Key
dash-overview-ends = Ends
dash-overview-milliseconds = { $number } ms
dash-overview-seconds = { $number } s
dash-overview-minutes = { $number } min
dash-overview-hours = { $number } h
dash-overview-long = { $number } d
dash-overview-reason-none = no reason known
dash-overview-reason-left = closed the provider's page
dash-overview-reason-cancelled = cancelled
dash-overview-reason-access-denied = gave no access
dash-overview-reason-session-expired = ran out of time
dash-overview-reason-camera-denied = no camera
dash-overview-reason-attempts-exhausted = no attempts left
dash-overview-reason-not-accepted = not accepted
dash-overview-reason-contact-mismatch = another phone number
dash-overview-reason-not-ours = of another session
dash-overview-reason-not-verified = not verified
dash-overview-reason-data-missing = data missing
dash-overview-reason-data-expired = approved too late
dash-overview-reason-provider-error = error at the provider
dash-overview-reason-unavailable = provider not reachable
dash-overview-reason-misconfigured = connection set up wrongly
dash-overview-reason-interrupted = our process was interrupted
dash-overview-reason-too-many-starts = started too often

### The dashboard: pieces of forms and lists
dash-piece-typed = Type { $name } to confirm
dash-piece-typed-wrong = What you typed is not the name above
dash-piece-refused = That was not done

### The dashboard: why a form of the settings was refused
dash-refusal-name = A name begins with a lower case letter, and has only lower case letters, digits, hyphens and underscores
dash-refusal-name-reserved = This name is reserved. Choose another one
dash-refusal-client-taken = There is a client of this name already. Choose another one
dash-refusal-operator-taken = There is an operator of this name already. Choose another one
dash-refusal-display-name = Type 1 to 100 characters, without control characters and those that turn the direction of text
dash-refusal-return-urls = Every return URL has to begin with https and be written in full, without a user name, a fragment, or the parameters onboarding and result_code. A client has at most 50
dash-refusal-return-url = A return URL has to begin with https and be written in full, without a user name, a fragment, or the parameters onboarding and result_code. A client has at most 50
dash-refusal-no-scope = Choose what the key may do
dash-refusal-label = Type at most 100 characters
dash-refusal-sources = Type networks with commas between them, e.g. 203.0.113.0/24, or leave it empty
dash-refusal-days = Type a number from 1 to 3650, or leave it empty
dash-refusal-no-client = There is no such client. Choose another one
dash-refusal-claimed-long = Type at most 255 characters, without control characters
dash-refusal-claimed-taken = Another operator is called so there. Type what only this operator is called
dash-refusal-own = Ask another admin: nobody takes away their own rights, or gives themselves new ones.
dash-refusal-own-sign-in = Set up your own sign-in on the page of your account.
dash-refusal-not-fresh = This lets somebody sign in as that operator. Show your second factor once more on the page of your account, or sign in again, and then do it.
dash-refusal-no-single = There is no single sign-on in the configuration.
dash-refusal-single-only = Operators sign in with the single sign-on and in no other way, so there are no set-up links.
dash-refusal-operator-disabled = This operator is disabled. Enable the operator first.
dash-refusal-endpoint-disabled = This endpoint is disabled. Enable it first.
dash-refusal-endpoint-deleted = The client deleted this endpoint. Nothing is sent to it any more.
dash-refusal-reason = Give a reason of at most 500 characters.
dash-refusal-version-unknown = There is no such version of this journey any more. Choose one from the list.
dash-refusal-version-active = This version is active already. Choose another one.
dash-refusal-version-connection = This version uses a connection that is not configured. Configure it, or choose another version.
dash-refusal-version-findings = With the connections of today, the linter finds something in this version. What it finds is in the list of versions. Choose another one.
dash-refusal-own-proposal = You proposed this yourself. A second person has to confirm it.
dash-refusal-one-sign-in = One of you two replaced the other’s sign-in, so you count as one person. Somebody else has to confirm it.
dash-refusal-scenario = The simulator cannot play that. Choose a scenario from the list, and for how many sessions.

### The dashboard: control
dash-control-title = Control
dash-control-paused = What is paused
dash-control-none = Nothing is paused
    .more = New onboardings begin, and checks start, everywhere.
dash-control-starts = Every new start
dash-control-journey = New onboardings of the journey { $name }
dash-control-connection = Checks through the connection { $name }
dash-control-what = What
dash-control-what-wrong = It is paused already, or not configured any more
dash-control-since = Since
dash-control-until = Until
dash-control-reason = Reason
dash-control-reason-hint = For operators and the audit log, e.g. the number of a ticket.
dash-control-reason-wrong = Give a reason of at most 500 characters
dash-control-text = What applicants read ({ $language })
dash-control-text-hint = Say when to come back, or what else can be done.
dash-control-text-wrong = Give a text of at most 500 characters in every language
dash-control-begin = Begin a pause
dash-control-begin-lead = It holds on every server within a few seconds. Whoever has begun goes on; other ways through a journey stay open; nothing is counted against anybody.
dash-control-end = End this pause
dash-control-over = Pauses that are over
dash-control-versions = Versions of journeys
dash-control-versions-lead = New onboardings begin with the active version. Whoever has begun keeps theirs. Another version takes two people: one proposes it, another confirms it.
dash-control-activated = Proposed by { $by }, confirmed by { $and }:
dash-control-version = Version
dash-control-state = State
dash-control-seen = First configured
dash-control-steps = Steps
dash-control-findings = Findings of the linter
dash-control-no-findings = None
dash-control-active = Active
dash-control-configured = In the configuration
dash-control-waits = { $by } proposes version { $version }
dash-control-open-until = can be confirmed until
dash-control-own = Somebody else has to confirm it.
dash-control-overtaken = Another version became active since. It has to be proposed anew.
dash-control-confirm = Confirm and activate
dash-control-refuse = Turn down
dash-control-withdraw = Withdraw
dash-control-propose = Propose another version
dash-control-propose-hint = Nothing changes until a second person confirms it, within seven days.

### The dashboard: settings
dash-settings-none = There is nothing here that you may change.
dash-settings-clients = Clients
    .about = Whose backends call the API: return URLs and keys.
dash-settings-endpoints = Webhook endpoints
    .about = Where events are sent, and what became of each delivery.
dash-settings-operators = Operators
    .about = Who may do what, and for which clients.
dash-settings-connections = Connections
    .about = Accounts at providers, what these permit, and what the linter says.
dash-settings-kept = How long things are kept
dash-settings-kept-lead = These are set in the configuration.
dash-settings-kept-open = An onboarding that nobody finishes
dash-settings-kept-link = A link that nobody opens
dash-settings-kept-code = A result code
dash-settings-kept-over = An onboarding that is over
dash-settings-kept-deliveries = Deliveries of webhooks
dash-settings-kept-signals = Identifiers that are compared with others'
dash-settings-kept-audit = The audit log
dash-settings-until-erased = until its client or an operator erases it
dash-settings-for-good = for good; details of onboardings end with their erasure
dash-settings-minutes = { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
dash-settings-hours = { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
dash-settings-days = { $count ->
        [0] not compared
        [one] 1 day
       *[other] { $count } days
    }

### The dashboard: clients
dash-clients-none = There is no client yet
    .more = A client is a backend that calls the API. Applicants of start pages need none.
dash-clients-name = Name
dash-clients-name-hint = Lower case letters, digits, hyphens and underscores. It never changes.
dash-clients-shown = How applicants read it
dash-clients-state = State
dash-clients-enabled = Enabled
dash-clients-disabled = Disabled
dash-clients-urls = Return URLs
dash-clients-urls-hint = One on each line. Applicants are sent back to these, to the letter.
dash-clients-no-urls = None. Nobody can be sent back.
dash-clients-url = One more return URL
dash-clients-url-hint = https, written in full.
dash-clients-add-url = Add
dash-clients-remove = Remove
dash-clients-add = Add a client
dash-clients-keys = API keys
dash-clients-no-keys = It has no keys
    .more = Without one its backend cannot call the API.
dash-clients-key = Key
dash-clients-scopes = What it may do
dash-clients-sources = From where
dash-clients-sources-hint = Networks with commas between them, e.g. 203.0.113.0/24. Empty: from anywhere.
dash-clients-anywhere = Anywhere
dash-clients-used = Last used
dash-clients-never = Never
dash-clients-ends = Ends
dash-clients-no-end = When it is ended
dash-clients-key-live = Accepted
dash-clients-key-expired = Expired
dash-clients-key-revoked = Ended
dash-clients-revoke = End this key
dash-clients-revoke-happens = It is refused from now on, and cannot be brought back.
dash-clients-make-key = Make a key
dash-clients-label = What it is for
dash-clients-mode = Mode
dash-clients-test = Test: no live connection
dash-clients-live = Live
dash-clients-days = Ends after so many days
dash-clients-days-hint = Empty: when it is ended.
dash-clients-new-key = The new key
dash-clients-new-key-once = It is shown this once. Put it where the backend keeps its secrets.
dash-clients-switch = Enable or disable
dash-clients-disable = Disable this client
dash-clients-disable-happens = All its keys are refused from now on. Its applicants go on.
dash-clients-enable = Enable this client

### The dashboard: webhook endpoints
dash-endpoints-none = There are no endpoints
    .more = Clients register theirs by the API.
dash-endpoints-url = Address
dash-endpoints-client = Client
dash-endpoints-mode = Mode
dash-endpoints-state = State
dash-endpoints-good = Enabled
dash-endpoints-failing = Failing since
dash-endpoints-off = Disabled
dash-endpoints-off-gone = Disabled: it answered that it is gone
dash-endpoints-off-failing = Disabled: nothing was delivered for too long
dash-endpoints-about = What it is for
dash-endpoints-events = Events
dash-endpoints-everything = Everything about onboardings and endpoints
dash-endpoints-signed = Signed by
dash-endpoints-since = Registered
dash-endpoints-test = Send a test event
dash-endpoints-enable = Enable
dash-endpoints-disable = Disable
dash-endpoints-disable-happens = Nothing is sent to it any more, and what is pending is dropped. Dropped deliveries can be sent again later.
dash-endpoints-deliveries = Deliveries
dash-endpoints-nothing = Nothing was sent yet
    .more = A test event shows whether it works.
dash-endpoints-event = Event
dash-endpoints-attempts = Attempts
dash-endpoints-took = { $ms } ms
dash-endpoints-next = Next attempt
dash-endpoints-again = Send again
dash-endpoints-older = Older deliveries
dash-endpoints-pending = Pending
dash-endpoints-delivered = Delivered
dash-endpoints-failed = Failed
dash-endpoints-dropped = Dropped

### The dashboard: operators
dash-operators-name = Name
dash-operators-name-hint = Lower case letters, digits, hyphens and underscores. It never changes.
dash-operators-shown = How others read it
dash-operators-state = State
dash-operators-enabled = Enabled
dash-operators-disabled = Disabled
dash-operators-may = What they may do
dash-operators-nothing = Nothing yet
dash-operators-viewer = Viewer
dash-operators-reviewer = Reviewer
dash-operators-admin = Admin
dash-operators-everywhere = { $role } for every client
dash-operators-for = { $role } for { $client }
dash-operators-every = Every client
dash-operators-add = Add an operator
dash-operators-add-lead = They may do nothing at first, and have no way in until you make them a link.
dash-operators-add-lead-single = They may do nothing at first, and sign in with the single sign-on.
dash-operators-role = Role
dash-operators-client = For
dash-operators-grant = Grant
dash-operators-revoke = Take back
dash-operators-own = These are you. Ask another admin to change what you may do.
dash-operators-sign-in = Signing in
dash-operators-make-link = Make a set-up link
dash-operators-link = The set-up link
dash-operators-link-once = It is shown this once, and works once, within a day. Hand it over in a way that you trust.
dash-operators-disable = Disable this operator
dash-operators-disable-happens = They are signed out and can do nothing any more.
dash-operators-enable = Enable this operator
dash-operators-no-links = There are no set-up links: operators sign in with { $name } and in no other way.
dash-operators-single = Signing in with { $name }
dash-operators-single-bound = An account there is bound to this operator. No other one lets them in.
dash-operators-single-unbound = No account there is bound yet. The first one that is called { $called } will be.
dash-operators-single-email = E-mail address there
dash-operators-single-user-name = User name there
dash-operators-single-subject = Subject there
dash-operators-single-hint = Leave it empty where it is the name here, { $name }.
dash-operators-single-save = Save
dash-operators-single-anew = Bind another account
dash-operators-single-happens = They are signed out everywhere, and the account that is bound lets nobody in as them any more. The first one that is called as you write here is bound instead.

### The dashboard: connections
dash-connections-lead = Connections are set in the configuration; here is what came of it.
dash-connections-none = No connection is configured
    .more = Without one no step can be checked elsewhere.
dash-connections-name = Name
dash-connections-kind = Provider
dash-connections-environment = Environment
dash-connections-state = State
dash-connections-good = Calls are made
dash-connections-trying = Trying again after failures
dash-connections-resting = No calls for a while, after failures
dash-connections-paused = Paused
dash-connections-journeys = Journeys
dash-connections-findings = Findings of the linter
dash-connections-no-findings = None
dash-connections-findings-count = { $count ->
        [one] 1 finding
       *[other] { $count } findings
    }
dash-connections-region = Where data is kept
dash-connections-framework = Trust framework
dash-connections-not-said = Not stated
dash-connections-flow = Version of the flow
dash-connections-compared = Compared with the provider's documents
dash-connections-facts = Facts it can assert
dash-connections-biometric = Examines a face or another part of the body
dash-connections-not-everyone = Not for everybody
dash-connections-yes = Yes
dash-connections-no = No
dash-connections-permitted = What it may be used for
dash-connections-purpose = Purpose
dash-connections-by = Permitted by
dash-connections-by-contract = This account's contract
dash-connections-by-provider = The provider's documents
dash-connections-source = Source
dash-connections-date = Looked up
dash-connections-sheet = What the provider has to be told
dash-connections-sheet-lead = The same as vestibule provider sheet prints.

### The dashboard: the audit log
dash-audit-lead = What happened on this server, newest first. Events of onboardings are in chains of their own.
dash-audit-onboarding = Onboarding
dash-audit-onboarding-hint = Its id. Empty: the server's own chain.
dash-audit-onboarding-wrong = That is not the id of an onboarding
dash-audit-kind = What happened
dash-audit-kind-hint = How it begins, e.g. client.
dash-audit-actor = By whom
dash-audit-actor-hint = How it begins, e.g. operator:
dash-audit-since = From
dash-audit-until = To
dash-audit-day-hint = Year, month, day: 2026-11-22. In UTC.
dash-audit-day-wrong = That is not a day
dash-audit-show = Show
dash-audit-all = Show everything
dash-audit-none = Nothing was found
    .more = Nothing in this chain fits what you look for.
dash-audit-number = Number
dash-audit-at = When
dash-audit-detail = Detail and hash
dash-audit-sealed = Sealed. Read it on the case's page.
dash-audit-older = Older events
dash-audit-verify = Verify this chain
dash-audit-verify-lead = Every row, every detail and the head are compared with their hashes. The whole log with its checkpoints is verified by vestibule audit verify.
dash-audit-whole = { $count ->
        [one] The chain is as it was written: 1 row.
       *[other] The chain is as it was written: { $count } rows.
    }
dash-audit-broken = The log is not as it was written
    .next = Keep the database as it is and compare it with an export or a checkpoint that was kept elsewhere.

### The dashboard: the simulator
dash-simulator-lead = What the simulated providers play next, and what they have seen. Only in Development.
dash-simulator-none = No simulator is configured
    .more = Set server.simulator_inbox to the page on which it shows its codes.
dash-simulator-silent = The simulator does not answer. Is it running?
dash-simulator-clock = Its clock:
dash-simulator-send = Send waiting callbacks now
dash-simulator-again = Send callbacks again
dash-simulator-reset = Forget everything
dash-simulator-next = Plays next
dash-simulator-nothing-next = What the applicant asks for
dash-simulator-count = Sessions
dash-simulator-callbacks = Callbacks
dash-simulator-scenario = Scenario
dash-simulator-times = For how many sessions
dash-simulator-play = Play this next
dash-simulator-sessions = The newest sessions

### The dashboard: live rows
dash-live-on = The list is kept up to date.
dash-live-paused = Paused: the list stays as it is.
dash-live-away = The server does not answer. Trying again in a while.
dash-live-ended = You are signed out. The list stays as it is.
dash-live-refused = This list cannot be kept up to date any more. Load the page again.
dash-live-again = Sign in again
dash-live-pause = Pause live updates
dash-live-gone = Not there any more
dash-live-changed-one = { $count } row changed
dash-live-changed-other = { $count } rows changed
dash-live-newer = { $count ->
    [one] One new, show it
   *[other] { $count } new, show them
}
dash-live-newer-many = More than { $count } new, show them

### The dashboard: keyboard shortcuts
dash-shortcuts-title = Keyboard shortcuts
dash-shortcuts-lead = They work everywhere in the dashboard, but not while you type in a field.
dash-shortcuts-no-script = Keyboard shortcuts need JavaScript, which is turned off in this browser.
dash-shortcuts-on = Shortcuts are on in this browser.
    .turn-off = Turn them off
dash-shortcuts-off = Shortcuts are off in this browser.
    .turn-on = Turn them on
dash-shortcuts-everywhere = On every page
dash-shortcuts-sections = Go to
dash-shortcuts-then = then
dash-shortcuts-help = This list
dash-shortcuts-search = The search, on the list of onboardings
dash-shortcuts-next = The next line of a list
dash-shortcuts-previous = The line before

### The dashboard: passkeys
dash-passkeys-title = Passkeys
dash-passkeys-lead = A passkey signs you in with your finger, your face or a PIN, without a password and without a code.
dash-passkeys-none = You have none yet.
dash-passkeys-first = To add or remove one, show first that it is you, above.
dash-passkeys-label = Name of the passkey, for example the device it is on
dash-passkeys-add = Add a passkey
dash-passkeys-since = Added
dash-passkeys-used = last used
dash-passkeys-unused = never used
dash-passkeys-rename = Rename
dash-passkeys-save = Save
dash-passkeys-remove = Remove
dash-passkeys-refused = The passkey was not added. Try again.
dash-passkeys-no-label = Give the passkey a name of at most 60 characters.
dash-passkeys-go = Use a passkey
dash-passkeys-not-in = That passkey was not accepted. Try again, or type your name and your password.
dash-passkeys-stopped = Your browser did not give us a passkey. You can try again.
dash-passkeys-known = There is a passkey for you on this device already.

### The dashboard: replay
dash-replay-title = Replay
dash-replay-at = Replay: page { $number } of { $of }
dash-replay-back = Back to the case
dash-replay-scenario = Download as a simulator scenario
dash-replay-steps = Pages of the replay
dash-replay-first = First page
dash-replay-previous = Previous page
dash-replay-next = Next page
dash-replay-last = Last page
dash-replay-page = Page
dash-replay-about = About
dash-replay-when = When
dash-replay-since = { $time } after the first page
dash-replay-known = How it is known
dash-replay-used = The applicant did something on this page.
dash-replay-led = Our answer led here. Whether the page was seen, and for how long, was not recorded.
dash-replay-cut = More was recorded than a replay shows. The case’s page has all of it.
dash-replay-drawn = The page
dash-replay-placeholders = Drawn as it was, in the language in which the onboarding began, with placeholders for what the person entered. Nothing in it can be pressed.
dash-replay-inside = What the provider’s own page showed was not recorded.
dash-replay-undrawn = This page cannot be drawn any more: what it showed is not kept, or its connection is not set up now.
dash-replay-beside = Recorded meanwhile
dash-replay-nothing = Nothing was recorded while this page was there.
dash-replay-more = { $count ->
        [one] And 1 more. The case’s page has all of it.
       *[other] And { $count } more. The case’s page has all of it.
    }
dash-replay-said = { $count ->
        [one] The frame said something: { $verdict } ({ $event })
       *[other] The frame said something { $count } times: { $verdict } ({ $event })
    }
dash-replay-called = { $connection }: { $call } – { $outcome }, { $took } ms
dash-replay-moved = The check moved to { $to } ({ $why })
dash-replay-logged = { $kind }, by { $actor }
dash-replay-erased = This person’s data was erased
    .more = What the applicant saw went with it.
dash-replay-unopened = Nobody has opened it yet
    .more = There is nothing to replay before the applicant begins.
dash-replay-kind-start = Start page
dash-replay-kind-tasks = Task list
dash-replay-kind-choice = Choice between ways
dash-replay-kind-terms = Text to agree to
dash-replay-kind-questions = Questions
dash-replay-kind-check = Answers, shown once more
dash-replay-kind-intro = Before the provider’s screen
dash-replay-kind-frame = The provider’s screen in a frame
dash-replay-kind-leave = The way to the provider’s own page
dash-replay-kind-waiting = Waiting for the provider
dash-replay-kind-ended = The check stopped or ended
dash-replay-kind-consents = What was agreed to
dash-replay-kind-instead = Doing it without this site
dash-replay-kind-help = Help from a person
dash-replay-kind-not-me = “This is not mine”
dash-replay-kind-result = The end

### The dashboard: single sign-on

dash-single-go = Sign in with { $name }
dash-single-lost = Passwords are turned off here. If you cannot get in, ask whoever looks after the operators.
dash-single-away-too-long = That took too long, was begun in another tab, or was used already. Begin again.
dash-single-cancelled = Signing in was stopped there. Begin again when you are ready.
dash-single-not-known = You were not let in: nobody here has that account, or the answer could not be checked. Begin again with the right account. If it happens again, ask an admin whether you were added.
dash-single-no-provider = Signing in there does not work at this moment. Try again in a few minutes. If it goes on, tell whoever runs this server.

### The dashboard: retention

dash-retention-title = Retention
    .about = What is erased by itself, what is on hold, and what waits for your word.
dash-retention-lead = What was kept for as long as the configuration says is erased for good, as if its client had asked for it.
dash-retention-off = Nothing is erased by itself: no period is configured. Whatever is not needed any more waits for a client or an operator to erase it.
dash-retention-stopped = Nothing is erased at the moment
dash-retention-why-first = Retention would erase for the first time. Look whether the periods are the ones you want.
dash-retention-why-periods = Other periods are configured than before. Look whether they are the ones you want.
dash-retention-why-clock = Retention did not look for two days, or the server’s clock jumped. Look whether the clock below is right.
dash-retention-why-many = Far more onboardings are due at once than usual. Look whether the clock and the periods below are right.
dash-retention-waiting = { $count ->
        [one] 1 onboarding would be erased for good.
       *[other] { $count } onboardings would be erased for good.
    }
dash-retention-since = Stopped since
dash-retention-type = To go on, type how many that is: { $count }
dash-retention-type-hint = Digits only. What becomes due later is not confirmed with it.
dash-retention-type-wrong = That is not how many would be erased now. Look at the number once more.
dash-retention-confirm = Erase them for good
dash-retention-now = Now
dash-retention-clock = The server’s clock
dash-retention-swept = Last looked and went on
dash-retention-never = Not yet
dash-retention-due = Due now
dash-retention-soon = Due within a week after that
dash-retention-held = On legal hold
dash-retention-confirmed = Last confirmed
dash-retention-periods = How long what is over is kept
dash-retention-for-all = Every journey
dash-retention-journey = Journey
dash-retention-completed = Completed
dash-retention-rejected = Rejected
dash-retention-unfinished = Without a decision
dash-retention-configured = As retention is configured, by ending and journey
dash-retention-for-good = Until somebody erases it
dash-retention-same = As for every journey
dash-retention-limit = At most { $count } in an hour. More than { $many } due at once, if they are more than { $percent } % of all that are kept, wait for an admin.
dash-retention-holds = On legal hold
dash-retention-no-holds = Nothing is on hold.
dash-retention-newest = Only the newest { $count } are listed.
dash-retention-all-held = List all that are on hold
dash-retention-onboarding = Onboarding
dash-retention-by = By
dash-retention-at = Since

### The dashboard: legal holds

dash-holds-title = Legal hold
dash-holds-lead = On hold it is not erased: not when its time is over, and not by its client, an operator or the command line.
dash-holds-on = On legal hold since { $when }, by { $by }
dash-holds-place = Place a hold
dash-holds-lift = Lift the hold
dash-holds-reason = Why
dash-holds-reason-hint = 10 to 500 characters. Kept with the case and in its audit log.
dash-holds-reason-wrong = Say why in 10 to 500 characters
dash-holds-due = Will be erased
dash-holds-overdue = Was to be erased
dash-holds-in-the-way = A legal hold is on this case
    .next = Nothing was erased. Whoever may lift the hold does so on the page of the case, with a reason.
