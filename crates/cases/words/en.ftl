### Cases: short, plain, polite. Two figures are kept apart: the unit says done, you say solved.

yes = Yes
no = No

## States

state-reported = Waiting to be accepted
state-accepted = Accepted
state-in-hand = In hand
state-answered = Answered, to be judged
state-disputed = Not solved, back in hand
state-confirmed = Confirmed solved
state-closed = Closed, not judged
state-reopened = Open again
state-withdrawn = Withdrawn
state-out-of-scope = Out of scope
state-scope-appealed = Appeal being decided

step-sent = Sent
step-accept = Accepted
step-answer = Done
step-confirm = Solved

outcome-solved = done
outcome-partly = partly done, or planned
outcome-explained = cannot be done for now

## Who has it

unit-gone = Former unit (dissolved)
holder-you = You (asked for your word)
holder-worker = Reporter (asked for a verdict)
holder-nobody = Ended
who-you = You
who-worker = Reporter
who-program = System
holding-sum-units = { $units } in all.
holding-sum = { $all } in all: { $units } with units, { $worker } waiting for you.

## What happened

event-reported = Reported
event-accepted = Accepted
event-assigned = Handed to { $unit }
event-given-back = Given back to { $unit }
event-answered = Answered: { $outcome }
event-confirmed = Confirmed as solved
event-disputed = Said to be unsolved; back in hand
event-lapsed = Nobody judged in time: closed, counted neither as solved nor as unsolved
event-reopened = Opened again
event-withdrawn = Withdrawn
event-out-of-scope = Out of scope; the right door is { $door }
event-scope-appealed = Appealed; { $unit } looks again
event-scope-upheld = Looked at again: out of scope
event-scope-overturned = Looked at again: in scope after all
event-noted = Remark
event-warned = Reminder: due soon
event-escalated = Not done in time; passed up to { $unit }
event-overdue = The deadline has passed
event-resorted = Sorted under “{ $matter }”
event-released = Shown on the public page, without personal data


## Reporting, step 1

choose-title = What is it about?
choose-common = Often reported
choose-words = Say it in a sentence
choose-words-hint = For example: nowhere to park at the mall, ticketed while picking up a meal. We look for the kind.
choose-words-go = Find the kind
choose-all = All kinds
choose-proposed = You wrote “{ $text }”. Which kind is it?
choose-because = Because you mentioned: { $words }

warn-urgent = If somebody is hurt, or there is fire or danger right now, call 120, 119 or 110 first.
warn-sensitive = Only those who handle it can see this kind of report. It is never published.

## Step 2

field-photos = Photos (at most { $max })
field-photos-kept = Photos
field-photos-hint = Made smaller first; the place stored in a photo is left out.
field-text = What happened
field-area = Which street or community
field-area-hint = If you do not know the community, the street will do.
field-area-pick = Please choose
field-address = Where exactly
field-address-hint = A road, a compound or a shop.
field-title = Title
field-title-hint = Left empty, your first sentence serves.
kept-photos = Photos added so far
kept-photos-drop = Take off:{" "}

draft-kept = Your session had ended. What you wrote is kept: sign in and go on.
draft-kept-without-photos = Your session had ended. What you wrote is kept: sign in and go on. Please add the photos again.
draft-gone = There is no such draft; it may be older than 7 days. Please fill it in again.

## Steps 3 and 4

check-title = Check your answers
check-position = (with a position on the map)
check-photos = { $n ->
    [0] None
    [one] 1 photo
   *[other] { $n } photos
}
check-promise = Sent now, it is answered by { $by } at the latest.
check-send = Send the report

sent-title = We have your report
sent-by = You get an answer by { $by } at the latest.
sent-with = It is with { $unit } now.
sent-points = Once it is solved and you confirm it, you get { $points } points.
sent-follow = Follow it
sent-mine = My reports

## My cases

mine-title = My reports
mine-report = Report something
mine-tabs = Filter
mine-all = All
mine-awaiting = Your word
mine-open = In hand
mine-ended = Ended
mine-closed = Units say done
mine-confirmed = You confirmed
mine-empty = Nothing here yet
mine-empty-text = Take a photo, say a sentence, and somebody will see to it.
mine-judge = See the answer and say if it is solved
mine-awaits = Waits for your word, for { $span }
mine-held = { $who }, for { $span }
mine-ended-at = Ended { $when }

## One case

fact-number = Number
fact-matter = Kind
fact-place = Place
fact-reported = Reported
fact-promised = Answer promised by
case-report = What you reported
case-receipt = See the receipt
case-overdue = The deadline has passed and it is not done. It stays open and will not disappear.
answer-title = Answer
answer-from = { $unit } · { $when } · { $outcome }
standing-answered = The unit says it is done. Whether it is solved is for you to say.
standing-confirmed = The unit says it is done, and you confirmed that it is solved.
standing-closed = The unit says it is done. You did not judge, so it does not count as solved.
standing-disputed = You said that it is not solved. It is being worked on again.
standing-past = This is an earlier answer.
verdict-title = Is it really solved?
verdict-until = Please say so by { $by }. After that it is closed, but does not count as solved.
verdict-late = You can still say so.
door-title = The right door
door-name = Office
door-phone = Telephone

## Your decision

act-confirm = It is solved
act-confirm-question = Anything to add
act-confirm-explained = This ends the case. If the trouble comes back you can open it again.
act-confirm-done = Confirmed as solved. Thank you.
act-dispute = It is not solved
act-dispute-question = What is not solved?
act-dispute-explained = The case goes back to the unit that answered, with a new deadline.
act-dispute-done = It is back in hand.
act-withdraw = Withdraw
act-withdraw-question = Why
act-withdraw-explained = This cannot be undone, and nobody will work on it any more. You can only report it anew.
act-withdraw-done = The report is withdrawn.
act-reopen = Open again
act-reopen-question = What is the matter now?
act-reopen-explained = The trouble is back: the same unit goes on with it. Points are taken back for now and given again once it is solved.
act-reopen-done = The case is open again.
act-appeal = Appeal
act-appeal-question = Why is it in scope?
act-appeal-explained = The level above looks again whether it is in scope. You can appeal once, and its decision is final.
act-appeal-done = The appeal is made.
act-cancel = Not now
act-not-now = There is news in this case. Please look at it first.
act-stale = There is another answer now. Please read it before you judge.

## Receipts

receipt-title = Receipt
receipt-none = This site gives no receipts yet.
receipt-waits = The receipt is being made. Please come back in a minute.
receipt-again = Look again
receipt-sealed = Your report stands in a log that anybody can check.
receipt-proves = What this receipt proves
receipt-proves-1 = Your report had been made by this time. It was not lost and not back-dated.
receipt-proves-2 = If anybody removes or changes the record later, this receipt shows it.
receipt-proves-not = Your name, phone and words are not in it. It does not prove that the unit acted rightly.
receipt-at = Reported at
receipt-sealed-at = Sealed at
receipt-place = Place in the log
receipt-key = Public key of the log
receipt-download = Download the receipt
receipt-verify = Check a receipt

verify-title = Check a receipt
verify-file = Receipt file
verify-paste = Or paste the receipt
verify-go = Check
verify-how = How it is checked
verify-about = A receipt holds a chain of hashes that leads to the root which the log has signed. We check the signature with the log's public key and follow the chain; one wrong byte and it fails. The format is public, so any other tool can do the same.
verify-key = Public key of the log: { $key }
verify-action = What was recorded
verify-yes = It holds: the record is in the log and was not changed.
verify-no-checkpoint = It does not hold: the seal is wrong. The receipt was changed, or it is not of this site.
verify-no-size = It does not hold: the size of the log is not that of the seal.
verify-no-proof = It does not hold: record and seal do not fit together. The receipt was changed.
verify-unreadable = This is no receipt. Upload the .json file that you downloaded, or paste all of it.
verify-browser-yes = Your browser checked it by itself too: it holds.
verify-browser-no = Your browser checked it by itself: it does not hold.
verify-browser-cannot = Your browser cannot check it by itself. The above is what the server found.

## When something is wrong

matter-unknown = Choose a kind.
report-text-too-short = Say what happened, in at least 5 characters.
report-text-too-long = The text is too long: at most 4000 characters.
report-title-too-long = The title is too long: at most 60 characters.
photos-too-many = Too many photos: take some off.
photos-too-many-left-out = At most { $max } photos; the others were left out.
photos-missing = This kind needs a photo: add one.
photo-unknown = There is no such photo. Upload it first, then send the name that you got.
place-wrong = Not a position in China: send WGS-84 degrees.
time-wrong = Not a time: send `answer.at` as you got it.
field-invalid = This does not fit.
door-unknown = Choose the right door.
value-required = Fill this in.
value-no-such-field = There is no such field: leave it out.
value-too-long = At most { $max } characters: shorten it.
value-not-a-number = Write digits only.
value-too-large = Not more than { $max }: check it.
value-not-a-day = Choose a day, such as 2026-11-21.
value-not-a-choice = Choose one of the options.
value-not-a-phone = Write 11 digits, or area code and number.
value-not-yes-no = Choose yes or no.

problem-case-closed = The case is closed
problem-case-closed-detail = Open it again to go on.
problem-case-not-accepted = The case is not accepted yet
problem-case-not-accepted-detail = Accept it first.
problem-case-already-accepted = The case is accepted already
problem-case-already-accepted-detail = There is no need to accept it again.
problem-case-not-answered = There is no answer yet
problem-case-not-answered-detail = Wait for the answer before you judge.
problem-case-awaits-verdict = Answered: the reporter's verdict is awaited
problem-case-awaits-verdict-detail = Wait for the verdict, or until its time has passed.
problem-case-handed-back-before = It was given back once already
problem-case-handed-back-before-detail = A case can be given back once. Handle it, or ask the level above.
problem-case-too-late = The time has passed
problem-case-too-late-detail = The time to judge or to open it again has passed. If the trouble is still there, report it anew.
problem-case-appealed-before = It was appealed once already
problem-case-appealed-before-detail = A case can be appealed once, and the decision is final.
problem-case-not-out-of-scope = There is nothing to appeal
problem-case-not-out-of-scope-detail = The case was not found out of scope.
problem-case-appeal-open = An appeal is open
problem-case-appeal-open-detail = Decide the appeal first.
problem-case-not-closed = The case is not closed
problem-case-not-closed-detail = A case that is in hand need not be opened again.
problem-case-same-unit = It is with that unit already
problem-case-same-unit-detail = Choose another unit.
problem-case-own-decision = The level above decides this
problem-case-own-decision-detail = Your unit found the case out of scope, so it cannot decide the appeal. It is with the level above.
problem-case-measured = Closed by the figures
problem-case-measured-detail = The program opened this case from what riders measured and closes it when their figures are good again. Write a remark about what has been done.
problem-case-never-public = This kind is never published
problem-case-never-public-detail = The words of such a case cannot be shown in public.
problem-case-stale = The case has changed
problem-case-stale-detail = Somebody has acted since you opened it. Reload, look, then decide.
problem-case-id-taken = This id is in use
problem-case-id-taken-detail = Open the report page again and fill it in anew.
problem-receipt-waits = The receipt is being made
problem-receipt-waits-detail = Please come back in a minute.
