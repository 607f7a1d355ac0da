### 积分：只有本人看得到，没有排名。

points-title = 我的积分
points-balance = 可用积分
points-explained = 您反映的问题办好并由您确认解决后，积分自动到账。积分只有您本人能看到，不排名。
points-debt = 有 { $points } 积分在用掉之后被收回，下次得到的积分会先补上这一部分。
points-none = 还没有积分
points-none-remedy = 发现停车、充电、门禁等问题就告诉我们，办好并由您确认后就有积分。
points-report = 去反映问题
points-earned = 反映的问题得到解决
points-taken-back = 问题重新办理，积分先收回
points-waiting = { $points } 积分待到账
