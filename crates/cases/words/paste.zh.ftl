### 群聊消息转诉求。

paste-title = 群聊消息转诉求
paste-lead = 把群里的话复制到这里，只贴要办的那几句。姓名、电话等会先去掉再保存。
paste-group = 群名
paste-group-hint = 如“东站骑手群”。不要写个人姓名。
paste-text = 群里的话
paste-text-hint = 可以连同“张三 12:03”这样的说话人一起粘贴，系统会去掉。
paste-go = 下一步：看看去掉了什么
paste-check-title = 核对后提交
paste-removed = 已去掉，不会保存
paste-removed-none = 没有发现姓名和号码。请再看一遍有没有能认出个人的内容。
paste-kept = 将保存的内容
paste-kept-hint = 还有姓名、车牌、门牌号等，请在这里删去。
paste-matter = 事项
paste-area = 街道或社区
paste-name = 姓名
paste-phone = 电话
paste-identity = 证件号
paste-card = 卡号
paste-account = 账号
paste-send = 提交，生成诉求
paste-sent = 已生成诉求。
paste-back = 回复群里
paste-back-lead = 把下面这段话发回“{ $group }”，只发一次。链接里没有个人信息，只能看到办到哪一步。
paste-reply = 您在群里反映的事已登记，办到哪一步请看：{ $link }
paste-replied = 已发回群里
paste-done = 已记录：链接发回了群里。
paste-gone = 链接已经发回群里，不再显示。
paste-open = 查看诉求
paste-nav = 群聊转诉求

event-paste-replied = 进展链接发回群里

group-title = 群里反映的事
group-since = 登记时间
group-promised = 最迟答复
group-unknown = 没有这个链接
group-unknown-text = 请检查链接是否完整。
group-state = 办到哪一步
group-note = 这里只显示进度，不显示内容和个人信息。

problem-case-not-pasted = 不是群聊转来的诉求
problem-case-not-pasted-detail = 这件诉求不用回复群里。
problem-case-replied-before = 已经回复过了
problem-case-replied-before-detail = 链接只发回群里一次。
