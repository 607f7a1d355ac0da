### A chat message becomes a case.

paste-title = From a chat message to a case
paste-lead = Paste what was said in the group, only what needs doing. Names and numbers are taken out before anything is kept.
paste-group = Name of the group
paste-group-hint = For example "East Station riders". No personal names.
paste-text = What was said
paste-text-hint = Lines such as "Zhang San 12:03" may stay: speakers are taken out.
paste-go = Next: see what is taken out
paste-check-title = Check and send
paste-removed = Taken out and not kept
paste-removed-none = No names or numbers were found. Please look once more for anything that points to a person.
paste-kept = What will be kept
paste-kept-hint = Delete what still points to a person: names, plates, door numbers.
paste-matter = Kind of matter
paste-area = Street or community
paste-name = Name
paste-phone = Telephone
paste-identity = Identity number
paste-card = Card number
paste-account = Account
paste-send = Send: make it a case
paste-sent = The case has been made.
paste-back = Answer the group
paste-back-lead = Send this to "{ $group }", once. The link holds nothing personal and shows only how far it has come.
paste-reply = What you said in the group has been registered. How far it has come: { $link }
paste-replied = I have sent it to the group
paste-done = Noted: the link went back to the group.
paste-gone = The link went back to the group and is not shown again.
paste-open = See the case
paste-nav = From a chat

event-paste-replied = The link went back to the group

group-title = Raised in a group
group-since = Registered
group-promised = Answer at the latest
group-unknown = There is no such link
group-unknown-text = Please check whether the link is complete.
group-state = How far it has come
group-note = This shows progress only, no text and nothing personal.

problem-case-not-pasted = Not from a chat
problem-case-not-pasted-detail = There is no group to answer for this case.
problem-case-replied-before = The group has its answer
problem-case-replied-before-detail = The link goes back to a group once.
