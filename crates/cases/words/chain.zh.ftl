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
