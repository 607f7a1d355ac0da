### 值班台接警。

duty-title = 值班台
duty-lead = 紧急诉求在这里响铃。点“接警”后铃声停止，再去办理。
duty-none = 现在没有紧急诉求
duty-none-text = 有新的紧急诉求时，本页自动更新并响铃。
duty-waits = { $seconds } 秒没人接警
duty-acknowledge = 接警
duty-done = 已接警。请马上处置。
duty-taken-before = 已经有人接警了。
duty-sound = 打开铃声
duty-sound-on = 铃声已打开
duty-alarm = 【紧急】
duty-rung = 已通知：{ $units }
duty-next = 到 { $when } 还没人接警，将通知上一级
duty-unanswered = 各级值班台都已通知，还没有人接警
duty-over = 24 小时内的紧急诉求
duty-taken = { $unit }接警，用时 { $seconds } 秒
duty-dropped = 未接警，已结束或不再紧急
duty-is-ringing = 紧急诉求，正在等待接警

event-duty-rang = 紧急诉求，通知{ $unit }值班台
event-duty-unanswered = 各级值班台都已通知，还没有人接警
event-duty-acknowledged = 值班台接警

problem-case-not-ringing = 不用再接警
problem-case-not-ringing-detail = 已经有人接警，或者这件诉求不再紧急。
