### What is said when something goes wrong: what it is, and what to do.

problem-home = Go to the start page
problem-id = If you ask for help, give this number: { $id }

problem-sign-in = Please sign in
problem-sign-in-detail = Sign in, then try again.
problem-forbidden = You may not do this
problem-forbidden-detail = If your work needs it, ask the administrator of your organization.
problem-cross-origin = This was not sent from our pages
problem-cross-origin-detail = It was not accepted, to protect you. Please go back to our page and send it again.
problem-not-found = Not found
problem-not-found-detail = The address may be mistyped, or what was here is gone.
problem-method = This address cannot be used like that
problem-method-detail = Please use the buttons and links on the pages.
problem-conflict = It has changed in the meantime
problem-conflict-detail = Somebody else changed it just now. Go back, reload and try again.
problem-taken = Already in use
problem-taken-detail = This number belongs to somebody else. Use another, or sign in with it.
problem-key-reused = This idempotency key belongs to another request
problem-key-reused-detail = Use a fresh Idempotency-Key for a new request.
problem-too-large = Too large
problem-too-large-detail = Please send less, or a smaller file.
problem-too-large-limit = At most { $limit } at a time. Please send less, or a smaller file.
problem-unsupported-media = This format is not supported
problem-unsupported-media-detail = Please use another format.
problem-invalid = Something needs correcting
problem-invalid-detail = Please correct what is marked and send it again.
problem-purpose = Say why you need to see this, in 4 to 200 characters.
problem-too-many = Too many requests
problem-too-many-detail = Please wait a moment and try again.
problem-read-only = Nothing can be sent at the moment
problem-read-only-detail = The system is being looked after; you can read everything. Please keep this page open and send it again later.
problem-busy = The system is busy
problem-busy-detail = Please wait a few seconds and try again.
problem-internal = Something went wrong on our side
problem-internal-detail = It is not your fault, and we have noted it. Please try again later.

field-missing = Please fill this in.
field-unreadable = This is not in the right form. Please check it and enter it again.
field-file-too-large = The file “{ $name }” is too large: at most { $limit } each. Please choose a smaller one.
field-too-many-files = At most { $limit } files; the others were left out.
field-too-long = Too long: at most { $limit }.

photo-not-an-image = This is not a picture we can read. Please use JPEG, PNG or WebP.
photo-heic = This picture format (HEIC) is not supported. Choose “Most Compatible” in the camera settings, or send a screenshot.
photo-too-many-pixels = The picture has too many pixels. Please choose another, or send a screenshot.
photo-broken = The picture is incomplete. Please choose it again.

site-name = Yilu
area-unknown = Choose a street or a community.
unit-unknown = Choose a unit.
text-too-short = Write a little more, so that it is clear.
text-too-long = This is too long: shorten it.

offer-limit-day = { $times } a day per card
offer-limit-week = { $times } a week per card
offer-limit-month = { $times } a month per card

### Releasing photos: all is hidden at first and uncovered cell by cell.
photo-alt = Photo { $n }
desk-photo-title = Release a photo
desk-photo-choose = Choose what may be seen
desk-photo-how = The whole photo is hidden at first. Look at it, then tick only cells without a face, a plate, a door number or a waybill, or draw a box with the pointer. What is not ticked is gone from the public picture altogether.
desk-photo-original = The original, for those who work on it alone
desk-photo-cell = Row { $row }, cell { $column } may be seen
desk-photo-look = Preview
desk-photo-preview = Preview: what the public will see
desk-photo-preview-lead = There is nothing behind the grey parts in the public picture. Release it only when nobody can be told from it.
desk-photo-nothing = Nothing is uncovered yet. Tick the cells that may be seen, then preview.
desk-photo-release = Release this photo
desk-photo-released = The photo was released
desk-photo-public = What the public sees now
desk-photo-withdraw = Take it back
desk-photo-withdrawn = The photo was taken back
photo-cells = write numbers of cells from 0 to 47, at least one
