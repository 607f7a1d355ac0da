### Releasing photos: all is hidden at first, and a clerk uncovers cell by cell what they have looked at.

event-photo-released = released a photo, parts of it hidden
event-photo-withdrawn = took a photo back
desk-photo-is-public = public (hide other parts, or take it back)
desk-photo-is-not = not public (hide parts, then release)
problem-case-no-such-photo = There is no such photo
problem-case-no-such-photo-detail = The case has no such photo, or it is not public. Load the page again.
