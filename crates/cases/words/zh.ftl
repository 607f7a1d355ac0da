### 诉求：说给赶路的人听，短、明白、客气。两个数字分开说：承办单位说办结，和您说解决了。

yes = 是
no = 否

## 状态

state-reported = 待受理
state-accepted = 已受理
state-in-hand = 办理中
state-answered = 已答复，待评价
state-disputed = 没解决，重新办理
state-confirmed = 已确认解决
state-closed = 已办结，未评价
state-reopened = 重新办理
state-withdrawn = 已撤回
state-out-of-scope = 不在受理范围
state-scope-appealed = 申诉复核中

step-sent = 提交
step-accept = 受理
step-answer = 办结
step-confirm = 确认

outcome-solved = 已经办好
outcome-partly = 部分办好或已有安排
outcome-explained = 暂时办不了，说明原因

## 谁在办

unit-gone = 原承办单位（已撤销）
holder-you = 您（等您评价）
holder-worker = 诉求人（等待评价）
holder-nobody = 已结束
who-you = 您
who-worker = 诉求人
who-program = 系统
holding-sum-units = 合计已用 { $units }。
holding-sum = 合计 { $all }：单位办理 { $units }，等您评价 { $worker }。

## 办理经过

event-reported = 提交诉求
event-accepted = 已受理
event-assigned = 转交{ $unit }办理
event-given-back = 退回{ $unit }
event-answered = 作出答复：{ $outcome }
event-confirmed = 确认已解决
event-disputed = 表示没有解决，退回重新办理
event-lapsed = 到期未评价，自动办结（不算已解决，也不算没解决）
event-reopened = 重新打开
event-withdrawn = 撤回诉求
event-out-of-scope = 不在受理范围，请找{ $door }
event-scope-appealed = 提出申诉，由{ $unit }复核
event-scope-upheld = 复核后维持：不在受理范围
event-scope-overturned = 复核后改判：应当受理
event-noted = 补充说明
event-warned = 提醒：快到期了
event-escalated = 到期没有办完，升级到{ $unit }
event-overdue = 已经超过期限
event-resorted = 改按“{ $matter }”办理
event-released = 去掉个人信息后，在公开页面展示


## 提诉求，第一步

choose-title = 什么事？
choose-common = 常提的事
choose-words = 用一句话说说
choose-words-hint = 例如：商场门口没地方停车，取个餐就被贴条。我们帮您找类别。
choose-words-go = 帮我选类别
choose-all = 全部类别
choose-proposed = 您写的是“{ $text }”，看看像哪一类：
choose-because = 因为提到了：{ $words }

warn-urgent = 如果有人受伤、着火或正有危险，请先拨打 120、119 或 110，再来这里说。
warn-sensitive = 这类事只有承办人员看得到，不会公开。

## 第二步

field-photos = 现场照片（最多 { $max } 张）
field-photos-kept = 照片
field-photos-hint = 会先压缩再上传，照片里的位置信息会去掉。
field-text = 发生了什么
field-area = 在哪个街道、社区
field-area-hint = 不清楚社区，选街道就行。
field-area-pick = 请选择
field-address = 具体位置
field-address-hint = 写路名、小区或店名。
field-title = 标题
field-title-hint = 不写也行，会用您写的第一句话。
kept-photos = 已经加上的照片
kept-photos-drop = 去掉{" "}

draft-kept = 登录过期了。您写的内容已经存好，登录后接着提交。
draft-kept-without-photos = 登录过期了。您写的内容已经存好，登录后接着提交；照片要重新添加。
draft-gone = 没有找到这份草稿，可能已经过了 7 天。请重新填写。

## 第三步、第四步

check-title = 看一看，对不对
check-position = （已附上地图位置）
check-photos = { $n ->
    [0] 没有
   *[other] { $n } 张
}
check-promise = 现在提交，最晚 { $by } 前答复您。
check-send = 提交诉求

sent-title = 已经收到您的诉求
sent-by = 最晚 { $by } 前答复您。
sent-with = 现在由{ $unit }负责。
sent-points = 办好并由您确认解决后，您会得到 { $points } 积分。
sent-follow = 看办理进度
sent-mine = 我的诉求

## 我的诉求

mine-title = 我的诉求
mine-report = 提诉求
mine-tabs = 筛选
mine-all = 全部
mine-awaiting = 等您评价
mine-open = 办理中
mine-ended = 已结束
mine-closed = 单位说办结
mine-confirmed = 您确认解决
mine-empty = 这里还没有诉求
mine-empty-text = 路上遇到难处，拍张照、说一句，就有人来办。
mine-judge = 看答复，说说解决没有
mine-awaits = 等您评价，已 { $span }
mine-held = { $who }，已 { $span }
mine-ended-at = { $when } 结束

## 一件诉求

fact-number = 编号
fact-matter = 类别
fact-place = 地点
fact-reported = 提交时间
fact-promised = 承诺答复
case-report = 您说的事
case-receipt = 查看存证凭证
case-overdue = 已经超过期限，还没有办完。这件事会一直挂着，不会消失。
answer-title = 答复
answer-from = { $unit } · { $when } · { $outcome }
standing-answered = 单位已经办结；解决没解决，由您说了算。
standing-confirmed = 单位办结，您也确认解决了。
standing-closed = 单位已经办结；您没有评价，所以不算已解决。
standing-disputed = 您说没有解决，正在重新办理。
standing-past = 这是之前的答复。
verdict-title = 问题真的解决了吗？
verdict-until = 请在 { $by } 前评价。到期不评价，会自动办结，但不算已解决。
verdict-late = 您现在还可以评价。
door-title = 这件事请找
door-name = 单位
door-phone = 电话

## 您的决定

act-confirm = 已解决
act-confirm-question = 想说的话
act-confirm-explained = 确认以后，这件诉求就结束了。问题又出现时，可以重新打开。
act-confirm-done = 已确认解决，谢谢您。
act-dispute = 没解决
act-dispute-question = 哪里没解决？
act-dispute-explained = 诉求会退回答复的单位，重新计算期限。
act-dispute-done = 已经退回重新办理。
act-withdraw = 撤回诉求
act-withdraw-question = 为什么撤回
act-withdraw-explained = 撤回后不能恢复，也不再有人办理。需要时只能重新提交。
act-withdraw-done = 诉求已经撤回。
act-reopen = 重新打开
act-reopen-question = 现在是什么情况？
act-reopen-explained = 问题又出现了，可以重新打开，由原单位接着办。已经得到的积分会先收回，再次解决后重新发放。
act-reopen-done = 已经重新打开。
act-appeal = 不服，申诉
act-appeal-question = 为什么应该受理？
act-appeal-explained = 上一级单位会重新看这件事该不该受理。只能申诉一次，复核结果是最后决定。
act-appeal-done = 申诉已经提交。
act-cancel = 先不了
act-not-now = 这件诉求有了新进展，请先看最新情况。
act-stale = 您看的时候，单位又有了新的答复。请看过新答复再评价。

## 凭证

receipt-title = 存证凭证
receipt-none = 本站还没有开通存证。
receipt-waits = 凭证正在生成，请一分钟后再来。
receipt-again = 再看一次
receipt-sealed = 您的诉求已经记入公开校验的日志。
receipt-proves = 这张凭证能证明什么
receipt-proves-1 = 您的诉求在这个时间之前已经提交，没有丢失，也没有被改过日期。
receipt-proves-2 = 以后谁删掉或改动这条记录，拿着凭证一查就知道。
receipt-proves-not = 凭证里没有您的姓名、电话和内容。它不能证明单位办得对不对。
receipt-at = 提交时间
receipt-sealed-at = 盖章时间
receipt-place = 日志中的位置
receipt-key = 日志公钥
receipt-download = 下载凭证
receipt-verify = 验证凭证

verify-title = 验证凭证
verify-file = 凭证文件
verify-paste = 或者粘贴凭证内容
verify-go = 验证
verify-how = 怎么验证的
verify-about = 凭证里有一串校验值，一直连到日志盖章时的总校验值。我们用日志的公钥核对盖章，再一步步算回来；有一点不对，就通不过。您也可以用别的工具，照公开的格式自己算。
verify-key = 日志公钥：{ $key }
verify-action = 记录的事
verify-yes = 验证通过：这条记录确实在日志里，没有被改动。
verify-no-checkpoint = 验证没有通过：盖章不对。凭证被改过，或者不是本站的。
verify-no-size = 验证没有通过：凭证里的日志长度和盖章时不一样。
verify-no-proof = 验证没有通过：记录和盖章对不上，凭证被改过。
verify-unreadable = 读不出这张凭证。请上传下载的 .json 文件，或者把内容完整粘贴进来。
verify-browser-yes = 您的浏览器也自己算了一遍：验证通过。
verify-browser-no = 您的浏览器自己算了一遍：没有通过。
verify-browser-cannot = 您的浏览器不能自己验证，以上是服务器的验证结果。

## 出错时

matter-unknown = 请选一个类别。
report-text-too-short = 请写明发生了什么，至少 5 个字。
report-text-too-long = 内容太长，最多 4000 个字。
report-title-too-long = 标题太长，最多 60 个字。
photos-too-many = 照片太多，请去掉几张。
photos-too-many-left-out = 照片最多 { $max } 张，多出的没有收下。
photos-missing = 这类事需要照片，请加一张。
photo-unknown = 没有这张照片。请先上传，再填返回的文件名。
place-wrong = 位置不对。请填写中国境内的经纬度（WGS-84）。
time-wrong = 时间格式不对。请照答复里的 at 原样填写。
field-invalid = 这一项填得不对。
door-unknown = 请选一个该去的部门。
value-required = 请填写这一项。
value-no-such-field = 没有这一项，请去掉。
value-too-long = 最多 { $max } 个字，请缩短。
value-not-a-number = 请只写数字。
value-too-large = 不能大于 { $max }，请核对。
value-not-a-day = 请选一个日期，例如 2026-11-21。
value-not-a-choice = 请从选项里选一个。
value-not-a-phone = 请写 11 位手机号，或带区号的座机号。
value-not-yes-no = 请选“是”或“否”。

problem-case-closed = 诉求已经结束
problem-case-closed-detail = 要继续办理，请先重新打开。
problem-case-not-accepted = 诉求还没有受理
problem-case-not-accepted-detail = 请先受理，再做下一步。
problem-case-already-accepted = 诉求已经受理
problem-case-already-accepted-detail = 不用再受理一次。
problem-case-not-answered = 还没有答复
problem-case-not-answered-detail = 请等单位答复后再评价。
problem-case-awaits-verdict = 已经答复，正在等诉求人评价
problem-case-awaits-verdict-detail = 请等诉求人评价，或到期后再看。
problem-case-handed-back-before = 已经退回过一次
problem-case-handed-back-before-detail = 一件诉求只能退回一次，请在本单位办理，或请上级协调。
problem-case-too-late = 已经过了期限
problem-case-too-late-detail = 评价和重新打开的期限已经过了。问题还在，请重新提一件。
problem-case-appealed-before = 已经申诉过一次
problem-case-appealed-before-detail = 一件诉求只能申诉一次，复核结果是最后决定。
problem-case-not-out-of-scope = 不需要申诉
problem-case-not-out-of-scope-detail = 这件诉求没有被认定为不在受理范围。
problem-case-appeal-open = 申诉还没有复核
problem-case-appeal-open-detail = 请先对申诉作出决定。
problem-case-not-closed = 诉求还没有结束
problem-case-not-closed-detail = 正在办理的诉求不用重新打开。
problem-case-same-unit = 已经在这个单位
problem-case-same-unit-detail = 请选另一个单位。
problem-case-own-decision = 应由上一级复核
problem-case-own-decision-detail = “不属受理范围”是本单位认定的，不能由本单位复核。申诉已交上一级办理。
problem-case-measured = 这件由数据说了算
problem-case-measured-detail = 这件诉求由骑手评价数据自动立案，数据好转后自动办结，不能人工答复办结。做了什么，请写在备注里。
problem-case-never-public = 这类事不公开
problem-case-never-public-detail = 这类诉求的内容不能在公开页面展示。
problem-case-stale = 诉求有了新进展
problem-case-stale-detail = 您打开以后，有人处理过。请刷新，看过最新情况再决定。
problem-case-id-taken = 编号已被使用
problem-case-id-taken-detail = 请重新打开提诉求的页面再填一次。
problem-receipt-waits = 凭证正在生成
problem-receipt-waits-detail = 请一分钟后再来。
