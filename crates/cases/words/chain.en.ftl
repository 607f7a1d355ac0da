### Worker, contact member, branch, street; filing for somebody; letting a firm see the contact.

unit-grassroots = Local service
holder-member = Contact member
holder-member-named = Contact member { $name }

event-filed-code = Filed by somebody else; the worker agreed by code
event-filed-signed-in = Filed by somebody else; the worker signed in and agreed
event-taken = Given to contact member { $name }
event-passed = Passed up to { $unit }
event-bypassed = Past all levels, straight to { $unit }
event-copied = { $unit } was told at the same time
event-contact-shared = { $unit } may see name and phone
event-contact-taken-back = { $unit } may no longer see name and phone

act-bypass = Straight to the street office
act-bypass-explained = Past the contact member and the branch: the street office has it at once. Number and deadline stay the same.
act-bypass-done = The street office has it now.
act-share = Let the firm see my contact
act-share-explained = The firm that works on this may see your name and phone to reach you. Each look is written down, and you can take this back at any time.
act-share-done = The firm may see your name and phone now.
act-hide = Hide my contact from the firm
act-hide-explained = From now on no firm sees your name and phone. The record of earlier looks stays.
act-hide-done = Taken back: the firm no longer sees your name and phone.

desk-act-pass-up = Pass up a level
desk-pass-up-note = What you learned, and why you pass it up
desk-done-pass-up = Passed up a level.

matter-members-only = Only contact members report this kind. Choose another.
chain-no-contact = You have no contact member now. Choose the direct way.
chain-no-branch = Choose a branch.
chain-no-member = Choose a contact member of this branch.
chain-own-contact = Nobody is their own contact member.
chain-other-branch = Another branch looks after this worker.
chain-refused = The worker does not want this member. Choose another.

problem-case-not-in-chain = It is not on its way through the levels
problem-case-not-in-chain-detail = It is with the street office or another unit by now. Look at where it stands.
problem-case-shared-before = You agreed already
problem-case-shared-before-detail = This firm may see name and phone.
problem-case-not-shared = There is nothing to take back
problem-case-not-shared-detail = No firm may see name and phone now.
problem-case-no-firm = No firm has it now
problem-case-no-firm-detail = Your yes is needed only while a firm works on it.

bypass-title = Tired of waiting?
check-way = Which way
check-way-straight = Straight to the office
check-way-member = Through contact member { $name }
check-way-member-hint = The member looks into it first, then the branch, then the street. Each level has a limit; silence moves it up by itself. You can go straight to the street at any time, and the answer's deadline stays the same.

mine-filed = Somebody filed “{ $title }” for you and waits for your yes
mine-filed-look = Look at it
mine-contact = My contact member: { $name }
filed-title = Somebody filed this for you
filed-explained = Written down for you by somebody of { $unit }. Only your yes makes it your case, and the deadlines count from then on. Without a yes it lapses at { $by }.
filed-agree = It is mine: submit it
filed-decline = It is not mine: drop it
filed-declined = Dropped, and the words are wiped.

member-none = You have no contact member now. Reports go straight to the office.
member-explained = A contact member can report trouble for you. Platform firms know nothing of this.
member-name = Called
member-branch = Branch
member-since = Since
member-refuse = I do not want this contact member
member-refused = This contact member will not contact you any more.

file-title = File for a worker
file-explained = The worker speaks, you write. It is submitted, and the deadlines begin, when the worker reads out the code from the text message or signs in and agrees.
file-next = Next
file-phone = The worker's mobile number
file-phone-hint = The code goes to this number.
file-keep = I am the contact member and follow it up first
file-send = Send the worker a code
filed-list = What I filed for others
filed-none = You have filed nothing for others yet
filed-standing-waiting = Waits for the worker's yes
filed-standing-lapsed = The worker did not agree in time: it lapsed
filed-standing-claimed = The worker agreed
filed-standing-declined = The worker said it is not theirs: it was dropped
filed-waits = A code went to { $phone }. If the worker agrees they read it out to you, or sign in and agree. Good until { $by }.
filed-code = The code that the worker reads out
filed-code-hint = Six digits, good for ten minutes.
filed-confirm = The worker agrees: submit
filed-again = Send another code
filed-sent-again = Another code is on its way.
filed-too-soon = Too many codes. Try again in a while.
filed-code-wrong = The code is wrong or too old. Check it, or send another.
filed-confirmed = The worker agreed, and the case is submitted.
filed-state = Where it stands
chain-phone = Give a mobile number of 11 digits.

contacts-title = Who looks after whom
contacts-explained = Give a worker a contact member. The worker sees the name of service and may say no.
contacts-phone = The worker's mobile number
contacts-name = The member's name of service
contacts-name-hint = What the worker sees, such as “Contact 3, Zhou”.
contacts-arrange = Arrange
contacts-worker = Worker
contacts-end = End it
contacts-arranged = Arranged.
contacts-ended = Ended.
matter-not-resorted = What contact members report keeps its kind, and nothing else becomes such a kind.
