### Points: seen by their owner only, with no ranking.

points-title = My points
points-balance = Points to spend
points-explained = Points arrive by themselves when what you reported is solved and you confirm it. Nobody but you sees them, and there is no ranking.
points-debt = { $points } points were taken back after they had been spent. The next points you get repay them first.
points-none = No points yet
points-none-remedy = Tell us about parking, charging, gates and the like. Once it is solved and you confirm it, you get points.
points-report = Report a problem
points-earned = A reported problem was solved
points-taken-back = The case is open again: points taken back for now
points-waiting = { $points } points on their way
