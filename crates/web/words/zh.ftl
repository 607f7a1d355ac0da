### 出错时说的话：说清楚怎么了，接下来怎么办。

problem-home = 回到首页
problem-id = 求助时请报这个编号：{ $id }

problem-sign-in = 请先登录
problem-sign-in-detail = 登录后再试一次。
problem-forbidden = 您没有这项权限
problem-forbidden-detail = 如果工作需要，请联系本单位管理员开通。
problem-cross-origin = 这次提交不是从本站发出的
problem-cross-origin-detail = 为了您的安全没有受理。请回到本站页面重新提交。
problem-not-found = 没有找到
problem-not-found-detail = 网址可能写错了，或者内容已经不在了。
problem-method = 这个网址不能这样用
problem-method-detail = 请从页面上的按钮或链接进入。
problem-conflict = 内容已经变了
problem-conflict-detail = 别人刚刚改过。请返回上一页，刷新后再试。
problem-taken = 已被使用
problem-taken-detail = 这个号码已登记在别人名下。请换一个，或用它直接登录。
problem-key-reused = 这个幂等键已用于另一个请求
problem-key-reused-detail = 请为新的请求换一个 Idempotency-Key。
problem-too-large = 内容太大
problem-too-large-detail = 请减少内容或换小一点的文件。
problem-too-large-limit = 一次最多 { $limit }。请减少内容或换小一点的文件。
problem-unsupported-media = 格式不支持
problem-unsupported-media-detail = 请换一种格式再提交。
problem-invalid = 有内容需要修改
problem-invalid-detail = 请按提示修改后再提交。
problem-purpose = 请写明为什么要查看，4 到 200 个字。
problem-too-many = 操作太频繁
problem-too-many-detail = 请稍等一会儿再试。
problem-read-only = 暂时不能提交
problem-read-only-detail = 系统正在维护，内容可以照常查看。请过一会儿再提交，已填的内容请先不要关闭。
problem-busy = 系统正忙
problem-busy-detail = 请稍等几秒再试。
problem-internal = 系统出了点问题
problem-internal-detail = 不是您的错，我们已经记下。请稍后再试。

field-missing = 请填写这一项。
field-unreadable = 这一项的格式不对，请检查后重新填写。
field-file-too-large = 文件“{ $name }”太大，一个文件最多 { $limit }。请换一个小一点的。
field-too-many-files = 最多 { $limit } 个文件，多出的没有收下。
field-too-long = 内容太长，最多 { $limit }。

photo-not-an-image = 这不是能识别的照片。请用 JPEG、PNG 或 WebP 格式。
photo-heic = 这种照片格式（HEIC）暂不支持。请在手机“设置-相机-格式”里选“兼容性最佳”，或截一张图再传。
photo-too-many-pixels = 照片的像素太大。请换一张，或截图后再传。
photo-broken = 照片文件不完整。请重新选择。

site-name = 驿路
area-unknown = 请选择街道或社区。
unit-unknown = 请选一个承办单位。
text-too-short = 请多写几个字，说清楚。
text-too-long = 写得太长了，请缩短。

offer-limit-day = 每张卡每天 { $times } 次
offer-limit-week = 每张卡每周 { $times } 次
offer-limit-month = 每张卡每月 { $times } 次

### 照片放行：先全部遮住，再一格一格看过、揭开。
photo-alt = 照片 { $n }
desk-photo-title = 照片放行
desk-photo-choose = 选择可以公开的部分
desk-photo-how = 整张照片默认遮住。请看过原图后，只勾选没有人脸、车牌、门牌、单号的格子；也可以按住鼠标拖出一块。没勾的部分会从公开的图片里彻底抹掉。
desk-photo-original = 原图，只有办理人员能看到
desk-photo-cell = 第 { $row } 行第 { $column } 格可以公开
desk-photo-look = 预览
desk-photo-preview = 预览：公众将看到
desk-photo-preview-lead = 灰色部分在公开的图片里没有任何内容。确认没有能认出个人的东西，再放行。
desk-photo-nothing = 还没有揭开任何一格。请先勾选可以公开的格子，再预览。
desk-photo-release = 放行这张照片
desk-photo-released = 照片已放行
desk-photo-public = 公众现在看到的
desk-photo-withdraw = 撤下
desk-photo-withdrawn = 照片已撤下
photo-cells = 请写 0 到 47 之间的格子编号，至少一格
