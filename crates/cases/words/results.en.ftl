### Results on the ground: what was built or set up for a case, and whether riders saw it there.

results-title = Results on the ground
results-record = Record a result
results-lead = What was built or set up for this case. It counts as verified once riders have been there and seen it.
result-title = { $kind }: { $quantity } { $unit }
result-verified = Verified ({ $n } saw it)
result-seen = { $n } of { $from } saw it
result-missing = { $n } did not see it
result-struck = Struck
result-kind = What it is
result-quantity = How much
result-address = Where
result-place = Coordinates (latitude,longitude)
result-place-hint = For example 30.2442,120.1571. The place of the case when left empty.
result-photo = Photo
result-strike = Strike
result-strike-reason = Why it is struck
result-recorded = Recorded.
result-struck-done = Struck.
result-recorded-at = Recorded
result-state = Verified
result-why = A look while passing by is enough, no need to go there for it. We only ask whether it is there, and show nobody who you are.
result-there = Is it there?
result-there-yes = Yes, I saw it
result-there-no = No, or not as much
result-there-choose = Choose yes or no.
result-remark = Anything to add
result-send = Send
result-thanks = Thank you, noted.
result-you-saw-it = You looked: it is there.
result-you-missed-it = You looked: it is not there.
result-kind-unknown = Choose what it is.
result-quantity-wrong = Give a whole number from 1 to 10000000.
result-id-taken = This id is taken. Open the page again.

event-result-recorded = Recorded a result: { $result }
event-result-there = Looked at a result on the spot: it is there
event-result-missing = Looked at a result on the spot: it is not there
event-result-struck = Struck a result
who-rider = A rider

problem-result-unknown = There is no such result
problem-result-unknown-detail = Open the case again.
problem-result-struck = This result was struck
problem-result-struck-detail = What was struck is not verified any more. Record a new result if there is one.
problem-result-seen-before = You have looked at this result before
problem-result-seen-before-detail = Once is enough, thank you.
