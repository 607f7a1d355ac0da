### 看得见的成果：为一件诉求建了什么、设了什么，骑手到现场看过没有。

results-title = 办成的实事
results-record = 登记成果
results-lead = 为这件诉求建了什么、设了什么，登记在这里。骑手到现场看过、说属实，才算核实。
result-title = { $kind } { $quantity } { $unit }
result-verified = 已核实（{ $n } 人看过属实）
result-seen = { $n }/{ $from } 人看过属实
result-missing = { $n } 人说没看到
result-struck = 已撤销
result-kind = 是什么
result-quantity = 数量
result-address = 在哪里
result-place = 坐标（纬度,经度）
result-place-hint = 例如 30.2442,120.1571。不填则用诉求的位置。
result-photo = 照片
result-strike = 撤销
result-strike-reason = 撤销的理由
result-recorded = 已登记。
result-struck-done = 已撤销。
result-recorded-at = 登记时间
result-state = 核实情况
result-why = 路过时看一眼就行，不用专门跑一趟。只问有没有，不记您是谁。
result-there = 现场有吗？
result-there-yes = 有，看到了
result-there-no = 没有，或者不是这么多
result-there-choose = 请选“有”或“没有”。
result-remark = 想说的话
result-send = 提交
result-thanks = 谢谢，已经记下。
result-you-saw-it = 您看过了：有。
result-you-missed-it = 您看过了：没有。
result-kind-unknown = 请选择成果类别。
result-quantity-wrong = 请填 1 到 10000000 的整数。
result-id-taken = 编号已被使用，请重新打开页面。

event-result-recorded = 登记成果：{ $result }
event-result-there = 到现场看过成果：有
event-result-missing = 到现场看过成果：没看到
event-result-struck = 撤销一项成果登记
who-rider = 一位骑手

problem-result-unknown = 没有这项成果
problem-result-unknown-detail = 请从诉求页面重新打开。
problem-result-struck = 这项成果已撤销
problem-result-struck-detail = 撤销的成果不再核实。如有新的成果，请另行登记。
problem-result-seen-before = 您已经看过这项成果
problem-result-seen-before-detail = 每人看一次就够了，谢谢。
