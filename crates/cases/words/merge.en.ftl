# One trouble is worked on once, and every reporter counts.
merge-support = { $n } riders have the same trouble
merge-metres = about { $n } m away
merge-same-address = the same address
merge-shared = both say: { $words }
merge-since = reported { $when }
merge-own = You reported this one yourself
merge-who-other = Another reporter

merge-like-title = Somebody near here has reported the same
merge-like-text = If it is the same, it is worked on together: your number, photos and words stay, and the answer comes to you too.
merge-like-closed = This one is closed. If the trouble is still there, report it separately.
merge-join = I have met it too
merge-send-apart = Not the same: report it separately
merge-sent = It is worked on together with another report of the same trouble. Your number stays, and the answer comes to you too.

merge-follows = Worked on together with the same trouble
merge-follows-text = Others have reported this too, and it is worked on once. The answer comes to you, and your word on it counts.
merge-by = Answer by { $by }
merge-apart = Not the same: take it apart
merge-apart-reason = The reporter says that it is not the same
merge-apart-done = It stands by itself again.

merge-itself = A case cannot be merged with itself
merge-unknown = There is no such case, or you may not handle it

event-merged = Merged into { $number }
event-joined = { $number } was merged into this
event-unmerged = Taken apart again
event-left = A merged case was taken out
event-stood-back = The reporter took it back; it goes on for the others
event-followed = The case that it follows: { $state }, { $unit }

desk-merge-into = Merged into another case
desk-merge-follows = Progress and answer are that one's; handle it there.
desk-merge-members = { $n } people report the same
desk-merge-likes = Perhaps the same
desk-merge-likes-text = Near, and in like words. Look at text and photos before you decide.
desk-merge-button = The same: merge
desk-merge-done = Merged. All reporters get the answer.
desk-unmerge = Take apart
desk-unmerge-reason = Why
desk-unmerge-done = Taken apart: as it was before, with the deadline counted from the report.

problem-case-merged = The case was merged into another
problem-case-merged-detail = Act on the case that it follows, or take it out first.
problem-case-personal = The case is about one person's own money
problem-case-personal-detail = It cannot be merged with another.
problem-case-not-merged = The case follows no other
problem-case-not-merged-detail = There is nothing to take apart.
problem-case-has-members = Other cases follow this one
problem-case-has-members-detail = Merge it the other way round, or take them out first.

# Without a network a report is kept on the phone.
queue-waiting = { $n } waiting to be sent
queue-sending = Sending…
queue-sent = Sent:
queue-fault = (needs a change before it can be sent)
queue-later = The network is not steady; it is tried again by itself.
queue-sign = Sign in, and it is sent
queue-kept = No network: kept on this phone. It is sent when you open Yilu with a network; if somebody has reported the same, it joins that report.
queue-full = This phone cannot keep it. Stay on this page and send it when there is a network.
queue-nameless = A report
