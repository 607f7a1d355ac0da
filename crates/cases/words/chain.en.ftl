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
