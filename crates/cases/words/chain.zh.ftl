### 劳动者—联系党员—党支部—街道；替人反映；给企业看联系方式。

unit-grassroots = 基层组织
holder-member = 联系党员
holder-member-named = 联系党员 { $name }

event-filed-code = 由他人代为反映，本人报验证码同意
event-filed-signed-in = 由他人代为反映，本人登录同意
event-taken = 交给联系党员 { $name }
event-passed = 交给{ $unit }
event-bypassed = 不再逐级等，直接交给{ $unit }
event-copied = 同时抄送{ $unit }
event-contact-shared = 同意{ $unit }看姓名和电话
event-contact-taken-back = 不再让{ $unit }看姓名和电话

act-bypass = 直接交街道
act-bypass-explained = 不再经过联系党员和党支部，街道马上接手。编号和答复期限都不变。
act-bypass-done = 已经直接交给街道。
act-share = 让企业看我的联系方式
act-share-explained = 正在办理的企业可以看到您的姓名和电话，方便联系您。每次查看都有记录，您随时可以收回。
act-share-done = 企业现在可以看您的姓名和电话。
act-hide = 不让企业看我的联系方式
act-hide-explained = 企业从现在起看不到您的姓名和电话。以前的查看记录还在。
act-hide-done = 已经收回，企业看不到您的姓名和电话了。

desk-act-pass-up = 交给上一级
desk-pass-up-note = 了解到的情况、为什么交上去
desk-done-pass-up = 已经交给上一级。

matter-members-only = 这一类只由联系党员反映，请另选一类。
chain-no-contact = 您现在没有联系党员，请选“直接交办”。
chain-no-branch = 请选一个党支部。
chain-no-member = 请选本支部的联系党员。
chain-own-contact = 党员不能做自己的联系党员。
chain-other-branch = 这位劳动者已由其他支部联系。
chain-refused = 本人不要这位联系党员，请换一位。

problem-case-not-in-chain = 这件诉求不在逐级反映中
problem-case-not-in-chain-detail = 它已经交到街道或其他单位，请看最新情况。
problem-case-shared-before = 已经同意过
problem-case-shared-before-detail = 这家企业已经可以看姓名和电话。
problem-case-not-shared = 没有可以收回的
problem-case-not-shared-detail = 现在没有企业能看姓名和电话。
problem-case-no-firm = 现在不在企业手上
problem-case-no-firm-detail = 只有企业办理时，才需要您同意看联系方式。

bypass-title = 不想等了？
check-way = 怎么反映
check-way-straight = 直接交办
check-way-member = 通过联系党员 { $name } 反映
check-way-member-hint = 党员先了解情况，再交党支部、街道。每一级都有时限，到时没人办会自动往上交；您随时可以直接交街道，答复期限不变。

mine-filed = 有人替您反映了“{ $title }”，等您同意
mine-filed-look = 看一看
mine-contact = 我的联系党员：{ $name }
filed-title = 有人替您反映了一件事
filed-explained = 由{ $unit }的人代您写下。您同意，才算是您的诉求，期限从现在算起；{ $by } 前没有同意会自动作废。
filed-agree = 是我的事，同意提交
filed-decline = 不是我的事，作废
filed-declined = 已经作废，内容已清除。

member-none = 您现在没有联系党员。提诉求时直接交办就行。
member-explained = 遇到难处，可以请联系党员帮您反映。平台企业不知道这件事。
member-name = 对外称呼
member-branch = 党支部
member-since = 从什么时候起
member-refuse = 不要这位联系党员
member-refused = 好的，这位联系党员不再联系您。

file-title = 替人反映
file-explained = 劳动者说，您来写。本人报出短信验证码，或者自己登录同意以后，才算提交，期限才开始算。
file-next = 下一步
file-phone = 本人手机号
file-phone-hint = 验证码会发到这个号码。
file-keep = 我是联系党员，由我先跟进
file-send = 发验证码给本人
filed-list = 我替人反映的
filed-none = 还没有替人反映过
filed-standing-waiting = 等本人同意
filed-standing-lapsed = 本人没有同意，已经作废
filed-standing-claimed = 本人已经同意
filed-standing-declined = 本人说不是自己的事，已经作废
filed-waits = 验证码已发到 { $phone }。本人同意就请报出验证码；也可以本人登录后同意。{ $by } 前有效。
filed-code = 本人报出的验证码
filed-code-hint = 6 位数字，10 分钟内有效。
filed-confirm = 本人同意，提交
filed-again = 再发一次验证码
filed-sent-again = 验证码又发了一次。
filed-too-soon = 发得太勤了，请过一会儿再试。
filed-code-wrong = 验证码不对或者过期了，请核对，或再发一次。
filed-confirmed = 本人已经同意，诉求提交了。
filed-state = 进展
chain-phone = 请写 11 位手机号。

contacts-title = 谁联系谁
contacts-explained = 给劳动者安排联系党员。本人看得到党员的对外称呼，也可以不要。
contacts-phone = 劳动者手机号
contacts-name = 党员的对外称呼
contacts-name-hint = 给劳动者看的，例如“3号联系员 老周”。
contacts-arrange = 安排
contacts-worker = 劳动者
contacts-end = 结束联系
contacts-arranged = 已经安排。
contacts-ended = 已经结束联系。
matter-not-resorted = 联系党员反映的事不能改类别，也不能改成这一类。
