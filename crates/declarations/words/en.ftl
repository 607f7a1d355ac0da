### What the city declares: catalogue, work calendar, roles; and the journal for auditors.

declarations-catalogue = Catalogue of matters
declarations-catalogue-lead = For each kind of matter: who has it first, how soon it is answered, and where it climbs when nobody acts.
declarations-matter = Matter
declarations-code = Code
declarations-group = Group
declarations-owner = First owner
declarations-deadline = Deadlines
declarations-climb = Climbs
declarations-visibility = Shown to the public
declarations-points = Points
declarations-solver = Who can solve it
declarations-photo = Photos
declarations-urgent = Urgent (runs through nights and holidays)
declarations-sensitive = Sensitive (never published; only the owner sees names)
declarations-proofs = Worth having ready
declarations-scope = What can be done and what cannot
declarations-doors = Right doors
declarations-none = None
declarations-yes = Yes
declarations-no = No
declarations-comma = {", "}

declarations-owner-level = { $kind } of the { $level }
declarations-owner-own = the reporter's own { $kind }
declarations-owner-area = { $owner } (in { $area } only)
declarations-owner-last = { $kind }, which takes whatever nobody takes
declarations-owner-else = {"; else "}
declarations-deadlines = Accepted within { $accept }, answered within { $answer }, warned { $warn } before
declarations-points-rule = { $name }: { $amount } points, at most { $cap } a day per person

declarations-span-workdays = { $n ->
    [one] 1 workday
   *[other] { $n } workdays
}
declarations-span-work-hours = { $n ->
    [one] 1 work hour
   *[other] { $n } work hours
}
declarations-span-work-minutes = { $n ->
    [one] 1 work minute
   *[other] { $n } work minutes
}
declarations-span-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
declarations-span-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
declarations-span-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}

declarations-level-nation = nation
declarations-level-province = province
declarations-level-city = city
declarations-level-county = county
declarations-level-street = street
declarations-level-community = community
declarations-level-grid = grid

declarations-visibility-public-category-only = Kind and progress only
declarations-visibility-public-after-release = Content after review
declarations-visibility-private = Nothing
declarations-solver-firm = A firm
declarations-solver-department = A department
declarations-solver-either = A firm or a department
declarations-photo-none = No photos
declarations-photo-optional = Photos may be added
declarations-photo-required = A photo is needed

declarations-fields = What the form asks
declarations-fields-none = Nothing besides title, text and place.
declarations-field-name = Name
declarations-field-key = Key
declarations-field-kind = Kind
declarations-field-required = Required
declarations-field-limit = Choices or limit
declarations-kind-text = One line
declarations-kind-long-text = Several lines
declarations-kind-number = Number
declarations-kind-money = Money (fen)
declarations-kind-date = Day
declarations-kind-choice = One of several
declarations-kind-phone = Phone
declarations-kind-yes-no = Yes or no
declarations-phrases = Example sentences
declarations-sample = Sample
declarations-sample-title = Title
declarations-sample-text = Text

declarations-check = Check changed files of the catalogue
declarations-check-lead = Upload the TOML files that you changed; they are checked beside the catalogue in force. Nothing is changed here.
declarations-check-force = To put changes in force, place the files in the folder of the catalogue and restart the program with --catalogue and the path of that folder.
declarations-check-files = Files of the catalogue
declarations-check-hint = .toml files, several at once if you like, at most { $limit }
declarations-check-do = Check
declarations-check-none = Choose a file first.
declarations-check-faults = { $files }: { $n ->
    [one] 1 fault
   *[other] { $n } faults
 } to mend; nothing was changed.
declarations-check-caption = What to mend
declarations-check-file = File
declarations-check-line = Line
declarations-check-reason = Reason and remedy
declarations-check-good = { $files }: no fault was found.
declarations-check-added = New matters: { $matters }
declarations-check-changed = Changed matters: { $matters }
declarations-check-dropped = Dropped matters: { $matters }

declarations-calendar = Work calendar
declarations-csv = A year's holidays (CSV)
declarations-csv-hint = Columns date,name,is_off_day: 1 is a day off, 0 a swapped workday. One year at a time.
declarations-csv-preview = Preview the changes
declarations-csv-none = Choose a CSV file first.
declarations-year = Year
declarations-year-show = Show
declarations-year-title = Holidays and swapped workdays of { $year }
declarations-year-none = This year has not been imported
declarations-year-none-why = Without its table only weekends are days off, so deadlines in it are provisional.
declarations-year-missing = The holidays of { $year } have not been imported: deadlines that fall there are provisional.
declarations-year-imports = Imports of this year: { $n }, the last at { $at }. The last one counts; those before it are kept.
declarations-day = Day
declarations-weekday = Weekday
declarations-holiday = Holiday
declarations-rest = Arrangement
declarations-off = Day off
declarations-worked = Workday
declarations-weekday-1 = Mon
declarations-weekday-2 = Tue
declarations-weekday-3 = Wed
declarations-weekday-4 = Thu
declarations-weekday-5 = Fri
declarations-weekday-6 = Sat
declarations-weekday-7 = Sun
declarations-preview = Preview: holidays of { $year }
declarations-preview-lead = These days will change. Deadlines that were told already stay; those worked out from now on follow the new calendar.
declarations-preview-caption = Days that change
declarations-preview-same = The table of { $year } is the same as now; there is nothing to import.
declarations-preview-do = Import { $year }
declarations-before = Now
declarations-after = After the import
declarations-ordinary = As usual
declarations-cancel = Do not import
declarations-imported = Imported; the new calendar is in force.
declarations-other-year = This table is about { $year }, which is not the year in the address.

declarations-roles = Roles and permissions
declarations-roles-lead = Who may do what is decided by these sentences; what none of them allows is denied.
declarations-role-visitor = Anybody (without signing in)
declarations-role-system = The program
declarations-role-nothing = No permission.
declarations-role-gives = May give and end the posts: { $roles }.
declarations-role-held = Held in: { $places }.
declarations-role-totp = Signing in needs a code from an authenticator.
declarations-category-government = government
declarations-category-firm = firms
declarations-category-mass-organization = mass organizations
declarations-category-party = Party organizations
declarations-category-community = residents' and villagers' committees

declarations-journal = Journal
declarations-journal-lead = Every change is recorded and can be neither altered nor removed. No name and no phone is shown here.
declarations-journal-none = No entry fits
declarations-journal-none-remedy = Change what you look for, or clear the filters.
declarations-journal-signed = The first { $n } entries are signed. Outside auditors get the signature from /api/v1/log/checkpoint and proofs from /api/v1/log/consistency.
declarations-at = Time
declarations-role = Role
declarations-action = Action
declarations-subject = About
declarations-area = Area
declarations-purpose = Purpose
declarations-log-sizes = Give the sizes of two checkpoints: from is not above to, and to is not above the newest one.

declarations-family-any = Every action
declarations-family-case = Cases
declarations-family-person = Personal data
declarations-family-unit = Organizations
declarations-family-membership = Posts
declarations-family-session = Sign-in
declarations-family-password = Passwords
declarations-family-second-factor = Second factor
declarations-family-account = Accounts
declarations-family-points = Points
declarations-family-calendar = Work calendar

declarations-subject-case = Case
declarations-subject-person = Person
declarations-subject-unit = Organization
declarations-subject-membership = Post
declarations-subject-transfer = Transfer
declarations-subject-export = Export
declarations-subject-calendar-year = Work calendar

declarations-action-case-reported = Report
declarations-action-case-accepted = Accept
declarations-action-case-assigned = Assign
declarations-action-case-answered = Answer
declarations-action-case-confirmed = Confirm
declarations-action-case-disputed = Dispute
declarations-action-case-lapsed = Lapse without a verdict
declarations-action-case-reopened = Reopen
declarations-action-case-withdrawn = Withdraw
declarations-action-case-out-of-scope = Find out of scope
declarations-action-case-scope-appealed = Appeal on scope
declarations-action-case-scope-upheld = Uphold on appeal
declarations-action-case-scope-overturned = Overturn on appeal
declarations-action-case-noted = Add a note
declarations-action-case-warned = Warn of a deadline
declarations-action-case-escalated = Step up a level
declarations-action-case-overdue = Overdue
declarations-action-case-resorted = Change the matter
declarations-action-case-released = Release to the public
declarations-action-case-joint-called = Whistle
declarations-action-case-joint-acknowledged = Report in
declarations-action-case-joint-answered = Answer a part
declarations-action-case-joint-closed = Close a part
declarations-action-case-joint-returned = Send a part back
declarations-action-case-joint-handed-back = Hand a part back
declarations-action-case-joint-given = Give a part again
declarations-action-case-joint-escalated = Tell the level above
declarations-action-case-joint-convened = Call a meeting
declarations-action-case-joint-met = Write down a meeting
declarations-action-case-export = Export cases
declarations-action-person-create = Register a person
declarations-action-person-change = Change personal data
declarations-action-person-look = Look at personal data
declarations-action-person-find = Find a person
declarations-action-person-erase = Erase personal data
declarations-action-unit-found = Found an organization
declarations-action-unit-rename = Rename an organization
declarations-action-unit-move = Move an organization
declarations-action-unit-close = Close an organization
declarations-action-membership-grant = Give a post
declarations-action-membership-revoke = End a post
declarations-action-session-begin = Sign in
declarations-action-session-end = Sign out
declarations-action-password-set = Set a password
declarations-action-second-factor-enrol = Enrol a second factor
declarations-action-second-factor-reset = Reset a second factor
declarations-action-second-factor-recover = Use a recovery code
declarations-action-account-close = Close an account
declarations-action-points-fund = Fund points
declarations-action-points-post = Pay points
declarations-action-points-take-back = Take points back
declarations-action-calendar-import = Import the work calendar
