# 并件：同一件事只办一次，每个反映人都算数。
merge-support = { $n } 位骑手遇到同样的问题
merge-metres = 约 { $n } 米
merge-same-address = 同一个地址
merge-shared = 都提到：{ $words }
merge-since = { $when } 反映
merge-own = 这是您自己反映的
merge-who-other = 另一位反映人

merge-like-title = 附近有人反映过同样的问题
merge-like-text = 是同一件，就并到一起办：您的编号、照片和话都留着，有了答复一样通知您。
merge-like-closed = 这一件已经办结。问题还在，请单独反映。
merge-join = 我也遇到了
merge-send-apart = 不是同一件，单独反映
merge-sent = 已和别人反映的同一件事并到一起办。您的编号不变，有了答复一样通知您。

merge-follows = 和同一件事并到一起办
merge-follows-text = 别人也反映了这件事，并在一起办。有了答复一样通知您，解决没有，您说了也算。
merge-by = 最迟 { $by } 答复
merge-apart = 不是同一件，分开办
merge-apart-reason = 反映人说不是同一件
merge-apart-done = 已经分开，单独办理。

merge-itself = 不能和自己并在一起
merge-unknown = 没有这件诉求，或者您不能办理它

event-merged = 并入 { $number }，一起办
event-joined = { $number } 并了进来，一起办
event-unmerged = 拆开，单独办
event-left = 一件并进来的诉求拆出去了
event-stood-back = 反映人撤回；另有反映人在等，继续办
event-followed = 一起办的事：{ $state }，{ $unit }

desk-merge-into = 已并入另一件
desk-merge-follows = 进展、答复都跟着这一件；在那边办理。
desk-merge-members = { $n } 人反映同一件事
desk-merge-likes = 可能是同一件
desk-merge-likes-text = 位置相近、说法相近。先看文字和照片，再决定。
desk-merge-button = 是同一件，并到一起
desk-merge-done = 已并到一起，反映人都能收到答复。
desk-unmerge = 拆开，单独办
desk-unmerge-reason = 为什么拆开
desk-unmerge-done = 已经拆开，恢复到并入以前；期限从反映时起算。

problem-case-merged = 这件已经并入另一件
problem-case-merged-detail = 请在它并入的那一件上办理，或者先拆开。
problem-case-personal = 这是一个人自己的钱款纠纷
problem-case-personal-detail = 不能和别的诉求合并。
problem-case-not-merged = 这件没有并入别的诉求
problem-case-not-merged-detail = 不需要拆开。
problem-case-has-members = 有别的诉求并在这一件里
problem-case-has-members-detail = 请反过来合并，或者先把它们拆开。

# 没有网络时，反映先存在手机里。
queue-waiting = 待发送 { $n } 条
queue-sending = 正在发送…
queue-sent = 已发送：
queue-fault = （要改一改才能提交）
queue-later = 网络还不稳，稍后自动再发。
queue-sign = 登录以后自动发送
queue-kept = 没有网络，已存在这部手机里。有网后打开驿路就自动发送；已有人反映同一件，就并到一起。
queue-full = 这部手机存不下了，请先不要离开这一页，有网再提交。
queue-nameless = 一件反映
