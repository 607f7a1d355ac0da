### Words that every page shares. Short, plain, polite.

ui-site = Yilu
ui-skip = Skip to the content
ui-nav = Sections
ui-back = Back
ui-complaint = Complaints and suggestions
ui-size-large = Large text
ui-size-normal = Normal text
ui-other-language = 中文

ui-error-prefix = Error:{" "}
ui-error-summary = { $n ->
    [one] There is 1 thing to correct
   *[other] There are { $n } things to correct
}
ui-optional = {" "}(optional)
ui-continue = Continue
ui-change = Change
ui-receipt-number = Your number, please keep it

ui-photo-busy = Making the photos smaller, one moment…
ui-photo-too-many = At most { "{" }n{ "}" } photos: the others were left out.
ui-photo-remove = Remove
ui-locate = Use where I am now
ui-locate-wait = Finding your place…
ui-locate-ok = The place is filled in; you may change it.
ui-locate-fail = Your place could not be found. Please type it.

ui-search = Search
ui-filters-clear = Clear filters
ui-previous = Previous
ui-next = Next
ui-pager = Pages
ui-select-all = Select all on this page
ui-select-row = Select
ui-selected = With the selected:

ui-step-done = {" "}(done)
ui-step-now = {" "}(now)

ui-timeline = What happened
ui-holders = Who held it
ui-held-now = With { $who } now, for { $span }
ui-held-row = from { $from }, { $span }
ui-until-now = until now

ui-days-hours = { $days } d { $hours } h
ui-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
ui-hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
ui-minutes = { $minutes } min
ui-left = { $span } left
ui-overdue = { $span } overdue
ui-as-of = As of { $when }

ui-chart-table = Show the figures
ui-chart-item = Item

ui-map-open = Choose the place on a map
ui-map-show = Show on a map
ui-map-hint = Tap the map to fill in the place.
ui-map-close = Close the map
ui-map-fail = The map could not be opened. Please type the place.
ui-map-label = Map
ui-map-in = Zoom in
ui-map-out = Zoom out
ui-lat = Latitude
ui-lon = Longitude

ui-live-stale = You are offline. This is what was known at { "{" }t{ "}" }; it updates by itself when you are back.
ui-live-new = Updated just now.

ui-keys-title = Keyboard
ui-keys-move = Move down or up
ui-keys-select = Select or clear
ui-keys-open = Open
ui-keys-search = Search
ui-keys-help = Show this help
ui-sending = Sending…
ui-draft-kept = What you had typed before is back.
