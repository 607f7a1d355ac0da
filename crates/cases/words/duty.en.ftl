### Taking alarms at the duty desk.

duty-title = Duty desk
duty-lead = Urgent cases ring here. Take the alarm and the bell stops; then act.
duty-none = Nothing urgent now
duty-none-text = When something urgent comes in, this page updates itself and rings.
duty-waits = { $seconds } s and nobody has taken it
duty-acknowledge = Take the alarm
duty-done = The alarm is yours. Please act at once.
duty-taken-before = Somebody has taken this alarm already.
duty-sound = Turn the bell on
duty-sound-on = The bell is on
duty-alarm = [URGENT]
duty-rung = Rung: { $units }
duty-next = If nobody takes it by { $when }, the next level is rung
duty-unanswered = Every level has been rung and nobody has taken it
duty-over = Urgent cases of the last 24 hours
duty-taken = Taken by { $unit } after { $seconds } s
duty-dropped = Not taken: it ended or is urgent no more
duty-is-ringing = Urgent: the alarm has not been taken

event-duty-rang = Urgent: rang the duty desk of { $unit }
event-duty-unanswered = Every duty desk was rung and nobody has taken the alarm
event-duty-acknowledged = The duty desk took the alarm

problem-case-not-ringing = No alarm to take
problem-case-not-ringing-detail = Somebody has taken it, or the case is urgent no more.
