### Home, complaints, navigation and text messages.

nav-home = Home
nav-report = Report
nav-mine = My cases
nav-points = Points
nav-me = Me
nav-inbox = Cases
nav-duty = Duty desk
nav-visits = Visits
nav-notes = Opinion
nav-file = File for a worker
nav-contacts = Contact members
nav-units = Units and posts
nav-progress = Progress
nav-people = People
nav-catalogue = Catalogue
nav-journal = Journal
nav-open311 = Open311
nav-sign-in = Sign in

home-title = Yilu
home-lead = A gate that stays shut, nowhere to park or charge, a slow kitchen, pay that does not come: tell us. Each is handled, and whether it is solved is for you to say.
home-report = Report a problem
home-in-hand = Cases in my hands
home-file = File for a worker
home-mine = My cases
home-progress = Look up progress
home-sign-in = Sign in
home-staff = Staff sign-in
home-urgent = In danger, call 110, 119 or 120 first, then come here.
home-promise = What we promise
home-promise-one = One number for each case, and the day of the answer told when you send it.
home-promise-two = Who has it and for how long: you see every step.
home-promise-three = What nobody handles in time climbs to the level above by itself.
home-promise-four = You say whether it is solved; if not, it goes back.
home-promise-five = Your name and phone are kept encrypted, and you can see who looked.
home-demo = This is a demo city; its people and cases are made up.

complaint-title = Complaints and suggestions
complaint-lead = If you are not content with this platform or with how a case is handled:
complaint-report = Tell us online
complaint-hotline = Call the 12345 government service line, day or night.
complaint-scope = If you disagree that a case is out of scope, ask once for a second look on its page: the level above decides.
complaint-rules = This platform asks nobody to check in, ranks no persons, counts no hours online, carries no advertising, takes no commission and forces nobody to upload photos or tracks. If somebody asks that of you, tell us.

notice-chain-taken = [Yilu] Case { $number } is in your hands. Reach the worker in time, or pass it up to the branch.
notice-answered = [Yilu] Your case { $number } has been answered. Sign in to read it and tell us whether it is solved.
notice-lapsed = [Yilu] Your case { $number } is closed. If it is not solved, you can still send it back.
notice-out-of-scope = [Yilu] Your case { $number } is out of scope here; the page says whom to turn to. You may ask once for a second look.
notice-scope-decided = [Yilu] The second look at your case { $number } is done. Sign in to see it.

nav-merchants = Merchants
home-merchants = Rate the wait at merchants
improvement-title = { $merchant }: meals come slowly
improvement-opened = Within { $days } days { $people } or more riders waited at “{ $merchant }”, and their median is above { $limit } minutes. The program opened this case by its rule; nobody reported it. It closes when { $people } or more riders have rated since and their median is { $limit } minutes or less, and stays open until then.
improvement-reached = Since the case opened, { $people } or more riders waited at “{ $merchant }” within { $days } days, and their median is { $limit } minutes or less. The program closes the case by its rule.
improvement-published = Published now: median { $minutes } minutes, { $people } riders or more.
notice-duty = [Yilu] Urgent case { $number } rings: open the duty desk at once and take the alarm.
notice-duty-again = [Yilu] Nobody has taken the alarm of urgent case { $number } yet; the next desk was rung. Open the duty desk at once.
notice-check-unsolved = [Yilu] Riders looked at your case { $number } on the spot, and most say that it is not solved. If you agree, sign in and reopen it.
nav-draws = Checks
notice-unpaid = [Yilu] An instalment in your case { $number } has not come in time. Sign in to see it.
