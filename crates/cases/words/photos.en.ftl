### Releasing photos: all is hidden at first, and a clerk uncovers cell by cell what they have looked at.

event-photo-released = released a photo, parts of it hidden
event-photo-withdrawn = took a photo back

desk-photo-title = Release a photo
desk-photo-choose = Choose what may be seen
desk-photo-how = The whole photo is hidden at first. Look at it, then tick only cells without a face, a plate, a door number or a waybill, or draw a box with the pointer. What is not ticked is gone from the public picture altogether.
desk-photo-original = The original, for those who work on the case alone
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
desk-photo-is-public = public (hide other parts, or take it back)
desk-photo-is-not = not public (hide parts, then release)

photo-cells = write numbers of cells from 0 to 47, at least one

problem-case-no-such-photo = There is no such photo
problem-case-no-such-photo-detail = The case has no such photo, or it is not public. Load the page again.
